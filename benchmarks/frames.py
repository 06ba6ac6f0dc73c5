"""What a page itself takes while a lab moves: the processor time of its main thread for a frame of a Stepper at 60×, for a jump with the
data chart, and for the longest task of a race at 16×; and what Python and the page take until the first Stepper can be seen.

Each stands beside a frame of an empty page that only animates, and with NBNN_BEFORE=FOLDER beside another checkout of nbnn in a second
tab of the same browser. A first Stepper stands beside a bare anywidget, too: what that takes, no Stepper can do without. On the pages
each frame is a 60th of a second for what is animated, however long it took: a frame of a busy machine has as much to show as one of
another. The tabs take turns for ROUNDS rounds and the least of each counts, for other work only makes a round longer.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from operator import itemgetter
from pathlib import Path

from .before import BARE, BEFORE, HELLO, NOW, checkouts, importing
from .browser import EMPTY, browser_tools
from .race import longest_task
from .table import Row

ROUNDS = 4
COUNT = 60  # frames of playing, each time
JUMPS = 12
HALF, FIRST_PART = 0.5, 0.6  # of what it took before
MOONS = "nbnn.datasets.moons(), loss=nbnn.hinge, steps=3000"
SMALL = f"nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), {MOONS})"
CHART = f'nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), {MOONS}, show=("diagram", "board", "data"))'
ALL = f'nbnn.labs.Stepper(nbnn.Network.random([2, 8, 1], seed=0), {MOONS}, show="all")'
RACE = 'nbnn.labs.OptimizerRace("valley", eta=0.02, steps=1000)'
FIRST = "nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons())"
SEEN, HELLO_SEEN = [".nbnn-board [aria-current=step]", ".nbnn-diagram svg .node"], [".hello"]
# Looked for when something has changed: looking in each frame would be as much work as all the rest.
APPEARED = """(wanted) => new Promise((done) => {
  const look = () => {
    if (!wanted.every((each) => document.querySelector(each))) return;
    watch.disconnect();
    done();
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  look();
})"""

# From now on, or no longer, time goes on by a 60th of a second with each frame.
STEADY = """(on) => {
  const { real, clock } = globalThis.untold ??= {
    real: requestAnimationFrame.bind(globalThis), clock: performance.now.bind(performance),
  };
  globalThis.requestAnimationFrame = real;
  performance.now = clock;
  globalThis.steady = on;
  if (!on) return;
  let time = clock(), at = time, last = 0;
  const step = (frame) => {
    if (frame === last) return;
    [last, at] = [frame, clock()];
    time += 1000 / 60;
  };
  const go = (frame) => {
    step(frame);
    if (globalThis.steady) real(go);
  };
  globalThis.requestAnimationFrame = (act) => real((frame) => {
    step(frame);
    act(time);
  });
  performance.now = () => time + Math.min(16, clock() - at);
  real(go);
}"""
FRAMES = """async (count) => {
  for (let k = 0; k < count; k += 1) await new Promise((done) => requestAnimationFrame(done));
}"""
# To places that are the same each time, each with the time that the charts take to follow, and the next one before Python is told.
JUMP = """async ([count, pause]) => {
  const range = document.querySelector(".nbnn-scrubber");
  for (let k = 0, at = 7; k < count; k += 1) {
    at = (at * 16807) % 2147483647;
    range.value = String(at % 2900);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done, pause));
  }
}"""
PAUSE = 200  # ms


def measure() -> Iterator[Row]:
    with _browser() as (new_page, new_lab):
        if new_page is None:
            yield Row("the frames part", 0, "", None, "not measured: no Chromium found (install it, or set NBNN_CHROMIUM)")
            return
        empty = _empty_frame(new_page)
        yield Row("a frame of an empty page that only animates", empty, "ms", None, "of the page's own thread, as all below")
        for cell, acts in SCENES.items():
            yield from _scene(new_lab, cell, acts, empty)
        yield from _first(new_lab, empty)


@contextmanager
def _browser():
    """What gives an empty page, and what gives a tab of JupyterLab; (None, None) where there is no Chromium."""
    tools = browser_tools()
    path = tools.chromium()
    if path is None:
        yield None, None
        return
    from playwright.sync_api import sync_playwright

    with ExitStack() as started:
        folder, compiled = (started.enter_context(tempfile.TemporaryDirectory()) for _ in range(2))
        setting = {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}  # as after an installation, whatever the machine's
        address = started.enter_context(tools.serving(Path(folder), **setting))
        browser = started.enter_context(sync_playwright()).chromium.launch(executable_path=path, args=tools.FLAGS)
        new_page = lambda: browser.new_page(viewport={"width": 1280, "height": 900})
        yield new_page, lambda: tools.Lab(new_page(), address, Path(folder))
        browser.close()


def work_of(page) -> Callable[[], float]:
    """A function that tells how many milliseconds of processor time the page's main thread has had."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    metrics = lambda: {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return lambda: 1000 * metrics()["TaskDuration"]


def _empty_frame(new_page: Callable) -> float:
    page = new_page()
    page.set_content(EMPTY)
    page.evaluate(STEADY, True)
    page.evaluate(FRAMES, COUNT)
    least = min(_frame(page, work_of(page)) for _ in range(ROUNDS))
    page.context.close()
    return least


def _frame(page, work: Callable[[], float]) -> float:
    before = work()
    page.evaluate(FRAMES, COUNT)
    return (work() - before) / COUNT


class Tab:
    """A lab of one checkout in a tab of its own."""

    def __init__(self, lab, cell: str, name: str):
        self.lab, self.page = lab.open(cell, name=name), lab.page
        self.work, self.root = work_of(self.page), self.page.locator(".nbnn-lab").first
        self.root.locator(".nbnn-scrubber").first.wait_for()
        self.lab.wait(3500)
        self.page.mouse.move(2, 2)

    def to_start(self, speed: str, by: str = "") -> None:
        self.page.bring_to_front()
        if by:
            self.root.locator(".nbnn-player").get_by_text(by, exact=True).first.click()
        self.root.get_by_label("Speed").select_option(speed)
        self.root.focus()
        self.root.press("Home")
        self.lab.wait(800)

    def press(self, button: str) -> None:
        there = self.root.get_by_role("button", name=button, exact=True)
        if there.count():
            there.click()
        self.lab.wait(250)

    def play(self, measured: Callable[[], float]) -> float:
        """What is measured while it plays, in steady frames."""
        self.page.evaluate(STEADY, True)
        self.press("Play")
        taken = measured()
        self.press("Pause")
        self.page.evaluate(STEADY, False)
        return taken


def playing(by: str) -> Callable[[Tab], float]:
    def act(tab: Tab) -> float:
        tab.to_start("60", by)
        return tab.play(lambda: _frame(tab.page, tab.work))

    return act


def jumping(tab: Tab) -> float:
    tab.to_start("60", "update")
    tab.page.evaluate(JUMP, [2, PAUSE])
    before = tab.work()
    tab.page.evaluate(JUMP, [JUMPS, PAUSE])
    return (tab.work() - before) / JUMPS


def racing(tab: Tab) -> float:
    tab.to_start("16")
    return tab.play(lambda: longest_task(tab.lab, lambda: tab.page.evaluate(FRAMES, COUNT)))


SCENES = {
    SMALL: {"a frame of a Stepper of 2–3–1, updates at 60×": playing("update"), "a frame of it, lines at 60×": playing("line")},
    CHART: {"a frame with the data chart, updates at 60×": playing("update"), "a frame with it, lines at 60×": playing("line"),
            "a jump with the data chart": jumping},
    ALL: {"a frame of 2–8–1 with all views, updates at 60×": playing("update"), "a jump with all views": jumping},
    RACE: {"the longest task of a race at 16×": racing},
}


def _scene(new_lab: Callable, cell: str, acts: dict[str, Callable[[Tab], float]], empty: float) -> Iterator[Row]:
    tabs = {when: Tab(new_lab(), importing(folder, cell), f"{when}.ipynb") for when, folder in checkouts().items()}
    taken: dict[str, dict[str, list[float]]] = {words: {when: [] for when in tabs} for words in acts}
    for _ in range(ROUNDS):
        for when, tab in tabs.items():
            for words, act in acts.items():
                taken[words][when].append(act(tab))
    for tab in tabs.values():
        tab.page.context.close()
    for words, found in taken.items():
        yield from _compared(words, found, empty)


def _compared(words: str, found: dict[str, list[float]], empty: float, most: float | None = HALF) -> Iterator[Row]:
    least = {when: min(times) for when, times in found.items()}
    yield Row(f"{words} / empty page", least[NOW] / empty, "×", None, f"{least[NOW]:.1f} ms")
    if BEFORE in least:
        yield Row("… it / before", least[NOW] / least[BEFORE], "×", most, f"{least[BEFORE]:.1f} ms before")


def _first(new_lab: Callable, empty: float) -> Iterator[Row]:
    cells = {when: (importing(folder, FIRST), SEEN) for when, folder in checkouts().items()} | {BARE: (HELLO, HELLO_SEEN)}
    found: dict[str, list[tuple[float, float]]] = {when: [] for when in cells}
    for number in range(ROUNDS + 1):  # in the first round Python compiles what it has not yet
        for when, (cell, seen) in cells.items():
            found[when].append(first_picture(new_lab(), cell, f"first-{when.split()[-1]}-{number}.ipynb", seen))
    parts = {"the first Stepper's picture, Python and page": sum, "Python alone": itemgetter(0), "the page alone": itemgetter(1)}
    for words, part in parts.items():
        times = {when: [part(each) for each in told[1:]] for when, told in found.items()}
        bare = min(times.pop(BARE))
        yield from _compared(words, times, empty, None)
        yield from _beyond(bare, {when: min(each) for when, each in times.items()}, FIRST_PART if part is sum else None)


def _beyond(bare: float, least: dict[str, float], most: float | None) -> Iterator[Row]:
    yield Row("… a bare anywidget's", bare, "ms")
    if BEFORE in least:
        now, before = (least[when] - bare for when in (NOW, BEFORE))
        yield Row("… all beyond that / before", now / before, "×", most, f"{now:.0f} ms, {before:.0f} ms before")


def first_picture(lab, cell: str, name: str, seen: list[str]) -> tuple[float, float]:
    """Milliseconds of processor time, of a new kernel and of the page, from running its first cell until that can be seen."""
    lab.open(cell, name=name, run=False)
    work, python = work_of(lab.page), lambda: 1000 * float(lab.evaluate_in_kernel("import time\nprint(time.process_time())"))
    lab.wait(1000)
    before = python(), work()
    lab.run_all()
    lab.page.evaluate(APPEARED, seen)
    lab.page.evaluate(FRAMES, 2)
    page = work() - before[1]
    took = python() - before[0], page
    lab.page.context.close()
    return took
