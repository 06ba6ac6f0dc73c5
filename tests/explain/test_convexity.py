"""What the ConvexityLab shows: subjects and their curves, the words for a chord, one's own functions, and a run that grows."""

import math

import numpy as np
import pytest

import nbnn
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.explain import convexity as explain
from nbnn.explain.recording.recording import Recording


@pytest.fixture(scope="module")
def known():
    return explain.subjects()


def test_every_curve_loss_and_combination_is_a_subject(known):
    curves = {key for key, curve in nbnn.curves.CURVES.items() if curve.dimension == 1 and curve.derivative_at is None}
    losses = {f"{key}_loss" if key in curves else key for key in losses_with_meaning()}
    assert set(known) == losses | curves | set(nbnn.convex.COMBINATIONS) | {"line", "between", "swap", "ray"}


def test_each_subject_is_drawn_as_its_function_gives_it(known):
    for key, subject in known.items():
        xs, ys = subject.curve
        assert np.array_equal(ys, [subject.f(float(x)) for x in xs]), key
        assert subject.x == (xs[0], xs[-1]) and (np.diff(xs) > 0).all()
        low, high = subject.extent()
        assert low < ys.min() and ys.max() < high
        assert all(subject.x[0] <= start <= subject.x[1] for start in subject.start)
        assert subject.trouble == "" and subject.stretch == subject.x


def test_a_drawn_curve_misses_no_corner(known):
    xs, ys = known["zero_one"].curve
    jump = np.flatnonzero(np.diff(ys))
    assert len(jump) == 1 and xs[jump[0]] == pytest.approx(0, abs=1e-8) and xs[jump[0] + 1] == 0
    assert 1.0 in known["hinge"].places and 0.0 in known["absolute"].places


def test_subjects_are_the_cores_functions(known):
    assert known["hinge"].f(0.25) == 0.75 and known["double_well"].f(-1.0) == nbnn.curves.double_well.value(-1.0)
    net, moons = nbnn.Network.random([2, 4, 1], seed=0), nbnn.datasets.moons(n=100)
    core = nbnn.convex.midpoint(net, moons, nbnn.binary_cross_entropy)
    made = explain.chord(known["swap"], 0.0, 1.0, 0.5)
    assert (made.f1, made.f2, made.below) == pytest.approx((core.f1, core.f2, core.below), rel=1e-12)
    assert made.f1 == pytest.approx(nbnn.convex.of_network(net, moons, nbnn.binary_cross_entropy)(net.theta), rel=1e-12)


@pytest.mark.parametrize(("key", "words"), [
    ("parabola", "f(p w₁ + (1 − p) w₂) = 1 < 5 = p f(w₁) + (1 − p) f(w₂)"), ("perceptron", "ℓ(p y₁ + (1 − p) y₂)")])
def test_the_inequality_is_written_in_the_subjects_letters(known, key, words):
    assert words in explain.inequality(explain.chord(known[key], -1.0, 3.0, 0.5))


@pytest.mark.parametrize(("key", "ends", "verdict"), [("parabola", (-1, 3), "holds: "), ("hinge", (2, 3), "holds, with equality: "),
                                                      ("hinge", (-2, 0), "holds, with equality: "), ("double_well", (-1, 2), "fails: ")])
def test_the_verdict_is_the_chords(known, key, ends, verdict):
    made = explain.chord(known[key], *map(float, ends), 0.5)
    assert explain.inequality(made).startswith(verdict)
    assert made.holds == verdict.startswith("holds")


def test_the_sign_between_two_sides_that_look_alike_is_right():
    subject = explain.of_function(lambda x: 1 + 1e-7 * x * x, (-1, 1))
    assert "1 < 1.0000001 =" in explain.inequality(explain.chord(subject, -1.0, 1.0, 0.5))


def test_the_table_has_both_sides_with_their_signs():
    made = explain.chord(explain.of_function(lambda x: -x, (-4, 4)), -1.0, 3.0, 0.25)
    rows = {row["symbol"]: row for row in explain.table(made)}
    assert rows["f(x)"]["value"] == "−2" and rows["x"]["value"] == "2" and rows["right − left"]["value"] == "0"
    right = rows["p·f(x₁) + (1 − p)·f(x₂)"]
    assert (right["words"], right["value"]) == ("right side: 0.25·1 + 0.75·(−3)", "−2")


def test_none_found_is_no_proof(known):
    assert explain.counterexample(known["hinge"]) is None
    assert explain.none_found(known["hinge"]).startswith("No chord between −3 and 3 was found")
    assert not explain.counterexample(known["between"]).holds


def test_the_same_test_in_another_picture(known):
    line, other, well = known["line"], known["between"], known["double_well"]
    assert explain.same_place(line, other, 0.1) == 0.1
    left, right = well.x
    assert explain.same_place(line, well, -0.25) == left
    assert explain.same_place(line, well, 0.125) == pytest.approx(left + (right - left) / 4)
    assert explain.same_place(well, well, 0.3) == 0.3


def test_parts_are_named_inside_the_picture(known):
    low, high = known["larger_of_two"].extent()
    xs, ys, names = explain.part_labels(known["larger_of_two"])
    assert set(names) == {"f", "g"} and all(low < y < high for y in ys)
    functions = {"f": lambda x: x * x, "g": lambda x: 3 * x - 1}
    assert ys == [functions[name](x) for x, name in zip(xs, names, strict=True)]
    assert list(known["composition"].parts) == ["g(x) = x² − 1"]
    assert explain.part_labels(known["hinge"]) == ([], [], [])


# ---- one's own ----

def test_ones_own_function_has_a_name_and_tells_where_it_raised():
    def dome(x):
        return -x * x
    assert explain.of_function(dome, (-1, 1)).formula == "dome(x)" and explain.of_function(lambda x: x, (-1, 1)).formula == ""
    half = explain.of_function(math.sqrt, (-1, 3))
    assert "f(−1) raised ValueError" in half.trouble
    assert half.stretch[0] == pytest.approx(0, abs=0.02) and half.stretch[1] == 3
    assert all(half.stretch[0] <= start <= half.stretch[1] for start in half.start)
    assert np.isnan(half.curve[1][:70]).all() and np.isfinite(half.path[1]).all()
    assert not explain.counterexample(half).holds
    with pytest.raises(ValueError, match=r"f\(−1\) raised ValueError") as error:
        explain.chord(half, -1.0, 1.0, 0.5)
    assert isinstance(error.value.__cause__, ValueError)


def test_a_chord_begins_and_is_searched_for_in_the_longest_part_that_has_values():
    parts = explain.of_function(lambda x: math.nan if -1 < x < -0.5 else x * x, (-2, 2))
    assert parts.stretch == pytest.approx((-0.5, 2.0)) and explain.none_found(parts).startswith("No chord between −0.5 and 2 ")
    assert explain.counterexample(parts) is None


@pytest.mark.parametrize(("f", "words"), [
    (lambda x: 1 / 0, "raised ZeroDivisionError: division by zero"), (lambda x: float("nan"), "is nan"),
    (lambda x: "three", "must give one real number"), (lambda x: [][1], "raised IndexError")])
def test_a_function_without_values_is_an_error_that_says_why(f, words):
    subject = explain.of_function(f, (-1, 1))
    with pytest.raises(ValueError, match="has no values from −1 to 1") as error:
        _ = subject.start
    assert words in str(error.value)


@pytest.mark.parametrize("view", [(1, 1), (2, -2), (0, math.inf), 3, (1, 2, 3), ("a", "b"), (float("nan"), 1)])
def test_a_view_that_is_none(view):
    with pytest.raises(ValueError, match="view is"):
        explain.of_function(abs, view)


# ---- separable data ----

def test_a_separator_separates_or_says_that_it_cannot():
    data = explain.separable()
    theta = explain.separator(data)
    assert (data.z * (data.x @ theta) > 0).all() and np.linalg.norm(theta) == pytest.approx(1)
    with pytest.raises(ValueError, match="choose separable data"):
        explain.separator(nbnn.datasets.xor(n=20))


def test_weights_grow_on_and_the_loss_falls():
    data = explain.separable()
    growth = explain.growth(data, nbnn.binary_cross_entropy, steps=400)
    assert growth.lengths[0] == 0 and growth.losses[0] == pytest.approx(math.log(2))
    assert (np.diff(growth.lengths[::100]) > 0).all() and (np.diff(growth.losses[::100]) < 0).all()
    theta = growth.run.network(300).theta
    assert growth.lengths[300] == pytest.approx(np.linalg.norm(theta))
    assert growth.losses[300] == pytest.approx(nbnn.convex.of_network(growth.run.start, data, nbnn.binary_cross_entropy)(theta))
    told = growth.sentences()
    assert told[0] == "At the start θ has the length 0, and L/N is 0.693." and told[1].startswith("After 1 update θ")
    assert growth.logarithms[0] == pytest.approx(math.log10(math.log(2)))
    recording = growth.recording()
    assert isinstance(recording, Recording) and recording.schema["updates"] == 400


def test_a_loss_that_comes_to_zero_has_no_logarithm():
    growth = explain.growth(explain.separable(), nbnn.hinge, steps=400)
    assert growth.losses[-1] == 0 and growth.logarithms is None
    assert growth.lengths[-1] == growth.lengths[-50], "and then nothing moves"
    growth.recording()


def test_the_ray_says_that_it_falls_only_where_it_does(known):
    assert "no point of this ray is lowest. So the loss has no minimizer" in known["ray"].about
    assert "no minimizer" not in explain.of_ray(explain.separable(), nbnn.squared).about


def test_networks_are_offered_as_far_as_they_fit():
    flowers = nbnn.standardize(nbnn.datasets.iris(None, ("petal length", "petal width")))
    keys = set(explain.subjects(nbnn.Network.random([2, 3, 3], seed=0), flowers, nbnn.cross_entropy))
    assert {"between", "swap"} <= keys and not {"line", "ray"} & keys
    assert "swap" not in explain.subjects(nbnn.Network([[1.0, 2.0]]), None, nbnn.hinge)


def test_an_output_that_bends_the_scores_makes_no_promise_of_convexity():
    like = nbnn.Network([[1.0, 1.0]], output=nbnn.sigmoid)
    subject = explain.of_line(nbnn.datasets.moons(20), nbnn.squared, like=like)
    assert subject.about == "The scores are affine in θ, but sigmoid bends them: y is not, and the loss need not be convex in θ."
