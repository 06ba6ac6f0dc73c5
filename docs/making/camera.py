"""Pictures of real labs: a lab is written as a page of its own, opened in Chromium, and photographed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from nbnn.labs.frame.lab import Lab

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DRAWN = """() => [...document.querySelectorAll("[data-widget]")].every((place) =>
  [...place.querySelectorAll(".nbnn")].some((view) => view.getBoundingClientRect().height > 40))"""
# In a lesson Python is there, and so a picture of a lab has no word about its absence, and nothing grayed out.
AS_IN_A_LESSON = """.nbnn-python, .moment, .how, footer { display: none !important; }
  .nbnn-lab :disabled, .nbnn-lab [aria-disabled="true"], .nbnn-lab [data-asks] { opacity: 1 !important; }"""
SCRUB = """(scrubber, share) => {
  scrubber.value = Math.round(Number(scrubber.max) * share);
  for (const name of ["input", "change"]) scrubber.dispatchEvent(new Event(name, { bubbles: true }));
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The installed browser. Raises FileNotFoundError, with what to do, where there is none."""
    path = os.environ.get("NBNN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise FileNotFoundError("no Chromium found: install chromium, or set NBNN_CHROMIUM to the browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def open_lab(browser: Browser, lab: Lab, width: int, height: int, dark: bool = False, scale: float = 1.5) -> Iterator[Page]:
    """The lab on a page of its own, drawn; `scale`: pixels of the picture for one of the page."""
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale, reduced_motion="reduce",
                            color_scheme="dark" if dark else "light")
    with TemporaryDirectory() as folder:
        page.goto(lab.to_html(Path(folder, "lab.html"), "Lab").as_uri())
        while not page.evaluate(DRAWN):
            page.wait_for_timeout(100)
    page.add_style_tag(content=AS_IN_A_LESSON)
    yield page
    page.close()


def move_on(page: Page, share: float, steps: int) -> None:
    """Move the first player, where there is one, to this share of its run, and press Step so many times."""
    scrubber = page.locator(".nbnn-scrubber")
    if scrubber.count() and scrubber.first.is_visible():
        scrubber.first.evaluate(SCRUB, share)
        for _ in range(steps):
            if page.locator(".nbnn-step").first.is_enabled():
                page.locator(".nbnn-step").first.click()


def photograph(page: Page) -> Image.Image:
    """What is to be seen now, once two looks at it are the same: charts come one after the other."""
    before, now = b"", page.screenshot(animations="disabled")
    while before != now:
        page.wait_for_timeout(400)
        before, now = now, page.screenshot(animations="disabled")
    return Image.open(BytesIO(now)).convert("RGB")
