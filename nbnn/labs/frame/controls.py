"""The row of choices above a lab: what makes a recording."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import ipywidgets as widgets

from ...core.network.network import Network
from ...core.records.activations import ACTIVATIONS, Activation
from ...core.records.initializers import INITIALIZERS
from .fields import Fields, typed
from .setup import AS_GIVEN, DATA_CHOICES, TARGET_CHOICES, LossMenu, Setup, losses_for

LABELS = {"data_set": "Data", "loss": "Loss ℓ", "activation": "Activation g", "hidden": "Hidden units",
          "initial": "Initial weights", "eta": "Rate η", "seed": "Seed"}


class _Mixed(NamedTuple):
    """Activations that differ from layer to layer, as one entry of the menu."""

    key: str
    name: str
    records: tuple[Activation, ...]


def _activation_of(network: Network) -> Activation | _Mixed:
    g = network.activation
    return g if isinstance(g, Activation) else _Mixed("-".join(each.key for each in g), network.activation_name, g)


class Controls:
    """Fields for what makes a recording. `fields.row` is the row; `on_change(name, value)` hears what the learner chose, and returns
    why it is not taken, or "". more : other fields of the row, after these. losses : what the menu of losses lists besides, see LossMenu.

    `show(setup)` writes a setup into the fields without calling back.
    """

    def __init__(self, names: tuple[str, ...], setup: Setup, given_data, on_change: Callable[[str, object], str],
                 more: Mapping[str, widgets.DOMWidget] = MappingProxyType({}), losses=None):
        self.chosen_data: str | None = None
        self._names = names
        given = {given_data.name: given_data}  # first in the menu, and in place of the menu's own of that name
        choices = TARGET_CHOICES if getattr(given_data, "targets", ()) else DATA_CHOICES
        self._data: dict[str, Any] = given | dict(choices) | given
        self._loss_menu = LossMenu(setup.loss, losses)
        activation = _activation_of(setup.network)
        self._own: Any = None if activation.key in ACTIVATIONS else activation
        self.fields = Fields({name: self._field(name, setup) for name in names} | dict(more),
                             lambda name, value: on_change(name, self._record_of(name, value)))

    def show(self, setup: Setup) -> None:
        """The setup, in the fields, with what it has that their menus do not."""
        self._data.setdefault(setup.data.name, setup.data)
        activation = _activation_of(setup.network)
        self._own = self._own if activation.key in ACTIVATIONS else activation
        for name in ("data_set", "loss", "activation"):
            if name in self._names:
                self._offer(name, tuple(self._options(name, setup)))
        self.fields.write(**{name: self._value(name, setup) for name in self._names})

    def _offer(self, name: str, offered: tuple) -> None:
        with self.fields.quiet():
            if self.fields[name].options != offered:
                self.fields[name].options = offered

    def data(self, name: str):
        """The data set behind a choice of the menu."""
        chosen = self._data[name]
        return chosen() if callable(chosen) else chosen

    def _record_of(self, name: str, value):
        """What was chosen: a record that was made in a cell or given with its parameters itself, anything else by its name."""
        if name == "loss":
            return self._loss_menu.record(value)
        if name == "activation" and self._own is not None and value == self._own.key:
            return self._own.records if isinstance(self._own, _Mixed) else self._own
        return value

    def _losses(self, setup: Setup) -> list[tuple[str, str]]:
        """Those that fit the scores, a record made in a cell first."""
        scores = ("one" if setup.network.one_score else "many", "both")
        targets = bool(getattr(setup.data, "targets", ()))
        return self._loss_menu.options(losses_for(setup.network, setup.data), setup.loss, targets, scores)

    def _activations(self) -> dict[str, Any]:
        """The table's records, and before them the one that was made in a cell."""
        return dict(ACTIVATIONS) if self._own is None else {self._own.key: self._own} | dict(ACTIVATIONS)

    def _options(self, name: str, setup: Setup) -> list[tuple[str, str]]:
        """(words, value) of each entry of a menu; [] for a field to type in."""
        menus: dict[str, list[tuple[str, str]]] = {
            "data_set": [(label, label) for label in self._data],
            "loss": self._losses(setup),
            "activation": [(record.name, key) for key, record in self._activations().items()],
            "initial": [(AS_GIVEN, AS_GIVEN), *((record.name, key) for key, record in INITIALIZERS.items())],
        }
        return menus.get(name, [])

    def _field(self, name: str, setup: Setup) -> widgets.DOMWidget:
        if options := self._options(name, setup):
            return widgets.Dropdown(options=options, value=self._value(name, setup), description=LABELS[name])
        return typed(LABELS[name], self._value(name, setup))

    def _value(self, name: str, setup: Setup) -> str:
        hidden = ", ".join(str(n) for n in setup.network.sizes[1:-1])
        known = [label for label, field in self._data.items() if label == setup.data.name]
        values = {
            "data_set": self.chosen_data or (known or [next(iter(self._data))])[0],
            "loss": setup.loss.key, "activation": _activation_of(setup.network).key, "hidden": hidden, "seed": str(setup.seed),
            "initial": setup.initializer.key if setup.initializer else AS_GIVEN,
            "eta": f"{setup.eta:g}" if isinstance(setup.eta, float | int) else "by schedule",
        }
        return values[name]
