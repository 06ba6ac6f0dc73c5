"""Initializers: shapes, spread, seeds and errors."""

import math

import numpy as np
import pytest

from nbnn.core.records.initializers import INITIALIZERS, he, initializer, same, small_uniform, xavier, zeros

SHAPE = (300, 200)


def draw(record, shape=SHAPE):
    return record.draw(np.random.default_rng(1), shape)


@pytest.mark.parametrize("record", INITIALIZERS.values(), ids=repr)
def test_shape_and_seed(record):
    for shape in ((3, 2), (4,), (1, 1)):
        drawn = draw(record, shape)
        assert drawn.shape == shape
        assert drawn.dtype == np.float64
        assert np.array_equal(drawn, draw(record, shape))
    assert record.formula
    assert record.source


def test_he_is_a_standard_deviation_from_the_number_of_columns():
    assert draw(he).std() == pytest.approx(math.sqrt(2 / 200), rel=0.02)
    assert draw(he, (200 * 300,)).std() == pytest.approx(math.sqrt(2 / 60000), rel=0.02)


def test_xavier_stays_within_its_limits():
    for shape, limit in ((SHAPE, math.sqrt(6 / 500)), ((5000,), math.sqrt(6 / 5001))):
        largest = np.abs(draw(xavier, shape)).max()
        assert 0.99 * limit < largest <= limit


def test_parameters():
    assert np.abs(draw(small_uniform)).max() == pytest.approx(0.1, rel=0.01)
    assert np.abs(draw(small_uniform(2))).max() == pytest.approx(2, rel=0.01)
    assert (draw(zeros) == 0).all()
    assert (draw(same) == 0.5).all()
    assert (draw(same(-1)) == -1).all()
    assert repr(small_uniform(0.3)) == "small_uniform(limit=0.3)"
    for wrong in (0, -1, math.nan, math.inf):
        with pytest.raises(ValueError, match="limit"):
            small_uniform(wrong)
    with pytest.raises(TypeError, match="value"):
        same("1")
    with pytest.raises(TypeError, match="no parameters"):
        he(2)


def test_errors():
    with pytest.raises(TypeError, match="default_rng"):
        he.draw(0, (2, 2))
    for shape in ((0, 2), (2, 2, 2), (), (2.0, 1)):
        with pytest.raises(ValueError, match="shape"):
            draw(he, shape)
    with pytest.raises(ValueError, match="did you mean 'xavier'"):
        initializer("xaver")
    assert initializer("He") is he
