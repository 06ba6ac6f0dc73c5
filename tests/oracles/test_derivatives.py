"""Backpropagation against the complex step (12 digits) and central differences (6), for every activation, every loss,
depths 0 to 3, with and without biases. The forward pass here is written out once more: it shares the records only."""

import zlib
from functools import cache
from itertools import product

import numpy as np
import pytest

import nbnn
from nbnn.core.network.arguments import losses_with_meaning

TINY = 1e-30
EPSILON = 1e-6
HIDDEN = {0: (), 1: (4,), 2: (4, 3), 3: (4, 3, 5)}
FAR = 1e-3  # from every kink: a difference over one means nothing
OF_SCORES = [nbnn.LOSSES[key] for key in dict.fromkeys([*losses_with_meaning(), *losses_with_meaning(one_score=False)])]
COMPLEX = [(activation, loss) for activation in nbnn.ACTIVATIONS.values() for loss in OF_SCORES if loss.complex_step]
KINDS = [(loss, K) for loss in OF_SCORES for K in (1, 3) if loss.scores in ("both", "one" if K == 1 else "many")]


def forward(weights, net, x):
    """All pre-activations and the score, for real or complex weights."""
    below, pre = x, []
    for W in weights[:-1]:
        pre.append(W @ below)
        below = net.activation.value(pre[-1])
        below = np.append(below, 1.0) if net.bias else below
    return pre, weights[-1] @ below


def losses_with(net, x, z, loss, change):
    """The loss with one weight changed by this much, for each of them in turn, as `places` counts them: all in one forward pass."""
    count, below, first = net.theta.size, np.asarray(x)[None, :, None], 0
    for number, W in enumerate(net.weights):
        changed = np.tile(W.astype(type(change)).ravel(), (count, 1))
        own = np.arange(W.size)
        changed[first + own, own] += change
        first += W.size
        below = changed.reshape(count, -1, W.shape[-1]) @ below
        if number < len(net.weights) - 1:
            below = net.activation.value(below)
            below = np.concatenate([below, np.ones((count, 1, 1))], axis=1) if net.bias else below
    return loss.value(below[:, 0, 0] if net.one_score else below[..., 0], np.full(count, z))


def away_from_kinks(net, x, z, loss):
    pre, y = forward(net.weights, net, x)
    near = [abs(a - kink) for values in pre for a in values for kink in net.activation.kinks]
    near += [abs(y * z - kink) for kink in loss.kinks] if net.one_score else []
    if loss.key == "zero_one" and not net.one_score:
        top = np.sort(y)
        near.append(top[-1] - top[-2])
    return min(near, default=1.0) > FAR


@cache
def examples(activation, loss, K, depth, bias):
    """Three networks with one example each, away from kinks, some with a loss that asks for something."""
    rng = np.random.default_rng(zlib.crc32(f"{activation.key} {loss.key} {K} {depth} {bias}".encode()))
    found = []
    while len(found) < 3:
        net = nbnn.Network.random((3, *HIDDEN[depth], K), activation=activation, bias=bias)
        net = net.with_theta(rng.normal(size=net.theta.shape) * 0.7)
        x, z = rng.normal(size=3), int(rng.choice([-1, 1])) if K == 1 else int(rng.integers(1, K + 1))
        x_one = np.append(x, 1.0) if bias else x
        asks = loss.key == "zero_one" or np.any(loss.derivative(net.scores(x), z))
        if asks and away_from_kinks(net, x_one, z, loss):
            found.append((net, x, x_one, z))
    return found


def places(net):
    return [(number, at) for number, w in enumerate(net.weights) for at in np.ndindex(w.shape)]


def analytic(net, x, z, loss):
    """{place: ∂ℓ/∂w}, by sgd_step, which must be what `network.backward` says."""
    step = nbnn.sgd_step(net, x, z, loss=loss)
    layers = net.quantities.layers
    return {(number, at): float(step[layers[number].dl_dW][at]) for number, at in places(net)}


def combinations():
    """Every activation with every loss, in turns in a shallow and in a deep network; and, with one activation, all depths with and
    without biases."""
    for (loss, K), depth, bias in product(KINDS, HIDDEN, (False, True)):
        yield nbnn.relu, loss, K, bias, depth
    for (i, activation), (k, (loss, K)) in product(enumerate(nbnn.ACTIVATIONS.values()), enumerate(KINDS)):
        if activation is not nbnn.relu:
            bias, depth = [(False, 1), (True, 3)][(i + k) % 2]
            yield activation, loss, K, bias, depth


@pytest.mark.parametrize(("activation", "loss", "K", "bias", "depth"), [
    pytest.param(g, loss, K, bias, depth, id=f"{g.key}-{loss.key}-{K}-{'bias' if bias else 'no bias'}-{depth}")
    for g, loss, K, bias, depth in combinations()])
class TestEveryCombination:
    def test_complex_step(self, activation, loss, K, bias, depth):
        if not loss.complex_step:
            assert loss.key == "zero_one"  # flat: there is no imaginary part to look at; central differences check it
            return
        assert activation.complex_step
        for net, x, x_one, z in examples(activation, loss, K, depth, bias):
            ours = analytic(net, x, z, loss)
            exact = {place: value.imag / TINY for place, value in zip(ours, losses_with(net, x_one, z, loss, complex(0, TINY)))}
            scale = max(abs(v) for v in exact.values())
            for place, value in ours.items():
                assert abs(value - exact[place]) <= 1e-12 * max(abs(exact[place]), 1e-3 * scale), place

    def test_central_differences(self, activation, loss, K, bias, depth):
        for net, x, x_one, z in examples(activation, loss, K, depth, bias):
            ours = analytic(net, x, z, loss)
            changed = (losses_with(net, x_one, z, loss, change) for change in (EPSILON, -EPSILON))
            for (place, value), plus, minus in zip(ours.items(), *changed, strict=True):
                slope = (plus - minus) / (2 * EPSILON)
                assert abs(value - slope) <= max(1e-6 * abs(slope), 2e-9 * max(1, abs(plus))), place


@pytest.mark.parametrize(("loss", "K"), KINDS, ids=lambda v: getattr(v, "key", v))
@pytest.mark.parametrize("activation", nbnn.ACTIVATIONS.values(), ids=lambda record: record.key)
def test_the_check_of_the_lessons_agrees(activation, loss, K):
    """Away from kinks, where it may name none. At every depth: tests/core/network/test_gradients.py."""
    net, x, _, z = examples(activation, loss, K, 1, False)[0]
    report = nbnn.check.gradients(net, x, z, loss=loss)
    assert report.agrees and len(report) == len(net.theta) and not any(row.straddles_kink for row in report)


def test_every_record_is_here():
    assert {loss for loss, _ in KINDS} == set(OF_SCORES) and len(COMPLEX) == len(nbnn.ACTIVATIONS) * (len(OF_SCORES) - 1)


@pytest.mark.parametrize("depth", HIDDEN)
def test_intermediate_derivatives_too(depth):
    """∂ℓ/∂y, ∂ℓ/∂h and ∂ℓ/∂a by the complex step at their own place, not only through the weights."""
    for net, x, _, z in examples(nbnn.tanh, nbnn.binary_cross_entropy, 1, depth, True):
        step = nbnn.sgd_step(net, x, z, loss=nbnn.binary_cross_entropy)

        def from_layer(number, h, net=net, z=z):
            for W in net.weights[number + 1:-1]:
                h = np.append(net.activation.value(W @ h), 1.0)
            return nbnn.binary_cross_entropy.value(net.weights[-1] @ h, z)

        assert step.dl_dy == pytest.approx(nbnn.binary_cross_entropy.value(step.y + 1j * TINY, z).imag / TINY, rel=1e-12)
        for number, layer in enumerate(net.quantities.hidden):
            for k in range(len(step[layer.dl_dh])):
                h = step[layer.h].astype(complex)
                h[k] += 1j * TINY
                assert step[layer.dl_dh][k] == pytest.approx(from_layer(number, h).imag / TINY, rel=1e-12)
            for k in range(len(step[layer.dl_da])):
                a = step[layer.a].astype(complex)
                a[k] += 1j * TINY
                h = np.append(net.activation.value(a), 1.0)
                assert step[layer.dl_da][k] == pytest.approx(from_layer(number, h).imag / TINY, rel=1e-12)
