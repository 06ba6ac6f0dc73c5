"""Any right answer is right: the whole subdifferential, and what follows from the value chosen."""

from dataclasses import replace

import numpy as np
import pytest

from nbnn.core.network.network import Network
from nbnn.core.records.activations import leaky_relu, relu
from nbnn.core.records.losses import hinge, multiclass_hinge, perceptron, weston_watkins
from nbnn.core.training.sgd import sgd_step
from nbnn.exercises.kinds.by_hand import ByHand, of_step
from nbnn.exercises.lessons.table import exercise

# a = [0, 2], h = [0, 2], y = 1·0 + 0.5·2 = 1: unit 1 stands on its kink and, with z = +1, so does the hinge loss.
BOTH = sgd_step(Network([[[1, -1], [1, 0]], [3, 0.5]]), [2, 2], 1, hinge)
# Only the loss: a = [1, 2], y = 1.
LOSS_ONLY = sgd_step(Network([[[1, -0.5], [1, 0]], [0, 0.5]]), [2, 2], 1, hinge)


def asking(step, *names):
    made = ByHand(key="k", name="k", asks=names, draw=lambda rng: (of_step(step),), text="?")
    return made.variant()


def verdict(step, **answers):
    return asking(step, *answers).check(answers).verdict


@pytest.mark.parametrize("key", ["hinge_kink", "relu_kink"])
def test_the_kink_exercises_stand_on_a_kink(key):
    for seed in range(50):
        variant = exercise(key).variant(seed)
        assert variant.check(variant.right_answer()).right


@pytest.mark.parametrize(("s", "right"), [(0, True), (-1, True), (-0.3, True), (-1 / 3, True), (0.2, False), (-1.2, False)])
def test_a_value_of_the_subdifferential_and_what_follows_from_it(s, right):
    variant = exercise("hinge_kink").variant(4)
    given = variant.parts[0].given
    s *= given["z"]
    answer = {"dl_dy": s, "dl_dw2": (s * given["h"]).tolist()}
    assert variant.check(answer).right is right
    if right and s:
        assert variant.check(answer | {"dl_dw2": (0.5 * s * given["h"]).tolist()}).verdict == "wrong"
        assert variant.check(answer | {"dl_dw2": (-s * given["h"]).tolist()}).verdict == "wrong"


def test_the_value_is_found_in_a_later_line_alone():
    assert verdict(LOSS_ONLY, dl_dw2=[-0.25, -0.5]) == "right"  # 0.25 times −h
    assert verdict(LOSS_ONLY, dl_dw2=[-0.25, -0.25]) == "wrong"
    assert verdict(LOSS_ONLY, dl_dw2=[-2, -4]) == "wrong"
    assert verdict(LOSS_ONLY, dl_dW1=[[0, 0], [-0.5, -0.5]]) == "right"
    assert verdict(LOSS_ONLY, dl_dW1=[[0, 0], [-0.5, -0.6]]) == "wrong"
    assert verdict(LOSS_ONLY, w2_new=[0.05, 0.6]) == "right"  # half the step


def test_two_choices_at_once():
    for s in (0.0, -0.5, -1.0):
        for t in (0.0, 0.25, 1.0):
            dl_da = np.array([s * 3 * t, s * 0.5])
            right = {"dl_da": dl_da.tolist(), "dl_dW1": np.outer(dl_da, [2, 2]).tolist()}
            assert verdict(BOTH, **right) == "right", (s, t)
            assert verdict(BOTH, dl_dW1=right["dl_dW1"]) == "right", (s, t)
    assert verdict(BOTH, dl_da=[-3, -0.25]) == "wrong"  # unit 1 would need s = −1, unit 2 says s = −0.5
    assert verdict(BOTH, dl_dy=-0.5, dl_da=[-1.5, -0.5]) == "wrong"
    assert verdict(BOTH, dl_dy=-0.5, dl_da=[-1.5, -0.25]) == "right"


def test_each_entry_may_have_a_choice_of_its_own():
    step = sgd_step(Network([[[1, -1], [2, -2], [1, 1]], [1, -2, 1]]), [1, 1], -1, hinge)  # a = [0, 0, 2]
    for first, second in ((0, 0), (1, 0), (0.5, 0.25), (1, 1)):
        assert verdict(step, dl_da=[first, -2 * second, 1]) == "right"
    assert verdict(step, dl_da=[1.5, 0, 1]) == "wrong"
    assert verdict(step, dl_da=[0.5, 0.5, 1]) == "wrong"


def test_a_deeper_network():
    weights = [np.eye(2), [[1, -1], [1, 0]], [3, 1]]
    step = sgd_step(Network(weights), [2, 2], -1, hinge)  # a1 = [2, 2], a2 = [0, 2]
    for t in (0, 0.4, 1):
        dl_da2 = np.array([3 * t, 1])
        dl_da1 = np.array(weights[1]).T @ dl_da2
        assert verdict(step, dl_dW1=np.outer(dl_da1, [2, 2]).tolist()) == "right"
    assert verdict(step, dl_dW1=[[9, 9], [1, 1]]) == "wrong"


def test_units_of_two_layers_on_their_kinks():
    """The slopes of both layers are multiplied, and single rows know of one of them only."""
    weights = [[[1, -1], [1, 0], [0.5, 1]], [[1, -2, 1 / 3], [1, 1, 0]], [3, 1]]
    step = sgd_step(Network(weights), [2, 2], -1, hinge)
    assert step.a1.tolist() == [0, 2, 3]
    weights[1][0] = [1, -1.5, 1]
    step = sgd_step(Network(weights), [2, 2], -1, hinge)
    assert step.a2.tolist() == [0, 2]
    for first in (0, 0.3, 1):
        for second in (0, 0.6, 1):
            flow = np.array(weights[1]).T @ (np.array([3, 1]) * [second, 1]) * [first, 1, 1]
            assert verdict(step, dl_dW1=np.outer(flow, [2, 2]).tolist()) == "right", (first, second)
            assert verdict(step, dl_dW1=np.outer(flow + np.eye(3)[2], [2, 2]).tolist()) == "wrong"


def test_leaky_slopes_and_the_loss_at_once():
    step = sgd_step(Network([[[1, -1], [2, -2], [1, 0]], [1, 3, 0.5]], activation=leaky_relu(0.5)), [2, 2], 1, hinge)
    assert (step.y, step.a.tolist()) == (1, [0, 0, 2])
    for s in (0, -0.2, -0.5, -1):
        for first, second in ((0.5, 1), (1, 0.5), (0.75, 0.75), (0.5, 0.5)):
            assert verdict(step, dl_da=[s * first, 3 * s * second, 0.5 * s]) == "right"
            assert verdict(step, dl_dW1=np.outer([s * first, 3 * s * second, 0.5 * s], [2, 2]).tolist()) == "right"
    assert verdict(step, dl_da=[-0.2, -3, -0.5]) == "wrong"


def test_rounding_next_to_a_kink_is_the_kink():
    step = sgd_step(Network([[0.1]]), [3.0], 1, perceptron)
    assert step.y != 0
    near = sgd_step(Network([[0.1, 0.2, -0.3]]), [1.0, 1.0, 1.0], 1, perceptron)
    assert 0 < abs(near.y) < 1e-15
    for s in (0, -0.5, -1):
        assert verdict(near, dl_dw1=[s, s, s]) == "right"
    assert verdict(step, dl_dw1=[-1.5]) == "wrong"


def test_leaky_relu_has_an_interval_of_its_own():
    step = sgd_step(Network([[[1, -1]], [1]], activation=leaky_relu(0.5)), [1, 1], -1, hinge)
    assert [verdict(step, dl_da=[t]) for t in (0.5, 0.75, 1, 0.3)] == ["right", "right", "right", "wrong"]
    assert relu.subdifferential(0.0) == (0.0, 1.0)


# ---- scores that are tied: entries that are right only together ----

W2 = [[1.0, 0.0], [0.5, 1.0], [1.0, 0.75]]  # h = [1, 2] gives the scores 1, 2.5 and 2.5
TIED = sgd_step(Network([[[1.0, 0.0], [0.0, 1.0]], W2]), [1, 2], 1, multiclass_hinge)  # one of 2 and 3 pays, and we take 2
LEADS = sgd_step(Network([[[1.0, 0.0], [0.0, 1.0]], W2]), [1, -1], 1, weston_watkins)  # h = [1, 0]: 1, 0.5, 1: the third at no kink
EDGE = sgd_step(Network([[[2.0, 0.0], [1.0, 0.0], [1.0, 0.0]]]), [1, 5], 1, weston_watkins)  # both others at their kinks
EDGE_OF_ONE = sgd_step(Network([[[2.0, 0.0], [1.0, 0.0], [1.0, 0.0]]]), [1, 5], 1, multiclass_hinge)


@pytest.mark.parametrize(("step", "right", "wrong"), [
    (TIED, [(-1, 1, 0), (-1, 0, 1), (-1, 0.5, 0.5), (-1, 0.3, 0.7), (-1, 1 / 3, 2 / 3)],
     [(-1, 1, 1), (-2, 1, 1), (-1, 0.5, 0.4), (-0.5, 0.5, 0), (0, 0, 0), (-1, 1.5, -0.5), (-1, 0.5, 0.7)]),
    (EDGE_OF_ONE, [(0, 0, 0), (-1, 1, 0), (-1, 0.5, 0.5), (-0.5, 0.25, 0.25), (-0.5, 0, 0.5)],
     [(-2, 1, 1), (-1, 0.25, 0.25), (-0.5, 0.5, 0.5), (0.5, -0.5, 0)]),
    (EDGE, [(0, 0, 0), (-1, 1, 0), (-2, 1, 1), (-0.75, 0.25, 0.5)], [(-1, 1, 1), (-0.5, 0.5, 0.5), (-3, 1, 2), (1, -1, 0)]),
    (LEADS, [(-2, 1, 1)], [(-1, 1, 0), (-1, 0.5, 0.5), (-1, 0, 1)]),
], ids=["rival", "rival at its margin", "every one at its margin", "no kink"])
def test_any_subgradient_of_tied_scores_is_right_and_nothing_else(step, right, wrong):
    layer = step.before.quantities.layers[-1]
    for given in right:
        below = step.h if step.before.n_hidden else step.x
        product = np.multiply.outer(given, below).tolist()
        assert verdict(step, dl_dy=list(given)) == "right", given
        assert verdict(step, **{"dl_dy": list(given), layer.dl_dW: product}) == "right", given
        assert verdict(step, **{layer.dl_dW: product}) == "right", "found in the later line alone"
        if given != (0, 0, 0):
            assert verdict(step, **{"dl_dy": list(given), layer.dl_dW: (0.5 * np.array(product)).tolist()}) == "wrong"
    for given in wrong:
        assert verdict(step, dl_dy=list(given)) == "wrong", given


def test_a_later_layer_follows_from_the_choice_among_tied_scores():
    for share in (0.0, 0.25, 0.5, 1.0):
        dl_dh = np.array(W2).T @ [-1, share, 1 - share]
        assert verdict(TIED, dl_dh=dl_dh.tolist()) == "right", share
        assert verdict(TIED, dl_dh=(1.5 * dl_dh + 0.1).tolist()) == "wrong"


def test_a_record_that_does_not_say_which_are_right_together_asks_for_ours():
    silent = replace(multiclass_hinge, subgradient=None)
    step = sgd_step(TIED.before, [1, 2], 1, silent)
    assert verdict(step, dl_dy=[-1, 1, 0]) == "right" and verdict(step, dl_dy=[-1, 0, 1]) == "wrong"


def test_a_wrong_line_does_not_take_its_choice_from_a_right_one_above():
    """∂ℓ/∂a with s = −1 and a slope of 1/4, ∂ℓ/∂W⁽¹⁾ with a slope of 1."""
    check = asking(BOTH, "dl_da", "dl_dW1").check({"dl_da": [-0.75, -0.5], "dl_dW1": [[-6, -6], [-1, -1]]})
    assert {name: mark.verdict for name, mark in check.marks.items()} == {"dl_da": "right", "dl_dW1": "wrong"}
