"""The scores of a 100 × 100 grid, which a picture of the decision boundary needs."""

from collections.abc import Iterator
from statistics import median

import numpy as np

import nbnn

from .table import Row, in_turn

AXIS = np.linspace(-3, 3, 100)
GRID = np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2)


def measure() -> Iterator[Row]:
    for sizes in ((2, 8, 1), (2, 4, 2, 1)):
        for activation in (nbnn.relu, nbnn.tanh):
            net = nbnn.Network.random(sizes, activation=activation, seed=0)
            [times] = in_turn(lambda net=net: net.scores(GRID), repeats=31)
            yield Row(f"boundary, 100 × 100, {'–'.join(map(str, sizes))}, {activation.name}", median(times) * 1e3, "ms", 2)
