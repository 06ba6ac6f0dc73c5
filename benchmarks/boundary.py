"""The scores of a 100 × 100 grid, which a picture of the decision boundary needs, beside the same by hand in NumPy."""

from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

import nbnn

from .table import Row, in_turn, ratio

AXIS = np.linspace(-3, 3, 100)
GRID = np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2)


def measure() -> Iterator[Row]:
    for sizes in ((2, 8, 1), (2, 4, 2, 1)):
        for activation in (nbnn.relu, nbnn.tanh):
            net = nbnn.Network.random(sizes, activation=activation, seed=0)
            g = np.tanh if activation is nbnn.tanh else lambda a: np.maximum(a, 0)
            ours, hand = in_turn(lambda net=net: net.scores(GRID), lambda net=net, g=g: by_hand(net, g), repeats=31)
            remark = f"{median(ours) * 1e3:.2f} ms, with all checks"
            yield Row(f"boundary, 100 × 100, {'–'.join(map(str, sizes))}, {activation.name} / by hand", ratio(ours, hand), "×", 1.6, remark)


def by_hand(net: nbnn.Network, g: Callable) -> np.ndarray:
    *hidden, last = net.weights
    h = GRID
    for W in hidden:
        h = g(h @ W.T)
    return h @ last
