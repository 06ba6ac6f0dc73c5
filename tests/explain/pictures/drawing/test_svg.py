"""Words and coordinates as SVG."""

import re
from pathlib import Path

import numpy as np
import pytest

from nbnn.explain.pictures.drawing import svg
from tests.explain.pictures.looked_at import HOSTILE, checked

THEME = Path(svg.__file__).parents[3] / "views" / "shared" / "theme.css"


def test_the_colors_are_those_of_the_light_theme():
    named = dict(re.findall(r"--nbnn-([a-z0-9-]+): (?:var\([^,]*, )?(#[0-9a-f]+)", THEME.read_text("utf-8")))
    as_six = {name: "#" + "".join(2 * c for c in value[1:]) if len(value) == 4 else value for name, value in named.items()}
    assert {name: as_six[name] for name in svg.COLORS} == svg.COLORS


def test_words_are_escaped_and_what_xml_cannot_hold_is_replaced():
    picture = svg.Picture(640, 100, HOSTILE, HOSTILE, svg.word(10, 20, HOSTILE))
    root = checked(picture.text())
    assert "".join(root.itertext()).count("<script>alert('1')</script> & \"quoted\" ]]> \ufffd\ufffd \ufffd") == 3


@pytest.mark.parametrize(("value", "written"), [(12.0, "12"), (0.25, "0.2"), (-0.04, "0"), (-3.26, "-3.3"), (100, "100")])
def test_a_coordinate_has_one_decimal(value, written):
    assert svg.number(value) == written


def test_the_last_bits_of_another_machine_do_not_show():
    x, y = np.linspace(0, 600, 200), 100 + 80 * np.sin(np.linspace(0, 6, 200))
    assert svg.trail(x, y) == svg.trail(x * (1 + 1e-13), y * (1 - 1e-13))


def test_a_trail_keeps_what_a_line_needs_and_lifts_the_pen():
    straight, corner = np.array([0.0, 1, 2, 3, 4]), np.array([0.0, 0, 0, 3, 6])
    assert svg.trail(straight, corner) == "M0 0l2 0l2 6"
    assert svg.trail(np.array([0.0, 5, np.nan, 7, 9]), np.zeros(5)) == "M0 0l5 0M7 0l2 0"
    assert svg.trail(np.array([3.0]), np.array([4.0])) == "M3 4"
    assert svg.trail(np.zeros(0), np.zeros(0)) == ""
    assert "e" not in svg.trail(np.array([0, 1e300]), np.array([0, -1e300]))


def test_a_trail_that_comes_back_to_its_start_is_no_shorter_for_it():
    x, y = np.array([0.0, 5, 10, 10, 0, 0]), np.array([0.0, 0, 0, 10, 10, 0])
    assert svg.trail(x, y) == "M0 0l10 0l0 10l-10 0l0 -10"
    assert svg.trail(np.array([0.0, 3, 0]), np.array([0.0, 4, 0])) == "M0 0l3 4l-3 -4"


def test_words_are_wrapped_shortened_and_fitted():
    assert svg.wrapped("one two three", 60) == ["one two", "three"]
    assert all(svg.width_of(line) <= 120 for line in svg.wrapped("m" * 3 + "i" * 100, 120))
    assert svg.shortened("abcdef", 4) == "abc…" and svg.shortened("abc", 4) == "abc"
    assert svg.fitted("short", 100) == "short" and svg.width_of(svg.fitted("long " * 30, 100)) <= 112


def test_pictures_stand_below_each_other_as_far_as_there_is_room():
    part = svg.Picture(640, 100, "a", "words", svg.word(0, 10, "x" * 500))
    assert svg.below([part, part], "both", 20_000).height == 200
    assert svg.below([part, part], "both", 2_000).height == 100


def test_of_many_things_some_are_chosen_the_ends_among_them():
    assert svg.thinned(3, 10).tolist() == [0, 1, 2]
    assert svg.thinned(100, 3).tolist() == [0, 50, 99]


@pytest.mark.parametrize("body", ["", svg.rect(0, 0, 5, 5)], ids=["empty", "a rectangle"])
def test_a_part_has_its_place_and_its_size(body):
    root = checked(svg.Picture(640, 100, "a", "words", svg.inside(10, 20.25, 30, 40, body)).text())
    part = list(root)[-1]
    assert [part.get(key) for key in ("x", "y", "width", "height")] == ["10", "20.2", "30", "40"]
