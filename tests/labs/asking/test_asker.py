"""What every lab that asks has in common: levels, votes, and what a page may send."""

import numpy as np
import pytest

from nbnn.exercises.asking.stepper import LEVELS
from nbnn.labs.asking.asker import BLANK, LONGEST, about, beside, checked_vote, level_of, read_given


def test_a_level_is_a_number_or_its_words():
    assert [level_of(words) for words in LEVELS] == list(range(len(LEVELS))) and level_of(2) == 2
    with pytest.raises(ValueError):
        level_of(9)


def test_a_vote_has_a_question_and_two_different_options_at_least():
    vote = checked_vote(3, ("Will it?", "yes", "no"))
    assert (vote.question, vote.options) == ("Will it?", ("yes", "no"))
    for wrong in ("Will it?", ("Will it?", "yes"), ("Will it?", "yes", "yes"), ("Will it?", "yes", ""), 3, None):
        with pytest.raises(ValueError, match=r"cue asks .* at 3: give a question"):
            checked_vote(3, wrong)


def test_a_message_is_read_only_when_it_is_what_the_page_sends():
    assert read_given({"entries": ["1", "2"]}, (2,), 0) == ["1", "2"] and read_given({"entries": ["1"]}, (), 0) == "1"
    assert read_given({"text": "y = 1"}, (2,), BLANK) == "y = 1"
    for message in ({}, {"entries": ["1"]}, {"entries": ["1", 2]}, {"entries": "12"}, {"entries": ["1", "x" * (LONGEST + 1)]}):
        assert read_given(message, (2,), 0) is None


def test_a_question_is_told_from_any_other_by_its_numbers():
    assert about("y", np.array([1.0])) == about("y", np.array([1.0])) != about("y", np.array([1.0, 2.0]))
    assert beside([1.0, 2.0], ["1", ""]) == {"right": ["1", "2"], "entered": ["1", ""], "shape": [2]}
