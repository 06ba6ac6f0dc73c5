"""Mistakes in the loss and its derivative, each worked out on paper for the worked example, where yz = 0.5."""

import numpy as np
import pytest


@pytest.mark.parametrize(("key", "line", "wrong"), [
    ("wrong_sign", "dl_dy", -1), ("wrong_sign", "dl_dw2", [-1, -3, 0]), ("z_forgotten", "dl_dy", -1), ("margin_inverted", "dl_dy", 0),
    ("margin_at_zero", "dl_dy", 0), ("margin_ignored", "dl_dy", 1), ("loss_plus", "loss", 1.5), ("loss_not_cut", "loss", 0.5)])
def test_a_mistake_and_what_follows_from_it(spoiled, key, line, wrong):
    np.testing.assert_allclose(spoiled(key, line), wrong)
