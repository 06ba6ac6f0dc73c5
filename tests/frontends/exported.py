"""A notebook as the HTML that `jupyter nbconvert --to html` makes of it, opened as a file by a browser that may ask for nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.frontends.learner import play, step, until

OF_EVERY_PAGE = ("/require.js/", "/mathjax/")  # what nbconvert's own template asks for, whatever the notebook
SHOWN = """() => [...document.querySelectorAll(".jp-OutputArea-output")].map(output => [output.innerText.trim().slice(0, 80),
    output.getBoundingClientRect().height])"""
STILL_EMPTY = "[data-widget]:not(:has(.nbnn-lab .nbnn-card))"  # the place of a lab, which may have several cards


@contextmanager
def asking_nobody(page) -> Iterator[None]:
    """While it lasts the page gets files only; at the end it has asked for no front end."""
    page.goto("about:blank")  # what was open asks for more
    asked = []
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.on("request", lambda request: asked.append(request.url))
    yield
    outside = [url for url in asked if url.startswith("http") and not any(name in url for name in OF_EVERY_PAGE)]
    assert outside == []


def export(page, notebook: Path, *options: str) -> None:
    """Export the notebook with these options of nbconvert, and open it."""
    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", *options, notebook.name], cwd=notebook.parent, check=True)
    page.goto(notebook.with_suffix(".html").as_uri())


def assert_labs_are_live(page, at_least: int) -> None:
    """Each is there, and one can be stepped and one played."""
    assert page.locator("[data-widget]").count() > at_least
    until(page, lambda: not page.locator(STILL_EMPTY).count())
    assert_nothing_is_blank(page)
    for act in (step, play):
        assert any(act(page, lab) for lab in page.locator(".nbnn-lab").all())


def assert_labs_are_tables(page) -> None:
    assert page.locator(".jp-OutputArea-output table").count() > 20 and not page.locator("[data-widget], .nbnn-lab").count()
    assert_nothing_is_blank(page)


def assert_nothing_is_blank(page) -> None:
    assert [output for output in page.evaluate(SHOWN) if not output[0] or output[1] < 10] == []
