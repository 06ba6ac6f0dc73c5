"""The worked example of the lecture with one mistake in it: x = (2, 1), z = −1, and right are a = (1, 3, −1.5), y = −0.5, ∂ℓ/∂y = 1."""

import pytest

import nbnn
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.judging.sheets import fill, given_network, network_sheet

NETWORK = nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])
STEP = nbnn.sgd_step(NETWORK, [2, 1], -1, loss=nbnn.hinge, eta=0.1)


@pytest.fixture
def network():
    return NETWORK


@pytest.fixture
def spoiled():
    """(key, name) → what becomes of the line `name` when this mistake is made and all else is done right."""
    def line(key: str, name: str):
        return fill(network_sheet(NETWORK.quantities), given_network(STEP), slips=MISCONCEPTIONS[key].slips)[name]
    return line
