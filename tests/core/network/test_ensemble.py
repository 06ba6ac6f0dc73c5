"""Many sets of weights at once: the same numbers as one network after another, at every depth, with and without biases."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

import nbnn
from nbnn.core.network import ensemble
from nbnn.core.network.ensemble import Ensemble, FewWeights, as_weights, mean_losses, scores
from nbnn.core.records.optimizers import sgd_optimizer

SIZES = [(2, 1), (3, 4), (2, 5, 1), (3, 4, 3), (2, 4, 3, 1), (3, 4, 2, 3), (2, 3, 4, 2, 1), (2, 3, 4, 2, 3)]
ONE, MANY = ("hinge", "binary_cross_entropy", "squared", "zero_one", "perceptron"), ("cross_entropy", "squared", "zero_one")


@pytest.fixture(params=[(sizes, k % 4 in (1, 2)) for k, sizes in enumerate(SIZES)],
                ids=lambda given: f"{given[0]} {'bias' if given[1] else 'no bias'}")
def net(request):
    """A network whose biases are not the zeros that it would be drawn with."""
    sizes, bias = request.param
    net = nbnn.Network.random(sizes, activation=nbnn.tanh, seed=2, bias=bias)
    return net.with_theta(net.theta + 0.2)


@pytest.fixture
def data(net):
    rng = np.random.default_rng(5)
    labels = np.arange(11) % net.sizes[-1] + 1 if not net.one_score else np.arange(11) % 2 * 2 - 1
    return nbnn.Dataset.from_arrays(rng.normal(size=(11, net.n_inputs)), labels)


def places_of(net):
    """Every weight, (layer, row, column) from 0."""
    return [(layer, *place) for layer, w in enumerate(net.weights) for place in np.ndindex(np.atleast_2d(w).shape)]


def changed(net, places, values):
    for (layer, row, column), value in zip(places, values, strict=True):
        net = net.with_weight(layer + 1, row, column, float(value))
    return net


def mean_loss(net, data, loss):
    return np.mean(loss.value(net.scores(data.x), data.z))


def some_pairs(net):
    """Pairs of weights of every kind of neighborhood: same row, same column, one above the other, layers apart."""
    places = places_of(net)
    pairs = list(combinations(places, 2))
    layers = {}
    for pair in pairs:
        (l, r, c), (m, s, d) = pair
        layers.setdefault((l, m, r == s, c == d, l + 1 == m and d == r), pair)
    return [*layers.values(), pairs[-1][::-1]]


def test_scores_of_many_networks_and_of_a_batch_for_each(net, data):
    thetas = net.theta + np.random.default_rng(0).normal(size=(4, len(net.theta)))
    together = scores(net, as_weights(net, thetas), data.x)
    batches = scores(net, as_weights(net, thetas), np.stack([data.x[:5], data.x[1:6], data.x[2:7], data.x[3:8]]))
    for m, theta in enumerate(thetas):
        assert together[m] == pytest.approx(net.with_theta(theta).scores(data.x), rel=1e-12, abs=1e-13)
        assert batches[m] == pytest.approx(together[m, m:m + 5], rel=1e-12, abs=1e-13)


def test_mean_losses_stay_in_the_cache_and_are_the_same_in_as_many_parts_as_one_likes(net, data, monkeypatch):
    thetas = np.random.default_rng(0).normal(size=(40, len(net.theta)))
    met, value = [], nbnn.squared.value_for(net.one_score)
    loss = SimpleNamespace(value_for=lambda _one: lambda y, z: met.append(y.size) or value(y, z))
    found = []
    for most in (1, 1000, 10**9):
        monkeypatch.setattr(ensemble, "NUMBERS_AT_ONCE", most)
        met.clear()
        found.append(mean_losses(net, as_weights(net, thetas), data, loss).tolist())
        assert max(met) <= max(most, len(data) * net.sizes[-1])
    assert found[0] == found[1] == found[2]


def test_mean_losses_of_many_networks(net, data):
    thetas = net.theta + np.random.default_rng(0).normal(size=(4, len(net.theta)))
    for loss in (nbnn.LOSSES[key] for key in (ONE if net.one_score else MANY)):
        alone = [mean_loss(net.with_theta(theta), data, loss) for theta in thetas]
        assert mean_losses(net, as_weights(net, thetas), data, loss) == pytest.approx(np.array(alone), rel=1e-12)


def test_one_free_weight(net, data):
    loss, values = nbnn.squared, np.array([-1.5, 0.0, 0.3, 2.0])
    for place in places_of(net):
        few = FewWeights(net, [place], data.x)
        y = few.scores([values])
        losses = few.mean_losses([values], data.z, loss)
        for k, value in enumerate(values):
            other = changed(net, [place], [value])
            assert y[k] == pytest.approx(other.scores(data.x), rel=1e-12, abs=1e-13)
            assert losses[k] == pytest.approx(mean_loss(other, data, loss), rel=1e-12)


def test_two_free_weights_on_a_grid_and_in_pairs(net, data):
    one, other = np.array([-1.0, 0.4, 1.5]), np.array([0.7, -2.0])
    for places in some_pairs(net):
        few = FewWeights(net, places, data.x)
        grid = few.mean_losses([one[:, None], other], data.z, nbnn.squared)
        pairs = few.mean_losses([one[:2], other], data.z, nbnn.squared)
        assert grid.shape == (3, 2)
        for i, j in np.ndindex(grid.shape):
            expected = mean_loss(changed(net, places, (one[i], other[j])), data, nbnn.squared)
            assert grid[i, j] == pytest.approx(expected, rel=1e-12)
            assert i != j or pairs[i] == pytest.approx(expected, rel=1e-12)


def test_every_loss_and_its_derivative(net, data):
    places = some_pairs(net)[0]
    one, other = np.array([-1.0, 0.4, 1.5]), np.array([0.7, -2.0])
    for loss in (nbnn.LOSSES[key] for key in (ONE if net.one_score else MANY)):
        few = FewWeights(net, places, data.x)
        losses = few.mean_losses([one[:, None], other], data.z, loss)
        slopes = few.mean_derivatives([one[:, None], other], data.z, loss)
        for i, j in np.ndindex(3, 2):
            at = changed(net, places, (one[i], other[j]))
            assert losses[i, j] == pytest.approx(mean_loss(at, data, loss), rel=1e-12)
            assert slopes[i, j] == pytest.approx(by_backpropagation(at, data, loss, places), rel=1e-11, abs=1e-14)


def test_the_derivative_of_every_pair(net, data):
    one, other = np.array([-1.0, 0.4, 1.5]), np.array([0.7, -2.0])
    for places in some_pairs(net):
        slopes = FewWeights(net, places, data.x).mean_derivatives([one[:, None], other], data.z, nbnn.squared)
        assert slopes.shape == (3, 2, 2)
        for i, j in np.ndindex(3, 2):
            at = changed(net, places, (one[i], other[j]))
            assert slopes[i, j] == pytest.approx(by_backpropagation(at, data, nbnn.squared, places), rel=1e-11, abs=1e-14)


def by_backpropagation(net, data, loss, places):
    forward = net.forward(data.x)
    d = net.backward(forward, loss.derivative(forward.y, data.z))
    means = [np.atleast_2d(d[layer.dl_dW].mean(axis=0)) for layer in net.quantities.layers]
    return np.array([means[layer][row, column] for layer, row, column in places])


def test_blocks_make_no_difference(monkeypatch):
    net = nbnn.Network.random((2, 4, 3, 1), activation=nbnn.tanh, seed=0)
    data, one, other = nbnn.datasets.moons(n=20), np.linspace(-1, 1, 7), np.linspace(-2, 0, 5)
    few = FewWeights(net, [(0, 1, 0), (1, 2, 3)], data.x)
    whole = [few.mean_losses([one[:, None], other], data.z, nbnn.hinge), few.mean_derivatives([one[:, None], other], data.z, nbnn.hinge)]
    assert len(list(few.blocks([one[:, None], other]))) == 1
    monkeypatch.setattr("nbnn.core.network.ensemble.NUMBERS_IN_CACHE", 300)
    parts = [few.mean_losses([one[:, None], other], data.z, nbnn.hinge), few.mean_derivatives([one[:, None], other], data.z, nbnn.hinge)]
    assert len(list(few.blocks([one[:, None], other]))) > 6
    for a, b in zip(whole, parts, strict=True):
        assert a == pytest.approx(b, rel=1e-13, abs=1e-15)


def test_an_overflow_is_a_number_that_is_not_finite_and_no_warning():
    net = nbnn.Network([[[1.0, 0.0]], [1.0]], activation=nbnn.relu)
    means = FewWeights(net, [(0, 0, 0)], np.array([[1e200, 0.0]])).mean_losses([np.array([1e200, 1e-200])], np.array([1]), nbnn.squared)
    assert np.isinf(means[0]) and np.isfinite(means[1])


@pytest.mark.parametrize("runs_last", [False, True])
@pytest.mark.parametrize("batch", [1, 3])
def test_the_derivative_of_many_runs_is_that_of_each(net, data, batch, runs_last):
    loss = nbnn.LOSSES["hinge" if net.one_score else "cross_entropy"]
    thetas = net.theta + np.random.default_rng(7).normal(size=(4, net.quantities.n_weights))
    picked = np.random.default_rng(8).integers(len(data), size=(4, batch))
    X = np.concatenate([data.x[picked], np.ones((4, batch, int(net.bias)))], axis=-1)
    ensemble = Ensemble(net, thetas, loss, sgd_optimizer, runs_last=runs_last)
    ensemble.derive(X, data.z[picked], 0.1)
    for run, theta in enumerate(thetas):
        steps = [nbnn.sgd_step(net.with_theta(theta), data.x[k], int(data.z[k]), loss=loss, eta=0.1) for k in picked[run]]
        each = [np.concatenate([np.ravel(step[layer.dl_dW]) for layer in net.quantities.layers]) for step in steps]
        assert np.allclose(ensemble.dl_dtheta[run], np.mean(each, axis=0), rtol=1e-9, atol=1e-12)
    before = ensemble.theta.copy()
    ensemble.update(X, data.z[picked], 0.1)
    assert np.allclose(ensemble.theta, before - 0.1 * ensemble.dl_dtheta, rtol=1e-12)


def test_what_else_an_ensemble_adds_to_its_updates(net, data):
    loss, thetas = nbnn.LOSSES["squared"], np.stack([net.theta, net.theta + 0.1])
    X, z = np.concatenate([data.x[:2], np.ones((2, int(net.bias)))], axis=-1)[None], np.stack([data.z[:2]] * 2)
    plain, more = (Ensemble(net, thetas, loss, sgd_optimizer, penalty_slope=slope, settle=settle)
                   for slope, settle in ((None, None), (lambda theta: 2 * theta, lambda before, after, eta: after + eta * before)))
    plain.derive(X, z, 0.5)
    more.update(X, z, 0.5)
    assert np.allclose(more.dl_dtheta, plain.dl_dtheta + 2 * thetas, rtol=1e-12)
    assert np.allclose(more.theta, thetas - 0.5 * more.dl_dtheta + 0.5 * thetas, rtol=1e-12)
