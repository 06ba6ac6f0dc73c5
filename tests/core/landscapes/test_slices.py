"""Slices against the network itself, derivatives against differences, runs seen from planes."""

from itertools import combinations

import numpy as np
import pytest

import nbnn
from nbnn.core.landscapes import slices as landscape
from nbnn.core.landscapes.descent import descend
from nbnn.core.landscapes.slices import (
    as_curve,
    derivatives_at,
    plane,
    principal_directions,
    project,
    random_directions,
    sgd_curve,
    weight_name,
)
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.core.records.curves import STEP, from_function

MOONS = nbnn.datasets.moons(n=40)
SIZES = [(2, 1), (2, 3), (2, 5, 1), (2, 4, 3), (2, 4, 3, 1), (2, 4, 2, 3), (2, 3, 4, 2, 1), (2, 3, 4, 2, 3)]


def data_for(net):
    if net.one_score:
        return MOONS
    return nbnn.Dataset.from_arrays(MOONS.x, np.arange(len(MOONS)) % net.sizes[-1] + 1, name="three classes")


def losses_for(net):
    return [nbnn.LOSSES[key] for key in losses_with_meaning(one_score=net.one_score)]


def mean_loss(net, data, loss):
    return np.mean(loss.value(net.scores(data.x), data.z))


def chosen(net):
    """Every weight as (layer, row, column), or (layer, column) in the vector of one score."""
    return [(layer, *place) for layer, w in enumerate(net.weights, 1) for place in np.ndindex(w.shape)]


def changed(net, weights, values):
    for weight, value in zip(weights, values, strict=True):
        layer, row, column = weight if len(weight) == 3 else (weight[0], 0, weight[1])
        net = net.with_weight(layer, row, column, float(value))
    return net


@pytest.fixture(params=[(sizes, k % 4 in (1, 2)) for k, sizes in enumerate(SIZES)],
                ids=lambda given: f"{given[0]} {'bias' if given[1] else 'no bias'}")
def net(request):
    sizes, bias = request.param
    net = nbnn.Network.random(sizes, activation=nbnn.tanh, seed=2, bias=bias)
    return net.with_theta(net.theta + 0.2)


@pytest.fixture
def plain():
    return nbnn.Network.random((2, 5, 1), activation=nbnn.tanh, seed=1)


@pytest.fixture
def run(plain):
    return nbnn.sgd(plain, MOONS, "hinge", eta=0.1, steps=120, seed=3)


class TestSlice:
    def test_the_network_re_evaluated_at_ten_random_points_is_the_slice(self, net):
        data, rng = data_for(net), np.random.default_rng(0)
        pairs = list(combinations(chosen(net), 2))
        for loss in losses_for(net):
            pair = pairs[rng.integers(len(pairs))]
            weights = pair if rng.random() < 0.5 else pair[::-1]
            s = landscape.slice(net, data, loss, weights, around=1.5, resolution=21)
            assert s.values.shape == (21, 21)
            for i, j in rng.integers(21, size=(10, 2)):
                expected = mean_loss(changed(net, weights, (s.axes[0][i], s.axes[1][j])), data, loss)
                assert s.values[i, j] == pytest.approx(expected, rel=1e-12, abs=1e-15)

    def test_along_every_single_weight(self, net):
        data = data_for(net)
        for weight in chosen(net):
            s = landscape.slice(net, data, nbnn.squared, [weight], resolution=11)
            for k in (0, 3, 10):
                assert s.values[k] == pytest.approx(mean_loss(changed(net, [weight], [s.axes[0][k]]), data, nbnn.squared), rel=1e-12)

    def test_axes_total_and_the_middle(self, plain):
        s = landscape.slice(plain, MOONS, "hinge", [(1, 0, 0), (2, 3)], around=(0.5, 2.0), resolution=201)
        for axis, at, weight, around in zip(s.axes, s.at, (plain.W1[0, 0], plain.w2[3]), (0.5, 2.0), strict=True):
            assert axis.shape == (201,) and axis[100] == at == weight
            assert (axis[0], axis[-1]) == (at - around, at + around)
            assert np.diff(axis) == pytest.approx(np.full(200, around / 100), rel=1e-9)
        assert s.values[100, 100] == pytest.approx(s.here, rel=1e-13) and s.here == mean_loss(plain, MOONS, nbnn.hinge)
        assert s.total == pytest.approx(40 * s.values, rel=1e-15)
        assert landscape.slice(plain, MOONS, "hinge", [(1, 0, 0)]).values.shape == (201,)

    def test_a_row_in_the_vector_may_be_said(self, plain):
        one, same = (landscape.slice(plain, MOONS, "hinge", [w], resolution=5) for w in ((2, 3), (2, 0, 3)))
        assert np.array_equal(one.values, same.values) and one.names == same.names

    def test_what_is_lowest(self, plain):
        s = landscape.slice(plain, MOONS, "hinge", [(1, 0, 0), (2, 3)], resolution=31)
        where, low = s.lowest
        assert low == s.values.min() and low == pytest.approx(mean_loss(changed(plain, [(1, 0, 0), (2, 3)], where), MOONS, nbnn.hinge))

    def test_words(self, plain):
        s = landscape.slice(plain, MOONS, "hinge", [(1, 0, 0), (2, 3)], resolution=11)
        assert repr(s) == "Slice(w₁₁⁽¹⁾, w₄⁽²⁾: 11 × 11 mean hinge losses of Network(2–5–1, tanh), moons)"
        assert s.sentence() == (
            "The mean hinge loss of Network(2–5–1, tanh) over the 40 examples of moons, with w₁₁⁽¹⁾ from −1.654 to 2.346 and "
            "w₄⁽²⁾ from −2.103 to 1.897 and every other weight as it is: at w₁₁⁽¹⁾ = 0.3456, w₄⁽²⁾ = −0.103 it is 0.8335, and "
            "lowest at w₁₁⁽¹⁾ = −1.654, w₄⁽²⁾ = −2.103, 0.3023.")

    def test_names(self):
        wide = nbnn.Network.random((12, 11, 1), bias=True)
        named = [weight_name(wide, *place) for place in ((0, 0, 1), (0, 0, 10), (0, 10, 1), (0, 1, 12), (1, 0, 9), (1, 0, 11))]
        assert named == ["w₁₂⁽¹⁾", "w₁,₁₁⁽¹⁾", "w₁₁,₂⁽¹⁾", "w₂,₁₃⁽¹⁾ (bias)", "w₁₀⁽²⁾", "w₁₂⁽²⁾ (bias)"]

    def test_it_is_immutable(self, plain):
        s = landscape.slice(plain, MOONS, "hinge", resolution=5)
        for array in (s.values, *s.axes, s.vectors):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1

    def test_an_overflow_is_no_number_and_no_warning(self):
        net = nbnn.Network([[[1e200, 0.0]], [1e200]])
        s = landscape.slice(net, MOONS, "squared", resolution=3)
        assert not np.isfinite(s.values).all() and not np.isfinite(s.here)
        assert "∞" in s.sentence() or "nan" in s.sentence()

    @pytest.mark.parametrize(("weights", "error", "says"), [
        ([(3, 0)], ValueError, "no layer 3.*layers of .* are 1 to 2"), ([(0, 0, 0)], ValueError, "no layer 0"),
        ([(1, 5, 0)], ValueError, r"\(1, 5, 0\) does not exist: W1 .* rows 0 to 4 and the columns 0 to 1"),
        ([(1, 0, 2)], ValueError, "does not exist"), ([(1, -1, 0)], ValueError, "does not exist"),
        ([(2, 5)], ValueError, "w2 of .* has the columns 0 to 4"), ([(2, 1, 0)], ValueError, "does not exist"),
        ([(1, 0)], ValueError, "without a row, but W1 is a matrix"), ([(1, 0, 0), (1, 0, 0)], ValueError, "w₁₁⁽¹⁾ is there twice"),
        ([(2, 1), (2, 0, 1)], ValueError, "twice"), ([], ValueError, "0 weights: choose one or two"),
        ([(2, 0), (2, 1), (2, 2)], ValueError, "3 weights"), ((1, 0, 0), TypeError, "give a list"), ("W1", TypeError, "give a list"),
        (3, TypeError, "give a list"), ([(1, 0.0, 0)], TypeError, "whole numbers"), ([(True, 0, 0)], TypeError, "whole numbers"),
        ([(1,)], TypeError, "layer, row, column"), ([(1, 0, 0, 0)], TypeError, "is no weight"), (["W1"], TypeError, "'W'"),
    ])
    def test_weights_that_do_not_exist(self, plain, weights, error, says):
        for act in (landscape.slice, as_curve):
            with pytest.raises(error, match=says):
                act(plain, MOONS, "hinge", weights)

    @pytest.mark.parametrize(("keyword", "error", "says"), [
        ({"around": 0}, ValueError, "around is 0"), ({"around": np.inf}, ValueError, "inf"), ({"around": "1"}, TypeError, "around"),
        ({"around": (1, 2)}, ValueError, "2 numbers for 1"), ({"resolution": 1}, ValueError, "resolution is 1"),
        ({"resolution": 2.5}, TypeError, "resolution"), ({"resolution": 5_000_000}, ValueError, "from 2 to 4000000"),
    ])
    def test_bad_ranges(self, plain, keyword, error, says):
        with pytest.raises(error, match=says):
            landscape.slice(plain, MOONS, "hinge", **keyword)

    def test_a_loss_and_data_that_do_not_fit(self, plain):
        for loss, data, says in (("cross_entropy", MOONS, "needs K scores"), ("hinge", nbnn.datasets.iris(), "takes 2"),
                                 ("hing", MOONS, "did you mean")):
            with pytest.raises(ValueError, match=says):
                landscape.slice(plain, data, loss)
        with pytest.raises(TypeError, match="give a Network"):
            landscape.slice(MOONS, MOONS, "hinge")


class TestFan:
    def test_each_is_the_derivative_of_one_example_as_sgd_computes_it(self, net):
        data = data_for(net)
        for loss in losses_for(net):
            fan = derivatives_at(net, data, loss)
            assert fan.each.shape == (len(data), len(net.theta)) and len(fan.names) == len(net.theta)
            for n in (0, 7, 39):
                step = nbnn.sgd_step(net, *data[n], loss=loss)
                assert fan.each[n] == pytest.approx(step.dl_dtheta, rel=1e-11, abs=1e-13)
            assert fan.mean == pytest.approx(fan.each.mean(axis=0), rel=1e-13)

    def test_of_chosen_weights_in_their_order(self, plain):
        everything = derivatives_at(plain, MOONS, "squared")
        few = derivatives_at(plain, MOONS, "squared", [(2, 1), (1, 4, 0), (1, 0, 1)])
        assert few.names == ("w₂⁽²⁾", "w₅₁⁽¹⁾", "w₁₂⁽¹⁾")
        assert np.array_equal(few.each, everything.each[:, [11, 8, 1]])

    def test_words_count_the_examples(self):
        net = nbnn.Network([[1.0, 0.0]])
        data = nbnn.Dataset.from_arrays([[3.0, 0.0], [0.5, 0.0], [-1.0, 0.0], [0.0, 1.0]], [1, 1, 1, -1])
        fan = derivatives_at(net, data, "hinge", [(1, 0)])
        assert fan.each.ravel().tolist() == [0, -0.5, 1, 0] and (fan.agreeing, fan.still) == (1, 2)
        assert fan.spread == pytest.approx(np.std([0, -0.5, 1, 0]))
        assert fan.sentence().startswith("Of 4 examples, 1 pull the way of their mean (an angle below 90°), 1 another way, and 2 not")
        assert repr(fan) == "Fan(4 derivatives of 1 weights)"
        assert derivatives_at(net, data, "perceptron", [(1, 0)]).still == 3

    def test_bad_weights(self, plain):
        with pytest.raises(ValueError, match="does not exist"):
            derivatives_at(plain, MOONS, "hinge", [(2, 9)])
        with pytest.raises(ValueError, match="one or more"):
            derivatives_at(plain, MOONS, "hinge", [])


class TestCurve:
    def test_its_derivative_is_that_of_its_value(self, net):
        data, rng = data_for(net), np.random.default_rng(1)
        pairs = list(combinations(chosen(net), 2))
        smooth = nbnn.squared if net.one_score else nbnn.cross_entropy
        for loss in (nbnn.squared, smooth):
            for pair in (pairs[k] for k in rng.integers(len(pairs), size=3)):
                curve = as_curve(net, data, loss, pair)
                w = rng.normal(size=(4, 2))
                for k, step in enumerate(STEP * np.eye(2)):
                    difference = (curve.value(w + step) - curve.value(w - step)) / (2 * STEP)
                    assert curve.derivative(w)[:, k] == pytest.approx(difference, rel=1e-7, abs=1e-8)

    def test_it_is_the_mean_of_the_fan(self, net):
        data = data_for(net)
        for k, loss in enumerate(losses_for(net)):  # each loss along others of the weights: all together along all
            for weight in chosen(net)[k % 9::9] or chosen(net)[-1:]:
                curve = as_curve(net, data, loss, [weight])
                mean = derivatives_at(net, data, loss, [weight]).mean[0]
                assert curve.derivative(curve.start) == pytest.approx(mean, rel=1e-11, abs=1e-14)
                assert curve.value(curve.start) == pytest.approx(mean_loss(net, data, loss), rel=1e-12)

    def test_shapes(self, plain):
        one, two = as_curve(plain, MOONS, "squared"), as_curve(plain, MOONS, "squared", [(1, 0, 0), (2, 0)])
        assert isinstance(one.value(0.5), float) and isinstance(one.derivative(0.5), float)
        assert one.value(np.zeros((3, 4))).shape == one.derivative(np.zeros((3, 4))).shape == (3, 4)
        assert isinstance(two.value((0.5, 1)), float) and two.derivative((0.5, 1)).shape == (2,)
        assert two.value(np.zeros((3, 4, 2))).shape == (3, 4) and two.derivative(np.zeros((3, 4, 2))).shape == (3, 4, 2)
        assert (one.dimension, two.dimension) == (1, 2) and one.start == plain.W1[0, 0] and two.start == (plain.W1[0, 0], plain.w2[0])
        assert one.view == ((one.start - 2, one.start + 2),)
        assert as_curve(plain, MOONS, "squared", view=(-1, 5)).view == ((-1.0, 5.0),)
        assert repr(two) == "mean squared loss along w₁₁⁽¹⁾ and w₁⁽²⁾"

    def test_convex_only_where_it_is_certain(self):
        flat, deep = nbnn.Network.random((2, 1), seed=0), nbnn.Network.random((2, 3, 1), seed=0)
        assert as_curve(flat, MOONS, "hinge").convex and as_curve(deep, MOONS, "binary_cross_entropy", [(2, 0), (2, 1)]).convex
        assert as_curve(flat, MOONS, "zero_one").convex is None
        assert as_curve(deep, MOONS, "hinge").convex is None and as_curve(deep, MOONS, "hinge", [(1, 0, 0), (2, 0)]).convex is None

    def test_descent_on_it_is_descent_of_the_network(self, plain):
        weights = [(1, 0, 0), (2, 3)]
        curve = as_curve(plain, MOONS, "binary_cross_entropy", weights)
        path, net = descend(curve, eta=0.5, steps=20), plain
        for t in range(20):
            fan = derivatives_at(net, MOONS, "binary_cross_entropy", weights)
            assert path.derivatives[t] == pytest.approx(fan.mean, rel=1e-10, abs=1e-14)
            net = changed(net, weights, path.points[t] - 0.5 * fan.mean)
        assert path.end_values == pytest.approx(mean_loss(net, MOONS, nbnn.binary_cross_entropy), rel=1e-12)

    def test_minima_of_one_weight_and_of_two(self):
        net = nbnn.Network.random((2, 8, 1), activation=nbnn.tanh, seed=0)
        net = nbnn.sgd_last(net, MOONS, "squared", eta=0.05, steps=300)
        for weights in ([(1, 0, 0)], [(1, 0, 0), (2, 0)]):
            curve = as_curve(net, MOONS, "squared", weights, view=((-6, 6),) * len(weights))
            assert curve.minima and sum(m.kind == "global" for m in curve.minima) == 1
            rng = np.random.default_rng(0)
            for minimum in curve.minima:
                around = np.asarray(minimum.w) + 1e-3 * rng.normal(size=(50, *np.shape(minimum.w)))
                assert (curve.value(around) > minimum.value).all() and np.abs(curve.derivative(minimum.w)).max() < 1e-6
            lowest = landscape.slice(net, MOONS, "squared", weights, around=4.0, resolution=81).lowest[1]
            assert min(m.value for m in curve.minima) <= lowest + 1e-9
            assert descend(curve, curve.minima[0].w, eta=0.1, steps=3).reached is curve.minima[0]

    def test_a_local_minimum_beside_the_global_one(self):
        data = nbnn.datasets.moons(n=200)
        for activation, loss, weights in ((nbnn.relu, "hinge", [(1, 0, 0)]), (nbnn.tanh, "squared", [(1, 0, 0), (2, 0)])):
            net = nbnn.sgd_last(nbnn.Network.random((2, 8, 1), activation=activation, seed=0), data, loss, eta=0.05, steps=300)
            curve = as_curve(net, data, loss, weights, view=((-6, 6),) * len(weights))
            low, high = sorted(curve.minima, key=lambda minimum: minimum.value)
            assert (low.kind, high.kind) == ("global", "local") and low.value < high.value
            assert descend(curve, eta=0.5, steps=400).reached is high

    def test_no_minima_where_the_loss_has_kinks_in_two_weights(self):
        """Its ravines are so narrow that their floor, which goes on down, looks like a minimum."""
        net = nbnn.sgd_last(nbnn.Network.random((2, 4, 1), seed=0), MOONS, "hinge", eta=0.05, steps=200)
        for pair in ([(1, 0, 0), (1, 0, 1)], [(1, 0, 0), (2, 0)], [(2, 0), (2, 1)]):
            assert as_curve(net, MOONS, "hinge", pair, view=((-6, 6), (-6, 6))).minima == ()

    def test_a_minimum_that_the_way_down_finds_outside_the_view_is_none_of_it(self):
        for end, found in ((2.0, False), (3.0, True)):
            bowl = from_function(lambda w: (w[0] - 2.5) ** 2 + w[1] ** 2, dimension=2, view=((-2, end), (-2, 2)))
            place = landscape.follow_down(bowl, np.array([1.9, 0.3]), np.array([0.1, 0.1]))
            assert (place is not None) == found and (not found or place == pytest.approx([2.5, 0.0], abs=1e-6))

    def test_a_level_floor_is_no_minimum(self):
        floor = from_function(lambda w: max(0.001, w[0] ** 2 + w[1] ** 2), dimension=2, view=((-6, 6), (-6, 6)))
        point = from_function(lambda w: max(-1.0, w[0] ** 2 + w[1] ** 2), dimension=2, view=((-6, 6), (-6, 6)))
        assert landscape.lowest_places(floor) == ()
        assert [np.round(m.w, 6).tolist() for m in landscape.lowest_places(point)] == [[0, 0]]

    def test_convexity_of_a_slice_can_be_tried(self, plain):
        curve = as_curve(plain, MOONS, "binary_cross_entropy", [(1, 0, 0), (2, 0)])
        found = nbnn.core.landscapes.convexity.counterexample(curve, [-4, -4], [4, 4], tries=400)
        assert found is not None and not found.holds


class TestSgdCurve:
    def test_one_example_at_a_time_uses_the_examples_of_sgd(self, plain):
        run = nbnn.sgd(plain, MOONS, "binary_cross_entropy", eta=0.1, steps=600, seed=7)
        curve = sgd_curve(plain, MOONS, "binary_cross_entropy", [(1, 2, 1)], seed=7)
        for t in (0, 1, 255, 256, 300, 599):
            fan = derivatives_at(changed(plain, [(1, 2, 1)], [0.3]), MOONS, "binary_cross_entropy", [(1, 2, 1)])
            assert curve.derivative_at(np.float64(0.3), t) == pytest.approx(fan.each[run.examples[t], 0], rel=1e-11, abs=1e-15)

    def test_many_starts_share_the_examples(self, plain):
        curve = sgd_curve(plain, MOONS, "squared", [(1, 0, 0), (2, 1)], batch=5, seed=2)
        w = np.array([[0.1, 0.2], [-1.0, 0.7], [0.1, 0.2]])
        together = curve.derivative_at(w, 9)
        assert together.shape == (3, 2) and np.array_equal(together[0], together[2])
        for row, one in zip(together, w, strict=True):
            assert curve.derivative_at(one, 9) == pytest.approx(row, rel=1e-12)

    def test_a_batch_is_a_mean_and_the_mean_of_many_is_the_derivative(self, plain):
        """Means, so that one η compares; and unbiased."""
        full = as_curve(plain, MOONS, "squared", [(2, 1)])
        at = np.float64(0.4)
        for batch, near in ((1, 0.15), (20, 0.04)):
            curve = sgd_curve(plain, MOONS, "squared", [(2, 1)], batch=batch)
            drawn = np.array([curve.derivative_at(at, t) for t in range(2000)])
            assert drawn.mean() == pytest.approx(full.derivative(at), abs=near)
            spread = derivatives_at(changed(plain, [(2, 1)], [at]), MOONS, "squared", [(2, 1)]).spread
            assert drawn.std() == pytest.approx(spread / batch ** 0.5, rel=0.1)
        assert curve.value(at) == full.value(at) and curve.derivative(at) == full.derivative(at)

    def test_a_walk_and_its_repetition(self, plain):
        walks = [descend(sgd_curve(plain, MOONS, "hinge", [(1, 0, 0), (2, 0)], seed=seed), eta=0.1, steps=50) for seed in (1, 1, 2)]
        assert np.array_equal(walks[0].points, walks[1].points) and not np.array_equal(walks[0].points, walks[2].points)

    def test_what_is_no_batch(self, plain):
        for batch, error in ((0, ValueError), (1.5, TypeError)):
            with pytest.raises(error, match="batch"):
                sgd_curve(plain, MOONS, "hinge", batch=batch)
        with pytest.raises(ValueError, match="seed"):
            sgd_curve(plain, MOONS, "hinge", seed=-1)


class TestDirections:
    def test_filterwise_each_units_part_is_as_long_as_its_weights(self, net):
        d = random_directions(net, seed=4)
        assert d.vectors.shape == (2, len(net.theta)) and len(d) == 2 and d.center is net
        for vector in d.vectors:
            for part, own in zip(net.with_theta(vector).weights, net.weights, strict=True):
                assert np.linalg.norm(np.atleast_2d(part), axis=1) == pytest.approx(np.linalg.norm(np.atleast_2d(own), axis=1), rel=1e-12)

    def test_seeds_and_plain_directions(self, plain):
        one, same, other = (random_directions(plain, seed=seed) for seed in (1, 1, 2))
        assert np.array_equal(one.vectors, same.vectors) and not np.array_equal(one.vectors, other.vectors)
        assert np.linalg.norm(random_directions(plain, filterwise=False).vectors, axis=1) == pytest.approx([1, 1])
        assert random_directions(plain, seed=1, count=1).vectors.shape == (1, 15)

    def test_principal_directions_are_those_of_the_largest_distance(self, run):
        d = principal_directions(run)
        assert d.vectors @ d.vectors.T == pytest.approx(np.eye(2), abs=1e-12)
        moved = np.array([run.network(t).theta for t in range(len(run) + 1)]) - run.network(len(run)).theta
        shares = ((moved @ d.vectors.T) ** 2).sum(axis=0) / (moved ** 2).sum()
        assert np.array(d.shares) == pytest.approx(shares, rel=1e-10) and shares[0] > shares[1] > 0
        rng = np.random.default_rng(0)
        for v in rng.normal(size=(200, len(moved[0]))):
            assert ((moved @ v / np.linalg.norm(v)) ** 2).sum() <= ((moved @ d.vectors[0]) ** 2).sum()
        assert np.array_equal(d.center.theta, run.network(len(run)).theta)
        assert np.array(d.reach) == pytest.approx(1.1 * np.abs(moved @ d.vectors.T).max(axis=0))
        assert d.sentence().startswith("Two principal directions of the run, seen from its last network, with ")
        assert all(vector[np.abs(vector).argmax()] > 0 for vector in d.vectors)

    def test_a_run_that_stands_still_or_moves_on_a_line(self, plain):
        still = nbnn.sgd(plain, MOONS, "zero_one", eta=0.1, steps=5)
        with pytest.raises(ValueError, match="does not move"):
            principal_directions(still)
        line = nbnn.sgd(plain, MOONS, "squared", eta=0.1, steps=1)
        assert principal_directions(line, count=1).shares == (1.0,)
        with pytest.raises(ValueError, match="one line only"):
            principal_directions(line)

    def test_a_long_run_of_many_weights_takes_a_shorter_way_to_the_same(self, monkeypatch):
        net = nbnn.Network.random((2, 12, 5, 1), activation=nbnn.tanh, seed=1)
        run = nbnn.sgd(net, MOONS, "hinge", eta=0.1, steps=150, seed=3)
        whole = principal_directions(run)
        monkeypatch.setattr(landscape, "WHOLE_SVD", 10)
        short = principal_directions(run)
        assert short.vectors == pytest.approx(whole.vectors, abs=1e-8) and short.shares == pytest.approx(whole.shares, rel=1e-12)
        assert principal_directions(run, count=1).shares == pytest.approx(whole.shares[:1], rel=1e-12)

    def test_a_run_without_an_update(self):
        net = nbnn.Network([[[1e120, 0.0]], [1e120]])
        run = nbnn.sgd(net, MOONS, "squared", eta=1, steps=3)
        assert len(run) == 0 and run.stopped_because
        with pytest.raises(ValueError, match="does not move"):
            principal_directions(run)
        assert len(project(run, random_directions(net))) == 1

    def test_bad_directions(self, plain):
        zero = nbnn.Network.random((2, 3, 1), initializer=nbnn.zeros)
        with pytest.raises(ValueError, match="filterwise=False"):
            random_directions(zero)
        assert len(random_directions(zero, filterwise=False)) == 2
        for count in (0, 3):
            with pytest.raises(ValueError, match="count"):
                random_directions(plain, count=count)
        with pytest.raises(ValueError, match="one weight"):
            random_directions(nbnn.Network([[2.0]]), count=2)
        with pytest.raises(TypeError, match=r"nbnn\.sgd"):
            principal_directions(plain)


class TestPlane:
    def test_the_network_re_evaluated_is_the_plane(self, net):
        data, rng = data_for(net), np.random.default_rng(0)
        d = random_directions(net, seed=1)
        for loss in losses_for(net):
            p = plane(net, data, loss, d, resolution=15)
            for i, j in rng.integers(15, size=(10, 2)):
                moved = net.with_theta(net.theta + p.axes[0][i] * d.vectors[0] + p.axes[1][j] * d.vectors[1])
                assert p.values[i, j] == pytest.approx(mean_loss(moved, data, loss), rel=1e-12, abs=1e-15)
            assert p.values[7, 7] == pytest.approx(p.here, rel=1e-12) and p.at == (0, 0)

    def test_along_unit_vectors_it_is_the_slice(self, plain):
        s = landscape.slice(plain, MOONS, "squared", [(1, 0, 1), (2, 0)], around=1.0, resolution=9)
        p = plane(plain, MOONS, "squared", s.vectors, around=1.0, resolution=9)
        assert p.values == pytest.approx(s.values, rel=1e-12)
        assert s.vectors.sum() == 2 and plain.with_theta(s.vectors[0]).W1[0, 1] == 1 and plain.with_theta(s.vectors[1]).w2[0] == 1

    def test_it_reaches_as_far_as_the_run(self, run):
        d = principal_directions(run)
        p = plane(d.center, MOONS, "hinge", d, resolution=5)
        assert [axis[-1] for axis in p.axes] == pytest.approx(d.reach)
        assert plane(d.center, MOONS, "hinge", d.vectors[0], resolution=5).values.shape == (5,)
        assert plane(d.center, MOONS, "hinge", d, around=3, resolution=5).axes[1][0] == -3

    def test_words(self, plain):
        p = plane(plain, MOONS, "hinge", random_directions(plain), resolution=5)
        assert repr(p) == "Slice(α, β: 5 × 5 mean hinge losses of Network(2–5–1, tanh), moons)"
        assert "with α from −1 to 1 and β from −1 to 1 and θ moved by α d₁ + β d₂: at α = 0, β = 0 it is 0.8335" in p.sentence()

    def test_blocks_make_no_difference(self, plain, monkeypatch):
        d = random_directions(plain)
        whole = plane(plain, MOONS, "hinge", d, resolution=7)
        monkeypatch.setattr(landscape, "THETAS_AT_ONCE", 100)
        assert plane(plain, MOONS, "hinge", d, resolution=7).values == pytest.approx(whole.values, rel=1e-14)

    @pytest.mark.parametrize(("given", "error", "says"), [
        (np.ones(3), ValueError, "15 weights"), (np.ones((3, 15)), ValueError, r"\(3, 15\)"),
        (np.ones((2, 15)), ValueError, "span no plane"),
        (np.zeros(15), ValueError, "direction is 0"), (np.full(15, np.nan), ValueError, "not finite"), ("d", TypeError, "directions"),
    ])
    def test_what_are_no_directions(self, plain, given, error, says):
        with pytest.raises(error, match=says):
            plane(plain, MOONS, "hinge", given)


class TestProjection:
    def test_points_in_the_plane_have_no_residual(self, plain):
        """A run whose θ only ever moves in one weight, seen from a slice along it."""
        net = nbnn.Network([[0.5, -0.3]])
        data = nbnn.Dataset.from_arrays([[1.0, 0.0], [2.0, 0.0], [-1.0, 0.0]], [1, 1, -1])
        run = nbnn.sgd(net, data, "squared", eta=0.05, steps=30)
        seen = project(run, landscape.slice(net, data, "squared", [(1, 0)]))
        assert seen.residual.max() < 1e-14 and seen.share < 1e-28
        assert seen.coordinates[:, 0] == pytest.approx([run.network(t).w1[0] for t in range(31)], rel=1e-13)

    def test_coordinates_on_a_slice_are_the_weights_themselves(self, run, plain):
        seen = project(run, landscape.slice(plain, MOONS, "hinge", [(1, 0, 1), (2, 3)]))
        assert seen.coordinates.shape == (len(run) + 1, 2) and len(seen) == len(run) + 1
        assert seen.coordinates[:-1, 0] == pytest.approx(run.column("W1")[:, 0, 1], rel=1e-12)
        assert seen.coordinates[-1, 1] == pytest.approx(run.network(len(run)).w2[3], rel=1e-12)
        rest = np.array([np.delete(run.network(t).theta - plain.theta, [1, 13]) for t in range(len(run) + 1)])
        assert seen.residual == pytest.approx(np.linalg.norm(rest, axis=1), rel=1e-10, abs=1e-14)

    def test_on_directions_that_are_not_at_right_angles_it_is_the_nearest_point(self, run, plain):
        d = random_directions(plain, seed=5)
        assert abs(d.vectors[0] @ d.vectors[1]) > 0.01
        seen, rng = project(run, d), np.random.default_rng(0)
        for t in (3, 60, 120):
            off = run.network(t).theta - plain.theta
            assert np.linalg.norm(off - seen.coordinates[t] @ d.vectors) == pytest.approx(seen.residual[t], rel=1e-10)
            for other in seen.coordinates[t] + 0.01 * rng.normal(size=(20, 2)):
                assert np.linalg.norm(off - other @ d.vectors) > seen.residual[t]

    def test_what_is_inside_and_what_is_outside_make_the_whole(self, run):
        d = principal_directions(run)
        for onto in (d, plane(d.center, MOONS, "hinge", d, resolution=3)):
            seen = project(run, onto)
            assert seen.share == pytest.approx(1 - sum(d.shares), rel=1e-8)
            inside = np.linalg.norm(seen.coordinates @ d.vectors, axis=1)
            assert np.hypot(inside, seen.residual) == pytest.approx(seen.distance, rel=1e-10, abs=1e-12)
            assert seen.distance[-1] < 1e-12 and seen.names == ("α", "β")

    def test_the_share_is_stated(self, run):
        d = principal_directions(run)
        said = project(run, d).sentence()
        assert said.startswith(f"The plane of α and β holds {100 * sum(d.shares):.3g} % of the squared distance of θ from its center")
        assert repr(project(run, d)).startswith("Projection(121 points on α, β: ")
        one = project(run, principal_directions(run, count=1))
        assert one.sentence().startswith("The line of α holds ") and one.coordinates.shape == (121, 1)

    def test_a_run_that_stands_still_has_all_of_it_inside(self, plain):
        still = nbnn.sgd(plain, MOONS, "zero_one", eta=0.1, steps=5)
        seen = project(still, landscape.slice(plain, MOONS, "hinge"))
        assert seen.share == 0 and "100 %" in seen.sentence()

    def test_an_optimizers_run(self, plain):
        run = nbnn.sgd(plain, MOONS, "hinge", eta=0.05, steps=40, optimizer=nbnn.adam)
        seen = project(run, landscape.slice(plain, MOONS, "hinge", [(2, 0)]))
        assert seen.coordinates[:, 0] == pytest.approx([run.network(t).w2[0] for t in range(41)], rel=1e-12)

    def test_what_does_not_fit(self, run):
        other = nbnn.Network.random((2, 5, 1), activation=nbnn.relu, seed=1)
        for net in (other, nbnn.Network.random((2, 4, 1), activation=nbnn.tanh)):
            with pytest.raises(ValueError, match="same sizes and activation"):
                project(run, landscape.slice(net, MOONS, "hinge", resolution=3))
        with pytest.raises(TypeError, match="give a slice"):
            project(run, np.ones(15))


def test_places_and_sizes_that_cannot_be_are_refused():
    net = nbnn.Network([[[1, 2], [3, 4]], [1, 2]])
    with pytest.raises(ValueError, match=r"layer is 2: Network\(2–2–1, ReLU\) has the layers 0 to 1"):
        landscape.weight_name(net, 2, 0, 0)
    with pytest.raises(ValueError, match=r"w has shape \(3,\) and cell has shape \(2,\): each must be two numbers"):
        landscape.follow_down(nbnn.curves.valley, [0, 0, 0], [1, 1])
