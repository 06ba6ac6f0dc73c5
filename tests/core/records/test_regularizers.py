"""Regularizers: values, derivatives, draws and errors."""

import math
import pickle

import numpy as np
import pytest

from nbnn.core.records.regularizers import REGULARIZERS, dropout, dropout_record, l2, penalty

THETA = np.array([1.5, -0.2, 0.0, 4.0])


def test_l2_is_lambda_times_the_squares_and_its_derivative_two_lambda_theta():
    record = l2(0.01)
    assert record.value(THETA) == pytest.approx(0.01 * (2.25 + 0.04 + 16), rel=1e-15)
    assert np.array_equal(record.derivative(THETA), 2 * 0.01 * THETA)
    many = np.stack([THETA, 2 * THETA])
    assert record.value(many) == pytest.approx([record.value(THETA), record.value(2 * THETA)])


def test_the_derivative_is_that_of_the_value():
    for record in (l2(0.3), l2(7)):
        for k in range(len(THETA)):
            step = np.eye(len(THETA))[k] * 1e-6
            numeric = (record.value(THETA + step) - record.value(THETA - step)) / 2e-6
            assert record.derivative(THETA)[k] == pytest.approx(numeric, rel=1e-8, abs=1e-8)


def test_dropout_keeps_the_mean():
    record = dropout(0.2)
    kept = record.kept(np.random.default_rng(0), (200_000,))
    assert kept.dtype == bool
    assert kept.mean() == pytest.approx(0.8, abs=0.005)
    assert (kept * record.scale).mean() == pytest.approx(1, abs=0.005)
    assert dropout.scale == 2.0
    assert record.scale == pytest.approx(1.25)


def test_dropout_draws_from_the_generator_alone():
    draws = [dropout.kept(np.random.default_rng(3), (5, 4)) for _ in range(2)]
    assert np.array_equal(*draws)


def test_numbers_and_records_are_taken():
    assert penalty(0) is None
    assert penalty(l2(0.0)) is None
    assert penalty(0.5).parameters == {"lam": 0.5}
    assert penalty(l2) is l2
    assert dropout_record(0) is None
    assert dropout_record(dropout) is dropout
    assert dropout_record(0.25).p == 0.25


def test_records():
    assert repr(l2) == "l2(lam=0.001)"
    assert repr(dropout(0.1)) == "dropout(p=0.1)"
    assert list(REGULARIZERS) == ["l2", "dropout"]
    for record in (*REGULARIZERS.values(), l2(0.7)):
        back = pickle.loads(pickle.dumps(record))
        assert back.parameters == record.parameters
        assert record.formula
        assert record.source
    assert pickle.loads(pickle.dumps(l2)) is l2


def test_errors():
    with pytest.raises(ValueError, match=r"l2 is -0\.1: it must be 0 or more"):
        penalty(-0.1)
    for wrong in (1, 1.5, -0.1):
        with pytest.raises(ValueError, match="at least 0 and below 1"):
            dropout_record(wrong)
    for wrong in (math.nan, math.inf):
        with pytest.raises(ValueError, match="finite"):
            penalty(wrong)
        with pytest.raises(ValueError, match="finite"):
            dropout_record(wrong)
    for wrong in ("0.1", None, True):
        with pytest.raises(TypeError, match="must be a number"):
            penalty(wrong)
        with pytest.raises(TypeError, match="must be a number"):
            dropout_record(wrong)
