"""Round numbers on an axis."""

import pytest

from nbnn.explain.writing.ticks import round_step, tick_labels, ticks


@pytest.mark.parametrize(("span", "step"), [(6, 1), (5, 1), (10, 2), (1, 0.2), (14, 2.5), (0.03, 0.005), (9_999, 2_000)])
def test_steps_are_round(span, step):
    assert round_step(span) == pytest.approx(step)


def test_ticks_stay_inside_and_have_no_negative_zero():
    values = ticks(-2.7, 3.0)
    assert values.tolist() == [-2, -1, 0, 1, 2, 3]
    assert tick_labels(values) == {"-2": "−2", "-1": "−1", "0": "0", "1": "1", "2": "2", "3": "3"}


def test_whole_ticks_for_few_updates():
    assert ticks(-0.01, 1.01, whole=True).tolist() == [0, 1]


def test_labels_are_keyed_as_javascript_writes_numbers():
    assert tick_labels(ticks(0, 0.6)) == {"0": "0", "0.1": "0.1", "0.2": "0.2", "0.3": "0.3", "0.4": "0.4", "0.5": "0.5", "0.6": "0.6"}
