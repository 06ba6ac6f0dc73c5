"""What the soak makes of its minutes."""

import pytest

from benchmarks.soak import Minute, growth, results

ROWS = [Minute(at, 0, 0, 0, reruns, restarts, page, nodes, 150.0, 1.0) for at, reruns, restarts, page, nodes in (
    (0, 0, 0, 50.0, 100), (1, 4, 0, 52.0, 140), (2, 9, 1, 58.0, 3190), (3, 14, 1, 60.5, 3240))]


def test_growth_of_a_rerun_and_of_a_restart():
    assert growth(ROWS, "page_mb") == pytest.approx((0.5, 3.5)) and growth(ROWS, "nodes") == pytest.approx((10, 3000))
    assert growth(ROWS[:1], "nodes") == (0, 0)


def test_the_last_steps_are_held_against_the_first():
    slower = results(ROWS, [[1.0, 2.0], [4.0, 2.0]])["checks"]["a step, the last beside the first"]
    assert slower["value"] == 2 and not slower["kept"]
