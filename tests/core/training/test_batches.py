"""An update by a mini-batch: to the bit the one that an ensemble of a single run makes, whatever is added, dropped or left over."""

import numpy as np
import pytest

import nbnn
from nbnn.core.network.ensemble import Ensemble
from nbnn.core.records.losses import LOSSES
from nbnn.core.records.optimizers import OPTIMIZERS
from nbnn.core.training.batches import BatchWorkspace
from nbnn.core.training.engines import penalty_settle, penalty_slope
from nbnn.core.training.sgd import column_times_row, workspace

SIZES = [(3, 1), (3, 2), (2, 8, 1), (2, 4, 2, 1), (5, 16, 9, 3), (2, 3, 3, 3, 3, 2), (64, 32, 10)]
MIXED = ("relu", "relu", "tanh", "sigmoid")


def made(net, b, rng):
    """A batch of b examples."""
    X = rng.normal(size=(b, net.n_inputs))
    z = rng.choice([-1, 1], b) if net.one_score else rng.integers(1, net.sizes[-1] + 1, b)
    return (np.column_stack([X, np.ones(b)]) if net.bias else X), z


def assert_the_same_updates(net, loss, optimizer=nbnn.momentum, penalty=None, sizes=(10, 10, 7, 1, 2), dropped=False):
    """Batches of these sizes, one after the other, by both."""
    rng, added = np.random.default_rng(0), (penalty_slope(net, penalty), penalty_settle(net, penalty))
    alone = BatchWorkspace(net, loss, optimizer, added[0], settle=added[1])
    one = Ensemble(net, net.theta[None], loss, optimizer, added[0], settle=added[1])
    for b in sizes:
        X, z = made(net, b, rng)
        masks = [rng.integers(2, size=(b, units)) * 2.0 for units in net.sizes[1:-1]] if dropped else None
        alone.update(X, z, 0.05, masks)
        one.update(X[None], z[None], 0.05, None if masks is None else [mask[None] for mask in masks])
        for name in ("theta", "dl_dtheta", "place"):
            assert np.array_equal(getattr(alone, name), getattr(one, name)[0]), name
    return alone


@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_shape(sizes, bias):
    net = nbnn.Network.random(sizes, "tanh", seed=3, bias=bias)
    assert not np.array_equal(assert_the_same_updates(net, nbnn.squared).theta, net.theta)
    for g in ("relu", "tanh", MIXED[:len(sizes) - 2] or "relu"):
        net = nbnn.Network.random(sizes, g, seed=3, bias=bias)
        loss = nbnn.hinge if net.one_score else nbnn.cross_entropy
        assert_the_same_updates(net, loss)
        assert_the_same_updates(net, loss, sizes=(1, 4), dropped=True)


def test_every_optimizer_penalty_loss_and_an_output():
    one, many = (nbnn.Network.random(sizes, ["tanh", "relu"], seed=1, bias=True) for sizes in ((2, 5, 3, 1), (2, 5, 3, 4)))
    for optimizer in OPTIMIZERS.values():
        assert_the_same_updates(one, nbnn.squared, optimizer)
    for penalty in (nbnn.l2(0.1), nbnn.l1(0.1), nbnn.proximal_l1(0.01), nbnn.weight_decay(0.1)):
        assert_the_same_updates(one, nbnn.squared, nbnn.adam, penalty)
    for loss in (each for each in LOSSES.values() if each.takes_labels and each.outputs[0] < 0 and each is not nbnn.zero_one):
        for net in (net for net, kind in ((one, "one"), (many, "many")) if loss.scores in (kind, "both")):
            assert_the_same_updates(net, loss)
    assert_the_same_updates(nbnn.Network.random((2, 5, 1), "tanh", output="sigmoid"), nbnn.squared)


def test_a_column_times_a_row_is_every_product():
    rng = np.random.default_rng(0)
    for m, n in ((1, 1), (8, 2), (10, 33), (32, 64)):
        column, row, out = rng.normal(size=(m, 1)), rng.normal(size=(1, n)), np.full((m, n), np.nan)
        column[m // 2], row[0, n // 2] = 0.0, 1e200
        column_times_row(column, row, out)
        assert np.array_equal(out, column * row)


@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_one_example_without_a_record_has_the_recorded_update(sizes, bias):
    net, rng = nbnn.Network.random(sizes, MIXED[:len(sizes) - 2] or "relu", seed=3, bias=bias), np.random.default_rng(1)
    loss = nbnn.squared if net.one_score else nbnn.cross_entropy
    recorded, quiet = (workspace(net, loss, nbnn.sgd_optimizer, 0.05, quiet=quiet) for quiet in (False, True))
    for t in range(5):
        [x], [z] = made(net, 1, rng)
        for work in (recorded, quiet):
            work.update(x, int(z), t)
        assert np.array_equal(recorded.theta, quiet.theta) and np.array_equal(recorded.dl_dtheta, quiet.dl_dtheta)
