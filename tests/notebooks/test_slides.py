"""The table of slides: every slide of the lecture has its place, and the place is there."""

import re
from pathlib import Path

import pytest

from tests.notebooks.manners import Lesson, read, wrong_with

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PAGE = NOTEBOOKS / "SLIDES.md"
SLIDES = 42
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
PLACE = re.compile(r"\[(\d\d) · (.+?)\]\(([^()\s]+)\)")
REMARKS = re.findall(r"^\| (.+?) \| (\[.+?) \|$", PAGE.read_text("utf-8").split("## Remarks")[1], re.MULTILINE)
ROWS = [(int(number), title, places) for number, title, places in ROW.findall(PAGE.read_text("utf-8"))]


def test_every_slide_has_one_row_with_its_title():
    assert [number for number, _, _ in ROWS] == list(range(1, SLIDES + 1))
    assert all(title.strip() for _, title, _ in ROWS)


@pytest.mark.parametrize(("number", "places"), [(number, places) for number, _, places in ROWS])
def test_its_places_are_there(number, places):
    found = PLACE.findall(places)
    left = PLACE.sub("", places).replace(",", "").strip()
    assert not left, f"slide {number}: {left!r} is no link [NN · heading](file#heading)"
    assert found
    for lesson, heading, target in found:
        assert wrong_with(target, page()) == ""
        assert target.startswith(f"{lesson}-"), f"slide {number}: the link says lesson {lesson} and leads to {target}"
        headings = [text for _, text in read(NOTEBOOKS / target.partition("#")[0]).headings]
        assert heading in headings, f"slide {number}: lesson {lesson} has no heading {heading!r}"


@pytest.mark.parametrize(("remark", "places"), REMARKS)
def test_a_remark_has_its_place(remark, places):
    test_its_places_are_there(remark, places)


def page() -> Lesson:
    """The page as something that links start from."""
    return Lesson(PAGE, [], {})
