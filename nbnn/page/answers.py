"""Answers in advance: what a page without Python may be asked for is done in Python while the page is made, and what changes is kept.

There are two kinds. A choice (`choose`) is a place in the page's own state, such as which views are unfolded, and its answer is what
the other widgets are then. A question (`ask`) is a message, and its answer is what Python changed and said upon it. A page only looks
them up (page.js): nothing that it is asked is ever run.
"""

import json
import threading
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any

from ipywidgets import Widget

USUAL_SIZE = 300_000  # bytes of answers in a page, packed
BASE64 = 4 / 3  # how much longer a page's text is than what it says

State = dict[str, Any]
States = dict[str, tuple[Widget, State]]
Key = tuple[str, str]  # a widget's id and a trait


class Full(Exception):
    """There is no more room for answers."""


class Answers:
    """The answers of one page.

    most : bytes that they may take in it, packed; what is recorded first is kept.
    widgets : id → widget, of all that an answer may put on the page.
    """

    def __init__(self, most: int = USUAL_SIZE):
        if isinstance(most, bool) or not isinstance(most, int) or most < 0:
            raise ValueError(f"answers is {most!r}: give how many bytes the recorded answers may take, 0 for none")
        self._left = float(most)
        self._choices: list[dict] = []
        self._asked: dict[str, list[dict]] = {}
        self._buffers: dict[str, tuple[int, str]] = {}  # what tells a buffer from others → its number, and itself in base64
        self._decided: set[Key] = set()  # what an earlier choice decides
        self._controls: dict[Key, Widget] = {}
        self.widgets: dict[str, Widget] = {}

    @contextmanager
    def part(self, of: int) -> Iterator[None]:
        """Within it no more than one part `of` so many of the room that is left may be taken."""
        rest = self._left * (1 - 1 / of)
        self._left -= rest
        try:
            yield
        finally:
            self._left += rest

    def record(self, root: Widget, rehearse: Callable[["Answers"], object]) -> None:
        """Let `rehearse` do what a page of `root` may ask for, as far as there is room, and then put everything back.

        Meanwhile a page that shows `root` hears nothing; at the end it hears what is not as it was before.
        """
        before = self._now = _with_all({}, [root])
        with _unheard() as self._said, suppress(Full):
            rehearse(self)
        for key, (widget, state) in self._look().items():
            self.widgets[key] = widget
            changed = [name for name, value in state.items() if key not in before or not _same(before[key][1].get(name), value)]
            if changed:
                widget.send_state(changed)

    def choose(self, controls: Sequence[tuple[Widget, str]], values: Iterable[Sequence], whole: bool = False) -> None:
        """Set the controls, (widget, trait) each, to one of the values after another, and record what everything else is then.

        whole : without room for all of them none is kept, so that the controls can be used freely or not at all.
        """
        begin = [getattr(widget, trait) for widget, trait in controls]
        others = [(widget, trait, getattr(widget, trait)) for (_, trait), widget in self._controls.items()]
        start = self._look()
        tried, size, room = {_canonical(begin): start}, 0, True
        try:
            for each in values:
                _set(controls, each)
                if _canonical([getattr(widget, trait) for widget, trait in controls]) != _canonical(each):
                    continue  # Python has not taken it
                now = self._look()
                start = {**now, **start}  # some were made when they were first wanted
                cost = _size(_difference(start, now))
                room = size + cost <= self._left
                if not room:
                    break
                size += cost
                tried[_canonical(each)] = now
        finally:
            _set(controls, begin)
            for widget, trait, value in others:  # some choices make another one, such as to unfold a view
                setattr(widget, trait, value)
        if whole and not room:
            return
        self._left -= size
        self._keep_choice([(widget.model_id, trait) for widget, trait in controls], start, tried)
        self._controls |= {(widget.model_id, trait): widget for widget, trait in controls}
        if not room:
            raise Full

    def ask(self, widget: Widget, message: Mapping[str, Any], like: Mapping[str, Any] | None = None,
            act: Callable[[], object] | None = None) -> None:
        """Ask the widget as a page would, and record what comes of it; asked the same again, a page goes on to what came next.

        like : what messages get this answer: the message itself when left out. A text may be given as {"low", "high"}, for any number
            between, with "or": texts that do as well; a list as {"all": its parts}, in any order; and anything as {"any": what it may be}.
        act : what to do in place of what the widget does; for what goes on by itself, such as a training.
        """
        before = self._look()
        self._said.clear()
        if act is None:
            widget._handle_custom_msg(dict(message), [])
        else:
            act()
        said = [(each, content["content"], buffers or []) for each, content, buffers in self._said if content["method"] == "custom"]
        difference = _difference(before, self._look())
        if not difference and not said:
            return
        size = _size(difference) + _size({(each.model_id, ""): (content, buffers) for each, content, buffers in said})
        if size > self._left:
            raise Full
        self._left -= size
        answer = [{"id": each.model_id, "said": content, "buffers": [self._buffer(part) for part in buffers]}
                  for each, content, buffers in said]
        answer += [self._change(key, part) for key, part in _by_widget(difference).items()]
        known, pattern = self._asked.setdefault(widget.model_id, []), dict(message if like is None else like)
        same = next((each for each in known if each["like"] == pattern), None)
        if same is None:
            known.append({"like": pattern, "answers": [answer]})
        else:
            same["answers"].append(answer)

    def as_json(self) -> str:
        """What the page gets."""
        buffers = [packed for _, packed in self._buffers.values()]
        return json.dumps({"choices": self._choices, "asked": self._asked, "buffers": buffers}, separators=(",", ":"), ensure_ascii=False)

    # ---- inside ----

    def _look(self) -> States:
        """The states of all that the lab has had since recording began: what widgets have said changes them."""
        now, new = dict(self._now), []
        for widget, message, _ in self._said:
            key = widget.model_id
            if message["method"] == "update" and key in now and widget.comm is not None:
                names = {*message["state"], *(path[0] for path in message.get("buffer_paths", ()))}
                now[key] = (widget, {**now[key][1], **widget.get_state(names)})
                new += [each for name in names for each in _held(getattr(widget, name))]
        self._said.clear()
        self._now = _with_all(now, new)
        return self._now

    def _keep_choice(self, controls: list[Key], start: States, tried: Mapping[str, States]) -> None:
        """For each place the values of all that any of them changes and that was there; what an earlier choice decides is left to that."""
        touched = dict.fromkeys(key for states in tried.values() for key in _difference(start, states))
        own = [key for key in touched if key not in self._decided and key not in self._controls and key not in controls]
        to: dict[str, list] = {}
        for place, states in tried.items():
            values = {(widget, name): states[widget][1][name] for widget, name in own if widget in states}
            values |= {key: value for key, value in _difference(start, states).items() if key in self._controls and key not in controls}
            to[place] = [self._change(widget, part) for widget, part in _by_widget(values).items()]
        self._choices.append({"of": controls, "to": to})
        self._decided |= set(own)

    def _change(self, widget: str, state: State) -> dict:
        """Another state of a widget, or of parts of its traits (see `_Parts`)."""
        parts = {name: {"set": value.changed, "drop": value.dropped} for name, value in state.items() if isinstance(value, _Parts)}
        whole, buffers = _without_buffers({name: value for name, value in state.items() if name not in parts})
        return {"id": widget, "state": whole, "parts": parts, "buffers": [[path, self._buffer(part)] for path, part in buffers]}

    def _buffer(self, data) -> int:
        key = sha256(_bytes(data)).hexdigest()
        if key not in self._buffers:
            self._buffers[key] = (len(self._buffers), b64encode(_bytes(data)).decode())
        return self._buffers[key][0]


class _Parts:
    """What has changed in a trait that is told part by part."""

    def __init__(self, before: Mapping, after: Mapping):
        self.changed = {name: value for name, value in after.items() if name not in before or not _same(before[name], value)}
        self.dropped = [name for name in before if name not in after]


@contextmanager
def _unheard() -> Iterator[list]:
    """What widgets say in this thread goes into a list, and not to their page."""
    said: list[tuple[Widget, dict, Any]] = []
    send, here = Widget._send, threading.get_ident()

    def keep(widget, message, buffers=None) -> None:
        if threading.get_ident() == here:
            said.append((widget, message, buffers))
        else:
            send(widget, message, buffers)
    Widget._send = keep  # type: ignore[method-assign]
    try:
        yield said
    finally:
        Widget._send = send  # type: ignore[method-assign]


def _set(controls: Sequence[tuple[Widget, str]], values: Sequence) -> None:
    for (widget, trait), value in zip(controls, values, strict=True):
        setattr(widget, trait, value)


def _with_all(found: States, left: list[Widget]) -> States:
    """Add the states of these widgets and of all that they need, where they are not there yet."""
    while left:
        widget = left.pop()
        if widget.model_id not in found:
            state = widget.get_state()
            found[widget.model_id] = (widget, state)
            left += [each for name in state for each in _held(getattr(widget, name))]
    return found


def _held(value) -> Iterator[Widget]:
    """The widgets in a trait's value."""
    if isinstance(value, Widget):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _held(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _held(part)


def _difference(before: States, after: States) -> dict[Key, Any]:
    """What has another value in the second states; a widget that was not there before has the state that the page has of it."""
    found = {}
    for widget, (made, state) in after.items():
        if widget in before:
            was = before[widget][1]
            for name, value in state.items():
                if not _same(was.get(name), value):
                    found[widget, name] = _part_by_part(made, name, was.get(name), value)
    return found


def _part_by_part(widget: Widget, name: str, before, after):
    """The parts of the trait that have changed, where it is told part by part and is still about the same."""
    by_parts = widget.trait_metadata(name, "part_by_part", False)
    return _Parts(before, after) if by_parts and before and after and before.get("about") == after.get("about") else after


def _by_widget(values: Mapping[Key, Any]) -> dict[str, State]:
    found: dict[str, State] = {}
    for (widget, name), value in values.items():
        found.setdefault(widget, {})[name] = value
    return found


def _same(one, other) -> bool:
    if one is other:
        return True
    if isinstance(one, memoryview) and isinstance(other, memoryview):
        return one.nbytes == other.nbytes and (not one.nbytes or one.cast("B") == other.cast("B"))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _bytes(buffer) -> bytes:
    return memoryview(buffer).tobytes()


def _without_buffers(value, path: tuple = ()) -> tuple[Any, list[tuple[list, Any]]]:
    """Plain data with None where its buffers were, and the buffers by their paths."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return None, [(list(path), value)]
    if not isinstance(value, (Mapping, list, tuple)):
        return value, []
    named = value.items() if isinstance(value, Mapping) else enumerate(value)
    parts = {name: _without_buffers(part, (*path, name)) for name, part in named}
    buffers = [each for _, found in parts.values() for each in found]
    plain = {name: part for name, (part, _) in parts.items()}
    return (plain if isinstance(value, Mapping) else list(plain.values())), buffers


def _canonical(value) -> str:
    """The text by which a page finds a place again."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _size(values: Mapping[Key, Any]) -> int:
    """About how many bytes of a page these are."""
    plain = {f"{widget} {name}": vars(value) if isinstance(value, _Parts) else value for (widget, name), value in values.items()}
    state, buffers = _without_buffers(plain)
    text = json.dumps(state, default=vars).encode() + b"".join(_bytes(part) for _, part in buffers)
    return int(BASE64 * len(zlib.compress(text, 6)))
