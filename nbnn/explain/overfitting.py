"""A training epoch by epoch: its curves, where patience stops it and which weights it keeps, the penalty's pull, the units left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.landscapes.slices import derivatives_at
from ..core.network.measures import r2_words
from ..core.network.network import Network
from ..core.records.schedules import rate
from ..core.training.engines import penalty_mask
from ..core.training.training import History, many
from .recording.recording import Recording
from .recording.story import story
from .writing.numbers import format_number

EDGE = 240  # points of a boundary that are drawn, at most
SPAN = 30  # epochs that an arrow goes: one epoch of the penalty is too little to be seen
STROKE = (0.2, 0.13)  # half the width and height of the cross through a unit that is left out
AWAY = 1e3  # widths beside the picture: where what is not there is put


# ---- patience ----

@dataclass(frozen=True)
class Stop:
    """What patience does with validation losses. patience : None, wait for ever.

    epoch : after which it stops, the last epoch when it never does.    best : the epoch whose weights are kept.
    early : patience ran out before the last epoch, or at it.
    """

    patience: int | None
    epoch: int
    best: int
    early: bool


def stop(losses: Sequence[float] | np.ndarray, patience: int | None) -> Stop:
    """Where a training with these validation losses (before it, and after each epoch) stops, as `nbnn.train` does."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if patience is not None and epoch - best >= patience:
            return Stop(patience, epoch, best, True)
    return Stop(patience, len(losses) - 1, best, False)


# ---- curves against the epoch ----

MARKED = (0, 1, 2, 5, 10, 25, 50, 100, 200, 300, 400)  # epochs that may have their number on the axis
APART = 0.11  # of the axis: nearer numbers would touch on a phone


def place(epoch) -> np.ndarray:
    """Where an epoch is drawn: at its square root, since most happens in the first ones, and the curves begin at 0."""
    return np.sqrt(np.asarray(epoch, float))


def measured(history: History, epoch: int) -> dict[str, str]:
    """How well the network predicts after so many epochs: {"accuracy": "90 %"}, or for targets {"R²": …, "mean absolute error": …}."""
    if history.accuracy is None:
        return {"R²": r2_words(history.r2[epoch]), "mean absolute error": format_number(history.mean_absolute_error[epoch])}
    word = history.undecided(epoch)
    return {"accuracy": share(history.accuracy[epoch]) + (f" ({word})" if word else "")}


def tick_epochs(last: int) -> list[int]:
    """The epochs from 0 to the last one that have their numbers on the axis, none too near to another."""
    found = [0]
    for epoch in (*(e for e in MARKED if e < last), last):
        if place(epoch) - place(found[-1]) >= APART * place(last):
            found.append(epoch)
    return found


def sentence(history: History, at: Stop, epoch: int) -> str:
    """What has been measured after so many epochs, and what patience says of it."""
    when = "Before training" if epoch == 0 else f"After {many(epoch, 'epoch')}"
    losses = f"training loss {format_number(history.train_loss[epoch])}"
    accuracy = ", ".join(f"{name} {value}" for name, value in measured(history, epoch).items())
    if history.validation_loss is None:
        return f"{when}: {losses}, {accuracy}.{at_zero(history, epoch).sentence}"
    losses += f", validation loss {format_number(history.validation_loss[epoch])}"
    return f"{when}: {losses}, {accuracy}. {waiting(history, at, epoch)}{at_zero(history, epoch).sentence}"


def waiting(history: History, at: Stop, epoch: int) -> str:
    """How long there has been no better validation loss, and what follows."""
    if at.early and epoch > at.epoch:
        return f"Patience has stopped the training after epoch {at.epoch}: this is what would have come."
    assert history.validation_loss is not None
    best = stop(history.validation_loss[:epoch + 1], None).best
    if best == epoch:
        return "The best so far: these weights are kept."
    told = f"The best was after epoch {best}, {many(epoch - best, 'epoch')} ago"
    return f"{told}: patience is at its end, and those weights come back." if at.early and epoch == at.epoch else f"{told}."


def verdict(history: History, at: Stop) -> str:
    """What the curves say as a whole."""
    assert history.validation_loss is not None
    best, last = history.validation_loss[at.best], history.validation_loss[-1]
    stopped = f"Patience {at.patience} stops after epoch {at.epoch}. " if at.early else ""
    kept = f"{stopped}Kept: the weights after epoch {at.best}, validation loss {format_number(best)}."
    if at.best == len(history):
        return kept
    trained = format_number(history.train_loss[-1])
    return f"{kept} After all {many(len(history), 'epoch')} it would be {format_number(last)}, with training loss {trained}."


def curves(history: History, at: Stop, until: int | None = None) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """train, validation : each curve up to the stop.    later_… : what would have come after it.    until : the last epoch that is shown.

    Each as places and losses."""
    told = len(history) if until is None else until
    epoch, parts = place(np.arange(told + 1)), {}
    for name, losses in (("train", history.train_loss), ("validation", history.validation_loss)):
        parts[name] = (epoch[:at.epoch + 1], losses[:told + 1][:at.epoch + 1])
        parts[f"later_{name}"] = (epoch[at.epoch:], losses[at.epoch:told + 1])
    return parts


def top(history: History, losses: np.ndarray) -> float:
    """How high a picture of these losses goes: over nearly all of them, and over the start where that leaves room for the rest."""
    most = max(1.2 * float(np.quantile(losses, 0.97)), 1e-6)
    start = max(float(each[0]) for each in (history.train_loss, history.validation_loss) if each is not None)
    return max(most, min(1.08 * start, 2.5 * most))


def share(part: float) -> str:
    """0.9 as 90 %."""
    return f"{format_number(100 * float(part))} %"


def table(history: History, at: Stop, until: int | None = None) -> list[dict[str, str]]:
    """The epochs that matter: before training, the best, the stop, the last; each once. until : only the first and this one."""
    what = {0: "start", at.best: "best", at.epoch: "stop" if at.early else "last", len(history): "last"}
    if at.early:
        what[at.epoch] = "stop"
    if until is not None:
        what = {0: "start", until: "now"}
    rows = []
    for epoch in sorted(what):
        row = {"epoch": str(epoch), "": what[epoch], "training loss": format_number(history.train_loss[epoch])}
        if history.validation_loss is not None:
            row["validation loss"] = format_number(history.validation_loss[epoch])
        rows.append(row | measured(history, epoch) | at_zero(history, epoch).row)
    return rows


def record(history: History, at: Stop, version: int = 0, beside: History | None = None) -> Recording:
    """A history as a recording, one moment after each epoch and one before: epoch, its place, train_loss, validation_loss, accuracy.

    With two inputs also the boundary y = 0, edge_x and edge_y. beside : another training of the same network, for comparison; then
    also the weights into the first hidden layer, unit by unit, and where the penalty alone and the epoch take them.
    """
    moments = np.arange(len(history) + 1)
    columns: dict[str, np.ndarray] = {"epoch": moments.astype(float), "place": place(moments), "train_loss": history.train_loss,
                                      **({"r2": history.r2} if history.accuracy is None else {"accuracy": history.accuracy})}
    if history.validation_loss is not None:
        columns["validation_loss"] = history.validation_loss
    if beside is not None:
        columns |= pulls(history) | {f"other_{axis}": hold_last(values, len(moments)) for axis, values in incoming(beside).items()}
    elif history.data.x.shape[1] == 2 and not history.data.targets:
        columns |= edges(history)
    return story(columns, [sentence(history, at, epoch) for epoch in range(len(moments))], version=version, of=len(history))


def hold_last(rows: np.ndarray, moments: int) -> np.ndarray:
    """As many rows as there are moments: the last stays, or the rest is left out."""
    return rows[np.minimum(np.arange(moments), len(rows) - 1)]


def extent(history: History) -> tuple[tuple[float, float], tuple[float, float]]:
    """What is seen of two inputs: all examples, and some room."""
    x = np.concatenate([history.data.x, *([] if history.validation is None else [history.validation.x])])[:, :2]
    low, high = x.min(axis=0), x.max(axis=0)
    room = 0.08 * np.maximum(high - low, 1e-9)
    (x0, y0), (x1, y1) = low - room, high + room
    return (float(x0), float(x1)), (float(y0), float(y1))


def edges(history: History, across: int = 56) -> dict[str, np.ndarray]:
    """Where the score changes its sign, after each epoch: at most EDGE points, those that are not there far outside the picture."""
    if history.start.sizes[-1] != 1:
        return {}
    (x0, x1), (y0, y1) = extent(history)
    xs, ys = np.linspace(x0, x1, across), np.linspace(y0, y1, across)
    X, Y = np.meshgrid(xs, ys)
    grid = np.column_stack([X.ravel(), Y.ravel()])
    found = np.empty((len(history) + 1, EDGE, 2))
    found[:] = (x1 + AWAY * (x1 - x0), y1 + AWAY * (y1 - y0))
    for epoch, points in enumerate(found):
        crossed = crossings(xs, ys, history.network_after(epoch).scores(grid).reshape(across, across))
        crossed = crossed[:: -(-len(crossed) // EDGE) or 1]
        points[:len(crossed)] = crossed
    return {"edge_x": found[..., 0], "edge_y": found[..., 1]}


def crossings(xs: np.ndarray, ys: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """(n, 2) where scores on a grid, (ys, xs), pass through 0, along its lines in both directions."""
    found = []
    for values, flip in ((scores, False), (scores.T, True)):
        along, lines = (ys, xs) if flip else (xs, ys)
        line, at = np.nonzero((values[:, :-1] < 0) != (values[:, 1:] < 0))
        before, after = values[line, at], values[line, at + 1]
        place = along[at] + (along[at + 1] - along[at]) * before / (before - after)
        points = np.column_stack([place, lines[line]])
        found.append(points[:, ::-1] if flip else points)
    return np.concatenate(found)


# ---- the penalty's pull ----

def incoming(history: History) -> dict[str, np.ndarray]:
    """x, y : (E + 1, units) the weights of each unit of the first layer from the first two inputs."""
    W = np.array([history.network_after(epoch).weights[0][:, :2] for epoch in range(len(history) + 1)])
    return {"x": W[..., 0], "y": W[..., 1]}


def alone(history: History, weights, epochs: int = SPAN) -> np.ndarray:
    """Where plain SGD with the penalty alone takes these weights in so many epochs; ValueError when that is not finite."""
    penalty, eta = history.plan.penalty, rate(history.plan.eta, 0)
    theta = np.asarray(weights, float)
    with np.errstate(all="ignore"):
        for _ in range(0 if penalty is None else history.updates_per_epoch * epochs):
            theta = theta - eta * penalty.derivative(theta) if penalty.settle is None else penalty.settle(theta, theta, eta)
    if not np.isfinite(theta).all():
        raise ValueError("with this η and λ the penalty overshoots 0, further than the page can show: use a smaller η or λ")
    return theta


def pulls(history: History) -> dict[str, np.ndarray]:
    """w_… : the units at their two incoming weights; pull_… : where SPAN epochs of the penalty alone would take them; next_… : where
    the next SPAN epochs do take them."""
    last = len(history)
    ahead = np.minimum(np.arange(last + 1) + SPAN, last)
    found: dict[str, np.ndarray] = {}
    for axis, values in incoming(history).items():
        found |= {f"w_{axis}": values, f"pull_{axis}": alone(history, values), f"next_{axis}": values[ahead]}
    return found


def size(network: Network) -> float:
    """‖θ‖² without the biases: what the penalty is λ times of."""
    return float(np.sum(np.square(network.theta) * penalty_mask(network)))


@dataclass(frozen=True)
class AtZero:
    """The weights that are exactly 0, biases left out. held : those that the penalty holds there. None: the penalty has no kink at 0."""

    zeros: int
    weights: int
    held: int | None

    @property
    def count(self) -> str:
        """How many, in words."""
        return f"{self.zeros} of {self.weights}"

    @property
    def sentence(self) -> str:
        """How many, and why they stay, with a space before it; "" for a penalty that holds none."""
        if self.held is None:
            return ""
        if not self.zeros:
            return " No weight is exactly 0."
        be = "is" if self.zeros == 1 else "are"
        return f" {self.count} weights {be} exactly 0. The penalty {self._held}than λ."

    @property
    def _held(self) -> str:
        if self.zeros == 1:
            return "holds it there: the mean loss pulls at it by no more " if self.held else \
                "does not hold it there: the mean loss pulls at it by more "
        if not self.held:
            return "holds none of them there: the mean loss pulls at each by more "
        some = self.held < self.zeros
        which, each = (f"{self.held} of them", "each of these") if some else ("them", "each")
        return f"holds {which} there: the mean loss pulls at {each} by no more "

    @property
    def row(self) -> dict[str, str]:
        """The same, for a table."""
        return {} if self.held is None else {"weights at 0": self.count, "held at 0 by the penalty": str(self.held)}


def at_zero(history: History, epoch: int) -> AtZero:
    """The weights that are 0 after so many epochs, and whether the mean loss of all training examples would move them."""
    network, penalty = history.network_after(epoch), history.plan.penalty
    counted = penalty_mask(network) > 0
    zeros = counted & (network.theta == 0)
    if penalty is None or penalty.sides is None:
        return AtZero(int(zeros.sum()), int(counted.sum()), None)
    if not zeros.any():
        return AtZero(0, int(counted.sum()), 0)
    pull = derivatives_at(network, history.data, history.plan.loss).mean
    return AtZero(int(zeros.sum()), int(counted.sum()), int((zeros & (penalty.zero_reason(network.theta, pull) > 0)).sum()))


# ---- dropout ----

@dataclass(frozen=True, eq=False)
class Dropped:
    """The first hidden layer for the examples of one epoch, in their order.

    kept : (N, units) True where the unit stayed.    whole : (N, units) h with every unit.    h : (N, units) as the training had it.
    y : (N,) the training's score.    examples : (N,) which examples of the training data.
    """

    examples: np.ndarray
    kept: np.ndarray
    whole: np.ndarray
    h: np.ndarray
    y: np.ndarray

    def sentence(self, i: int) -> str:
        """Which units are left out for the i-th example of the epoch, and what that makes of y."""
        gone = [f"h{unit + 1}".translate(SUBSCRIPTS) for unit in np.flatnonzero(~self.kept[i])]
        out = f"{', '.join(gone)} {'is' if len(gone) == 1 else 'are'} left out" if gone else "no unit is left out"
        return f"Example {self.examples[i]}: {out}; y = {format_number(self.y[i])}."


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def dropped_units(history: History, epoch: int, most: int = 60) -> Dropped:
    """The units of the first hidden layer in that epoch (counted from 0), for its first so many examples."""
    examples, kept, whole, h, y = [], [], [], [], []
    units = history.start.sizes[1]
    for update in history.replay(epoch):
        network = history.start.with_theta(update.place)
        masks = update.kept or tuple(np.ones((len(update.examples), n), bool) for n in history.start.sizes[1:-1])
        examples.append(update.examples)
        kept.append(masks[0])
        whole.append(network.forward(history.data.x[update.examples]).h[0][:, :units])
        h.append(update.forward.h[0][:, :units])
        y.append(np.reshape(update.forward.y, (len(update.examples), -1))[:, 0])
        if sum(map(len, examples)) >= most:
            break
    joined = [np.concatenate(parts)[:most] for parts in (examples, kept, whole, h, y)]
    return Dropped(*joined)


def sources(inputs: int, units: int) -> list[tuple[float, float]]:
    """Where the wires of the drawn network begin: the inputs below the units 1 … n, at height 0, and y above them, at height 2."""
    middle = (units + 1) / 2
    apart = max(1.0, (units - 1) / max(inputs, 1))
    return [*((middle + (i - (inputs - 1) / 2) * apart, 0.0) for i in range(inputs)), (middle, 2.0)]


def dropout_record(made: Dropped, inputs: int, version: int = 0) -> Recording:
    """The units example by example. kept_y, gone_y : the height of a unit that stays or is left out, far below when it is not so;
    left, right, under, over : the ends of the cross through a unit that is left out;
    whole, h : its value with every unit and in the training; wire_x_k, wire_y_k : where the wires of source k end, at the source
    itself when the unit is left out."""
    n, units = made.kept.shape
    place = np.broadcast_to(np.arange(1.0, units + 1), (n, units))
    columns = {
        "example": made.examples.astype(float), "unit": place, "kept_y": np.where(made.kept, 1.0, -AWAY),
        "gone_y": np.where(made.kept, -AWAY, 1.0), "whole": made.whole, "h": made.h, "y": made.y,
    }
    for name, values, by in (("left", place, -STROKE[0]), ("right", place, STROKE[0]), ("under", columns["gone_y"], -STROKE[1]),
                             ("over", columns["gone_y"], STROKE[1])):
        columns[name] = values + by
    for k, (x, y) in enumerate(sources(inputs, units)):
        columns |= {f"wire_x_{k}": np.where(made.kept, place, x), f"wire_y_{k}": np.where(made.kept, 1.0, y)}
    return story(columns, [made.sentence(i) for i in range(n)], version=version)
