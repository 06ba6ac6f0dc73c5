"""Lesson 13 as the HTML that `jupyter nbconvert --to html` makes of it."""

import shutil
from pathlib import Path

import pytest

from tests.frontends.conftest import NOTEBOOKS
from tests.frontends.exported import asking_nobody, assert_labs_are_live, assert_labs_are_tables, export


@pytest.fixture
def lesson(tmp_path):
    return Path(shutil.copy(NOTEBOOKS / "13-one-step-by-hand.ipynb", tmp_path))


@pytest.fixture(autouse=True)
def nobody_is_asked(page):
    with asking_nobody(page):
        yield


def test_a_lesson_as_it_is_stored_shows_the_tables_of_its_labs(page, lesson):
    export(page, lesson)
    assert_labs_are_tables(page)


def test_a_lesson_that_was_run_shows_its_labs_live(page, lesson):
    export(page, lesson, "--execute")
    assert_labs_are_live(page, 30)


def test_a_page_that_may_hold_no_script_shows_tables(page, lesson):
    export(page, lesson, "--execute", "--HTMLExporter.sanitize_html=True")
    assert_labs_are_tables(page)
