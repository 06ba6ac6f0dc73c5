"""Pleasant numbers for a question."""

import numpy as np
import pytest

from nbnn.core.records.losses import hinge, perceptron
from nbnn.exercises.kinds.chance import Chance
from nbnn.exercises.kinds.drawing import SMALL, describe_update, distinct, label, numbers, plain, two_layers, with_sign


@pytest.mark.parametrize("seed", range(10))
def test_numbers_are_among_the_small_ones_and_a_label_has_a_sign(seed):
    rng = Chance(seed)
    assert set(numbers(rng, (3, 2)).ravel()) <= set(SMALL) and len(set(distinct(rng, 5))) == 5
    z = label(rng)
    assert with_sign(z) == {1: "+1", -1: "−1"}[z]


@pytest.mark.parametrize("loss", [hinge, perceptron])
@pytest.mark.parametrize("met", [True, False])
def test_an_update_has_a_unit_on_and_one_off_and_is_never_at_the_kink(loss, met):
    for seed in range(20):
        step = two_layers(Chance(seed), 1, loss=loss, met=met)
        assert (step.a > 0).any() and (step.a < 0).any()
        assert (step.y * step.z > loss.kinks[-1]) is met


def test_a_question_says_every_number_exactly():
    step = two_layers(Chance(1), -1)
    words = describe_update(step, eta=True)
    assert f"x = {plain(step.x)}" in words and words.endswith("z = −1, η = 0.1")
    assert plain(0.1) == "0.1" and plain(np.array([[1.0, -0.5]])) == "[[1, −0.5]]"


def test_numbers_that_are_to_differ_are_not_drawn_from_a_list_with_one_twice():
    with pytest.raises(ValueError, match="has a number twice: give each once"):
        distinct(Chance(1), 2, (1.0, 2.0, 2.0))
