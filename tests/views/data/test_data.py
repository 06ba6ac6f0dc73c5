"""The data chart in plain Python: what reaches the marks and the browser, and what is left after closing."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.writing.numbers import format_number
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
    chart.set_run(run_of(nbnn.datasets.moons(n=20), (2, 2, 1)))
    assert chart.figure.axes[1].tick_labels == {"-1": "−1", "0": "0", "1": "1"}


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


DRAWS = """
import data from "./data/data.js";
globalThis.setTimeout = (act) => { globalThis.later = act; return 1; };
const { view, acts } = given, { card, figure } = cardOf("nbnn-data"), { el, model, models, player } = await shown(view, data, card);
const marks = Object.fromEntries(Object.entries(model.get("marks")).map(([name, id]) => [name, models[id.slice("IPY_MODEL_".length)]]));
for (const { state } of Object.values(marks)) { // as bqplot's models have them
  for (const axis of ["x", "y"]) {
    const { value, dtype } = state[axis] ?? {};
    if (value) state[axis] = new { float64: Float64Array, float32: Float32Array, int64: BigInt64Array }[dtype](value.buffer);
  }
}
const [under, over] = figure.querySelectorAll("svg.nbnn-data-layer"), ring = over.querySelector("circle"),
  name = over.querySelector("text");
const numbersOf = (part, ...names) => names.map((each) => Number(part.getAttribute(each)));
const nameOf = (text) => [text.textContent, ...numbersOf(text, "x", "y"), text.style.textAnchor];
const colors = figure.querySelector("canvas");
const seen = () => ({
  ring: numbersOf(ring, "cx", "cy", "r"), name: nameOf(name), shown: !colors.hidden,
  caption: el.querySelector(".nbnn-chart-caption").textContent, title: el.querySelector("h3").textContent,
  levels: under.querySelectorAll("text").filter((text) => text.style.display !== "none").map(nameOf),
  outlined: (over.querySelector("path").getAttribute("d") ?? "").split("M").slice(1),
  image: colors.image ? [colors.image.width, colors.image.height, Array.from(colors.image.data.slice(0, 4000))] : null,
  legend: el.querySelectorAll(".nbnn-chart-entry").map((entry) => entry.textContent),
  curves: Object.fromEntries(["curve0", "curve1", "error"].filter((each) => marks[each]).map((each) =>
    [each, ["x", "y"].map((axis) => Array.from(marks[each].state[axis] ?? []))])),
  told: figure.querySelector("svg").getAttribute("aria-label") ?? figure.getAttribute("aria-label"),
  near: figure.classList.contains("nbnn-data-near"),
  handles: card.querySelectorAll(".nbnn-points-handle").map((each) => [each.getAttribute("aria-label"), ...numbersOf(each, "cx", "cy")]),
});
const DO = {
  player: (changes) => player.set(changes),
  click: ([clientX, clientY]) => figure.dispatchEvent(eventOf("click", { clientX, clientY })),
  change(points) {
    model.set("points", points);
    el.querySelector(".nbnn-points-toggle").click();
  },
  point: ([clientX, clientY]) => figure.dispatchEvent(eventOf("pointermove", { clientX, clientY })),
};
say(acts.map((act) => {
  player.sent.length = 0;
  for (const [what, how] of Object.entries(act)) DO[what](how);
  document.timeline.currentTime += 10000; // it rests
  for (let frame = 0; frame < 6; frame += 1) nextFrame();
  globalThis.later?.();
  return { ...seen(), sent: [...player.sent] };
}));
"""


def drawn(run, *acts):
    """The chart's picture, and what a page shows after each act."""
    player = Player()
    player.show(record(run))
    chart = DataChart(player, run=run)
    found = in_node(DRAWS, {"view": states(chart.mover), "acts": acts})
    picture = chart.mover.picture
    chart.close()
    player.close()
    return picture, found


def in_pixels(picture, x, y):
    """Of 400 × 300 px."""
    (left, right), (low, high) = picture["x"], picture["y"]
    return (np.asarray(x) - left) / (right - left) * 400, (1 - (np.asarray(y) - low) / (high - low)) * 300


def anchor_at(left: float) -> str:
    """Which part of a name stands at this place, so that the name is not cut off by the edge."""
    return "end" if left / 400 > 0.85 else "start" if left / 400 < 0.15 else "middle"


@needs_node
def test_on_a_page_the_example_is_ringed_what_misses_its_margin_is_outlined_and_levels_are_named_where_they_are(run):
    run = run_of(run.data, steps=400)
    last = len(record(run).schema["lines"]) - 1
    places = [(1, 0), (200, 3), (399, last), (399, 0)]
    picture, found = drawn(run, *({"player": {"index": index, "line": line}} for index, line in places))
    named = 0
    for (index, line), seen in zip(places, found, strict=True):
        step = run[index]
        left, top = in_pixels(picture, *step.x)
        assert seen["ring"] == pytest.approx([left, top, 11], abs=1e-3)
        words, x, y, anchor = seen["name"]
        assert words == f"example {step.example}" and x == pytest.approx(left, abs=1e-3)
        assert y - top == pytest.approx(24 if 1 - top / 300 > 0.85 else -22, abs=1e-3)
        assert anchor == anchor_at(left)
        assert seen["caption"].startswith(f"example {step.example}: ") and f" Update {index}, {seen['caption']}" in seen["told"]
        net = step.after if line == last else step.before
        scores = net.scores(run.data.x)
        missed = np.flatnonzero(run.data.z * scores < 1 - 1e-6)
        places_of = sorted(tuple(np.round(in_pixels(picture, *run.data.x[n]), 1)) for n in missed)
        outlined = sorted(tuple(round(float(part), 1) for part in each.replace("m", " ").split()[:2]) for each in seen["outlined"])
        assert np.allclose(outlined, places_of, atol=0.11)
        for text, x, y, anchor in seen["levels"]:
            assert anchor == anchor_at(x)
            level = {"y = 0": 0, "y = 1": 1, "y = −1": -1}[text]
            (left, right), (low, high) = picture["x"], picture["y"]
            at = [left + x / 400 * (right - left), high - y / 300 * (high - low)]
            assert net.scores(np.array([at]))[0] == pytest.approx(level, abs=0.02)
            named += 1
        assert seen["shown"] and seen["image"][:2] == [400, 300]
    assert named > 0 and found[0]["legend"] == [group["words"] for group in picture["groups"]] + [picture["marked"]]
    assert found[1]["image"][2] != found[3]["image"][2] and found[0]["title"] == picture["title"]


@needs_node
def test_on_a_page_the_nearest_example_within_reach_is_asked_for(run):
    picture, _ = drawn(run)
    examples = np.column_stack(in_pixels(picture, *run.data.x.T))
    at = examples[17]
    away = np.array([399.0, 299.0])
    assert np.hypot(*(examples - away).T).min() > 14
    _, found = drawn(run, {"click": (at + 0.1).tolist()}, {"point": at.tolist()}, {"point": away.tolist()}, {"click": away.tolist()})
    (asked,) = found[0]["sent"]
    nearest = np.hypot(*(examples - at - 0.1).T)
    assert asked["do"] == "example" and nearest[asked["example"]] == pytest.approx(nearest.min(), abs=1e-3)
    assert [seen["near"] for seen in found[1:3]] == [True, False] and found[3]["sent"] == []


@needs_node
@pytest.mark.parametrize("m", [1, 2])
def test_on_a_page_the_curve_of_each_target_is_what_the_network_predicts(m):
    wave = nbnn.datasets.wave(20)
    data = wave if m == 1 else nbnn.Dataset.from_arrays(wave.x, np.column_stack([wave.z, -np.asarray(wave.z)]))
    run = run_of(data, (1, 3, m), "half_squared")
    last = len(record(run).schema["lines"]) - 1
    covered = {"update": 9, "line": "y", "ask": ["y"], "level": 0}
    places = [{"index": 9, "line": 0}, {"index": 9, "line": last}, {"index": 9, "line": 1, "covered": covered}]
    picture, (before, after, asked) = drawn(run, *({"player": place} for place in places))
    for seen, net in ((before, run[9].before), (after, run[9].after)):
        for k in range(m):
            x, y = seen["curves"][f"curve{k}"]
            assert len(x) == 201 and [x[0], x[-1]] == pytest.approx(picture["x"])
            assert np.allclose(y, np.reshape(net.scores(np.array(x)[:, None]), (201, m))[:, k], atol=1e-5)
        x, y = seen["curves"]["error"]
        there = np.ravel(net.scores(np.atleast_2d(run[9].x)))[0]
        assert np.allclose(x, run[9].x[0]) and np.allclose(y, [np.ravel(run[9].z)[0], there], atol=1e-5)
        assert not seen["shown"] and seen["outlined"] == [] == seen["levels"]
    assert asked["curves"]["curve0"] == [[], []] == asked["curves"]["error"]
    words = ["prediction y"] if m == 1 else ["the predictions y, in the same colors"]
    assert before["legend"] == [group["words"] for group in picture["groups"]] + words
    targets = ", ".join(f"{name} {format_number(z)}" for name, z in zip(picture["targets"], np.ravel(run[9].z), strict=True))
    assert before["caption"] == f"example {run[9].example}: {picture['axes'][0]} {format_number(run[9].x[0])}, {targets}"


@needs_node
def test_on_a_page_the_colors_of_a_target_have_its_lowest_middle_and_highest_value_beside_them():
    run = run_of(nbnn.datasets.hill(20), (2, 3, 1), "half_squared")
    picture, (seen,) = drawn(run, {"player": {"index": 3}})
    low, high = picture["span"]
    words = [format_number(value) for value in (low, (low + high) / 2, high)]
    assert seen["legend"] == [*words, f"points: {picture['targets'][0]}; behind them: predicted"]
    assert seen["shown"] and seen["outlined"] == []


@needs_node
def test_on_a_page_every_example_has_a_handle_where_it_is(run):
    offer = {"classes": [{"label": z, "words": str(z)} for z in (-1, 1)], "undo": False, "changed": False, "said": ""}
    picture, (seen,) = drawn(run, {"change": offer})
    assert len(seen["handles"]) == len(run.data.x)
    words = {example: group["words"] for group in picture["groups"] for example in group["examples"]}
    for label, *place in seen["handles"]:
        example = int(re.match(r"example (\d+): ", label)[1])
        assert place == pytest.approx([float(each) for each in in_pixels(picture, *run.data.x[example])], abs=1e-3)
        numbers = (f"{name} {format_number(x)}" for name, x in zip(picture["axes"], run.data.x[example], strict=True))
        assert label == f"example {example}: {words[example]}, {', '.join(numbers)}"
