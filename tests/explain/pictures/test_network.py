"""A network as a picture."""

from dataclasses import replace

import numpy as np
import pytest

import nbnn
from nbnn.explain.pictures import network
from tests.explain.pictures.looked_at import HOSTILE, checked, texts_at, words_in

SMALL = nbnn.Network([[[1, 0], [0, 1], [1, 1]], [1, -1, 2]])


SIZES = [(1, 1), (2, 3), (2, 3, 1), (2, 8, 8, 1), (64, 32, 10), (1, 1, 1, 1, 1, 1, 1, 1, 1), (800, 90, 2)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("bias", [False, True])
def test_a_network_of_any_size_is_a_picture(sizes, bias):
    for words, left, right, _ in texts_at(network.network(nbnn.Network.random(sizes, bias=bias)).text()):
        assert left > -9 and right < 1.15 * network.WIDTH + 9, words


def test_a_small_one_has_its_weights_written_at_its_lines():
    words = words_in(network.network(SMALL).text())
    assert {"x₁", "x₂", "h₁", "h₂", "h₃", "y", "−1", "2"} <= set(words)
    assert words.count("1") == 5 and words.count("0") == 2


def test_of_a_large_one_units_and_layers_are_left_out_and_counted():
    words = words_in(network.network(nbnn.Network.random([64, 3, 3, 3, 3, 3, 3, 1])).text())
    assert "⋮ 58 more" in words and "… 2 more …" in words


def test_numbers_stand_in_the_units():
    words = words_in(network.network(SMALL, {0: np.array([1.5, 2.5]), 2: np.array([-0.0298])}).text())
    assert {"1.5", "2.5", "−0.0298", "x₁", "h₁"} <= set(words)
    at = {words: (left + right, y) for words, left, right, y in texts_at(network.network(SMALL, {0: np.array([1.5, 2.5])}).text())}
    assert at["x₁"][0] == pytest.approx(at["1.5"][0], abs=0.3) and at["x₁"][1] < at["1.5"][1] - 12, "the name above its number"


def test_it_is_also_a_table_and_a_sentence():
    assert network.rows(SMALL)[1] == {"weight": "w2", "shape": "3", "numbers": "[1, −1, 2]"}
    assert "[[1, 0], [0, 1], [1, 1]]" in network.describe(SMALL)
    assert "3200 numbers from" in network.describe(nbnn.Network.random([100, 32, 1]))


def test_names_of_ones_own_are_only_words():
    own = replace(nbnn.relu, name=HOSTILE[:30])
    assert "<script>" in "".join(checked(network.network(nbnn.Network(SMALL.weights, own), title=HOSTILE).text()).itertext())


def test_each_layer_says_its_own_activation_and_the_output_too():
    net = nbnn.Network.random([2, 3, 3, 1], activation=["tanh", "relu"])
    words = words_in(network.network(nbnn.Network(net.weights, ["tanh", "relu"], output="sigmoid")).text())
    assert {"3 tanh", "3 ReLU", "sigmoid of the score"} <= set(words)
