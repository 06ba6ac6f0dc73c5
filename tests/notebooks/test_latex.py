"""The parser of formulas: what it understands, how it binds, and that it understands nothing else."""

import numpy as np
import pytest

from tests.notebooks.latex import NotUnderstood, expression, parse, tokens


@pytest.mark.parametrize(("text", "value"), [
    ("1 + 2 \\cdot 3", 7), ("-2^2", -4), ("(1 + 2) \\cdot 3", 9), ("6/2/3", 1), ("2 - 3 - 4", -5), ("\\frac{1}{2} + \\frac{1}{4}", 0.75),
    ("\\sqrt{9} + 0.5", 3.5), ("\\max(0, -1, 2)", 2), ("\\exp(0)", 1), ("\\log 1", 0), ("2^{-1}", 0.5), ("[1 < 2] + [1 > 2]", 1),
    ("[2 \\ge 2]", 1), ("\\left( 1 + 1 \\right)^2", 4), ("3 \\cdot -2", -6),
])
def test_numbers(text, value):
    assert expression(text)({}) == pytest.approx(value)


LETTERS = {"x": np.array([2.0, 3.0]), "y": 0.5, "z": 2, "n": 2, "W1": np.array([[1.0, 2.0], [3.0, 4.0]]), "beta_1": 0.5, "t": 2, "i": 2,
           "d_in": 8, "m_hat": 7.0, "theta": np.array([3.0, 4.0]), "dl_dy": -1.0, "g'": lambda a: 10 * a, "lam": 0.1,
           "D_i": [(2.0, 5.0), (1.0, 3.0)], "dl_dtheta": lambda x, z: x + z}


@pytest.mark.parametrize(("text", "value"), [
    ("zy", 1.0), ("-2zy", -2.0), ("x_z", 3.0), ("\\sum_j x_j", 5.0), ("\\beta_1^t", 0.25), ("W^{(1)}x", [8.0, 18.0]),
    ("\\sum_j W^{(1)}_{ij} x_j", 18.0), ("x \\cdot x", 13.0), ("x \\odot x", [4.0, 9.0]), ("x x^\\top", [[4.0, 6.0], [6.0, 9.0]]),
    ("1/d_{in}", 0.125), ("\\hat m", 7.0), ("\\hat{m}", 7.0), ("\\lambda\\|\\theta\\|^2", 2.5), ("\\partial\\ell/\\partial y", -1.0),
    ("\\frac{\\partial \\ell(x, z, \\theta)}{\\partial y}", -1.0), ("y \\, g'(y)", 2.5), ("[x > 2.5]", [0.0, 1.0]),
    ("\\mathbf{x}", [2.0, 3.0]),
    ("\\frac{1}{|x|}", 0.5), ("\\sum_{(\\mathbf{x}_j, z_j) \\in D_i} x_j z_j", 13.0),
    ("\\partial\\ell(y, y)/\\partial\\theta", 1.0),
])
def test_letters(text, value):
    np.testing.assert_allclose(expression(text)(LETTERS), value)


def test_relations_stand_outside_of_brackets():
    formula = parse(r"p_k = x_z - [z = 2] = \frac{4}{2}")
    assert formula.left == "p_k"
    assert [side(LETTERS) for side in formula.right] == [2.0, 2.0]
    assert parse("x").relations == ()


def test_spacing_does_not_matter():
    assert tokens(r"a = W^{(1)}\, x.") == tokens(r"a=W^{(1)}x")


@pytest.mark.parametrize("text", [
    "", "(1", "1)", "1 +", "\\frac{1}", "\\input{file}", "__import__", "os.system", "\\mathrm{eval}(1)", "[1]", "\\sum_{k}", "1 = 2",
    "\\unknown", "\\sum_{(x, z) \\in E} 1", "a;b", "'x'", "\\partial y",
])
def test_nothing_else(text):
    with pytest.raises(NotUnderstood):
        expression(text)({})


def test_two_vectors_side_by_side_mean_nothing():
    with pytest.raises(NotUnderstood, match="side by side"):
        expression("x x")(LETTERS)
