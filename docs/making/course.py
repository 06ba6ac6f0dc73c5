"""What the documentation says of the labs and the lessons, read from them: nothing here is a list kept by hand."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import getdoc
from pathlib import Path

import nbnn
import nbnn.labs
from nbnn.labs.frame.lab import Lab

ROOT = Path(__file__).parents[2]
LESSONS = ROOT / "notebooks"
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
SPEAKING = re.compile(r"\*\*|[^#|<>`*$-]")  # how a paragraph begins that is no heading, table, formula, list or line in italics
QUESTION = "**The question.** "


def labs() -> list[type[Lab]]:
    """The classes of all labs, in the order of their names."""
    named = (getattr(nbnn.labs, name) for name in sorted(nbnn.labs.__all__))
    return [each for each in named if isinstance(each, type) and issubclass(each, Lab)]


def make(line: str) -> Lab:
    """The lab that one of the `examples` makes, a line of this repository's own code."""
    return eval(line, {"nbnn": nbnn})


def in_short(documented: object) -> str:
    """The first sentence of a docstring."""
    return (getdoc(documented) or "").split("\n\n")[0].replace("\n", " ")


@dataclass(frozen=True)
class Lesson:
    """A lesson as the list of lessons shows it.

    stem : of its file.    title : in words.    about : its question, as Markdown.
    """

    stem: str
    title: str
    about: str

    @property
    def number(self) -> str:
        return self.stem[:2]


def lessons() -> list[Lesson]:
    """All lessons, in their order."""
    return [_lesson(path) for path in sorted(LESSONS.glob("[0-9][0-9]-*.ipynb"))]


def _lesson(path: Path) -> Lesson:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    words = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return Lesson(path.stem, TITLE.search(words)[1], next(_paragraphs(words), "").removeprefix(QUESTION))


def _paragraphs(words: str) -> Iterator[str]:
    """The paragraphs of plain words."""
    return (part.strip().replace("\n", " ") for part in words.split("\n\n") if SPEAKING.match(part.strip()))
