"""The hidden space in plain Python: what the browser is told, what it may choose, and what closing leaves."""

import json

import pytest
import traitlets

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.stepper.hidden_space import sum_text
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
