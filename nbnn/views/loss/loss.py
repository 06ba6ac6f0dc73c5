"""The loss chart: ℓ of the picked example and L/N over the data, against the update; a line where the player is."""

from __future__ import annotations

from contextlib import ExitStack

import ipywidgets as widgets
import numpy as np
import traitlets
from ipywidgets import widget_serialization

from ...core.training.sgd import Run
from ...explain.stepper import loss_curve as explain
from ..shared import bqplot
from ..shared.chart import Chart
from ..shared.figures import SOFT, FigureMover, show_extent

NONE = np.zeros(0)


class LossMover(FigureMover):
    """The heading, legend and caption of the chart; in the browser it moves the line of the current update."""

    module = "loss/loss.js"
    player = traitlets.Instance(widgets.Widget).tag(sync=True, **widget_serialization)
    marks = traitlets.Dict().tag(sync=True, **widget_serialization)
    picture = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return "LossMover()"


class LossChart(Chart):
    """ℓ of the picked example (strokes) and L/N over all examples (line), before each update; after a fork the
    parent's L/N as well, faintly. Call `set_run` once for every new recording; the line moves in the browser.
    """

    def __init__(self, player, run=None, present: bool = False):
        self.run: Run | None = None
        self.curve: explain.LossCurve | None = None
        self._first: int | None = None
        super().__init__("nbnn-loss", labels=("update", ""), present=present)
        self.marks = {
            "stems": self._lines("var(--nbnn-back)", 1.5, opacities=[0.5]),
            "parent": self._lines(SOFT, 1.5, line_style="dashed", opacities=[0.8]),
            "mean": self._lines("var(--nbnn-pos)", 2.2),
        }
        self.figure.marks = list(self.marks.values())
        self._draw_with(LossMover(player=player))
        if run is not None:
            self.set_run(run)

    def set_run(self, run) -> None:
        """Show another recording."""
        curve = explain.of_run(run)
        self.run, self.curve = run, curve
        right = float(max(curve.updates - 1, 1))
        with ExitStack() as held:
            for widget in (self.mover, *self._axes, *self._scales.values(), *self.marks.values()):
                held.enter_context(widget.hold_sync())
            show_extent(self._axes[0], -0.01 * right, 1.01 * right, whole=True)
            show_extent(self._axes[1], 0.0, curve.high, count=5)
            self._show_curves()
            self.marks["stems"].stroke_width = explain.stroke_width(curve)
            self.mover.picture = {"x": [-0.01 * right, 1.01 * right], "legend": list(curve.words), "note": curve.note,
                                  "words": self._words(self._first)}

    def show_first(self, first: int | None) -> None:
        """Of this recording and those to come only so many updates, on axes for all; None: all of them."""
        self._first = first
        if self.curve is None:
            return
        with ExitStack() as held:
            for widget in (self.mover, *self.marks.values()):
                held.enter_context(widget.hold_sync())
            self._show_curves()
            self.mover.picture = {**self.mover.picture, "words": self._words(first)}

    def sentence(self, index: int = 0) -> str:
        """The picture in words."""
        return self._words(None)

    def _show_curves(self) -> None:
        curve, first = self.curve, self._first
        for name, (x, y) in (("stems", curve.stems), ("parent", curve.parent), ("mean", curve.mean)):
            mark = self.marks[name]
            mark.x, mark.y = (x, y) if first is None else explain.before(x, y, first)

    def _words(self, first: int | None) -> str:
        return explain.sentence(self.run.losses[:first], self.curve.means[:first])

    def __repr__(self) -> str:
        return "LossChart()" if self.curve is None else f"LossChart({self.curve.updates} updates)"

    def _lines(self, color: str, width: float, **kwargs) -> bqplot.Lines:
        return bqplot.Lines(x=NONE, y=NONE, scales=self._scales, colors=[color], stroke_width=width, **kwargs)
