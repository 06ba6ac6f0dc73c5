"""A chart that moves: bqplot draws curves and points, the browser moves them with a player, a learner drags handles.

What stands still (a curve, a height field) is set from Python; what moves is bound to columns of the player's
recording and moves in the browser; a handle is a point that the learner drags or moves by the arrow keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from math import isfinite

import ipywidgets as widgets
import numpy as np
import traitlets
from ipywidgets import widget_serialization

from ..shared import bqplot
from ..shared.chart import Chart
from ..shared.figures import INK, SOFT, FigureMover, label, show_extent

NONE = np.zeros(0)
COLORS = ("ink", "soft", "faint", "pos", "neg", "back", "curline", *(f"class-{k}" for k in range(1, 8)))
MARKERS = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
LEGEND_KEYS = ("line", "dash", "dot", "ring", "bar", "arrow", *MARKERS)


class Mover(FigureMover):
    """The chart's heading, legend and caption, its handles and arrows; in the browser it moves the marks.

    picture : see `MovingChart.show`. handles : name → [x, y] where the learner has put each.
    """

    module = "moving/moving.js"
    players = traitlets.Dict().tag(sync=True, **widget_serialization)
    marks = traitlets.Dict().tag(sync=True, **widget_serialization)
    picture = traitlets.Dict().tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    handles = traitlets.Dict().tag(sync=True, echo_update=False, asks_python=True)

    def __repr__(self) -> str:
        return "Mover()"


class MovingChart(Chart):
    """One figure in a card whose marks follow players and whose handles a learner drags.

    Make the marks once, in the order in which they lie on each other (`line`, `points`, `bars`, `image`, `text`), or say `above` which;
    then `show` as often as there is something new.

    Parameters
    ----------
    players : name → Player; a move without a player's name follows "player".
    title : the card's heading. axes : what is along x and up y.
    shape : width over height of the figure, "wide" (the default) or "square".
    """

    def __init__(self, players: Mapping[str, widgets.Widget] | None = None, *, title: str, axes: tuple[str, str], present: bool = False,
                 shape: str = "wide"):
        self._present, self._placing, self._title = present, False, title
        super().__init__("nbnn-moving", f"nbnn-moving-{shape}", labels=axes, present=present)
        self._draw_with(Mover(players=dict(players or {})))

    # ---- marks, each made once ----

    def line(self, name: str, color: str, width: float = 2.0, dash: str = "solid", opacity: float = 1.0, above: str | None = None) -> None:
        """A curve or a trail. dash : "solid", "dashed" or "dotted". above : the mark that it lies on, the topmost when left out."""
        self._add(name, bqplot.Lines(x=NONE, y=NONE, scales=self._scales, colors=[_color(color)], stroke_width=width, line_style=dash,
                                     opacities=[opacity]), above)

    def points(self, name: str, color: str, size: int = 60, marker: str = "circle", hollow: bool = False, above: str | None = None) -> None:
        """Points; `hollow` ones are rings. above : as for a line."""
        outline = {"stroke": _color(color) if hollow else "var(--nbnn-panel)", "stroke_width": 3.0 if hollow else 1.0, "fill": not hollow}
        self._add(name, bqplot.Scatter(x=NONE, y=NONE, scales=self._scales, colors=[_color(color)], default_size=size, marker=marker,
                                       **outline), above)

    def bars(self, name: str, color: str, width: float = 0.8) -> None:
        """Bars from zero, as wide as `width` of the distance between them."""
        self._add(name, bqplot.Bars(x=NONE, y=NONE, scales=self._scales, colors=[_color(color)], padding=1 - width, stroke="transparent"))

    def text(self, name: str, color: str = "soft", align: str = "start", **offset) -> None:
        """Words at places: a name beside a point."""
        self._add(name, label(self._scales, _color(color), align, self._present, **offset))

    def image(self, name: str) -> None:
        """A picture that fills given extents, such as a height field."""
        self._images.append(widgets.Image(value=b"", format="png"))
        self._add(name, bqplot.Image(image=self._images[-1], scales=self._scales, pixelated=False))

    # ---- what is to be seen ----

    def show(self, *, x: tuple[float, float], y: tuple[float, float], still: Mapping[str, tuple] | None = None, moves: Sequence[dict] = (),
             handles: Mapping[str, dict] | None = None, arrows: Sequence[dict] = (), legend: Sequence[tuple[str, str, str]] = (),
             caption=None, caption_player: str = "player", live: bool = False, note: str = "", words: str = "", place: bool = False,
             title: str | None = None, axes: tuple[str, str] | None = None, levels: Mapping[str, tuple] | None = None) -> None:
        """Another picture.

        x, y : the extents. still : mark → (xs, ys), or (xs, ys, texts) for a text mark; marks not named keep what they have.
        levels : image mark → PNG bytes with its extents, (bytes, (x0, x1), (y0, y1)).
        moves : what the browser moves, each a dict with "mark", "kind" and a player's name ("player" when left out):
            kind "points": "x", "y" lists of refs; kind "columns": "x", "y" names of columns, drawn entry by entry;
            kind "trail": "x", "y" refs: everything up to now ("most": the last so many); kind "text": "x", "y" refs and "text" a template.
            A ref is a number, or [column, entry], or [column, entry, "after"]: after the update once its last line is reached.
        arrows : {"from": [ref, ref], "to": [ref, ref], "color"} or, many from one place, {"from", "x": column, "y": column, "color"};
            with "plain": True thin strokes without heads.
        handles : name → {"words", "at": [x, y]} with
            "along": "x" (y follows "curve": [xs, ys]), "xy" (free), or {"between": [handle, handle]} (at: [share]), and with
            "curve", "above", "below" the gap from there to that curve and its word for a chord above or below it; or
            "player": name, "x": ref column, "y": ref column: the handle is the player's own place and dragging moves the player;
            where x is no number for people, "tells" is the column that is, and "range" its ends.
        legend : (key, color, words), key one of line, dash, dot, ring, bar, arrow, or a marker.
        caption : a template for the line above the figure, filled in by `caption_player`; else `caption_text` sets it.
        live : the caption is told to a screen reader when it changes. place : a click on the figure is a choice (`on_place`).
        """
        for key, color, _ in legend:
            if key not in LEGEND_KEYS or color not in COLORS:
                raise ValueError(f"the legend names {key!r} in {color!r}: the keys are {', '.join(LEGEND_KEYS)}; "
                                 f"the colors {', '.join(COLORS)}")
        with ExitStack() as held:
            for widget in (self.mover, *self._axes, *self._scales.values(), *self.marks.values()):
                held.enter_context(widget.hold_sync())
            if axes:
                self._axes[0].label, self._axes[1].label = axes
            show_extent(self._axes[0], *x)
            show_extent(self._axes[1], *y, count=5)
            for name, drawn in (still or {}).items():
                self._draw(self.marks[name], drawn)
            for name, (picture, across, up) in (levels or {}).items():
                mark = self.marks[name]
                mark.image.value, mark.x, mark.y = picture, np.array(across, float), np.array(up, float)
            self._title = self._title if title is None else title
            self._placing = True  # the lab's own places are no news to it
            self.mover.handles = {name: [float(v) for v in handle["at"]] for name, handle in (handles or {}).items() if "at" in handle}
            self._placing = False
            self.mover.picture = {
                "title": self._title, "x": [float(v) for v in x], "y": [float(v) for v in y], "moves": list(moves), "arrows": list(arrows),
                "handles": {name: _plain(handle) for name, handle in (handles or {}).items()}, "legend": [list(entry) for entry in legend],
                "caption": caption, "captionPlayer": caption_player, "live": live, "note": note, "words": words, "place": place,
            }

    @property
    def caption_text(self) -> str:
        """The line above the figure, where no template fills it in."""
        return self.mover.caption

    @caption_text.setter
    def caption_text(self, words: str) -> None:
        self.mover.caption = words

    def draw(self, **still: tuple) -> None:
        """Other numbers for marks that Python moves: draw(curve=(xs, ys))."""
        with ExitStack() as held:
            for name in still:
                held.enter_context(self.marks[name].hold_sync())
            for name, drawn in still.items():
                self._draw(self.marks[name], drawn)

    def put(self, **handles: Sequence[float]) -> None:
        """Other places for handles: put(a=[0.5], p=[0.25]). The lab is not told, and the others stay where they are."""
        self._placing = True
        self.mover.handles = self.mover.handles | {name: [float(v) for v in at] for name, at in handles.items()}
        self._placing = False

    def on_handle(self, act: Callable[[dict[str, list[float]]], None]) -> None:
        """Call `act(handles)` when the learner has moved one: name → [x, y] or [share], kept within the picture.

        What is no place of each handle's kind never gets here: a page's message may say anything.
        """
        def moved(change):
            handles, specs = change["new"], self.mover.picture.get("handles", {})
            if not self._placing and handles.keys() == specs.keys() and all(_numbers(at) for at in handles.values()):
                act({name: self._within(specs[name], at) for name, at in handles.items()})
        self.mover.observe(moved, "handles")

    def on_place(self, act: Callable[[float, float, bool], None]) -> None:
        """Call `act(x, y, add)` when the learner clicks a place of the figure; `add`: with the Shift key."""
        def received(_widget, content, _buffers):
            if isinstance(content, dict) and content.get("do") == "place" and _numbers(content.get("at")) and len(content["at"]) == 2:
                x, y = content["at"]
                act(float(x), float(y), content.get("add") is True)
        self.mover.on_msg(received)

    def __repr__(self) -> str:
        return f"MovingChart({self._title!r})"

    def _within(self, spec: dict, at: list) -> list[float]:
        picture = self.mover.picture
        extents = ([0.0, 1.0],) if isinstance(spec.get("along"), dict) else (picture["x"], picture["y"])
        return [min(max(float(v), low), high) for v, (low, high) in zip(at, extents)]

    def _add(self, name: str, mark: bqplot.Mark, above: str | None = None) -> None:
        if name in self.marks:
            raise ValueError(f"this chart has a mark {name!r} already: give each its own name")
        marks = list(self.marks.items())
        at = len(marks) if above is None else list(self.marks).index(above) + 1
        self.marks = dict([*marks[:at], (name, mark), *marks[at:]])
        self.figure.marks = list(self.marks.values())
        self._move(self.marks)

    def _draw(self, mark: bqplot.Mark, drawn: tuple) -> None:
        mark.x, mark.y = np.asarray(drawn[0], float), np.asarray(drawn[1], float)
        if len(drawn) > 2:
            mark.text = list(drawn[2])


def _color(name: str) -> str:
    if name not in COLORS:
        raise ValueError(f"there is no color {name!r}; the names are {', '.join(COLORS)}")
    return {"ink": INK, "soft": SOFT}.get(name, f"var(--nbnn-{name})")


def _numbers(at) -> bool:
    """A short list of finite numbers: what a page may say of a handle."""
    return isinstance(at, list) and 1 <= len(at) <= 2 and all(type(v) in (int, float) and isfinite(v) for v in at)


def _plain(handle: dict) -> dict:
    """A handle in plain data."""
    if isinstance(handle.get("along"), dict):
        handle = handle | {"along": _plain(handle["along"])}
    curve = handle.get("curve")
    return handle | ({"curve": [np.asarray(v, float).tolist() for v in curve]} if curve is not None else {})
