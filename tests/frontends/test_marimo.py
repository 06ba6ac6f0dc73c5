"""Labs in marimo: each as one anywidget, alive; and as a page of its own, which moves without Python."""

import pytest

from tests.browser.jupyter import HERE
from tests.frontends.learner import check, play, step, unfold, until, wait_until_whole
from tests.frontends.servers import running

NOTEBOOK = '''import marimo
app = marimo.App(width="full")

@app.cell
def _():
    from pathlib import Path
    import marimo as mo
    import nbnn
    return Path, mo, nbnn

@app.cell
def _(mo, nbnn):
    stepper = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())
    mo.vstack([mo.md("# A stepper"), mo.ui.anywidget(stepper.as_anywidget())])
    return

@app.cell
def _(nbnn):
    nbnn.labs.Exercise("first_layer")
    return

@app.cell
def _(Path, mo, nbnn):
    alone = nbnn.labs.TrajectoryLab("hill")
    mo.iframe(alone.to_html(Path(__file__).with_name("lab.html")).read_text("utf-8"), height="700px")
    return

if __name__ == "__main__":
    app.run()
'''


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("marimo")
    (folder / "labs.py").write_text(NOTEBOOK, "utf-8")
    command = ["marimo", "run", "--headless", "--no-token", f"--host={HERE}", str(folder / "labs.py")]
    with running(command, folder, "/health") as found:
        yield found


def lab_with(page, selector: str):
    """The lab that has this in it, once it is there; each is in a frame of its own."""
    found = []
    until(page, lambda: found.extend(frame for frame in page.frames if frame.locator(f".nbnn-lab {selector}").count()) or found)
    lab = found[0].locator(".nbnn-lab")
    wait_until_whole(page, lab)
    return lab


def test_labs_are_alive_as_anywidgets_and_move_as_pages(page, address):
    page.goto(address)
    stepper = lab_with(page, ".nbnn-unfold button:text-is('Loss')")
    assert step(page, stepper) and play(page, stepper) and unfold(page, stepper)
    assert check(page, lab_with(page, ".nbnn-exercise"))
    assert step(page, lab_with(page, ".nbnn-card:has-text('Left of the hill')"))
