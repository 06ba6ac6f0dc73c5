"""Scores as probabilities: against the core's losses, by the definition, and one score as two."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.losses import margin, softmax
from nbnn.explain.writing.template import text


def column(recording, name):
    """A column of a short recording, as the page reads it."""
    schema, parts = recording.schema, []
    for chunk, n in ((recording.head, schema["head"]), (recording.tail, schema["updates"] - schema["head"])):
        sizes = [n * int(np.prod(each["shape"])) for each in schema["columns"]]
        at = [each["name"] for each in schema["columns"]].index(name)
        part = np.frombuffer(chunk, "<f4", sizes[at], 4 * sum(sizes[:at]))
        parts.append(part.reshape(n, *schema["columns"][at]["shape"]))
    return np.concatenate(parts)


@pytest.mark.parametrize("scores", [(1.0, 0.0, -1.0), (5.0, -5.0), (800.0, 0.0), (0.3, 0.3, 0.3, 0.3, 0.3)])
def test_probabilities_are_softmax(scores):
    p = softmax.probabilities(scores)
    assert p.sum() == pytest.approx(1) and np.isfinite(p).all()
    for z in range(1, len(scores) + 1):
        if p[z - 1] > 0:
            assert -np.log(p[z - 1]) == pytest.approx(softmax.loss(scores, z), abs=1e-12)
        assert p - (np.arange(1, len(scores) + 1) == z) == pytest.approx(nbnn.cross_entropy.derivative(np.array(scores), z), abs=1e-12)


def test_sentence_and_table_say_the_numbers():
    assert softmax.sentence((1.0, 0.0, -1.0), 2) == "p₁ = 0.665, p₂ = 0.245, p₃ = 0.09. The label is 2: ℓ = −log p₂ = −log 0.245 = 1.41."
    first, second, _ = softmax.table((1.0, 0.0, -1.0), 2)
    assert first == {"class": "1", "y": "1", "exp(y)": "2.72", "p": "0.665", "∂ℓ/∂y": "0.665"}
    assert second["class"].split() == ["2", "=", "z"] and second["∂ℓ/∂y"] == "−0.755"


def test_bars_split_into_the_labels_and_the_others():
    marks = softmax.bars((1.0, 0.0, -1.0), 2)
    p = softmax.probabilities((1.0, 0.0, -1.0))
    assert marks["label"][1].tolist() == [0, p[1], 0] and np.allclose(marks["label"][1] + marks["others"][1], p)
    assert marks["names"][2] == ["0.67", "0.24", "0.09"]


def test_the_point_lies_on_the_curve():
    xs, ys = softmax.minus_log()
    assert np.allclose(ys, -np.log(xs)) and ys[-1] == 0 and xs[-1] == 1
    assert ys[0] == pytest.approx(softmax.CURVE_TOP), "it begins at the picture's upper edge"
    (p,), (ell,) = softmax.on_minus_log((1.0, 0.0), 2)["here"]
    assert ell == pytest.approx(-np.log(p))
    assert softmax.on_minus_log((5.0, -5.0), 2)["here"][1] == [softmax.CURVE_TOP]


@pytest.mark.parametrize("z", [-1, 1])
def test_one_score_is_two(z):
    made = softmax.two_scores(z)
    m = margin.margins()
    y = z * m
    assert np.allclose(column(made, "own_p"), 1 / (1 + np.exp(-2 * z * y)), atol=1e-6)
    assert np.allclose(column(made, "own_p"), [np.exp(-nbnn.binary_cross_entropy.value(v, z)) for v in y], atol=1e-6)
    assert np.allclose(column(made, "loss"), [nbnn.cross_entropy.value(np.array([v, -v]), 1 if z > 0 else 2) for v in y], atol=1e-5)
    assert np.allclose(column(made, "slope"), [nbnn.binary_cross_entropy.derivative(v, z) for v in y], atol=1e-6)
    bars = column(made, "label") + column(made, "others")
    assert np.allclose(bars, column(made, "p")) and (column(made, "label")[:, 1 if z > 0 else 0] == 0).all()


@pytest.mark.parametrize(("y", "z"), [(0.7, 1), (0.7, -1), (-1.2, -1), (0.0, 1)])
def test_the_derivation_gives_the_same_number_in_every_line(y, z):
    made = softmax.two_scores(z)
    at = margin.nearest(z * y)
    read = lambda name, k, _after: float(column(made, name).reshape(len(margin.margins()), -1)[at, k])
    lines = [[text(cell, read) for cell in cells] for cells in softmax.two_rows(z)]
    p = 1 / (1 + np.exp(-2 * z * y))
    assert lines[0][3] == lines[1][3] == f"= {margin.format_number(p)}"
    assert lines[2][3] == f"= {margin.format_number(nbnn.binary_cross_entropy.value(y, z))}"
    assert lines[3][3] == f"= {margin.format_number(nbnn.binary_cross_entropy.derivative(y, z))}"
    if (y, z) == (0.7, -1):
        assert lines[2][:2] == ["ℓ", "= −log p"] and lines[3][1] == "= −2z(1 − p)"
        assert lines[1][:4] == ["p", "= 1/1 + exp(−2zy)", "= 1/1 + exp(−2·(−1)·0.7)", "= 0.198"]
    shown = f"= {margin.format_number(np.exp(z * y))}/{margin.format_number(np.exp(z * y))} + {margin.format_number(np.exp(-z * y))}"
    assert lines[0][2] == shown


def test_two_sentence_and_table():
    assert softmax.two_sentence(0.7, -1) == (
        "The score of z = +1 is y = 0.7 and that of z = −1 is −y = −0.7. For z = −1, with zy = −0.7: p = exp(zy)/(exp(zy) + exp(−zy)) = "
        "1/(1 + exp(−2zy)) = 0.198 and ℓ = −log p = 1.62. The 2 is there because the two scores lie 2y apart.")
    assert [row["p"] for row in softmax.two_table(0.7)] == ["0.802", "0.198"]


def test_the_caption_has_both_scores():
    assert text(softmax.two_caption(), lambda name, *_: {"y": 1.5, "minus_y": -1.5}[name]) == "y = 1.5 and −y = −1.5"
