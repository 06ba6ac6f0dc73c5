"""The hidden space in plain Python: what the browser is told, what it may choose, and what closing leaves."""

import json

import pytest
import traitlets

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.stepper.hidden_space import sum_text
from nbnn.views.hidden_space.hidden_space import HiddenSpace
from nbnn.views.player.player import Player
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
