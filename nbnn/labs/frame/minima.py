"""The minima of a curve in a chart: a cross at each, and its name, which stands on the inner side near the chart's edge."""

from collections.abc import Mapping

from ...explain.trajectory.trajectory import Frame
from ...views.moving.moving import MovingChart

SIDES = ("start", "middle", "end")  # where a name stands at its cross: one near the edge begins or ends there


def add_minima(chart: MovingChart) -> None:
    """Make the marks that `minima_of` fills."""
    chart.points("minima", "ink", 70, "cross")
    for side in SIDES:
        chart.text(f"names_{side}", "soft", side, y_offset=18, apply_clip=False)  # that of a low minimum stands across the axis


def minima_of(frame: Frame) -> Mapping[str, tuple]:
    """Mark → what to draw, for `MovingChart.show`."""
    x, y, _ = frame.minima
    return {"minima": (x, y)} | {f"names_{side}": names for side, names in frame.named().items()}
