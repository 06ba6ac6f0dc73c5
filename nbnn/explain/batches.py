"""Batches of several sizes over the same epochs, how far a batch's derivative lies from that of all, and a batch as one matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import ceil, sqrt

import numpy as np

from ..core.landscapes.slices import Fan, as_curve, derivatives_at
from ..core.network.network import Network
from ..core.records.curves import Curve
from ..core.records.datasets import Dataset
from ..core.records.losses import Loss
from ..core.training.engines import draw_orders
from ..core.training.training import History, TrainingUpdate, checked_batch, checked_order, many, train
from .recording.recording import Recording
from .recording.story import story
from .trajectory.path import place
from .writing.line import line
from .writing.numbers import format_number
from .writing.template import Node, frac, grid, row, slot, sup, vec

MOMENTS = 600  # of a recording of paths, at most
WRITTEN = 5  # examples of a batch whose columns are written out
ORDER_WORDS = {"epochs": "reshuffled before each epoch", "fixed": "divided once"}


def checked_sizes(sizes: Sequence, n: int) -> tuple[int, ...]:
    """The sizes as numbers, "all" as n; ValueError or TypeError for what is none, and for two equal ones."""
    found = tuple(n if size == "all" else checked_batch(size, n, "one of the sizes") for size in sizes)
    if not found:
        raise ValueError("sizes is empty: give at least one, such as 1, 10, all")
    if len(set(found)) < len(found):
        raise ValueError(f"sizes names {', '.join(map(str, found))}, two of them alike: give each once")
    return found


def name_of(size: int, n: int) -> str:
    return f"all {n}" if size == n else "one example" if size == 1 else f"{size} examples"


def order_of(order) -> str:
    """The order, when each epoch takes every example once."""
    if checked_order(order) not in ORDER_WORDS:
        raise ValueError(f"order is {order!r}: it must be 'epochs' (reshuffled) or 'fixed' (divided once)")
    return order


# ---- the same epochs with several sizes ----

@dataclass(frozen=True, eq=False)
class Walks:
    """A network of two weights, trained from one start with batches of several sizes.

    curve : the mean loss of all examples over the two weights.    histories : one training for each size.
    seen : (T,) how many examples have been looked at, moment by moment.
    """

    curve: Curve
    sizes: tuple[int, ...]
    histories: tuple[History, ...]
    seen: np.ndarray

    @property
    def n(self) -> int:
        return len(self.histories[0].data)

    @property
    def names(self) -> list[str]:
        return [name_of(size, self.n) for size in self.sizes]

    def made(self, k: int) -> np.ndarray:
        """(T,) how many updates the k-th has made when so many examples have been looked at."""
        epochs, rest = np.divmod(self.seen, self.n)
        return epochs * self.histories[k].updates_per_epoch + rest // self.sizes[k]

    def points(self, k: int) -> np.ndarray:
        """(T, 2) the weights of the k-th at each moment."""
        updates = self.histories[k].updates
        assert updates is not None
        return updates[self.made(k)]

    @cached_property
    def losses(self) -> tuple[np.ndarray, ...]:
        """(T,) L/N at each moment, for each size."""
        return tuple(np.asarray(self.curve.value(self.points(k))) for k in range(len(self.sizes)))

    def sentence(self, i: int) -> str:
        """What each size has made of as many examples."""
        seen, n = int(self.seen[i]), self.n
        told = "; ".join(f"{name} at a time, {many(int(self.made(k)[i]), 'update')}, L/N = {format_number(float(self.losses[k][i]))}"
                         for k, name in enumerate(self.names))
        when = "Before training" if seen == 0 else f"After {many(seen, 'example')} ({_epochs(seen, n)})"
        return f"{when}: {told}."

    def table(self, i: int) -> list[dict[str, str]]:
        """One row for each size."""
        return [{"batch": name, "updates an epoch": str(self.histories[k].updates_per_epoch), "updates so far": str(int(self.made(k)[i])),
                 "w": place(self.points(k)[i]), "L/N": format_number(float(self.losses[k][i]))} for k, name in enumerate(self.names)]


def walks(net: Network, data: Dataset, loss: Loss, sizes: Sequence, eta, epochs: int, order: str, seed: int) -> Walks:
    """Train with each size; ValueError where the network has not two weights, or a training leaves the finite numbers."""
    if net.quantities.n_weights != 2:
        raise ValueError(f"the network has {many(net.quantities.n_weights, 'weight')}: the picture has two axes, so give one with two "
                         "inputs, one score and no hidden layer or bias, such as Network([[1, −1]])")
    found = checked_sizes(sizes, len(data))
    made = tuple(train(net, data, loss=loss, eta=eta, batch_size=size, epochs=epochs, order=order_of(order), seed=seed, record_updates=True)
                 for size in found)
    for history, size in zip(made, found, strict=True):
        if len(history) < epochs:
            raise ValueError(f"with {name_of(size, len(data))} {history.stopped_because}")
    total = epochs * len(data)
    stride = ceil(total / MOMENTS)
    seen = np.unique([*range(0, total, stride), total])
    thetas = np.concatenate([history.updates for history in made])  # type: ignore[misc]
    return Walks(as_curve(net, data, loss, ((1, 0), (1, 1)), view=_view(thetas)), found, made, seen)


def walks_record(made: Walks, version: int = 0) -> Recording:
    """w_k (T, 2), loss_k and updates_k (T,) of every size, and epochs (T,), how many epochs have been looked at."""
    columns: dict[str, np.ndarray] = {"epochs": made.seen / made.n}
    for k in range(len(made.sizes)):
        columns |= {f"w_{k}": made.points(k), f"loss_{k}": made.losses[k], f"updates_{k}": made.made(k)}
    return story(columns, [made.sentence(i) for i in range(len(made.seen))], version=version, of=len(made.seen) - 1)


def _epochs(seen: int, n: int) -> str:
    whole, rest = divmod(seen, n)
    return f"{many(whole, 'epoch')} and {rest}" if whole and rest else many(whole, "epoch") if whole else f"of {n}"


def _view(thetas: np.ndarray):
    """Around all places that were reached, at least one to each side, as wide as high within reason."""
    low, high = thetas.min(axis=0), thetas.max(axis=0)
    room = np.maximum(0.35 * (high - low), 1.0)
    return tuple((float(a), float(b)) for a, b in zip(low - room, high + room, strict=True))


# ---- the noise of a batch ----

@dataclass(frozen=True, eq=False)
class Noise:
    """The mean derivatives of the batches of several epochs, at one θ.

    fan : every example's own derivative there, and the mean of all.
    clouds : for each size (epochs, batches, 2), the mean derivative of each whole batch.
    """

    fan: Fan
    sizes: tuple[int, ...]
    order: str
    clouds: tuple[np.ndarray, ...]

    @property
    def n(self) -> int:
        return len(self.fan.each)

    @property
    def names(self) -> list[str]:
        return [name_of(size, self.n) for size in self.sizes]

    def spread(self, k: int) -> float:
        """The root of the mean squared distance of the k-th size's derivatives from that of all examples."""
        return sqrt(float(np.mean(np.sum((self.clouds[k] - self.fan.mean) ** 2, axis=-1))))

    def expected(self, size) -> np.ndarray:
        """What it should be for batches drawn without putting back: σ√((N − B)/(B(N − 1))), σ the spread of single examples."""
        size = np.asarray(size, float)
        return self.fan.spread * np.sqrt((self.n - size) / (size * max(self.n - 1, 1)))

    def sentence(self, epoch: int) -> str:
        told = ", ".join(f"{name} {format_number(self.spread(k))}" for k, name in enumerate(self.names))
        return (f"Epoch {epoch}, {ORDER_WORDS[self.order]}. How far a batch's derivative lies from that of all examples "
                f"(root mean square, all epochs): {told}.")

    def table(self) -> list[dict[str, str]]:
        """One row for each size: what an epoch costs, and what it gives."""
        return [{"batch": name, "updates an epoch": str(ceil(self.n / size)), "examples an update": str(size),
                 "off by": format_number(self.spread(k)), "expected": format_number(float(self.expected(size)))}
                for k, (size, name) in enumerate(zip(self.sizes, self.names, strict=True))]


def noise(net: Network, data: Dataset, loss: Loss, sizes: Sequence, epochs: int, order: str, seed: int, weights: Sequence) -> Noise:
    """The derivatives of the batches of so many epochs, all at the network's own θ, along two weights."""
    fan, found = derivatives_at(net, data, loss, weights), checked_sizes(sizes, len(data))
    orders = np.array(list(islice(draw_orders(order_of(order), len(data), seed), epochs)))
    clouds = []
    for size in found:
        whole = len(data) // size * size
        means = fan.each[orders[:, :whole]].reshape(epochs, -1, size, 2).mean(axis=2)
        clouds.append(np.broadcast_to(fan.mean, means.shape) if size == len(data) else means)  # the same sum, whatever its order
    return Noise(fan, found, order, tuple(clouds))


def noise_record(made: Noise, version: int = 0) -> Recording:
    """across_k, up_k (epochs, batches): the batches' derivatives, epoch by epoch."""
    columns: dict[str, np.ndarray] = {}
    for k, cloud in enumerate(made.clouds):
        columns |= {f"across_{k}": cloud[..., 0], f"up_{k}": cloud[..., 1]}
    return story(columns, [made.sentence(epoch) for epoch in range(len(made.clouds[0]))], version=version)


def reach(made: Noise) -> tuple[tuple[float, float], tuple[float, float]]:
    """What a picture shows of the derivatives: all of them, the mean and no derivative at all."""
    points = np.concatenate([made.fan.each, [made.fan.mean, [0.0, 0.0]]])
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.1 * np.maximum(high - low, 1e-9)
    (x0, y0), (x1, y1) = low - room, high + room
    return (float(x0), float(x1)), (float(y0), float(y1))


# ---- a batch as one matrix ----

@dataclass(frozen=True, eq=False)
class Packed:
    """Training batch by batch, each batch as the matrices that it is computed with.

    updates : those with a whole batch.    size : examples of a batch.
    """

    history: History
    updates: tuple[TrainingUpdate, ...]
    size: int

    def sentence(self, i: int) -> str:
        update = self.updates[i]
        listed = ", ".join(str(example) for example in update.examples[:WRITTEN])
        more = ", …" if self.size > WRITTEN else ""
        return (f"Update {update.number}: {'example' if self.size == 1 else 'examples'} {listed}{more}; mean loss "
                f"{format_number(float(update.losses.mean()))}. One product W⁽¹⁾X is {many(self.size, 'product')} W⁽¹⁾x.")

    def table(self, i: int) -> list[dict[str, str]]:
        """One row for each example of the batch."""
        update, data = self.updates[i], self.history.data
        return [{"example": str(example), "x": place(data.x[example]), "z": f"{int(data.z[example]):+d}".replace("-", "−"),
                 "y": format_number(float(y)), "ℓ": format_number(float(loss))}
                for example, y, loss in zip(update.examples, _scores(update), update.losses, strict=True)]


def pack_updates(net: Network, data: Dataset, loss: Loss, size: int, eta, epochs: int, order: str, seed: int) -> Packed:
    """Train, and keep every update with a whole batch; ValueError for a network that the board has no lines for."""
    if len(net.sizes) != 3 or net.bias or net.sizes[-1] != 1 or net.quantities.output:
        raise ValueError(f"the network is {net!r}: the board shows the lecture's, one hidden layer, one score without an activation, "
                         "and no bias")
    history = train(net, data, loss=loss, eta=eta, batch_size=size, epochs=epochs, order=order_of(order), seed=seed)
    updates = tuple(update for epoch in range(len(history)) for update in history.replay(epoch) if len(update.examples) == size)
    if not updates:
        raise ValueError(f"no update can be made from here: {history.stopped_because}")
    return Packed(history, updates, size)


def packed_record(made: Packed, version: int = 0) -> Recording:
    """The matrices of every update, examples as columns, and the board's lines: X, A, H, y, L/B and the mean derivatives."""
    data, loss, shown = made.history.data, made.history.plan.loss, min(made.size, WRITTEN)
    stacked = lambda of: np.array([np.asarray(of(update), float) for update in made.updates])
    networks = [made.history.start.with_theta(update.place) for update in made.updates]
    W1, w2 = np.array([net.weights[0] for net in networks]), np.array([np.ravel(net.weights[1]) for net in networks])
    X, z = stacked(lambda update: data.x[update.examples].T), stacked(lambda update: data.z[update.examples])
    A, H = stacked(lambda update: np.asarray(update.forward.a[0]).T), stacked(lambda update: np.asarray(update.forward.h[0]).T)
    y = stacked(_scores)
    dl_dy = np.array([loss.derivative(row, signs) for row, signs in zip(y, z, strict=True)])
    dl_dA = w2[:, :, None] * dl_dy[:, None, :] * made.history.start.activations[0].derivative(A)
    mean = stacked(lambda update: update.dl_dtheta)
    columns = {
        "X": X[..., :shown], "A": A[..., :shown], "H": H[..., :shown], "y": y[:, :shown], "z": z[:, :shown],
        "examples": stacked(lambda update: update.examples)[:, :shown], "loss": stacked(lambda update: update.losses)[:, :shown],
        "mean_loss": stacked(lambda update: update.losses.mean()), "dl_dy": dl_dy[:, :shown], "dl_dA": dl_dA[..., :shown],
        "W1": W1, "w2": w2, "dl_dW1": mean[:, :W1[0].size].reshape(W1.shape), "dl_dw2": mean[:, W1[0].size:],
        "batch_x": X[:, 0], "batch_y": X[:, 1],
    }
    return story(columns, [made.sentence(i) for i in range(len(made.updates))], _lines(made.size, *W1[0].shape), by=("update", "line"),
                 version=version)


def _lines(size: int, hidden: int, inputs: int) -> list[dict]:
    """The board of one batch: the lecture's lines with a matrix where it has a vector."""
    shown = min(size, WRITTEN)
    cut = size > shown
    W1, w2, X, A, H, y = sup(vec("W"), "(1)"), sup(vec("w"), "(2)"), vec("X"), vec("A"), vec("H"), vec("y")
    matrix = lambda name, rows: _matrix(name, rows, shown, cut)
    transposed = lambda node: sup(node, "⊤")
    share: Node = frac("1", str(size))
    derivative = lambda of, by: frac(row("∂", of), row("∂", by))
    mean = frac("L", str(size))
    return [
        line("X", X, "", "", matrix("X", inputs), words="the batch as one matrix, an example in each column", phase="example",
             size=inputs * shown),
        line("A", A, row(W1, X), row(_matrix("W1", hidden, inputs), matrix("X", inputs)), matrix("A", hidden),
             words="all weighted sums in one product", size=hidden * shown),
        line("H", H, row("g(", A, ")"), row("g", matrix("A", hidden)), matrix("H", hidden), words="the activation, entry by entry",
             size=hidden * shown),
        line("y", y, row(w2, H), row(_matrix("w2", 1, hidden), matrix("H", hidden)), matrix("y", 1),
             words="the scores, one for each example", size=shown),
        line("mean_loss", mean, row(share, " Σ ℓ"), row(share, " Σ ", matrix("loss", 1)), slot("mean_loss"),
             words="the mean loss of the batch", phase="loss"),
        line("dl_dy", derivative("ℓ", y), "ℓ′(y, z)", row("ℓ′(", matrix("y", 1), ", ", matrix("z", 1), ")"), matrix("dl_dy", 1),
             words="each example's own slope", phase="backward", size=shown),
        line("dl_dw2", row(share, derivative("L", w2)), row(share, derivative("ℓ", y), transposed(H)),
             row(share, matrix("dl_dy", 1), transposed(matrix("H", hidden))), _matrix("dl_dw2", 1, hidden),
             words="the product adds up over the examples; the fraction makes it their mean", phase="backward", size=hidden),
        line("dl_dA", derivative("ℓ", A), row(transposed(w2), derivative("ℓ", y), " ⊙ g′(", A, ")"),
             row(_column("w2", hidden), matrix("dl_dy", 1), " ⊙ g′(A)"), matrix("dl_dA", hidden),
             words="back through the activation, column by column", phase="backward", size=hidden * shown),
        line("dl_dW1", row(share, derivative("L", W1)), row(share, derivative("ℓ", A), transposed(X)),
             row(share, matrix("dl_dA", hidden), transposed(matrix("X", inputs))), _matrix("dl_dW1", hidden, inputs),
             words="the mean derivative of the first layer", phase="backward", size=hidden * inputs),
    ]


def _column(name: str, rows: int) -> Node:
    return grid([[slot(name, i)] for i in range(rows)])


def _matrix(name: str, rows: int, columns: int, cut: bool = False) -> Node:
    return grid([[slot(name, i * columns + j) for j in range(columns)] + (["⋯"] if cut else []) for i in range(rows)])


def _scores(update: TrainingUpdate) -> np.ndarray:
    return np.reshape(update.forward.y, len(update.examples))
