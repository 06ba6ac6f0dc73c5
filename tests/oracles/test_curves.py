"""Curves against definitions written out once more: derivatives by autograd, places by mpmath's root finding with 40 digits."""

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import elementwise_grad

from nbnn.core.records.curves import CURVES

mpmath.mp.dps = 40

ONE = {
    "parabola": lambda w, np: w ** 2,
    "quartic": lambda w, np: w ** 4 / 4,
    "double_well": lambda w, np: w ** 4 / 4 - w ** 3 / 3 - w ** 2 + 8 / 3,
    "hill": lambda w, np: (w - 1) ** 2 / 10 + 3 * np.exp(-w ** 2) / 2,
    "ripples": lambda w, np: w ** 2 / 4 + (1 - np.cos(4 * w)) / 2,
    "plateau": lambda w, np: 1 - np.exp(-w ** 2 / 2),
    "absolute": lambda w, np: abs(w),
}
TWO = {
    "bowl": lambda a, b: a ** 2 + b ** 2,
    "valley": lambda a, b: a ** 2 / 2 + 12.5 * b ** 2,
    "saddle": lambda a, b: a ** 2 / 2 + b ** 4 / 4 - b ** 2 / 2 + 0.25,
    "two_basins": lambda a, b: a ** 4 / 4 - a ** 3 / 3 - 3 * a ** 2 / 4 + 8 / 3 + b ** 2 - a * b,
    "rosenbrock": lambda a, b: 100 * (b - a ** 2) ** 2 + (a - 1) ** 2,
    "himmelblau": lambda a, b: (a ** 2 + b - 11) ** 2 + (a + b ** 2 - 7) ** 2,
}


def view(record, count=300):
    rng = np.random.default_rng(5)
    return np.stack([rng.uniform(*ends, count) for ends in record.view], axis=-1)


def close(found, wanted):
    scale = np.abs(wanted).max()
    assert np.all(np.abs(found - wanted) <= 1e-12 * np.maximum(np.abs(wanted), 1e-2 * scale))


@pytest.mark.parametrize("key", ONE)
def test_one_weight(key):
    record, f = CURVES[key], ONE[key]
    w = view(record)[:, 0]
    close(record.value(w), f(w, np))
    close(record.derivative(w), elementwise_grad(lambda w: f(w, anp))(w))


@pytest.mark.parametrize("key", TWO)
def test_two_weights(key):
    record, f = CURVES[key], TWO[key]
    w = view(record)
    a, b = w.T
    close(record.value(w), f(a, b))
    close(record.derivative(w), np.stack([elementwise_grad(f, 0)(a, b), elementwise_grad(f, 1)(a, b)], axis=-1))


@pytest.mark.parametrize("key", [key for key in ONE if key != "absolute"])
def test_places_of_one_weight_to_the_last_digit(key):
    record = CURVES[key]
    f = lambda w: ONE[key](w, mpmath)
    for place in (*(minimum.w for minimum in record.minima), *record.maxima):
        exact = mpmath.findroot(lambda w: mpmath.diff(f, w), mpmath.mpf(place) + mpmath.mpf(10) ** -6, tol=1e-50, verify=False)
        assert place == pytest.approx(float(exact), rel=4e-16, abs=1e-6 if key == "quartic" else 1e-30)
    for minimum in record.minima:
        assert minimum.value == pytest.approx(float(f(mpmath.mpf(minimum.w))), rel=1e-15, abs=1e-15)


def test_places_of_himmelblau_to_the_last_digit():
    record = CURVES["himmelblau"]
    slopes = (lambda a, b: 4 * a * (a * a + b - 11) + 2 * (a + b * b - 7), lambda a, b: 2 * (a * a + b - 11) + 4 * b * (a + b * b - 7))
    for place in (*(minimum.w for minimum in record.minima), *record.maxima, *record.saddles):
        exact = mpmath.findroot(slopes, tuple(mpmath.mpf(entry) + mpmath.mpf(10) ** -6 for entry in place))
        assert place == pytest.approx([float(entry) for entry in exact], rel=4e-16)


def test_all_but_the_turns_are_here():
    assert {*ONE, *TWO, "reddi"} == set(CURVES)
