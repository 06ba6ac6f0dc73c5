"""What the data chart shows of targets: places, colors, words, and what it leaves out."""

from pathlib import Path

import numpy as np
import pytest

import nbnn
from nbnn.explain.stepper import targets as explain

WAVE, HILL = nbnn.datasets.wave(30, seed=1), nbnn.datasets.hill(30, seed=1)
NET = nbnn.Network.random([1, 3, 1], nbnn.tanh, seed=1, bias=True)


def test_one_input_is_a_curve_of_targets():
    picture = explain.scatter(WAVE)
    [group] = picture.groups
    assert (picture.kind, picture.pair, picture.targets, picture.margin) == ("curve", (0, None), ("z",), None)
    assert np.array_equal(group.x, WAVE.x[:, 0]) and np.array_equal(group.y, WAVE.z) and group.examples.tolist() == list(range(30))
    assert picture.y_extent[0] < WAVE.z.min() and picture.y_extent[1] > WAVE.z.max()
    assert (picture.x_label, picture.y_label, group.words) == ("x", "target z", "target z")
    assert not picture.heights


def test_several_targets_are_curves_of_their_own_looks():
    data = nbnn.Dataset.from_arrays(WAVE.x, np.column_stack([WAVE.z + k for k in range(9)]))
    picture = explain.scatter(data)
    assert len(picture.groups) == explain.CURVES and "7 of 9 targets are drawn." in picture.note
    assert len({(group.marker, group.color) for group in picture.groups}) == explain.CURVES
    assert [group.words for group in picture.groups[:2]] == ["target z1", "target z2"] and picture.y_label == "targets"
    assert all(f"--nbnn-{group.color}:" in theme() for group in picture.groups)


def test_a_plane_has_each_example_in_the_color_of_its_target():
    picture = explain.scatter(HILL)
    [group] = picture.groups
    assert (picture.kind, picture.pair) == ("values", (0, 1))
    assert picture.span == (HILL.z.min(), HILL.z.max())
    assert np.allclose(picture.means, HILL.x.mean(axis=0)) and (picture.marked, picture.note, picture.margin) == ("", "", None)
    assert group.colors[int(np.argmax(HILL.z))] == "var(--nbnn-value-12)" and group.colors[int(np.argmin(HILL.z))] == "var(--nbnn-value-0)"


def theme():
    return (Path(explain.__file__).parents[2] / "views" / "shared" / "theme.css").read_text("utf-8")


def test_colors_are_the_themes():
    text = theme()
    for level in range(2 * explain.LEVELS + 1):
        color = explain.color_of(level / explain.LEVELS - 1, (-1.0, 1.0))
        assert color == f"var(--nbnn-value-{level})" and f"  --nbnn-value-{level}: " in text
    assert explain.color_of(99.0, (-1.0, 1.0)) == "var(--nbnn-value-12)"


def test_of_more_features_the_two_that_go_with_the_target():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 4))
    data = nbnn.Dataset.from_arrays(x, 3 * x[:, 3] - 2 * x[:, 1], targets="price", feature_names=("a", "b", "c", "d"))
    assert explain.scatter(data).pair == (1, 3)
    assert explain.scatter(data, ("a", "d")).pair == (0, 3)
    assert "2 of 4 features are drawn" in explain.scatter(data).note
    with pytest.raises(ValueError, match="two different features"):
        explain.scatter(data, ("a", "a"))


def test_words():
    words = explain.sentence(WAVE, NET, explain.scatter(WAVE), 3)
    away = nbnn.measures.mean_absolute_error(NET, WAVE)
    assert f"the mean absolute error is {away:.3g} over 30 examples" in words
    assert words.endswith(f"z {WAVE.z[3]:.3g}, predicted {NET.scores(WAVE.x[3]):.3g}.".replace("-", "−"))
    had = explain.sentence(WAVE, NET, explain.scatter(WAVE), 3, (np.array([0.5, 1.0]), 9.0))
    assert "x 0.5; z 9, predicted" in had


def test_targets_that_are_all_the_same_have_a_scale():
    data = nbnn.Dataset.from_arrays([[1.0, 2.0], [2.0, 1.0]], [3.0, 3.0], targets=True)
    assert explain.scatter(data).span == (2.0, 4.0)
