"""Pages that live without Python: how large each lab's page is, when its lab has moved, also on a processor six times slower; the same of
lesson 13; and the site's first page in the hands of somebody with a phone, who steps through an update.

A page is as large as it is when a web server has packed it. The times are those of a clock, so other work on the machine makes them longer:
each is the best of three, and the remark has the page's own processor time.
"""

import gzip
import tempfile
from collections.abc import Iterator
from os import getloadavg
from pathlib import Path

from nbnn.cli.lesson_page import lesson_page
from nbnn.cli.site.first_page import first_page
from tests.frontends.lite_site import block_others, serving_site
from tests.labs.every_lab import lab_classes, make

from .browser import browser_tools
from .table import Row, busyness

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LESSON = NOTEBOOKS / "13-one-step-by-hand.ipynb"
MOST_PACKED, MOST_PACKED_LESSON = 1.5, 2  # MB
MOST_TO_MOVE, MOST_TO_STEP = 2, 3  # seconds
SLOWER = 6
TRIES = 3
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}
# When a lab of the page can be seen; when Step of the first one that has it has moved it, or it is there and has no Step; when the page
# has all its labs.
TIMES = """(() => {
  const times = globalThis.times = {};
  document.addEventListener("nbnn-all-shown", () => { times.all = performance.now(); });
  const look = () => {
    times.seen ??= [...document.querySelectorAll(".nbnn-lab .nbnn")].some((part) => part.offsetHeight > 40) ? performance.now() : undefined;
    const step = document.querySelector(".nbnn-step:enabled");
    const at = step?.closest(".nbnn-player").querySelector(".nbnn-scrubber")?.getAttribute("aria-valuetext");
    if (at && !times.before) {
      times.before = at;
      step.click();
    }
    if (times.before && at !== times.before) times.moved ??= performance.now();
    if (times.seen && times.all && !document.querySelector(".nbnn-step:enabled")) times.moved ??= times.seen;
    if (!(times.seen && times.all && times.moved)) requestAnimationFrame(look);
    else times.over = true;
  };
  requestAnimationFrame(look);
})()"""
FAILED = """() => [...document.querySelectorAll("[data-widget]")].filter((place) =>
  ![...place.querySelectorAll(".nbnn")].some((part) => part.offsetHeight > 40)).length"""
# After the page's words were there: when the lab had moved at all, and when it was at its next update.
STEPPED = """(() => {
  const look = () => {
    const [words] = performance.getEntriesByName("first-contentful-paint"), place = document.querySelector(".nbnn-scrubber");
    const since = () => (performance.now() - words.startTime) / 1000;
    if (place && !place.getAttribute("aria-valuetext")?.endsWith("line 0")) globalThis.first ??= since();
    if (place?.value === "1") globalThis.through = since();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


def measure() -> Iterator[Row]:
    tools = browser_tools()
    path = tools.chromium()
    if path is None:
        yield Row("the pages part", 0, "", None, "not measured: no Chromium found (install it, or set NBNN_CHROMIUM)")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, browser = Path(name), playwright.chromium.launch(executable_path=path, args=tools.FLAGS)
        for kind in lab_classes():
            yield from _page(browser, f"a page with {kind.__name__}", largest_page(kind, folder), MOST_PACKED)
        lesson = folder / "lesson.html"
        lesson.write_text(lesson_page(LESSON), "utf-8")
        yield from _page(browser, "lesson 13 as a page", lesson, MOST_PACKED_LESSON)
        yield from _in_a_hand(browser, folder)
        browser.close()
    yield Row("how much longer things take on this machine now", busyness(), "×", None, f"other work; its load is {getloadavg()[0]:.1f}")


def largest_page(kind, folder: Path) -> Path:
    """Of all examples of a lab, the one with the largest page."""
    pages = []
    for number, line in enumerate(kind.examples):
        lab = make(line)
        pages.append(lab.to_html(folder / f"{kind.__name__}-{number}.html"))
        lab.close()
    return max(pages, key=lambda page: page.stat().st_size)


def packed(path: Path) -> float:
    """Megabytes as a web server sends it."""
    return len(gzip.compress(path.read_bytes(), 6)) / 1e6


def _page(browser, words: str, path: Path, most: float) -> Iterator[Row]:
    yield Row(f"{words}: its size, packed", packed(path), "MB", most, f"{path.stat().st_size / 1e6:.2f} MB on a disk")
    for rate in (1, SLOWER):
        tries = [_opened(browser, path, rate) for _ in range(TRIES)]
        times, failed = min(tries, key=lambda each: each["moved"]), max(each["failed"] for each in tries)
        slower = "" if rate == 1 else f", {rate} times slower"
        remark = f"{times['work']:.1f} s of processor time; seen after {times['seen'] / 1000:.1f} s, all after {times['all'] / 1000:.1f} s"
        yield Row(f"… its first lab has moved{slower}", times["moved"] / 1000, "s", MOST_TO_MOVE if rate == 1 else None, remark)
        yield Row(f"… labs that failed{slower}", failed, "", 0)


def _opened(browser, path: Path, rate: int) -> dict[str, float]:
    """Milliseconds after opening, the seconds of processor time until a lab has moved, and how many labs have no picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(TIMES)
    work = _worked(page, rate)
    page.goto(path.as_uri())
    while not page.evaluate("() => globalThis.times.moved"):
        page.wait_for_timeout(20)
    worked = work()
    while not page.evaluate("() => globalThis.times.over"):
        page.wait_for_timeout(100)
    found = {**page.evaluate("() => globalThis.times"), "work": worked, "failed": page.evaluate(FAILED)}
    page.context.close()
    return found


def _worked(page, rate: int):
    """Make the page's processor slower; return what tells the seconds of processor time that its main thread has had since."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    had = lambda: next(each["value"] for each in session.send("Performance.getMetrics")["metrics"] if each["name"] == "TaskDuration")
    before = had()
    return lambda: had() - before


def _in_a_hand(browser, folder: Path) -> Iterator[Row]:
    site = folder / "site"
    site.mkdir()
    (site / "index.html").write_text(first_page(sorted(NOTEBOOKS.glob("[0-9][0-9]-*.ipynb")), docs=True, public=False), "utf-8")
    yield Row("the site's first page: its size, packed", packed(site / "index.html"), "MB")
    with serving_site(site) as address:
        for rate in (1, SLOWER):
            slower = "" if rate == 1 else f", {rate} times slower"
            through, first, taps, work = min(stepped(browser, address, rate) for _ in range(TRIES))
            yield Row(f"… on a phone, an update is stepped through{slower}", through, "s", MOST_TO_STEP if rate == 1 else None,
                      f"after the page's first words, by {taps} taps, the first after {first:.1f} s; {work:.1f} s of processor time; "
                      f"other work made it {busyness():.0f} × as long")


def stepped(browser, address: str, rate: int) -> tuple[float, float, int, float]:
    """Seconds from a page's first words until its first lab was tapped through an update, and until the first tap had moved it; how many
    taps that took, and the processor time since the page was asked for. Whatever the page asks of another address is refused.
    """
    context = browser.new_context(**PHONE)
    block_others(context, address)
    page, taps = context.new_page(), 0
    page.add_init_script(STEPPED)
    work = _worked(page, rate)
    page.goto(address, wait_until="commit")
    while not page.evaluate("() => globalThis.through"):
        page.locator(".nbnn-step:enabled").first.tap()
        taps += 1
    found = *page.evaluate("() => [globalThis.through, globalThis.first]"), taps, work()
    context.close()
    return found
