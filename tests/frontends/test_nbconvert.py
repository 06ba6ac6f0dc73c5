"""Lesson 13 as the HTML that `jupyter nbconvert --to html` makes of it, opened as a file by a browser that may ask for nothing else."""

import shutil
import subprocess
import sys

import pytest

from tests.frontends.conftest import NOTEBOOKS
from tests.frontends.lessons import play, step, until

LESSON = NOTEBOOKS / "13-one-step-by-hand.ipynb"
OF_EVERY_PAGE = ("/require.js/", "/mathjax/")  # what nbconvert's own template asks for, whatever the notebook
SHOWN = """() => [...document.querySelectorAll(".jp-OutputArea-output")].map(output => [output.innerText.trim().slice(0, 80),
    output.getBoundingClientRect().height, Boolean(output.querySelector(".nbnn-lab .nbnn-card"))])"""


@pytest.fixture
def opened(page, tmp_path):
    """A function that exports the lesson with these options of nbconvert, and opens it; at the end no front end was asked for."""
    asked = []
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.on("request", lambda request: asked.append(request.url))

    def export(*options: str, lesson=LESSON):
        shutil.copy(lesson, tmp_path / "lesson.ipynb")
        subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", *options, "lesson.ipynb"], cwd=tmp_path, check=True)
        page.goto((tmp_path / "lesson.html").as_uri())
        return page
    yield export
    outside = [url for url in asked if url.startswith("http") and not any(name in url for name in OF_EVERY_PAGE)]
    assert outside == []


def assert_nothing_is_blank(page) -> None:
    blank = [output for output in page.evaluate(SHOWN) if not output[0] or output[1] < 10]
    assert blank == []


def test_a_lesson_as_it_is_stored_shows_the_tables_of_its_labs(opened):
    page = opened()
    assert page.locator(".jp-OutputArea-output table").count() > 20
    assert_nothing_is_blank(page)


def test_a_lesson_that_was_run_shows_its_labs_live(opened):
    page = opened("--execute")
    places = page.locator("[data-widget]")
    until(page, lambda: page.locator("[data-widget] .nbnn-lab .nbnn-card").count() >= places.count() > 30)
    assert_nothing_is_blank(page)
    for act in (step, play):
        assert any(act(page, lab) for lab in page.locator(".nbnn-lab").all())


def test_a_page_that_may_hold_no_script_shows_tables(opened):
    page = opened("--execute", "--HTMLExporter.sanitize_html=True")
    assert page.locator(".jp-OutputArea-output table").count() > 20 and not page.locator("[data-widget], .nbnn-lab").count()
    assert_nothing_is_blank(page)
