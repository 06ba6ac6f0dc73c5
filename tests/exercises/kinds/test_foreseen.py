"""The answers that are foreseen come to what they are foreseen for, and nothing within their bounds comes to anything else."""

import pytest

from nbnn.exercises.judging.boxes import read_boxes
from nbnn.exercises.kinds.by_hand import ByHand
from nbnn.exercises.kinds.foreseen import MOST_ORDERS, between, foreseen, written
from nbnn.exercises.lessons.table import exercise, exercises


def variants():
    return [each.variant(3) for each in exercises().values() if isinstance(each, ByHand)][:6]


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.exercise.key)
def test_of_numbers_the_first_is_right_and_the_others_are_mistakes(variant):
    right, *mistakes, empty = foreseen(variant)
    check = variant.check(read_boxes(variant, right.given).answer)
    assert check.verdict == "right"
    for each in mistakes[:4]:
        assert variant.check(read_boxes(variant, each.given).answer).verdict in ("wrong", "right")  # right at a kink
    assert not any(text for texts in empty.given.values() for text in texts)


def test_of_a_choice_every_option_and_none():
    variant = exercise("why_batches").variant(0)
    given = [each.given["choice"] for each in foreseen(variant)]
    assert given == [[], *([k] for k in range(len(variant.fields[0].options)))]


def test_of_an_order_those_that_are_right_and_the_one_that_is_there():
    variant = exercise("board_order").variant(0)
    *right, there = foreseen(variant)
    options = variant.fields[0].options
    assert 1 <= len(right) <= MOST_ORDERS and there.given["order"] == list(range(len(options)))
    assert all(variant.check([options[at] for at in each.given["order"]]).verdict == "right" for each in right)


def test_code_cannot_be_foreseen():
    assert list(foreseen(exercise("hinge_derivative").variant(0))) == []


def test_a_number_is_taken_within_one_percent_and_is_written_with_all_its_digits():
    [bounds] = between(2.0)
    assert bounds["low"] == pytest.approx(1.98) and bounds["high"] == pytest.approx(2.02)
    [of_change] = between([2.0], 0.1)
    assert of_change["high"] == pytest.approx(2.001)
    assert written([0.5, 1 / 3]) == ["1/2", "1/3"] and float(written([0.123456789])[0]) == 0.123456789
