"""The ConvexityLab in plain Python: the numbers it shows are the chord test's, and every subject answers as it should."""

import numpy as np
import pytest

import nbnn
from nbnn.explain import convexity as explain
from nbnn.labs import ConvexityLab
from tests.views.page import alive, send

CONVEX = {"parabola", "absolute", "quartic", "perceptron", "hinge", "binary_cross_entropy", "squared", "sum_of_two", "larger_of_two",
          "with_affine", "growing_outside", "line", "ray", *(key for key, record in nbnn.LOSSES.items() if record.convex)}


def at(lab, x1: float, x2: float, p: float, chart=None) -> None:
    """What a page says when its handles have been put there."""
    (chart or lab.chart).mover.handles = {"x1": [x1, 0.0], "x2": [x2, 0.0], "p": [p]}


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
    assert lab.chart.caption_text == explain.inequality(lab.chord).replace("x", "w") and lab.chart.caption_text.startswith("fails: ")
    assert lab.chart.mover.handles == {"x1": [-1.0], "x2": [2.0], "p": [0.25]}
    assert "<caption>" in lab._repr_mimebundle_()["text/html"]
    lab.close()


def test_dragging_gives_the_numbers_of_the_place(lab):
    lab.menu.value = "parabola"
    at(lab, -1.0, 2.0, 0.5)
    assert lab.chord.below == pytest.approx(0.25) and lab.chord.above == pytest.approx(2.5)
    assert lab.chart.caption_text == "holds: f(p w₁ + (1 − p) w₂) = 0.25 < 2.5 = p f(w₁) + (1 − p) f(w₂)"
    assert lab.chart.mover.handles["x1"] == [-1.0, 0.0], "what the learner holds is left alone"
    assert "0.25 < " in lab.line.said


def test_a_counterexample_is_found_exactly_where_there_is_one(lab):
    for key in lab.offered:
        lab.menu.value = key
        lab.button.click()
        assert lab.line.status == ""
        if key in CONVEX:
            assert lab.line.said.endswith("a proof must hold for all points."), key
        else:
            assert not lab.chord.holds, key
            assert lab.chart.caption_text.startswith("fails: ")
            assert lab.chart.mover.handles["x1"] == [pytest.approx(lab.chord.x1)]


def test_swapping_units_gives_the_same_loss_at_both_ends(lab):
    lab.menu.value = "swap"
    at(lab, 0.0, 1.0, 0.5)
    assert lab.chord.f1 == pytest.approx(lab.chord.f2, rel=1e-12)
    assert lab.chord.below > lab.chord.above


def test_the_loss_falls_along_a_ray_that_separates(lab):
    lab.menu.value = "ray"
    _, values = lab.subject.curve
    assert (np.diff(values) < 0).all()
    assert "no point of this ray is lowest" in lab.subject.about


def test_weights_grow_beside_the_ray_and_only_there(lab):
    lab.menu.value = "hinge"
    assert lab.children[-1] is lab.line
    lab.menu.value = "ray"
    assert lab.children[-1] is lab.growth_player
    assert lab.children[-2] is lab.line, "below all pictures: these are in view together"
    charts = lab.children[-3].children
    growth = explain.growth(explain.separable(), nbnn.binary_cross_entropy)
    assert charts[0].marks["all"].y.tolist() == growth.lengths.tolist()
    assert charts[1].marks["all"].y.tolist() == np.log10(growth.losses).tolist()
    assert lab.growth_player.schema["sentences"] == growth.sentences()
    player = lab.growth_player
    lab.menu.value = "hinge"
    lab.menu.value = "ray"
    assert lab.growth_player is player


def test_reset_shows_the_function_and_the_chord_that_were_given():
    lab = ConvexityLab()
    given = lab.chord
    lab.menu.value = "ray"
    at(lab, 0.1, 0.9, 0.3)
    send(lab.growth_player, {"do": "reset"})
    assert (lab.subject.key, lab.menu.value, lab.chord) == ("double_well", "double_well", given)
    assert lab.children[-1] is lab.line
    assert lab.chart.mover.handles == {"x1": [given.x1], "x2": [given.x2], "p": [given.p]}


def test_two_functions_have_the_same_chord_test():
    lab = ConvexityLab("network")
    assert [subject.key for subject in lab.shown_subjects] == ["between", "line"] and len(lab.charts) == 2
    at(lab, 0.25, 0.9, 0.4, lab.charts[1])
    first, second = lab.chords
    assert (first.x1, first.x2, first.p) == (second.x1, second.x2, second.p) == (0.25, 0.9, 0.4)
    assert second.f1 == lab.beside.f(0.25) != first.f1 == lab.subject.f(0.25)
    assert lab.charts[0].mover.handles == {"x1": [0.25], "x2": [0.9], "p": [0.4]}
    lab.button.click()
    assert not lab.chords[0].holds and lab.chords[1].holds
    assert lab.charts[1].mover.handles == lab.charts[0].mover.handles
    assert [chart.caption_text[:5] for chart in lab.charts] == ["fails", "holds"]
    assert {row["function"] for row in lab.table()} == {lab.subject.name, lab.beside.name}
    lab.menu.value = "swap"
    assert lab.chord.f1 == pytest.approx(lab.chord.f2, rel=1e-12) and lab.chords[1].x1 == 0.0
    lab.close()


def test_combinations_show_what_they_are_made_of():
    lab = ConvexityLab("combinations")
    assert list(lab.offered) == list(nbnn.convex.COMBINATIONS)
    assert len(lab.chart.marks["names"].text) == 2 and lab.chart.marks["part1"].y.size
    lab.menu.value = "composition"
    assert lab.chart.marks["part0"].y[0] == 1.25 and not lab.chart.marks["part1"].y.size
    lab.close()


def test_a_teachers_function_may_raise():
    def root(x):
        if x < -1.5:
            raise ZeroDivisionError("no root below −1.5")
        return (x + 1.5) ** 0.5
    lab = ConvexityLab(root, view=(-3.0, 2.0))
    assert not lab.chord.holds and lab.line.status == "The curve has gaps: f(−3) raised ZeroDivisionError: no root below −1.5"
    before, said = lab.chord, lab.line.said
    at(lab, -2.0, 1.0, 0.5)
    assert lab.line.status == "f(−2) raised ZeroDivisionError: no root below −1.5"
    assert lab.chord is before and lab.line.said == said
    assert lab.chart.mover.handles == {"x1": [before.x1], "x2": [before.x2], "p": [0.5]}, "back to the last chord that there was"
    lab.button.click()
    assert not lab.chord.holds and lab.line.status.startswith("The curve has gaps")
    assert all(np.isfinite(lab.chart.mover.picture["handles"]["x1"]["curve"][1]))
    lab.close()


def test_a_function_without_any_value_is_refused_at_once():
    with pytest.raises(ValueError, match=r"your function has no values from −2 to 2: f.−2. raised KeyError: 'no'"):
        ConvexityLab(lambda x: {}["no"])


@pytest.mark.parametrize(("options", "error", "words"), [
    ({"subject": "hinges"}, ValueError, "did you mean 'hinge'"), ({"p": 1.5}, ValueError, "p is 1.5"),
    ({"x1": float("nan")}, TypeError, "x1 is nan: give a number"), ({"subject": 3}, TypeError, "subject is 3"),
    ({"subjects": ("hing",)}, ValueError, "'hinge'"),
    ({"subject": "networks"}, ValueError, "did you mean 'network'"), ({"beside": "hing"}, ValueError, "did you mean 'hinge'"),
    ({"subject": abs, "view": (1, 1)}, ValueError, "the first end must be below"),
    ({"q": 1}, TypeError, "ConvexityLab has no 'q'"), ({"loss": "hing"}, ValueError, "hinge"),
])
def test_what_does_not_fit_is_said(options, error, words):
    with pytest.raises(error, match=words):
        ConvexityLab(**options)


def test_records_are_subjects_too():
    for given in (nbnn.curves.quartic, nbnn.hinge, nbnn.convex.COMBINATIONS["composition"]):
        lab = ConvexityLab(given, subjects=())
        assert list(lab.offered) == [given.key]
        lab.close()


@pytest.mark.parametrize("options", [{"subject": "hinge", "subjects": ("hinge", "zero_one")}, {"subject": "network"},
                                     {"subject": "separable"}, {"subject": "hinge", "subjects": ("ray",)}])
def test_closing_leaves_no_widget(options):
    before = set(alive())
    made = ConvexityLab(**options)
    if "ray" in made.offered:
        made.menu.value = "ray"
    made.close()
    made.close()
    assert set(alive()) == before
