"""The LossLab in plain Python: the curves, points and bars are the records', and a run rides on them as it was computed."""

from html import unescape

import numpy as np
import pytest
from ipywidgets.widgets import widget as registry

import nbnn
from nbnn.explain import margin, softmax
from nbnn.labs import LossLab


def column(player, name):
    """A column of a player's recording, as the page reads it."""
    schema, found = player.schema, []
    for chunk, n in ((player.head, schema["head"]), (player.tail, schema["updates"] - schema["head"])):
        at = 0
        for each in schema["columns"]:
            size = n * int(np.prod(each["shape"]))
            if each["name"] == name:
                found.append(np.frombuffer(chunk, "<f4", size, at).reshape(n, *each["shape"]))
            at += 4 * size
    return np.concatenate(found)


@pytest.mark.parametrize("z", [-1, 1])
def test_the_point_has_every_losss_value_and_derivative(z):
    lab = LossLab(z=z, losses=nbnn.LOSSES.keys() - {"cross_entropy"}, main="hinge")
    m = margin.margins()
    for loss in lab._losses:
        assert np.allclose(column(lab.axis, f"value_{loss.key}"), [loss.value(z * v, z) for v in m], atol=1e-6)
        assert np.allclose(column(lab.axis, f"slope_{loss.key}"), [loss.derivative(z * v, z) for v in m], atol=1e-6)
    assert f"z = {'+1' if z > 0 else '−1'}" in lab.sentence() and len(lab.table()) == 5
    lab.close()


def test_a_tangent_touches_and_has_the_slope_along_the_axis():
    lab = LossLab(main="binary_cross_entropy", z=-1)
    x, y, m = column(lab.axis, "tangent_x"), column(lab.axis, "tangent_y"), margin.margins()
    slope = (y[:, 1] - y[:, 0]) / (x[:, 1] - x[:, 0])
    numeric = (margin.values(nbnn.binary_cross_entropy, m + 1e-5) - margin.values(nbnn.binary_cross_entropy, m - 1e-5)) / 2e-5
    assert np.allclose(slope, numeric, atol=1e-4)
    assert np.allclose(y.mean(axis=1), margin.values(nbnn.binary_cross_entropy, m), atol=1e-5)
    lab.close()


def test_a_jump_is_a_gap():
    drawn = margin.drawn(nbnn.zero_one, 1)
    assert np.isnan(drawn.value[1]).sum() == 1 and drawn.value[0][np.isnan(drawn.value[1])] == 0
    assert set(drawn.value[1][~np.isnan(drawn.value[1])]) == {0.0, 1.0}
    assert not np.isnan(margin.drawn(nbnn.hinge, 1).value[1]).any()
    assert np.isnan(margin.drawn(nbnn.hinge, 1).slope[1]).sum() == 1


def test_the_examples_ride_where_the_run_puts_them():
    lab = LossLab(view="run", steps=30)
    run, margins = lab.run, column(lab.player, "margins")
    for i in (0, 17, 29):
        assert np.allclose(margins[i], run.network(i).scores(run.data.x) * run.data.z, atol=1e-5)
        assert column(lab.player, "picked")[i] == pytest.approx(run[i].y * run[i].z, abs=1e-5)
    assert lab.player.schema["sentences"][0] == lab.sentence()
    lab.close()


def test_the_zero_one_loss_never_moves_and_says_why():
    lab = LossLab(view="run", main="zero_one", steps=25)
    assert np.array_equal(lab.run[-1].after.theta, lab.run.start.theta)
    assert all("flat on both sides of its jump: nothing moves" in said for said in lab.player.schema["sentences"])
    lab._fields["start"].value = "all weights 0"
    assert all("Every score is 0, and zy ≥ 0 counts as right: no error is to be seen" in said for said in lab.player.schema["sentences"])
    lab._fields["main"].value = "hinge"
    assert lab.run.loss is nbnn.hinge and lab.line.status == ""
    lab.close()


def test_softmax_bars_are_the_probabilities():
    lab = LossLab(view="softmax", scores=(2.0, -1.0, 0.5), label=2)
    lab.sliders[0].value = 1.5
    p = np.exp([1.5, -1.0, 0.5]) / np.exp([1.5, -1.0, 0.5]).sum()
    assert np.allclose(lab.bars.marks["others"].y + lab.bars.marks["label"].y, p)
    assert lab.bars.marks["label"].y.tolist() == [0.0, pytest.approx(p[1]), 0.0]
    assert f"ℓ = −log p₂ = {-np.log(p[1]):.3g}"[:16] in lab.line.said
    assert [row["class"] for row in lab.table()] == ["1", "2", "3"]
    lab.label_field.value = 1
    assert "The label is 1" in lab.line.said
    lab.close()


def test_one_score_as_two_is_the_binary_cross_entropy():
    lab = LossLab(view="two", scores=(0.7,), z=-1)
    assert softmax.probabilities([0.7, -0.7])[1] == pytest.approx(1 / (1 + np.exp(2 * 0.7)))
    assert lab.bars.marks["label"].y[1] == pytest.approx(np.exp(-nbnn.binary_cross_entropy.value(0.7, -1)))
    assert "1/(1 + exp(−2·(−0.7)))" in lab.line.said
    lab.close()


def test_the_label_turns_the_derivatives_sign():
    lab = LossLab(losses=("hinge",))
    assert column(lab.axis, "slope_hinge")[0] == -1
    lab._fields["z"].value = -1
    assert column(lab.axis, "slope_hinge")[0] == 1
    lab.close()


@pytest.mark.parametrize(("options", "words"), [
    ({"losses": ("hing",)}, "did you mean 'hinge'"), ({"main": "cross_entropy"}, "takes K scores"), ({"z": 0}, "z is 0"),
    ({"margin": float("inf")}, "margin is inf"), ({"view": "curve"}, "it must be one of curves"),
    ({"view": "softmax", "scores": (1,)}, "give 2 to 5"),
    ({"view": "softmax", "scores": (9, 0)}, "between −5 and 5"), ({"view": "softmax", "label": 4}, "label is 4"),
    ({"view": "run", "eta": 0}, "eta is 0"),
])
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        LossLab(**options)


def test_an_unknown_keyword_names_the_nearest():
    with pytest.raises(TypeError, match="did you mean 'losses'"):
        LossLab(loses=3)


def test_closing_leaves_no_widget():
    before = set(registry._instances)
    for view in ("curves", "run", "softmax", "two"):
        made = LossLab(view=view, steps=5)
        assert made.sentence() in unescape(made._repr_mimebundle_()["text/html"])
        made.close()
    assert set(registry._instances) == before
