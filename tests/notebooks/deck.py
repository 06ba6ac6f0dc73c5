"""A lesson as a presentation: every cell has a slide type, as JupyterLab stores it, and every slide fits on a screen.

Looked at in an exported deck (960 × 700, scaled to 1280 × 720 and 1920 × 1080): more than this runs over the lower edge.
"""

import re
from collections.abc import Iterator, Sequence

TYPES = {"slide", "subslide", "fragment", "skip", "notes"}
OPEN = {"slide", "subslide"}
FULL = 160  # words of prose
LAB, LINE, FORMULA = 125, 8, 15  # words that a lab, a line of code or of output, and a displayed formula take the place of
SECTION = re.compile(r"^##? ", re.MULTILINE)


def wrong_with_slides(cells: Sequence[dict]) -> Iterator[str]:
    """What is wrong with the slides that these cells make, each with its place."""
    for cell in cells:
        if slide_type(cell) not in TYPES:
            yield f"the cell {cell['source'][:50]!r} has no slide type: choose one in JupyterLab's Property Inspector"
        elif slide_type(cell) in TYPES - {"slide", "skip"} and cell["cell_type"] == "markdown" and SECTION.search(cell["source"]):
            yield f"the cell {cell['source'][:50]!r} begins a section, so its slide type is 'slide' (or 'skip')"
    if slide_type(cells[0]) != "slide":
        yield "the first cell is no slide: its slide type must be 'slide'"
    for slide in slides(cells):
        filled = sum(map(room, slide))
        if filled > FULL:
            yield f"the slide {slide[0]['source'][:50]!r} takes the room of {filled} words, and {FULL} fit: begin a subslide"


def slide_type(cell: dict) -> str:
    return cell["metadata"].get("slideshow", {}).get("slide_type", "")


def slides(cells: Sequence[dict]) -> list[list[dict]]:
    """The cells of each slide; what is skipped and the speaker's notes are on none."""
    made: list[list[dict]] = []
    for cell in cells:
        if slide_type(cell) in ("skip", "notes"):
            continue
        if slide_type(cell) in OPEN or not made:
            made.append([])
        made[-1].append(cell)
    return made


def room(cell: dict) -> int:
    """How much of a slide the cell takes, in words of prose."""
    source = cell["source"]
    if cell["cell_type"] == "markdown":
        return len(source.split()) + FORMULA * source.count("$$") // 2
    return LINE * len(source.splitlines()) + (LAB if is_lab(cell) else LINE * printed_lines(cell))


def is_lab(cell: dict) -> bool:
    """It shows a lab or a picture; a prediction is one line."""
    return "Prediction(" not in cell["source"] and any("text/html" in output.get("data", {}) for output in cell.get("outputs", ()))


def printed_lines(cell: dict) -> int:
    shown = (output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", ()))
    return sum(len("".join(text).splitlines()) for text in shown)
