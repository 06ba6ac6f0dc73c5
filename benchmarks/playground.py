"""The Playground while it trains at full speed: frames, the longest that the page is blocked, examples a second that are shown.

Measured locally and through the proxy that holds back every byte (see `browser`), for the network that it begins with, the
largest one that it draws, and digits.
"""

from collections.abc import Iterator
from statistics import median

from .browser import FRAMES, in_browser, late
from .table import Row

CASES = {
    "2–4–2–1": "nbnn.labs.Playground(epochs=3000)",
    "2–8–8–8–8–1, 7 inputs": "nbnn.labs.Playground(hidden=(8,) * 4, features=('x1', 'x2', 'x1_squared', 'x2_squared', 'product', "
                             "'sin_x1', 'sin_x2'), epochs=3000)",
    "digits, 64–32–10": "nbnn.labs.Playground('digits', hidden=(32,), epochs=300)",
}
SECONDS = 5

# Tasks that kept the page from anything else, as the browser itself counts them (50 ms and more), and the epoch that is shown.
WATCH = """() => {
  window.nbnnBlocked = [];
  new PerformanceObserver((list) => window.nbnnBlocked.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
}"""
EPOCH = "() => Number(document.querySelector('.nbnn-pg .nbnn-scrubber').value)"


def measure() -> Iterator[Row]:
    return in_browser(_measured)


def _measured(lab, where: str) -> Iterator[Row]:
    for number, (words, code) in enumerate(CASES.items()):
        lab.open(f"import nbnn\nlab = {code}\nlab", name=f"playground-{number}-{where.split()[0]}.ipynb")
        page = lab.page.locator(".nbnn-lab").first
        page.locator(".nbnn-pg [role=status]").filter(has_text="Before training").wait_for(timeout=60_000)
        page.get_by_label("Speed").select_option("240")
        lab.wait(2500)
        lab.page.evaluate(WATCH)
        examples = int(lab.evaluate_in_kernel("print(len(lab.setting.train))"))
        lab.wait(1000)
        lab.page.evaluate("window.nbnnBlocked.length = 0")
        page.get_by_role("button", name="Play", exact=True).click()
        told = len(lab.sent)
        lab.wait(250)
        first = lab.page.evaluate(EPOCH)
        frames = lab.page.evaluate(FRAMES, SECONDS * 1000)
        shown = (lab.page.evaluate(EPOCH) - first) * examples / (sum(frames) / 1000)
        blocked = max([0.0, *lab.page.evaluate("window.nbnnBlocked")])
        messages = len(lab.sent) - told
        yield Row(f"playground {words}, a frame while it trains, {where}", median(frames), "ms", 17,
                  f"99 %: {late(frames):.1f} ms, worst {max(frames):.0f} ms")
        yield Row(f"… its longest block of the page, {where}", blocked, "ms", 100, "0: none of 50 ms or more")
        yield Row(f"… training examples a second shown, {where}", shown, "1/s", None, f"{messages} messages to the kernel")
