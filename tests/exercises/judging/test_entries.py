"""What is said of a line, entry by entry."""

import numpy as np
import pytest

from nbnn.core.records.reasons import ZeroReason
from nbnn.exercises.judging.entries import MISSING, REFUSED, RIGHT, UNSAID, WRONG, Entries, Reason, where

FLAGS = list(ZeroReason)[:2]
REASONS = tuple(Reason(key, f"of {key}", flag) for key, flag in zip(("this", "that"), FLAGS))


def mark(given, right, tries=1, flags=None, found=lambda numbers: ()):
    right = np.array(right, dtype=float)
    entries = Entries("dl_dh", right.shape, given, REASONS)
    return entries.refused or entries.mark(right, tries, found, flags)


def test_right_wrong_and_missing_entries_have_their_words():
    assert mark(["1", "1/2"], [1, 0.5]).verdict == RIGHT
    half = mark(["1", ""], [1, 0.5])
    assert half.verdict == MISSING and half.place == (1,) and half.message == "So far it is right. dl_dh (entry 2) is still empty."
    wrong = mark([["1", "2"], ["3", "5"]], [[1, 2], [4, 5]])
    assert (wrong.verdict, wrong.place) == (WRONG, (1, 0)) and "dl_dh (row 2, column 1) is the first that is not right" in wrong.message


def test_the_first_time_nothing_is_said_of_what_comes_after_the_first_wrong_one():
    first = mark(["1", "9", "9"], [1, 2, 3], tries=0)
    assert first.entries.tolist() == [RIGHT, WRONG, UNSAID] and first.message == "The first wrong entry is dl_dh (entry 2): try again."


def test_a_zero_may_be_given_by_its_reason_and_by_no_other():
    flags = np.array([FLAGS[0].value, 0])
    assert mark(["this", "2"], [0, 2], flags=flags).verdict == RIGHT
    other = mark(["that", "2"], [0, 2], flags=flags)
    assert other.verdict == WRONG and "is 0, but not because of that" in other.message


@pytest.mark.parametrize("given", ["x", "[1, 2, 3]", {5: "1"}, ["1", "two"], [["1"], ["2"]]])
def test_what_cannot_be_read_is_refused_and_never_raises(given):
    refused = mark(given, [1, 2])
    assert refused.verdict == REFUSED and refused.message.startswith("dl_dh") and refused.message.endswith(".")


def test_places_are_counted_as_people_count():
    assert [where(place) for place in ((), (0,), (1, 2))] == ["", " (entry 1)", " (row 2, column 3)"]
