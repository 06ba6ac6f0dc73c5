"""Labs in marimo: each as one anywidget, alive; and as a page of its own, which moves without Python."""

import pytest

from tests.browser.jupyter import HERE
from tests.frontends.lessons import check, play, step, unfold, until
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
    mo.ui.anywidget(stepper.as_anywidget())
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


def labs(page):
    """What each frame of the page has in it, from the top."""
    frames = page.locator("iframe")
    until(page, lambda: frames.count() == 3)
    found = []
    for frame in sorted(frames.all(), key=lambda each: each.bounding_box()["y"]):  # those within other elements' roots come last
        frame.scroll_into_view_if_needed()
        lab = frame.content_frame.locator(".nbnn-lab")
        lab.locator(".nbnn-card").first.wait_for()
        found.append(lab)
    return found


def test_labs_are_alive_as_anywidgets_and_move_as_pages(page, address):
    page.goto(address)
    stepper, exercise, alone = labs(page)
    assert step(page, stepper) and play(page, stepper) and unfold(page, stepper)
    assert check(page, exercise)
    assert step(page, alone)
