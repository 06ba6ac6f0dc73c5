"""The network diagram in plain Python: its traits follow the player; its modules are whole."""

import re

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


SHAPES = """
import diagram from "./diagram/diagram.js";
const { view, place } = given, { el, player } = await shown(view, diagram);
player.set(place);
const partOf = (part) => [part.localName, part.getAttribute("class"), Object.fromEntries(part.attributes), part.textContent];
const partsOf = (name) => el.querySelectorAll(name).map((group) => [...group.all()].map(partOf));
say(Object.fromEntries(["edge", "gate", "link", "node", "label"].map((name) => [name, partsOf(`.${name}`)])));
"""


def numbers(text):
    return np.array([float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-\d+)?", text)]).reshape(-1, 2)


def named(parts, name):
    return [about for _, found, about, _ in parts if found == name]


def flows(parts):
    """The places of dots and of the head's corners, for each flow in a group."""
    return [(numbers(dots["points"]), numbers(head["d"])) for dots, head in zip(named(parts, "dotted"), named(parts, "head"), strict=True)]


def points_on(head, dots, end, over):
    """Is the head one: its wings beside the line of the dots, its tip ahead, and so far over its end?"""
    along = (dots[-1] - dots[-2]) / np.linalg.norm(dots[-1] - dots[-2])
    back = (head[0] + head[2]) / 2
    assert np.allclose(head[1] - back, 8 * along) and np.allclose(abs(aside(along, head[0] - back)), 4)
    assert np.allclose(head[0] - back, back - head[2]) and np.dot(head[1] - end, along) == pytest.approx(over)


def aside(along, place):
    """How far a place is beside a line."""
    return along[0] * place[1] - along[1] * place[0]


def ends(about):
    return np.array([[about["x1"], about["y1"]], [about["x2"], about["y2"]]], float)


def box_of(about):
    x, y, width, height = (float(about[name]) for name in ("x", "y", "width", "height"))
    return np.array([x + width / 2, y + height / 2]), np.array([width, height]) / 2


@needs_node
def test_on_a_page_what_comes_back_is_drawn_beside_its_line_and_its_head_points_there(run):
    player = RealPlayer()
    player.show(record(run))
    view = Diagram(player=player)
    place = {"index": 7, "line": len(player.schema["lines"]) - 1, "unit": 99}
    found, picture = in_node(SHAPES, {"view": states(view), "place": place}), view.drawing["wide"]
    weights = [w for each in run[7].after.weights for w in np.ravel(each)]
    for parts, edge, w in zip(found["edge"], picture["edges"], weights, strict=True):
        start, end = ends(edge)
        assert all(np.allclose(ends(about), [start, end]) for tag, _, about, _ in parts if tag == "line")
        ((dots, head),) = flows(parts)
        along = (start - end) / np.linalg.norm(start - end)
        assert np.allclose([aside(along, dot - end) for dot in dots], aside(along, dots[0] - end)) and np.dot(along, dots[0] - end) < 1e-9
        assert abs(aside(along, dots[0] - end)) == pytest.approx(5)
        points_on(head, dots, start, -10)
        assert float(named(parts, "weight")[0]["stroke-width"]) == pytest.approx(1.2 + 4.6 * abs(w) / (abs(w) + 1.2), abs=0.006)
    for parts, gate in zip(found["gate"], picture["gates"], strict=True):
        start, end = ends(gate)
        middle, half = box_of(named(parts, "gatebox")[0])
        assert np.allclose(middle, [gate["x"], gate["y"]]) and np.allclose(2 * half, [gate["w"], gate["h"]])
        (arrival, its_head), (departure, other_head) = flows(parts)
        assert np.allclose(arrival[0], end) and np.allclose(departure[0], [gate["x"] - half[0], gate["y"]])
        points_on(its_head, arrival, [gate["x"] + half[0], gate["y"]], 2)
        points_on(other_head, departure, start, 2)
        curve, cross = numbers(named(parts, "curve")[0]["points"]), numbers(named(parts, "cross")[0]["d"])
        assert np.allclose(curve, [[gate["x"] + a * (half[0] - 6), gate["y"] + g * (half[1] - 6)] for a, g in view.drawing["curve"]])
        assert np.allclose(abs(cross - middle), min(half) - 6) and np.allclose(cross[0] + cross[1], 2 * middle)
        assert np.allclose(cross[2] + cross[3], 2 * middle) and np.dot(cross[1] - cross[0], cross[3] - cross[2]) == pytest.approx(0)
    for parts, link in zip(found["link"], picture["links"], strict=True):
        ((dots, head),), (before, last) = flows(parts), np.array(link["points"][-2:], float)
        points_on(head, dots, np.array(link["points"][0], float), 2)
        along, bar = (last - before) / np.linalg.norm(last - before), numbers(named(parts, "bar")[0]["d"])
        assert np.allclose(bar.mean(axis=0), last - 11 * along) and np.linalg.norm(bar[1] - bar[0]) == pytest.approx(22)
        assert np.dot(bar[1] - bar[0], along) == pytest.approx(0)
    in_their_places(found, picture)
    view.close()
    player.close()


def in_their_places(found, picture):
    """Every node's words and number are in it, a ring is around it, and a label's two rows are in their box, on its place."""
    for parts, node in zip(found["node"], (node for node in picture["nodes"] if node["k"] is not None), strict=True):
        middle, half = box_of(named(parts, "body")[0])
        around, more = box_of(named(parts, "ring")[0])
        assert np.allclose(middle, [node["x"], node["y"]]) and np.allclose(2 * half, [node["w"], node["h"]])
        assert np.allclose(around, middle) and np.allclose(more, half + 4)
        assert float(named(parts, "body")[0]["rx"]) == node["h"] / 2 == float(named(parts, "ring")[0]["rx"]) - 4
        number = next(about for tag, name, about, _ in parts if tag == "text" and name.startswith("number"))
        assert float(number["y"]) == node["y"] and float(number["x"]) == node["x"] + 12 * node["dense"]
        if node["pill"]:
            assert np.allclose(box_of(named(parts, "pillbox")[0])[0], [node["pill"]["x"], node["pill"]["y"]])
    for parts, edge in zip(found["label"], picture["edges"], strict=True):
        (box, *rows), (middle, half) = parts, box_of(parts[0][2])
        assert box[1] == "labelbox" and np.allclose(middle, edge["label"], atol=0.06) and half[1] == 16
        assert half[0] == pytest.approx(min(picture["label"] + 2, 10 + 8.2 * max(len(words) for *_, words in rows)) / 2)
        assert [float(about["x"]) for _, _, about, _ in rows] == [edge["label"][0]] * 2
        assert [float(about["y"]) - edge["label"][1] for _, _, about, _ in rows] == pytest.approx([-7.8, 7.8])


WORDS = """
import diagram from "./diagram/diagram.js";
globalThis.setTimeout = (act) => { globalThis.later = act; return 1; };
const { view, places, moves, marked } = given, { el, player } = await shown(view, diagram);
const items = el.querySelectorAll(".node, .edge"), labelOf = (item) => item.getAttribute("aria-label");
const spoken = places.map((place) => {
  player.set(place);
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  globalThis.later?.();
  const said = items.map((item) => {
    item.focus();
    const words = labelOf(item);
    item.dispatchEvent(eventOf("blur", { bubbles: false }));
    return words;
  });
  return { said, summary: el.querySelector(".nbnn-hidden-text").textContent, title: el.querySelector("h3").textContent };
});
const stops = () => items.filter((item) => item.getAttribute("tabindex") === "0").map(labelOf);
const walk = moves.map(([name, key]) => {
  const event = eventOf("keydown", { key });
  (name ? items.find((item) => labelOf(item).startsWith(name)) : document.activeElement).dispatchEvent(event);
  const stop = stops();
  document.activeElement.dispatchEvent(eventOf("blur", { bubbles: false }));
  return [stop.map((each) => each.split(":")[0]), event.defaultPrevented && event.stopped, player.get("selected")];
});
player.set("marked", { weights: [] });
for (const name of marked) items.find((item) => labelOf(item).startsWith(name)).click();
say({ spoken, walk, marked: player.get("marked").weights, selected: player.get("selected"), began: items.map(labelOf),
  drawn: el.querySelectorAll(".edge.marked").map(labelOf) });
"""


@needs_node
def test_on_a_page_each_part_says_its_number_and_arrows_walk_from_one_to_the_next():
    net = nbnn.Network.random([2, 3, 1], activation=nbnn.relu, seed=0)
    run = nbnn.sgd(net, nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=60, seed=0)
    at = next(k for k in range(len(run)) if run[k].dl_dy != 0 and 0 < np.count_nonzero(run[k].dh_da) < 3)
    step, theta = run[at], line_at(run, "theta")
    places = [{"index": at, "line": line, "unit": 99} for line in (line_at(run, "a"), theta - 1, theta)]
    player = RealPlayer()
    player.show(record(run))
    view = Diagram(player=player)
    row = "weight W⁽¹⁾ row {}, column {}".format
    moves = [["input x₁", "ArrowDown"], ["", "ArrowDown"], ["", "ArrowUp"], ["", "ArrowLeft"], ["", "ArrowRight"], ["", "ArrowRight"],
             [row(3, 2), "ArrowRight"], ["", "Enter"], ["", " "], ["", "x"], [row(2, 1), "Enter"]]
    found = in_node(WORDS, {"view": states(view), "places": places, "moves": moves, "marked": [row(1, 2), row(3, 1), row(1, 2), "score y"]})
    f, names = format_number, dict(enumerate("₁₂₃"))
    early, back, updated = found["spoken"]
    wanted = {"input x₁": f(step.x[0]), "score y": f(step.y), "loss ℓ": f(step.loss)}
    wanted |= {f"pre-activation a{names[k]}": f(step.a[k]) for k in range(3)} | {f"hidden unit h{names[k]}": f(step.h[k]) for k in range(3)}
    derived = {f"pre-activation a{names[k]}": f(step.dl_da[k]) for k in range(3)} | {"score y": f(step.dl_dy)}
    derived |= {f"hidden unit h{names[k]}": f(step.dl_dh[k]) for k in range(3)}
    for words in early["said"] + back["said"] + updated["said"]:
        name, _, told = words.partition(": ")
        if name in wanted and not name.startswith(("score", "loss", "hidden")):
            assert told.partition(";")[0] == wanted[name]
    for seen in (back, updated):
        told = dict(words.split(": ") for words in seen["said"])
        assert {name: told[name].partition(";")[0] for name in wanted} == wanted
        assert {name: told[name].partition("; derivative ")[2] for name in derived} == derived
        for (k, j), w in np.ndenumerate(step.before.weights[0]):
            fresh = f"; new weight {f(step.after.weights[0][k, j])}" if seen is updated else ""
            assert told[row(k + 1, j + 1)] == f"{f(w)}; derivative {f(step.dl_dW1[k, j])}{fresh}"
    told = dict(words.split(": ") for words in early["said"])
    assert told["score y"] == told["loss ℓ"] == "not computed yet" and told[row(1, 1)].endswith("; derivative not computed yet")
    shut = [str(k + 1) for k in range(3) if step.dh_da[k] == 0]
    assert f" The gate is shut at unit {', '.join(shut)}. " in back["summary"]
    known = [f"input x{names[k]}: {f(step.x[k])}" for k in range(2)] + [f"pre-activation a{names[k]}: {f(step.a[k])}" for k in range(3)]
    assert early["summary"] == f"{view.drawing['title']}. {'. '.join(known)}. "
    assert [seen["title"] for seen in found["spoken"]] == [
        f"Network: example {step.example}, {words}" for words in ("going forward", "going back", "the update")]
    places = [stop for (stop,), *_ in found["walk"]]
    assert places == ["input x₂", "input x₂", "input x₁", "input x₁", row(1, 1), "pre-activation a₁", "pre-activation a₃",
                      "pre-activation a₃", "pre-activation a₃", "pre-activation a₃", "pre-activation a₃"]
    assert [own for _, own, _ in found["walk"]] == [True] * 9 + [False, True]
    assert [chosen for *_, chosen in found["walk"]][6:] == [{}, {"node": "a", "entry": 2}, {}, {}, {"layer": 1, "row": 1, "column": 0}]
    assert found["marked"] == [[1, 2, 0]] and found["drawn"] == [row(3, 1)] and found["selected"] == {"layer": 1, "row": 1, "column": 0}
    view.close()
    player.close()


@needs_node
def test_on_a_page_each_layer_has_the_gates_of_its_own_activation():
    net = nbnn.Network.random([2, 3, 3, 1], activation=[nbnn.tanh, nbnn.relu], seed=1)
    run = nbnn.sgd(net, nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=20, seed=0)
    for seen, step in zip(on_a_page(run, *({"index": k, "line": line_at(run, "theta"), "unit": 99} for k in range(6))), run, strict=False):
        assert ["shut" in classes for classes in seen["gates"]] == [False] * 3 + [slope == 0 for slope in step.dh_da2]


FITS = """
import diagram from "./diagram/diagram.js";
const { view, rooms } = given, lab = document.createElement("div"), side = document.createElement("div");
side.className = "nbnn-side";
document.body.append(lab);
lab.append(side);
const { el, model } = await shown(view, diagram, side), frame = el.querySelector(".nbnn-diagram-frame"), svg = el.querySelector("svg");
const drawing = model.get("drawing"), forms = ["wide", "tall", "compact", "narrow"];
say(rooms.map(([hall, width, height, fit]) => {
  lab.className = hall ? "nbnn-lab nbnn-present" : "nbnn-lab";
  lab.style.setProperty("--nbnn-fit", fit);
  Object.assign(frame, { clientWidth: width, clientHeight: height });
  sizesChanged();
  const box = svg.getAttribute("viewBox").split(" ").map(Number);
  return [forms.find((form) => box[2] === drawing[form].width && box[3] === drawing[form].height),
    svg.style.getPropertyValue("--nbnn-grow"),
    svg.style.getPropertyValue("--nbnn-diagram-width"), frame.classList.contains("nbnn-moves"), el.querySelector(".label").textContent];
}));
"""


@needs_node
def test_on_a_page_the_drawing_has_the_form_and_the_size_in_which_its_letters_are_read(run):
    player = RealPlayer()
    player.show(record(run))
    view, rooms = Diagram(player=player), []
    for hall in (False, True):
        for width in (620, 420, 330, 200):
            rooms += [[hall, width, height, f"{fit}px"] for height, fit in ((330, 500), (700, 900), (150, 100))]
    found, drawing = in_node(FITS, {"view": states(view), "rooms": rooms}), view.drawing
    for (hall, width, height, fit), (form, grow, width_told, moves, _) in zip(rooms, found, strict=True):
        high = height if hall else max(float(fit[:-2]), 210) - 50
        seen = {each: drawing["font"] * min(width / drawing[each]["width"], high / drawing[each]["height"])
                for each in ("wide", "tall", "compact", "narrow")}
        readable = [each for each in seen if seen[each] >= 0.88 * max(seen.values())]
        assert form == ("wide" if seen["wide"] >= (20 if hall else 11.5) else readable[0])
        wanted = min(1.32, max(1, np.ceil(20 * (16 if hall else 11.1) / seen[form]) / 20))
        small = not hall and seen[form] * wanted < 11.1
        assert float(grow) == pytest.approx(wanted) and moves == small
        assert width_told == f"{int(np.ceil(11.1 / wanted / drawing['font'] * drawing[form]['width'])) if small else 0}px"
    assert len({form for form, *_ in found}) > 2 and {moves for *_, moves, _ in found} == {True, False}
    view.close()
    player.close()
