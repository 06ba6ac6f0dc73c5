"""What every exercise is: checks, answers by field, and what can be stored of an answer."""

import json

import numpy as np
import pytest

from nbnn.exercises.judging.exercise import LONGEST_STORED, Check, is_empty, refusal, storable
from nbnn.exercises.lessons.table import exercise


class Unsayable:
    def __str__(self):
        raise RuntimeError("no words")


def test_a_check_is_its_message():
    check = Check("right", "Right.")
    assert check.right and str(check) == "Right." and repr(check) == "Check(right)"
    assert refusal("Fill in the boxes.").verdict == "refused" and not refusal("").right


def test_answers_belong_to_fields():
    variant = exercise("first_layer").variant(0)
    name = variant.fields[0].id
    assert variant.answers({name: "1"}) == {name: "1"}
    with pytest.raises(ValueError, match="there is no answer 'nothing' here"):
        variant.answers({"nothing": 1})


def test_the_same_seed_makes_the_same_numbers():
    record = exercise("first_layer")
    assert record.variant(3).fingerprint == record.variant(3).fingerprint != record.variant(4).fingerprint
    assert repr(record.variant(3)) == "Exercise first_layer, variant 3"


@pytest.mark.parametrize(("given", "kept"), [
    (np.array([1.5, 2.0]), [1.5, 2.0]), (np.float64(2.0), 2.0), ({"a": (1, None)}, {"a": [1, None]}), (float("nan"), "nan"),
    (2 ** 80, str(2 ** 80)), (Unsayable(), "(Unsayable: RuntimeError)"), ("x" * 9999, "x" * LONGEST_STORED),
])
def test_whatever_is_entered_can_be_stored(given, kept):
    assert storable(given) == kept
    json.dumps(storable(given), allow_nan=False)


def test_a_box_is_empty_when_nobody_wrote_into_it():
    assert [is_empty(value) for value in (None, "", "  ", "0", 0, [])] == [True, True, True, False, False, False]
