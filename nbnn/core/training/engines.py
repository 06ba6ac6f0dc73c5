"""What makes the updates of a training: one engine for single examples with nothing added, another for batches and all else.

The first does the arithmetic of `sgd`; the second that of an ensemble of one run. Both are told the order of an epoch and the units
that are kept, and how many updates to make: how these are cut into pieces changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..network.network import Network, with_one
from ..records.datasets import Dataset
from ..records.losses import Loss
from ..records.optimizers import Optimizer, State
from ..records.regularizers import Dropout, Penalty
from .batches import BatchWorkspace
from .sgd import as_lists, rate_of, workspace

ORDERS = ("epochs", "fixed", "replacement")
NUMBERS_AT_ONCE = 8_000  # of examples: what is picked stays in the processor's cache until its turn


@dataclass(frozen=True, eq=False)
class Plan:
    """All that decides how a training goes, checked; the data and the first weights apart.

    Attributes
    ----------
    eta : a positive number or a schedule, asked for the number of updates made so far.
    batch_size : examples of an update; the last batch of an epoch has those that are left.
    order : "epochs" (all examples in a new order for each epoch), "fixed" (one division into batches, drawn once, the same in
        every epoch) or "replacement" (any example each time; an epoch is as many draws as there are examples).
    penalty : None for none.
    dropouts : one per hidden layer, None where nothing is dropped; () when nothing is dropped anywhere.
    patience : how many epochs without a lower validation loss end the training; None: it does not look.
    """

    loss: Loss
    optimizer: Optimizer
    eta: float | Callable[[int], float]
    batch_size: int
    epochs: int
    order: str
    penalty: Penalty | None
    dropouts: tuple[Dropout | None, ...]
    patience: int | None
    seed: int

    @property
    def one_by_one(self) -> bool:
        """One example an update, nothing added and nothing dropped: what `sgd` does."""
        return self.batch_size == 1 and self.penalty is None and not self.dropouts


class Engine(Protocol):
    """Makes the updates of an epoch. `begin` gives it the order of the examples and the units that are kept."""

    @property
    def theta(self) -> np.ndarray: ...

    @property
    def state(self) -> State: ...

    def begin(self, order: np.ndarray, units: np.ndarray | None) -> None: ...

    def go(self, position: int, count: int, t: int, record: list | None = None) -> None:
        """Make `count` updates from the epoch's update `position`, which is the t-th of all."""

    def step(self, position: int, t: int) -> tuple[np.ndarray, ...]:
        """One of them: θ before, where the derivative was taken, θ after, the derivative; copies."""


def engine_of(network: Network, data: Dataset, plan: Plan, state: State | None = None) -> Engine:
    return (_OneByOne if plan.one_by_one else _InBatches)(network, data, plan, state)


class _OneByOne:
    """One example an update: the arithmetic of `sgd`."""

    def __init__(self, network: Network, data: Dataset, plan: Plan, state: State | None):
        self._work = workspace(network, plan.loss, plan.optimizer, plan.eta, state, quiet=True)
        self._X, self._labels = as_lists(network, data)

    @property
    def theta(self) -> np.ndarray:
        return self._work.here

    @property
    def state(self) -> State:
        return self._work.state

    def begin(self, order: np.ndarray, units: np.ndarray | None) -> None:
        self._order = order.tolist()

    def go(self, position: int, count: int, t: int, record: list | None = None) -> None:
        work, X, labels = self._work, self._X, self._labels
        for example in self._order[position:position + count]:
            work.update(X[example], labels[example], t)
            t += 1
            if record is not None:
                record.append(work.here.copy())

    def step(self, position: int, t: int) -> tuple[np.ndarray, ...]:
        work, example = self._work, self._order[position]
        before, look = work.here.copy(), work.optimizer.look
        place = before if look is None else before + look(work.state, work.rate(t))
        if not work.update(self._X[example], self._labels[example], t):
            work.backward(self._X[example])
        return before, place, work.here.copy(), work.dl_dtheta.copy()


class _InBatches:
    """Mini-batches, with whatever is added and dropped."""

    def __init__(self, network: Network, data: Dataset, plan: Plan, state: State | None):
        self._X, self._z = (with_one(data.x) if network.bias else data.x), data.z
        self._plan, self._network = plan, network
        self._work = BatchWorkspace(network, plan.loss, plan.optimizer, penalty_slope(network, plan.penalty), state,
                                    penalty_settle(network, plan.penalty))
        b = plan.batch_size
        self._examples = b * max(1, NUMBERS_AT_ONCE // (b * self._X.shape[1]))  # of several batches, picked at once
        self._some_X, self._some_z = (np.empty((self._examples, *column.shape[1:]), column.dtype) for column in (self._X, self._z))

    @property
    def theta(self) -> np.ndarray:
        return self._work.theta

    @property
    def state(self) -> State:
        return self._work.state

    def begin(self, order: np.ndarray, units: np.ndarray | None) -> None:
        self._order, self._first, self._stop = order, 0, 0
        self._masks = None if units is None else scale_masks(per_layer(units, self._network), self._plan.dropouts)

    def go(self, position: int, count: int, t: int, record: list | None = None) -> None:
        work, all_masks, b, eta, masks = self._work, self._masks, self._plan.batch_size, self._plan.eta, None
        asked = callable(eta)
        for start in range(position * b, min((position + count) * b, len(self._order)), b):
            if not self._first <= start < self._stop:
                self._pick(start)
            if all_masks is not None:
                masks = [mask[start:start + b] for mask in all_masks]
            work.update(*self._batches[(start - self._first) // b], rate_of(eta, t) if asked else eta, masks)
            t += 1
            if record is not None:
                record.append(work.theta.copy())

    def _pick(self, start: int) -> None:
        """Take the examples of the batches from this one on out of the data, as many as stay in the processor's cache."""
        rows, b = self._order[start:start + self._examples], self._plan.batch_size
        X, z = self._some_X[:len(rows)], self._some_z[:len(rows)]
        np.take(self._X, rows, 0, X, "clip")  # "raise" would take them into a copy first; an order names examples that there are
        np.take(self._z, rows, 0, z, "clip")
        self._first, self._stop = start, start + len(rows)
        self._batches = [(X[at:at + b], z[at:at + b]) for at in range(0, len(rows), b)]

    def step(self, position: int, t: int) -> tuple[np.ndarray, ...]:
        work = self._work
        before = work.theta.copy()
        self.go(position, 1, t)
        place = before if work.optimizer.look is None else work.place.copy()
        return before, place, work.theta.copy(), work.dl_dtheta.copy()


# ---- what is drawn, and what is dropped and added ----

def draw_orders(order: str, n: int, seed: int) -> Iterator[np.ndarray]:
    """The order of the examples of one epoch after the other; by epochs and by replacement the picks of `sgd`."""
    rng = np.random.default_rng(seed)
    if order == "fixed":
        once = rng.permutation(n)
        while True:
            yield once
    while True:
        yield rng.permutation(n) if order == "epochs" else rng.integers(n, size=n)


def draw_several(order: str, unshuffled: np.ndarray, rng: "np.random.Generator") -> np.ndarray:
    """Several of these orders in a row, (count, n), not "fixed", in a third of the time. unshuffled : (count, n), each row 0 … n − 1."""
    if order == "epochs":
        return rng.permuted(unshuffled, axis=1)
    return rng.integers(unshuffled.shape[1], size=unshuffled.shape)


def mask_generator(seed: int) -> "np.random.Generator":
    """Draws the units to drop: apart from the order of examples, which dropout leaves as it is."""
    return np.random.default_rng([seed, 1])


def draw_units(rng: "np.random.Generator", n: int, network: Network, dropouts: tuple[Dropout | None, ...]) -> np.ndarray:
    """(n, hidden units of all layers) True for the units that are kept, for each of n examples."""
    return np.concatenate([np.ones((n, units), dtype=bool) if dropout is None else dropout.kept(rng, (n, units))
                           for units, dropout in zip(network.sizes[1:-1], dropouts)], axis=-1)


def per_layer(units: np.ndarray, network: Network) -> tuple[np.ndarray, ...]:
    """The units of all hidden layers, (…, units), layer by layer."""
    return tuple(np.split(units, np.cumsum(network.sizes[1:-2]), axis=-1))


def scale_masks(kept: tuple[np.ndarray, ...] | None, dropouts: tuple[Dropout | None, ...]) -> list[np.ndarray] | None:
    """What each h is multiplied by: 0, or 1/(1 − p) where the unit is kept."""
    if kept is None:
        return None
    return [layer * (1.0 if dropout is None else dropout.scale) for layer, dropout in zip(kept, dropouts)]


def penalty_mask(network: Network) -> np.ndarray:
    """(n_weights,) 1 for a weight that a penalty counts, 0 for a bias."""
    q, free = network.quantities, np.ones(network.quantities.n_weights)
    if network.bias:
        for layer in q.layers:
            q.view(free, layer.W)[..., -1] = 0.0
    return free


def penalty_slope(network: Network, penalty: Penalty | None) -> Callable[[np.ndarray], np.ndarray] | None:
    """θ → the derivative of the penalty that the optimizer gets, 0 for biases; None without one, or with a decoupled one."""
    if penalty is None or penalty.settle is not None:
        return None
    if not network.bias:
        return penalty.derivative
    free = penalty_mask(network)
    return lambda theta: penalty.derivative(theta) * free


def penalty_settle(network: Network, penalty: Penalty | None) -> Callable | None:
    """(θ before, θ after, η) → θ of a decoupled penalty, biases as they are after; None for any other."""
    if penalty is None or penalty.settle is None:
        return None
    settle, free = penalty.settle, penalty_mask(network) > 0
    return lambda before, after, eta: np.where(free, settle(before, after, eta), after)
