"""The Playground's fields: four of them at first; the others unfold."""

from collections.abc import Callable
from functools import partial
from itertools import product

import ipywidgets as widgets

from ...core.records.activations import ACTIVATIONS
from ...core.records.initializers import INITIALIZERS
from ...core.records.losses import LOSSES
from ...core.records.optimizers import OPTIMIZERS
from ...explain.playground.playground import FEATURES, OWN, SCHEDULE_WORDS, SOURCES, Recipe
from ...page.answers import Answers
from ..frame.fields import Fields, menu, typed
from ..frame.lab import box
from ..frame.setup import cut_short, number, numbers, whole

NO_SIDE = "no"
SIDE = {True: "yes", False: NO_SIDE}


class PlaygroundControls:
    """The rows of fields: `first` goes on the page at once, `more` and `inputs` when they are unfolded.

    turned : called with a recipe's field and a function that reads its new value; returns why the value is refused, "" when it is not.
    """

    def __init__(self, recipe: Recipe, turned: Callable[[str, Callable[[], object]], str]):
        self._turned = turned
        self._given = {name: getattr(recipe, name) for name in ("activation", "loss", "initializer", "optimizer")}
        data = [(source.words, key) for key, source in SOURCES.items()]
        self.first = Fields({
            "data": widgets.Dropdown(options=[*data, ("your own (CSV)", OWN)], value=recipe.data, description="Data"),
            "hidden": typed("Hidden layers", ""), "activation": menu("Activation g", ACTIVATIONS, recipe.activation),
            "eta": typed("Rate η", ""),
        }, self._read)
        self.more = Fields({
            "loss": menu("Loss ℓ", LOSSES, recipe.loss), "initializer": menu("Initial weights", INITIALIZERS, recipe.initializer),
            "optimizer": menu("Optimizer", OPTIMIZERS, recipe.optimizer),
            "schedule": widgets.Dropdown(options=[(words, key) for key, words in SCHEDULE_WORDS.items()], description="Schedule of η"),
            "batch_size": typed("Batch size", ""), "epochs": typed("Epochs", ""), "l2": typed("L2: λ", ""), "dropout": typed("Dropout", ""),
            "patience": typed("Patience", ""), "share": typed("Training share", ""), "seed": typed("Seed", ""),
            "n": typed("Examples", ""), "noise": typed("Noise", ""),
            "bias": widgets.Dropdown(options=list(SIDE.values()), description="Biases"),
        }, self._read)
        self.inputs = Fields({key: widgets.ToggleButton(description=feature.label, tooltip=f"Input {feature.label}")
                              for key, feature in FEATURES.items()}, self._read_input)
        self.inputs.row.add_class("nbnn-pg-inputs")
        self._features = recipe.features
        self.write(recipe)

    def write(self, recipe: Recipe) -> None:
        """Show the recipe in the fields."""
        self._features = recipe.features
        plain = {name: f"{getattr(recipe, name):g}" for name in ("eta", "l2", "dropout", "share", "noise")}
        plain |= {name: str(getattr(recipe, name)) for name in ("batch_size", "epochs", "seed", "n", "data", "schedule")}
        plain |= {name: getattr(recipe, name).key for name in ("activation", "loss", "initializer", "optimizer")}
        plain |= {"hidden": ", ".join(map(str, recipe.hidden)), "patience": "" if recipe.patience is None else str(recipe.patience),
                  "bias": SIDE[recipe.bias]}
        for fields in (self.first, self.more):
            fields.write(**plain)
        self.inputs.write(**{key: key in recipe.features for key in FEATURES})

    def _read(self, name: str, text: str) -> str:
        given = self._given.get(name)  # perhaps a record made in a cell
        return self._turned(name, lambda: given if given and given.key == text else READERS.get(name, str)(text))

    def _read_input(self, key: str, on: object) -> str:
        chosen = [*self._features, key] if on else [k for k in self._features if k != key]
        return self._turned("features", lambda: tuple(k for k in FEATURES if k in chosen))


class Folds:
    """Buttons that unfold one more row each. `row` holds the buttons; `shown` are the rows that are open, in order."""

    def __init__(self, parts: dict[str, tuple[widgets.Widget, str]], changed: Callable[[], None]):
        self._parts = {name: (part, widgets.ToggleButton(value=False, description=name, tooltip=words))
                       for name, (part, words) in parts.items()}
        for _, button in self._parts.values():
            button.observe(lambda _change: changed(), "value")
        self.row = box("nbnn-unfold", *(button for _, button in self._parts.values()))

    def answer_ahead(self, answers: Answers) -> None:
        """Everything that may be unfolded together."""
        buttons = [(button, "value") for _, button in self._parts.values()]
        answers.choose(buttons, list(product((False, True), repeat=len(buttons))), whole=True)

    @property
    def shown(self) -> list[widgets.Widget]:
        return [part for part, button in self._parts.values() if button.value]

    @property
    def parts(self) -> list[widgets.Widget]:
        return [part for part, _ in self._parts.values()]


def _layers(text: str) -> tuple[int, ...]:
    return tuple(whole(part, "the number of hidden units") for part in text.replace(",", " ").split())


def _patience(text: str) -> int | None:
    return whole(text, "the patience") if text.strip() else None


def _share(text: str) -> float:
    """0.7, or 70 %."""
    if text.strip().endswith("%"):
        [part] = numbers(text.strip()[:-1], "the training share", 1)
        return part / 100
    return number(text, "the training share")


def _yes(text: str) -> bool:
    if text not in SIDE.values():
        raise ValueError(f"biases is {cut_short(text)}: choose yes or no")
    return text != NO_SIDE


READERS: dict[str, Callable[[str], object]] = {
    "hidden": _layers, "patience": _patience, "share": _share, "bias": _yes,
    **{name: partial(number, what=words) for name, words in
       {"eta": "the rate η", "l2": "the penalty λ", "dropout": "the dropout p", "noise": "the noise"}.items()},
    **{name: partial(whole, what=words) for name, words in
       {"batch_size": "the batch size", "epochs": "the number of epochs", "seed": "the seed", "n": "the number of examples"}.items()},
}
