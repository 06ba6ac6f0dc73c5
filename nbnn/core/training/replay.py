"""A run of a large network, whose rows would take gigabytes: what a page shows of each update is kept, the rest is computed again.

Kept of each update are the corners of every quantity (its first and last entries) and four measures of all its entries; and θ at every
EVERY updates. A whole row is computed again from the θ before it, by the same workspace, so it is bit for bit the one that was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import product
from typing import ClassVar

import numpy as np

from ..bounds import MOST_AT_ONCE, MOST_SENT, MOST_WHOLE_ENTRIES, check_memory
from ..network.arguments import checked_count, checked_loss, checked_network
from ..network.network import Network, checked_seed
from ..network.quantities import Quantities, freeze
from ..records.datasets import Dataset
from ..records.losses import Loss
from ..records.optimizers import sgd_optimizer
from ..records.schedules import checked_eta
from .sgd import Run, as_lists, draw_order, first_not_finite, fit_data, why_stopped, workspace

EVERY = 25  # updates between two θ that are kept: at most so many are computed again for one
MEASURES = ("smallest", "largest", "mean", "zeros")  # the last in percent
FIRST, LAST, ALONG = 5, 2, 9  # entries kept along an axis: the first and the last of one that has more than the third number


def measure(values) -> np.ndarray:
    """(4,): the smallest of these numbers, the largest, their mean, and how many percent of them are 0."""
    return measure_each(np.asarray(values, dtype=float).reshape(1, -1))[0]


def measure_each(rows: np.ndarray) -> np.ndarray:
    """(T, 4): the same of each row."""
    with np.errstate(all="ignore"):  # of what is no longer finite
        zeros = 100 * (1 - np.count_nonzero(rows, axis=1) / rows.shape[1])
        return np.stack([rows.min(axis=1), rows.max(axis=1), rows.mean(axis=1), zeros], axis=1)


def corners(shape: Sequence[int]) -> np.ndarray:
    """The entries of a quantity that are kept, in reading order: a short vector whole, else the first and the last along each axis."""
    if len(shape) < 2:
        return np.arange(shape[0]) if shape and shape[0] <= MOST_WHOLE_ENTRIES else _ends(*shape or (1,))
    rows, columns = shape
    return np.array([row * columns + column for row, column in product(_ends(rows), _ends(columns))])


def _ends(n: int) -> np.ndarray:
    return np.arange(n) if n <= ALONG else np.r_[:FIRST, n - LAST:n]


def updates_at_once(network: Network, steps: int) -> int:
    """How many of these updates are recorded in one go."""
    return min(steps, max(EVERY, MOST_AT_ONCE // network.quantities.n_weights))


def check_replay(name: str, updates: int, network: Network, kept: int = 0, todo: str = "") -> None:
    """Raise ValueError where what is kept of so many updates, behind those that are there, is more than a page may have."""
    q = network.quantities
    each = q.n_weights // EVERY + sum(len(corners(shape)) + len(MEASURES) for shape in q.shapes.values())
    check_memory(name, updates, each, "updates", todo, kept * each, most=MOST_SENT, keeper="a page")


@dataclass(frozen=True, eq=False)
class _Plan:
    """What updates are made of, and which of their numbers are kept."""

    network: Network
    data: Dataset
    loss: Loss
    eta: object

    @cached_property
    def lists(self) -> tuple[list, list]:
        return as_lists(self.network, self.data)

    @property
    def quantities(self) -> Quantities:
        return self.network.quantities

    @cached_property
    def kept(self) -> dict[str, slice]:
        """Name → its stretch of what is kept of an update."""
        places, start = {}, 0
        for name, shape in self.quantities.shapes.items():
            places[name] = slice(start, start := start + len(corners(shape)))
        return places

    @cached_property
    def entries(self) -> np.ndarray:
        """Which numbers of a row are kept."""
        q = self.quantities
        return np.concatenate([q.places[name].start + corners(shape) for name, shape in q.shapes.items()])

    def walk(self, theta: np.ndarray, examples: Sequence[int], first: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """(the row of each update, θ after it), both overwritten by the next; update number `first` begins at θ."""
        work, (X, labels) = workspace(self.network, self.loss, sgd_optimizer, self.eta), self.lists
        work.theta[:], row = theta, np.empty(self.quantities.width)
        for t, example in enumerate(examples, first):
            with np.errstate(all="ignore"):
                work.update(X[example], labels[example], t, row)
            yield row, work.theta


@dataclass(frozen=True, eq=False)
class _Stretch:
    """Updates in a row that follow from one another: what is kept of them.

    thetas (K, n) : θ before its updates 0, EVERY, 2 EVERY …; kept (T, m) ; measures (T, quantities, 4).
    """

    plan: _Plan
    first: int
    examples: np.ndarray
    thetas: np.ndarray
    kept: np.ndarray
    measures: np.ndarray

    def __len__(self) -> int:
        return len(self.kept)

    def cut(self, count: int) -> "_Stretch":
        """Its first `count` updates, at least one."""
        points = -(-count // EVERY)
        return replace(self, examples=self.examples[:count], thetas=self.thetas[:points], kept=self.kept[:count],
                       measures=self.measures[:count])

    def rows(self, start: int, stop: int) -> Iterator[np.ndarray]:
        """The rows of its updates `start` to `stop`, one after the other, each overwritten by the next."""
        before = start - start % EVERY
        walk = self.plan.walk(self.thetas[before // EVERY], self.examples[before:stop].tolist(), self.first + before)
        return (row for t, (row, _) in enumerate(walk, before) if t >= start)


class Rows:
    """The rows of a run as an array has them, (T, width), without the memory: `rows[i]` is computed again, and the last one is kept."""

    def __init__(self, stretches: Sequence[_Stretch], width: int):
        self.stretches, self.width = tuple(each for each in stretches if len(each)), width
        self._last: tuple[int, np.ndarray] | None = None

    def __len__(self) -> int:
        return sum(map(len, self.stretches))

    @property
    def shape(self) -> tuple[int, int]:
        return len(self), self.width

    def __getitem__(self, place):
        which, columns = place if isinstance(place, tuple) else (place, slice(None))
        if not isinstance(which, slice) and which is not Ellipsis:
            return self._row(int(which))[columns]
        if place is which:
            start, stop, step = which.indices(len(self))
            if (start, step) != (0, 1):
                raise TypeError("the rows of a replayed run can be cut at their end only")
            return self._cut(stop)
        return self._column(columns)

    def theta(self, index: int) -> np.ndarray:
        """θ before update `index`."""
        stretch, at = self._at(index)
        return stretch.thetas[at // EVERY] if at % EVERY == 0 else self._row(index)[:stretch.plan.quantities.n_weights]

    def starts(self) -> dict[int, np.ndarray]:
        """Update → θ before it, of those that do not follow from the one before."""
        return {stretch.first: stretch.thetas[0] for stretch in self.stretches}

    def kept(self, name: str) -> np.ndarray:
        """(T, k): the entries `corners` of a quantity, at every update."""
        return np.concatenate([stretch.kept[:, stretch.plan.kept[name]] for stretch in self.stretches])

    def measures(self, name: str) -> np.ndarray:
        """(T, 4): what `measure` says of a quantity, at every update."""
        at = list(self.stretches[0].plan.quantities.shapes).index(name)
        return np.concatenate([stretch.measures[:, at] for stretch in self.stretches])

    def all_measures(self) -> np.ndarray:
        return np.concatenate([stretch.measures for stretch in self.stretches])

    def _at(self, index: int) -> tuple[_Stretch, int]:
        left = index + (len(self) if index < 0 else 0)
        for stretch in self.stretches:
            if 0 <= left < len(stretch):
                return stretch, left
            left -= len(stretch)
        raise IndexError(f"there is no update {index}: the run has {len(self)}")

    def _row(self, index: int) -> np.ndarray:
        index += len(self) if index < 0 else 0
        if self._last is None or self._last[0] != index:
            stretch, at = self._at(index)
            self._last = index, freeze(next(stretch.rows(at, at + 1)).copy())
        return self._last[1]

    def _cut(self, count: int) -> "Rows":
        left, found = count, []
        for stretch in self.stretches:
            if left > 0:
                found.append(stretch.cut(left) if left < len(stretch) else stretch)
            left -= len(stretch)
        return Rows(found, self.width)

    def _column(self, columns: slice) -> np.ndarray:
        """(T, …): a part of every row. ValueError where that is too much."""
        start, stop, _ = columns.indices(self.width)
        check_memory("this run", len(self), stop - start, "updates of it", "ask for one update at a time, run[i]", most=MOST_SENT)
        return freeze(np.array([row[columns] for stretch in self.stretches for row in map(np.copy, stretch.rows(0, len(stretch)))]))


@dataclass(frozen=True, eq=False, repr=False)
class Replay(Run):
    """A Run by plain SGD that holds what a page shows of each update. `run[i]` is computed again: bit for bit the same Step."""

    rows: Rows  # type: ignore[assignment]

    summarized: ClassVar[bool] = True

    @cached_property
    def _means(self) -> dict[int, np.ndarray]:
        return {}

    def network(self, index: int) -> Network:
        i = self._checked_index(index, len(self) + 1)
        return self.start.with_theta(self.rows.theta(i)) if i < len(self) else super().network(i)

    def column(self, name: str) -> np.ndarray:
        q = self.quantities
        name = q.aliases.get(name, name)
        whole = len(self) and name in q.shapes and len(corners(q.shapes[name])) == max(1, int(np.prod(q.shapes[name])))
        return freeze(self.rows.kept(name).reshape(len(self), *q.shapes[name])) if whole else super().column(name)

    def total_losses(self, every: int = 1) -> np.ndarray:
        """Mean loss over the data before each update; asked for at every EVERY-th at most, whose weights are kept."""
        from ..network.ensemble import mean_losses  # noqa: PLC0415  (as in Run)
        every = -(-checked_count(every, "every") // EVERY) * EVERY
        if every not in self._means:
            at, means = range(0, len(self), every), np.full(len(self), np.nan)
            for t in at:
                means[t] = mean_losses(self.start, [w[None] for w in self.network(t).weights], self.data, self.loss)[0]
            self._means[every] = freeze(means)
        return self._means[every]

    def fork(self, index: int, network: Network | None = None, order: Sequence[int] | None = None, data: Dataset | None = None) -> Run:
        if data is not None:
            raise ValueError("data cannot be changed in a run of so large a network, which is shown summarized: begin another run")
        return super().fork(index, network, order)

    def _check_more(self, name: str, updates: int, kept: int, todo: str = "") -> None:
        check_replay(name, updates, self.start, kept, todo)

    def _go_on(self, network: Network, data: Dataset, examples: np.ndarray, first: int) -> tuple:
        return _record(_Plan(network, data, self.loss, self.eta), examples, first)

    def _joined(self, index: int, rows: Rows) -> Rows:
        return Rows((*self.rows[:index].stretches, *rows.stretches), rows.width)


def replay(network: Network, data: Dataset, loss: Loss | str, eta=0.1, steps: int = 1000, seed: int = 0) -> Replay:
    """Run plain SGD as `nbnn.sgd` does, and keep of each update what a page shows of a large network.

    Raises ValueError or TypeError as `nbnn.sgd` does, and for more updates than can be kept.
    """
    loss, eta = checked_loss(loss, checked_network(network)), checked_eta(eta)
    data = fit_data(data, network, loss)
    check_replay("steps", checked_count(steps, "steps"), network)
    drawn = draw_order("replacement", len(data), steps, checked_seed(seed))
    examples, rows, why = _record(_Plan(network, data, loss, eta), drawn, 0)
    return Replay(network, data, loss, eta, seed, "replacement", examples, rows, why)


def again(run: Run, starts: dict[int, np.ndarray]) -> Replay:
    """The replay of a run of which `rows` are not there: its updates, computed from its examples.

    starts : update → θ before it, where it does not follow from the one before: at 0, and where a fork put another network.
    Raises ValueError where its numbers become infinite on the way.
    """
    at = [*sorted(starts), len(run.examples)]
    stretches: list[_Stretch] = []
    for first, stop in zip(at, at[1:]):
        network = run.start.with_theta(starts[first])
        _, rows, why = _record(_Plan(network, run.data, run.loss, run.eta), run.examples[first:stop], first)
        if len(rows) < stop - first:
            raise ValueError(f"the numbers of the run are not finite: {why}")
        stretches += rows.stretches
    return Replay(**{each.name: getattr(run, each.name) for each in fields(run)} | {"rows": Rows(stretches, run.quantities.width)})


def replay_of(run: Run) -> Replay:
    """The same run, of which the rows are computed again; ValueError where this machine does not get through it."""
    forked = [0, *(at + 1 for at in run.breaks if at + 1 < len(run))]
    return again(run, {at: run.rows[at, :run.quantities.n_weights] for at in forked})


def _record(plan: _Plan, examples: np.ndarray, first: int) -> tuple[np.ndarray, Rows, str]:
    """(examples, rows, why it stopped): the updates made, in order, until a number is no longer finite."""
    q, count = plan.quantities, len(examples)
    places = list(q.places.values())
    thetas, kept = np.empty((-(-count // EVERY), q.n_weights)), np.empty((count, len(plan.entries)))
    measures, theta, why, made = np.empty((count, len(places), len(MEASURES))), plan.network.theta, "", 0
    for made, (row, now) in enumerate(plan.walk(theta, examples.tolist(), first)):
        theta = now
        if made % EVERY == 0:
            thetas[made // EVERY] = row[:q.n_weights]
        kept[made] = row[plan.entries]
        measures[made] = [measure(row[place]) for place in places]
        if not np.isfinite(measures[made, :, :2]).all():
            bad = first_not_finite(row, q)
            why, made = why_stopped(bad, first + made), made - (bad in [layer.W for layer in q.layers] and made > 0)
            break
    else:
        made += bool(count)
        if not np.isfinite(theta).all():  # no row follows in which that would be found
            why, made = why_stopped(first_not_finite(np.concatenate([theta, np.zeros(q.width - q.n_weights)]), q), first + made), made - 1
    whole = _Stretch(plan, first, freeze(examples), thetas, kept, measures)
    return freeze(examples[:made]), Rows([whole.cut(made)] if made else [], q.width), why
