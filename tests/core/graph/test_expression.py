"""Typed formulas: what they become, where their pieces stand, and every way of being wrong."""

import ast
import math

import numpy as np
import pytest

from nbnn.core.graph import expression
from nbnn.core.graph import graph as g
from nbnn.core.graph.expression import EXAMPLES, FUNCTIONS, FURTHER_EXAMPLES, ExpressionError, parse

LECTURE = "max(0, 1 - z*(w1*relu(a) + w2*x))"
VALUES = {"z": -1.0, "w1": 0.5, "a": 2.0, "w2": 1.0, "x": -1.5}


def value_of(text, **values):
    return parse(text).graph(values).root.value


def test_the_issues_formula():
    read = parse(LECTURE)
    assert read.names == ("z", "w1", "a", "w2", "x")
    built = read.graph(VALUES, constants=("z", "x"))
    g.backward(built.root)
    assert built.root.value == 0.5
    assert {name: built.nodes[name].derivative for name in ("w1", "a", "w2")} == {"w1": 2, "a": 0.5, "w2": -1.5}
    assert not built.nodes["z"].depends and built.nodes["w1"].symbol == "w₁"
    assert repr(read) == f"Expression('{LECTURE}': z, w1, a, w2, x)"


@pytest.mark.parametrize(("text", "value"), [
    ("a + b*c", 2 + 3 * 5), ("(a + b)*c", 25), ("a - b - c", -6), ("a/b/c", 2 / 15), ("a**b**2", 2.0 ** 9),
    ("-a**2", -4), ("(-a)**2", 4),
    ("2**-a", 0.25), ("--a", 2), ("+a", 2), ("-a - -b", 1), ("a*-b", -6), ("1.5e1*a", 30), (".5*a", 1), ("1.*a", 2),
    ("exp(a)", math.exp(2)),
    ("log(a)", math.log(2)), ("max(a, b, 1)", 3), ("relu(-a) + relu(a)", 2), ("leaky_relu(-a)", -0.02),
    ("tanh(a)", math.tanh(2)),
    ("sigmoid(a)", 1 / (1 + math.exp(-2))), ("softplus(a)", math.log(1 + math.exp(2))), ("sum(a)", 2), ("max(a)", 2),
    ("ln(a)", math.log(2)), ("sqrt(a)", math.sqrt(2)), ("sqrt(a - 2)", 0), ("pow(a, b)", 8), ("pow(-a, 2)", 4), ("abs(-a)", 2),
    ("sin(a)", math.sin(2)), ("cos(a)", math.cos(2)), ("min(a, b, 1)", 1), ("min(a)", 2), ("mean(a)", 2),
    ("a·b − c", 1), ("a×b÷c", 1.2), ("  a\t+ b ", 5), ("u = a*b; u + u**2", 42), ("u = a*b\nv = u + c\n\nv*u", 66),
    ("u=a;u*b;", 6),
    ("max(a,\n    b)", 3), ("y = a*b", 6), ("u = 2; u*a", 4),
])
def test_values(text, value):
    names = parse(text).names
    assert value_of(text, **{name: {"a": 2, "b": 3, "c": 5}[name] for name in names}) == pytest.approx(value, rel=1e-15)


def test_every_function_of_the_list_can_be_written():
    for name, (least, *_) in FUNCTIONS.items():
        operands = ", ".join(["a"] * least)
        assert parse(f"{name}({operands})").graph({"a": 0.5}).root.operation.key == {"pow": "power"}.get(name, name)


def test_names_are_read_as_they_are_written():
    assert parse("w₁*x + w_2*η + theta12").names == ("w1", "x", "w_2", "η", "theta12")
    assert [expression.pretty(name) for name in ("w1", "w_2", "theta12", "eta", "a1b")] == ["w₁", "w₂", "theta₁₂",
    "eta", "a1b"]
    assert parse("ℓ + w₁").graph({"ℓ": 1, "w₁": 2}).root.value == 3


def test_a_variable_used_twice_is_one_node_and_an_intermediate_result_too():
    built = parse("u = w*x; exp(u) + u**2 + w").graph({"w": 0.5, "x": 2.0})
    g.backward(built.root)
    u, w = built.nodes["u"], built.nodes["w"]
    assert len(u.contributions) == 2 and len(w.contributions) == 2
    assert u.derivative == math.e + 2 and w.derivative == 2 * u.derivative + 1
    assert list(g.by_name(built.root)) == ["w", "x", "u"]


@pytest.mark.parametrize(("text", "value"), [
    ("sum(a*[1, 2])", 6), ("sum([1, −2.5]*a)", -3), ("sum([[1, 2], [3, 4]] @ [1, 1]*a)", 20), ("a @ [3]", None),
    ("mean([[1, 2], [3, 4]])*a", 5), ("max([1, 7, 3])*a", 14), ("sum([1,\n 2])*a", 6), ("sum([+1, -2])*a", -2), ("sum([.5])*a", 1),
])
def test_arrays_written_in_brackets(text, value):
    if value is None:
        with pytest.raises(ExpressionError, match="@ takes vectors and matrices"):
            value_of(text, a=2)
    else:
        assert value_of(text, a=2) == value
    assert parse(text).names == ("a",)


def test_a_formula_with_its_numbers_in_it_has_the_derivatives_of_the_same_with_names():
    written = parse("sum(([[1, 2], [3, -4]] @ x - [5, 6])**2)").graph({"x": [0.5, -1]})
    named = parse("sum((W @ x - z)**2)").graph({"x": [0.5, -1], "W": [[1, 2], [3, -4]], "z": [5, 6]}, constants=("W", "z"))
    assert written.root.value == named.root.value
    assert written.backward().derivative(written.nodes["x"]).tolist() == named.backward().derivative(named.nodes["x"]).tolist()


def test_places_lead_back_to_the_text():
    text = "ħ = w*ö;  max(0, ħ) − ħ**2 + (ö)"
    read = parse(text)
    built = read.graph(dict.fromkeys(read.names, 0.5))
    found = {g.expression(node): [text[start:end] for start, end in places] for node, places in built.places.items()}
    assert found["w"] == ["w"] and found["ö"] == ["ö", "ö"]
    assert found["ħ"] == ["w*ö", "ħ", "ħ"]
    assert found["max(0, ħ)"] == ["max(0, ħ)"] and found["max(0, ħ) − ħ**2"] == ["max(0, ħ) − ħ**2"]
    assert set(g.order(built.root).forward) == set(built.places)


def test_arrays_as_values():
    built = parse("sum(tanh(W @ x) * v)").graph({"W": np.ones((2, 3)), "x": [1, 0, -0.5], "v": [1, 2]}, constants=["x"])
    g.backward(built.root)
    assert built.nodes["W"].derivative.shape == (2, 3)
    assert built.root.value == pytest.approx(3 * math.tanh(0.5))


@pytest.mark.parametrize("title", [*EXAMPLES, *FURTHER_EXAMPLES])
def test_examples(title):
    text, values = {**EXAMPLES, **FURTHER_EXAMPLES}[title]
    built = parse(text).graph(values)
    g.backward(built.root)
    assert set(values) == set(parse(text).names)
    derivatives = [built.nodes[name].derivative for name in values]
    assert all(np.all(np.isfinite(each)) and np.all(np.not_equal(each, 0)) for each in derivatives)
    assert len(g.order(built.root).forward) <= 20


# (the text, the piece that the error points at, its words)
WRONG = [
    ("", "", "there is no formula"), (" \n; ", " \n; ", "there is no formula"), ("1 + 2", "1 + 2", "no variable in it"),
    ("2a", "2a", r"2\*a"), ("3 w1", "3 w1", "something is missing between"),
    ("a b", "a b", "something is missing between"),
    ("a(b)", "a(b)", "a is no function"), ("2(a)", "2(", "missing between"), ("(a)(a)", ")(", "missing between"),
    ("tan(a)", "tan(a)", r"tan is no function \(did you mean tanh\?\)"), ("floor(a)", "floor(a)", "floor is no function: "),
    ("pow(a)", "pow(a)", "pow takes 2 formulas, not 1"), ("pow(a, 101)", "101", "powers to 100"),
    ("mean(a, b)", "mean(a, b)", "one formula"),
    ("min()", "min()", "1 to 8 formulas, not 0"), ("abs + a", "abs", r"write abs\(…\)"),
    ("rellu(a)", "rellu(a)", r"did you mean relu\?"), ("exp + a", "exp", r"write exp\(…\)"),
    ("a^2", "^", r"written \*\*"), ("b + a²", "²", r"written \*\*"),
    ("a**101", "101", "powers to 100"), ("a**-101", "-101", "powers to 100"), ("(a", "(", "never closed"),
    ("a*(b + exp(a)", "(", "never closed"),
    ("a + b)", ")", "never opened"), ("a +", "+", "missing after"), ("a * * b", "*", "missing before"),
    ("a // b", "/", "missing before"),
    ("*a", "*", "missing before"), ("max(*a)", "*", "missing before"), ("max(**a)", "**", "missing before"),
    ("max(a,)", ")", "missing before"),
    ("a, b", "a, b", "comma stands only between"), ("()", "()", "comma stands only"),
    ("max()", "max()", "1 to 8 formulas, not 0"),
    ("exp(a, b)", "exp(a, b)", "exp takes one formula, not 2"), ("max(a, key=b)", "=", "= names an intermediate"),
    ("a == b", "=", "not allowed"),
    ("a < b", "<", "not allowed"), ("a.b", ".", "not allowed"), ("a[0]", "a[0]", "entries are not picked by brackets"),
    ("a + []", "[]", "there is no number in it"), ("a + [[], []]", "[[], []]", "there is no number"),
    ("[a, 1]", "[a, 1]", "brackets hold numbers"),
    ("a*[[1, 2], [3]]", "[[1, 2], [3]]", "each row with as many"), ("a*[[1], 2]", "[[1], 2]", "each row with as many"),
    ("a*[[[1]]]", "[[[1]]]", "brackets hold numbers"), ("a*[1, 2", "[", "this bracket is never closed"),
    ("a*1]", "]", "bracket was never opened"),
    ("a*[1, 2)", ")", "parenthesis was never opened"), ("a*(1, 2]", "]", "bracket was never opened"), ("2[1]", "2[", "missing between"),
    ("[1][0]*a", "][", "missing between"), ("a*[1 2]", "1 2", "missing between"), ("a*[1,]", "]", "missing before"),
    ("a*[1e999]", "[1e999]", "brackets hold numbers"), ("a*[1+1, 2]", "[1+1, 2]", "brackets hold numbers"),
    ("sum(a*[" + "1, " * 60 + "1])", None, "more than 60"),
    ("'a'", "'", "not allowed"), ("a # b", "#", "not allowed"),
    ("a := b", ":", "not allowed"), ("a\\b", "\\", "not allowed"), ("a\0", "\0", "not allowed"),
    ("{a}", "{", "not allowed"), ("a!", "!", "not allowed"),
    ("lambda", "lambda", "no name that can be used"), ("None + a", "None", "no name"),
    ("a if b else c", "if", "no name"), ("__import__(a)", "__import__", "no name"),
    ("a·_b", "_b", "no name"), ("1e999*a", "1e999", "too large"),
    ("007*a", "007", "something is missing or too much"),
    ("a; b", "a", "only the last line"), ("u = a; b", "u", "u is not used"),
    ("u = a; u = b; u", "u", "stands for something already"),
    ("a + b; a = b; a", "a + b", "only the last line"), ("u = v; v = a; u*v", "v", "stands for something already"),
    ("exp = a; exp", "exp", "is a function"),
    ("a =", "a", "nothing is given to a"), ("= a", "=", "= names"), ("u = v = a", "=", "= names"),
    ("0x10*a", "0x10", r"0\*x10"), ("1_0*a", "1_0", r"1\*_0"), ("1j*a", "1j", r"1\*j"),
    ("-" * 200 + "a", "-" * 170 + "a", "more than 30 operations stand inside"),
    ("+".join("a" * 70), "+".join("a" * 40), "more than 30 operations"),
    ("(" * 140 + "a" + ")" * 140 + "+", "+", "missing after"), ("(" * 250 + "a", "(", "never closed"),
    ("a" * 301, "a", "at most 300"),
    ("+".join(["a*(b+c)*(d+e)"] * 8), None, "more than 60"), ("é = ü; é(2)", "é(2)", "é is no function"),
    ("٣*a", "٣", "not allowed"),
]


@pytest.mark.parametrize(("text", "piece", "words"), WRONG, ids=[f"{k}: {text[:16]!r}" for k, (text, *_) in enumerate(WRONG)])
def test_what_cannot_be_read_is_told_with_its_place(text, piece, words):
    with pytest.raises(ExpressionError, match=words) as error:
        parse(text)
    assert piece is None or text[error.value.start:error.value.end] == piece
    assert str(error.value).startswith(f"at character {error.value.start + 1}")
    assert len(str(error.value)) < 300


def test_the_place_is_marked_in_its_line():
    with pytest.raises(ExpressionError) as error:
        parse("u = a*b\nmax(0, u^2)")
    assert error.value.pointed == "max(0, u^2)\n        ^"
    assert str(error.value) == "at character 17, '^': powers are written **, as in a**2"
    with pytest.raises(ExpressionError) as error:
        parse("a +\nb")
    assert error.value.pointed == "a +\n  ^"


@pytest.mark.parametrize(("text", "values", "piece", "words"), [
    ("2*log(a - 1) + a", {"a": 1}, "log(a - 1)", r"log\(a − 1\) is −∞: log takes numbers above 0"),
    ("a/(b - 2)", {"a": 1, "b": 2}, "a/(b - 2)", "divided by 0"),
    ("2*ln(a - 1) + a", {"a": 1}, "ln(a - 1)", r"ln\(a − 1\) is −∞: ln takes numbers above 0 \(a − 1 = 0\)"),
    ("a + sqrt(a - 3)", {"a": 1}, "sqrt(a - 3)", r"sqrt\(a − 3\) is nan: sqrt takes numbers from 0 on, .* \(a − 3 = −2\)"),
    ("sum(sqrt(v))", {"v": [1, -4]}, "sqrt(v)", r"sqrt\(v\) is nan: .* \(v = \[1, −4\]\)"),
    ("pow(a, b)", {"a": 1, "b": 101}, "b", "powers to 100"),
    ("pow(a, 0.5)", {"a": -1}, "pow(a, 0.5)", "whole exponents"),
    ("mean(v) + min(v, w)", {"v": [1, 2], "w": [1, 2, 3]}, "min(v, w)", "min works entry by entry"),
    ("exp(exp(a*9))", {"a": 1}, "exp(exp(a*9))", "up to 709"), ("9**9**9*a", {"a": 1}, "9**9", "powers to 100"),
    ("a**b", {"a": 1, "b": 101}, "b", "powers to 100"),
    ("a @ b", {"a": 1, "b": 1}, "a @ b", "vectors and matrices"),
    ("sum(a + b)", {"a": [1, 2], "b": [1, 2, 3]}, "a + b", "a is a vector of 2 entries and b is a vector of 3"),
    ("a*2", {"a": [1, 2]}, "a*2", "this gives a vector of 2 entries, and backward starts from one number"),
    ("(-a)**0.5", {"a": 1}, "(-a)**0.5", "whole exponents"),
])
def test_what_cannot_be_computed_is_told_with_its_place(text, values, piece, words):
    with pytest.raises(ExpressionError, match=words) as error:
        parse(text).graph(values)
    assert text[error.value.start:error.value.end] == piece


def test_values_and_constants_must_be_those_of_the_formula():
    read = parse("a*b")
    for values, constants, words in (
            ({"a": 1}, (), "b in 'a.b' needs a value"), ({"a": 1, "b": 2, "c": 3}, (), "'c' is no variable"),
            ({"a": 1, "b": 2}, ("c",), "'c' is no variable"), ({"a": 1, "b": 2}, ("a", "b"), "leave one to differentiate"),
            ({"a": 1, "b": math.nan}, (), "b contains nan")):
        with pytest.raises(ValueError, match=words):
            read.graph(values, constants)
    with pytest.raises(TypeError, match="give a number"):
        read.graph({"a": "2", "b": 1})
    with pytest.raises(TypeError, match="the formula is 3"):
        parse(3)


def test_a_tree_that_is_not_on_the_list_is_never_built():
    for source in ("a.real", "a if a else 1", "a < 1", "(lambda: 1)()", "sorted(a)", "a % 2", "a and a", "'a'",
    "f'{a}'", "a[0]", "[a]", "[1, [2]]", "[x for x in a]", "max(a, key=1)", "max(*a)", "max(**a)", "(b := a)", "~a", "not a"):
        tree = ast.parse(source, mode="eval").body
        assert any(expression.what_is_wrong(each) for each, _ in expression.walk_tree(tree, 1)), source
    assert not expression.what_is_wrong(ast.parse("a + 1", mode="eval").body)


def test_anything_typed_is_read_or_told():
    rng = np.random.default_rng(0)
    pieces = ["a", "b", "u", "[", "]", "[1, 2]", "2", ".5", "1e3", "+", "-", "*", "/", "**", "@", "(", ")", ",", "=", ";", "\n", " ",
    "exp", "max", "relu", "log", "if", ".", "²", "é", "0"]
    read = 0
    for _ in range(4000):
        text = "".join(rng.choice(pieces, rng.integers(1, 12)))
        try:
            found = parse(text)
            found.graph({name: rng.normal() for name in found.names})
            read += 1
        except ExpressionError as error:
            assert 0 <= error.start <= error.end <= len(text) and error.pointed.count("\n") == 1
    assert read > 100


@pytest.mark.parametrize(("text", "piece"), [("2*sqrt(a - 1) + a", "sqrt(a - 1)"), ("u = (a - 1)**0.5; u*u + a", "(a - 1)**0.5")])
def test_a_slope_that_is_not_finite_is_told_with_its_place(text, piece):
    built = parse(text).graph({"a": 1})
    with pytest.raises(ExpressionError, match="is not finite") as error:
        built.backward()
    assert text[error.value.start:error.value.end] == piece
    assert parse(text).graph({"a": 2}).backward().derivative(built.nodes["a"]) == 0


@pytest.mark.parametrize(("called", "instead"), expression.WRITTEN.items())
def test_a_function_that_is_written_otherwise_says_how(called, instead):
    with pytest.raises(ExpressionError) as wrong:
        parse(f"{called}(a, b)")
    assert f"{called} is no function here: it is written {instead}" in str(wrong.value)


def test_a_value_of_three_axes_is_refused():
    with pytest.raises(ValueError, match=r"a has 3 axes: give a number, a vector such as \[1, 2\], or a matrix"):
        parse("sum(a)").graph({"a": np.zeros((2, 2, 2))})
