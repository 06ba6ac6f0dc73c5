"""The row of choices above a lab: a label above each field, and one callback that hears of every change."""

from collections.abc import Callable

import ipywidgets as widgets

from ..core.activations import ACTIVATIONS
from ..core.initializers import INITIALIZERS
from ..core.losses import LOSSES
from .setup import AS_GIVEN, DATA_CHOICES, Setup, losses_for

CONTROLS = ("data_set", "loss", "activation", "hidden", "initial", "eta", "seed")
LABELS = {"data_set": "Data", "loss": "Loss ℓ", "activation": "Activation g", "hidden": "Hidden units",
          "initial": "Initial weights", "eta": "Rate η", "seed": "Seed"}


class Controls:
    """Fields for what makes a recording. `box` is the row; `on_change(name, value)` hears what the learner chose.

    `show(setup)` writes a setup into the fields without calling back: after a change, and to take a bad one back.
    """

    def __init__(self, names: tuple[str, ...], setup: Setup, given_data, on_change: Callable[[str, object], None]):
        self._on_change, self._quiet = on_change, False
        self.chosen_data: str | None = None
        self._data = {given_data.name: given_data, **DATA_CHOICES}
        self.fields = {name: self._field(name, setup) for name in names}
        for name, field in self.fields.items():
            field.observe(lambda change, name=name: self._changed(name, change["new"]), "value")
        self.box = widgets.HBox(list(self.fields.values()))
        self.box.add_class("nbnn-controls")
        self.show(setup)

    def show(self, setup: Setup) -> None:
        """The setup, in the fields."""
        self._quiet = True
        try:
            for name, field in self.fields.items():
                if name == "loss":
                    field.options = [(LOSSES[key].name, key) for key in losses_for(setup.network)]
                field.value = self._value(name, setup)
        finally:
            self._quiet = False

    def data(self, name: str):
        """The data set behind a choice of the menu."""
        chosen = self._data[name]
        return chosen() if callable(chosen) else chosen

    def _changed(self, name: str, value) -> None:
        if not self._quiet:
            self._on_change(name, value)

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
        return widgets.Text(value=self._value(name, setup), description=LABELS[name], continuous_update=False)

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
