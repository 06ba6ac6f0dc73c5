"""What the lessons claim in words, by running it: a claim that a seed decides over ten seeds, a choice against its numbers.

Each test of a claim first finds the words in the lesson, so that neither changes without the other.
"""

from pathlib import Path

import numpy as np
import pytest

import nbnn
from nbnn.core.records.curves import CURVES
from nbnn.exercises.lessons.table import exercise
from tests.notebooks.manners import read

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEN = range(10)


def says(lesson: str, *words: str) -> None:
    """The lesson's prose has these words."""
    (path,) = NOTEBOOKS.glob(f"{lesson}-*.ipynb")
    prose = "\n".join(read(path).prose)
    for each in words:
        assert each in prose, f"lesson {lesson} no longer says {each!r}: is its claim still true?"


def flowers(first: str, second: str) -> nbnn.Dataset:
    return nbnn.standardize(nbnn.datasets.iris((first, second), ("petal length", "petal width")))


def best_line(data: nbnn.Dataset, bias: bool) -> float:
    """The largest fraction that a straight line classifies correctly, among 720 directions and, with a bias, every offset."""
    angles = np.linspace(0, 2 * np.pi, 721)
    along = np.column_stack([np.cos(angles), np.sin(angles)]) @ data.x.T
    if not bias:
        return right(along, 0.0, data.z).max()
    return max(right(each, cut, data.z) for each in along for cut in [-np.inf, *each])


def right(scores: np.ndarray, cut: float, labels: np.ndarray) -> np.ndarray:
    return (np.where(scores > cut, 1, -1) == labels).mean(axis=-1)


# ---- 00 to 05 ----

def test_a_convex_curve_has_no_valley_but_the_lowest_and_a_single_valley_is_not_convex():
    says("00", "**A convex loss has no valley but the lowest**")
    assert all(valley.kind == "global" for curve in CURVES.values() if curve.convex for valley in curve.minima)
    assert len(nbnn.curves.plateau.minima) == 1
    assert nbnn.convex.counterexample(nbnn.curves.plateau, -3, 3) is not None


def test_where_the_updates_are_counted_from():
    says("00", "$t$ counts from 0 in the decay of the learning rate", "but from 1 in Adam")
    assert nbnn.decay(0.1, lam=1.0)(0) == pytest.approx(0.1)
    first = nbnn.descend("parabola", start=1.0, optimizer=nbnn.adam(), eta=0.1, steps=1).states
    assert first["m_hat"][0] == pytest.approx(first["m"][0] / (1 - 0.9 ** 1))


def test_the_best_line_on_the_crosswise_clouds():
    says("01", "This line gets 42 % right.", "The best line through the origin gets 61 %.", "the best of those gets 78 %")
    clouds = nbnn.datasets.xor(seed=0)
    assert (nbnn.Network([[1.0, 0.5]]).predict(clouds.x) == clouds.z).mean() == pytest.approx(0.42)
    assert best_line(clouds, bias=False) == pytest.approx(0.61)
    assert best_line(clouds, bias=True) == pytest.approx(0.78)


def test_sgd_on_the_perceptrons_loss_never_leaves_zero():
    says("03", "From zero weights, SGD on this loss never moves.")
    assert nbnn.Network([[0.0, 0.0]]).predict([1, 2]) == 1
    assert (nbnn.perceptron.value(0.0, -1), nbnn.perceptron.derivative(0.0, -1)) == (0, 0)
    start = nbnn.Network([[0.0, 0.0]])
    for seed in TEN:
        ends = [nbnn.sgd(start, flowers("versicolor", "virginica"), loss=loss, eta=0.1, steps=400, seed=seed)[-1].after.theta
                for loss in (nbnn.perceptron, nbnn.hinge)]
        assert not ends[0].any()
        assert ends[1].all()


def test_the_derivative_of_counting_is_zero_except_at_the_jump():
    says("03", "Zero at every score but one.", "its derivative is 0 except at the jump")
    assert not any(nbnn.zero_one.derivative(y, z) for y in np.linspace(-3, 3, 100) for z in (-1, 1))


@pytest.mark.parametrize(("data", "settles"), [(nbnn.datasets.xor(seed=0), True), (flowers("setosa", "versicolor"), False)])
def test_cross_entropy_widens_the_margin_only_where_a_line_separates(data, settles):
    says("04", "Where no line separates the data, the examples hold each other back and the weights stay small.")
    for seed in TEN:
        run = nbnn.sgd(nbnn.Network([[0.0, 0.0]]), data, loss=nbnn.binary_cross_entropy, eta=0.05, steps=5_000, seed=seed)
        early, late = (float(np.linalg.norm(run.network(i).theta)) for i in (1_000, 5_000))
        assert (late < 1) if settles else (late > 1.3 * early > 2)


def test_the_midpoint_of_two_swapped_units():
    says("05", "of 200 random ones it was higher in 187")
    moons = nbnn.datasets.moons(n=100)
    nets = (nbnn.Network.random([2, 4, 1], seed=seed) for seed in range(200))
    assert sum(not nbnn.convex.midpoint(net, moons, nbnn.binary_cross_entropy).holds for net in nets) == 187


def test_the_chord_of_a_maximum_lies_above_both_chords():
    why = next(each.why for each in exercise("what_keeps_convexity").options if each.text.startswith("max"))
    assert "the maximum's chord lies above both" in why
    f, g, x1, x2 = (lambda x: x ** 2), (lambda x: (x - 2) ** 2), 0.0, 2.0
    for p in np.linspace(0.01, 0.99, 50):
        chords = [p * each(x1) + (1 - p) * each(x2) for each in (f, g)]
        of_maximum = p * max(f(x1), g(x1)) + (1 - p) * max(f(x2), g(x2))
        at = p * x1 + (1 - p) * x2
        assert of_maximum > max(chords)
        assert max(f(at), g(at)) <= of_maximum
