"""What somebody with a book at hand types first, and which words lead on from there."""

import re

import pytest

import nbnn

W1, W2 = [[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]
EXAMPLE = {"x": [0.05, 0.10], "z": [0.01, 0.99]}
SCORES = [[5], [2], [-1], [3]]


@pytest.mark.parametrize("options, words", [
    ({"loss": "mse"}, "did you mean 'squared' or 'half_squared'?"),
    ({"loss": "mean_squared_error"}, "did you mean 'squared' or 'half_squared'?"),
    ({"activation": "logistic"}, "did you mean 'sigmoid'?"),
    ({"output": "linear"}, "did you mean 'identity'?"),
    ({"loss": "log loss"}, "did you mean 'cross_entropy' or 'binary_cross_entropy_01'?"),
    ({"learning_rate": 0.5}, "worked_example has no 'learning_rate': did you mean 'eta'?"),
    ({"lr": 0.5}, "did you mean 'eta'?"),
    ({"target": 1}, "did you mean 'z'?"),
    ({"output_activation": "sigmoid"}, "did you mean 'output'?"),
    ({"bias": [0.35, 0.60]}, "bias is [0.35, 0.6]: give True, and each unit's bias behind its weights"),
    ({"bias": True}, "with bias=True each row ends with its unit's bias"),
])
def test_words_and_forms_of_other_books(options, words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        nbnn.labs.worked_example(W1, W2, **{**EXAMPLE, **options})


def test_labels_and_inputs_of_other_books():
    with pytest.raises(ValueError, match=re.escape("the label itself, which counts from 1: z=2")):
        nbnn.labs.worked_example(SCORES, x=[1], z=[0, 1, 0, 0], loss="cross_entropy")
    with pytest.raises(ValueError, match=re.escape("x is the number 1: give a list, 1 entry, such as [1]")):
        nbnn.labs.worked_example(SCORES, x=1, z=1)
    with pytest.raises(AttributeError, match=r"labs are in nbnn\.labs"):
        nbnn.worked_example(SCORES, x=[1], z=1)


@pytest.mark.parametrize("formula, values, words", [
    ("3*(a + b*c)", {"a": 5, "b": 3}, "c in the formula '3*(a + b*c)' has no value"),
    ("1/(1 + e**-x)", {"x": 2}, "the exponential function is written exp(x)"),
    ("y = W @ x; p = softmax(y); sum(p)", {"W": [[1]], "x": [1]}, "softmax is no function here: it is written exp(y)/sum(exp(y))"),
    ("maximum(z, w)", {"z": 2, "w": -1}, "it is written max(a, b)"),
])
def test_formulas_of_other_books(formula, values, words):
    """No name gets a number that nobody gave it, e least of all."""
    with pytest.raises(ValueError, match=re.escape(words)):
        nbnn.labs.GraphLab(formula, values)


def test_a_formula_without_any_values_begins_with_ones():
    lab = nbnn.labs.GraphLab("a*b + e")
    assert lab.root.value == 2.0
    lab.close()
