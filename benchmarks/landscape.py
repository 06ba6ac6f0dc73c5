"""Slices of a network's loss, 201 × 201 values over 200 examples: weights that lie in every way to each other, and other looks.

Each is held against the same values by hand in NumPy, a row of the picture at a time, in processor time of the same run.
"""

from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

import nbnn
from nbnn.core.landscapes import slices as landscape
from nbnn.core.landscapes.descent import descend

from .table import Row, in_turn, processor_seconds, ratio

# All pictures are 201 × 201 values of a 2–8–1 network's mean loss over these, ReLU unless the row says another thing.
DATA = nbnn.datasets.moons(n=200)
PAIRS = {"one unit": [(1, 0, 0), (1, 0, 1)], "two units": [(1, 0, 0), (1, 1, 0)], "one above the other": [(1, 0, 0), (2, 0)],
         "last layer": [(2, 0), (2, 1)]}
AXIS = np.linspace(-3, 3, 201)
BY_HAND = {nbnn.hinge: lambda m: np.maximum(1 - m, 0), nbnn.binary_cross_entropy: lambda m: np.log1p(np.exp(-2 * np.abs(m))) +
           np.maximum(-2 * m, 0)}
MOST = {nbnn.hinge: 2.5, nbnn.binary_cross_entropy: 1.3}  # a hinge by hand is one comparison, and all else weighs more


def by_hand(net: nbnn.Network, of_margin: Callable, g: Callable) -> np.ndarray:
    """The slice of both weights of the first unit, as one writes it: what the other units give is computed once."""
    W1, w2 = net.weights
    rest, (x0, x1) = g(DATA.x @ W1.T)[:, 1:] @ w2[1:], DATA.x.T
    rows = [of_margin(DATA.z * (rest + w2[0] * g(p * x0 + AXIS[:, None] * x1))).mean(axis=1) for p in AXIS]
    return np.array(rows)


def measure() -> Iterator[Row]:
    """Measure as in a process that has used memory before: whoever comes first pays for its pages, three times what the values cost."""
    del [np.ones(3_000_000) for _ in range(2)][:]
    net = nbnn.Network.random((2, 8, 1), activation=nbnn.relu, seed=0)
    relu = lambda a: np.maximum(a, 0)
    for loss, of_margin in BY_HAND.items():
        hand = lambda of_margin=of_margin: by_hand(net, of_margin, relu)
        acts = [lambda loss=loss, weights=weights: landscape.slice(net, DATA, loss, weights) for weights in PAIRS.values()]
        base, *times = in_turn(hand, *acts, clock=processor_seconds, repeats=5)
        yield Row(f"slice, {loss.name}, by hand", median(base) * 1e3, "ms")
        for name, taken in zip(PAIRS, times, strict=True):
            yield Row(f"  {name} / by hand", ratio(taken, base), "×", MOST[loss])
    for activation, g in ((nbnn.tanh, np.tanh), (nbnn.sigmoid, lambda a: 1 / (1 + np.exp(-a)))):
        other = nbnn.Network.random((2, 8, 1), activation=activation, seed=0)
        base, taken = in_turn(lambda other=other, g=g: by_hand(other, BY_HAND[nbnn.hinge], g),
                              lambda other=other: landscape.slice(other, DATA, "hinge", PAIRS["one unit"]),
                              clock=processor_seconds, repeats=5)
        yield Row(f"slice, hinge, one unit, {activation.name} / by hand", ratio(taken, base), "×", 1.5)
    deep = nbnn.Network.random((2, 4, 2, 1), activation=nbnn.tanh, seed=0)
    [times] = in_turn(lambda: landscape.slice(deep, DATA, "hinge", [(1, 0, 0), (1, 1, 0)]))
    yield Row("slice, hinge, two units, 2–4–2–1", median(times) * 1e3, "ms")
    directions = landscape.random_directions(net)
    [times] = in_turn(lambda: landscape.plane(net, DATA, "hinge", directions, resolution=201), repeats=5)
    yield Row("plane, hinge", median(times) * 1e3, "ms", remark="every weight changes")
    curve = landscape.as_curve(net, DATA, "binary_cross_entropy", PAIRS["two units"])
    [times] = in_turn(lambda: descend(curve, steps=300), repeats=5)
    yield Row("300 updates on a slice's curve, all examples", median(times) * 1e3, "ms")
