"""The lessons in JupyterLite, on a built site that NBNN_SITE names: how large it is, when the first lab is there, and how long the slowest
cell of each lesson takes, beside the same cell in a Python of this machine, one lesson after the other in the same run.

A cell's time is processor time, of the browser's thread that Python runs in and of the local kernel: a busy machine changes it less than
the time of a clock, which the remark has. Linux only: the system's own books are read.
"""

import gzip
import os
import shutil
import subprocess
import tempfile
import threading
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, sleep, time

from tests.frontends.jupyter_app import choose, run_all, wait_until_idle
from tests.frontends.lite_site import block_others, lesson_in_lite, serving_site

from .browser import browser_tools
from .hosting import TICKS, _processor
from .table import Row

FIRST = "00-contents-and-notation"
MOST_TO_FIRST, MOST_OF_A_CELL = 12, 5  # seconds
THREAD = "DedicatedWorker"  # what Chromium calls the thread that Python runs in
BETWEEN = 0.02  # seconds between two looks at its processor time
MINUTES = 10 * 60_000
# When the kernel took up each cell and when it was done, in the order of the cells.
WATCH = """() => {
  const cells = globalThis.cells = new Map();
  window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.iopubMessage.connect((_, message) => {
    if (message.header.msg_type !== "status" || message.parent_header.msg_type !== "execute_request") return;
    const id = message.parent_header.msg_id;
    if (!cells.has(id)) cells.set(id, {});
    cells.get(id)[message.content.execution_state] = Date.now() / 1000;
  });
}"""
TIMES = "() => [...globalThis.cells.values()].map(({ busy, idle }) => [busy, idle])"
SOURCES = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
  .filter((cell) => cell.type === "code").map((cell) => cell.sharedModel.source)"""


def measure() -> Iterator[Row]:
    tools = browser_tools()
    path, site = tools.chromium(), os.environ.get("NBNN_SITE")
    if path is None or site is None:
        yield Row("the lite part", 0, "", None, "not measured: it needs Chromium, and in NBNN_SITE a folder that ./run site has built")
        return
    from playwright.sync_api import sync_playwright

    yield from _sizes(Path(site))
    with serving_site(Path(site)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=tools.FLAGS)
        yield from _first_lab(browser, address)
        for lesson in sorted(Path(site, "lite", "files").glob("[0-9][0-9]-*.ipynb")):
            yield from _cells(browser, address, lesson)
        browser.close()


def _sizes(site: Path) -> Iterator[Row]:
    files = [path for path in site.rglob("*") if path.is_file()]
    lite = [path for path in files if path.is_relative_to(site / "lite")]
    for words, which in (("the site", files), ("of it JupyterLite, with Pyodide if it has it", lite)):
        packed = sum(len(gzip.compress(path.read_bytes(), 6)) for path in which) / 1e6
        yield Row(f"{words}: its size", sum(path.stat().st_size for path in which) / 1e6, "MB", None, f"{packed:.1f} MB packed")


def _tab(browser, address: str):
    """A tab with an empty cache, which may ask nobody else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(MINUTES)
    block_others(context, address)
    return context.new_page()


def _first_lab(browser, address: str) -> Iterator[Row]:
    page = _tab(browser, address)
    loaded = []
    page.context.on("response", lambda each: loaded.append(each))
    start, load = perf_counter(), os.getloadavg()[0]
    page.goto(lesson_in_lite(address, FIRST))
    wait_until_idle(page)
    choose(page, "Run", "Run All Cells")
    page.locator(".nbnn-lab .nbnn-player").first.wait_for(state="attached")  # JupyterLab hides what is below the fold
    taken = perf_counter() - start
    size = sum(int(each.headers.get("content-length", 0)) for each in loaded) / 1e6
    yield Row("the first lab in JupyterLite, empty cache", taken, "s", MOST_TO_FIRST,
              f"{size:.1f} MB in {len(loaded)} files; the machine's load was {load:.1f}")
    page.context.close()


def _cells(browser, address: str, lesson: Path) -> Iterator[Row]:
    page = _tab(browser, address)
    page.goto(lesson_in_lite(address, lesson.stem))
    wait_until_idle(page)
    page.evaluate(WATCH)
    with Books() as books:
        run_all(page)
        page.wait_for_timeout(1000 * BETWEEN)
    sources, clock = page.evaluate(SOURCES), page.evaluate(TIMES)
    page.context.close()
    there, here = [books.between(*each) for each in clock], local(lesson)
    slowest = max(range(len(there)), key=lambda number: there[number])
    said = " ".join(sources[slowest].split())[:50]
    yield Row(f"{lesson.stem}: its slowest cell in JupyterLite", there[slowest], "s", MOST_OF_A_CELL,
              f"cell {slowest + 1}, {said}: {clock[slowest][1] - clock[slowest][0]:.1f} s by the clock")
    yield Row("… the same cell here", here[slowest], "s", None, f"{there[slowest] / here[slowest]:.1f} × as long there")
    yield Row("… all cells in JupyterLite", sum(there), "s", None, f"{sum(here):.1f} s here, {sum(there) / sum(here):.1f} ×")


class Books:
    """The processor time of the browser's Python, read again and again."""

    def __enter__(self) -> "Books":
        self.when: list[float] = []
        self.had: list[float] = []
        self.over = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        return self

    def __exit__(self, *_error) -> None:
        self.over.set()
        self.reader.join()

    def between(self, start: float, end: float) -> float:
        """Seconds of processor time between two times of the clock."""
        first, last = (max(bisect_right(self.when, at) - 1, 0) for at in (start, end + BETWEEN))
        return self.had[last] - self.had[first]

    def _read(self) -> None:
        places = [path.parent for path in Path("/proc").glob("[0-9]*/task/*/comm") if _is_ours(path)]
        while not self.over.is_set():
            self.when.append(time())
            self.had.append(sum(map(_thread, places)))
            sleep(BETWEEN)


def _is_ours(comm: Path) -> bool:
    """A thread of that name in a process that this one has started, or one that it started has."""
    try:
        if comm.read_text().strip() != THREAD:
            return False
        process = int(comm.parts[2])
        while process not in (0, os.getpid()):
            process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return False
    return process == os.getpid()


def _thread(place: Path) -> float:
    fields = (place / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def local(path: Path) -> list[float]:
    """Seconds of processor time of each cell of code, in a kernel of this machine, in a copy of the lesson's folder."""
    import nbformat
    from nbclient import NotebookClient

    notebook, had = nbformat.read(path, as_version=4), []
    with tempfile.TemporaryDirectory() as name:
        folder = shutil.copytree(path.parent, Path(name, "files"))
        client = NotebookClient(notebook, kernel_name="python3", timeout=None, resources={"metadata": {"path": str(folder)}})
        with client.setup_kernel(stderr=subprocess.DEVNULL):
            _run(client, had)
    return had


def _run(client, had: list[float]) -> None:
    for number, cell in enumerate(client.nb.cells):
        if cell.cell_type == "code":
            before = _processor(client.km.provisioner.pid)
            client.execute_cell(cell, number)
            had.append(_processor(client.km.provisioner.pid) - before)
