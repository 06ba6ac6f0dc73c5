"""`pytest.approx` with arrays compared at once (conftest.py) says what it says of each number alone."""

import math

import numpy as np
import pytest

NUMBERS = (0.0, 1e-13, 1e-11, 1.0, 1.0 + 1e-7, 1.0 + 1e-5, -1.0, 1e6, math.inf, -math.inf, math.nan)


@pytest.mark.parametrize("given", [
    {}, {"rel": 1e-12}, {"abs": 1e-5}, {"rel": 1e-6, "abs": 1e-12}, {"rel": 0, "abs": 0}, {"nan_ok": True}], ids=str)
def test_an_array_is_near_where_each_of_its_numbers_is(given):
    for one in NUMBERS:
        for other in NUMBERS:
            alone = one == pytest.approx(other, **given)
            assert (np.array([1.0, one]) == pytest.approx(np.array([1.0, other]), **given)) == alone, (one, other)


def test_other_shapes_and_kinds_are_for_pytest_to_judge():
    assert np.ones(2) != pytest.approx(np.ones(3))
    assert np.ones((2, 1)) != pytest.approx(np.ones(2))
    assert np.array([1 + 2j]) == pytest.approx(np.array([1 + 2j])) and np.array([1 + 2j]) != pytest.approx(np.array([1 + 3j]))
    with pytest.raises(AssertionError, match=r"Mismatched elements: 1 / 2"):
        assert np.array([1.0, 2.0]) == pytest.approx(np.array([1.0, 2.1]))
