"""Every misconception over many variants: recognized, told from the others, and never seen in a right answer."""

from functools import cache

import numpy as np
import pytest

import nbnn
from nbnn.exercises.judging.misconceptions import ALL, MISCONCEPTIONS, misconception
from nbnn.exercises.judging.sheets import network_sheet
from nbnn.exercises.kinds.by_hand import ByHand
from nbnn.exercises.kinds.code import Code
from nbnn.exercises.kinds.recognition import collisions, looks_like, pair_recognition, recognition, report, variants_of
from nbnn.exercises.lessons.table import exercises

VARIANTS = 20
BY_HAND = [each for each in exercises().values() if isinstance(each, ByHand)]
TOLD = sorted({key for each in BY_HAND for key in each.tells})

# What the course promises to recognize, by the keys of the table.
PROMISED = ("wrong_sign", "z_forgotten", "margin_ignored", "margin_inverted", "gate_missing", "slope_at_h", "a_for_h", "W1_transposed",
            "outer_reversed", "updated_w2", "plus_update", "eta_twice", "sum_for_mean", "two_missing", "softmax_axis", "wrt_p",
            "labels_0_1", "label_off_by_one", "adam_no_correction", "adam_eps_inside", "decay_off_by_one", "l2_factor",
            "dropout_not_rescaled", "he_variance", "w2_forgotten", "x_for_h", "h_for_x", "target_left_out", "target_added", "rows_swapped",
            "x_of_another", "eta_in_derivative", "zero_loss", "loss_plus", "relu_for_leaky")


@cache
def variants(exercise):
    """Made once for all tests."""
    return variants_of(exercise, VARIANTS)


def test_the_table():
    assert len(MISCONCEPTIONS) == len(ALL)
    assert set(PROMISED) <= set(MISCONCEPTIONS)
    for each in ALL:
        assert each.formula and each.words.endswith(".") and each.hint[-1] in ".?:", each.key
        assert each.slips
    assert misconception("updated w⁽²⁾ used").key == "updated_w2"
    with pytest.raises(ValueError, match="did you mean 'wrong_sign'"):
        misconception("wrong sing")


def test_each_promised_one_is_told_by_an_exercise():
    assert set(PROMISED) <= set(TOLD)


def assert_checks_find_what_is_counted(exercise):
    """Of each variant one mistake is entered as text and checked; the count is by numbers."""
    for at, variant in enumerate(variants(exercise)):
        known = list(looks_like(variant))
        if known and not any(variant.has_choice):
            mistake, found = known[at % len(known)]
            check = variant.check(variant.answer_of(mistake))
            assert check.verdict == "wrong" and set(check.found) == set(found), (variant, mistake)


@pytest.mark.parametrize("exercise", BY_HAND, ids=lambda each: each.key)
def test_wrong_answers_are_recognized(exercise):
    """Entered as rounded text, as a learner would: 95 % at least, and mostly nothing else fits."""
    assert_checks_find_what_is_counted(exercise)
    for row in recognition(exercise, variants(exercise)):
        assert row.recognized >= 0.95 * row.visible, row
        if row.told:
            assert row.recognized >= 0.95 * VARIANTS, row
            assert row.alone >= 0.75 * VARIANTS, row


@pytest.mark.parametrize("exercise", BY_HAND, ids=lambda each: each.key)
def test_no_right_answer_is_accused(exercise):
    for variant in variants(exercise):
        check = variant.check(variant.right_answer())
        assert (check.verdict, check.found) == ("right", ()), variant


@pytest.mark.parametrize("exercise", BY_HAND, ids=lambda each: each.key)
def test_two_that_are_told_apart_hardly_ever_look_the_same(exercise):
    for (one, other), count in collisions(variants(exercise)).items():
        assert count <= 0.05 * VARIANTS or not {one, other} <= set(exercise.tells), (one, other)


# Pairs that the course promises to recognize in one line: exercise → the two.
TWO_AT_ONCE = (("first_layer", ("wrong_sign", "gate_missing")), ("first_layer", ("gate_missing", "outer_reversed")),
               ("chain_of_scalars", ("wrong_sign", "x_forgotten")), ("chain_of_scalars", ("square_factor", "w2_forgotten")))


@pytest.mark.parametrize("exercise", [each for each in BY_HAND if len(each.tells) > 1], ids=lambda each: each.key)
def test_two_mistakes_at_once_are_recognized_where_they_look_like_no_single_one(exercise):
    """Every pair in every variant by its numbers, and one pair of each variant entered as a learner would."""
    rows = pair_recognition(exercise, variants(exercise))
    assert sum(row.recognized for row in rows) >= 0.75 * sum(row.apart for row in rows)
    for key, promised in TWO_AT_ONCE:
        if key == exercise.key:
            (row,) = [row for row in rows if set(row.pair) == set(promised)]
            assert row.recognized >= 0.95 * row.apart and row.apart >= 0.95 * VARIANTS, row
    for at, variant in enumerate(variants(exercise)):
        if variant.pairs:
            pair, wrong = variant.pairs[at % len(variant.pairs)]
            check = variant.check(variant.as_texts(wrong))
            assert check.verdict == "right" or check.found, (variant, pair)


def test_of_several_that_fit_the_likely_one_is_named_first():
    """One example with z = −1: a reversed sign and a forgotten z make the same number."""
    variant = next(each for each in map(exercises()["linear_update"].variant, range(50)) if each.parts[0].given["z"] == -1)
    check = variant.check(variant.answer_of(MISCONCEPTIONS["z_forgotten"]))
    assert {"z_forgotten", "wrong_sign"} <= {each.key for each in check.found}
    first, second = (MISCONCEPTIONS[key] for key in ("wrong_sign", "z_forgotten"))
    assert check.message.startswith(f"Most likely: {first.words} {first.hint} Another mistake makes the same numbers: {second.words}")


def test_other_numbers_for_every_seed_and_the_same_for_the_same():
    for exercise in exercises().values():
        assert exercise.variant(7).question == exercise.variant(7).question
    for exercise in BY_HAND:
        assert len({exercise.variant(seed).question for seed in range(20)}) > 5, exercise.key


def test_numbers_are_pleasant():
    """Few digits in what is given, and in what comes out of a network."""
    for exercise in BY_HAND:
        for seed in range(20):
            for part in exercise.variant(seed).parts:
                for name, value in part.given.items():
                    if isinstance(value, (float, np.ndarray)) and name not in ("y", "Y", "a", "h", "dl_dy", "validation", "training"):
                        assert np.allclose(np.asarray(value) * 80, np.round(np.asarray(value) * 80)), (exercise.key, name, value)


def test_the_report_names_both_tables():
    text = report([exercises()["linear_update"]], 5)
    assert "plus_update" in text
    assert "wrong_sign" in text.partition("same answer")[2]


def test_each_mistake_is_made_in_a_line_that_some_calculation_has():
    """A slip in a line of no calculation could never be found."""
    by_hand = [each for each in exercises().values() if isinstance(each, ByHand)]
    sheets = [part.sheet for each in by_hand for seed in range(3) for part in each.variant(seed).parts]
    sheets += [network_sheet(nbnn.Network.random((2, 3, 1), output="sigmoid").quantities)]
    sheets += [call.sheet for each in exercises().values() if isinstance(each, Code) for call in each.variant(0).calls]
    roles = {line.role for sheet in sheets for line in sheet}
    assert {each.key for each in MISCONCEPTIONS.values() if not roles & each.slips.keys()} == set()
    assert {each.likely for each in MISCONCEPTIONS.values()} <= {1, 2, 3}
