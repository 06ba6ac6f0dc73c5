"""What a learner types: every usual way of writing numbers is read, nothing typed is ever run."""

from fractions import Fraction

import numpy as np
import pytest

from nbnn.exercises.judging.reading import (
    DEEPEST,
    LONGEST,
    MOST,
    SHOWN,
    Unreadable,
    half_digit,
    read,
    short,
    written_entries,
)

NUMBERS = {
    "1": 1, "+1": 1, "−2": -2, "-2": -2, "–2": -2, "0.5": 0.5, ".5": 0.5, "5.": 5, "1/3": 1 / 3, "−2/3": -2 / 3, "1 / 4": 0.25,
    "1.5e-3": 0.0015, "1.5E−3": 0.0015, "2·10⁻³": 0.002, "2*10^-3": 0.002, "2×10^(−3)": 0.002, "½": 0.5, "−¾": -0.75,
    "０．５": 0.5, "－１": -1, "2·(−3)": -6, "-(1/2)^2": -0.25, "-2^2": -4, "(-2)^2": 4, "1/2/2": 0.25, "2*3/4": 1.5, "4^0.5": 2,
}
LISTS = {
    "1, 2, 3": [1, 2, 3], "[1, 2, 3]": [1, 2, 3], "(1 2 3)": [1, 2, 3], "1 -2 3": [1, -2, 3], "1 −1/2": [1, -0.5], "1,2,": [1, 2],
    "1、2": [1, 2], "１，２": [1, 2], "[1, 2]ᵀ": [1, 2],
    "[[1, 2], [3, 4]]": [[1, 2], [3, 4]], "1 2; 3 4": [[1, 2], [3, 4]], "1 2\n3 4\n": [[1, 2], [3, 4]], "[1,2],[3,4]": [[1, 2], [3, 4]],
    "[1, 2]\n[3, 4]": [[1, 2], [3, 4]], "[1 2; 3 4]": [[1, 2], [3, 4]], "[[1, 2, 3], [4, 5, 6]]ᵀ": [[1, 4], [2, 5], [3, 6]],
    "1\n2": [[1], [2]], "[[1, 2]]": [[1, 2]], "[[0.8, −1.1], [0.6, 2.05]]": [[0.8, -1.1], [0.6, 2.05]],
}
REFUSED = {
    "": "nothing here yet", "   \n": "nothing here yet", "[]": "nothing here yet", "nan": "not a number",
    "NaN": "not a number", "inf": "finite", "−∞": "finite", "1/0": "division by 0", "1e999": "larger than any number",
    "10^400": "not a finite number", "9^9^9^9": "not a finite number", "0^-1": "not a finite number",
    "(-4)^0.5": "root of a negative", "x": "“x” is not", "__import__('os')": "“__import__” is not",
    "<b>1</b>": "“<” is not", "1; import os": "“import”, character 4, is not", "50%": "0.5 for 50 %", "1½": "3/2",
    "1/": "ends where a number", "−": "ends where a number", "--2": "is where a number", "[1, 2": "closing ] is missing",
    "1, 2]": "never opened", "1-2": "sums are not worked out", "1 - 2": "sums are not worked out",
    "1.2.3": "a space or a comma", "1,,2": "beside a comma", ",1": "beside a comma", "2**3": "powers with ^",
    "[[1], [2, 3]]": "row 1 has 1 number but row 2 has 2", "1, [2]": "some entries are numbers",
    "2·(1, 2)": "cannot be multiplied", "-[1, 2]": "sign before a list", "[[[1, 2]], [[3, 4]]]": "lists in lists",
    "(" * 20 + "1": "nested brackets", "1 " * LONGEST: "characters", "٣": "not a number", "1_000": "not a number",
    "None": "leave the box empty",
}


@pytest.mark.parametrize("text", NUMBERS, ids=repr)
def test_numbers(text):
    assert read(text).ndim == 0 or text.startswith("(")
    assert read(text).item() == pytest.approx(NUMBERS[text], rel=1e-15)


@pytest.mark.parametrize("text", LISTS, ids=repr)
def test_lists(text):
    assert read(text).tolist() == LISTS[text]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_what_is_refused_says_why(text):
    with pytest.raises(Unreadable, match="^.*" + REFUSED[text].replace("(", r"\(").replace("^", r"\^").replace("]", r"\]")):
        read(text)


def test_python_values():
    assert read(Fraction(1, 3)).item() == 1 / 3
    assert read([1, Fraction(1, 2), np.float64(2)]).tolist() == [1, 0.5, 2]
    assert read(((1, 2), [3, 4])).tolist() == [[1, 2], [3, 4]]
    assert read(np.eye(2)).tolist() == [[1, 0], [0, 1]]
    assert read([["1/2", "−3"], [4, "5e-1"]]).tolist() == [[0.5, -3], [4, 0.5]], "an entry typed into a box of its own is text"
    for wrong in (True, None, 1j, {"a": 1}, [1, "x"], [1, ""], ["1, 2", 3], float("nan"), np.inf, np.zeros(1000), 10 ** 400, object()):
        with pytest.raises(Unreadable):
            read(wrong)


def test_a_reading_is_locked_and_shared_with_nobody():
    given = np.array([1.0, 2.0])
    found = read(given)
    assert not found.flags.writeable
    given[0] = 5
    assert found.tolist() == [1, 2]


def test_a_message_repeats_only_a_piece_of_what_was_typed():
    with pytest.raises(Unreadable) as error:
        read("a" * 1500)
    assert len(str(error.value)) < 120


@pytest.mark.parametrize(("text", "numbers"), {
    "[1, 2]T": [1, 2], "[[1, 2, 3], [4, 5, 6]]⊤": [[1, 4], [2, 5], [3, 6]], "[[1, 2], [3, 4]]^T": [[1, 3], [2, 4]],
    "(3)": [3], "(3)·2": 6, "2·(3)": 6, "2/(4)": 0.5, "(2)^2": 4, "[2]^2": 4, "-(2)": -2, "+(2)": 2, "2^(3)": 8, "10^-(2)": 0.01,
    "[1, 2;]": [1, 2], "1; 2": [[1], [2]], "[[1, 2]; [3, 4]]": [[1, 2], [3, 4]], "[1,\n2]": [1, 2], "[[1,\n2],\n[3, 4]]": [[1, 2], [3, 4]],
    "1\t2": [1, 2], "1\r\n2\r\n": [[1], [2]], "1 (2)": None, "[[[1, 2]]]": [[1, 2]], "[[[1, 2], [3, 4]]]": [[1, 2], [3, 4]],
    "1 +2": [1, 2], "(1)(2)": [[1], [2]], "1e2 3": [100, 3], "2÷4": 0.5, "2⁄4": 0.5, "1 2": [1, 2],
}.items(), ids=repr)
def test_brackets_signs_and_line_ends(text, numbers):
    if numbers is None:
        with pytest.raises(Unreadable, match="some entries are numbers"):
            read(text)
    else:
        assert read(text).tolist() == numbers


def test_the_bounds_themselves_are_read():
    assert read("1" + " " * (LONGEST - 1)) == 1
    assert read("1 " * MOST).size == MOST == read(np.ones(MOST)).size
    assert read("(" * DEEPEST + "1" + ")" * DEEPEST).size == 1
    for beyond, message in ((" " * LONGEST + "1", f"{LONGEST + 1} characters"), (np.ones(MOST + 1), f"{MOST + 1} numbers"),
                            ([1] * (MOST + 1), f"{MOST + 1} numbers"), ("1 " * (MOST + 1), f"{MOST + 1} numbers"),
                            ("(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1), f"more than {DEEPEST} nested")):
        with pytest.raises(Unreadable, match=message):
            read(beyond)


def test_brackets_beside_each_other_do_not_count_as_nested():
    assert read(", ".join(["(1)"] * (DEEPEST + 2))).tolist() == [[1.0]] * (DEEPEST + 2)


@pytest.mark.parametrize(("given", "message"), [
    ("1 2 ab", "“ab”, character 5, is not"), ("ab", "“ab” is not a number"), ("infinity", "finite number"),
    ("1 [2, x1y]", "“x1y”, character 7,"),
    ("2^(1, 2)", "one exponent"), ("(-8)^(1/3)", "root of a negative"), ("1;;2 3", "row 1 has 1 number but row 2 has 2"),
    ("[1 2; 3]", "row 1 has 2 numbers but row 2 has 1"), (")", "a \\) closes"), ("(1, 2]", "a ] closes"),
    ("1 (-2", "closing \\) is missing"),
    ([[1], 2], "some entries are numbers"), ([[[1], [2]], [[3], [4]]], "lists in lists"), ([], "nothing here yet"),
    ([[], []], "nothing here yet"),
    (None, "nothing is not a number"), ({}, "a dict is not a number"), (True, "a bool is not"), (np.True_, "is not a number"),
    (float("nan"), "not a number”"), (-np.inf, "finite number"), (10 ** 400, "larger than any number"), (["1, 2"], "a single number"),
    ("1/(0)", "division by 0"), ("1e308·10", "larger than any number"), ("(-2)^2000", "not a finite number"),
])
def test_more_that_is_refused(given, message):
    with pytest.raises(Unreadable, match=message):
        read(given)


def test_a_whole_exponent_of_a_negative_number_has_a_value():
    assert read("(-2)^3") == -8 and read("(-2)^-1") == -0.5 and read("(-2)^(4/2)") == 4


def test_what_an_error_repeats():
    assert short("a" * SHOWN) == f"“{'a' * SHOWN}”" and short("a" * (SHOWN + 1)) == f"“{'a' * SHOWN}…”"
    assert short("  1 \n 2 ") == "“1 2”"


def test_the_numbers_of_a_list_as_they_were_written():
    assert written_entries("[0.50, −1; (2/3)]") == ["0.50", "−1", "2/3"] and written_entries("") == []
    assert written_entries("½ -3") == ["1⁄2".replace("⁄", "/"), "−3"]


@pytest.mark.parametrize(("text", "half"), {
    "0.33": 0.005, "−0.3": 0.05, "5": 0, "12": 0.5, "1/3": 0, "2·3": 0, "1e3": 500, "1.5e-3": 0.00005, "7e0": 0.5, "3.": 0.5, ".25": 0.005,
    "120": 0.5, "+0.5": 0.05, "−7": 0, "": 0, "1 2": 0,
}.items(), ids=repr)
def test_by_how_much_a_number_may_be_off_that_rounds_to_what_was_written(text, half):
    assert half_digit(text) == pytest.approx(half, rel=1e-12)
