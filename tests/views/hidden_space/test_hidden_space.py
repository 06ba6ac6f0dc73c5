"""The hidden space in plain Python: what the browser is told, what it may choose, and what closing leaves."""

import json

import numpy as np
import pytest
import traitlets

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.stepper.hidden_space import sum_text
from nbnn.explain.writing.numbers import format_number
from nbnn.views.hidden_space.hidden_space import HiddenSpace
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states
from tests.views.scripts import NODE, esm, run_in_node


def run_of(sizes):
    return nbnn.sgd(nbnn.Network.random(sizes, seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=20, seed=0)


@pytest.fixture
def space():
    run = run_of([2, 4, 3, 1])
    player = Player()
    player.show(record(run))
    made = HiddenSpace(player, run)
    yield made
    made.close()
    player.close()


def test_the_browser_is_told_what_it_needs(space):
    picture = space.picture
    assert [layer["h"] for layer in picture["layers"]] == ["h1", "h2"] and picture["choice"] == {"layer": 2, "across": 0, "up": 1}
    assert sorted(each for group in picture["groups"] for each in group["examples"]) == list(range(40))
    assert all(len(layer["names"]) == len(layer["extents"]) == len(layer["ticks"]) for layer in picture["layers"])
    assert json.loads(json.dumps(picture)) == picture


def test_what_is_chosen_is_said_and_tabled(space):
    assert "h⁽²⁾₂ against h⁽²⁾₁" in space.sentence()
    space.choice = {"layer": 1, "across": 3, "up": 0}
    assert "h⁽¹⁾₁ against h⁽¹⁾₄" in space.sentence() and "h⁽¹⁾₄" in space.table()[0]
    with pytest.raises(traitlets.TraitError, match="must name a hidden layer"):
        space.choice = {"layer": 1, "across": 3, "up": 3}
    assert space.choice == {"layer": 1, "across": 3, "up": 0}


def test_a_choice_that_another_run_does_not_have_is_let_go(space):
    space.choice = {"layer": 1, "across": 3, "up": 0}
    space.set_run(run_of([2, 4, 1]))
    assert space.choice == {"layer": 1, "across": 3, "up": 0}
    space.set_run(run_of([2, 3, 1]))
    assert space.choice == {} and space.picture["choice"]["layer"] == 1
    space.set_run(run_of([2, 1]))
    assert "no hidden layer" in space.picture["note"] == space.sentence()


@pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")
def test_a_sum_is_written_as_in_python():
    sums = [[[1, "h₁"], [1, "h₂"], [-1, ""]], [[-2.5, "h₁"], [0, "h₂"]], [[-1, "h₁"], [-0.001, "h₂"], [1, ""]],
            [[3, "a"], [-1, "b"], [0, ""]]]
    script = esm("hidden_space/hidden_space.js") + f"\nconsole.log(JSON.stringify({json.dumps(sums)}.map(sumText)));"
    assert json.loads(run_in_node(script)) == [sum_text([(number, name) for number, name in each]) for each in sums]


ON_A_PAGE = """
import hidden from "./hidden_space/hidden_space.js";
const { el, model, player } = await shown(given, hidden);
Object.assign(el.querySelector(".nbnn-hidden-plane"), { clientWidth: 400, clientHeight: 300 });
sizesChanged();
player.set("index", 1);
for (let frame = 0; frame < 4; frame += 1) nextFrame();
const lines = [0, 1].map((k) => el.querySelector(`path.nbnn-hidden-line-${k}`).getAttribute("d").split("M").slice(1));
const plane = el.querySelector(".nbnn-hidden-plane"), covered = () => plane.classList.contains("nbnn-hidden-covered");
const pointsOf = (line) => line.split("L").map((point) => point.split(" ").map(Number));
const menuOf = ({ options }) => options.map((option) => [option.textContent, option.selected]);
const found = { lines: lines.map((each) => each.map(pointsOf)), menus: el.querySelectorAll("select").map(menuOf), covered: [covered()] };
player.set("covered", { update: 0, line: "h1", ask: ["h1"], level: 0 });
for (let frame = 0; frame < 4; frame += 1) nextFrame();
found.covered.push(covered());
const choose = (menu, value) => {
  const select = el.querySelectorAll("select")[menu];
  select.value = value;
  select.dispatchEvent(eventOf("change"));
  return model.get("choice");
};
say({ ...found, chosen: [choose(1, "2"), choose(1, "1"), choose(2, "2"), choose(2, "2"), choose(0, "1")], saved: model.saved });
"""


@needs_node
def test_on_a_page_the_carried_grid_has_the_lines_of_the_plane_each_in_one_piece(space):
    found = in_node(ON_A_PAGE, states(space))
    upright, level = found["lines"]
    across, up = space.picture["grid"]
    assert (len(upright), len(level)) == (len(across), len(up)) and all(len(line) == 61 for line in upright + level)
    steps = [max(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in zip(line, line[1:])) for line in upright + level]
    assert max(steps) < 60, "a line jumps nowhere"
    assert [sum(selected for _, selected in menu) for menu in found["menus"]] == [1, 1, 1]
    assert found["menus"][0] == [["1", False], ["2", True]] and found["covered"] == [False, True]
    second = [{"layer": 2, "across": across, "up": up} for across, up in ((2, 1), (1, 2), (1, 2), (1, 2))]
    assert found["chosen"] == [*second, {"layer": 1, "across": 0, "up": 1}] and found["saved"] == 5


PLACES = """
import hidden from "./hidden_space/hidden_space.js";
globalThis.setTimeout = (act) => { globalThis.later = act; return 1; };
const { view, places, choice } = given, { el, model, player } = await shown(view, hidden);
if (choice) model.set("choice", choice);
const early = el.querySelectorAll(".nbnn-hidden-plane text").length; // it has no place yet
Object.assign(el.querySelector(".nbnn-hidden-plane"), { clientWidth: 420, clientHeight: 320 });
sizesChanged();
const svg = el.querySelector(".nbnn-hidden-plane svg");
const numbersOf = (part, ...names) => names.map((name) => Number(part.getAttribute(name)));
const pointOf = (at) => at.split(" ").map(Number);
const moved = (point) => point.getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
const tickOf = (tick) => [tick.textContent, ...numbersOf(tick, "x", "y"), tick.getAttribute("text-anchor"), tick.getAttribute("class")];
say(places.map((place) => {
  player.set(place);
  for (let frame = 0; frame < 6; frame += 1) nextFrame();
  globalThis.later?.();
  const colors = el.querySelector("canvas");
  return {
    points: svg.querySelectorAll(".nbnn-hidden-inner g").map(moved),
    ring: numbersOf(svg.querySelector(".nbnn-hidden-ring"), "cx", "cy", "r"),
    inner: numbersOf(svg.querySelector(".nbnn-hidden-inner"), "x", "y", "width", "height"), box: svg.getAttribute("viewBox"),
    zeros: svg.querySelectorAll(".nbnn-hidden-zero").map((line) => numbersOf(line, "x1", "x2", "y1", "y2")),
    ticks: svg.querySelectorAll(".nbnn-hidden-axes text").map(tickOf), caption: el.querySelector(".nbnn-chart-caption").textContent,
    colors: [colors.hidden, colors.image?.width ?? 0, colors.image?.height ?? 0, new Set(Array.from(colors.image?.data ?? [])).size],
    canvas: ["left", "top", "width", "height"].map((side) => parseFloat(colors.style[side])),
    frame: numbersOf(svg.querySelector("rect"), "width", "height"),
    lines: [0, 1].map((k) => svg.querySelector(`.nbnn-hidden-line-${k}`).getAttribute("d").split("M")[1].split("L").map(pointOf)),
    told: svg.getAttribute("aria-label"), legend: el.querySelectorAll(".nbnn-chart-entry").map((entry) => entry.textContent),
    early, menus: el.querySelectorAll("select").length, note: el.querySelector(".nbnn-chart-note").textContent,
  };
}));
"""


@needs_node
@pytest.mark.parametrize("sizes", [[2, 2, 1], [2, 4, 3, 1]], ids=str)
def test_on_a_page_every_example_stands_where_its_units_are_and_the_caption_has_their_numbers(sizes):
    run, player = run_of(sizes), Player()
    player.show(record(run))
    space = HiddenSpace(player, run)
    lines = [line["name"] for line in player.schema["lines"]]
    asked = {"update": 3, "line": "y", "ask": ["y"], "level": 0}
    places = [{"index": 3, "line": 0}, {"index": 3, "line": len(lines) - 1}, {"index": 9, "line": 2},
              {"index": 3, "line": lines.index("y"), "covered": asked}]
    choice = {"layer": 1, "across": 3, "up": 1} if len(sizes) > 3 else None
    found = in_node(PLACES, {"view": states(space), "places": places, "choice": choice})
    picture, choice = space.picture, choice or space.picture["choice"]
    layer = next(each for each in picture["layers"] if each["layer"] == choice["layer"])
    units = [choice["across"], choice["up"]]
    names, extents, ticks = ([layer[part][unit] for unit in units] for part in ("names", "extents", "ticks"))
    letter, shown = 16, [example for group in picture["groups"] for example in group["examples"]]
    width, height = 420 - 5.1 * letter, 320 - 3.9 * letter
    x = lambda value: (value - extents[0][0]) / (extents[0][1] - extents[0][0]) * width
    y = lambda value: (1 - (value - extents[1][0]) / (extents[1][1] - extents[1][0])) * height
    for place, seen in zip(places, found, strict=True):
        step, after = run[place["index"]], place["line"] == len(lines) - 1
        net = step.after if after else step.before
        h = net.forward(run.data.x).h[choice["layer"] - 1][:, units]
        assert np.allclose([point[:2] for point in seen["points"]], np.column_stack([x(h[shown, 0]), y(h[shown, 1])]), atol=0.06)
        assert all(point[2] == pytest.approx(letter / 12) for point in seen["points"])
        assert seen["ring"] == pytest.approx([x(h[step.example, 0]), y(h[step.example, 1]), 11 * letter / 12], abs=1e-3)
        assert seen["inner"] == pytest.approx([4.2 * letter, 0.9 * letter, width, height]) == seen["canvas"]
        assert seen["frame"] == pytest.approx([width, height]) and seen["box"] == "0 0 420 320"
        assert np.allclose(seen["zeros"], [[x(0), x(0), 0, height], [0, width, y(0), y(0)]])
        across = [[text, 4.2 * letter + x(value), 0.9 * letter + height + 1.35 * letter, "middle", ""] for value, text in ticks[0]]
        up = [[text, 3.85 * letter, 0.9 * letter + y(value) + 0.35 * letter, "end", ""] for value, text in ticks[1]]
        named = [[names[0], 4.2 * letter + width / 2, 0.9 * letter + height + 2.65 * letter, "middle", "nbnn-hidden-axis"],
                 [names[1], letter, 0.9 * letter + height / 2, "middle", "nbnn-hidden-axis"]]
        for tick, wanted in zip(seen["ticks"], across + up + named, strict=True):
            assert tick == [wanted[0], pytest.approx(wanted[1], abs=1e-3), pytest.approx(wanted[2], abs=1e-3), *wanted[3:]]
        first = picture["grid"][0][0], np.linspace(*picture["y"], 61)
        carried = net.forward(np.column_stack([np.full(61, first[0]), first[1]])).h[choice["layer"] - 1][:, units]
        assert np.allclose(seen["lines"][0], np.column_stack([x(carried[:, 0]), y(carried[:, 1])]), atol=0.06)
        group = next(group["words"] for group in picture["groups"] if group["label"] == step.z)
        numbers = ", ".join(f"{name} {format_number(step.before.forward(np.atleast_2d(step.x)).h[choice['layer'] - 1][0, unit])}"
                            for name, unit in zip(names, units, strict=True))
        said = f"example {step.example}: {group}, {numbers}{' before the update' if after else ''}"
        covered = "covered" in place
        if sizes == [2, 2, 1] and not covered:
            terms = sum_text([(net.weights[1].ravel()[unit], name) for unit, name in zip(units, names, strict=True)])
            said += f" · line: {terms} = 0"
        assert seen["caption"] == said and seen["told"].startswith(f"Hidden space: {names[1]} against {names[0]}, 40 examples. ")
        assert seen["colors"][0] == covered and seen["colors"][1:3] == [80 * min(5, max(2, round(size / 80))) for size in (width, height)]
        assert seen["menus"] == {3: 0, 4: 3}[len(sizes)] and seen["note"] == layer["note"] and seen["colors"][3] > 4
    words = [group["words"] for group in picture["groups"]] + [f"{name} fixed" for name in picture["axes"]]
    assert found[0]["legend"] == words and found[0]["early"] == 0
    space.close()
    player.close()
