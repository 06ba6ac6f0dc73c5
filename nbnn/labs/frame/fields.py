"""Labeled fields in a row. What a learner chooses is passed on; where it is refused, it stays in its field with the reason below."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from ...page.answers import Answers
from ...views.field_messages.field_messages import FieldMessages
from .lab import box


class Fields:
    """The fields of a lab by name. `row` is what goes on the page; `fields["eta"]` is one of them.

    turned : called with (name, value) when the learner has chosen a value; returns why it is not taken, "" when it is. `write` does
        not call it. What is not taken stays in its field to be corrected, and is tried again when another choice has been taken.
    beside : widgets after the fields in the same row.
    """

    def __init__(self, fields: Mapping[str, widgets.DOMWidget], turned: Callable[[str, Any], str | None],
                 beside: Sequence[widgets.Widget] = ()):
        self._fields, self._turned, self._writing = dict(fields), turned, False
        self._true = {name: field.value for name, field in self._fields.items()}
        self._refused: dict[str, Any] = {}  # what is in a field and was not taken
        self._why: dict[str, str] = {}
        self.messages = FieldMessages()
        for name, field in self._fields.items():
            field.add_class(_own_class(field))
            field.observe(lambda change, name=name: self._changed(name, change["new"]), "value")
        self.row = box("nbnn-controls", *self._fields.values(), *beside, self.messages)

    def write(self, **truth: object) -> None:
        """Show what is true. A refused value stays while the truth that it was to replace does; names without a field are passed over."""
        with self.quiet():
            for name in truth.keys() & self._fields.keys():
                kept = name in self._refused and self._refused[name] == self._fields[name].value and self._true[name] == truth[name]
                self._true[name] = truth[name]
                if not kept:
                    self._fields[name].value = truth[name]
                    self._take(name)
        self._tell()

    def forget(self) -> None:
        """Put what is true in place of everything that was refused."""
        with self.quiet():
            for name in list(self._refused):
                self._fields[name].value = self._true[name]
                self._take(name)
        self._tell()

    def wrong(self, name: str) -> str:
        """Why what is in the field was not taken; "" when it is what the lab shows."""
        return self._why.get(name, "")

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Within it nothing that changes in a field is passed on."""
        before, self._writing = self._writing, True
        try:
            yield
        finally:
            self._writing = before

    def _changed(self, name: str, value: object) -> None:
        if self._writing:
            return
        try:
            self._pass_on(name, value)
        except BaseException:  # an interrupt: the lab shows what it showed, and so does the field
            with self.quiet():
                self._fields[name].value = self._true[name]
            raise

    def _pass_on(self, name: str, value: object) -> None:
        if self._try(name, value):
            for other, refused in [pair for pair in self._refused.items() if pair[0] != name]:
                self._try(other, refused)  # what was wrong with it may be right now
        self._tell()

    def _try(self, name: str, value: object) -> bool:
        """Pass a choice on; the value that is shown already needs no new picture."""
        why = "" if value == self._true[name] else self._turned(name, value)
        if why:
            self._refused[name], self._why[name] = value, _as_sentence(why, name, self._fields[name].description)
            return False
        if self._fields[name].value == value:  # it was not written otherwise meanwhile
            self._true[name] = value
        self._take(name)
        return True

    def _take(self, name: str) -> None:
        self._refused.pop(name, None)
        self._why.pop(name, None)

    def _tell(self) -> None:
        self.messages.wrong = {_own_class(self._fields[name]): why for name, why in self._why.items()}

    def __getitem__(self, name: str) -> widgets.DOMWidget:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)


def _own_class(field: widgets.DOMWidget) -> str:
    return f"nbnn-field-{field.model_id}"


def _as_sentence(why: str, name: str, label: str) -> str:
    """A reason as the page shows it: under the field's own name, not a keyword's, and with a full stop."""
    if label and why.startswith((f"{name} is ", f"{name} has ")):
        why = label + why[len(name):]
    first = why.split(" ", 1)[0]
    why = why[0].upper() + why[1:] if len(first) > 1 and first.isalpha() and first.isascii() else why
    return why if why.endswith((".", "?", "!")) else f"{why}."


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
    """A button under a lab that shows one more view, and hides it again. `row` goes on the page.

    view : gives the view, and makes it when it is first wanted.
    """

    def __init__(self, lab: widgets.Box, view: Callable[[], widgets.Widget], label: str, tooltip: str, open: bool = False):
        self._lab, self._view = lab, view
        self.button = widgets.ToggleButton(value=open, description=label, tooltip=tooltip)
        self.button.observe(self._unfold, "value")
        self.row = box("nbnn-unfold", self.button)

    def answer_ahead(self, answers: Answers) -> None:
        """Both of its states."""
        answers.choose([(self.button, "value")], [(not self.button.value,)], whole=True)

    def _unfold(self, change) -> None:
        view = self._view()
        rest = tuple(part for part in self._lab.children if part is not view)
        self._lab.children = (*rest, view) if change["new"] else rest
