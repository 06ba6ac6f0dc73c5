"""What a page gets: the bytes and messages of a lab after the first one, and of a whole lesson, counted on the notebook's connection;
and a page of its own, how large it is and when its first lab moves, also on a processor six times slower."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import nbnn
import nbnn.labs
from nbnn.cli.lesson_page import lesson_page

from .browser import browser_tools
from .table import Row

LESSON = Path(__file__).parents[1] / "notebooks" / "13-one-step-by-hand.ipynb"
FIRST = "import nbnn\nnbnn.labs.worked_example([[1, -1], [0.5, 2]], [1, -0.5], x=[2, 1], z=-1)"
STEPPER = "nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1)"
LONG = """flowers = nbnn.standardize(nbnn.datasets.iris(("versicolor", "virginica"), ("petal length", "petal width")))
nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), flowers, loss=nbnn.hinge, eta=0.1, steps=1000, seed=0)"""
EXERCISE = 'nbnn.labs.Exercise("first_layer")'
SLOWER = 6
# When a lab of the page can be seen; when Step of the first one that has it has moved it; when the page has all its labs.
TIMES = """(() => {
  const times = globalThis.times = {};
  document.addEventListener("nbnn-all-shown", () => { times.all = performance.now(); });
  const look = () => {
    times.seen ??= [...document.querySelectorAll(".nbnn-lab .nbnn")].some((part) => part.offsetHeight > 40) ? performance.now() : undefined;
    const step = document.querySelector(".nbnn-step:enabled"), said = step?.closest(".nbnn-player").querySelector(".nbnn-status");
    if (said?.textContent && !times.before) {
      times.before = said.textContent;
      step.click();
    }
    if (times.before && said.textContent !== times.before) times.moved ??= performance.now();
    if (!(times.seen && times.all && times.moved)) requestAnimationFrame(look);
    else times.over = true;
  };
  requestAnimationFrame(look);
})()"""
FAILED = """() => [...document.querySelectorAll("[data-widget]")].filter((place) =>
  ![...place.querySelectorAll(".nbnn")].some((part) => part.offsetHeight > 40)).length"""
THERE = ".nbnn-board [aria-current=step], .nbnn-exercise-bar"


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
        yield from _pages(browser, Path(folder))
        browser.close()


def _pages(browser, folder: Path) -> Iterator[Row]:
    """Pages of their own, opened from a file."""
    one, lesson = folder / "one.html", folder / "lesson.html"
    nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons()).to_html(one)
    lesson.write_text(lesson_page(LESSON), "utf-8")
    for path, words, most in ((one, "a page with a Stepper", 1.5), (lesson, "lesson 13 as a page", 2)):
        yield Row(f"{words}: its size", path.stat().st_size / 1e6, "MB", most)
        for rate in (1, SLOWER):
            times, failed = _opened(browser, path, rate)
            slower = "" if rate == 1 else f", {rate} times slower"
            moved = f"the first one with Step moved after {times['moved'] / 1000:.1f} s, "
            yield Row(f"{words}: its first lab is there{slower}", times["seen"] / 1000, "s", 2 if rate == 1 else None,
                      f"{moved}all are there after {times['all'] / 1000:.1f} s")
            yield Row(f"{words}: labs that failed{slower}", failed, "", 0)


def _opened(browser, path: Path, rate: int) -> tuple[dict, int]:
    """Milliseconds after opening, and how many labs have no picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(TIMES)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
    page.goto(path.as_uri())
    while not page.evaluate("() => globalThis.times.over"):
        page.wait_for_timeout(200)
    found = page.evaluate("() => globalThis.times"), page.evaluate(FAILED)
    page.context.close()
    return found


def _cells(lab) -> Iterator[Row]:
    received = Received(lab.page)
    lab.open(FIRST, STEPPER, EXERCISE, LONG, name="page.ipynb", run=False)
    first = _counted(lab, received, lambda: _run(lab, 0))
    yield Row("the first lab, from running its cell to its picture", first[2], "s", None, f"{first[1]:.0f} KB in {first[0]} messages")
    for number, words, most, messages in ((1, "a Stepper after it", 150, 100), (2, "an Exercise after it", 20, None),
                                          (3, "a Stepper of 1,000 updates", None, 100)):
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
