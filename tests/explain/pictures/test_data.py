"""A data set as a picture."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.pictures import data
from tests.explain.pictures.looked_at import HOSTILE, checked, words_in

SETS = {name: getattr(nbnn.datasets, name)() for name in ("moons", "circles", "xor", "spiral", "blobs", "iris", "digits")}
ONE = nbnn.Dataset.from_arrays(np.arange(6.0)[:, None], [-1, -1, -1, 1, 1, 1])
NAMED = nbnn.Dataset.from_arrays(np.random.default_rng(0).normal(size=(9, 2)), [f"{HOSTILE[:60]}{k}" for k in range(3)] * 3,
                                 feature_names=[f"a {HOSTILE}", f"b {HOSTILE}"], name=HOSTILE)


@pytest.mark.parametrize("name", SETS)
def test_every_data_set_is_a_picture(name):
    checked(data.data(SETS[name]).text())


def test_names_that_a_learner_gives_are_only_words():
    root = checked(data.data(NAMED).text())
    assert "<script>" in "".join(root.itertext())


def test_one_feature_is_drawn_against_the_class_and_one_example_is_enough():
    assert {"z = −1", "z = 1"} <= set(words_in(data.data(ONE).text()))
    checked(data.data(nbnn.Dataset(np.array([[1.0, 2.0]]), np.array([1]), ("a", "b"), ("-1", "+1"))).text())
    checked(data.data(nbnn.Dataset.from_arrays(np.full((4, 2), 7.0), [-1, 1, -1, 1])).text())


@pytest.mark.parametrize("given", [SETS["moons"], SETS["iris"], ONE], ids=["plane", "four features", "one feature"])
def test_a_network_colors_the_plane(given):
    scores = given.n_classes if given.n_classes > 2 else 1
    net = nbnn.Network.random([given.x.shape[1], 3, scores])
    picture = data.data(given, net).text()
    checked(picture)
    assert "<image" in picture


def test_the_colors_are_those_of_what_is_predicted_whatever_the_output():
    weights, places = nbnn.Network.random([2, 3, 1]).weights, np.random.default_rng(0).normal(size=(60, 2))
    nets = [nbnn.Network(weights, output=output) for output in ("identity", "sigmoid", "tanh")]
    seen = [data.regions(net, places, (6, 10), (0, 1), (0, 1)).png for net in nets]
    assert seen[0].startswith(b"\x89PNG") and seen[0] == seen[1] == seen[2]


def test_it_is_also_a_table_and_a_sentence():
    assert data.describe(SETS["iris"]) == ("150 examples with 4 features: 50 of setosa (z = 1), 50 of versicolor (z = 2), "
                                           "50 of virginica (z = 3).")
    assert data.rows(SETS["iris"])[0] == {"example": "0", "sepal length": "5.1", "sepal width": "3.5", "petal length": "1.4",
                                          "petal width": "0.2", "class": "setosa (z = 1)"}


X = np.linspace(-2, 2, 40)


@pytest.mark.parametrize(("x", "t"), [(X[:, None], X[:, None] ** 2), (np.column_stack([X, X ** 3]), np.column_stack([X, -X])),
                                      (np.ones((3, 2)), np.ones((3, 1)))], ids=["one", "two", "all the same"])
def test_targets_are_drawn_against_a_feature(x, t):
    given = nbnn.Dataset.from_arrays(x, t, targets=[f"{HOSTILE} {k}" for k in range(t.shape[1])])
    checked(data.data(given).text())
    checked(data.data(given, nbnn.Network.random([x.shape[1], 3, t.shape[1]])).text())
    assert len(data.rows(given)[0]) == 1 + x.shape[1] + t.shape[1] and "to be predicted" in data.describe(given)


@pytest.mark.parametrize("given", [SETS["iris"], nbnn.datasets.wave(20)], ids=["classes", "targets"])
def test_each_look_of_the_legend_is_one_that_is_drawn(given):
    panel = data.panel_of(given, nbnn.Network.random([given.x.shape[1], 3, 1 if given.targets else 3]))
    drawn = {(getattr(mark, "shape", "line"), mark.color) for mark in panel.marks if hasattr(mark, "color")}
    assert {(key, color) for key, color, _ in panel.legend} == drawn


def test_all_targets_are_named():
    given = nbnn.Dataset.from_arrays(X[:, None], np.column_stack([X, -X]), targets=["up", "down"])
    assert data.describe(given) == "40 examples with 1 features, and to be predicted: up, down."


def test_a_border_is_where_the_next_place_to_the_right_or_below_has_another_label():
    found = np.array([[1, 1, 2], [1, 1, 2], [1, 1, 1], [3, 1, 1]])
    assert data._borders(found).tolist() == [[False, True, False], [False, True, True], [True, False, False], [True, False, False]]
