"""Call a learner's function in this process for a limited time: an endless loop is stopped, and everything else stays alive.

The function runs in a thread of its own. When its time is over, or when somebody interrupts, an exception is raised in that
thread; a call that cannot be stopped so (`time.sleep`, a long calculation in C, an `except` that takes everything) is left
behind. Where there are no threads (Python in the browser), the lines of the function are counted against the clock, and only
lines of Python can be stopped.
"""

import contextvars
import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

SECONDS = 5.0  # for all the calls of one check
LOOK, PATIENCE = 0.05, 1.0  # seconds between two looks at a running call, and until one that was stopped is left behind
LONGEST_PRINTED = 2000  # characters


class Stopped(SystemExit):
    """Raised in a call whose time is over. `except Exception` lets it through, and a thread that ends with it says nothing."""


class TimeUp(Exception):
    """The time was over. left_behind : the call could not be stopped, and goes on where nobody waits for it."""

    def __init__(self, left_behind: bool):
        super().__init__("time is up")
        self.left_behind = left_behind


def within(seconds: float, act: Callable[[], Any]) -> Any:
    """Return what `act()` returns; what it raises comes through. Raises TimeUp; an interrupt stops it and comes through too."""
    call, end = _Call(act), time.monotonic() + seconds
    try:
        call.start()
        while not call.ended.is_set() and time.monotonic() < end:
            call.ended.wait(LOOK)
    except RuntimeError:  # there are no threads here
        return _call_by_lines(seconds, act)
    except KeyboardInterrupt:
        call.stop()
        raise
    if not call.ended.is_set():
        raise TimeUp(left_behind=not call.stop())
    if call.error is not None:
        raise call.error
    return call.result


class _Call(threading.Thread):
    """`act()` in a thread, in the context of the one who asks: what it prints belongs to the same message.

    Whether it goes on is asked of `ended`, never by `join`: a thread whose `join` was interrupted counts as dead in Python 3.11 and
    3.12, alive or not (`Thread._wait_for_tstate_lock`).
    """

    def __init__(self, act: Callable[[], Any]):
        super().__init__(daemon=True, name="nbnn-call")
        self._act, self._context, self._lock = act, contextvars.copy_context(), threading.Lock()
        self.result: Any = None
        self.error: BaseException | None = None
        self.ended = threading.Event()

    def run(self) -> None:
        try:
            self.result = self._context.run(self._act)
        except Stopped:
            pass
        except BaseException as error:  # it is raised where the call was asked for
            self.error = error
        with self._lock:
            self.ended.set()

    def stop(self) -> bool:
        """Raise Stopped in it until it ends; False when it does not."""
        end = time.monotonic() + PATIENCE
        while not self.ended.is_set() and time.monotonic() < end:
            with self._lock:
                if not self.ended.is_set() and not raise_in(self.ident, Stopped):
                    return True  # it was raised between the end of the call and that of its thread
            self.ended.wait(LOOK)
        return self.ended.is_set()


def raise_in(thread: int | None, error: type[BaseException]) -> bool:
    """Raise an exception in another thread, at its next call. Returns False where no such thread is left; one without a number has
    not begun.
    """
    if thread is None:
        return True
    return ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error)) > 0


def _call_by_lines(seconds: float, act: Callable[[], Any]) -> Any:
    """The same without threads: each line looks at the clock."""
    end = time.monotonic() + seconds

    def look(_frame, _event, _argument):
        if time.monotonic() > end:
            raise Stopped
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        return act()
    except Stopped:
        raise TimeUp(left_behind=False) from None
    finally:
        sys.settrace(before)


class Printed:
    """Keeps what a call prints, `with Printed() as printed:`; what other threads print goes its usual way."""

    def __init__(self):
        self._before, self._texts, self._left = sys.stdout, [], LONGEST_PRINTED
        self._others = {thread.ident for thread in threading.enumerate()} - {threading.get_ident()}

    def write(self, text: str) -> int:
        if threading.get_ident() in self._others:
            return self._before.write(text)
        if self._left > 0:
            self._texts.append(text[:self._left])
            self._left -= len(text)
        return len(text)

    def __getattr__(self, name: str):
        return getattr(self._before, name)

    def __enter__(self) -> "Printed":
        sys.stdout = self
        return self

    def __exit__(self, *_) -> None:
        if sys.stdout is self:
            sys.stdout = self._before

    @property
    def text(self) -> str:
        """What was printed, cut where it is long."""
        return "".join(self._texts).rstrip() + (" …" if self._left < 0 else "")
