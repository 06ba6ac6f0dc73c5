"""All regularizers: each one record of what training adds so that a network does not learn its data by heart.

A penalty is added to the mean loss of each update, and its derivative to the derivative; dropout leaves out hidden units.
Biases are not penalized, and the constant 1 beside them is never dropped: whoever asks a record gives it nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from .record import Record
from .schedules import checked_number


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Penalty(Record):
    """A price for large weights, added once to the mean loss that an update lowers.

    Attributes
    ----------
    value : θ (…, n) → the penalty (…): summed over the last axis.
    derivative : θ (…, n) → its derivative with respect to each weight (…, n).
    torch : the penalty of one matrix of weights in PyTorch, an expression of the tensor w; "": there is none.
    """

    value: Callable
    derivative: Callable
    torch: str = ""


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
        return rng.random(shape) >= self.p


def _squares(theta, lam):
    return lam * np.sum(np.square(theta), axis=-1)


def _twice(theta, lam):
    return 2.0 * lam * np.asarray(theta)


def _l2(lam: float = 1e-3) -> Penalty:
    """λ‖θ‖², with the derivative 2λθ: at each update a weight shrinks by the factor 1 − 2ηλ. lam ≥ 0.

    Others write ½λ‖θ‖² (PyTorch's and scikit-learn's `weight_decay` and `alpha` are 2λ), or add λ‖θ‖² once to the sum of
    all losses, which makes theirs N times ours.
    """
    lam = checked_penalty(lam, "lam")
    return Penalty(
        key="l2", name="L2", value=partial(_squares, lam=lam), derivative=partial(_twice, lam=lam), formula="λ‖θ‖²",
        source="the lecture's regularization; Goodfellow et al., Deep Learning, sec. 7.1.1 (with ½)",
        parameters=MappingProxyType({"lam": lam}), make=_l2, torch=f"{lam!r} * (w ** 2).sum()",
    )


def _dropout(p: float = 0.5) -> Dropout:
    """Each hidden unit is left out with probability p, and one that is kept has h/(1 − p). 0 ≤ p < 1.

    The paper divides nothing in training and multiplies the weights by 1 − p afterwards. Here h is divided while training, and
    afterwards nothing is done: the mean that the next layer gets is the same.
    """
    p = checked_dropout(p)
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

REGULARIZERS = {record.key: record for record in (l2, dropout)}


def penalty(given: Penalty | float, name: str = "l2") -> Penalty | None:
    """The record itself, or L2 with this λ; None for λ = 0."""
    if isinstance(given, Penalty):
        return None if given.key == "l2" and not given.parameters.get("lam", 1) else given
    return _l2(lam) if (lam := checked_penalty(given, name)) else None


def dropout_record(given: Dropout | float, name: str = "dropout") -> Dropout | None:
    """The record itself, or dropout with this p; None for p = 0."""
    record = given if isinstance(given, Dropout) else _dropout(checked_dropout(given, name))
    return record if record.p else None
