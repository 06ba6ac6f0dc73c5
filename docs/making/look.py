"""The built pages, opened in Chromium: wide and narrow, light and dark, read by axe, and with every other address blocked."""

from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .camera import chromium
from .gallery import FOLDER

SIZES = {"wide and light": ((1280, 900), "light"), "a phone, dark": ((360, 740), "dark")}
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
FRAME_DRAWN = ".nbnn-lab .nbnn-player, .nbnn-lab .nbnn"
WITHOUT_FRAMES = """addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll("iframe")) frame.remove();
});"""  # what is in them is read by tests of its own


def wrong(site: Path) -> list[str]:
    """What is wrong with the pages in a folder, in words; [] for nothing."""
    with chromium() as browser:
        return [*_found_on_pages(browser, site), *_found_in_a_frame(browser, site), *_found_by_search(browser, site)]


def _found_on_pages(browser: Browser, site: Path) -> Iterator[str]:
    for look, ((width, height), scheme) in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
        page, said = context.new_page(), _heard(context)
        page.add_init_script(WITHOUT_FRAMES)
        for path in sorted(site.rglob("*.html")):
            if FOLDER not in path.relative_to(site).parts:
                page.goto(path.as_uri())
                yield from (f"{path.relative_to(site)} ({look}): {words}" for words in [*_found_on(page), *said])
                said.clear()
        context.close()


def _heard(context) -> list[str]:
    """What goes wrong in a context, as it comes: errors, and questions to other sites, which get no answer."""
    said: list[str] = []

    def ask(route) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            said.append(f"asks {route.request.url}")
            route.abort()
    context.route("**/*", ask)
    context.on("weberror", lambda error: said.append(str(error.error)))
    return said


def _found_on(page: Page) -> Iterator[str]:
    if over := page.evaluate(TOO_WIDE):
        yield f"is {over} px wider than the window"
    for each in Axe().run(page).response["violations"]:
        yield f"axe: {each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]}"


def _found_in_a_frame(browser: Browser, site: Path) -> Iterator[str]:
    """The labs of one page are drawn when they come near."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, said = context.new_page(), _heard(context)
    for path in sorted((site / "labs").glob("*.html")):
        page.goto(path.as_uri())
        page.locator("iframe.live").first.scroll_into_view_if_needed()
        page.frame_locator("iframe.live >> nth=0").locator(FRAME_DRAWN).first.wait_for(timeout=120_000)
        yield from (f"{path.relative_to(site)}: {words}" for words in said)
        said.clear()
    context.close()


def _found_by_search(browser: Browser, site: Path) -> Iterator[str]:
    context = browser.new_context()
    page, said = context.new_page(), _heard(context)
    page.goto(f"{(site / 'search.html').as_uri()}?q=hinge")
    page.locator("#search-results li").first.wait_for(timeout=120_000)
    yield from (f"search.html: {words}" for words in said)
    context.close()
