"""The data chart in plain Python: what reaches the marks and the browser, and what is left after closing."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.views.data.data import DataChart
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states
from tests.views.page import alive


def run_of(data, sizes=(2, 4, 1), loss=nbnn.hinge, steps=20, **kwargs):
    return nbnn.sgd(nbnn.Network.random(list(sizes), seed=0, **kwargs), data, loss=loss, eta=0.1, steps=steps, seed=0)


@pytest.fixture
def run():
    return run_of(nbnn.datasets.iris(classes=("versicolor", "virginica"), features=("petal length", "petal width")))


@pytest.fixture
def player(run):
    player = Player()
    player.show(record(run))
    return player


def test_points_by_label_with_shape_and_color(player, run):
    chart = DataChart(player, run=run)
    square, circle = chart.figure.marks
    assert (square.marker, square.colors) == ("square", ["var(--nbnn-neg)"])
    assert (circle.marker, circle.colors) == ("circle", ["var(--nbnn-pos)"])
    assert np.array_equal(circle.x, run.data.x[run.data.z == 1, 0])
    assert repr(chart) == "DataChart(100 examples)"


def test_the_browser_is_told_what_it_needs(player, run):
    chart = DataChart(player, run=run)
    picture = chart.mover.picture
    assert picture["pair"] == [0, 1] and picture["margin"] == 1.0 and picture["n"] == 100
    assert {group["mark"] for group in picture["groups"]} <= set(chart.mover.marks)
    assert picture["levels"] == [{"level": 0, "text": "y = 0"}, {"level": 1, "text": "y = 1"}, {"level": -1, "text": "y = −1"}]
    assert sorted(example for group in picture["groups"] for example in group["examples"]) == list(range(100))
    assert chart.mover.player is player


def test_axes_and_what_the_page_draws_between_them_share_their_extent(player, run):
    chart = DataChart(player, run=run)
    across, up = chart.figure.axes
    assert (across.label, up.label) == ("petal length", "petal width")
    picture = chart.mover.picture
    assert picture["x"] == [across.scale.min, across.scale.max] and picture["y"] == [up.scale.min, up.scale.max]
    assert not across.scale.allow_padding


def test_another_recording_changes_the_marks_and_makes_no_new_ones(player, run):
    chart = DataChart(player, run=run)
    before, marks = len(alive()), list(chart.figure.marks)
    chart.set_run(run_of(nbnn.datasets.moons(n=40)))
    assert chart.figure.marks == marks and len(alive()) == before
    assert sum(len(mark.x) for mark in marks) == 40


def test_another_number_of_classes(player, run):
    chart = DataChart(player, run=run)
    chart.set_run(run_of(nbnn.datasets.iris(), (4, 3, 3), nbnn.cross_entropy))
    picture = chart.mover.picture
    assert len(picture["groups"]) == 3 and picture["levels"] == [] and picture["margin"] is None
    assert "2 of 4 features" in picture["note"]
    chart.set_run(run)
    assert len(chart.mover.picture["groups"]) == 2


def test_wanted_features_are_kept_while_the_data_has_them(player):
    wide = run_of(nbnn.datasets.iris(classes=("versicolor", "virginica")), (4, 3, 1))
    chart = DataChart(player, features=("sepal width", "petal length"), run=wide)
    assert chart.mover.picture["pair"] == [1, 2]
    chart.set_run(run_of(nbnn.datasets.moons(n=20)))
    assert chart.mover.picture["pair"] == [0, 1]


def test_bad_features_change_nothing(player, run):
    chart = DataChart(player, run=run)
    picture, chart.features = chart.mover.picture, ("petal length", "color")
    with pytest.raises(ValueError, match="two different features"):
        chart.set_run(run)
    assert chart.mover.picture == picture and chart.run is run


def test_a_single_example_and_a_single_feature(player):
    chart = DataChart(player, run=run_of(nbnn.Dataset.from_arrays([[2, 1]], [-1]), steps=1))
    assert len(chart.mover.picture["groups"]) == 1
    chart.set_run(run_of(nbnn.datasets.iris(classes=("versicolor", "virginica"), features=("petal width",)), (1, 2, 1)))
    assert chart.mover.picture["pair"] == [0, None]
    assert chart.figure.axes[1].tick_labels == {"0": "−1", "1": "1"}


def test_sentence(player, run):
    words = DataChart(player, run=run).sentence(len(run))
    assert words.startswith("Data and decision boundary: ") and "of 100 examples do not meet the margin" in words


def test_closing_leaves_nothing_behind(player, run):
    before = set(alive())
    chart = DataChart(player, run=run)
    chart.close()
    assert set(alive()) == before


# ---- targets ----

@pytest.mark.parametrize("m", [1, 3])
def test_one_input_has_points_and_a_curve_for_each_target(m):
    wave = nbnn.datasets.wave(20)
    data = wave if m == 1 else nbnn.Dataset.from_arrays(wave.x, np.column_stack([wave.z] * m))
    run = run_of(data, (1, 3, m), "half_squared")
    player = Player()
    player.show(record(run))
    chart = DataChart(player, run=run)
    picture = chart.mover.picture
    assert (picture["kind"], picture["targets"]) == ("curve", list(data.targets))
    assert {f"curve{k}" for k in range(m)} | {"error"} <= set(chart.mover.marks)
    assert chart.figure.marks[0].y.tolist() == wave.z.tolist()
    assert picture["levels"] == []
    assert "mean absolute error" in chart.sentence(3)


def test_a_chart_goes_from_classes_to_targets_and_back(player, run):
    chart = DataChart(player, run=run)
    hill = run_of(nbnn.datasets.hill(20), (2, 3, 1), "half_squared")
    chart.set_run(hill)
    assert chart.mover.picture["kind"] == "values" and chart.mover.picture["span"] == [hill.data.z.min(), hill.data.z.max()]
    assert len(chart.marks["group0"].colors) == 20 and chart.marks["group0"].stroke == "var(--nbnn-soft)"
    chart.set_run(run)
    assert chart.mover.picture["kind"] == "classes" and chart.marks["group0"].colors == ["var(--nbnn-neg)"]
    assert chart.marks["group0"].stroke == "var(--nbnn-panel)" and len(chart.mover.picture["levels"]) == 3


ON_A_PAGE = """
import data from "./data/data.js";
const { view, covers } = given, { card, figure } = cardOf("nbnn-data"), { el, player } = await shown(view, data, card);
const colors = figure.querySelector("canvas");
say(covers.map(([index, covered]) => {
  const before = colors.painted ?? 0;
  player.set({ index, covered });
  for (let frame = 0; frame < 6; frame += 1) nextFrame();
  return { shown: !colors.hidden, painted: (colors.painted ?? 0) > before, caption: el.querySelector(".nbnn-chart-caption").textContent };
}));
"""


@needs_node
def test_on_a_page_the_colors_are_not_there_while_the_score_is_asked_for(player, run):
    chart = DataChart(player, run=run)
    asked = [{"update": 2, "line": line, "ask": [line], "level": 0} for line in ("a", "y", "dl_dy", "dl_dW1")]
    found = in_node(ON_A_PAGE, {"view": states(chart.mover), "covers": [[1, {}], [2, {}], *([2, each] for each in asked), [1, asked[1]]]})
    assert [each["shown"] for each in found] == [True, True, False, False, True, True, True]
    assert all(each["painted"] == each["shown"] for each in found)
    assert found[1]["caption"].startswith(f"example {run[2].example}")
