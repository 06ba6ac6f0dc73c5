"""Mistakes on the way through the network, each worked out on paper for the worked example."""

import numpy as np
import pytest


@pytest.mark.parametrize(("key", "line", "wrong"), [
    ("gate_missing", "dl_da", [1, -0.5, 2]), ("relu_left_out", "h", [1, 3, -1.5]), ("relu_left_out", "y", -3.5),
    ("a_for_h", "dl_dw2", [1, 3, -1.5]), ("w2_for_h", "dl_dw2", [1, -0.5, 2]), ("h_for_w2", "dl_dh", [1, 3, 0]),
    ("w2_forgotten", "dl_dh", [1, 1, 1]), ("x_forgotten", "dl_dW1", [[1, 1], [-0.5, -0.5], [0, 0]]),
    ("rows_swapped", "dl_dW1", [[0, 0], [-1, -0.5], [2, 1]]), ("updated_w2", "dl_dh", [0.9, -0.8, 2])])
def test_a_mistake_and_what_follows_from_it(spoiled, key, line, wrong):
    np.testing.assert_allclose(spoiled(key, line), wrong)
