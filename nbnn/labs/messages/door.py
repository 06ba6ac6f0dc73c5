"""What a page may say to the widgets of a lab: every message passes here before anything else sees it.

A page is not to be trusted: its address may be shared, its messages written by hand. What it may change is said where a trait is
declared (the tag `asks_python`), and in a field of ipywidgets it is what one chooses there. Anything else, and a value that the trait
itself would refuse, changes nothing; it is logged once, and the page is told again what is true.
"""

import logging
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import ipywidgets as widgets
from traitlets import Float, Int, TraitError

from ...views.code.view import View

CHOSEN = frozenset({"value", "index", "selected_index"})  # what one chooses in a field of ipywidgets
LARGEST = 2**53  # whole numbers that a page has exactly
DEEPEST, MOST = 8, 200_000  # how deep a message is nested, and how many values and letters are in it
log = logging.getLogger("nbnn")
_logged: set[tuple[str, str]] = set()


def admitted(widget: widgets.Widget, data: Any) -> dict | None:
    """What of a page's message the widget may hear: all, the traits that may change, or None.

    data : what ipywidgets takes, {"method": "update", "state": …} or {"method": "custom", "content": …}.
    """
    method = data.get("method") if isinstance(data, Mapping) else None
    if method == "custom":
        return _without_nonsense(widget, data)
    if method == "update":
        return _what_may_change(widget, data)
    if method == "request_state":
        return dict(data)
    _log_once(widget, "a message of no kind")
    return None


def _without_nonsense(widget: widgets.Widget, data: Mapping) -> dict | None:
    if isinstance(data.get("content"), dict) and is_plain(data["content"]):
        return dict(data)
    _log_once(widget, "a message that is no request")
    return None


def _what_may_change(widget: widgets.Widget, data: Mapping) -> dict | None:
    state = data.get("state")
    if not isinstance(state, dict) or data.get("buffer_paths"):  # no trait that a page may change is binary
        _log_once(widget, "a state that is none")
        return None
    taken = {name: value for name, value in state.items() if _may_change(widget, name) and _is_taken(widget, name, value)}
    refused = [name for name in state if name not in taken]
    for name in refused:
        _log_once(widget, f"a value for {name!r}")
    if true := [name for name in refused if name in widget.keys]:
        widget.send_state(true)
    return {**data, "state": taken} if taken else None


def may_change(widget: widgets.Widget) -> Iterator[str]:
    """The traits of a widget that a page may change."""
    for name in widget.keys:
        tags = widget.trait_metadata(name, "asks_python")
        if tags is not None if isinstance(widget, View) else name in CHOSEN:
            yield name


def is_plain(value, depth: int = DEEPEST, room: int = MOST) -> bool:
    """Is this what a page of ours could send: finite numbers, texts, lists and objects, neither deep nor many?"""
    return _room_left(value, depth, room) >= 0


def _room_left(value, depth: int, room: int) -> int:
    """How much room a value leaves, negative where it is too much or no plain value."""
    room -= 1
    if room < 0 or depth < 0:
        return -1
    if isinstance(value, str):
        return room - len(value)
    if isinstance(value, dict):
        inside = [part for pair in value.items() for part in pair]
    elif isinstance(value, list):
        inside = value
    else:
        return room if value is None or isinstance(value, bool) or _is_number(value) else -1
    for part in inside:
        room = _room_left(part, depth - 1, room)
        if room < 0:
            return -1
    return room


def _is_number(value) -> bool:
    return (isinstance(value, int) and abs(value) <= LARGEST) or (isinstance(value, float) and isfinite(value))


def _may_change(widget: widgets.Widget, name) -> bool:
    return name in set(may_change(widget))


def _is_taken(widget: widgets.Widget, name: str, value) -> bool:
    """Would the trait take this value? It is asked here, because one refusal would drop what else the message says."""
    if not is_plain(value) or (value is None and not isinstance(widget, View)):  # no choice at all: no field of a lab may be so
        return False
    trait = widget.traits()[name]
    if isinstance(value, bool) and isinstance(trait, Int | Float):  # which take True for 1
        return False
    try:
        trait._validate(widget, trait.metadata.get("from_json", widget._trait_from_json)(value, widget))
    except (TypeError, ValueError, LookupError, ArithmeticError, TraitError):
        return False
    return True


def _log_once(widget: widgets.Widget, what: str) -> None:
    told = (type(widget).__name__, what)
    if told not in _logged:
        _logged.add(told)
        log.warning("A page sent %s %s, which it may not: nothing was changed.", *told)
