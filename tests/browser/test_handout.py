"""Hand-outs on paper: nothing is wider than the page, and an exercise that fits on a page does not break."""

from pathlib import Path

import pytest

from nbnn.cli.notebook_text import blocks
from nbnn.cli.prose import html
from nbnn.cli.teaching.handout import handout, solutions

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]-*.ipynb"))
SEEDS = (1, 2, 3)
PX = 96 / 25.4  # a millimeter
PAPERS = {"A4": (210, 297), "Letter": (215.9, 279.4)}
MARGINS = (32, 34)  # of @page: left and right together, top and bottom together
ROOM = """() => ({
  wide: [...document.querySelectorAll("body *")].reduce((most, e) => Math.max(most, e.getBoundingClientRect().right),
    document.documentElement.scrollWidth),
  whole: [...document.querySelectorAll("section:not(.long), .task:not(.long), .long .example, .start, .shown")].map((e) => ({
    tall: e.getBoundingClientRect().height, breaks: getComputedStyle(e).breakInside, words: e.textContent.trim().slice(0, 50) })),
})"""


@pytest.fixture(scope="module")
def paper(browser):
    """A page as a printer gets it."""
    page = browser.new_page()
    page.emulate_media(media="print")
    yield page
    page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_handout_fits_the_paper(paper, path):
    lesson, text = path.stem[:2], blocks(path)
    sheets = [handout(lesson, seed, "T", text=text, html=html) for seed in SEEDS]
    others = [handout(lesson, 1, "T", False, text, html), solutions(lesson, 1, "T", text, html)]
    for made in (*sheets, *others):
        paper.set_content(made)
        for size, sides in PAPERS.items():
            width, height = ((side - margin) * PX for side, margin in zip(sides, MARGINS))
            paper.set_viewport_size({"width": int(width), "height": int(height)})
            found = paper.evaluate(ROOM)
            assert found["wide"] <= width + 1, size
            for each in found["whole"] if made in sheets else ():
                assert each["breaks"] == "avoid", (size, each["words"])
                assert each["tall"] <= height, (size, each["words"])
