"""How wide the numbers are spread, layer by layer, and hidden units that stay copies of each other."""

from types import SimpleNamespace

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


def test_where_training_ended_is_told_with_its_least_mean_and_largest_loss():
    losses = np.array([[1.0, 2.0, 6.0], [4.0, np.nan, 8.0], [np.inf, np.nan, np.nan]])
    found = explain.ends(SimpleNamespace(best_losses=losses, axes={"initializer": "abc", "seed": range(3)}), ["He", "LeCun", "none"])
    assert "3 seeds: He 3 on average, from 1 to 6; LeCun 6 on average, from 4 to 8." in found.sentence
    assert found.y.tolist() == [1, 2, 6, 4, 8] and found.means[1][:2].tolist() == [3, 6] and np.isnan(found.means[1][2])
    assert [round(x) for x in found.x] == [1, 1, 1, 2, 2]


def test_weights_that_are_too_large_make_the_numbers_grow():
    grown = explain.spreads([nbnn.small_uniform(3.0)], [2, 8, 8, 1], nbnn.relu, MOONS, nbnn.hinge, seed=0)
    assert grown.verdict(0).startswith("grows: the last hidden layer is spread ")
