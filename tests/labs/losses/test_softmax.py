"""The LossLab's views on probabilities: bars and tables are the core's softmax."""

import numpy as np
import pytest

from nbnn.explain.losses import softmax


def test_bars_are_the_probabilities(made):
    lab, part = made(view="softmax", scores=(2.0, -1.0, 0.5), label=2)
    part.sliders[0].value = 1.5
    p = np.exp([1.5, -1.0, 0.5]) / np.exp([1.5, -1.0, 0.5]).sum()
    assert np.allclose(part.bars.marks["others"].y + part.bars.marks["label"].y, p)
    assert part.bars.marks["label"].y.tolist() == [0.0, pytest.approx(p[1]), 0.0]
    assert part.curve.marks["here"].y.tolist() == [pytest.approx(-np.log(p[1]))]
    assert part.line.said == lab.sentence() == softmax.sentence((1.5, -1.0, 0.5), 2)
    part.label_field.value = 1
    assert "The label is 1" in part.line.said and [row["strong"] for row in part.numbers.picture["rows"]] == [True, False, False]


def test_classes_come_and_go(made):
    lab, part = made(view="softmax", scores=(2.0, -1.0, 0.5), label=3)
    part.classes.value = 5
    assert part.scores == (2.0, -1.0, 0.5, 0.0, 0.0) and len(part.controls.children) == 7 and part.label == 3
    assert part.bars.marks["others"].x.tolist() == [1, 2, 3, 4, 5]
    part.classes.value = 2
    assert part.scores == (2.0, -1.0) and part.label == 2 and len(lab.table()) == 2
    assert list(part.bars.figure.axes[0].tick_labels.values()) == ["1", "2"]


def test_one_score_is_two(made):
    lab, part = made(view="two", scores=(0.7,), z=-1)
    assert part.y() == pytest.approx(0.7) and lab.sentence() == softmax.two_sentence(part.y(), -1)
    assert "1/(1 + exp(−2zy)) = 0.198" in lab.sentence()
    part.z_field.value = 1
    assert part.y() == pytest.approx(0.7) and "= 0.802" in lab.sentence(), "the label turns, the score stays"
    assert [row["p"] for row in lab.table()] == ["0.802", "0.198"]
