"""The lecturer's page: every lesson has its row and its five things, and what it names is there."""

import re
import shlex
from pathlib import Path

import pytest

from nbnn.__main__ import parser
from nbnn.exercises import MISCONCEPTIONS, of_lesson
from tests.notebooks.manners import LINK, Lesson, read, wrong_with

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PATH = NOTEBOOKS / "LECTURER.md"
TEXT = PATH.read_text("utf-8")
ROW = re.compile(r"^\| (\d\d) \| (\d+(?: \+ \d+)*) \| (\d*) ?\| (.+?) \|$", re.MULTILINE)
ROWS = {number: (minutes, int(hall or 0)) for number, minutes, hall, _ in ROW.findall(TEXT)}
LESSONS = [path.name[:2] for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
CONTENTS = "\n".join(read(NOTEBOOKS / "00-contents-and-notation.ipynb").prose)
KEY = re.compile(r"([^;.]+?) \(`(\w+)`\)")


def section(lesson: str) -> str:
    (found,) = re.findall(rf"^### {lesson} .+?(?=^### |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_its_row(lesson):
    minutes, _ = ROWS[lesson]
    said = re.search(rf"^- \*\*{lesson}\*\* .+?, {re.escape(minutes)} minutes\. ", CONTENTS, re.MULTILINE)
    assert said, "the contents page says other minutes"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_its_section(lesson):
    for word in ("Aim", "Ask", "Expect", "Hide"):
        assert re.search(rf"^- \*\*{word}\.\*\* \S+ \S+ \S+", section(lesson), re.MULTILINE), word
    assert "?" in section(lesson).split("**Ask.**")[1].split("- **Expect")[0]


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_mistakes_to_expect_are_those_that_its_exercises_tell(lesson):
    tells = {key for each in of_lesson(lesson) for key in each.tells}
    expected = KEY.findall(section(lesson).split("**Expect.** ")[1].split("\n")[0])
    assert bool(expected) is bool(tells)
    for name, key in expected:
        assert key in tells
        assert name.strip() == MISCONCEPTIONS[key].name


def test_the_hall_takes_the_ninety_minutes_of_the_contents_page():
    halls = {lesson: hall for lesson, (_, hall) in ROWS.items() if hall}
    assert sum(halls.values()) == 90
    for lesson, minutes in halls.items():
        assert re.search(rf"^\| {minutes} \| \[{lesson}\]", CONTENTS, re.MULTILINE)


def test_its_links_lead_somewhere():
    for _, _, target in LINK.findall(TEXT):
        assert wrong_with(target, Lesson(PATH, [], {})) == "", target


def test_its_commands_are_there():
    commands = re.findall(r"^nbnn (.+?)(?: +#.*)?$", TEXT, re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        parser().parse_args(shlex.split(command))
