"""Lessons in Voilà, which runs a lesson and shows it without its code."""

import pytest

from tests.browser.jupyter import HERE
from tests.frontends.lessons import LESSONS, take_part
from tests.frontends.servers import running


@pytest.fixture(scope="module")
def address(folder):
    with running(["voila", "--no-browser", f"--Voila.ip={HERE}", str(folder)], folder) as found:
        yield found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_labs_can_be_used(page, address, lesson):
    assert page.goto(f"{address}/voila/render/{lesson}.ipynb").ok
    take_part(page, lesson)
