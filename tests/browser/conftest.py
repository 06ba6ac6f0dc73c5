"""A real JupyterLab and a real Chromium: started once, the tab too, and put back in order after each test."""

import os
import shutil

import pytest

from tests.browser.jupyter import end_kernels, serving, set_back
from tests.browser.lab import PATIENCE, Lab
from tests.browser.late import options, reached_late, slowed
from tests.browser.warm_kernels import warm_kernels

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync",
         "--js-flags=--initial-heap-size=512 --min-semi-space-size=64"]  # MB: a page of a few minutes hardly looks for garbage
# When a page is opened again, JupyterLab gives Python 4 s to list its widgets; on a busy machine that is too little.
PATIENT = """{
    const { setTimeout } = globalThis, gives = /jupyterlab-manager/;
    globalThis.setTimeout = (does, after, ...given) =>
        setTimeout(does, after === 4000 && gives.test(new Error().stack) ? 600000 : after, ...given);
}"""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def chromium() -> str | None:
    """The installed browser: NBNN_CHROMIUM, or the first found on the PATH."""
    return os.environ.get("NBNN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests. Without one: a failure in CI, a skip that says so elsewhere."""
    path = chromium()
    if path is None:
        missing = "no Chromium found: install chromium, or set NBNN_CHROMIUM"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    sync_api = pytest.importorskip("playwright.sync_api") if os.environ.get("CI") != "true" else __import__(
        "playwright.sync_api", fromlist=["sync_playwright"])
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS, **options())
        yield slowed(started)
        started.close()


def new_tab(browser):
    """A tab in a context of its own, with patience."""
    context = browser.new_context()
    context.add_init_script(PATIENT)
    return context.new_page()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """(address, folder): a JupyterLab that serves an empty folder of its own."""
    folder = tmp_path_factory.mktemp("lab")
    with (warm_kernels(tmp_path_factory.mktemp("warm")) as settings, serving(folder, **settings) as address,
          reached_late(address) as reached):
        yield reached, folder


class Desk:
    """A tab in which JupyterLab has started: a test gets it as after a start, because the start takes longer than most tests.

    A test that fails, sets something in JupyterLab's settings, or leaves another page in it, uses it up, and so do MOST tests, because
    JupyterLab keeps some of what was closed in memory; the next one gets a new tab.
    """

    MOST = 80

    def __init__(self, browser):
        self._browser, self._page, self._served = browser, None, 0

    def page(self):
        """A tab, without a document."""
        if self._page is None:
            self._page, self._served = new_tab(self._browser), 0
        self._served += 1
        return self._page

    def tidy(self, lab: Lab, used_up: bool) -> None:
        """Close what the test has opened and set back what it has set."""
        if used_up or self._served == self.MOST or self._page.is_closed() or not lab.in_documents():
            self._page.context.close()
            self._page = None
        else:
            lab.close()


@pytest.fixture(scope="session")
def desk(browser):
    return Desk(browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def new_lab(browser, server, desk, request):
    """A function that gives a tab of this size; what the test opens closes with it, and any error in the console fails the test.

    fresh : a tab that nothing was ever loaded in, for a test that sets something up before the page starts.
    """
    contexts, labs = [], []

    def new(width: int = 1280, height: int = 900, fresh: bool = False) -> Lab:
        if fresh or labs:
            page = new_tab(browser)
            contexts.append(page.context)
        else:
            page = desk.page()
        page.set_viewport_size({"width": width, "height": height})
        labs.append(Lab(page, *server))
        return labs[-1]

    yield new
    errors = [error for lab in labs for error in lab.errors]
    for context in contexts:
        context.close()
    set_otherwise = set_back(server[1])
    for lab in labs:
        lab.forget()
        if lab.page is desk._page:
            desk.tidy(lab, bool(errors) or set_otherwise or FAILED in request.node.stash)
    end_kernels(server[0])
    assert errors == [], "an error in the page's console fails its test"


@pytest.fixture
def lab(new_lab) -> Lab:
    return new_lab()


@pytest.fixture
def fresh_lab(new_lab) -> Lab:
    return new_lab(fresh=True)
