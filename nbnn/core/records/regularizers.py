"""All regularizers: each one record of what training adds so that a network does not learn its data by heart.

A penalty is added to the mean loss of each update, and its derivative to the derivative; a decoupled one changes the weights itself,
beside the optimizer's update. Dropout leaves out hidden units.
Biases are not penalized, and the constant 1 beside them is never dropped: whoever asks a record gives it nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from ..given import checked_shape
from ..numbers import as_numbers, as_values
from .reasons import ZeroReason
from .record import Record
from .schedules import checked_number

NEEDED = "numbers, the weights"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Penalty(Record):
    """A price for large weights, added once to the mean loss that an update lowers.

    Attributes
    ----------
    value : θ (…, n) → the penalty (…): summed over the last axis.
    derivative : θ (…, n) → its derivative with respect to each weight (…, n); at a kink the value that we use there.
    sides : θ → the lowest and the highest number that is right for that derivative; left out when there is no kink.
    settle : (θ before the update, θ after the optimizer's part of it, η) → θ. The penalty is decoupled: the optimizer does not hear
        of it, and this is done instead. None: `derivative` is added to what the optimizer gets.
    torch : the penalty of one matrix of weights in PyTorch, an expression of the tensor w; for a decoupled one what `settle` makes of w, of
        the weights `before` the update and of `eta`. "": there is none.
    """

    value: Callable
    derivative: Callable
    sides: Callable | None = None
    settle: Callable | None = None
    torch: str = ""

    def __post_init__(self):
        super().__post_init__()
        for name in ("value", "derivative"):
            given = getattr(self, name)
            object.__setattr__(self, name, given if isinstance(given, _OfWeights) else _OfWeights(given))

    def subdifferential(self, theta) -> tuple[np.ndarray, np.ndarray]:
        """(low, high) for each weight: the numbers that are right for its derivative; equal away from a kink."""
        theta = as_values(theta, "theta", NEEDED)
        return (self.derivative(theta),) * 2 if self.sides is None else self.sides(theta)

    def zero_reason(self, theta, derivative) -> np.ndarray:
        """PENALTY_HOLDS for each weight that is 0 and has no reason to leave, 0 for others.

        derivative : of the mean loss alone. With a number of the penalty's subdifferential at 0 it adds up to 0: there the sum
        of loss and penalty is lowest, as far as this weight goes.
        """
        low, high = self.subdifferential(theta)
        pull = as_numbers(derivative, "derivative", "numbers, one for each weight")
        if pull.shape != np.shape(theta):
            raise ValueError(f"derivative has shape {pull.shape} and theta has shape {np.shape(theta)}: give one number for each weight")
        held = (np.asarray(theta) == 0) & (low < high) & (low <= -pull) & (-pull <= high)
        return np.where(held, int(ZeroReason.PENALTY_HOLDS), 0)


class _OfWeights:
    """A penalty's function that also takes numbers and lists, and nothing but numbers; one that overflows is ∞."""

    def __init__(self, bare: Callable):
        self.bare = bare

    def __call__(self, theta):
        with np.errstate(over="ignore", invalid="ignore"):
            return self.bare(as_values(theta, "theta", NEEDED))


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Dropout(Record):
    """Hidden units left out at random while training, for each example anew; the ones kept are made larger for it.

    Attributes
    ----------
    p : the probability with which a unit is left out, 0 ≤ p < 1.
    """

    p: float

    @property
    def scale(self) -> float:
        """What the h of a unit that is kept is multiplied by, 1/(1 − p): its mean over all draws stays h."""
        return 1.0 / (1.0 - self.p)

    def kept(self, rng: "np.random.Generator", shape) -> np.ndarray:
        """True for the units that stay: a bool array of this shape, one draw of `rng` for each."""
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng is {rng!r}: give numpy.random.default_rng(seed)")
        return rng.random(checked_shape(shape, "(units,) or (N, units), all 1 or more")) >= self.p


def _squares(theta, lam):
    return lam * np.sum(np.square(theta), axis=-1)


def _twice(theta, lam):
    return 2.0 * lam * np.asarray(theta)


def _sizes(theta, lam):
    return lam * np.sum(np.abs(theta), axis=-1)


def _signs(theta, lam):
    return lam * np.sign(theta)


def _sides_of_signs(theta, lam):
    return np.where(theta > 0, lam, -lam), np.where(theta < 0, -lam, lam)


def _soften(before, after, eta, lam):
    """Each weight ηλ nearer to 0, and 0 where it would pass it."""
    return np.sign(after) * np.maximum(np.abs(after) - eta * lam, 0.0)


def _half_squares(theta, lam):
    return _squares(theta, 0.5 * lam)


def _times(theta, lam):
    return lam * np.asarray(theta)


def _decay(before, after, eta, lam):
    return after - eta * lam * before


def _l2(lam: float = 1e-3) -> Penalty:
    """λ‖θ‖², with the derivative 2λθ: at each update of plain SGD a weight shrinks by the factor 1 − 2ηλ. lam ≥ 0.

    Others write ½λ‖θ‖² (PyTorch's and scikit-learn's `weight_decay` and `alpha` are 2λ), or add λ‖θ‖² once to the sum of
    all losses, which makes theirs N times ours. An optimizer with rates of its own divides 2λθ as it divides every derivative:
    with Adam a weight that is pushed much shrinks little. `weight_decay` shrinks all alike.
    """
    lam = checked_penalty(lam, "lam")
    return Penalty(
        key="l2", name="L2", value=partial(_squares, lam=lam), derivative=partial(_twice, lam=lam), formula="λ‖θ‖²",
        source="the lecture's regularization; Goodfellow et al., Deep Learning, sec. 7.1.1 (with ½)",
        parameters=MappingProxyType({"lam": lam}), make=_l2, torch=f"{lam!r} * (w ** 2).sum()",
    )


def _l1(lam: float = 1e-3) -> Penalty:
    """λΣ|θ|, with the derivative λ sign(θ): at each update of plain SGD a weight goes ηλ toward 0, however small it is. lam ≥ 0.

    At θ = 0 any number from −λ to λ is right; we use 0. With that rule a weight hardly ever becomes exactly 0: it steps over 0
    to the other side, and back. `proximal_l1` takes the step that stops at 0. torch has no such penalty; who adds
    λ·w.abs().sum() to the loss gets the same updates, with the same 0 at 0.
    """
    lam = checked_penalty(lam, "lam")
    return Penalty(
        key="l1", name="L1", value=partial(_sizes, lam=lam), derivative=partial(_signs, lam=lam), sides=partial(_sides_of_signs, lam=lam),
        formula="λΣ|θ|", source="Tibshirani, JRSS B 1996 (the lasso); Goodfellow et al., Deep Learning, sec. 7.1.2; sign(0) = 0",
        parameters=MappingProxyType({"lam": lam}), make=_l1, torch=f"{lam!r} * w.abs().sum()",
    )


def _proximal_l1(lam: float = 1e-3) -> Penalty:
    """λΣ|θ| by a proximal step: the optimizer follows the loss alone, then each weight goes ηλ toward 0 and stops there. lam ≥ 0.

    So weights become exactly 0, and one stays 0 as long as the loss pulls at it by no more than λ (with plain SGD). This is what
    the step θ ← argmin ½(θ − θ′)² + ηλ|θ| gives, θ′ being where the optimizer went. η is the rate, also with Adam.
    """
    lam = checked_penalty(lam, "lam")
    return Penalty(
        key="proximal_l1", name="proximal L1", value=partial(_sizes, lam=lam), derivative=partial(_signs, lam=lam),
        sides=partial(_sides_of_signs, lam=lam), settle=partial(_soften, lam=lam),
        formula="θ′ = θ + Δθ, θ ← sign(θ′)·max(0, |θ′| − ηλ)",
        source="iterative soft thresholding: Daubechies, Defrise and De Mol, 2004; Parikh and Boyd, Proximal Algorithms, 2014, sec. 6.5.2",
        parameters=MappingProxyType({"lam": lam}), make=_proximal_l1, torch=f"torch.sign(w) * torch.relu(w.abs() - eta * {lam!r})",
    )


def _weight_decay(lam: float = 1e-2) -> Penalty:
    """θ ← θ + Δθ − ηλθ: each weight shrinks by ηλθ beside the optimizer's Δθ, which knows nothing of it. lam ≥ 0.

    With Adam this is AdamW: torch.optim.AdamW(lr=η, weight_decay=λ) is the same. In the paper's algorithm 2 the decay is
    η_t·λθ with η_t the schedule's multiplier alone, so that its λ is α times this one, α being its rate. With plain SGD
    weight_decay(2λ) and `l2(λ)` make the same updates; with momentum or rates of its own an optimizer makes others of them.
    """
    lam = checked_penalty(lam, "lam")
    return Penalty(
        key="weight_decay", name="weight decay", value=partial(_half_squares, lam=lam), derivative=partial(_times, lam=lam),
        settle=partial(_decay, lam=lam), formula="θ ← θ + Δθ − ηλθ",
        source="Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019",
        parameters=MappingProxyType({"lam": lam}), make=_weight_decay, torch=f"w - eta * {lam!r} * before",
    )


def _dropout(p: float = 0.5) -> Dropout:
    """Each hidden unit is left out with probability p, and one that is kept has h/(1 − p). 0 ≤ p < 1.

    The paper divides nothing in training and multiplies the weights by 1 − p afterwards. Here h is divided while training, and
    afterwards nothing is done: the mean that the next layer gets is the same.
    """
    p = checked_dropout(p, "p")
    return Dropout(
        key="dropout", name="dropout", p=p, formula="h ← h·m/(1 − p) with m = 0 with probability p, else 1",
        source="Srivastava et al., JMLR 2014, with the division in training (inverted dropout)",
        parameters=MappingProxyType({"p": p}), make=_dropout,
    )


def checked_penalty(lam, name: str) -> float:
    """λ as a float, or an error with its name."""
    lam = checked_number(lam, name)
    if lam < 0:
        raise ValueError(f"{name} is {lam:g}: it must be 0 or more, such as 0.001; below 0 large weights would be rewarded")
    return lam


def checked_dropout(p, name: str = "dropout") -> float:
    """p as a float, or an error with its name."""
    p = checked_number(p, name)
    if not 0 <= p < 1:
        raise ValueError(f"{name} is {p:g}: it is the probability with which a hidden unit is left out, at least 0 and below 1, "
                         "such as 0.5 (at 1 no unit would be left)")
    return p


l2 = _l2()
dropout = _dropout()
l1 = _l1()
proximal_l1 = _proximal_l1()
weight_decay = _weight_decay()

REGULARIZERS = {record.key: record for record in (l2, dropout, l1, proximal_l1, weight_decay)}


def penalty(given: Penalty | float, name: str = "l2") -> Penalty | None:
    """The record itself, or L2 with this λ; None for λ = 0."""
    if isinstance(given, Penalty):
        return None if REGULARIZERS.get(given.key) and not given.parameters.get("lam", 1) else given
    return _l2(lam) if (lam := checked_penalty(given, name)) else None


def checked_penalties(l2: Penalty | float, penalty_given: Penalty | None) -> Penalty | None:
    """The one penalty that was asked for, as a λ of L2 or as a record; an error when both were, or when it is none."""
    of_l2 = penalty(l2)
    if penalty_given is None:
        return of_l2
    if not isinstance(penalty_given, Penalty):
        raise TypeError(f"penalty is {penalty_given!r}: give a record such as nbnn.l1(0.001) or nbnn.weight_decay(0.01)")
    if of_l2 is not None:
        raise ValueError(f"l2 is {l2!r} and penalty is {penalty_given!r}: an update has one penalty, so give one of the two")
    return penalty(penalty_given)


def dropout_record(given: Dropout | float, name: str = "dropout") -> Dropout | None:
    """The record itself, or dropout with this p; None for p = 0."""
    record = given if isinstance(given, Dropout) else _dropout(checked_dropout(given, name))
    return record if record.p else None
