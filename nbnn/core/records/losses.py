"""All losses ℓ: each one record with its function of the score y and the label or target z, its exact derivative ∂ℓ/∂y, its
formula and its source.

Labels: with one score z is ±1; with K scores it is one of 1 … K. Targets: with one output z is a number, with m outputs m numbers,
and ℓ is the sum over the outputs. Loss of one example throughout; sums and means over data are made elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import exp, inf, isfinite, log, log1p, nan
from types import MappingProxyType

import numpy as np

from ..given import checked_flag
from ..numbers import MINUS_ONE, ONE, ZERO, as_array
from .formula import Written
from .reasons import ZeroReason
from .record import Record, look_up

LARGEST_POWER = 709.7  # exp of more than a little above is beyond every float64
PRODUCTS = "yz"  # letters that make a product side by side
TAKES = ("labels", "targets", "both")
NEAR = 1e-9  # this close to a kink, relative to the size of the scores, rounding alone tells which side it is
ONE_HOT = "[k = z]"  # what K scores have in a formula where K targets have z_k


@dataclass(frozen=True)
class LossCase:
    """One branch of a loss as the board writes it: when it holds ("if yz < 1"), ℓ there, and ∂ℓ/∂y there."""

    condition: str
    value: Written = Written("", PRODUCTS)
    derivative: Written = Written("", PRODUCTS)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Loss(Record):
    """A loss ℓ(y, z) and its derivative with respect to y.

    Shapes: one score y with one label z, or y (N,) with z (N,); with K scores y (K,) with one z, or y (N, K) with
    z (N,). A single example gives a Python float (its ∂ℓ/∂y with K scores is (K,)). y may be complex. With targets z may be any
    finite numbers, and with m targets an example y and z are (N, m): ℓ is the sum over the outputs (`of_example` takes one alone).

    A record made in a cell needs key, name, value and derivative; both take numbers as well as arrays.

    Attributes
    ----------
    value, derivative : (y, z) → ℓ and ∂ℓ/∂y, arguments checked. At a kink `derivative` is the value that we use there.
    scores : "one", "many" or "both": which networks it fits.
    takes : what z may be: "labels", "targets" (numbers) or "both"; with "both" the labels ±1 are numbers like any other, and one of
        1 … K counts as the K numbers [k = z]. A loss that takes targets is written for numbers and arrays of equal shape.
    kinks : the values of yz where ∂ℓ/∂y jumps (one score, labels ±1).
    target_kinks : the values of y − z where ∂ℓ/∂y jumps (targets).
    cases, cases_many : the branches, for one score and for K scores; y_z is the label's score, y_r the largest of the other ones.
    branch : (y, z) → which of them holds, as an array of whole numbers; left out when there is one.
    piece : (y, z) → which smooth piece, when there are more than branches (K scores): equal numbers, no kink between; left out: `branch`.
    sides : (y, z) → the two ends of the subdifferential in any order, arrays; left out when there is no kink.
    joint : with K scores not every choice of entries between those ends is right, only some together; each alone may be.
    subgradient : (y (K,), z, wanted (K,)) → a subgradient near `wanted`, which is itself where it is one, for a loss that is `joint`; left
        out: nobody has said which choices are right together.
    why_zero : (y, z) → ZeroReason bits that hold where ∂ℓ/∂y is zero, of the shape of y; left out: MARGIN_MET.
    zero_words : why ∂ℓ/∂y is zero where it is, in a few words; "": those of the reason.
    formula_many : the formula with K scores, when it differs.
    undefined_at : in words where there is no derivative at all; "" for most.
    outputs : (lowest, highest) y for which ℓ is defined; targets lie there too. Most take any number.
    reach : how far outputs must be able to get for ℓ to tell classes apart: to both sides of 0 with one score, from one another with K;
        0: to both sides at all. None: it makes sense of any outputs.
    margin : the b of a loss max(0, b − yz)ᵖ: below that margin it asks for more, from there on it is 0; None for others.
    power : that p; with 1 the derivative below the margin is −z.
    convex : it is convex in the scores (True or False); None: nobody has said.
    jumps : ℓ itself jumps at its kinks, not only its derivative.
    logit : the c of a loss −log p with p = 1/(1 + exp(−c·yz)), or of p = softmax(c·y) with K scores; 0 for others.
    squares : ℓ is a sum of squared differences y − z, without a ½.
    menus : with what data a lab's menu lists it unasked: "labels", "targets", "both", or "" for only where it is asked for, by
        itself or with every loss (`losses="all"`).
    derivative_fast : the same numbers as `derivative`, to the bit, in less time, for arrays checked before; left out: itself.
    complex_step : value is analytic away from its kinks for complex y (it branches on the real part).
    torch : ℓ in PyTorch, an expression of the tensors y and z that takes at a kink the derivative that we use; "": there is none. It is
        summed over the outputs, where K scores have [k = z] for z. With scores "many" it is ℓ itself, of y (N, K) and z (N,), labels from
        1, and of `own` (N, K), which is True at the label.
    value_unchecked, derivative_unchecked : the same for data checked once before: what the SGD loop calls. A Python
        float y takes a path without NumPy; else y is an array, and z has its shape (one score) or an axis less (K).
    """

    value: Callable
    derivative: Callable
    formula: Written = Written("", PRODUCTS)
    scores: str = "one"
    kinks: tuple[float, ...] = ()
    cases: tuple[LossCase, ...] = ()
    cases_many: tuple[LossCase, ...] = ()
    branch: Callable | None = None
    piece: Callable | None = None
    sides: Callable | None = None
    joint: bool = False
    subgradient: Callable | None = None
    why_zero: Callable | None = None
    zero_words: str = ""
    formula_many: Written = Written("", PRODUCTS)
    undefined_at: str = ""
    outputs: tuple[float, float] = (-inf, inf)
    reach: float | None = None
    margin: float | None = None
    power: int = 1
    convex: bool | None = None
    jumps: bool = False
    logit: float = 0.0
    squares: bool = False
    takes: str = "labels"
    menus: str = ""
    target_kinks: tuple[float, ...] = ()
    derivative_fast: Callable = None  # type: ignore[assignment]  # __post_init__ takes `derivative` for it
    complex_step: bool = False
    torch: str = ""
    value_unchecked: Callable = field(init=False)
    derivative_unchecked: Callable = field(init=False)

    def __post_init__(self):
        super().__post_init__()
        if self.scores not in ("one", "many", "both"):
            raise ValueError(f"scores is {self.scores!r}: it must be 'one', 'many' or 'both'")
        if self.takes not in TAKES:
            raise ValueError(f"takes is {self.takes!r}: it must be 'labels', 'targets' or 'both'")
        if self.menus not in ("", *TAKES):
            raise ValueError(f"menus is {self.menus!r}: it must be 'labels', 'targets', 'both' or ''")
        for name in ("value", "derivative"):
            given = getattr(self, name)
            plain = given.bare if isinstance(given, _CheckedLoss) else given
            object.__setattr__(self, name, _CheckedLoss(self, plain, name == "value"))
            object.__setattr__(self, f"{name}_unchecked", plain)
        if self.derivative_fast is None:
            object.__setattr__(self, "derivative_fast", self.derivative_unchecked)

    def in_menus(self, targets: bool = False) -> bool:
        """Whether a menu lists it unasked, for data with labels or for data with targets."""
        return self.menus in ("both", "targets" if checked_flag(targets, "targets") else "labels")

    @property
    def takes_labels(self) -> bool:
        return self.takes != "targets"

    @property
    def takes_targets(self) -> bool:
        return self.takes != "labels"

    def value_over_outputs(self, y: np.ndarray, z):
        """ℓ for arrays checked before: y (…, m) with targets z (…, m) is summed over the m outputs; else `value_unchecked`."""
        values = self.value_unchecked(y, z)
        return np.sum(values, axis=-1) if np.ndim(z) == y.ndim else values

    def value_for(self, one_output: bool) -> Callable:
        """The function of data checked before that gives ℓ of each example of a network with one output, or with several."""
        return self.value_unchecked if one_output else self.value_over_outputs

    def of_example(self, y, z):
        """ℓ of one example, a Python number: y and z numbers, y (K,) and a label z, or y (m,) and m targets."""
        y, z = as_array(y, "y", "numbers, the scores"), as_array(z, "z", "labels or targets")
        return self.value(y[None], z[None])[0].item() if y.ndim == z.ndim == 1 else self.value(y, z)

    def case_of_example(self, y, z) -> int:
        """Which of `cases` (or `cases_many`) holds for one example, given as in `of_example`."""
        y, z = as_array(y, "y", "numbers, the scores"), as_array(z, "z", "labels or targets")
        return int(self.case(y[None], z[None])[0]) if y.ndim == z.ndim == 1 else self.case(y, z)

    def piece_of_example(self, y, z) -> int:
        """Which smooth piece holds for one example, given as in `of_example`."""
        return self.case_of_example(y, z) if self.piece is None else self.smooth_piece(y, z)

    def past_kinks(self, y, z) -> np.ndarray:
        """(kinks, …) how far past each kink y is: yz − kink for one score with a label ±1, y − z − kink for every output with targets."""
        y, z = self.checked(y, z)
        y = y.real
        of_labels = z.dtype.kind == "i" and not _has_many(y, z)
        place, kinks = (y * z, self.kinks) if of_labels else (_difference(y, z), self.target_kinks) if self.target_kinks else (y, ())
        return np.array([place - kink for kink in kinks]).reshape(len(kinks), *np.shape(place))

    def subdifferential(self, y, z):
        """(low, high): the numbers that are right answers for ∂ℓ/∂y; equal away from a kink."""
        if self.sides is None:
            return self.derivative(y, z), self.derivative(y, z)
        y, z = self.checked(y, z)
        one, other = self.sides(y, z)
        return _as_given(np.minimum(one, other)), _as_given(np.maximum(one, other))

    def case(self, y, z):
        """Which of `cases` (or `cases_many`) holds: a whole number, or an array of one per example."""
        y, z = self.checked(y, z)
        if self.branch is None or y.ndim == 2 == z.ndim:
            return 0 if z.ndim == 0 else np.zeros(len(z), dtype=int)
        found = np.asarray(self.branch(y.real, z), dtype=int)
        return int(found) if found.ndim == 0 else found

    def smooth_piece(self, y, z):
        """Which smooth piece of the loss holds: a whole number, or an array of one per example. It changes only at a kink."""
        return self.case(y, z) if self.piece is None else _as_given(self.piece(*self.checked(np.real(y), z)))

    def zero_reason(self, y, z):
        """Why ∂ℓ/∂y is zero: a ZeroReason, 0 where it is not zero; uint8 flags of the shape of y for arrays."""
        y, z = self.checked(y, z)
        why = ZeroReason.MARGIN_MET if self.why_zero is None else self.why_zero(y, z)
        flags = np.where(np.asarray(self.derivative_unchecked(y, z)) == 0, why, 0).astype(np.uint8)
        return ZeroReason(int(flags)) if flags.ndim == 0 else flags

    def checked(self, y, z) -> tuple[np.ndarray, np.ndarray]:
        """y (floats, or complex) and z (labels or targets) as arrays; ValueError or TypeError that says what is wrong."""
        y, z = as_array(y, "y", "numbers, the scores"), as_array(z, "z", "labels or targets")
        if y.dtype.kind not in "fciu":
            raise TypeError(f"y is {y!r}: the scores must be numbers")
        y = y if y.dtype.kind in "fc" else y.astype(float)
        self._check_shapes(y, z)
        self._check_range("y", y.real)
        if self.takes_targets and y.ndim == z.ndim:
            return y, self.checked_targets(z)
        return y, checked_labels(z, 0 if y.ndim == z.ndim else y.shape[-1])

    def checked_targets(self, z) -> np.ndarray:
        """z as targets that this loss can have: finite numbers, from where its outputs lie, or a label −1; ValueError else."""
        z = checked_targets(z)
        self._check_range("z", np.where((z == -1) & self.takes_labels, 1.0, z))
        return z

    def _check_range(self, name: str, numbers: np.ndarray) -> None:
        low, high = self.outputs
        outside = (numbers < low) | (numbers > high) if self.outputs != (-inf, inf) else np.False_
        if outside.any():
            first = numbers[outside].flat[0] if numbers.ndim else numbers
            todo = "let the network's output stay there, such as output=nbnn.sigmoid" if name == "y" else "give targets from there"
            raise ValueError(f"{name} is {first:g}, but the {self.name} loss takes numbers from {low:g} to {high:g}: {todo}")

    def _check_shapes(self, y: np.ndarray, z: np.ndarray) -> None:
        one = y.shape == z.shape and y.ndim < 2
        many = y.ndim in (1, 2) and y.shape[:-1] == z.shape and y.shape[-1] >= 2
        targets = y.ndim == 2 and y.shape == z.shape and self.takes_targets
        if (one and self.scores != "many") or (many and self.scores != "one" and self.takes_labels) or (targets and self.scores != "one"):
            return
        needs = {"one": "one score and one label per example: y and z single numbers, or both (N,)",
                 "many": "K ≥ 2 scores and one label per example: y (K,) and z a single number, or y (N, K) and z (N,)",
                 "both": "one label per example: y and z of the same shape (one score), or z with one axis less than y "
                         "(K ≥ 2 scores)"}
        if self.takes_targets:
            needs["both"] = "targets of the shape of y, or one label per example with K ≥ 2 scores (z with one axis less than y)"
            needs |= {"both": "targets of the shape of y"} if not self.takes_labels else {}
        raise ValueError(f"y has shape {y.shape} and z has shape {z.shape}, but the {self.name} loss takes "
                         f"{needs[self.scores]}")


class _CheckedLoss:
    """A loss's function, its arguments checked and a single result given as a Python number; sums : over several targets."""

    def __init__(self, record: Loss, bare: Callable, sums: bool):
        self.record, self.bare, self.sums = record, bare, sums

    def __call__(self, y, z):
        y, z = self.record.checked(y, z)
        with np.errstate(over="ignore", invalid="ignore"):  # what is above every float64 is ∞, which says it
            result = self.bare(y, z)
            summed = self.sums and y.ndim == 2 == z.ndim
            found = np.asarray(np.sum(result, axis=-1) if summed else result)
        if np.isnan(found).any() and np.isinf(y).any() and not np.isnan(y).any():
            raise ValueError(f"y has an infinite score, and the {self.record.name} loss would be ∞ − ∞, which is no number: "
                             "use smaller weights or inputs, so that the scores are finite")
        return _as_given(found)


def checked_labels(z, n_scores: int = 0) -> np.ndarray:
    """z as whole numbers: ±1, or 1 … `n_scores` with that many scores (0 or 1: one score). ValueError else."""
    z = as_array(z, "z", "labels")
    if z.dtype.kind not in "fiub":
        raise TypeError(f"z is {z!r}: labels must be numbers, {_needed_labels(n_scores)}")
    right = (z >= 1) & (z <= n_scores) & (z == np.floor(z)) if n_scores > 1 else (z == 1) | (z == -1)
    if z.dtype.kind == "b" or not right.all():
        found = np.unique(z).tolist()
        listed = ", ".join(f"{label:g}" for label in found[:6]) + (", …" if len(found) > 6 else "")
        raise ValueError(f"the labels are {listed}, but they must be {_needed_labels(n_scores)}"
                         f"{_conversion(found, n_scores)}")
    return z.astype(int)


def checked_targets(z) -> np.ndarray:
    """z as floats, whole labels ±1 as they are; TypeError or ValueError for what is no finite number."""
    z = as_array(z, "z", "targets, numbers")
    if z.dtype.kind not in "fiu":
        raise TypeError(f"z is {z.tolist()!r}: targets must be numbers")
    if not np.isfinite(z).all():
        raise ValueError(f"z contains {z[~np.isfinite(z)][0]}: every target must be a finite number")
    return z if z.dtype.kind == "i" else z.astype(float)


def _needed_labels(n_scores: int) -> str:
    return f"whole numbers from 1 to {n_scores} (one for each score)" if n_scores > 1 else "−1 or +1"


def _conversion(found: list, n_scores: int) -> str:
    """What to do about labels in another common coding, or numbers that are no labels; "" when it is none of them."""
    if any(label == label and label != int(label) for label in found if abs(label) < 1e15):
        return "; numbers like these are targets: give them to a loss that takes targets, such as squared or half_squared"
    if n_scores <= 1:
        return ": write 2*z - 1 to turn 0 and 1 into −1 and +1" if set(found) <= {0, 1} else ""
    if 0 in found and all(label == int(label) and 0 <= label < n_scores for label in found):
        return ": write z + 1 to count them from 1"
    if n_scores == 2 and set(found) <= {-1, 1}:
        return ": write (z + 3) // 2 to turn −1 and +1 into 1 and 2"
    return ""


def _as_given(result):
    """A single number as a Python one; arrays as they are."""
    result = np.asarray(result)
    return result.item() if result.ndim == 0 else result


# One score. The margin is m = yz. Python floats take the first branch, which is the SGD loop's; `m >= 1` rather
# than `m < 1` lets NaN through, so that a run that diverges is seen.

def _zero_below(kept, m, border):
    """`kept` where the margin m is below the border, else 0 (NaN is kept)."""
    return np.where(m.real >= border, 0.0, kept)


def _hinge(y, z):
    m = y * z
    if type(y) is float:
        return 0.0 if m >= 1.0 else 1.0 - m
    return _zero_below(1.0 - m, m, 1.0) if np.iscomplexobj(m) else np.maximum(1.0 - m, 0.0)


def _hinge_slope(y, z):
    m = y * z
    if type(y) is float:
        return 0.0 if m >= 1.0 else -z
    return _zero_below(-z, m, 1.0)


def _hinge_slope_fast(y, z):
    """The same numbers; of arrays a few are set to 0 in less time than each is chosen."""
    if type(y) is float:
        return _hinge_slope(y, z)
    slope = np.subtract(ZERO, z)
    slope[y * z >= ONE] = 0.0
    return slope


def _perceptron(y, z):
    m = y * z
    if type(y) is float:
        return 0.0 if m >= 0.0 else -m
    return _zero_below(-m, m, 0.0)


def _perceptron_slope(y, z):
    m = y * z
    if type(y) is float:
        return 0.0 if m >= 0.0 else -z
    return _zero_below(-z, m, 0.0)


def _squared_hinge(y, z):
    short = _hinge(y, z)
    return short * short


def _squared_hinge_slope(y, z):
    return 0.0 - 2.0 * z * _hinge(y, z)


def _sides_at(border):
    """The ends of the subdifferential of max(0, border − yz): −z and 0 at the kink, the derivative elsewhere."""
    return lambda y, z: (np.where(y.real * z > border, 0.0, -z), np.where(y.real * z < border, -z, 0.0))


def _meets_at(border):
    return lambda y, z: (y * z >= border).astype(int)


def _binary_cross_entropy(y, z):
    m = y * z
    if type(y) is float:
        return log1p(exp(-2.0 * abs(m))) + (0.0 if m >= 0.0 else -2.0 * m)
    if type(m) is np.ndarray and m.ndim and m.dtype.kind == "f":
        return _binary_cross_entropy_of_many(m)
    with np.errstate(over="ignore", under="ignore"):
        return np.log1p(_odds(m)) + (_zero_below(-2.0 * m, m, 0.0) if np.iscomplexobj(m) else np.maximum(-2.0 * m, 0.0))


def _binary_cross_entropy_of_many(m: np.ndarray) -> np.ndarray:
    """The same numbers of real margins: −2|m| from −2m by its sign, and one operation after the other in place."""
    with np.errstate(over="ignore", under="ignore"):
        twice = -2.0 * m
        e = np.copysign(twice, MINUS_ONE)
        np.log1p(np.exp(e, e), e)
        return np.add(e, np.maximum(twice, ZERO, out=twice), e)


def _binary_cross_entropy_slope(y, z):
    """−2z·(1 − p), with 1 − p = 1/(1 + exp(2yz))."""
    m = y * z
    if type(y) is float:
        e = exp(-2.0 * abs(m))
        return -2.0 * z * (e if m >= 0.0 else 1.0) / (1.0 + e)
    with np.errstate(over="ignore", under="ignore"):
        e = _odds(m)
        return -2.0 * z * np.where(np.real(m) >= 0, e, 1.0) / (1.0 + e)


def _odds(m):
    """exp(−2|m|), analytic for complex m: 2|m| may become infinite, and the result is then 0 as it should be."""
    return np.exp(-2.0 * (np.where(np.real(m) >= 0, m, -m) if np.iscomplexobj(m) else np.abs(m)))


# One logit: y halved is a power of two less, so not a digit is lost by writing the one with the other.

def _logistic(y, z):
    return _binary_cross_entropy(0.5 * y, z)


def _logistic_slope(y, z):
    return 0.5 * _binary_cross_entropy_slope(0.5 * y, z)


def _exponential(y, z):
    m = y * z
    if type(y) is float:
        return exp(-m) if not m < -LARGEST_POWER else inf
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.exp(-m)


def _exponential_slope(y, z):
    return -z * _exponential(y, z)


# K scores: y (…, K), labels z (…) from 1.

def _pick(z, n_scores: int) -> np.ndarray:
    """(…, K): True at the label's score."""
    return np.arange(1, n_scores + 1) == np.asarray(z)[..., None]


def _shift(y):
    """y minus its largest score, (…, K). −∞ where that is below every number: its exponential is 0 all the same."""
    return y - np.max(np.real(y), axis=-1, keepdims=True)


def _cross_entropy(y, z):
    """−log softmax(y)_z. The largest score's term is the 1 of log1p: nothing overflows and no digit is lost near 0."""
    if y.ndim == 2 and y.dtype.kind == "f" and y.flags.c_contiguous:
        return _cross_entropy_of_many(y, z)
    top = np.arange(y.shape[-1]) == np.argmax(np.real(y), axis=-1)[..., None]
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        s = _shift(y)
        log_sum = np.log1p(np.sum(np.where(top, s, np.exp(s)), axis=-1))
        return log_sum - np.sum(np.where(_pick(z, y.shape[-1]), s, 0.0), axis=-1)


def _cross_entropy_of_many(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The same numbers for real y (N, K), row by row in memory, in less time: two entries of a row are looked up instead of searched."""
    rows = np.arange(0, y.size, y.shape[1])
    top = rows + np.argmax(y, axis=-1)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        s = np.subtract(y, np.take(y, top)[:, None])
        terms = np.exp(s)
        terms.reshape(-1)[top] = np.take(s, top)
        return np.log1p(np.sum(terms, axis=-1)) - np.take(s, rows + (z - 1))


def _cross_entropy_slope(y, z):
    """softmax(y) − one-hot(z); at the label's place minus the sum of the others, which keeps every digit near p = 1."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        e = np.exp(_shift(y))
        p = e / np.sum(e, axis=-1, keepdims=True)
    picked = _pick(z, y.shape[-1])
    others = np.where(picked, 0.0, p)
    return np.where(picked, -np.sum(others, axis=-1, keepdims=True), others)


def _cross_entropy_slope_fast(y: np.ndarray, z) -> np.ndarray:
    """softmax(y) − one-hot(z) for y (K,) and z a number, or y (N, K) and z (N,), the same numbers in a quarter of the time."""
    if y.ndim == 1:
        return _cross_entropy_slope_of_one(y, z - 1)
    p = np.subtract(y, np.maximum.reduce(y, axis=-1, keepdims=True))
    np.exp(p, p)
    np.divide(p, np.add.reduce(p, axis=-1, keepdims=True), p)
    in_a_row = p.flags.c_contiguous  # then a place is found by one number, in a tenth of the time
    entries, own = (p.reshape(-1), _row_starts(*y.shape) + z) if in_a_row else (p, (np.arange(len(y)), z - 1))
    entries[own] = 0.0
    entries[own] = -np.add.reduce(p, -1)
    return p


@lru_cache(maxsize=16)
def _row_starts(n: int, n_scores: int) -> np.ndarray:
    """(n,) to which a label is added for its place in the flat (n, n_scores)."""
    return np.arange(-1, n * n_scores - 1, n_scores)


def _cross_entropy_slope_of_one(y: np.ndarray, k: int) -> np.ndarray:
    """The same of one example, whose label counts as k from 0. Python finds the largest of a few numbers sooner than NumPy does."""
    p = np.subtract(y, max(y.tolist()))
    np.exp(p, p)
    np.divide(p, np.add.reduce(p, out=np.empty(())), p)  # by an array without axes: sooner than by a number
    p[k] = 0.0
    p[k] = -np.add.reduce(p)
    return p


# Hinges of K scores: by how much each other score lacks the lead of 1 that the label's should have over it.

def _lack(y, z):
    """1 + y_k − y_z for every k, (…, K); −∞ at the label's own place."""
    own = _pick(z, y.shape[-1])
    with np.errstate(over="ignore", invalid="ignore"):
        y_z = np.sum(np.where(own, y, 0.0), axis=-1, keepdims=True)
        return np.where(own, -np.inf, 1.0 + (y - y_z))


def _most(lack):
    """(…, K): True at the largest of what is lacking, the lowest index on ties."""
    return np.arange(lack.shape[-1]) == np.argmax(np.real(lack), axis=-1)[..., None]


def _rival_hinge(y, z):
    lack = _lack(y, z)
    largest = np.sum(np.where(_most(lack), lack, 0.0), axis=-1)
    return np.where(np.real(largest) <= 0, 0.0, largest)


def _every_hinge(y, z):
    lack = _lack(y, z)
    with np.errstate(over="ignore"):
        return np.sum(np.where(np.real(lack) <= 0, 0.0, lack), axis=-1)


def _rival_slope(y, z):
    lack = _lack(y, z)
    return _against(~(np.real(lack) <= 0) & _most(lack), z)


def _every_slope(y, z):
    return _against(~(np.real(_lack(y, z)) <= 0), z)


def _against(paying, z):
    """∂ℓ/∂y where these scores (…, K) pay: 1 for each of them, and as many times −1 for the label's own."""
    slope = paying.astype(float)
    return np.where(_pick(z, slope.shape[-1]), 0.0 - np.sum(slope, axis=-1, keepdims=True), slope)


def _rival_sides(y, z):
    """The ends, entry by entry; the label's own is minus the sum of the others, whichever are chosen."""
    lack = _lack(y, z)
    top = np.max(lack, axis=-1, keepdims=True)
    may, alone = (lack == top) & (top >= 0), np.sum(lack == top, axis=-1, keepdims=True) == 1
    must = may & alone & (top > 0)
    own = _pick(z, y.shape[-1])
    return np.where(own, 0.0 - (top >= 0), may), np.where(own, 0.0 - (top > 0), must)


def _every_sides(y, z):
    lack = _lack(y, z)
    return _against(lack >= 0, z), _against(lack > 0, z)


def _rival_subgradient(y, z, wanted):
    """The rivals that are equally far ahead share a 1, in any way; where they lead by nothing, also less than 1."""
    lack, near = _lack(y, z), NEAR * (1.0 + np.max(np.abs(y)))
    top = np.max(lack)
    shares = np.clip(np.where(lack >= top - near, wanted, 0.0), 0.0, 1.0) * (top >= -near)
    total = shares.sum()
    if top > near or total > 1:
        shares = shares / total if total > 0 else _most(lack)
    return _against(shares, z)


def _every_subgradient(y, z, wanted):
    """Each score at its kink pays any part of 1, whatever the others pay."""
    lack, near = _lack(y, z), NEAR * (1.0 + np.max(np.abs(y)))
    return _against(np.where(np.abs(lack) <= near, np.clip(wanted, 0.0, 1.0), lack > near), z)


def _rival_piece(y, z):
    """0 where nothing is asked for, else the rival's number."""
    lack = _lack(y, z)
    return np.where(np.max(lack, axis=-1) <= 0, 0, np.argmax(lack, axis=-1) + 1)


def _every_piece(y, z):
    """A number whose bits are the scores that pay; Python's whole numbers, for there may be many."""
    powers = np.array([1 << k for k in range(y.shape[-1])], dtype=object)
    return np.sum(np.where(_lack(y, z) > 0, powers, 0), axis=-1)


def _pays(y, z):
    return (np.max(_lack(y, z), axis=-1) > 0).astype(int)


# Both kinds: K scores are told from one by the label's having an axis less.

def _has_many(y, z) -> bool:
    return np.ndim(y) > np.ndim(z)


def _wrong(y, z):
    """1 where the 0/1-loss is 1, else 0."""
    if _has_many(y, z):
        return (np.argmax(np.real(y), axis=-1) + 1 != z).astype(int)
    return (np.real(y) * z < 0).astype(int)


def _zero_one(y, z):
    if type(y) is float:
        return 1.0 if y * z < 0.0 else 0.0
    return _wrong(y, z).astype(float)


def _zero_one_slope(y, z):
    return 0.0 if type(y) is float else np.zeros(np.shape(y))


def _square(y, z):
    d = _difference(y, z)
    return np.sum(d * d, axis=-1) if _has_many(y, z) else d * d


def _square_slope(y, z):
    return 2.0 * _difference(y, z)


def _difference(y, z):
    return y - _pick(z, y.shape[-1]) if _has_many(y, z) else y - z


# Cross entropy of outputs that are probabilities themselves: t = 1 or 0, or any number between; of two labels −1 is 0.

def _chances(y, z):
    return _pick(z, y.shape[-1]).astype(float) if _has_many(y, z) else np.maximum(z, 0)


def _log_of(p: float) -> float:
    return log(p) if p > 0 else -inf if p == 0 else nan


def _log_of_rest(p: float) -> float:
    return log1p(-p) if p < 1 else -inf if p == 1 else nan


def _surprise(y, z):
    """−t log y − (1 − t) log(1 − y): a term with the factor 0 is 0, also where its logarithm is not finite."""
    if type(y) is float:
        t = max(z, 0)
        return (-t * _log_of(y) if t else 0.0) - ((1 - t) * _log_of_rest(y) if t != 1 else 0.0)
    t = _chances(y, z)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(t == 0, 0.0, -t * np.log(y)) - np.where(t == 1, 0.0, (1 - t) * np.log1p(-y))
    return np.sum(terms, axis=-1) if _has_many(y, z) else terms


def _surprise_slope(y, z):
    t = max(z, 0) if type(y) is float else _chances(y, z)
    if type(y) is float and 0.0 < y < 1.0:
        return (1 - t) / (1.0 - y) - t / y
    y = np.asarray(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(t == 1, 0.0, (1 - t) / (1.0 - y)) - np.where(t == 0, 0.0, t / y)
    return found if y.ndim else found.item()


def _surprise_case(y, z):
    """0 for the label 1, 1 for the other one, 2 for a target between."""
    return np.zeros(np.shape(z), dtype=int) if _has_many(y, z) else np.where(z == 1, 0, np.where(z <= 0, 1, 2))


# Functions f of the differences y − z, added up over the outputs: targets are numbers, and K classes the numbers [k = z].

def _add_differences(y, z, f):
    """Σ_k f(y_k − z_k): with a label of K scores the sum over them, else entry by entry (`value_over_outputs` adds up targets)."""
    if type(y) is float:
        return f(y - z)
    return np.sum(f(_difference(y, z)), axis=-1) if _has_many(y, z) else f(_difference(y, z))


def _slope_of_difference(y, z, f_prime):
    return f_prime(y - z if type(y) is float else _difference(y, z))


def _half_square(d):
    return 0.5 * (d * d)


def _same(d):
    return d


def _size(d):
    """|d|, analytic on both sides of 0."""
    return abs(d) if type(d) is float else np.where(np.real(d) < 0, -d, d)


def _sign(d):
    return float(np.sign(d)) if type(d) is float else np.sign(np.real(d))


def _sides_of_sign(y, z):
    """The ends of the subdifferential of |y − z|: −1 and 1 where they are equal."""
    d = np.real(_difference(y, z))
    return np.where(d == 0, -1.0, np.sign(d)), np.where(d == 0, 1.0, np.sign(d))


def _huber_value(d, delta):
    size = _size(d)
    if type(d) is float:
        return delta * (size - 0.5 * delta) if size > delta else 0.5 * (d * d)
    return np.where(np.real(size) > delta, delta * (size - 0.5 * delta), 0.5 * (d * d))


def _huber_slope(d, delta):
    if type(d) is float:
        return d if abs(d) <= delta or d != d else _sign(d) * delta
    return np.where(np.abs(np.real(d)) > delta, delta * np.sign(np.real(d)), d)


def _huber_branch(y, z, delta):
    """0 within δ, 1 above, 2 below; of K scores one branch holds them all."""
    if _has_many(y, z):
        return np.zeros(np.shape(z), dtype=int)
    d = _difference(y, z)
    return np.where(d > delta, 1, np.where(d < -delta, 2, 0))


zero_one = Loss(
    key="zero_one", name="0/1", menus="labels", scores="both", value=_zero_one, derivative=_zero_one_slope, kinks=(0.0,),
    jumps=True, convex=False, zero_words="the 0/1-loss is flat", reach=0.0,
    formula="ℓ = 0 if yz ≥ 0, else 1", formula_many="ℓ = 0 if the largest score is the label's, else 1",
    cases=(LossCase("if yz ≥ 0", "0", "0"), LossCase("if yz < 0", "1", "0")),
    cases_many=(LossCase("if the largest score is y_z", "0", "0"), LossCase("if another score is larger than y_z", "1", "0")),
    branch=_wrong, why_zero=lambda y, z: ZeroReason.LOSS_FLAT,
    undefined_at="The derivative is 0 everywhere but at the jump, where it does not exist; we use 0.",
    source="the lecture's first loss; on a tie of K scores the lowest index counts as the largest",
)

#: What others call the squared loss, with the 1/2 or without.
SQUARES = ("mse", "mean squared error", "squared error", "sse", "quadratic", "l2")

hinge = Loss(
    key="hinge", name="hinge", elsewhere=("svm",), menus="labels",
    value=_hinge, derivative=_hinge_slope, derivative_fast=_hinge_slope_fast, kinks=(1.0,), complex_step=True, reach=1.0,
    margin=1.0, convex=True, zero_words="the margin is met",
    formula="ℓ = max(0, 1 − yz)",
    cases=(LossCase("if yz < 1", "1 − yz", "−z"), LossCase("if yz ≥ 1", "0", "0")),
    branch=_meets_at(1.0), sides=_sides_at(1.0),
    torch="torch.relu(1 - y * z)",
    source="Cortes and Vapnik, Machine Learning 1995; at yz = 1 we use 0, any value between −z and 0 is right",
)

binary_cross_entropy = Loss(
    key="binary_cross_entropy", name="binary cross entropy", menus="labels", complex_step=True, convex=True, logit=2.0, reach=inf,
    value=_binary_cross_entropy, derivative=_binary_cross_entropy_slope,
    formula="ℓ = −log p with p = 1/(1 + exp(−2yz))",
    cases=(LossCase("", "log(1 + exp(−2yz))", "−2z/(1 + exp(2yz))"),),
    why_zero=lambda y, z: ZeroReason.SATURATED,
    torch="-torch.nn.functional.logsigmoid(2 * y * z)",
    source="the softmax of the two scores y and −y, hence the 2: a library's usual single logit is 2y "
           "(Goodfellow et al., Deep Learning, sec. 6.2.2.2)",
)

cross_entropy = Loss(
    key="cross_entropy", name="cross entropy", elsewhere=("softmax", "log loss", "nll"),
    menus="labels", scores="many", complex_step=True, convex=True, logit=1.0, reach=inf,
    value=_cross_entropy, derivative=_cross_entropy_slope, derivative_fast=_cross_entropy_slope_fast,
    formula="ℓ = −log p_z with p_k = exp(y_k)/Σ_j exp(y_j)",
    cases=(LossCase("", "−log p_z", "p_k − [k = z]"),), cases_many=(LossCase("", "−log p_z", "p_k − [k = z]"),),
    why_zero=lambda y, z: ZeroReason.SATURATED,
    torch="torch.nn.functional.cross_entropy(y, z - 1, reduction='none')",
    source="Goodfellow et al., Deep Learning, sec. 6.2.2.3",
)

perceptron = Loss(
    key="perceptron", name="perceptron", menus="labels", value=_perceptron, derivative=_perceptron_slope, kinks=(0.0,), reach=0.0,
    margin=0.0, convex=True, zero_words="yz ≥ 0, where this loss asks for nothing", complex_step=True, formula="ℓ = max(0, −yz)",
    cases=(LossCase("if yz < 0", "−yz", "−z"), LossCase("if yz ≥ 0", "0", "0")),
    branch=_meets_at(0.0), sides=_sides_at(0.0),
    torch="torch.relu(-y * z)",
    source="Rosenblatt 1958, written as a loss; at yz = 0 we use 0, any value between −z and 0 is right",
)

squared = Loss(
    key="squared", name="squared", elsewhere=SQUARES, menus="both", scores="both",
    value=_square, derivative=_square_slope, complex_step=True,
    convex=True, squares=True, takes="both",
    formula="ℓ = (y − z)²", formula_many="ℓ = Σ_k (y_k − [k = z])²",
    cases=(LossCase("", "(y − z)²", "2(y − z)"),),
    cases_many=(LossCase("", "Σ_k (y_k − [k = z])²", "2(y_k − [k = z])"),),
    torch="(y - z) ** 2",
    source="least squares (Gauss, Legendre); without the ½ that others put in front: that one is half_squared",
)

half_squared = Loss(
    key="half_squared", name="half squared", elsewhere=SQUARES, menus="targets",
    scores="both", takes="both", complex_step=True, convex=True,
    value=partial(_add_differences, f=_half_square), derivative=partial(_slope_of_difference, f_prime=_same),
    formula="ℓ = (y − z)²/2", formula_many="ℓ = Σ_k (y_k − [k = z])²/2",
    cases=(LossCase("", "(y − z)²/2", "y − z"),),
    cases_many=(LossCase("", "Σ_k (y_k − [k = z])²/2", "y_k − [k = z]"),),
    torch="(y - z) ** 2 / 2",
    source="least squares with a ½, so that ∂ℓ/∂y is the error y − z itself (Rumelhart, Hinton and Williams, Nature 1986); "
           "without the ½ it is squared",
)

absolute = Loss(
    key="absolute", name="absolute", elsewhere=("mae", "mean absolute error", "l1"),
    menus="targets", scores="both", takes="both", complex_step=True, convex=True,
    value=partial(_add_differences, f=_size), derivative=partial(_slope_of_difference, f_prime=_sign), sides=_sides_of_sign,
    kinks=(1.0,), target_kinks=(0.0,),
    formula="ℓ = |y − z|", formula_many="ℓ = Σ_k |y_k − [k = z]|",
    cases=(LossCase("", "|y − z|", "sign(y − z)"),),
    cases_many=(LossCase("", "Σ_k |y_k − [k = z]|", "sign(y_k − [k = z])"),),
    torch="(y - z).abs()",
    source="least absolute deviations (Boscovich 1757, Laplace); at y = z we use 0, any value from −1 to 1 is right",
)


def _huber(delta: float = 1.0) -> Loss:
    """The Huber loss: (y − z)²/2 up to a distance of δ, and a straight line beyond it; δ must be above 0."""
    if isinstance(delta, bool) or not isinstance(delta, (int, float, np.integer, np.floating)):
        raise TypeError(f"delta is {delta!r}: it must be a number above 0")
    if not (isfinite(delta) and delta > 0):
        raise ValueError(f"delta is {delta!r}: it must be above 0 (for the loss |y − z| use absolute)")
    delta = float(delta)
    line = "{} − 0.5" if delta == 1 else f"{delta:g}({{}}) − {delta * delta / 2:g}"
    far = "|d| − 0.5" if delta == 1 else f"{delta:g}|d| − {delta * delta / 2:g}"
    ends = f"H(d) = d²/2 if |d| ≤ {delta:g}, else {far}"
    slope = f"max(−{delta:g}, min({delta:g}, y_k − [k = z]))"
    return Loss(
        key="huber", name="Huber", menus="targets", scores="both", takes="both", complex_step=True, convex=True,
        value=partial(_add_differences, f=partial(_huber_value, delta=delta)),
        derivative=partial(_slope_of_difference, f_prime=partial(_huber_slope, delta=delta)),
        formula=f"ℓ = H(y − z) with {ends}", formula_many=f"ℓ = Σ_k H(y_k − [k = z]) with {ends}",
        cases=(LossCase(f"if |y − z| ≤ {delta:g}", "(y − z)²/2", "y − z"),
               LossCase(f"if y − z > {delta:g}", line.format("y − z"), f"{delta:g}"),
               LossCase(f"if y − z < −{delta:g}", line.format("z − y"), f"−{delta:g}")),
        cases_many=(LossCase("", "Σ_k H(y_k − [k = z])", slope),),
        branch=partial(_huber_branch, delta=delta),
        torch=f"torch.nn.functional.huber_loss(y, z, reduction='none', delta={delta!r})",
        source="P. J. Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics 35, 1964",
        parameters=MappingProxyType({"delta": delta}), make=_huber,
    )


huber = _huber()

logistic = Loss(
    key="logistic", name="logistic", complex_step=True, convex=True, logit=1.0, reach=inf,
    value=_logistic, derivative=_logistic_slope,
    formula="ℓ = log(1 + exp(−yz))",
    cases=(LossCase("", "log(1 + exp(−yz))", "−z/(1 + exp(yz))"),), torch="-torch.nn.functional.logsigmoid(y * z)",
    why_zero=lambda y, z: ZeroReason.SATURATED,
    source="logistic regression with one logit, p = 1/(1 + exp(−yz)) (Cox 1958): the lecture's binary cross entropy of half the "
           "score, log(1 + exp(−2·(y/2)·z)); for the same score the lecture's derivative is 2/(1 + exp(2yz)) where this one's is "
           "1/(1 + exp(yz)), in size",
)

squared_hinge = Loss(
    key="squared_hinge", name="squared hinge", value=_squared_hinge, derivative=_squared_hinge_slope, complex_step=True, reach=1.0,
    margin=1.0, power=2, convex=True, zero_words="the margin is met",
    formula="ℓ = max(0, 1 − yz)²",
    cases=(LossCase("if yz < 1", "(1 − yz)²", "−2z(1 − yz)"), LossCase("if yz ≥ 1", "0", "0")),
    branch=_meets_at(1.0), torch="torch.relu(1 - y * z) ** 2",
    source="the L2-SVM (Tang, arXiv:1306.0239): at yz = 1 the derivative is 0 from both sides, so there is no kink",
)

exponential = Loss(
    key="exponential", name="exponential", value=_exponential, derivative=_exponential_slope, complex_step=True, convex=True,
    reach=0.0,
    formula="ℓ = exp(−yz)",
    cases=(LossCase("", "exp(−yz)", "−z exp(−yz)"),), torch="torch.exp(-y * z)",
    why_zero=lambda y, z: ZeroReason.SATURATED,
    source="what AdaBoost lowers (Freund and Schapire 1997; Friedman, Hastie and Tibshirani, Annals of Statistics 2000)",
)


def _multiclass_hinge(kind: str = "crammer_singer") -> Loss:
    """The hinge of K scores: kind "crammer_singer" (the largest other score pays) or "weston_watkins" (each that is too close does).

    With K = 2 the two are the same: the hinge of the difference y_z − y_k.
    """
    kinds = {"crammer_singer": multiclass_hinge, "weston_watkins": weston_watkins}
    if not isinstance(kind, str) or kind not in kinds:
        raise ValueError(f"kind is {kind!r}: it must be one of {', '.join(kinds)}")
    return kinds[kind]


_AHEAD, _CLOSE = "if the label's score leads every other one by 1 or more", "if another score is less than 1 behind the label's"
_RIVAL_CASES = (LossCase(_AHEAD, "0", "0"), LossCase(_CLOSE, "1 + y_r − y_z", "[k = r] − [k = z]"))
_EVERY_CASES = (LossCase(_AHEAD, "0", "0"),
                LossCase(_CLOSE, "Σ_k [k ≠ z] max(0, 1 + y_k − y_z)", "Σ_j [1 + y_j − y_z > 0]([k = j] − [k = z])"))

multiclass_hinge = Loss(
    key="multiclass_hinge", name="multi-class hinge", scores="many", value=_rival_hinge, derivative=_rival_slope,
    complex_step=True, convex=True, reach=1.0, make=_multiclass_hinge,
    zero_words="only the largest other score is asked to be 1 behind the label's",
    formula="ℓ = max(0, 1 + y_r − y_z) with y_r the largest score of the other classes",
    cases=_RIVAL_CASES, cases_many=_RIVAL_CASES,
    branch=_pays, piece=_rival_piece, sides=_rival_sides, joint=True, subgradient=_rival_subgradient,
    torch="torch.relu(1 + y.masked_fill(own, -torch.inf).max(1).values - y[own])",
    source="Crammer and Singer, JMLR 2001: ℓ = max_k (y_k + 1 − [k = z]) − y_z; of equal largest scores we take the first, and where "
           "1 + y_r − y_z is 0 we use 0",
)

weston_watkins = Loss(
    key="weston_watkins", name="Weston–Watkins hinge", scores="many", value=_every_hinge, derivative=_every_slope,
    complex_step=True, convex=True, reach=1.0, zero_words="the label's score leads this one by 1",
    formula="ℓ = Σ_k [k ≠ z] max(0, 1 + y_k − y_z)",
    cases=_EVERY_CASES, cases_many=_EVERY_CASES,
    branch=_pays, piece=_every_piece, sides=_every_sides, joint=True, subgradient=_every_subgradient,
    torch="torch.relu(1 + y - y[own][:, None]).masked_fill(own, 0).sum(1)",
    source="Weston and Watkins, ESANN 1999; where 1 + y_k − y_z is 0 we use 0",
)

binary_cross_entropy_01 = Loss(
    key="binary_cross_entropy_01", name="binary cross entropy (0 to 1)", elsewhere=("bce", "log loss"),
    scores="both", takes="both", outputs=(0.0, 1.0),
    complex_step=True, convex=True, value=_surprise, derivative=_surprise_slope, zero_words="y is what the target asks for",
    formula="ℓ = −z log y − (1 − z) log(1 − y) with z = 1 or 0",
    formula_many="ℓ = −Σ_k ([k = z] log y_k + (1 − [k = z]) log(1 − y_k))",
    cases=(LossCase("if z = 1", "−log y", "−1/y"), LossCase("if z is the other label", "−log(1 − y)", "1/(1 − y)"),
           LossCase("if 0 < z < 1", "−z log y − (1 − z) log(1 − y)", "(1 − z)/(1 − y) − z/y")),
    cases_many=(LossCase("", "−Σ_k ([k = z] log y_k + (1 − [k = z]) log(1 − y_k))",
                         "(1 − [k = z])/(1 − y_k) − [k = z]/y_k"),),
    branch=_surprise_case, torch="torch.nn.functional.binary_cross_entropy(y, z.clamp(min=0), reduction='none')",
    source="Goodfellow et al., Deep Learning, sec. 6.2.2.2, of an output y = 1/(1 + exp(−s)): with the score s itself it is logistic, "
           "log(1 + exp(−sz)) for z = ±1, and ∂ℓ/∂s = y − z for z = 1 or 0. Where y rounds to 0 or 1 only the loss of the score is finite",
)

LOSSES = {record.key: record for record in (
    zero_one, perceptron, hinge, binary_cross_entropy, cross_entropy, squared, half_squared, absolute, huber,
    logistic, squared_hinge, exponential, multiclass_hinge, weston_watkins, binary_cross_entropy_01,
)}


def loss(given: Loss | str) -> Loss:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, LOSSES, Loss, "loss")
