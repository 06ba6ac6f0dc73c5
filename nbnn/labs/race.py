"""The OptimizerRace: six methods from one start, at one rate or each at its own best, and what one of them remembers."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import ClassVar

import ipywidgets as widgets
import numpy as np

from ..core.bounds import check_most
from ..core.records.curves import CURVES, Curve, checked_weight, reddi
from ..core.records.curves import curve as curve_record
from ..core.records.optimizers import OPTIMIZERS, Optimizer, adam, sgd_optimizer
from ..core.records.optimizers import optimizer as optimizer_record
from ..core.records.record import look_up
from ..explain import race as explain
from ..explain.trajectory import trajectory as journey
from ..explain.trajectory.contours import heights
from ..page.answers import Answers
from ..views.board.board import Board
from ..views.moving.moving import MovingChart
from ..views.player.player import Player
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, Unfold, menu, typed
from .frame.given import read_keyword
from .frame.lab import Lab, box
from .frame.minima import add_minima, minima_of
from .frame.series import Series, path_moves
from .frame.setup import number, whole

LONGEST = 2_000
LOOKS = Series(("class-7", "class-1", "class-3", "class-2", "class-4", "class-5"),
               ("solid", "dashed", "dotted", "solid", "dashed", "dotted"))
MODE_WORDS = (("the same rate", "equal"), ("each at its best rate", "best"))


class OptimizerRace(Lab):
    """Race SGD, momentum, Nesterov, AdaGrad, RMSProp and Adam from the same start, on one player.

    Parameters
    ----------
    curve, start, steps : as for `nbnn.descend`. optimizers : any number; left out, all six of nbnn.
    mode : "equal", every method at the rate `eta`, or "best", each at its own best rate from a sweep that is shown.
    method : the one, by name, whose state is drawn as arrows and shown on the board. board : show it from the beginning.
    cue : update → a question at which a hall stops, {10: ("Will momentum be first?", "yes", "no")}.
    case : "reddi", the losses on which Adam goes the wrong way (Reddi et al., ICLR 2018), with its parameters.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.OptimizerRace()',
        'nbnn.labs.OptimizerRace(mode="best")',
        'nbnn.labs.OptimizerRace(case="reddi")',
        'nbnn.labs.OptimizerRace(method="adam", board=True)',
    )

    def __init__(self, curve: Curve | str = "valley", start=None, optimizers: Sequence[Optimizer | str] | None = None, mode: str = "equal",
                 eta: float | None = None, steps: int = 100, *, method: str | None = None, case: str | None = None, board: bool = False,
                 cue=None, present: bool = False):
        if case is not None:
            curve, optimizers, steps, method = _case(case, steps)
        self.curve = curve_record(curve)
        self._optimizers = _checked_optimizers(optimizers)
        self._start = checked_weight(self.curve.start if start is None else start, self.curve.dimension, self.curve.domain)
        self._eta, self._steps, self._mode = self.curve.eta if eta is None else eta, _checked_steps(steps), mode
        self._told = _method_number(method, self._optimizers)
        self._given = (self.curve, self._start, self._eta, self._steps, self._mode, self._told)
        self.race = self._run()
        cues = checked_votes(cue, self.race.updates)
        super().__init__(present)
        self._version = 0
        self.player = Player()
        self.asked = votes(self.player, cues)
        self.player.granularity = "update"
        self._make_charts()
        self._make_controls()
        self._listen()
        self._show_frame()
        self._show_race()
        self._keep(self._unfold.row, self._unfold.button)
        beside, below = ([self.board], []) if board and present else ([], [self.board if board else self._unfold.row])
        self._compose(self.fields.row, box("nbnn-row", self.surface, self.losses, *beside), *card(self.asked), self.player, *below)

    def sentence(self) -> str:
        return self.race.sentence(self._updates_made())

    def table(self) -> list[dict[str, str]]:
        """One row for each method, the first the one ahead."""
        return self.race.table(self._updates_made())

    def answer_ahead(self, answers: Answers) -> None:
        super().answer_ahead(answers)
        if self._unfold.row in self.children:
            self._unfold.answer_ahead(answers)

    def __repr__(self) -> str:
        return f"OptimizerRace({len(self.race.paths)} methods on {self.curve!r}, {self.race.updates} updates, {self._mode} rates)"

    def _updates_made(self) -> int:
        """How many updates have been made where the player is."""
        last = self.player.line == len(self.player.schema["lines"]) - 1
        return self.player.index + (1 if last else 0)

    def _run(self) -> explain.Race:
        return explain.run(self.curve, self._start, self._optimizers, self._eta, self._steps, self._mode)

    # ---- what is drawn ----

    @cached_property
    def board(self) -> Board:
        """The sub-steps, made when they are first wanted."""
        return self._kept(Board(player=self.player, expanded=True))

    def _make_charts(self) -> None:
        players = {"player": self.player}
        self.surface = MovingChart(players, title="Paths", axes=("w₁", "w₂"), present=self._present)
        self.losses = MovingChart(players, title="Loss", axes=("update", "ℓ"), present=self._present)
        self.surface.image("heights")
        self.surface.line("curve", "ink", 2.2)
        for chart, size in ((self.surface, 90), (self.losses, 60)):
            LOOKS.lines(chart, "trail", len(self._optimizers), 2.2)
            LOOKS.points(chart, "here", len(self._optimizers), size)
        self.surface.points("chosen", "curline", 260, hollow=True)
        add_minima(self.surface)

    def _show_frame(self) -> None:
        two = self.curve.dimension == 2
        frame = journey.frame(self.curve)
        self.surface.show(
            x=frame.x, y=frame.y, still={"curve": frame.drawn, **minima_of(frame)},
            levels={"heights": heights(self.curve)} if two else {}, title=f"{self.curve.name}: {self.curve.formula}",
            axes=("w₁", "w₂") if two else ("w", "ℓ"), moves=self._moves(two), arrows=self._arrows(two), place=True,
            legend=LOOKS.legend(self.race.names), handles={"start": self._handle(two, frame)}, note=self.curve.shows,
            words=f"{self.curve.name}, {self.curve.formula}.")
        self.surface.marks["heights"].visible = two

    def _moves(self, two: bool) -> list[dict]:
        moves: list[dict] = []
        for k in range(len(self._optimizers)):
            x, y = [f"w_{k}", 0, "after"], [f"w_{k}", 1, "after"] if two else [f"loss_{k}", 0, "after"]
            moves += path_moves(k, x, y)
            if k == self._told:
                moves.append({"mark": "chosen", "kind": "points", "x": [x], "y": [y]})
        return moves

    def _arrows(self, two: bool) -> list[dict]:
        """What the chosen method remembers, from its point before the update."""
        end = lambda name: [[name, 0], [name, 1] if two else ["loss", 0]]
        here = end("w")
        drawn = [("straight", "back"), ("memory", "curline"), ("reach_x", "faint"), *([("reach_y", "faint")] if two else [])]
        last = [["next", 0], ["next", 1] if two else ["next_loss", 0]]
        return [*({"from": here, "to": end(name), "color": color} for name, color in drawn), {"from": here, "to": last, "color": "ink"}]

    def _handle(self, two: bool, frame) -> dict:
        along = {"along": "xy"} if two else {"along": "x", "curve": frame.drawn}
        return {"words": "start", "label": "start", "at": np.atleast_1d(self._start).tolist(), **along}

    def _show_race(self) -> None:
        self._version += 1
        recording = explain.record(self.race, self._told, self._version)
        index = min(self.player.index, self.race.updates - 1)
        self.player.show(recording, index, self.player.line if index or self.player.line else 0)
        self.player.can_extend = False
        self._show_losses()

    def _show_losses(self) -> None:
        known = bool(self.curve.minima)
        heights_ = [explain.height(path.values, min(m.value for m in self.curve.minima) if known else None) for path in self.race.paths]
        seen = np.concatenate(heights_)
        low, high = float(seen.min()), float(np.quantile(seen, 0.995))
        room = 0.06 * max(high - low, 1e-9)
        right = float(self.race.updates)
        moves: list[dict] = []
        for k in range(len(self._optimizers)):
            x, y = ["update_number", 0, "after"], [f"height_{k}", 0, "after"]
            moves += path_moves(k, x, y)
        legend = [("arrow", "back", "−η ∂ℓ/∂w"), ("arrow", "curline", "what is remembered: βv or −η m̂"),
                  ("arrow", "faint", "η/(√G + ε): the reach of a derivative of 1"), ("arrow", "ink", "the update")]
        label = "log₁₀(ℓ − lowest ℓ)" if known else "ℓ"
        self.losses.show(x=(0.0, right), y=(low - room, high + room), moves=moves, axes=("update", label), note=self.race.rates(),
                         title=f"Loss; arrows: the state of {self.race.names[self._told]}", legend=legend,
                         words=f"{label} of {len(self.race.paths)} methods against the update.")

    # ---- what a learner does ----

    def _make_controls(self) -> None:
        self.fields = Fields({
            "curve": menu("Loss", CURVES, self.curve),
            "mode": widgets.Dropdown(options=list(MODE_WORDS), value=self._mode, description="Rates"),
            "eta": typed("Rate η", f"{self._eta:.3g}"), "steps": typed("Updates", str(self._steps)),
            "method": widgets.Dropdown(options=[(name, k) for k, name in enumerate(self.race.names)], value=self._told,
                                       description="State of"),
        }, self._turn)
        self._write_fields()
        self._unfold = Unfold(self, lambda: self.board, "Sub-steps", "Show or hide the numbers of the chosen method")

    def _listen(self) -> None:
        self.surface.on_handle(lambda handles: self._begin(handles["start"], False))
        self.surface.on_place(lambda x, y, _add: self._begin([x, y], True))
        self.player.on_request("reset", lambda _message: self._reset())

    def _begin(self, at: list[float], placed: bool) -> None:
        start = tuple(at) if self.curve.dimension == 2 else at[0]
        self._do_it(lambda: self._redraw(lambda: self._set(start=start), placed))

    def _turn(self, name: str, value) -> str:
        turns: dict[str, Callable[[], None]] = {
            "curve": lambda: self._choose_curve(value), "mode": lambda: self._set(mode=value),
            "eta": lambda: self._set(eta=number(value, "the rate η")),
            "steps": lambda: self._set(steps=_checked_steps(whole(value, "the number of updates"))),
            "method": lambda: self._set(told=value),
        }
        return self._taken(lambda: self._redraw(turns[name], frame=name in ("curve", "method")))

    def _choose_curve(self, key: str) -> None:
        curve = self._given[0] if self._given[0].key == key else CURVES[key]
        self._set(curve=curve, start=curve.start, eta=curve.eta)

    def _set(self, **changes) -> None:
        """Race again with these; when that cannot be, everything stays as it was."""
        names = ("curve", "start", "eta", "steps", "mode", "told")
        before = (self.curve, self._start, self._eta, self._steps, self._mode, self._told)
        self.curve, self._start, self._eta, self._steps, self._mode, self._told = (
            changes.get(name, value) for name, value in zip(names, before, strict=True))
        try:
            self._start = checked_weight(self._start, self.curve.dimension, self.curve.domain)
            self.race = self._run()
        except BaseException:  # whatever it was, an interrupt too: the race on the page is the one before, and `_tried` says why
            self.curve, self._start, self._eta, self._steps, self._mode, self._told = before
            raise

    def _redraw(self, act: Callable[[], None], frame: bool) -> None:
        act()
        self._show_race()
        if frame:
            self._show_frame()
        self._write_fields()

    def _reset(self) -> None:
        curve, start, eta, steps, mode, told = self._given
        self.fields.forget()
        self._do_it(lambda: self._redraw(
            lambda: self._set(curve=curve, start=start, eta=eta, steps=steps, mode=mode, told=told), frame=True))
        self.player.go_to(0)

    def _write_fields(self) -> None:
        self.fields.write(curve=self.curve.key, mode=self._mode, eta=f"{self._eta:.3g}", steps=str(self._steps), method=self._told)
        self.fields["eta"].disabled = self._mode == "best"


def _case(case: str, steps: int):
    """(curve, optimizers, steps, method) of a named case."""
    if case != "reddi":
        raise ValueError(f"case is {case!r}: the only one is 'reddi'")
    C = reddi.parameters["C"]
    return reddi, (sgd_optimizer, adam(beta1=0.0, beta2=1 / (1 + C * C))), max(steps, 1000), "adam"


def _checked_optimizers(given) -> tuple[Optimizer, ...]:
    found = tuple(OPTIMIZERS.values()) if given is None else read_keyword(
        "optimizers", lambda each: tuple(map(optimizer_record, each)), given)
    if not found:
        raise ValueError("optimizers is empty: give at least one, such as optimizers=['adam']")
    return found


def _method_number(method: str | None, optimizers: tuple[Optimizer, ...]) -> int:
    if method is None:
        return len(optimizers) - 1
    running = {optimizer.key: optimizer for optimizer in optimizers}
    return optimizers.index(look_up(method, running, Optimizer, "method"))


def _checked_steps(steps: int) -> int:
    check_most("steps", steps, LONGEST, "updates that a race can show")
    return steps
