"""Lessons in Notebook 7."""

import pytest

from tests.browser.jupyter import HERE
from tests.frontends.jupyter_app import every_lab, run_all
from tests.frontends.lessons import LESSONS, take_part
from tests.frontends.servers import running


@pytest.fixture(scope="module")
def address(folder):
    options = ["--no-browser", "--allow-root", f"--ServerApp.ip={HERE}", "--IdentityProvider.token=",
               "--JupyterNotebookApp.expose_app_in_browser=True", f"--ServerApp.root_dir={folder}"]
    with running(["notebook", *options], folder, "/api/status") as found:
        yield found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_labs_can_be_used(page, address, lesson):
    page.goto(f"{address}/notebooks/{lesson}.ipynb")
    run_all(page)
    take_part(page, lesson, every_lab)
