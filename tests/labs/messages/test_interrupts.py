"""Kernel → Interrupt: what a page asked for ends, it is said, and every widget of every lab goes on answering."""

import asyncio
import signal
import sys
import threading

import ipywidgets as widgets
import pytest

from nbnn.core.training.training import Training
from nbnn.exercises.kinds.limits import within
from nbnn.explain import convexity
from nbnn.labs import Exercise, Playground
from nbnn.labs.messages import interrupts
from nbnn.labs.messages.interrupts import INTERRUPTED, from_a_page, guard, pass_on
from tests.labs.every_lab import examples, make
from tests.patience import HANGS
from tests.views.page import alive


def send(widget, **content):
    """What a page sends."""
    widget.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})


def write(widget, **state):
    """What a page sends when a field has another value."""
    widget.comm.handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})


def interrupted(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("line", examples())
def test_an_interrupt_in_any_answer_is_said_and_goes_no_further(line):
    """ipykernel's loops end by a KeyboardInterrupt that reaches them: nothing on the page would be answered again."""
    before = set(alive())
    lab = make(line)
    made = [each for key, each in alive().items() if key not in before and isinstance(each, widgets.DOMWidget)]
    asked = [each for each in made if not isinstance(each, widgets.Image)]  # an image in a chart asks for nothing
    for each in asked:
        lab._say("")
        each.on_msg(interrupted)
        send(each, do="anything")
        assert INTERRUPTED in said_on(made), each
    assert not interrupts._busy
    lab.close()


def said_on(views) -> list[str]:
    """What the lines of the views say, and an exercise beside its verdict."""
    return [words for view in views for words in (getattr(view, "status", ""), getattr(view, "state", {}).get("message", ""))]


def test_an_interrupted_choice_leaves_the_lab_as_it_was(monkeypatch):
    lab = make("nbnn.labs.OptimizerRace()")
    field = lab.fields["curve"]
    shown, other = field.index, (field.index + 1) % len(field.options)
    monkeypatch.setattr(type(lab), "_run", interrupted)
    write(field, index=other)
    assert lab.player.status == INTERRUPTED
    assert field.index == shown and field.value == lab.curve.key
    monkeypatch.undo()
    write(field, index=other)
    assert lab.curve.key == field.options[other][1] and not lab.player.status
    lab.close()


def test_an_interrupted_search_is_said_to_a_page_and_stops_a_cell(monkeypatch):
    lab = make("nbnn.labs.ConvexityLab('hinge')")
    before = lab.chord
    monkeypatch.setattr(convexity, "counterexample", interrupted)
    send(lab.button, event="click")
    assert lab.line.status == INTERRUPTED and lab.chord is before
    with pytest.raises(KeyboardInterrupt):
        lab.button.click()
    lab.close()


def test_a_cell_that_is_interrupted_stops(monkeypatch):
    """Only what a page asked for goes on after it: a cell's own statements do not."""
    lab = make("nbnn.labs.OptimizerRace()")
    monkeypatch.setattr(type(lab), "_run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lab.fields["curve"].value = next(key for _, key in lab.fields["curve"].options if key != lab.curve.key)
    lab.close()


def test_an_interrupted_check_is_no_verdict(tmp_path):
    from nbnn.exercises.progress import ProgressFile

    lab = Exercise("hinge_derivative", lambda y, z: interrupted(), progress=ProgressFile(tmp_path / "p.json", "me"))
    send(lab.view, do="check", numbers=lab.variant.fingerprint, given={})
    assert lab.view.state["verdict"] == "refused" and lab.view.state["message"] == INTERRUPTED
    send(lab.view, do="hint", numbers=lab.variant.fingerprint)
    assert len(lab.view.state["hints"]) == 1
    lab.close()


def test_an_interrupt_reaches_the_thread_in_which_a_message_is_answered():
    """JupyterLab's widget messages are handled beside the main thread, which alone hears of an interrupt."""
    view, said, begun = widgets.DOMWidget(), [], threading.Event()

    def long(*_):
        begun.set()
        while True:
            pass
    view.on_msg(long)
    guard(view, said.append)
    thread = threading.Thread(target=send, args=(view,), kwargs={"do": "it"})
    thread.start()
    begun.wait()
    pass_on(signal.SIGINT, None)
    thread.join(HANGS)
    assert not thread.is_alive() and said == [INTERRUPTED]
    pass_on(signal.SIGINT, None)  # nobody is asked for anything: nothing happens
    view.close()


def test_an_interrupt_that_comes_when_all_is_said_ends_nothing():
    """It may arrive in the last line of an answer, or after it: the thread in which messages are answered stays alive."""
    view, said, left, over = widgets.DOMWidget(), [], [], threading.Event()
    view.on_msg(lambda *_: None)
    guard(view, said.append)

    def answer():
        for _ in range(300):
            send(view, do="it")
            left.append(from_a_page())
        over.set()
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    while thread.is_alive():
        pass_on(signal.SIGINT, None)
    assert over.is_set() and len(left) == 300 and not any(left)
    assert set(said) <= {INTERRUPTED}
    view.close()


def test_an_interrupt_on_the_way_out_leaves_nobody_behind(monkeypatch):
    """One that comes while another is being dealt with: the test above hits that line about once in a hundred runs."""
    view, said, leave, hits = widgets.DOMWidget(), [], interrupts._leave, [KeyboardInterrupt]

    def interrupted_leave(thread):
        if hits:
            raise hits.pop()
        leave(thread)

    monkeypatch.setattr(interrupts, "_leave", interrupted_leave)
    view.on_msg(lambda *_: None)
    guard(view, said.append)
    send(view, do="it")
    assert not from_a_page() and not interrupts._busy
    assert said == [INTERRUPTED]
    view.close()


def test_a_debugger_goes_on_after_a_message():
    """In Python 3.11 an exception that was taken back from a thread made the next call endless, where lines are traced."""
    view, over = widgets.DOMWidget(), threading.Event()
    guard(view, print)
    send(view, do="anything")

    def traced():
        before = sys.gettrace()
        sys.settrace(lambda *_: None)
        over.set()
        sys.settrace(before)
    threading.Thread(target=traced, daemon=True).start()
    assert over.wait(HANGS)
    view.close()


async def until_it_rests(lab) -> None:
    while lab.player.growing:
        await asyncio.sleep(0)


def test_an_interrupt_ends_a_training_and_play_goes_on_with_it(monkeypatch):
    lab, advance = Playground(epochs=300), Training.advance

    def interrupted_at_once(training, *given):  # a fast machine has trained all of it before it could be interrupted from outside
        monkeypatch.setattr(Training, "advance", advance)
        advance(training, *given)
        pass_on(signal.SIGINT, None)

    async def go():
        monkeypatch.setattr(Training, "advance", interrupted_at_once)
        send(lab.player, do="grow")
        await until_it_rests(lab)
        assert "it was stopped by an interrupt after" in lab.player.ended and not lab.player.growing and lab.player.can_extend
        send(lab.player, do="grow")
        await until_it_rests(lab)
    asyncio.run(go())
    assert len(lab.history) == 300 and not lab.player.can_extend
    lab.close()


class Kernel:
    """What ipykernel keeps while a cell runs: the handler that it will go back to."""

    def __init__(self, saved):
        self.saved_sigint_handler = saved
        self.again = []
        self.io_loop = self

    def call_later(self, _seconds, *call):
        self.again.append(call)


@pytest.fixture
def handler_before():
    """A shell may start what runs beside it with SIG_IGN: whatever it is, a test puts it back."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("handler_before")
def test_no_handler_of_somebody_else_is_taken_away():
    kernel = Kernel(saved=signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupts._take_over(kernel)
    assert signal.getsignal(signal.SIGINT) is kernel.saved_sigint_handler is signal.default_int_handler
    assert kernel.again == [(interrupts._take_over, kernel)]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interrupts._take_over(kernel)
    assert signal.getsignal(signal.SIGINT) is pass_on and len(kernel.again) == 1


@pytest.mark.usefixtures("handler_before")
def test_an_interrupt_right_after_the_first_cell_of_a_lab_is_heard():
    """It was heard only where a look at the handler, once a second, had fallen between two cells."""
    kernel = Kernel(saved=signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a cell is running
    interrupts._take_over(kernel)
    signal.signal(signal.SIGINT, kernel.saved_sigint_handler)  # it has ended
    assert signal.getsignal(signal.SIGINT) is pass_on
    interrupts._take_over(*kernel.again.pop()[1:])
    assert not kernel.again


def test_a_wait_with_a_limit_hears_an_interrupt():
    view, said = widgets.DOMWidget(), []
    begun = threading.Event()

    def looks_often(*_):
        """An exception that a thread is not ready for would keep Python 3.11 from all other lines, where lines are traced."""
        begun.set()
        while True:
            threading.Event().wait(0.01)
    view.on_msg(lambda *_: within(HANGS, looks_often))
    guard(view, said.append)
    thread = threading.Thread(target=send, args=(view,), kwargs={"do": "it"})
    thread.start()
    begun.wait()
    pass_on(signal.SIGINT, None)
    thread.join(HANGS)
    assert said == [INTERRUPTED]
    view.close()
