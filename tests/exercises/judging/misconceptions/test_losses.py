"""Mistakes in the loss and its derivative, each worked out on paper for the worked example, where yz = 0.5."""

import numpy as np
import pytest

import nbnn
from nbnn.exercises.judging.diagnosis import likely_first
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.judging.misconceptions.losses import IN_THE_LOSS
from nbnn.exercises.judging.sheets import Values, fill, given_network, network_sheet


@pytest.mark.parametrize(("key", "line", "wrong"), [
    ("wrong_sign", "dl_dy", -1), ("wrong_sign", "dl_dw2", [-1, -3, 0]), ("z_forgotten", "dl_dy", -1), ("margin_inverted", "dl_dy", 0),
    ("margin_at_zero", "dl_dy", 0), ("margin_ignored", "dl_dy", 1), ("loss_plus", "loss", 1.5), ("loss_not_cut", "loss", 0.5)])
def test_a_mistake_and_what_follows_from_it(spoiled, key, line, wrong):
    np.testing.assert_allclose(spoiled(key, line), wrong)


@pytest.mark.parametrize(("key", "line", "wrong"), [  # y = −0.5, z = −1, yz = 0.5: right are ℓ = 0.25 and ∂ℓ/∂y = 1
    ("hinge_square_factor", "dl_dy", 0.5), ("margin_at_zero", "dl_dy", 0), ("margin_at_zero", "loss", 0), ("margin_inverted", "dl_dy", 0),
    ("loss_plus", "loss", 2.25), ("wrong_sign", "dl_dy", -1)])
def test_mistakes_in_a_squared_hinge(network, key, line, wrong):
    step = nbnn.sgd_step(network, [2, 1], -1, loss=nbnn.squared_hinge, eta=0.1)
    assert (step.loss, step.dl_dy) == (0.25, 1)
    found = fill(network_sheet(network.quantities), given_network(step), slips=MISCONCEPTIONS[key].slips)[line]
    np.testing.assert_allclose(found, wrong)


def test_a_met_margin_taken_for_one_that_is_missed():
    """y = 2, z = 1: beyond the margin 1 − yz is −1, and −2z(1 − yz) = 2 and (1 − yz)² = 1 where both are 0."""
    step = nbnn.sgd_step(nbnn.Network([[1.0, 0.0]]), [2, 0], 1, loss=nbnn.squared_hinge)
    for key, line, wrong in (("margin_ignored", "dl_dy", 2), ("loss_not_cut", "loss", 1), ("margin_inverted", "dl_dy", 2)):
        assert fill(network_sheet(step.before.quantities), given_network(step), slips=MISCONCEPTIONS[key].slips)[line] == wrong


HALF = {"y": -0.5, "z": -1, "loss_record": nbnn.hinge}  # yz = 0.5
MET = {"y": -2.0, "z": -1, "loss_record": nbnn.hinge}
P = {"y": 0.5, "z": 1, "loss_record": nbnn.binary_cross_entropy}
TWO = {"y": np.array([0.0, np.log(3)]), "z": 2, "loss_record": nbnn.cross_entropy}  # p = (1/4, 3/4)
SQUARED = {"y": 3.0, "z": 1, "loss_record": nbnn.squared}
SCORES = {"Y": np.log([[1.0, 3.0], [1.0, 1.0]])}
E = np.exp(1)
ON_PAPER = [  # the mistake, what is given, the kind of line that it spoils, what becomes of it (of 10.0 where it goes by what is right)
    ("wrong_sign", HALF, "dl_dy", -10), ("z_forgotten", HALF, "dl_dy", -10), ("z_forgotten", HALF, "loss", 1.5),
    ("z_forgotten", {**P, "z": -1}, "p", 1 / (1 + 1 / E)), ("margin_ignored", MET, "dl_dy", 1), ("margin_inverted", MET, "dl_dy", 1),
    ("margin_inverted", HALF, "dl_dy", 0), ("margin_at_zero", HALF, "dl_dy", 0), ("margin_at_zero", HALF, "loss", 0),
    ("zero_loss", {**HALF, "y": 0.5}, "loss", 0), ("loss_plus", HALF, "loss", 1.5), ("loss_not_cut", MET, "loss", -1),
    ("labels_0_1", HALF, "dl_dy", 0), ("labels_0_1", HALF, "loss", 1), ("labels_0_1", {**P, "z": -1}, "p", 0.5),
    ("labels_0_1", P, "p", 1 / (1 + 1 / E)),
    ("two_missing", P, "dl_dy", -1 / (1 + E ** 0.5)), ("two_missing", P, "p", 1 / (1 + E ** -0.5)), ("two_missing_outside", P, "dl_dy", 5),
    ("two_missing_inside", P, "dl_dy", -2 / (1 + E ** 0.5)), ("two_missing_inside", P, "p", 1 / (1 + E ** -0.5)),
    ("p_of_other", P, "p", 1 / (1 + E)), ("softmax_axis", SCORES, "P", [[1 / 2, 3 / 4], [1 / 2, 1 / 4]]),
    ("softmax_over_all", SCORES, "P", [[1 / 6, 3 / 6], [1 / 6, 1 / 6]]),
    ("softmax_no_exp", {"Y": np.array([[1.0, 3.0], [2.0, 2.0]])}, "P", [[1 / 4, 3 / 4], [1 / 2, 1 / 2]]),
    ("square_factor", SQUARED, "dl_dy", 5), ("hinge_square_factor", {**HALF, "loss_record": nbnn.squared_hinge}, "dl_dy", 5),
    ("target_left_out", SQUARED, "dl_dy", 6), ("target_added", SQUARED, "dl_dy", 8), ("wrt_p", P, "dl_dy", -(1 + 1 / E)),
    ("wrt_p", TWO, "dl_dy", [0, -4 / 3]), ("label_off_by_one", {**TWO, "z": 1}, "dl_dy", [1 / 4, -1 / 4]),
    ("one_hot_forgotten", TWO, "dl_dy", [1 / 4, 3 / 4]),
]


def spoilt(key, given, role):
    return MISCONCEPTIONS[key].slips[role](Values(given, {}), lambda v: 10.0)


@pytest.mark.parametrize(("key", "given", "role", "wrong"), ON_PAPER)
def test_what_becomes_of_a_line(key, given, role, wrong):
    np.testing.assert_allclose(spoilt(key, given, role), wrong)


def test_each_is_worked_out_in_every_line_that_it_spoils():
    assert {(key, role) for key, _, role, _ in ON_PAPER} == {(each.key, role) for each in IN_THE_LOSS for role in each.slips}
    assert all(each.likely in (1, 2, 3) for each in IN_THE_LOSS)


@pytest.mark.parametrize(("key", "given", "role"), [
    ("z_forgotten", SQUARED, "dl_dy"), ("margin_ignored", P, "dl_dy"), ("zero_loss", HALF, "loss"), ("labels_0_1", TWO, "dl_dy"),
    ("two_missing", HALF, "dl_dy"), ("wrt_p", HALF, "dl_dy"), ("label_off_by_one", TWO, "dl_dy"), ("one_hot_forgotten", P, "dl_dy"),
    ("square_factor", HALF, "dl_dy"), ("hinge_square_factor", HALF, "dl_dy"), ("target_added", HALF, "dl_dy")])
def test_where_nobody_can_make_it(key, given, role):
    assert spoilt(key, given, role) is None


def test_where_p_alone_was_entered_nothing_is_said_of_the_2_in_front():
    everywhere, inside = MISCONCEPTIONS["two_missing"], MISCONCEPTIONS["two_missing_inside"]
    assert "in front" in inside.words and likely_first((inside, everywhere)) == (everywhere, inside)
