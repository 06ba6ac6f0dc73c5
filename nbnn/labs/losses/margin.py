"""Two parts of the LossLab on the margin axis: losses with a point that goes along them, and the examples of a run on one of them."""

from collections.abc import Sequence
from functools import cached_property

import ipywidgets as widgets

from ...core.network.arguments import checked_count
from ...core.network.network import Network
from ...core.records.datasets import Dataset, moons
from ...core.records.initializers import zeros
from ...core.records.losses import LOSSES, Loss
from ...core.training.sgd import Run, sgd
from ...explain.losses import margin as explain
from ...explain.points import Change, Room
from ...page.answers import Answers
from ...views.data.data import DataChart
from ...views.moving.moving import MovingChart
from ...views.player.player import Player
from ...views.player.status import StatusLine
from ...views.table.table import MovingTable, row
from ..asking.moments import card, checked_votes, votes
from ..frame.fields import Fields, typed
from ..frame.lab import box
from ..frame.points import RESETS, Points
from ..frame.setup import number
from .part import LossChoices, LossPart, finite

LONGEST = 5_000  # updates of a run on a page
MOST_PLACES = 1_000_000  # examples × updates
ARROW = ("arrow", "pos", "the push of −∂ℓ/∂y, half as long")
SIZE, BIG = 90, 220  # of points
LECTURE = tuple(LOSSES[key] for key in ("zero_one", "hinge", "binary_cross_entropy", "squared"))
STARTS = ("as given", "all weights 0")


def offered_losses(chosen: Sequence[Loss], main: Loss, every: bool) -> tuple[Loss, ...]:
    """What a learner may choose: nbnn's in the order of their table, those made in a cell after them.

    chosen, main : what the lab was given. every : all of nbnn's, and not only those that menus list unasked.
    """
    given = {loss.key: loss for loss in (*chosen, main)}
    known = {key: LOSSES[key] for key in explain.ONE_SCORE if every or key in given or LOSSES[key].in_menus()}
    return tuple((known | given).values())


def samples(chart: MovingChart, losses: Sequence[Loss], width: float = 2.6) -> None:
    """A line for each loss, in its own look."""
    for key, look in explain.looks(losses).items():
        chart.line(key, look.color, width + 1.4 * (look.dash == "dotted"), look.dash)


def table_rows(cells: Sequence[tuple[str, list]], losses: Sequence[Loss], main: Loss) -> list[dict]:
    """The table's rows with each curve's sample; the main loss is strong."""
    looks = explain.looks(losses)
    return [row(each, (looks[key].marker, looks[key].color, looks[key].dash), key == main.key) for key, each in cells]


class LossCurves(LossPart):
    """The losses' values and derivatives over the margin, with one point that the learner moves along all of them."""

    key = "curves"

    def __init__(self, given: LossChoices):
        self.losses = LECTURE if given.losses is None else given.losses
        self.main, self.z, self._present = given.main, given.z, given.present
        self.offered = offered_losses(self.losses, self.main, given.every)
        self._version = 0
        self.axis = Player()  # the place on the margin axis: the handle moves it, and it has no bar
        self.line = StatusLine()
        self._make(given.present)
        self.kept = (self.axis,)
        self.shown = (self.fields.row, self.numbers, box("nbnn-row", self.values, self.slopes), self.unfolding, self.line)
        self._show(explain.nearest(given.margin))

    def visible_losses(self) -> tuple[Loss, ...]:
        """The losses on the page, always in the same order: those chosen, and the one with the tangent."""
        return tuple(loss for loss in self.offered if loss in self.losses or loss is self.main)

    def place(self) -> float:
        """The margin at which the point is."""
        return float(explain.margins()[self.axis.index])

    def sentence(self) -> str:
        return explain.sentence(self.visible_losses(), self.place(), self.z)

    def table(self) -> list[dict[str, str]]:
        return explain.table(self.visible_losses(), self.place(), self.z)

    def answer_ahead(self, answers: Answers) -> None:
        super().answer_ahead(answers)
        answers.choose([(self.more, "value")], [(not self.more.value,)], whole=True)

    def __repr__(self) -> str:
        return ", ".join(loss.name for loss in self.visible_losses())

    def _make(self, present: bool) -> None:
        players = {"axis": self.axis}
        self.values = MovingChart(players, title="Loss ℓ", axes=("margin zy", "ℓ"), present=present)
        self.slopes = MovingChart(players, title="Derivative", axes=("margin zy", "∂ℓ/∂y"), present=present)
        for chart in (self.values, self.slopes):
            chart.line("guide", "faint", 1.0, "dashed")
            samples(chart, self.offered)
        self.values.line("tangent", "back", 2.0, "dashed")
        for chart in (self.values, self.slopes):
            for key, look in explain.looks(self.offered).items():
                chart.points(f"at_{key}", look.color, SIZE, look.marker)
        self.numbers = MovingTable(player=self.axis)
        self.z_field = widgets.Dropdown(options=[("z = +1", 1), ("z = −1", -1)], value=self.z, description="Label")
        self.main_field = widgets.Dropdown(options=[(loss.name, loss.key) for loss in self.offered], value=self.main.key,
                                           description="Tangent of")
        self.fields = Fields({"z": self.z_field, "main": self.main_field}, self._turn)
        self.more = widgets.ToggleButton(value=False, description="Choose losses", tooltip="Show or hide the choice of losses")
        self.more.observe(self._show_choice, "value")
        self.unfolding = box("nbnn-unfold", self.more)

    @cached_property
    def toggles(self) -> dict[str, widgets.ToggleButton]:
        """A button for each loss, made when they are first wanted."""
        return {loss.key: widgets.ToggleButton(value=loss in self.losses, description=loss.name, tooltip=f"Show or hide {loss.formula}")
                for loss in self.offered}

    @cached_property
    def _chosen(self) -> Fields:
        chosen = Fields(self.toggles, lambda _name, _on: self._set(losses=self._toggled_losses()))
        self.keep(chosen.row, *chosen.row.children)
        return chosen

    def _record(self, key: str) -> Loss:
        return next(loss for loss in self.offered if loss.key == key)

    def _toggled_losses(self) -> tuple[Loss, ...]:
        return tuple(loss for loss in self.offered if self.toggles[loss.key].value)

    def _show_choice(self, change) -> None:
        self.unfolding.children = (self.more, *self._chosen.row.children) if change["new"] else (self.more,)

    def _turn(self, name: str, value) -> str:
        return self._set(**{name: self._record(value) if name == "main" else value})

    def _set(self, **changes) -> str:
        before = {"z": self.z, "main": self.main, "losses": self.losses}

        def follow():
            try:
                vars(self).update(changes)
                self._show(self.axis.index)
            except BaseException:  # an interrupt too
                vars(self).update(before)
                raise
        return self._taken(follow)

    def _show(self, index: int) -> None:
        """The same place on other losses, or for the other label."""
        shown, main, z = self.visible_losses(), self.main, self.z
        self._version += 1
        heights, steepness = explain.room(shown, z)
        hidden = [loss for loss in self.offered if loss not in shown]
        curves = {loss.key: explain.curve_of(loss, z) for loss in self.offered}
        for mark, visible in ((mark, loss in shown) for loss in self.offered for mark in (loss.key, f"at_{loss.key}")):
            self.values.marks[mark].visible = self.slopes.marks[mark].visible = visible  # the browser moves them all
        self.axis.show(explain.along_the_axis(shown, main, z, self._version, hidden), index)
        self.numbers.show(f"At the point, for z = {explain.sign_text(z)}",
                          [("Loss", "name"), ("", "formula"), ("ℓ", "number"), ("∂ℓ/∂y", "number")],
                          table_rows(explain.rows(shown), self.offered, main), tells=True)
        extent = (explain.LOW, explain.HIGH)
        self.values.show(
            x=extent, y=heights, still={key: curve.value for key, curve in curves.items()},
            title="Loss ℓ: drag the point, or move it by the arrow keys", legend=[("dash", "back", f"tangent of {main.name}"), ARROW],
            moves=[*_points(self.offered, "value"), _guide(heights),
                   {"mark": "tangent", "kind": "columns", "player": "axis", "x": "tangent_x", "y": "tangent_y"}],
            arrows=[{"player": "axis", "from": [["m", 0], [f"value_{main.key}", 0]], "to": [["push", 0], [f"value_{main.key}", 0]],
                     "color": "pos"}],
            handles={"margin": _handle(main, "value")}, caption=explain.caption(z), caption_player="axis",
            note="" if self._present else explain.about(main), words="Losses against the margin.")
        self.slopes.show(
            x=extent, y=steepness, still={key: curve.slope for key, curve in curves.items()},
            title=f"Derivative ∂ℓ/∂y for z = {explain.sign_text(z)}", moves=[*_points(self.offered, "slope"), _guide(steepness)],
            handles={"margin": _handle(main, "slope")}, legend=[("dot", "curline", f"the point, on {main.name}")],
            caption=explain.slope_caption(main), caption_player="axis",
            note="" if self._present else "The other label turns its sign; the losses stay as they are.",
            words="Derivatives of the losses by the score y, against the margin.")


def _points(losses: Sequence[Loss], kind: str) -> list[dict]:
    """Each loss's point at the place on the axis."""
    return [{"mark": f"at_{loss.key}", "kind": "points", "player": "axis", "x": [["m", 0]], "y": [[f"{kind}_{loss.key}", 0]]}
            for loss in losses]


def _guide(y: explain.Extent) -> dict:
    """The upright line through all points."""
    return {"mark": "guide", "kind": "points", "player": "axis", "x": [["m", 0], ["m", 0]], "y": list(y)}


def _handle(main: Loss, kind: str) -> dict:
    return {"words": "the margin zy", "player": "axis", "x": "m", "y": f"{kind}_{main.key}"}


class RunOnLoss(LossPart):
    """Every training example on the curve of the loss, at its own margin, while SGD picks one after another."""

    key = "run"

    def __init__(self, given: LossChoices):
        self.losses, self.main = given.losses or (), given.main
        self.offered = offered_losses(self.losses, self.main, given.every)
        self._steps, self._seed, self._eta = given.steps, given.seed, given.eta
        self.net, self._data = _run(given.net, given.data, given.steps, given.seed)
        self._net, self._given = self.net, {"main": self.main, "net": self.net, "eta": self._eta, "data": self._data}
        self.run = self._descend(self.main, self.net, self._eta, self._data)
        cues = checked_votes(given.cue, len(self.run))
        self._version = 0
        self.player = self.line = Player()
        self.player.granularity = "update"
        self.asked = votes(self.player, cues)
        self._present = given.present
        self.points = Points(self.player, lambda: self._data, self._use_examples, self._room_for_examples, self._do_it,
                             given.points)
        self._make(given.present)
        self.kept = (self.more,)
        self._charts = box("nbnn-row", self.values, self.slopes)
        self.shown = (self.fields.row, self.numbers, self._charts, *card(self.asked), self.player)
        self._show()

    def visible_losses(self) -> tuple[Loss, ...]:
        return tuple(loss for loss in self.offered if loss in self.losses or loss is self.main)

    def sentence(self) -> str:
        return str(self.player.schema["sentences"][self.player.index])

    def table(self) -> list[dict[str, str]]:
        return explain.ride_table(self.run, self.visible_losses(), self.player.index)

    def __repr__(self) -> str:
        return repr(self.run)

    @cached_property
    def data_chart(self) -> DataChart:
        """The data with the boundary, made when it is first wanted."""
        chart = DataChart(self.player, run=self.run, present=self._present)
        self.keep(chart)
        return chart

    def _descend(self, main: Loss, net: Network, eta, data: Dataset) -> Run:
        run = sgd(net, data, loss=main, eta=eta, steps=self._steps, seed=self._seed)
        if not len(run):
            raise ValueError(f"no update can be made from here: {run.stopped_because}")
        return run

    def _make(self, present: bool) -> None:
        players = {"player": self.player}
        self.values = MovingChart(players, title="Loss ℓ", axes=("margin zy", "ℓ"), present=present)
        self.slopes = MovingChart(players, title="Slope", axes=("margin zy", "z ∂ℓ/∂y"), present=present)
        for chart in (self.values, self.slopes):
            samples(chart, self.offered)
        self.values.line("tangent", "back", 2.0, "dashed")
        for chart in (self.values, self.slopes):
            chart.points("plus", "class-1", 46, "circle")
            chart.points("minus", "class-2", 46, "square")
            chart.points("picked", "curline", BIG, hollow=True)
        self.numbers = MovingTable(player=self.player)
        self.fields = Fields({
            "main": widgets.Dropdown(options=[(loss.name, loss.key) for loss in self.offered], value=self.main.key,
                                     description="Loss to descend"),
            "start": widgets.Dropdown(options=STARTS, description="Weights at the start"),
            "eta": typed("Rate η", _eta_text(self._eta)),
        }, self._turn)
        self.more = widgets.ToggleButton(value=False, description="Data", tooltip="Show or hide: data")
        self.more.add_class("nbnn-unfolds")
        self.more.observe(self._show_data, "value")
        if self.points.offered:
            self.player.actions = RESETS
            self.fields.row.children = (*self.fields.row.children, self.more)
        self.player.on_request("reset", lambda _message: self._reset())

    def _show_data(self, change) -> None:
        self._charts.children = (self.values, self.slopes, *([self.data_chart] if change["new"] else []))
        self._show(self.player.index)

    def _use_examples(self, change: Change) -> None:
        """The same run from its first weights on other examples, seen at the same update."""
        _checked_size(self._steps, len(change.data))
        self._change({"data": change.data}, self.player.index)

    def _room_for_examples(self) -> Room | None:
        picture = self.data_chart.picture if self.more.value else None
        return None if picture is None else (picture.x_extent, picture.y_extent)

    def _turn(self, name: str, value: str) -> str:
        read = {"main": lambda: next(loss for loss in self.offered if loss.key == value), "eta": lambda: number(value, "the rate η"),
                "start": lambda: Network.random(self._net.sizes, self._net.activation, zeros, bias=self._net.bias)
                if value == STARTS[1] else self._given["net"]}
        return self._taken(lambda: self._change({{"start": "net"}.get(name, name): read[name]()}))

    def _reset(self) -> None:
        """As the lesson gave it, on the learner's own examples: these are work, and not a choice to be taken back."""
        self.fields.forget()
        self._change(self._given | ({"data": self._data} if self.points.changed else {}))

    def _change(self, changes: dict, index: int = 0) -> None:
        """Run again with these; when that cannot be, everything stays as it was."""
        now = {"main": self.main, "net": self.net, "eta": self._eta, "data": self._data} | changes
        run = self._descend(now["main"], now["net"], now["eta"], now["data"])
        self.main, self.net, self._eta, self._data, self.run = now["main"], now["net"], now["eta"], now["data"], run
        self._show(min(index, len(run) - 1))
        self._write_fields()

    def _write_fields(self) -> None:
        self.fields.write(main=self.main.key, start=STARTS[0] if self.net is self._net else STARTS[1], eta=_eta_text(self._eta))

    def _offer_points(self) -> None:
        if self.more.value:
            self.data_chart.set_run(self.run)
            self.data_chart.set_points(self.points.for_page())

    def _show(self, index: int = 0) -> None:
        """The run at an update."""
        self._version += 1
        shown, main, run = self.visible_losses(), self.main, self.run
        ride = explain.ride(run, shown, self._version, plane=self.more.value)
        curves = {loss.key: explain.curve_of(loss, 1, ride.extent) for loss in shown}
        hidden = {loss.key: ((), ()) for loss in self.offered if loss not in shown}
        self.player.show(ride.recording, index)
        self.player.can_extend = False
        self._offer_points()
        self.numbers.show("Before this update", [("Loss", "name"), ("", "formula"), ("ℓ, picked", "number"), ("L/N, all", "number")],
                          table_rows(explain.ride_rows(shown), self.offered, main))
        outside = f"What lies beyond zy = ±{explain.FURTHEST:g} or ℓ = {explain.TOP:g} is drawn at the edge." if ride.beyond else ""
        self.values.show(
            x=ride.extent, y=ride.heights, still=hidden | {key: curve.value for key, curve in curves.items()},
            title=f"{len(run.data)} training examples on the {main.name} loss", note=outside,
            moves=[{"mark": "tangent", "kind": "columns", "x": "tangent_x", "y": "tangent_y"}, *_riding("y", "loss")],
            arrows=[{"from": [["m", 0], ["loss", 0]], "to": [["push", 0], ["loss", 0]], "color": "pos"}],
            legend=[("circle", "class-1", "z = +1"), ("square", "class-2", "z = −1"), ("ring", "curline", "the one picked"),
                    ("dash", "back", "its tangent"), ARROW],
            words=f"The training examples on the {main.name} loss, at their margins.")
        self.slopes.show(
            x=ride.extent, y=ride.steepness, still=hidden | {key: curve.slope for key, curve in curves.items()},
            title="Slope of the curve, z ∂ℓ/∂y", moves=_riding("slope", "slope"),
            caption=explain.slope_picked(), note="z ∂ℓ/∂y is ∂ℓ/∂y for z = +1, and its opposite for z = −1.",
            words=f"The slope of the {main.name} loss at each example's margin.")


def _riding(y: str, picked: str) -> list[dict]:
    """The examples of both labels, and a ring around the picked one."""
    moves: list[dict] = [{"mark": name, "kind": "columns", "x": f"{name}_x", "y": f"{name}_{y}"} for name in ("plus", "minus")]
    return [*moves, {"mark": "picked", "kind": "points", "x": [["m", 0]], "y": [[picked, 0]]}]


def _eta_text(eta) -> str:
    return f"{eta:g}" if isinstance(eta, int | float) else "by schedule"


def _run(net: Network | None, data: Dataset | None, steps, seed) -> tuple[Network, Dataset]:
    """The network and the data of a run that a page can show."""
    data = moons(n=60) if data is None else data
    if data.targets:
        raise ValueError(f"{data.name!r} has targets, and the margin zy tells two classes apart: Stepper(net, data) shows such a run")
    if data.n_classes > 2:
        raise ValueError(f"{data.name!r} has {data.n_classes} classes, and the margin zy tells two apart: "
                         "choose two with data.select(classes=…)")
    net = Network.random([data.x.shape[1], 4, 1], seed=seed) if net is None else net
    if not net.one_score:
        raise ValueError(f"net gives {net.sizes[-1]} scores, and the margin zy needs one: end its sizes with 1")
    if net.quantities.output:
        raise ValueError(f"the output of net has an activation ({net.output.name}), and the margin zy is that of a score: leave output out")
    checked_count(steps, "steps")
    _checked_size(steps, len(data))
    return net, data


def _checked_size(steps: int, n: int) -> None:
    if steps > LONGEST or steps * n > MOST_PLACES:
        raise ValueError(f"{steps} updates of {n} examples are more than a page can show: "
                         f"give at most {min(LONGEST, MOST_PLACES // n)} steps")


def checked_place(value) -> float:
    """The margin at which a point begins; ValueError for one that is not on the axis."""
    place = finite(value, "margin")
    if not explain.LOW <= place <= explain.HIGH:
        raise ValueError(f"margin is {value!r}: the axis goes from {explain.LOW:g} to {explain.HIGH:g}".replace("-", "−"))
    return place
