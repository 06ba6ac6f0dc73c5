"""Walks down a curve: 1,000 at once beside a loop over them, written by hand in plain numbers, and beside PyTorch where it is installed."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from math import sqrt
from statistics import median

import numpy as np

import nbnn
from nbnn.core.landscapes.descent import Trajectory, descend
from nbnn.core.records.curves import CURVES, from_function

from .table import Row, in_turn, ratio

PATHS, UPDATES = 1000, 1000
ALONE = 4  # trajectories that the loops walk; their time is scaled to all
RATES = {"double_well": 0.01, "himmelblau": 0.001}
STARTS = {"double_well": np.linspace(-2.2, 3.2, PATHS), "himmelblau": np.random.default_rng(0).uniform(-5, 5, (PATHS, 2))}
SOME = {key: starts[:: PATHS // ALONE] for key, starts in STARTS.items()}
METHODS = ("sgd_optimizer", "adam")


def at_once(key: str, method: str) -> Trajectory:
    return descend(key, STARTS[key], method, RATES[key], UPDATES)


def one_by_one(key: str, method: str) -> list[Trajectory]:
    return [descend(key, start, method, RATES[key], UPDATES) for start in SOME[key]]


# The loops that one writes: plain numbers, weight by weight, keeping the same as we do.

def double_well(w: list[float]) -> tuple[float, list[float]]:
    [a] = w
    return a ** 4 / 4 - a ** 3 / 3 - a ** 2 + 8 / 3, [a * (a + 1) * (a - 2)]


def himmelblau(w: list[float]) -> tuple[float, list[float]]:
    a, b = w
    f, g = a * a + b - 11, a + b * b - 7
    return f * f + g * g, [4 * a * f + 2 * g, 2 * f + 4 * b * g]


PLAIN: dict[str, Callable] = {"double_well": double_well, "himmelblau": himmelblau}


def sgd_by_hand(curve: Callable, start, eta: float) -> list:
    w, kept = np.atleast_1d(start).tolist(), []
    for _ in range(UPDATES):
        value, d = curve(w)
        update = [-(eta * dk) for dk in d]
        kept.append((w, value, d, update))
        w = [wk + u for wk, u in zip(w, update)]
    return [*kept, (w, curve(w)[0])]


def adam_by_hand(curve: Callable, start, eta: float, beta1=0.9, beta2=0.999, eps=1e-8) -> list:
    w, kept = np.atleast_1d(start).tolist(), []
    m = v = [0.0] * len(w)
    for t in range(1, UPDATES + 1):
        value, d = curve(w)
        m = [beta1 * mk + (1 - beta1) * dk for mk, dk in zip(m, d)]
        v = [beta2 * vk + (1 - beta2) * (dk * dk) for vk, dk in zip(v, d)]
        m_hat = [mk / (1 - beta1 ** t) for mk in m]
        v_hat = [vk / (1 - beta2 ** t) for vk in v]
        update = [-(eta * mk) / (sqrt(vk) + eps) for mk, vk in zip(m_hat, v_hat)]
        kept.append((w, value, d, m, v, m_hat, v_hat, update))
        w = [wk + u for wk, u in zip(w, update)]
    return [*kept, (w, curve(w)[0])]


BY_HAND = {"sgd_optimizer": sgd_by_hand, "adam": adam_by_hand}


def in_a_loop(key: str, method: str) -> list[list]:
    return [BY_HAND[method](PLAIN[key], start, RATES[key]) for start in SOME[key]]


def in_torch(key: str, method: str):
    """All paths as one tensor, autograd and torch.optim; of the path only points and losses are kept."""
    torch = import_module("torch")
    w = torch.tensor(STARTS[key].reshape(PATHS, -1), requires_grad=True)
    optimizer = {"sgd_optimizer": torch.optim.SGD, "adam": torch.optim.Adam}[method]([w], lr=RATES[key])
    points, values = [], []
    for _ in range(UPDATES):
        optimizer.zero_grad()
        loss, _ = PLAIN[key](list(w.unbind(1)))
        loss.sum().backward()
        points.append(w.detach().clone())
        values.append(loss.detach())
        optimizer.step()
    return torch.stack([*points, w.detach()]), torch.stack(values)


def check(key: str, method: str) -> None:
    """What is compared computes the same."""
    ours, loop = at_once(key, method), in_a_loop(key, method)
    for k, path in zip(range(0, PATHS, PATHS // ALONE), loop):
        points, values = ([row[i] for row in path] for i in (0, 1))
        assert np.allclose(ours.points[:, k].reshape(UPDATES + 1, -1), points, rtol=1e-9, atol=1e-9)
        assert np.allclose(ours.values[:, k], values, rtol=1e-9, atol=1e-9)
    if find_spec("torch"):
        points, values = (found.numpy() for found in in_torch(key, method))
        assert np.allclose(ours.points.reshape(points.shape), points, rtol=1e-6, atol=1e-6)
        assert np.allclose(ours.values[:-1], values, rtol=1e-6, atol=1e-6)


def measure() -> Iterator[Row]:
    for key in STARTS:
        for method in METHODS:
            yield from compared(key, method)
    yield from of_a_teacher()


def compared(key: str, method: str) -> Iterator[Row]:
    check(key, method)
    name = f"{nbnn.OPTIMIZERS[method].name}, {CURVES[key].name}"
    torch = [lambda: in_torch(key, method)] if find_spec("torch") else []
    ours, loop, single, *theirs = in_turn(lambda: at_once(key, method), lambda: in_a_loop(key, method), lambda: one_by_one(key, method),
                                          *torch, repeats=7)
    yield Row(f"a path's update, 1,000 at once: {name}", median(ours) / PATHS / UPDATES * 1e9, "ns")
    yield Row("  / loop over the paths in plain numbers", ratio(ours, loop) * ALONE / PATHS, "×", 0.05, f"{times(loop, ours)} faster")
    yield Row("  / descend for each path alone", ratio(ours, single) * ALONE / PATHS, "×", None, f"{times(single, ours)} faster")
    for each in theirs:
        yield Row("  / torch, all at once, points and losses kept", ratio(ours, each), "×", 1)


def times(slow: list[float], fast: list[float]) -> str:
    return f"{ratio(slow, fast) * PATHS / ALONE:.0f} times"


def of_a_teacher() -> Iterator[Row]:
    """A function given in a cell that takes no arrays, without a derivative."""
    own = from_function(lambda w: w * w if w > 0 else -w, minima=())
    [alone] = in_turn(lambda: descend(own, 1.0, eta=0.01, steps=300), repeats=5)
    yield Row("300 updates, one's own function point by point", median(alone) * 1e3, "ms", None, "by central differences")
