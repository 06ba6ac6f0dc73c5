"""Many runs at once: `sweep` beside an ensemble that one writes by hand in NumPy, and what of its time the updates take.

Processor time of one run: 4 rates × 250 seeds of 2–8–1 with the hinge loss, one example an update, and the same in batches of 10.
"""

from collections.abc import Iterator
from statistics import median

import numpy as np

import nbnn
from nbnn.core.network.ensemble import Ensemble
from nbnn.core.training import sweep as sweeps
from nbnn.core.training.sweep import Sweeping

from .table import Row, processor_seconds, ratio, seconds

RATES, SEEDS = (0.001, 0.01, 0.1, 1.0), range(250)
SIZES = (2, 8, 1)
TRAIN, VALIDATION = nbnn.datasets.moons(120, noise=0.2, seed=1).split(100 / 120)


def starts() -> tuple[np.ndarray, np.ndarray]:
    """The first weights of all runs: W1 (R, 8, 2) and w2 (R, 8), for each seed in turn all rates."""
    nets = [nbnn.Network.random(SIZES, seed=seed) for seed in SEEDS]
    return tuple(np.repeat([net.weights[layer] for net in nets], len(RATES), axis=0) for layer in range(2))


def orders(epochs: int) -> np.ndarray:
    """(epochs, R, N) the examples of each run in their order."""
    draws = [np.random.default_rng(seed) for seed in SEEDS]
    return np.array([np.repeat([rng.permutation(len(TRAIN)) for rng in draws], len(RATES), axis=0) for _ in range(epochs)])


def by_hand(W1: np.ndarray, w2: np.ndarray, orders: np.ndarray, b: int) -> tuple[np.ndarray, np.ndarray]:
    """The lecture's SGD with a leading axis of runs, as one writes it; b examples an update."""
    W1, w2 = W1.copy(), w2.copy()
    eta = np.tile(RATES, len(SEEDS))
    for order in orders:
        for start in range(0, order.shape[1], b):
            rows = order[:, start:start + b]
            X, z = TRAIN.x[rows], TRAIN.z[rows]
            a = np.einsum("rhd,rbd->rbh", W1, X)
            h = np.maximum(a, 0)
            y = np.einsum("rh,rbh->rb", w2, h)
            dl_dy = np.where(z * y < 1, -z, 0) / rows.shape[1]
            dl_dw2 = np.einsum("rb,rbh->rh", dl_dy, h)
            dl_da = dl_dy[:, :, None] * w2[:, None, :] * (a > 0)
            dl_dW1 = np.einsum("rbh,rbd->rhd", dl_da, X)
            w2 -= eta[:, None] * dl_dw2
            W1 -= eta[:, None, None] * dl_dW1
    return W1, w2


def updates_alone(sweeping: Sweeping) -> float:
    """Processor seconds of the updates of all tasks; what they are made of is there before."""
    used = 0.0
    for task in sweeping._tasks:
        ensemble = Ensemble(task.network, task.thetas, task.loss, task.optimizer, runs_last=task.along_runs)
        for batches in map(list, sweeps._batches_of_epochs(task.network, task)):
            start = processor_seconds()
            for each in batches:
                ensemble.update(*each)
            used += processor_seconds() - start
    return used


def measure() -> Iterator[Row]:
    for b, epochs in ((1, 20), (10, 40)):
        yield from beside(b, epochs)


def beside(b: int, epochs: int, repeats: int = 5) -> Iterator[Row]:
    """By hand, the updates of a sweep alone and the whole sweep, one after the other, again and again."""
    given = {"loss": nbnn.hinge, "etas": RATES, "seeds": SEEDS, "epochs": epochs, "batch_size": b}
    W1, w2 = starts()
    some_orders = orders(epochs)
    hand, updates, whole = [], [], []
    for _ in range(repeats + 1):
        hand.append(seconds(lambda: by_hand(W1, w2, some_orders, b), processor_seconds))
        updates.append(updates_alone(Sweeping(SIZES, TRAIN, VALIDATION, **given)))
        whole.append(seconds(lambda: nbnn.sweep(SIZES, TRAIN, VALIDATION, **given), processor_seconds))
    hand, updates, whole = hand[1:], updates[1:], whole[1:]
    count = len(RATES) * len(SEEDS) * epochs * -(-len(TRAIN) // b)
    where = f"2–8–1, {len(RATES) * len(SEEDS)} runs, batch {b}"
    yield Row(f"{where}: NumPy by hand", median(hand) / count * 1e6, "µs", None, "an update of one run")
    yield Row("  the updates of a sweep / it", ratio(updates, hand), "×", 0.8)
    rest = [(all_ - own) / own for all_, own in zip(whole, updates, strict=True)]
    yield Row("  all else of a sweep / its updates", median(rest), "×", 0.5 if b == 1 else 0.75, "first weights, orders, batches, measures")
    yield Row("  the whole sweep / it", ratio(whole, hand), "×", 1.2 if b == 1 else 0.8)
