"""The row of choices above a lab: what makes a recording."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import ipywidgets as widgets

from ...core.network.network import Network
from ...core.records.activations import ACTIVATIONS, Activation
from ...core.records.initializers import INITIALIZERS
from ...core.records.losses import LOSSES
from .fields import Fields, typed
from .setup import AS_GIVEN, DATA_CHOICES, TARGET_CHOICES, Setup, losses_for

CONTROLS = ("data_set", "loss", "activation", "hidden", "initial", "eta", "seed")
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
    why it is not taken, or "". more : other fields of the row, after these.

    `show(setup)` writes a setup into the fields without calling back.
    """

    def __init__(self, names: tuple[str, ...], setup: Setup, given_data, on_change: Callable[[str, object], str],
                 more: Mapping[str, widgets.DOMWidget] = MappingProxyType({})):
        self.chosen_data: str | None = None
        self._names = names
        given = {given_data.name: given_data}  # first in the menu, and in place of the menu's own of that name
        choices = TARGET_CHOICES if getattr(given_data, "targets", ()) else DATA_CHOICES
        self._data: dict[str, Any] = given | dict(choices) | given
        records: tuple = (("loss", setup.loss, LOSSES), ("activation", _activation_of(setup.network), ACTIVATIONS))
        self._own: dict[str, Any] = {name: record for name, record, table in records if record.key not in table}
        self.fields = Fields({name: self._field(name, setup) for name in names} | dict(more),
                             lambda name, value: on_change(name, self._record_of(name, value)))

    def show(self, setup: Setup) -> None:
        """The setup, in the fields."""
        if "loss" in self._names:
            offered = tuple(self._losses(setup))
            with self.fields.quiet():
                if self.fields["loss"].options != offered:
                    self.fields["loss"].options = offered
        self.fields.write(**{name: self._value(name, setup) for name in self._names})

    def data(self, name: str):
        """The data set behind a choice of the menu."""
        chosen = self._data[name]
        return chosen() if callable(chosen) else chosen

    def _record_of(self, name: str, value):
        """What was chosen: a record made in a cell itself, anything else by its name."""
        own = self._own.get(name)
        chosen = own if own is not None and value == own.key else value
        return chosen.records if isinstance(chosen, _Mixed) else chosen

    def _losses(self, setup: Setup) -> list[tuple[str, str]]:
        """Those that fit the scores, a record made in a cell first."""
        own, kind = self._own.get("loss"), "one" if setup.network.one_score else "many"
        found = [LOSSES[key] for key in losses_for(setup.network, setup.data) if own is None or key != own.key]
        return [(each.name, each.key) for each in ([own] if own is not None and own.scores in (kind, "both") else []) + found]

    def _with_own(self, name: str, table: Mapping) -> dict:
        """The table's records, and before them the one of that kind that was made in a cell."""
        own = self._own.get(name)
        return dict(table) if own is None else {own.key: own} | {key: record for key, record in table.items() if key != own.key}

    def _field(self, name: str, setup: Setup) -> widgets.DOMWidget:
        options: dict[str, list] = {
            "data_set": list(self._data),
            "loss": self._losses(setup),
            "activation": [(record.name, key) for key, record in self._with_own("activation", ACTIVATIONS).items()],
            "initial": [AS_GIVEN, *((record.name, key) for key, record in INITIALIZERS.items())],
        }
        if name in options:
            pairs = [option if isinstance(option, tuple) else (option, option) for option in options[name]]
            return widgets.Dropdown(options=pairs, value=self._value(name, setup), description=LABELS[name])
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
