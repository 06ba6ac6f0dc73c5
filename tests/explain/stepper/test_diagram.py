"""The picture of the network: everything is drawn once, within its frame, and no label covers anything."""

from functools import cache
from itertools import combinations, product

import numpy as np
import pytest

from nbnn.core.network.quantities import Quantities
from nbnn.core.records.activations import ACTIVATIONS
from nbnn.explain.stepper import diagram as geometry
from nbnn.explain.stepper.diagram import Box


def network(*sizes, bias=False, activation="relu"):
    """schema["network"] as a recording describes it."""
    layers = [{"W": at.W, "a": at.a, "h": at.h, "dW": at.dl_dW, "da": at.dl_da, "dh": at.dl_dh, "dh_da": at.dh_da}
              for at in Quantities(sizes, bias).layers]
    return {"sizes": list(sizes), "bias": bias, "one_score": sizes[-1] == 1, "activation": activation,
            "activation_name": "ReLU", "kink": True, "layers": layers}


ONE_HIDDEN = [(d, h, k) for d, h, k in product(range(1, 5), range(1, 9), (1, 3))]
LABELED = [s for s in ONE_HIDDEN if s[0] * s[1] + s[1] * s[2] <= geometry.ALL_LABELED] + [(4, 1), (4, 3), (2, 2, 2, 1)]
OTHERS = [(2, 8, 1), (4, 8, 1), (4, 8, 3), (2, 4, 4, 1), (2, 2, 2, 2, 1), (3, 4, 4, 4, 3)]
SUMMARIZED = [(64, 32, 10), (64, 10), (30, 20, 10, 1), (1, 9, 1)]


def boxes_of_labels(picture):
    size = picture["label"], picture["rows"] * geometry.LABEL_ROW
    return [Box(*edge["label"], *size) for edge in picture["edges"] if edge["label"]]


def overlap(one, other):
    """Do two boxes share an area?"""
    return abs(one.x - other.x) * 2 < one.w + other.w and abs(one.y - other.y) * 2 < one.h + other.h


def assert_free(picture):
    boxes = boxes_of_labels(picture)
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [(box, node) for box in boxes for node in geometry.obstacles(picture) if overlap(box, node)]


@cache
def laid_out(sizes, bias):
    """Both drawings, made once for all tests that only look at them."""
    return geometry.layout(network(*sizes, bias=bias))


@pytest.mark.parametrize("sizes", LABELED, ids=str)
def test_up_to_twelve_edges_all_carry_labels_that_cover_nothing(sizes):
    picture = laid_out(sizes, False)["wide"]
    assert picture["labels"] == "all"
    assert len(boxes_of_labels(picture)) == len(picture["edges"])
    assert_free(picture)


@pytest.mark.parametrize("sizes", sorted({*LABELED, *OTHERS, *SUMMARIZED}), ids=str)
@pytest.mark.parametrize("bias", [False, True])
def test_no_label_that_has_a_place_covers_anything(sizes, bias):
    made = laid_out(sizes, bias)
    for form in geometry.FORMS:
        assert_free(made[form])


#: Where there are many alike, every other one has biases.
SHOWN = sorted({*product({*LABELED, *OTHERS, *SUMMARIZED}, (False, True)), *((sizes, sum(sizes) % 2 == 1) for sizes in ONE_HIDDEN)})


@pytest.mark.parametrize(("sizes", "bias"), SHOWN, ids=str)
def test_nodes_stand_apart_and_within_the_frame(sizes, bias):
    made = laid_out(sizes, bias)
    for form in geometry.FORMS:
        assert_apart_and_within(made[form])


def assert_apart_and_within(picture):
    bodies = [Box(node["x"], node["y"], node["w"], node["h"]) for node in picture["nodes"]]
    pills = [Box(*(node["pill"][name] for name in "xywh")) for node in picture["nodes"] if node.get("pill")]
    assert not [pair for pair in combinations(bodies + pills, 2) if overlap(*pair)]
    for box in bodies + pills:
        assert box.x - box.w / 2 >= 0 and box.x + box.w / 2 <= picture["width"] + 1
        assert box.y - box.h / 2 >= picture["top"] and box.y + box.h / 2 <= picture["top"] + picture["height"]
    for x, _ in [point for link in picture["links"] for point in link["points"]]:
        assert x <= picture["width"]


@pytest.mark.parametrize("sizes", [(2, 3, 1), (4, 8, 1), (2, 4, 3), (2, 4, 4, 1), (4, 1)], ids=str)
@pytest.mark.parametrize("bias", [False, True])
def test_every_weight_has_its_edge(sizes, bias):
    picture = laid_out(sizes, bias)["wide"]
    shapes = Quantities(sizes, bias).shapes
    drawn = {(edge["q"], edge["k"]) for edge in picture["edges"]}
    expected = {(at.W, k) for at in Quantities(sizes, bias).layers for k in range(int(np.prod(shapes[at.W])))}
    assert drawn == expected and len(picture["edges"]) == len(expected)
    for edge in picture["edges"]:
        shape = shapes[edge["q"]]
        place = (edge["row"], edge["column"]) if len(shape) == 2 else (edge["column"],)
        assert np.ravel_multi_index(place, shape) == edge["k"]


def test_up_to_four_by_eight_is_drawn_whole_and_more_is_summarized():
    whole = geometry.layout(network(4, 8, 1))["wide"]["nodes"]
    assert [sum(node["q"] == q for node in whole) for q in ("x", "a", "h", "y", "loss")] == [4, 8, 8, 1, 1]
    large = geometry.layout(network(64, 32, 10))["wide"]["nodes"]
    assert [node["text"] for node in large if node["k"] is None] == ["64 inputs", "32 units", "32 units", "10 scores"]
    assert [node["k"] for node in large if node["q"] == "x"] == [0, 1, None, 63]


def test_constants_are_drawn_with_a_bias_and_no_edge_leads_into_them():
    picture = geometry.layout(network(2, 3, 1, bias=True))["wide"]
    constants = [(node["q"], node["k"]) for node in picture["nodes"] if node["kind"] == "one"]
    assert constants == [("x", 2), ("h", 3)]
    assert all(edge["row"] < 3 for edge in picture["edges"] if edge["layer"] == 1)


def test_each_unit_has_a_gate_between_its_a_and_its_h():
    for form in ("wide", "narrow"):
        picture = geometry.layout(network(2, 4, 4, 1))[form]
        told = [(gate["pre"], gate["post"], gate["k"]) for gate in picture["gates"]]
        assert told == [(*names, k) for names in (("a1", "h1"), ("a2", "h2")) for k in range(4)]
        assert all(gate["w"] > 0 and gate["h"] > 0 for gate in picture["gates"]), "w and h are the size of its box"


def test_symbols():
    nodes = geometry.layout(network(2, 3, 1))["wide"]["nodes"]
    assert [node["symbol"] for node in nodes] == ["x₁", "x₂", "a₁", "a₂", "a₃", "h₁", "h₂", "h₃", "y", "ℓ"]
    deep = geometry.layout(network(1, 1, 1, 1))["wide"]["nodes"]
    assert [node["symbol"] for node in deep] == ["x₁", "a₁⁽¹⁾", "h₁⁽¹⁾", "a₁⁽²⁾", "h₁⁽²⁾", "y", "ℓ"]
    scores = geometry.layout(network(1, 3))["wide"]["nodes"]
    assert [node["symbol"] for node in scores] == ["x₁", "y₁", "y₂", "y₃", "ℓ"]


@pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=lambda record: record.key)
def test_the_curve_is_the_activations_own(record):
    curve = np.array(geometry.layout(network(1, 1, 1, activation=record.key))["curve"])
    assert np.abs(curve).max() <= 1
    assert (np.diff(curve[:, 1]) <= 0).all()  # none of these falls, and y points down


def test_an_activation_of_ones_own():
    assert geometry.layout(network(1, 1, 1, activation="mine"))["curve"] == []
    assert len(geometry.layout(network(1, 1, 1, activation="mine"), np.sin)["curve"]) == 41


def test_the_same_network_gives_the_same_picture_and_a_copy_of_it():
    first = geometry.layout(network(3, 3, 1))
    first["wide"]["nodes"].clear()
    geometry.drawing.cache_clear()
    second, third = geometry.layout(network(3, 3, 1)), geometry.layout(network(3, 3, 1))
    assert second == third and second["wide"]["nodes"]


def test_letters_can_be_read_on_a_card_of_600():
    for sizes in [*OTHERS, *SUMMARIZED, (2, 3, 1)]:
        made = laid_out(sizes, False)
        assert made["font"] * 570 / made["wide"]["width"] >= 12


def test_the_picture_in_words():
    assert geometry.describe(network(2, 8, 1)) == "Network with 2 inputs, 8 hidden units (ReLU) and 1 score y"
    assert geometry.describe(network(4, 3, bias=True)) == "Network with 4 inputs and 3 scores y, a constant 1 beside each layer's inputs"


def test_the_picture_as_a_table():
    from nbnn.core.network.network import Network
    from nbnn.core.records import activations, losses
    from nbnn.core.training import sgd

    net = Network([np.array([[1, -1], [0.5, 2], [-1, 0.5]]), np.array([1, -0.5, 2])], activation=activations.relu)
    step = sgd.sgd_step(net, np.array([2.0, 1]), -1, loss=losses.hinge, eta=0.1)
    table = geometry.rows(network(2, 3, 1), step)
    assert ("node", "a₃", -1.5) in table and ("node", "y", -0.5) in table and ("node", "ℓ", 0.5) in table
    assert ("edge", "w₂₁⁽¹⁾", 0.5) in table and ("edge", "w₃⁽²⁾", 2.0) in table
    assert len(table) == 10 + 9


def test_each_gate_has_the_curve_of_its_own_activation():
    curve = lambda key: geometry.curve_of(ACTIVATIONS[key].value)
    assert "curves" not in geometry.layout(network(2, 2, 1))
    of_output = geometry.layout(network(2, 2, 1) | {"output": {"key": "sigmoid", "activation_name": "sigmoid"}})
    assert of_output["curves"] == [curve("relu"), curve("sigmoid")]
    each = [{"key": key, "activation_name": key} for key in ("tanh", "own")]
    of_each = geometry.layout(network(2, 2, 2, 1) | {"each": each})
    assert of_each["curves"] == [curve("tanh"), []]


@pytest.mark.parametrize("sizes", [(2, 1), (1, 2), (2, 3, 1), (4, 4, 1), (1, 5, 3)], ids=str)
def test_the_margin_is_the_same_on_both_sides(sizes):
    picture = laid_out(sizes, False)["wide"]
    left, right = (min(sign * node["x"] - node["w"] / 2 for node in picture["nodes"]) for sign in (1, -1))
    assert left == pytest.approx(picture["width"] + right) and left > 0


@pytest.mark.parametrize("sizes", [(3, 3, 1), (4, 4, 1), (4, 4, 2)], ids=str)
def test_on_a_small_card_as_many_inputs_as_hidden_units_stand_level_with_them(sizes):
    nodes = laid_out(sizes, False)["compact"]["nodes"]
    inputs, units = ([node["y"] for node in nodes if node["q"] == q] for q in "xa")
    assert inputs == pytest.approx(units, abs=0.2)


def test_from_thirteen_edges_on_those_of_the_current_layer_carry_labels():
    for form in geometry.FORMS:
        assert laid_out((2, 2, 3, 1), False)[form]["labels"] == "some" and laid_out((2, 2, 2, 2), False)["wide"]["labels"] == "all"
