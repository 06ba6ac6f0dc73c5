"""The drawing of a graph: every node once, nothing on top of anything else, the same for the same graph, and its words."""

import json

import numpy as np
import pytest

import nbnn
from nbnn.core.graph import graph as g
from nbnn.core.graph.expression import EXAMPLES, FURTHER_EXAMPLES, parse
from nbnn.explain.graph.layout import LABEL, MARGIN, cells_of, crossings, describe, grid_of, head_of, layout, rows

WHICH = ("wide", "narrow")

ALL_EXAMPLES = {**EXAMPLES, **FURTHER_EXAMPLES}


def random_graph(seed, operations=22):
    """Fifteen to forty nodes, used several times each."""
    rng = np.random.default_rng(seed)
    made = [g.variable(1.0 + k, f"x{k}") for k in range(rng.integers(2, 7))]
    for _ in range(operations):
        first, second = (made[k] for k in rng.integers(max(0, len(made) - 9), len(made), 2))
        made.append([g.tanh(first), first + second, first * second / 9, g.max(0, first, second), first - 1][rng.integers(5)])
    total = made[-1]
    for node in made[-4:-1]:
        total = total + node
    return total


def graphs():
    found = {title: parse(text).graph(values).root for title, (text, values) in ALL_EXAMPLES.items()}
    found |= {f"network {hidden} {loss}": g.of_network(nbnn.Network.random((2, *hidden, K), seed=1, bias=bias), [1, 2], 1, loss)
              for hidden, K, loss, bias in (((), 1, "perceptron", False), ((3,), 1, "hinge", False), ((40,), 1, "squared", True),
                                            ((4, 3), 3, "cross_entropy", True), ((5, 4, 3), 3, "squared", False))}
    found |= {f"random {seed}": random_graph(seed) for seed in range(12)}
    a = g.variable(2.0, "a")
    found |= {"a square": a * a, "one node": a, "the same four times": g.max(a, a * 2, a, a + a) * a,
              "a long name": (a * 2).named("activation_of_the_last_unit") * a}
    return found


GRAPHS = graphs()


@pytest.fixture(params=GRAPHS, scope="module")
def drawn(request):
    return GRAPHS[request.param], layout(GRAPHS[request.param])


def overlap(one, other, apart=0.0):
    return (abs(one["x"] - other["x"]) * 2 < one["w"] + other["w"] + 2 * apart - 0.3
            and abs(one["y"] - other["y"]) * 2 < one["h"] + other["h"] + 2 * apart - 0.3)


def crosses(start, end, box, smaller=0.3):
    """Does the segment run through the box, made a little smaller?"""
    (x0, y0), (x1, y1) = start, end
    low, high = 0.0, 1.0
    for at, step, middle, size in ((x0, x1 - x0, box["x"], box["w"]), (y0, y1 - y0, box["y"], box["h"])):
        first, last = middle - size / 2 + smaller - at, middle + size / 2 - smaller - at
        if step == 0:
            if not first < 0 < last:
                return False
            continue
        ends = sorted((first / step, last / step))
        low, high = max(low, ends[0]), min(high, ends[1])
    return low < high


@pytest.mark.parametrize("which", WHICH)
def test_no_node_covers_another_and_all_are_inside(drawn, which):
    _, made = drawn
    drawing = made[which]
    nodes = drawing["nodes"]
    for k, node in enumerate(nodes):
        assert node["w"] / 2 + MARGIN - 0.2 <= node["x"] <= drawing["width"] - node["w"] / 2 - MARGIN + 0.2
        assert node["h"] / 2 + MARGIN - 0.2 <= node["y"] <= drawing["height"] - node["h"] / 2 - MARGIN + 0.2
        assert not any(overlap(node, other, 6) for other in nodes[:k])


@pytest.mark.parametrize("which", WHICH)
def test_the_parts_of_a_node_are_in_it_and_apart(drawn, which):
    _, made = drawn
    for node, about in zip(made[which]["nodes"], made["nodes"], strict=True):
        parts = [node[name] for name in ("head", "value", "derivative") if node[name]]
        for k, part in enumerate(parts):
            for at, size in ("xw", "yh"):
                assert abs(part[at] - node[at]) * 2 <= node[size] - part[size] + 0.3
            assert not any(overlap(part, other) for other in parts[:k])
        assert len(about["label"]) * 7 < node["w"]


@pytest.mark.parametrize("which", WHICH)
def test_edges_join_their_nodes_and_run_through_no_other(drawn, which):
    _, made = drawn
    along = "xw" if which == "wide" else "yh"
    nodes = made[which]["nodes"]
    for edge, line in zip(made["edges"], made[which]["edges"], strict=True):
        points = line["points"]
        source, target = nodes[edge["source"]], nodes[edge["target"]]
        at = 0 if which == "wide" else 1
        assert points[0][at] == pytest.approx(source[along[0]] + source[along[1]] / 2, abs=0.3)
        assert points[-1][at] == pytest.approx(target[along[0]] - target[along[1]] / 2, abs=0.3)
        assert all(a[at] <= b[at] for a, b in zip(points, points[1:]))
        for start, end in zip(points, points[1:]):
            assert not any(crosses(start, end, node) for node in nodes)


@pytest.mark.parametrize("which", WHICH)
def test_numbers_on_edges_hide_nothing(drawn, which):
    root, made = drawn
    drawing = made[which]
    numbers = [edge["flows"] and g.order(root).forward[edge["source"]].shape == () for edge in made["edges"]]
    flowing = [line for number, line in zip(numbers, drawing["edges"]) if number]
    labels = [{"x": line["label"][0], "y": line["label"][1], "w": LABEL[0], "h": LABEL[1]} for line in flowing if line["label"]]
    assert len(labels) >= 0.85 * len(flowing)
    for k, label in enumerate(labels):
        assert not any(overlap(label, node) for node in drawing["nodes"])
        assert not any(overlap(label, other) for other in labels[:k])
        assert LABEL[0] / 2 <= label["x"] <= drawing["width"] - LABEL[0] / 2
    assert all(line["label"] is None for number, line in zip(numbers, drawing["edges"]) if not number)


def test_edges_are_those_of_the_graph(drawn):
    root, made = drawn
    nodes = g.order(root).forward
    assert [(edge["source"], edge["target"], edge["place"]) for edge in made["edges"]] == \
        [(nodes.index(parent), k, place) for k, child in enumerate(nodes) for place, parent in enumerate(child.parents)]
    assert [each["label"] for each in made["nodes"]] == list(g.labels(root).values())
    assert [each["root"] for each in made["nodes"]] == [node is root for node in nodes]
    ports = [tuple(map(tuple, line["points"])) for line in made["wide"]["edges"]]
    assert len(set(ports)) == len(ports)  # two edges between the same nodes are two lines


def test_the_same_graph_gets_the_same_drawing():
    for title, (text, values) in ALL_EXAMPLES.items():
        again = parse(text).graph(dict.fromkeys(values, -0.5) if "cross" in title else values).root
        one, other = layout(GRAPHS[title]), layout(again)
        assert json.dumps(one) == json.dumps(other)
    assert json.dumps(layout(random_graph(3))) == json.dumps(layout(GRAPHS["random 3"]))


def test_a_formula_is_drawn_without_crossings_and_small_enough_for_a_page():
    for title in ALL_EXAMPLES:
        made = layout(GRAPHS[title])
        assert made["wide"]["width"] < 1000 and made["wide"]["height"] < 320
        assert made["narrow"]["width"] < 370 and made["narrow"]["height"] < 800
    assert crossings(GRAPHS["one unit and the hinge loss"]) == 0


def test_crossings_are_few_where_they_cannot_be_none():
    """Inputs x units, all joined: K(3, 3) has at least 9 crossings in two layers."""
    x = [g.variable(1.0, f"x{k}") for k in range(3)]
    units = [g.max(*x, 0.5 + k) for k in range(3)]
    assert crossings(units[0] + units[1] + units[2]) <= 11
    assert crossings((g.tanh(x[0]) * 1 + g.relu(x[1])) * (x[0] + x[1])) <= 1
    assert sum(crossings(GRAPHS[f"random {seed}"]) for seed in range(12)) <= 40


@pytest.mark.parametrize("which", WHICH)
def test_edges_at_a_node_do_not_cross_there(drawn, which):
    _, made = drawn
    across = 1 if which == "wide" else 0
    for end, after in ((0, 1), (-1, -2)):
        at = {}
        for edge, line in zip(made["edges"], made[which]["edges"]):
            ends = [points[across] for points in line["points"]]
            if len(ends) > 3:  # it passes a layer: where it turns is its own
                at.setdefault(edge["source" if end == 0 else "target"], []).append((ends[end], ends[2 * after + (end == -1)]))
        for ports in at.values():
            assert [port for port, _ in sorted(ports)] == [port for port, _ in sorted(ports, key=lambda both: both[::-1])]


def test_first_operands_stand_first():
    for title, first, second in (("a product and a sum", "a", "b"), ("one unit and the hinge loss", "v4", "v7")):
        made = layout(GRAPHS[title])
        places = {about["label"]: node["y"] for about, node in zip(made["nodes"], made["wide"]["nodes"])}
        assert places[first] < places[second]


def test_what_a_node_shows():
    made = layout(GRAPHS["network (3,) hinge"])
    about = {each["label"]: each for each in made["nodes"]}
    assert about["W⁽¹⁾"] == {"label": "W⁽¹⁾", "sign": "", "formula": "variable", "kind": "variable", "root": False,
                             "shape": "3 × 2", "cells": [3, 2], "short": False}
    assert about["h"]["cells"] == [3, 1] and about["h"]["sign"] == "relu" and about["h"]["formula"] == "relu(a)"
    assert about["x"]["kind"] == "constant" and about["ℓ"]["root"]
    large = {each["label"]: each for each in layout(GRAPHS["network (40,) squared"])["nodes"]}
    assert large["W⁽¹⁾"]["cells"] == [4, 3] and large["W⁽¹⁾"]["shape"] == "40 × 3" and large["a"]["shape"] == "40 entries"
    assert large["W⁽¹⁾"]["short"] and large["a"]["short"] and not large["y"]["short"]
    places = made["wide"]["nodes"][[each["label"] for each in made["nodes"]].index("x")]
    assert places["value"] and places["derivative"] is None
    assert [cells_of(shape) for shape in ((), (4,), (5,), (4, 3), (2, 4), (1, 1, 1))] == [(1, 1), (4, 1), (4, 1), (4, 3), (2, 3), (1, 1)]


@pytest.mark.parametrize(("value", "drawn"), [
    (2.5, [["2.5"]]), ([1, 2, 3, 4], [["1"], ["2"], ["3"], ["4"]]), ([1, 2, 3, 4, 5], [["1"], ["2"], ["⋮"], ["5"]]),
    ([[1, 2, 3], [4, 5, 6]], [["1", "2", "3"], ["4", "5", "6"]]), ([[1, 2, 3, 4]], [["1", "…", "4"]]),
    (np.arange(30).reshape(6, 5), [["0", "…", "4"], ["5", "…", "9"], ["⋮", "⋮", "⋮"], ["25", "…", "29"]]),
    (np.ones((2, 3, 4)), [["2 × 3 × 4"]]),
])
def test_a_large_array_is_drawn_by_its_ends(value, drawn):
    cells = grid_of(value, lambda number: f"{number:g}")
    assert cells == drawn
    assert np.shape(cells) == cells_of(np.shape(value))


def test_a_node_whose_numbers_are_left_out_says_how_many_there_are():
    made = {each["label"]: each for each in layout(GRAPHS["network (40,) squared"])["nodes"]}
    assert head_of(made["W⁽¹⁾"]) == "W⁽¹⁾  40 × 3" and head_of(made["h"]) == "h  [ , 1]  41 entries"
    assert head_of(made["y"]) == "y  @"


def test_operations_stand_in_a_straight_row():
    """What is given makes room for them: a long formula is wide, not high, so that its letters can be large."""
    read = parse("tanh(b3 + w3*tanh(b2 + w2*tanh(b1 + w1*tanh(b0 + w0*x))))")
    made = layout(read.graph(dict.fromkeys(read.names, 1.0)).root)
    places = [node["y"] for about, node in zip(made["nodes"], made["wide"]["nodes"]) if about["kind"] == "operation"]
    assert max(places) - min(places) < 100 and made["wide"]["height"] < 260


def test_layers_are_closer_where_no_number_stands_on_an_edge():
    vectors, numbers = (layout(g.sum(g.tanh(g.tanh(g.variable(value, "a")))))["wide"]["width"] for value in ([1.0, 2.0], 1.0))
    assert vectors < numbers


def test_words_and_table():
    assert describe(GRAPHS["one unit and the hinge loss"]) == \
        "Graph of max(0, 1 − z·(… + …)): 5 variables, 2 constants and 7 operations in 7 layers"
    assert describe(GRAPHS["network (3,) hinge"]) == "Graph of ℓ = max(0, v9): 2 variables, 4 constants and 6 operations in 7 layers"
    assert describe(GRAPHS["one node"]).endswith(": 1 variable in 1 layer")
    a, b = g.variable(2.0, "a"), g.variable([3.0, 1.0], "b")
    root = g.sum(a * b)
    assert rows(root) == [("a", "value", 2), ("b", "value", 3), ("b", "value", 1), ("v3", "value", 6), ("v3", "value", 2),
                          ("v4", "value", 8)]
    g.backward(root)
    assert ("a", "derivative", 4) in rows(root) and ("b", "derivative", 2) in rows(root)


def test_a_graph_too_large_to_draw_is_refused():
    node = g.variable(1.0, "a")
    for _ in range(150):
        node = node + 1
    with pytest.raises(ValueError, match="301 nodes: at most 150"):
        layout(node)
