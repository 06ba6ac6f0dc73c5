"""Many networks measured side by side: the numbers of one at a time."""

import numpy as np
import pytest

import nbnn
from nbnn.core.network.ensemble import Measures
from nbnn.core.network.side_by_side import NUMBERS_AT_ONCE, SideBySide

MOONS = nbnn.datasets.moons(n=30, noise=0.2, seed=1).split(0.7)
DIGITS = nbnn.datasets.digits().split(40 / 1797)[0].split(0.5)
CASES = [
    ((2, 8, 1), MOONS, "hinge", {}), ((2, 1), MOONS, "logistic", {}),
    ((2, 4, 3, 1), MOONS, "squared", {"bias": True, "activation": "tanh"}),
    ((2, 5, 1), MOONS, "hinge", {"output": "tanh"}), ((64, 6, 10), DIGITS, "cross_entropy", {}),
    ((64, 10), DIGITS, "multiclass_hinge", {"bias": True}),
]


def thetas_of(sizes, count: int, **knobs) -> tuple[nbnn.Network, np.ndarray]:
    nets = [nbnn.Network.random(sizes, seed=seed, **knobs) for seed in range(count)]
    return nets[0], np.array([net.theta for net in nets])


@pytest.mark.parametrize(("sizes", "sets", "loss", "knobs"), CASES)
def test_the_numbers_of_measures_for_each_set(sizes, sets, loss, knobs):
    net, thetas = thetas_of(sizes, 50, **knobs)
    thetas[3, 0] = 1e300  # a run that has left the usual numbers
    for data, (losses, right) in zip(sets, SideBySide(net, sets, nbnn.LOSSES[loss]).measure(thetas), strict=True):
        expected, share = zip(*map(Measures(net, data, nbnn.LOSSES[loss]).measure, thetas))
        np.testing.assert_allclose(losses, expected, rtol=1e-12)
        np.testing.assert_array_equal(right, share)


@pytest.mark.parametrize(("sizes", "sets", "loss", "knobs"), CASES)
def test_to_the_bit_the_same_whichever_are_beside_it(sizes, sets, loss, knobs):
    net, thetas = thetas_of(sizes, NUMBERS_AT_ONCE // (len(sets[0]) + len(sets[1])) // max(sizes[1:]) + 3, **knobs)
    whole = SideBySide(net, sets, nbnn.LOSSES[loss])
    few = whole.measure(thetas[-3:])
    for (losses, right), (losses_of_few, right_of_few) in zip(whole.measure(thetas), few, strict=True):
        assert losses[-3:].tobytes() == losses_of_few.tobytes() and right[-3:].tobytes() == right_of_few.tobytes()


def test_targets_have_r2_and_a_mean_absolute_error():
    x = np.linspace(-1, 1, 12)[:, None]
    data = nbnn.Dataset(x, 2 * x[:, 0] - 0.5, ["x"], (), targets=["y"])
    net, thetas = thetas_of((1, 3, 1), 5)
    [(losses, both)] = SideBySide(net, [data], nbnn.squared).measure(thetas)
    expected, fits = zip(*map(Measures(net, data, nbnn.squared).measure, thetas))
    np.testing.assert_allclose(losses, expected, rtol=1e-12)
    np.testing.assert_allclose(both, fits, rtol=1e-12)
