"""Kernel → Interrupt reaches what a page asked for, wherever it runs; it is said in words, and everything stays alive.

JupyterLab hands the messages of widgets to a thread of the kernel beside the one in which cells run, and an interrupt reaches
only the latter, which ignores it while it has nothing to do. Here every message of a lab's widgets goes through one place,
`guard`, and an interrupt is passed on to the threads that are in there. (Where there are no such threads it arrives by itself.) What a
page may not say is stopped there too; see door.py.

ipykernel 7.4 gives a message to the thread that last wrote to its widget (`BaseComm._reply_subshell_for`). Two messages of one page would
then run at the same time, and an interrupt would stop only the one among the cells. `guard` keeps each in the thread that JupyterLab chose.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import ipywidgets as widgets

from ...exercises.kinds.limits import raise_in
from .door import admitted

INTERRUPTED = "Interrupted: what you asked for was not finished. What is shown has not changed; you can try again."
AGAIN = 1.0  # seconds until it is tried once more to listen to interrupts
_lock = threading.Lock()
_busy: set[int] = set()  # the threads that are answering a page
_running: list[Callable[[], object]] = []  # how to stop what goes on between messages, such as a training
_listening = False


def guard(widget: widgets.Widget, told: Callable[[str], object]) -> None:
    """Let only what a page may say reach this widget, and let an interrupt end what it has begun; `told` is called with what is then said.
    """
    receive, comm = widget._handle_msg, widget.comm

    def received(message) -> None:
        heard = admitted(widget, message["content"].get("data"))
        if heard is None:
            return
        thread = threading.get_ident()
        try:
            try:
                _enter(thread)
                receive({**message, "content": {**message["content"], "data": heard}})
            finally:
                _leave(thread)
        except KeyboardInterrupt:
            _leave(thread)  # a second interrupt may have cut the first call short
            told(INTERRUPTED)

    if comm is not None:
        comm._reply_subshell_for = None
        comm.on_msg(received)


def from_a_page() -> bool:
    """Is this called because a page asked, and not by a cell?"""
    return threading.get_ident() in _busy


@contextmanager
def interruptible(stop: Callable[[], object]) -> Iterator[None]:
    """While this goes on, an interrupt calls `stop`: for what runs in slices, with other messages between them."""
    _running.append(stop)
    try:
        yield
    finally:
        _running.remove(stop)


def listen() -> None:
    """Be told of interrupts while no cell is running; outside a kernel nothing is done."""
    global _listening
    kernel = _kernel()
    if kernel is not None and not _listening:
        _listening = True
        _take_over(kernel)


def pass_on(*_) -> None:
    """Interrupt whatever a page has asked for. (It is called as a handler of SIGINT.)"""
    with _lock:
        for thread in _busy - {threading.get_ident()}:
            raise_in(thread, KeyboardInterrupt)
    for stop in list(_running):
        stop()


def _take_over(kernel) -> None:
    """The kernel ignores interrupts while no cell is running: from now on they are passed on. A handler of somebody else stays.

    While a cell runs, the kernel keeps what it will go back to: an interrupt right after the first cell of a lab is heard as well.
    """
    now = signal.getsignal(signal.SIGINT)
    if now is signal.SIG_IGN:
        signal.signal(signal.SIGINT, pass_on)
    elif now is not pass_on:
        if getattr(kernel, "saved_sigint_handler", None) is signal.SIG_IGN:
            kernel.saved_sigint_handler = pass_on
        kernel.io_loop.call_later(AGAIN, _take_over, kernel)  # to make sure that it was taken


def _kernel():
    """The kernel, in its main thread and with an event loop; None where there is none, or where interrupts are no signals."""
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython else None
    main = threading.current_thread() is threading.main_thread()
    return kernel if main and sys.platform != "emscripten" and getattr(kernel, "io_loop", None) else None


def _enter(thread: int) -> None:
    with _lock:
        _busy.add(thread)


def _leave(thread: int) -> None:
    """From here on no interrupt may reach this thread: it would end the thread itself.

    One that is on its way arrives at the next call, so here at the latest, where it has nothing left to end. It is not taken back:
    Python up to 3.12 would go on looking for what was taken back, which makes every call slower, and one that is traced endless.
    """
    while thread in _busy:
        try:
            with _lock:
                _busy.discard(thread)
        except KeyboardInterrupt:
            continue
