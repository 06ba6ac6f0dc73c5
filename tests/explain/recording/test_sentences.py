"""The sentence that says where the player is, with its numbers and, for zeros, their reasons."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.sentences import sentence

W1, W2 = [[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]


def run_of(weights, x=(2, 1), z=-1, steps=2, **how):
    labels = [z, -z] if len(np.shape(weights[-1])) == 1 else [3, 1, 2]  # the others are there, and never picked
    data = nbnn.Dataset.from_arrays([x, *[[0] * len(x)] * (len(labels) - 1)], labels)
    return nbnn.sgd(nbnn.Network(weights), data, steps=steps, order=[0] * steps, **{"loss": nbnn.hinge, "eta": 0.1, **how})


@pytest.fixture(scope="module")
def run():
    return run_of([W1, W2])


@pytest.mark.parametrize(("index", "line", "said"), [
    (0, 0, "Update 0, line 1 of 11: example 0 is picked: x = [2, 1], z = −1."),
    (0, 1, "Update 0, line 2 of 11: a = [1, 3, −1.5]."),
    (0, 4, "Update 0, line 5 of 11: ℓ = 0.5."),
    (0, 5, "Update 0, line 6 of 11: ∂ℓ/∂y = 1."),
    (0, 6, "Update 0, line 7 of 11: ∂ℓ/∂w⁽²⁾ = [1, 3, 0]. Zero because h₃ = 0: w₃⁽²⁾ changes nothing."),
    (0, 7, "Update 0, line 8 of 11: ∂ℓ/∂h = [1, −0.5, 2]."),
    (0, 8, "Update 0, line 9 of 11: ∂ℓ/∂a = [1, −0.5, 0]. Zero because a₃ = −1.5 ≤ 0: the gate is shut, ∂ℓ/∂h₃ = 2 stops here."),
    (0, 10, "Update 0, line 11 of 11: θ ← θ − η ∂ℓ/∂θ with η = 0.1: W⁽¹⁾ = [[0.8, −1.1], [0.6, 2.05], [−1, 0.5]]; w⁽²⁾ = [0.9, −0.8, 2]."),
    (1, 5, "Update 1, line 6 of 11: ∂ℓ/∂y = 0. Zero because yz = (−2.15)·(−1) ≥ 1: the margin is met, nothing to correct."),
])
def test_the_worked_example_is_said(run, index, line, said):
    assert sentence(run, index, line) == said


@pytest.mark.parametrize(("line", "unit", "said"), [
    (1, 1, "a₂ = 0.5·2 + 2·1 = 3."),
    (2, 2, "h₃ = ReLU(−1.5) = 0."),
    (7, 1, "∂ℓ/∂h₂ = 1·(−0.5) = −0.5."),
    (8, 2, "∂ℓ/∂a₃ = 2·0 = 0. Zero because a₃ = −1.5 ≤ 0: the gate is shut, ∂ℓ/∂h₃ = 2 stops here."),
    (9, 2, "∂ℓ/∂w₂₁⁽¹⁾ = −0.5·2 = −1."),
    (9, 4, "∂ℓ/∂w₃₁⁽¹⁾ = 0·2 = 0. Zero because ∂ℓ/∂a₃ = 0: the gate is shut, nothing reaches its weights."),
    (9, 5, "∂ℓ/∂w₃₂⁽¹⁾ = 0·1 = 0. Zero because ∂ℓ/∂a₃ = 0: the gate is shut, nothing reaches its weights."),
    (10, 1, "w₁₂⁽¹⁾ = −1 − 0.1·1 = −1.1."),
])
def test_a_unit_is_its_own_equation_with_its_own_reason(run, line, unit, said):
    assert sentence(run, 0, line, unit, by_unit=True) == f"Update 0, line {line + 1} of 11: {said}"


def test_every_weight_of_an_input_that_is_zero_is_told_so():
    run = run_of([W1, W2], x=(0, 1))
    for row in range(3):
        said = sentence(run, 0, 9, unit=2 * row, by_unit=True)
        assert said.split("Zero because ")[1].endswith("x₁ = 0: its weights change nothing."), said


def test_of_many_reasons_two_are_said_and_the_others_counted():
    run = run_of([[[-1, 0]] * 6, [1] * 6])
    assert sentence(run, 0, 8).endswith("∂ℓ/∂h₁ = 1 stops here; a₂ = −2 ≤ 0: the gate is shut, ∂ℓ/∂h₂ = 1 stops here; and 4 more.")


# The words for each reason: weights, example, how, line, what is said.
REASONS = {
    "margin met": ([W1, W2], {"x": (4, 2)}, "dl_dh", "the margin is met: ∂ℓ/∂y = 0"),
    "gate shut": ([W1, W2], {}, "dl_da", "a₃ = −1.5 ≤ 0: the gate is shut, ∂ℓ/∂h₃ = 2 stops here"),
    "input zero": ([W1, W2], {"x": (0, 1)}, "dl_dW1", "x₁ = 0: its weights change nothing"),
    "hidden unit zero": ([W1, W2], {}, "dl_dw2", "h₃ = 0: w₃⁽²⁾ changes nothing"),
    "weight zero": ([W1, [1, 0, 2]], {"z": -1}, "dl_dh", "w₂⁽²⁾ = 0: h₂ does not reach the score"),
    "nothing arrives": ([[[1, 0]], [[-1]], [1]], {}, "dl_dh1", "nothing arrives at h₁⁽¹⁾ from the layer above"),
    "canceled": ([[[1, 0]], [[1], [1]], [1, -1]], {}, "dl_dh1", "the parts that arrive at h₁⁽¹⁾ add up to 0"),
    "loss flat": ([W1, W2], {"loss": nbnn.zero_one}, "dl_dh", "the loss is flat: ∂ℓ/∂y = 0"),
    "underflow": ([[1000.0, 0]], {"z": 1, "loss": nbnn.binary_cross_entropy}, "dl_dy", "∂ℓ/∂y is too small for the computer's numbers"),
}


@pytest.mark.parametrize("why", REASONS)
def test_every_reason_for_a_zero_has_its_words(why):
    weights, how, name, words = REASONS[why]
    table = {line["name"]: line["reasons"] for line in run_of(weights, **how)[0].table()}
    assert words in table[name]


def test_two_reasons_for_one_zero_are_both_said():
    reasons = {line["name"]: line["reasons"] for line in run_of([W1, W2])[1].table()}
    assert reasons["dl_da"] == ("the margin is met: ∂ℓ/∂y = 0", "a₃ = −1.5 ≤ 0: the gate is shut, ∂ℓ/∂h₃ = 0 stops here")


MANY = [[[1, -1], [0.5, 2], [-1, 0.5]]]


@pytest.mark.parametrize(("loss", "name", "formula", "numbers", "value"), [
    (nbnn.cross_entropy, "loss", "−log p_z", "−log softmax[1, 3, −1.5]₃", "4.64"),
    (nbnn.cross_entropy, "dl_dy", "p_k − [k = z]", "softmax[1, 3, −1.5] − [k = 3]", "[0.118, 0.872, −0.99]"),
    (nbnn.squared, "loss", "Σ_k (y_k − [k = z])²", "Σ_k ([1, 3, −1.5] − [k = 3])²", "16.3"),
    (nbnn.squared, "dl_dy", "2(y_k − [k = z])", "2([1, 3, −1.5] − [k = 3])", "[2, 6, −5]"),
    (nbnn.zero_one, "loss", "1  (if another score is larger than y_z)", "1", "1"),
])
def test_losses_of_three_scores_with_their_numbers(loss, name, formula, numbers, value):
    line = {line["name"]: line for line in run_of(MANY, z=3, loss=loss)[0].table()}[name]
    assert (line["formula"], line["numbers"], line["value"]) == (formula, numbers, value)


def test_an_entry_of_the_loss_s_derivative_for_three_scores():
    assert sentence(run_of(MANY, z=3, loss=nbnn.cross_entropy), 0, 3, 1, by_unit=True).endswith("∂ℓ/∂y₂ = softmax(y)₂ − [2 = 3] = 0.872.")
    assert sentence(run_of(MANY, z=3, loss=nbnn.squared), 0, 3, 2, by_unit=True).endswith("∂ℓ/∂y₃ = 2((−1.5) − [3 = 3]) = −5.")


@pytest.mark.parametrize(("activation", "slope"), [
    (nbnn.relu, "[a⁽²⁾ > 0]"), (nbnn.tanh, "(1 − h⁽²⁾²)"), (nbnn.sigmoid, "h⁽²⁾·(1 − h⁽²⁾)"), (nbnn.identity, "1"),
    (nbnn.softplus, "1/(1 + exp(−a⁽²⁾))"), (nbnn.leaky_relu, "(1 if a⁽²⁾ > 0, else 0.01)"),
])
def test_the_slope_is_written_in_the_letters_of_its_layer(activation, slope):
    net = nbnn.Network([[[1, 0]], [[1], [1]], [1, -1]], activation=activation)
    table = {line["name"]: line for line in nbnn.sgd_step(net, [2, 1], -1, loss=nbnn.hinge, eta=0.1).table()}
    assert table["dl_da2"]["formula"] == f"∂ℓ/∂h⁽²⁾ ⊙ {slope}"
