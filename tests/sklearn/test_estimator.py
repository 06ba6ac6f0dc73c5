"""The settings that both estimators share: each reaches the network or its training."""

import inspect
import subprocess
import sys

import numpy as np
import pytest

import nbnn
import nbnn.sklearn
from nbnn.sklearn import NetworkClassifier
from nbnn.sklearn.estimator import NetworkEstimator

MOONS = nbnn.datasets.moons(30)

# Another value of each setting that a training without patience uses.
OTHERS = {"hidden_layer_sizes": (3, 4), "activation": ["tanh"], "output": "tanh", "initializer": nbnn.xavier, "bias": False,
          "loss": "cross_entropy", "optimizer": nbnn.momentum, "eta": nbnn.decay(0.1), "epochs": 3, "batch_size": 7, "l2": 0.1,
          "penalty": nbnn.l1(0.1), "dropout": 0.5, "patience": 1, "random_state": 1}


def fitted(**settings) -> NetworkClassifier:
    return NetworkClassifier(**{"random_state": 0, "epochs": 2, **settings}).fit(MOONS.x, MOONS.z)


def test_every_setting_has_another_value_here():
    settings = set(inspect.signature(NetworkEstimator.__init__).parameters) - {"self"}
    assert settings == {*OTHERS, "validation_fraction"} and settings == set(NetworkClassifier().get_params())


@pytest.mark.parametrize("name", OTHERS)
def test_a_setting_changes_what_comes_of_it(name):
    plain, other = fitted().network_, fitted(**{name: OTHERS[name]}).network_
    assert other.sizes != plain.sizes or not np.array_equal(other.scores(MOONS.x), plain.scores(MOONS.x))


def test_a_training_is_that_of_train():
    classifier = fitted(optimizer="momentum", eta=0.05, l2=0.01, batch_size=4, epochs=5)
    history = classifier.history_
    again = nbnn.train(history.start, history.data, loss=nbnn.binary_cross_entropy, optimizer="momentum", eta=0.05, l2=0.01, batch_size=4,
                       epochs=5, seed=history.plan.seed)
    assert np.array_equal(again.network.theta, classifier.network_.theta)


def test_a_batch_has_at_most_all_examples():
    assert fitted(batch_size=1000).history_.plan.batch_size == 30
    with pytest.raises(ValueError, match="batch_size is 0: it must be 1 or more"):
        fitted(batch_size=0)


@pytest.mark.parametrize(("settings", "said"), [
    ({"activation": "rellu"}, "did you mean 'relu'"), ({"eta": -1}, "eta is -1"), ({"hidden_layer_sizes": (0,)}, "sizes"),
    ({"hidden_layer_sizes": "8"}, "sizes"), ({"optimizer": "adamm"}, "did you mean 'adam'"), ({"loss": "hinche"}, "did you mean 'hinge'"),
    ({"epochs": 0}, "epochs is 0"), ({"dropout": 1}, "dropout is 1"), ({"patience": 0}, "patience is 0")])
def test_a_setting_that_cannot_be_is_said_in_fit(settings, said):
    with pytest.raises((ValueError, TypeError), match=said):
        fitted(**settings)


def test_random_state_may_be_a_generator_and_none_differs_each_time():
    one, same = (fitted(random_state=np.random.RandomState(4)).network_.theta for _ in range(2))
    assert np.array_equal(one, same)
    assert not np.array_equal(*(fitted(random_state=None).network_.theta for _ in range(2)))


def test_it_loads_on_first_use_and_says_what_to_install():
    code = ("import importlib.util as u, sys, nbnn; real = u.find_spec\n"
            "u.find_spec = lambda name: None if name == 'sklearn' else real(name)\n"
            "assert 'sklearn' in dir(nbnn) and not {'sklearn', 'nbnn.sklearn'} & sys.modules.keys()\n"
            "try: nbnn.sklearn\nexcept ModuleNotFoundError as error: print(error)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "nbnn.sklearn needs scikit-learn, which is not installed here: pip install scikit-learn\n"


def test_every_estimator_is_listed():
    assert set(nbnn.sklearn.__all__) == {each.__name__ for each in NetworkEstimator.__subclasses__()}
