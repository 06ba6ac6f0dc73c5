"""Mistakes in the update, each worked out on paper for the worked example: w⁽²⁾ = (1, −0.5, 2), ∂ℓ/∂w⁽²⁾ = (1, 3, 0), η = 0.1."""

import numpy as np
import pytest


@pytest.mark.parametrize(("key", "wrong"), [
    ("plus_update", [1.1, -0.2, 2]), ("eta_twice", [0.99, -0.53, 2]), ("eta_forgotten", [0, -3.5, 2])])
def test_a_mistake_and_what_follows_from_it(spoiled, key, wrong):
    np.testing.assert_allclose(spoiled(key, "w2_new"), wrong)
