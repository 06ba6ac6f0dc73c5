"""Formulas: the text is the tree's leaves, nothing is an error, and sides, letters and numbers are found where they stand."""

import copy
import pickle

import pytest

import nbnn
from nbnn.core.records.formula import Formula, Tree, parse
from nbnn.core.records.optimizers import OptimizerLine

TABLES = (nbnn.ACTIVATIONS, nbnn.LOSSES, nbnn.OPTIMIZERS, nbnn.INITIALIZERS, nbnn.SCHEDULES, nbnn.REGULARIZERS, nbnn.curves.CURVES)
ALL = [record.formula for table in TABLES for record in table.values()]
ALL += [line.formula for record in nbnn.OPTIMIZERS.values() for line in record.lines]
ALL += [record.board for record in nbnn.ACTIVATIONS.values()] + [record.derivative_formula for record in nbnn.curves.CURVES.values()]
ODD = ["", " ", "(", ")", "((", ")a(", "|a", "a|", "a^", "2·", "a − ", "−", "√", "^", "∂", "∂∂/∂", "Δ", "Σ", "_", "a_", "exp", "a ** 2",
       "a**", "1e−3", "𝒩(0, 1)", "{x}", "<b>yz</b>", "in words alone", "…", "yz" * 300, "(" * 300, "a\u0302\u0302′₁⁽²⁾²"]


def shape(tree: Tree | str):
    """The tree without its single leaves: ("sum", "1", " − ", ("product", …))."""
    if isinstance(tree, str) or all(isinstance(part, str) for part in tree.parts):
        return str(tree)
    return (tree.kind, *map(shape, tree.parts))


@pytest.mark.parametrize("text", [*dict.fromkeys(ALL), *ODD])
def test_the_leaves_are_the_text(text):
    assert parse(text, "yz").text == text
    assert Formula(text).definition in text


@pytest.mark.parametrize(("text", "tree"), [
    ("1 − yz", ("sum", "1", " − ", ("product", "y", "", "z"))),
    ("−2z/(1 + y)", ("sum", "−", ("quotient", ("product", "2", "", "z"), "/", ("group", "(", ("sum", "1", " + ", "y"), ")")))),
    ("−η m̂/√v̂", ("sum", "−", ("quotient", ("product", "η", " ", "m̂"), "/", ("root", "√", "v̂")))),
    ("(∂ℓ/∂θ)²", ("power", ("group", "(", ("letter", "∂", "ℓ", "/∂", "θ"), ")"), "²")),
    ("η sign(m)", ("product", "η", " ", ("call", "sign", ("group", "(", "m", ")")))),
    ("sin²(2w)", ("call", "sin", "²", ("group", "(", ("product", "2", "", "w"), ")"))),
    ("1/Σ_j y_j", ("quotient", "1", "/", ("product", ("letter", "Σ", "_j"), " ", ("letter", "y", "_j")))),
    ("c·2^⌊t/every⌋", ("product", "c", "·", ("power", "2", "^", ("group", "⌊", ("quotient", "t", "/", "every"), "⌋")))),
    ("|w|", ("group", "|", "w", "|")), ("2·−a", ("product", "2", "·", ("sum", "−", "a"))),
    ("a/−b", ("quotient", "a", "/", ("sum", "−", "b"))),
    ("[k = z]", ("group", "[", ("row", "k", " ", "=", " ", "z"), "]")),
    ("log p if y > 0", ("row", ("call", "log", " ", "p"), " ", "if", " ", "y", " ", ">", " ", "0")),
])
def test_trees(text, tree):
    assert shape(parse(text, "yz")) == tree


def test_letters_side_by_side_are_a_product_only_where_the_record_says_so():
    assert shape(parse("max(0, yz)")) == ("call", "max", ("group", "(", ("row", "0", ",", " ", "yz"), ")"))
    assert nbnn.hinge.formula.tree.letters() == {"ℓ", "y", "z"}
    assert Formula("βv + λθ").tree.letters() == {"β", "v", "λ", "θ"}


@pytest.mark.parametrize(("text", "right", "remark", "definition", "changes", "stands"), [
    ("ℓ = max(0, 1 − yz)", "max(0, 1 − yz)", "", "max(0, 1 − yz)", False, True),
    ("v ← βv − η ∂ℓ/∂θ at θ + βv", "βv − η ∂ℓ/∂θ", "at θ + βv", "βv − η ∂ℓ/∂θ at θ + βv", True, False),
    ("g(a) = a if a > 0, else 0", "a", "if a > 0, else 0", "a if a > 0, else 0", False, False),
    ("ℓ = −log p with p = exp(y)", "−log p", "with p = exp(y)", "−log p with p = exp(y)", False, False),
    ("∂ℓ/∂w as given", "∂ℓ/∂w", "as given", "∂ℓ/∂w as given", False, True),
    ("every weight 0", None, "every weight 0", "every weight 0", False, False),
    ("", None, "", "", False, False),
])
def test_sides(text, right, remark, definition, changes, stands):
    formula = Formula(text, "yz")
    assert (formula.right and formula.right.text, formula.remark, formula.definition) == (right, remark, definition)
    assert (formula.changes, formula.stands) == (changes, stands)


def test_letters_are_renamed_where_they_stand_and_in_no_word():
    assert Formula("Δθ = −η sign(∂ℓ/∂θ) at θ⁽⁰⁾").renamed({"θ": "w"}) == "Δw = −η sign(∂ℓ/∂w) at w⁽⁰⁾"
    assert Formula("−η sign(s)").renamed({"s": "r"}) == "−η sign(r)"


@pytest.mark.parametrize(("text", "written"), [
    ("1 − yz", "1 − 3·(−1)"), ("2yz", "2·3·(−1)"), ("2(y − z)", "2(3 − (−1))"), ("−2z/(1 + exp(2yz))", "−2·(−1)/(1 + exp(2·3·(−1)))"),
    ("β y", "β·3"), ("(1 − β) y", "(1 − β) 3"), ("y_k sign(y)", "y_k sign(3)"), ("y²", "3²"), ("2y²", "2·3²"), ("[k = z]", "[k = (−1)]"),
])
def test_numbers_are_put_in(text, written):
    pieces = parse(text, "yz").put({"y": "3", "z": "(−1)"}, dots=True)
    assert "".join(map(str, pieces)) == written


def test_a_power_of_a_letter_is_found_and_can_be_put_in_as_a_whole():
    formula = Formula("m/(1 − β₁ᵗ)")
    assert formula.tree.powers() == {("β₁", "ᵗ")}
    assert "".join(map(str, formula.tree.put({"β₁": "0.9", "β₁ᵗ": "0.81"}, dots=True))) == "m/(1 − 0.81)"


def test_a_records_text_becomes_a_formula_and_stays_a_text():
    own = nbnn.Loss(key="own", name="own", formula="ℓ = (yz)²", value=lambda y, z: (y * z) ** 2, derivative=lambda y, z: 2 * y * z * z)
    line = OptimizerLine("Δθ", "Δθ = −η v", "the update", "update")
    for formula in (own.formula, own.formula_many, line.formula, line.symbol, nbnn.relu.board, nbnn.hinge.cases[0].value):
        assert type(formula) is Formula
    assert own.formula == "ℓ = (yz)²" and repr(own.formula) == "'ℓ = (yz)²'" and own.formula.tree.letters() == {"ℓ", "y", "z"}
    for made in (copy.copy(own.formula), pickle.loads(pickle.dumps(own.formula)), pickle.loads(pickle.dumps(line)).formula):
        assert type(made) is Formula and made.tree.text == made
    with pytest.raises(TypeError, match="formula is 3: give the formula as text"):
        nbnn.Loss(key="own", name="own", formula=3, value=own.value, derivative=own.derivative)


def test_a_notebook_typesets_a_formula():
    assert nbnn.hinge.formula._repr_latex_() == r"$\ell = \max\left(0, 1 - yz\right)$"
    assert Formula("")._repr_latex_() is None
