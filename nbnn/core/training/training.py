"""Training for real: mini-batches, any optimizer and schedule, a penalty, dropout, validation, patience, and a history to replay.

An update lowers the mean loss of its batch and the penalty, mean ℓ + λ‖θ‖², the biases left out of ‖θ‖. A `Training` goes
on as far as it is told; `train` goes to the end. Both give a `History`: what was measured after each epoch and what is needed
to compute every update again. A batch of one example with no extras makes the updates of `sgd`, bit for bit.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..bounds import MOST_UPDATES, check_memory, check_most
from ..given import checked_flag, checked_function, checked_text, checked_whole
from ..network.arguments import (
    checked_count,
    checked_data,
    checked_loss,
    checked_network,
    checked_optimizer,
    one_class,
)
from ..network.ensemble import Measures
from ..network.measures import r2_words, undecided
from ..network.network import Forward, Network, checked_seed
from ..network.quantities import freeze
from ..records.datasets import Dataset
from ..records.losses import Loss
from ..records.optimizers import Optimizer, State
from ..records.regularizers import Dropout, Penalty, checked_penalties, dropout_record
from ..records.schedules import Schedule, checked_eta
from ..shown import Shown
from .engines import (
    ORDERS,
    Engine,
    Plan,
    draw_orders,
    draw_units,
    engine_of,
    mask_generator,
    penalty_mask,
    penalty_slope,
    per_layer,
    scale_masks,
)
from .saved import Saved
from .sgd import PLACE, rate_of, why_stopped

USUAL_BATCH = 10  # the lecture's 10 to 100: examples of an update where nobody says how many
ROOM = 60  # numbers, as much as Python keeps for an epoch beside its weights
ASK = 64  # updates between two questions whether to stop


@dataclass(frozen=True, eq=False)
class History(Saved, Shown):
    """What a training did: measured before it and after each epoch, and enough to compute every update again.

    Attributes
    ----------
    start : the network it began with.    data, validation : what it was trained and validated on (None: no validation).
    plan : how it went, see `Plan`.
    weights : (E + 1, n_weights) θ before training and after each of E epochs.
    train_loss, validation_loss : (E + 1,) mean loss, L/N, without the penalty and with nothing dropped; None without validation.
    accuracy : (E + 1,) the share predicted right, of the validation data when there are some, else of the training data; None for
        data with targets, which have r2 and mean_absolute_error, (E + 1,) of the same data, in its place (None for labels).
    stopped_because : in words.
    kept : (E, N, bytes) the hidden units that dropout kept, a bit each, for the epoch's examples in their order; or None.
    updates : (T + 1, n_weights) θ before and after every update, when it was asked for; an epoch that was not finished included.
    remarks : what there is to say about the data, sentences.
    """

    start: Network
    data: Dataset
    validation: Dataset | None
    plan: Plan
    weights: np.ndarray
    train_loss: np.ndarray
    validation_loss: np.ndarray | None
    accuracy: np.ndarray | None
    stopped_because: str
    kept: np.ndarray | None = None
    updates: np.ndarray | None = None
    remarks: tuple[str, ...] = ()
    r2: np.ndarray | None = None
    mean_absolute_error: np.ndarray | None = None

    def __len__(self) -> int:
        """How many epochs were made."""
        return len(self.weights) - 1

    @property
    def updates_per_epoch(self) -> int:
        return -(-len(self.data) // self.plan.batch_size)

    @property
    def best_epoch(self) -> int:
        """After how many epochs `network` was reached: with the lowest validation loss, the first of equals; else the last."""
        return len(self) if self.validation_loss is None else _lowest(self.validation_loss)

    @cached_property
    def network(self) -> Network:
        """The network after the best epoch: with validation data the best one so far is what training gives."""
        return self.network_after(self.best_epoch)

    @property
    def last(self) -> Network:
        """The network after the last epoch."""
        return self.network_after(len(self))

    def undecided(self, epochs: int) -> str:
        """After so many epochs: a sentence on the examples that `accuracy` is of where their scores decide nothing; "" else."""
        data = self.data if self.validation is None else self.validation
        if data.targets:
            return ""
        with np.errstate(all="ignore"):
            return undecided(self.network_after(epochs).forward(data.x).s, data.z)

    def measure(self, epochs: int) -> str:
        """How well the network predicts after so many epochs: "accuracy 93.5%", or "R² 0.935, mean absolute error 0.12"."""
        epochs = self._checked_epoch(epochs, len(self) + 1, "epochs")
        if self.accuracy is not None:
            return f"accuracy {self.accuracy[epochs]:.1%}"
        return f"R² {r2_words(self.r2[epochs])}, mean absolute error {self.mean_absolute_error[epochs]:.4g}"

    def network_after(self, epochs: int) -> Network:
        """The network after so many epochs; 0: the one that it began with."""
        return self.start.with_theta(self.weights[self._checked_epoch(epochs, len(self) + 1, "epochs")])

    def orders(self, epoch: int) -> np.ndarray:
        """(N,) the examples in the order in which that epoch took them; epochs count from 0."""
        return self._orders[self._checked_epoch(epoch, len(self))]

    def batches(self, epoch: int) -> tuple[np.ndarray, ...]:
        """The examples of each update of that epoch."""
        order, b = self.orders(epoch), self.plan.batch_size
        return tuple(order[at:at + b] for at in range(0, len(order), b))

    def units_kept(self, epoch: int) -> tuple[np.ndarray, ...] | None:
        """Per hidden layer (N, units): True where dropout kept the unit, for the epoch's examples in their order; or None."""
        epoch = self._checked_epoch(epoch, len(self))
        return None if self.kept is None else per_layer(_unpack(self.kept[epoch], self.start), self.start)

    def replay(self, epoch: int) -> Iterator["TrainingUpdate"]:
        """Every update of that epoch, computed again: the same numbers to the bit, the same units dropped.

        An optimizer that remembers has to go through the epochs before it, once.
        """
        return self._replayed(self._checked_epoch(epoch, len(self)))

    def _replayed(self, epoch: int) -> Iterator["TrainingUpdate"]:
        engine, units = self._engine(epoch), self.units_kept(epoch)
        first, start = epoch * self.updates_per_epoch, 0
        for position, examples in enumerate(self.batches(epoch)):
            rows = slice(start, start := start + len(examples))
            kept = None if units is None else tuple(layer[rows] for layer in units)
            eta = rate_of(self.plan.eta, first + position)
            with np.errstate(all="ignore"):
                numbers = engine.step(position, first + position)
            yield TrainingUpdate(self, first + position, epoch, examples, kept, eta, *map(freeze, numbers))

    def to_json(self) -> str:
        """All of it as text, the data included; `from_json` reads it."""
        return type(self)._to_text(self)

    @classmethod
    def from_json(cls, text: str) -> "History":
        """The history that `to_json` wrote, checked. ValueError that says where anything else is wrong."""
        if not isinstance(history := cls._from_text(text), cls):
            raise ValueError(f"this text holds a {type(history).__name__.lower()}: read it with nbnn.from_json")
        return history

    def _engine(self, epoch: int) -> Engine:
        """An engine that stands before the first update of this epoch."""
        engine = engine_of(self.start.with_theta(self.weights[epoch]), self.data, self.plan, self._state_before(epoch))
        engine.begin(self.orders(epoch), None if self.kept is None else _unpack(self.kept[epoch], self.start))
        return engine

    def _state_before(self, epoch: int) -> State | None:
        """What the optimizer remembered before this epoch."""
        if not self.plan.optimizer.start(0):
            return None
        while len(self._states) <= epoch:
            before = len(self._states) - 1
            engine = self._engine(before)
            with np.errstate(all="ignore"):
                engine.go(0, self.updates_per_epoch, before * self.updates_per_epoch)
            self._states.append(engine.state)
        return self._states[epoch]

    @cached_property
    def _states(self) -> list[State | None]:
        return [None]

    @cached_property
    def _orders(self) -> np.ndarray:
        draws = draw_orders(self.plan.order, len(self.data), self.plan.seed)
        return freeze(np.array([next(draws) for _ in range(len(self))], dtype=np.int64).reshape(len(self), len(self.data)))

    def _checked_epoch(self, epoch, length: int, name: str = "epoch") -> int:
        epoch = checked_whole(epoch, name)
        if not -length <= epoch < length:
            many = "1 epoch" if len(self) == 1 else f"{len(self)} epochs"
            raise IndexError(f"epoch {epoch} does not exist: {many} were made, and {length - 1} is the largest number here")
        return int(epoch) % length

    def __repr__(self) -> str:
        where = "training" if self.validation_loss is None else "validation"
        loss = self.train_loss if self.validation_loss is None else self.validation_loss
        word = self.undecided(self.best_epoch)
        return (f"History({len(self)} epochs of {self.start!r}, {self.plan.loss.name}, {self.data.name}: "
                f"{where} loss {loss[self.best_epoch]:.4g}, {self.measure(self.best_epoch)}{f'; {word}' if word else ''})")


@dataclass(frozen=True, eq=False)
class TrainingUpdate:
    """One update of a training, computed again.

    Attributes
    ----------
    number, epoch : the update, counted from 0 over all epochs, and its epoch.
    examples : (b,) the batch, as numbers of the training examples.
    kept : per hidden layer (b, units), True where the unit was not dropped; None without dropout.
    eta : the rate.
    before, after : θ, (n_weights,).    place : θ where the derivative was taken: before, or ahead of it (Nesterov).
    dl_dtheta : (n_weights,) the derivative of mean ℓ + penalty that the optimizer got.
    """

    history: History
    number: int
    epoch: int
    examples: np.ndarray
    kept: tuple[np.ndarray, ...] | None
    eta: float
    before: np.ndarray
    place: np.ndarray
    after: np.ndarray
    dl_dtheta: np.ndarray

    @property
    def penalty_slope(self) -> np.ndarray:
        """(n_weights,) the penalty's share of `dl_dtheta`: zeros without one or with a decoupled one, and 0 for biases."""
        slope = penalty_slope(self.history.start, self.history.plan.penalty)
        return np.zeros(len(self.place)) if slope is None else slope(self.place)

    @property
    def held(self) -> np.ndarray:
        """(n_weights,) True for each weight that is 0 and that the penalty holds there: the mean loss pulls at it by no more than λ."""
        penalty = self.history.plan.penalty
        if penalty is None:
            return np.zeros(len(self.place), dtype=bool)
        pull = self.dl_dtheta - self.penalty_slope
        return (penalty.zero_reason(self.place, pull) > 0) & (penalty_mask(self.history.start) > 0)

    @cached_property
    def forward(self) -> Forward:
        """a, h and y of the batch's examples, (b, …), with the dropped units' h 0 and the others' made larger."""
        network = self.history.start.with_theta(self.place)
        return network.forward_kept(self.history.data.x[self.examples], scale_masks(self.kept, self.history.plan.dropouts))

    @property
    def losses(self) -> np.ndarray:
        """(b,) ℓ of each example of the batch, before the update and with the units dropped."""
        return np.asarray(self.history.plan.loss.value(self.forward.y, self.history.data.z[self.examples]))

    def __repr__(self) -> str:
        return f"Update({self.number}: epoch {self.epoch}, {len(self.examples)} examples)"


class Training:
    """A training under way: `advance` makes updates, `history` is what there is so far.

    The same arguments as `train`. It can be cut into any pieces: the numbers are the same.

    Attributes
    ----------
    updates_made, epochs_made : so far; an epoch under way is not counted.
    stopped_because : "" while there is more to do.
    remarks : what there is to say about the data, sentences; the first `warnings` of them are worth a warning.
    """

    def __init__(self, network: Network, train: Dataset, validation: Dataset | None = None, *, loss: Loss | str,
                 optimizer: Optimizer | str | None = None, eta=0.1, batch_size: int | None = None, epochs: int = 20, l2=0.0,
                 penalty: Penalty | None = None, dropout=0.0, patience: int | None = None, seed: int = 0, order: str = "epochs",
                 record_updates: bool = False):
        loss = checked_loss(loss, checked_network(network))
        train = checked_data(train, network, loss)
        if validation is not None:
            validation = checked_validation(validation, network, loss)
        self.plan = Plan(loss, checked_optimizer(optimizer), checked_eta(eta), batch_of(batch_size, len(train)),
                         checked_count(epochs, "epochs"), checked_order(order), checked_penalties(l2, penalty),
                         _checked_dropouts(dropout, network), _checked_patience(patience, validation), checked_seed(seed))
        self._per_epoch = -(-len(train) // self.plan.batch_size)
        self._check_bounds(network, len(train), checked_flag(record_updates, "record_updates"))
        if isinstance(eta, Schedule):
            rate_of(eta, self.plan.epochs * self._per_epoch - 1)  # one that ends too early says so now
        self.start, self.data, self.validation = network, train, validation
        serious = worth_a_warning(train, validation)
        self.remarks, self.warnings = (*serious, *_class_scores(train), *_constant_features(train)), len(serious)
        self.updates_made = 0
        self.stopped_because = ""
        self._engine = engine_of(network, train, self.plan)
        self._measures = [Measures(network, data, loss) for data in (train, validation) if data is not None]
        self._orders = draw_orders(self.plan.order, len(train), self.plan.seed)
        self._masks = mask_generator(self.plan.seed) if self.plan.dropouts else None
        self._position = 0  # updates made of the epoch that is under way
        self._after: list[_After] = []  # one entry for each epoch made, and one before: an interrupt cannot tear it
        self._together: tuple[list, int] = [None] * len(_After._fields), 0  # columns of so many of these entries
        self._updates: list[np.ndarray] | None = [network.theta] if record_updates else None
        self._measure_start()

    def _check_bounds(self, network: Network, examples: int, record_updates: bool) -> None:
        """Raise ValueError for more epochs than a training may make, or keep."""
        epochs, weights = self.plan.epochs, network.quantities.n_weights
        each = ROOM + weights * (1 + (self._per_epoch if record_updates else 0))
        if self.plan.dropouts:
            each += examples * sum(network.sizes[1:-1]) // 64
        check_memory("epochs", epochs, each, "epochs")
        check_most("epochs", epochs, max(1, MOST_UPDATES // self._per_epoch), f"epochs of {many(self._per_epoch, 'update')}",
                   "go on from the network at the end")

    @property
    def done(self) -> bool:
        """There is nothing more to do; `stopped_because` says why."""
        return bool(self.stopped_because)

    @property
    def epochs_made(self) -> int:
        return len(self._after) - 1

    @property
    def left_in_epoch(self) -> int:
        """Updates to the end of the epoch that is under way, or of the next one."""
        return self._per_epoch - self._position

    @property
    def under_way(self) -> bool:
        """Stands in the middle of an epoch."""
        return self._position > 0

    @property
    def network(self) -> Network:
        """The network as it is now, in the middle of an epoch too; after an overflow the one of the last whole epoch."""
        theta = self._engine.theta
        return self.start.with_theta(theta if np.isfinite(theta).all() else self._after[-1].theta)

    def advance(self, updates: int = 1) -> int:
        """Make so many updates, fewer if the training ends before; how many were made."""
        made, wanted = 0, checked_count(updates, "updates")
        while not self.done and made < wanted:
            count = min(wanted - made, self.left_in_epoch)
            self._go(count)
            made += count
        return made

    def advance_epoch(self) -> bool:
        """Go to the end of the epoch that is under way, or of the next one; whether the training goes on after it."""
        if not self.done:
            self._go(self.left_in_epoch)
        return not self.done

    def stop(self, because: str = "it was stopped") -> None:
        """End here; an epoch under way is left out of the history. because : in words."""
        checked_text(because, "because", "it was stopped")
        if not self.done:
            left_out = f"; epoch {self.epochs_made + 1} was not finished and is left out" if self.under_way else ""
            self.stopped_because = f"{because} after {many(self.epochs_made, 'epoch')}{left_out}"

    @property
    def history(self) -> History:
        """All whole epochs so far."""
        weights, losses, validated, right, kept = self._put_together()
        updates = None if self._updates is None else _lock(self._updates)
        right, r2, error = (None, *right.T) if self.data.targets else (right, None, None)
        return History(self.start, self.data, self.validation, self.plan, weights, losses, validated, right,
                       self.stopped_because or "it is not finished", kept, updates, self.remarks, r2, error)

    def _put_together(self) -> list:
        """What is kept of all epochs, a locked array for each entry of `_After`, None for what there is none of.

        It grows by the epochs since the last time: who looks again and again pays for what is new.
        """
        columns, count = self._together
        after = self._after[count:]
        if after:
            columns = [_append(column, new) for column, new in zip(columns, zip(*after))]
            self._together = columns, count + len(after)
        return columns

    def _measure_start(self) -> None:
        self._after.append(first := self._measure(self.start.theta, None))
        if not np.isfinite(first.loss):
            self.stopped_because = "the mean loss is not a finite number before the first update: use smaller weights or inputs"

    def _go(self, count: int) -> None:
        """Make `count` updates of one epoch, and close the epoch when it is complete."""
        if not self._position:
            self._begin()
        with np.errstate(all="ignore"):  # an overflow is told at the end of the epoch, by name
            self._engine.go(self._position, count, self.updates_made, self._updates)
        self._position += count
        self.updates_made += count
        if not np.isfinite(self._engine.theta).all():
            self._end_in_overflow()
        elif self._position == self._per_epoch:
            self._close()

    def _begin(self) -> None:
        self._order, self._state, self._units = next(self._orders), self._engine.state, None
        if self._masks is not None:
            self._units = draw_units(self._masks, len(self.data), self.start, self.plan.dropouts)
        self._engine.begin(self._order, self._units)

    def _close(self) -> None:
        after = self._measure(self._engine.theta.copy(), self._units)
        if not np.isfinite(after.loss):
            self._end_in_overflow()
            return
        self._position = 0
        self._after.append(after)
        self.stopped_because = self._why_enough()

    def _measure(self, theta: np.ndarray, units: np.ndarray | None) -> "_After":
        kept = None if units is None else np.packbits(units, axis=-1)
        loss, right = self._measures[0].measure(theta)
        if self.validation is None:
            return _After(theta, loss, None, right, kept)
        validated, right = self._measures[1].measure(theta)
        return _After(theta, loss, validated, right, kept)

    def _why_enough(self) -> str:
        if self.plan.patience is not None:
            waited = self.epochs_made - _lowest(np.array([after.validated for after in self._after]))
            if waited >= self.plan.patience:
                return f"validation loss has not improved for {many(waited, 'epoch')}"
        if self.epochs_made < self.plan.epochs:
            return ""
        return "its one epoch was made" if self.plan.epochs == 1 else f"all {self.plan.epochs} epochs were made"

    def _end_in_overflow(self) -> None:
        """Say which quantity left the finite numbers first; the epoch is left out."""
        first = self.epochs_made * self._per_epoch
        engine = engine_of(self.start.with_theta(self._after[-1].theta), self.data, self.plan, self._state)
        engine.begin(self._order, self._units)
        made, why = _first_overflow(self, engine, first)
        self.stopped_because = why or (f"the mean loss leaves the finite numbers in epoch {self.epochs_made + 1}: "
                                       "the steps grew too large, use a smaller η")
        self.updates_made, self._position = first + made, 0
        self._engine = engine
        if self._updates is not None:
            del self._updates[self.updates_made + 1:]


class _After(NamedTuple):
    """What is kept of an epoch."""

    theta: np.ndarray
    loss: float
    validated: float | None
    right: float | np.ndarray
    kept: np.ndarray | None


def train(network: Network, train: Dataset, validation: Dataset | None = None, *, loss: Loss | str,
          optimizer: Optimizer | str | None = None, eta=0.1, batch_size: int | None = None, epochs: int = 20, l2=0.0,
          penalty: Penalty | None = None, dropout=0.0, patience: int | None = None, seed: int = 0, order: str = "epochs",
          record_updates: bool = False,
          stop: Callable[[], bool] | None = None, watch: Callable[[Training], object] | None = None) -> History:
    """Train a network, and tell what happened.

    Parameters
    ----------
    validation : data to validate on after each epoch; the network with the lowest validation loss is then the result.
    optimizer : how a derivative becomes an update (a record or its name); None is plain SGD.
    eta : the rate η > 0, or a schedule, asked for the number of updates made so far.
    batch_size : examples of an update, at most all; the derivative is that of their mean loss. Left out: 10, or all where there
        are fewer.
    epochs : how often to go through the training data, at most.
    l2 : λ ≥ 0 of the penalty λ‖θ‖², or a penalty (`nbnn.l2(λ)`). Biases are left out of it.
    penalty : another penalty in its place: `nbnn.l1(λ)`, `nbnn.proximal_l1(λ)`, `nbnn.weight_decay(λ)` (AdamW's, with Adam).
    dropout : the probability with which a hidden unit is left out for an example, 0 ≤ p < 1; or one for each hidden layer.
    patience : stop when the validation loss has had no new lowest value for so many epochs.
    seed : of the order of examples and of the units dropped.
    order : "epochs" (reshuffled for each epoch), "fixed" (divided into batches once) or "replacement".
    record_updates : keep θ after every update too, in `history.updates`.
    stop : asked before each epoch and between updates; True ends the training. So does an interrupt from the keyboard. What
        was made in whole epochs is kept.
    watch : called with the `Training` before the first epoch and after each.

    A training whose numbers overflow stops there; `history.stopped_because` names the first quantity that did. Examples that
    are in both data sets, and training data of one class only, are said in a warning and in `history.remarks`.

    Raises ValueError or TypeError for what does not fit.
    """
    checked_function(stop, "stop", "lambda: time.time() > end")
    checked_function(watch, "watch", "print")
    training = Training(network, train, validation, loss=loss, optimizer=optimizer, eta=eta, batch_size=batch_size, epochs=epochs,
                        l2=l2, penalty=penalty, dropout=dropout, patience=patience, seed=seed, order=order, record_updates=record_updates)
    for remark in training.remarks[:training.warnings]:
        warnings.warn(remark, stacklevel=2)
    try:
        _to_the_end(training, stop, watch)
    except KeyboardInterrupt:
        training.stop("it was interrupted")
    return training.history


def _to_the_end(training: Training, stop, watch) -> None:
    if watch is not None:
        watch(training)
    while not training.done:
        if stop is None:
            training.advance_epoch()
        elif stop():
            training.stop()
            return
        else:
            training.advance(min(ASK, training.left_in_epoch))
        if watch is not None and not training.under_way:
            watch(training)


# ---- the units dropped ----

def _unpack(kept: np.ndarray, network: Network) -> np.ndarray:
    return np.unpackbits(kept, axis=-1, count=sum(network.sizes[1:-1])).astype(bool)


# ---- overflow ----

def _first_overflow(training: Training, engine: Engine, first: int) -> tuple[int, str]:
    """(updates of the epoch that stay finite, which quantity left the finite numbers first), "" when none did."""
    with np.errstate(all="ignore"):
        for position in range(training._per_epoch):
            why = _which_overflows(training, position, first + position, *engine.step(position, first + position))
            if why:
                return position, why
    return training._per_epoch, ""


def _which_overflows(training: Training, position: int, t: int, before, place, after, derivative) -> str:
    """The first quantity of update t, in the order of computation, that is infinite or not a number; "" when none is."""
    if not np.isfinite(place).all():
        return why_stopped(PLACE, t)
    q, b = training.start.quantities, training.plan.batch_size
    rows = slice(position * b, position * b + b)
    kept = None if training._units is None else per_layer(training._units[rows], training.start)
    examples = training._order[rows]
    forward = training.start.with_theta(place).forward_kept(training.data.x[examples], scale_masks(kept, training.plan.dropouts))
    z = training.data.z[examples]
    found: dict = {name: value for layer, a, h in zip(q.hidden, forward.a, forward.h) for name, value in ((layer.a, a), (layer.h, h))}
    loss = training.plan.loss
    value = loss.value_for(training.start.one_score)
    found |= {"s": forward.s} if q.output else {}
    found |= {"y": forward.y, "loss": value(forward.y, z), "dl_dy": loss.derivative_unchecked(forward.y, z)}
    found |= {layer.dl_dW: q.view(derivative, layer.dl_dW.removeprefix("dl_d")) for layer in reversed(q.layers)}
    for name, value in found.items():
        if not np.isfinite(value).all():
            return why_stopped(name, t)
    weights = (layer.W for layer in q.layers if not np.isfinite(q.view(after, layer.W)).all())
    return next((why_stopped(name, t + 1) for name in weights), "")


# ---- what is checked and said ----

def worth_a_warning(train: Dataset, validation: Dataset | None) -> tuple[str, ...]:
    """What makes a result worth less than it looks, in sentences."""
    return (*one_class(train), *(() if validation is None else _shared_examples(train, validation)))


def _class_scores(train: Dataset) -> tuple[str, ...]:
    """Which score each of two classes has, where both have one."""
    words = train.counting_in_words() if isinstance(train, Dataset) else ""
    return (words,) if words else ()


def _shared_examples(train: Dataset, validation: Dataset) -> tuple[str, ...]:
    known = set(_as_bytes(train))
    count = sum(row in known for row in _as_bytes(validation))
    if not count:
        return ()
    share = f"{count} of {many(len(validation), 'validation example')} {'is' if count == 1 else 'are'}"
    return (f"{share} in the training data as well: the validation loss looks better than it is; "
            "Dataset.split divides so that no example is in both",)


def _as_bytes(data: Dataset) -> list[bytes]:
    """Every example with its label, comparable; −0 as 0."""
    return [row.tobytes() for row in np.column_stack([data.x, data.z]) + 0.0]


def _constant_features(train: Dataset) -> tuple[str, ...]:
    constant = [name for name, still in zip(train.feature_names, (train.x == train.x[0]).all(axis=0)) if still]
    if not constant or len(train) == 1:
        return ()
    which = ", ".join(constant) if len(constant) <= 3 else f"{len(constant)} of {len(train.feature_names)} features"
    have = "has" if len(constant) == 1 else "have"
    return (f"{which} {have} the same value in every training example: nothing can be told apart by that",)


def _lowest(losses: np.ndarray) -> int:
    """Where the lowest of the numbers stands, the first of equals; NaN counts as ∞."""
    return int(np.argmin(np.where(np.isnan(losses), np.inf, losses)))


def _lock(rows) -> np.ndarray:
    return freeze(np.array(rows))


def _append(column: np.ndarray | None, rows: Sequence) -> np.ndarray | None:
    """The column with more rows, those that are not None; None while there are none."""
    rows = [row for row in rows if row is not None]
    if not rows:
        return column
    return _lock(rows) if column is None else freeze(np.concatenate([column, rows]))


def many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def checked_batch(size, n: int, name: str = "batch_size") -> int:
    size = checked_count(size, name)
    if size > n:
        raise ValueError(f"{name} is {size}, but there are only {many(n, 'training example')}: give at most {n}, which is all of them")
    return size


def batch_of(size: int | None, n: int) -> int:
    """The size of a batch of n examples: the usual one, as far as there are so many, or the one that was asked for, checked."""
    return min(USUAL_BATCH, n) if size is None else checked_batch(size, n)


def checked_validation(validation: Dataset, network: Network, loss: Loss) -> Dataset:
    try:
        return checked_data(validation, network, loss)
    except (TypeError, ValueError) as error:
        raise type(error)(f"the validation data do not fit: {error}") from None


def checked_order(order) -> str:
    if not isinstance(order, str) or order not in ORDERS:
        raise ValueError(f"order is {order!r}: it must be one of {', '.join(ORDERS)}")
    return order


def _checked_dropouts(given, network: Network) -> tuple[Dropout | None, ...]:
    if isinstance(given, (list, tuple)):
        if len(given) != network.n_hidden:
            raise ValueError(f"dropout has {len(given)} entries, but the network has {many(network.n_hidden, 'hidden layer')}: "
                             "give one number, or one for each hidden layer")
        found = tuple(map(dropout_record, given))
    else:
        found = (dropout_record(given),) * max(1, network.n_hidden)
    if not any(found):
        return ()
    if not network.n_hidden:
        raise ValueError(f"dropout is {given!r}, but the network has no hidden layer: there is no unit to leave out, so give 0")
    return found


def _checked_patience(patience, validation: Dataset | None) -> int | None:
    if patience is None:
        return None
    patience = checked_count(patience, "patience")
    if validation is None:
        raise ValueError(f"patience is {patience}, but there is no validation data to watch: give some, "
                         "such as train, validation = data.split(0.8), or leave patience out")
    return patience
