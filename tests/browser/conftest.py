"""A real JupyterLab, a real Chromium, and the few moves that a browser test is made of."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HERE = "127.0.0.1"
PATIENCE = 60_000  # ms for what is awaited, on however busy a machine


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
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """(address, folder): a JupyterLab that serves an empty folder of its own."""
    folder = tmp_path_factory.mktemp("lab")
    with serving(folder) as address:
        yield address, folder


@contextmanager
def serving(folder: Path):
    """The address of a JupyterLab that serves `folder`, with settings of its own (benchmarks/browser.py has one too)."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    settings = {"JUPYTER_CONFIG_DIR": str(folder / ".config"), "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
                "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces"), "JUPYTER_DATA_DIR": str(folder / ".data")}
    news = folder / ".settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false"}')
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
               f"--ServerApp.ip={HERE}", "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
               f"--ServerApp.root_dir={folder}"]
    with open(folder / "server.log", "w") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            yield _when_up(f"http://{HERE}:{port}", process, folder)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()  # on a busy machine it may still be saying good-bye
            process.wait()


def _when_up(address: str, process, folder: Path) -> str:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/api/status", timeout=2):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError(f"JupyterLab did not start: {(folder / 'server.log').read_text()[-2000:]}")


class Lab:
    """One notebook in one tab, and what was sent to its kernel."""

    def __init__(self, page, address: str, folder: Path):
        self.page, self.address, self.folder = page, address, folder
        page.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.sent: list[str] = []  # the comm messages of the page, newest last
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("websocket", lambda socket: socket.on("framesent", self._frame))

    def _frame(self, payload) -> None:
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        if '"comm_msg"' in text:
            self.sent.append(text)

    def open(self, *cells: str, name: str = "lab.ipynb", run: bool = True):
        """A new notebook of these code cells, every one of them run."""
        write(self.folder / name, cells)
        return self.open_file(name, run)

    def open_file(self, name: str, run: bool = True):
        self.page.goto(f"{self.address}/doc/tree/{name}?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.wait_for_selector(".jp-NotebookPanel-toolbar, .jp-Toolbar", timeout=60_000)
        self._choose_kernel()
        if run:
            self.run_all()
        return self

    def _choose_kernel(self) -> None:
        """Wait for an idle kernel; JupyterLab may ask which one first."""
        idle = self.page.locator(".jp-StatusBar-Widget, #jp-main-statusbar").get_by_text("| Idle")
        for _ in range(240):
            accept = self.page.locator(".jp-Dialog .jp-mod-accept")
            if accept.count():
                accept.first.click()
            elif idle.count():
                return
            self.wait(250)
        raise TimeoutError("no idle kernel after a minute")

    def idle(self) -> None:
        """Wait until the kernel has done what was asked of it."""
        self.page.locator(".jp-StatusBar-Widget, #jp-main-statusbar").get_by_text("| Idle").first.wait_for(timeout=60_000)

    def run_all(self):
        self.menu("Run", "Run All Cells")

    def menu(self, menu: str, item: str):
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        self.page.locator(".lm-Menu-itemLabel", has_text=item).first.click()

    def wait(self, milliseconds: int) -> None:
        self.page.wait_for_timeout(milliseconds)

    def stepper(self):
        """The first lab on the page, ready to be used."""
        lab = self.page.locator(".nbnn-lab").first
        lab.locator("[role=status]").filter(has_text="Update").wait_for(timeout=60_000)
        return lab

    def first_lab(self):
        """The first lab on the page, its charts drawn."""
        lab = self.page.locator(".nbnn-lab").first
        lab.locator(".nbnn-moving .bqplot.figure .plotarea_events").first.wait_for(state="attached", timeout=60_000)
        self.wait(600)  # a figure lays itself out a moment after it is there
        return lab

    def choose(self, lab, name: str, value: str) -> None:
        """Type into one of a lab's fields, as a learner does."""
        field = lab.get_by_role("textbox", name=name, exact=True)
        field.fill(value)
        field.press("Enter")

    def refuses(self, lab, name: str, value: str, words: str) -> None:
        """What is typed is refused in these words right below it; the value before is right again, and nothing is said any more."""
        from playwright.sync_api import expect

        field = lab.get_by_role("textbox", name=name, exact=True)
        before = field.input_value()
        self.choose(lab, name, value)
        message = lab.locator(".nbnn-field-message[role=alert]", has_text=words)
        message.wait_for(timeout=60_000)
        expect(field).to_have_value(value)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(words), re.IGNORECASE))
        self.right_below(lab, field, message)
        field.fill(before)
        field.press("Enter")
        expect(message).to_have_count(0, timeout=60_000)
        expect(field).not_to_have_attribute("aria-invalid", "true")

    def right_below(self, lab, field, message) -> None:
        """The message stands directly under its field, within the lab, and touches the field's own columns."""
        at, said, room = (each.bounding_box() for each in (field, message.locator("span"), lab))
        assert 0 <= said["y"] - at["y"] - at["height"] <= 60, (at, said)
        assert said["x"] <= at["x"] + at["width"] and said["x"] + said["width"] >= at["x"], (at, said)
        assert room["x"] - 1 <= said["x"] and said["x"] + said["width"] <= room["x"] + room["width"] + 1, (room, said)

    def plays_without_asking(self, lab, milliseconds: int = 1500) -> None:
        """Play from where it is, and pause it: no message has been sent."""
        self.wait(700)  # where we are is told a moment after the last move
        before = len(self.sent)
        lab.get_by_role("button", name="Play", exact=True).click()
        self.wait(milliseconds)
        assert self.sent[before:] == [], "playing asks nothing"
        pause = lab.get_by_role("button", name="Pause", exact=True)
        if pause.count():  # at its end it has paused by itself, and the button would play again
            pause.click()

    def readable_in_both_themes(self) -> None:
        """As it is opened, narrow and light; then wide and dark: nothing that axe finds, and nothing wider than the lab."""
        assert self.violations() == [] == self.overflowing()
        self.menu("Settings", "Theme")
        self.page.locator(".lm-Menu-itemLabel", has_text="JupyterLab Dark").last.click()
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.wait(1500)
        assert self.violations() == [] == self.overflowing()

    def violations(self) -> list[tuple[str, str]]:
        """What axe-core's rules find seriously wrong within the labs: contrast, names, roles."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, context=".nbnn-lab").response["violations"]
        return [(each["id"], node["html"][:160]) for each in found if each["impact"] in ("serious", "critical") for node in each["nodes"]]

    def overflowing(self) -> list[str]:
        """The classes of what is wider than the first lab."""
        return self.page.locator(".nbnn-lab").first.evaluate("""root => {
            const right = root.getBoundingClientRect().right + 1;
            return [...root.querySelectorAll('.nbnn-card, .nbnn-bar > *, .nbnn-controls > *')]
                .filter(each => each.offsetWidth && each.getBoundingClientRect().right > right).map(each => each.className);
        }""")

    def evaluate_in_kernel(self, code: str) -> str:
        """Run one more cell and read the text it prints."""
        page = self.page
        page.locator(".jp-Cell .jp-InputArea").last.click()
        page.keyboard.press("Escape")
        page.keyboard.press("b")
        page.keyboard.press("Enter")
        page.keyboard.insert_text(code)
        page.keyboard.press("Shift+Enter")
        cell = page.locator(".jp-CodeCell", has_text=code.splitlines()[0][:40]).last
        cell.locator(".jp-OutputArea-output pre").first.wait_for(timeout=60_000)
        return cell.locator(".jp-OutputArea-output pre").first.inner_text().strip()


def write(path: Path, cells) -> None:
    """A notebook of code cells; the kernelspec keeps JupyterLab from asking for a kernel."""
    made = [{"cell_type": "code", "metadata": {}, "id": f"cell-{number}", "outputs": [], "execution_count": None, "source": cell}
            for number, cell in enumerate(cells)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
    path.write_text(json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), "utf-8")


@pytest.fixture
def new_lab(browser, server):
    """A function that opens a fresh tab of the given size; it closes with the test, which fails for any error in its console."""
    contexts, labs = [], []

    def new(width: int = 1280, height: int = 900, **options) -> Lab:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        labs.append(Lab(context.new_page(), *server))
        return labs[-1]

    yield new
    for context in contexts:
        context.close()
    end_kernels(server[0])
    assert [error for lab in labs for error in lab.errors] == [], "an error in the page's console fails its test"


def end_kernels(address: str) -> None:
    """A kernel serves one test: what the test changed in it, and what it left there to be sent, must not reach the next."""
    with urllib.request.urlopen(f"{address}/api/sessions", timeout=20) as answer:
        sessions = json.load(answer)
    for session in sessions:
        with suppress(urllib.error.HTTPError):  # of two notebooks with one Python the second has none any more
            urllib.request.urlopen(urllib.request.Request(f"{address}/api/sessions/{session['id']}", method="DELETE"), timeout=20).close()


@pytest.fixture
def lab(new_lab) -> Lab:
    return new_lab()
