"""The lessons in a front end that has a virtual environment of its own: `./run frontends NAME` makes it and runs test_NAME.py in it."""

import os
from pathlib import Path

import pytest

from nbnn.cli.copies import fresh_copy
from tests.browser.conftest import browser  # noqa: F401  a fixture

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The lessons, each as a learner gets it, in a folder of their own."""
    place = tmp_path_factory.mktemp("lessons")
    for lesson in NOTEBOOKS.glob("*.ipynb"):
        (place / lesson.name).write_text(fresh_copy(lesson), "utf-8")
    return place


@pytest.fixture(scope="module")
def own_errors() -> set[str]:
    """What the front end itself reports as errors, without any lab."""
    return set()


@pytest.fixture
def page(browser, own_errors):  # noqa: F811
    """A tab; an error in it fails the test. What it looked like at the end is in NBNN_SHOTS, where that names a folder."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.set_default_timeout(180_000)  # it ends what hangs, on however busy a machine
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    yield tab
    if "NBNN_SHOTS" in os.environ:
        name = os.environ["PYTEST_CURRENT_TEST"].rpartition("::")[2].partition(" ")[0]
        tab.screenshot(path=f"{os.environ['NBNN_SHOTS']}/{Path(os.environ['PYTEST_CURRENT_TEST']).parent.parent.name}{name}.png")
    context.close()
    assert set(wrong) <= own_errors, "an error in the page fails its test"
