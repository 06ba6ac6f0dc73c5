"""When an entered number is right, and in which shapes an answer may be written."""

import numpy as np
import pytest

from nbnn.exercises.judging.matching import ABSOLUTE, RELATIVE, agree, close, reshape_as, shape_words


def test_a_number_may_be_off_by_one_percent_and_a_zero_by_nearly_nothing():
    assert close([1.0099, 0.9901, 1.02, ABSOLUTE / 2, 0.001], [1.0, 1.0, 1.0, 0.0, 0.0]).tolist() == [True, True, False, True, False]
    assert RELATIVE == 0.01 and not agree([np.nan], [1.0])


def test_another_shape_never_agrees():
    assert agree([[1.0]], [[1.0]]) and not agree([1.0], [[1.0]])


@pytest.mark.parametrize(("given", "right", "shape"), [
    ((3,), (3, 1), (3, 1)), ((1, 3), (3,), (3,)), ((1,), (), ()), ((2, 3), (3, 2), None), ((2,), (3,), None), ((2, 2), (4,), None),
])
def test_a_vector_may_lie_or_stand_and_a_matrix_may_not(given, right, shape):
    found = reshape_as(np.zeros(given), np.zeros(right))
    assert (None if found is None else found.shape) == shape


def test_shapes_are_said_as_people_say_them():
    assert [shape_words(shape) for shape in ((), (1,), (3,), (1, 2), (3, 2))] == [
        "one number", "one number in a list", "3 numbers", "1 × 2 numbers (1 row of 2)", "3 × 2 numbers (3 rows of 2)"]
