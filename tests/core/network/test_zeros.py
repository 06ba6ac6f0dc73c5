"""Every reason for a zero is produced, two at once included, and none where the number is not zero."""

import numpy as np
import pytest

import nbnn
from nbnn import ZeroReason as Why
from nbnn.core.network.zeros import why_zero
from nbnn.core.records.reasons import words


def step_of(weights, x, z, loss=nbnn.hinge, activation=nbnn.relu, bias=False):
    return nbnn.sgd_step(nbnn.Network(weights, activation=activation, bias=bias), x, z, loss=loss, eta=0.1)


def test_margin_met_reaches_everything_below_the_loss():
    step = step_of([[[1.0, 1.0]], [2.0]], [1, 1], 1)
    assert step.dl_dy == 0
    for name in ("dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1"):
        assert np.all(step.zero_reasons(name) == Why.MARGIN_MET), name


def test_margin_met_and_relu_off_at_once():
    step = step_of([[[1.0, 1.0], [-1.0, -1.0]], [2.0, 1.0]], [1, 1], 1)
    assert step.why_zero("dl_dh", 1) == Why.MARGIN_MET
    assert step.why_zero("dl_da", 1) == Why.MARGIN_MET | Why.RELU_OFF
    assert step.why_zero("dl_dW1", 1, 0) == Why.MARGIN_MET | Why.RELU_OFF
    assert step.why_zero("dl_dw2", 1) == Why.MARGIN_MET | Why.INPUT_ZERO


def test_relu_off_and_input_zero_at_once():
    step = step_of([[[1.0, -1.0], [1.0, 1.0]], [1.0, 1.0]], [0, 1], -1)
    assert step.why_zero("dl_dW1", 0, 0) == Why.RELU_OFF | Why.INPUT_ZERO
    assert step.why_zero("dl_dW1", 0, 1) == Why.RELU_OFF
    assert step.why_zero("dl_dW1", 1, 0) == Why.INPUT_ZERO
    assert step.why_zero("dl_dW1", 1, 1) == 0


def test_three_at_once():
    step = step_of([[[1.0, -1.0]], [1.0]], [0, 1], -1, loss=nbnn.perceptron)
    assert step.y == 0
    assert step.why_zero("dl_dW1", 0, 0) == Why.MARGIN_MET | Why.RELU_OFF | Why.INPUT_ZERO


def test_a_unit_that_stands_on_the_kink_is_off():
    step = step_of([[[1.0, -1.0]], [1.0]], [1, 1], -1)
    assert step.a[0] == 0
    assert step.why_zero("dl_da", 0) == Why.RELU_OFF


def test_weight_zero():
    step = step_of([[[1.0]], [0.0]], [1], 1)
    assert step.why_zero("dl_dh", 0) == Why.WEIGHT_ZERO
    assert step.why_zero("dl_da", 0) == Why.WEIGHT_ZERO
    assert step.why_zero("dl_dW1", 0, 0) == Why.WEIGHT_ZERO
    assert step.why_zero("dl_dw2", 0) == 0


def test_weight_zero_and_relu_off_at_once():
    assert step_of([[[-1.0]], [0.0]], [1], 1).why_zero("dl_da", 0) == Why.WEIGHT_ZERO | Why.RELU_OFF


def test_weight_zero_and_margin_met_at_once():
    step = step_of([[[1.0], [1.0]], [2.0, 0.0]], [1], 1)
    assert step.why_zero("dl_dh", 0) == Why.MARGIN_MET
    assert step.why_zero("dl_dh", 1) == Why.MARGIN_MET | Why.WEIGHT_ZERO


def test_flow_stopped_by_the_layer_above():
    step = step_of([[[1.0], [1.0]], [[-1.0, -1.0]], [1.0]], [1], 1)
    assert step.dl_dh2[0] != 0 and step.why_zero("dl_da2", 0) == Why.RELU_OFF
    for name in ("dl_dh1", "dl_da1", "dl_dW1"):
        assert np.all(step.zero_reasons(name) == Why.FLOW_STOPPED), name


def test_flow_stopped_and_weight_zero_at_once():
    """Of two terms one is stopped above, the other is multiplied by a weight 0."""
    step = step_of([[[1.0]], [[-1.0], [0.0]], [0.0, 1.0]], [1], 1, activation=nbnn.tanh)
    assert step.dl_da2[0] == 0 != step.dl_da2[1]
    assert step.why_zero("dl_dh1", 0) == Why.FLOW_STOPPED | Why.WEIGHT_ZERO


def test_a_weight_that_would_carry_nothing_anyway_is_no_reason():
    """Both units above are off: nothing arrives, whatever the weights; only where all of them are 0 are they a reason too."""
    step = step_of([[[1.0]], [[-1.0], [0.0]], [1.0, 1.0]], [1], 1)
    assert not step.dl_da2.any() and step.why_zero("dl_dh1", 0) == Why.FLOW_STOPPED
    step = step_of([[[1.0]], [[0.0], [0.0]], [1.0, 1.0]], [1], 1)
    assert step.why_zero("dl_dh1", 0) == Why.FLOW_STOPPED | Why.WEIGHT_ZERO


def test_flow_stopped_and_relu_off_at_once():
    step = step_of([[[-1.0]], [[1.0]], [1.0]], [1], 1)
    assert step.why_zero("dl_da1", 0) == Why.FLOW_STOPPED | Why.RELU_OFF


def test_a_met_margin_is_named_through_any_depth():
    step = step_of([[[1.0]], [[1.0]], [[1.0]], [2.0]], [1], 1)
    assert step.why_zero("dl_dW1", 0, 0) == Why.MARGIN_MET


def test_canceled():
    step = step_of([[[1.0]], [[1.0], [-1.0]], [1.0, 1.0]], [1], 1, activation=nbnn.identity)
    assert step.dl_da2.tolist() == [-1, -1]
    assert step.why_zero("dl_dh1", 0) == Why.CANCELED
    assert step.why_zero("dl_da1", 0) == Why.CANCELED


def test_canceled_with_k_scores():
    step = step_of([[[1.0]], [[1.0], [1.0]]], [1], 1, loss=nbnn.cross_entropy, activation=nbnn.identity)
    assert step.dl_dy.tolist() == [-0.5, 0.5]
    assert step.why_zero("dl_dh", 0) == Why.CANCELED


def test_canceled_above_means_stopped_below():
    step = step_of([[[1.0]], [[1.0]], [[1.0], [-1.0]], [1.0, 1.0]], [1], 1, activation=nbnn.identity)
    assert step.why_zero("dl_dh2", 0) == Why.CANCELED
    assert step.why_zero("dl_dh1", 0) == Why.FLOW_STOPPED


def test_loss_flat():
    step = step_of([[[1.0]], [1.0]], [1], -1, loss=nbnn.zero_one)
    assert step.loss == 1
    for name in ("dl_dy", "dl_dw2", "dl_dh", "dl_dW1"):
        assert np.all(step.zero_reasons(name) == Why.LOSS_FLAT), name


def test_loss_flat_and_relu_off_at_once():
    step = step_of([[[-1.0]], [1.0]], [1], -1, loss=nbnn.zero_one)
    assert step.why_zero("dl_da", 0) == Why.LOSS_FLAT | Why.RELU_OFF


@pytest.mark.parametrize(("weights", "loss"), [
    ([[[1.0]], [500.0]], nbnn.binary_cross_entropy),
    ([[[1.0]], [[1000.0], [-1000.0]]], nbnn.cross_entropy),
])
def test_saturated_loss(weights, loss):
    step = step_of(weights, [1], 1, loss=loss)
    assert np.all(step.zero_reasons("dl_dy") == Why.SATURATED)
    assert np.all(step.zero_reasons("dl_dW1") == Why.SATURATED)


def test_a_product_that_underflows_is_saturated_not_canceled():
    step = step_of([[[1.0]], [1e-200]], [1e-200], 1)
    assert step.dl_dh[0] == -1e-200 and step.dl_da[0] != 0
    assert step.dl_dW1[0, 0] == 0 and step.why_zero("dl_dW1", 0, 0) == Why.SATURATED
    deep = step_of([[[1.0]], [[1e-200]], [1e-200]], [1], 1)
    assert deep.dl_dh1[0] == 0 and deep.why_zero("dl_dh1", 0) == Why.SATURATED


def test_every_reason_has_words_and_two_have_both():
    assert all(len(words(reason)) == 1 for reason in Why)
    assert len(words(Why.MARGIN_MET | Why.RELU_OFF)) == 2
    assert words(0) == ()


def test_the_constant_of_a_bias_is_an_input_that_is_never_zero():
    step = step_of([[[1.0, 0.0]], [1.0, 0.0]], [0], -1, bias=True)
    assert step.x.tolist() == [0, 1]
    assert step.why_zero("dl_dW1", 0, 0) == Why.RELU_OFF | Why.INPUT_ZERO
    assert step.why_zero("dl_dW1", 0, 1) == Why.RELU_OFF
    assert step.why_zero("dl_dh", 1) == Why.WEIGHT_ZERO


def test_only_derivatives_are_asked():
    step = step_of([[[1.0]], [1.0]], [1], 1)
    with pytest.raises(ValueError, match="dl_dW1"):
        step.zero_reasons("h")


SHAPES = [[2, 1], [3, 4, 1], [3, 4, 3], [2, 3, 4, 1], [2, 3, 3, 2, 3]]


@pytest.mark.parametrize("sizes", SHAPES)
@pytest.mark.parametrize("bias", [False, True])
def test_flags_stand_exactly_where_the_derivative_is_zero(sizes, bias):
    """Small whole numbers, so that zeros of every kind are frequent; for one update and for a whole run."""
    rng = np.random.default_rng(sum(sizes))
    K = sizes[-1]
    loss = nbnn.hinge if K == 1 else nbnn.squared
    data = nbnn.Dataset.from_arrays(rng.integers(-1, 2, (30, sizes[0])), rng.choice([-1, 1], 30) if K == 1 else np.arange(30) % K + 1)
    shapes = [w.shape for w in nbnn.Network.random(sizes, bias=bias).weights]
    seen = 0
    for k in range(20):
        net = nbnn.Network([rng.integers(-1, 2, shape) for shape in shapes], bias=bias)
        run = nbnn.sgd(net, data, loss=loss, eta=0.5, steps=8)
        picked = {"x": run.inputs[run.examples]}
        for name in (n for n in run.names if n.startswith("dl_")):
            together = why_zero(lambda n, run=run, picked=picked: picked[n] if n in picked else run.column(n), name,
                                run.quantities, loss, data.z[run.examples], net.gates)
            assert together.dtype == np.uint8
            assert np.array_equal(together != 0, run.column(name) == 0), name
            if k % 4 == 0:
                assert all(np.array_equal(together[i], step.zero_reasons(name)) for i, step in enumerate(run)), name
            seen |= int(np.bitwise_or.reduce(together, axis=None))
    expected = Why.MARGIN_MET | Why.INPUT_ZERO
    if len(sizes) > 2:
        expected |= Why.RELU_OFF | Why.WEIGHT_ZERO
    assert seen & expected == expected
