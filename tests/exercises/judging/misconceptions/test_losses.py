"""Mistakes in the loss and its derivative, each worked out on paper for the worked example, where yz = 0.5."""

import numpy as np
import pytest

import nbnn
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.judging.sheets import fill, given_network, network_sheet


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
