"""What every chart is made of: axes with round numbers or names, and an end that leaves nothing."""

import bqplot

from nbnn.views.shared.figures import (
    MARGIN,
    MARGIN_PRESENT,
    axis,
    figure,
    label,
    mark_places,
    name_places,
    show_extent,
)


def test_an_axis_shows_its_extent_with_round_numbers_or_names():
    of = axis(bqplot.LinearScale(), vertical=False, label="x")
    show_extent(of, -1.0, 1.0)
    assert (of.scale.min, of.scale.max) == (-1.0, 1.0) and 0.0 in of.tick_values and "−1" in of.tick_labels.values()
    name_places(of, ["a", "b"])
    assert of.tick_values.tolist() == [1.0, 2.0] and list(of.tick_labels.values()) == ["a", "b"]
    mark_places(of, [0.5, 1 / 3], ["half", "third"])
    assert of.tick_values.tolist() == [0.5, 0.333] and list(of.tick_labels.values()) == ["half", "third"]


def test_a_hall_has_more_room_around_a_figure_and_larger_words():
    assert figure([]).fig_margin == MARGIN and figure([], present=True).fig_margin == MARGIN_PRESENT
    scales = {"x": bqplot.LinearScale(), "y": bqplot.LinearScale()}
    assert label(scales, "red", "start").default_size < label(scales, "red", "start", present=True).default_size
