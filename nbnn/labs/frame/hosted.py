"""A lab as one anywidget, for front ends that show an anywidget but no box of several widgets, such as marimo.

It is a frame with a page of its own (page/page.js has the widgets' models and views, page/host.js the frame) and a line to Python:
what the lab's widgets would send to the front end goes through this one widget. A message of it is one of

    to the page   {"open": states}, as ipywidgets embeds them; {"lab": id}, to show; {"to": id, "data": what a widget sends};
                  {"closed": id}; {"answered": number}; {"room": px}, from its host, how high the window is
    from it       {"hello": true}, once it can hear; {"to": id, "data": what a model sends, "ask": number}
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import anywidget
import traitlets
from ipywidgets import Widget

from ...page import page as pages
from ...views.code.code import code

HOST = Path(pages.__file__).parent / "host.js"
METHODS = ("update", "custom", "request_state")  # what a model may send


class HostedLab(anywidget.AnyWidget):
    """A lab in a frame.

    lab : what to show. title : of the frame, for who does not see it. taken : called with each widget whose messages go through this one.
    """

    _esm = HOST.read_text("utf-8")
    page = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)

    def __init__(self, lab: Widget, title: str, taken: Callable[[Widget], object]):
        super().__init__(page=pages.hosted_page(title), title=title)
        self._lab, self._taken = lab, taken
        self._lines: dict[str, Line] = {}
        self._take([lab])
        self.on_msg(self._receive)

    def pass_on(self, widget: Widget, data: Mapping, buffers) -> None:
        """Send what a widget of the lab has to say, after the widgets that it names for the first time."""
        new = self._take(held for name in data.get("state", ()) for held in _widgets_in(getattr(widget, name)))
        if new:
            self.send({"open": {model_id: state for model_id, state in self._states().items() if model_id in new}})
        self.send({"to": widget.model_id, "data": data}, buffers)

    def closed(self, line: "Line") -> None:
        """One of the lab's widgets was closed."""
        del self._lines[line.comm_id]
        self.send({"closed": line.comm_id})

    def _take(self, widgets: Iterable[Widget]) -> set[str]:
        """Let these widgets and all that they hold send through this one; the ids of those that did not before."""
        new, left = set(), list(widgets)
        while left:
            widget = left.pop()
            if widget.comm is not None and widget.model_id not in {*self._lines, *_shared()}:
                new.add(widget.model_id)
                self._lines[widget.model_id] = _line_of(widget)
                self._lines[widget.model_id].hosts.append(self)
                self._taken(widget)
                left += [held for name in widget.keys for held in _widgets_in(getattr(widget, name))]
        return new

    def _states(self) -> dict[str, dict]:
        return pages.states_of([self._lab])

    def _receive(self, _widget, content, buffers) -> None:
        """What the page says; it is not to be trusted, so what is nothing of the kind is not answered."""
        if content == {"hello": True}:
            self.send({"open": self._states()})
            self.send({"lab": self._lab.model_id})
            return
        line = self._lines.get(str(content.get("to"))) if isinstance(content, dict) else None
        if line and isinstance(content.get("data"), dict) and content["data"].get("method") in METHODS:
            try:
                with _made_without_a_cell():
                    line.heard({"content": {"comm_id": line.comm_id, "data": content["data"]}, "buffers": buffers or []})
            finally:
                self.send({"answered": content.get("ask")})

    def __repr__(self) -> str:
        return f"{self._lab!r}.as_anywidget()"


class Line:
    """What a widget has in place of a comm: it leads to every frame with the widget's lab."""

    def __init__(self, widget: Widget, comm_id: str):
        self.comm_id, self.hosts = comm_id, list[HostedLab]()
        self._widget = widget
        self.heard: Callable[[Mapping], object] = widget._handle_msg

    def on_msg(self, heard: Callable[[Mapping], object]) -> None:
        self.heard = heard

    def send(self, data: Mapping[str, Any], metadata=None, buffers=None) -> None:
        """A page that hears its own changes again would only draw them again."""
        if data["method"] != "echo_update":
            for host in self.hosts:
                host.pass_on(self._widget, data, buffers)

    def close(self, *_, **__) -> None:
        for host in self.hosts:
            host.closed(self)


def _shared() -> set[str]:
    """The ids of what all views name, wherever they are shown: it never says anything, and other labs need it where it is."""
    return {code().model_id, code().layout.model_id}


def _line_of(widget: Widget) -> Line:
    """The widget's line; from the first on its front end hears of it no more."""
    if not isinstance(widget.comm, Line):
        before = widget.comm
        widget.comm = Line(widget, before.comm_id if before else widget._model_id or uuid4().hex)
        if before:
            before.close()
    return widget.comm


@contextmanager
def _made_without_a_cell() -> Iterator[None]:
    """Widgets that are made meanwhile have a line from the beginning: outside a cell a front end may take no new ones, as in marimo."""
    before = Widget._widget_construction_callback
    Widget.on_widget_constructed(_line_of)
    try:
        yield
    finally:
        Widget.on_widget_constructed(before)


def _widgets_in(value) -> Iterator[Widget]:
    """The widgets that a trait holds, as ipywidgets finds them."""
    if isinstance(value, Widget):
        yield value
    elif isinstance(value, Mapping):
        yield from (each for each in value.values() if isinstance(each, Widget))
    elif isinstance(value, list | tuple):
        yield from (each for each in value if isinstance(each, Widget))
