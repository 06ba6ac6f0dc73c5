"""The Playground's cards on a page: what they show of a training, against the training."""

import numpy as np
import pytest

from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording
from nbnn.explain.writing.numbers import format_number
from nbnn.views.player.player import Player
from nbnn.views.playground.playground import PlaygroundMaps, PlaygroundResults
from tests.views.node import in_node, needs_node, states

pytestmark = needs_node
MAPS = """
import maps from "./playground/maps.js";
const { el, player } = await shown(given.view, maps);
nextFrame();
const units = el.querySelectorAll(".nbnn-pg-unit"), links = el.querySelectorAll(".nbnn-pg-link");
const painted = () => units.map((unit) => unit.querySelector("canvas").painted ?? 0), first = painted();
player.set("index", 1);
nextFrame();
const toggle = el.querySelector(".nbnn-points-toggle");
const offers = () => [toggle.textContent, toggle.getAttribute("aria-disabled"), toggle.title];
const points = [offers()];
losePython();
points.push(offers());
say({
  head: el.querySelector("h3").textContent, heads: el.querySelectorAll(".nbnn-pg-head").map((each) => each.textContent), first,
  units: units.map((unit) => ({ type: unit.type, label: unit.getAttribute("aria-label"), title: unit.title,
    name: unit.querySelector("span").textContent, plain: unit.classList.contains("nbnn-pg-plain"),
    colors: new Set(unit.querySelector("canvas").image?.data ?? []).size })),
  again: painted().map((times, k) => times - first[k]),
  links: links.map((link) => [Number(link.style.strokeWidth), link.classList.contains("nbnn-pg-negative")]),
  caption: el.querySelectorAll("p").at(-1).textContent, points,
});
"""
RESULTS = """
import results from "./playground/results.js";
const { el, player } = await shown(given, results), scrubbed = [];
player.on("scrub", (epoch) => scrubbed.push(epoch));
nextFrame();
const curves = el.querySelector(".nbnn-pg-curves"), svg = curves.querySelector("svg");
Object.assign(curves, { clientWidth: 700, clientHeight: 300 });
sizesChanged();
nextFrame();
nextFrame();
player.set("index", 2);
nextFrame();
for (const clientX of [0, 200, 677, 700]) svg.dispatchEvent(eventOf("click", { clientX }));
const number = (element, name) => Number(element.getAttribute(name));
const pathOf = (name) => svg.querySelector(`.nbnn-pg-${name}`).getAttribute("d");
const tickOf = (tick) => [tick.getAttribute("text-anchor"), tick.textContent, number(tick, "x"), number(tick, "y")];
say({
  headings: el.querySelectorAll("h3").map((each) => each.textContent),
  legend: el.querySelector(".nbnn-chart-legend").textContent,
  ticks: svg.querySelectorAll(".nbnn-pg-tick").map(tickOf),
  grid: svg.querySelectorAll(".nbnn-pg-grid").map((line) => line.getAttribute("d")),
  lines: Object.fromEntries(["train", "validation", "pinned-train"].map((name) => [name, pathOf(name)])),
  now: curves.querySelector(".nbnn-pg-now").style.transform, scrubbed,
  heads: el.querySelectorAll("th").map((cell) => [cell.textContent, cell.getAttribute("scope")]),
  cells: el.querySelector(".nbnn-pg-matrix").querySelectorAll("tbody td").map((cell) => [cell.textContent, cell.className]),
});
"""


def training(**choices):
    made = explain.setting(explain.Recipe(epochs=3).changed(**choices))
    run = made.training()
    while run.advance_epoch():
        pass
    return made, run.history


def player_of(made, history):
    player = Player()
    player.show(recording.record(made, history))
    return player


def maps_of(made, history, pinned=()):
    return in_node(MAPS, {"view": states(PlaygroundMaps(player=player_of(made, history), pinned=dict(pinned)))})


@pytest.fixture(scope="module")
def usual():
    """(history, what the page shows of it) of the usual training."""
    made, history = training()
    return history, maps_of(made, history)


def test_every_unit_has_its_map_and_those_of_the_inputs_are_painted_once(usual):
    _, found = usual
    assert found["head"] == "Network: 2–4–2–1, tanh" and found["heads"] == ["inputs", "4", "2", "score"]
    assert [unit["name"] for unit in found["units"]] == ["x₁", "x₂", *(f"h⁽¹⁾{k}" for k in "₁₂₃₄"), "h⁽²⁾₁", "h⁽²⁾₂", "y"]
    assert all(unit["type"] == "button" and unit["label"] and not unit["plain"] for unit in found["units"])
    assert all(unit["colors"] > 5 for unit in found["units"])
    assert found["first"] == [1] * 9 and found["again"] == [0, 0, *[1] * 7]


def test_a_link_is_as_wide_as_its_weight_is_large_and_dashed_where_that_is_negative(usual):
    history, found = usual
    after = history.network_after(1)
    weights = np.concatenate([np.atleast_2d(layer)[:, :units].ravel() for layer, units in zip(after.weights, after.sizes)])
    assert [negative for _, negative in found["links"]] == (weights < 0).tolist()
    widths = np.round(10 * np.minimum(7, 0.4 + 2.2 * np.sqrt(np.abs(weights)))) / 10
    assert np.allclose([width for width, _ in found["links"]], widths, atol=0.11)


@pytest.mark.parametrize(("choices", "plain"), [
    ({"data": "digits", "hidden": (5,)}, [True, *[False] * 5, *[True] * 10]),  # a pixel picture in each unit of the first layer
    ({"data": "digits", "hidden": ()}, [True, *[True] * 10]),
    ({"data": "iris_4", "hidden": (3,)}, [True] * 7),
], ids=["pictures", "scores of pictures", "numbers"])
def test_without_a_plane_units_are_plain_but_those_that_see_pixels(choices, plain):
    found = maps_of(*training(**choices))
    assert [unit["plain"] for unit in found["units"]] == plain
    assert all(unit["title"] for unit in found["units"][-3:]) and found["heads"][-1] == "scores"


@pytest.mark.parametrize(("choices", "shown"), [
    ({"hidden": (3,)}, True), ({"features": ("x1", "x2", "product")}, False), ({"data": "spiral", "hidden": (3,)}, False)])
def test_a_pinned_run_of_the_same_picture_is_dashed_whatever_its_hidden_layers_are(choices, shown):
    made, history = training()
    found = maps_of(made, history, recording.pin(*training(**choices)))
    assert found["caption"] == ("Dashed: the decision boundary of the pinned run." if shown else "Point at a unit to see its map here.")


def test_the_losses_have_axes_from_zero_and_a_curve_through_every_epoch():
    made, history = training()
    found = in_node(RESULTS, states(PlaygroundResults(player=player_of(made, history))))
    assert found["headings"][0] == "Mean loss (hinge)" and found["legend"] == "trainingvalidation"
    up = [tick for tick in found["ticks"] if tick[0] == "end"]
    across = [tick for tick in found["ticks"] if tick[0] == "middle"]
    high = float(up[-1][1])
    assert [text for _, text, *_ in up] == ["0", format_number(high / 2), format_number(high)] and high >= history.train_loss.max()
    assert [text for _, text, *_ in across] == ["0", "1", "2", "3"] and len(found["grid"]) == 5
    (zero, half, top), lefts = [y for *_, y in up], [x for *_, x, _ in across]
    assert zero - half == pytest.approx(half - top) and zero > half
    assert np.allclose(np.diff(lefts), lefts[1] - lefts[0]) and lefts[1] > lefts[0]
    for name, losses in (("train", history.train_loss), ("validation", history.validation_loss)):
        points = np.array([part.split() for part in found["lines"][name][1:].split("L")], float)
        assert np.allclose(points[:, 0], lefts, atol=0.06)
        share = (points[:, 1] - (top - 16 / 3)) / (zero - top)
        assert np.allclose(1 - share, losses / high, atol=0.01)
    assert found["lines"]["pinned-train"] == "" and found["now"] == f"translateX({lefts[2]:.1f}px)"
    assert found["scrubbed"][1:3] == [round(3 * (200 - lefts[0]) / (lefts[3] - lefts[0])), 3]


def test_the_confusion_matrix_counts_the_right_on_its_diagonal():
    made, history = training(data="iris", hidden=(5,))
    found = in_node(RESULTS, states(PlaygroundResults(player=player_of(made, history))))
    names = [words for words, scope in found["heads"] if scope == "col"][:3]
    assert [words for words, scope in found["heads"] if scope == "row"][:3] == names and len(set(names)) == 3
    counts = [0 if text == "·" else int(text) for text, _ in found["cells"]]
    assert sum(counts) == len(made.measured)
    for k, (count, (_, kind)) in enumerate(zip(counts, found["cells"], strict=True)):
        assert kind == ("nbnn-pg-right" if k in (0, 4, 8) else "nbnn-pg-amiss" if count else "")


def test_examples_can_be_changed_as_long_as_there_is_a_python(usual):
    (words, off, title), (after, off_after, why) = usual[1]["points"]
    assert words == after == "Change the examples" and (off, title) == (None, "Add, move and remove examples")
    assert off_after == "true" and why.startswith("There is no Python here.")


def test_targets_are_measured_by_r2_and_the_mean_absolute_error():
    made, history = training(data="wave", loss="squared", hidden=(3,))
    found = in_node(RESULTS, states(PlaygroundResults(player=player_of(made, history))))
    assert [text for text, _ in found["cells"]] == [format_number(history.r2[2]), format_number(history.mean_absolute_error[2])]
    assert [words for words, scope in found["heads"] if scope == "row"][:2] == ["R²", "mean absolute error"]
    assert found["headings"][1] == "R² and mean absolute error (validation examples)"


ALONE = """
import { ConfusionCard } from "./playground/confusion.js";
import { LossCard } from "./playground/losses.js";
const { labels, classes, predicted, image, losses, pinned } = given, shades = [...Array(511).keys()];
const picture = { side: 2, kind: "classes", classes, labels, validated: false, loss: "hinge", remarks: "R." };
const numbers = Float32Array.from(labels.flatMap(() => image));
const card = new ConfusionCard(), { wrong, place } = card;
card.build({ schema: { picture }, tables: new Map([["images", { numbers }]]) });
card.showWrong(predicted, { inkShades: shades });
const figures = wrong.querySelectorAll("figure").map((figure) => [figure.textContent,
  figure.querySelector("canvas").getAttribute("aria-label"),
  [...new Uint32Array(figure.querySelector("canvas").image.data.buffer)]]);
Object.assign(place, { clientWidth: 300 });
card.fit();
const fits = [place.hasAttribute("data-own-keys"), place.tabIndex];
Object.defineProperty(place, "scrollWidth", { value: 301 });
card.fit();
fits.push(place.hasAttribute("data-own-keys"), place.tabIndex);
card.build({ schema: { picture: { ...picture, kind: "curve", side: 0 } }, tables: new Map() });
card.showMeasures([NaN, 0.25]);
const measures = place.querySelectorAll("td").map((cell) => cell.textContent);
const chart = new LossCard(() => {});
Object.assign(chart.curves, { clientWidth: 120, clientHeight: 300 });
const curves = losses.map((values) => {
  chart.build({ picture, of: values.length - 1 }, pinned);
  chart.draw({ loaded: values.length, value: (name, k, e) => values[e] });
  const ticks = chart.axes.querySelectorAll("text").map((tick) => [tick.getAttribute("text-anchor"), tick.textContent]);
  const pathOf = (name) => chart.lines[name].getAttribute("d").slice(1).split("L").map((at) => at.split(" ").map(Number));
  return { ticks, train: pathOf("train"), pinned: pathOf("pinned-train") };
});
say({ figures, fits, measures, curves, note: chart.note.textContent, legend: chart.legend.children.map((entry) => entry.textContent) });
"""


def test_digits_that_are_taken_for_others_are_shown_and_targets_that_do_not_vary_have_no_r2():
    steep, many = [100.0, *[1.0] * 60, *[0.9] * 60], np.linspace(3.7, 0.5, 1000).tolist()
    found = in_node(ALONE, {"labels": [1, 2, 3, 3], "classes": ["0", "1", "2"], "predicted": [0, 2, 2, 0], "image": [0, 16, 8, 4],
                            "losses": [steep, many], "pinned": {"words": "before", "train_loss": [2.0, 1.0, 0.5]}})
    assert [words[:2] for words in found["figures"]] == [["1 → 2", "a 1, predicted as 2"], ["2 → 0", "a 2, predicted as 0"]]
    assert [pixel - 255 for pixel in found["figures"][0][2]] == [0, 255, round(255 * 8 / 16), round(255 * 4 / 16)]
    assert found["fits"] == [False, -1, True, 0] and found["measures"] == ["undefined", "0.25"]
    cut, whole = found["curves"]
    assert [words for anchor, words in cut["ticks"] if anchor == "end"] == ["0", "0.8", "1.6"], "one far above the rest is cut off"
    assert [words for anchor, words in whole["ticks"] if anchor == "end"] == ["0", "2", "4"]
    assert [words for anchor, words in whole["ticks"] if anchor == "middle"] == ["0", "500"]
    assert len(whole["train"]) == 112 and len(cut["train"]) == 61 and len(whole["pinned"]) == 3  # as many as there are pixels, and the last
    assert whole["train"][-1][0] == pytest.approx(120 - 1.4 * 16, abs=0.06)
    assert found["note"] == "Pinned: before R." and found["legend"] == ["training", "pinned run"]
