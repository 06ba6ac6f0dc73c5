"""Regularizers: values, derivatives, draws and errors."""

import math
import pickle

import numpy as np
import pytest

from nbnn.core.records.reasons import ZeroReason
from nbnn.core.records.regularizers import (
    REGULARIZERS,
    checked_penalties,
    dropout,
    dropout_record,
    l1,
    l2,
    penalty,
    proximal_l1,
    weight_decay,
)

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
    assert list(REGULARIZERS) == ["l2", "dropout", "l1", "proximal_l1", "weight_decay"]
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


# ---- L1, its proximal step, and weight decay ----

SIGNED = np.array([0.7, -0.3, 0.0, -0.0, 1e-9])


def test_l1_is_lambda_times_the_sizes_and_uses_0_at_0():
    record = l1(0.2)
    assert record.value(SIGNED) == pytest.approx(0.2 * 1.000000001, rel=1e-15)
    assert record.derivative(SIGNED).tolist() == [0.2, -0.2, 0, 0, 0.2]
    away = SIGNED[[0, 1]]
    for k, e in enumerate(np.eye(2)):
        assert record.derivative(away)[k] == pytest.approx((record.value(away + 1e-6 * e) - record.value(away - 1e-6 * e)) / 2e-6, rel=1e-8)


@pytest.mark.parametrize("record", [l1(0.2), proximal_l1(0.2)], ids=repr)
def test_the_subdifferential_of_l1_is_between_the_slopes_to_both_sides(record):
    low, high = record.subdifferential(SIGNED)
    assert low.tolist() == [0.2, -0.2, -0.2, -0.2, 0.2]
    assert high.tolist() == [0.2, -0.2, 0.2, 0.2, 0.2]
    at_0 = np.zeros(1)
    sides = [(record.value(at_0 + h) - record.value(at_0)) / h for h in (-2.0 ** -10, 2.0 ** -10)]
    assert sides == [float(low[2]), float(high[2])]
    same, as_well = l2(0.5).subdifferential(THETA)
    assert same.tolist() == as_well.tolist() == THETA.tolist()


def test_a_weight_at_0_is_held_while_the_loss_pulls_by_no_more_than_lambda():
    held = l1(0.2).zero_reason([0, 0, 0, 0, 0.5], [0.2, -0.2, 0.21, 0, 0])
    assert held.tolist() == [ZeroReason.PENALTY_HOLDS] * 2 + [0, ZeroReason.PENALTY_HOLDS, 0]
    assert "no more than the penalty's λ" in ZeroReason(int(held[0])).words
    assert l2(0.2).zero_reason([0, 0.5], [0, 0]).tolist() == [0, 0], "L2 has no kink: at 0 it holds nothing"


def test_the_proximal_step_stops_at_0():
    record, before = proximal_l1(0.5), np.array([9.0])
    for after, found in ((0.3, 0.25), (-0.3, -0.25), (0.04, 0), (-0.05, 0), (0.05, 0), (0, 0)):
        assert record.settle(before, np.array([after]), 0.1)[0] == pytest.approx(found, rel=1e-15, abs=0)
    grid = np.linspace(-1, 1, 200_001)
    for after in (0.37, -0.02, 0.049):  # by its definition: θ ← argmin ½(θ − θ′)² + ηλ|θ|
        lowest = grid[np.argmin(0.5 * (grid - after) ** 2 + 0.05 * np.abs(grid))]
        assert record.settle(before, np.array([after]), 0.1)[0] == pytest.approx(lowest, abs=1e-5)


def test_weight_decay_shrinks_what_was_there_before_the_update():
    record = weight_decay(0.5)
    assert record.settle(np.array([2.0]), np.array([1.5]), 0.1).tolist() == [1.5 - 0.1 * 0.5 * 2]
    assert record.derivative(THETA).tolist() == (0.5 * THETA).tolist()
    assert record.value(THETA) == pytest.approx(0.25 * (2.25 + 0.04 + 16), rel=1e-15)


def test_one_penalty_at_a_time():
    assert checked_penalties(0.0, None) is None
    assert checked_penalties(0.0, l1) is l1
    assert checked_penalties(0.0, l1(0)) is None
    assert checked_penalties(0.3, None).parameters == {"lam": 0.3}
    with pytest.raises(ValueError, match=r"l2 is 0.1 and penalty is l1\(lam=0.001\): an update has one penalty"):
        checked_penalties(0.1, l1)
    for wrong in (0.1, "l1", dropout):
        with pytest.raises(TypeError, match="give a record such as"):
            checked_penalties(0.0, wrong)
    for maker in (l1, proximal_l1, weight_decay):
        with pytest.raises(ValueError, match=r"lam is -1: it must be 0 or more"):
            maker(-1)


def test_derivatives_and_generators_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"derivative has shape \(2,\) and theta has shape \(3,\): give one number for each weight"):
        l1(0.1).zero_reason(np.zeros(3), [1.0, 2.0])
    with pytest.raises(TypeError, match=r"rng is 0: give numpy\.random\.default_rng\(seed\)"):
        dropout(0.5).kept(0, (3,))
