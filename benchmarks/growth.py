"""How cost grows: each row doubles one thing, and tells the time and what the doubling cost. Processor time of one thread or several."""

from collections.abc import Callable, Iterator, Sequence

import nbnn

from .table import Row, processor_seconds, seconds

WIDTHS, DEPTHS = (16, 32, 64, 128, 256, 512), (1, 2, 4, 8)
EXAMPLES, RUNS, UPDATES = (1_000, 2_000, 4_000, 8_000), (100, 200, 400, 800, 1_600), (1_000, 2_000, 4_000, 8_000)
DIGITS = nbnn.standardize(nbnn.datasets.digits())


def measure() -> Iterator[Row]:
    yield from _doubling("an update, 64–w–10, batch 10, width w", WIDTHS, lambda w: _epoch((64, w, 10)), "µs", 1e6 / 180)
    yield from _doubling("an update, 64–32–…–10, batch 10, hidden layers", DEPTHS, lambda d: _epoch((64, *[32] * d, 10)), "µs", 1e6 / 180)
    yield from _doubling("an epoch, 2–8–1, batch 10, examples", EXAMPLES, _of_examples, "ms", 1e3)
    yield from _doubling("an update of a run, 2–8–1, batch 1, runs of a sweep", RUNS, _of_runs, "µs", 1e6 / 1_000, per=True)
    yield from _doubling("recorded updates, 2–8–1, steps", UPDATES, _recorded, "ms", 1e3)


def _doubling(what: str, sizes: Sequence[int], act_of: Callable, unit: str, scale: float, per: bool = False) -> Iterator[Row]:
    """A row for each size; per: of each of so many."""
    before = None
    for size in sizes:
        act = act_of(size)
        act()
        taken = min(seconds(act, processor_seconds) for _ in range(3)) * scale / (size if per else 1)
        yield Row(f"{what} {size:,}", taken, unit, None, "" if before is None else f"{taken / before:.2f} times the row above")
        before = taken


def _epoch(sizes: tuple[int, ...]) -> Callable[[], object]:
    net = nbnn.Network.random(sizes, seed=0)
    return lambda: nbnn.train(net, DIGITS, loss=nbnn.cross_entropy, eta=0.01, batch_size=10, epochs=1)


def _of_examples(n: int) -> Callable[[], object]:
    net, data = nbnn.Network.random((2, 8, 1), seed=0), nbnn.datasets.moons(n)
    return lambda: nbnn.train(net, data, loss=nbnn.hinge, batch_size=10, epochs=1)


def _of_runs(runs: int) -> Callable[[], object]:
    train, validation = nbnn.datasets.moons(200).split(0.5)
    return lambda: nbnn.sweep((2, 8, 1), train, validation, loss=nbnn.hinge, etas=[0.1], seeds=range(runs), batch_size=1, epochs=10)


def _recorded(steps: int) -> Callable[[], object]:
    net, data = nbnn.Network.random((2, 8, 1), seed=0), nbnn.datasets.moons()
    return lambda: nbnn.sgd(net, data, loss=nbnn.hinge, steps=steps)
