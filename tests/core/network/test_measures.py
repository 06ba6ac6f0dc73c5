"""Measures: counts by hand, shares, words and errors."""

import numpy as np
import pytest

import nbnn
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.core.network.measures import accuracy, confusion, confusion_of, mean_absolute_error, r2, r2_words, undecided

Z = [1, 1, 1, 2, 2, 3, 3, 3, 3, 3]
SAID = [1, 2, 2, 2, 2, 3, 3, 1, 2, 3]


def test_by_hand():
    found = confusion_of(Z, SAID, ("ant", "bee", "cat"))
    assert found.counts.tolist() == [[1, 2, 0], [0, 2, 0], [1, 1, 3]]
    assert found.accuracy == 0.6
    assert found.precision.tolist() == [1 / 2, 2 / 5, 1.0]
    assert found.recall.tolist() == [1 / 3, 1.0, 3 / 5]
    assert found.f1 == pytest.approx([2 / 5, 4 / 7, 6 / 8])
    assert found.misclassified.tolist() == [1, 2, 7, 8]
    assert found.most_confused == ("ant", "bee", 2)
    assert found.labels == (1, 2, 3)
    assert found.sentence() == "6 of 10 examples are predicted right, 60.0%; most often ant is taken for bee (2 times)."
    assert repr(found) == "Confusion(3 classes, 10 examples, accuracy 60.0%)"
    assert found.table()[2] == {"class": "cat", "as ant": 1, "as bee": 1, "as cat": 3, "precision": 1.0, "recall": 0.6, "F1": 0.75,
                                "examples": 5}


def test_two_classes():
    found = confusion_of([-1, -1, 1, 1, 1], [-1, 1, 1, 1, -1])
    assert found.counts.tolist() == [[1, 1], [1, 2]]
    assert found.labels == (-1, 1)
    assert found.names == ("-1", "1")
    assert confusion_of([1, 1], [1, 1]).counts.tolist() == [[0, 0], [0, 2]]
    assert confusion_of([1, 2], [1, 1], ("a", "b")).counts.tolist() == [[1, 0], [1, 0]]


def test_a_class_that_is_never_predicted_or_absent_has_no_share():
    found = confusion_of([1, 1, 2], [1, 1, 1], ("a", "b", "c"))
    assert found.precision[0] == pytest.approx(2 / 3)
    assert np.isnan(found.precision[1:]).all()
    assert found.recall[:2].tolist() == [1, 0]
    assert np.isnan(found.recall[2])
    assert found.f1[1] == 0
    assert np.isnan(found.f1[2])


def test_all_right():
    found = confusion_of([1, 2, 3], [1, 2, 3])
    assert found.most_confused is None
    assert found.sentence() == "3 of 3 examples are predicted right, 100.0%."
    assert found.misclassified.size == 0


def test_of_a_network():
    data = nbnn.datasets.iris()
    net = nbnn.Network.random((4, 5, 3), seed=0)
    found = confusion(net, data)
    assert found.names == data.class_names
    assert found.accuracy == accuracy(net, data) == np.mean(net.predict(data.x) == data.z)
    assert found.counts.sum() == 150
    assert found.counts.sum(axis=1).tolist() == [50, 50, 50]
    assert np.array_equal(found.misclassified, np.flatnonzero(net.predict(data.x) != data.z))
    two = nbnn.datasets.moons(30)
    one = nbnn.Network.random((2, 3, 1), seed=1)
    assert confusion(one, two).accuracy == accuracy(one, two)
    assert confusion(one, two).labels == (-1, 1)


def test_more_scores_than_classes():
    data = nbnn.datasets.iris()
    net = nbnn.Network.random((4, 5), seed=0)
    found = confusion(net, data)
    assert found.counts.shape == (5, 5)
    assert found.names == ("1", "2", "3", "4", "5")


def test_results_are_locked():
    found = confusion_of(Z, SAID)
    for array in (found.counts, found.precision, found.recall, found.f1, found.misclassified):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_errors():
    with pytest.raises(ValueError, match=r"z has shape \(2,\) and predicted \(3,\)"):
        confusion_of([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="a label and a prediction"):
        confusion_of([], [])
    with pytest.raises(ValueError, match="names has 3 entries, but there are 2 classes"):
        confusion_of([1, -1], [1, 1], ("a", "b", "c"))
    with pytest.raises(ValueError, match="the labels are 0, 1"):
        confusion_of([0, 1, 2], [0, 1, 1])
    with pytest.raises(ValueError, match="from 1 to 2"):
        confusion_of([1, 3], [1, 2], ("a", "b"))
    with pytest.raises(ValueError, match="x has 4 entries"):
        accuracy(nbnn.Network.random((2, 1)), nbnn.datasets.iris())
    with pytest.raises(TypeError, match="give a Network"):
        confusion("net", nbnn.datasets.iris())


# ---- scores that decide nothing ----

DEAD = nbnn.Network([[[0.0, 0.0]] * 3, [0.0, 0.0, 0.0]])
FOUR = nbnn.Dataset.from_arrays([[1, 2], [3, 4], [5, 6], [7, 8]], [-1, 1, -1, 1])


@pytest.mark.parametrize(("y", "z", "words"), [
    ([0.5, -1], [1, -1], ""),
    ([0, -1], [1, -1], "1 of 2 examples has the score 0, which counts as predicted +1"),
    ([0, 0, 1], [-1, 1, 1],
     "2 of 3 examples have the score 0, which counts as predicted +1; 1 of them is wrong, although the 0/1-loss is 0 there"),
    ([[1, 1, 0], [0, 2, 1]], [2, 2], "1 of 2 examples has several largest scores: the first of these classes counts as predicted"),
    ([[1, 1, 0], [2, 2, 2], [0, 2, 1]], [2, 2, 1],
     "2 of 3 examples have several largest scores: the first of these classes counts as predicted"),
    ([[1, 0], [0, 2]], [1, 2], ""),
])
def test_scores_that_decide_nothing_are_told(y, z, words):
    assert undecided(np.array(y, dtype=float), np.array(z)) == words


@pytest.mark.parametrize("loss", losses_with_meaning())
def test_a_dead_network_is_not_called_right_without_a_word(loss):
    """y = 0 everywhere: half of the labels are predicted, the 0/1-loss is 0, and no weight ever moves."""
    word = "4 of 4 examples have the score 0, which counts as predicted +1; 2 of them are wrong, although the 0/1-loss is 0 there"
    history = nbnn.train(DEAD, FOUR, loss=loss, epochs=3)
    assert history.accuracy.tolist() == [0.5] * 4 and (loss != "zero_one" or not history.train_loss.any())
    assert word in repr(history) and history.undecided(3) == word
    assert confusion(DEAD, FOUR).sentence().startswith("2 of 4 examples are predicted right, 50.0%")
    assert confusion(DEAD, FOUR).sentence().endswith(f" {word}.")
    validation = FOUR.subset([1, 2])
    result = nbnn.sweep((2, 3, 1), FOUR.subset([0, 3]), validation, loss=loss, initializer="zeros", seeds=(0, 1), epochs=2)
    assert "With its best network 2 of 2 examples have the score 0" in result.sentence()


def test_a_network_that_decides_says_no_more_than_before():
    history = nbnn.train(nbnn.Network([[1.0, -1.0]]), FOUR, loss="hinge", epochs=1)
    assert "score 0" not in repr(history) and confusion(history.last, FOUR).undecided == ""


# ---- targets ----

LINE = nbnn.Dataset.from_arrays([[0.0], [1.0], [2.0]], [0.0, 1.0, 5.0], targets=True)


def test_r2_and_mean_absolute_error_by_hand():
    """y = x: errors 0, 0, −3 around the mean 2: R² = 1 − 9/14."""
    net = nbnn.Network([[1.0]])
    assert r2(net, LINE) == pytest.approx(1 - 9 / 14, rel=1e-15)
    assert mean_absolute_error(net, LINE) == 1.0
    assert r2(nbnn.Network([[0.0, 2.0]], bias=True), LINE) == 0.0
    two = nbnn.Dataset.from_arrays(LINE.x, np.column_stack([LINE.z, LINE.x[:, 0]]))
    both = nbnn.Network([[[1.0], [1.0]]])
    assert r2(both, two) == pytest.approx((1 - 9 / 14 + 1) / 2, rel=1e-15)
    assert mean_absolute_error(both, two) == 0.5


def test_r2_has_no_value_where_all_targets_are_the_same():
    assert np.isnan(r2(nbnn.Network([[1.0]]), LINE.subset([1, 1])))
    assert (r2_words(np.nan), r2_words(-0.25), r2_words(0.9)) == ("undefined", "−0.250", "0.900")


def test_each_measure_refuses_the_other_kind_of_data():
    net = nbnn.Network([[1.0]])
    for measure in (accuracy, confusion):
        with pytest.raises(ValueError, match=r"'data' has targets \(z\), and .* needs classes"):
            measure(net, LINE)
    for measure in (r2, mean_absolute_error):
        with pytest.raises(ValueError, match=r"has classes, and .* needs targets: measure it by nbnn.measures.accuracy"):
            measure(nbnn.Network([[1.0, 1.0]]), nbnn.datasets.moons(4))
    assert net.predict(LINE).tolist() == [0.0, 1.0, 2.0]


def test_what_cannot_be_measured_says_what_is_needed():
    with pytest.raises(TypeError, match="value is 'good': it must be a number, R²"):
        r2_words("good")
    with pytest.raises(ValueError, match=r"y has shape \(2,\) and z has shape \(3,\): give scores"):
        undecided([0, 1], [1, 1, -1])
    with pytest.raises(TypeError, match=r"predicted is \['a', 'b'\]: labels must be numbers"):
        confusion_of([1, -1], ["a", "b"])
