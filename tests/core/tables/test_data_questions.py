"""What is asked about data: row numbers, copies, answers given away, scales, classes."""

import numpy as np

from nbnn.core.tables.data_questions import (
    Question,
    ask_about_classes,
    ask_about_constants,
    ask_about_features,
    ask_about_scales,
    code,
    looks_like_row_number,
    sizes_of,
    spellings,
)

RNG = np.random.default_rng(0)


def test_a_question_says_how_to_decide():
    asked = Question("Is it?", "Leave out 'a'", {"leave_out": ("a",)})
    assert str(asked) == "Is it? (leave_out=('a',) does it.)" and not asked.is_open
    both = Question("Which?", change={"label": "a"}, taken={"label": "b"})
    assert both.is_open and str(both) == "Which? Write label='b' or label='a'." and code({"a": 1, "b": "x"}) == "a=1, b='x'"


def test_row_numbers_copies_and_answers_are_asked_about():
    n, labels = 10, list("aabbaabbab")
    x = np.column_stack([np.arange(n), RNG.normal(size=n), np.zeros(n), [float(each == "a") for each in labels]])
    x[:, 2] = x[:, 1]
    found = ask_about_features(x, ["k", "len", "again", "told"], labels)
    assert [each.change["leave_out"] for each in found] == [("k",), ("again",), ("told",)]
    assert ask_about_features(RNG.normal(size=(n, 3)), ["a", "b", "c"], labels) == ()


def test_what_looks_like_a_row_number():
    assert looks_like_row_number("k", np.arange(1.0, 11)) and looks_like_row_number("id", np.array([7.0, 3.0, 9.0]))
    assert not looks_like_row_number("len", np.array([7.0, 3.0, 9.0])) and not looks_like_row_number("id", np.array([1.5, 2.0, 3.0]))


def test_constants_and_scales():
    assert "'a' has the same value" in ask_about_constants(np.array([[1.0, 2], [1, 3]]), ["a", "b"])[0].words
    assert ask_about_constants(np.array([[1.0, 2]]), ["a", "b"]) == ()
    x = np.array([[0.0, 0.0], [1.0, 500.0]])
    assert "spans 500 and 'a' only 1" in ask_about_scales(x, ["a", "b"])[0].words and ask_about_scales(x / [1, 100], ["a", "b"]) == ()


def test_classes():
    assert ask_about_classes((("a", 5), ("b", 5)), "z") == ()
    assert "a different value in each of the 3 rows" in ask_about_classes((("a", 1), ("b", 1), ("c", 1)), "z")[0].words
    assert "has only one example" in ask_about_classes((("a", 9), ("b", 1)), "z")[0].words
    assert ask_about_classes((("a", 4), ("A", 5), ("b", 3)), "z")[0].change == {"same_class": True}
    for sizes in ([(str(k), 2) for k in range(25)], [(f"{k}.5", 1) for k in range(25)]):
        [asked] = ask_about_classes(sizes, "price")
        assert "is it a measurement, a number to be predicted?" in asked.words
        assert (asked.choice, asked.change) == ("Predict 'price' as a number", {"targets": ("price",)})
    assert not ask_about_classes([(f"n{k}", 1) for k in range(25)], "name")[0].change


def test_spellings_and_sizes():
    assert spellings(["a b", "A_B", "1", "1.0"]) == {"a b": ["a b", "A_B"], "1": ["1", "1.0"]}
    assert sizes_of(["10", "9", "9"]) == (("9", 2), ("10", 1)) and sizes_of(["b", "a", "b"]) == (("a", 1), ("b", 2))
