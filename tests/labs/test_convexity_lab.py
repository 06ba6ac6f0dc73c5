"""The ConvexityLab in plain Python: the numbers it shows are the chord test's, and every subject answers as it should."""

import numpy as np
import pytest
from ipywidgets.widgets import widget as registry

import nbnn
from nbnn.labs import ConvexityLab

CONVEX = {"parabola", "absolute", "quartic", "perceptron", "hinge", "binary_cross_entropy", "squared", "sum_of_two", "larger_of_two",
          "with_affine", "growing_outside", "line", "ray"}


@pytest.fixture(scope="module")
def lab():
    made = ConvexityLab()
    yield made
    made.close()


def test_it_begins_with_a_chord_and_its_numbers():
    lab = ConvexityLab("double_well", x1=-1.0, x2=2.0, p=0.25)
    chord = nbnn.convex.chord(nbnn.curves.double_well, -1.0, 2.0, 0.25)
    assert (lab.chord.below, lab.chord.above) == (chord.below, chord.above)
    assert "w = 0.25·(−1) + 0.75·2 = 1.25" in lab.line.said
    assert lab.table()[3]["symbol"] == "f(w)"
    assert lab.chart.marks["fails"].y.tolist() == ([chord.below, chord.above] if not chord.holds else [])
    assert "<caption>" in lab._repr_mimebundle_()["text/html"]
    lab.close()


def test_dragging_gives_the_numbers_of_the_place(lab):
    lab.menu.value = "parabola"
    lab.chart.mover.handles = {"x1": [-1.0, 1.0], "x2": [2.0, 4.0], "p": [0.5]}
    assert lab.chord.below == pytest.approx(0.25) and lab.chord.above == pytest.approx(2.5)
    assert lab.chart.marks["holds"].y.tolist() == pytest.approx([0.25, 2.5]) and not lab.chart.marks["fails"].y.size
    assert "0.25 < " in lab.line.said


def test_a_counterexample_is_found_exactly_where_there_is_one(lab):
    for key in lab._offered:
        lab.menu.value = key
        lab.button.click()
        assert lab.line.status == ""
        if key in CONVEX:
            assert lab.line.said.endswith("a proof must hold for all points."), key
        else:
            assert not lab.chord.holds, key
            assert lab.chart.marks["fails"].y.size == 2
            assert lab.chart.mover.handles["x1"] == [pytest.approx(lab.chord.x1)]


def test_swapping_units_gives_the_same_loss_at_both_ends(lab):
    lab.menu.value = "swap"
    lab.chart.mover.handles = {"x1": [0.0, 0.0], "x2": [1.0, 0.0], "p": [0.5]}
    assert lab.chord.f1 == pytest.approx(lab.chord.f2, rel=1e-12)
    assert lab.chord.below > lab.chord.above


def test_the_loss_falls_along_a_ray_that_separates(lab):
    lab.menu.value = "ray"
    _, values = lab.subject.drawn()
    assert (np.diff(values) < 0).all()
    assert "no point of this ray is lowest" in lab.subject.about


def test_a_teachers_function_may_raise():
    def root(x):
        if x < -1.5:
            raise ZeroDivisionError("no root below −1.5")
        return (x + 1.5) ** 0.5
    lab = ConvexityLab(root, view=(-1.4, 2.0))
    assert not lab.chord.holds
    lab.subject = lab.subject.__class__(**{**lab.subject.__dict__, "x": (-3.0, 2.0)})
    lab.chart.mover.picture = {**lab.chart.mover.picture, "x": [-3.0, 2.0]}
    before = lab.chord
    lab.chart.mover.handles = {"x1": [-2.0, 0.0], "x2": [1.0, 0.0], "p": [0.5]}
    assert "ZeroDivisionError: no root below −1.5" in lab.line.status
    assert lab.chord is before
    lab.close()


@pytest.mark.parametrize(("options", "error", "words"), [
    ({"subject": "hinges"}, ValueError, "did you mean 'hinge'"), ({"p": 1.5}, ValueError, "p is 1.5"),
    ({"x1": float("nan")}, ValueError, "nan"), ({"subject": 3}, TypeError, "subject is 3"),
    ({"subjects": ("hing",)}, ValueError, "'hinge'"),
    ({"q": 1}, TypeError, "ConvexityLab has no 'q'"), ({"loss": "hing"}, ValueError, "hinge"),
])
def test_what_does_not_fit_is_said(options, error, words):
    with pytest.raises(error, match=words):
        ConvexityLab(**options)


def test_records_are_subjects_too():
    for given in (nbnn.curves.quartic, nbnn.hinge, nbnn.convex.COMBINATIONS["composition"]):
        lab = ConvexityLab(given, subjects=())
        assert list(lab._offered) == [given.key]
        lab.close()


def test_closing_leaves_no_widget():
    before = set(registry._instances)
    made = ConvexityLab("hinge", subjects=("hinge", "zero_one"))
    made.close()
    made.close()
    assert set(registry._instances) == before
