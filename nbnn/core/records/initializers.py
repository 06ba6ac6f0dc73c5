"""All ways to begin: each one record that draws the first weights of a layer.

A weight is outputs × inputs, so d_in, the fan-in, is its number of columns; a vector has one output. The column of
a bias is no input: the network adds it afterwards, as zeros.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import isfinite, sqrt
from types import MappingProxyType

import numpy as np

from ..given import checked_shape
from .record import Record, look_up


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Initializer(Record):
    """How first weights are drawn.

    Attributes
    ----------
    draw : (rng, shape) → float64 array of that shape, (d_out, d_in), or (d_in,) for a layer with one score.
        `rng` is a numpy.random.Generator.
    """

    draw: Callable[["np.random.Generator", tuple[int, ...]], np.ndarray]  # quoted: numpy loads numpy.random when it is named

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.draw, _CheckedDraw):
            object.__setattr__(self, "draw", _CheckedDraw(self.draw))


class _CheckedDraw:
    """A draw whose arguments are checked first."""

    def __init__(self, bare: Callable):
        self.bare = bare

    def __call__(self, rng, shape):
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng is {rng!r}: give numpy.random.default_rng(seed)")
        return self.bare(rng, checked_shape(shape, "(d_out, d_in), or (d_in,) for one score, all 1 or more"))


def _he(rng, shape):
    return rng.normal(0.0, sqrt(2.0 / shape[-1]), shape)


def _xavier(rng, shape):
    d_out = shape[0] if len(shape) == 2 else 1
    limit = sqrt(6.0) / sqrt(shape[-1] + d_out)
    return rng.uniform(-limit, limit, shape)


def _uniform(rng, shape, limit):
    return rng.uniform(-limit, limit, shape)


def _fill(rng, shape, value):
    return np.full(shape, value)


he = Initializer(
    key="he", name="He", draw=_he, formula="Normal(0, √(2/d_in)), where √(2/d_in) is the standard deviation",
    source="He et al., ICCV 2015; made for ReLU",
)

xavier = Initializer(
    key="xavier", name="Xavier", draw=_xavier, formula="Uniform(−r, r) with r = √6/√(d_in + d_out)",
    source="Glorot and Bengio, AISTATS 2010, eq. 16; balances forward and backward",
)


def _small_uniform(limit: float = 0.1) -> Initializer:
    """Uniform between −limit and limit, whatever the layer's size; limit > 0."""
    limit = _finite(limit, "limit")
    if limit <= 0:
        raise ValueError(f"limit is {limit:g}: it must be above 0 (nbnn's `zeros` gives zeros)")
    return Initializer(
        key="small_uniform", name="small uniform", draw=partial(_uniform, limit=limit),
        formula=f"Uniform(−{limit:g}, {limit:g})", source="small random numbers, with no look at the layer's size",
        parameters=MappingProxyType({"limit": limit}), make=_small_uniform,
    )


def _same(value: float = 0.5) -> Initializer:
    """Every weight the same number: hidden units that begin equal stay equal."""
    value = _finite(value, "value")
    return Initializer(
        key="same", name="all the same", draw=partial(_fill, value=value), formula=f"every weight {value:g}",
        source="a warning: units with equal weights get equal derivatives (Goodfellow et al., Deep Learning, sec. 8.4)",
        parameters=MappingProxyType({"value": value}), make=_same,
    )


def _finite(number, name: str) -> float:
    if isinstance(number, bool) or not isinstance(number, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {number!r}: it must be a number")
    if not isfinite(number):
        raise ValueError(f"{name} is {number!r}: it must be finite")
    return float(number)


small_uniform = _small_uniform()

same = _same()

zeros = Initializer(
    key="zeros", name="zeros", draw=partial(_fill, value=0.0), formula="every weight 0",
    source="a warning: with ReLU or tanh h = 0 and w = 0, so every derivative of a weight is 0 and nothing is learned",
)

INITIALIZERS = {record.key: record for record in (he, xavier, small_uniform, zeros, same)}


def initializer(given: Initializer | str) -> Initializer:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, INITIALIZERS, Initializer, "initializer")
