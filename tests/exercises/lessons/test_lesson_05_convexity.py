"""Convexity: each curve is the one that its name says."""

import pytest

from nbnn.exercises.lessons.lesson_05_convexity import CURVES


@pytest.mark.parametrize(("name", "values"), [("x²", (4, 0, 9)), ("|x|", (2, 0, 3)), ("max(0, 1 − x)", (3, 1, 0)), ("−x²", (-4, 0, -9))])
def test_a_curve_is_the_one_of_its_name(name, values):
    assert tuple(CURVES[name](x) for x in (-2.0, 0.0, 3.0)) == values


def test_each_has_a_name():
    assert set(CURVES) == {"x²", "|x|", "max(0, 1 − x)", "−x²"}
