"""SGD, recorded and not, beside the loop that a student writes; and reading an update back."""

from collections.abc import Iterator
from statistics import median

import numpy as np

import nbnn
from nbnn.core.training.sgd import draw_order

from .table import Row, in_turn, ratio

UPDATES = 10_000
ALONE = 1_000
ETA = 0.1
DATA = nbnn.datasets.moons(100)
NET = nbnn.Network.random([2, 8, 1], activation=nbnn.relu, initializer=nbnn.he, seed=0)


def straightforward(updates: int = UPDATES) -> tuple[np.ndarray, np.ndarray]:
    """The lecture's SGD of a 2–8–1 ReLU network with the hinge loss, as one writes it in NumPy; no step back where ℓ = 0."""
    W1, w2 = (w.copy() for w in NET.weights)
    for n in draw_order("replacement", len(DATA), updates, 0):
        x, z = DATA.x[n], DATA.z[n]
        a = W1 @ x
        h = np.maximum(a, 0)
        y = w2 @ h
        if z * y < 1:
            dl_dy = -z
            dl_dw2 = dl_dy * h
            dl_da = dl_dy * w2 * (a > 0)
            w2 = w2 - ETA * dl_dw2
            W1 = W1 - ETA * np.outer(dl_da, x)
    return W1, w2


def recorded() -> nbnn.Run:
    return nbnn.sgd(NET, DATA, loss=nbnn.hinge, eta=ETA, steps=UPDATES)


def without_records() -> nbnn.Network:
    return nbnn.sgd_last(NET, DATA, nbnn.hinge, ETA, UPDATES)


def steps_alone() -> None:
    for n in range(ALONE):
        nbnn.sgd_step(NET, DATA.x[n % len(DATA)], DATA.z[n % len(DATA)], loss=nbnn.hinge, eta=ETA)


def chained_steps() -> nbnn.Network:
    net = NET
    for n in range(ALONE):
        net = nbnn.sgd_step(net, DATA.x[n % len(DATA)], DATA.z[n % len(DATA)], loss=nbnn.hinge, eta=ETA).after
    return net


def measure() -> Iterator[Row]:
    same = all(np.allclose(ours, theirs, rtol=1e-9) for ours, theirs in zip(without_records().weights, straightforward(), strict=True))
    assert same, "the loops compared do not compute the same"
    plain, free, kept, alone, chained = in_turn(straightforward, without_records, recorded, steps_alone, chained_steps)
    per_update = median(plain) / UPDATES * 1e6
    yield Row("straightforward NumPy loop, 2–8–1, an update", per_update, "µs")
    yield Row("loop without records / straightforward", ratio(free, plain), "×", 1.5)
    yield Row("an update with its record / straightforward", ratio(kept, plain), "×", 5, "nbnn.sgd")
    scale = UPDATES / ALONE
    yield Row("sgd_step called for one example / straightforward", ratio(alone, plain) * scale, "×", None, "with all its checks")
    yield Row("sgd_step and .after, again and again / same", ratio(chained, plain) * scale, "×", None, "and a new Network each time")
    yield from reading(recorded(), per_update)


def reading(run: nbnn.Run, per_update: float) -> Iterator[Row]:
    places = np.random.default_rng(0).integers(len(run), size=200)
    [times] = in_turn(lambda: [run[i].dl_dW1 for i in places])
    taken = median(times) / len(places) * 1e6
    yield Row("run[i] of 10,000 updates / straightforward", taken / per_update, "×", 30, f"{taken:.0f} µs, an update read back")
    stored = run.rows.nbytes + run.examples.nbytes + run.data.x.nbytes + run.data.z.nbytes
    yield Row("memory of a run of 10,000 updates", stored / 1e6, "MB", 12)
    [means] = in_turn(lambda: run.total_losses(), repeats=3)
    yield Row("L/N before each of 10,000 updates, 100 examples", median(means) * 1e3, "ms")
