"""A story is a recording: its numbers decode to what was given, its sentences are there for every moment."""

import numpy as np
import pytest

from nbnn.explain.recording.story import story
from nbnn.explain.writing.line import line
from nbnn.explain.writing.template import slot, text


def test_the_numbers_come_back():
    columns = {"w": np.linspace(0, 1, 5), "v": np.arange(10.0).reshape(5, 2)}
    made = story(columns, ["moment"] * 5, after={"w": np.array(1.25)}, head=2)
    order = [(column["name"], column["shape"]) for column in made.schema["columns"]]
    assert order == [("w", []), ("v", [2])]
    head, tail = (np.frombuffer(chunk, "<f4") for chunk in (made.head, made.tail))
    assert head.tolist() == [0, 0.25, 0, 1, 2, 3]
    assert tail.tolist() == [0.5, 0.75, 1, 4, 5, 6, 7, 8, 9]
    assert made.schema["final"] == {"w": [1.25]}
    assert made.schema["sentences"] == ["moment"] * 5


def test_every_moment_needs_its_row_and_its_sentence():
    with pytest.raises(ValueError, match=r"\[2, 3\] rows: each needs one for every moment"):
        story({"w": np.zeros(3)}, ["a", "b"])


def test_a_line_without_a_sentence_says_symbol_and_value():
    made = line("w", "w", value=slot("w", paren=True), words="where we are")
    assert text(made["sentence"], lambda name, k, after: -2.0) == "w = (−2)"
    assert made["size"] == 1 and made["reasons"] == []


def test_a_story_without_lines_has_one_that_is_always_reached():
    assert len(story({"w": np.zeros(2)}, ["", ""]).schema["lines"]) == 1


def test_numbers_that_float32_cannot_hold_are_refused_or_infinite():
    with pytest.raises(ValueError, match="the numbers w grow past 10³⁸, further than the page can show: give smaller ones"):
        story({"w": np.array([1e39])}, [""])
    assert np.frombuffer(story({"w": np.array([1e39])}, [""], infinite=True).head, "<f4").tolist() == [np.inf]
