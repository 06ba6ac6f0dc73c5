"""The browser tests where everything comes late: what they hold must not depend on how fast the machine is.

NBNN_LATE=frames    what the page asks for in the next frame comes three frames later
NBNN_LATE=messages  what the page and a kernel send each other arrives 150 ms later, and from the kernel one message at a time
NBNN_LATE=hands     the test takes a moment after each thing that it does, and the page goes on meanwhile
"""

import asyncio
import os
import threading
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tests.browser.jupyter import HERE

WAYS = ("frames", "messages", "hands")
LATE = os.environ.get("NBNN_LATE", "")
FRAMES = """(() => {
    const { requestAnimationFrame, cancelAnimationFrame } = globalThis, asked = new Map();
    let last = 0;
    globalThis.requestAnimationFrame = does => {
        const id = last += 1;
        const wait = frames => asked.set(id, requestAnimationFrame(now => {
            if (frames) return wait(frames - 1);
            asked.delete(id);
            return does(now);
        }));
        wait(3);
        return id;
    };
    globalThis.cancelAnimationFrame = id => { cancelAnimationFrame(asked.get(id)); asked.delete(id); };
})()"""
LATER, APART = 0.15, 0.03  # seconds
PAUSE = 120  # ms after each thing that a test does
SOME = 1 << 16  # bytes read at once

if LATE and LATE not in WAYS:
    raise ValueError(f"NBNN_LATE is {LATE!r}: it may be {', '.join(WAYS)}")


def options() -> dict[str, float]:
    """What the browser is started with besides."""
    return {"slow_mo": PAUSE} if LATE == "hands" else {}


def slowed(browser):
    """The browser; with late frames, if these are asked for, in each of its pages."""
    new_context = browser.new_context

    def late_context(**given):
        context = new_context(**given)
        context.add_init_script(FRAMES)
        return context

    if LATE == "frames":
        browser.new_context = late_context
    return browser


@contextmanager
def reached_late(address: str):
    """An address at which this server is reached; its kernels' messages are late, if that is asked for."""
    if LATE != "messages":
        yield address
        return
    found: Future = Future()
    runs = threading.Thread(target=lambda: asyncio.run(_serve(urlsplit(address).port, found)))  # this thread's loop is Playwright's
    runs.start()
    at, end = found.result()
    try:
        yield at
    finally:
        end()
        runs.join()


async def _serve(port: int, found: Future) -> None:
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    passing = await asyncio.start_server(lambda *ends: _pass_on(*ends, port), HERE, 0)
    address = f"http://{HERE}:{passing.sockets[0].getsockname()[1]}"
    found.set_result((address, lambda: loop.call_soon_threadsafe(over.set)))
    await over.wait()
    passing.close()


async def _pass_on(reader, writer, port: int) -> None:
    from_server, to_server = await asyncio.open_connection(HERE, port)
    try:
        first = await _read(reader)
        kernel = b"/channels" in first.partition(b"\r\n")[0]
        later = LATER if kernel else 0
        await asyncio.gather(_pump(_chunks(reader, first), to_server, later),
                             _pump(_messages(from_server) if kernel else _chunks(from_server), writer, later, APART if kernel else 0))
    finally:
        for each in (writer, to_server):
            each.close()


async def _pump(parts, writer, later: float, apart: float = 0) -> None:
    """Write each part so much later than it came, and so much after the one before."""
    clock, due = asyncio.get_running_loop().time, 0.0
    waiting: asyncio.Queue = asyncio.Queue()

    async def write() -> None:
        while (part := await waiting.get()) is not None:
            at, data = part
            await asyncio.sleep(max(0.0, at - clock()))
            with suppress(OSError):
                writer.write(data)
                await writer.drain()
        writer.close()

    writes = asyncio.ensure_future(write())
    async for data in parts:
        due = max(clock() + later, due + apart)
        waiting.put_nowait((due, data))
    waiting.put_nowait(None)
    await writes


async def _chunks(reader, first: bytes = b""):
    """What is read, as it comes."""
    data = first or await _read(reader)
    while data:
        yield data
        data = await _read(reader)


async def _read(reader) -> bytes:
    with suppress(OSError):
        return await reader.read(SOME)
    return b""


async def _messages(reader):
    """The answer to the request for a websocket, and then one frame of it after another."""
    with suppress(asyncio.IncompleteReadError, OSError):
        yield await reader.readuntil(b"\r\n\r\n")
        while True:
            yield await _frame(reader)


async def _frame(reader) -> bytes:
    """RFC 6455, 5.2: the length stands in seven bits, or in the two or eight bytes after them; a server masks nothing."""
    head = await reader.readexactly(2)
    length = head[1] & 127
    if length > 125:
        more = await reader.readexactly(2 if length == 126 else 8)
        head, length = head + more, int.from_bytes(more, "big")
    return head + await reader.readexactly(length)
