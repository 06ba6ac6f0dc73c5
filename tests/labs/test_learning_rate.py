"""The LearningRateLab in plain Python: a verdict for each rate that the path bears out, schedules, and the sweep's own choice."""

import numpy as np
import pytest

import nbnn
from nbnn.labs import LearningRateLab
from tests.views.page import alive, send


def test_the_paths_and_their_losses_are_sent():
    lab = LearningRateLab(rates=(0.1, 0.9), steps=20)
    for k, eta in enumerate((0.1, 0.9)):
        assert np.array_equal(lab.part.made.paths[k].points, nbnn.descend("parabola", eta=eta, steps=20).points)
    assert {"w_0", "w_1", "height_0", "height_1", "eta_1"} <= {column["name"] for column in lab.player.schema["columns"]}
    assert "η = 0.1" in lab.part.line.said and lab.table()[1]["rate"] == "η = 0.9"
    lab.close()


def test_decay_is_drawn_as_the_lectures_formula():
    lab = LearningRateLab(view="decay", steps=30)
    t = np.arange(30)
    assert np.allclose(lab.part.second.marks["trail1"].y, 0.9 / (1 + 0.9 * 0.2 * t))
    assert np.allclose(lab.part.second.marks["trail0"].y, 0.9)
    lab.close()


def test_a_sweep_shows_every_run_and_its_choice():
    lab = LearningRateLab(view="sweep", etas=(0.01, 0.1), seeds=range(3), epochs=2)
    best = lab.part.result.best
    assert lab.part.chart.marks["runs"].x.size == 6
    assert 10 ** lab.part.chart.marks["best"].x[0] == pytest.approx(float(best.eta))
    assert lab.part.line.said.startswith(lab.part.result.sentence()) and len(lab.table()) == 2
    lab.close()


@pytest.mark.parametrize(("field", "value", "words"), [("rates", "0.1, x", "the rates is 'x'"), ("rates", "-1", "One of the rates is -1"),
                                                       ("steps", "9999", "the most is 2,000")])
def test_nonsense_is_said_and_changes_nothing(field, value, words):
    lab = LearningRateLab()
    before = lab.part.made
    lab.part.fields[field].value = value
    assert words in lab.part.fields.wrong(field) and lab.part.made is before and lab.part.fields[field].value == value
    lab.close()


def test_other_rates_another_curve_and_reset():
    lab = LearningRateLab()
    lab.part.fields["rates"].value = "0.2, 0.4"
    assert lab.part.made.names == ("η = 0.2", "η = 0.4")
    lab.part.fields["curve"].value = "himmelblau"
    assert lab.part.surface.marks["heights"].visible and lab.part.made.curve is nbnn.curves.himmelblau
    send(lab.player, {"do": "reset"})
    assert lab.part.made.names == ("η = 0.01", "η = 0.3", "η = 0.95", "η = 1.05") and lab.part.made.curve is nbnn.curves.parabola
    lab.close()


@pytest.mark.parametrize(("options", "words"), [
    ({"rates": ()}, "rates is empty"), ({"view": "path"}, "it must be one of paths"), ({"steps": 5000}, "the most is 2,000"),
    ({"rates": (0,)}, "one of the rates is 0"), ({"curve": "parabel"}, "did you mean 'parabola'")])
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        LearningRateLab(**options)


def test_closing_leaves_no_widget():
    before = set(alive())
    for options in ({}, {"view": "decay"}, {"view": "sweep", "seeds": range(2), "epochs": 1}):
        made = LearningRateLab(**options)
        made._repr_mimebundle_()
        made.close()
    assert set(alive()) == before


def test_a_sentence_for_each_rate():
    said = LearningRateLab().part.line.said
    for words in ("η = 0.01 is too small: ", "η = 0.3 is good: ", "η = 0.95 oscillates: ", "η = 1.05 diverges: "):
        assert words in said
