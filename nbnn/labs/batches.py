"""The BatchLab: one example, ten, a hundred or all at a time: the paths, the noise of a derivative, a batch as one matrix."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
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
from ..explain.recording.recording import Recording
from ..explain.trajectory.contours import heights
from ..views.board.board import Board
from ..views.moving.moving import MovingChart
from ..views.player.player import Player
from ..views.table.table import MovingTable
from ..views.table.table import row as table_row
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, typed
from .frame.lab import Lab, box
from .frame.part import LabPart, by_key, chosen_part
from .frame.series import Series, nothing_beyond, path_moves
from .frame.setup import number, whole

LONGEST = 40  # epochs
DIVISIONS = [(words, key) for key, words in explain.ORDER_WORDS.items()]
LABELS = MappingProxyType({"sizes": "Batch sizes", "eta": "Rate η", "epochs": "Epochs", "seed": "Seed"})
LOOKS = Series(("class-7", "class-1", "class-3", "class-2"), ("solid", "dashed", "dotted", "solid"))


class BatchPart(LabPart):
    """One view of the BatchLab: what it computes with the lab's sizes and knobs, and its picture.

    first : the sizes to begin with, besides all examples. epochs : how many. labels : of the fields to type in.
    """

    first: ClassVar[tuple[int, ...]] = (1, 10, 100)
    epochs: ClassVar[int]
    labels: ClassVar[Mapping[str, str]] = LABELS
    player: Player

    def __init__(self, net: Network | None, data: Dataset, loss: Loss | str | None):
        self.data = data
        self.net = checked_network(self._usual_net() if net is None else net)
        self.loss = (usual_loss(self.net.sizes[-1], binary_cross_entropy, data, self.net.output) if loss is None
                     else loss_record(loss))

    def usual_sizes(self) -> tuple:
        """The sizes to begin with, as far as there are so many examples."""
        return (*(size for size in self.first if size < len(self.data)), "all")

    def compute(self, sizes: Sequence, knobs: dict) -> Any:
        """What is shown with these; ValueError or TypeError for what does not fit."""
        raise NotImplementedError

    def record(self, made: Any, version: int) -> Recording:
        """What was computed, for the player."""
        raise NotImplementedError

    def make(self, made: Any, present: bool) -> None:
        """Make the widgets."""
        raise NotImplementedError

    def show(self, made: Any) -> None:
        """Draw what was computed; the player has it already."""
        raise NotImplementedError

    def rows(self, made: Any) -> list[dict[str, str]]:
        """One row for each size, at the player's moment."""
        return made.table(self.player.index)

    def _usual_net(self) -> Network:
        raise NotImplementedError

    def _check_data(self, fits: bool, features: str) -> None:
        """ValueError for data that the view has no picture of."""
        if self.data.n_classes != 2 or not fits:
            if self.data.targets:
                raise ValueError(f"{self.data.name!r} has targets, but the view {self.key!r} draws two classes: "
                                 "the view 'noise' takes targets")
            raise ValueError(f"{self.data.name!r} has {many(self.data.x.shape[1], 'feature')} and {self.data.n_classes} classes, but the "
                             f"view {self.key!r} draws data of {features} and two classes: choose them with "
                             "data.select(features, classes=…)")


class BatchPaths(BatchPart):
    """The same epochs with several sizes, on the loss of a network of two weights."""

    key = "paths"
    epochs = 3

    def compute(self, sizes: Sequence, knobs: dict) -> explain.Walks:
        return explain.walks(self.net, self.data, self.loss, sizes, **knobs)

    def record(self, made: explain.Walks, version: int) -> Recording:
        return explain.walks_record(made, version)

    def make(self, made: explain.Walks, present: bool) -> None:
        players = {"player": self.player}
        self.surface = MovingChart(players, title="Paths", axes=("w₁", "w₂"), present=present)
        self.losses = MovingChart(players, title="Loss", axes=("epochs looked at", "L/N"), present=present)
        self.surface.image("heights")
        self._make_trails(len(made.sizes))
        self.surface.points("minima", "ink", 70, "cross")
        self.surface.text("names", "soft", "middle", y_offset=18)
        self.numbers = MovingTable(player=self.player)
        self.shown = (box("nbnn-row", self.surface, self.losses), self.numbers)

    def show(self, made: explain.Walks) -> None:
        n = len(made.sizes)
        self._make_trails(n)
        places = np.array([minimum.w for minimum in made.curve.minima]).reshape(-1, 2)
        unused = nothing_beyond(self.surface, n, "trail", "here")
        self.surface.show(
            x=made.curve.view[0], y=made.curve.view[1], legend=LOOKS.legend(made.names), levels={"heights": heights(made.curve)},
            moves=[move for k in range(n) for move in path_moves(k, [f"w_{k}", 0], [f"w_{k}", 1])],
            still={"minima": tuple(places.T), "names": (*places.T, ["lowest"] * len(places)), **unused},
            title=f"The mean {self.loss.name} loss of {made.n} examples",
            note="The bluer the higher. Every path looks at the same examples.",
            words="The paths of the weights over the heights of the mean loss.")
        high = float(max(losses.max() for losses in made.losses))
        self.losses.show(
            x=(0.0, 1.03 * made.seen[-1] / made.n), y=(0.0, 1.08 * high), still=unused,
            moves=[move for k in range(n) for move in path_moves(k, ["epochs", 0], [f"loss_{k}", 0])],
            title="The same examples, looked at", note="One epoch looks at every example once, whatever the size of the batches.",
            words="The mean loss against the epochs looked at.")
        head = [("Batch", "name"), ("updates an epoch", "aside"), ("updates so far", "number"), ("L/N", "number")]
        self.numbers.show("Cost and gain of an epoch", head, [
            table_row([name, str(made.histories[k].updates_per_epoch), {"q": f"updates_{k}", "k": 0}, {"q": f"loss_{k}", "k": 0}],
                      LOOKS.sample(k)) for k, name in enumerate(made.names)])

    def _make_trails(self, n: int) -> None:
        for chart in (self.surface, self.losses):
            LOOKS.lines(chart, "trail", n, 2.2)
            LOOKS.points(chart, "here", n, 90)

    def _usual_net(self) -> Network:
        self._check_data(self.data.x.shape[1] == 2, "two features")
        return Network([[-1.5, -2.0]])


class BatchNoise(BatchPart):
    """How far the derivative of a batch lies from that of all examples."""

    key = "noise"
    epochs = 20
    labels = MappingProxyType({name: label for name, label in LABELS.items() if name != "eta"})  # nothing is trained

    def compute(self, sizes: Sequence, knobs: dict) -> explain.Noise:
        plan = {name: knobs[name] for name in ("epochs", "order", "seed")}
        return explain.noise(self.net, self.data, self.loss, sizes, **plan, weights=_first_weights(self.net))

    def record(self, made: explain.Noise, version: int) -> Recording:
        return explain.noise_record(made, version)

    def rows(self, made: explain.Noise) -> list[dict[str, str]]:
        return made.table()

    def make(self, made: explain.Noise, present: bool) -> None:
        self.cloud = MovingChart({"player": self.player}, title="Derivatives", axes=("", ""), present=present)
        self.spread = MovingChart(title="Noise", axes=("examples of a batch", "off by (root mean square)"), present=present)
        for name in ("across", "up"):
            self.cloud.line(name, "faint", 1.0)
        self._make_clouds(len(made.sizes))
        self.cloud.points("mean", "curline", 300, hollow=True)
        self.spread.line("expected", "soft", 2.0, "dashed")
        self.numbers = MovingTable()
        self.shown = (box("nbnn-row", self.cloud, self.spread), self.numbers)

    def show(self, made: explain.Noise) -> None:
        n = len(made.sizes)
        self._make_clouds(n)
        x, y = explain.reach(made)
        mean = made.fan.mean
        self.cloud.show(
            x=x, y=y, moves=[{"mark": f"cloud{k}", "kind": "columns", "x": f"across_{k}", "y": f"up_{k}"} for k in range(n)],
            still={"across": (x, (0, 0)), "up": ((0, 0), y), "mean": ([mean[0]], [mean[1]]), **nothing_beyond(self.cloud, n, "cloud")},
            title="The mean derivative of each batch of an epoch", axes=(f"∂ℓ/∂{made.fan.names[0]}", f"∂ℓ/∂{made.fan.names[1]}"),
            legend=[*LOOKS.legend(made.names), ("ring", "curline", "the mean of all")],
            note="All at the same weights: nothing is trained here.", words="The derivatives of batches around the mean of all.")
        sizes = np.geomspace(1, made.n, 60)
        points = {f"spread{k}": ([np.log10(size)], [made.spread(k)]) for k, size in enumerate(made.sizes)}
        high = 1.1 * max(made.fan.spread, 1e-9)
        self.spread.show(
            x=(-0.15, float(np.log10(made.n)) + 0.15), y=(-0.05 * high, high),
            still={"expected": (np.log10(sizes), made.expected(sizes)), **points, **nothing_beyond(self.spread, n, "spread")},
            axes=("batch size, log₁₀", "off by"), title="How far a batch is off",
            legend=[("dash", "soft", "σ√((N − B)/(B(N − 1)))")], note="Four times as many examples, half the noise: nearly 1/√B.",
            words="The root mean square distance from the mean derivative, against the size of the batch.")
        head = [("Batch", "name"), ("updates an epoch", "number"), ("examples an update", "aside"), ("off by", "number"),
                ("expected", "aside")]
        self.numbers.show("Noise and cost of each batch size", head,
                          [table_row(list(each.values()), LOOKS.sample(k)) for k, each in enumerate(made.table())])

    def _make_clouds(self, n: int) -> None:
        LOOKS.points(self.cloud, "cloud", n, 26, 60, 110, 160)
        LOOKS.points(self.spread, "spread", n, 110)

    def _usual_net(self) -> Network:
        inputs, scores = self.data.x.shape[1], scores_for(self.data)
        if (inputs, scores) == (2, 1):
            return Network([[-1.5, -2.0]])
        return Network.random((inputs, *((3,) if inputs == 1 else ()), scores), seed=1)  # two weights at least


class PackedBatch(BatchPart):
    """A batch as one matrix, with the board of its products."""

    key = "packed"
    epochs = 2
    first = (4,)
    labels = LABELS | {"sizes": "Batch size"}

    def usual_sizes(self) -> tuple:
        return (min(len(self.data), *self.first),)

    def compute(self, sizes: Sequence, knobs: dict) -> explain.Packed:
        if len(sizes) != 1:
            raise ValueError(f"sizes has {len(sizes)} entries: a packed batch has one size, so give one, such as 4")
        return explain.pack_updates(self.net, self.data, self.loss, explain.checked_sizes(sizes, len(self.data))[0], **knobs)

    def record(self, made: explain.Packed, version: int) -> Recording:
        return explain.packed_record(made, version)

    def make(self, made: explain.Packed, present: bool) -> None:
        first, second = self.data.feature_names[:2]
        self.plane = MovingChart({"player": self.player}, title="The batch", axes=(first, second), present=present)
        self.plane.points("minus", "class-2", 34, "square")
        self.plane.points("plus", "class-1", 34, "circle")
        self.plane.points("batch", "curline", 220, hollow=True)
        self.board = Board(player=self.player, expanded=True)
        self.player.granularity = "line"
        self.shown = (box("nbnn-row", self.plane, self.board),)

    def show(self, made: explain.Packed) -> None:
        data = self.data
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

    def _usual_net(self) -> Network:
        inputs = self.data.x.shape[1]
        self._check_data(inputs >= 2, "two features or more")
        return Network.random((inputs, 3, 1), seed=1)


VIEWS = by_key(BatchPaths, BatchNoise, PackedBatch)


class BatchLab(Lab):
    """Explore mini-batches, one idea per view.

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
    views = VIEWS

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.BatchLab()',
        'nbnn.labs.BatchLab("noise")',
        'nbnn.labs.BatchLab("packed")',
    )

    def __init__(self, view: str = "paths", *, net: Network | None = None, data: Dataset | None = None,
                 loss: Loss | str | None = None, sizes: Sequence | None = None, eta: float = 0.2, epochs: int | None = None,
                 order: str = "epochs", seed: int = 0, cue=None, present: bool = False):
        self.part = chosen_part(view, VIEWS)(net, moons(n=200, noise=0.2, seed=0) if data is None else data, loss)
        sizes = tuple(self.part.usual_sizes() if sizes is None else sizes)
        knobs: dict[str, Any] = {"eta": eta, "epochs": self.part.epochs if epochs is None else epochs, "order": order, "seed": seed}
        self._given = (sizes, knobs)
        self._compute(sizes, knobs)
        super().__init__(present)
        self.player = self.part.player = Player()
        self.player.granularity = "update"
        self._make_fields()
        self.part.make(self.made, self._present)
        self._show()
        self.asked = votes(self.player, checked_votes(cue, self.player.schema["updates"]))
        self._compose(self.fields.row, *self.part.shown, *card(self.asked), self.player)

    def views_shown(self) -> tuple[str, ...]:
        return (self.part.key,)

    def sentence(self) -> str:
        return self.part.sentence()

    def table(self) -> list[dict[str, str]]:
        """One row for each size; of a packed batch one for each example."""
        return self.part.rows(self.made)

    def __repr__(self) -> str:
        names, knobs = ", ".join(map(str, self._sizes)), self._knobs
        return f"BatchLab({self.part.key}, batches of {names}, {knobs['epochs']} epochs, {explain.ORDER_WORDS[knobs['order']]})"

    def _compute(self, sizes: Sequence, knobs: dict) -> None:
        """What the view shows with these; an error changes nothing."""
        _check_epochs(knobs["epochs"])
        made = self.part.compute(sizes, knobs)
        self._recording = self.part.record(made, self._version + 1)
        self._version += 1
        self.made, self._sizes, self._knobs = made, tuple(sizes), dict(knobs)

    # ---- what a learner does ----

    def _make_fields(self) -> None:
        fields: dict[str, widgets.DOMWidget] = {name: typed(label, self._text_of(name), "wide" if name == "sizes" else "")
                                                for name, label in self.part.labels.items()}
        order = widgets.Dropdown(options=DIVISIONS, value=self._knobs["order"], description="Division")
        self.fields = Fields({**fields, "order": order}, self._turn)
        self.player.on_request("reset", lambda _message: self._reset())

    def _text_of(self, name: str) -> str:
        if name == "sizes":
            return ", ".join(str(size) for size in self._sizes)
        value = self._knobs[name]
        return str(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, int | float) else "by schedule"

    def _turn(self, name: str, text: str) -> str:
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
        self.fields.forget()
        self._say("")
        self._compute(*self._given)
        self.player.go_to(0)
        self._show()
        self._write_fields()

    def _write_fields(self) -> None:
        self.fields.write(**{name: self._text_of(name) for name in self.fields})

    def _show(self) -> None:
        updates, lines = self._recording.schema["updates"], self._recording.schema["lines"]
        self.player.show(self._recording, min(self.player.index, updates - 1), min(self.player.line, len(lines) - 1))
        self.part.show(self.made)
        self.player.can_extend = False


def _first_weights(net: Network) -> tuple[tuple[int, ...], ...]:
    """The first two weights, as `derivatives_at` names them."""
    if net.weights[0].ndim == 1:
        return (1, 0), (1, 1)
    return (1, 0, 0), (1, 0, 1) if net.weights[0].shape[1] > 1 else (1, 1, 0)


def _sizes(text: str) -> tuple:
    """Sizes as typed: whole numbers, or the word all."""
    parts = text.replace(",", " ").split()
    if not parts:
        raise ValueError("the batch sizes are missing. Type whole numbers, or the word all, such as 1, 10, all")
    return tuple("all" if part.lower() == "all" else whole(part, "one of the batch sizes") for part in parts)


def _check_epochs(epochs) -> None:
    if not isinstance(epochs, int) or isinstance(epochs, bool) or not 1 <= epochs <= LONGEST:
        raise ValueError(f"epochs is {epochs!r}: give a whole number from 1 to {LONGEST}")
