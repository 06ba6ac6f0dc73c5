"""The built pages, opened in Chromium: wide and narrow, light and dark, read by axe, and with every other address blocked."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError

from .camera import chromium
from .gallery import FOLDER

SIZES = {"wide and light": ((1280, 900), "light"), "a phone, dark": ((360, 740), "dark")}
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
DARK = 'html[data-jp-theme-light="false"]'
FRAME_DRAWN = ".nbnn-lab .nbnn >> visible=true"
PATIENCE = 120_000  # ms: long enough for a busy machine
WITHOUT_FRAMES = """addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll("iframe")) frame.remove();
});"""  # what is in them is read by tests of its own


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and writes no line for each."""

    def log_message(self, *what) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address) -> None:
        """Nothing: a browser that leaves a page breaks off what it was loading."""


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """The address at which the folder is served, on this machine alone."""
    server = Server(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def faults(site: Path) -> list[str]:
    """What is wrong with the pages in a folder, in words; [] for nothing."""
    pages = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    own = [page for page in pages if FOLDER not in page.split("/")]
    with chromium() as browser, serve(site) as address:
        return [*_faults_on_pages(browser, address, own), *_faults_in_frames(browser, address, own), *_faults_of_search(browser, address)]


def _faults_on_pages(browser: Browser, address: str, pages: list[str]) -> Iterator[str]:
    for look, ((width, height), scheme) in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
        page, said = context.new_page(), _listen(context, address)
        page.add_init_script(WITHOUT_FRAMES)
        for name in pages:
            page.goto(address + name)
            yield from (f"{name} ({look}): {words}" for words in [*_faults_on(page), *said])
            said.clear()
        context.close()


def _listen(context, address: str) -> list[str]:
    """What goes wrong in a context, as it comes: errors, and questions to other sites, which get no answer."""
    said: list[str] = []

    def ask(route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            said.append(f"asks {route.request.url}")
            route.abort()
    context.route("**/*", ask)
    context.on("weberror", lambda error: said.append(str(error.error)))
    return said


def _faults_on(page: Page) -> Iterator[str]:
    if over := page.evaluate(TOO_WIDE):
        yield f"is {over} px wider than the window"
    for each in Axe().run(page).response["violations"]:
        yield f"axe: {each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]}"


def _faults_in_frames(browser: Browser, address: str, pages: list[str]) -> Iterator[str]:
    """The first lab of each page is drawn when it comes near, and follows the documentation's switch for light and dark."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page, said = context.new_page(), _listen(context, address)
    for name in (page for page in pages if page.startswith("labs/")):
        page.goto(address + name)
        page.locator("iframe.live").first.scroll_into_view_if_needed()
        frame = page.frame_locator("iframe.live >> nth=0")
        try:
            frame.locator(FRAME_DRAWN).first.wait_for(timeout=PATIENCE)
            page.locator(".theme-toggle:visible").first.click()
            frame.locator(DARK).wait_for(state="attached", timeout=PATIENCE)
            page.evaluate("localStorage.clear()")
        except TimeoutError as error:
            said.append(f"the first lab does not come, or not dark: {error.message.splitlines()[0]}")
        yield from (f"{name}: {words}" for words in said)
        said.clear()
    context.close()


def _faults_of_search(browser: Browser, address: str) -> Iterator[str]:
    context = browser.new_context()
    page, said = context.new_page(), _listen(context, address)
    page.goto(f"{address}search.html?q=hinge")
    page.locator("#search-results li").first.wait_for(timeout=PATIENCE)
    yield from (f"search.html: {words}" for words in said)
    context.close()
