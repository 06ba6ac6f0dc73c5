"""Mistakes on the way through the network, each worked out on paper for the worked example."""

import numpy as np
import pytest

import nbnn
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.judging.misconceptions.network import IN_THE_NETWORK
from nbnn.exercises.judging.sheets import Values


@pytest.mark.parametrize(("key", "line", "wrong"), [
    ("gate_missing", "dl_da", [1, -0.5, 2]), ("relu_left_out", "h", [1, 3, -1.5]), ("relu_left_out", "y", -3.5),
    ("a_for_h", "dl_dw2", [1, 3, -1.5]), ("w2_for_h", "dl_dw2", [1, -0.5, 2]), ("h_for_w2", "dl_dh", [1, 3, 0]),
    ("w2_forgotten", "dl_dh", [1, 1, 1]), ("x_forgotten", "dl_dW1", [[1, 1], [-0.5, -0.5], [0, 0]]),
    ("rows_swapped", "dl_dW1", [[0, 0], [-1, -0.5], [2, 1]]), ("updated_w2", "dl_dh", [0.9, -0.8, 2])])
def test_a_mistake_and_what_follows_from_it(spoiled, key, line, wrong):
    np.testing.assert_allclose(spoiled(key, line), wrong)


def numbers(**given):
    return {name: np.array(value, dtype=float) if isinstance(value, list) else value for name, value in given.items()}


SQUARE, UNITS = [[1, 2], [3, 4]], {"g": nbnn.relu, "a": [2, -1]}
LAYER = {"flow": [1, 2], "below": [5, 6], "W": SQUARE}
ON_PAPER = [  # the mistake, what is given, the kind of line that it spoils, what is right there, what becomes of it
    ("gate_missing", UNITS, "dh_da", [1, 0], [1, 1]), ("gate_too_early", UNITS, "dl_dh", [3, 4], [3, 0]),
    ("gate_too_early", UNITS, "dl_dh", [3, 4, 5], [3, 0, 5]), ("relu_left_out", UNITS, "h", [2, 0], [2, -1]),
    ("relu_left_out", UNITS, "h", [2, 0, 1], [2, -1, 1]),
    ("relu_for_leaky", {"g": nbnn.leaky_relu(0.1), "a": [2, -1]}, "dh_da", [1, 0.1], [1, 0]),
    ("slope_at_h", {"g": nbnn.tanh, "a": [1, 1], "h": [0.5, 0]}, "dh_da", [0, 0], [1 - np.tanh(0.5) ** 2, 1]),
    ("output_left_out", {"a": 0.5}, "y_of_s", 0, 0.5), ("output_slope_missing", {"a": 0.5}, "dy_ds", 0, 1),
    ("output_slope_at_y", {"g": nbnn.tanh, "h": 0.5}, "dy_ds", 0, 1 - np.tanh(0.5) ** 2),
    ("a_for_h", {"flow": 2, "a_below": [1, -1], "below": [1, 0]}, "dl_dW", [2, 0], [2, -2]),
    ("a_for_h", {"flow": 2, "a_below": [1, -1], "below": [1, 0, 1]}, "dl_dW", [2, 0, 2], [2, -2, 2]),
    ("x_for_h", {"flow": 2, "a_below": [1, -1], "below": [1, 0], "x": [3, 4]}, "dl_dW", [2, 0], [6, 8]),
    ("h_for_x", {**LAYER, "h": [3, 4]}, "dl_dW", SQUARE, [[3, 4], [6, 8]]),
    ("w2_for_h", {"flow": 2, "W": [1, -3]}, "dl_dW", [0, 0], [2, -6]),
    ("h_for_w2", {"flow_above": 2, "W_above": [1, 2], "h": [3, 4]}, "dl_dh", [2, 4], [6, 8]),
    ("w2_forgotten", {"flow_above": 2, "W_above": [1, 3]}, "dl_dh", [2, 6], [2, 2]),
    ("x_forgotten", LAYER, "dl_dW", SQUARE, [[1, 1], [2, 2]]),
    ("x_of_another", {**LAYER, "x_other": [7, 8]}, "dl_dW", SQUARE, [[7, 8], [14, 16]]),
    ("W1_transposed", LAYER, "a", [17, 39], [23, 34]), ("outer_reversed", LAYER, "dl_dW", SQUARE, [[5, 10], [6, 12]]),
    ("W2_not_transposed", {"flow_above": [5, 6], "W_above": SQUARE}, "dl_dh", [23, 34], [17, 39]),
    ("rows_swapped", LAYER, "dl_dW", SQUARE, [[3, 4], [1, 2]]),
    ("updated_w2", {"flow_above": 2, "W_above": [1, 2], "h": [3, 4], "eta": 0.5}, "dl_dh", [2, 4], [-4, -4]),
    ("two_slopes", {"g": nbnn.relu, "a": [0, 1], "dh": [2, 3], "dh_da": [0, 1], "below": [5, 6]}, "dl_dW", SQUARE, [[10, 12], [15, 18]]),
]


@pytest.mark.parametrize(("key", "given", "role", "right", "wrong"), ON_PAPER)
def test_what_becomes_of_a_line(key, given, role, right, wrong):
    found = MISCONCEPTIONS[key].slips[role](Values(numbers(**given), {}), lambda v: np.array(right, dtype=float))
    np.testing.assert_allclose(found, wrong)


def test_each_is_worked_out_in_every_line_that_it_spoils():
    assert {(key, role) for key, _, role, *_ in ON_PAPER} == {(each.key, role) for each in IN_THE_NETWORK for role in each.slips}


@pytest.mark.parametrize(("key", "given", "role"), [
    ("W1_transposed", {"W": [[1, 2]], "below": [5, 6]}, "a"), ("W2_not_transposed", {"W_above": [[1, 2]], "flow_above": [5]}, "dl_dh"),
    ("x_for_h", {"a_below": [1], "below": [1], "x": [3, 4], "flow": 1}, "dl_dW"), ("outer_reversed", {"W": [1, 2]}, "dl_dW"),
    ("relu_for_leaky", UNITS, "dh_da"), ("two_slopes", {**UNITS, "dh": [2, 3], "dh_da": [1, 0]}, "dl_dW")])
def test_where_nobody_can_make_it(key, given, role):
    assert MISCONCEPTIONS[key].slips[role](Values(numbers(**given), {}), lambda v: np.array([1.0, 0.0])) is None


def test_each_is_written_as_a_formula():
    assert all(set(each.formula) & set("=′") for each in IN_THE_NETWORK)
