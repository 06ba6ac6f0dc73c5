"""A learner's function gets a limited time; whatever it does, everything else stays alive."""

import signal
import sys
import threading
from contextlib import suppress

import pytest

from nbnn.exercises.kinds import limits
from nbnn.exercises.kinds.limits import Printed, TimeUp, within
from nbnn.exercises.lessons.table import exercise

HINGE = exercise("hinge_derivative").variant(2)


def endless(*_):
    while True:
        pass


def stubborn(over):
    """Takes no for no answer, as long as the test lasts."""
    while not over.is_set():
        with suppress(BaseException):
            over.wait(1)  # where lines are measured, Python 3.11 goes on with the test only when the exception has arrived here


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """A call that is to stop has a minute for it: a busy machine may not let its thread run for seconds."""
    monkeypatch.setattr(limits, "PATIENCE", 60.0)


@pytest.fixture(params=["threads", "no threads"])
def threads(request, monkeypatch):
    """Also where no thread can be started, as for Python in the browser."""
    def start(self):
        raise RuntimeError("can't start new thread")
    if request.param == "no threads":
        monkeypatch.setattr(limits._Call, "start", start)


@pytest.mark.usefixtures("threads")
def test_what_it_returns_or_raises_comes_through():
    assert within(60, lambda: 6 * 7) == 42
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 / 0)


@pytest.mark.usefixtures("threads")
def test_an_endless_loop_is_stopped():
    with pytest.raises(TimeUp) as over:
        within(0.1, endless)
    assert not over.value.left_behind


def test_what_cannot_be_stopped_is_left_behind(monkeypatch):
    monkeypatch.setattr(limits, "PATIENCE", 0.2)
    test_is_over = threading.Event()
    with pytest.raises(TimeUp) as over:
        within(0.1, lambda: stubborn(test_is_over))
    assert over.value.left_behind
    test_is_over.set()


@pytest.mark.parametrize("interrupted", [
    lambda here: signal.pthread_kill(here, signal.SIGINT), lambda here: limits.raise_in(here, KeyboardInterrupt)],
    ids=["by a signal", "by another thread"])
def test_an_interrupt_stops_it_and_comes_through(interrupted):
    """What Kernel → Interrupt does while a check waits for its function."""
    here = threading.get_ident()
    begun, ended = threading.Event(), threading.Event()

    def long():
        begun.set()
        try:
            endless()
        finally:
            ended.set()

    def interrupt():
        begun.wait()
        interrupted(here)
    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        within(600, long)
    assert ended.is_set(), "the function has been stopped too"


@pytest.mark.usefixtures("threads")
def test_a_check_of_an_endless_function_says_so_and_counts_nothing(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    check = HINGE.check(endless)
    assert check.verdict == "refused" and "did not return within 0.1 s. It was stopped. Look for a loop that never ends" in check.message


@pytest.mark.usefixtures("threads")
def test_a_function_that_ends_the_program_ends_nothing():
    check = HINGE.check(lambda y, z: exit_())
    assert check.verdict == "wrong" and "it ends the program: let it return its result" in check.message


def exit_():
    raise SystemExit(1)


@pytest.mark.usefixtures("threads")
def test_what_it_prints_is_kept(capsys):
    check = HINGE.check(lambda y, z: print("y is", y) or (-z if y * z < 1 else 0))
    assert check.right and check.printed.startswith("y is ") and check.printed.count("y is") == len(HINGE.calls)
    assert capsys.readouterr().out == ""


def test_a_flood_is_cut_and_what_others_print_goes_its_way(capsys):
    said = threading.Event()
    other = threading.Thread(target=lambda: (said.wait(), print("another cell")))
    other.start()
    with Printed() as printed:
        print("x" * 10_000)
        said.set()
        other.join()
    assert len(printed.text) < 2100 and printed.text.endswith(" …")
    assert capsys.readouterr().out == "another cell\n"


def test_what_was_put_in_the_way_of_printing_stays_there(monkeypatch):
    """A call that replaces sys.stdout itself: another cell's output is not taken back from it."""
    with Printed():
        monkeypatch.setattr("sys.stdout", mine := object())
    assert sys.stdout is mine
