"""A small table whose numbers follow a player: what a chart shows, beside the sample that names each curve."""

from collections.abc import Sequence

import traitlets
from ipywidgets import Widget, widget_serialization

from ..code.view import View

KINDS = ("name", "formula", "working", "number", "aside")
MARKERS = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES = ("solid", "dashed", "dotted", "dash_dotted")


class MovingTable(View):
    """Rows of words, formulas and numbers, filled in by the browser where the player is.

    player : whose recording the numbers are of; without one, the cells are plain texts.
    """

    module = "table/table.js"

    player = traitlets.Instance(Widget, allow_none=True).tag(sync=True, **widget_serialization)
    picture = traitlets.Dict().tag(sync=True)

    def show(self, title: str, head: Sequence[tuple[str, str]], rows: Sequence[dict], tells: bool = False) -> None:
        """Another table.

        head : (words, kind) of each column, kind one of "name", "formula" and "aside" (a number), which both give way where it is narrow,
            "number", and "working", a part of a calculation that goes on below where it is narrow.
        rows : from `row`. tells : the recording's sentence of the moment is told to a screen reader, for a player without a bar.
        """
        for words, kind in head:
            if kind not in KINDS:
                raise ValueError(f"the column {words!r} is a {kind!r}: the kinds are {', '.join(KINDS)}")
        for each in rows:
            if len(each["cells"]) != len(head):
                raise ValueError(f"a row has {len(each['cells'])} cells, but the head names {len(head)} columns")
        self.picture = {"title": title, "head": [list(column) for column in head], "rows": list(rows), "tells": tells}

    def __repr__(self) -> str:
        return f"MovingTable({self.picture.get('title', '')!r})"


def row(cells: Sequence, sample: tuple[str, str, str] | None = None, strong: bool = False) -> dict:
    """One row. cells : texts, or templates of formulas and numbers. sample : the curve's (marker, color, dashes)."""
    if sample is not None and (sample[0] not in MARKERS or sample[2] not in DASHES):
        raise ValueError(f"the sample is {sample!r}: give a marker ({', '.join(MARKERS)}), a color and dashes ({', '.join(DASHES)})")
    return {"cells": list(cells), "sample": None if sample is None else list(sample), "strong": strong}
