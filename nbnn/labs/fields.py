"""Labelled fields in a row: what a learner chooses is told, what a lab writes into them is not."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import ipywidgets as widgets

from .lab import box


class Fields:
    """The fields of a lab by name. `row` is what goes on the page; `fields["eta"]` is one of them.

    turned : called with (name, value) when the learner has chosen a value; `write` does not call it.
    """

    def __init__(self, fields: Mapping[str, widgets.DOMWidget], turned: Callable[[str, Any], None]):
        self._fields, self._turned, self._writing = dict(fields), turned, False
        for name, field in self._fields.items():
            field.observe(lambda change, name=name: self._changed(name, change["new"]), "value")
        self.row = box("nbnn-controls", *self._fields.values())

    def write(self, **truth: object) -> None:
        """Say what is true, also after a choice that was refused; names that have no field are passed over."""
        self._writing = True
        try:
            for name in truth.keys() & self._fields.keys():
                self._fields[name].value = truth[name]
        finally:
            self._writing = False

    def _changed(self, name: str, value: str) -> None:
        if not self._writing:
            self._turned(name, value)

    def __getitem__(self, name: str) -> widgets.DOMWidget:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)


def typed(label: str, value: str, size: str = "") -> widgets.Text:
    """A field to type in, told when the learner leaves it or presses Enter. size : "wide" or "long" for more room."""
    field = widgets.Text(value=value, description=label, continuous_update=False)
    if size:
        field.add_class(f"nbnn-{size}")
    return field


def menu(label: str, records: Mapping[str, object], given) -> widgets.Dropdown:
    """A menu of a table's records by their names, and of the one that was given where the table does not have it."""
    options = [(record.name, key) for key, record in records.items()]  # type: ignore[attr-defined]
    if given.key not in records:
        options.insert(0, (given.name, given.key))
    return widgets.Dropdown(options=options, value=given.key, description=label)


class Unfold:
    """A button under a lab that shows one more view, and hides it again. `row` goes on the page."""

    def __init__(self, lab: widgets.Box, view: widgets.Widget, label: str, tooltip: str, open: bool = False):
        self._lab, self._view = lab, view
        self.button = widgets.ToggleButton(value=open, description=label, tooltip=tooltip)
        self.button.observe(self._turned, "value")
        self.row = box("nbnn-unfold", self.button)

    def _turned(self, change) -> None:
        rest = tuple(part for part in self._lab.children if part is not self._view)
        self._lab.children = (*rest, self._view) if change["new"] else rest
