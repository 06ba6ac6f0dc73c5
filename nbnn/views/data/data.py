"""The data chart: points, the score field under them, the boundary and the current example, following the player."""

from __future__ import annotations

from contextlib import ExitStack

import ipywidgets as widgets
import numpy as np
import traitlets
from ipywidgets import widget_serialization

from ...core.training.sgd import Run
from ...explain.stepper import data as explain
from ...explain.stepper import targets as of_targets
from ..shared import bqplot
from ..shared.chart import Chart
from ..shared.figures import INK, FigureMover, show_extent

POINT = 64
LEVELS = (0, 1, -1)  # of the score, in the order in which they get their names


class DataMover(FigureMover):
    """The heading and legend of the chart; in the browser it moves the chart's marks along with the player."""

    module = "data/data.js"
    player = traitlets.Instance(widgets.Widget).tag(sync=True, **widget_serialization)
    marks = traitlets.Dict().tag(sync=True, **widget_serialization)
    picture = traitlets.Dict().tag(sync=True)
    #: {} or what the page offers for changing the examples: {"undo": can one be taken back?, "changed": are they others
    #: than the given ones?, "said": the last in words, "classes"}.
    points = traitlets.Dict().tag(sync=True)

    def __repr__(self):
        return "DataMover()"


class DataChart(Chart):
    """The data in two features with the network's scores behind it; a click on a point asks the player for that example.

    features : two feature names or numbers; by default both of two, else the two that separate the classes best.
    Call `set_run` once for every new recording; everything else moves in the browser.
    """

    def __init__(self, player, features=None, run=None, present: bool = False):
        self.features, self._present = features, present
        self.run: Run | None = None
        self.picture: explain.Scatter | None = None
        super().__init__("nbnn-data", grid=False, present=present)
        self.marks = {"error": self._lines("var(--nbnn-curline)", 2.0, line_style="dashed")}
        self._draw_with(DataMover(player=player))
        if run is not None:
            self.set_run(run)

    def set_run(self, run) -> None:
        """Show another recording: the points, the axes, and what the browser needs to follow it.

        Raises ValueError when `features` are not two features of its data; the chart stays as it was."""
        targets = getattr(run.data, "targets", ())
        picture = (of_targets.scatter(run.data, self._features_of(run.data)) if targets else
                   explain.scatter(run.data, self._features_of(run.data), run.loss, run.start.one_score))
        if run.summarized:
            picture = explain.without_field(picture)
        if self.run is not None and self.run.data.name == run.data.name:
            picture = explain.in_frame(picture, self.picture)
        self.run, self.picture = run, picture
        groups = [_group_name(i) for i in range(len(picture.groups))]
        for name in groups:
            if name not in self.marks:
                self.marks[name] = self._scatter()
        curves = [_curve_name(k) for k in range(len(picture.groups))] if picture.kind == "curve" else []
        for name in curves:
            if name not in self.marks:
                self.marks[name] = self._lines("var(--nbnn-ink)", 2.5)
        shown = {name: self.marks[name] for name in (*groups, *curves, *(["error"] if curves else []))}
        with ExitStack() as held:
            for widget in (self.mover, self.figure, *self._axes, *self._scales.values(), *shown.values()):
                held.enter_context(widget.hold_sync())
            self._show_extents(picture)
            for name, group in zip(groups, picture.groups):
                _show_group(self.marks[name], group)
            for name, group in zip(curves, picture.groups):
                self.marks[name].colors = [INK if len(curves) == 1 else f"var(--nbnn-{group.color})"]
            self.figure.marks = list(shown.values())
            self._move(shown)
            told = for_browser(picture, "s" if run.start.quantities.output and picture.margin != 1.0 else "y")
            self.mover.picture = told | {"painted": not run.summarized}

    def set_points(self, points: dict) -> None:
        """What the page offers for changing the examples: {} for nothing, else see `DataMover.points`."""
        self.mover.points = points

    def sentence(self, index: int = 0) -> str:
        """The picture before update `index` in words."""
        at = min(index, len(self.run) - 1)
        x, z = (picked[at] for picked in self.run.picked)
        if self.picture.targets:
            return of_targets.sentence(self.run.data, self.run.network(index), self.picture, int(self.run.examples[at]), (x, z))
        return explain.sentence(self.run.data, self.run.network(index), self.picture, int(self.run.examples[at]), (x, int(z)))

    def __repr__(self) -> str:
        return "DataChart()" if self.picture is None else f"DataChart({self.picture.n} examples)"

    def _scatter(self, **kwargs) -> bqplot.Scatter:
        return bqplot.Scatter(x=np.zeros(0), y=np.zeros(0), scales=self._scales, colors=["var(--nbnn-pos)"],
                              **{"default_size": POINT, "stroke": "var(--nbnn-panel)", "stroke_width": 1.0} | kwargs)

    def _lines(self, color: str, width: float, **kwargs) -> bqplot.Lines:
        return bqplot.Lines(x=np.zeros(0), y=np.zeros(0), scales=self._scales, colors=[color], stroke_width=width, **kwargs)

    def _features_of(self, data):
        """The wanted features; none of them when another data set has come that does not have them."""
        known = self.run is None or tuple(self.run.data.feature_names) == tuple(data.feature_names)
        return self.features if known else None

    def _show_extents(self, picture: explain.Scatter) -> None:
        across, up = self._axes
        across.label, up.label = picture.x_label, picture.y_label
        show_extent(across, *picture.x_extent)
        show_extent(up, *picture.y_extent)
        if picture.pair[1] is None and picture.heights:  # of one feature: the classes stand above each other
            up.tick_labels = {f"{height:g}": explain.label_text(z) for z, height in picture.heights.items()}
            up.tick_values = np.array(list(picture.heights.values()))


def for_browser(picture: explain.Scatter, score: str = "y") -> dict:
    """What the browser needs to know of a picture, in plain data. score : the letter of what the field shows, s before an activation."""
    shown = () if picture.margin is None or picture.targets else LEVELS if picture.margin == 1.0 else (0,)
    return {
        "pair": list(picture.pair), "means": picture.means.tolist(), "margin": picture.margin, "n": picture.n,
        "x": list(picture.x_extent), "y": list(picture.y_extent),
        "heights": {str(z): height for z, height in picture.heights.items()},
        "axes": _features(picture), "title": f"{picture.title} ({', '.join(_features(picture))})",
        "note": picture.note, "marked": picture.marked, "kind": picture.kind, "targets": list(picture.targets), "span": list(picture.span),
        "words": f"{picture.title}: {picture.y_label} against {picture.x_label}, {picture.n} examples.",
        "levels": [{"level": level, "text": f"{score} = {explain.label_text(level)}"} for level in shown],
        "groups": [{"mark": _group_name(i), "label": group.label, "marker": group.marker, "color": group.color,
                    "words": group.words, "examples": group.examples.tolist()} for i, group in enumerate(picture.groups)],
    }


def _show_group(mark: bqplot.Scatter, group: explain.Group) -> None:
    mark.x, mark.y = group.x, group.y
    mark.marker, mark.colors = group.marker, list(group.colors) or [f"var(--nbnn-{group.color})"]
    mark.stroke = "var(--nbnn-soft)" if group.colors else "var(--nbnn-panel)"


def _features(picture: explain.Scatter) -> list[str]:
    return [picture.x_label] if picture.pair[1] is None else [picture.x_label, picture.y_label]


def _curve_name(k: int) -> str:
    return f"curve{k}"


def _group_name(i: int) -> str:
    return f"group{i}"
