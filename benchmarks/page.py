"""What a page gets: the bytes and messages of a lab after the first one, and of a whole lesson, counted on the notebook's connection."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from .browser import browser_tools
from .table import Row

LESSON = Path(__file__).parents[1] / "notebooks" / "13-one-step-by-hand.ipynb"
FIRST = "import nbnn\nnbnn.labs.worked_example([[1, -1], [0.5, 2]], [1, -0.5], x=[2, 1], z=-1)"
STEPPER = "nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1)"
LONG = """flowers = nbnn.standardize(nbnn.datasets.iris(("versicolor", "virginica"), ("petal length", "petal width")))
nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), flowers, loss=nbnn.hinge, eta=0.1, steps=1000, seed=0)"""
EXERCISE = 'nbnn.labs.Exercise("first_layer")'
PLAYGROUND = "nbnn.labs.Playground()"
THERE = ".nbnn-board [aria-current=step], .nbnn-exercise-bar, .nbnn-pg svg"


class Received:
    """The messages that a page has received from its kernel, and their bytes."""

    def __init__(self, page):
        self.messages = self.bytes = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))

    def _frame(self, payload) -> None:
        self.messages += 1
        self.bytes += len(payload.encode() if isinstance(payload, str) else payload)


def measure() -> Iterator[Row]:
    tools = browser_tools()
    path = tools.chromium()
    if path is None:
        yield Row("the page part", 0, "", None, "not measured: no Chromium found (install it, or set NBNN_CHROMIUM)")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, tools.serving(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=tools.FLAGS)
        for part in (_cells, _lesson):
            lab = tools.Lab(browser.new_page(viewport={"width": 1280, "height": 900}), address, Path(folder))
            yield from part(lab)
            lab.page.context.close()
        browser.close()


def _cells(lab) -> Iterator[Row]:
    received = Received(lab.page)
    lab.open(FIRST, STEPPER, EXERCISE, LONG, PLAYGROUND, name="page.ipynb", run=False)
    first = _counted(lab, received, lambda: _run(lab, 0))
    yield Row("the first lab, from running its cell to its picture", first[2], "s", None, f"{first[1]:.0f} KB in {first[0]} messages")
    for number, words, most, messages in ((1, "a Stepper after it", 150, 100), (2, "an Exercise after it", 20, None),
                                          (3, "a Stepper of 1,000 updates", None, 100), (4, "a Playground", 125, 70)):
        told = _counted(lab, received, lambda number=number: _run(lab, number))
        yield Row(f"{words}: sent", told[1], "KB", most)
        yield Row(f"{words}: messages", told[0], "", messages)


def _lesson(lab) -> Iterator[Row]:
    received = Received(lab.page)
    shutil.copy(LESSON, lab.folder / LESSON.name)
    lab.open_file(LESSON.name, run=False)
    told = _counted(lab, received, lambda: _run_all(lab))
    yield Row("lesson 13, run from top to bottom: sent", told[1] / 1000, "MB", 1.2, f"{told[0]} messages")


def _counted(lab, received: Received, act: Callable[[], object]) -> tuple[int, float, float]:
    """The messages, their KB and the seconds until what is to be seen is there; what still comes then is counted too."""
    lab.idle()
    lab.wait(1000)
    messages, size, start = received.messages, received.bytes, perf_counter()
    act()
    taken = perf_counter() - start
    lab.idle()
    lab.wait(2000)
    return received.messages - messages, (received.bytes - size) / 1000, taken


def _run(lab, number: int) -> None:
    cell = lab.page.locator(".jp-CodeCell").nth(number)
    cell.locator(".cm-content").click()
    lab.page.keyboard.press("Shift+Enter")
    cell.locator(THERE).first.wait_for()


def _run_all(lab) -> None:
    lab.run_all()
    lab.page.wait_for_function("""() => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
        return prompts.every(each => /\\d/.test(each.textContent)); }""", timeout=120_000)
