"""The mean loss along chosen weights and its derivative against HIPS `autograd`, which shares no code with ours."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

import nbnn
from nbnn.core.landscapes import slices as landscape
from nbnn.core.landscapes.slices import as_curve, derivatives_at, sgd_curve

HIDDEN = {0: (), 1: (5,), 2: (5, 4), 3: (4, 3, 2)}
ACTIVATIONS = {"relu": lambda a: anp.where(a > 0, a, 0.0), "tanh": anp.tanh}
LOSSES = {
    "hinge": lambda y, z: anp.where(z * y < 1, 1 - z * y, 0.0),
    "binary_cross_entropy": lambda y, z: anp.logaddexp(0.0, -2 * z * y),
    "squared": lambda y, z: (y - z) ** 2,
    "cross_entropy": lambda y, z: anp.log(anp.sum(anp.exp(y - anp.max(y)))) + anp.max(y) - y[z - 1],
}


def theirs(theta, net, examples, loss):
    """The mean loss over pairs (x, z) as a function of θ, one example after the other, in autograd's NumPy."""
    weights, start = [], 0
    for w in net.weights:
        weights.append(anp.reshape(theta[start:start + w.size], w.shape))
        start += w.size
    total = 0.0
    for x, z in examples:
        below = anp.append(x, 1.0) if net.bias else x
        for W in weights[:-1]:
            below = ACTIVATIONS[net.activation.key](anp.dot(W, below))
            below = anp.append(below, 1.0) if net.bias else below
        total = total + LOSSES[loss](anp.dot(weights[-1], below), z)
    return total / len(examples)


@pytest.mark.parametrize(("depth", "activation", "bias"), [(0, "relu", False), (0, "relu", True), *(
    (depth, activation, (depth + k) % 2 == 0) for depth in HIDDEN if depth for k, activation in enumerate(ACTIVATIONS))])
@pytest.mark.parametrize("loss", LOSSES)
def test_values_and_derivatives_along_chosen_weights(loss, activation, bias, depth):
    iris = nbnn.standardize(nbnn.datasets.iris() if loss == "cross_entropy" else nbnn.datasets.iris(classes=("versicolor", "virginica")))
    data = iris.subset(range(0, len(iris), 9))
    net = nbnn.Network.random((4, *HIDDEN[depth], 3 if loss == "cross_entropy" else 1), activation=activation, seed=3, bias=bias)
    net, rng = net.with_theta(net.theta + 0.1), np.random.default_rng(depth)
    places = [(layer, *place) for layer, w in enumerate(net.weights, 1) for place in np.ndindex(w.shape)]
    examples, slope = list(data), grad(theirs)
    curves = 0.0
    for i, j in (rng.choice(len(places), size=2, replace=False) for _ in range(4)):
        curve = as_curve(net, data, loss, [places[i], places[j]])
        noisy = sgd_curve(net, data, loss, [places[i], places[j]], batch=3, seed=1)
        picked = nbnn.core.training.sgd.draw_order("replacement", len(data), 6, 1)[3:]
        for w in rng.normal(size=(2, 2)):
            theta = net.theta
            theta[[i, j]] = w
            assert curve.value(w) == pytest.approx(theirs(theta, net, examples, loss), rel=1e-12)
            exact = slope(theta, net, examples, loss)[[i, j]]
            assert curve.derivative(w) == pytest.approx(exact, rel=1e-10, abs=1e-13)
            batch = slope(theta, net, [examples[k] for k in picked], loss)[[i, j]]
            assert noisy.derivative_at(w, 1) == pytest.approx(batch, rel=1e-10, abs=1e-13)
            curves += np.abs(exact).sum()
    assert curves > 0  # derivatives that are all zero would prove nothing
    fan = derivatives_at(net, data, loss)
    assert fan.mean == pytest.approx(slope(net.theta, net, examples, loss), rel=1e-10, abs=1e-13)
    assert fan.each[2] == pytest.approx(slope(net.theta, net, examples[2:3], loss), rel=1e-10, abs=1e-13)


@pytest.mark.parametrize("depth", HIDDEN)
def test_planes(depth):
    data = nbnn.datasets.moons(n=12)
    net = nbnn.Network.random((2, *HIDDEN[depth], 1), activation="tanh", seed=3, bias=True)
    d = landscape.random_directions(net, seed=2)
    p = landscape.plane(net, data, "binary_cross_entropy", d, resolution=5)
    for i, j in ((0, 4), (2, 2), (3, 1)):
        theta = net.theta + p.axes[0][i] * d.vectors[0] + p.axes[1][j] * d.vectors[1]
        assert p.values[i, j] == pytest.approx(theirs(theta, net, list(data), "binary_cross_entropy"), rel=1e-12)
