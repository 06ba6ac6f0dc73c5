"""All activation functions g: each one record with its function, its exact derivative, its formula and its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import isfinite
from types import MappingProxyType

import numpy as np

from ..bounds import MOST_NUMBERS
from ..numbers import MINUS_ONE, ONE, ZERO, as_values
from .formula import Written
from .record import Record, look_up

FAR = 1e100  # a value beyond it stands for all numbers
FEW = 400  # numbers, for which a call of NumPy costs more than what it computes


@dataclass(frozen=True)
class TorchLayer:
    """A class of torch.nn that computes the same.

    Attributes
    ----------
    name : of the class.
    parameters : its argument → the record's own parameter that it is.
    fixed : its argument → the only value at which the two are the same.
    least : its argument → the lowest value at which they are.
    written : its argument → what we give it.
    """

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    written: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Activation(Record):
    """An activation function: h = g(a), entry by entry.

    `value` and `derivative` take a number or an array of any shape, real or complex, and return the same; a number
    gives a Python number. A record made in a cell needs key, name, value and derivative only.

    Attributes
    ----------
    value, derivative : a → g(a) and a → g′(a). At a kink `derivative` is the value that we use there.
    value_into, derivative_into : (a, out) → out for float64 arrays, the same numbers without a new array.
    derivative_fast : as `derivative_into`, in less time, the same numbers but for NaN, where g is NaN as well; left out: the same function.
    kinks : where g′ jumps.
    sides : a → (lowest, highest) slope at a; the subdifferential. Left out: g has no kink.
    board : g′(a) as the board writes it, a formula of a and h = g(a).
    slopes : the values that g′ takes when g is piecewise linear, else None.
    gate : g′ can be exactly 0, so that a unit is off.
    bounded : every h lies between −1 and 1.
    complex_step : value is analytic away from its kinks for complex a (it branches on the real part).
    neutral : g(a) = a: as the activation of the output it changes nothing, and no line is written for it.
    torch : the same in PyTorch; None: there is none.    sklearn : its name in scikit-learn's MLPClassifier; "": it has none.
    """

    value: Callable
    derivative: Callable
    value_into: Callable = None  # type: ignore[assignment]  # __post_init__ makes one from `value`
    derivative_into: Callable = None  # type: ignore[assignment]
    derivative_fast: Callable = None  # type: ignore[assignment]
    kinks: tuple[float, ...] = ()
    sides: Callable | None = None
    board: Written = Written("g′(a)")
    slopes: tuple[float, ...] | None = None
    gate: bool = False
    bounded: bool = False
    complex_step: bool = False
    neutral: bool = False
    torch: TorchLayer | None = None
    sklearn: str = ""

    def __post_init__(self):
        super().__post_init__()
        plain_value, plain_derivative = _plain(self.value), _plain(self.derivative)
        object.__setattr__(self, "value", _Elementwise(plain_value))
        object.__setattr__(self, "derivative", _Elementwise(plain_derivative))
        for name, function in (("value_into", plain_value), ("derivative_into", plain_derivative)):
            if getattr(self, name) is None:
                object.__setattr__(self, name, partial(_into, function))
        if self.derivative_fast is None:
            object.__setattr__(self, "derivative_fast", self.derivative_into)

    @cached_property
    def extent(self) -> tuple[float, float]:
        """(lowest, highest): between which numbers all g(a) lie, read off at numbers a of every size; ±∞ where g grows without end."""
        sizes = np.geomspace(1e-3, 1e300, 1213)
        with np.errstate(all="ignore"):
            found = np.asarray(self.value(np.concatenate([-sizes, [0.0], sizes])), dtype=float)
        low, high = float(np.nanmin(found)), float(np.nanmax(found))
        return -np.inf if low < -FAR else low, np.inf if high > FAR else high

    def subdifferential(self, a):
        """(low, high): the slopes that are right answers at a; equal away from a kink. Numbers or arrays."""
        if self.sides is None:
            return self.derivative(a), self.derivative(a)
        low, high = self.sides(as_values(a, "a", "a number or an array of numbers"))
        return (float(low), float(high)) if np.ndim(a) == 0 else (low, high)


class _Elementwise:
    """A function of arrays that also takes numbers and lists."""

    def __init__(self, bare: Callable):
        self.bare = bare

    def __call__(self, a):
        if type(a) is np.ndarray and a.ndim and a.dtype.kind in "fc" and a.size <= MOST_NUMBERS:
            return self.bare(a)
        a = as_values(a, "a", "a number or an array of numbers")
        result = self.bare(a)
        return result.item() if a.ndim == 0 and hasattr(result, "item") else result


def _plain(function: Callable) -> Callable:
    return function.bare if isinstance(function, _Elementwise) else function


def _into(function: Callable, a: np.ndarray, out: np.ndarray) -> np.ndarray:
    out[...] = function(a)
    return out


# Complex numbers enter for the complex step only: every function branches on the real part and uses no absolute
# value of a, so that the imaginary part stays the derivative.

def _identity(a):
    return a.copy()


def _identity_slope(a):
    return np.ones_like(a)


def _relu(a):
    return np.where(a.real > 0, a, 0.0) if a.dtype.kind == "c" else np.maximum(a, 0.0)


def _relu_into(a, out):
    return np.maximum(a, ZERO, out=out)


def _relu_slope(a):
    return np.heaviside(a.real, 0.0)


def _relu_slope_into(a, out):
    return np.heaviside(a, 0.0, out=out)


def _relu_slope_fast(a, out):
    """A comparison takes an eighth of the time of a function with a chosen value at 0, but to begin, as much as a few numbers take."""
    return np.heaviside(a, ZERO, out) if a.size < FEW else np.greater(a, ZERO, out)


def _leaky(a, slope):
    return np.where(a.real > 0, a, slope * a)


def _leaky_slope(a, slope):
    return np.where(a.real > 0, 1.0, slope)


def _leaky_sides(a, slope):
    return np.where(a > 0, 1.0, slope), np.where(a < 0, slope, 1.0)


def _tanh_slope(a):
    """1 − tanh² a, written without that difference: it loses every digit where h is near ±1."""
    e = np.exp(-_away_from_zero(a))
    return (2.0 * e / (1.0 + e * e)) ** 2


def _tanh_slope_fast(a, out):
    """The same operations on real numbers, one after the other in place."""
    np.copysign(a, MINUS_ONE, out)
    np.exp(out, out)
    below = out * out
    np.add(below, ONE, below)
    np.add(out, out, out)
    np.divide(out, below, out)
    return np.multiply(out, out, out)


def _sigmoid(a):
    e = np.exp(-_away_from_zero(a))
    return np.where(a.real >= 0, 1.0, e) / (1.0 + e)


def _sigmoid_slope(a):
    e = np.exp(-_away_from_zero(a))
    return e / (1.0 + e) ** 2


def _softplus(a):
    return np.where(a.real > 0, a, 0.0) + np.log1p(np.exp(-_away_from_zero(a)))


def _away_from_zero(a):
    """a or −a, whichever has a real part ≥ 0: |a| for real a, and analytic, so its exponential never overflows."""
    return np.where(a.real >= 0, a, -a) if a.dtype.kind == "c" else np.abs(a)


identity = Activation(
    key="identity", name="identity", elsewhere=("linear", "none"),
    formula="g(a) = a", board="1", slopes=(1.0,), complex_step=True, neutral=True,
    value=_identity, derivative=_identity_slope, torch=TorchLayer("Identity"), sklearn="identity",
    source="a linear layer: without a non-linear g any depth is one matrix (Goodfellow et al., Deep Learning, sec. 6.1)",
)

relu = Activation(
    key="relu", name="ReLU", formula="g(a) = max(0, a)", board="[a > 0]", complex_step=True,
    value=_relu, derivative=_relu_slope, value_into=_relu_into, derivative_into=_relu_slope_into,
    derivative_fast=_relu_slope_fast,
    kinks=(0.0,), sides=partial(_leaky_sides, slope=0.0), slopes=(0.0, 1.0), gate=True, torch=TorchLayer("ReLU"), sklearn="relu",
    source="Nair and Hinton, ICML 2010; at the kink we use 0, any value in [0, 1] is right",
)


def _leaky_relu(slope: float = 0.01) -> Activation:
    """A leaky ReLU with the given slope for a ≤ 0; it must be at least 0 and below 1."""
    if isinstance(slope, bool) or not isinstance(slope, (int, float, np.integer, np.floating)):
        raise TypeError(f"slope is {slope!r}: it must be a number, at least 0 and below 1")
    if not (isfinite(slope) and 0 <= slope < 1):
        raise ValueError(f"slope is {slope!r}: it must be at least 0 (0 is ReLU) and below 1 (1 is the identity)")
    slope = float(slope)
    return Activation(
        key="leaky_relu", name="leaky ReLU", formula=f"g(a) = a if a > 0, else {slope:g}·a",
        board=f"1 if a > 0, else {slope:g}", complex_step=True,
        value=partial(_leaky, slope=slope), derivative=partial(_leaky_slope, slope=slope),
        kinks=(0.0,), sides=partial(_leaky_sides, slope=slope), slopes=(slope, 1.0), gate=slope == 0,
        source="Maas, Hannun and Ng, 2013; at the kink we use the slope, any value between it and 1 is right",
        parameters=MappingProxyType({"slope": slope}), make=_leaky_relu, torch=TorchLayer("LeakyReLU", {"negative_slope": "slope"}),
    )


leaky_relu = _leaky_relu()

tanh = Activation(
    key="tanh", name="tanh", formula="g(a) = tanh(a)", board="1 − h²", complex_step=True, bounded=True,
    value=np.tanh, derivative=_tanh_slope, value_into=np.tanh, derivative_fast=_tanh_slope_fast, torch=TorchLayer("Tanh"), sklearn="tanh",
    source="LeCun et al., Efficient BackProp, 1998",
)

sigmoid = Activation(
    key="sigmoid", name="sigmoid", elsewhere=("logistic", "expit"),
    formula="g(a) = 1/(1 + exp(−a))", board="h·(1 − h)", complex_step=True, bounded=True,
    value=_sigmoid, derivative=_sigmoid_slope, torch=TorchLayer("Sigmoid"), sklearn="logistic",
    source="Rumelhart, Hinton and Williams, Nature 1986",
)

softplus = Activation(
    key="softplus", name="softplus", formula="g(a) = log(1 + exp(a))", board="1/(1 + exp(−a))", complex_step=True,
    value=_softplus, derivative=_sigmoid,
    # Above its threshold PyTorch takes a for g(a): at its own 20 that is off by 2e-9, at 40 by nothing.
    torch=TorchLayer("Softplus", fixed={"beta": 1.0}, least={"threshold": 20.0}, written={"threshold": 40.0}),
    source="Dugas et al., NIPS 2000: a smooth ReLU",
)

ACTIVATIONS = {record.key: record for record in (identity, relu, leaky_relu, tanh, sigmoid, softplus)}


def activation(given: Activation | str) -> Activation:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, ACTIVATIONS, Activation, "activation")
