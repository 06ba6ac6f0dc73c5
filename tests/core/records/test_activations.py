"""Every activation's derivative against the complex step and the central difference; kinks; parameters."""

import math
import pickle

import numpy as np
import pytest

from nbnn.core.records.activations import ACTIVATIONS, Activation, activation, leaky_relu, relu, sigmoid, softplus, tanh

RECORDS = [*ACTIVATIONS.values(), leaky_relu(0.2)]
AWAY_FROM_KINKS = np.array([-30.0, -3.0, -0.7, -1e-3, 1e-3, 0.4, 2.5, 30.0])


@pytest.mark.parametrize("g", RECORDS, ids=repr)
def test_derivative_is_the_complex_step(g):
    assert g.complex_step
    step = g.value(AWAY_FROM_KINKS + 1e-30j).imag / 1e-30
    np.testing.assert_allclose(g.derivative(AWAY_FROM_KINKS), step, rtol=1e-12, atol=0)


@pytest.mark.parametrize("g", RECORDS, ids=repr)
def test_derivative_is_the_central_difference(g):
    a = np.array([-3.0, -0.7, -1e-3, 1e-3, 0.4, 2.5])
    difference = (g.value(a + 1e-6) - g.value(a - 1e-6)) / 2e-6
    np.testing.assert_allclose(g.derivative(a), difference, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("g", RECORDS, ids=repr)
def test_numbers_arrays_and_lists(g):
    array = g.value(np.array([[-1.0, 2.0]]))
    assert array.shape == (1, 2)
    assert g.value([-1, 2]).tolist() == array[0].tolist()
    assert type(g.value(2)) is float
    assert type(g.derivative(np.float64(-1))) is float
    assert type(g.value(2 + 1e-30j)) is complex
    with pytest.raises(TypeError):
        g.value("2")


@pytest.mark.parametrize("g", RECORDS, ids=repr)
def test_writing_in_place_gives_the_same_bits(g):
    a, out = np.random.default_rng(0).normal(size=200), np.empty(200)
    a[0] = 0.0
    for plain, into in ((g.value, g.value_into), (g.derivative, g.derivative_into)):
        into(a, out)
        assert np.array_equal(plain(a), out)


@pytest.mark.parametrize("g", RECORDS, ids=repr)
def test_no_overflow_and_nan_is_not_hidden(g):
    with np.errstate(over="raise", invalid="raise"):
        far = np.array([-1e308, -800.0, 800.0, 1e308])
        assert np.isfinite(g.value(far)).all()
        assert np.isfinite(g.derivative(far)).all()
    assert math.isnan(g.value(math.nan))


@pytest.mark.parametrize("g", RECORDS, ids=repr)
def test_record_is_complete(g):
    assert g.name
    assert g.formula
    assert g.source
    assert g.board
    taken = set(np.asarray(g.derivative(np.linspace(-4, 4, 101))).tolist())
    assert g.slopes is None or taken <= set(g.slopes)
    assert (g.slopes is None) == (len(taken) > 2)
    assert g.gate == (0.0 in taken)


def test_values_at_the_kink():
    assert relu.derivative(0.0) == 0
    assert relu.derivative(-0.0) == 0
    assert relu.subdifferential(0.0) == (0, 1)
    assert relu.subdifferential(2.0) == (1, 1)
    assert relu.subdifferential(-2.0) == (0, 0)
    assert leaky_relu(0.2).derivative(0.0) == 0.2
    assert leaky_relu(0.2).subdifferential(0.0) == (0.2, 1)
    assert tanh.subdifferential(0.0) == (1, 1)
    low, high = relu.subdifferential(np.array([-1.0, 0.0, 1.0]))
    assert low.tolist() == [0, 0, 1]
    assert high.tolist() == [0, 1, 1]


def test_complex_step_at_the_kink_gives_the_value_we_use():
    for g in (relu, leaky_relu):
        assert g.value(0.0 + 1e-30j).imag / 1e-30 == pytest.approx(g.derivative(0.0))


def test_known_values():
    assert sigmoid.value(0.0) == 0.5
    assert sigmoid.derivative(0.0) == 0.25
    assert softplus.value(0.0) == pytest.approx(math.log(2), rel=1e-15)
    assert softplus.derivative(0.0) == 0.5
    assert tanh.derivative(1.0) == pytest.approx(1 - math.tanh(1) ** 2, rel=1e-15)
    assert tanh.derivative(25.0) == pytest.approx(4 * math.exp(-50), rel=1e-14)  # 1 − h² would give 0
    assert leaky_relu.value(-1.0) == -0.01


@pytest.mark.parametrize("slope", [-0.1, 1.0, 2, math.nan, math.inf])
def test_leaky_slope_out_of_range(slope):
    with pytest.raises(ValueError, match="at least 0"):
        leaky_relu(slope)


def test_parameters():
    assert repr(leaky_relu(0.2)) == "leaky_relu(slope=0.2)"
    assert leaky_relu(slope=0.0).gate
    assert leaky_relu(0.2)(0.3).derivative(-1.0) == 0.3
    for wrong in ("0.2", True, None):
        with pytest.raises(TypeError, match="slope"):
            leaky_relu(wrong)
    with pytest.raises(TypeError, match="no parameters"):
        relu(0.2)


def test_look_up():
    assert activation("relu") is relu
    assert activation("ReLU") is relu
    assert activation(tanh) is tanh
    with pytest.raises(ValueError, match="did you mean 'sigmoid'"):
        activation("sigmiod")
    with pytest.raises(TypeError, match="activation is 3"):
        activation(3)


def test_a_record_made_in_a_cell():
    square = Activation(key="square", name="square", value=lambda a: a * a, derivative=lambda a: 2 * a)
    assert square.value(3) == 9.0
    assert square.subdifferential(3.0) == (6, 6)
    out = np.empty(2)
    square.derivative_into(np.array([1.0, 2.0]), out)
    assert out.tolist() == [2, 4]


def test_records_travel_to_other_processes():
    assert pickle.loads(pickle.dumps(relu)) is relu
    assert pickle.loads(pickle.dumps(leaky_relu(0.3))).derivative(-1.0) == 0.3


def test_above_the_threshold_of_pytorch_softplus_is_a_itself():
    """To 1e-8 at the lowest that is taken from there, in every digit at the one that is given there."""
    least, written = (which["threshold"] for which in (softplus.torch.least, softplus.torch.written))
    assert 0 < softplus.value(least) - least < 1e-8
    assert softplus.value(written) == written >= least
