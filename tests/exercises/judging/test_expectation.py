"""What somebody expected beside what came."""

import numpy as np
import pytest

from nbnn.exercises.judging.expectation import awaited

VECTOR, MATRIX = np.array([1.0, 3.0, -1.5]), np.array([[2.0, 1.0], [-1.0, -0.5], [0.0, 0.0]])


def compared(value, text, **more):
    (part,) = awaited(value, **more)
    assert part.refusal(text) == ""
    return part.beside(text)


@pytest.mark.parametrize(("value", "text"), [
    (1 / 3, "0.33"), (1 / 3, "0.3"), (1 / 3, "1/3"), (1 / 3, " 1/3 "), (56.8, "57"), (0.00149, "1.5e-3"), (1e-3, "10^-3"), (2, "2.0"),
    (-0.5, "−1/2"), (0.125, "0.13"), (0.0, "0"), (1e-15, "0"), (np.float64(7), "7"), (-0.05, "-0.1"),
])
def test_a_number_agrees_when_it_rounds_to_what_was_written(value, text):
    assert compared(value, text)["same"] == [[True]]


@pytest.mark.parametrize(("value", "text"), [
    (1 / 3, "0.34"), (1 / 3, "0"), (0.4, "0"), (0.004, "0.0"), (-0.5, "-1"), (-0.5, "0.5"), (2.33, "2"), (1 / 3, "2/7"), (56.8, "56"),
])
def test_and_does_not_when_it_does_not(value, text):
    found = compared(value, text)
    assert found["same"] == [[False]] and found["words"] == "Different from what you wrote."


@pytest.mark.parametrize("text", ["1, 3, -3/2", "[1 3 -1.5]", "1 3 -1.5", "[[1], [3], [-1.5]]", "1; 3; -1.5"])
def test_a_vector_may_lie_or_stand(text):
    found = compared(VECTOR, text)
    assert found["same"] == [[True] * 3] and found["came"] == [["1", "3", "−1.5"]] and found["words"] == "All 3 are as you wrote."


@pytest.mark.parametrize("text", ["2 1; -1 0.5; 0 0", "2 1\n-1 0.5\n0 0", "2, 1, -1, 0.5, 0, 0", "[[2, 1], [-1, 0.5], [0, 0]]"])
def test_a_matrix_is_compared_entry_by_entry(text):
    found = compared(MATRIX, text)
    assert found["same"] == [[True, True], [True, False], [True, True]] and found["words"] == "5 of the 6 are as you wrote."
    assert found["wrote"] == [["2", "1"], ["−1", "0.5"], ["0", "0"]] and found["came"] == [["2", "1"], ["−1", "−0.5"], ["0", "0"]]


def test_an_entry_keeps_how_it_was_written():
    assert compared([1 / 3, 2.0], "1/3 2.0")["wrote"] == [["1/3", "2.0"]]
    assert compared([1 / 3, 2.0], "1 / 3, 2")["wrote"] == [["0.3333", "2"]], "spaces part a fraction: the numbers are shown"


@pytest.mark.parametrize(("value", "text", "words"), [
    (1.0, "a lot", "“a” is not a number"), (1.0, "1 2", "that is 2 numbers, and the answer is one number"),
    (VECTOR, "1 3", "that is 2 numbers, and the answer is 3 numbers"), (1.0, "1/0", "a division by 0"),
    (MATRIX, "2 -1 0; 1 -0.5 0", r"that is 2 × 3 numbers \(2 rows of 3\), and the answer is 3 × 2 numbers"),
    (True, "perhaps", "choose one of these"), ("word", "w" * 3000, "3000 characters"), (1.0, "nan", "not a number"),
])
def test_what_is_no_answer_is_refused_in_words_and_shown_as_it_is(value, text, words):
    import re
    (part,) = awaited(value)
    assert re.search(words, part.refusal(text))
    assert part.beside(text)["wrote"] == [[text]] and part.beside(text)["same"] == []


def test_nothing_written_is_nothing_compared():
    (part,) = awaited(1.0)
    assert part.refusal(" ") == "" and part.beside(" ")["wrote"] == [] and part.beside("")["words"] == ""


def test_words_are_compared_as_words():
    assert compared("Hinge", " hinge.")["same"] == [[True]]
    assert compared("hinge", "perceptron")["same"] == [[False]]
    assert compared(float("inf"), "infinity")["same"] == compared(float("nan"), "NaN")["same"] == [[True]]


def test_a_truth_is_a_choice():
    (part,) = awaited(np.bool_(False))
    assert part.options == ("yes", "no") and part.beside("no")["same"] == [[True]]


def test_a_choice_is_one_of_its_options():
    assert compared(3, "3", choices=(2, 3, 4))["same"] == [[True]]
    assert compared(np.int64(3), "3", choices=(2, 3, 4))["same"] == compared(0.1 + 0.2, "0.3", choices=(0.3, 0.4))["same"] == [[True]]
    assert compared(np.bool_(1), "Yes", choices=("Yes", "No"))["same"] == compared(False, "no", choices=("yes", "no"))["same"] == [[True]]
    assert compared(-1, "−1", choices=(1, -1))["same"] == [[True]], "a number has its real minus sign; a text is as it is"
    assert awaited("a-b", choices=("a-b", "b-a"))[0].options == ("a-b", "b-a")
    assert compared("up", "down", choices=("up", "down"))["same"] == [[False]]
    assert compared(VECTOR, "yes", choices=("yes", "no"))["same"] == [[None]], "the value names none of them: nothing is compared"
    with pytest.raises(ValueError, match="value is 'left', which is none of the choices up, down"):
        awaited("left", choices=("up", "down"))
    with pytest.raises(ValueError, match="at least two different ones"):
        awaited("up", choices=("up", "up"))


def test_a_tuple_has_a_field_for_each_entry():
    y, h, right = awaited((1.5, VECTOR, True), names=("y", "h", "right"))
    assert (y.name, h.name, right.name) == ("y", "h", "right") and [part.kind for part in (y, h, right)] == ["number", "array", "choice"]
    with pytest.raises(ValueError, match="names has 1 entries, but value has 2"):
        awaited((1.0, 2.0), names=("y",))


@pytest.mark.parametrize("value", [None, {"a": 1}, [[1], [1, 2]], np.zeros((2, 2, 2)), object(), 1j, [], np.array(["a"]), np.arange(10**4),
                                   ({}, 1), [float("nan")]])
def test_anything_else_is_expected_in_words_and_not_compared(value):
    (part,) = awaited(value, as_text=lambda each: "as text")
    assert part.kind == "text" and part.beside("my guess") == {"name": "", "wrote": [["my guess"]], "came": [["as text"]],
                                                               "same": [[None]], "words": ""}


def test_of_several_entries_none_may_be_right():
    assert compared(VECTOR, "7 7 7")["words"] == "None of the 3 is as you wrote."
    assert compared(VECTOR, "1 7 7")["words"] == "1 of the 3 is as you wrote."


def test_rows_are_asked_for_where_there_are_several():
    (matrix,), (vector,) = awaited(MATRIX), awaited(VECTOR)
    assert (matrix.several_rows, vector.several_rows) == (True, False)
    assert matrix.invites == "a row a line" != vector.invites
