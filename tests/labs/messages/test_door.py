"""What a page may say: whatever it sends to any widget of any lab, the lab goes on, and what only Python may write stays.

`NBNN_MESSAGES=5000` sends so many to each lab instead of the usual few.
"""

import logging
import os
from random import Random

import ipywidgets as widgets
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nbnn.labs.messages import door
from nbnn.labs.messages.door import DEEPEST, MOST, is_plain, may_change
from nbnn.views.player.player import Player
from tests.labs.every_lab import examples, make, unfold
from tests.labs.messages.test_interrupts import send, write
from tests.views.page import alive

AT_A_TIME = 10
TIMES = int(os.environ.get("NBNN_MESSAGES", 40)) // AT_A_TIME
LEAVES = (-1, 0, 1, 2, 3, 7, 0.5, -0.0, 1e308, float("inf"), float("nan"), 2**53, 10**9, -10**9, 10**400, True, False, None, "", "0", "1",
          "1/0", "nan", "<img src=x onerror=alert(1)>", "__class__", "x" * 5000, "\x00", "\ud800", "hinge", "line")
FIELDS = ("layer", "row", "column", "update", "line", "unit", "name", "entry", "after", "example", "moment", "text", "entries", "level",
          "choice", "hands", "weights", "given", "numbers", "at", "add", "file", "event", "ground", "node", "about", "start", "epochs",
          "words", "x", "z", "examples", "points", "class", "label")
REQUESTS = ("place", "wiggle", "unpacked", "check", "hint", "show", "another", "download", "here", "click", "anything", "__init__")


def any_value(rng, deep=3):
    """A value that a page could write, likely or not."""
    kind = rng.random() if deep else 0
    if kind < 0.7:
        return rng.choice(LEAVES)
    inside = [any_value(rng, deep - 1) for _ in range(rng.randrange(4))]
    return inside if kind < 0.85 else {rng.choice(FIELDS): each for each in inside}


def any_message(rng, parts):
    """(widget, how it is sent, what it says): half of it about what there is, half of it about anything."""
    widget = rng.choice(parts)
    if rng.random() < 0.5:
        names = [rng.choice([*widget.keys, *may_change(widget), *rng.choices(FIELDS)]) for _ in range(3)]
        return widget, write, {name: any_value(rng) for name in names}
    content = any_value(rng) if rng.random() < 0.2 else {rng.choice(FIELDS): any_value(rng) for _ in range(4)}
    if isinstance(content, dict):
        content["do"] = rng.choice([*getattr(widget, "_handlers", ()), *REQUESTS])
    return widget, say, content


def made_with(line):
    """The lab of an example, all unfolded, and every widget that came with it. (Layouts, axes and images only say how things look.)"""
    before = set(alive())
    lab = unfold(make(line))
    made = [each for key, each in alive().items() if key not in before and isinstance(each, widgets.DOMWidget)]
    return lab, [each for each in made if not isinstance(each, widgets.Image)]


def say(widget, content):
    widget.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})


@pytest.mark.parametrize("line", examples())
def test_whatever_a_page_sends_the_lab_goes_on(line, caplog):
    lab, parts = made_with(line)

    @settings(max_examples=TIMES, database=None, phases=[Phase.generate])
    @given(st.integers(0, 2**32))
    def hold(seed):
        rng = Random(seed)
        for widget, send_it, said in [any_message(rng, parts) for _ in range(AT_A_TIME)]:
            if widget.comm is not None:
                send_it(widget, **said) if send_it is write else send_it(widget, said)
        goes_on(lab)

    with caplog.at_level(logging.WARNING):
        hold()
    raised = [record.getMessage() for record in caplog.records if record.exc_info]
    assert raised == []
    for player in lab.all_of(Player):
        send(player, do="reset")
    goes_on(lab)
    lab.close()


def goes_on(lab):
    assert lab.sentence()
    assert lab.table() is not None
    assert lab.token()
    for player in lab.all_of(Player):
        if player.schema:
            player.index = min(player.index + 1, player.moments - 1)


@pytest.mark.parametrize("line", examples())
def test_what_only_python_writes_no_page_changes(line):
    lab, parts = made_with(line)
    assert [each for each in parts if not guarded(each)] == []
    for widget in parts:
        own = [name for name in widget.keys if name not in set(may_change(widget))]
        before = {name: getattr(widget, name) for name in own}
        for value in (None, {}, [], "", 10**9):  # each trait is looked at by itself, whatever else is in a message
            write(widget, **dict.fromkeys(own, value))
        assert all(getattr(widget, name) is before[name] for name in own), widget
    lab.close()


def guarded(widget) -> bool:
    return "received" in getattr(widget.comm._msg_callback, "__qualname__", "")


def test_a_refusal_is_logged_once_and_the_page_is_told_what_is_true(caplog, monkeypatch):
    monkeypatch.setattr(door, "_logged", set())
    lab = make(examples()[0])
    player, told = lab.player, []
    monkeypatch.setattr(type(player), "send_state", lambda self, key=None: told.append(key))
    for _ in range(3):
        write(player, index=10**9, schema={})
    assert player.index == 0 and player.schema
    assert told == [["index", "schema"]] * 3
    assert len(caplog.records) == 2
    lab.close()


def test_what_is_right_in_a_message_is_taken_beside_what_is_not():
    lab = make(examples()[0])
    write(lab.player, index=1, line=-1, schema={})
    assert (lab.player.index, lab.player.line) == (1, 0)
    lab.close()


@pytest.mark.parametrize(("data", "words"), [
    ({"method": "backbone", "state": {"index": 1}}, "a message of no kind"), (["update", {"index": 1}], "a message of no kind"),
    ({"method": "update", "state": [["index", 1]]}, "a state that is none"), ({"method": "update"}, "a state that is none"),
    ({"method": "update", "state": {"index": 1}, "buffer_paths": [["index"]]}, "a state that is none"),
    ({"method": "custom", "content": "reset"}, "a message that is no request"),
], ids=str)
def test_what_is_no_message_is_logged_and_changes_nothing(data, words, caplog, monkeypatch):
    monkeypatch.setattr(door, "_logged", set())
    lab = make(examples()[0])
    before = lab.player.get_state()
    lab.player.comm.handle_msg({"content": {"data": data}, "buffers": []})
    assert lab.player.get_state() == before
    assert [words in record.getMessage() for record in caplog.records] == [True]
    lab.close()


def test_a_page_that_asks_for_the_state_is_sent_it(monkeypatch):
    """What a page does that has lost its widgets, such as one that was reloaded."""
    lab, sent = make(examples()[0]), []
    monkeypatch.setattr(type(lab.player), "send_state", lambda self, key=None: sent.append(self))
    lab.player.comm.handle_msg({"content": {"data": {"method": "request_state"}}, "buffers": []})
    assert sent == [lab.player]
    lab.close()


def nested(depth):
    return [] if depth == 0 else [nested(depth - 1)]


@pytest.mark.parametrize(("value", "plain"), [
    (None, True), (2**53, True), (2**53 + 1, False), (float("nan"), False), (1e308, True), (b"", False), ({"a": [1, "b"]}, True),
    (nested(DEEPEST), True), (nested(DEEPEST + 1), False), ("x" * (MOST - 1), True), ("x" * MOST, False), ([0] * MOST, False),
])
def test_plain_values(value, plain):
    assert is_plain(value) is plain
