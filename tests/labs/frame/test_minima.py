"""The names of minima stay inside their chart."""

import pytest

from nbnn.core.records.curves import CURVES
from nbnn.explain.trajectory.trajectory import frame
from nbnn.labs.frame.minima import add_minima, minima_of
from nbnn.views.moving.moving import MovingChart


@pytest.mark.parametrize("curve", CURVES.values(), ids=lambda each: each.key)
def test_every_minimum_has_its_cross_and_its_name_once_on_the_inner_side(curve):
    chart, seen = MovingChart(title="Loss", axes=("w", "ℓ")), frame(curve)
    add_minima(chart)
    chart.show(x=seen.x, y=seen.y, still=minima_of(seen))
    crosses, names = chart.marks["minima"], {side: chart.marks[f"names_{side}"] for side in ("start", "middle", "end")}
    assert len(crosses.x) == sum(len(mark.text) for mark in names.values()) == len(curve.minima)
    low, high = seen.x
    for side, mark in names.items():
        for x in mark.x:
            part = (x - low) / (high - low)
            assert (part < 0.3) == (side == "start") and (part > 0.7) == (side == "end"), (side, part)
