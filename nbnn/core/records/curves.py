"""All curves to walk on: losses of one weight or two, each one record with its exact derivative and its known minima.

They are small stand-ins for a network's loss, which has thousands of weights and no formula to look at. A teacher's own is
made by `from_function`. Dimension 1 takes a number, or an array of any shape entry by entry; dimension 2 takes (…, 2).
"""

import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from math import inf, isfinite, isqrt
from types import MappingProxyType

import numpy as np

from ..bounds import MOST_POINTS, check_most
from ..given import checked_kind, checked_list, checked_text, checked_whole
from ..numbers import as_array, as_values
from .formula import Written
from .record import Record, look_up
from .schedules import checked_eta, checked_number

Bounds = tuple[tuple[float, float], ...]
Weight = float | tuple[float, ...]

STEP = np.finfo(float).eps ** (1 / 3)  # of a central difference: rounding and curvature are then wrong by about as much
AT = (0.3127, 0.7411, 0.0893, 0.5673, 0.9177, 0.4339, 0.1861)  # where in the view a function is tried: on no kink that one writes
OWN = "own"  # the key of the curves that are in no table
BY_DIFFERENCES = "by central differences"
AGREES = 1e-4  # how near, relatively, a given derivative must be to its central difference


@dataclass(frozen=True)
class Minimum:
    """A minimum: where (a float, or a pair), the loss there, and "global" or "local" ("global" may hold for several)."""

    w: Weight
    value: float
    kind: str

    def __post_init__(self):
        checked_number(self.value, "value")
        if not isinstance(self.kind, str) or self.kind not in ("global", "local"):
            raise ValueError(f"kind is {self.kind!r}: it must be 'global' or 'local'")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Curve(Record):
    """A loss of one weight or two.

    A record made in a cell needs key, name, value and derivative; both must take arrays (`from_function` needs less).

    Attributes
    ----------
    value, derivative : w → ℓ and ∂ℓ/∂w, w checked. Dimension 1: of w's shape; 2: value (…), derivative (…, 2). `value` takes
        complex w too, where the function does. They are not held to the domain: `descend` is.
    dimension : how many weights, 1 or 2.
    domain : (low, high) for each weight, ends included; infinite where the function is defined everywhere.
    projects : a walk that would leave the domain is put back to its border, weight by weight.
    view : (low, high) for each weight: what a picture shows.
    start, eta : a start and a rate at which SGD shows what the curve is for.
    shows : what to see there, as one sentence.
    minima : all of them for our curves, unless `shows` says otherwise; of one's own, those that are known.
    maxima, saddles : other places where the derivative is 0.
    kinks : where the derivative jumps (dimension 1); `derivative` gives the value that we use there.
    convex : True, False, or None where nobody said.
    numeric : the derivative is by central differences.
    derivative_formula : as text.
    derivative_at : (w, t) → the derivative that update t uses (t from 0, unchecked), for a loss whose parts take turns, as
        examples do in SGD; None: `derivative`. `cycle` is how many parts there are; `value` is their mean.
    value_unchecked, derivative_unchecked : what the loops call, with arrays of floats.
    """

    value: Callable
    derivative: Callable
    dimension: int = 1
    domain: Bounds | None = None
    projects: bool = False
    view: Bounds | None = None
    start: Weight | None = None
    eta: float = 0.1
    shows: str = ""
    minima: tuple[Minimum, ...] = ()
    maxima: tuple[Weight, ...] = ()
    saddles: tuple[Weight, ...] = ()
    kinks: tuple[float, ...] = ()
    convex: bool | None = None
    numeric: bool = False
    derivative_formula: Written = Written()
    derivative_at: Callable | None = None
    cycle: int = 1
    value_unchecked: Callable = field(init=False)
    derivative_unchecked: Callable = field(init=False)

    def __post_init__(self):
        super().__post_init__()
        if self.dimension not in (1, 2):
            raise ValueError(f"dimension is {self.dimension!r}: it must be 1 or 2, for one weight or two")
        for name in ("value", "derivative"):
            given = getattr(self, name)
            plain = given.bare if isinstance(given, _CheckedCurve) else given
            object.__setattr__(self, name, _CheckedCurve(self, plain))
            object.__setattr__(self, f"{name}_unchecked", plain)
        domain = _bounds(self.domain, self.dimension, "domain") or ((-inf, inf),) * self.dimension
        view = _bounds(self.view, self.dimension, "view") or tuple(map(_default_view, domain))
        for (low, high), (left, right) in zip(view, domain):
            if not (left <= low and high <= right and isfinite(high - low)):
                raise ValueError(f"the view from {low:g} to {high:g} must be finite and inside the domain, {left:g} to {right:g}")
        left_part = tuple(low + 0.2 * (high - low) for low, high in view)
        start = (left_part if self.dimension == 2 else left_part[0]) if self.start is None else self.start
        for name, made in (("domain", domain), ("view", view), ("start", checked_weight(start, self.dimension, domain))):
            object.__setattr__(self, name, made)

    def __repr__(self) -> str:
        known = self.name if self.key == OWN else super().__repr__()
        return f"{known} (derivative {BY_DIFFERENCES})" if self.numeric else known

    @property
    def bounded(self) -> bool:
        """Some weight's domain ends somewhere."""
        return any(isfinite(end) for ends in self.domain for end in ends)

    @property
    def lowest(self) -> tuple[Minimum, ...]:
        """The global minima that are known."""
        return tuple(minimum for minimum in self.minima if minimum.kind == "global")

    def inside(self, w) -> np.ndarray:
        """Whether each weight, or pair of weights, lies in the domain; NaN does not."""
        w = as_values(w, "w", "numbers, the weights").real
        low, high = np.array(self.domain).T if self.dimension == 2 else self.domain[0]
        within = (w >= low) & (w <= high)
        return within.all(axis=-1) if self.dimension == 2 else within

    def curvature(self, w):
        """The largest second derivative in any direction, of value's shape: by central differences of the derivative.

        SGD near a minimum comes closer at every update where η times this is below 2.
        """
        w = self.checked(w).real
        step = (STEP if not self.numeric else 1e-3) * np.maximum(1.0, np.abs(w))  # a difference of differences needs a wide one
        with np.errstate(all="ignore"):
            if self.dimension == 1:
                return _as_given(_central(self.derivative_unchecked, w, step))
            (a, b), (c, d) = (np.moveaxis(_along(self.derivative_unchecked, w, step, k), -1, 0) for k in (0, 1))
            return _as_given((a + d) / 2 + np.hypot((a - d) / 2, (b + c) / 2))

    @cached_property
    def usual_slope(self) -> np.ndarray:
        """(dimension,) how large the derivative is in the view: the median of its absolute value on a coarse grid."""
        axes = [np.linspace(*ends, 2 + 31 // self.dimension) for ends in self.view]
        w = axes[0] if self.dimension == 1 else np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        with np.errstate(all="ignore"):
            slopes = np.abs(np.broadcast_to(self.derivative_unchecked(w), w.shape)).reshape(-1, self.dimension)
        slopes = slopes[np.isfinite(slopes).all(axis=1)]
        return np.median(slopes, axis=0) if len(slopes) else np.zeros(self.dimension)

    def checked(self, w) -> np.ndarray:
        """w as an array of floats (or complex numbers); ValueError or TypeError that says what is wrong."""
        w = as_values(w, "w", "numbers, the weights")
        if self.dimension == 2 and (w.ndim == 0 or w.shape[-1] != 2):
            raise ValueError(f"w has shape {w.shape}, but {self.name} takes two weights: give (w₁, w₂), or an array (…, 2)")
        return w


class _CheckedCurve:
    """A curve's function, its argument checked and a single result given as a Python number."""

    def __init__(self, record: Curve, bare: Callable):
        self.record, self.bare = record, bare

    def __call__(self, w):
        with np.errstate(all="ignore"):
            return _as_given(self.bare(self.record.checked(w)))


def _as_given(result):
    result = np.asarray(result)
    return result.item() if result.ndim == 0 else result


def checked_weight(given, dimension: int, domain: Bounds, name: str = "start") -> Weight:
    """One place to stand on, a float or a pair, finite and in the domain; ValueError or TypeError else."""
    if checked_whole(dimension, "dimension", 1) > 2:
        raise ValueError(f"dimension is {dimension}: it must be 1 or 2")
    w = _numbers(given, checked_text(name, "name", "start"))
    given = w.tolist() if isinstance(given, (np.ndarray, np.generic)) else given  # a message says nan, not np.float64(nan)
    needed = "a number" if dimension == 1 else "two numbers (w₁, w₂)"
    domain = _bounds(domain, dimension, "domain") or ((-inf, inf),) * dimension
    if w.shape != ((), (2,))[dimension - 1]:
        raise ValueError(f"{name} is {given!r}: this curve has {('one weight', 'two weights')[dimension - 1]}, so it must be {needed}")
    entries = w.ravel().tolist()
    for number, (low, high) in zip(entries, domain):
        if not isfinite(number):
            raise ValueError(f"{name} is {given!r}: it must be finite")
        if not low <= number <= high:
            raise ValueError(f"{name} is {given!r}, outside the domain, {in_words((low, high))}: choose one inside")
    return entries[0] if dimension == 1 else tuple(entries)


def in_words(ends: tuple[float, float]) -> str:
    """A weight's domain as text, "−1 to 1"."""
    if ends is None:
        raise TypeError("ends is None: give (low, high)")
    return " to ".join(f"{end:g}".replace("inf", "∞").replace("-", "−") for end in _bounds(ends, 1, "ends")[0])  # type: ignore[index]


def _numbers(given, name: str) -> np.ndarray:
    w = as_array(given, name, "made of numbers")
    if w.dtype.kind not in "fiu":
        raise TypeError(f"{name} is {given!r}: it must be made of numbers")
    return w.astype(float)


def _bounds(given, dimension: int, name: str) -> Bounds | None:
    """((low, high),) for each weight, from that or, with one weight, from (low, high); None stays None."""
    if given is None:
        return None
    ends = _numbers(given, name)
    ends = ends[None] if ends.shape == (2,) and dimension == 1 else ends
    if ends.shape != (dimension, 2) or not (ends[:, 0] < ends[:, 1]).all():
        needed = "(low, high)" if dimension == 1 else "((low, high), (low, high)), a pair for each weight,"
        raise ValueError(f"{name} is {given!r}: it must be {needed} with low below high")
    return tuple((float(low), float(high)) for low, high in ends)


def _default_view(ends: tuple[float, float]) -> tuple[float, float]:
    """Six wide, around 0 where the domain allows; the whole domain where it is shorter."""
    low, high = ends
    if isfinite(low) and isfinite(high):
        return low, high
    if isfinite(low):
        return max(low, -3.0), max(low, -3.0) + 6.0
    return min(high, 3.0) - 6.0, min(high, 3.0)


# ---- Derivatives by central differences ----

def _central(f: Callable, w: np.ndarray, step, low: float = -inf, high: float = inf):
    """(f(w + step) − f(w − step)) by the distance that there is after rounding; one-sided at the ends low and high."""
    plus, minus = np.minimum(w + step, high), np.maximum(w - step, low)
    return (f(plus) - f(minus)) / (plus - minus)


def _along(f: Callable, w: np.ndarray, step: np.ndarray, k: int, low: float = -inf, high: float = inf) -> np.ndarray:
    """The same in the direction of weight k of (…, 2): f may give (…) or (…, 2)."""
    plus, minus = w.copy(), w.copy()
    plus[..., k] = np.minimum(w[..., k] + step[..., k], high)
    minus[..., k] = np.maximum(w[..., k] - step[..., k], low)
    rise = f(plus) - f(minus)
    run = plus[..., k] - minus[..., k]
    return rise / (run[..., None] if np.ndim(rise) > np.ndim(run) else run)


class _Numeric:
    """The derivative of a function by central differences."""

    def __init__(self, value: Callable, dimension: int, domain: Bounds):
        self.value, self.dimension, self.domain = value, dimension, domain

    def __call__(self, w):
        w = np.asarray(w, dtype=float)
        step = STEP * np.maximum(1.0, np.abs(w))
        if self.dimension == 1:
            return _central(self.value, w, step, *self.domain[0])
        return np.stack([_along(self.value, w, step, k, *self.domain[k]) for k in (0, 1)], axis=-1)


# ---- A teacher's own ----

def from_function(value: Callable, derivative: Callable | None = None, *, dimension: int = 1, name: str = "your function",
                  formula: str = "", view=None, start=None, domain=None, projects: bool = False, eta: float = 0.1,
                  minima: tuple[Minimum, ...] | None = None, convex: bool | None = None) -> Curve:
    """A curve from one's own function, and its derivative if there is one; without it, central differences.

    Parameters
    ----------
    value : w → ℓ for one weight; for two, a function of one pair w (w[0] and w[1]) or of two numbers. It need not take arrays:
        where it does not, or gives something else for them, it is asked point by point, which is slower.
    derivative : the same way → ∂ℓ/∂w, with two weights a pair. It is compared with central differences at a few points of
        the view, once; where they disagree a warning says both numbers and the place.
    view, domain : (low, high), or with two weights a pair of them. The view is −3 to 3 unless the domain forbids.
    minima : those that are known. Left out: with one weight they are looked for in the view ("global" is then the lowest
        there); with two, none is known.

    An error that the function raises passes through, with a note that says at which w; a number too large for Python's
    own floats (OverflowError) counts as infinite. ValueError or TypeError for anything else that does not fit.
    """
    if not callable(value) or not (derivative is None or callable(derivative)):
        raise TypeError("value and derivative must be functions, such as lambda w: w**2 and lambda w: 2*w")
    plain = Curve(  # checks all but the functions, before they are asked anything
        key=OWN, name=checked_text(name, "name", "my curve"), value=value,
        derivative=value, dimension=dimension, domain=domain, view=view, start=start,
        projects=projects, eta=checked_eta(eta), convex=convex, formula=checked_text(formula, "formula", "ℓ = w²") or f"ℓ = {name}",
        source="given in a cell",
    )
    minima = None if minima is None else _checked_minima(minima)
    tried = _points_to_try(plain)
    asked = _Own(value, dimension, (), "value", tried)
    numeric = _Numeric(asked, dimension, plain.domain)
    if derivative is None:
        made = replace(plain, value=asked, derivative=numeric, numeric=True, derivative_formula=f"∂ℓ/∂w {BY_DIFFERENCES}")
    else:
        slope = _Own(derivative, dimension, (2,) if dimension == 2 else (), "derivative", tried)
        _compare(slope, numeric, asked, tried)
        made = replace(plain, value=asked, derivative=slope, derivative_formula="∂ℓ/∂w as given")
    if minima is None:
        return replace(made, minima=find_minima(made)) if dimension == 1 else made
    return replace(made, minima=tuple(minima))


def _checked_minima(given) -> tuple[Minimum, ...]:
    todo = 'give such as nbnn.curves.Minimum(0.5, 0.0, "global")'
    return tuple(checked_kind(each, Minimum, "an entry of minima", todo) for each in checked_list(given, "minima", "minima"))


def _points_to_try(curve: Curve) -> np.ndarray:
    """The few points of the view at which one's own function is tried: (7,) or (7, 2)."""
    at = np.array(AT)
    columns = [low + np.roll(at, 3 * k) * (high - low) for k, (low, high) in enumerate(curve.view)]
    return columns[0] if curve.dimension == 1 else np.stack(columns, axis=-1)


class _Own:
    """One's own function as a curve's: arrays as a whole if it can, else point by point.

    Whether it can is tried once, at a few points: what it gives point by point is right.
    """

    def __init__(self, function: Callable, dimension: int, shape: tuple[int, ...], what: str, tried: np.ndarray):
        self.function, self.dimension, self.shape, self.what = function, dimension, shape, what
        self.spread = dimension == 2 and _takes_two(function)
        self.layout: str = "points"
        with np.errstate(all="ignore"):
            right = self._points(tried)
            self.layout = next((layout for layout in ("arrays", "columns") if self._fits(layout, tried, right)), "points")

    def __call__(self, w):
        w = np.asarray(w)
        if w.dtype.kind == "c":
            raise TypeError(f"the {self.what} was written for real numbers: w may not be complex")
        flat = w.reshape(-1, 2) if self.dimension == 2 else w.ravel()
        found = self._points(flat) if self.layout == "points" else self._whole(self.layout, flat)
        return found.reshape(w.shape[:w.ndim - (self.dimension == 2)] + self.shape)

    def _fits(self, layout: str, w: np.ndarray, right: np.ndarray) -> bool:
        if layout == "columns" and self.dimension == 1:
            return False
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = self._whole(layout, w)
        except Exception:  # whatever it is, the function does not take arrays
            return False
        return found.shape == right.shape and np.allclose(found, right, rtol=1e-9, atol=1e-300, equal_nan=True)

    def _whole(self, layout: str, w: np.ndarray) -> np.ndarray:
        """All points at once, (N,) or (N, 2); "columns": as (2, N), so that w[0] is all first weights."""
        if layout == "arrays" and not self.spread:
            return np.asarray(self.function(w), dtype=float)
        found = np.asarray(self._ask(w.T), dtype=float)
        return found.T if self.shape else found

    def _points(self, w: np.ndarray) -> np.ndarray:
        return np.array([self._point(point) for point in w], dtype=float).reshape(len(w), *self.shape)

    def _point(self, w):
        """At one point; NaN without asking where w is not finite: the function was not written for that."""
        if not np.isfinite(w).all():
            return np.full(self.shape, np.nan)
        try:
            answer = self._ask(w)
            found = np.asarray(np.nan if answer is None else answer, dtype=float)
        except OverflowError:
            return np.full(self.shape, inf)
        except Exception as error:
            error.add_note(f"({self.what} was asked at w = {_place(w)})")
            raise
        if answer is None or found.size != max(1, sum(self.shape)):
            needed = "two numbers, ∂ℓ/∂w₁ and ∂ℓ/∂w₂" if self.shape else "one number"
            raise ValueError(f"the {self.what} gave {answer!r} at w = {_place(w)}: it must give {needed}")
        return found.reshape(self.shape)

    def _ask(self, w):
        return self.function(*w) if self.spread else self.function(w)


def _takes_two(function: Callable) -> bool:
    """The function is written with the two weights apart, f(a, b)."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters) == 2


def _compare(given: Callable, numeric: Callable, value: Callable, w: np.ndarray) -> None:
    """Warn, once, where the given derivative is furthest from the central difference, if that is too far."""
    with np.errstate(all="ignore"):
        ours, theirs, losses = numeric(w), given(w), value(w)
        rounding = 1e-14 * np.maximum(1.0, np.abs(losses)) / STEP
        rounding = rounding[:, None] if ours.ndim == 2 else rounding
        off = np.abs(theirs - ours) / (AGREES * np.maximum(np.abs(ours), np.abs(theirs)) + rounding)
    off = np.where(np.isfinite(ours), np.where(np.isfinite(theirs), off, inf), 0.0).reshape(len(w), -1).max(axis=1)
    worst = int(np.argmax(off))
    if off[worst] > 1:
        warnings.warn(f"the derivative disagrees with the function: at w = {_place(w[worst])} it gives {_place(theirs[worst])}, "
                      f"but central differences of the function give {_place(ours[worst])}; look for a sign or a factor",
                      stacklevel=3)


def _place(w) -> str:
    """A weight, or a pair, with six digits."""
    entries = [f"{entry:.6g}".replace("-", "−") for entry in np.reshape(w, -1).tolist()]
    return entries[0] if np.ndim(w) == 0 else f"({', '.join(entries)})"


def find_minima(curve: Curve) -> tuple[Minimum, ...]:
    """The minima in the view of a curve of one weight: where its derivative goes from below 0 to above."""
    w = np.linspace(*checked_curve(curve, 1).view[0], 402)  # an even number: a minimum in the middle of the view lies between two
    with np.errstate(all="ignore"):
        slopes = np.broadcast_to(curve.derivative_unchecked(w), w.shape)
        found = [_halve(curve, w[k], w[k + 1]) for k in np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] > 0))]
        found += [float(w[k]) for k in range(1, len(w) - 1) if slopes[k] == 0 and slopes[k - 1] < 0 < slopes[k + 1]]
    values = [(at, curve.value(at)) for at in sorted(found)]
    values = [(at, value) for at, value in values if isfinite(value)]
    lowest = min((value for _, value in values), default=inf)
    return tuple(Minimum(at, value, "global" if value <= lowest + 1e-9 * max(1.0, abs(lowest)) else "local") for at, value in values)


def checked_curve(curve, dimension: int) -> "Curve":
    """The curve, of one weight or two; TypeError or ValueError for another."""
    if checked_kind(curve, Curve, "curve", "give a curve, such as nbnn.curves.parabola").dimension != checked_whole(dimension, "dimension"):
        raise ValueError(f"curve is {curve!r}, of dimension {curve.dimension}: give one of dimension {dimension}")
    return curve


def _halve(curve: Curve, low: float, high: float) -> float:
    """Where the derivative changes its sign between two places, by halving."""
    for _ in range(60):
        middle = (low + high) / 2
        if curve.derivative_unchecked(np.array(middle)) < 0:
            low = middle
        else:
            high = middle
    found = float((low + high) / 2)
    plain = round(found, 6) + 0.0  # halving ends a hair beside a number that one would write
    return plain if abs(plain - found) < 1e-9 * max(1.0, abs(found)) else found


# ---- One weight. Each takes complex numbers too. Squares are products: a power of one number and of an array differ in a bit. ----

def _square(w):
    return w * w


def _double_well(w):
    return _square(w - 2.0) * ((3.0 * w + 8.0) * w + 8.0) / 12.0  # the polynomial with its double root at 2 taken out


def _double_well_slope(w):
    return w * (w + 1.0) * (w - 2.0)


def _hill(w):
    return _square(w - 1.0) / 10.0 + 1.5 * np.exp(-(w * w))


def _hill_slope(w):
    return (w - 1.0) / 5.0 - 3.0 * w * np.exp(-(w * w))


def _ripples(w):
    return w * w / 4.0 + _square(np.sin(2.0 * w))


def _ripples_slope(w):
    return w / 2.0 + 2.0 * np.sin(4.0 * w)


def _plateau(w):
    return -np.expm1(-(w * w) / 2.0)


def _plateau_slope(w):
    return w * np.exp(-(w * w) / 2.0)


def _parabola(w):
    return w * w


def _parabola_slope(w):
    return 2.0 * w


def _absolute(w):
    return np.where(np.real(w) < 0, -w, w)


def _quartic(w):
    return _square(w * w) / 4.0


def _quartic_slope(w):
    return w * w * w


# ---- Two weights, (…, 2) ----

def _apart(w):
    return w[..., 0], w[..., 1]


def _together(dl_dw1, dl_dw2) -> np.ndarray:
    return np.stack([dl_dw1, dl_dw2], axis=-1)


def _bowl(w):
    a, b = _apart(w)
    return a * a + b * b


def _bowl_slope(w):
    return 2.0 * w


def _valley(w, steepness):
    a, b = _apart(w)
    return (a * a + steepness * (b * b)) / 2.0


def _valley_slope(w, steepness):
    return w * np.array([1.0, steepness])


def _saddle(w):
    a, b = _apart(w)
    return a * a / 2.0 + _square(b * b - 1.0) / 4.0


def _saddle_slope(w):
    a, b = _apart(w)
    return _together(a, b * (b * b - 1.0))


def _two_basins(w):
    a, b = _apart(w)
    return _double_well(a) + _square(b - a / 2.0)


def _two_basins_slope(w):
    a, b = _apart(w)
    off = b - a / 2.0
    return _together(_double_well_slope(a) - off, 2.0 * off)


def _rosenbrock(w):
    a, b = _apart(w)
    return _square(1.0 - a) + 100.0 * _square(b - a * a)


def _rosenbrock_slope(w):
    a, b = _apart(w)
    off = b - a * a
    return _together(-2.0 * (1.0 - a) - 400.0 * a * off, 200.0 * off)


def _himmelblau(w):
    a, b = _apart(w)
    return _square(a * a + b - 11.0) + _square(a + b * b - 7.0)


def _himmelblau_slope(w):
    a, b = _apart(w)
    f, g = a * a + b - 11.0, a + b * b - 7.0
    return _together(4.0 * a * f + 2.0 * g, 2.0 * f + 4.0 * b * g)


# ---- Parts that take turns ----

def _reddi(w, C):
    return (C - 2.0) * w / 3.0


def _reddi_slope(w, C):
    return np.full(np.shape(w), (C - 2.0) / 3.0)


def _reddi_part(w, t, C):
    return np.full(np.shape(w), C if t % 3 == 0 else -1.0)


# ---- The records ----

double_well = Curve(
    key="double_well", name="double well", value=_double_well, derivative=_double_well_slope,
    formula="ℓ = w⁴/4 − w³/3 − w² + 8/3", derivative_formula="∂ℓ/∂w = w(w + 1)(w − 2)",
    minima=(Minimum(-1.0, 2.25, "local"), Minimum(2.0, 0.0, "global")), maxima=(0.0,),
    view=((-2.2, 3.2),), start=-0.5, eta=0.1, convex=False,
    shows="Two wells: on which side of 0 one starts decides in which of them one ends.",
    source="a polynomial of degree 4 whose derivative has the zeros −1, 0 and 2",
)

hill = Curve(
    key="hill", name="left of the hill", value=_hill, derivative=_hill_slope,
    formula="ℓ = (w − 1)²/10 + (3/2)·exp(−w²)", derivative_formula="∂ℓ/∂w = (w − 1)/5 − 3w·exp(−w²)",
    minima=(Minimum(-1.4805333491002608, 0.78284779654626065, "local"),
            Minimum(1.8645659501206363, 0.12111564329403140, "global")), maxima=(-0.071824541238949405,),
    view=((-3.5, 4.5),), start=-0.3, eta=0.2, convex=False,
    shows="From the start θ⁽⁰⁾, a little left of the hilltop, down is to the left, although the best θ* lies to the right.",
    source="drawn after the lecture's slide on non-convex optimization",
)

ripples = Curve(
    key="ripples", name="ripples", value=_ripples, derivative=_ripples_slope,
    formula="ℓ = w²/4 + sin²(2w)", derivative_formula="∂ℓ/∂w = w/2 + 2·sin(4w)",
    minima=(Minimum(-2.9355827768714512, 2.3147804696605492, "local"), Minimum(-1.4762933824127597, 0.58016040174656751, "local"),
            Minimum(0.0, 0.0, "global"),
            Minimum(1.4762933824127597, 0.58016040174656751, "local"), Minimum(2.9355827768714512, 2.3147804696605492, "local")),
    maxima=(-2.5271595286637611, -0.83817526198017980, 0.83817526198017980, 2.5271595286637611),
    view=((-4.0, 4.0),), start=3.6, eta=0.05, convex=False,
    shows="Five minima in one bowl: small steps stop in the first, larger ones may jump on to a better one.",
    source="a parabola and a wave, after Rastrigin's function",
)

plateau = Curve(
    key="plateau", name="plateau", value=_plateau, derivative=_plateau_slope,
    formula="ℓ = 1 − exp(−w²/2)", derivative_formula="∂ℓ/∂w = w·exp(−w²/2)",
    minima=(Minimum(0.0, 0.0, "global"),), view=((-5.0, 5.0),), start=3.5, eta=0.5, convex=False,
    shows="Far from the minimum the derivative is almost 0, so SGD hardly moves, though the loss is near its worst.",
    source="a Gaussian turned over, Welsch's loss",
)

parabola = Curve(
    key="parabola", name="parabola", value=_parabola, derivative=_parabola_slope,
    formula="ℓ = w²", derivative_formula="∂ℓ/∂w = 2w", minima=(Minimum(0.0, 0.0, "global"),),
    view=((-3.0, 3.0),), start=-2.5, eta=0.1, convex=True,
    shows="The curvature is 2 everywhere: every rate below 1 comes down, and every one above it climbs.",
    source="the least convex function to begin with",
)

absolute = Curve(
    key="absolute", name="absolute value", value=_absolute, derivative=np.sign, kinks=(0.0,),
    formula="ℓ = |w|", derivative_formula="∂ℓ/∂w = −1 for w < 0, 1 for w > 0; at 0 we use 0", minima=(Minimum(0.0, 0.0, "global"),),
    view=((-3.0, 3.0),), start=-2.5, eta=0.2, convex=True,
    shows="The derivative does not fade towards the kink, so at a constant rate the steps do not either: w ends up going to and fro.",
    source="least absolute deviations; at 0 any value between −1 and 1 is a right subderivative",
)

quartic = Curve(
    key="quartic", name="quartic", value=_quartic, derivative=_quartic_slope,
    formula="ℓ = w⁴/4", derivative_formula="∂ℓ/∂w = w³", minima=(Minimum(0.0, 0.0, "global"),),
    view=((-3.0, 3.0),), start=-2.5, eta=0.1, convex=True,
    shows="Convex, yet no rate suits all of it: the curvature is 3w², too much for a rate far out that is too small near 0.",
    source="the simplest convex function whose curvature is not constant",
)

bowl = Curve(
    key="bowl", name="bowl", value=_bowl, derivative=_bowl_slope, dimension=2,
    formula="ℓ = w₁² + w₂²", derivative_formula="∂ℓ/∂w = (2w₁, 2w₂)", minima=(Minimum((0.0, 0.0), 0.0, "global"),),
    view=((-3.0, 3.0), (-3.0, 3.0)), start=(-2.5, 1.5), eta=0.1, convex=True,
    shows="The same curvature in all directions: the derivative points away from the minimum, and the path is straight.",
    source="the parabola with two weights",
)


def _make_valley(steepness: float = 25.0) -> Curve:
    """A long valley: ℓ = (w₁² + κw₂²)/2, κ times as curved across as along; steepness is κ ≥ 1."""
    steepness = checked_number(steepness, "steepness")
    if steepness < 1:
        raise ValueError(f"steepness is {steepness:g}: it must be 1 or more (1 is a round bowl)")
    return Curve(
        key="valley", name="long valley", value=partial(_valley, steepness=steepness),
        derivative=partial(_valley_slope, steepness=steepness), dimension=2,
        formula=f"ℓ = (w₁² + {steepness:g}·w₂²)/2", derivative_formula=f"∂ℓ/∂w = (w₁, {steepness:g}·w₂)",
        minima=(Minimum((0.0, 0.0), 0.0, "global"),), view=((-5.0, 5.0), (-2.0, 2.0)), start=(-4.5, 1.2),
        eta=1.8 / steepness, convex=True, parameters=MappingProxyType({"steepness": steepness}), make=_make_valley,
        shows="The walls allow only a small rate, and at that rate the way along the floor is long: w goes to and fro between the walls.",
        source="the quadratic on which momentum is explained (Polyak, 1964; Goodfellow et al., Deep Learning, sec. 8.3.2)",
    )


valley = _make_valley()

saddle = Curve(
    key="saddle", name="saddle", value=_saddle, derivative=_saddle_slope, dimension=2,
    formula="ℓ = w₁²/2 + (w₂² − 1)²/4", derivative_formula="∂ℓ/∂w = (w₁, w₂(w₂² − 1))",
    minima=(Minimum((0.0, -1.0), 0.0, "global"), Minimum((0.0, 1.0), 0.0, "global")), saddles=((0.0, 0.0),),
    view=((-2.0, 2.0), (-2.0, 2.0)), start=(1.8, 0.001), eta=0.1, convex=False,
    shows="The path first runs towards the saddle, lingers where the derivative is almost 0, and then slides off to one side.",
    source="Goodfellow et al., Deep Learning, sec. 8.2.3, on saddle points",
)

two_basins = Curve(
    key="two_basins", name="two basins", value=_two_basins, derivative=_two_basins_slope, dimension=2,
    formula="ℓ = w₁⁴/4 − w₁³/3 − w₁² + 8/3 + (w₂ − w₁/2)²",
    derivative_formula="∂ℓ/∂w = (w₁(w₁ + 1)(w₁ − 2) − (w₂ − w₁/2), 2(w₂ − w₁/2))",
    minima=(Minimum((-1.0, -0.5), 2.25, "local"), Minimum((2.0, 1.0), 0.0, "global")), saddles=((0.0, 0.0),),
    view=((-2.2, 3.2), (-2.5, 2.5)), start=(-0.6, 1.5), eta=0.1, convex=False,
    shows="Two basins with a pass between them: a start decides for one, and the border between the two is not straight.",
    source="the double well with a second weight that follows the first",
)

rosenbrock = Curve(
    key="rosenbrock", name="Rosenbrock", value=_rosenbrock, derivative=_rosenbrock_slope, dimension=2,
    formula="ℓ = (1 − w₁)² + 100(w₂ − w₁²)²",
    derivative_formula="∂ℓ/∂w = (−2(1 − w₁) − 400w₁(w₂ − w₁²), 200(w₂ − w₁²))",
    minima=(Minimum((1.0, 1.0), 0.0, "global"),), view=((-2.0, 2.0), (-1.0, 3.0)), start=(-1.2, 1.0), eta=0.001, convex=False,
    shows="The curved valley is found at once; along its almost level floor to the minimum the way is long.",
    source="Rosenbrock, The Computer Journal 1960, with his start",
)

himmelblau = Curve(
    key="himmelblau", name="Himmelblau", value=_himmelblau, derivative=_himmelblau_slope, dimension=2,
    formula="ℓ = (w₁² + w₂ − 11)² + (w₁ + w₂² − 7)²",
    derivative_formula="∂ℓ/∂w = (4w₁f + 2g, 2f + 4w₂g) with f = w₁² + w₂ − 11, g = w₁ + w₂² − 7",
    minima=(Minimum((3.0, 2.0), 0.0, "global"), Minimum((-2.8051180869527449, 3.131312518250573), 0.0, "global"),
            Minimum((-3.7793102533777469, -3.2831859912861694), 0.0, "global"),
            Minimum((3.5844283403304917, -1.8481265269644036), 0.0, "global")),
    maxima=((-0.27084459066734761, -0.92303855647998146),),
    saddles=((-3.0730257507643896, -0.081353044287967512), (-0.12796134673068007, -1.9537149802445764),
             (0.086677504555396352, 2.8842547011747761), (3.3851541836070209, 0.073851879837749288)),
    view=((-5.0, 5.0), (-5.0, 5.0)), start=(-0.5, -1.0), eta=0.01, convex=False,
    shows="Four minima, all equally good: which one is reached depends on the start, and near the hilltop on the smallest difference.",
    source="Himmelblau, Applied Nonlinear Programming, 1972",
)


def _make_reddi(C: float = 3.0) -> Curve:
    """Linear losses that take turns on [−1, 1]: C·w, −w, −w, C·w, … with C > 2; on average, lowest at −1."""
    C = checked_number(C, "C")
    if C <= 2:
        raise ValueError(f"C is {C:g}: it must be above 2, or the mean loss would not rise with w")
    return Curve(
        key="reddi", name="Reddi et al.", value=partial(_reddi, C=C), derivative=partial(_reddi_slope, C=C),
        derivative_at=partial(_reddi_part, C=C), cycle=3, domain=((-1.0, 1.0),), projects=True,
        formula=f"ℓₜ = {C:g}w for t = 1, 4, 7, …, else −w; their mean is {'' if C == 3 else format(C - 2, 'g')}w/3, on −1 ≤ w ≤ 1",
        derivative_formula=f"∂ℓₜ/∂w = {C:g}, −1, −1, {C:g}, …; their mean is {C - 2:g}/3",
        minima=(Minimum(-1.0, (2.0 - C) / 3.0, "global"),), start=0.0, eta=0.004, convex=True,
        parameters=MappingProxyType({"C": C}), make=_make_reddi,
        shows="Adam with β₁ = 0 and β₂ = 1/(1 + C²) divides the rare large derivative by its own size and goes to 1, the worst place; "
              "SGD goes to −1.",
        source="Reddi, Kale and Kumar, On the Convergence of Adam and Beyond, ICLR 2018, theorem 1",
    )


reddi = _make_reddi()

CURVES = {record.key: record for record in (parabola, absolute, quartic, double_well, hill, ripples, plateau,
                                            bowl, valley, saddle, two_basins, rosenbrock, himmelblau, reddi)}


def curve(given: Curve | str) -> Curve:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, CURVES, Curve, "curve")


def grid(given: Curve | str, resolution: int = 101, view=None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A curve of two weights on a grid of its view, for a picture.

    Returns
    -------
    xs, ys, values : (R,) the first weights, (R,) the second, and (R, R) the loss, values[i, j] at (xs[j], ys[i]); NaN outside
        the domain. R is `resolution`, 2 or more. `view` takes the place of the curve's.
    """
    record = curve(given)
    if record.dimension != 2:
        raise ValueError(f"{record.name} has one weight: ask value(numpy.linspace(low, high, {resolution!r})) instead")
    if isinstance(resolution, bool) or not isinstance(resolution, (int, np.integer)) or resolution < 2:
        raise ValueError(f"resolution is {resolution!r}: it must be a whole number, 2 or more")
    check_most("resolution", int(resolution), isqrt(MOST_POINTS), "points along each weight")
    ends = record.view if view is None else _bounds(view, 2, "view")
    xs, ys = (np.linspace(low, high, int(resolution)) for low, high in ends)
    w = np.stack(np.meshgrid(xs, ys), axis=-1)
    values = np.broadcast_to(record.value(np.where(record.inside(w)[..., None], w, np.nan)), w.shape[:-1]).copy()
    for array in (xs, ys, values):
        array.setflags(write=False)
    return xs, ys, values
