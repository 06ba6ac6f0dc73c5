"""How a bqplot figure is made to sit in a card: see-through, in the theme's colors, as wide as there is room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets
from ipywidgets import Widget, widget_serialization

from ...explain.writing.ticks import tick_labels, ticks
from ..code.view import View
from . import bqplot

INK, SOFT = "var(--nbnn-ink)", "var(--nbnn-soft)"
MARGIN = {"top": 10, "right": 20, "bottom": 46, "left": 56}  # px; right: half of five digits stand beyond the end of the axis
MARGIN_PRESENT = {"top": 14, "right": 40, "bottom": 76, "left": 88}  # the hall's text is twice as large


class FigureMover(View):
    """What moves the marks of a chart in the page, and puts its figure into its card there when the card can be seen.

    card, figure : see `placeFigure` in charts.js; the card has no figure among its children, or it would be drawn without room.
    """

    card, figure = (traitlets.Instance(Widget, allow_none=True).tag(sync=True, **widget_serialization) for _ in range(2))


def figure(axes: list, present: bool = False) -> bqplot.Figure:
    """An empty figure without toolbar, background or animation of its own."""
    return bqplot.Figure(axes=axes, animation_duration=0, display_toolbar=False, padding_x=0.0, padding_y=0.0,
                         fig_margin=dict(MARGIN_PRESENT if present else MARGIN), background_style={"fill": "transparent"},
                         layout={"width": "100%", "height": "auto", "min_width": "0", "margin": "0"})


def axis(scale: bqplot.Scale, vertical: bool, grid: bool = False, label: str = "", present: bool = False) -> bqplot.Axis:
    """An axis in the theme's colors; `show_extent` gives it its ends and its numbers."""
    return bqplot.Axis(scale=scale, label=label, side="left" if vertical else "bottom",
                       grid_lines="solid" if grid else "none",
                       label_offset=("62px" if vertical else "54px") if present else ("42px" if vertical else "34px"))


def show_extent(of: bqplot.Axis, low: float, high: float, count: int = 6, whole: bool = False) -> None:
    """The axis from `low` to `high` with round numbers on it."""
    values = ticks(low, high, count, whole)
    of.scale.min, of.scale.max = float(low), float(high)
    of.tick_labels = tick_labels(values)
    of.tick_values = values


def name_places(of: bqplot.Axis, names: Sequence[str], first: float = 1.0) -> None:
    """Words instead of numbers on an axis: the names of the places 1, 2, …, or of those from `first`."""
    mark_places(of, first + np.arange(float(len(names))), names)


def mark_places(of: bqplot.Axis, places: Sequence[float] | np.ndarray, names: Sequence[str]) -> None:
    """Words at places of an axis; the places are rounded, since their texts are looked up."""
    rounded = np.round(np.asarray(places, float), 3)
    of.tick_labels = dict(zip(tick_labels(rounded), names, strict=True))
    of.tick_values = rounded


def label(scales: dict, color: str, align: str, present: bool = False, **kwargs) -> bqplot.Label:
    """An empty text mark; the browser places it."""
    return bqplot.Label(x=np.zeros(0), y=np.zeros(0), text=[], scales=scales, colors=[color], align=align,
                        default_size=20 if present else 12, font_weight="normal", enable_move=False, **kwargs)
