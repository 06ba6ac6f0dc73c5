"""All lessons in JupyterLite: no server, Python in the browser, and every address but the site's own blocked.

NBNN_PYODIDE names the folder of a Pyodide distribution; without it nothing is tested here, since it is a large download.
NBNN_SITE names a site that was built with it already; without it JupyterLite is built first.
"""

import os
from pathlib import Path

import pytest

from nbnn.cli.site.lite import build_lite
from nbnn.views.shared.bqplot import COMING
from tests.frontends.conftest import NOTEBOOKS
from tests.frontends.jupyter_app import every_lab, run_all
from tests.frontends.learner import check, play, step, unfold, until
from tests.frontends.lite_site import block_others, lesson_in_lite, serving_site

LESSONS = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of a site, whose JupyterLite the tests may ask what is on the page."""
    pyodide, built = os.environ.get("NBNN_PYODIDE"), os.environ.get("NBNN_SITE")
    if not pyodide and not built:
        pytest.skip("NBNN_PYODIDE names no Pyodide folder")
    folder = Path(built) if built else tmp_path_factory.mktemp("site")
    if not built:
        build_lite(folder / "lite", NOTEBOOKS, Path(pyodide), tmp_path_factory.mktemp("work"))
    return folder


@pytest.fixture(scope="module")
def address(site):
    """Where the site is served."""
    with serving_site(site) as found:
        yield found


@pytest.fixture
def blocked(page, address):
    """What was asked of any other address, all of it refused."""
    return block_others(page.context, address)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_its_labs_move_and_its_exercises_check(page, address, blocked, lesson):
    page.goto(lesson_in_lite(address, lesson))
    run_all(page)
    done, players = set(), 0
    for lab in every_lab(page):
        done |= {act for act in (step, play, unfold, check) if act(page, lab)}
        players += lab.locator(".nbnn-step").count()
        until(page, lambda lab=lab: COMING not in lab.inner_text())
        assert "could not be loaded" not in lab.inner_text()
    assert check in done or "Exercise(" not in (NOTEBOOKS / f"{lesson}.ipynb").read_text("utf-8"), "no exercise could be checked"
    assert {step, play} & done or not players, "no lab could be stepped or played"
    assert blocked == []
