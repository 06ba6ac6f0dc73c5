"""Paths down a curve as a picture: on the curve itself, or with two weights on the heights of the loss."""

from ...core.landscapes.descent import Trajectory
from ..series import look
from ..trajectory.contours import heights
from ..trajectory.path import ends, place
from ..trajectory.trajectory import frame
from ..writing.numbers import format_number
from .drawing.plot import Dots, Line, Mark, Panel, Shade, Words, drawn
from .drawing.svg import Picture, thinned

FINE = (200, 110)  # places of the picture of the heights, across and up
COLORS = ("neg", "pos", "back", "class-3", "class-5", "class-4")
DASHES = ("", "dashed", "dotted")
MOST_PATHS, MOST_ROWS = 6, 8


def path(given: Trajectory) -> Picture:
    """The picture of a trajectory, of many paths the first few."""
    return drawn([panel_of(given)], repr(given), describe(given))


def panel_of(given: Trajectory) -> Panel:
    """The paths as one chart."""
    curve, paths = given.curve, paths_of(given)
    seen = frame(curve)
    two = curve.dimension == 2
    marks: list[Mark] = [Shade(*heights(curve, *FINE))] if two else [Line(*seen.drawn, "faint", 2.0)]
    legend = []
    for k, each in enumerate(paths):
        looks = look(k, COLORS, DASHES)
        x, y = each.points.T if two else (each.points, each.values)
        marks += [Line(x, y, looks.color, 2.0, looks.dash), Dots(x, y, looks.color, 5.0, looks.marker)]
        marks.append(Dots(x[-1:], y[-1:], looks.color, 11.0, looks.marker))
        legend.append((looks.marker, looks.color, f"{len(each)} updates, {ends(each)}"))
    x, y, names = seen.minima
    marks += [Dots(x, y, "ink", 9.0, "cross"), Words(x, y, names, "ink", "middle", dy=-9.0)]
    axes = ("w₁", "w₂") if two else ("w", "ℓ")
    return Panel(f"{curve.name}: {curve.formula}", seen.x, seen.y, axes, marks, legend if len(paths) <= 4 else [])


def paths_of(given: Trajectory) -> list[Trajectory]:
    """The single paths that are drawn."""
    return [given.path(k) for k in range(min(MOST_PATHS, len(given.stopped_because)))] if given.many else [given]


def describe(given: Trajectory) -> str:
    """Where each path begins and ends."""
    return " ".join(f"From {place(each.points[0])} to {place(each.points[-1])} in {len(each)} updates: {ends(each)}."
                    for each in paths_of(given))


def rows(given: Trajectory) -> list[dict[str, str]]:
    """Of one path some of the updates; of several, each one's start and end."""
    if given.many:
        return [{"path": str(k), "start": place(each.points[0]), "end": place(each.points[-1]), "ℓ": format_number(float(each.values[-1])),
                 "ends": ends(each)} for k, each in enumerate(paths_of(given))]
    return [{"update": str(t), "w": place(given.points[t]), "ℓ": format_number(float(given.values[t])),
             "∂ℓ/∂w": place(given.derivatives[t]) if t < len(given) else ""} for t in thinned(len(given.points), MOST_ROWS).tolist()]
