"""Momentum, AdaGrad, Adam by hand: the answers are what the core's own optimizers do, which are held against other libraries."""

import numpy as np
import pytest

import nbnn
from nbnn.exercises.judging.sheets import fill
from nbnn.exercises.lessons import lesson_10_beyond_sgd as lesson

SEEDS = range(40)


def by_hand(exercise, seed):
    """(what is given, every line worked out) of one variant."""
    part = exercise.variant(seed).parts[0]
    return part.given, fill(part.sheet, part.given)


def two_updates(optimizer, derivatives, eta):
    """(what is remembered, Δθ) after updates with these derivatives, by the core."""
    state, change = optimizer.start(()), None
    for derivative in derivatives:
        state, change = optimizer.step(state, np.array(derivative), eta)
    return state, change


@pytest.mark.parametrize("seed", SEEDS)
def test_momentum_is_that_of_the_core(seed):
    given, lines = by_hand(lesson.momentum_step, seed)
    assert 0 < given["beta"] < 1
    _, change = nbnn.momentum(beta=given["beta"]).step({"v": np.array(given["v_before"])}, np.array(given["d"]), given["eta"])
    assert lines["v"] == pytest.approx(float(change), rel=1e-12)
    assert lines["theta_new"] == pytest.approx(given["theta"] + float(change), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_adagrad_is_that_of_the_core(seed):
    given, lines = by_hand(lesson.adagrad_step, seed)
    _, change = two_updates(nbnn.adagrad(), [given["d_before"], given["d"]], given["eta"])
    assert lines["update"] == pytest.approx(float(change), rel=1e-6), "ε is left out by hand"
    assert lines["G"] == given["d_before"] ** 2 + given["d"] ** 2
    assert (2 * np.sqrt(lines["G"])).is_integer(), "a whole number or a half, as the hint says"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_update_of_adam_is_that_of_the_core(seed):
    given, lines = by_hand(lesson.adam_first, seed)
    assert 0 < given["beta1"] < 1 and 0 < given["beta2"] < 1 and given["t"] == 1
    optimizer = nbnn.adam(beta1=given["beta1"], beta2=given["beta2"], eps=given["eps"])
    state, change = two_updates(optimizer, [given["d"]], given["eta"])
    for name in ("m", "v", "m_hat", "v_hat"):
        assert lines[name] == pytest.approx(float(state[name]), rel=1e-12), name
    assert lines["update"] == pytest.approx(float(change), rel=1e-12)
    assert (lines["m_hat"], lines["v_hat"]) == pytest.approx((given["d"], given["d"] ** 2)), "as the hint says"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_later_update_of_adam_is_that_of_the_core(seed):
    for call in lesson.adam_code.variant(seed).calls:
        lines = fill(call.sheet, call.given)
        assert {name: pytest.approx(low, rel=1e-12) for name, (low, _) in call.expected.items()} == {
            name: float(lines[name]) for name in call.expected}
        assert call.given["v_before"] > 0 and 1 <= call.given["t"] <= 4


def test_the_decays_of_adam_differ_between_variants():
    """Where a mistake would give no number, another variant is drawn: a decay that always does is never asked."""
    assert {by_hand(lesson.adam_first, seed)[0]["beta2"] for seed in SEEDS} == {0.75, 0.9375}
