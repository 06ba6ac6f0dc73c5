"""Properties of every record, on numbers that nobody chose; mpmath is the oracle with 40 digits."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nbnn.core.network.arguments import losses_with_meaning
from nbnn.core.records.activations import ACTIVATIONS
from nbnn.core.records.losses import LOSSES, binary_cross_entropy, cross_entropy, exponential

mpmath.mp.dps = 40

NUMBERS = st.floats(-50, 50)
ANY = st.floats(allow_nan=False, allow_infinity=False)
ONE = [LOSSES[key] for key in losses_with_meaning()]
EXACT = {
    "identity": lambda a: a,
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "leaky_relu": lambda a: a if a > 0 else a * mpmath.mpf(0.01),
    "tanh": mpmath.tanh,
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "softplus": lambda a: mpmath.log1p(mpmath.exp(a)),
}


@pytest.mark.parametrize("g", ACTIVATIONS.values(), ids=repr)
@given(a=NUMBERS)
def test_activations_against_mpmath(g, a):
    assume(abs(a) > 1e-10)
    exact = EXACT[g.key](mpmath.mpf(a))
    slope = mpmath.diff(EXACT[g.key], mpmath.mpf(a), h=mpmath.mpf(10) ** -15)
    assert g.value(a) == pytest.approx(float(exact), rel=1e-14, abs=1e-300)
    assert g.derivative(a) == pytest.approx(float(slope), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("g", ACTIVATIONS.values(), ids=repr)
@given(a=ANY)
def test_activations_stay_finite_and_the_slope_lies_in_the_subdifferential(g, a):
    low, high = g.subdifferential(a)
    assert math.isfinite(g.value(a))
    assert low <= g.derivative(a) <= high


@pytest.mark.parametrize("loss", [r for r in ONE if r.complex_step], ids=repr)
@given(y=NUMBERS, z=st.sampled_from([-1, 1]))
def test_losses_against_the_complex_step(loss, y, z):
    assume(y * z not in loss.kinks)  # there the difference is to one side
    step = loss.value(y + 1e-30j, z).imag / 1e-30
    assert loss.derivative(y, z) == pytest.approx(step, rel=1e-12, abs=1e-290)


@pytest.mark.parametrize("loss", ONE, ids=repr)
@given(y=st.floats(-1e150, 1e150), z=st.sampled_from([-1, 1]))
def test_one_score_losses_stay_finite_and_consistent(loss, y, z):
    low, high = loss.subdifferential(y, z)
    slope = loss.derivative(y, z)
    assert math.isfinite(loss.value(y, z)) or (loss is exponential and y * z < -709)  # e⁷¹⁰ is above every float64
    assert loss.value(y, z) >= 0
    assert low <= slope <= high
    assert (loss.zero_reason(y, z) == 0) == (slope != 0)
    assert 0 <= loss.case(y, z) < len(loss.cases)
    assert loss.value_unchecked(y, z) == pytest.approx(loss.value(y, z), rel=1e-14)


@given(y=ANY, z=st.sampled_from([-1, 1]))
def test_binary_cross_entropy_at_any_finite_score(y, z):
    exact = mpmath.log1p(mpmath.exp(-2 * z * mpmath.mpf(y)))
    assert binary_cross_entropy.value(y, z) == pytest.approx(float(exact), rel=1e-14, abs=1e-307)
    assert -2 <= z * binary_cross_entropy.derivative(y, z) <= 0


@given(y=arrays(float, st.integers(2, 6), elements=ANY), data=st.data())
def test_cross_entropy_at_any_finite_scores(y, data):
    z = data.draw(st.integers(1, len(y)))
    exact = mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(v) - mpmath.mpf(y.max())) for v in y)) \
        - (mpmath.mpf(y[z - 1]) - mpmath.mpf(y.max()))
    slope = cross_entropy.derivative(y, z)
    assert cross_entropy.value(y, z) == pytest.approx(float(exact), rel=1e-13, abs=1e-30)
    assert np.isfinite(slope).all()
    assert abs(slope.sum()) < 1e-15
    assert -1 - 1e-15 <= slope[z - 1] <= 0


@given(y=arrays(float, (4, 3), elements=st.floats(-5, 5)), z=arrays(int, 4, elements=st.integers(1, 3)))
@pytest.mark.parametrize("loss", [LOSSES[key] for key in losses_with_meaning(one_score=False)], ids=repr)
def test_a_batch_is_its_rows(loss, y, z):
    assert loss.value(y, z).tolist() == pytest.approx([loss.value(row, label) for row, label in zip(y, z, strict=True)])
    np.testing.assert_allclose(loss.derivative(y, z), [loss.derivative(row, int(label)) for row, label in zip(y, z, strict=True)])
    assert loss.zero_reason(y, z).shape == y.shape
