"""The loss curves: short runs update by update, long ones by their extremes."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.stepper import loss_curve as explain


def test_every_update_of_a_short_run_is_a_stem_from_zero():
    curve = explain.loss_curve([0.5, 0, 2.0], [1.0, 0.5, 0.25])
    x, y = curve.stems
    assert x.tolist() == [0, 0, 0, 1, 1, 1, 2, 2]
    assert np.isnan(y[[2, 5]]).all() and y[[0, 1, 3, 4, 6, 7]].tolist() == [0, 0.5, 0, 0, 0, 2.0]
    assert [part.tolist() for part in curve.mean] == [[0, 1, 2], [1.0, 0.5, 0.25]]
    assert curve.high == pytest.approx(2.0 * explain.HEADROOM) and curve.words[0] == "ℓ of the example picked"


def test_a_long_run_keeps_its_extremes_and_says_so():
    losses = np.abs(np.sin(np.arange(10_000)))
    losses[4_321] = 7.0
    means = np.linspace(2, 1, 10_000)
    means[77] = 9.0
    curve = explain.loss_curve(losses, means)
    assert curve.per == 17 and "17 updates" in curve.words[0]
    assert len(curve.stems[0]) < 3 * explain.MOST and len(curve.mean[0]) <= 2 * explain.MOST
    assert np.nanmax(curve.stems[1]) == 7.0 and curve.mean[1].max() == 9.0
    assert curve.mean[0][[0, -1]].tolist() == [0, 9_999]
    at = curve.stems[0][np.nanargmax(curve.stems[1])]
    assert abs(at - 4_321) <= curve.per


def test_l_over_n_may_be_computed_now_and_then():
    means = np.full(1_000, np.nan)
    means[::50] = np.arange(20)
    curve = explain.loss_curve(np.ones(1_000), means)
    assert curve.mean[0].tolist() == list(range(0, 1_000, 50))


def test_what_is_not_finite_is_left_out_and_said():
    curve = explain.loss_curve([1, np.inf, 2], [1, np.inf, 3])
    assert np.isfinite(curve.high) and "2 values" in curve.note


def test_all_zero_still_has_an_axis():
    assert explain.loss_curve([0, 0], [0, 0]).high == 1.0


def test_the_parents_future_begins_at_the_fork_and_ends_with_the_run():
    curve = explain.loss_curve([1, 1, 1], [1, 1, 1], parent=(1, [3, 4, 5, 6]))
    assert [part.tolist() for part in curve.parent] == [[1, 2], [3, 4]]
    assert curve.high == pytest.approx(4 * explain.HEADROOM) and curve.words[2]


def test_of_run_with_and_without_a_fork():
    data = nbnn.datasets.moons(n=20)
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), data, loss=nbnn.hinge, steps=30, seed=0)
    fork = run.fork(10, network=run.network(10).with_weight(1, 0, 0, 3.0))
    assert len(explain.of_run(run).parent[0]) == 0
    x, y = explain.of_run(fork).parent
    assert x[0] == 10 and np.allclose(y, run.total_losses()[10:10 + len(y)])


def test_sentence():
    assert explain.sentence([0, 1.5], [2.0, 0.5]) == (
        "Loss against the update: L/N goes from 2 at update 0 to 0.5 at update 1; ℓ of the picked example is 0 in 1 of 2 updates.")


def test_the_part_before_an_update_has_no_gap_at_its_end():
    x, y = explain.stems(np.array([1.0, 2.0, 3.0]), 1)
    assert [part.tolist() for part in explain.before(x, y, 1)] == [[0, 0], [0, 1]]
    assert len(explain.before(x, y, 0)[0]) == 0
    assert explain.before(x, y, 9)[0].tolist() == x.tolist()


def test_before_the_first_number_there_is_nothing_to_say():
    assert explain.sentence([], []) == explain.sentence([0.5], [np.nan]) == "Loss: nothing is recorded yet."
