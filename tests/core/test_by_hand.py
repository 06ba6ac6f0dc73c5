"""The lecture's worked example, number by number: what a student gets with pencil and paper is what the core says."""

import numpy as np
import pytest

import nbnn
from nbnn import ZeroReason

W1 = [[1, -1], [0.5, 2], [-1, 0.5]]
w2 = [1, -0.5, 2]
x, z, eta = [2, 1], -1, 0.1


@pytest.fixture
def net():
    return nbnn.Network([W1, w2], activation=nbnn.relu)


@pytest.fixture
def step(net):
    return nbnn.sgd_step(net, x, z, loss=nbnn.hinge, eta=eta)


@pytest.mark.parametrize(("name", "value"), [
    ("a", [1, 3, -1.5]),
    ("h", [1, 3, 0]),
    ("y", -0.5),
    ("loss", 0.5),
    ("dl_dy", 1),
    ("dl_dw2", [1, 3, 0]),
    ("dl_dh", [1, -0.5, 2]),
    ("dl_da", [1, -0.5, 0]),
    ("dl_dW1", [[2, 1], [-1, -0.5], [0, 0]]),
])
def test_every_line_of_the_board(step, name, value):
    """These numbers have few binary digits: the core must have them exactly."""
    assert np.array_equal(step[name], value)
    assert np.array_equal(getattr(step, name), value)


def test_the_example_and_the_rate_are_kept(step):
    assert step.x.tolist() == x and step.z == z and step.eta == eta
    assert np.array_equal(step.before.W1, W1) and np.array_equal(step.before.w2, w2)


def test_weights_after_the_step(step):
    W1_after, w2_after = step.after.weights
    assert W1_after == pytest.approx(np.array([[0.8, -1.1], [0.6, 2.05], [-1, 0.5]]), abs=1e-15)
    assert w2_after == pytest.approx(np.array([0.9, -0.8, 2]), abs=1e-15)


def test_it_was_classified_correctly_and_still_paid(step):
    assert step.before.predict(x) == z
    assert z * step.y == 0.5
    assert step.loss > 0


def test_the_long_vector(step):
    assert step.theta.tolist() == [1, -1, 0.5, 2, -1, 0.5, 1, -0.5, 2]
    assert step.dl_dtheta.tolist() == [2, 1, -1, -0.5, 0, 0, 1, 3, 0]
    assert step.after.theta == pytest.approx(step.theta - eta * step.dl_dtheta, abs=1e-15)


def test_squared_length_tells_how_far_y_falls_to_first_order(step):
    squared_length = step.dl_dtheta @ step.dl_dtheta
    assert squared_length == 16.25
    assert step.y - eta * squared_length == pytest.approx(-2.125, abs=1e-15)


def test_the_second_step_on_the_same_example_does_nothing(step):
    second = nbnn.sgd_step(step.after, x, z, loss=nbnn.hinge, eta=eta)
    assert second.a == pytest.approx(np.array([0.5, 3.25, -1.5]), abs=1e-15)
    assert second.y == pytest.approx(-2.15, abs=1e-15)
    assert second.loss == 0 and second.dl_dy == 0
    assert not second.dl_dtheta.any()
    assert np.array_equal(second.after.theta, second.before.theta)


def test_a_shut_unit_stops_the_flow_between_h_and_a_not_before(step):
    assert step.dl_dh[2] == 2
    assert step.dl_da[2] == 0 and step.why_zero("dl_da", 2) == ZeroReason.RELU_OFF


def test_the_derivative_of_its_outgoing_weight_is_zero_for_another_reason(step):
    assert step.h[2] == 0 and step.dl_dw2[2] == 0
    assert step.why_zero("dl_dw2", 2) == ZeroReason.INPUT_ZERO


@pytest.mark.parametrize("deeper", [{"W1": W1}, {"a1": [1, 3, -1.5]}, {"h1": [1, 3, 0]}, {"dl_dh1": [1, -0.5, 2]}])
def test_numbered_names_are_understood_too(step, deeper):
    [(name, value)] = deeper.items()
    assert np.array_equal(getattr(step.before if name == "W1" else step, name), value)


def test_as_a_run_it_is_the_same_two_steps(net):
    data = nbnn.Dataset.from_arrays([x, [0, 0]], [z, 1])
    run = nbnn.sgd(net, data, loss=nbnn.hinge, eta=eta, order=[0, 0])
    assert run.losses.tolist() == [0.5, 0]
    assert run[0].dl_dW1.tolist() == [[2, 1], [-1, -0.5], [0, 0]]
    assert np.array_equal(run[1].after.theta, run[0].after.theta)


def test_a_batch_of_the_example_alone_has_the_same_numbers(net):
    forward = net.forward([x])
    derivatives = net.backward(forward, nbnn.hinge.derivative(forward.y, [z]))
    assert derivatives["dl_dW1"].tolist() == [[[2, 1], [-1, -0.5], [0, 0]]]
    assert derivatives["dl_dw2"].tolist() == [[1, 3, 0]]
