"""Formulas as LaTeX: each of nbnn's can be typeset, and some are what one would write."""

import latex2mathml.converter
import pytest

import nbnn
from nbnn.core.records.formula import Formula
from nbnn.explain.writing.latex import latex

TABLES = (nbnn.ACTIVATIONS, nbnn.LOSSES, nbnn.OPTIMIZERS, nbnn.INITIALIZERS, nbnn.SCHEDULES, nbnn.REGULARIZERS, nbnn.curves.CURVES)
ALL = [record.formula for table in TABLES for record in table.values()]


@pytest.mark.parametrize("formula", ALL)
def test_every_formula_can_be_typeset(formula):
    written = latex(formula)
    assert latex2mathml.converter.convert(written)
    assert written.isascii() and written.count("{") == written.count("}")


@pytest.mark.parametrize(("formula", "written"), [
    (nbnn.sigmoid.formula, r"g\left(a\right) = \frac{1}{1 + \exp\left(-a\right)}"),
    (nbnn.adam.lines[2].formula, r"\hat m = \frac{m}{1 - \beta_1^{t}}"),
    (nbnn.adam.lines[4].formula, r"\Delta\boldsymbol{\theta} = -\frac{\eta \hat m}{\sqrt{\hat v} + \epsilon}"),
    (nbnn.momentum.lines[0].formula, r"v \leftarrow \beta v - \eta \frac{\partial \ell}{\partial \boldsymbol{\theta}}"),
    (nbnn.cross_entropy.cases[0].derivative, r"p_{k} - \left[k = z\right]"),
    (Formula("a if a > 0, else 0"), r"a\ \text{if}\ a > 0,\ \text{else}\ 0"),
    (Formula("Δw = −η sign(∂ℓ/∂w)"), r"\Delta w = -\eta \operatorname{sign}\left(\frac{\partial \ell}{\partial w}\right)"),
    (Formula("sin²(2w) + |w| + ‖w₁‖"), r"\sin^{2}\left(2w\right) + \left|w\right| + \left\|w_{1}\right\|"),
    (Formula("⌊x⌋ ≈ ⌈y⌉"), r"\left\lfloor x\right\rfloor \approx \left\lceil y\right\rceil"),
    (Formula("x ⊙ y ≥ 0, …, {a} & b # c $ d"), r"x \odot y \ge 0, \dots, \left\{a\right\} \& b \# c \$ d"),
    (Formula("a ≠ b ≤ c ~ d ^ e"), r"a \ne b \le c \sim d \hat{} e"), (Formula("x\\y"), r"x\backslash y"),
    (Formula("α + γ + δ + κ + μ + π + ρ + σ"), r"\alpha + \gamma + \delta + \kappa + \mu + \pi + \rho + \sigma"),
    (Formula("tan(a) + cos(b) + log(c) + min(a, b) + max(a, b)"),
     r"\tan\left(a\right) + \cos\left(b\right) + \log\left(c\right) + \min\left(a, b\right) + \max\left(a, b\right)"),
    (Formula("100 % {x}_"), r"100 \% \left\{x\right\}\_"),
    (Formula("y = −inf"), r"y = -\text{inf}"),
    (Formula("∂ℓₜ/∂w₂ = 3"), r"\frac{\partial \ell_{t}}{\partial w_{2}} = 3"),
])
def test_it_reads_as_one_would_write_it(formula, written):
    assert latex(formula) == written
