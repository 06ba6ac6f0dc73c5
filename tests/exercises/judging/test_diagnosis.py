"""Which mistakes make the numbers that were entered."""

import numpy as np

import nbnn
from nbnn.exercises.judging.diagnosis import describe_mistakes, differs, fits, mistakes, possible, wrong_values
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.judging.sheets import fill, given_network, network_sheet

STEP = nbnn.sgd_step(nbnn.Network([[[1, 2], [-1, 3]], [2, -1]]), x=[1, -2], z=1, loss=nbnn.hinge, eta=0.1)
SHEET, GIVEN = network_sheet(STEP.before.quantities), given_network(STEP)
RIGHT = fill(SHEET, GIVEN)


def test_a_mistake_is_found_by_the_numbers_that_it_makes():
    names = {line.name for line in SHEET}
    for name in ("dl_dy", "dl_dw2", "dl_dh"):
        for each in possible(SHEET, frozenset(names)):
            wrong = wrong_values(each, SHEET, GIVEN, [name])
            if wrong is not None and differs(wrong, RIGHT, [name]):
                value = np.asarray(wrong[name], dtype=float)
                found = mistakes(value, name, SHEET, GIVEN, RIGHT)
                assert not found or any(fits(value, wrong_values(one, SHEET, GIVEN, [name])[name]) for one in found)


def test_what_is_right_is_no_mistake():
    assert mistakes(np.asarray(RIGHT["dl_dw2"], dtype=float), "dl_dw2", SHEET, GIVEN, RIGHT) == ()


def test_one_mistake_comes_with_its_hint_and_several_with_a_question():
    one, two = list(MISCONCEPTIONS.values())[:2]
    assert describe_mistakes(()) == ""
    assert describe_mistakes((one,), "First: ") == f"First: {one.words} {one.hint}"
    assert describe_mistakes((one, two)) == (f"Two different mistakes give these numbers: (1) {one.words} (2) {two.words} "
                                             "Which of them was yours?")
