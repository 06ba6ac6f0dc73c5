"""The minima of a curve in a chart: a cross at each, and its name, which stands on the inner side near the chart's edge."""

from collections.abc import Mapping

from ...explain.trajectory.trajectory import Frame
from ...views.moving.moving import MovingChart

SIDES = {"start": -6, "middle": 0, "end": 6}  # px from the cross, so that a name at the edge does not leave the chart


def add_minima(chart: MovingChart) -> None:
    """Make the marks that `minima_of` fills."""
    chart.points("minima", "ink", 70, "cross")
    for side, offset in SIDES.items():
        chart.text(f"names_{side}", "soft", side, x_offset=offset, y_offset=18)


def minima_of(frame: Frame) -> Mapping[str, tuple]:
    """Mark → what to draw, for `MovingChart.show`."""
    x, y, _ = frame.minima
    return {"minima": (x, y)} | {f"names_{side}": names for side, names in frame.named().items()}
