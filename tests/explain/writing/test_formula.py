"""Formulas as nodes: texts side by side are one, indices are lowered, and numbers take the place of letters."""

import pytest

from nbnn.core.records.formula import Formula
from nbnn.explain.writing.formula import equation_end, formula_node
from nbnn.explain.writing.mathml import mathml
from nbnn.explain.writing.template import fill_in, mi, slot, text


def read(name, k, after):
    return {"y": 0.5, "z": -1.0}[name]


def with_numbers(formula):
    return formula_node(Formula(formula, "yz").tree, {letter: slot(letter, paren=True) for letter in "yz"}, numbers=True)


def test_a_formula_alone_is_one_text():
    assert formula_node(Formula("max(0, 1 − yz)", "yz").tree) == "max(0, 1 − yz)"
    assert formula_node(None) == ""


def test_indices_are_lowered():
    assert formula_node(Formula("p_k − [k = z]").tree) == ["row", {"sub": ["p", "k"]}, " − [k = z]"]


def test_letters_are_replaced():
    assert formula_node(Formula("[a > 0]").tree, {"a": mi("b")}) == ["row", "[", {"t": "mi", "s": "b"}, " > 0]"]


@pytest.mark.parametrize(("formula", "written"), [
    ("1 − yz", "1 − 0.5·(−1)"), ("(z)²", "(−1)²"), ("sign(z)", "sign(−1)"), ("max(0, z)", "max(0, (−1))"), ("2yz", "2·0.5·(−1)"),
])
def test_numbers_have_brackets_once(formula, written):
    assert text(with_numbers(formula), read) == written


def test_numbers_are_filled_in_as_mathml():
    assert mathml(fill_in(with_numbers("1 − yz"), read)) == (
        '<math displaystyle="true"><mrow><mtext>1\u00a0−\u00a0</mtext><mn>0.5</mn><mtext>·</mtext><mn>(−1)</mn></mrow></math>')


def test_what_goes_on_in_words_stands_apart():
    assert equation_end(Formula("ℓ = w²"), "ℓ(w)") == "w²"
    assert equation_end(Formula("ℓ = w if w > 0, else 0"), "ℓ(w)") == ["row", "ℓ(w)", "  (w if w > 0, else 0)"]
