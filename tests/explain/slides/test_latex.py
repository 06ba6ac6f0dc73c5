"""The board as LaTeX: of every loss, activation, optimizer and depth, read by a parser."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.slides.latex import LONG, _equation, node_latex, text_latex
from nbnn.explain.writing.template import frac, grid, mi, row, sub, sup, vec

SIZES = ((2, 1), (2, 3, 1), (2, 3), (5, 9, 6, 3), (2, 3, 2, 1))
#: Commands of TeX, LaTeX and amsmath, those that the boards need.
COMMANDS = r"""\alpha\beta\gamma\delta\epsilon
    \eta\theta\kappa\mu\pi\rho\sigma\lambda\Delta\ell\partial\sum\frac\sqrt\hat\tilde\bar\left\right
    \begin\end\text\operatorname\mathbf\boldsymbol\cdot\odot\le\ge\ne\approx\leftarrow\hookrightarrow\quad\qquad\dots\vdots\surd\infty
    \to\times\top\pm\in\lfloor\rfloor\exp\log\max\min\sin\cos\tan\tanh\backslash"""
KNOWN = set(re.findall("[a-zA-Z]+", COMMANDS)) | set("\\ ,{}&%#$_|")


def step_of(sizes, loss, activation=nbnn.relu, optimizer=None, bias=False):
    return nbnn.sgd_step(nbnn.Network.random(sizes, activation=activation, bias=bias), np.linspace(-1, 2, sizes[0]), 1, loss,
                         optimizer=optimizer)


def fitting(sizes):
    """The losses that take the label 1 for these scores."""
    def takes(loss):
        try:
            return step_of(sizes, loss)
        except (ValueError, TypeError):
            return None
    return [loss for loss in nbnn.LOSSES.values() if takes(loss)]


def cases(sizes):
    """Every loss, activation and optimizer once for these sizes."""
    losses, activations, optimizers = fitting(sizes), list(nbnn.ACTIVATIONS.values()), list(nbnn.OPTIMIZERS.values())
    for at in range(max(map(len, (losses, activations, optimizers)))):
        yield step_of(sizes, *(each[at % len(each)] for each in (losses, activations, optimizers)), at % 2 == 0)


def read(latex: str) -> None:
    """What TeX would stumble over: a sign that it does not know, a brace or an environment that does not close, two raised in a row."""
    assert latex.isascii(), {c for c in latex if not c.isascii()}
    assert set(re.findall(r"\\([a-zA-Z]+|.)", latex)) <= KNOWN, set(re.findall(r"\\([a-zA-Z]+|.)", latex)) - KNOWN
    open_ones: list[str] = []
    for sign in re.findall(r"\\begin{\w+}|\\end{\w+}|\\left(?![a-z])|\\right(?![a-z])|(?<!\\)[{}]", re.sub(r"\\[{}]", "", latex)):
        if sign in ("{", r"\left") or sign.startswith(r"\begin"):
            open_ones.append(sign)
        else:
            assert open_ones.pop() == {"}": "{", r"\right": r"\left"}.get(sign, sign.replace("end", "begin")), sign
    assert open_ones == []


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_board_can_be_read_by_tex(sizes):
    convert = pytest.importorskip("latex2mathml.converter").convert
    for at, step in enumerate(cases(sizes)):
        latex = step.to_latex(fractions=at % 4 < 2)
        read(latex)
        if at % 5 == 0:  # it is slow
            convert(latex)


def test_the_lectures_example():
    step = nbnn.sgd_step(nbnn.Network([[[1, 0], [0, 1], [1, 1]], [1, -1, 2]]), x=[1, 2], z=-1, loss="hinge")
    lines = step.to_latex().splitlines()
    assert (lines[0], lines[-1]) == (r"\begin{aligned}", r"\end{aligned}")
    assert r"y &= \mathbf{w}^{(2)}\cdot\mathbf{h} = 1\cdot1+\left(-1\right)\cdot2+2\cdot3 = 5 \\" in lines
    assert r"\frac{\partial \ell}{\partial y} &= -z\ \left(\text{if}\ yz < 1\right) = -\left(-1\right) = 1 \\" in lines
    assert len([line for line in lines if "&=" in line]) >= len(step.table()) - 1


@pytest.mark.parametrize(("node", "latex"), [
    (row(sup(vec("h"), "(2)"), "²"), r"{\mathbf{h}^{(2)}}^{2}"), (sup(sup(vec("W"), "(2)"), "⊤"), r"{\mathbf{W}^{(2)}}^{\top}"),
    (frac("∂ℓ", row("∂", mi("y"))), r"\frac{\partial \ell}{\partial y}"), (sub("p", "k"), "{p}_{k}"),
    (row(grid([["1", "2"], ["3", "4"]]), "ᵀ"), r"\begin{bmatrix}1 & 2 \\ 3 & 4\end{bmatrix}^{\top}"),
    ({"stack": ["a", "b", "c"]}, r"\begin{gathered}a \\ b \\ c\end{gathered}"),
    (row("softmax", grid([["1"]])), r"\operatorname{softmax}\begin{bmatrix}1\end{bmatrix}"),
])
def test_nodes(node, latex):
    assert node_latex(node) == latex


@pytest.mark.parametrize("words", ["50 % & more_of #this ^ ~ {odd} \\input{x} $x$", "∮ ☃", "ünïcödé"])
def test_words_of_ones_own_are_no_commands(words):
    written = text_latex(words)
    assert "\\input" not in written and not re.search(r"(?<!\\)[%#$]", written)


def test_a_long_equation_goes_on_in_another_row():
    short, half = mi("a"), mi("b" * (LONG // 2))
    assert len(list(_equation(short, "=", [short, short, short]))) == 1
    assert [row.count("b" * (LONG // 2)) for row in _equation(short, "=", [half, half, half])] == [2, 1]
    assert [row[:1] for row in _equation(short, "=", [half, half, half])][1] == "&"


def test_brackets_around_matrices_are_as_tall_as_these():
    net = nbnn.Network([[[1, 2, 0], [0, 1, 1]], [[1, 0, 1], [2, 1, 0]]], nbnn.sigmoid, output=nbnn.sigmoid, bias=True)
    rows = nbnn.sgd_step(net, [1, 2], [0, 1], loss=nbnn.half_squared, eta=1).to_latex().splitlines()
    [loss] = [row for row in rows if row.startswith(r"\ell")]
    assert r"({y}_{k}-{z}_{k})^{2}" in loss and r"\left(\begin{bmatrix}" in loss and r"\end{bmatrix}\right)^{2}/2" in loss
    assert any(r"\left[\operatorname{sigmoid}\begin{bmatrix}" in row and r", 1\right]" in row for row in rows)
    small = r"(?<!\\left)[(\[](?:(?![()\[\]]).)*\\begin{bmatrix}"
    assert not [row for row in rows if re.search(small, row)]


def test_rows_of_fractions_keep_apart():
    step = nbnn.sgd_step(nbnn.Network([[[0.5, 0.25], [2, 1]], [1, 1]]), [1, 2], 1, loss=nbnn.hinge, eta=1)
    assert r"\frac{1}{4} \\[3pt] 2 & 1" in step.to_latex(fractions=True) and "[3pt]" not in step.to_latex()
