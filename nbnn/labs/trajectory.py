"""The TrajectoryLab: choose a start on a loss curve and watch SGD, or another method, walk down it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

import ipywidgets as widgets
import numpy as np

from ..core.bounds import check_most
from ..core.landscapes.descent import Trajectory, descend
from ..core.landscapes.slices import as_curve, sgd_curve
from ..core.network.arguments import checked_network, usual_loss
from ..core.network.network import Network
from ..core.records.curves import CURVES, Curve, checked_weight, from_function
from ..core.records.curves import curve as curve_record
from ..core.records.datasets import Dataset
from ..core.records.losses import Loss
from ..core.records.optimizers import OPTIMIZERS, Optimizer, sgd_optimizer
from ..core.records.optimizers import optimizer as optimizer_record
from ..core.records.schedules import checked_eta
from ..explain.trajectory import trajectory as explain
from ..explain.trajectory.contours import NOTE, heights
from ..explain.trajectory.path import showable, table
from ..explain.writing.numbers import format_number
from ..explain.writing.template import row, slot
from ..page.answers import Answers
from ..views.board.board import Board
from ..views.moving.moving import MovingChart
from ..views.player.player import Player
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, Unfold, menu, typed
from .frame.given import read_keyword
from .frame.lab import Lab, box, within
from .frame.minima import add_minima, minima_of
from .frame.series import Series, nothing_beyond, path_moves
from .frame.setup import number, numbers, whole

LONGEST = 5_000  # updates of a path on a page
DOTS = 60  # of a path's latest places: more would run into a line, and each is an element of the page
PARTS = ("board", "controls")
LOOKS = Series(("curline", "class-2", "class-3", "class-4", "class-5", "class-6"),
               ("solid", "dashed", "dotted", "solid", "dashed", "dotted"))


class TrajectoryLab(Lab):
    """Walk down a loss of one weight or two: click a start, press Play; Shift-click for another start beside it.

    Parameters
    ----------
    curve : a name of `nbnn.curves.CURVES`, a curve, or a function of one weight.
    start : where to begin, (w₁, w₂) for two weights, or a list of starts. optimizer, eta, steps : as `nbnn.descend` takes them.
    net, data, loss, weights : instead of `curve`, the mean loss of this network along these one or two weights
        ((layer from 1, row, column)), the other weights frozen.
    batches : with `net`, the sizes of mini-batches to walk side by side, such as (1, 10, "all"); all are means, so one η is fair.
    fan : with `net`, show the derivatives of single examples beside their mean. seed : of the picks.
    cue : update → a question at which a hall stops, {5: ("Will it get over the hill?", "yes", "no")}.
    view : (low, high) for each weight. show : of "board" (the sub-steps) and "controls". present : the layout for a hall.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.TrajectoryLab("hill")',
        'nbnn.labs.TrajectoryLab("himmelblau")',
        'nbnn.labs.TrajectoryLab(net=nbnn.Network.random([2, 3, 1]), data=nbnn.datasets.moons(), weights=[(2, 1)])',
    )

    def __init__(self, curve: Curve | str | Callable = "double_well", start=None, optimizer: Optimizer | str = sgd_optimizer, eta=None,
                 steps: int = 60, *, net: Network | None = None, data: Dataset | None = None, loss: Loss | str | None = None,
                 weights: Sequence = ((1, 0, 0),), batches: Sequence = (), fan: bool = False, seed: int = 0, view=None,
                 show: Sequence[str] = ("controls",), cue=None, present: bool = False):
        self._show_parts = _parse_show(show)
        self._network = _given_network(net, data, loss, weights)
        self._fan = _checked_fan(fan, self._network)
        self._batches, self._seed, self._view = tuple(batches), seed, view
        self.curve = self._curve_of(curve)
        self._optimizer, self._steps = optimizer_record(optimizer), steps
        self._eta = self.curve.eta if eta is None else checked_eta(eta)
        self._starts = self._checked_starts(start)
        _checked_steps(steps)
        if self._batches and len(self._starts) > 1:
            raise ValueError(f"start names {len(self._starts)} starts, but batches start from one place")
        self._given = (self.curve, self._optimizer, self._eta, self._steps, list(self._starts))
        self.paths = self._walk()
        cues = checked_votes(cue, max(map(len, self.paths)))
        super().__init__(present)
        self._version = 0
        self.player = Player()
        self.asked = votes(self.player, cues)
        self.player.granularity = "line" if "board" in self._show_parts else "update"
        self._make_chart()
        self._make_controls()
        self._listen()
        self._show_frame()
        self._show_paths()
        self._row.children = [self.chart, *([self.board] if "board" in self._show_parts else []), *card(self.asked)]
        below = [] if "board" in self._show_parts else [self._unfold.row]
        controls = [self.fields.row] if "controls" in self._show_parts else []
        self._keep(*within([self._unfold.row, self.fields.row]))
        self._compose(*controls, self._row, *below, self.player)

    @property
    def path(self) -> Trajectory:
        """The path that the status line tells: the first."""
        return self.paths[0]

    def sentence(self) -> str:
        return self.player.schema["sentences"][self.player.index]

    def table(self) -> list[dict[str, str]]:
        """Update by update of the first path's present moment; with several paths, one row for each."""
        if len(self.paths) > 1:
            return explain.comparison(self.paths, self._names())
        return table(self.path, min(self.player.index, len(self.path)))

    def answer_ahead(self, answers: Answers) -> None:
        super().answer_ahead(answers)
        if self._unfold.row in self.children:
            self._unfold.answer_ahead(answers)

    def __repr__(self) -> str:
        return f"TrajectoryLab({self.path!r})"

    # ---- what is computed ----

    def _curve_of(self, given) -> Curve:
        if self._network is not None:
            net, data, loss, weights = self._network
            return as_curve(net, data, loss, weights, view=self._view)
        if callable(given) and not isinstance(given, Curve):
            return from_function(given, **({} if self._view is None else {"view": self._view}))
        return curve_record(given) if self._view is None else replace(curve_record(given), view=self._view)

    def _checked_starts(self, start) -> list:
        start = self.curve.start if start is None else start
        many = _depth(start) == self.curve.dimension
        starts = [checked_weight(each, self.curve.dimension, self.curve.domain) for each in (start if many else [start])]
        if not starts:
            raise ValueError("start is empty: give at least one place to begin at")
        return starts

    def _walk(self) -> list[Trajectory]:
        """The paths to show: one for each start, or for each size of batch."""
        curves = [self.curve] * len(self._starts)
        starts = self._starts
        if self._batches:
            curves = [_batch_curve(self._network, size, self._seed, self.curve) for size in self._batches]
            starts = [self._starts[0]] * len(curves)
        paths = [showable(descend(curve, start, self._optimizer, self._eta, self._steps))
                 for curve, start in zip(curves, starts, strict=True)]
        for path in paths:
            if not len(path):
                raise ValueError(f"no update can be made from here: {path.stopped_because}")
        return paths

    def _names(self) -> list[str]:
        if self._batches:
            return ["all examples" if size == "all" else "one example" if size == 1 else f"{size} examples" for size in self._batches]
        return [f"start {k + 1}" for k in range(len(self.paths))]

    # ---- what is drawn ----

    @cached_property
    def board(self) -> Board:
        """The sub-steps, made when they are first wanted."""
        return self._kept(Board(player=self.player, expanded=True))

    def _make_chart(self) -> None:
        self.chart = MovingChart({"player": self.player}, title="Loss", axes=("w", "ℓ"), present=self._present, shape="wide")
        self.chart.image("heights")
        self.chart.line("curve", "ink", 2.2)
        self._make_trails()
        self.chart.line("tangent", "back", 2.0, "dashed", above=f"steps{len(self.paths) - 1}")
        add_minima(self.chart)

    def _make_trails(self) -> None:
        LOOKS.lines(self.chart, "trail", len(self.paths), 2.0)
        LOOKS.points(self.chart, "steps", len(self.paths), 26)
        LOOKS.points(self.chart, "here", len(self.paths), 110)

    def _show_frame(self) -> None:
        """The curve itself, and what moves on it: for another curve or another number of paths."""
        curve, two = self.curve, self.curve.dimension == 2
        self._frame = explain.frame(curve)
        self._make_trails()
        still: dict[str, tuple] = {"curve": self._frame.drawn, **minima_of(self._frame)}
        still |= nothing_beyond(self.chart, len(self.paths), "trail", "steps", "here") | ({"tangent": ((), ())} if two else {})
        moves, arrows = self._moves(two)
        self.chart.show(
            x=self._frame.x, y=self._frame.y, moves=moves, arrows=arrows, handles=self._handles(two), legend=self._legend(two),
            still=still, levels={"heights": heights(curve)} if two else {}, title=self._title(), axes=explain.axes(curve, self._network),
            place=True, caption=_caption(two, self._eta), note=f"{curve.shows} {NOTE}".strip() if two else curve.shows,
            words=f"{self._title()}.")
        self.chart.marks["heights"].visible = two

    def _moves(self, two: bool) -> tuple[list[dict], list[dict]]:
        w = lambda k, entry: [f"w{k}", entry, "after"]
        moves: list[dict] = []
        for k in range(len(self.paths)):
            name = f"_{k}" if k else ""
            x, y = w(name, 0), w(name, 1) if two else [f"loss{name}", 0, "after"]
            moves += [*path_moves(k, x, y), {"mark": f"steps{k}", "kind": "trail", "x": x, "y": y, "most": DOTS}]
        here, there = (["w", 0], ["w", 1] if two else ["loss", 0]), (["next", 0], ["next", 1] if two else ["next_loss", 0])
        straight = (["straight", 0], ["straight", 1] if two else ["loss", 0])
        fan: list[dict] = [{"from": here, "x": "fan_x", "y": "fan_y", "color": "faint", "plain": True},
                           {"from": here, "to": (["mean_x", 0], ["mean_y", 0]), "color": "ink"}]
        alone: list[dict] = [{"from": here, "to": straight, "color": "back"}] * (not self._same(two))
        if not two:
            moves.append({"mark": "tangent", "kind": "columns", "x": "tangent_w", "y": "tangent_loss"})
        return moves, [*(fan if self._fan else []), *alone, {"from": here, "to": there, "color": "pos"}]

    def _same(self, two: bool) -> bool:
        """The update is −η ∂ℓ/∂w itself, in the same direction on the page: one arrow shows both."""
        return two and not self._optimizer.keys

    def _title(self) -> str:
        name = explain.capital(self.curve.name)
        return f"{name}: {self.curve.formula}" if self._network is None else f"{name}, every other weight as it is"

    def _legend(self, two: bool) -> list[tuple[str, str, str]]:
        several = len(self.paths) > 1
        paths = LOOKS.legend(self._names()) if several else [("dot", LOOKS.look(0).color, "the path")]
        tangent = [] if two else [("dash", "back", "tangent")]
        arrows = [("arrow", "pos", "the update, −η ∂ℓ/∂w")] if self._same(two) else [("arrow", "back", "−η ∂ℓ/∂w"),
                                                                                      ("arrow", "pos", "the update")]
        return [*paths, *tangent, *arrows, *(self._fan_legend(two) if self._network and self._fan else [])]

    def _fan_legend(self, two: bool) -> list[tuple[str, str, str]]:
        examples = len(self._network[1])  # type: ignore[index]
        drawn = min(examples, explain.MOST_IN_FAN)
        minus = "−" if two else "slopes "
        some = f"{drawn} of {examples}" if drawn < examples else f"all {examples}"
        return [("line", "faint", f"{minus}∂ℓ/∂w of {some} examples, each alone"), ("arrow", "ink", "their mean")]

    def _handles(self, two: bool) -> dict[str, dict]:
        """One for each start."""
        names = ["start"] if len(self._starts) == 1 else [f"start {k + 1}" for k in range(len(self._starts))]
        return {name: {"words": name, "label": name} | ({"along": "xy", "at": list(start)} if two else
                                                        {"along": "x", "curve": self._frame.drawn, "at": [start]})
                for name, start in zip(names, self._starts, strict=True)}

    def _show_paths(self) -> None:
        self._version += 1
        strokes = explain.fan(self.path, *self._network) if self._fan else None
        index = min(self.player.index, max(map(len, self.paths)) - 1)
        self.player.show(explain.journey(self.paths, self._names(), self._version, strokes), index, self.player.line if index else 0)
        self.player.can_extend = False

    # ---- what a learner does ----

    def _make_controls(self) -> None:
        fields: dict[str, widgets.DOMWidget] = {"curve": menu("Loss", CURVES, self.curve)} if self._network is None else {}
        self.fields = Fields(fields | {
            "optimizer": menu("Method", OPTIMIZERS, self._optimizer), "eta": typed("Rate η", _eta_text(self._eta)),
            "steps": typed("Updates", str(self._steps)), "start": typed("Start", _start_text(self._starts[0]), "wide"),
        }, self._turn)
        self._row = box("nbnn-row")
        self._unfold = Unfold(self._row, lambda: self.board, "Sub-steps", "Show or hide the numbers of one update")

    def _listen(self) -> None:
        self.chart.on_handle(self._drag)
        self.chart.on_place(self._place_start)
        self.player.on_request("reset", lambda _message: self._reset())

    def _drag(self, handles: dict[str, list[float]]) -> None:
        """A handle was moved: other paths, and the handles stay where the learner has them."""
        if self._do_it(lambda: self._set(starts=[self._place(at) for at in handles.values()])):
            self._write_fields()

    def _place_start(self, x: float, y: float, add: bool) -> None:
        """Another start, or one beside those there are."""
        def begin():
            if add and self._batches:
                raise ValueError("batches start from one place: click without Shift to move it")
            self._set(starts=[*self._starts, self._place([x, y])] if add else [self._place([x, y])])
        self._do_it(lambda: self._redraw(begin))

    def _place(self, at: list[float]):
        return tuple(at) if self.curve.dimension == 2 else at[0]

    def _turn(self, name: str, value: str) -> str:
        turns: dict[str, Callable[[], None]] = {
            "curve": lambda: self._choose_curve(value), "optimizer": lambda: self._set(optimizer=self._method(value)),
            "eta": lambda: self._set(eta=number(value, "the rate η")),
            "steps": lambda: self._set(steps=_checked_steps(whole(value, "the number of updates"))),
            "start": lambda: self._set(starts=[_start(value, self.curve.dimension)]),
        }
        return self._taken(lambda: self._redraw(turns[name]))

    def _method(self, key: str) -> Optimizer:
        """Of the menu: the one that was given, or one of the table."""
        given = self._given[1]
        return given if given.key == key else OPTIMIZERS[key]

    def _choose_curve(self, key: str) -> None:
        curve = self._given[0] if self._given[0].key == key else CURVES[key]
        self._set(curve=curve, starts=[curve.start], eta=curve.eta)

    def _set(self, **changes) -> None:
        """Walk again with these; when that cannot be, everything stays as it was."""
        before = (self.curve, self._optimizer, self._eta, self._steps, self._starts)
        self.curve, self._optimizer = changes.get("curve", self.curve), changes.get("optimizer", self._optimizer)
        self._eta, self._steps = changes.get("eta", self._eta), changes.get("steps", self._steps)
        try:
            self._starts = [checked_weight(each, self.curve.dimension, self.curve.domain) for each in changes.get("starts", self._starts)]
            self.paths = self._walk()
        except BaseException:  # what a teacher's own function raises, and an interrupt; `_tried` says it
            self.curve, self._optimizer, self._eta, self._steps, self._starts = before
            raise
        self._show_paths()

    def _why_not(self, *acts: Callable[[], object]) -> str:
        """As every lab does; and what a teacher's own function raises is told, whatever it is."""
        try:
            return super()._why_not(*acts)
        except Exception as error:  # the function is not ours: it may raise anything
            return f"the function raised {type(error).__name__}: {error}"

    def _redraw(self, act: Callable[[], None]) -> None:
        """Do it and draw what it leads to; the fields then say what is true."""
        shown = (self.curve, self._optimizer, self._starts)
        act()
        if shown != (self.curve, self._optimizer, self._starts):
            self._show_frame()
        self._write_fields()

    def _reset(self) -> None:
        curve, optimizer, eta, steps, starts = self._given
        self.fields.forget()
        self._do_it(lambda: self._redraw(
            lambda: self._set(curve=curve, optimizer=optimizer, eta=eta, steps=steps, starts=list(starts))))
        self.player.go_to(0)

    def _write_fields(self) -> None:
        self.fields.write(curve=self.curve.key, optimizer=self._optimizer.key, eta=_eta_text(self._eta), steps=str(self._steps),
                           start=_start_text(self._starts[0]))


def _depth(start) -> int:
    """0 for a number, 1 for a row of numbers, 2 for rows; 0 also for what is ragged, which is refused as a start."""
    try:
        return np.ndim(start)
    except ValueError:
        return 0


def _parse_show(show) -> tuple[str, ...]:
    wanted = (show,) if isinstance(show, str) else tuple(show)
    for name in wanted:
        if name not in PARTS:
            raise ValueError(f"show names {name!r}: the parts are {', '.join(PARTS)}")
    return wanted


def _given_network(net, data, loss, weights):
    """(net, data, loss, weights) for a network's own loss; None for a curve."""
    if net is None and data is None:
        return None
    if net is None or data is None:
        raise ValueError(f"{'net' if net is None else 'data'} is missing: the loss of a network needs both net and data")
    loss = usual_loss(checked_network(net).sizes[-1], data=data, output=net.output) if loss is None else loss
    return net, data, loss, tuple(weights)


def _checked_fan(fan, network) -> bool:
    if fan and network is None:
        raise ValueError("a fan is made of the derivatives of single examples, and a curve has none: give net and data")
    return bool(fan)


def _batch_curve(network, size, seed: int, whole_curve: Curve) -> Curve:
    if network is None:
        raise ValueError("batches need a network's loss: give net and data")
    if size == "all" or size == len(network[1]):
        return whole_curve
    net, data, loss, weights = network
    return read_keyword("batches", lambda size: sgd_curve(net, data, loss, weights, batch=size, seed=seed, view=whole_curve.view), size)


def _checked_steps(steps: int) -> int:
    check_most("steps", steps, LONGEST, "updates that a page can show")
    return steps


def _caption(two: bool, eta):
    """Where the first path is; the rate too where it changes."""
    place = row("w = (", slot("w", 0), ", ", slot("w", 1), ")") if two else row("w = ", slot("w"))
    slope = row("(", slot("dl_dw", 0), ", ", slot("dl_dw", 1), ")") if two else slot("dl_dw")
    rate = [] if isinstance(eta, int | float) else [", η = ", slot("eta")]
    return row(place, ", ℓ = ", slot("loss"), ", ∂ℓ/∂w = ", slope, *rate)


def _eta_text(eta) -> str:
    return f"{eta:g}" if isinstance(eta, int | float) else "by schedule"


def _start_text(start) -> str:
    return ", ".join(format_number(float(part)) for part in (start if isinstance(start, tuple) else (start,)))


def _start(text: str, dimension: int):
    found = numbers(text, "the start", dimension)
    return tuple(found) if dimension == 2 else found[0]
