"""The row of choices above a lab: what makes a recording."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import ipywidgets as widgets

from ..core.activations import ACTIVATIONS
from ..core.initializers import INITIALIZERS
from ..core.losses import LOSSES
from .fields import Fields, typed
from .setup import AS_GIVEN, DATA_CHOICES, Setup, losses_for

CONTROLS = ("data_set", "loss", "activation", "hidden", "initial", "eta", "seed")
LABELS = {"data_set": "Data", "loss": "Loss ℓ", "activation": "Activation g", "hidden": "Hidden units",
          "initial": "Initial weights", "eta": "Rate η", "seed": "Seed"}


class Controls:
    """Fields for what makes a recording. `fields.row` is the row; `on_change(name, value)` hears what the learner chose, and returns
    why it is not taken, or "". more : other fields of the row, after these.

    `show(setup)` writes a setup into the fields without calling back.
    """

    def __init__(self, names: tuple[str, ...], setup: Setup, given_data, on_change: Callable[[str, object], str],
                 more: Mapping[str, widgets.DOMWidget] = MappingProxyType({})):
        self.chosen_data: str | None = None
        self._names = names
        self._data = {given_data.name: given_data, **DATA_CHOICES}
        self.fields = Fields({name: self._field(name, setup) for name in names} | dict(more), on_change)

    def show(self, setup: Setup) -> None:
        """The setup, in the fields."""
        if "loss" in self._names:
            offered = tuple((LOSSES[key].name, key) for key in losses_for(setup.network))
            with self.fields.quiet():
                if self.fields["loss"].options != offered:
                    self.fields["loss"].options = offered
        self.fields.write(**{name: self._value(name, setup) for name in self._names})

    def data(self, name: str):
        """The data set behind a choice of the menu."""
        chosen = self._data[name]
        return chosen() if callable(chosen) else chosen

    def _field(self, name: str, setup: Setup) -> widgets.DOMWidget:
        options = {
            "data_set": list(self._data),
            "loss": [(LOSSES[key].name, key) for key in losses_for(setup.network)],
            "activation": [(record.name, key) for key, record in ACTIVATIONS.items()],
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
            "loss": setup.loss.key, "activation": setup.network.activation.key, "hidden": hidden, "seed": str(setup.seed),
            "initial": setup.initializer.key if setup.initializer else AS_GIVEN,
            "eta": f"{setup.eta:g}" if isinstance(setup.eta, float | int) else "by schedule",
        }
        return values[name]
