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


SAID = {
    "One could argue that the perceptron": ("could argue that it optimizes the 0/1-loss", "applies to linear classification only"),
    "SGD requires a differentiable loss": ("SGD requires a differentiable loss",
                                           "Hinge works all the same, and so does ReLU", "**subderivative**"),
    "Hinge loss is also called": ("*margin loss*",),
    "Cross entropy is also called": ("*log loss*",),
    "∂L/∂θ is a burden": ("a burden in time", "in memory"),
    "The learning rate is a way out": ("a way out of a local optimum",),
    "SGD with a constant rate": ("SGD with a constant rate is still competitive",),
    "Momentum is by Rumelhart": ("Rumelhart", "1986 (momentum in networks)",
                                 "S. Ruder, An overview of gradient descent optimization algorithms"),
    "Fortunately, this can be automated": ("**automatic differentiation**",),
    "Goodfellow, Bengio, Courville": ("Deep Learning, MIT Press 2016, sec. 6.5",),
}


@pytest.mark.parametrize("start", SAID)
def test_a_remark_is_said_at_its_place(start):
    (places,) = (places for remark, places in REMARKS if remark.startswith(start))
    said = "\n".join(below(NOTEBOOKS / target.partition("#")[0], heading) for _, heading, target in PLACE.findall(places))
    for words in SAID[start]:
        assert words in said, f"{places} does not say {words!r}"


def below(path: Path, heading: str) -> str:
    """What a lesson says between this heading and the next one."""
    after = "\n".join(read(path).prose).split(f"# {heading}\n")[1]
    return re.split(r"^#+ ", after, maxsplit=1, flags=re.MULTILINE)[0]


def page() -> Lesson:
    """The page as something that links start from."""
    return Lesson(PAGE, [], {})
