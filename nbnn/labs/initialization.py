"""The InitLab: the same network under each initializer, before training and after it, and hidden units that stay equal."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from ..core.network.arguments import scores_for, usual_loss
from ..core.records.activations import ACTIVATIONS, Activation, relu
from ..core.records.activations import activation as activation_record
from ..core.records.datasets import Dataset, fitting_share, moons
from ..core.records.initializers import Initializer, he, same, small_uniform, xavier, zeros
from ..core.records.initializers import initializer as initializer_record
from ..core.records.losses import Loss
from ..core.records.losses import loss as loss_record
from ..core.training.sweep import sweep
from ..explain import initialization as explain
from ..views.moving.moving import MARKERS, MovingChart
from ..views.player.player import Player
from ..views.player.status import StatusLine
from .asking.asker import Vote
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, menu, typed
from .frame.given import named
from .frame.lab import Lab, box
from .frame.setup import whole

VIEWS = ("spread", "ends", "symmetry")
ALL = (he, xavier, small_uniform, zeros, same)
COLORS = ("class-1", "class-2", "class-3", "class-7", "class-4", "class-5")
DASHES = ("solid", "dashed", "dotted", "solid", "dashed", "dotted")


class InitLab(Lab):
    """Where to begin: what the first weights do to a network.

    Parameters
    ----------
    initializers : up to six to compare. activation : of the hidden layers. hidden : their sizes.
    view : "spread" (of activations and derivatives, layer by layer, before training), "ends" (final losses from many seeds),
        "symmetry" (the hidden units' weights while SGD runs; the first initializer's).
    data, loss, eta, steps, seeds, epochs, seed : of the data and the training.
    cue : with "symmetry", update → a question at which a hall stops, {0: ("How many dots will there be at the end?", "1", "5")}.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.InitLab()',
        'nbnn.labs.InitLab(hidden=(8,), view="ends")',
        'nbnn.labs.InitLab(hidden=(5,), view="symmetry")',
    )

    def __init__(self, initializers: Sequence[Initializer | str] | None = None, activation: Activation | str = relu,
                 hidden: Sequence[int] = (32, 32, 32, 32, 32), *, view: str = "spread", data: Dataset | None = None,
                 loss: Loss | str | None = None, eta: float = 0.1, steps: int = 200, seeds: Sequence[int] | int = range(20),
                 epochs: int = 10, seed: int = 0, cue=None, present: bool = False):
        if view not in VIEWS:
            raise ValueError(f"view is {view!r}: it must be one of {', '.join(VIEWS)}")
        usual: tuple = (same,) if view == "symmetry" else ALL
        self._initializers = usual if initializers is None else named(
            "initializers", lambda given: tuple(map(initializer_record, given)), initializers)
        if not len(hidden):
            raise ValueError("hidden is empty: give the size of at least one hidden layer, such as hidden=(8,)")
        if not 1 <= len(self._initializers) <= len(COLORS):
            raise ValueError(f"initializers has {len(self._initializers)} entries: give 1 to {len(COLORS)}")
        self._view, self._activation, self._hidden, self._seed = view, activation_record(activation), tuple(hidden), seed
        self._data = moons(n=200, seed=0) if data is None else data
        self._loss = usual_loss(scores_for(self._data)) if loss is None else loss_record(loss)
        self._training: dict[str, Any] = {"eta": eta, "steps": steps, "seeds": seeds, "epochs": epochs}
        self._compute()
        cues = checked_votes(cue, self.recording.schema["updates"] if view == "symmetry" else 0)
        super().__init__(present)
        self._version = 0
        self.line = StatusLine()
        {"spread": self._make_spread, "ends": self._make_ends, "symmetry": lambda: self._make_symmetry(cues)}[view]()

    def sentence(self) -> str:
        return str(self.player.schema["sentences"][self.player.index]) if self._view == "symmetry" else self.line.said

    def table(self) -> list[dict[str, str]]:
        """One row for each initializer."""
        if self._view == "spread":
            return self.spreads.table()
        return [{"initializer": each.name, "formula": each.formula, "source": each.source} for each in self._initializers]

    def __repr__(self) -> str:
        return f"InitLab({self._view}: {', '.join(each.name for each in self._initializers)}; {self._activation.name})"

    @property
    def _sizes(self) -> tuple[int, ...]:
        return (self._data.x.shape[1], *self._hidden, scores_for(self._data))

    def _compute(self) -> None:
        """What the view shows, anew; an error changes nothing."""
        if self._view == "spread":
            self.spreads = explain.spreads(self._initializers, self._sizes, self._activation, self._data, self._loss, self._seed)
        elif self._view == "ends":
            train, validation = self._data.split(fitting_share(0.7, len(self._data)), seed=0)
            names = [each.name for each in self._initializers]
            result = sweep(self._sizes, train, validation, loss=self._loss, etas=(self._training["eta"],), seeds=self._training["seeds"],
                           epochs=self._training["epochs"], activation=self._activation, initializer=list(self._initializers))
            self.ends = explain.ends(result, names)
        else:
            if self._data.x.shape[1] < 2:
                raise ValueError(f"{self._data.name!r} has one feature, but this view draws the weights from two inputs: "
                                 "give data of two features or more")
            self.recording = explain.symmetry(self._initializers[0], self._sizes, self._activation, self._data, self._loss,
                                              self._training["eta"], self._training["steps"], self._seed)

    # ---- before training ----

    def _make_spread(self) -> None:
        self.forward, self.backward = (
            MovingChart(title=title, axes=("layer", f"log₁₀ of the spread of {what}"), present=self._present)
            for title, what in (("Forward: activations h, and y at the end", "h"), ("Backward: derivatives ∂ℓ/∂a", "∂ℓ/∂a")))
        for chart in (self.forward, self.backward):
            for k in range(len(self._initializers)):
                chart.line(f"line{k}", COLORS[k], 2.2, DASHES[k])
                chart.points(f"points{k}", COLORS[k], 70, MARKERS[k])
        self._fields = Fields({
            "activation": menu("Activation g", ACTIVATIONS, self._activation),
            "layers": typed("Hidden layers", str(len(self._hidden))), "seed": typed("Seed", str(self._seed)),
        }, self._turned)
        self._show_spread()
        self._compose(self._fields.row, box("nbnn-row", self.forward, self.backward), self.line)

    def _show_spread(self) -> None:
        found = self.spreads
        legend = [(MARKERS[k], COLORS[k], name) for k, name in enumerate(found.names)]
        for chart, stds, what in ((self.forward, found.forward, "activations"), (self.backward, found.backward, "derivatives")):
            y = explain.logs(stds)
            still = {f"{mark}{k}": (found.layers, y[k]) for mark in ("line", "points") for k in range(len(y))}
            chart.show(x=(0.6, found.layers[-1] + 0.4), y=(float(y.min()) - 0.4, float(y.max()) + 0.4), still=still, legend=legend,
                       words=f"The spread of {what}, layer by layer, for {len(y)} ways to begin.")
        self.line.said = found.sentence()

    def _turned(self, name: str, value: str) -> str:
        before = (self._activation, self._hidden, self._seed)

        def turn():
            if name == "activation":
                self._activation = ACTIVATIONS[value]
            elif name == "layers":
                count = whole(value, "the number of hidden layers")
                if not 2 <= count <= 12:
                    raise ValueError(f"the number of hidden layers is {count}: give 2 to 12")
                self._hidden = (self._hidden[0],) * count
            else:
                self._seed = whole(value, "the seed")
            self._compute()
            self._show_spread()
            self._fields.write(layers=str(len(self._hidden)), seed=str(self._seed), activation=self._activation.key)
        why = self._taken(turn)
        if why:
            self._activation, self._hidden, self._seed = before
        return why

    # ---- after training ----

    def _make_ends(self) -> None:
        self.chart = MovingChart(title="Validation loss after training, one point for each seed", axes=("initializer", "loss"),
                                 present=self._present)
        self.chart.points("runs", "soft", 40)
        self.chart.points("means", "curline", 160, "diamond")
        self.chart.text("names", "ink", "middle", y_offset=16)
        seen, count = self.ends, len(self._initializers)
        low, high = float(seen.y.min()), float(seen.y.max())
        room = 0.16 * max(high - low, 1e-9)
        x, means = seen.means
        names = [each.name for each in self._initializers]
        self.chart.show(
            x=(0.4, count + 0.6), y=(low - 1.5 * room, high + room),
            still={"runs": (seen.x, seen.y), "means": (x, means), "names": (x, np.full(count, low - 0.4 * room), names)},
            legend=[("dot", "soft", "one seed"), ("diamond", "curline", "mean over seeds")], words="Final losses for each way to begin.")
        self.line.said = seen.sentence
        self._compose(self.chart, self.line)

    # ---- equal units ----

    def _make_symmetry(self, cues: Mapping[int, Vote]) -> None:
        self.player = Player()
        self.asked = votes(self.player, cues)
        self.player.granularity = "update"
        self.chart = MovingChart({"player": self.player}, title=f"Weights into the hidden units, begun with {self._initializers[0].name}",
                                 axes=("weight from x₁", "weight from x₂"), present=self._present)
        self.chart.points("units", "class-1", 140)
        columns = self.recording.schema["columns"]
        extent = [np.frombuffer(chunk, "<f4") for chunk in (self.recording.head, self.recording.tail)]
        far = float(max(np.abs(part).max() for part in extent if part.size)) if columns else 1.0
        reach = 1.15 * max(far, 0.1)
        self.chart.show(x=(-reach, reach), y=(-reach, reach), moves=[{"mark": "units", "kind": "columns", "x": "w_x", "y": "w_y"}],
                        legend=[("dot", "class-1", "a hidden unit; equal ones lie on each other")],
                        words="Each hidden unit at its two incoming weights.")
        self.player.show(self.recording)
        self.player.can_extend = False
        self.player.on_request("reset", lambda _message: self.player.show(self.recording))
        self._compose(self.chart, *card(self.asked), self.player, self.line)

    def _say(self, wrong: str) -> None:
        self.line.status = wrong
