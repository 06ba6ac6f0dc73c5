"""Walking down a curve: one start or many at once, every number of every update kept.

All paths are computed side by side, entry by entry, so that a thousand cost little more than one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from types import MappingProxyType

import numpy as np

from ..bounds import check_length, check_memory
from ..given import checked_function
from ..numbers import as_array
from ..records.curves import Curve, Minimum, checked_weight, in_words
from ..records.curves import curve as curve_record
from ..records.formula import Formula
from ..records.optimizers import Optimizer, sgd_optimizer
from ..records.optimizers import optimizer as optimizer_record
from ..records.schedules import checked_eta, rate
from ..shown import Shown

LOOK = 32  # updates between two looks whether any path still has finite numbers
CHUNK = 1 << 14  # losses computed at once: few enough to stay in the cache
NEAR = 0.005  # of the view's width: this close to a minimum is at it, to the eye
LEVEL = 0.02  # of the curve's usual slope: a derivative as small as this is that of a place to rest
ROUNDING = 1e-9  # of the loss: that it grows by less tells nothing
HUGE = 1e100  # a weight beyond this is on its way to infinity
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

Write = Callable[[float], str]


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory(Shown):
    """A path of T updates down a curve, or M of them side by side. Immutable; its arrays are locked.

    Shapes are for dimension 1, one path / M paths; with two weights points, places, derivatives, updates and states have a
    last axis of 2. Paths that ended early are NaN from there on.

    Attributes
    ----------
    points : (T + 1,) / (T + 1, M) the weights, the start first.
    values : the same shape; the loss at each point.
    places : (T,) / (T, M) where each derivative was taken: points[:-1], but for Nesterov.
    derivatives : the derivative that each update used.
    updates : Δw, as the optimizer gave it; points[t + 1] is points[t] + updates[t], put back to the domain where the curve says so.
    states : each letter of the optimizer's state after each update.
    etas : (T,) the rates, or (T, M) where each path has its own.
    lengths : how many updates each path made: T / (M,).
    stopped_because : why a path ended early, "" if it did not; a tuple of M.
    eta, steps : as asked for.
    """

    curve: Curve
    optimizer: Optimizer
    eta: object
    steps: int
    points: np.ndarray
    values: np.ndarray
    places: np.ndarray
    derivatives: np.ndarray
    updates: np.ndarray
    states: Mapping[str, np.ndarray]
    etas: np.ndarray
    lengths: int | np.ndarray
    stopped_because: str | tuple[str, ...]

    def __len__(self) -> int:
        """Updates, of the longest path."""
        return len(self.updates)

    @property
    def many(self) -> bool:
        return self.values.ndim == 2

    @property
    def ends(self):
        """Where each path ends: a float or (2,); (M,) or (M, 2)."""
        return self.points[self.lengths, np.arange(self.points.shape[1])] if self.many else _plain(self.points[-1])

    @property
    def end_values(self):
        """The loss where each path ends: a float, or (M,)."""
        return self.values[self.lengths, np.arange(self.values.shape[1])] if self.many else float(self.values[-1])

    @cached_property
    def reached(self) -> Minimum | tuple[Minimum | None, ...] | None:
        """The minimum at which the path ends and rests, None if there is none; a tuple of M.

        At: within half a percent of the view. Rests: the derivative is small beside the view's usual one. On the border of a
        domain that holds the path in, being there is enough.
        """
        shape = -1 if self.curve.dimension == 1 else (-1, 2)
        stopped = self.stopped_because if self.many else (self.stopped_because,)
        found = _minimum_at(self.curve, np.reshape(self.ends, shape))
        resting = tuple(None if why else minimum for minimum, why in zip(found, stopped, strict=True))
        return resting if self.many else resting[0]

    @cached_property
    def arrived(self) -> int | None:
        """One path: the number of the first point from which on it stays at the minimum that it reached; None if it reached none."""
        self._checked_single("arrived")
        if self.reached is None:
            return None
        away = ~_near(self.curve, self.points, self.reached.w)  # type: ignore[union-attr]
        return int(np.flatnonzero(away)[-1]) + 1 if away.any() else 0

    def path(self, k: int) -> "Trajectory":
        """One of many as a trajectory of its own, cut where it ends."""
        if not self.many:
            raise TypeError("this trajectory is a single path: there is nothing to choose from")
        n_paths = len(self.stopped_because)
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)):
            raise TypeError(f"k is {k!r}, which is not a path's number: give a whole number")
        if not -n_paths <= k < n_paths:
            raise IndexError(f"k is {k}, and that path does not exist: there are {n_paths} paths, 0 to {n_paths - 1}")
        return _one(self, int(k) % n_paths)

    def table(self, i: int, write: Write | None = None) -> list[dict]:
        """Update i as rows, in the order of computation; with i = len(self), the end.

        Each row has symbol, formula, words, value (a text, by `write`) and number (a float, or a tuple of two).
        """
        i = self._checked_index(i)
        checked_function(write, "write", "str")
        return [{"symbol": symbol, "formula": formula, "words": words, "value": _write(value, write or number),
                 "number": float(value) if np.ndim(value) == 0 else tuple(value.tolist())}
                for symbol, formula, words, value in _rows(self, i)]

    def sentence(self, i: int, write: Write | None = None) -> str:
        """Update i in one sentence with its numbers; with i = len(self), how the path ends. `write` makes a text of a number."""
        i = self._checked_index(i)
        checked_function(write, "write", "str")
        with np.errstate(all="ignore"):  # on the way to infinity a difference may already be there
            return _end(self, write or number) if i == len(self) else _update(self, i, write or number)

    def __repr__(self) -> str:
        count = f"{len(self.stopped_because)} paths, " if self.many else ""
        return f"Trajectory({count}{_count(len(self))} of {self.optimizer!r} on {self.curve!r})"

    def _checked_single(self, what: str) -> None:
        if self.many:
            raise TypeError(f"{what} is for one path, and this trajectory has {len(self.stopped_because)}: choose one, path(0).{what}")

    def _checked_index(self, i: int) -> int:
        self._checked_single("an update")
        if isinstance(i, bool) or not isinstance(i, (int, np.integer)):
            raise TypeError(f"i is {i!r}, which is not an update's number: give a whole number")
        if not -len(self) - 1 <= i <= len(self):
            raise IndexError(f"i is {i}, and that update does not exist: this path has {_count(len(self))}; {len(self)} is its end")
        return int(i) % (len(self) + 1)


def descend(curve: Curve | str, start=None, optimizer: Optimizer | str = sgd_optimizer, eta=0.1, steps: int = 100) -> Trajectory:
    """Walk down a curve from one start, or from many at once.

    Parameters
    ----------
    start : dimension 1: a number, or (M,) for many paths; dimension 2: (2,), or (M, 2). Left out: the curve's own.
    eta : a positive number, a schedule, or (M,) numbers, one for each path (a single start then serves all).
    steps : how many updates, 1 or more.

    A path whose numbers overflow, or that leaves the domain, is cut at its last good point; `stopped_because` says which
    quantity, at which update, and what to do. ValueError or TypeError for a start outside the domain or not finite, a rate that
    is none, or no steps.
    """
    curve, optimizer, steps = curve_record(curve), optimizer_record(optimizer), _checked_steps(steps)
    rates = _checked_rates(eta)
    w, many = _checked_starts(curve, start)
    if rates is not None:
        w, many = _share(w, rates), True
    check_memory("steps", steps, w.size * (5 + len(optimizer.keys)), "updates" if len(w) == 1 else f"updates of {len(w):,} paths")
    etas = rate(eta, np.arange(steps)) if rates is None else np.broadcast_to(rates, (steps, len(rates)))
    walk = _walk(curve, w, optimizer, etas)
    _check_begin(walk, curve, many)
    lengths, why = _cut(walk, curve, optimizer)
    return _trajectory(curve, optimizer, eta, steps, walk, etas, lengths, why, many)


# ---- The walk ----

@dataclass
class _Walk:
    """The columns being filled: (T, M) or (T, M, 2); `places` is None where it is `points` without the last."""

    points: np.ndarray
    values: np.ndarray
    places: np.ndarray | None
    derivatives: np.ndarray
    updates: np.ndarray
    states: dict[str, np.ndarray]

    def columns(self) -> Iterator[tuple[str, np.ndarray]]:
        """What an update computes, in order, without its new point."""
        if self.places is not None:
            yield "place", self.places
        yield "derivative", self.derivatives
        yield from self.states.items()
        yield "update", self.updates

    def shorten(self, steps: int) -> None:
        self.points, self.values = self.points[:steps + 1], self.values[:steps + 1]
        self.places = None if self.places is None else self.places[:steps]
        self.derivatives, self.updates = self.derivatives[:steps], self.updates[:steps]
        self.states = {key: column[:steps] for key, column in self.states.items()}


def _walk(curve: Curve, w: np.ndarray, optimizer: Optimizer, etas: np.ndarray) -> _Walk:
    """All paths, (M,) or (M, 2) at once, until none of them has finite numbers. Columns are not cut yet."""
    steps = len(etas)
    empty = lambda length: np.empty((length, *w.shape))
    walk = _Walk(empty(steps + 1), np.empty((steps + 1, len(w))), None if optimizer.look is None else empty(steps), empty(steps),
                 empty(steps), {key: empty(steps) for key in optimizer.keys})
    rates = etas.tolist() if etas.ndim == 1 else etas if curve.dimension == 1 else etas[:, :, None]
    derivative = curve.derivative_at or (lambda w, t: curve.derivative_unchecked(w))
    keep, rule, look, state = _keeper(curve), optimizer.rule, optimizer.look, optimizer.start(w.shape)
    walk.points[0] = w
    with np.errstate(all="ignore"):
        for t in range(steps):
            place = w
            if look is not None:
                walk.places[t] = place = keep(w + look(state, rates[t]))
            walk.derivatives[t] = dl_dw = derivative(place, t)
            state, walk.updates[t] = rule(state, dl_dw, rates[t])
            for key, column in walk.states.items():
                column[t] = state[key]
            walk.points[t + 1] = w = keep(w + walk.updates[t])
            if t % LOOK == LOOK - 1 and not np.isfinite(w).any():
                walk.shorten(t + 1)
                break
        _fill_values(walk, curve)
    return walk


def _keeper(curve: Curve) -> Callable[[np.ndarray], np.ndarray]:
    """What holds a walk to the domain: nothing, its borders, or NaN, where the function must not be asked, beyond them."""
    if not curve.bounded:
        return lambda w: w
    if curve.projects:
        low, high = np.array(curve.domain).T if curve.dimension == 2 else curve.domain[0]
        return lambda w: np.clip(w, low, high)
    if curve.dimension == 2:
        return lambda w: np.where(curve.inside(w)[:, None], w, np.nan)
    return lambda w: np.where(curve.inside(w), w, np.nan)


def _fill_values(walk: _Walk, curve: Curve) -> None:
    block = max(1, CHUNK // walk.values.shape[1])
    for at in range(0, len(walk.values), block):
        walk.values[at:at + block] = curve.value_unchecked(walk.points[at:at + block])


def _cut(walk: _Walk, curve: Curve, optimizer: Optimizer) -> tuple[np.ndarray, tuple[str, ...]]:
    """(lengths, why each path ended early): columns become NaN where a path has ended, and as long as the longest."""
    steps, n_paths = len(walk.updates), walk.values.shape[1]
    if all(np.isfinite(column).all() for _, column in (*walk.columns(), ("", walk.points), ("", walk.values))):
        return np.full(n_paths, steps), ("",) * n_paths
    good = _finite(walk.points[1:]) & np.isfinite(walk.values[1:])
    for _, column in walk.columns():
        good &= _finite(column)
    lengths = np.where(good.all(axis=0), steps, np.argmin(good, axis=0))
    why = tuple(_reason(walk, curve, optimizer, int(t), k) if t < steps else "" for k, t in enumerate(lengths))
    walk.shorten(int(lengths.max()))
    walk.places = walk.points[:-1].copy() if walk.places is None else walk.places  # the last point of a path that ended is no place
    ended = np.arange(len(walk.points))[:, None] > lengths
    walk.points[ended] = walk.values[ended] = np.nan
    for _, column in walk.columns():
        column[ended[1:]] = np.nan
    return lengths, why


def _finite(column: np.ndarray) -> np.ndarray:
    """(T, M): every entry of a point is finite."""
    finite = np.isfinite(column)
    return finite.all(axis=2) if finite.ndim == 3 else finite


def _reason(walk: _Walk, curve: Curve, optimizer: Optimizer, t: int, k: int) -> str:
    """What went wrong first in update t of path k."""
    for name, column in walk.columns():
        if not np.isfinite(column[t, k]).all():
            return _why_it_left(name, column[t, k], walk.points[t, k], curve, optimizer, t)
    aim = walk.points[t, k] + walk.updates[t, k]
    if np.isfinite(aim).all() and not np.isfinite(walk.points[t + 1, k]).all():
        return f"update {t} leads to w = {_write(aim)}, outside the domain, {_domain(curve)}: use a smaller η or another start"
    if not np.isfinite(aim).all():
        return _why_it_left("point", aim, aim, curve, optimizer, t)
    return _why_it_left("value", walk.values[t + 1, k], walk.points[t + 1, k], curve, optimizer, t)


def _why_it_left(name: str, found: np.ndarray, w: np.ndarray, curve: Curve, optimizer: Optimizer, t: int) -> str:
    if name == "place" and curve.bounded:
        return (f"the place ahead of w at which update {t} wants its derivative lies outside the domain, {_domain(curve)}: "
                f"use a smaller η or another start")
    symbols = {"place": "the place ahead of w", "derivative": "∂ℓ/∂w", "update": "Δw", "point": "w", "value": "ℓ"}
    symbol = symbols.get(name) or next(line.symbol for line in optimizer.lines if line.key == name)
    if name in ("derivative", "value") and np.isnan(found).any() and not np.isinf(found).any() and (np.abs(w) < HUGE).all():
        return (f"{symbol} is not a number at w = {_write(w)}, update {t}: the function has no value there; "
                f"use a smaller η or another start")
    return f"{symbol} leaves the finite numbers at update {t}: the steps grew too large, use a smaller η"


def _domain(curve: Curve) -> str:
    return " and ".join(in_words(ends) for ends in curve.domain)


def _trajectory(curve, optimizer, eta, steps, walk: _Walk, etas, lengths, why, many: bool) -> Trajectory:
    longest = len(walk.updates)
    places = walk.points[:-1] if walk.places is None else walk.places
    for array in (walk.points, walk.values, places, walk.derivatives, walk.updates, *walk.states.values(), etas, lengths):
        array.setflags(write=False)
    made = Trajectory(curve, optimizer, eta, steps, walk.points, walk.values, places, walk.derivatives, walk.updates,
                      MappingProxyType(walk.states), etas[:longest], lengths, why)
    return made if many else _one(made, 0)


def _one(given: Trajectory, k: int) -> Trajectory:
    """Path k of many."""
    n = int(given.lengths[k])  # type: ignore[index]
    etas = given.etas[:n] if given.etas.ndim == 1 else given.etas[:n, k]
    eta = given.eta if given.etas.ndim == 1 else float(np.asarray(given.eta)[k])
    return Trajectory(given.curve, given.optimizer, eta, given.steps, given.points[:n + 1, k], given.values[:n + 1, k],
                      given.places[:n, k], given.derivatives[:n, k], given.updates[:n, k],
                      MappingProxyType({key: column[:n, k] for key, column in given.states.items()}), etas, n, given.stopped_because[k])


# ---- What is given ----

def _checked_steps(steps) -> int:
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)):
        raise TypeError(f"steps is {steps!r}: it must be a whole number of updates, 1 or more")
    if steps < 1:
        raise ValueError(f"steps is {steps}: a path needs at least 1 update")
    return int(steps)


def _checked_rates(eta) -> np.ndarray | None:
    """(M,) rates where each path has its own; None for one rate or schedule, which is checked too."""
    if not isinstance(eta, (list, tuple, range, np.ndarray)):
        checked_eta(eta)
        return None
    check_length("eta", eta)
    given = as_array(eta, "eta", "a rate, a schedule, or a list of rates")
    if not given.ndim:
        checked_eta(given.item())
        return None
    rates = [checked_eta(each, f"eta[{k}]") for k, each in enumerate(given.tolist())] if given.ndim == 1 else []
    if not rates or any(callable(each) for each in rates):
        raise ValueError(f"eta has shape {np.shape(eta)}: give one rate, a schedule, or a list of rates, one for each path")
    return np.array(rates)


def _checked_starts(curve: Curve, start) -> tuple[np.ndarray, bool]:
    """(M,) or (M, 2) starts, and whether many were given."""
    start = curve.start if start is None else as_array(start, "start", "a number, or a pair of numbers").tolist()
    if np.ndim(start) == curve.dimension and len(start):
        rows = [checked_weight(each, curve.dimension, curve.domain, f"start[{k}]") for k, each in enumerate(start)]
        return np.array(rows, dtype=float), True
    return np.array([checked_weight(start, curve.dimension, curve.domain)], dtype=float), False


def _share(w: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """As many starts as rates."""
    if len(w) not in (1, len(rates)):
        raise ValueError(f"there are {len(w)} starts and {len(rates)} rates: give as many rates as starts, or one of either")
    return np.repeat(w, len(rates), axis=0) if len(w) == 1 else w


def _check_begin(walk: _Walk, curve: Curve, many: bool) -> None:
    bad = np.flatnonzero(~np.isfinite(walk.values[0]))
    if len(bad):
        name = f"start[{bad[0]}]" if many else "start"
        raise ValueError(f"the loss at {name} = {_write(walk.points[0, bad[0]])} is {_write(walk.values[0, bad[0]])}: "
                         f"choose a start where {curve.name} has a finite value")


# ---- Where it is ----

def _plain(w: np.ndarray):
    return float(w) if np.ndim(w) == 0 else w


def _near(curve: Curve, w: np.ndarray, place) -> np.ndarray:
    """Whether each w is, to the eye, at the place."""
    widths = np.array([high - low for low, high in curve.view])
    if curve.dimension == 1:
        return np.abs(w - place) <= NEAR * widths[0]
    return (np.abs(w - np.array(place)) <= NEAR * widths).all(axis=-1)


def _level(curve: Curve, w: np.ndarray) -> np.ndarray:
    """Whether the derivative at each w is small beside the view's usual one."""
    with np.errstate(all="ignore"):
        slopes = np.abs(np.broadcast_to(curve.derivative_unchecked(w), w.shape))
    small = slopes <= LEVEL * (curve.usual_slope if curve.dimension == 2 else curve.usual_slope[0])
    return small.all(axis=-1) if curve.dimension == 2 else small


def _minimum_at(curve: Curve, w: np.ndarray) -> list[Minimum | None]:
    found: list[Minimum | None] = [None] * len(w)
    level = _level(curve, w)
    for minimum in curve.minima:
        at_border = curve.projects and np.any(np.reshape(minimum.w, (-1, 1)) == np.array(curve.domain))
        for k in np.flatnonzero(_near(curve, w, minimum.w) & (level | at_border)):
            found[k] = minimum
    return found


# ---- In words ----

def number(value: float) -> str:
    """Three significant digits; whole numbers below 100,000 stay whole."""
    value = float(value) + 0.0
    if not isfinite(value) or value == 0:
        return {"inf": "∞", "-inf": "−∞", "nan": "NaN"}.get(str(value), "0")
    mantissa, _, power = f"{value:.2e}".partition("e")
    if int(power) > -4 and abs(value) < 99_999.5:
        text = f"{value:.{max(0, 2 - int(power))}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{mantissa.rstrip('0').rstrip('.')}·10{str(int(power)).translate(SUPERSCRIPTS)}"
    return text.replace("-", "−")


def _write(value, write: Write = number) -> str:
    """A number, or a pair in brackets."""
    return write(float(value)) if np.ndim(value) == 0 else f"({', '.join(write(float(entry)) for entry in value)})"


def _count(updates: int) -> str:
    return "1 update" if updates == 1 else f"{updates} updates"


def _of_w(formula: Formula) -> str:
    """An optimizer's formula in the curve's letter."""
    return formula.renamed({"θ": "w"})


def _rows(path: Trajectory, i: int) -> Iterator[tuple[str, str, str, np.ndarray]]:
    """(symbol, formula, words, number or pair) in the order of computation."""
    curve = path.curve
    end = i == len(path)
    yield "w", "", "where the path ends" if end else f"the weight{'s' * (curve.dimension > 1)} before update {i}", path.points[i]
    yield "ℓ", curve.formula, "the loss there", path.values[i]
    if end:
        yield "∂ℓ/∂w", curve.derivative_formula, "the derivative there", np.asarray(curve.derivative(path.points[i]))
        return
    if path.optimizer.look is not None:
        yield "w + βv", "", "the place ahead, where the derivative is taken", path.places[i]
    part = f"the derivative of the part whose turn it is, {i % curve.cycle + 1} of {curve.cycle}" if curve.cycle > 1 else "the derivative"
    yield "∂ℓ/∂w", curve.derivative_formula, part, path.derivatives[i]
    yield "η", "", "the rate of this update", path.etas[i]
    columns = {**path.states, "update": path.updates}
    for line in path.optimizer.lines:
        yield _of_w(line.symbol), _of_w(line.formula), line.words, columns[line.key][i]
    yield "w", "w ← w + Δw" + (", held to the domain" if _is_held(path, i) else ""), "after the update", path.points[i + 1]
    yield "ℓ", curve.formula, "the loss after the update", path.values[i + 1]


def _is_held(path: Trajectory, i: int) -> bool:
    """The domain's border held the path in at update i."""
    return path.curve.projects and bool(np.any(path.points[i] + path.updates[i] != path.points[i + 1]))


def _update(path: Trajectory, i: int, write: Write) -> str:
    where = f"Update {i}: at w = {_write(path.points[i], write)} {_slope(path, i, write)}"
    return f"{where}{_move(path, i, write)} and {_change(path, i, write)}.{_climb(path, i, write)}"


def _slope(path: Trajectory, i: int, write: Write) -> str:
    curve, value = path.curve, _write(path.derivatives[i], write)
    if path.optimizer.look is not None and np.any(path.places[i] != path.points[i]):
        return f"the derivative, taken ahead at {_write(path.places[i], write)}, is {value}"
    part = f" of part {i % curve.cycle + 1} of {curve.cycle}" if curve.cycle > 1 else ""
    return f"the derivative{part} is {value}"


def _move(path: Trajectory, i: int, write: Write) -> str:
    """Where w goes; an optimizer with a memory is named, as the derivative alone does not say it."""
    remembers, by = bool(path.optimizer.keys), path.points[i + 1] - path.points[i]
    start = f"{'; with' if remembers else ', so with'} η = {write(float(path.etas[i]))} {path.optimizer.name if remembers else 'w'}"
    held = ", held at the border of the domain," if _is_held(path, i) else ""
    if not by.any():
        return f"{start} {'leaves w' if remembers else 'stays'} where it is{held}"
    against = ", against what this derivative alone would do," if remembers and np.sum(by * path.derivatives[i]) > 0 else ""
    return f"{start} moves {'w ' if remembers else ''}{_way(path, i, by, write)}{held or against}"


def _way(path: Trajectory, i: int, by: np.ndarray, write: Write) -> str:
    before, after = (_write(path.points[k], write) for k in (i, i + 1))
    if path.curve.dimension == 2:
        return f"by {_write(by, write)} to {after}"
    side = "right" if by > 0 else "left"
    return f"{side} by {write(abs(float(by)))}" if before == after else f"{side} to {after}"  # what looks the same says nothing


def _change(path: Trajectory, i: int, write: Write) -> str:
    before, after = float(path.values[i]), float(path.values[i + 1])
    if before == after:
        return f"the loss stays {write(before)}"
    verb = "falls" if after < before else "grows"
    if write(before) == write(after):
        return f"the loss {verb} by {write(abs(after - before))} to {write(after)}"
    return f"the loss {verb} from {write(before)} to {write(after)}"


def _climb(path: Trajectory, i: int, write: Write) -> str:
    """Why SGD's loss grew at update i; "" where it did not, or where the reason is another.

    By Taylor's formula ℓ(w − ηd) = ℓ(w) − ηd² + c(ηd)²/2, where c is the mean curvature along the step (its start counting most,
    its end not at all): ℓ grows exactly when ηc is above 2. With two weights d² is the squared length of the derivative.
    """
    curve, eta, before, after = path.curve, float(path.etas[i]), float(path.values[i]), float(path.values[i + 1])
    if path.optimizer.keys or curve.kinks or curve.derivative_at or not after - before > ROUNDING * abs(before):
        return ""
    length = float(np.hypot.reduce(path.derivatives[i].reshape(-1)))
    times = 2.0 + 2.0 * ((after - before) / length) / (eta * length)
    return (f" The step was too long: the curvature along it is {write(times / eta)} on average, and η times that is {write(times)}; "
            f"above 2, a step ends higher than it began.")


def _end(path: Trajectory, write: Write) -> str:
    w = _write(path.points[-1], write)
    if path.stopped_because:
        return f"After {_count(len(path))}, at w = {w}, the path stops: {path.stopped_because}.{_first_climb(path, write)}"
    return f"After {_count(len(path))} w = {w} and ℓ = {write(float(path.values[-1]))}: {_verdict(path, write)}"


def _verdict(path: Trajectory, write: Write) -> str:
    curve, minimum, level = path.curve, path.reached, _level(path.curve, path.points[-1:])[0]
    if minimum is not None:
        return _arrival(curve, minimum, write)  # type: ignore[arg-type]
    for place, kind in (*((place, "maximum") for place in curve.maxima), *((place, "saddle") for place in curve.saddles)):
        if level and _near(curve, path.points[-1:], place)[0]:
            return f"it stands at the {kind} at {_write(place, write)}, where the derivative is 0 although it is no minimum."
    if path.values[-1] > path.values[0]:
        at_border = curve.projects and bool(np.any(np.array(curve.domain) == path.points[-1:].T))
        where = ", and w is at the border of the domain" if at_border else ""
        return f"the loss has grown; it began at {write(float(path.values[0]))}{where}.{_first_climb(path, write)}"
    slope = f"the derivative is {_write(curve.derivative(path.points[-1]), write)}"
    if _to_and_fro(path):
        return f"{slope}, and the last steps went to and fro; with a smaller η they would be shorter."
    return f"{slope}, {f'almost level, but {_not_there(curve, write)}' if level else 'so it is still on its way'}."


def _to_and_fro(path: Trajectory) -> bool:
    """Each of the last four moves went back on the one before."""
    moves = np.diff(path.points[-5:], axis=0).reshape(-1, path.curve.dimension)
    return len(moves) == 4 and bool((np.sum(moves[1:] * moves[:-1], axis=1) < 0).all())


def _not_there(curve: Curve, write: Write) -> str:
    if not curve.minima:
        return "whether this is a minimum nobody said"
    where = _list(curve.minima, write)
    return f"the minimum at {where} is not reached" if len(curve.minima) == 1 else f"none of the minima, at {where}, is reached"


def _list(minima: tuple[Minimum, ...], write: Write) -> str:
    return " and ".join(_write(minimum.w, write) for minimum in minima)


def _arrival(curve: Curve, minimum: Minimum, write: Write) -> str:
    lowest = curve.lowest
    if minimum.kind == "global":
        return f"it reached {'the' if len(lowest) == 1 else 'a'} global minimum, at {_write(minimum.w, write)}."
    better = f"; the global minim{'um is' if len(lowest) == 1 else 'a are'} at {_list(lowest, write)}" if lowest else ""
    return (f"it reached the local minimum at {_write(minimum.w, write)}{better}"
            f"{f', where ℓ = {write(lowest[0].value)}' if lowest else ''}.")


def _first_climb(path: Trajectory, write: Write) -> str:
    """The reason of the first update at which the loss grew."""
    grew = np.flatnonzero(np.diff(path.values) > 0)
    why = _climb(path, int(grew[0]), write) if len(grew) else ""
    return f" The loss first grew at update {grew[0]}.{why}" if why else ""
