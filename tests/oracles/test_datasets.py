"""The data that we ship against scikit-learn's copies of them."""

import numpy as np
from sklearn.datasets import load_digits, load_iris

from nbnn.core.records.datasets import digits, iris


def test_iris_equals_scikit_learns():
    other = load_iris()
    assert np.array_equal(iris().x, other.data)
    assert np.array_equal(iris().z, other.target + 1)


def test_digits_equal_scikit_learns():
    other = load_digits()
    assert np.array_equal(digits().x, other.data)
    assert np.array_equal(digits().z, other.target + 1)
