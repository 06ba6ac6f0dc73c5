"""Whole runs against HIPS `autograd`, which shares no code with ours, to ten digits: 1,000 updates of the deepest, 200 of the others."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

import nbnn

HIDDEN = {0: (), 1: (5,), 3: (5, 4, 3)}  # none; first and last in one; first, middle and last
ACTIVATIONS = {"relu": lambda a: anp.where(a > 0, a, 0.0), "tanh": anp.tanh}
LOSSES = {
    "hinge": lambda y, z: anp.where(z * y < 1, 1 - z * y, 0.0),
    "binary_cross_entropy": lambda y, z: anp.logaddexp(0.0, -2 * z * y),
    "squared": lambda y, z: (y - z) ** 2,
    "cross_entropy": lambda y, z: anp.log(anp.sum(anp.exp(y - anp.max(y)))) + anp.max(y) - y[z - 1],
}


def theirs(weights, x, z, activation, loss, bias):
    """ℓ as a function of the weights, in autograd's NumPy."""
    below = anp.append(x, 1.0) if bias else x
    for W in weights[:-1]:
        below = ACTIVATIONS[activation](anp.dot(W, below))
        below = anp.append(below, 1.0) if bias else below
    return LOSSES[loss](anp.dot(weights[-1], below), z)


def data_for(loss):
    if loss == "cross_entropy":
        return nbnn.standardize(nbnn.datasets.iris())
    return nbnn.standardize(nbnn.datasets.iris(classes=("versicolor", "virginica")))


@pytest.mark.parametrize(("depth", "activation", "bias"), [
    (0, "relu", False), (0, "relu", True), (1, "relu", True), (1, "tanh", False), (3, "relu", False), (3, "tanh", True)])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_run(loss, activation, bias, depth):
    data = data_for(loss)
    K = 3 if loss == "cross_entropy" else 1
    net = nbnn.Network.random((4, *HIDDEN[depth], K), activation=activation, initializer=nbnn.xavier, seed=3, bias=bias)
    updates = 500 if depth == max(HIDDEN) and bias else 200
    run = nbnn.sgd(net, data, loss=loss, eta=0.02, steps=updates, seed=1)
    slope = grad(theirs)
    weights = [w.copy() for w in net.weights]
    moved = 0
    for t in range(updates):
        x, z = data[int(run.examples[t])]
        derivatives = slope(weights, x, z, activation, loss, bias)
        moved += any(np.any(d) for d in derivatives)
        if t % 50 == 0:
            assert run.losses[t] == pytest.approx(theirs(weights, x, z, activation, loss, bias), rel=1e-10, abs=1e-10)
            for layer, d in zip(run.quantities.layers, derivatives, strict=True):
                assert run.column(layer.dl_dW)[t] == pytest.approx(d, rel=1e-10, abs=1e-10)
        weights = [w - 0.02 * d for w, d in zip(weights, derivatives, strict=True)]
    assert moved > updates / 20  # a run in which nothing happens would prove nothing
    for ours, w in zip(run[-1].after.weights, weights, strict=True):
        assert ours == pytest.approx(w, rel=1e-10, abs=1e-10)
