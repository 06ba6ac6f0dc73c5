"""Lessons in JupyterLab: in the oldest that nbnn promises (`./run frontends lab-4-4`), and in the newest (`./run frontends lab`)."""

import pytest

from tests.browser.jupyter import serving
from tests.frontends.jupyter_app import every_lab, run_all
from tests.frontends.lessons import LESSONS, take_part


@pytest.fixture(scope="module")
def address(folder):
    with serving(folder) as found:
        yield found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_labs_can_be_used(page, address, lesson):
    page.goto(f"{address}/lab/tree/{lesson}.ipynb?reset")
    run_all(page)
    take_part(page, lesson, every_lab)
