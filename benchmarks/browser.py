"""The Stepper in a real JupyterLab in Chromium: from key press to changed page, frames while playing, kernel messages.

Everything is measured twice: locally, and through a proxy that holds back every byte for 75 ms each way (150 ms a
round trip), as a distant Binder does. How long a frame takes says as much about the machine as about a lab: each time stands beside that
of an empty page in the same browser that only animates, measured just before.
"""

import asyncio
import importlib.util
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

from .table import Row

TESTS = Path(__file__).parents[1] / "tests" / "browser" / "conftest.py"
ONE_WAY = 0.075  # seconds
CELL = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 8, 1], seed=0), nbnn.datasets.moons(), loss=nbnn.hinge, steps=10_000, show="all")
lab"""

# From the event to the frame in which the page has changed (status, board, diagram); how long the script of the move
# took; and, for a jump, when the charts have followed, which are drawn in the frames after.
PRESS = """async ([kind, count]) => {
  const lab = document.querySelector('.nbnn-lab');
  const status = lab.querySelector('.nbnn-player [role=status]');
  const range = lab.querySelector('.nbnn-scrubber');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const example = () => lab.querySelector('.nbnn-data .nbnn-chart-caption').textContent;
  const heading = () => lab.querySelector('.nbnn-board h3').textContent.match(/example \\d+/)[0];
  const taken = [], script = [], charts = [];
  for (let i = 0; i < count; i += 1) {
    for (let rest = 0; rest < 3; rest += 1) await frame();
    await new Promise((done) => setTimeout(done, Math.random() * 16));
    const before = status.textContent;
    const start = performance.now();
    if (kind === 'key') lab.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    else {
      range.value = String(Math.floor(Math.random() * 10000));
      range.dispatchEvent(new Event('input', { bubbles: true }));
    }
    script.push(performance.now() - start);
    if (status.textContent === before) throw new Error('the page did not change at once');
    await frame();
    taken.push(performance.now() - start);
    for (let rest = 0; rest < 30 && !example().startsWith(`${heading()}:`); rest += 1) await frame();
    charts.push(performance.now() - start);
  }
  return [taken, script, charts];
}"""

FRAMES = """async (milliseconds) => {
  const times = [];
  const start = performance.now();
  let last = await new Promise((done) => requestAnimationFrame(done));
  while (performance.now() - start < milliseconds) {
    const now = await new Promise((done) => requestAnimationFrame(done));
    times.push(now - last);
    last = now;
  }
  return times;
}"""


EMPTY = """<body><div style="width:200px;height:200px;background:teal"></div><script>
const turn = (now) => { document.querySelector("div").style.transform = `rotate(${now / 10}deg)`; requestAnimationFrame(turn); };
requestAnimationFrame(turn);
</script></body>"""
AS_EMPTY = 1.25  # how much longer than an empty page's a frame may take: none is left out then, but for the machine's own
EMPTY_SECONDS = 3


def measure() -> Iterator[Row]:
    return in_browser(_measured)


def empty_page(lab) -> list[float]:
    """Frames in ms of an empty page that only animates, in a tab of the same browser."""
    page = lab.page.context.browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(EMPTY)
    frames = page.evaluate(FRAMES, EMPTY_SECONDS * 1000)
    page.context.close()
    lab.page.bring_to_front()
    return frames


def in_browser(measured: Callable) -> Iterator[Row]:
    """The rows of `measured(lab, where)`: in a tab of its own, locally and through the delaying proxy."""
    tools = browser_tools()
    path = tools.chromium()
    if path is None:
        yield Row("the browser part", 0, "", None, "not measured: no Chromium found (install it, or set NBNN_CHROMIUM)")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, tools.serving(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=tools.FLAGS)
        with Delayed(int(address.rsplit(":", 1)[1])) as distant:
            for where, at in (("local", address), ("150 ms away", distant)):
                lab = tools.Lab(browser.new_page(viewport={"width": 1280, "height": 900}), at, Path(folder))
                yield from measured(lab, where)
                lab.page.context.close()
        browser.close()


def _measured(lab, where: str) -> Iterator[Row]:
    lab.open(CELL, name=f"{where.split()[0]}.ipynb")
    page = lab.stepper()
    lab.wait(3000)
    lab.page.evaluate(PRESS, ["key", 20])  # warm
    empty = median(empty_page(lab))
    yield Row(f"a frame of an empty page, {where}", empty, "ms")
    for kind, words in (("key", "key press to changed page"), ("jump", "jump to any update")):
        taken, script, charts = lab.page.evaluate(PRESS, [kind, 100])
        remark = f"{median(taken):.1f} ms, 99 %: {late(taken):.1f} ms; script {median(script):.1f} ms, 99 % {late(script):.1f} ms"
        yield Row(f"{words} / empty page, {where}", median(taken) / empty, "×", AS_EMPTY, remark)
        if kind == "jump":
            yield Row(f"… and the data chart with its boundary, {where}", median(charts) / empty, "×", 4,
                      f"{median(charts):.1f} ms, 99 %: {late(charts):.1f} ms; charts wait a frame each")
    lab.wait(1000)
    worked = work_of(lab)
    told = len(lab.sent)
    for _ in range(200):
        page.press("ArrowLeft")
    lab.wait(1500)
    yield Row(f"messages for 200 key presses, {where}", len(lab.sent) - told, "", 5)
    for by, speed in (("line", "1"), ("update", "4"), ("update", "60")):
        page.locator(".nbnn-player").get_by_text(by, exact=True).click()
        page.get_by_label("Speed").select_option(speed)
        page.press("Home")
        lab.wait(1500)
        told = len(lab.sent)
        page.get_by_role("button", name="Play", exact=True).click()
        before = worked()
        frames = lab.page.evaluate(FRAMES, 5000)
        work, messages = (worked() - before) / len(frames), len(lab.sent) - told
        page.get_by_role("button", name="Pause", exact=True).click()
        lab.wait(800)
        empty = median(empty_page(lab))
        yield Row(f"frame while playing {by}s at {speed}× / empty page, {where}", median(frames) / empty, "×", AS_EMPTY,
                  f"{median(frames):.1f} ms, 99 %: {late(frames):.1f} ms, worst {max(frames):.0f} ms; {work:.1f} ms of processor time")
        yield Row(f"messages while playing {by}s at {speed}×, {where}", messages, "", 0)


def work_of(lab) -> Callable[[], float]:
    """A function that tells how many milliseconds of processor time the page's main thread has had."""
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    metrics = lambda: {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return lambda: 1000 * metrics()["TaskDuration"]


def late(times: list[float]) -> float:
    """The 99th percentile."""
    return quantiles(times, n=100)[-1]


def browser_tools():
    """The browser tests' own way to start JupyterLab and open a notebook."""
    spec = importlib.util.spec_from_file_location("browser_tools", TESTS)
    assert spec is not None and spec.loader is not None
    tools = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tools)
    return tools


class Delayed:
    """A proxy on this machine that passes every byte on after ONE_WAY seconds, in order."""

    def __init__(self, port: int):
        self.port, self.loop = port, asyncio.new_event_loop()

    def __enter__(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            own = free.getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, "127.0.0.1", own), self.loop).result(10)
        return f"http://127.0.0.1:{own}"

    def __exit__(self, *_error) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    async def _hang_up(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _serve(self, reader, writer) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
        except asyncio.CancelledError:
            writer.close()  # the measurement is over

    async def _pass_on(self, reader, writer) -> None:
        waiting: asyncio.Queue = asyncio.Queue()

        async def send() -> None:
            while (item := await waiting.get()) is not None:
                due, data = item
                await asyncio.sleep(max(0.0, due - self.loop.time()))
                writer.write(data)
                await writer.drain()
            writer.close()

        sending = asyncio.ensure_future(send())
        try:
            while data := await reader.read(65_536):
                waiting.put_nowait((self.loop.time() + ONE_WAY, data))
        except ConnectionError:
            pass  # the other side hung up: nothing more to pass on
        waiting.put_nowait(None)
        await asyncio.gather(sending, return_exceptions=True)
