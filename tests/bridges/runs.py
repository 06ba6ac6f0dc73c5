"""Runs to be written as a script: every loss, optimizer, schedule, regularizer and activation that can be, found in its table."""

from functools import partial

import numpy as np

import nbnn
from nbnn.core.network.arguments import has_meaning
from nbnn.core.records.regularizers import Penalty

PLANE = nbnn.datasets.moons(30, noise=0.2, seed=1)
FLOWERS = nbnn.standardize(nbnn.datasets.iris(features=("petal length", "petal width")))
FALLING = nbnn.decay(0.05, lam=1.0)


def network(loss=nbnn.hinge, record=nbnn.tanh, **given):
    """(a network, data) that the loss fits."""
    scores, data = (3, FLOWERS) if loss.scores == "many" else (1, PLANE)
    return nbnn.Network.random([2, 4, 3, scores], record, seed=1, output=output(loss, scores), **given), data


def output(loss, scores=1):
    """An activation of the output for which the loss has a meaning."""
    return nbnn.identity if has_meaning(loss, one_score=scores == 1) else nbnn.sigmoid


def _sgd(loss, net=None, data=None, **given):
    own, fitting = network(loss)
    return nbnn.sgd(net or own, data or fitting, **{"loss": loss, "eta": 0.1, "steps": 12, "seed": 3} | given)


def _train(loss=nbnn.hinge, record=nbnn.tanh, bias=True, **given):
    net, data = network(loss, record, bias=bias)
    return nbnn.train(net, data, **{"loss": loss, "eta": 0.05, "batch_size": 7, "epochs": 4, "seed": 2} | given)


def _forked():
    run = _sgd(nbnn.hinge)
    return run.fork(4, run.network(4).with_weight(1, 0, 0, 3.0))


# Targets from 0 to 1, which every loss takes.
CURVE = nbnn.Dataset.from_arrays(PLANE.x, np.column_stack([np.sin(PLANE.x[:, 0]) ** 2, np.cos(PLANE.x[:, 1]) ** 2]))
ONE = nbnn.Dataset.from_arrays(PLANE.x, np.sin(PLANE.x[:, 0]) ** 2, targets=True)
TARGETS = {key: record for key, record in nbnn.LOSSES.items() if record.takes_targets and record.torch}



def _with_other_data():
    """The example of update 2 was moved, and another one chosen for what follows."""
    run = _sgd(nbnn.hinge, order=[0, 1, 2, 0, 2])
    return run.fork(2, data=nbnn.Dataset.from_arrays(PLANE.x[:3] + 0.5, -PLANE.z[:3]))


RUNS = {
    "data that a fork changed": _with_other_data,
    **{f"loss {key}, a target": partial(_sgd, record, nbnn.Network.random([2, 4, 1], nbnn.tanh, seed=1, output=output(record)), ONE)
       for key, record in TARGETS.items()},
    **{f"loss {key}, targets": partial(nbnn.train, nbnn.Network.random([2, 4, 2], nbnn.tanh, seed=1, output=output(record, 2)), CURVE,
                                       loss=record, eta=0.05, batch_size=7, epochs=4) for key, record in TARGETS.items()},
    **{f"output {key}": partial(_sgd, nbnn.squared, nbnn.Network.random([2, 4, 1], [nbnn.tanh], seed=1, bias=True, output=record), ONE)
       for key, record in nbnn.ACTIVATIONS.items()},
    "each layer its own": partial(_sgd, nbnn.hinge, nbnn.Network.random([2, 4, 3, 1], [nbnn.tanh, nbnn.softplus], seed=1)),
    **{f"loss {key}": partial(_sgd, record) for key, record in nbnn.LOSSES.items() if record.torch and record.takes_labels},
    **{f"loss {key}, batches": partial(_train, record) for key, record in nbnn.LOSSES.items() if record.torch and record.takes_labels},
    **{f"loss {key}, K scores": partial(_sgd, record, nbnn.Network.random([2, 4, 3], nbnn.tanh, seed=1, output=output(record, 3)), FLOWERS)
       for key, record in nbnn.LOSSES.items() if record.torch and record.takes_labels and record.scores == "both"},
    **{f"optimizer {key}": partial(_sgd, nbnn.hinge, optimizer=record) for key, record in nbnn.OPTIMIZERS.items()},
    **{f"optimizer {key}, falling": partial(_train, optimizer=record, eta=FALLING, l2=0.01) for key, record in nbnn.OPTIMIZERS.items()},
    **{f"schedule {key}": partial(_sgd, nbnn.hinge, eta=record) for key, record in nbnn.SCHEDULES.items()},
    **{f"activation {key}": partial(_train, record=record) for key, record in nbnn.ACTIVATIONS.items()},
    **{key: partial(_train, **{"penalty" if isinstance(record, Penalty) else "dropout": record})
       for key, record in nbnn.REGULARIZERS.items()},
    **{f"{key}, large, {optimizer!r}": partial(_train, penalty=record(0.2), optimizer=optimizer, eta=FALLING)
       for key, record in nbnn.REGULARIZERS.items() if isinstance(record, Penalty) for optimizer in (nbnn.adam, nbnn.momentum)},
    "everything": partial(_train, nbnn.cross_entropy, nbnn.leaky_relu(0.2), optimizer=nbnn.nesterov(0.8), eta=nbnn.cosine(0.05, 200),
                          l2=0.01, dropout=(0, 0.3), order="fixed"),
    "no hidden layer": partial(_sgd, nbnn.squared, nbnn.Network([[0.5, -0.2]])),
    "a rate of one's own": partial(_sgd, nbnn.hinge, eta=lambda t: 0.1 / (1 + t)),
    "at the kink": partial(_sgd, nbnn.hinge, nbnn.Network([[1.0, 0.0]]), nbnn.Dataset.from_arrays([[1, 2], [-1, 0]], [1, -1])),
    "a fork": _forked,
    "a fork at its start": lambda: _sgd(nbnn.hinge).fork(0, network()[0].with_weight(1, 0, 0, 3.0)),
}
