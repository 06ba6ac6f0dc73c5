"""What is in a lesson's notebook, in order, as one writes it on paper: its words, its cells, and where its exercises are."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TEXT, ANSWER, CODE, LAB, EXERCISE = "text", "answer", "code", "lab", "exercise"
TAG = "answer"  # of a Markdown cell that says what a prediction should have been: on paper it stands with the solutions
ASKED = re.compile(r"\bExercise\(\s*[\"'](\w+)[\"']")
ASKS = re.compile(r"\*\*(?:Predict|predict|Your turn|Name it|name it|Why)\b")  # how a lesson asks for a prediction
LABS = re.compile(r"\blabs\.(?!Prediction\b)\w+\(")  # a prediction stands on paper as its cell


@dataclass(frozen=True)
class Block:
    """One cell of a lesson.

    kind : "text" (Markdown), "answer" (Markdown that says what a prediction should have been), "code", "lab" (it shows one that is
        moved on the page) or "exercise".
    source : the cell's source; of an exercise its key. output : what it prints, as it is stored; "" for a lab. picture : the SVG that is
        stored with it, "" where there is none.
    """

    kind: str
    source: str
    output: str = ""
    picture: str = ""


def blocks(path: Path) -> tuple[Block, ...]:
    """A notebook's cells, without the first code cell, which is the same in every lesson; ValueError for a file that is no notebook."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        return tuple(block for cell in cells if cell is not next(iter(code), None) for block in _blocks(cell))
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} is not a notebook: {error}") from None


def _blocks(cell: Mapping) -> list[Block]:
    source = "".join(cell["source"]).strip()
    if cell["cell_type"] != "code":
        return [Block(ANSWER if TAG in _tags(cell) else TEXT, source)] if source and cell["cell_type"] == "markdown" else []
    keys = ASKED.findall(source)
    if keys:
        return [Block(EXERCISE, key) for key in keys]
    picture = _picture(cell)
    return [Block(LAB, source, "", picture) if LABS.search(source) else Block(CODE, source, _output(cell), picture)] if source else []


def _tags(cell: Mapping) -> list:
    tags = cell.get("metadata", {}).get("tags", [])
    return tags if isinstance(tags, list) else []


def _output(cell: Mapping) -> str:
    """What the cell prints and what it comes to, as text."""
    told = []
    for output in cell.get("outputs", ()):
        text = output.get("text") if output["output_type"] == "stream" else output.get("data", {}).get("text/plain")
        told.append("".join(text or ()).rstrip())
    return "\n".join(filter(None, told))


def _picture(cell: Mapping) -> str:
    """The last of its pictures, as SVG."""
    found = ["".join(output.get("data", {}).get("image/svg+xml", "")) for output in cell.get("outputs", ())]
    return next((each for each in reversed(found) if each), "")
