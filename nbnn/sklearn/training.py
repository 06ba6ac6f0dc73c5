"""What both estimators do with a network and a Dataset: train it to the end, or go through new data once."""

import warnings
from dataclasses import dataclass, field

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from ..core.network.network import Network
from ..core.records.datasets import Dataset
from ..core.records.optimizers import State
from ..core.training.engines import Plan, draw_units, engine_of
from ..core.training.training import History, Training


def train_to_the_end(network: Network, data: Dataset, validation: Dataset | None, **settings) -> History:
    """The history of a training; a ConvergenceWarning where it ended because its numbers overflowed.

    What `nbnn.train` warns of besides is not said here: the validation data were divided off by the estimator.
    """
    training = Training(network, data, validation, **settings)
    while training.advance_epoch():
        pass
    history = training.history
    waited = len(history) - history.best_epoch
    enough = history.plan.patience is not None and waited >= history.plan.patience
    if len(history) < history.plan.epochs and not enough:
        _warn(f"training stopped after {len(history)} of {history.plan.epochs} epochs: {history.stopped_because}")
    return history


@dataclass
class Passes:
    """What lies between two calls of `partial_fit`: the optimizer's memory, how many updates were made, and what draws the orders."""

    generator: "np.random.Generator"
    state: State = field(default_factory=dict, repr=False)
    updates: int = 0

    def go_through(self, network: Network, data: Dataset, **settings) -> Network:
        """The network after one pass through the data, in a random order; the same network, with a warning, after an overflow."""
        plan = Training(network, data, epochs=1, **settings).plan
        engine = engine_of(network, data, plan, self._state_for(network, data, plan))
        units = draw_units(self.generator, len(data), network, plan.dropouts) if plan.dropouts else None
        engine.begin(self.generator.permutation(len(data)), units)
        count = -(-len(data) // plan.batch_size)
        with np.errstate(all="ignore"):
            engine.go(0, count, self.updates)
        if not np.isfinite(engine.theta).all():
            _warn("the numbers overflowed, so these examples changed nothing: standardize the inputs, or use a smaller eta")
            return network
        self.state, self.updates = engine.state, self.updates + count
        return network.with_theta(engine.theta)

    def _state_for(self, network: Network, data: Dataset, plan: Plan) -> State:
        """A copy of what was remembered, in the shape that this engine takes; empty memory for another optimizer."""
        fresh = engine_of(network, data, plan).state
        if set(fresh) != set(self.state):
            return fresh
        return {name: np.reshape(self.state[name], np.shape(empty)).copy() if np.ndim(empty) else self.state[name]
                for name, empty in fresh.items()}


def _warn(words: str) -> None:
    warnings.warn(words, ConvergenceWarning, stacklevel=4)
