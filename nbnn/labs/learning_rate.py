"""The LearningRateLab: too small, good, oscillating, diverging, side by side; decay as a curve; a sweep that chooses."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import ipywidgets as widgets
import numpy as np

from ..core.network.arguments import checked_count, scores_for, usual_loss
from ..core.records.curves import CURVES, Curve, checked_weight
from ..core.records.curves import curve as curve_record
from ..core.records.datasets import Dataset, fitting_share, moons
from ..core.records.losses import Loss
from ..core.records.schedules import checked_eta, constant, decay
from ..core.training.sweep import SweepResult, sweep
from ..explain import learning_rate as explain
from ..explain.trajectory import trajectory as journey
from ..explain.trajectory.contours import heights
from ..views.moving.moving import MARKERS, MovingChart
from ..views.player.player import Player
from ..views.player.status import StatusLine
from .asking.asker import Vote
from .asking.moments import card, checked_votes, votes
from .frame.fields import Fields, menu, typed
from .frame.lab import Lab, box
from .frame.setup import numbers, whole

VIEWS = ("paths", "decay", "sweep")
MOST, LONGEST = 6, 2_000
COLORS = ("class-7", "class-3", "class-5", "class-2", "class-1", "class-4")
DASHES = ("dotted", "solid", "dashed", "solid", "dashed", "dotted")


class LearningRateLab(Lab):
    """What the rate η decides.

    Parameters
    ----------
    curve, start, steps : as for `nbnn.descend`. rates : up to six rates or schedules to compare.
    view : "paths" (the rates on a curve), "decay" (the same with a constant rate and the lecture's decay, η_t drawn),
        "sweep" (rates × seeds on data, chosen by validation loss).
    cue : update → a question at which a hall stops, {3: ("Will η = 1.05 diverge?", "yes", "no")}.
    data, hidden, loss, etas, seeds, epochs : of the sweep; the data are divided 7 : 3, by `seed`.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.LearningRateLab()',
        'nbnn.labs.LearningRateLab("absolute", view="decay")',
        'nbnn.labs.LearningRateLab(view="sweep")',
    )

    def __init__(self, curve: Curve | str = "parabola", rates: Sequence | None = None, start=None, steps: int = 40, *, view: str = "paths",
                 data: Dataset | None = None, hidden: int = 8, loss: Loss | str | None = None,
                 etas: Sequence[float] = (0.001, 0.01, 0.1, 1.0), seeds: Sequence[int] | int = range(10), epochs: int = 10, seed: int = 0,
                 cue=None, present: bool = False):
        if view not in VIEWS:
            raise ValueError(f"view is {view!r}: it must be one of {', '.join(VIEWS)}")
        self._view = view
        self.result: SweepResult | None = None
        if view == "sweep":
            checked_count(hidden, "hidden")
            data = moons(n=200, seed=seed) if data is None else data
            train, validation = data.split(fitting_share(0.7, len(data)), seed=seed)
            self.result = sweep((train.x.shape[1], hidden, scores_for(data)), train, validation,
                                loss=usual_loss(scores_for(data)) if loss is None else loss, etas=etas, seeds=seeds, epochs=epochs)
        else:
            self.curve = curve_record(curve)
            self._start = checked_weight(self.curve.start if start is None else start, self.curve.dimension, self.curve.domain)
            self._steps = _checked_steps(steps)
            self._etas = _checked_rates(_usual(view) if rates is None else rates)
            self.made = explain.at_rates(self.curve, self._start, self._etas, self._steps)
        cues = checked_votes(cue, 0 if view == "sweep" else self.made.updates)
        super().__init__(present)
        self._version = 0
        self.line = StatusLine()
        if view == "sweep":
            self._make_sweep()
        else:
            self._make_paths(cues)

    def sentence(self) -> str:
        if self.result is not None:
            return self.line.said
        return str(self.player.schema["sentences"][self.player.index])

    def table(self) -> list[dict[str, str]]:
        """One row for each rate, with its verdict; for a sweep, the settings and their mean losses."""
        if self.result is not None:
            return [{key: str(value) for key, value in row.items()} for row in self.result.table()]
        return self.made.so_far(self.player.index + 1) if self._waits else self.made.table()

    def __repr__(self) -> str:
        return f"LearningRateLab({self.result!r})" if self.result else f"LearningRateLab({', '.join(self.made.names)} on {self.curve!r})"

    # ---- rates on a curve ----

    def _make_paths(self, cues: Mapping[int, Vote]) -> None:
        self.player = Player()
        self.asked = votes(self.player, cues, self._tell_verdicts)
        self.player.granularity = "update"
        players = {"player": self.player}
        self.surface = MovingChart(players, title="Paths", axes=("w", "ℓ"), present=self._present)
        second = ("update", "η") if self._view == "decay" else ("update", "ℓ")
        self.second = MovingChart(players, title="Rate" if self._view == "decay" else "Loss", axes=second, present=self._present)
        self.surface.image("heights")
        self.surface.line("curve", "ink", 2.2)
        for chart in (self.surface, self.second):
            for k in range(MOST):
                chart.line(f"trail{k}", COLORS[k], 2.2, DASHES[k])
            for k in range(MOST):
                chart.points(f"here{k}", COLORS[k], 90, MARKERS[k])
        self.surface.points("minima", "ink", 70, "cross")
        fields: dict[str, widgets.DOMWidget] = {"curve": menu("Loss", CURVES, self.curve), "steps": typed("Updates", str(self._steps))}
        rates = {"rates": typed("Rates η", _rates_text(self._etas), "long")} if self._view == "paths" else {}
        self._fields = Fields(fields | rates, self._turned)
        self._given = (self.curve, self._start, self._etas, self._steps)
        self.surface.on_handle(lambda handles: self._begin(handles["start"]))
        self.player.on_request("reset", lambda _message: self._reset())
        self._show()
        self._compose(self._fields.row, box("nbnn-row", self.surface, self.second), *card(self.asked), self.player, self.line)

    def _show(self, frame: bool = True) -> None:
        self._version += 1
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
        moves: list[dict] = []
        for k in range(len(self._etas)):
            x, y = [f"w_{k}", 0, "after"], [f"w_{k}", 1, "after"] if two else [f"loss_{k}", 0, "after"]
            moves += [{"mark": f"trail{k}", "kind": "trail", "x": x, "y": y}, {"mark": f"here{k}", "kind": "points", "x": [x], "y": [y]}]
        along = {"along": "xy"} if two else {"along": "x", "curve": seen.drawn}
        self.surface.show(
            x=seen.x, y=seen.y, still={"curve": seen.drawn, "minima": seen.minima[:2], **self._unused()}, moves=moves,
            levels={"heights": heights(self.curve)} if two else {}, title=f"{self.curve.name}: {self.curve.formula}",
            axes=("w₁", "w₂") if two else ("w", "ℓ"), legend=[(MARKERS[k], COLORS[k], name) for k, name in enumerate(self.made.names)],
            handles={"start": {"words": "start", "label": "start", "at": np.atleast_1d(self._start).tolist(), **along}},
            words=f"{self.curve.name}, {self.curve.formula}.")
        self.surface.marks["heights"].visible = two

    def _show_second(self) -> None:
        name = "eta" if self._view == "decay" else "height"
        drawn = [explain.schedule_curve(eta, self._steps) for eta in self._etas] if self._view == "decay" else []
        lowest = min((minimum.value for minimum in self.curve.minima), default=None)
        seen = np.concatenate([ys for _, ys in drawn] or [explain.height(path.values, lowest) for path in self.made.paths])
        low, high = (0.0, float(seen.max())) if drawn else (float(seen.min()), float(np.quantile(seen, 0.98)))
        room = 0.07 * max(high - low, 1e-9)
        moves: list[dict] = []
        for k in range(len(self._etas)):
            x, y = ["update_number", 0, "after"], [f"{name}_{k}", 0, "after"]
            moves.append({"mark": f"here{k}", "kind": "points", "x": [x], "y": [y]})
            if not drawn:
                moves.append({"mark": f"trail{k}", "kind": "trail", "x": x, "y": y})
        label = "η" if drawn else "log₁₀(ℓ − lowest ℓ)" if lowest is not None else "ℓ"
        self.second.show(
            x=(0.0, float(self._steps)), y=(low - (0 if drawn else room), high + room), moves=moves, axes=("update", label),
            still=self._unused() | {f"trail{k}": curve for k, curve in enumerate(drawn)},
            title="The rate of each update, η_t" if drawn else "Loss", words=f"{label} against the update.")

    def _unused(self) -> dict[str, tuple]:
        return dict.fromkeys([f"{mark}{k}" for mark in ("trail", "here") for k in range(len(self._etas), MOST)], ((), ()))

    def _begin(self, at: list[float]) -> None:
        start = tuple(at) if self.curve.dimension == 2 else at[0]
        if self._tried(lambda: self._set(start=start)):
            self._show(frame=False)

    def _turned(self, name: str, value: str) -> str:
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
        before = (self.curve, self._start, self._etas, self._steps)
        curve, start, etas, steps = (changes.get(name, value) for name, value in zip(names, before, strict=True))
        self.made = explain.at_rates(curve, checked_weight(start, curve.dimension, curve.domain), etas, steps)
        self.curve, self._start, self._etas, self._steps = curve, start, etas, steps

    def _reset(self) -> None:
        curve, start, etas, steps = self._given
        self._fields.forget()
        self._set(curve=curve, start=start, etas=etas, steps=steps)
        self._say("")
        self.player.index = 0
        self._show()
        self._write_fields()

    def _write_fields(self) -> None:
        self._fields.write(curve=self.curve.key, steps=str(self._steps), rates=_rates_text(self._etas))

    # ---- a sweep on data ----

    def _make_sweep(self) -> None:
        seen = explain.sweep_picture(self.result)  # type: ignore[arg-type]
        self.chart = MovingChart(title="Sweep", axes=("log₁₀ η", "validation loss"), present=self._present)
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
        self._compose(self.chart, self.line)

    def _say(self, wrong: str) -> None:
        self.line.status = wrong


def _usual(view: str) -> tuple:
    return (constant(0.9), decay(0.9, lam=0.2)) if view == "decay" else (0.01, 0.3, 0.95, 1.05)


def _checked_rates(given) -> tuple:
    rates = tuple(checked_eta(each, "one of the rates") for each in given)
    if not 1 <= len(rates) <= MOST:
        raise ValueError(f"rates has {len(rates)} entries: give 1 to {MOST}, such as 0.01, 0.3")
    return rates


def _checked_steps(steps) -> int:
    if isinstance(steps, int) and steps > LONGEST:
        raise ValueError(f"{steps} updates are more than the lab shows: the most is {LONGEST}")
    return steps


def _rates_text(etas) -> str:
    return ", ".join(f"{eta:g}" if isinstance(eta, int | float) else str(eta) for eta in etas)
