"""Which mistakes make the numbers that were entered."""

import numpy as np

import nbnn
from nbnn.exercises.judging.diagnosis import (
    MOST_NAMED,
    MOST_PAIRS,
    both,
    describe_mistakes,
    describe_pair,
    differs,
    fits,
    likely_first,
    likely_pair,
    mistakes,
    pairs_of,
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


def wrong_dl_dW1(key):
    return np.asarray(wrong_values(MISCONCEPTIONS[key], SHEET, GIVEN, ["dl_dW1"])["dl_dW1"], dtype=float)


def test_each_mistake_that_shows_is_found_by_its_numbers():
    """Not only some mistake that makes the same numbers: this very one, unless another spoils the same lines in the same way."""
    names = {line.name for line in SHEET}
    shown = 0
    for name in ("dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1"):
        for each in possible(SHEET, frozenset(names)):
            wrong = wrong_values(each, SHEET, GIVEN, [name])
            value = np.asarray(wrong[name], dtype=float) if wrong else None
            if wrong and value.shape == np.shape(RIGHT[name]) and differs(wrong, RIGHT, [name]):
                shown += 1
                assert each in mistakes(value, name, SHEET, GIVEN, RIGHT), (name, each.key)
    assert shown >= 15


def test_an_entry_left_empty_says_nothing():
    entered = wrong_dl_dW1("gate_missing")
    assert MISCONCEPTIONS["gate_missing"] in mistakes(entered, "dl_dW1", SHEET, GIVEN, RIGHT)
    entered[0, 0] = np.nan
    assert MISCONCEPTIONS["gate_missing"] in mistakes(entered, "dl_dW1", SHEET, GIVEN, RIGHT)
    entered[1, 0] += 1
    assert MISCONCEPTIONS["gate_missing"] not in mistakes(entered, "dl_dW1", SHEET, GIVEN, RIGHT)
    assert mistakes(entered[:1], "dl_dW1", SHEET, GIVEN, RIGHT) == (), "another shape"


def test_what_was_entered_may_lie_or_stand():
    assert fits(np.array([[1.0], [2.0]]), [1, 2]) and fits(np.array([[1.0, 2.0]]), [1, 2]) and fits(np.array([3.0]), 3)
    assert not fits(np.array([1.0, 2.0, 3.0]), [1, 2]) and not fits(np.array([[1.0, 2.0], [3.0, 4.0]]), [1, 2, 3, 4])
    assert not fits(np.array([1.0, 2.0]), [[1, 2]]) and not fits(np.array([1.0, 2.5]), [1, 2])


def test_two_mistakes_are_of_different_kinds():
    found = possible(SHEET, frozenset(line.name for line in SHEET))
    pairs = list(pairs_of(found))
    assert pairs and all(not one.slips.keys() & other.slips.keys() for one, other in pairs)
    assert len(pairs) < len(found) * (len(found) - 1) / 2, "some spoil the same line"
    one, other = pairs[0]
    assert both((one, other)) == {**one.slips, **other.slips}


def test_the_likeliest_of_few_pairs():
    by_likelihood = sorted(MISCONCEPTIONS.values(), key=lambda each: each.likely)
    seldom, often = tuple(by_likelihood[:2]), tuple(by_likelihood[-2:])
    assert likely_pair([seldom, often]) == likely_pair([often, seldom]) == often
    assert likely_pair([often, seldom], told=[each.key for each in seldom]) == seldom
    assert likely_pair([often, seldom], told=[seldom[0].key]) == seldom
    assert likely_pair([often] * MOST_PAIRS) == often and likely_pair([often] * (MOST_PAIRS + 1)) == ()


def test_the_words_for_several_mistakes():
    one, two, three, four, *_ = MISCONCEPTIONS.values()
    assert describe_mistakes((one, two, three, four), "Here: ") == (
        f"Here: Most likely: {one.words} {one.hint} Other mistakes make the same numbers: {two.words} {three.words}")
    assert describe_pair((one, two), "Here: ") == (
        f"Here: Two mistakes at once make these numbers. (1) {one.words} {one.hint} (2) {two.words} {two.hint}")


def test_a_mistake_that_spoils_nothing_here_is_not_possible():
    assert possible(SHEET, frozenset()) == ()
    only = possible(SHEET, frozenset({"dl_dy"}))
    roles = {line.role for line in SHEET if line.name == "dl_dy"}
    assert only and all(roles & each.slips.keys() for each in only) and len(only) < len(MISCONCEPTIONS)
    spoilt = [tuple((role, each.slips[role]) for role in roles) for each in only]
    assert len(set(spoilt)) == len(spoilt), "of those that spoil it in the same way, one"
