"""All schedules of the learning rate: each one record that gives η for the number of updates made so far.

The first update asks for t = 0. Whoever takes a rate takes a positive number, one of these records or a plain function
of t, under the name `eta`; `rate` asks any of them and checks the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import cos, inf, isfinite, pi
from types import MappingProxyType

import numpy as np

from ..numbers import as_array
from .record import Record


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Schedule(Record):
    """A learning rate that depends on the number of updates made so far: schedule(t) → η_t.

    Calling it asks for a rate; for other parameters call its maker (`nbnn.decay`), or `record.make`.

    Attributes
    ----------
    value : t (an int ≥ 0) → η_t as a float, unchecked.
    letters : the letter of a parameter, where it has one: {"lam": "λ"}.
    """

    value: Callable[[int], float]
    letters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"eta": "η₀"}))

    def __call__(self, t):  # type: ignore[override]  # asked for a rate, not for other parameters
        """η_t for a count t, or an array of them for an array of counts; each is checked to be positive and finite.

        Raises TypeError or ValueError for a t that is no count, ValueError for an answer that is no rate.
        """
        counts = _checked_counts(t)
        if counts.ndim == 0:
            return self._ask(counts.item())
        # One by one: powers and cosines of an array may differ in the last bit from those of its entries.
        return np.array([self._ask(count) for count in counts.ravel().tolist()]).reshape(counts.shape)

    def _ask(self, t: int) -> float:
        try:
            return checked_eta(self.value(t), f"eta({t})")
        except ValueError as error:
            raise ValueError(f"{error} ({self!r} gives it)") from None


def rate(eta, t):
    """η of the update with t made before it: a float for a count t, an array of t's shape for an array of counts.

    eta : a positive number, a Schedule, or any function of one count. Each answer is checked to be positive and finite:
    ValueError or TypeError says which t gave what.
    """
    if isinstance(eta, Schedule):
        return eta(t)
    if np.ndim(t) == 0:
        return checked_eta(eta(t), f"eta({t})") if callable(eta) else checked_eta(eta)
    counts = _checked_counts(t)
    return np.array([rate(eta, count) for count in counts.ravel().tolist()], dtype=float).reshape(counts.shape)


def checked_eta(eta, name: str = "eta"):
    """A rate as a float, or the schedule as it is; ValueError or TypeError for anything else."""
    if callable(eta):
        return eta
    if isinstance(eta, bool) or not isinstance(eta, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {eta!r}: it must be a positive number or a schedule")
    if not 0 < eta < inf:
        raise ValueError(f"{name} is {eta}: the learning rate must be a positive finite number, such as 0.1")
    return float(eta)


def checked_number(given, name: str) -> float:
    """A finite number as a float, or an error with its name."""
    if isinstance(given, bool) or not isinstance(given, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {given!r}: it must be a number")
    if not isfinite(given):
        raise ValueError(f"{name} is {given!r}: it must be finite")
    return float(given)


def _checked_counts(t) -> np.ndarray:
    counts = as_array(t, "t", "a whole number, or an array of them")
    if counts.dtype.kind not in "iu":
        raise TypeError(f"t is {t!r}: it counts the updates made so far, so give a whole number or an array of them")
    if (counts < 0).any():
        raise ValueError(f"t is {counts.min()}: it counts the updates made so far, so it must be 0 or more")
    return counts


def _checked_start(eta) -> float:
    if callable(eta):
        raise TypeError(f"eta is {eta!r}: a schedule starts from a number, such as 0.1")
    return checked_eta(eta)


def _checked_count(given, name: str) -> int:
    if isinstance(given, bool) or not isinstance(given, (int, np.integer)):
        raise TypeError(f"{name} is {given!r}: it must be a whole number of updates, 1 or more")
    if given < 1:
        raise ValueError(f"{name} is {given}: it must be 1 or more")
    return int(given)


def constant(eta: float) -> Schedule:
    """η_t = η₀: the same rate at every update."""
    eta = _checked_start(eta)
    return Schedule(
        key="constant", name="constant", letters=MappingProxyType({"eta": "η"}), value=partial(_constant, eta=eta), formula="η_t = η₀",
        source="the lecture's SGD before its slide on the learning rate",
        parameters=MappingProxyType({"eta": eta}), make=constant,
    )


def decay(eta: float, lam: float = 0.01) -> Schedule:
    """η_t = η₀/(1 + η₀λt), the lecture's: it falls like 1/(λt), slowly enough to go any distance.

    lam : λ ≥ 0, how fast; 0 is a constant rate. It is no L2 term, though Bottou's λ comes from one.
    """
    eta, lam = _checked_start(eta), checked_number(lam, "lam")
    if lam < 0:
        raise ValueError(f"lam is {lam:g}: it must be 0 or more, or the rate would grow")
    return Schedule(
        key="decay", name="decay", letters=MappingProxyType({"eta": "η₀", "lam": "λ"}), value=partial(_decay, eta=eta, lam=lam),
        formula="η_t = η₀/(1 + η₀λt)",
        source="Bottou, Stochastic gradient descent tricks, 2012, sec. 5.2",
        parameters=MappingProxyType({"eta": eta, "lam": lam}), make=decay,
    )


def step_decay(eta: float, factor: float = 0.5, every: int = 100) -> Schedule:
    """η_t = η₀·factor^⌊t/every⌋: the rate is multiplied by 0 < factor ≤ 1 after every so many updates."""
    eta, factor, every = _checked_start(eta), checked_number(factor, "factor"), _checked_count(every, "every")
    if not 0 < factor <= 1:
        raise ValueError(f"factor is {factor:g}: it must be above 0 and at most 1, such as 0.5")
    return Schedule(
        key="step_decay", name="step decay", value=partial(_step_decay, eta=eta, factor=factor, every=every),
        formula="η_t = η₀·factor^⌊t/every⌋", source="common practice; why a rate must fall: Goodfellow et al., Deep Learning, sec. 8.3.1",
        parameters=MappingProxyType({"eta": eta, "factor": factor, "every": every}), make=step_decay,
    )


def cosine(eta: float, steps: int) -> Schedule:
    """η_t = η₀·(1 + cos(πt/steps))/2: from η₀ slowly, then quickly, then slowly towards 0.

    steps : how many updates it is made for. After them the rate would be 0, so asking for t ≥ steps is an error.
    """
    eta, steps = _checked_start(eta), _checked_count(steps, "steps")
    return Schedule(
        key="cosine", name="cosine", value=partial(_cosine, eta=eta, steps=steps), formula="η_t = η₀·(1 + cos(πt/steps))/2",
        source="Loshchilov and Hutter, SGDR, ICLR 2017, eq. 5, without restarts and with the least rate 0",
        parameters=MappingProxyType({"eta": eta, "steps": steps}), make=cosine,
    )


def _constant(t, eta):
    return eta


def _decay(t, eta, lam):
    return eta / (1.0 + eta * lam * t)


def _step_decay(t, eta, factor, every):
    return eta * factor ** (t // every)


def _cosine(t, eta, steps):
    if t >= steps:
        raise ValueError(f"η has come to 0 after {steps} updates, so there is none for t = {t}: make the schedule with more steps")
    return eta * (1.0 + cos(pi * t / steps)) / 2.0


#: One record of each kind; `record.make` makes others.
SCHEDULES = {record.key: record for record in (constant(0.1), decay(0.1), step_decay(0.1), cosine(0.1, 1000))}
