"""The loss chart in plain Python."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.writing.numbers import format_number
from nbnn.views.loss.loss import LossChart
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states
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


ON_A_PAGE = """
import loss from "./loss/loss.js";
globalThis.setTimeout = (act) => { globalThis.later = act; return 1; };
const { page, acts } = given, { card, figure } = cardOf("nbnn-loss"), { el, model, player, stop } = await shown(page, loss, card);
const layer = figure.querySelector(".nbnn-loss-now"), name = layer.querySelector("text"),
  textOf = (part) => el.querySelector(part).textContent;
const seen = () => ({
  caption: textOf(".nbnn-chart-caption"), note: textOf(".nbnn-chart-note"), words: name.textContent,
  line: layer.querySelector("path").getAttribute("d"), name: [Number(name.getAttribute("x")), name.getAttribute("text-anchor")],
  legend: el.querySelectorAll(".nbnn-chart-entry").map((entry) => [entry.firstChild.className, entry.textContent]),
  told: figure.querySelector("svg").getAttribute("aria-label") ?? figure.getAttribute("aria-label"), there: layer.parentNode === figure,
});
const DO = {
  player: (changes) => player.set(changes),
  picture: (picture) => model.set("picture", picture),
  point: (clientX) => figure.dispatchEvent(eventOf("pointermove", { clientX, clientY: 9 })),
  leave: () => figure.dispatchEvent(eventOf("pointerleave")),
  stop: () => stop(),
};
say([seen(), ...acts.map((act) => {
  for (const [what, how] of Object.entries(act)) DO[what](how);
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  globalThis.later?.();
  return seen();
})]);
"""


@needs_node
def test_on_a_page_the_line_of_the_update_is_at_its_place_and_the_caption_has_its_losses(player, run):
    chart = LossChart(player, run=run)
    low, high = chart.mover.picture["x"]
    covered = {"update": 20, "line": "loss", "ask": ["loss"], "level": 0}
    across = lambda i: (i - low) / (high - low) * 400
    other = chart.mover.picture | {"note": "A note", "legend": ["one", "", "three"]}
    acts = [{"player": {"index": 20}}, {"player": {"index": 45}}, {"point": across(7) + 1}, {"point": across(7.6)}, {"point": -1},
        {"point": 401},
            {"leave": None}, {"player": {"covered": covered, "index": 20}}, {"picture": other}, {"stop": None}]
    found = in_node(ON_A_PAGE, {"page": states(chart.mover), "acts": acts})
    words = lambda i: f"update {i}: ℓ = {format_number(run.losses[i])}, L/N = {format_number(run.total_losses()[i])}"
    shown = [0, 20, 45, 7, 8, 45, 45, 45]
    assert [seen["caption"] for seen in found[:8]] == [words(i) for i in shown] and found[8]["caption"] == "update 20: covered"
    for i, seen in zip((0, 20, 45), found, strict=False):
        x = float(seen["line"].split()[0][1:])
        after = across(i) <= 300
        assert x == pytest.approx(across(i)) and seen["line"].endswith(" 0V300") and seen["words"] == f"update {i}"
        assert seen["name"] == [pytest.approx(across(i) + (7 if after else -7)), "start" if after else "end"]
    assert found[0]["legend"] == [[f"nbnn-loss-key nbnn-loss-{kind}", text] for kind, text in zip(
        ("stem", "mean", "parent"), chart.mover.picture["legend"], strict=True) if text]
    assert [text for _, text in found[9]["legend"]] == ["one", "three"] and found[9]["note"] == "A note"
    assert found[0]["there"] and not found[10]["there"] and found[2]["told"] == f"{chart.sentence()} At {words(45)}."
    chart.close()
