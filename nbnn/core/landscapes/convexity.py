"""Convex or not: the chord test f(p x₁ + (1 − p) x₂) ≤ p f(x₁) + (1 − p) f(x₂), and a search for points where it fails.

One chord that fails proves that a function is not convex. However many hold, they prove nothing.

A function here is any Python function of one number or of one vector, a curve, an activation, a loss at a label (`of_loss`),
or a network's mean loss as a function of θ (`of_network`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import exp, isfinite, log1p

import numpy as np

from ..bounds import MOST_TRIES, check_most
from ..given import checked_whole
from ..network.arguments import checked_data, checked_loss, checked_network
from ..network.ensemble import as_weights, mean_losses
from ..network.network import Network
from ..numbers import as_array
from ..records.activations import Activation
from ..records.curves import Curve
from ..records.datasets import Dataset
from ..records.losses import Loss, checked_labels
from ..records.losses import loss as loss_record
from ..records.record import Record

ROUNDING = 1e-12  # a gap below this share of the largest of the three values may be rounding alone
GRID = 65  # points of the regular grid in one dimension: 43,680 triples from 65 values
POOL = 128  # ends of the random chords
POLISHING = 200
TRIES = 2000
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")



# ------------------------------------------------------------------------------------------------ one chord

@dataclass(frozen=True, eq=False)
class Chord:
    """Both sides of the inequality f(p x₁ + (1 − p) x₂) ≤ p f(x₁) + (1 − p) f(x₂) for one choice of x₁, x₂ and p.

    Attributes
    ----------
    x1, x2, p : what was chosen; the ends are numbers or locked vectors.
    x : p x₁ + (1 − p) x₂.
    f1, f2 : f(x₁) and f(x₂).
    below : the left side, f(x).
    above : the right side, p f(x₁) + (1 − p) f(x₂).
    tolerance : how far `below` may lie over `above` by rounding alone: 10⁻¹² of the largest of |f(x)|, |f(x₁)|, |f(x₂)|, and
        the last bits of x₁ and x₂ times the chord's slope.
    letters : how f and x are written, ("f", "x").
    """

    x1: float | np.ndarray
    x2: float | np.ndarray
    p: float
    x: float | np.ndarray
    f1: float
    f2: float
    below: float
    above: float
    tolerance: float
    letters: tuple[str, str] = ("f", "x")

    @property
    def gap(self) -> float:
        """How far the chord lies above the function at x; below 0 where it lies under it."""
        return self.above - self.below

    @property
    def holds(self) -> bool:
        """The inequality holds, up to rounding."""
        return self.gap >= -self.tolerance

    def sentence(self) -> str:
        """Both sides in numbers, and what follows."""
        f, x = self.letters
        p, q = in_words(self.p), in_words(1 - self.p)
        below, above = tell_apart(self.below, self.above) if abs(self.gap) > self.tolerance else (in_words(self.below),) * 2
        sign, verdict = self._verdict(f)
        return f"{self._between()}: {f}({x}) = {below} {sign} {p}·{_factor(self.f1)} + {q}·{_factor(self.f2)} = {above}. {verdict}"

    def _between(self) -> str:
        _, x = self.letters
        p = in_words(self.p)
        if np.size(self.x) > 3:
            return f"At {x} = {p}·{x}₁ + {in_words(1 - self.p)}·{x}₂, with {np.size(self.x)} entries each"
        return f"At {x} = {p}·{_point(self.x1)} + {in_words(1 - self.p)}·{_point(self.x2)} = {_point(self.x, alone=True)}"

    def _verdict(self, f: str) -> tuple[str, str]:
        if not self.holds:
            return ">", f"The chord lies under the function there, so {f} is not convex."
        if abs(self.gap) <= self.tolerance:
            return "=", "Both sides are equal up to rounding: the inequality holds for these points."
        return "<", "The inequality holds for these points, which proves nothing for others."

    def __repr__(self) -> str:
        sign = "≤" if self.holds else ">"
        return f"Chord(p = {in_words(self.p)}: {in_words(self.below)} {sign} {in_words(self.above)})"


def chord(f, x1, x2, p) -> Chord:
    """The chord test of f for the ends x₁, x₂ and the share p of x₁.

    Parameters
    ----------
    f : a function of one number or one vector that gives a number; a Curve, an Activation, `of_loss(…)` or `of_network(…)`.
    x1, x2 : two numbers, or two vectors of the same length.
    p : from 0 to 1.

    Raises ValueError or TypeError for a p outside [0, 1], ends of different shapes, numbers that are not finite, and an f
    whose value is not a finite number. What f itself raises is passed on.
    """
    function = _function(f)
    x1, x2 = _checked_point(x1, "x1"), _checked_point(x2, "x2")
    if x1.shape != x2.shape:
        raise ValueError(f"x1 has shape {x1.shape} and x2 has shape {x2.shape}: both must be numbers, or vectors of the same length")
    return _chord(function, x1, x2, _checked_share(p))


def _chord(function: "_Function", x1: np.ndarray, x2: np.ndarray, p: float) -> Chord:
    x = _between(x1, x2, p)
    below, f1, f2 = (function.one(point) for point in (x, x1, x2))
    return Chord(_lock(x1), _lock(x2), p, _lock(x), f1, f2, below, p * f1 + (1 - p) * f2,
                 float(_tolerance(x1, x2, below, f1, f2)), function.letters)


def _between(x1, x2, p):
    """p x₁ + (1 − p) x₂. Written from x₂, so that equal ends give themselves, to the last bit, and p = 1 gives x₁."""
    return np.where(p == 1, x1, x2 + p * (x1 - x2))


def _tolerance(x1, x2, below, f1, f2, axis=None):
    """What rounding alone may do to `below` and `above`; with an axis for many chords at once, points along the last one."""
    values = np.maximum(np.abs(below), np.maximum(np.abs(f1), np.abs(f2)))
    size = np.max(np.maximum(np.abs(x1), np.abs(x2)), axis=axis)
    apart = np.max(np.abs(x1 - x2), axis=axis)
    slope = np.divide(np.abs(f1 - f2), apart, out=np.zeros_like(apart), where=apart > 0)
    return ROUNDING * values + 4 * np.finfo(float).eps * size * slope


# ------------------------------------------------------------------------------------------ what can be tested

class _Function:
    """f asked for one point or for many, its answers checked.

    many : (M, …) points → (M,) values, where f can do that at once.
    """

    def __init__(self, bare: Callable, many: Callable | None = None, letters: tuple[str, str] = ("f", "x")):
        self.bare, self.at_once, self.letters = bare, many, letters

    def one(self, x: np.ndarray) -> float:
        value = self.bare(x.item() if x.ndim == 0 else x.copy())
        number = np.asarray(value)
        if number.size != 1 or number.dtype.kind not in "fiub":
            raise TypeError(f"f({_point(x, alone=True)}) is {value!r}: f must give one real number")
        return self._finite(float(number.reshape(())), x)

    def many(self, points: np.ndarray) -> np.ndarray:
        if self.at_once is None:
            return np.array([self.one(x) for x in points])
        values = np.asarray(self.at_once(points), dtype=float)
        for k in np.flatnonzero(~np.isfinite(values))[:1]:
            self._finite(float(values[k]), points[k])
        return values

    def _finite(self, value: float, x: np.ndarray) -> float:
        if not isfinite(value):
            raise ValueError(f"f({_point(x, alone=True)}) is {in_words(value)}: choose points where f is a finite number")
        return value


def _function(f) -> _Function:
    if isinstance(f, _Function):
        return f
    if isinstance(f, Curve):
        return _Function(f.value, f.value, ("f", "w"))
    if isinstance(f, Activation):
        return _Function(f.value, f.value, ("g", "a"))
    if isinstance(f, Loss):
        raise TypeError(f"a loss takes a score and a label: give nbnn.convex.of_loss({f.key}, z), a function of y alone")
    if isinstance(f, Network):
        raise TypeError("a network is no function of its weights: give nbnn.convex.of_network(net, data, loss), its mean loss")
    if not callable(f) or isinstance(f, Record):
        raise TypeError(f"f is {f!r}: give a function of one number or one vector, a curve, of_loss(…) or of_network(…)")
    return _Function(f)


class _OfLoss(_Function):
    def __init__(self, loss: Loss, z: int):
        super().__init__(partial(_loss_at, loss, z), partial(_losses_at, loss, z), ("ℓ", "y"))
        self.loss, self.z = loss, z

    def __call__(self, y):
        return self.bare(y)

    def __repr__(self) -> str:
        return f"of_loss({self.loss!r}, {self.z})"


def _loss_at(loss: Loss, z: int, y):
    return loss.value(y, z)


def _losses_at(loss: Loss, z: int, scores: np.ndarray):
    return loss.value(scores, np.full(len(scores), z))


def of_loss(loss: Loss | str, z: int) -> Callable:
    """The loss as a function of the score alone, for the label z: y → ℓ(y, z).

    With one score y is a number and z is −1 or +1; with K scores y is (K,) and z is from 1 to K.
    """
    loss = loss_record(loss)
    if isinstance(z, bool) or not isinstance(z, (int, float, np.integer, np.floating)) or not isfinite(z) or int(z) != z:
        raise ValueError(f"z is {z!r}: give one label, −1 or +1 (one score), or from 1 to K (K scores)")
    if loss.scores == "one":
        checked_labels(z)
    return _OfLoss(loss, int(z))


class _OfNetwork(_Function):
    def __init__(self, network: Network, data: Dataset, loss: Loss):
        super().__init__(self._mean_loss, self._mean_losses, ("L/N", "θ"))
        self.network, self.data, self.loss = network, data, loss

    def __call__(self, theta) -> float:
        return self.one(_checked_point(theta, "theta"))

    def _mean_loss(self, theta) -> float:
        if np.shape(theta) != self.network.theta.shape:
            raise ValueError(f"θ has shape {np.shape(theta)}, but {self.network!r} has {self.network.quantities.n_weights} weights")
        return float(self._mean_losses(np.asarray(theta)[None])[0])

    def _mean_losses(self, thetas: np.ndarray) -> np.ndarray:
        return mean_losses(self.network, as_weights(self.network, thetas), self.data, self.loss)

    def __repr__(self) -> str:
        return f"of_network({self.network!r}, {self.data.name}, {self.loss!r})"


def of_network(net: Network, data: Dataset, loss: Loss | str) -> Callable:
    """The mean loss L/N of the network over the data as a function of all its weights: θ → L/N, θ as in `net.theta`.

    Calling it with a θ gives the number. Only the network's shape and activation count, not its present weights.
    """
    loss = checked_loss(loss, checked_network(net))
    return _OfNetwork(net, checked_data(data, net, loss), loss)


# ----------------------------------------------------------------------------------------------- the search

def counterexample(f, low, high, *, tries: int = TRIES, seed: int = 0) -> Chord | None:
    """A chord that fails, the worst one found; None when none was found.

    None is no proof that f is convex: it says that none of the chords that were tried fails.

    In one dimension all triples of a regular grid come first; then, everywhere, random chords, short ones too, because a small
    bump hides under a long chord. The worst is pushed a little further and then rounded to few digits. The same seed finds
    the same chord. f need not take arrays: it is asked point by point, about 2·`tries` + 1,000 times.

    Parameters
    ----------
    f : as for `chord`.
    low, high : the ends of the range to search, numbers, or vectors of the same length (corners of a box).
    tries : how many random chords, 0 or more.

    Raises ValueError or TypeError for a range that is none, and whatever `chord` raises.
    """
    function = _function(f)
    low, high = _checked_range(low, high)
    tries, seed = _checked_whole(tries, "tries"), _checked_whole(seed, "seed")
    check_most("tries", tries, MOST_TRIES, "chords of one search")
    rng = np.random.default_rng(seed)
    found = [*(_from_grid(function, low, high) if low.ndim == 0 else ()), *_from_random(function, low, high, tries, rng)]
    failing = [one for one in found if not one.holds]
    if not failing:
        return None
    worst = min(failing, key=lambda one: one.gap)
    return _round(function, _push(function, worst, low, high, rng), low, high)


def _from_grid(function: _Function, low: np.ndarray, high: np.ndarray) -> Iterator[Chord]:
    """The worst of all triples of a regular grid, when it fails."""
    x = low + (high - low) * (np.arange(GRID) / (GRID - 1))
    f = function.many(x)
    i, k, j = np.array(list(combinations(range(GRID), 3))).T
    p = (j - k) / (j - i)
    excess = f[k] - (p * f[i] + (1 - p) * f[j]) - _tolerance(x[i], x[j], f[k], f[i], f[j], axis=())
    worst = int(np.argmax(excess))
    if excess[worst] > 0:
        yield _chord(function, x[i[worst]], x[j[worst]], float(p[worst]))


def _from_random(function: _Function, low: np.ndarray, high: np.ndarray, tries: int, rng) -> Iterator[Chord]:
    """The worst of `tries` random chords, when it fails: long and short ones, along an axis and across, at their middle and elsewhere."""
    if not tries:
        return
    pool = low + (high - low) * rng.random((POOL, *low.shape))
    own, other = rng.integers(POOL, size=(2, tries))
    shrink = np.where(rng.random(tries) < 0.5, 1.0, 10.0 ** -rng.uniform(0, 3, tries))
    p = np.where(rng.random(tries) < 0.5, 0.5, rng.uniform(0.05, 0.95, tries))
    x1, step = pool[own], _beside(shrink, low) * (pool[other] - pool[own])
    if low.ndim:
        axis = np.arange(low.size) == rng.integers(low.size, size=tries)[:, None]
        step = np.where(axis | (rng.random((tries, 1)) < 0.5), step, 0.0)
    x2 = x1 + step
    f1, f2 = function.many(pool)[own], function.many(x2)
    f = function.many(_between(x1, x2, _beside(p, low)))
    excess = f - (p * f1 + (1 - p) * f2) - _tolerance(x1, x2, f, f1, f2, axis=-1 if low.ndim else ())
    worst = int(np.argmax(excess))
    if excess[worst] > 0:
        yield _chord(function, x1[worst], x2[worst], float(p[worst]))


def _beside(values: np.ndarray, point: np.ndarray) -> np.ndarray:
    """One value per chord, shaped so that it multiplies points of that shape."""
    return values.reshape(-1, *(1,) * point.ndim)


def _push(function: _Function, best: Chord, low: np.ndarray, high: np.ndarray, rng) -> Chord:
    """The chord after random changes of its ends and of p, ever smaller ones, each kept when the failure grows by it."""
    for k in range(POLISHING):
        scale = 0.2 * 0.97 ** k
        x1, x2 = (np.clip(x + scale * (high - low) * rng.normal(size=low.shape), low, high) for x in (best.x1, best.x2))
        changed = _chord(function, x1, x2, float(np.clip(best.p + scale * rng.normal(), 0.05, 0.95)))
        if changed.gap < best.gap and not changed.holds:
            best = changed
    return best


def _round(function: _Function, best: Chord, low: np.ndarray, high: np.ndarray) -> Chord:
    """The same failure in numbers that can be written down: the fewest digits that keep nine tenths of it."""
    first = int(np.floor(np.log10(np.min(high - low))))
    for digits in range(1, 7):
        x1, x2 = (np.clip(np.round(x, digits - first), low, high) for x in (best.x1, best.x2))
        rounded = _chord(function, x1, x2, round(best.p, max(1, digits - 1)))
        if not rounded.holds and rounded.gap <= 0.9 * best.gap:
            return rounded
    return best


# ------------------------------------------------------------------------------------------ networks, and rays

def swap_units(net: Network, i: int, j: int, layer: int = 1) -> Network:
    """The network with units i and j of a hidden layer exchanged: other weights, the same scores for every x.

    The units' rows of W⁽ˡ⁾ change places, and their columns of the weight above. Hidden layers count from 1, units from 0.
    Raises ValueError when there is no such layer or unit, or when i = j.
    """
    net = checked_network(net)
    _checked_units(net, i, j, layer)
    weights = [w.copy() for w in net.weights]
    weights[layer - 1][[i, j]] = weights[layer - 1][[j, i]]
    weights[layer][..., [i, j]] = weights[layer][..., [j, i]]
    return net.with_weights(weights)


def midpoint(net: Network, data: Dataset, loss: Loss | str, i: int | None = None, j: int | None = None, layer: int = 1,
             p: float = 0.5) -> Chord:
    """The chord from θ to the θ with two hidden units swapped: L/N is the same at both ends, so a convex L/N is nowhere higher between.

    Where it is higher, L/N is not convex: the short argument for every network with two different units. Without i and j the
    pair of units is the one whose chord fails most, or holds most narrowly. Raises as `swapped` and `chord` do.
    """
    f = of_network(net, data, loss)
    if (i is None) != (j is None):
        raise ValueError("give both units i and j, or neither")
    if i is not None:
        return chord(f, net.theta, swap_units(net, i, j, layer).theta, p)
    _checked_units(net, 0, 1, layer)
    pairs = combinations(range(net.sizes[layer]), 2)
    return min((chord(f, net.theta, swap_units(net, a, b, layer).theta, p) for a, b in pairs), key=lambda one: one.gap)


@dataclass(frozen=True, eq=False)
class Ray:
    """f along c·θ for growing c.

    Attributes
    ----------
    scales : (n,) the values of c, growing.
    values : (n,) f(c·θ).
    letters : how f and θ are written.
    """

    scales: np.ndarray
    values: np.ndarray
    letters: tuple[str, str] = ("f", "θ")

    @property
    def falls(self) -> bool:
        """Every value is smaller than the one before it."""
        return bool((np.diff(self.values) < 0).all())

    def sentence(self) -> str:
        f, x = self.letters
        first, last = tell_apart(self.values[0], self.values[-1])
        what = (f"falls at every one of {len(self.scales)} values: no point of this ray is lowest" if self.falls
                else f"does not always fall; it is lowest at c = {in_words(self.scales[np.argmin(self.values)])}")
        return f"From {in_words(self.scales[0])}·{x} to {in_words(self.scales[-1])}·{x}, {f} goes from {first} to {last} and {what}."

    def __repr__(self) -> str:
        return f"Ray({in_words(self.scales[0])}·{self.letters[1]} to {in_words(self.scales[-1])}·{self.letters[1]}, falls: {self.falls})"


def along_ray(f, theta, scales=(1.0, 2.0, 4.0, 8.0, 16.0, 32.0)) -> Ray:
    """f at c·θ for each scale c. Logistic regression's loss on data that θ separates falls for ever: it has no lowest point.

    scales : growing finite numbers, two or more. f and θ as for `chord`.
    """
    function, theta = _function(f), _checked_point(theta, "theta")
    c = _checked_point(scales, "scales")
    if c.ndim != 1 or len(c) < 2 or not (np.diff(c) > 0).all():
        raise ValueError(f"scales is {scales!r}: give two or more growing numbers, such as (1, 2, 4)")
    values = np.array([function.one(np.asarray(scale * theta)) for scale in c])
    return Ray(_lock(c), _lock(values), (function.letters[0], "θ" if function.letters[1] == "x" else function.letters[1]))


# -------------------------------------------------------------------------------- what combining functions does

@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Combination(Record):
    """Two functions of one number that are convex, and a third made of them.

    Attributes
    ----------
    f, g, whole : the two, and what is made of them. Each takes one number.
    f_formula, g_formula : the two as text; `formula` is the third.
    keeps : this way of combining keeps convexity, whatever the two convex functions are.
    low, high : where to look.
    words : why, in a sentence.
    """

    f: Callable[[float], float]
    g: Callable[[float], float]
    whole: Callable[[float], float]
    f_formula: str
    g_formula: str
    keeps: bool
    low: float
    high: float
    words: str

    def counterexample(self, **search) -> Chord | None:
        """A chord of the third function that fails, or None; keywords as for `counterexample`."""
        return counterexample(self.whole, self.low, self.high, **search)


def _square(x):
    return x * x


def _square_less_one(x):
    return x * x - 1.0


def _steep_line(x):
    return 3.0 * x - 1.0


def _cost(u):
    """log(1 + exp(−2u)), the binary cross entropy of a score u with the label +1."""
    return log1p(exp(-2.0 * abs(u))) + max(0.0, -2.0 * u)


sum_of_two = Combination(
    key="sum_of_two", name="sum", f=_square, g=abs, whole=lambda x: _square(x) + abs(x), f_formula="f(x) = x²", g_formula="g(x) = |x|",
    formula="f(x) + g(x) = x² + |x|", keeps=True, low=-2.0, high=2.0, source="the lecture; Boyd and Vandenberghe, sec. 3.2.1",
    words="Add the two inequalities: left sides to left sides, right sides to right sides. So the total loss L is convex in the "
          "scores when every ℓ is.",
)

larger_of_two = Combination(
    key="larger_of_two", name="max", f=_square, g=_steep_line, whole=lambda x: max(_square(x), _steep_line(x)),
    f_formula="f(x) = x²", g_formula="g(x) = 3x − 1", formula="max(f(x), g(x)) = max(x², 3x − 1)", keeps=True, low=-1.0, high=4.0,
    source="the lecture; Boyd and Vandenberghe, sec. 3.2.3",
    words="At x one of the two is the larger; it obeys its own inequality, and at the ends the maximum is no smaller. "
          "So hinge, max(0, 1 − yz), is convex in y.",
)

composition = Combination(
    key="composition", name="composition", f=_square, g=_square_less_one, whole=lambda x: _square(_square_less_one(x)),
    f_formula="f(u) = u²", g_formula="g(x) = x² − 1", formula="f(g(x)) = (x² − 1)²", keeps=False, low=-1.5, high=1.5,
    source="the lecture; Boyd and Vandenberghe, sec. 3.2.4",
    words="Where f falls, it turns g's valley over into a hill: (x² − 1)² has two valleys. A network is a composition of many functions.",
)

with_affine = Combination(
    key="with_affine", name="convex ∘ affine", f=_cost, g=_steep_line, whole=lambda x: _cost(_steep_line(x)),
    f_formula="f(u) = log(1 + exp(−2u))", g_formula="g(x) = 3x − 1", formula="f(g(x)) = log(1 + exp(−2(3x − 1)))", keeps=True,
    low=-2.0, high=2.0, source="Boyd and Vandenberghe, sec. 3.2.2",
    words="An affine g keeps the place on the chord: g(p x₁ + (1 − p) x₂) = p g(x₁) + (1 − p) g(x₂). So the loss of logistic "
          "regression is convex: its scores are affine in its weights.",
)

growing_outside = Combination(
    key="growing_outside", name="growing convex ∘ convex", f=exp, g=_square, whole=lambda x: exp(_square(x)),
    f_formula="f(u) = exp(u)", g_formula="g(x) = x²", formula="f(g(x)) = exp(x²)", keeps=True, low=-1.5, high=1.5,
    source="Boyd and Vandenberghe, sec. 3.2.4",
    words="An f that is convex and nowhere falls keeps the inequality of g. Losses do not help: as functions of y they fall.",
)

smaller_of_two = Combination(
    key="smaller_of_two", name="min", f=lambda x: (x + 1.0) ** 2, g=lambda x: (x - 1.0) ** 2,
    whole=lambda x: min((x + 1.0) ** 2, (x - 1.0) ** 2), f_formula="f(x) = (x + 1)²", g_formula="g(x) = (x − 1)²",
    formula="min(f(x), g(x))", keeps=False, low=-2.0, high=2.0, source="the counterpart of max",
    words="Two valleys side by side, with a ridge where they meet.",
)

COMBINATIONS = {record.key: record for record in (sum_of_two, larger_of_two, with_affine, growing_outside, composition, smaller_of_two)}


# -------------------------------------------------------------------------------------------- numbers in words

def in_words(number: float, digits: int = 4) -> str:
    """A number as a sentence writes it: few digits, a real minus sign, no −0, and a power of ten where it is very large or small."""
    mantissa, e, exponent = f"{_checked_real(number, 'number') + 0.0:.{checked_whole(digits, 'digits', 1)}g}".partition("e")
    power = f"·10{str(int(exponent)).translate(SUPERSCRIPTS)}" if e else ""
    return f"{mantissa}{power}".replace("-", "−").replace("inf", "∞")


def tell_apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers with as many digits as show which is larger; four when they are equal."""
    one, other = _checked_real(one, "one"), _checked_real(other, "other")
    for digits in range(4, 18):
        texts = in_words(one, digits), in_words(other, digits)
        if one == other or texts[0] != texts[1]:
            return texts
    return texts


def _factor(number: float) -> str:
    """A number after a multiplication dot."""
    return f"({in_words(number)})" if number < 0 else in_words(number)


def _point(x, alone: bool = False) -> str:
    """A point; `alone` when it stands behind no multiplication dot."""
    x = np.asarray(x)
    if x.ndim == 0:
        return in_words(x.item()) if alone else _factor(x.item())
    if x.size > 3:
        return f"a vector of {x.size}"
    return f"({', '.join(in_words(v) for v in x.ravel())})"


# -------------------------------------------------------------------------------------------------- checking

def _checked_point(x, name: str) -> np.ndarray:
    x = as_array(x, name, "a number or a vector of numbers")
    if x.dtype.kind not in "fiu":
        raise TypeError(f"{name} is {x.tolist()!r}: it must be a number or a vector of numbers")
    if x.ndim > 1 or not x.size:
        raise ValueError(f"{name} has shape {x.shape}: it must be a number or a vector; a network's weights are its net.theta")
    if not np.isfinite(x).all():
        raise ValueError(f"{name} contains {in_words(x[~np.isfinite(x)].ravel()[0])}: every number must be finite")
    return x.astype(float)


def _checked_real(number, name: str) -> float:
    """A number as a float; ∞ and what is no number are written too, as "∞" and "nan"."""
    if isinstance(number, (bool, np.bool_)) or not isinstance(number, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {number!r}: it must be a number")
    return float(number)


def _checked_share(p) -> float:
    if isinstance(p, bool) or not isinstance(p, (int, float, np.integer, np.floating)):
        raise TypeError(f"p is {p!r}: it must be a number from 0 to 1")
    if not 0 <= p <= 1:
        raise ValueError(f"p is {in_words(float(p))}: it is the share of x₁ and must lie from 0 to 1")
    return float(p)


def _checked_range(low, high) -> tuple[np.ndarray, np.ndarray]:
    low, high = _checked_point(low, "low"), _checked_point(high, "high")
    if low.shape != high.shape:
        raise ValueError(f"low has shape {low.shape} and high has shape {high.shape}: both must be numbers, or vectors of the same length")
    if not (low < high).all():
        raise ValueError(f"low is {_point(low, alone=True)} and high is {_point(high, alone=True)}: every entry of low must be "
                         "below that of high")
    return low, high


def _checked_whole(value, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(f"{name} is {value!r}: it must be a whole number, 0 or more")
    return int(value)


def _checked_units(net: Network, i, j, layer) -> None:
    if not net.n_hidden:
        raise ValueError(f"{net!r} has no hidden layer, so there are no units to swap: give a network such as 2–8–1")
    if isinstance(layer, bool) or not isinstance(layer, (int, np.integer)) or not 1 <= layer <= net.n_hidden:
        raise ValueError(f"layer is {layer!r}: the hidden layers of {net!r} are 1 to {net.n_hidden}")
    units = net.sizes[layer]
    for name, unit in (("i", i), ("j", j)):
        if isinstance(unit, bool) or not isinstance(unit, (int, np.integer)) or not 0 <= unit < units:
            raise ValueError(f"{name} is {unit!r}: layer {layer} of {net!r} has the units 0 to {units - 1}"
                             f"{', and two are needed' if units < 2 else ''}")
    if i == j:
        raise ValueError(f"i and j are both {i}: swapping needs two different units")


def _lock(x: np.ndarray):
    """A single number as a float, a vector locked."""
    x = np.array(x, dtype=float)
    if x.ndim == 0:
        return x.item()
    x.setflags(write=False)
    return x
