"""Which mistakes make the numbers that were entered."""

import numpy as np

import nbnn
from nbnn.exercises.judging.diagnosis import (
    MOST_NAMED,
    both,
    describe_mistakes,
    describe_pair,
    differs,
    fits,
    likely_first,
    likely_pair,
    mistakes,
    possible,
    two_mistakes,
    wrong_values,
)
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


def test_the_likely_mistake_comes_first_with_its_hint_and_few_others():
    one, two, *more = MISCONCEPTIONS.values()
    assert describe_mistakes(()) == ""
    assert describe_mistakes((one,), "First: ") == f"First: {one.words} {one.hint}"
    assert describe_mistakes((one, two)) == (f"Most likely: {one.words} {one.hint} Another mistake makes the same numbers: {two.words}")
    many = describe_mistakes((one, two, *more))
    assert sum(each.words in many for each in (one, two, *more)) == MOST_NAMED
    assert sum(each.hint in many for each in (one, two, *more)) == 1
    seldom = next(each for each in more if each.likely == 1)
    assert likely_first((seldom, one)) == (one, seldom)
    assert likely_first((one, seldom), told=(seldom.key,)) == (seldom, one)


def test_two_mistakes_at_once_are_named_where_few_pairs_make_the_numbers():
    sign, gate = MISCONCEPTIONS["wrong_sign"], MISCONCEPTIONS["gate_missing"]
    wrong = wrong_values(both((sign, gate)), SHEET, GIVEN, ["dl_dW1"])
    entered = np.asarray(wrong["dl_dW1"])
    assert mistakes(entered, "dl_dW1", SHEET, GIVEN, RIGHT) == ()
    assert set(two_mistakes(entered, "dl_dW1", SHEET, GIVEN, RIGHT)) == {sign, gate}
    assert likely_pair([(sign, gate)] * 3) == likely_pair([]) == ()
    assert describe_pair((sign, gate)).startswith(f"Two mistakes at once make these numbers. (1) {sign.words}")
