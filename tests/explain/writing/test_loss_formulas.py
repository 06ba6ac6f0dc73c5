"""A loss's formulas with the numbers in, for one score and for K."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.losses import LossCase
from nbnn.explain.writing.loss_formulas import LossFormulas
from nbnn.explain.writing.template import text


def read(name, k, after):
    return {"y": [0.5, 2.0, -1.5][k], "z": -1.0}[name]


def of_class_two(name, k, after):
    return 2.0 if name == "z" else read(name, k, after)


def written(pairs, read=read):
    return [(text(formula, read), text(numbers, read)) for formula, numbers in pairs]


def own(**more):
    return nbnn.Loss(key="own", name="own", scores="both", value=lambda y, z: y, derivative=lambda y, z: np.ones_like(y), **more)


@pytest.mark.parametrize(("loss", "values", "derivatives"), [
    (nbnn.hinge, [("max(0, 1 − yz)", "max(0, 1 − 0.5·(−1))")] * 2, [("−z  (if yz < 1)", "−(−1)"), ("0  (if yz ≥ 1)", "0")]),
    (nbnn.squared, [("(y − z)²", "(0.5 − (−1))²")], [("2(y − z)", "2(0.5 − (−1))")]),
    (nbnn.binary_cross_entropy, [("log(1 + exp(−2yz))", "log(1 + exp(−2·0.5·(−1)))")],
     [("−2z/(1 + exp(2yz))", "−2·(−1)/(1 + exp(2·0.5·(−1)))")]),
    (own(formula="ℓ = (yz)³"), [("(yz)³", "(0.5·(−1))³")], [("ℓ′(y, z)", "ℓ′(0.5, −1)")]),
    (own(formula="ℓ = 0 if y > 0, else 1"), [("ℓ(y, z)", "ℓ(0.5, −1)")], [("ℓ′(y, z)", "ℓ′(0.5, −1)")]),
    (own(), [("ℓ(y, z)", "ℓ(0.5, −1)")], [("ℓ′(y, z)", "ℓ′(0.5, −1)")]),
    (own(cases=(LossCase("", "2yz", "2z"),)), [("2yz", "2·0.5·(−1)")], [("2z", "2·(−1)")]),
])
def test_one_score(loss, values, derivatives):
    formulas = LossFormulas(loss, 1, one=True)
    assert written(formulas.values()) == values
    assert written(formulas.derivatives()) == derivatives


def test_many_scores():
    formulas = LossFormulas(nbnn.cross_entropy, 3, one=False)
    assert written(formulas.values(), of_class_two) == [("−log p_z", "−log softmax[0.5, 2, −1.5]₂")]
    assert written(formulas.derivatives(), of_class_two) == [("p_k − [k = z]", "softmax[0.5, 2, −1.5] − [k = 2]")]
    assert text(formulas.derivative_of_entry(1), of_class_two) == "softmax(y)₂ − [2 = 2]"
    assert text(LossFormulas(nbnn.squared, 3, one=False).derivative_of_entry(2), of_class_two) == "2((−1.5) − [3 = 2])"


def test_a_derivative_of_all_scores_at_once_has_no_formula_for_one():
    assert LossFormulas(nbnn.zero_one, 3, one=False).derivative_of_entry(0) is None
    assert LossFormulas(own(cases=(LossCase("", "y", "y/Σ_j y_j"),)), 3, one=False).derivative_of_entry(0) is None
    not_softmax = own(cases_many=(LossCase("", "p_z", "p_k"),))
    assert LossFormulas(not_softmax, 3, one=False).derivative_of_entry(0) is None
