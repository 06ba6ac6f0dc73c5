"""The LearningRateLab: too small, good, oscillating, diverging, side by side; decay as a curve; a sweep that chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from ..core.bounds import check_most
from ..core.network.arguments import checked_count, scores_for, usual_loss
from ..core.records.curves import CURVES, Curve, checked_weight
from ..core.records.curves import curve as curve_record
from ..core.records.datasets import Dataset, fitting_share, moons
from ..core.records.losses import Loss
from ..core.records.schedules import Schedule, checked_eta, constant, decay
from ..core.training.sweep import SweepResult, sweep
from ..explain import learning_rate as explain
from ..explain.trajectory import trajectory as journey
from ..explain.trajectory.contours import heights
from ..views.moving.moving import MovingChart
from ..views.player.player import Player
from ..views.player.status import StatusLine
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, menu, typed
from .frame.lab import box
from .frame.part import LabPart, PartsLab, by_key, chosen_part
from .frame.series import Series, nothing_beyond, path_moves
from .frame.setup import numbers, whole

LONGEST = 2_000  # updates
LOOKS = Series(("class-7", "class-3", "class-5", "class-2", "class-1", "class-4"),
               ("dotted", "solid", "dashed", "solid", "dashed", "dotted"))


@dataclass(frozen=True, eq=False)
class RateChoices:
    """The lab's keywords; each view looks at those that it takes."""

    curve: Curve | str
    rates: Sequence | None
    start: Any
    steps: int
    data: Dataset | None
    hidden: int
    loss: Loss | str | None
    etas: Sequence[float]
    seeds: Sequence[int] | int
    epochs: int
    seed: int
    cue: Any
    present: bool


class RatePart(LabPart):
    """One view of the LearningRateLab, made of what the lab was given."""

    def __init__(self, given: RateChoices):
        raise NotImplementedError


class OnCurve(RatePart):
    """Rates on a curve, side by side.

    usual : the rates when none are given. beside : the title of the second chart, and what goes up in it.
    """

    usual: ClassVar[tuple[float | Schedule, ...]]
    beside: ClassVar[tuple[str, str]]
    player: Player

    def __init__(self, given: RateChoices):
        self.curve = curve_record(given.curve)
        self.start = checked_weight(self.curve.start if given.start is None else given.start, self.curve.dimension, self.curve.domain)
        self._steps = _checked_steps(given.steps)
        self._etas = _checked_rates(self.usual if given.rates is None else given.rates)
        self.made = explain.at_rates(self.curve, self.start, self._etas, self._steps)
        cues = checked_votes(given.cue, self.made.updates)
        self._version = 0
        self.line = StatusLine()
        self.player = Player()
        self.asked = votes(self.player, cues, self._tell_verdicts)
        self.player.granularity = "update"
        self._make_charts(given.present)
        self.fields = Fields(self._typed_fields(), self._turn)
        self._given = (self.curve, self.start, self._etas, self._steps)
        self.surface.on_handle(lambda handles: self._begin(handles["start"]))
        self.player.on_request("reset", lambda _message: self._reset())
        self._show()
        self.shown = (self.fields.row, box("nbnn-row", self.surface, self.second), *card(self.asked), self.line, self.player)

    def table(self) -> list[dict[str, str]]:
        return self.made.so_far(self.player.index + 1) if self._waits else self.made.table()

    def __repr__(self) -> str:
        return f"{', '.join(self.made.names)} on {self.curve!r}"

    def _typed_fields(self) -> dict[str, widgets.DOMWidget]:
        return {"curve": menu("Loss", CURVES, self.curve), "steps": typed("Updates", str(self._steps))}

    # ---- what is drawn ----

    def _make_charts(self, present: bool) -> None:
        players = {"player": self.player}
        title, up = self.beside
        self.surface = MovingChart(players, title="Paths", axes=("w", "ℓ"), present=present)
        self.second = MovingChart(players, title=title, axes=("update", up), present=present)
        self.surface.image("heights")
        self.surface.line("curve", "ink", 2.2)
        self._make_trails()
        self.surface.points("minima", "ink", 70, "cross")

    def _make_trails(self) -> None:
        for chart in (self.surface, self.second):
            LOOKS.lines(chart, "trail", len(self._etas), 2.2)
            LOOKS.points(chart, "here", len(self._etas), 90)

    def _show(self, frame: bool = True) -> None:
        self._version += 1
        self._make_trails()
        self.player.show(explain.record(self.made, self._version), min(self.player.index, self.made.updates - 1))
        self.player.can_extend = False
        self._tell_verdicts()
        if frame:
            self._show_frame()
        self._show_second()

    def _tell_verdicts(self) -> None:
        """What became of each rate; while a question waits it would answer it."""
        self.line.said = "" if self._waits else self.made.verdicts()

    @property
    def _waits(self) -> bool:
        return self.asked is not None and self.asked.at is not None

    def _show_frame(self) -> None:
        two = self.curve.dimension == 2
        seen = journey.frame(self.curve)
        moves = [move for k in range(len(self._etas)) for move in path_moves(
            k, [f"w_{k}", 0, "after"], [f"w_{k}", 1, "after"] if two else [f"loss_{k}", 0, "after"])]
        along = {"along": "xy"} if two else {"along": "x", "curve": seen.drawn}
        self.surface.show(
            x=seen.x, y=seen.y, still={"curve": seen.drawn, "minima": seen.minima[:2], **self._no_marks(self.surface)}, moves=moves,
            levels={"heights": heights(self.curve)} if two else {}, title=f"{self.curve.name}: {self.curve.formula}",
            axes=("w₁", "w₂") if two else ("w", "ℓ"), legend=LOOKS.legend(self.made.names),
            handles={"start": {"words": "start", "label": "start", "at": np.atleast_1d(self.start).tolist(), **along}},
            words=f"{self.curve.name}, {self.curve.formula}.")
        self.surface.marks["heights"].visible = two

    def _show_second(self) -> None:
        raise NotImplementedError

    def _show_beside(self, y: tuple[float, float], label: str, still: dict, moves: list[dict], title: str = "Loss") -> None:
        self.second.show(x=(0.0, float(self._steps)), y=y, moves=moves, axes=("update", label), still=still, title=title,
                         words=f"{label} against the update.")

    def _no_marks(self, chart: MovingChart) -> dict[str, tuple]:
        return nothing_beyond(chart, len(self._etas), "trail", "here")

    # ---- what a learner does ----

    def _begin(self, at: list[float]) -> None:
        start = tuple(at) if self.curve.dimension == 2 else at[0]
        if self._do_it(lambda: self._set(start=start)):
            self._show(frame=False)

    def _turn(self, name: str, value: str) -> str:
        turns = {
            "curve": lambda: self._choose_curve(value),
            "steps": lambda: self._set(steps=_checked_steps(whole(value, "the number of updates"))),
            "rates": lambda: self._set(etas=_checked_rates(numbers(value, "one of the rates", len(value.replace(",", " ").split()) or 1))),
        }
        return self._taken(turns[name], self._show, self._write_fields)

    def _choose_curve(self, key: str) -> None:
        curve = self._given[0] if self._given[0].key == key else CURVES[key]
        self._set(curve=curve, start=curve.start)

    def _set(self, **changes) -> None:
        names = ("curve", "start", "etas", "steps")
        before = (self.curve, self.start, self._etas, self._steps)
        curve, start, etas, steps = (changes.get(name, value) for name, value in zip(names, before, strict=True))
        self.made = explain.at_rates(curve, checked_weight(start, curve.dimension, curve.domain), etas, steps)
        self.curve, self.start, self._etas, self._steps = curve, start, etas, steps

    def _reset(self) -> None:
        curve, start, etas, steps = self._given
        self.fields.forget()
        self._set(curve=curve, start=start, etas=etas, steps=steps)
        self._say("")
        self.player.go_to(0)
        self._show()
        self._write_fields()

    def _write_fields(self) -> None:
        self.fields.write(curve=self.curve.key, steps=str(self._steps), rates=_rates_text(self._etas))


class RatePaths(OnCurve):
    """Constant rates and their losses."""

    key = "paths"
    usual = (0.01, 0.3, 0.95, 1.05)
    beside = ("Loss", "ℓ")

    def _typed_fields(self) -> dict[str, widgets.DOMWidget]:
        return super()._typed_fields() | {"rates": typed("Rates η", _rates_text(self._etas), "long")}

    def _show_second(self) -> None:
        lowest = min((minimum.value for minimum in self.curve.minima), default=None)
        seen = np.concatenate([explain.height(path.values, lowest) for path in self.made.paths])
        low, high = float(seen.min()), float(np.quantile(seen, 0.98))
        room = 0.07 * max(high - low, 1e-9)
        self._show_beside((low - room, high + room), "log₁₀(ℓ − lowest ℓ)" if lowest is not None else "ℓ", self._no_marks(self.second),
                          [move for k in range(len(self._etas)) for move in path_moves(k, *_at(f"height_{k}"))])


class RateDecay(OnCurve):
    """A constant rate and the lecture's decay, with η_t drawn; a schedule cannot be typed."""

    key = "decay"
    usual = (constant(0.9), decay(0.9, lam=0.2))
    beside = ("Rate", "η")

    def _show_second(self) -> None:
        drawn = [explain.schedule_curve(eta, self._steps) for eta in self._etas]
        high = float(max(ys.max() for _, ys in drawn))
        here = [{"mark": f"here{k}", "kind": "points", "x": [x], "y": [y]} for k in range(len(drawn)) for x, y in [_at(f"eta_{k}")]]
        self._show_beside((0.0, high + 0.07 * max(high, 1e-9)), "η",
                          self._no_marks(self.second) | {f"trail{k}": curve for k, curve in enumerate(drawn)}, here,
                          "The rate of each update, ηₜ")


class RateSweep(RatePart):
    """Rates × seeds on data; the mean validation loss chooses."""

    key = "sweep"

    def __init__(self, given: RateChoices):
        checked_count(given.hidden, "hidden")
        self.result = _sweep(given)
        checked_votes(given.cue, 0)
        self.line = StatusLine()
        self._make(given.present)
        self.shown = (box("nbnn-row", self.chart), self.line)

    def table(self) -> list[dict[str, str]]:
        return [{key: str(value) for key, value in row.items()} for row in self.result.table()]

    def __repr__(self) -> str:
        return repr(self.result)

    def _make(self, present: bool) -> None:
        seen = explain.sweep_picture(self.result)
        self.chart = MovingChart(title="Sweep", axes=("log₁₀ η", "validation loss"), present=present)
        self.chart.points("runs", "soft", 40)
        self.chart.line("means", "pos", 2.4)
        self.chart.points("mean", "pos", 70, "square")
        self.chart.points("best", "curline", 300, hollow=True)
        low, high = float(seen.y.min()), float(np.quantile(seen.y, 0.98))
        room = 0.1 * max(high - low, 1e-9)
        self.chart.show(
            x=(float(seen.x.min()) - 0.4, float(seen.x.max()) + 0.4), y=(low - room, high + room),
            still={"runs": (seen.x, seen.y), "means": seen.means, "mean": seen.means, "best": ([seen.best[0]], [seen.best[1]])},
            title="Validation loss at each rate, one point for each seed", words="Validation losses against the logarithm of the rate.",
            legend=[("dot", "soft", "one seed"), ("square", "pos", "mean over seeds"), ("circle", "curline", "the rate chosen")])
        self.line.said = seen.words


VIEWS = by_key(RatePaths, RateDecay, RateSweep)


def _sweep(given: RateChoices) -> SweepResult:
    data = moons(n=200, seed=given.seed) if given.data is None else given.data
    train, validation = data.split(fitting_share(0.7, len(data)), seed=given.seed)
    return sweep((train.x.shape[1], given.hidden, scores_for(data)), train, validation, etas=given.etas, seeds=given.seeds,
                 epochs=given.epochs, loss=usual_loss(scores_for(data), data=data) if given.loss is None else given.loss)


def _at(column: str) -> tuple[list, list]:
    """A column's place over the update."""
    return ["update_number", 0, "after"], [column, 0, "after"]


class LearningRateLab(PartsLab):
    """Compare learning rates: what the rate η decides.

    Parameters
    ----------
    curve, start, steps : as for `nbnn.descend`. rates : the rates or schedules to compare.
    view : "paths" (the rates on a curve), "decay" (the same with a constant rate and the lecture's decay, η_t drawn),
        "sweep" (rates × seeds on data, chosen by validation loss).
    cue : update → a question at which a hall stops, {3: ("Will η = 1.05 diverge?", "yes", "no")}.
    data, hidden, loss, etas, seeds, epochs : of the sweep; the data are divided 7 : 3, by `seed`.
    """

    views = VIEWS

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.LearningRateLab()',
        'nbnn.labs.LearningRateLab("absolute", view="decay")',
        'nbnn.labs.LearningRateLab(view="sweep")',
    )

    def __init__(self, curve: Curve | str = "parabola", rates: Sequence | None = None, start=None, steps: int = 40, *, view: str = "paths",
                 data: Dataset | None = None, hidden: int = 8, loss: Loss | str | None = None,
                 etas: Sequence[float] = (0.001, 0.01, 0.1, 1.0), seeds: Sequence[int] | int = range(10), epochs: int = 10, seed: int = 0,
                 cue=None, present: bool = False):
        self.parts = {view: chosen_part(view, VIEWS)(RateChoices(
            curve, rates, start, steps, data, hidden, loss, etas, seeds, epochs, seed, cue, bool(present)))}
        super().__init__(present)
        self._compose_parts()

    def table(self) -> list[dict[str, str]]:
        """One row for each rate, with its verdict; for a sweep, the settings and their mean losses."""
        return self.part.table()

    def __repr__(self) -> str:
        return f"LearningRateLab({self.part!r})"


def _checked_rates(given) -> tuple:
    rates = tuple(checked_eta(each, "one of the rates") for each in given)
    if not rates:
        raise ValueError("rates is empty: give at least one, such as 0.01, 0.3")
    return rates


def _checked_steps(steps: int) -> int:
    check_most("steps", steps, LONGEST, "updates that the lab can show")
    return steps


def _rates_text(etas) -> str:
    return ", ".join(f"{eta:g}" if isinstance(eta, int | float) else str(eta) for eta in etas)
