"""What every chart is: a card with a heading and a caption of our own, and a figure of bqplot's that the page puts below them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from ..code.view import close_all
from ..coming.coming import Coming
from . import bqplot
from .figures import FigureMover, axis, figure


class Chart(widgets.VBox):
    """A card with one figure, drawn at once, or as soon as bqplot has come; until then the card says that it is coming.

    A chart makes its marks, each once, and keeps them in `marks`; it calls `_draw_with` its mover, and `_move` for what the page moves.
    As long as bqplot is not there, the marks, the axes and the figure are stand-ins, which are set in the same way.
    """

    def __init__(self, *names: str, labels: tuple[str, str] = ("", ""), grid: bool = True, present: bool = False):
        x, y = (bqplot.LinearScale(allow_padding=False) for _ in range(2))  # a padded scale would not fit a field
        self._scales: dict[str, Any] = {"x": x, "y": y}
        self._axes: list[Any] = [axis(x, vertical=False, label=labels[0], present=present),
                                 axis(y, vertical=True, grid=grid, label=labels[1], present=present)]
        self.marks: dict[str, Any] = {}
        self.figure: Any = figure(self._axes, present)
        self._images: list[widgets.Image] = []
        self._moved: dict[str, Any] = {}
        self._coming: Coming | None = None
        super().__init__(_dom_classes=["nbnn", "nbnn-card", *names])

    @property
    def is_drawn(self) -> bool:
        """Whether its figure is there."""
        return isinstance(self.figure, widgets.Widget)

    @property
    def own_parts(self) -> tuple[widgets.Widget, ...]:
        """What moves it, and its figure where that has come."""
        return tuple(each for each in (self.mover, self.figure) if isinstance(each, widgets.Widget))

    @property
    def axes(self) -> tuple[Any, Any]:
        """Its axes, the one along x and the one up y."""
        return self._axes[0], self._axes[1]

    def close(self) -> None:
        """Close the chart and everything that it is made of."""
        bqplot.door.leave(self)
        scales = [getattr(self.figure, name, None) for name in ("scale_x", "scale_y")]
        close_all(*self.marks.values(), *self._images, *self._axes, *self._scales.values(), *filter(None, scales), self.figure, self.mover,
                  *filter(None, [self._coming]))
        self.layout.close()
        super().close()

    def _draw_with(self, mover: FigureMover) -> None:
        """Put what moves the marks into the card, now or when it has something to move."""
        self.mover = mover
        if self.is_drawn:
            self._show_figure()
            return
        self._coming = Coming()
        self.children = [self._coming]
        bqplot.door.wait(self, self._replace_stand_ins, self._say_it_comes)

    def _move(self, marks: Mapping[str, Any]) -> None:
        """The marks that the page moves, by the names that it knows them by."""
        self._moved = dict(marks)
        if self.is_drawn:
            self.mover.marks = self._moved

    def _say_it_comes(self, words: str) -> None:
        self._coming.words = words

    def _replace_stand_ins(self) -> None:
        self._scales, self._axes, self.marks, self.figure = map(bqplot.own, (self._scales, self._axes, self.marks, self.figure))
        self._moved = bqplot.own(self._moved)
        self._show_figure()
        self._coming.close()
        self._coming = None

    def _show_figure(self) -> None:
        with self.mover.hold_sync():
            self._move(self._moved)
            self.mover.card, self.mover.figure = self, self.figure
        self.children = [self.mover]  # what is to be moved has been sent: the page begins with it at once
