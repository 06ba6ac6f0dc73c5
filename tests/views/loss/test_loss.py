"""The loss chart in plain Python."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.views.loss.loss import LossChart
from nbnn.views.player.player import Player
from tests.views.page import alive


def run_of(steps):
    net = nbnn.Network.random([2, 4, 1], seed=0)
    return nbnn.sgd(net, nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=steps, seed=0)


@pytest.fixture
def run():
    return run_of(50)


@pytest.fixture
def player(run):
    player = Player()
    player.show(record(run))
    return player


def test_stems_and_line_are_the_cores_losses(player, run):
    chart = LossChart(player, run=run)
    stems, parent, mean = chart.figure.marks
    assert np.array_equal(stems.y[1::3], run.losses) and np.allclose(mean.y, run.total_losses())
    assert len(parent.x) == 0
    assert repr(chart) == "LossChart(50 updates)"
    assert chart.figure.axes[1].scale.min == 0


def test_a_fork_shows_its_parents_future_faintly(player, run):
    chart = LossChart(player, run=run)
    marks, before = list(chart.figure.marks), len(alive())
    chart.set_run(run.fork(20, network=run.network(20).with_weight(1, 0, 0, 3.0)))
    assert chart.figure.marks == marks and len(alive()) == before
    assert marks[1].x[0] == 20 and chart.mover.picture["legend"][2]
    chart.set_run(run)
    assert len(marks[1].x) == 0 and not chart.mover.picture["legend"][2]


def test_a_long_run_is_thinned(player):
    chart = LossChart(player, run=run_of(10_000))
    assert max(len(mark.x) for mark in chart.figure.marks) < 2_000
    assert "smallest to largest of each 17 updates" in chart.mover.picture["legend"][0]


def test_a_single_update(player):
    chart = LossChart(player, run=run_of(1))
    low, high = chart.mover.picture["x"]
    assert low < 0 < high


def test_sentence_reaches_the_browser(player, run):
    chart = LossChart(player, run=run)
    assert chart.mover.picture["words"] == chart.sentence()
    assert chart.sentence().startswith("Loss against the update: L/N goes from ")


def test_closing_leaves_nothing_behind(player, run):
    before = set(alive())
    LossChart(player, run=run).close()
    assert set(alive()) == before
