"""Lessons in Notebook 7."""

import pytest

from tests.browser.jupyter import HERE, write
from tests.frontends.jupyter_app import every_lab, run_all, wait_until_idle
from tests.frontends.lessons import LESSONS, take_part
from tests.frontends.servers import running


@pytest.fixture(scope="module")
def address(folder):
    options = ["--no-browser", "--allow-root", f"--ServerApp.ip={HERE}", "--IdentityProvider.token=",
               "--JupyterNotebookApp.expose_app_in_browser=True", f"--ServerApp.root_dir={folder}"]
    with running(["notebook", *options], folder, "/api/status") as found:
        yield found


@pytest.fixture(scope="module")
def own_errors(browser, address, folder):
    """Those of an empty notebook: Notebook 7.6 reports one."""
    write(folder / "empty.ipynb", [])
    tab, found = browser.new_page(), set()
    tab.on("pageerror", lambda error: found.add(str(error)))
    tab.goto(f"{address}/notebooks/empty.ipynb")
    wait_until_idle(tab)
    tab.close()
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_labs_can_be_used(page, address, lesson):
    page.goto(f"{address}/notebooks/{lesson}.ipynb")
    run_all(page)
    take_part(page, lesson, every_lab)
