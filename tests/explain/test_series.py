"""Looks: never color alone, and not the same one twice for a long time."""

import pytest

from nbnn.explain.series import MARKERS, Look, look


def test_the_first_ones_are_those_of_the_tables():
    assert [look(k, ("a", "b"), ("solid", "dashed"), ("circle", "square")) for k in range(2)] == [
        Look("a", "solid", "circle"), Look("b", "dashed", "square")]


@pytest.mark.parametrize("colors", [4, 6])
def test_colors_that_begin_again_come_with_other_dashes_and_markers(colors):
    names = [f"color {k}" for k in range(colors)]
    looks = [look(k, names, ("solid", "dashed", "dotted")) for k in range(3 * colors)]
    assert len(set(looks)) == len(looks) and {each.marker for each in looks} <= set(MARKERS)
