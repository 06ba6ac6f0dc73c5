"""Schedules: what they give at which update, that each answer is checked, and what cannot be asked."""

import math
import pickle

import numpy as np
import pytest

from nbnn.core.records.schedules import SCHEDULES, Schedule, constant, cosine, decay, rate, step_decay


@pytest.mark.parametrize(("schedule", "expected"), [
    (constant(0.1), {0: 0.1, 7: 0.1, 10**9: 0.1}),
    (decay(0.5, lam=2), {0: 0.5, 1: 0.25, 9: 0.05, 99: 0.005}),
    (decay(0.5, lam=0), {0: 0.5, 1000: 0.5}),
    (step_decay(8, factor=0.5, every=3), {0: 8, 2: 8, 3: 4, 5: 4, 6: 2, 30: 8 / 1024}),
    (step_decay(8, factor=1), {0: 8, 1000: 8}),
    (cosine(2, steps=4), {0: 2, 1: 1 + math.sqrt(0.5), 2: 1, 3: 1 - math.sqrt(0.5)}),
], ids=repr)
def test_by_hand(schedule, expected):
    for t, eta in expected.items():
        assert schedule(t) == pytest.approx(eta, rel=1e-15)
        assert type(schedule(t)) is float


def test_the_first_update_has_the_first_rate():
    for schedule in SCHEDULES.values():
        assert schedule(0) == schedule.parameters["eta"] == 0.1


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=repr)
def test_an_array_of_counts_gives_the_bits_of_each(schedule):
    t = np.arange(1000).reshape(10, 100)
    etas = schedule(t)
    assert etas.shape == (10, 100) and etas.dtype == np.float64
    assert etas.ravel().tolist() == [schedule(count) for count in range(1000)]
    assert np.array_equal(rate(schedule, t), etas)
    assert (np.diff(etas.ravel()) <= 0).all()
    assert schedule(np.arange(0)).shape == (0,)
    assert schedule(np.int64(3)) == schedule(3)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=repr)
def test_a_record_like_any_other(schedule):
    assert schedule.formula.startswith("η_t = η₀") and schedule.source and schedule.name
    again = schedule.make(**dict(schedule.parameters) | {"eta": 0.2})
    assert again.key == schedule.key and again(0) == 0.2
    traveled = pickle.loads(pickle.dumps(again))
    assert traveled(5) == again(5) and repr(traveled) == repr(again)
    assert SCHEDULES[schedule.key] is schedule


def test_repr():
    assert repr(decay(0.1, lam=0.05)) == "decay(eta=0.1, lam=0.05)"
    assert repr(cosine(1, 300)) == "cosine(eta=1, steps=300)"


class TestRate:
    def test_a_number_a_record_and_a_function(self):
        assert rate(0.1, 5) == 0.1 and type(rate(1, 0)) is float
        assert rate(decay(0.5, lam=2), 1) == 0.25
        assert rate(lambda t: 1 / (1 + t), 3) == 0.25

    def test_many_counts(self):
        t = np.array([[0, 1], [3, 0]])
        assert rate(0.1, t).tolist() == [[0.1, 0.1], [0.1, 0.1]]
        assert rate(lambda t: 1 / (1 + t), t).tolist() == [[1, 0.5], [0.25, 1]]
        assert rate(0.1, [0, 1]).tolist() == [0.1, 0.1]

    @pytest.mark.parametrize("wrong", [0, 0.0, -0.1, math.nan, math.inf])
    def test_what_is_no_rate(self, wrong):
        with pytest.raises(ValueError, match=r"eta is .* positive finite number"):
            rate(wrong, 0)
        with pytest.raises(ValueError, match=r"eta\(2\) is .* positive finite number"):
            rate(lambda t: wrong if t == 2 else 1, 2)
        with pytest.raises(ValueError, match=r"eta\(2\) is .* positive finite number"):
            rate(lambda t: wrong if t == 2 else 1, np.arange(4))

    @pytest.mark.parametrize("wrong", ["0.1", None, True, [0.1]])
    def test_what_is_no_number(self, wrong):
        with pytest.raises(TypeError, match=r"eta is .*a positive number or a schedule"):
            rate(wrong, 0)
        with pytest.raises(TypeError, match=r"eta\(0\) is "):
            rate(lambda t: wrong, 0)


class TestOwn:
    def test_a_teachers_schedule_is_checked_each_time_it_is_asked(self):
        own = Schedule(key="own", name="my own", value=lambda t: 0.1 - 0.05 * t)
        assert own(1) == 0.05
        for asked in (own, lambda t: rate(own, t)):
            with pytest.raises(ValueError, match=r"eta\(2\) is 0.0: .*\(own gives it\)"):
                asked(2)
            with pytest.raises(ValueError, match=r"eta\(3\) is -0.05"):
                asked(np.array([0, 3]))

    def test_a_rate_that_has_become_zero(self):
        with pytest.raises(ValueError, match=r"eta\(200000\) is 0.0: .*step_decay"):
            step_decay(0.1)(200_000)

    def test_the_cosine_ends_with_its_steps(self):
        assert cosine(0.1, 10)(9) > 0
        for t in (10, 11, np.array([0, 10])):
            with pytest.raises(ValueError, match=r"come to 0 after 10 updates.*more steps"):
                cosine(0.1, 10)(t)


@pytest.mark.parametrize(("make", "error", "words"), [
    (lambda: constant(0), ValueError, "eta is 0: .*positive"),
    (lambda: constant(decay(0.1)), TypeError, "starts from a number"),
    (lambda: decay("0.1"), TypeError, "eta is '0.1'"),
    (lambda: decay(0.1, lam=-1), ValueError, "lam is -1: it must be 0 or more"),
    (lambda: decay(0.1, lam=math.inf), ValueError, "lam is inf"),
    (lambda: decay(0.1, lam=True), TypeError, "lam is True"),
    (lambda: step_decay(0.1, factor=0), ValueError, "factor is 0: .*above 0 and at most 1"),
    (lambda: step_decay(0.1, factor=1.5), ValueError, "factor is 1.5"),
    (lambda: step_decay(0.1, every=0), ValueError, "every is 0"),
    (lambda: step_decay(0.1, every=2.5), TypeError, "every is 2.5"),
    (lambda: cosine(0.1, 0), ValueError, "steps is 0"),
    (lambda: cosine(0.1, None), TypeError, "steps is None"),
    (lambda: constant(0.1)(-1), ValueError, "t is -1: .*0 or more"),
    (lambda: constant(0.1)(np.array([0, -2])), ValueError, "t is -2"),
    (lambda: constant(0.1)(1.0), TypeError, "t is 1.0: .*whole number"),
    (lambda: constant(0.1)(True), TypeError, "t is True"),
    (lambda: constant(0.1)(None), TypeError, "t is None"),
    (lambda: rate(0.1, np.array([0.5])), TypeError, "whole number"),
])
def test_errors(make, error, words):
    with pytest.raises(error, match=words):
        make()


@pytest.mark.parametrize("schedule", [decay(0.1), cosine(0.1, 9)], ids=repr)
@pytest.mark.parametrize("t", ["x", -1, 0.5, [1, -1], [[1], [2, 3]], [None], {}])
def test_a_moment_that_is_none_is_refused_by_its_name(schedule, t):
    with pytest.raises((TypeError, ValueError), match=r"^t(\[\d\])? "):
        schedule(t)
