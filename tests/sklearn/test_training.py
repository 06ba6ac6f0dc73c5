"""One pass after another is one training, and an overflow is said."""

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

import nbnn
from nbnn.sklearn import NetworkClassifier
from nbnn.sklearn.training import Passes

MOONS = nbnn.datasets.moons(24)
NET = nbnn.Network.random([2, 5, 1], seed=1, bias=True)


@pytest.mark.parametrize("optimizer", nbnn.OPTIMIZERS.values(), ids=repr)
def test_passes_are_the_epochs_of_one_training(optimizer):
    """With all examples in a batch their order does not count, so the passes can be compared with `nbnn.train`."""
    settings = {"loss": nbnn.hinge, "optimizer": optimizer, "eta": nbnn.decay(0.1), "batch_size": 24}
    passes, network = Passes(np.random.default_rng(0)), NET
    for _ in range(4):
        network = passes.go_through(network, MOONS, **settings)
    wanted = nbnn.train(NET, MOONS, epochs=4, **settings).network
    assert network.theta == pytest.approx(wanted.theta, abs=1e-12) and passes.updates == 4


@pytest.mark.parametrize("optimizer", nbnn.OPTIMIZERS.values(), ids=repr)
def test_the_memory_goes_on_where_a_part_has_one_example(optimizer):
    """One example alone is an update of `sgd`, by another engine."""
    passes, network, state = Passes(np.random.default_rng(0)), NET, None
    for i in (3, 1, 4, 1):
        network = passes.go_through(network, MOONS.subset([i]), loss=nbnn.hinge, optimizer=optimizer, eta=0.1, batch_size=1)
    assert passes.updates == 4
    several = Passes(np.random.default_rng(0), passes.state, passes.updates)
    several.go_through(network, MOONS.subset([0, 1, 2]), loss=nbnn.hinge, optimizer=optimizer, eta=0.1, batch_size=3)
    expected, state = NET, None
    for i in (3, 1, 4, 1):
        step = nbnn.sgd_step(expected, *MOONS[i], loss=nbnn.hinge, eta=0.1, optimizer=optimizer, state=state)
        expected, state = step.after, step.state
    assert np.array_equal(network.theta, expected.theta) and several.updates == 5


def test_dropout_and_an_optimizer_that_changes_between_passes():
    passes = Passes(np.random.default_rng(0))
    network = passes.go_through(NET, MOONS, loss=nbnn.hinge, optimizer="adam", eta=0.1, batch_size=5, dropout=0.5)
    assert not np.array_equal(network.theta, NET.theta) and set(passes.state) >= {"m"}
    passes.go_through(network, MOONS, loss=nbnn.hinge, optimizer="momentum", eta=0.1, batch_size=5)
    assert "m" not in passes.state


def test_an_overflow_is_said_and_changes_nothing():
    passes = Passes(np.random.default_rng(0))
    with pytest.warns(ConvergenceWarning, match="the numbers overflowed, so these examples changed nothing"):
        network = passes.go_through(NET, MOONS, loss=nbnn.squared, eta=1e200, batch_size=5)
    assert network is NET and passes.updates == 0


def test_a_training_that_overflows_warns_and_keeps_the_last_finite_network():
    with pytest.warns(ConvergenceWarning, match="training stopped after . of 20 epochs: "):
        classifier = NetworkClassifier(optimizer="sgd", loss="squared", eta=1e3, epochs=20, random_state=0).fit(100 * MOONS.x, MOONS.z)
    assert np.isfinite(classifier.network_.theta).all() and np.isfinite(classifier.decision_function(MOONS.x)).all()
