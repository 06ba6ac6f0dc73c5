"""Symbols and numbers in a line of text: what is typeset, and that no sentence is taken apart."""

import pytest

import nbnn
from nbnn.explain.writing.step import step_nodes
from nbnn.explain.writing.template import slots, text
from nbnn.explain.writing.typeset import label_pieces, pieces, value_node


def as_text(parts):
    return "".join(each if isinstance(each, str) else text(each["math"], None) for each in parts)


@pytest.mark.parametrize("line", [
    "Example 1: W⁽¹⁾ = [[2, 0.5], [−2, −1.5]], w⁽²⁾ = [−2, −1.5], x = [2, −1.5], z = +1, η = 0.1",
    "a = [−0.5, 1], h = tanh(a) = [−0.462, 0.762], ∂ℓ/∂y = −1.97", "v = −0.2 from the updates before, η₀ = 0.2",
    "ReLU, hinge loss, W⁽¹⁾ = [[1.5, 1], [−0.5, −0.5]], z = −1. Which weights of W⁽¹⁾ stay?",
])
def test_what_is_typeset_still_says_the_same(line):
    parts = pieces(line)
    assert any(isinstance(each, dict) for each in parts)
    assert as_text(parts) == line


@pytest.mark.parametrize("line", ["ℓ = (y − z)²", "log p with p = 1/(1 + exp(−2zy))", "y = [0, log 3]", "50 %, 1 to 3", "<b>x</b>", ""])
def test_sentences_and_formulas_are_left_alone(line):
    assert pieces(line) == ([line] if line else [])


def test_letters_are_bold_where_they_have_more_than_one_entry():
    (many,), (one,) = pieces("x = [1, 2]"), pieces("x = 1")
    assert many["math"][1]["t"] == "vec"
    assert one["math"][1]["t"] == "mi"


@pytest.mark.parametrize("label", ["∂ℓ/∂W⁽¹⁾ of example 1", "a of example 2", "θ after the update", "m̂", "standard deviation", "limit"])
def test_labels_keep_their_words(label):
    assert as_text(label_pieces(label, True)) == label


def test_a_solved_board_has_its_numbers_written_in():
    step = nbnn.sgd_step(nbnn.Network([[[1, -1], [0.5, 2]], [1, -0.5]]), [2, 1], -1, nbnn.hinge)
    for typeset, line in zip(step_nodes(step), step.table(), strict=True):
        for name in ("symbol", "formula", "numbers", "value"):
            assert not slots(typeset[name])
            assert text(typeset[name], None) == line[name]


def test_arrays_stand_as_on_the_board():
    assert text(value_node([[1, -2], [0.5, 0]]), None) == "[[1, −2], [0.5, 0]]"
    assert text(value_node([1, 2]), None) == "[1, 2]"


@pytest.mark.parametrize("line", ["W = [[1, 2], 3]", "W = [[1, 2] [3, 4]", "W = [[1, 2], [3, 4]", "x = [1, 2", "x = [", "x = 1/3/4"])
def test_an_array_that_does_not_end_is_left_as_it_is(line):
    assert as_text(pieces(line)) == line


def test_one_number_is_no_column():
    assert value_node(-0.5) == {"t": "mn", "s": "−0.5"}
