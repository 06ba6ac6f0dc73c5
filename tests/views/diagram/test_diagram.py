"""The network diagram in plain Python: its traits follow the player; its modules are whole."""

import numpy as np
import pytest
import traitlets
from ipywidgets import Widget

import nbnn
from nbnn.core.network.quantities import Quantities
from nbnn.explain.recording.recording import record
from nbnn.explain.writing.numbers import format_number
from nbnn.views.diagram.diagram import Diagram
from nbnn.views.player.player import Player as RealPlayer
from tests.views.node import in_node, needs_node, states


class Player(Widget):
    """As much of the player as the diagram reads in Python."""

    schema = traitlets.Dict()


def schema(*sizes, activation="relu"):
    layers = [{"W": at.W, "a": at.a, "h": at.h, "dW": at.dl_dW, "da": at.dl_da, "dh": at.dl_dh, "dh_da": at.dh_da}
              for at in Quantities(sizes).layers]
    return {"network": {"sizes": list(sizes), "bias": False, "one_score": True, "activation": activation,
                        "activation_name": activation, "kink": True, "layers": layers}}


@pytest.fixture
def diagram():
    made = Diagram(player=Player(schema=schema(2, 3, 1)))
    yield made
    made.close()


def test_its_name_is_short_and_stable(diagram):
    assert repr(diagram) == "Diagram()"


def test_it_draws_the_players_network(diagram):
    assert diagram.drawing["key"] == "2-3-1 relu plain"
    assert diagram.describe() == "Network with 2 inputs, 3 hidden units (relu) and 1 score y"


def test_it_follows_another_recording_and_sends_nothing_for_the_same_network(diagram):
    seen = []
    diagram.observe(lambda change: seen.append(change["new"]["key"]), "drawing")
    diagram.player.schema = schema(2, 3, 1) | {"version": 2}
    diagram.player.schema = schema(2, 4, 1)
    diagram.player.schema = schema(2, 4, 1, activation="tanh")
    assert seen == ["2-4-1 relu plain", "2-4-1 tanh plain"]


def test_a_player_without_a_recording_yet():
    diagram = Diagram(player=Player())
    assert diagram.drawing == {} and diagram.describe() == "No network yet"
    diagram.player.schema = schema(1, 1, 1)
    assert diagram.drawing["key"] == "1-1-1 relu plain"


def test_closed_it_follows_no_more():
    player = Player(schema=schema(1, 1, 1))
    diagram = Diagram(player=player)
    diagram.close()
    player.schema = schema(2, 2, 1)
    assert diagram.drawing["key"] == "1-1-1 relu plain"
    diagram.close()  # twice is fine


def test_unknown_keywords_are_refused():
    with pytest.raises(TypeError):
        Diagram(palyer=None)


ON_A_PAGE = """
import diagram from "./diagram/diagram.js";
const { view, places } = given, { el, player } = await shown(view, diagram);
const named = (selector) => el.querySelectorAll(selector).map((each) => each.getAttribute("aria-label"));
const textOf = (part, k) => part.querySelectorAll("text")[k].textContent;
say(places.map((place) => {
  player.set(place);
  nextFrame();
  nextFrame();
  const reason = el.querySelector(".reason"), label = reason.parentNode.childNodes.at(-2);
  return {
    current: named(".edge.current"), selected: named(".edge.selected"), nodes: named(".node.selected"),
    pressed: el.querySelectorAll("[aria-pressed=true]").length,
    labels: el.querySelectorAll(".label").map((each) => [textOf(each, 0), textOf(each, 1)]),
    values: el.querySelectorAll(".node.pre").map((each) => each.querySelector(".value").textContent),
    gates: el.querySelectorAll(".gate").map((gate) => [...gate.classList].filter((name) => name !== "gate")),
    links: el.querySelectorAll(".link").map((link) => [...link.classList].filter((name) => name !== "link")),
    edges: el.querySelectorAll(".edge").map((edge) => [...edge.classList].filter((name) => name !== "edge")),
    reason: [reason.textContent, Number(reason.getAttribute("y")) - Number(label.getAttribute("y")), label.textContent],
  };
}));
"""


@pytest.fixture
def run():
    net = nbnn.Network.random([2, 3, 1], activation=nbnn.tanh, seed=0)
    return nbnn.sgd(net, nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=60, seed=0)


def on_a_page(run, *places):
    player = RealPlayer()
    player.show(record(run))
    view = Diagram(player=player)
    found = in_node(ON_A_PAGE, {"view": states(view), "places": places})
    view.close()
    player.close()
    return found


def line_at(run, name):
    return next(k for k, line in enumerate(record(run).schema["lines"]) if line["name"] == name)


EDGES = [f"weight W⁽¹⁾ row {row}, column {column}" for row in (1, 2, 3) for column in (1, 2)]
EDGES += [f"weight w⁽²⁾ entry {k}" for k in (1, 2, 3)]


@needs_node
def test_on_a_page_what_was_chosen_is_marked_and_nothing_else(run):
    first, second, node, nothing = on_a_page(run, {"selected": {"layer": 1, "row": 1, "column": 0}},
                                             {"selected": {"layer": 2, "row": 0, "column": 2}}, {"selected": {"node": "h", "entry": 1}},
                                             {"selected": {}})
    assert (first["selected"], second["selected"]) == (["weight W⁽¹⁾ row 2, column 1"], ["weight w⁽²⁾ entry 3"])
    assert first["pressed"] == second["pressed"] == 1 and not first["nodes"]
    assert len(node["nodes"]) == 1 and not node["selected"] and not nothing["selected"] and not nothing["nodes"]


@needs_node
def test_on_a_page_the_update_goes_through_the_weights_in_their_order(run):
    at = next(k for k in range(len(run)) if np.all(run[k].dl_dW1 != 0))
    theta = {"index": at, "line": line_at(run, "theta"), "granularity": "unit"}
    found = on_a_page(run, *({**theta, "unit": unit} for unit in range(9)))
    old, new = ([format_number(w) for weights in net.weights for w in np.ravel(weights)] for net in (run[at].before, run[at].after))
    for unit, seen in enumerate(found):
        assert seen["current"] == [EDGES[unit]]
        assert [top for top, _ in seen["labels"][:unit + 1]] == [f"{words} →" for words in old[:unit + 1]]
        assert [below for _, below in seen["labels"][:unit + 1]] == new[:unit + 1]
        assert [top for top, _ in seen["labels"][unit + 1:]] == old[unit + 1:]


@needs_node
def test_on_a_page_a_value_stands_in_its_unit_once_it_is_computed(run):
    at = {"index": 7, "line": line_at(run, "a"), "granularity": "unit"}
    before, first, all_three = on_a_page(run, {**at, "line": at["line"] - 1}, {**at, "unit": 0}, {**at, "unit": 2})
    values = [format_number(a) for a in run[7].a]
    assert (before["values"], first["values"], all_three["values"]) == ([""] * 3, [values[0], "", ""], values)


@needs_node
def test_on_a_page_why_nothing_comes_back_is_said_below_the_label(run):
    met = next(k for k in range(len(run)) if run[k].dl_dy == 0)
    missed = next(k for k in range(len(run)) if run[k].dl_dy != 0)
    line = line_at(run, "dl_dy")
    said, early, nothing = on_a_page(run, {"index": met, "line": line}, {"index": met, "line": line - 1}, {"index": missed, "line": line})
    assert (said["reason"][0], early["reason"][0], nothing["reason"][0]) == ("margin met", "", "")
    assert 10 < said["reason"][1] < 30 and said["reason"][2] == f"z = {format_number(run[met].z)}"


def with_flags(**flags):
    return {name for name, there in flags.items() if there}


@needs_node
@pytest.mark.parametrize("activation", [nbnn.relu, nbnn.tanh], ids=["relu", "tanh"])
def test_on_a_page_gates_and_edges_tell_what_flows_and_where_it_stops(activation):
    net = nbnn.Network.random([2, 4, 1], activation=activation, seed=0)
    run = nbnn.sgd(net, nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=60, seed=0)
    lines = [line["name"] for line in record(run).schema["lines"]]
    at = {name: lines.index(name) for name in ("h", "loss", "dl_dy", "dl_dh", "dl_da", "dl_dW1", "theta")}
    going = next(k for k in range(len(run)) if run[k].dl_dy != 0)
    met = next(k for k in range(len(run)) if run[k].dl_dy == 0)
    places = [{"index": k, "line": line, "unit": 99} for k in (going, met) for line in range(len(lines))]
    shut_seen = 0
    for place, seen in zip(places, on_a_page(run, *places), strict=True):
        step, line = run[place["index"]], place["line"]
        for k, classes in enumerate(seen["gates"]):
            shut = line >= at["h"] and activation is nbnn.relu and step.dh_da[k] == 0
            leaving = line >= at["dl_da"] and step.dl_da[k] != 0
            assert set(classes) == with_flags(
                shut=shut, leaving=leaving, arriving=line >= at["dl_dh"] and step.dl_dh[k] != 0,
                stopped=shut and line >= at["dl_da"], empty=line < at["h"], current=line in (at["h"], at["dl_da"])), (place, k)
            shut_seen += shut
        zero = line >= at["dl_dy"] and step.dl_dy == 0
        assert set(seen["links"][0]) == with_flags(empty=line < at["loss"], current=line in (at["loss"], at["dl_dy"]),
                                                   flowing=line >= at["dl_dy"] and not zero, stopped=zero)
        weights = (step.after if line == at["theta"] else step.before).weights
        for k, (w, classes) in enumerate(zip(np.concatenate([np.ravel(each) for each in weights]), seen["edges"])):
            flowing = k >= 8 and line >= at["dl_dh"] and step.dl_dy != 0  # back over w2 to the hidden units
            assert {"negative", "zero", "flowing"} & set(classes) == with_flags(negative=w < 0, zero=w == 0, flowing=flowing and w != 0)
    assert (shut_seen > 5) == (activation is nbnn.relu)
