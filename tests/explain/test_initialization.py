"""How wide the numbers are spread, layer by layer, and hidden units that stay copies of each other."""

import numpy as np
import pytest

import nbnn
from nbnn.explain import initialization as explain

MOONS = nbnn.datasets.moons(40)
SIZES = [2, 64, 64, 64, 64, 64, 1]


@pytest.fixture(scope="module")
def spreads():
    records = [nbnn.he, nbnn.small_uniform(0.05), nbnn.zeros]
    return explain.spreads(records, SIZES, nbnn.relu, MOONS, nbnn.hinge, seed=0)


def test_one_spread_for_each_layer(spreads):
    assert spreads.forward.shape == spreads.backward.shape == (3, 6)
    assert spreads.layers.tolist() == [1, 2, 3, 4, 5, 6]


def test_verdicts(spreads):
    assert spreads.verdict(0).startswith("even")
    assert spreads.verdict(1).startswith("fades")
    assert spreads.verdict(2).startswith("nothing gets through")
    assert [row["initializer"] for row in spreads.table()] == ["He", "small uniform", "zeros"]
    assert spreads.sentence().startswith("He: even,")


def test_no_spread_at_all_has_a_place_on_the_axis():
    assert explain.logs(np.array([1.0, 0.1, 0.0])).tolist() == [0.0, -1.0, explain.NONE]


def test_copies_stay_copies():
    recording = explain.symmetry(nbnn.same, [2, 3, 1], nbnn.relu, MOONS, nbnn.hinge, 0.1, 5, seed=0)
    assert all("3 of 3 hidden units are copies" in words for words in recording.schema["sentences"])
    recording = explain.symmetry(nbnn.he, [2, 3, 1], nbnn.relu, MOONS, nbnn.hinge, 0.1, 5, seed=0)
    assert all("all 3 hidden units are different" in words for words in recording.schema["sentences"])
