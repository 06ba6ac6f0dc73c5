"""Spread of activations and derivatives: against one example after the other, theory, and units that are copies."""

import numpy as np
import pytest

import nbnn
from nbnn.core.network.initialization import identical_units, spread, table

WIDE = nbnn.Dataset.from_arrays(np.random.default_rng(0).normal(size=(150, 64)), np.arange(150) % 2 * 2 - 1)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_numbers_are_those_of_single_steps(activation, bias):
    data = nbnn.datasets.moons(20)
    net = nbnn.Network.random((2, 5, 4, 1), activation=activation, seed=3, bias=bias)
    net = net.with_theta(net.theta + 0.1)
    steps = [nbnn.sgd_step(net, x, z, "binary_cross_entropy") for x, z in data]
    layers = spread(net, data, "binary_cross_entropy")
    assert [layer.number for layer in layers] == [1, 2, 3]
    for layer in layers[:-1]:
        for found, name in ((layer.a, "a"), (layer.h, "h"), (layer.dl_da, "dl_da"), (layer.dl_dW, "dl_dW")):
            values = np.array([step[f"{name}{layer.number}"] for step in steps])
            if name == "h" and bias:
                values = values[:, :-1]
            assert found.name == f"{name}{layer.number}"
            assert found.mean == pytest.approx(values.mean(), rel=1e-11, abs=1e-14)
            assert found.std == pytest.approx(values.std(), rel=1e-11)
            assert (found.low, found.high) == pytest.approx((values.min(), values.max()), rel=1e-11)
            assert found.zeros == np.mean(values == 0)
            assert found.counts.sum() == values.size
    last = layers[-1]
    assert last.a.mean == pytest.approx(np.mean([step.y for step in steps]))
    assert last.dl_da.std == pytest.approx(np.std([step.dl_dy for step in steps]))
    assert last.dl_dW.std == pytest.approx(np.std([step.dl_dw3 for step in steps]))
    assert (last.h, last.flat, last.dead) == (None, None, None)


def deep(activation, initializer):
    net = nbnn.Network.random((64, *[64] * 6, 1), activation=activation, initializer=initializer, seed=1)
    return spread(net, WIDE, "squared")


def test_he_keeps_relus_spread_and_xavier_keeps_tanhs():
    relu = deep(nbnn.relu, nbnn.he)
    assert 0.6 < relu[5].h.std / relu[0].h.std < 1.6
    halving = deep(nbnn.relu, nbnn.xavier)
    assert halving[5].h.std / halving[0].h.std == pytest.approx(2**-2.5, rel=0.4)
    tanh = deep(nbnn.tanh, nbnn.xavier)
    assert 0.4 < tanh[5].h.std / tanh[0].h.std < 1
    vanishing = deep(nbnn.tanh, nbnn.small_uniform(0.01))
    assert vanishing[5].h.std < 1e-5
    assert vanishing[0].dl_dW.std < 1e-3 * tanh[0].dl_dW.std


def test_saturated_and_dead_units():
    saturated = deep(nbnn.tanh, nbnn.small_uniform(3))
    assert saturated[2].flat > 0.7
    assert deep(nbnn.tanh, nbnn.xavier)[2].flat < 0.05
    half = deep(nbnn.relu, nbnn.he)[0]
    assert half.flat == pytest.approx(0.5, abs=0.05)
    assert half.flat == half.h.zeros
    net = nbnn.Network([np.array([[1.0, 0], [-1, 0], [-2, 0]]), np.ones(3)])
    right = nbnn.Dataset.from_arrays([[1.0, 0.0], [2.0, 1.0]], [1, -1])
    [layer, _] = spread(net, right, "hinge")
    assert (layer.dead, layer.flat) == (2, pytest.approx(2 / 3))


def test_zeros_stop_everything():
    net = nbnn.Network.random((2, 3, 1), initializer=nbnn.zeros)
    first, last = spread(net, nbnn.datasets.moons(10), "hinge")
    assert (first.h.zeros, first.dl_dW.zeros, last.dl_dW.zeros) == (1, 1, 1)
    assert first.dl_dW.counts.sum() == 10 * 6


def test_units_that_begin_equal_stay_copies():
    data = nbnn.datasets.moons(40)
    net = nbnn.Network.random((2, 4, 1), initializer=nbnn.same)
    assert identical_units(net) == (((0, 1, 2, 3),),)
    trained = nbnn.train(net, data, loss="hinge", eta=0.1, batch_size=1, epochs=5).network
    assert not np.array_equal(trained.theta, net.theta)
    assert identical_units(trained) == (((0, 1, 2, 3),),)
    assert identical_units(nbnn.Network.random((2, 4, 1), seed=0)) == ((),)


def test_copies_have_equal_weights_in_and_out():
    W1, W2, w3 = np.array([[1.0, 2], [1, 2], [0, 1], [1, 2]]), np.array([[1.0, 1, 5, 2], [3, 3, 5, 4]]), np.array([1.0, 1])
    assert identical_units(nbnn.Network([W1, W2, w3])) == (((0, 1),), ())
    close = nbnn.Network([W1 + np.array([[0], [1e-9], [0], [0]]), W2, w3])
    assert identical_units(close) == ((), ())
    assert identical_units(close, tolerance=1e-8) == (((0, 1),), ())
    assert identical_units(nbnn.Network([np.ones(2)])) == ()


def test_words_and_table():
    layers = spread(nbnn.Network.random((2, 3, 1), seed=0), nbnn.datasets.moons(10), "hinge")
    assert repr(layers[0]).startswith("LayerSpread(1: Spread(h: mean ")
    assert repr(layers[1]).startswith("LayerSpread(2: Spread(y: mean ")
    rows = table(layers)
    assert rows[0]["size"] == "2 → 3"
    assert rows[1]["std of h"] is None
    with pytest.raises(ValueError, match="read-only"):
        layers[0].a.counts[0] = 1


def test_errors():
    net, data = nbnn.Network.random((2, 3, 1), seed=0), nbnn.datasets.moons(10)
    with pytest.raises(ValueError, match="bins is 0"):
        spread(net, data, "hinge", bins=0)
    with pytest.raises(ValueError, match="needs K scores"):
        spread(net, data, "cross_entropy")
    with pytest.raises(ValueError, match="is not finite: use smaller weights"):
        spread(net.with_theta(net.theta * 1e160), data, "squared")
    with pytest.raises(TypeError, match="give a Network"):
        identical_units([1])


def test_a_tolerance_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"tolerance is -0\.1: it must be 0 or more"):
        identical_units(nbnn.Network([[[1, 2], [1, 2]], [1, 1]]), tolerance=-0.1)
