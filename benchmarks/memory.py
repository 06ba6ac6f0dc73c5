"""What a page keeps when a cell runs again, beside an anywidget with as much data and a slider; and what a chain of forks keeps."""

import gc
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import nbnn
import nbnn.labs

from .browser import browser_tools
from .table import Row

RUNS = 10
MAKE = 'nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), loss=nbnn.hinge, eta=0.1, show="all")'
STEPPER = f"import nbnn\nlab = {MAKE}\nlab"
BARE = """import anywidget, traitlets
class Bare(anywidget.AnyWidget):
    _esm = "export default {{ render({{ model, el }}) {{ el.textContent = model.get('data').byteLength; el.className = 'there'; }} }}"
    data = traitlets.Bytes(b"").tag(sync=True)
if "bare" in globals(): bare.close()
bare = Bare(data=bytes({size}))
bare"""
PLAIN = """import ipywidgets
if "made" in globals():
    for each in made: each.close()
slider, label = ipywidgets.IntSlider(3), ipywidgets.Label("3")
box = ipywidgets.HBox([slider, label], _dom_classes=["there"])
made = [box, slider, label]
box"""
# Runs the cell, and waits until what it shows is new.
RUN_AGAIN = """async there => {
    const before = document.querySelector(there);
    await window.jupyterapp.commands.execute('notebook:run-all-cells');
    while (before?.isConnected || !document.querySelector(there)) await new Promise(requestAnimationFrame);
}"""


def measure() -> Iterator[Row]:
    yield _forks()
    tools = browser_tools()
    path = tools.chromium()
    if path is None:
        yield Row("the page's memory", 0, "", None, "not measured: no Chromium found (install it, or set NBNN_CHROMIUM)")
        return
    from playwright.sync_api import sync_playwright

    size = _bytes_sent()
    with tempfile.TemporaryDirectory() as folder, tools.serving(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=tools.FLAGS)
        kept = {}
        shown = (("a slider and a label", PLAIN, ".there"), (f"an anywidget with {size / 1000:.0f} KB", BARE.format(size=size), ".there"),
                 ("a Stepper", STEPPER, ".nbnn-board [aria-current=step]"))
        for name, cell, there in shown:
            lab = tools.Lab(tools.new_tab(browser), address, Path(folder))
            kept[name], nodes = _a_rerun(lab.open(cell, name=f"{len(kept)}.ipynb", run=False), there)
            lab.page.context.close()
            ours = name == "a Stepper"
            yield Row(f"{name}: kept by a re-run", kept[name], "MB", 0.35 if ours else None, f"{nodes:.0f} nodes of the page")
        _, bare, stepper = kept.values()
        yield Row("the Stepper beside the anywidget", stepper / bare, "×", 1.2)
        browser.close()


def _forks() -> Row:
    """A chain of a hundred forks beside the run that it began with."""
    gc.collect()
    tracemalloc.start()
    run = nbnn.sgd(nbnn.Network.random([2, 8, 1], seed=0), nbnn.datasets.moons(), loss=nbnn.hinge, eta=0.1, steps=1000, seed=0)
    one = tracemalloc.get_traced_memory()[0]
    for at in range(1, 101):
        run = run.fork(at, network=run.network(at).with_weight(1, 0, 0, 0.01 * at))
    gc.collect()
    all_of_them = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return Row("a chain of 100 forks, beside one run", all_of_them / one, "×", 3)


def _bytes_sent() -> int:
    """Of a Stepper's recording."""
    lab = eval(MAKE, {"nbnn": nbnn})
    size = sum(len(value) for value in (lab.player.head, lab.player.tail, lab.player.tables))
    lab.close()
    return size


def _a_rerun(lab, there: str) -> tuple[float, float]:
    """MB and nodes that stay for each time that the cell runs again."""
    page, browser = lab.page, lab.page.context.new_cdp_session(lab.page)
    ends = []
    for runs in (3, RUNS):
        for _ in range(runs):
            page.evaluate(RUN_AGAIN, there)
            lab.settle()
        lab.wait(2500)  # what a closed widget's timers hold is let go of
        for _ in range(3):
            browser.send("HeapProfiler.collectGarbage")
        heap = browser.send("Runtime.getHeapUsage")
        ends.append(((heap["usedSize"] + heap.get("backingStorageSize", 0)) / 1e6, browser.send("Memory.getDOMCounters")["nodes"]))
    (before, nodes_before), (after, nodes_after) = ends
    return (after - before) / RUNS, (nodes_after - nodes_before) / RUNS
