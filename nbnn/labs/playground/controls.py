"""The Playground's fields: four of them at first; the others unfold."""

from collections.abc import Callable
from functools import cached_property, partial
from itertools import product

import ipywidgets as widgets

from ...core.network.arguments import has_meaning
from ...core.records.activations import ACTIVATIONS
from ...core.records.initializers import INITIALIZERS
from ...core.records.losses import LOSSES
from ...core.records.optimizers import OPTIMIZERS
from ...explain.playground.playground import CHANGED, FEATURES, OWN, SCHEDULE_WORDS, SOURCES, Recipe
from ...page.answers import Answers
from ..frame.fields import Fields, menu, typed
from ..frame.lab import box
from ..frame.setup import LossMenu, cut_short, number, numbers, whole

OF_SCORES = tuple(key for key, record in LOSSES.items() if has_meaning(record, one_score=record.scores != "many"))
NO_SIDE = "no"
SIDE = {True: "yes", False: NO_SIDE}


CHANGED_WORDS = "changed by hand"


class PlaygroundControls:
    """The rows of fields: `first` goes on the page at once; `more` and `inputs` are made when they are unfolded.

    turned : called with a recipe's field and a function that reads its new value; returns why the value is refused, "" when it is not.
    kept : called with each row that is made later. targets : the menu of data has those with numbers to predict, not those with classes.
    losses : the menu of losses.
    """

    def __init__(self, recipe: Recipe, turned: Callable[[str, Callable[[], object]], str], kept: Callable[[widgets.Widget], object],
                 targets: bool, losses: LossMenu):
        self._turned, self._kept, self._losses = turned, kept, losses
        self._given = {name: getattr(recipe, name) for name in ("activation", "initializer", "optimizer")}
        self.first = Fields({
            "data": widgets.Dropdown(options=_data(targets), value=recipe.data, description="Data"),
            "hidden": typed("Hidden layers", ""), "activation": menu("Activation g", ACTIVATIONS, recipe.activation),
            "eta": typed("Rate η", ""),
        }, self._read)
        self.write(recipe, targets)

    @cached_property
    def more(self) -> Fields:
        given = self._given
        fields = Fields({
            "loss": widgets.Dropdown(options=self._loss_options(), value=self._recipe.loss.key, description="Loss ℓ"),
            "initializer": menu("Initial weights", INITIALIZERS, given["initializer"]),
            "optimizer": menu("Optimizer", OPTIMIZERS, given["optimizer"]),
            "schedule": widgets.Dropdown(options=[(words, key) for key, words in SCHEDULE_WORDS.items()], description="Schedule of η"),
            "batch_size": typed("Batch size", ""), "epochs": typed("Epochs", ""), "l2": typed("L2: λ", ""), "dropout": typed("Dropout", ""),
            "patience": typed("Patience", ""), "share": typed("Training share", ""), "seed": typed("Seed", ""),
            "n": typed("Examples", ""), "noise": typed("Noise", ""),
            "bias": widgets.Dropdown(options=list(SIDE.values()), description="Biases"),
        }, self._read)
        fields.write(**_values(self._recipe))
        self._kept(fields.row)
        return fields

    @cached_property
    def inputs(self) -> Fields:
        fields = Fields({key: widgets.ToggleButton(description=feature.label, tooltip=f"Input {feature.label}")
                         for key, feature in FEATURES.items()}, self._read_input)
        fields.row.add_class("nbnn-pg-inputs")
        fields.write(**_chosen(self._recipe))
        self._kept(fields.row)
        return fields

    def write(self, recipe: Recipe, targets: bool) -> None:
        """Show the recipe in the fields that there are. targets : its data have numbers to predict."""
        self._recipe, self._targets = recipe, targets
        if self.first["data"].options != _data(targets):
            with self.first.quiet():
                self.first["data"].options = _data(targets)
        self._offer_changed(recipe)
        made = vars(self)
        if "more" in made and made["more"]["loss"].options != tuple(self._loss_options()):
            with self.more.quiet():
                self.more["loss"].options = self._loss_options()
        for name, values in (("first", _values(recipe)), ("more", _values(recipe)), ("inputs", _chosen(recipe))):
            if name in made:
                made[name].write(**values)

    def _offer_changed(self, recipe: Recipe) -> None:
        """The data that were changed by hand are in the menu while they are the run's."""
        menu, option = self.first["data"], (CHANGED_WORDS, CHANGED)
        others = [each for each in menu.options if each != option]
        wanted = tuple([*others, option] if recipe.data == CHANGED else others)
        if tuple(menu.options) != wanted:
            with self.first.quiet():
                menu.options = wanted

    def _loss_options(self) -> list[tuple[str, str]]:
        takes = "takes_targets" if self._targets else "takes_labels"
        fitting = [key for key in OF_SCORES if getattr(LOSSES[key], takes)]
        return self._losses.options(fitting, self._recipe.loss, self._targets)

    def _read(self, name: str, text: str) -> str:
        if name == "loss":
            return self._turned(name, lambda: self._losses.record(text))
        given = self._given.get(name)  # perhaps a record made in a cell
        return self._turned(name, lambda: given if given and given.key == text else READERS.get(name, str)(text))

    def _read_input(self, key: str, on: object) -> str:
        features = self._recipe.features
        chosen = [*features, key] if on else [k for k in features if k != key]
        return self._turned("features", lambda: tuple(k for k in FEATURES if k in chosen))


class Folds:
    """Buttons that unfold one more row each. `row` holds the buttons; `shown` are the rows that are open, in order.

    parts : name → what gives the row, and makes it when it is first wanted; and the button's tooltip.
    """

    def __init__(self, parts: dict[str, tuple[Callable[[], widgets.Widget], str]], changed: Callable[[], None]):
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
        return [part() for part, button in self._parts.values() if button.value]


def _data(targets: bool) -> tuple[tuple[str, str], ...]:
    """The menu of data: those with targets, or those with classes."""
    fitting = ((source.words, key) for key, source in SOURCES.items() if source.targets == targets)
    return (*fitting, ("your own (CSV)", OWN))


def _values(recipe: Recipe) -> dict[str, str]:
    """What the fields of a recipe's choices hold."""
    plain = {name: f"{getattr(recipe, name):g}" for name in ("eta", "l2", "dropout", "share", "noise")}
    plain |= {name: str(getattr(recipe, name)) for name in ("batch_size", "epochs", "seed", "n", "data", "schedule")}
    plain |= {name: getattr(recipe, name).key for name in ("activation", "loss", "initializer", "optimizer")}
    return plain | {"hidden": ", ".join(map(str, recipe.hidden)), "patience": "" if recipe.patience is None else str(recipe.patience),
                    "bias": SIDE[recipe.bias]}


def _chosen(recipe: Recipe) -> dict[str, bool]:
    """Which inputs the recipe takes."""
    return {key: key in recipe.features for key in FEATURES}


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
