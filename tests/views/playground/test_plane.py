"""The Playground's plane and network on a page, as they are drawn: lines, curves, points, rings and links, against the training."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording
from nbnn.views.player.player import Player
from nbnn.views.playground.playground import PlaygroundMaps
from tests.views.node import in_node, needs_node, states

pytestmark = needs_node
SIDE = 320
ON_A_PAGE = """
import maps from "./playground/maps.js";
const { view, side, moment, room, chosen } = given, { el, model, player } = await shown(view, maps);
nextFrame();
const square = el.querySelector(".nbnn-pg-plane"), [field, over] = square.querySelectorAll("canvas");
const drawing = el.querySelector(".nbnn-pg-network");
const place = (part, left, top, width, height) => {
  part.getBoundingClientRect = () => ({ left, top, right: left + width, width, height });
};
Object.assign(square, { clientWidth: side, clientHeight: side });
Object.assign(drawing, { clientWidth: room[0], clientHeight: room[1] });
place(drawing, 10, 20, ...room);
el.querySelectorAll(".nbnn-pg-column").forEach((column, layer) => column.querySelectorAll("canvas").forEach((canvas, unit) =>
  place(canvas, 30 + 90 * layer, 50 + 60 * unit, 24, 24)));
sizesChanged();
nextFrame();
const points = [...over.drawn];
for (const canvas of [field, over]) canvas.drawn.length = 0;
player.set(moment);
for (let frame = 0; frame < 3; frame += 1) nextFrame();
const plain = (drawn) => drawn.map((each) => each.map((part) => (part instanceof Element ? part.image.width : part)));
const found = { points, field: plain(field.drawn), ringed: [...over.drawn],
  caption: square.parentNode.querySelector(".nbnn-chart-caption").textContent,
  names: [square.parentNode.querySelector("h3").textContent], size: [field.width, over.height],
  links: el.querySelectorAll(".nbnn-pg-link").map((link) => link.getAttribute("d")),
  box: [drawing.querySelector("svg").getAttribute("viewBox"), drawing.querySelector("svg").style.height],
  units: el.querySelectorAll(".nbnn-pg-column").map(({ style }) => ["", "-gap"].map((part) => parseFloat(style[`--nbnn-unit${part}`]))),
  more: el.querySelectorAll(".nbnn-pg-more").map((each) => each.textContent),
  legend: square.parentNode.querySelectorAll(".nbnn-chart-entry").map((entry) => [entry.textContent, entry.firstChild.className]) };
field.drawn.length = 0;
const unit = el.querySelectorAll(".nbnn-pg-unit")[chosen];
unit.dispatchEvent(eventOf("pointerenter"));
nextFrame();
found.chosen = [square.parentNode.querySelector(".nbnn-chart-caption").textContent, field.drawn.map(([name]) => name)];
unit.dispatchEvent(eventOf("pointerleave"));
nextFrame();
found.left = square.parentNode.querySelector(".nbnn-chart-caption").textContent;
say(found);
"""


def trained(**choices):
    made = explain.setting(explain.Recipe(epochs=3).changed(**choices))
    run = made.training()
    while run.advance_epoch():
        pass
    return made, run.history


def on_a_page(made, history, moment=None, pinned=(), room=(500, 400), chosen=3):
    player = Player()
    player.show(recording.record(made, history))
    view = PlaygroundMaps(player=player, pinned=dict(pinned))
    found = in_node(ON_A_PAGE, {"view": states(view), "side": SIDE, "moment": moment or {"index": 2}, "room": room, "chosen": chosen})
    picture = player.schema["picture"]
    view.close()
    player.close()
    return picture, found


def strokes(drawn):
    """Each path that was stroked: (its dash, its width, its places), with what was set before it."""
    made, dash, width, path = [], None, None, []
    for name, *rest in drawn:
        if name == "setLineDash":
            dash = rest[0]
        elif name == "lineWidth":
            width = rest[0]
        elif name == "beginPath":
            path = []
        elif name in ("moveTo", "lineTo"):
            path.append((name, *rest))
        elif name == "stroke":
            made.append((dash, width, path))
    return made


def scores_at(made, network, path):
    """The network's scores at places of the square, in pixels."""
    (x0, x1), (y0, y1) = made.extents
    at = np.array([[x, y] for _, x, y in path]) / SIDE
    places = np.column_stack([x0 + at[:, 0] * (x1 - x0), y1 - at[:, 1] * (y1 - y0)])
    data = nbnn.Dataset(places, np.where(np.arange(len(places)) % 2, 1, -1), ("x1", "x2"), ("a", "b"))
    return network.scores(explain.with_features(data, made.recipe.features).x)


def test_the_boundary_the_margins_and_a_pinned_runs_boundary_are_where_their_scores_are():
    made, history = trained()
    other = trained(hidden=(3,), epochs=2)
    picture, found = on_a_page(made, history, pinned=recording.pin(*other))
    drawn = strokes(found["field"])
    assert [(dash, width) for dash, width, _ in drawn] == [([7, 5], 2.4), ([3, 4], 1), ([3, 4], 1), ([], 2)]
    network, theirs = history.network_after(2), other[1].network_after(len(other[1].train_loss) - 1)
    for (_, _, path), owner, level in zip(drawn, (theirs, network, network, network), (0, 1, -1, 0), strict=True):
        assert len(path) > 20
        assert np.abs(scores_at(made, owner, path) - level).max() < 0.05
    assert [name for name, *_ in drawn[-1][2]] == ["moveTo", "lineTo"] * (len(drawn[-1][2]) // 2)
    assert sum(name == "moveTo" for name, *_ in drawn[0][2]) < 6, "dashes go on from one piece to the next"
    assert found["field"][0][0] == "imageSmoothingEnabled" and found["field"][1] == ["drawImage", explain.NODES, 0, 0, SIDE, SIDE]
    assert found["size"] == [SIDE, SIDE] and found["names"][0] == f"Decision boundary over {' and '.join(picture['axes'])}"


def test_among_three_classes_the_boundary_is_where_the_two_highest_scores_are_equal():
    made, history = trained(data="iris", hidden=(4,))
    _, found = on_a_page(made, history)
    drawn = strokes(found["field"])
    assert [(dash, width) for dash, width, _ in drawn] == [([], 2)] * 3
    for k, (_, _, path) in enumerate(drawn):
        if path:
            scores = scores_at(made, history.network_after(2), path)
            assert np.abs(scores[:, k] - np.delete(scores, k, axis=1).max(axis=1)).max() < 0.08
    assert sum(len(path) for _, _, path in drawn) > 40


def marks_of(drawn):
    """The points that were painted: their shape, where, and with which colors and line."""
    made, now = [], {}
    for name, *rest in drawn:
        if name in ("rect", "arc"):
            x, y, size = rest[:3]
            now |= {"shape": name, "at": (x + rest[2] / 2, y + rest[3] / 2) if name == "rect" else (x, y), "size": size}
        elif name == "fill":
            now["filled"] = True
        elif name == "stroke":
            made.append({"filled": False, **now})
            now.pop("filled", None)
        elif name in ("fillStyle", "strokeStyle", "lineWidth"):
            now[name] = rest[0]
    return made


def test_every_example_is_a_mark_of_its_class_and_hollow_for_validation():
    made, history = trained()
    picture, found = on_a_page(made, history)
    points, marks = picture["points"], marks_of(found["points"])
    assert len(marks) == len(points["x"]) and found["ringed"] == []
    fills = {}
    for n, mark in enumerate(marks):
        kind, training = points["k"][n], n < points["training"]
        assert mark["shape"] == ("rect", "arc")[kind] and mark["filled"]
        assert mark["at"] == pytest.approx((points["x"][n] * SIDE, (1 - points["y"][n]) * SIDE))
        size = 4.2 * min(1, 0.4 + SIDE / 600)
        if mark["shape"] == "arc":
            assert mark["size"] == pytest.approx(size)
        assert mark["lineWidth"] == (1 if training else 2)
        fills.setdefault((kind, training), set()).add((mark["fillStyle"], mark["strokeStyle"]))
    assert all(len(colors) == 1 for colors in fills.values())
    ((paper, _),), ((hollow, edge),) = fills[0, False], fills[1, False]
    assert paper == hollow and edge != paper and len({fill for (_, training), ((fill, _),) in fills.items() if training}) == 2
    names = [(words, "hollow" in kind) for words, kind in found["legend"]]
    assert names == [(name, False) for name in picture["classes"]] + [("validation", True)]


def test_the_curve_of_a_target_goes_through_the_predictions():
    made, history = trained(data="wave", loss="squared", hidden=(3,))
    picture, found = on_a_page(made, history, chosen=1)
    ((dash, width, path),) = strokes(found["field"])
    assert (dash, width, len(path)) == ([], 2.4, explain.NODES)
    assert [name for name, *_ in path] == ["moveTo", *["lineTo"] * (len(path) - 1)]
    low, high = picture["extents"][1]
    x0, x1 = picture["extents"][0]
    x = x0 + (x1 - x0) * np.array([at for _, at, _ in path]) / SIDE
    predicted = history.network_after(2).scores(x[:, None]).ravel()
    shown = (1 - np.array([up for *_, up in path]) / SIDE) * (high - low) + low
    assert np.allclose(shown, np.clip(predicted, 2 * low - high, 2 * high - low), atol=0.02)
    assert found["names"][0] == f"{picture['axes'][1]} against {picture['axes'][0]}"
    assert [words for words, _ in found["legend"]][:2] == [f"target {picture['classes'][0]}", "prediction y"]


def test_links_go_from_unit_to_unit_and_units_fill_their_column():
    made, history = trained(hidden=(4, 8))
    _, found = on_a_page(made, history, room=(600, 430))
    sizes = [2, 4, 8, 1]
    pairs = [(layer, unit, below) for layer in (1, 2, 3) for unit in range(sizes[layer]) for below in range(sizes[layer - 1])]
    wanted = [((layer - 1, below), (layer, unit)) for layer, unit, below in pairs]
    assert len(found["links"]) == len(wanted) and found["more"] == [] and found["box"] == ["0 0 600 430", "430px"]
    for path, ((before, below), (layer, unit)) in zip(found["links"], wanted, strict=True):
        x0, y0, x1, y1 = 44 + 90 * before, 42 + 60 * below, 20 + 90 * layer, 42 + 60 * unit
        middle = (x0 + x1) / 2
        assert [float(number) for number in re.findall(r"[\d.]+", path)] == [x0, y0, middle, y0, middle, y1, x1, y1]
    for (unit, gap), count in zip(found["units"], sizes, strict=True):
        room = (430 - 34) // count
        assert unit == max(18, min(110, 600 // (4 * 1.55), room - min(24, max(3, round(0.2 * room)))))
        assert gap == max(3, min(24, room - unit)) and count * (unit + gap) <= 430
    assert found["chosen"][0] == "The map of unit 2 of hidden layer 1, h = tanh(a)." and "stroke" not in found["chosen"][1]
    assert found["left"] == "Point at a unit to see its map here." == found["caption"]
