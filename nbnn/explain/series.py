"""What tells several curves of one chart apart, however many there are: color, dashes and marker together."""

from collections.abc import Sequence
from typing import NamedTuple

MARKERS = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


class Look(NamedTuple):
    """A color of the theme, dashes and a marker: never color alone."""

    color: str
    dash: str
    marker: str


def look(k: int, colors: Sequence[str], dashes: Sequence[str], markers: Sequence[str] = MARKERS) -> Look:
    """How the curve number `k` (from 0) looks; when the colors start over, dashes and markers shift by one."""
    turn = k // len(colors)
    return Look(colors[k % len(colors)], dashes[(k + turn) % len(dashes)], markers[(k + turn) % len(markers)])
