"""A long lesson in a real JupyterLab: `python -m benchmarks.soak [MINUTES] [--to FILE]`, ten minutes unless said otherwise.

Round after round: steps, forks, epochs of training, cells that run again, and now and then a restart of the kernel. Each minute tells
the memory of the kernel and of the page, and how long a step took from the key to the changed page. Ends with 1 when the end is worse
than the beginning allows. The results go to a file as JSON.
"""

import argparse
import json
import platform
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from .browser import browser_tools

RESULTS = Path(__file__).parents[1] / "build" / "soak.json"
STEPPER = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), loss=nbnn.hinge, eta=0.1, show="all")
lab"""
TRAINING = """ground = nbnn.labs.Playground(epochs=500)
ground"""
FORK = "lab.fork(1, 0, 0, {}); print(len(lab.run))"
TRAIN = "ground.train(5) if ground.epoch < 400 else ground.player.set_trait('index', 0); print(ground.epoch)"
KERNEL = """import os
from pathlib import Path
print(int(Path(f"/proc/{os.getpid()}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))"""
STEPS, FORKS, TRAININGS = 20, 3, 2  # in a round
EVERY = 150  # seconds between two restarts
AN_END = 10  # rounds whose steps count as the first, and as the last

# Milliseconds from a key to the frame in which the page has changed, step by step.
PRESS = """async count => {
    const lab = document.querySelector('.nbnn-lab'), said = lab.querySelector('.nbnn-player .nbnn-status'), taken = [];
    const frame = () => new Promise(requestAnimationFrame);
    for (let k = 0; k < count; k += 1) {
        for (let rest = 0; rest < 3; rest += 1) await frame();
        const before = said.textContent, start = performance.now();
        lab.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        while (said.textContent === before) await frame();
        await frame();
        taken.push(performance.now() - start);
    }
    return taken;
}"""
# Runs every cell, and waits until each lab is another one and drawn.
RUN_AGAIN = """async () => {
    const labs = () => [...document.querySelectorAll('.nbnn-lab')], before = new Set(labs());
    const drawn = () => document.querySelector('.nbnn-board [aria-current=step]') && document.querySelector('.nbnn-pg svg');
    await window.jupyterapp.commands.execute('notebook:run-all-cells');
    while (labs().length !== 2 || labs().some(lab => before.has(lab)) || !drawn()) await new Promise(requestAnimationFrame);
}"""
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"


@dataclass(frozen=True)
class Minute:
    """What had been done by then, and what it took: memory in MB, a step in ms (the median of the steps since the minute before)."""

    minute: float
    steps: int
    forks: int
    trainings: int
    reruns: int
    restarts: int
    page_mb: float
    nodes: int
    kernel_mb: float
    step_ms: float

    def line(self) -> str:
        return (f"{self.minute:>6.1f}{self.steps:>8}{self.forks:>8}{self.trainings:>11}{self.reruns:>9}{self.restarts:>10}"
                f"{self.page_mb:>10.1f}{self.nodes:>8}{self.kernel_mb:>11.1f}{self.step_ms:>9.1f}")


HEAD = "".join(f"{name:>{width}}" for name, width in (("minute", 6), ("steps", 8), ("forks", 8), ("trainings", 11), ("re-runs", 9),
                                                      ("restarts", 10), ("page MB", 10), ("nodes", 8), ("kernel MB", 11), ("step ms", 9)))


class Soak:
    """One notebook that is worked with for a long time."""

    def __init__(self, lab):
        self.lab = lab
        self.browser = lab.page.context.new_cdp_session(lab.page)
        self.taken: list[list[float]] = []  # ms of each step, round by round
        self.told = 0  # rounds that have been told
        self.forks = self.trainings = self.reruns = self.restarts = 0

    def begin(self) -> None:
        self.lab.open(STEPPER, TRAINING, name="soak.ipynb", run=False)
        for _ in range(3):  # what is loaded once is there then
            self._run_again()
        self.reruns = 0

    def round(self) -> None:
        self.taken.append(self.lab.page.evaluate(PRESS, STEPS))
        self.lab.settle()
        for _ in range(FORKS):
            self.lab.evaluate_in_kernel(FORK.format(round(0.01 * self.forks % 2 - 1, 2)))
            self.forks += 1
        for _ in range(TRAININGS):
            self.lab.evaluate_in_kernel(TRAIN)
            self.trainings += 1
        self.lab.settle()
        self._run_again()

    def restart(self) -> None:
        self.lab.page.evaluate(RESTART)
        self.lab.choose_kernel()
        self._run_again()
        self.restarts += 1

    def _run_again(self) -> None:
        self.lab.page.evaluate(RUN_AGAIN)
        self.lab.settle()
        self.reruns += 1

    def minute(self, minutes: float) -> Minute:
        self.lab.wait(2500)  # what a closed lab's timers hold is let go of
        for _ in range(3):
            self.browser.send("HeapProfiler.collectGarbage")
        heap, counters = self.browser.send("Runtime.getHeapUsage"), self.browser.send("Memory.getDOMCounters")
        page = (heap["usedSize"] + heap.get("backingStorageSize", 0)) / 1e6
        kernel = int(self.lab.evaluate_in_kernel(KERNEL)) / 1e6
        new, self.told = self.taken[self.told:], len(self.taken)
        return Minute(round(minutes, 1), sum(map(len, self.taken)), self.forks, self.trainings, self.reruns, self.restarts, round(page, 1),
                      counters["nodes"], round(kernel, 1), round(_median(new), 1))


def soak(lab, minutes: float, tell=print) -> dict:
    """Work with the lab for so many minutes; the results as they are written."""
    at_work, rows = Soak(lab), []
    at_work.begin()
    start = perf_counter()
    told = restarted = start
    tell(HEAD)
    rows.append(at_work.minute(0))
    tell(rows[-1].line())
    while perf_counter() - start < 60 * minutes:
        at_work.round()
        now = perf_counter()
        if now - restarted >= EVERY:
            at_work.restart()
            restarted = now
        if now - told >= 60:
            rows.append(at_work.minute((now - start) / 60))
            told = now
            tell(rows[-1].line())
    rows.append(at_work.minute((perf_counter() - start) / 60))
    tell(rows[-1].line())
    return results(rows, at_work.taken)


def results(rows: list[Minute], taken: list[list[float]]) -> dict:
    """The rows, and of them what may grow: each with the most that it may be."""
    first, last = rows[0], rows[-1]
    most = min(AN_END, max(1, len(taken) // 2))
    checks = {"kernel, the last beside the first": (last.kernel_mb / first.kernel_mb, 1.5),
              "a step, the last beside the first": (_median(taken[-most:]) / _median(taken[:most]), 1.5)}
    for name, value, of_rerun, of_restart in (("page MB", "page_mb", 0.5, 8), ("page nodes", "nodes", 20, 4000)):
        rerun, restart = growth(rows, value)
        checks |= {f"{name} a re-run": (rerun, of_rerun), f"{name} a restart": (restart, of_restart)}
    return {"python": platform.python_version(), "minutes": last.minute, "rows": [asdict(row) for row in rows],
            "checks": {name: {"value": round(value, 3), "most": limit, "kept": value <= limit} for name, (value, limit) in checks.items()}}


def growth(rows: list[Minute], value: str) -> tuple[float, float]:
    """By how much this grew with a re-run, and besides with a restart: from the minutes without a restart, and from the others."""
    def grown(pairs, count: str) -> tuple[float, int]:
        return (sum(getattr(after, value) - getattr(before, value) for before, after in pairs),
                sum(getattr(after, count) - getattr(before, count) for before, after in pairs))

    pairs = list(zip(rows, rows[1:]))
    quiet = [(before, after) for before, after in pairs if before.restarts == after.restarts]
    by_reruns, reruns = grown(quiet, "reruns")
    rerun = by_reruns / max(1, reruns)
    by_all, restarts = grown(pairs, "restarts")
    return rerun, (by_all - rerun * (rows[-1].reruns - rows[0].reruns)) / max(1, restarts)


def _median(rounds: list[list[float]]) -> float:
    each = [ms for taken in rounds for ms in taken]
    return median(each) if each else 0.0


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="./run soak", description=__doc__.partition("\n")[0])
    asked.add_argument("minutes", nargs="?", type=float, default=10)
    asked.add_argument("--to", type=Path, default=RESULTS, help="where the results go, as JSON")
    given = asked.parse_args(arguments)
    tools = browser_tools()
    path = tools.chromium()
    if path is None:
        print("no Chromium found: install chromium, or set NBNN_CHROMIUM")
        return 1
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, tools.serving(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=tools.FLAGS)
        page = tools.new_tab(browser)
        page.set_viewport_size({"width": 1280, "height": 900})
        found = soak(tools.Lab(page, address, Path(folder)), given.minutes, lambda words: print(words, flush=True))
        browser.close()
    given.to.parent.mkdir(parents=True, exist_ok=True)
    given.to.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print()
    for name, check in found["checks"].items():
        print(f"{name:<40}{check['value']:>8} (at most {check['most']:g}){'' if check['kept'] else '  falls short'}")
    print(f"The results are in {given.to}.")
    return 0 if all(check["kept"] for check in found["checks"].values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
