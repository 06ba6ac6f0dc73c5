"""The data as a hidden layer sees it, in words and numbers: against the core's own forward pass."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.stepper import hidden_space as explain
from nbnn.explain.stepper.hidden_space import Choice

FOLDS = [[[1, -1, 0], [-1, 1, 0]], [1, 1, -1]]
XOR = nbnn.datasets.xor(seed=0)


def run_of(net, data=XOR, steps=10):
    return nbnn.sgd(net, data, loss=nbnn.hinge if net.one_score else nbnn.cross_entropy, eta=0.05, steps=steps, seed=0)


@pytest.fixture(scope="module")
def folded():
    return run_of(nbnn.Network(FOLDS, activation=nbnn.relu, bias=True))


@pytest.mark.parametrize(("sizes", "words"), [
    ([2, 1], "no hidden layer"), ([2, 1, 1], "only 1 unit in each hidden layer"), ([3, 2, 1], "3 inputs"),
])
def test_what_cannot_be_drawn_is_said(sizes, words):
    data = nbnn.Dataset.from_arrays(np.random.default_rng(0).normal(size=(6, sizes[0])), [1, -1] * 3)
    run = run_of(nbnn.Network.random(sizes), data, 3)
    assert words in explain.sentence(run, 0) and explain.picture(run) == {"note": explain.why_not(run)}
    assert explain.table(run, 0) == []


def test_data_with_targets_are_not_drawn():
    data = nbnn.Dataset.from_arrays(XOR.x, XOR.x[:, :1])
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1]), data, loss=nbnn.half_squared, steps=2)
    assert "has targets" in explain.sentence(run, 0) and explain.table(run, 0) == []


def test_the_sentence_has_the_cores_numbers(folded):
    for index in (0, 10):
        net = folded.network(index)
        h, right = net.forward(XOR.x).h[0][:, :2], int((net.predict(XOR) == XOR.z).sum())
        said = explain.sentence(folded, index)
        assert f"h₁ is 0 for {(h[:, 0] == 0).sum()} and h₂ for {(h[:, 1] == 0).sum()} of 100 examples" in said
        assert f"{right} of 100 examples are classified correctly" in said
    assert "The line is h₁ + h₂ − 1 = 0." in explain.sentence(folded, 0)


def test_a_row_for_each_class(folded):
    h = folded.network(0).forward(XOR.x).h[0]
    minus, plus = explain.table(folded, 0)
    assert (minus["class"], minus["examples"], plus["class"]) == ("z = −1", "50", "z = 1")
    assert int(plus["h₁ > 0"]) == (h[XOR.z == 1, 0] > 0).sum() and int(plus["both 0"]) == 0


def test_a_line_only_where_two_units_decide():
    for sizes, loss_of in (([2, 3, 1], 1), ([2, 2, 3], 3), ([2, 2, 2, 1], 1)):
        z = np.arange(len(XOR)) % loss_of + 1 if loss_of > 1 else XOR.z
        run = run_of(nbnn.Network.random(sizes, seed=1), nbnn.Dataset.from_arrays(XOR.x, z), 2)
        assert ("The line is" in explain.sentence(run, 0)) == (sizes == [2, 2, 2, 1]), sizes
        assert "The line is" not in explain.sentence(run, 0, Choice(1, 0, 1)) or len(sizes) == 3


@pytest.mark.parametrize(("weights", "words"), [([1, 1, -1], "h₁ + h₂ − 1 = 0"), ([-2.5, 1, 0], "−2.5h₁ + h₂ + 0 = 0"),
                                                ([0.5, -1, 2], "0.5h₁ − h₂ + 2 = 0")])
def test_how_a_line_is_written(weights, words):
    run = run_of(nbnn.Network([FOLDS[0], weights], bias=True), steps=1)
    assert explain.line_words(run, run.network(0), Choice(1, 0, 1)) == words


def test_the_axes_have_room_for_the_whole_run(folded):
    (layer,) = explain.picture(folded)["layers"]
    for index in range(11):
        h = folded.network(index).forward(XOR.x).h[0]
        for unit, (low, high) in enumerate(layer["extents"]):
            assert low < min(0, h[:, unit].min()) and h[:, unit].max() < high


def test_layers_and_units_to_choose_from():
    run = run_of(nbnn.Network.random([2, 3, 1, 2, 1], seed=0), steps=2)
    assert explain.layers(run) == (1, 3) and explain.first_choice(run) == Choice(3, 0, 1)
    assert explain.unit_name(run, 3, 1) == "h⁽³⁾₂"
    assert explain.checked_choice({"layer": 1, "across": 2, "up": 0}, run) == Choice(1, 2, 0)


def chosen(layer, across, up):
    return {"layer": layer, "across": across, "up": up}


@pytest.mark.parametrize("given", [None, [], {}, chosen(2, 0, 1), chosen(1, 0, 0), chosen(1, 0, 3), chosen(1, -1, 1), chosen("1", 0, 1),
                                   chosen(True, 0, 1), chosen(1, 0.0, 1), chosen(9, 0, 1)])
def test_what_a_page_chose_wrongly_is_no_choice(given):
    assert explain.checked_choice(given, run_of(nbnn.Network.random([2, 3, 1, 2, 1], seed=0), steps=2)) is None


@pytest.mark.parametrize(("units", "note"), [
    (2, ""), (3, "The colors hold the other unit at its mean over the data."),
    (5, "The colors hold the other 3 units at their means over the data.")])
def test_what_the_colors_leave_out_is_said(units, note):
    (layer,) = explain.picture(run_of(nbnn.Network.random([2, units, 1], seed=0), steps=1))["layers"]
    assert layer["note"] == note
