"""The InitLab: the same network under each initializer, before training and after it, and hidden units that stay equal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from ..core.bounds import check_most
from ..core.network.arguments import checked_count, scores_for, usual_loss
from ..core.records.activations import ACTIVATIONS, Activation, relu
from ..core.records.activations import activation as activation_record
from ..core.records.datasets import Dataset, fitting_share, moons
from ..core.records.initializers import Initializer, he, same, small_uniform, xavier, zeros
from ..core.records.initializers import initializer as initializer_record
from ..core.records.losses import Loss
from ..core.records.losses import loss as loss_record
from ..core.training.sweep import sweep
from ..explain import initialization as explain
from ..explain.recording.recording import Recording
from ..views.moving.moving import MovingChart
from ..views.player.player import Player
from ..views.player.status import StatusLine
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, menu, typed
from .frame.given import read_keyword
from .frame.lab import box
from .frame.part import LabPart, PartsLab, by_key, chosen_part
from .frame.series import Series
from .frame.setup import whole

LONGEST = 5_000  # updates
LOOKS = Series(("class-1", "class-2", "class-3", "class-7", "class-4", "class-5"),
               ("solid", "dashed", "dotted", "solid", "dashed", "dotted"))


@dataclass(frozen=True, eq=False)
class Beginning:
    """What the networks begin with, and how they are trained."""

    initializers: tuple[Initializer, ...]
    activation: Activation
    hidden: tuple[int, ...]
    data: Dataset
    loss: Loss
    eta: float
    steps: int
    seeds: Sequence[int] | int
    epochs: int
    seed: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """Of the layers, inputs and scores among them."""
        return (self.data.x.shape[1], *self.hidden, scores_for(self.data))


class InitPart(LabPart):
    """One view of the InitLab. usual : the initializers to show when none are given."""

    usual: ClassVar[tuple[Initializer, ...]] = (he, xavier, small_uniform, zeros, same)

    def __init__(self, beginning: Beginning, cue, present: bool):
        self.beginning = beginning

    def __repr__(self) -> str:
        return f"{self.key}: {', '.join(each.name for each in self.beginning.initializers)}; {self.beginning.activation.name}"

    def table(self) -> list[dict[str, str]]:
        return [{"initializer": each.name, "formula": each.formula, "source": each.source} for each in self.beginning.initializers]


class InitSpread(InitPart):
    """The spread of activations and derivatives, layer by layer, before training."""

    key = "spread"

    def __init__(self, beginning: Beginning, cue, present: bool):
        super().__init__(beginning, cue, present)
        self.spreads, self._own = _spreads(beginning), beginning.activation
        checked_votes(cue, 0)
        self.line = StatusLine()
        self.forward, self.backward = (
            MovingChart(title=title, axes=("layer", f"log₁₀ spread of {what}"), present=present)
            for title, what in (("Forward: activations h, and y at the end", "h"), ("Backward: derivatives ∂ℓ/∂a", "∂ℓ/∂a")))
        for chart in (self.forward, self.backward):
            LOOKS.lines(chart, "line", len(beginning.initializers), 2.2)
            LOOKS.points(chart, "points", len(beginning.initializers), 70)
        self.fields = Fields({
            "activation": menu("Activation g", ACTIVATIONS, beginning.activation),
            "layers": typed("Hidden layers", str(len(beginning.hidden))), "seed": typed("Seed", str(beginning.seed)),
        }, self._turn)
        self._show()
        self.shown = (self.fields.row, box("nbnn-row", self.forward, self.backward), self.line)

    def table(self) -> list[dict[str, str]]:
        return self.spreads.table()

    def _show(self) -> None:
        found = self.spreads
        for chart, stds, what in ((self.forward, found.forward, "activations"), (self.backward, found.backward, "derivatives")):
            y = explain.logs(stds)
            still = {f"{mark}{k}": (found.layers, y[k]) for mark in ("line", "points") for k in range(len(y))}
            chart.show(x=(0.6, found.layers[-1] + 0.4), y=(float(y.min()) - 0.4, float(y.max()) + 0.4), still=still,
                       legend=LOOKS.legend(found.names), words=f"The spread of {what}, layer by layer, for {len(y)} ways to begin.")
        self.line.said = found.sentence()

    def _turn(self, name: str, value: str) -> str:
        read: dict[str, Callable[[], dict]] = {
            "activation": lambda: {"activation": self._activation(value)}, "layers": lambda: {"hidden": self._layers(value)},
            "seed": lambda: {"seed": whole(value, "the seed")}}

        def turn():
            beginning = replace(self.beginning, **read[name]())
            self.spreads, self.beginning = _spreads(beginning), beginning
            self._show()
            self.fields.write(layers=str(len(beginning.hidden)), seed=str(beginning.seed), activation=beginning.activation.key)
        return self._taken(turn)

    def _activation(self, key: str) -> Activation:
        """Of the menu: the one that was given, or one of the table."""
        return self._own if self._own.key == key else ACTIVATIONS[key]

    def _layers(self, text: str) -> tuple[int, ...]:
        count = whole(text, "the number of hidden layers")
        if not 2 <= count <= 12:
            raise ValueError(f"the number of hidden layers is {count}: give 2 to 12")
        return (self.beginning.hidden[0],) * count


class InitEnds(InitPart):
    """Final losses from many seeds."""

    key = "ends"

    def __init__(self, beginning: Beginning, cue, present: bool):
        super().__init__(beginning, cue, present)
        self.ends = _ends(beginning)
        checked_votes(cue, 0)
        self.line = StatusLine()
        self.chart = MovingChart(title="Validation loss after training, one point for each seed", axes=("initializer", "loss"),
                                 present=present)
        self.chart.points("runs", "soft", 40)
        self.chart.points("means", "curline", 110, "diamond")
        self._show()
        self.shown = (box("nbnn-row", self.chart), self.line)

    def _show(self) -> None:
        seen, names = self.ends, [each.name for each in self.beginning.initializers]
        low, high = float(seen.y.min()), float(seen.y.max())
        room = 0.16 * max(high - low, 1e-9)
        x, means = seen.means
        self.chart.show(
            x=(0.4, len(names) + 0.6), y=(low - room, high + room), still={"runs": (seen.x, seen.y), "means": (x, means)},
            note=", ".join(f"{k}: {name}" for k, name in enumerate(names, 1)),
            legend=[("dot", "soft", "one seed"), ("diamond", "curline", "mean over seeds")], words="Final losses for each way to begin.")
        self.line.said = seen.sentence


class InitSymmetry(InitPart):
    """The hidden units' weights while SGD runs, begun with the first initializer."""

    key = "symmetry"
    usual = (same,)

    def __init__(self, beginning: Beginning, cue, present: bool):
        super().__init__(beginning, cue, present)
        recording = self.recording = _symmetry(beginning)
        cues = checked_votes(cue, recording.schema["updates"])
        self.line = StatusLine()
        self.player = Player()
        self.asked = votes(self.player, cues)
        self.player.granularity = "update"
        self.chart = MovingChart({"player": self.player}, axes=("weight from x₁", "weight from x₂"), present=present,
                                 title=f"Weights into the hidden units, begun with {beginning.initializers[0].name}")
        self.chart.points("units", "class-1", 140)
        extent = [np.frombuffer(chunk, "<f4") for chunk in (recording.head, recording.tail)]
        far = float(max(np.abs(part).max() for part in extent if part.size)) if recording.schema["columns"] else 1.0
        reach = 1.15 * max(far, 0.1)
        self.chart.show(x=(-reach, reach), y=(-reach, reach), moves=[{"mark": "units", "kind": "columns", "x": "w_x", "y": "w_y"}],
                        legend=[("dot", "class-1", "a hidden unit; equal ones lie on each other")],
                        words="Each hidden unit at its two incoming weights.")
        self.player.show(recording)
        self.player.can_extend = False
        self.player.on_request("reset", lambda _message: self.player.show(recording))
        self.shown = (box("nbnn-row", self.chart, *card(self.asked)), self.line, self.player)


VIEWS = by_key(InitSpread, InitEnds, InitSymmetry)


def _spreads(given: Beginning) -> explain.Spreads:
    return explain.spreads(given.initializers, given.sizes, given.activation, given.data, given.loss, given.seed)


def _ends(given: Beginning) -> explain.Ends:
    train, validation = given.data.split(fitting_share(0.7, len(given.data)), seed=0)
    result = sweep(given.sizes, train, validation, loss=given.loss, etas=(given.eta,), seeds=given.seeds, epochs=given.epochs,
                   activation=given.activation, initializer=list(given.initializers))
    return explain.ends(result, [each.name for each in given.initializers])


def _symmetry(given: Beginning) -> Recording:
    if given.data.x.shape[1] < 2:
        raise ValueError(f"{given.data.name!r} has one feature, but this view draws the weights from two inputs: "
                         "give data of two features or more")
    check_most("steps", checked_count(given.steps, "steps"), LONGEST, "updates that the lab can show")
    return explain.symmetry(given.initializers[0], given.sizes, given.activation, given.data, given.loss, given.eta, given.steps,
                            given.seed)


class InitLab(PartsLab):
    """Compare initializers: what the first weights do to a network.

    Parameters
    ----------
    initializers : those to compare. activation : of the hidden layers. hidden : their sizes.
    view : "spread" (of activations and derivatives, layer by layer, before training), "ends" (final losses from many seeds),
        "symmetry" (the hidden units' weights while SGD runs; the first initializer's).
    data, loss, eta, steps, seeds, epochs, seed : of the data and the training.
    cue : with "symmetry", update → a question at which a hall stops, {0: ("How many dots will there be at the end?", "1", "5")}.
    """

    views = VIEWS

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.InitLab()',
        'nbnn.labs.InitLab(hidden=(8,), view="ends")',
        'nbnn.labs.InitLab(hidden=(5,), view="symmetry")',
    )

    def __init__(self, initializers: Sequence[Initializer | str] | None = None, activation: Activation | str = relu,
                 hidden: Sequence[int] = (32, 32, 32, 32, 32), *, view: str = "spread", data: Dataset | None = None,
                 loss: Loss | str | None = None, eta: float = 0.1, steps: int = 200, seeds: Sequence[int] | int = range(20),
                 epochs: int = 10, seed: int = 0, cue=None, present: bool = False):
        part = chosen_part(view, VIEWS)
        chosen = part.usual if initializers is None else read_keyword(
            "initializers", lambda given: tuple(map(initializer_record, given)), initializers)
        if not len(hidden):
            raise ValueError("hidden is empty: give the size of at least one hidden layer, such as hidden=(8,)")
        if not chosen:
            raise ValueError("initializers is empty: give at least one, such as initializers=['he']")
        data = moons(n=200, seed=0) if data is None else data
        loss = usual_loss(scores_for(data), data=data) if loss is None else loss_record(loss)
        beginning = Beginning(chosen, activation_record(activation), tuple(hidden), data, loss, eta, steps, seeds, epochs, seed)
        self.parts = {view: part(beginning, cue, bool(present))}
        super().__init__(present)
        self._compose_parts()

    def __repr__(self) -> str:
        return f"InitLab({self.part!r})"
