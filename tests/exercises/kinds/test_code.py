"""Functions written by learners: called with fresh inputs, judged by numerical derivatives, and diagnosed."""

from collections import namedtuple
from functools import partial

import numpy as np
import pytest

from nbnn.cli.running import run
from nbnn.exercises.judging.diagnosis import wrong_values
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.kinds.code import Code, as_result, partial_slopes, slopes, source_of
from nbnn.exercises.lessons.table import exercise, exercises

CODE = [each for each in exercises().values() if isinstance(each, Code)]
HINGE = exercise("hinge_derivative").variant(2)


def keys(check):
    return {each.key for each in check.found}


@pytest.mark.parametrize("record", CODE, ids=lambda each: each.key)
def test_the_model_is_right(record):
    variants = [record.variant(seed) for seed in range(8)]
    calls = [call.arguments for variant in variants for call in variant.calls]
    results = run(["import numpy as np", record.model], {record.function: calls})[record.function]
    for variant in variants:
        assert variant.judge(results[:len(variant.calls)]).right, variant
        results = results[len(variant.calls):]


def test_inputs_are_fresh_for_every_seed():
    record = exercise("hinge_derivative")
    assert record.variant(1).calls[0].arguments == record.variant(1).calls[0].arguments
    assert record.variant(1).calls[0].arguments != record.variant(2).calls[0].arguments


@pytest.mark.parametrize(("wrong", "key"), [
    (lambda y, z: z if y * z < 1 else 0, "wrong_sign"), (lambda y, z: -1 if y * z < 1 else 0, "z_forgotten"),
    (lambda y, z: -z, "margin_ignored"), (lambda y, z: -z if y * z >= 1 else 0, "margin_inverted"),
    (lambda y, z: -z if y * z < 0 else 0, "margin_at_zero"),
])
def test_a_wrong_hinge_is_diagnosed(wrong, key):
    check = HINGE.check(wrong)
    assert check.verdict == "wrong"
    assert key in keys(check)
    assert "changing the numbers a little shows" in check.message


@pytest.mark.parametrize("record", CODE, ids=lambda each: each.key)
def test_the_inputs_show_every_mistake_that_the_exercise_tells(record):
    """A wrong function never passes by luck: for every seed there is an input at which it is wrong."""
    for seed in range(4):
        variant = record.variant(seed)
        assert len(variant.calls) < 100
        for key in record.tells:
            wrong = [wrong_values(MISCONCEPTIONS[key], call.sheet, call.given, record.returns) for call in variant.calls]
            results = [as_result(tuple(values[name] for name in record.returns)) for values in wrong]
            check = variant.judge(results)
            assert check.verdict == "wrong", (seed, key)
            assert key in keys(check), (seed, key)


def test_any_subderivative_is_right():
    for at_the_kink in (0, 0.5, 1):
        assert all(exercise("hinge_derivative").variant(seed).check(
            lambda y, z, s=at_the_kink: -z * s if y * z == 1 else (-z if y * z < 1 else 0)).right for seed in range(20))


def backward(W1, w2, x, z, gate=True, transposed=False, updated=False):
    a = W1 @ x
    h = np.maximum(0, a)
    y = w2 @ h
    dl_dy = -z if y * z < 1 else 0
    used = w2 - 0.1 * dl_dy * h if updated else w2
    dl_da = dl_dy * used * ((a > 0) if gate else 1)
    return dl_dy * h, np.outer(x, dl_da) if transposed else np.outer(dl_da, x)


def test_a_wrong_backward_is_diagnosed():
    variant = exercise("backward_code").variant(1)
    assert variant.check(backward).right
    assert keys(variant.check(lambda *given: backward(*given, gate=False))) == {"gate_missing"}
    assert keys(variant.check(lambda *given: backward(*given, updated=True))) == {"updated_w2"}
    turned = variant.check(lambda *given: backward(*given, transposed=True))
    assert turned.verdict == "wrong"
    assert "dl_dW1 has shape" in turned.message and keys(turned) == {"outer_reversed"}


Backward = namedtuple("Backward", "dl_dW1 dl_dw2")


@pytest.mark.parametrize("arranged", [
    lambda last, first: (first, last), lambda last, first: {"dl_dW1": first, "dl_dw2": last}, lambda last, first: {"W1": first, "w2": last},
    lambda last, first: Backward(first, last),
], ids=["as the arguments", "dict", "dict of weights", "named tuple"])
def test_the_values_may_come_in_any_order_that_can_be_told(arranged):
    for variant in map(exercise("backward_code").variant, range(5)):
        assert variant.check(lambda *given: arranged(*backward(*given))).right
        assert keys(variant.check(lambda *given: arranged(*backward(*given, gate=False)))) == {"gate_missing"}


def test_other_names_are_said():
    check = exercise("backward_code").variant(0).check(lambda *given: dict(zip("ab", backward(*given))))
    assert "it returns a, b, but dl_dw2, dl_dW1 are asked for" in check.message


def test_a_dict_of_a_collected_notebook_is_read_by_its_names():
    record = exercise("backward_code")
    model = record.model.replace("return dl_dy * h, np.outer(dl_da, x)", "return {'dl_dW1': np.outer(dl_da, x), 'dl_dw2': dl_dy * h}")
    variant = record.variant(1)
    (results,) = run(["import numpy as np", model], {"backward": [call.arguments for call in variant.calls]}).values()
    assert results[0].names == ("dl_dW1", "dl_dw2") and variant.judge(results).right


def test_two_mistakes_at_once_in_a_function():
    check = exercise("backward_code").variant(1).check(lambda *given: tuple(-each for each in backward(*given, gate=False)))
    assert keys(check) == {"wrong_sign", "gate_missing"} and check.together


def test_the_inputs_shown_are_short():
    """Whole numbers and halves: one can follow the call on paper."""
    for variant in map(exercise("backward_code").variant, range(10)):
        for call in variant.calls:
            assert all(np.array_equal(np.asarray(each) * 2, np.round(np.asarray(each) * 2)) for each in call.arguments)
        shown = variant.check(lambda *given: backward(*given, gate=False)).message
        assert len(shown.partition("), dl_")[0]) < 80, shown


def test_what_follows_from_a_wrong_result_is_said_to_be_right():
    def m_wrong(m, v, t, d):
        m, v = 0.8 * m + 0.2 * d, 0.999 * v + 0.001 * d ** 2
        return m, v, -0.1 * (m / (1 - 0.9 ** t)) / ((v / (1 - 0.999 ** t)) ** 0.5 + 0.01)
    check = exercise("adam_code").variant(0).check(m_wrong)
    assert check.first == "m" and check.message.endswith("What follows from it is right.")


def test_a_wrong_adam_is_diagnosed():
    def without_correction(m, v, t, d):
        m, v = 0.9 * m + 0.1 * d, 0.999 * v + 0.001 * d ** 2
        return m, v, -0.1 * m / (v ** 0.5 + 0.01)
    assert keys(exercise("adam_code").variant(0).check(without_correction)) == {"adam_no_correction"}


def test_a_sum_for_a_mean_is_diagnosed():
    check = exercise("batch_code").variant(0).check(lambda w, X, z: -(z * (z * (X @ w) < 1)) @ X)
    assert keys(check) == {"sum_for_mean"}


def raises(y, z):
    return 1 // 0


def returns_nothing(y, z):
    pass


@pytest.mark.parametrize(("function", "words"), [
    (raises, "raises ZeroDivisionError: integer division or modulo by zero (line 2 of raises)"), (returns_nothing, "is there a return?"),
    (lambda y: 0, "raises TypeError"), (lambda y, z: "−1", "returns a str"), (lambda y, z: (0, 1), "2 results, but 1 result"),
    (lambda y, z: [1, 2], "has shape (2,)"), (lambda y, z: np.nan, "not a finite number"), (lambda y, z: exit(), "ends the program"),
    (lambda y, z: np.zeros(10 ** 5), "returns a ndarray"), (lambda y, z: 1j, "returns a complex"),
    (lambda y, z: [[1], [2, 3]], "returns a list"),
])
def test_what_cannot_be_judged_is_said(function, words):
    check = HINGE.check(function)
    assert check.verdict == "wrong"
    assert words in check.message
    assert check.message.startswith("hinge_derivative(")


def test_what_is_no_function_is_refused():
    for given in (None, 5, "def f(): pass", {"code": 1}):
        assert HINGE.check(given).verdict == "refused"


def test_a_function_that_changes_its_arguments_is_told():
    def changing(y, z):
        p = np.exp(y) / np.exp(y).sum()
        y *= 0
        p[z - 1] -= 1
        return p
    check = exercise("softmax_derivative").variant(0).check(changing)
    assert "changes its arguments" in check.message


def test_an_interrupt_comes_through():
    def interrupted(y, z):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        HINGE.check(interrupted)


def test_numerical_slopes():
    assert slopes(lambda w: w ** 3, 2.0) == pytest.approx((12, 12), rel=1e-8)
    assert slopes(abs, 0.0) == pytest.approx((-1, 1))
    low, high = partial_slopes(lambda w: w[0, 0] ** 2 + abs(w[1, 0]), np.array([[3.0], [0.0]]))
    assert low == pytest.approx(np.array([[6.0], [-1.0]]), rel=1e-6)
    assert high == pytest.approx(np.array([[6.0], [1.0]]), rel=1e-6)


def test_a_kink_is_told_from_a_bend_at_any_size():
    low, high = slopes(lambda w: 1e6 * w ** 2, 3.0)
    assert low == high == pytest.approx(6e6, rel=1e-8)
    assert slopes(lambda w: 0.01 * abs(w), 0.0) == pytest.approx((-0.01, 0.01), rel=1e-6)
    assert slopes(lambda w: 1e4 * abs(w), 0.0) == pytest.approx((-1e4, 1e4), rel=1e-6)


def test_a_function_without_source_has_its_name_or_nothing():
    assert source_of(len) == "len" and source_of(partial(max)) == ""


def test_arrays_are_shown_with_both_their_brackets():
    shown = exercise("backward_code").variant(1).check(lambda *given: backward(*given, gate=False)).message
    assert shown.count("[") == shown.count("]") > 2
