"""The contents page: it links every lesson, and its table of letters is the program's."""

import re
from pathlib import Path

import pytest

from nbnn.core.notation import NOTATION, notation
from tests.notebooks.manners import LINK, read

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
PAGE = read(NOTEBOOKS / "00-contents-and-notation.ipynb")
TEXT = "\n".join(PAGE.prose)
LETTERS = re.compile(r"^\| ([^|]+) \| `([^`|]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {name: (symbol, words, shape) for symbol, name, words, shape in LETTERS.findall(TEXT)}
LESSON = re.compile(r"^- \*\*(\d\d)\*\* (.+?), (\d+(?: \+ \d+)*) minutes\. \*(.+?)\*$", re.MULTILINE)


def section(heading: str) -> str:
    """The text below a heading, up to the next one."""
    return TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_every_lesson_is_linked_with_its_minutes_and_its_question():
    rows = {number: (words, parts, question) for number, words, parts, question in LESSON.findall(section("The lessons"))}
    for path in LESSONS:
        words, parts, question = rows[path.name[:2]]
        assert [target for _, _, target in LINK.findall(words)] == [path.name]
        assert all(10 <= int(minutes) <= 25 for minutes in parts.split(" + "))
        assert question.endswith("?")


@pytest.mark.parametrize(("path", "following"), list(zip(LESSONS, LESSONS[1:])), ids=lambda path: path.stem)
def test_a_lesson_leads_to_the_next_one(path, following):
    after = read(path).cells[0]["source"].split(" After it: ")[1].split("\n")[0]
    assert following.name in [target for _, _, target in LINK.findall(after)]


def test_a_lesson_in_parts_says_their_minutes_at_its_start():
    in_parts = {number: parts.split(" + ") for number, _, parts, _ in LESSON.findall(section("The lessons")) if "+" in parts}
    assert in_parts
    for number, parts in in_parts.items():
        (path,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
        assert re.findall(r"^\d\. .+ \((\d+) minutes\)\.$", "\n".join(read(path).prose[:2]), re.MULTILINE) == parts


def test_the_path_for_a_hall_takes_ninety_minutes():
    minutes = re.findall(r"^\| (\d+) \| ", section("Two ways through the course"), re.MULTILINE)
    assert sum(map(int, minutes)) == 90


def test_the_path_at_home_goes_through_every_lesson():
    at_home = section("Two ways through the course").split("**At home")[1]
    for path in LESSONS:
        assert re.search(rf"\b{path.name[:2]}\b", at_home), path.name


@pytest.mark.parametrize("name", ROWS)
def test_a_letter_is_written_as_in_the_program(name):
    entry = notation(name)
    assert ROWS[name] == (entry.symbol, entry.words, entry.shape)


def test_every_letter_of_the_program_is_there():
    assert set(NOTATION) <= set(ROWS)
    assert {"W1", "w2", "dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1", "dl_dtheta"} <= set(ROWS)
