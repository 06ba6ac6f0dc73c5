"""What the weights lead from and to, and how the places on the way are written."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.reasons import ZeroReason
from nbnn.explain.stepper import derivation as paths
from nbnn.explain.stepper import paths as way
from nbnn.explain.writing.template import text


def random_run(sizes, activation=nbnn.tanh, loss=nbnn.hinge, bias=False, steps=12):
    rng = np.random.default_rng(3)
    z = rng.integers(sizes[-1], size=20) + 1 if sizes[-1] > 1 else rng.choice([-1, 1], size=20)
    data = nbnn.Dataset.from_arrays(rng.normal(size=(20, sizes[0])), z)
    return nbnn.sgd(nbnn.Network.random(sizes, activation, seed=1, bias=bias), data, loss=loss, eta=0.05, steps=steps)


def test_names_of_deeper_networks_with_biases_and_many_scores():
    run = random_run((2, 3, 2, 3), loss=nbnn.cross_entropy, bias=True)
    made = paths.derivation(run, 1, 0, 2)
    assert made.paths[0].through == "ℓ → y₁ → h₁⁽²⁾ → a₁⁽²⁾ → h₁⁽¹⁾ → a₁⁽¹⁾"
    assert made.name == "w₁₃⁽¹⁾"
    assert way.choices(run.start)[0] == way.WeightChoice(1, "W⁽¹⁾", ("x₁", "x₂", "1 (the constant)"), ("a₁⁽¹⁾", "a₂⁽¹⁾", "a₃⁽¹⁾"))


def plain(node):
    return text(node, lambda *_: 0.0)


def test_two_indices_get_a_comma_where_one_of_them_has_two_digits():
    names = way.Names(nbnn.Network.random((10, 11, 1)))
    assert [names.weight_name(1, *at) for at in ((0, 0), (8, 8), (8, 9), (9, 8), (9, 0), (10, 9))] == [
        "w₁₁⁽¹⁾", "w₉₉⁽¹⁾", "w₉,₁₀⁽¹⁾", "w₁₀,₉⁽¹⁾", "w₁₀,₁⁽¹⁾", "w₁₁,₁₀⁽¹⁾"]
    assert [names.weight_name(2, 0, k) for k in (0, 9, 10)] == ["w₁⁽²⁾", "w₁₀⁽²⁾", "w₁₁⁽²⁾"]


def test_what_a_weight_leads_from_and_to():
    two, deep = nbnn.Network.random((2, 3, 1)), nbnn.Network.random((2, 3, 2, 3), bias=True)
    assert way.choices(two) == (way.WeightChoice(1, "W⁽¹⁾", ("x₁", "x₂"), ("a₁", "a₂", "a₃")),
                                way.WeightChoice(2, "w⁽²⁾", ("h₁", "h₂", "h₃"), ("y",)))
    assert way.choices(deep)[1:] == (
        way.WeightChoice(2, "W⁽²⁾", ("h₁⁽¹⁾", "h₂⁽¹⁾", "h₃⁽¹⁾", "1 (the constant)"), ("a₁⁽²⁾", "a₂⁽²⁾")),
        way.WeightChoice(3, "W⁽³⁾", ("h₁⁽²⁾", "h₂⁽²⁾", "1 (the constant)"), ("y₁", "y₂", "y₃")))


def test_a_weight_that_there_is_not():
    run = random_run((2, 3, 1))
    for layer, row, column, message in ((0, 0, 0, "the layers are 1 to 2"), (3, 0, 0, "the layers are 1 to 2"), (1, 3, 0, "it is 3 × 2"),
                                        (1, 0, 2, "it is 3 × 2"), (1, -1, 0, "row -1"), (1, 0, -1, "column -1"), (2, 1, 0, "it is 1 × 3")):
        with pytest.raises(ValueError, match=message):
            way.Way(run, layer, row, column)
    assert way.Way(run, 1, 2, 1).own_name == "w₃₂⁽¹⁾" and way.Way(run, 2, 0, 2).own_name == "w₃⁽²⁾"


def test_a_path_passes_a_weight_and_a_gate_of_each_later_layer():
    way_of = way.Way(random_run((2, 3, 2, 3), loss=nbnn.cross_entropy, bias=True), 1, 2, 1)
    assert way_of.n_paths == 6 == len(list(way_of.places()))
    assert list(way_of.places())[:3] == [(0, 0, 2), (0, 1, 2), (1, 0, 2)]
    path = way_of.path((2, 1, 2))
    assert [(each.quantity, each.index, plain(each.symbol)) for each in path.factors] == [
        ("dl_dy", 2, "∂ℓ/∂y₃"), ("W3", 2 * 3 + 1, "w₃₂⁽³⁾"), ("dh_da2", 1, "g′(a₂⁽²⁾)"), ("W2", 1 * 4 + 2, "w₂₃⁽²⁾"),
        ("dh_da1", 2, "g′(a₃⁽¹⁾)"), ("x", 1, "x₂")]
    assert [each.known_after for each in path.factors] == ["dl_dy", None, "dl_da2", None, "dl_da1", "x"]
    assert way.Way(way_of.run, 3, 0, 2).path((0,)).factors[-1].known_after is None  # the constant 1 is known before anything
    assert way.Way(way_of.run, 3, 0, 1).n_paths == 1


def test_a_path_through_an_output_passes_its_slope():
    net = nbnn.Network.random((2, 3, 1), nbnn.relu, output=nbnn.sigmoid, seed=1)
    run = nbnn.sgd(net, nbnn.datasets.moons(20), loss=nbnn.squared, steps=3)
    path = way.Way(run, 1, 0, 1).path((0, 0))
    assert path.through == "ℓ → y → s → h₁ → a₁"
    assert [plain(each.symbol) for each in path.factors] == ["∂ℓ/∂y", "∂y/∂s", "w₁⁽²⁾", "g′(a₁)", "x₂"]
    assert [each.words for each in path.factors[1:]] == ["the output is flat at s", "w₁⁽²⁾ is 0", "the gate of a₁ is shut", "x₂ is 0"]


def test_what_the_change_passes_is_listed_up_to_six_units_a_layer():
    passed, more = way.Way(random_run((2, 3, 8, 9), loss=nbnn.cross_entropy), 1, 1, 0).quantities()
    assert [each.text for each in passed] == ["w₂₁⁽¹⁾", "a₂⁽¹⁾", "h₂⁽¹⁾", *(f"a{k}⁽²⁾" for k in "₁₂₃₄₅₆"), *(f"h{k}⁽²⁾" for k in "₁₂₃₄₅₆"),
                                              *(f"y{k}" for k in "₁₂₃₄₅₆"), "ℓ"]
    assert more == (8 - 6) + (9 - 6)
    assert [(each.name, each.index) for each in passed[:3]] == [("W1", 2), ("a1", 1), ("h1", 1)]
    last, more = way.Way(random_run((2, 3, 8, 9), loss=nbnn.cross_entropy), 3, 7, 2).quantities()
    assert [each.text for each in last] == ["w₈₃⁽³⁾", "y₈", "ℓ"] and more == 0


def test_why_a_change_dies_on_the_way():
    weight, a, h, y, loss = way.Way(random_run((2, 3, 1), nbnn.relu), 1, 1, 0).quantities()[0]
    assert (weight.words, a.words[int(ZeroReason.INPUT_ZERO)]) == ({}, "x₁ is 0")
    assert (a.up, a.down) == ("a₂ passes a kink of g upwards", "a₂ passes a kink of g downwards")
    assert h.words == {int(ZeroReason.FLOW_STOPPED): "nothing arrives", int(ZeroReason.RELU_OFF): "the gate of a₂ is shut"}
    assert y.words == {int(ZeroReason.FLOW_STOPPED): "nothing arrives", int(ZeroReason.WEIGHT_ZERO): "the weight to y is 0",
                       int(ZeroReason.CANCELED): "the changes cancel in y"} and (y.up, y.down) == ("", "")
    assert int(ZeroReason.MARGIN_MET) in loss.words and loss.words[int(ZeroReason.CANCELED)] == "it is the same on the other side"
    smooth = way.Way(random_run((2, 3, 1)), 1, 1, 0).quantities()[0]
    assert smooth[2].words[int(ZeroReason.RELU_OFF)] == "g′(a₂) is 0"
    assert way.Way(random_run((2, 3, 1)), 2, 0, 1).quantities()[0][1].words == {int(ZeroReason.INPUT_ZERO): "h₂ is 0"}


def test_numbers_of_the_way_come_from_the_run():
    run = random_run((2, 3, 2, 3), loss=nbnn.cross_entropy, bias=True)
    made, rows = way.Way(run, 1, 2, 1), slice(2, 5)
    assert made.own_weight(rows).tolist() == [run[i].before.W1[2, 1] for i in range(2, 5)]
    assert made.source(rows).tolist() == [run[i].x[1] for i in range(2, 5)]
    assert np.array_equal(made.weights(2, rows), [run[i].before.W2[:, :3] for i in range(2, 5)])
    assert np.array_equal(made.flow_from_loss(rows), [run[i].dl_dy for i in range(2, 5)])
    assert way.Way(run, 2, 1, 0).source(rows).tolist() == [run[i].h1[0] for i in range(2, 5)]
    assert made.z(rows).tolist() == [run[i].z for i in range(2, 5)]


def test_a_long_run_is_worked_through_in_pieces():
    made = way.Way(random_run((2, 3, 1), steps=12), 1, 0, 0)
    assert list(made.chunks(1)) == [slice(0, 12)]
    assert list(made.chunks(way.CHUNK // 5)) == [slice(0, 5), slice(5, 10), slice(10, 12)]
    assert list(made.chunks(way.CHUNK * 2)) == [slice(i, i + 1) for i in range(12)]
