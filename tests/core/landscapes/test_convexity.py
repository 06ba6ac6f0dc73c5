"""The chord test and the search for chords that fail; swapped units; what combining functions does."""

import math
import pickle

import numpy as np
import pytest

import nbnn
from nbnn.core.landscapes import convexity as convex
from nbnn.core.landscapes.convexity import (
    COMBINATIONS,
    along_ray,
    chord,
    counterexample,
    midpoint,
    of_loss,
    of_network,
    swap_units,
)
from nbnn.core.records.curves import CURVES

MOONS = nbnn.datasets.moons(n=60)


def valley_floor(x):
    return x * x


class TestChord:
    def test_both_sides_by_hand(self):
        c = chord(valley_floor, -1, 3, 0.25)
        assert (c.x, c.f1, c.f2, c.below, c.above) == (2.0, 1.0, 9.0, 4.0, 7.0)
        assert c.gap == 3.0 and c.holds

    def test_a_chord_that_fails(self):
        c = chord(math.cos, -1, 1, 0.5)
        assert not c.holds and c.below == 1.0 and c.above == pytest.approx(math.cos(1)) and c.gap < -0.4
        assert repr(c) == "Chord(p = 0.5: 1 > 0.5403)"

    def test_vectors_are_locked_and_a_copy(self):
        one, other = np.array([1.0, 0.0]), np.array([0.0, 1.0])
        c = chord(lambda v: float(v @ v), one, other, 0.5)
        one[:] = 7
        assert c.x1.tolist() == [1, 0] and c.x.tolist() == [0.5, 0.5] and (c.below, c.above) == (0.5, 1.0)
        with pytest.raises(ValueError, match="read-only"):
            c.x[0] = 1

    def test_f_may_change_what_it_is_given(self):
        def careless(v):
            v *= 2
            return v.sum()
        c = chord(careless, [1.0, 0.0], [0.0, 1.0], 0.5)
        assert c.below == 2.0 and c.x.tolist() == [0.5, 0.5] and c.x1.tolist() == [1, 0]

    @pytest.mark.parametrize("p", [0, 1])
    def test_at_the_ends_of_p_the_two_sides_are_the_same_number(self, p):
        c = chord(math.exp, 0.1, 0.7, p)
        assert c.x == (0.1 if p else 0.7) and c.below == c.above and c.holds

    @pytest.mark.parametrize(("slope", "offset"), [(3, 1), (1e8, -1e8), (-0.1, 1e-9), (1 / 3, 0), (0, 5), (1e-300, 0)])
    def test_an_affine_function_holds_everywhere_and_so_does_its_negative(self, slope, offset):
        rng = np.random.default_rng(0)
        for scale in (1e-3, 1, 1e6):
            for x1, x2, p in zip(scale * rng.normal(size=50), scale * rng.normal(size=50), rng.random(50), strict=True):
                c = chord(lambda x: slope * x + offset, x1, x2, p)
                assert c.holds and abs(c.gap) <= c.tolerance
        assert counterexample(lambda x: slope * x + offset, -3, 4) is None

    def test_the_last_bits_of_the_ends_count_too(self):
        """f is small where its x is large: what is rounded is x."""
        rng = np.random.default_rng(0)
        for x1, x2, p in zip(1e9 + rng.random(200), 1e9 + rng.random(200), rng.random(200), strict=True):
            assert chord(lambda x: x - 1e9, x1, x2, p).holds and chord(lambda x: 1e9 - x, x1, x2, p).holds

    def test_the_tolerance_is_rounding_and_no_more(self):
        c = chord(lambda x: x * x, 1.0, 2.0, 0.5)
        assert 0 < c.tolerance < 1e-11
        assert not chord(lambda x: -1e-6 * x * x + 1.0, 0.0, 1.0, 0.5).holds

    def test_the_sentence_has_both_sides_in_numbers(self):
        assert chord(valley_floor, -1, 2, 0.5).sentence() == (
            "At x = 0.5·(−1) + 0.5·2 = 0.5: f(x) = 0.25 < 0.5·1 + 0.5·4 = 2.5. The inequality holds for these points, "
            "which proves nothing for others.")
        assert chord(lambda x: -x * x, -1, 2, 0.5).sentence() == (
            "At x = 0.5·(−1) + 0.5·2 = 0.5: f(x) = −0.25 > 0.5·(−1) + 0.5·(−4) = −2.5. The chord lies under the function there, "
            "so f is not convex.")
        assert "equal up to rounding" in chord(abs, 1, 2, 0.3).sentence()
        assert "(0.5, 0.5)" in chord(np.sum, [1, 0], [0, 1], 0.5).sentence()

    def test_the_sentence_shows_as_many_digits_as_tell_the_sides_apart(self):
        said = chord(lambda x: 1000.0 - 1e-4 * x * x, -1, 1, 0.5).sentence()
        assert "f(x) = 1000 > " in said and "= 999.9999. " in said


class TestWhatCanBeTested:
    def test_curves(self):
        assert not chord(CURVES["double_well"], -1, 2, 0.5).holds
        assert chord(CURVES["bowl"], [1, 2], [-1, 0], 0.3).holds
        with pytest.raises(ValueError, match="takes two weights"):
            chord(CURVES["bowl"], 1, 2, 0.5)

    def test_activations(self):
        assert chord(nbnn.relu, -1, 1, 0.5).holds and not chord(nbnn.tanh, 0, 4, 0.5).holds

    def test_a_loss_at_a_label(self):
        f = of_loss("hinge", -1)
        assert f(0.5) == 1.5 and repr(f) == "of_loss(hinge, -1)"
        assert chord(f, -3, 3, 0.5).sentence().startswith("At y = 0.5·(−3) + 0.5·3 = 0: ℓ(y) = 1 < ")
        assert not chord(of_loss(nbnn.zero_one, 1), -3, 0.1, 0.1).holds  # 1 at 0.1·(−3) + 0.9·0.1, below 0; the chord 0.1
        assert chord(of_loss("cross_entropy", 3), [1, 2, 3], [0, -1, 1], 0.5).holds

    def test_a_networks_mean_loss(self):
        net = nbnn.Network.random((2, 3, 1), activation=nbnn.tanh, seed=1)
        f = of_network(net, MOONS, "squared")
        assert f(net.theta) == pytest.approx(np.mean(nbnn.squared.value(net.scores(MOONS.x), MOONS.z)), rel=1e-13)
        assert repr(f) == "of_network(Network(2–3–1, tanh), moons, squared)"
        c = chord(f, net.theta, -net.theta, 0.5)
        assert c.below == pytest.approx(1.0) and "with 9 entries each: L/N(θ) = 1" in c.sentence()  # θ = 0: y = 0, (0 − z)² = 1
        with pytest.raises(ValueError, match="θ has shape"):
            f(np.ones(4))

    @pytest.mark.parametrize(("f", "error", "says"), [
        (nbnn.hinge, TypeError, r"a loss takes .*nbnn\.convex\.of_loss\(hinge, z\)"),
        (nbnn.Network.random((2, 1)), TypeError, "is no function of its weights: .*of_network"), (3, TypeError, "give a function"),
        (nbnn.momentum, TypeError, "give a function"), (lambda x: "a", TypeError, "'a'.*one real number"),
        (lambda x: None, TypeError, "None: f must"), (lambda x: [x, x], TypeError, r"\[0.5, 0.5\]"), (lambda x: 1j * x, TypeError, "0.5j"),
        (lambda x: math.nan, ValueError, r"f\(0.5\) is nan"), (lambda x: math.inf, ValueError, "∞.*finite"),
    ])
    def test_what_is_no_function_of_x_alone(self, f, error, says):
        with pytest.raises(error, match=says):
            chord(f, 0, 1, 0.5)
        with pytest.raises(error):
            counterexample(f, 0, 1)

    def test_what_f_raises_is_passed_on(self):
        def f(x):
            raise ZeroDivisionError("mine")
        with pytest.raises(ZeroDivisionError, match="mine"):
            chord(f, 0, 1, 0.5)

    @pytest.mark.parametrize(("x1", "x2", "p", "error", "says"), [
        (0, 1, 1.5, ValueError, "p is 1.5.*from 0 to 1"), (0, 1, -0.1, ValueError, "−0.1"), (0, 1, math.nan, ValueError, "p is nan"),
        (0, 1, "½", TypeError, "p is '½'"), (0, [1], 0.5, ValueError, r"shape \(\) and x2 has shape \(1,\)"),
        ([1, 2], [1, 2, 3], 0.5, ValueError, "same length"), (math.inf, 1, 0.5, ValueError, "x1 contains ∞"),
        ("a", 1, 0.5, TypeError, "x1"), ([[1, 2]], [[1, 2]], 0.5, ValueError, "theta"), ([], [], 0.5, ValueError, r"x1 has shape \(0,\)"),
        ([[1], [1, 2]], 1, 0.5, ValueError, "x1"), (1, 1j, 0.5, TypeError, "x2"),
    ])
    def test_bad_points(self, x1, x2, p, error, says):
        with pytest.raises(error, match=says):
            chord(np.sum, x1, x2, p)

    def test_bad_labels_of_a_loss(self):
        for z in (0, 2, 0.5, [1, 1], True):
            with pytest.raises(ValueError, match="label"):
                of_loss("hinge", z)
        with pytest.raises(ValueError, match="did you mean"):
            of_loss("hing", 1)

    def test_a_network_and_a_loss_that_do_not_fit(self):
        with pytest.raises(ValueError, match="cross entropy loss needs K scores"):
            of_network(nbnn.Network.random((2, 1)), MOONS, "cross_entropy")
        with pytest.raises(ValueError, match="takes 3"):
            of_network(nbnn.Network.random((3, 1)), MOONS, "hinge")


class TestCounterexample:
    @pytest.mark.parametrize("key", CURVES)
    def test_every_curve_is_what_its_record_says(self, key):
        curve = CURVES[key]
        low, high = curve.view[0] if curve.dimension == 1 else np.array(curve.view).T
        found = counterexample(curve, low, high)
        assert (found is None) == curve.convex
        if found is not None:
            again = chord(curve, found.x1, found.x2, found.p)
            assert not again.holds and again.gap == found.gap
            assert np.all(low <= np.minimum(found.x1, found.x2)) and np.all(np.maximum(found.x1, found.x2) <= high)

    def test_it_is_the_worst_or_near_it(self):
        found = counterexample(lambda x: (x * x - 1) ** 2, -1.5, 1.5)
        assert (found.x1, found.x2, found.p) == (-1.0, 1.0, 0.5) and found.gap == -1.0

    def test_a_small_bump_under_long_chords(self):
        def f(x):
            return x * x - 0.02 * math.exp(-((x - 0.3) / 0.02) ** 2) * 2
        assert counterexample(f, -3, 3) is not None

    def test_ripples_under_long_chords_in_two_dimensions(self):
        found = counterexample(lambda v: float(v @ v + 1e-5 * np.cos(2000 * v[0])), [-10, -10], [10, 10])
        assert found is not None and abs(found.x1[0] - found.x2[0]) < 0.01

    def test_a_bump_in_two_dimensions_and_in_ten(self):
        for n in (2, 10):
            found = counterexample(lambda v: float(v @ v + 3 * np.cos(v[0])), [-2] * n, [2] * n)
            assert found is not None and not found.holds
            assert counterexample(lambda v: float(v @ v), [-2] * n, [2] * n) is None

    def test_random_chords_are_looked_at_in_their_middle_and_elsewhere(self):
        asked = []
        assert counterexample(lambda v: asked.append(v) or float(v @ v), [-1, -1], [1, 1], tries=200) is None
        starts, ends, between = np.split(np.array(asked), [convex.POOL, convex.POOL + 200])
        in_the_middle = [np.isclose(starts, 2 * x - end, atol=1e-12).all(axis=1).any() for end, x in zip(ends, between, strict=True)]
        assert 60 < sum(in_the_middle) < 140

    def test_the_same_seed_finds_the_same(self):
        f = CURVES["himmelblau"]
        one, same, other = (counterexample(f, [-5, -5], [5, 5], seed=seed) for seed in (3, 3, 4))
        assert one.x1.tolist() == same.x1.tolist() and one.gap == same.gap
        assert not other.holds

    def test_without_a_seed_it_is_that_of_seed_0(self):
        f = CURVES["himmelblau"]
        one, same = counterexample(f, [-5, -5], [5, 5]), counterexample(f, [-5, -5], [5, 5], seed=0)
        assert one.x1.tolist() == same.x1.tolist()

    def test_it_does_not_touch_the_global_generator(self):
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        counterexample(abs, -1, 1)
        assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002

    def test_the_numbers_can_be_written_down(self):
        found = counterexample(CURVES["double_well"], -3, 3)
        assert all(float(f"{v:.3g}") == v for v in (found.x1, found.x2, found.p))

    def test_a_range_far_from_one(self):
        for scale in (1e-6, 1e6):
            found = counterexample(lambda x, s=scale: math.cos(x / s), -scale, scale)
            assert found is not None and found.gap < -0.4

    @pytest.mark.parametrize("loss", nbnn.LOSSES.values(), ids=repr)
    def test_losses(self, loss):
        least, most = (-3, 3) if loss.outputs == (-math.inf, math.inf) else (0.01, 0.99)
        ranges = [(least, most, 1)] if loss.scores == "one" else [([least] * 3, [most] * 3, 2)]
        ranges += [(least, most, -1)] if loss.scores == "both" else []
        for low, high, z in ranges:
            assert (counterexample(of_loss(loss, z), low, high, tries=500) is None) == loss.convex

    @pytest.mark.parametrize("loss", nbnn.LOSSES.values(), ids=repr)
    def test_a_loss_asked_for_many_scores_at_once_is_that_of_one_by_one(self, loss):
        least, most = (-3, 3) if loss.outputs == (-math.inf, math.inf) else (0.01, 0.99)
        low, high = (least, most) if loss.scores != "many" else ([least] * 3, [most] * 3)
        f = of_loss(loss, 1)
        at_once, one_by_one = counterexample(f, low, high, tries=300), counterexample(lambda y: f(y), low, high, tries=300)
        assert (at_once is None) == (one_by_one is None)
        assert at_once is None or at_once.gap == pytest.approx(one_by_one.gap, rel=1e-9)

    def test_logistic_regression_is_convex_and_a_network_with_a_hidden_layer_is_not(self):
        found = {}
        for sizes in ((2, 1), (2, 8, 1)):
            net = nbnn.Network.random(sizes, activation=nbnn.tanh, seed=0)
            n = len(net.theta)
            found[sizes] = counterexample(of_network(net, MOONS, "binary_cross_entropy"), [-2] * n, [2] * n, tries=500)
        assert found[2, 1] is None and not found[2, 8, 1].holds

    def test_without_tries_only_the_grid(self):
        assert counterexample(np.cos, -1, 1, tries=0) is not None
        assert counterexample(lambda v: -v[0] ** 2, [-1, -1], [1, 1], tries=0) is None

    @pytest.mark.parametrize(("low", "high", "says"), [(1, 1, "below"), (2, 1, "low is 2"), (0, [1], "shape"),
                                                       (0, math.inf, "high contains ∞"), ([0, 1], [1, 1], r"\(0, 1\)")])
    def test_a_range_that_is_none(self, low, high, says):
        with pytest.raises(ValueError, match=says):
            counterexample(abs, low, high)

    def test_bad_tries_and_seeds(self):
        for keyword in ({"tries": -1}, {"tries": 1.5}, {"seed": -1}, {"seed": True}):
            with pytest.raises(ValueError, match="whole number, 0 or more"):
                counterexample(abs, -1, 1, **keyword)


class TestSwapping:
    @pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 4, 3), (2, 3, 4, 1), (2, 3, 4, 3)])
    @pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
    def test_other_weights_the_same_scores(self, sizes, bias):
        net = nbnn.Network.random(sizes, activation=nbnn.tanh, seed=1, bias=bias)
        net = net.with_theta(net.theta + 0.1)
        for layer in range(1, net.n_hidden + 1):
            other = swap_units(net, 0, 2, layer)
            assert other.scores(MOONS.x) == pytest.approx(net.scores(MOONS.x), rel=1e-12, abs=1e-14)
            assert not np.array_equal(other.theta, net.theta)
            assert np.array_equal(swap_units(other, 2, 0, layer).theta, net.theta)
            assert other.weights[layer - 1][0].tolist() == net.weights[layer - 1][2].tolist()

    def test_the_midpoint_is_higher_so_the_loss_is_not_convex(self):
        net = nbnn.Network.random((2, 4, 1), activation=nbnn.tanh, seed=0)
        trained = nbnn.sgd_last(net, MOONS, "hinge", eta=0.1, steps=500)
        c = midpoint(trained, MOONS, "hinge")
        assert c.f1 == pytest.approx(c.f2, rel=1e-12) and c.above == pytest.approx(c.f1, rel=1e-12) and not c.holds
        pairs = [midpoint(trained, MOONS, "hinge", i, j) for i in range(4) for j in range(i)]
        assert c.gap == pytest.approx(min(pair.gap for pair in pairs), rel=1e-9)

    def test_equal_units_prove_nothing(self):
        net = nbnn.Network.random((2, 4, 1), initializer=nbnn.same, seed=0)
        assert midpoint(net, MOONS, "hinge", 0, 1).holds

    @pytest.mark.parametrize(("given", "says"), [((0, 0), "two different"), ((0, 4), "j is 4.*units 0 to 3"), ((-1, 0), "i is -1"),
                                                 ((0, 1, 2), "layer is 2"), ((0, 1, 0), "layer is 0"), ((0, 1.5), "j is 1.5")])
    def test_units_that_do_not_exist(self, given, says):
        with pytest.raises(ValueError, match=says):
            swap_units(nbnn.Network.random((2, 4, 1)), *given)

    def test_a_network_that_has_none_to_swap(self):
        with pytest.raises(ValueError, match="no hidden layer"):
            swap_units(nbnn.Network.random((2, 1)), 0, 1)
        with pytest.raises(ValueError, match="two are needed"):
            midpoint(nbnn.Network.random((2, 1, 1)), MOONS, "hinge")
        with pytest.raises(ValueError, match="both units"):
            midpoint(nbnn.Network.random((2, 4, 1)), MOONS, "hinge", i=1)
        with pytest.raises(TypeError, match="give a Network"):
            swap_units(3, 0, 1)


class TestRays:
    def test_on_separable_data_the_loss_falls_for_ever(self):
        data = nbnn.standardize(nbnn.datasets.iris(classes=("setosa", "versicolor")))
        net = nbnn.sgd_last(nbnn.Network.random((4, 1), seed=0), data, "binary_cross_entropy", eta=0.1, steps=300)
        assert (net.predict(data.x) == data.z).all()
        ray = along_ray(of_network(net, data, "binary_cross_entropy"), net.theta)
        assert ray.falls and 0 < ray.values[-1] < 1e-20 and "no point of this ray is lowest" in ray.sentence()
        assert repr(ray) == "Ray(1·θ to 32·θ, falls: True)"

    def test_where_the_classes_overlap_it_does_not(self):
        net = nbnn.sgd_last(nbnn.Network.random((2, 1), seed=0), MOONS, "binary_cross_entropy", eta=0.1, steps=300)
        ray = along_ray(of_network(net, MOONS, "binary_cross_entropy"), net.theta)
        assert not ray.falls and "lowest at c = " in ray.sentence()

    def test_the_sentence_has_both_ends_and_where_it_is_lowest(self):
        assert along_ray(lambda w: (w - 2) ** 2, 1.0, scales=(1, 2, 5)).sentence() == (
            "From 1·θ to 5·θ, f goes from 1 to 9 and does not always fall; it is lowest at c = 2.")

    def test_scales_must_grow(self):
        for scales in ((1,), (2, 1), (1, 1), 3):
            with pytest.raises(ValueError, match="growing"):
                along_ray(abs, 1.0, scales)


class TestCombinations:
    @pytest.mark.parametrize("record", COMBINATIONS.values(), ids=repr)
    def test_the_parts_are_convex_and_the_whole_is_where_it_says(self, record):
        assert counterexample(record.f, 0.0 if record.f is math.exp else record.low, record.high) is None
        assert counterexample(record.g, record.low, record.high) is None
        found = record.counterexample()
        assert (found is None) == record.keeps
        assert record.formula and record.f_formula and record.g_formula and record.words and record.source

    @pytest.mark.parametrize("record", COMBINATIONS.values(), ids=repr)
    def test_the_whole_is_made_of_the_parts(self, record):
        made = {"sum_of_two": lambda f, g, x: f(x) + g(x), "larger_of_two": lambda f, g, x: max(f(x), g(x)),
                "smaller_of_two": lambda f, g, x: min(f(x), g(x))}.get(record.key, lambda f, g, x: f(g(x)))
        for x in (-1.3, 0.0, 0.4, 1.1):
            assert record.whole(x) == pytest.approx(made(record.f, record.g, x), rel=1e-14)

    def test_records_travel_by_name(self):
        record = convex.composition
        assert pickle.loads(pickle.dumps(record)) is record and repr(record) == "composition"


def test_numbers_in_words():
    assert [convex.in_words(v) for v in (-0.0, -1.5, 1e-20, math.inf, 12345.678)] == ["0", "−1.5", "1·10⁻²⁰", "∞", "1.235·10⁴"]
    assert convex.tell_apart(1.00001, 1.00002) == ("1.00001", "1.00002") and convex.tell_apart(2, 2) == ("2", "2")


def test_numbers_that_differ_too_late_are_written_alike_and_what_is_no_number_is_refused():
    one = 1.0
    other = math.nextafter(one, 2)
    assert convex.tell_apart(one, other) == ("1", "1.0000000000000002")
    with pytest.raises(TypeError, match="one is True: it must be a number"):
        convex.tell_apart(True, 1.0)


def test_a_long_vector_is_counted_in_a_message():
    with pytest.raises(TypeError, match=r"f\(a vector of 4\) is 'no': f must give one real number"):
        convex.chord(lambda x: "no", np.zeros(4), np.ones(4), 0.5)
