"""The Playground while it trains as fast as it can: frames, the longest that the page is blocked, examples a second that are shown.

Shown means that the epoch on the page went by so many examples: of several epochs in a frame the last one is drawn. Beside it stand
the examples a second of the TensorFlow Playground's algorithm in the same browser, while nothing else goes on in the page and nothing
is drawn: see `objects.js`. A task that lasts long may have waited for the processor: so the longest is told twice, by the processor
time that it took and by the clock. Measured locally and through the proxy that holds back every byte (see `browser`), for the network
that it begins with, the largest one that it draws, and digits.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from .browser import AS_EMPTY, FRAMES, empty_page, in_browser, late, work_of
from .table import Row

CASES = {
    "2–4–2–1": "nbnn.labs.Playground(epochs=5000)",
    "2–8–8–8–8–1, 7 inputs": "nbnn.labs.Playground(hidden=(8,) * 4, features=('x1', 'x2', 'x1_squared', 'x2_squared', 'product', "
                             "'sin_x1', 'sin_x2'), epochs=5000)",
    "digits, 64–32–10": "nbnn.labs.Playground('digits', hidden=(32,), epochs=1500)",
}
SECONDS = 3
AS_OBJECTS = 5  # the algorithm by objects may be so many times as fast, both by processor time
OBJECTS_MS = 3000
OBJECTS = Path(__file__).with_name("objects.js")
SOME = 300  # examples that the page is given for it
DATA = f"""import json
def pairs(data):
    z = data.z[:{SOME}]
    targets = z[:, None] if z.min() < 0 else (z[:, None] == range(1, z.max() + 1)) * 1
    return list(zip(data.x[:{SOME}].round(4).tolist(), targets.tolist()))
made = lab.setting
print(json.dumps([made.network.sizes, pairs(made.train), pairs(made.validation), lab.recipe.batch_size, len(made.train)]))"""

TRAINED = "import time; print(time.process_time(), len(lab.history))"  # processor seconds of the kernel, and epochs
TRACED = ["toplevel"]
EPOCH = "() => Number(document.querySelector('.nbnn-player .nbnn-scrubber').value)"


def measure() -> Iterator[Row]:
    return in_browser(_measured)


def _measured(lab, where: str) -> Iterator[Row]:
    for number, (words, code) in enumerate(CASES.items()):
        lab.open(f"import nbnn\nlab = {code}\nlab", name=f"playground-{number}-{where.split()[0]}.ipynb")
        page = lab.page.locator(".nbnn-lab").first
        page.locator(".nbnn-player [role=status]").filter(has_text="Before training").wait_for(timeout=60_000)
        page.get_by_label("Speed").select_option(label="max")
        lab.wait(2500)
        *given, examples = json.loads(lab.evaluate_in_kernel(DATA))
        lab.wait(1000)
        still, worked, browser = lab.page.evaluate(FRAMES, 2000), work_of(lab), lab.page.context.browser
        used = worked()
        made = lab.page.evaluate(OBJECTS.read_text("utf-8"), [*given, OBJECTS_MS])
        by_objects = made / (worked() - used) * 1000
        browser.start_tracing(page=lab.page, categories=TRACED)
        page.get_by_role("button", name="Play", exact=True).click()
        told = len(lab.sent)
        lab.wait(250)
        began = _trained(lab)
        first, before = lab.page.evaluate(EPOCH), worked()
        frames = lab.page.evaluate(FRAMES, SECONDS * 1000)
        shown = (lab.page.evaluate(EPOCH) - first) * examples / (sum(frames) / 1000)
        work, messages = (worked() - before) / len(frames), len(lab.sent) - told
        processor, epochs = (after - first for after, first in zip(_trained(lab), began))
        took, lasted = _longest(json.loads(browser.stop_tracing())["traceEvents"])
        empty = median(empty_page(lab))
        yield Row(f"playground {words}, a frame while it trains / empty page, {where}", median(frames) / empty, "×", AS_EMPTY,
                  f"{median(frames):.1f} ms, 99 %: {late(frames):.1f} ms, worst {max(frames):.0f} ms (at rest {max(still):.0f} ms); "
                  f"{work:.1f} ms of the page's processor time in each")
        yield Row(f"… the page's longest task, {where}", took, "ms", 50,
                  f"by processor time; by the clock the longest took {lasted:.0f} ms")
        yield Row(f"… training examples a second shown, {where}", shown, "1/s", None, f"{messages} messages to the kernel")
        trained = epochs * examples / processor
        yield Row(f"… trained in a second of the kernel's processor, {where}", trained, "1/s", None,
                  "with all that is told the page")
        yield Row(f"… by objects in the same browser / it, {where}", by_objects / trained, "×", AS_OBJECTS,
                  f"{by_objects:,.0f} in a second of the page's processor")


def _trained(lab) -> tuple[float, float]:
    """Processor seconds of the kernel, and epochs made, so far."""
    seconds, epochs = map(float, lab.evaluate_in_kernel(TRAINED).split())
    return seconds, epochs


def _longest(events: list[dict]) -> tuple[float, float]:
    """The longest task of the page's main thread, in ms: by its own processor time, and by the clock."""
    mains = {(e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and "RendererMain" in e["args"]["name"]}
    tasks = [e for e in events if e.get("ph") == "X" and e["name"].endswith("RunTask") and (e["pid"], e["tid"]) in mains]
    return max(e.get("tdur", 0) for e in tasks) / 1000, max(e["dur"] for e in tasks) / 1000
