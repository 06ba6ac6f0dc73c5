"""Exercises by hand: right answers in any form, what is said of wrong ones, and the walk from question to solution."""

import re

import pytest

from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.kinds.by_hand import ByHand
from nbnn.exercises.lessons.lesson_03_losses import hinge_slope
from nbnn.exercises.lessons.table import exercises

VARIANT = hinge_slope.variant(3)


def answer(*values):
    return {field.id: value for field, value in zip(VARIANT.fields, values)}


@pytest.mark.parametrize("exercise", [each for each in exercises().values() if isinstance(each, ByHand)], ids=lambda each: each.key)
def test_a_weight_has_one_name_in_the_question_and_at_its_box(exercise):
    weight = re.compile(r"[Ww]⁽.⁾|\bw\b")
    for seed in range(5):
        variant = exercise.variant(seed)
        asked = {name for field in (*variant.fields, *variant.workings) for name in weight.findall(field.label)}
        assert asked <= set(weight.findall(variant.question))


def test_a_right_answer_in_any_form():
    assert VARIANT.right_answer() == answer("−1", "1", "0")
    for form in (answer("-1", "+1", "0"), answer(-1, 1.0, 0), answer("−2/2", "10e-1", "[0]"), answer("−0.995", "1.004", "0")):
        assert VARIANT.check(form).verdict == "right"
    assert VARIANT.check(answer("−0.98", "1", "0")).verdict == "wrong"


def test_a_mistake_is_named_and_a_hint_given():
    for key in hinge_slope.tells:
        check = VARIANT.check(VARIANT.answer_of(MISCONCEPTIONS[key]))
        assert [each.key for each in check.found] == [key]
        assert MISCONCEPTIONS[key].hint in check.message


def test_two_mistakes_the_first_is_named():
    check = VARIANT.check(answer("1", "0.3", "0"))
    assert [each.key for each in check.found] == ["wrong_sign"]
    assert check.message.startswith("Look at ∂ℓ/∂y of example 1 first.")


def test_an_unknown_mistake_names_the_first_quantity_that_differs():
    check = VARIANT.check(answer("−1", "0.3", "9"))
    assert (check.found, check.first) == ((), "∂ℓ/∂y of example 2")
    assert "the first that is not right" in check.message
    check = VARIANT.check(answer("0.3", "1", "0"))
    assert "enter the lines before it as well: yz of example 1" in check.message
    check = VARIANT.check(answer("0.3", "1", "0") | {"1.margin": "5"})
    assert check.first == "yz of example 1"


def test_lines_above_are_no_condition():
    assert VARIANT.check(VARIANT.right_answer() | {"1.margin": "17"}).verdict == "right"
    assert VARIANT.check({"1.margin": "0.25"}).verdict == "refused"
    assert {field.id for field in VARIANT.workings} == {"1.margin", "2.margin", "3.margin"}


@pytest.mark.parametrize(("given", "words"), [
    ("1", "this exercise has 3 answers"), ({"4.dl_dy": "1"}, "there is no answer '4.dl_dy'"), ({}, "nothing here yet"),
    (answer("", " ", None), "nothing here yet"), (answer("nan", "1", "0"), "not a number"), (answer("−1", "x", "0"), "“x” is not"),
    (answer("0,5", "1", "0"), "decimals with a point"), (answer("−1, 2, 3", "1", "0"), "has 3 numbers, but it takes one number"),
    (answer("−1", "1"), "Still missing: ∂ℓ/∂y of example 3"), (answer("__import__('os')", "1", "0"), "is not a number"),
])
def test_what_is_no_answer_yet(given, words):
    check = VARIANT.check(given)
    assert check.verdict == "refused"
    assert words in str(check)


def test_the_walk_from_question_to_solution():
    assert "Example 2: y = 1.5, z = −1" in VARIANT.question
    assert len(VARIANT.hints) == 3
    assert "∂ℓ/∂y = −z where yz < 1, else 0 = −1" in VARIANT.solution()
    assert repr(VARIANT) == "Exercise hinge_slope, variant 3"
