"""The graph against HIPS `autograd`, which shares no code with it: random programs of shared nodes and broadcast arrays, and networks."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

import nbnn
from nbnn.core.graph import graph as g

SHAPES = ((), (3,), (1,), (2, 3), (2, 1))
HIDDEN = {0: (), 1: (5,), 2: (5, 4), 3: (5, 4, 3)}


class Theirs:
    """The functions of our graph in autograd's NumPy."""

    exp, log, sum, tanh = anp.exp, anp.log, anp.sum, anp.tanh

    @staticmethod
    def max(*a):
        largest = a[0]
        for each in a[1:]:
            larger = (largest >= each) * 1.0  # autograd's where does not sum a broadcast operand back
            largest = largest * larger + each * (1 - larger)
        return anp.max(largest) if len(a) == 1 else largest

    @staticmethod
    def relu(a):
        return anp.where(a > 0, a, 0.0)

    @staticmethod
    def leaky_relu(a):
        return anp.where(a > 0, a, 0.01 * a)

    @staticmethod
    def sigmoid(a):
        return 1 / (1 + anp.exp(-a))

    @staticmethod
    def softplus(a):
        return anp.log(1 + anp.exp(a))

    @staticmethod
    def log_sum_exp(a):
        return anp.log(anp.sum(anp.exp(a)))


def squeezed(by, a):
    """a between −1 and 1, so that a long program stays among moderate numbers."""
    return by.tanh(a)


STEPS = (
    lambda by, a, b: a + b, lambda by, a, b: a - b, lambda by, a, b: a * b, lambda by, a, b: a / (2.5 + squeezed(by, b)),
    lambda by, a, b: (1.5 + squeezed(by, a)) ** squeezed(by, b), lambda by, a, b: -a, lambda by, a, b: by.exp(squeezed(by, a)) * b,
    lambda by, a, b: by.log(1.5 + squeezed(by, a)), lambda by, a, b: by.sum(a) * b, lambda by, a, b: by.max(a, b, 0.1),
    lambda by, a, b: by.max(a) - b, lambda by, a, b: by.relu(a) + b, lambda by, a, b: by.leaky_relu(a), lambda by, a, b: by.sigmoid(a) * a,
    lambda by, a, b: by.softplus(squeezed(by, a)), lambda by, a, b: by.log_sum_exp(squeezed(by, a)) * b, lambda by, a, b: a ** 2 * b,
)


def program(by, variables, seed):
    """One number, by fifteen random operations on what came before: nodes are used many times, shapes are mixed."""
    rng = np.random.default_rng(seed)
    made = list(variables)
    for _ in range(15):
        a, b = (made[k] for k in rng.integers(0, len(made), 2))
        made.append(squeezed(by, STEPS[rng.integers(len(STEPS))](by, a, b)))
    total = by.sum(made[0])
    for each in made[1:]:
        total = total + by.sum(each * each)
    return total


@pytest.mark.parametrize("seed", range(60))
def test_random_programs(seed):
    rng = np.random.default_rng(1000 + seed)
    values = [rng.normal(0, 1, shape) for shape in SHAPES]
    variables = [g.variable(value, f"x{k}") for k, value in enumerate(values)]
    node = program(g, variables, seed)
    g.backward(node)
    assert node.value == pytest.approx(program(Theirs, values, seed), rel=1e-12)
    theirs = grad(lambda values: program(Theirs, values, seed))(values)
    for variable, derivative in zip(variables, theirs, strict=True):
        assert variable.derivative == pytest.approx(derivative, rel=1e-10, abs=1e-10)
        assert np.shape(variable.derivative) == np.shape(derivative)


LOSSES = {
    "hinge": lambda y, z: anp.where(z * y < 1, 1 - z * y, 0.0), "perceptron": lambda y, z: anp.where(z * y < 0, -z * y, 0.0),
    "binary_cross_entropy": lambda y, z: anp.logaddexp(0.0, -2 * z * y), "squared": lambda y, z: (y - z) ** 2,
    "cross_entropy": lambda y, z: anp.log(anp.sum(anp.exp(y))) - y[z - 1],
}


@pytest.mark.parametrize("depth", HIDDEN)
@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "softplus", "leaky_relu"])
@pytest.mark.parametrize("loss", LOSSES)
def test_networks(loss, activation, bias, depth):
    K = 3 if loss == "cross_entropy" else 1
    net = nbnn.Network.random((4, *HIDDEN[depth], K), activation=activation, initializer=nbnn.xavier, seed=3, bias=bias)
    x = np.random.default_rng(depth).normal(0, 1, 4)

    def theirs(weights, z):
        below = anp.append(x, 1.0) if bias else x
        for W in weights[:-1]:
            below = getattr(Theirs, activation)(anp.dot(W, below))
            below = anp.append(below, 1.0) if bias else below
        return LOSSES[loss](anp.dot(weights[-1], below), z)

    for z in (1, 2, 3) if K > 1 else (-1, 1):
        node = g.of_network(net, x, z, loss)
        g.backward(node)
        found = g.by_name(node)
        for layer, derivative in zip(net.quantities.layers, grad(theirs)(list(net.weights), z), strict=True):
            assert found[layer.W].derivative == pytest.approx(derivative, rel=1e-11, abs=1e-12)


def test_products_of_matrices():
    rng = np.random.default_rng(5)
    values = [rng.normal(0, 1, shape) for shape in ((3, 4), (4, 2), (2,), (3,))]
    of = lambda A, B, u, v, total, tanh: total(tanh(A @ B) @ u * (v @ A @ B @ u) + (v @ v) * (A @ (B @ u)))
    variables = [g.variable(value, name) for value, name in zip(values, "ABuv")]
    g.backward(of(*variables, g.sum, g.tanh))
    theirs = grad(lambda values: of(*values, anp.sum, anp.tanh))(values)
    for variable, derivative in zip(variables, theirs, strict=True):
        assert variable.derivative == pytest.approx(derivative, rel=1e-12)
