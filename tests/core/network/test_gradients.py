"""The gradient check itself: it agrees with right derivatives, sees wrong ones, and names the kinks it straddles."""

import dataclasses
from itertools import product

import numpy as np
import pytest

from nbnn.core.network import gradients as check
from nbnn.core.network.arguments import has_meaning
from nbnn.core.network.network import Network
from nbnn.core.records.activations import ACTIVATIONS, Activation, relu, sigmoid, tanh
from nbnn.core.records.losses import LOSSES, Loss, cross_entropy, hinge, squared, zero_one

WORKED = Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])


def test_the_worked_example():
    report = check.gradients(WORKED, [2, 1], -1, loss=hinge)
    assert report.agrees
    assert report.worst < 1e-6
    assert [row.analytic for row in report] == [2, 1, -1, -0.5, 0, 0, 1, 3, 0]
    assert [row.complex_step for row in report] == pytest.approx([2, 1, -1, -0.5, 0, 0, 1, 3, 0], rel=1e-12)
    assert (report[3].name, report[3].row, report[3].column) == ("W1", 1, 1)
    assert (report[8].name, report[8].row, report[8].column) == ("w2", 0, 2)
    assert not any(row.straddles_kink for row in report)


def cases():
    """(loss, g, sizes, bias): without a hidden layer there is no g; and a second one does not know which loss there is.

    Every loss meets every g, in turns with and without biases, which know neither.
    """
    for loss, bias in product(LOSSES.values(), (False, True)):
        for sizes in ((3, 1), (3, 2), (2, 3, 4, 1)):
            yield loss, relu, sizes, bias
        for g in [*ACTIVATIONS.values()][bias::2]:
            yield loss, g, (2, 4, 1), bias
            yield loss, g, (2, 4, 3), bias
    for g, bias in product(ACTIVATIONS.values(), (False, True)):
        if g is not relu:
            yield squared, g, (2, 3, 4, 1), bias


@pytest.mark.parametrize(("loss", "g", "sizes", "bias"), [*cases()],
                         ids=lambda given: str(given) if isinstance(given, tuple) else repr(given))
def test_every_record_in_every_network(loss, g, sizes, bias):
    net = Network.random(sizes, g, seed=3, bias=bias)
    if loss.scores not in ("one" if net.one_score else "many", "both"):
        with pytest.raises(ValueError, match=loss.name):
            check.gradients(net, np.ones(sizes[0]), 1, loss=loss)
        return
    if not has_meaning(loss, one_score=net.one_score):
        net = Network(net.weights, g, bias, output=sigmoid)
    x = np.array([0.8, -1.3, 0.4])[:sizes[0]]
    report = check.gradients(net, x, 1, loss=loss)
    assert report.agrees
    assert len(report) == len(net.theta)
    rows = [row for row in report if row.complex_step is not None]
    assert np.array([row.analytic for row in rows]) == pytest.approx(np.array([row.complex_step for row in rows]), rel=1e-12, abs=1e-15)


def test_a_wrong_derivative_is_seen():
    half = Loss(key="half", name="half", value=squared.value_unchecked,
                derivative=lambda y, z: 1.0001 * squared.derivative_unchecked(y, z))
    report = check.gradients(WORKED, [2, 1], -1, loss=half)
    assert not report.agrees
    assert report.worst == pytest.approx(1e-4, rel=0.01)
    assert "differ from the central difference" in str(report)
    assert report[0].complex_step is None


def test_the_kink_of_the_activation():
    net = Network([[[1, -2], [0.5, 2]], [1, -0.5]])  # a = [0, 3]
    report = check.gradients(net, [2, 1], -1, loss=squared)
    assert [row.straddles_kink for row in report] == [True, True, False, False, False, False]
    assert report[0].kinks == ("a[0] crosses 0",)
    assert report.agrees  # what straddles is not compared
    assert "2 differences straddle a kink" in str(report)


def test_a_smaller_epsilon_gets_past_a_near_kink():
    net = Network([[[1, -2 + 1e-5]], [1.0]])  # a = 10⁻⁵
    assert check.gradients(net, [2, 1], 1, loss=squared, epsilon=1e-4)[0].straddles_kink
    assert not check.gradients(net, [2, 1], 1, loss=squared, epsilon=1e-7)[0].straddles_kink


def test_a_kink_reached_exactly_by_an_end_is_not_straddled():
    net = Network([[[0.5, -0.4375]], [1.0, 0.0]], bias=True)  # a = w − 0.4375: from 0 to 0.125
    assert not check.gradients(net, [1.0], 1, loss=squared, epsilon=0.0625)[0].straddles_kink


def test_a_kink_that_is_only_left_on_one_side():
    net = Network([[[0.0]], [[1.0]], [1.0]])  # a⁽²⁾ = ReLU(a⁽¹⁾): 0 to the left of w = 0 and at it, above 0 to the right
    report = check.gradients(net, [1.0], 1, loss=squared)
    assert report[0].kinks == ("a⁽¹⁾[0] crosses 0", "a⁽²⁾[0] crosses 0")


def test_the_kink_of_the_loss():
    net = Network([[0.5, 0.5]])
    report = check.gradients(net, [1, 1], 1, loss=hinge)  # yz = 1
    assert all(row.kinks == ("yz crosses 1",) for row in report)
    assert "No weight could be compared" in str(report)
    report = check.gradients(net, [1, 0], 1, loss=hinge)  # yz = ½
    assert not any(row.straddles_kink for row in report)


def test_a_jump_between_classes():
    net = Network([[[1.0, 0.0], [1.0, 0.0]]])  # two equal scores
    report = check.gradients(net, [1, 1], 1, loss=zero_one)
    assert report[0].kinks == ("the loss changes its case",)


def test_the_complex_step_only_where_it_applies():
    rough = Activation(key="rough", name="rough", value=np.tanh, derivative=tanh.derivative)
    report = check.gradients(Network(WORKED.weights, rough), [2, 1], -1, loss=hinge)
    assert report.agrees
    assert all(row.complex_step is None for row in report)
    assert "complex" not in str(report)
    assert all(row.complex_step is None for row in check.gradients(WORKED, [2, 1], -1, loss=zero_one))


def test_the_difference_is_relative_to_the_weight():
    net = Network([[1e6, -1e6]])
    assert check.gradients(net, [1, 1.000001], 1, loss=squared).agrees


def test_print():
    text = str(check.gradients(WORKED, [2, 1], -1, loss=hinge))
    lines = text.splitlines()
    assert lines[0].split()[:3] == ["weight", "analytic", "numeric"]
    assert lines[3].split()[2:4] == ["−1.00000000", "−1.00000000"]
    assert lines[-1] == "All 9 derivatives compared agree with the central difference."
    assert "-" not in text.replace("e-", "")
    assert "−0.00000000" not in str(check.gradients(WORKED, [2, 1], 1, loss=zero_one))
    assert repr(check.gradients(WORKED, [2, 1], -1, loss="hinge")) == "Report(9 weights, hinge: agrees)"


def test_errors():
    with pytest.raises(ValueError, match="one example"):
        check.gradients(WORKED, [[2, 1]], [-1], loss=hinge)
    with pytest.raises(ValueError, match="x has 3 entries"):
        check.gradients(WORKED, [2, 1, 0], -1, loss=hinge)
    with pytest.raises(ValueError, match="cross entropy"):
        check.gradients(WORKED, [2, 1], 1, loss=cross_entropy)
    for wrong in (0, -1e-6, 1.0, float("nan")):
        with pytest.raises(ValueError, match="epsilon"):
            check.gradients(WORKED, [2, 1], -1, loss=hinge, epsilon=wrong)
    with pytest.raises(TypeError, match="epsilon"):
        check.gradients(WORKED, [2, 1], -1, loss=hinge, epsilon="1e-6")


def test_a_teachers_activation_without_a_formula():
    shifted = dataclasses.replace(relu, key="shifted", value=lambda a: np.maximum(a - 3, 0.0), value_into=None,
                                  derivative=lambda a: (a > 3) * 1.0, derivative_into=None, kinks=(3.0,),
                                  complex_step=False)
    report = check.gradients(Network(WORKED.weights, shifted), [2, 1], -1, loss=squared)  # a = [1, 3, −1.5]
    assert report[2].kinks == ("a[1] crosses 3",)
    assert report.agrees


@pytest.mark.parametrize(("weights", "words"), [([[1.0, -2.0]], "s crosses 0"), ([[[3.0, 1.0], [1.0, -2.0]]], "s[1] crosses 0")])
def test_a_kink_of_the_output_s_activation_is_named_with_its_score(weights, words):
    network = Network(weights, output=relu)
    z = -1 if len(weights[0]) == 1 or np.ndim(weights[0][0]) == 0 else [0.0, 1.0]
    report = check.gradients(network, [2, 1], z, loss="half_squared")  # the score is 0 there
    assert all(words in row.kinks for row in report if row.kinks) and any(row.kinks for row in report)
