"""The OverfittingLab: training and validation loss against the epoch, patience, the weights that are kept; L2 and dropout at work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from ..core.network.arguments import scores_for, usual_loss
from ..core.network.network import Network
from ..core.records.datasets import Dataset, fitting_share, moons
from ..core.records.losses import Loss
from ..core.records.losses import loss as loss_record
from ..core.records.record import look_up
from ..core.records.regularizers import REGULARIZERS, Penalty
from ..core.training.training import History, train
from ..explain import overfitting as explain
from ..explain.recording.recording import Recording
from ..explain.stepper.data import feature_text
from ..explain.writing.numbers import format_number
from ..views.moving.moving import MovingChart
from ..views.player.player import Player
from ..views.shared.figures import mark_places, name_places
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, menu, typed
from .frame.lab import Lab, box
from .frame.part import LabPart, by_key, chosen_part
from .frame.setup import number, whole

MANY, DRAWN, LONGEST = 256, 16, 400  # hidden units; those one can tell apart in a drawing; epochs
LABELS = MappingProxyType({"patience": "Patience", "l2": "L2 λ", "dropout": "Dropout p", "hidden": "Hidden units", "epochs": "Epochs",
                           "seed": "Seed"})
PENALTIES = MappingProxyType({key: record for key, record in REGULARIZERS.items() if isinstance(record, Penalty)})


@dataclass(frozen=True)
class Knobs:
    """What a learner turns."""

    hidden: int
    epochs: int
    patience: int | str | None  # a word is refused
    l2: float
    dropout: float
    seed: int
    penalty: Penalty | None = None  # with the λ of l2; None: L2, and no menu

    @property
    def priced(self) -> Penalty | float:
        """The penalty with this λ, as the core takes it."""
        return self.l2 if self.penalty is None else self.penalty(self.l2)


@dataclass(frozen=True, eq=False)
class Trained:
    """A training with these knobs. stop : where patience ends it. beside : the same with λ = 0. dropped : what an epoch left out."""

    knobs: Knobs
    history: History
    stop: explain.Stop
    beside: History | None = None
    dropped: explain.Dropped | None = None


class OverfittingPart(LabPart):
    """One view of the OverfittingLab: what it trains and draws, and the knobs that it begins with.

    usual : the knobs that were not given. most : hidden units. labels : of its fields. asks : may a question stop it?
    """

    usual: ClassVar[Mapping[str, float | None]]
    most: ClassVar[int] = DRAWN
    labels: ClassVar[Mapping[str, str]] = LABELS
    asks: ClassVar[bool] = False
    charts: tuple[MovingChart, ...]
    player: Player

    def __init__(self, data: Dataset, validation: Dataset):
        self.data, self.validation = data, validation

    def compute(self, trained: Callable[[Knobs], History], knobs: Knobs) -> Trained:
        """The training, and what is shown beside it."""
        history = trained(knobs)
        return Trained(knobs, history, explain.stop(history.validation_loss, knobs.patience))  # type: ignore[arg-type]

    def record(self, made: Trained, version: int) -> Recording:
        """What was computed, for the player."""
        return explain.record(made.history, made.stop, version, made.beside)

    def make(self, made: Trained, present: bool) -> None:
        """Make the widgets."""
        raise NotImplementedError

    def show(self, made: Trained, until: int | None) -> None:
        """Draw what was computed. until : the epoch at which a question waits."""
        raise NotImplementedError


class WithLosses(OverfittingPart):
    """A view with both losses against the epoch."""

    def _make_losses(self, present: bool) -> None:
        self.losses = chart = MovingChart({"player": self.player}, title="Loss", present=present,
                                          axes=("epoch (√ scale)", "mean loss"))
        chart.line("stop", "ink", 1.6, "dashed")
        chart.line("patience", "curline", 5.0, opacity=0.35)
        chart.line("other_train", "faint", 1.6)
        chart.line("other_validation", "faint", 1.6, "dashed")
        chart.line("later_train", "pos", 1.6, opacity=0.35)
        chart.line("later_validation", "neg", 1.6, "dashed", opacity=0.35)
        chart.line("train", "pos", 2.4)
        chart.line("validation", "neg", 2.4, "dashed")
        chart.points("train_now", "pos", 70)
        chart.points("best", "curline", 240, hollow=True)
        chart.text("names", "ink", "start")

    def _show_losses(self, trained: Trained, until: int | None) -> None:
        made, at, other = trained.history, trained.stop, trained.beside
        end = float(explain.place(len(made)))
        best, stop = explain.place([at.best, at.epoch])
        seen = np.concatenate([made.train_loss, made.validation_loss, *([other.train_loss, other.validation_loss] if other else [])])
        high = explain.top(made, seen)
        low = made.validation_loss[at.best]
        shown = until is None
        parts = explain.curves(made, at, until)
        others = {f"other_{name}": (explain.place(np.arange(len(other) + 1)), getattr(other, f"{name}_loss")) if other else ((), ())
                  for name in ("train", "validation")}
        early = at.early and shown
        stops = ([stop, stop], [0, high]) if early else ((), ())
        waits = ([best, stop], [low, low]) if early else ((), ())
        names = ([stop], [0.93 * high], ["stop"]) if early else ((), (), ())
        self._stand_beside(self.losses.marks["names"], right=stop < 0.85 * end)
        legend = [("line", "pos", "training"), ("dash", "neg", "validation"), ("dot", "curline", "this epoch"),
                  *([("ring", "curline", "the best: kept")] if shown else [])]
        if early:
            legend.append(("bar", "curline", f"patience {at.patience}"))
        if other:
            legend.append(("line", "faint", "with λ = 0"))
        self.losses.show(
            x=(0.0, end), y=(0.0, high), legend=legend, note=explain.verdict(made, at) if shown else "", live=False,
            still={**parts, **others, "stop": stops, "patience": waits, "best": ([best], [low]) if shown else ((), ()), "names": names},
            moves=[{"mark": "train_now", "kind": "points", "x": [["place", 0]], "y": [["train_loss", 0]]}],
            handles={"epoch": {"words": "epoch", "player": "player", "x": "place", "y": "validation_loss", "tells": "epoch",
                               "range": [0, len(made)]}},
            words="Training and validation loss against the epoch.")
        numbered = explain.tick_epochs(len(made))
        mark_places(self.losses.figure.axes[0], explain.place(numbered), list(map(str, numbered)))

    def _stand_beside(self, name, right: bool) -> None:
        """A word at the right or left of its place, so that it neither lies on its line nor leaves the picture."""
        with name.hold_sync():
            name.align, name.x_offset = ("start", 7) if right else ("end", -7)


class TrainingCurves(WithLosses):
    """Both losses against the epoch, patience, and the boundary."""

    key = "curves"
    usual = MappingProxyType({"hidden": 32, "l2": 0.0, "dropout": 0.0, "patience": 10})
    most = MANY
    asks = True
    plane: MovingChart | None = None

    def make(self, made: Trained, present: bool) -> None:
        self._make_losses(present)
        if self.data.x.shape[1] == 2 and made.history.start.one_score and not self.data.targets:
            self._make_plane(present)
        self.charts = (self.losses, *([self.plane] if self.plane else []))

    def show(self, made: Trained, until: int | None) -> None:
        self._show_losses(made, until)
        if self.plane:
            self._show_plane(self.plane, made.history)

    def _make_plane(self, present: bool) -> None:
        first, second = map(feature_text, self.data.feature_names)
        self.plane = chart = MovingChart({"player": self.player}, title="The boundary y = 0", axes=(first, second),
                                         present=present)
        for name, hollow in (("train", False), ("validation", True)):
            for label, color, marker in ((-1, "neg", "triangle-up"), (1, "pos", "circle")):
                chart.points(f"{name}{label}", color, 24 if hollow else 60, marker, hollow=hollow)
        chart.points("edge", "ink", 10)

    def _show_plane(self, plane: MovingChart, history: History) -> None:
        x, y = explain.extent(history)
        still = {f"{name}{label}": tuple(data.x[data.z == label].T)
                 for name, data in (("train", self.data), ("validation", self.validation)) for label in (-1, 1)}
        plane.show(
            x=x, y=y, still=still, moves=[{"mark": "edge", "kind": "columns", "x": "edge_x", "y": "edge_y"}],
            legend=[("circle", "pos", "z = +1"), ("triangle-up", "neg", "z = −1"), ("dot", "ink", "y = 0")],
            note="Filled: trained on. Outlined: only for validation.", words="The examples and where the score changes its sign.")


class L2AtWork(WithLosses):
    """The weights and the penalty's pull, beside the same training without it."""

    key = "l2"
    usual = MappingProxyType({"hidden": 8, "l2": 0.005, "dropout": 0.0, "patience": None})

    def compute(self, trained: Callable[[Knobs], History], knobs: Knobs) -> Trained:
        return replace(super().compute(trained, knobs), beside=trained(replace(knobs, l2=0.0)))

    def make(self, made: Trained, present: bool) -> None:
        self._make_losses(present)
        self.weights = chart = MovingChart({"player": self.player}, title="Weights into each hidden unit",
                                           axes=("weight from x₁", "weight from x₂"), present=present)
        chart.line("across", "faint", 1.0)
        chart.line("up", "faint", 1.0)
        chart.points("other", "faint", 60, hollow=True)
        chart.points("units", "class-1", 50)
        self.charts = (self.weights, self.losses)

    def show(self, made: Trained, until: int | None) -> None:
        self._show_losses(made, until)
        assert made.beside is not None
        both = (made.history, made.beside)
        there = [values for history in both for values in explain.incoming(history).values()]
        reach = 1.1 * max(float(max(np.abs(values).max() for values in there)), 0.1)
        arrows = [{"from": [["w_x", k], ["w_y", k]], "to": [[f"{name}_x", k], [f"{name}_y", k]], "color": color}
                  for k in range(made.knobs.hidden) for name, color in (("pull", "back"), ("next", "ink"))]
        left, span = format_number(float(explain.alone(made.history, 1.0))), f"{explain.SPAN} epochs"
        alone = f"leaves {left} of every weight" if made.knobs.penalty is None else f"takes a weight of 1 to {left}"
        zeros = "" if made.knobs.penalty is None else f" Exactly 0: {explain.at_zero(made.history, len(made.history)).count} weights."
        sizes = [format_number(explain.size(history.last)) for history in both]
        self.weights.show(
            x=(-reach, reach), y=(-reach, reach), arrows=arrows,
            still={"across": ([-reach, reach], [0, 0]), "up": ([0, 0], [-reach, reach])},
            moves=[{"mark": "units", "kind": "columns", "x": "w_x", "y": "w_y"},
                   {"mark": "other", "kind": "columns", "x": "other_x", "y": "other_y"}],
            legend=[("dot", "class-1", "a hidden unit"), ("ring", "faint", "with λ = 0"), ("arrow", "back", f"the penalty alone, {span}"),
                    ("arrow", "ink", f"the training, {span}")],
            note=f"The penalty alone {alone} in {span}. ‖θ‖² at the end: {sizes[0]}; with λ = 0: {sizes[1]}.{zeros}",
            words="Each hidden unit at its weights from x₁ and x₂; arrows of the penalty point to 0.")


class DropoutAtWork(OverfittingPart):
    """Which units are left out for each example of the last epoch."""

    key = "dropout"
    usual = MappingProxyType({"hidden": 8, "l2": 0.0, "dropout": 0.5, "patience": None})
    labels = MappingProxyType({name: label for name, label in LABELS.items() if name != "patience"})  # it stops nothing that is drawn

    def compute(self, trained: Callable[[Knobs], History], knobs: Knobs) -> Trained:
        made = super().compute(trained, knobs)
        return replace(made, dropped=explain.dropped_units(made.history, len(made.history) - 1))

    def record(self, made: Trained, version: int) -> Recording:
        assert made.dropped is not None
        return explain.dropout_record(made.dropped, self.data.x.shape[1], version)

    def make(self, made: Trained, present: bool) -> None:
        self.network = chart = MovingChart({"player": self.player}, title="Units left out for this example", axes=("hidden unit", ""),
                                           present=present)
        chart.points("ends", "ink", 120, "square")
        chart.points("kept", "pos", 260)
        chart.points("gone", "neg", 260, hollow=True)
        chart.text("names", "ink", "middle", y_offset=24)
        self.values = MovingChart({"player": self.player}, title="h with every unit, and in training", axes=("hidden unit", "h"),
                                  present=present)
        self.values.bars("h", "pos", 0.6)
        self.values.points("whole", "ink", 90, hollow=True)
        self.charts = (self.network, self.values)

    def show(self, made: Trained, until: int | None) -> None:
        dropped, units, inputs = made.dropped, made.knobs.hidden, self.data.x.shape[1]
        assert dropped is not None
        places = explain.sources(inputs, units)
        names = [*(f"x{i + 1}".translate(explain.SUBSCRIPTS) for i in range(inputs)), "y"]
        across = (min(0.3, min(x for x, _ in places) - 0.5), max(units + 0.7, max(x for x, _ in places) + 0.5))
        xs, ys = ([place[k] for place in places] for k in (0, 1))
        self.network.show(
            x=across, y=(-0.5, 2.4), still={"ends": (xs, ys), "names": (xs, ys, names)},
            moves=[{"mark": name, "kind": "columns", "x": "unit", "y": f"{name}_y"} for name in ("kept", "gone")],
            arrows=[*({"from": list(place), "x": f"wire_x_{k}", "y": f"wire_y_{k}", "color": "faint", "plain": True}
                      for k, place in enumerate(places)), *_crosses(units)],
            legend=[("circle", "pos", "takes part"), ("ring", "neg", "crossed out: left out, its h is 0")],
            note="A new draw for each example, from the seed.", words="Inputs, hidden units and the score y.")
        name_places(self.network.figure.axes[1], ["x", "h", "y"], first=0.0)
        high = 1.08 * max(float(dropped.h.max()), float(dropped.whole.max()), 1e-6)
        low = min(-0.05 * high, 1.08 * float(min(dropped.h.min(), dropped.whole.min())))
        scale = format_number(1 / (1 - made.knobs.dropout))
        self.values.show(
            x=(0.3, units + 0.7), y=(low, high),
            moves=[{"mark": name, "kind": "columns", "x": "unit", "y": name} for name in ("h", "whole")],
            legend=[("bar", "pos", "h in training"), ("ring", "ink", "h with every unit")],
            note=f"What stays is multiplied by 1/(1 − p) = {scale}.", words="The value of each hidden unit.")
        for chart in (self.network, self.values):
            name_places(chart.figure.axes[0], [str(k) for k in range(1, units + 1)])


VIEWS = by_key(TrainingCurves, L2AtWork, DropoutAtWork)


class OverfittingLab(Lab):
    """Watch overfitting: the loss on the training examples, and on others.

    Parameters
    ----------
    view : "curves" (both losses against the epoch, patience, the boundary), "l2" (the weights and the penalty's pull, beside the same
        training without it) or "dropout" (which units are left out for each example of an epoch).
    data : to train on. validation : to validate on; left out, 70 % of `data` is held out for it, so that few examples are left.
    hidden, loss, eta, batch_size, epochs, l2, dropout, seed : as for `nbnn.train`; one hidden layer with that many units.
    penalty : a record with its λ in place of l2, such as `nbnn.proximal_l1(0.02)`. The lab then has a menu of penalties; where one has a
        kink at 0, the sentence and the table count the weights that are exactly 0 and say why they stay there.
    patience : how many epochs without a better validation loss end the training, 10 for the curves; None: never stop early. The
        later epochs are drawn all the same.
    cue : epoch → a question at which a hall stops, with the curves so far: {10: ("Will the validation loss go on falling?", "yes", "no")}.
    """

    _version = 0  # of the recording on the page

    views = VIEWS

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.OverfittingLab()',
        'nbnn.labs.OverfittingLab(view="l2")',
        'nbnn.labs.OverfittingLab(view="dropout")',
        'nbnn.labs.OverfittingLab(view="l2", penalty="proximal_l1", epochs=30)',
    )

    def __init__(self, *, view: str = "curves", data: Dataset | None = None, validation: Dataset | None = None, hidden: int | None = None,
                 loss: Loss | str | None = None, eta: float = 0.3, batch_size: int | None = None, epochs: int = 150,
                 patience: int | str | None = "usual", l2: float | None = None, penalty: Penalty | str | None = None,
                 dropout: float | None = None, seed: int = 1, cue=None, present: bool = False):
        part = chosen_part(view, VIEWS)
        self.part = part(*_parts(data, validation, seed))
        self._loss = usual_loss(scores_for(self.part.data), data=self.part.data) if loss is None else loss_record(loss)
        self._eta, self._batch_size = eta, batch_size
        given = {name: value for name, value in (("hidden", hidden), ("dropout", dropout), *_price(l2, penalty)) if value is not None}
        patiently = {} if patience == "usual" else {"patience": patience}
        self._given = Knobs(epochs=epochs, seed=seed, **{**part.usual, **given, **patiently})  # type: ignore[arg-type]
        self._compute(self._given)
        cues = checked_votes(cue, len(self.history) + 1)
        if cues and not part.asks:
            raise ValueError(f"cue stops the curves of a training, but view is {view!r}: leave one of them out")
        super().__init__(present)
        self.player = self.part.player = Player()
        self.asked = votes(self.player, cues, lambda: self.part.show(self.made, self._until))
        self.player.granularity = "update"
        self._make_controls()
        self.part.make(self.made, self._present)
        self._show()
        self._compose(self.fields.row, box("nbnn-row", *self.part.charts), *card(self.asked), self.player)

    @property
    def history(self) -> History:
        """The training, all its epochs."""
        return self.made.history

    @property
    def stop(self) -> explain.Stop:
        """The best epoch, and where patience stops the training."""
        return self.made.stop

    def views_shown(self) -> tuple[str, ...]:
        return (self.part.key,)

    def sentence(self) -> str:
        return self.part.sentence()

    def table(self) -> list[dict[str, str]]:
        """One row for each epoch that matters: before training, the best, the stop, the last."""
        return explain.table(self.history, self.stop, self._until)

    def __repr__(self) -> str:
        k = self._knobs
        price = "λ" if k.penalty is None else f"{k.penalty.name} λ"
        added = [f"{name} {value:g}" for name, value in ((price, k.l2), ("dropout", k.dropout)) if value]
        told = f"best after {self.stop.best}" + (f", stopped after {self.stop.epoch}" if self.stop.early else "")
        return f"OverfittingLab({', '.join([self.part.key, f'{k.hidden} hidden units', f'{len(self.history)} epochs', *added])}: {told})"

    @property
    def _until(self) -> int | None:
        """The epoch at which a question waits; None when everything may be told."""
        return self.asked.at if self.asked else None

    # ---- what is computed ----

    def _compute(self, knobs: Knobs) -> None:
        """The training with these knobs; an error changes nothing."""
        made = self.part.compute(self._train, _check_knobs(knobs, self.part.most))
        self._recording = self.part.record(made, self._version + 1)
        self._version += 1
        self.made, self._knobs = made, knobs

    def _train(self, knobs: Knobs) -> History:
        """All epochs: where patience stops it is read from the curve, so that what would have come can be seen."""
        data = self.part.data
        network = Network.random((data.x.shape[1], knobs.hidden, scores_for(data)), seed=knobs.seed, bias=True)
        history = train(network, data, self.part.validation, loss=self._loss, eta=self._eta, batch_size=self._batch_size,
                        epochs=knobs.epochs, l2=knobs.priced, dropout=knobs.dropout, seed=knobs.seed)
        if not len(history):
            raise ValueError(f"no epoch could be trained: {history.stopped_because}")
        return history

    # ---- what a learner does ----

    def _make_controls(self) -> None:
        given, fields = self._given.penalty, {name: typed(label, self._text_of(name)) for name, label in self.part.labels.items()}
        self._penalties = dict(PENALTIES)
        if given is not None:
            self._penalties[given.key] = given
            fields["l2"].description = "λ"
            fields = {"penalty": menu("Penalty", PENALTIES, given), "l2": fields["l2"]} | fields
        self.fields = Fields(fields, self._turn)
        if "patience" in self.fields:
            self.fields["patience"].placeholder = "never"
        self.player.on_request("reset", lambda _message: self._reset())

    def _text_of(self, name: str) -> str:
        value = getattr(self._knobs, name)
        if isinstance(value, Penalty):
            return value.key
        return "" if value is None else f"{value:g}"

    def _turn(self, name: str, text: str) -> str:
        read: dict[str, Callable] = {
            "patience": lambda: None if not text.strip() else whole(text, "the patience"), "l2": lambda: number(text, "the penalty λ"),
            "dropout": lambda: number(text, "the dropout p"), "hidden": lambda: whole(text, "the number of hidden units"),
            "epochs": lambda: whole(text, "the number of epochs"), "seed": lambda: whole(text, "the seed"),
            "penalty": lambda: self._penalties[text],
        }
        return self._taken(lambda: self._compute(replace(self._knobs, **{name: read[name]()})), self._show, self._write_fields)

    def _reset(self) -> None:
        self.fields.forget()
        self._say("")
        self._compute(self._given)
        self.player.go_to(0)
        self._show()
        self._write_fields()

    def _write_fields(self) -> None:
        self.fields.write(**{name: self._text_of(name) for name in self.fields})

    def _show(self) -> None:
        self.player.show(self._recording, min(self.player.index, self._recording.schema["updates"] - 1))
        self.player.can_extend = False
        self.part.show(self.made, self._until)


def _crosses(units: int) -> list[dict]:
    """Two strokes through every unit; those of a unit that takes part lie far outside the picture."""
    return [{"from": [["left", k], [one, k]], "to": [["right", k], [other, k]], "color": "neg", "plain": True}
            for k in range(units) for one, other in (("under", "over"), ("over", "under"))]


def _parts(data: Dataset | None, validation: Dataset | None, seed: int) -> tuple[Dataset, Dataset]:
    if data is not None and validation is not None:
        return data, validation
    if validation is not None:
        raise ValueError("there is validation data but no data to train on: give data as well")
    if data is None:
        return moons(n=100, noise=0.3, seed=1).split(0.3, seed=1)
    return data.split(fitting_share(0.3, len(data)), seed=seed)


def _price(l2: float | None, penalty: Penalty | str | None) -> tuple[tuple[str, object], ...]:
    """The knobs of a penalty: L2 by its λ alone, another one as a record beside its λ."""
    if penalty is None:
        return (("l2", l2),)
    if l2 is not None:
        raise ValueError(f"l2 is {l2!r} and penalty is {penalty!r}: an update has one penalty, so give one of the two")
    record = look_up(penalty, PENALTIES, Penalty, "penalty")
    if record.make is None or "lam" not in record.parameters:
        raise ValueError(f"penalty is {record!r}, which has no λ to turn: give a record that is made with lam, such as nbnn.l1(0.005)")
    return (("l2", record.parameters["lam"]), ("penalty", record))


def _check_knobs(knobs: Knobs, units: int) -> Knobs:
    for name, most in (("hidden", units), ("epochs", LONGEST)):
        value = getattr(knobs, name)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise ValueError(f"{name} is {value!r}: give a whole number from 1 to {most}")
    if knobs.patience is not None and (not isinstance(knobs.patience, int) or knobs.patience < 1):
        raise ValueError(f"patience is {knobs.patience!r}: give at least 1 epoch, or nothing to never stop early")
    return knobs
