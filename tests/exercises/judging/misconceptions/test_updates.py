"""Mistakes in the update, each worked out on paper, some for the worked example: w⁽²⁾ = (1, −0.5, 2), ∂ℓ/∂w⁽²⁾ = (1, 3, 0), η = 0.1."""

import numpy as np
import pytest

from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.judging.misconceptions.updates import IN_THE_UPDATE
from nbnn.exercises.judging.sheets import Values


@pytest.mark.parametrize(("key", "wrong"), [
    ("plus_update", [1.1, -0.2, 2]), ("eta_twice", [0.99, -0.53, 2]), ("eta_forgotten", [0, -3.5, 2])])
def test_a_mistake_and_what_follows_from_it(spoiled, key, wrong):
    np.testing.assert_allclose(spoiled(key, "w2_new"), wrong)


WEIGHT = {"W": 2.0, "dW": 4.0, "eta": 0.5}
FANS = {"d_in": 8, "d_out": 2}
DECAY = {"eta0": 0.5, "lam": 2.0, "t": 3}
VELOCITY = {"beta": 0.5, "v_before": -0.4, "eta": 0.1, "d": 3.0}
ADAM = {"eta": 0.1, "m": 3.0, "v": 5.0, "m_hat": 6.0, "v_hat": 3.0, "eps": 1.0, "beta2": 0.75, "v_before": 4.0, "d": 2.0}
CHORD = {"f": lambda x: x * x, "p": 0.25, "x1": 0.0, "x2": 4.0}
L2 = {"dW": 1.0, "lam": 0.5, "W": 3.0}
DROPOUT = {"mask": np.array([1, 0]), "h": np.array([6.0, 2.0]), "keep": 0.75}
PATH = {"flow": 2.0, "slope": 5.0}
ON_PAPER = [  # the mistake, what is given, the kind of line that it spoils, what becomes of it (of 10.0 where it goes by what is right)
    ("plus_update", WEIGHT, "new", 4), ("eta_twice", WEIGHT, "new", 1), ("eta_forgotten", WEIGHT, "new", -2),
    ("eta_in_derivative", WEIGHT, "dl_dW", 5), ("eta_in_derivative", WEIGHT, "new", -2), ("only_the_change", WEIGHT, "new", -2),
    ("sum_for_mean", {"each": np.array([[1, 2], [3, 6]])}, "mean", [4, 8]), ("mean_for_sum", {"each": np.array([1, 2, 6])}, "total", 3),
    ("value_for_chord", CHORD, "chord", 9), ("shares_exchanged", CHORD, "chord", 4),
    ("he_variance", FANS, "deviation", 0.25 ** 0.25), ("he_root_missing", FANS, "deviation", 0.25), ("fan_out", FANS, "deviation", 1),
    ("xavier_one_fan", FANS, "limit", 0.75 ** 0.5), ("xavier_root_missing", FANS, "limit", 0.6),
    ("decay_off_by_one", DECAY, "eta_t", 0.1), ("decay_without_eta", DECAY, "eta_t", 1 / 14),
    ("momentum_forgotten", VELOCITY, "velocity", -0.3), ("momentum_uphill", VELOCITY, "velocity", 0.1),
    ("momentum_eta_on_all", VELOCITY, "velocity", -0.32),
    ("adam_no_correction", ADAM, "m_hat", 3), ("adam_no_correction", ADAM, "v_hat", 5), ("adam_eps_inside", ADAM, "adam_update", -0.3),
    ("adam_root_missing", ADAM, "adam_update", -0.15), ("adam_square_missing", ADAM, "second_moment", 3.5),
    ("adagrad_forgets", {"d": 3.0, "d_before": 4.0}, "squares", 9), ("adagrad_squares_the_sum", {"d": 3.0, "d_before": 4.0}, "squares", 49),
    ("l2_factor", L2, "regularized", 2.5), ("l2_not_differentiated", L2, "regularized", 5.5), ("l2_left_out", L2, "regularized", 1),
    ("dropout_not_rescaled", DROPOUT, "dropped", [6, 0]), ("dropout_by_rate", DROPOUT, "dropped", [24, 0]),
    ("dropout_scaled_down", DROPOUT, "dropped", [4.5, 0]),
    ("last_path_only", {"paths": [2.0, 3.0, 5.0]}, "all_paths", 5), ("paths_multiplied", {"paths": [2.0, 3.0, 5.0]}, "all_paths", 30),
    ("slope_left_out", PATH, "along_a_path", 2), ("flow_left_out", PATH, "along_a_path", 5), ("factors_added", PATH, "along_a_path", 7),
    ("units_for_weights", {"sizes": (3, 4, 2)}, "count", 6), ("biases_counted", {"sizes": (3, 4, 2)}, "count", 26),
    ("training_for_validation", {"training": [3.0, 1.0, 2.0]}, "best", 2),
]


@pytest.mark.parametrize(("key", "given", "role", "wrong"), ON_PAPER)
def test_what_becomes_of_a_line(key, given, role, wrong):
    np.testing.assert_allclose(MISCONCEPTIONS[key].slips[role](Values(given, {}), lambda v: 10.0), wrong)


def test_each_is_worked_out_in_every_line_that_it_spoils():
    assert {(key, role) for key, _, role, _ in ON_PAPER} == {(each.key, role) for each in IN_THE_UPDATE for role in each.slips}
