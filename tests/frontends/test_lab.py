"""Lessons in JupyterLab: in the oldest that nbnn promises (`./run frontends lab-4-4`), and in the newest (`./run frontends lab`)."""

import shutil

import pytest

from tests.browser.jupyter import serving
from tests.frontends.exported import asking_nobody, assert_labs_are_live, assert_labs_are_tables, export
from tests.frontends.jupyter_app import choose, every_lab, run_all, save
from tests.frontends.learner import LESSONS, take_part


@pytest.fixture(scope="module")
def address(folder):
    with serving(folder) as found:
        yield found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_labs_can_be_used(page, address, lesson):
    page.goto(f"{address}/lab/tree/{lesson}.ipynb?reset")
    run_all(page)
    take_part(page, lesson, every_lab)


@pytest.mark.parametrize("with_widgets", (False, True))
def test_a_lesson_that_was_saved_becomes_html(page, address, folder, with_widgets):
    """With live labs where their state was saved, by a setting of JupyterLab's, and else with their tables."""
    lesson = shutil.copy(folder / "13-one-step-by-hand.ipynb", folder / f"saved-{with_widgets}.ipynb")
    page.goto(f"{address}/lab/tree/{lesson.name}?reset")
    run_all(page)
    if with_widgets:
        choose(page, "Settings", "Save Widget State Automatically")
    save(page)
    with asking_nobody(page):
        export(page, lesson)
        if with_widgets:
            assert_labs_are_live(page, 30)
        else:
            assert_labs_are_tables(page)
