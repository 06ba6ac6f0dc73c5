"""The BatchLab: one example, ten, a hundred or all at a time: the paths, the noise of a derivative, a batch as one matrix."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from ..core.network.arguments import checked_network, scores_for, usual_loss
from ..core.network.network import Network
from ..core.records.datasets import Dataset, moons
from ..core.records.losses import Loss, binary_cross_entropy
from ..core.records.losses import loss as loss_record
from ..core.training.training import many
from ..explain import batches as explain
from ..explain.trajectory.contours import heights
from ..views.board.board import Board
from ..views.moving.moving import MARKERS, MovingChart
from ..views.player.player import Player
from ..views.table.table import Table
from ..views.table.table import row as table_row
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, typed
from .frame.lab import Lab, box
from .frame.setup import number, whole

VIEWS = ("paths", "noise", "packed")
COLORS = ("class-7", "class-1", "class-3", "class-2")
DASHES = ("solid", "dashed", "dotted", "solid")
USUAL = {"paths": (1, 10, 100, "all"), "noise": (1, 10, 100, "all"), "packed": (4,)}
EPOCHS = {"paths": 3, "noise": 20, "packed": 2}
LONGEST = 40  # epochs
DIVISIONS = [(words, key) for key, words in explain.ORDER_WORDS.items()]


class BatchLab(Lab):
    """Mini-batches, one idea in each view.

    Parameters
    ----------
    view : "paths" (the same epochs with several sizes, on the loss of a network of two weights), "noise" (how far the derivative of a
        batch lies from that of all examples) or "packed" (a batch as one matrix, with the board of its products).
    net : of two weights for the paths; one hidden layer and one score for "packed"; the noise is shown along its first two weights.
    data : to train on, two inputs. loss, eta, seed : as for `nbnn.train`.
    sizes : of the batches, "all" for all examples; one size for "packed".
    cue : update → a question at which a hall stops, {20: ("Will the path of one example get closer?", "yes", "no")}.
    epochs : how many. order : "epochs" (reshuffled before each) or "fixed" (divided into batches once).
    """

    _version = 0  # of the recording on the page

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.BatchLab()',
        'nbnn.labs.BatchLab("noise")',
        'nbnn.labs.BatchLab("packed")',
    )

    def __init__(self, view: str = "paths", *, net: Network | None = None, data: Dataset | None = None,
                 loss: Loss | str | None = None, sizes: Sequence | None = None, eta: float = 0.2, epochs: int | None = None,
                 order: str = "epochs", seed: int = 0, cue=None, present: bool = False):
        if view not in VIEWS:
            raise ValueError(f"view is {view!r}: it must be one of {', '.join(VIEWS)}")
        self._view = view
        self._data = moons(n=200, noise=0.2, seed=0) if data is None else data
        self._net = checked_network(_usual_net(view, self._data) if net is None else net)
        self._loss = usual_loss(self._net.sizes[-1], binary_cross_entropy) if loss is None else loss_record(loss)
        self._sizes = tuple(_fitting_sizes(view, len(self._data)) if sizes is None else sizes)
        self._knobs: dict[str, Any] = {"eta": eta, "epochs": EPOCHS[view] if epochs is None else epochs, "order": order, "seed": seed}
        self._given = (self._sizes, dict(self._knobs))
        self._compute(self._sizes, self._knobs)
        super().__init__(present)
        self.player = Player()
        self.player.granularity = "update"
        self._make_fields()
        {"paths": self._make_paths, "noise": self._make_noise, "packed": self._make_packed}[view]()
        self._show()
        self.asked = votes(self.player, checked_votes(cue, self.player.schema["updates"]))
        self._compose(self._fields.row, *self._views, *card(self.asked), self.player)

    def sentence(self) -> str:
        return str(self.player.schema["sentences"][self.player.index])

    def table(self) -> list[dict[str, str]]:
        """One row for each size; of a packed batch one for each example."""
        return self.made.table() if isinstance(self.made, explain.Noise) else self.made.table(self.player.index)

    def __repr__(self) -> str:
        names = [str(size) for size in self._sizes]
        knobs = self._knobs
        return f"BatchLab({self._view}, batches of {', '.join(names)}, {knobs['epochs']} epochs, {explain.ORDER_WORDS[knobs['order']]})"

    # ---- what is computed ----

    def _compute(self, sizes: Sequence, knobs: dict) -> None:
        """What the view shows with these; an error changes nothing."""
        _check_epochs(knobs["epochs"])
        net, data, loss = self._net, self._data, self._loss
        made: explain.Walks | explain.Noise | explain.Packed
        if self._view == "paths":
            made = explain.walks(net, data, loss, sizes, **knobs)
        elif self._view == "noise":
            plan = {name: knobs[name] for name in ("epochs", "order", "seed")}
            made = explain.noise(net, data, loss, sizes, **plan, weights=_first_weights(net))
        else:
            made = explain.packed(net, data, loss, explain.checked_sizes(_one(sizes), len(data))[0], **knobs)
        recorded: dict[str, Callable] = {"paths": explain.walks_record, "noise": explain.noise_record, "packed": explain.packed_record}
        self._recording = recorded[self._view](made, self._version + 1)
        self._version += 1
        self.made, self._sizes, self._knobs = made, tuple(sizes), dict(knobs)

    # ---- paths ----

    def _make_paths(self) -> None:
        players = {"player": self.player}
        self.surface = MovingChart(players, title="Paths", axes=("w₁", "w₂"), present=self._present)
        self.losses = MovingChart(players, title="Loss", axes=("epochs looked at", "L/N"), present=self._present)
        self.surface.image("heights")
        for chart in (self.surface, self.losses):
            for k in range(explain.MOST):
                chart.line(f"trail{k}", COLORS[k], 2.2, DASHES[k])
            for k in range(explain.MOST):
                chart.points(f"here{k}", COLORS[k], 90, MARKERS[k])
        self.surface.points("minima", "ink", 70, "cross")
        self.surface.text("names", "soft", "middle", y_offset=18)
        self.numbers = Table(player=self.player)
        self._views = [box("nbnn-row", self.surface, self.losses), self.numbers]

    def _show_paths(self) -> None:
        made = self.made
        assert isinstance(made, explain.Walks)
        recording = self._recording
        self.player.show(recording, min(self.player.index, recording.schema["updates"] - 1))
        places = np.array([minimum.w for minimum in made.curve.minima]).reshape(-1, 2)
        legend = [(MARKERS[k], COLORS[k], name) for k, name in enumerate(made.names)]
        on_surface: list[dict] = []
        on_losses: list[dict] = []
        for k in range(len(made.sizes)):
            on_surface += _trail(k, [f"w_{k}", 0], [f"w_{k}", 1])
            on_losses += _trail(k, ["epochs", 0], [f"loss_{k}", 0])
        self.surface.show(
            x=made.curve.view[0], y=made.curve.view[1], moves=on_surface, legend=legend, levels={"heights": heights(made.curve)},
            still={"minima": tuple(places.T), "names": (*places.T, ["lowest"] * len(places)), **self._unused()},
            title=f"The mean {self._loss.name} loss of {made.n} examples",
            note="The bluer the higher. Every path looks at the same examples.",
            words="The paths of the weights over the heights of the mean loss.")
        high = float(max(made.losses[k].max() for k in range(len(made.sizes))))
        self.losses.show(
            x=(0.0, 1.03 * self._knobs["epochs"]), y=(0.0, 1.08 * high), moves=on_losses, still=self._unused(),
            title="The same examples, looked at", note="One epoch looks at every example once, whatever the size of the batches.",
            words="The mean loss against the epochs looked at.")
        head = [("Batch", "name"), ("updates an epoch", "aside"), ("updates so far", "number"), ("L/N", "number")]
        self.numbers.show("What an epoch costs, and what it gives", head, [
            table_row([name, str(made.histories[k].updates_per_epoch), {"q": f"updates_{k}", "k": 0}, {"q": f"loss_{k}", "k": 0}],
                      (MARKERS[k], COLORS[k], DASHES[k])) for k, name in enumerate(made.names)])

    def _unused(self) -> dict[str, tuple]:
        return dict.fromkeys([f"{mark}{k}" for mark in ("trail", "here") for k in range(len(self._sizes), explain.MOST)], ((), ()))

    # ---- noise ----

    def _make_noise(self) -> None:
        players = {"player": self.player}
        self.cloud = MovingChart(players, title="Derivatives", axes=("", ""), present=self._present)
        self.spread = MovingChart(title="Noise", axes=("examples of a batch", "off by (root mean square)"), present=self._present)
        for name in ("across", "up"):
            self.cloud.line(name, "faint", 1.0)
        for k in range(explain.MOST):
            self.cloud.points(f"cloud{k}", COLORS[k], (26, 60, 110, 160)[k], MARKERS[k])
            self.spread.points(f"spread{k}", COLORS[k], 110, MARKERS[k])
        self.cloud.points("mean", "curline", 300, hollow=True)
        self.spread.line("expected", "soft", 2.0, "dashed")
        self.numbers = Table()
        self._views = [box("nbnn-row", self.cloud, self.spread), self.numbers]

    def _show_noise(self) -> None:
        made = self.made
        assert isinstance(made, explain.Noise)
        recording = self._recording
        self.player.show(recording, min(self.player.index, recording.schema["updates"] - 1))
        x, y = explain.reach(made)
        mean = made.fan.mean
        moves = [{"mark": f"cloud{k}", "kind": "columns", "x": f"across_{k}", "y": f"up_{k}"} for k in range(len(made.sizes))]
        empty = {f"cloud{k}": ((), ()) for k in range(len(made.sizes), explain.MOST)}
        self.cloud.show(
            x=x, y=y, moves=moves, still={"across": (x, (0, 0)), "up": ((0, 0), y), "mean": ([mean[0]], [mean[1]]), **empty},
            title="The mean derivative of each batch of an epoch", axes=(f"∂ℓ/∂{made.fan.names[0]}", f"∂ℓ/∂{made.fan.names[1]}"),
            legend=[*((MARKERS[k], COLORS[k], name) for k, name in enumerate(made.names)), ("ring", "curline", "the mean of all")],
            note="All at the same weights: nothing is trained here.", words="The derivatives of batches around the mean of all.")
        sizes = np.geomspace(1, made.n, 60)
        points = {f"spread{k}": ([np.log10(size)], [made.spread(k)]) for k, size in enumerate(made.sizes)}
        high = 1.1 * max(made.fan.spread, 1e-9)
        self.spread.show(
            x=(-0.15, float(np.log10(made.n)) + 0.15), y=(-0.05 * high, high),
            still={"expected": (np.log10(sizes), made.expected(sizes)), **points,
                   **{f"spread{k}": ((), ()) for k in range(len(made.sizes), explain.MOST)}},
            axes=("examples of a batch, log₁₀", "off by"), title="How far a batch is off",
            legend=[("dash", "soft", "σ√((N − B)/(B(N − 1)))")], note="Four times as many examples, half the noise: nearly 1/√B.",
            words="The root mean square distance from the mean derivative, against the size of the batch.")
        head = [("Batch", "name"), ("updates an epoch", "number"), ("examples an update", "aside"), ("off by", "number"),
                ("expected", "aside")]
        self.numbers.show("The price of a calm derivative", head, [
            table_row(list(each.values()), (MARKERS[k], COLORS[k], DASHES[k])) for k, each in enumerate(made.table())])

    # ---- a batch as a matrix ----

    def _make_packed(self) -> None:
        first, second = self._data.feature_names[:2]
        self.plane = MovingChart({"player": self.player}, title="The batch", axes=(first, second), present=self._present)
        self.plane.points("minus", "class-2", 34, "square")
        self.plane.points("plus", "class-1", 34, "circle")
        self.plane.points("batch", "curline", 220, hollow=True)
        self.board = Board(player=self.player, expanded=True)
        self.player.granularity = "line"
        self._views = [box("nbnn-row", self.plane, self.board)]

    def _show_packed(self) -> None:
        made, data = self.made, self._data
        assert isinstance(made, explain.Packed)
        recording = self._recording
        line = min(self.player.line, len(recording.schema["lines"]) - 1)
        self.player.show(recording, min(self.player.index, recording.schema["updates"] - 1), line)
        low, high = data.x.min(axis=0), data.x.max(axis=0)
        room = 0.08 * np.maximum(high - low, 1e-9)
        self.plane.show(
            x=(float(low[0] - room[0]), float(high[0] + room[0])), y=(float(low[1] - room[1]), float(high[1] + room[1])),
            still={"minus": tuple(data.x[data.z < 0].T), "plus": tuple(data.x[data.z > 0].T)},
            moves=[{"mark": "batch", "kind": "columns", "x": "batch_x", "y": "batch_y"}],
            title=f"Batches of {made.size} of {len(data)} examples",
            legend=[("circle", "class-1", "z = +1"), ("square", "class-2", "z = −1"), ("ring", "curline", "in this batch: a column of X")],
            note="" if made.size <= explain.WRITTEN else f"The first {explain.WRITTEN} columns are written out.",
            words="The examples, those of the batch with a ring.")

    # ---- what a learner does ----

    def _make_fields(self) -> None:
        fields = {"sizes": typed("Batch sizes" if self._view != "packed" else "Batch size", self._written("sizes"), "wide")}
        if self._view != "noise":
            fields["eta"] = typed("Rate η", self._written("eta"))
        fields |= {"epochs": typed("Epochs", self._written("epochs")), "seed": typed("Seed", self._written("seed"))}
        order = widgets.Dropdown(options=DIVISIONS, value=self._knobs["order"], description="Division")
        self._fields = Fields({**fields, "order": order}, self._turned)
        self.player.on_request("reset", lambda _message: self._reset())

    def _written(self, name: str) -> str:
        if name == "sizes":
            return ", ".join(str(size) for size in self._sizes)
        value = self._knobs[name]
        return str(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, int | float) else "by schedule"

    def _turned(self, name: str, text: str) -> str:
        read: dict[str, Callable] = {
            "sizes": lambda: _sizes(text), "eta": lambda: number(text, "the rate η"), "order": lambda: text,
            "epochs": lambda: whole(text, "the number of epochs"), "seed": lambda: whole(text, "the seed"),
        }
        def turn():
            value = read[name]()
            self._compute(value if name == "sizes" else self._sizes, self._knobs if name == "sizes" else self._knobs | {name: value})
            self._show()
            self._write_fields()
        return self._taken(turn)

    def _reset(self) -> None:
        self._fields.forget()
        self._say("")
        self._compute(*self._given)
        self.player.index = self.player.line = 0
        self._show()
        self._write_fields()

    def _write_fields(self) -> None:
        self._fields.write(**{name: self._written(name) for name in self._fields})

    def _show(self) -> None:
        {"paths": self._show_paths, "noise": self._show_noise, "packed": self._show_packed}[self._view]()
        self.player.can_extend = False


def _trail(k: int, x: list, y: list) -> list[dict]:
    """The way so far of the k-th size, and where it is."""
    return [{"mark": f"trail{k}", "kind": "trail", "x": x, "y": y}, {"mark": f"here{k}", "kind": "points", "x": [x], "y": [y]}]


def _usual_net(view: str, data: Dataset) -> Network:
    """The view's network for these data; ValueError for data that the view has no picture for."""
    inputs, scores = data.x.shape[1], scores_for(data)
    if view != "noise" and (scores > 1 or inputs < 2 or (view == "paths" and inputs > 2)):
        two = "two features" if view == "paths" else "two features or more"
        raise ValueError(f"{data.name!r} has {many(inputs, 'feature')} and {data.n_classes} classes, but the view {view!r} draws data of "
                         f"{two} and two classes: choose them with data.select(features, classes=…)")
    if view == "packed" or inputs == 1:
        return Network.random((inputs, 3, scores), seed=1)
    return Network([[-1.5, -2.0]]) if (inputs, scores) == (2, 1) else Network.random((inputs, scores), seed=1)


def _fitting_sizes(view: str, n: int) -> tuple:
    """The view's usual sizes, as far as there are so many examples."""
    if view == "packed":
        return (min(n, *USUAL[view]),)
    return (*(size for size in USUAL[view] if isinstance(size, int) and size < n), "all")


def _first_weights(net: Network) -> tuple[tuple[int, ...], ...]:
    """The first two weights, as `derivatives_at` names them."""
    if net.weights[0].ndim == 1:
        return (1, 0), (1, 1)
    return (1, 0, 0), (1, 0, 1) if net.weights[0].shape[1] > 1 else (1, 1, 0)


def _one(sizes: Sequence) -> Sequence:
    if len(sizes) != 1:
        raise ValueError(f"sizes has {len(sizes)} entries: a batch is packed in one size at a time, so give one, such as 4")
    return sizes


def _sizes(text: str) -> tuple:
    """Sizes as typed: whole numbers, or the word all."""
    parts = text.replace(",", " ").split()
    if not parts:
        raise ValueError("the batch sizes are missing. Type whole numbers, or the word all, such as 1, 10, all")
    return tuple("all" if part.lower() == "all" else whole(part, "one of the batch sizes") for part in parts)


def _check_epochs(epochs) -> None:
    if not isinstance(epochs, int) or isinstance(epochs, bool) or not 1 <= epochs <= LONGEST:
        raise ValueError(f"epochs is {epochs!r}: give a whole number from 1 to {LONGEST}")
