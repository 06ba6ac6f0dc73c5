"""Every loss's derivative against the complex step and differences; kinks, overflow, labels and shapes."""

import copy
import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from nbnn.core.records.activations import sigmoid
from nbnn.core.records.losses import (
    LOSSES,
    Loss,
    absolute,
    binary_cross_entropy,
    binary_cross_entropy_01,
    checked_labels,
    cross_entropy,
    exponential,
    half_squared,
    hinge,
    huber,
    logistic,
    loss,
    multiclass_hinge,
    perceptron,
    squared,
    squared_hinge,
    weston_watkins,
    zero_one,
)
from nbnn.core.records.reasons import ZeroReason

ANY_SCORE = [record for record in LOSSES.values() if record.outputs == (-math.inf, math.inf)]
ONE = [record for record in ANY_SCORE if record.scores != "many"]
MANY = [record for record in ANY_SCORE if record.scores != "one"]
Y = np.array([-3.0, -0.8, -0.1, 0.3, 0.9, 1.2, 4.0])
SCORES = np.array([[1.0, -2.0, 0.5], [0.2, 0.1, 0.0], [-4.0, 3.0, 1.5]])
Z3 = np.array([1, 3, 2])


@pytest.mark.parametrize("record", [r for r in ONE if r.complex_step], ids=repr)
@pytest.mark.parametrize("z", [-1, 1])
def test_one_score_complex_step(record, z):
    for y in Y.tolist():
        step = record.value(y + 1e-30j, z).imag / 1e-30
        assert record.derivative(y, z) == pytest.approx(step, rel=1e-12, abs=0)


@pytest.mark.parametrize("record", ONE, ids=repr)
@pytest.mark.parametrize("z", [-1, 1])
def test_one_score_central_difference(record, z):
    z = np.full(len(Y), z)
    difference = (record.value(Y + 1e-6, z) - record.value(Y - 1e-6, z)) / 2e-6
    np.testing.assert_allclose(record.derivative(Y, z), difference, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("record", MANY, ids=repr)
def test_many_scores_derivative(record):
    scores = SCORES + 0.05 if record.target_kinks else SCORES  # none stands on a kink
    derivative = record.derivative(scores, Z3)
    for k in range(3):
        e = np.eye(3)[k]
        difference = (record.value(scores + 1e-6 * e, Z3) - record.value(scores - 1e-6 * e, Z3)) / 2e-6
        np.testing.assert_allclose(derivative[:, k], difference, rtol=1e-6, atol=1e-9)
        if record.complex_step:
            step = record.value(scores + 1e-30j * e, Z3).imag / 1e-30
            np.testing.assert_allclose(derivative[:, k], step, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("record", ONE, ids=repr)
def test_the_fast_path_is_the_checked_one(record):
    for z in (-1, 1):
        for y in [*Y.tolist(), 0.0, 1.0, -1.0]:
            assert record.value_unchecked(y, z) == pytest.approx(record.value(y, z), rel=1e-15)
            assert record.derivative_unchecked(y, z) == pytest.approx(record.derivative(y, z), rel=1e-15)
        batch = record.value(Y, np.full(len(Y), z))
        assert batch.tolist() == pytest.approx([record.value(y, z) for y in Y], rel=1e-14)


@pytest.mark.parametrize("record", ANY_SCORE, ids=repr)
def test_python_numbers_and_shapes(record):
    if record.scores != "many":
        assert type(record.value(2, 1)) is float
        assert type(record.derivative(np.float64(2), 1)) is float
        assert record.derivative([0.5, 2], [1, -1]).shape == (2,)
    if record.scores != "one":
        assert type(record.value([1, 2, 3], 1)) is float
        assert record.derivative([1, 2, 3], 1).shape == (3,)
        assert record.value(SCORES, Z3).shape == (3,)
        assert record.derivative(SCORES, Z3).shape == (3, 3)


def test_the_worked_example():
    assert hinge.value(-0.5, -1) == 0.5
    assert hinge.derivative(-0.5, -1) == 1
    assert hinge.value(-2.15, -1) == 0
    assert hinge.derivative(-2.15, -1) == 0


def test_hinge_at_its_kink():
    for z in (-1, 1):
        assert hinge.derivative(float(z), z) == 0
        assert hinge.derivative_unchecked(float(z), z) == 0
    assert hinge.subdifferential(1.0, 1) == (-1, 0)
    assert hinge.subdifferential(-1.0, -1) == (0, 1)
    assert hinge.subdifferential(0.5, 1) == (-1, -1)
    assert hinge.subdifferential(1.5, 1) == (0, 0)
    low, high = hinge.subdifferential([1.0, 0.0], [1, -1])
    assert (low.tolist(), high.tolist()) == ([-1, 1], [0, 1])


def test_perceptron_at_its_kink():
    assert perceptron.derivative(0.0, 1) == 0
    assert perceptron.derivative_unchecked(0.0, -1) == 0
    assert perceptron.subdifferential(0.0, 1) == (-1, 0)
    assert perceptron.value(-2.0, 1) == 2


def test_zero_one():
    assert zero_one.value(0.0, -1) == 0  # the slide's definition, though the prediction is wrong
    assert zero_one.value(-0.1, 1) == 1
    assert zero_one.derivative(-0.1, 1) == 0
    assert zero_one.value([1.0, 1.0, 0.0], 1) == 0  # ties: the lowest index
    assert zero_one.value([1.0, 1.0, 0.0], 2) == 1
    assert zero_one.derivative([1.0, 1.0, 0.0], 2).tolist() == [0, 0, 0]
    assert zero_one.undefined_at


def test_binary_cross_entropy_has_the_lectures_two():
    assert binary_cross_entropy.value(0.7, 1) == pytest.approx(-math.log(1 / (1 + math.exp(-1.4))), rel=1e-15)
    assert binary_cross_entropy.derivative(0.0, 1) == -1
    for y, z, label in ((0.7, 1, 1), (0.7, -1, 2), (-3.0, 1, 1)):
        assert binary_cross_entropy.value(y, z) == pytest.approx(cross_entropy.value([y, -y], label), rel=1e-14)


def test_squared_has_no_half():
    assert squared.value(3.0, 1) == 4
    assert squared.derivative(3.0, 1) == 4
    assert squared.value([1.0, 2.0], 2) == 2
    assert squared.derivative([1.0, 2.0], 2).tolist() == [2, 2]


def test_no_overflow_in_binary_cross_entropy():
    for call in (binary_cross_entropy.value, binary_cross_entropy.value_unchecked):
        assert call(1e308, 1) == 0
        assert call(-8e307, 1) == 1.6e308
        assert call(400.0, 1) == pytest.approx(0.0, abs=1e-300)
        assert call(20.0, 1) == pytest.approx(math.exp(-40), rel=1e-14)
    for call in (binary_cross_entropy.derivative, binary_cross_entropy.derivative_unchecked):
        assert call(1e308, 1) == 0
        assert call(-1e308, 1) == -2
        assert call(20.0, 1) == pytest.approx(-2 * math.exp(-40), rel=1e-14)


def test_no_overflow_in_cross_entropy():
    y = [1e308, -1e308, 0.0]
    assert cross_entropy.value(y, 1) == 0
    assert cross_entropy.value(y, 3) == 1e308
    assert cross_entropy.value(y, 2) == math.inf  # 2·10³⁰⁸ is above every float64
    assert cross_entropy.derivative(y, 2).tolist() == [1, -1, 0]
    assert cross_entropy.value([1e308, 1e308], 1) == pytest.approx(math.log(2))
    assert cross_entropy.value([50.0, 0.0], 1) == pytest.approx(math.exp(-50), rel=1e-14)
    assert cross_entropy.derivative([50.0, 0.0], 1)[0] == pytest.approx(-math.exp(-50), rel=1e-14)


@pytest.mark.parametrize("record", [hinge, perceptron, binary_cross_entropy, squared], ids=repr)
def test_nan_is_not_hidden(record):
    assert math.isnan(record.value_unchecked(math.nan, 1))
    assert math.isnan(record.value(math.nan, 1))


@pytest.mark.parametrize(("record", "y", "z", "words"), [
    (hinge, [1.0, 2.0], 1, r"y has shape \(2,\) and z has shape \(\)"),
    (hinge, [1.0, 2.0], [1, 1, -1], "one score"),
    (hinge, [[1.0, 2.0]], [1], "one score and one label"),
    (cross_entropy, 0.5, 1, "K ≥ 2 scores"),
    (cross_entropy, [0.5], 1, "K ≥ 2 scores"),
    (cross_entropy, [[1.0, 2.0]], [1, 2], "K ≥ 2 scores"),
    (squared, [[1.0, 2.0]], [[1, 2, 3]], "one label per example"),
    (cross_entropy, [[1.0, 2.0]], [[1, 2]], "one label per example"),
    (half_squared, [[1.0, 2.0]], [[[1, 2]]], "targets of the shape of y"),
    (hinge, [[1.0, 2.0]], [[1, 2]], "one score and one label"),
])
def test_shapes_that_do_not_fit(record, y, z, words):
    for call in (record.value, record.derivative, record.case, record.zero_reason, record.subdifferential):
        with pytest.raises(ValueError, match=words):
            call(y, z)


@pytest.mark.parametrize(("record", "y", "z", "words"), [
    (hinge, 0.5, 0, r"2\*z - 1"),
    (hinge, [0.5, 0.5], [0, 1], r"the labels are 0, 1, but they must be −1 or \+1: write 2\*z - 1"),
    (hinge, 0.5, 2, "the labels are 2"),
    (hinge, 0.5, 0.5, "the labels are 0.5"),
    (hinge, 0.5, True, "−1 or"),
    (hinge, 0.5, math.nan, "nan"),
    (cross_entropy, SCORES, [0, 1, 2], r"write z \+ 1"),
    (cross_entropy, [1.0, 2.0], -1, r"\(z \+ 3\) // 2"),
    (cross_entropy, [1.0, 2.0], 3, "from 1 to 2"),
    (cross_entropy, [1.0, 2.0], 1.5, "whole numbers"),
])
def test_labels_that_do_not_fit(record, y, z, words):
    with pytest.raises(ValueError, match=words):
        record.value(y, z)


def test_types_that_do_not_fit():
    with pytest.raises(TypeError, match="scores must be numbers"):
        hinge.value("1", 1)
    with pytest.raises(TypeError, match="labels must be numbers"):
        hinge.value(1.0, "versicolor")


def test_checked_labels_takes_whole_floats():
    assert checked_labels([1.0, -1.0]).tolist() == [1, -1]
    assert checked_labels(np.array([3.0, 1.0]), 3).dtype == int


@pytest.mark.parametrize("record", ANY_SCORE, ids=repr)
def test_cases_say_what_is_computed(record):
    assert record.formula
    assert record.source
    assert record.cases
    if record.scores != "one":
        assert record.cases_many
    y, z = (Y, np.ones(len(Y))) if record.scores != "many" else (SCORES, Z3)
    cases = record.cases if record.scores != "many" else record.cases_many
    assert set(np.unique(record.case(y, z))) == set(range(len(cases)))
    assert type(record.case(y[0], z[0])) is int


def test_case_at_the_kinks():
    assert (hinge.case(0.999, 1), hinge.case(1.0, 1)) == (0, 1)
    assert (perceptron.case(-0.1, 1), perceptron.case(0.0, 1)) == (0, 1)
    assert (zero_one.case(0.0, -1), zero_one.case(0.1, -1)) == (0, 1)
    assert (zero_one.case([1.0, 1.0], 1), zero_one.case([1.0, 1.0], 2)) == (0, 1)
    for record, y in ((hinge, Y), (perceptron, Y)):
        flat = [record.cases[i].derivative == "0" for i in record.case(y, np.ones(len(y)))]
        assert flat == (record.derivative(y, np.ones(len(y))) == 0).tolist()


def test_zero_reasons():
    assert hinge.zero_reason(2.0, 1) is ZeroReason.MARGIN_MET
    assert hinge.zero_reason(0.0, 1) == 0
    assert hinge.zero_reason([0.0, 2.0], [1, 1]).tolist() == [0, 1]
    assert hinge.zero_reason([0.0], [1]).dtype == np.uint8
    assert zero_one.zero_reason(0.3, 1) is ZeroReason.LOSS_FLAT
    assert zero_one.zero_reason([0.3, 1.0], 1).tolist() == [64, 64]
    assert binary_cross_entropy.zero_reason(1000.0, 1) is ZeroReason.SATURATED
    assert binary_cross_entropy.zero_reason(100.0, 1) == 0
    assert cross_entropy.zero_reason([1000.0, 0.0, 1000.0], 1).tolist() == [0, 128, 0]
    assert squared.zero_reason([0.0, 1.0, 3.0], 2).tolist() == [1, 1, 0]


def test_look_up_and_a_record_made_in_a_cell():
    assert loss("hinge") is hinge
    assert loss("0/1") is zero_one
    with pytest.raises(ValueError, match="did you mean 'hinge'"):
        loss("hinje")
    linear = Loss(key="linear", name="linear", value=lambda y, z: -y * z, derivative=lambda y, z: -z + 0.0)
    assert loss(linear) is linear
    assert linear.value(2, 1) == -2
    assert linear.case(2, 1) == 0
    with pytest.raises(ValueError, match="'one', 'many' or 'both'"):
        Loss(key="x", name="x", value=abs, derivative=abs, scores="two")


@pytest.mark.parametrize("record", LOSSES.values(), ids=repr)
def test_records_stay_themselves(record):
    assert pickle.loads(pickle.dumps(record)) is record
    assert copy.deepcopy(record) is record


# ---- the losses of other books ----

K_HINGES = [multiclass_hinge, weston_watkins]
BOOKS = [(record, y, z) for record in (logistic, squared_hinge, exponential) for y in (-2.5, -0.3, 0.4, 1.7, 30.0) for z in (-1, 1)]


@pytest.mark.parametrize(("record", "y", "z"), BOOKS)
def test_the_books_formulas(record, y, z):
    value, slope = {
        "logistic": (math.log(1 + math.exp(-y * z)), -z / (1 + math.exp(y * z))),
        "squared_hinge": (max(0, 1 - y * z) ** 2, -2 * z * max(0, 1 - y * z)),
        "exponential": (math.exp(-y * z), -z * math.exp(-y * z)),
    }[record.key]
    assert record.value(y, z) == pytest.approx(value, rel=1e-12)
    assert record.derivative(y, z) == pytest.approx(slope, rel=1e-12)


def test_logistic_is_the_lectures_cross_entropy_of_half_the_score():
    for y in (*Y.tolist(), 1e-300, 750.0, -1e308):
        for z in (-1, 1):
            assert logistic.value(y, z) == binary_cross_entropy.value(y / 2, z)
            assert logistic.derivative(y, z) == binary_cross_entropy.derivative(y / 2, z) / 2
    assert logistic.derivative(0.0, 1) == -0.5  # half the lecture's
    assert logistic.value(0.0, 1) == math.log(2)


def test_squared_hinge_has_no_kink():
    assert squared_hinge.kinks == ()
    assert squared_hinge.subdifferential(1.0, 1) == (0, 0)
    assert squared_hinge.derivative(1 - 1e-9, 1) == pytest.approx(-2e-9)
    assert (squared_hinge.case(0.999, 1), squared_hinge.case(1.0, 1)) == (0, 1)
    assert squared_hinge.zero_reason(1.0, 1) is ZeroReason.MARGIN_MET
    assert str(squared_hinge.derivative(2.0, 1)) == "0.0"  # and not −0
    assert squared_hinge.value(-0.5, -1) == 0.25


@pytest.mark.parametrize("z", [-1, 1])
@pytest.mark.parametrize("record", [logistic, squared_hinge, exponential], ids=repr)
@pytest.mark.filterwarnings("error")
def test_the_ends_of_the_scores_of_one(record, z):
    """No warning, no wrong number: 0 where the loss is below every float64, ∞ where it is above."""
    far = 1e308 * z
    assert record.value(far, z) == record.value_unchecked(far, z) == 0
    assert record.derivative(far, z) == record.derivative_unchecked(far, z) == 0
    ends = {"logistic": (1e308, 1.0), "squared_hinge": (math.inf, math.inf), "exponential": (math.inf, math.inf)}
    value, steepness = ends[record.key]
    for found in (record.value(-far, z), record.value_unchecked(-far, z), float(record.value([-far], [z])[0])):
        assert found == value
    for found in (record.derivative(-far, z), record.derivative_unchecked(-far, z), float(record.derivative([-far], [z])[0])):
        assert found == -z * steepness
    for at in (700.0, 709.0, 709.7):
        assert exponential.value(-at * z, z) == pytest.approx(math.exp(at), rel=1e-13)
    assert record.zero_reason(far, z) is (ZeroReason.MARGIN_MET if record is squared_hinge else ZeroReason.SATURATED)


@pytest.mark.parametrize("record", [logistic, squared_hinge, exponential], ids=repr)
def test_nan_is_not_hidden_in_the_books(record):
    assert math.isnan(record.value_unchecked(math.nan, 1))
    assert math.isnan(record.value(math.nan, 1))
    assert math.isnan(record.value([math.nan], [1])[0])


def test_multiclass_hinge_by_hand():
    """Scores 3.2, 5.1, −1.7 with the first class right, as cs231n counts: Weston–Watkins 2.9 + 0; here also the largest alone."""
    y = [3.2, 5.1, -1.7]
    assert weston_watkins.value(y, 1) == pytest.approx(2.9, rel=1e-15)
    assert multiclass_hinge.value(y, 1) == pytest.approx(2.9, rel=1e-15)
    assert weston_watkins.derivative(y, 1).tolist() == [-1, 1, 0]
    close = [1.3, 4.9, 2.0]
    assert weston_watkins.value(close, 2) == multiclass_hinge.value(close, 2) == 0
    assert weston_watkins.derivative(close, 2).tolist() == [0, 0, 0]
    both = [2.2, 2.5, -3.1]  # 6.3 + 6.6
    assert weston_watkins.value(both, 3) == pytest.approx(12.9, rel=1e-15)
    assert multiclass_hinge.value(both, 3) == pytest.approx(6.6, rel=1e-15)
    assert weston_watkins.derivative(both, 3).tolist() == [1, 1, -2]
    assert multiclass_hinge.derivative(both, 3).tolist() == [0, 1, -1]


def test_which_multiclass_hinge():
    assert multiclass_hinge() is multiclass_hinge("crammer_singer") is multiclass_hinge(kind="crammer_singer") is multiclass_hinge
    assert multiclass_hinge("weston_watkins") is weston_watkins
    for wrong in ("weston", ["weston_watkins"], 2):
        with pytest.raises(ValueError, match="must be one of crammer_singer, weston_watkins"):
            multiclass_hinge(wrong)


@pytest.mark.parametrize("record", K_HINGES, ids=repr)
def test_with_two_classes_it_is_the_hinge_of_the_difference(record):
    for y in ([0.3, -0.4], [2.0, 0.5], [-1.0, 1.5]):
        for z, sign in ((1, 1), (2, -1)):
            assert record.value(y, z) == pytest.approx(hinge.value(y[0] - y[1], sign), rel=1e-15)
            assert record.derivative(y, z)[0] == hinge.derivative(y[0] - y[1], sign)


@pytest.mark.parametrize("record", K_HINGES, ids=repr)
def test_kinks_of_a_multiclass_hinge(record):
    """At a lead of exactly 1, and between rivals that are equal, the differences to both sides are the ends."""
    points = [([2.0, 1.0, 0.0], 1), ([0.0, 2.0, 2.0], 1), ([3.0, 2.0, 2.0], 1), ([0.5, 0.5, 0.5, 0.5], 2), ([0.0, 0.5, 1.0], 3)]
    for y, z in points:
        y = np.array(y)
        low, high = record.subdifferential(y, z)
        used = record.derivative(y, z)
        assert (low <= used).all() and (used <= high).all()
        assert used.sum() == 0
        sides = [(record.value(y + h * e, z) - record.value(y, z)) / h for e in np.eye(len(y)) for h in (-2.0 ** -20, 2.0 ** -20)]
        assert np.array(sides).reshape(-1, 2).tolist() == np.column_stack([low, high]).tolist()
        assert record.value(y, z) == max(0, 1 + max(np.delete(y, z - 1)) - y[z - 1]) or record is weston_watkins
    low, high = record.subdifferential([5.0, 1.0, 0.0], 1)
    assert low.tolist() == high.tolist() == [0, 0, 0]


@pytest.mark.parametrize("record", K_HINGES, ids=repr)
def test_smooth_pieces_tell_kinks_that_branches_do_not(record):
    one, two = [0.0, 0.5, -3.0], [0.0, -3.0, 0.5]
    assert record.case(one, 1) == record.case(two, 1) == 1
    assert record.smooth_piece(one, 1) != record.smooth_piece(two, 1)
    assert record.smooth_piece([9.0, 0.5, 0.2], 1) == 0
    assert list(record.smooth_piece([one, two], [1, 1])) == [record.smooth_piece(one, 1), record.smooth_piece(two, 1)]
    assert hinge.smooth_piece(0.0, 1) == hinge.case(0.0, 1)
    assert record.smooth_piece([1.0, 0.0, -5.0], 1) == 0, "exactly 1 behind the label's own pays nothing yet"
    many = np.zeros(100)
    assert weston_watkins.smooth_piece(many, 1) == 2 ** 100 - 2


@pytest.mark.parametrize("record", K_HINGES, ids=repr)
@pytest.mark.filterwarnings("error")
def test_the_ends_of_the_scores_of_many(record):
    y = [1e308, -1e308, 0.0]
    assert record.value(y, 1) == 0
    assert record.value(y, 2) == math.inf
    assert record.value(y, 3) == 1e308
    assert record.derivative(y, 3).tolist() == [1, 0, -1]
    assert record.derivative(y, 1).tolist() == [0, 0, 0]
    assert set(record.zero_reason(y, 1).tolist()) == {int(ZeroReason.MARGIN_MET)}
    for place in range(3):
        lost = [1.0, 2.0, 3.0]
        lost[place] = math.nan
        assert math.isnan(record.value(lost, 2))


@pytest.mark.parametrize("record", K_HINGES, ids=repr)
def test_many_random_scores_against_the_definition(record):
    rng = np.random.default_rng(7)
    for _ in range(200):
        K = int(rng.integers(2, 6))
        y, z = rng.normal(0, 2, K), int(rng.integers(1, K + 1))
        lacks = [max(0.0, 1 + y[k] - y[z - 1]) for k in range(K) if k != z - 1]
        assert record.value(y, z) == pytest.approx(max(lacks) if record is multiclass_hinge else sum(lacks), rel=1e-13)
        for k, e in enumerate(np.eye(K)):
            assert record.derivative(y, z)[k] == pytest.approx(record.value(y + 1e-30j * e, z).imag / 1e-30, rel=1e-12)
TARGETS = [record for record in ANY_SCORE if record.takes_targets]
REAL, T = np.array([[-1.3, 0.2], [0.9, 4.0], [0.55, -0.1]]), np.array([[0.1, 0.99], [0.9001, -2.5], [0.01, 0.3]])


def test_which_losses_take_targets():
    assert {record.key for record in TARGETS} == {"squared", "half_squared", "absolute", "huber"}
    assert not any(record.takes_targets for record in (hinge, perceptron, binary_cross_entropy, cross_entropy, zero_one))
    with pytest.raises(ValueError, match="'labels', 'targets' or 'both'"):
        Loss(key="x", name="x", value=abs, derivative=abs, takes="numbers")


@pytest.mark.parametrize("record", TARGETS, ids=repr)
def test_targets_are_summed_over_the_outputs(record):
    alone = np.array([[record.value(float(y), float(t)) for y, t in zip(*row)] for row in zip(REAL, T)])
    np.testing.assert_allclose(record.value(REAL, T), alone.sum(axis=1), rtol=1e-15)
    np.testing.assert_allclose(record.value_over_outputs(REAL, T), alone.sum(axis=1), rtol=1e-15)
    assert record.of_example(REAL[0], T[0]) == pytest.approx(alone[0].sum(), rel=1e-15)
    assert type(record.of_example(REAL[0], T[0])) is float
    assert record.value(REAL.ravel(), T.ravel()).shape == (6,)  # six examples with one target each
    assert record.derivative(REAL, T).shape == REAL.shape


@pytest.mark.parametrize("record", TARGETS, ids=repr)
def test_targets_derivative_is_the_complex_step(record):
    derivative = record.derivative(REAL, T)
    for k in range(2):
        step = record.value(REAL + 1e-30j * np.eye(2)[k], T).imag / 1e-30
        np.testing.assert_allclose(derivative[:, k], step, rtol=1e-12)


@pytest.mark.parametrize("record", TARGETS, ids=repr)
def test_one_of_k_classes_is_the_target_one_hot(record):
    np.testing.assert_allclose(record.value(SCORES, Z3), record.value(SCORES, np.eye(3)[Z3 - 1]), rtol=1e-15)
    np.testing.assert_array_equal(record.derivative(SCORES, Z3), record.derivative(SCORES, np.eye(3)[Z3 - 1]))


def test_both_conventions_of_least_squares():
    assert half_squared.value(0.75136507, 0.01) == pytest.approx(0.274811083, abs=1e-9)  # Mazur, A Step by Step Backpropagation Example
    assert squared.value(3.0, 1.5) == 2 * half_squared.value(3.0, 1.5) == 2.25
    assert (half_squared.derivative(3.0, 1.5), squared.derivative(3.0, 1.5)) == (1.5, 3.0)


def test_absolute_at_its_kink():
    assert absolute.derivative(0.3, 0.3) == 0
    assert absolute.subdifferential(0.3, 0.3) == (-1, 1)
    assert absolute.subdifferential(0.5, 0.3) == (1, 1)
    assert absolute.subdifferential(1.0, 1) == (-1, 1)
    low, high = absolute.subdifferential(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]]))
    assert (low.tolist(), high.tolist()) == ([[-1, 1]], [[1, 1]])


def test_huber_is_quadratic_near_and_straight_far_away():
    half = huber(0.5)
    assert [half.value(d, 0.0) for d in (0.25, 0.5, 2.0, -3.0)] == [0.03125, 0.125, 0.875, 1.375]
    assert [half.derivative(d, 0.0) for d in (0.25, 0.5, 2.0, -3.0)] == [0.25, 0.5, 0.5, -0.5]
    assert half.case([0.2, 2.0, -3.0], [0, 0, 0]).tolist() == [0, 1, 2]
    assert huber(delta=0.5).parameters["delta"] == 0.5 and repr(half) == "huber(delta=0.5)"
    assert pickle.loads(pickle.dumps(half)).value(2.0, 0.0) == 0.875
    for wrong, error in (("a", TypeError), (True, TypeError), (0, ValueError), (math.inf, ValueError)):
        with pytest.raises(error, match="above 0"):
            huber(wrong)


def test_beyond_its_reach_a_loss_asks_for_nothing():
    for record in (hinge, LOSSES["squared_hinge"], LOSSES["perceptron"]):
        assert record.value(record.reach, 1) == 0 < record.value(record.reach - 0.01, 1)
    for record in (LOSSES["multiclass_hinge"], LOSSES["weston_watkins"]):
        assert record.value(np.array([record.reach, 0.0, 0.0]), 1) == 0 < record.value(np.array([record.reach - 0.01, 0.0, 0.0]), 1)


def test_the_cases_of_the_losses_of_rivals():
    cases = {key: [(each.value, each.derivative) for each in LOSSES[key].cases_many] for key in ("multiclass_hinge", "weston_watkins")}
    assert cases["multiclass_hinge"] == [("0", "0"), ("1 + y_r − y_z", "[k = r] − [k = z]")]
    assert cases["weston_watkins"] == [
        ("0", "0"), ("Σ_k [k ≠ z] max(0, 1 + y_k − y_z)", "Σ_j [1 + y_j − y_z > 0]([k = j] − [k = z])")]


def test_the_formulas_of_huber_have_its_distance():
    half, ends = huber(0.5), "with H(d) = d²/2 if |d| ≤ 0.5, else 0.5|d| − 0.125"
    assert (half.formula, half.formula_many) == (f"ℓ = H(y − z) {ends}", f"ℓ = Σ_k H(y_k − [k = z]) {ends}")
    assert [(each.condition, each.value, each.derivative) for each in half.cases] == [
        ("if |y − z| ≤ 0.5", "(y − z)²/2", "y − z"), ("if y − z > 0.5", "0.5(y − z) − 0.125", "0.5"),
        ("if y − z < −0.5", "0.5(z − y) − 0.125", "−0.5")]
    assert half.cases_many[0].derivative == "max(−0.5, min(0.5, y_k − [k = z]))" and half.torch.endswith("delta=0.5)")
    assert [each.value for each in huber.cases] == ["(y − z)²/2", "y − z − 0.5", "z − y − 0.5"]


@pytest.mark.parametrize(("z", "error", "words"), [
    ("dear", TypeError, "targets must be numbers"), (True, TypeError, "targets must be numbers"),
    (math.nan, ValueError, "finite"), ([1.0, math.inf], ValueError, "finite"),
])
@pytest.mark.parametrize("record", TARGETS, ids=repr)
def test_targets_that_do_not_fit(record, z, error, words):
    with pytest.raises(error, match=words):
        record.value(np.zeros(np.shape(z)), z)


def test_labels_only_says_what_takes_targets():
    with pytest.raises(ValueError, match="numbers like these are targets"):
        hinge.value(0.3, 0.5)


@pytest.mark.parametrize("record", TARGETS, ids=repr)
def test_nothing_to_correct_where_the_output_is_the_target(record):
    assert record.zero_reason(0.3, 0.3) is ZeroReason.MARGIN_MET
    assert record.zero_reason(np.array([[0.3, 0.4]]), np.array([[0.3, 0.5]])).tolist() == [[1, 0]]


# ---- cross entropy of an output from 0 to 1 ----

CHANCES = [0.01, 0.3, 0.5, 0.75, 0.999]


def test_cross_entropy_of_a_probability_by_hand():
    for y in CHANCES:
        assert binary_cross_entropy_01.value(y, 1) == pytest.approx(-math.log(y), rel=1e-15)
        assert binary_cross_entropy_01.derivative(y, 1) == pytest.approx(-1 / y, rel=1e-15)
        for other in (0, -1):
            assert binary_cross_entropy_01.value(y, other) == pytest.approx(-math.log(1 - y), rel=1e-12)
            assert binary_cross_entropy_01.derivative(y, other) == pytest.approx(1 / (1 - y), rel=1e-12)
        for t in (0.01, 0.25, 0.99):
            assert binary_cross_entropy_01.value(y, t) == pytest.approx(-t * math.log(y) - (1 - t) * math.log(1 - y), rel=1e-12)
            assert binary_cross_entropy_01.derivative(y, t) == pytest.approx((1 - t) / (1 - y) - t / y, rel=1e-12, abs=1e-14)
    assert [binary_cross_entropy_01.case(0.3, z) for z in (1, 0, -1, 0.5)] == [0, 1, 1, 2]


def test_of_a_sigmoid_it_is_logistic_of_the_score():
    for s in (-30.0, -2.0, 0.0, 0.7, 5.0):
        for z in (-1, 1):
            y = float(sigmoid.value(s))
            assert binary_cross_entropy_01.value(y, z) == pytest.approx(logistic.value(s, z), rel=1e-12 if s < 30 else 1e-3)
            chain = binary_cross_entropy_01.derivative(y, z) * sigmoid.derivative(s)
            assert chain == pytest.approx(logistic.derivative(s, z), rel=1e-9)
            assert chain == pytest.approx(y - (z > 0), rel=1e-9)


@pytest.mark.parametrize("z", [1, 0, -1, 0.2])
def test_its_derivative_by_the_complex_step(z):
    for y in CHANCES:
        step = binary_cross_entropy_01.value(y + 1e-30j, z).imag / 1e-30
        assert binary_cross_entropy_01.derivative(y, z) == pytest.approx(step, rel=1e-12, abs=1e-14)
        for call in (binary_cross_entropy_01.value, binary_cross_entropy_01.derivative):
            assert call.bare(y, z) == pytest.approx(call([y], [z])[0], rel=1e-14)


@pytest.mark.filterwarnings("error")
def test_at_the_ends_it_says_infinity_and_not_nan():
    for call in (binary_cross_entropy_01.value, binary_cross_entropy_01.value_unchecked):
        assert (call(0.0, -1), call(1.0, 1)) == (0, 0)
        assert (call(0.0, 1), call(1.0, -1)) == (math.inf, math.inf)
        assert math.isnan(call(math.nan, 1))
    for call in (binary_cross_entropy_01.derivative, binary_cross_entropy_01.derivative_unchecked):
        assert (call(0.0, -1), call(1.0, 1)) == (1, -1)
        assert (call(0.0, 1), call(1.0, -1)) == (-math.inf, math.inf)
    assert binary_cross_entropy_01.value([0.0, 1.0], [1, -1]).tolist() == [math.inf, math.inf]
    assert binary_cross_entropy_01.derivative([0.0, 1.0], [-1, 1]).tolist() == [1, -1]
    assert binary_cross_entropy_01.value(1e-300, -1) == 1e-300, "no digit is lost near 0"


def test_several_outputs_from_0_to_1():
    y, one_hot = np.array([0.2, 0.7, 0.4]), np.array([[0.0, 1.0, 0.0]])
    by_hand = -math.log(0.8) - math.log(0.7) - math.log(0.6)
    assert binary_cross_entropy_01.value(y, 2) == pytest.approx(by_hand, rel=1e-14)
    assert binary_cross_entropy_01.of_example(y, one_hot[0]) == pytest.approx(by_hand, rel=1e-14)
    assert binary_cross_entropy_01.derivative(y, 2) == pytest.approx([1 / 0.8, -1 / 0.7, 1 / 0.6], rel=1e-14)
    np.testing.assert_allclose(binary_cross_entropy_01.derivative(y[None], one_hot), binary_cross_entropy_01.derivative(y[None], [2]))


@pytest.mark.parametrize(("y", "z", "words"), [
    (1.5, 1, "y is 1.5, but the binary cross entropy .* takes numbers from 0 to 1: let the network's output stay there"),
    ([0.5, -0.1], [1, -1], "y is -0.1"), (0.5, 2, "z is 2, but .*: give targets from there"), (0.5, -0.5, "z is -0.5"),
    ([[0.5, 0.5]], [[0.1, 7]], "z is 7"),
])
def test_numbers_from_elsewhere_are_refused(y, z, words):
    for call in (binary_cross_entropy_01.value, binary_cross_entropy_01.derivative):
        with pytest.raises(ValueError, match=words):
            call(y, z)


@pytest.mark.parametrize("record", [record for record in LOSSES.values() if record.joint], ids=lambda record: record.key)
def test_what_a_joint_loss_calls_a_subgradient_is_one(record):
    """Whatever is wanted: ℓ lies nowhere below the plane that it makes, and what is one already stays."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        y, z = rng.integers(-2, 3, 4) / 2.0, int(rng.integers(1, 5))
        found = record.subgradient(y, z, rng.normal(size=4))
        low, high = record.subdifferential(y, z)
        assert (low <= found + 1e-12).all() and (found <= high + 1e-12).all() and found.sum() == pytest.approx(0, abs=1e-12)
        others = y + rng.normal(size=(50, 4)) * rng.choice([0.01, 1.0])
        assert (record.value(others, np.full(50, z)) >= record.value(y, z) + (others - y) @ found - 1e-12).all()
        assert record.subgradient(y, z, found) == pytest.approx(found, abs=1e-15)
        assert record.subgradient(y, z, record.derivative(y, z)).tolist() == record.derivative(y, z).tolist()


@pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.key)
def test_every_formula_says_what_the_loss_is(loss):
    assert all(formula.startswith("ℓ = ") for formula in (loss.formula, loss.formula_many or loss.formula))


@pytest.mark.parametrize("record", MANY, ids=repr)
def test_the_fast_derivative_of_one_example_is_that_of_many(record):
    for y, z in zip(SCORES, Z3.tolist()):
        assert record.derivative_fast(y, z).tolist() == record.derivative_unchecked(y, z).tolist() == record.derivative(y, z).tolist()
    assert np.array_equal(record.derivative_fast(SCORES, Z3), record.derivative_unchecked(SCORES, Z3))


@pytest.mark.parametrize("y", [[math.inf, 0.0], [math.inf, math.inf], [0.0, math.inf]], ids=str)
def test_a_score_that_is_infinite_is_refused_though_others_are_not(y):
    with pytest.raises(ValueError, match="infinite score"):
        cross_entropy.value(y, 1 + int(y[0] != math.inf))


def test_a_menu_lists_losses_for_labels_for_targets_for_both_or_not_at_all():
    with pytest.raises(ValueError, match="menus is 'all': it must be 'labels', 'targets', 'both' or ''"):
        replace(hinge, menus="all")
