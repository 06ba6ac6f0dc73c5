"""Lessons in Voilà, which runs a lesson and shows it without its code."""

import json
from pathlib import Path

import pytest

from tests.browser.jupyter import HERE
from tests.frontends.lessons import LESSONS, take_part, until
from tests.frontends.servers import running


@pytest.fixture(scope="module")
def address(folder):
    with running(["voila", "--no-browser", f"--Voila.ip={HERE}", str(folder)], folder) as found:
        yield found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_labs_can_be_used(page, address, folder, lesson):
    assert page.goto(f"{address}/voila/render/{lesson}.ipynb").ok
    until(page, lambda: page.locator(".nbnn-lab").count() == labs_in(folder / f"{lesson}.ipynb"))  # one appears after the other
    take_part(page, lesson)


def labs_in(lesson: Path) -> int:
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    return sum("nbnn.labs." in "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
