"""Choices, orders and predictions."""

import numpy as np
import pytest

from nbnn.exercises.kinds.choice import Choice, Option, Ordering
from nbnn.exercises.kinds.prediction import Prediction
from nbnn.exercises.lessons.table import exercise, exercises

CHOICE = exercise("why_not_zero_one").variant(1)
ORDER = exercise("board_order")


def test_a_choice_by_number_or_text():
    right = CHOICE.fields[0].options.index(CHOICE.right_answer()) + 1
    for given in (right, str(right), CHOICE.right_answer(), {"choice": right}, f" {right} "):
        check = CHOICE.check(given)
        assert check.right
        assert check.answer == CHOICE.right_answer()
    wrong = CHOICE.check(right % 4 + 1)
    assert wrong.verdict == "wrong"
    assert str(wrong).startswith("Not this one. ")


@pytest.mark.parametrize("given", [None, "", 0, 5, 1.5, "yes", "nan", [1, 2], {"other": 1}, True, object()])
def test_what_is_no_choice(given):
    assert CHOICE.check(given).verdict == "refused"


def test_options_are_shuffled_by_the_seed():
    orders = {exercise("why_not_zero_one").variant(seed).fields[0].options for seed in range(30)}
    assert len(orders) > 10
    assert len({frozenset(order) for order in orders}) == 1


@pytest.mark.parametrize("record", [each for each in exercises().values() if type(each) is Choice], ids=lambda each: each.key)
def test_each_choice_has_a_right_answer_and_says_why_others_are_not(record):
    for seed in range(20):
        variant = record.variant(seed)
        assert sum(each.right for each in variant.options) == 1
        assert len({each.text for each in variant.options}) == len(variant.options)
        assert variant.check(variant.right_answer()).right
        assert all(each.why for each in variant.options)
        assert variant.solution()


def test_every_order_that_keeps_the_needs_is_right():
    variant = ORDER.variant(0)
    right = variant.right_answer()
    assert variant.check(right).right
    y, loss, slope = (right.index(each) for each in ("y = w⁽²⁾·h", "ℓ = max(0, 1 − yz)", "∂ℓ/∂y"))
    assert y < loss < slope
    other = [each for each in right if each != right[loss]]
    assert variant.check([*other, right[loss]]).right, "ℓ itself is needed by nothing"
    numbers = [variant.fields[0].options.index(each) + 1 for each in right]
    assert variant.check(numbers).right
    assert variant.check(" ".join(map(str, numbers))).right
    assert variant.check({"order": ", ".join(map(str, numbers))}).right
    assert variant.check(np.array(numbers).tolist()).right


def test_an_order_that_is_not_says_what_is_missing():
    variant = ORDER.variant(0)
    right = variant.right_answer()
    check = variant.check([right[0], right[2], right[1], *right[3:]])
    assert check.verdict == "wrong"
    assert check.message == "“y = w⁽²⁾·h” comes too early: it needs “h = ReLU(a)”, which comes later in your order."
    early = [each for each in right if "∂ℓ/∂h =" not in each]
    check = variant.check([*early, next(each for each in right if "∂ℓ/∂h =" in each)])
    assert check.verdict == "wrong"


@pytest.mark.parametrize("given", [None, "", [], "1 2 3", [1, 1, 2, 3, 4, 5, 6, 7, 8, 9], ["a"], "x", 5, [None]])
def test_what_is_no_order(given):
    assert ORDER.variant(0).check(given).verdict == "refused"


def test_no_order_is_right_from_the_start():
    for seed in range(50):
        for key in ("board_order", "sgd_order"):
            variant = exercise(key).variant(seed)
            assert variant.check(list(variant.fields[0].options)).verdict == "wrong"
    assert Ordering(key="k", name="k", text="?", lines=("a", "b"), needs={"b": ("a",)}).variant(0).fields[0].options == ("b", "a")


PREDICTIONS = [each for each in exercises().values() if isinstance(each, Prediction)]


@pytest.mark.parametrize("record", PREDICTIONS, ids=lambda each: each.key)
def test_a_prediction_is_compared_with_the_run(record):
    came = set()
    for seed in range(80):
        variant = record.variant(seed)
        outcome = variant.outcome()
        assert outcome.option in variant.fields[0].options
        assert variant.check(outcome.option).message.startswith("As you predicted")
        other = next(each for each in variant.fields[0].options if each != outcome.option)
        check = variant.check(other)
        assert check.verdict == "wrong"
        assert check.message.startswith(f"You predicted “{other}”. {outcome.shown}")
        came.add(outcome.option)
    assert len(came) >= 2, "it is no prediction when always the same happens"
    assert record.variant(0).check("perhaps").verdict == "refused"


def test_more_than_one_option_may_be_right():
    made = Choice(key="k", name="k", text="?", options=(Option("a", right=True), Option("b", right=True), Option("c")))
    assert [made.variant(0).check(each).right for each in ("a", "b", "c")] == [True, True, False]
