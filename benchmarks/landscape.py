"""Slices of a network's loss, 201 × 201 values over 200 examples: weights that lie in every way to each other, and other looks."""

from collections.abc import Iterator
from statistics import median

import nbnn
from nbnn.core.landscapes import slices as landscape
from nbnn.core.landscapes.descent import descend

from .table import Row, in_turn

# All pictures are 201 × 201 values of a 2–8–1 network's mean loss over these, ReLU unless the row says another thing.
DATA = nbnn.datasets.moons(n=200)
PAIRS = {"one unit": [(1, 0, 0), (1, 0, 1)], "two units": [(1, 0, 0), (1, 1, 0)], "one above the other": [(1, 0, 0), (2, 0)],
         "last layer": [(2, 0), (2, 1)]}
SLICE = 150.0  # ms


def measure() -> Iterator[Row]:
    net = nbnn.Network.random((2, 8, 1), activation=nbnn.relu, seed=0)
    for loss in (nbnn.hinge, nbnn.binary_cross_entropy):
        for name, weights in PAIRS.items():
            [times] = in_turn(lambda loss=loss, weights=weights: landscape.slice(net, DATA, loss, weights))
            yield Row(f"slice, {loss.name}, {name}", median(times) * 1e3, "ms", SLICE)
    for activation in (nbnn.tanh, nbnn.sigmoid):
        other = nbnn.Network.random((2, 8, 1), activation=activation, seed=0)
        [times] = in_turn(lambda other=other: landscape.slice(other, DATA, "hinge", PAIRS["one unit"]))
        yield Row(f"slice, hinge, one unit, {activation.name}", median(times) * 1e3, "ms", SLICE)
    deep = nbnn.Network.random((2, 4, 2, 1), activation=nbnn.tanh, seed=0)
    [times] = in_turn(lambda: landscape.slice(deep, DATA, "hinge", [(1, 0, 0), (1, 1, 0)]))
    yield Row("slice, hinge, two units, 2–4–2–1", median(times) * 1e3, "ms")
    directions = landscape.random_directions(net)
    [times] = in_turn(lambda: landscape.plane(net, DATA, "hinge", directions, resolution=201), repeats=5)
    yield Row("plane, hinge", median(times) * 1e3, "ms", remark="every weight changes")
    curve = landscape.as_curve(net, DATA, "binary_cross_entropy", PAIRS["two units"])
    [times] = in_turn(lambda: descend(curve, steps=300), repeats=5)
    yield Row("300 updates on a slice's curve, all examples", median(times) * 1e3, "ms")
