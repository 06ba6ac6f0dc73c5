"""Far transfer: other networks, and finished boards of which it is computed which line, or which board, is wrong."""

import numpy as np
import pytest

from nbnn.exercises.judging.following import with_entered
from nbnn.exercises.judging.matching import agree
from nbnn.exercises.judging.sheets import fill, given_network, network_sheet
from nbnn.exercises.lessons.lesson_13_far_transfer import (
    BACKWARD_LINES,
    EXERCISES,
    FORMULAS,
    SPOILERS,
    find_the_mistake,
    which_board,
)
from nbnn.exercises.lessons.table import of_lesson

VARIANTS = 200


def wrong_lines(board):
    """The lines that do not follow from those above them on the same board."""
    sheet, given = network_sheet(board.step.before.quantities), given_network(board.step)
    above, wrong = {}, []
    for name in FORMULAS:
        if not agree(board.values[name], fill(with_entered(sheet, above), given, [name])[name]):
            wrong.append(name)
        above[name] = board.values[name]
    return wrong


def test_they_are_of_the_lesson_and_counted_apart():
    assert set(EXERCISES) <= set(of_lesson("13"))
    assert all(each.far and each.counts for each in EXERCISES)
    assert not any(each.far for each in of_lesson("13") if each not in EXERCISES)


def test_one_line_of_the_board_is_wrong_and_it_is_the_one_asked_for():
    seen = set()
    for variant in map(find_the_mistake.variant, range(VARIANTS)):
        board, names = variant.drawn
        assert wrong_lines(board) == [board.wrong] and board.wrong in names
        assert variant.check(variant.right_answer()).right and variant.right_answer().startswith("the line")
        seen.add(board.mistake.key)
    assert seen == set(SPOILERS)


def test_one_of_the_three_boards_is_right():
    places = set()
    for variant in map(which_board.variant, range(VARIANTS)):
        right = [not wrong_lines(board) for board in variant.drawn]
        assert sum(right) == 1
        assert variant.right_answer() == f"Board {'ABC'[right.index(True)]}"
        places.add(right.index(True))
        texts = [", ".join(board.lines(BACKWARD_LINES)) for board in variant.drawn]
        assert len(set(texts)) == 3, "no two look the same"
    assert places == {0, 1, 2}


@pytest.mark.parametrize("key", ["three_layers", "with_a_bias", "two_scores", "another_activation"])
def test_the_numbers_show_what_is_new(key):
    """A unit that is on and one that is off in each layer, and a derivative that reaches the first weights."""
    exercise = next(each for each in EXERCISES if each.key == key)
    for variant in map(exercise.variant, range(40)):
        (part,), (right,) = variant.parts, variant.right
        for name, value in {**part.given, **right}.items():
            if name.startswith("a") and isinstance(value, np.ndarray):
                assert (value > 0).any() and (value < 0).any(), (variant, name)
        assert np.any(right["dl_dW1"])


def test_the_probabilities_shown_are_those_of_the_scores():
    two_scores = next(each for each in EXERCISES if each.key == "two_scores")
    for variant in map(two_scores.variant, range(10)):
        (part,) = variant.parts
        W1, W2, x = (part.given[name] for name in ("W1", "W2", "x"))
        e = np.exp(W2 @ np.maximum(0, W1 @ x))
        assert np.exp(part.given["y"]) == pytest.approx(e / e.sum(), abs=0.0051)
