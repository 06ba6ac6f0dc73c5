"""What did not change in W⁽¹⁾, and the reason that is said."""

import numpy as np

from nbnn.core.network.network import Network
from nbnn.core.records.losses import hinge
from nbnn.core.training.sgd import sgd_step
from nbnn.exercises.lessons.lesson_13_backpropagation import _still


def still(x, z):
    """Unit 1 is on for a positive x, unit 2 for a negative one; y is |x| and its label +1 is met from 1."""
    return _still(sgd_step(Network([np.array([[1.0, 0.0], [-1.0, 0.0]]), [1.0, 1.0]]), [x, 1.0], z, hinge, 0.1))


def test_the_margin_and_the_rows_are_those_of_the_update():
    met, missed = still(2.0, 1), still(0.5, 1)
    assert met.option == "all of them" and "yz = 2: the margin is met; a₁ = 2, a₂ = −2. After" in met.shown
    assert missed.option == "those of row 2 only" and "yz = 0.5: the margin is not met; a₁ = 0.5, a₂ = −0.5. After" in missed.shown
    assert still(-0.5, 1).option == "those of row 1 only"
