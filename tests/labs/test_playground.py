"""The Playground in plain Python: it trains what its recipe says, tells it, and refuses what does not fit."""

import numpy as np
import pytest
from ipywidgets.widgets import widget as registry

import nbnn
from nbnn.labs import Playground


def test_it_trains_what_the_core_trains():
    lab = Playground(epochs=12)
    history = lab.train()
    train, validation = nbnn.datasets.moons(n=200, noise=0.15, seed=0).split(0.7, seed=0)
    net = nbnn.Network.random([2, 4, 2, 1], activation=nbnn.tanh, initializer=nbnn.xavier, seed=0, bias=True)
    same = nbnn.train(net, train, validation, loss=nbnn.hinge, eta=0.05, batch_size=10, epochs=12, seed=0)
    assert np.array_equal(history.weights, same.weights) and len(history) == 12
    assert lab.sentence().startswith("Epoch 12 of 12: training loss ") and lab.view.done
    assert len(lab.table()) == 11
    lab.close()


def test_closing_leaves_no_widget():
    before = set(registry._instances)
    lab = Playground()
    lab._repr_mimebundle_()
    lab.close()
    assert set(registry._instances) == before


@pytest.mark.parametrize(("choices", "error", "words"), [
    ({"hidden": (9,)}, ValueError, "at most 4 layers of 1 to 8 units"), ({"hidden": (2,) * 5}, ValueError, "at most 4 layers"),
    ({"data": "moon"}, ValueError, "data is 'moon'"), ({"activation": "rel"}, ValueError, "did you mean 'relu'"),
    ({"batch_size": 1000}, ValueError, "at most 140"), ({"dropout": 1.0}, ValueError, "dropout"), ({"l2": -1}, ValueError, "l2|λ"),
    ({"patience": 3, "share": 1}, ValueError, "no validation data"), ({"share": 0}, ValueError, "share for training"),
    ({"features": ()}, ValueError, "at least one"), ({"features": ("x3",)}, ValueError, "features are x3"),
    ({"eta": 0}, ValueError, "eta"), ({"schedule": "linear"}, ValueError, "schedule is 'linear'"),
    ({"hiden": (3,)}, TypeError, "did you mean 'hidden'"),
    ({"data": "digits", "hidden": (64, 64), "epochs": 4000}, ValueError, "page keeps"),
])
def test_what_does_not_fit_is_said(choices, error, words):
    with pytest.raises(error, match=words):
        Playground(**choices)
