"""The labs of curves in a browser: frames and messages while a race of six methods plays, and pointer to picture while dragging.

Measured locally and through the proxy that holds back every byte (see `browser`).
"""

import json
from collections.abc import Callable, Iterator
from statistics import median

from .browser import AS_EMPTY, FRAMES, empty_page, in_browser, late, work_of
from .table import Row

RACE = """import nbnn
lab = nbnn.labs.OptimizerRace("valley", eta=0.02, steps=1000)
lab"""
CHORD = """import nbnn
lab = nbnn.labs.ConvexityLab("double_well")
lab"""
SPEEDS = ("4", "16", "60")  # 24, 96 and 360 updates a second

# From the pointer's event to the end of the frame in which the handle and its chord have moved.
DRAG = """async (count) => {
  const grip = document.querySelector('.nbnn-lab .nbnn-handle');
  const box = grip.getBoundingClientRect();
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  grip.setPointerCapture = () => {};
  grip.hasPointerCapture = () => true;
  const at = (x) => ({ pointerId: 1, bubbles: true, clientX: x, clientY: box.y + 8 });
  grip.dispatchEvent(new PointerEvent('pointerdown', at(box.x)));
  const taken = [];
  for (let i = 0; i < count; i += 1) {
    await frame();
    await new Promise((done) => setTimeout(done, Math.random() * 16));
    const before = grip.getAttribute('transform');
    const start = performance.now();
    grip.dispatchEvent(new PointerEvent('pointermove', at(box.x + 2 + (i % 60) * 2)));
    if (grip.getAttribute('transform') === before) throw new Error('the handle did not move at once');
    await frame();
    taken.push(performance.now() - start);
  }
  grip.dispatchEvent(new PointerEvent('pointerup', at(box.x)));
  return taken;
}"""


def measure() -> Iterator[Row]:
    return in_browser(lambda lab, where: (*_race(lab, where), *_drag(lab, where)))


def _race(lab, where: str) -> Iterator[Row]:
    lab.open(RACE, name=f"race-{where.split()[0]}.ipynb")
    page = lab.first_lab()
    lab.wait(2500)
    worked = work_of(lab)
    still = lab.page.evaluate(FRAMES, 5000)
    yield Row(f"worst frame of the same page at rest, {where}", max(still), "ms", None, "what this machine's other work does")
    for speed in SPEEDS:
        page.get_by_label("Speed").select_option(speed)
        page.focus()
        page.press("Home")
        lab.wait(1500)
        told, before = len(lab.sent), worked()
        page.get_by_role("button", name="Play", exact=True).click()
        frames = lab.page.evaluate(FRAMES, 2500 if speed == "60" else 5000)
        messages, work = len(lab.sent) - told, (worked() - before) / len(frames)
        page.focus()
        page.press("Home")
        longest = longest_task(lab, lambda: lab.wait(2000))
        pause = page.get_by_role("button", name="Pause", exact=True)
        if pause.count():
            pause.click()
        lab.wait(800)
        empty = empty_page(lab)
        yield Row(f"race of six, 1,000 updates, at {speed}× / empty page, {where}", median(frames) / median(empty), "×", AS_EMPTY,
                  f"{median(frames):.1f} ms, 99 %: {late(frames):.1f} ms; {work:.1f} ms of the page's processor time in each")
        yield Row(f"its worst frame at {speed}× / the worst of an empty page, {where}", max(frames) / max(empty), "×", 3,
                  f"{max(frames):.0f} ms")
        yield Row(f"longest task at {speed}×, {where}", longest, "ms", 50, "of the page's own thread, in processor time")
        yield Row(f"messages while it plays at {speed}×, {where}", messages, "", 0)


def longest_task(lab, act: Callable[[], object]) -> float:
    """Milliseconds of processor time of the longest task of the page's main thread while `act()` lasts.

    On a shared machine a frame is late when others have the processor; this is what the page itself takes.
    """
    browser = lab.page.context.browser
    browser.start_tracing(page=lab.page, categories=["toplevel", "devtools.timeline"])
    act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    main = {(each["pid"], each["tid"]) for each in events if each.get("name") == "thread_name" and each["args"]["name"] == "CrRendererMain"}
    return max(each["tdur"] / 1000 for each in events if each.get("ph") == "X" and "tdur" in each and (each["pid"], each["tid"]) in main)


def _drag(lab, where: str) -> Iterator[Row]:
    lab.open(CHORD, name=f"chord-{where.split()[0]}.ipynb")
    lab.first_lab()
    lab.wait(1500)
    taken = lab.page.evaluate(DRAG, 100)
    yield Row(f"pointer to picture while dragging / empty page, {where}", median(taken) / median(empty_page(lab)), "×", AS_EMPTY,
              f"{median(taken):.1f} ms, 99 %: {late(taken):.1f} ms")
