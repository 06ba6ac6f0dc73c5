"""What a recording is made of, and what follows when one knob of it is turned. Nothing is patched: each turn is a new one."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType, ModuleType

import numpy as np

from ...core.bounds import (
    MOST_SENT,
    MOST_SHOWN_WEIGHTS,
    MOST_TYPED_UNITS,
    MOST_WHOLE_UNITS,
    MOST_WHOLE_WEIGHTS,
    check_memory,
    check_most,
    is_summarized,
)
from ...core.network.arguments import checked_count, checked_network, losses_with_meaning, scores_for, usual_loss
from ...core.network.network import Network
from ...core.records.activations import Activation
from ...core.records.datasets import DATASETS, Dataset, iris, standardize
from ...core.records.initializers import Initializer, he, initializer
from ...core.records.losses import LOSSES, Loss, loss
from ...core.training.sgd import Run, sgd
from ...explain.writing.numbers import MINUS

AS_GIVEN = "as given"
CONTROLS = ("data_set", "loss", "activation", "hidden", "initial", "eta", "seed")  # the knobs, by name
ALL = "all"  # what asks a lab for menus with everything that nbnn has


def _iris(*classes: str, features=("petal length", "petal width")):
    return lambda: standardize(iris(classes or None, features))


# The data that a lab's menu offers: features of the flowers are standardized, or η would depend on centimetres.
DATA_CHOICES = MappingProxyType({
    "Iris: versicolor / virginica": _iris("versicolor", "virginica"),
    "Iris: setosa / versicolor": _iris("setosa", "versicolor"),
    "Iris: versicolor / virginica, 4 features": _iris("versicolor", "virginica", features=None),
    "Iris: all three species": _iris(),
    **{name: record for name, record in DATASETS.items() if record.n_features == 2 and record.n_classes},
})
TARGET_CHOICES = MappingProxyType({name: record for name, record in DATASETS.items() if not record.n_classes})  # for who gives targets


@dataclass(frozen=True, eq=False)
class Setup:
    """A network, data, a loss, a rate, a number of updates and a seed: `run()` is the recording they make."""

    network: Network
    data: Dataset
    loss: Loss
    eta: object
    steps: int
    seed: int
    initializer: Initializer | None = None  # None: the weights were given

    def run(self) -> Run:
        """The recording; ValueError or TypeError when the parts do not fit, or are more than a page can show."""
        check_shown(self.network, self.steps)
        if is_summarized(self.network.sizes):
            return _large().replay(self.network, self.data, self.loss, self.eta, self.at_once, self.seed)
        return sgd(self.network, self.data, loss=self.loss, eta=self.eta, steps=self.steps, seed=self.seed)

    @property
    def at_once(self) -> int:
        """How many updates are recorded in one go: of a summarized network as many as take about a second."""
        return _large().updates_at_once(self.network, self.steps) if is_summarized(self.network.sizes) else self.steps

    def with_loss(self, name: Loss | str) -> "Setup":
        return replace(self, loss=loss(name))

    def with_activation(self, name: Activation | str | tuple[Activation, ...]) -> "Setup":
        """The activation of all hidden layers, or one for each."""
        net = self.network
        return replace(self, network=Network(net.weights, name, net.bias, output=net.output))

    def with_eta(self, text: str) -> "Setup":
        return replace(self, eta=number(text, "the rate η"))

    def with_seed(self, text: str) -> "Setup":
        return replace(self, seed=whole(text, "the seed"))._redraw()

    def with_initializer(self, name: str) -> "Setup":
        if name == AS_GIVEN:
            raise ValueError("Reset brings back the weights that were given: press Reset, or choose another initializer")
        return replace(self, initializer=initializer(name))._redraw()

    def with_hidden(self, text: str) -> "Setup":
        hidden = [whole(part, "the number of hidden units") for part in text.replace(" ", "").split(",") if part]
        if len(hidden) > 3 or any(not 1 <= n <= MOST_TYPED_UNITS for n in hidden):
            raise ValueError(f"hidden units are {cut_short(text)}. Type at most three layers of 1 to {MOST_TYPED_UNITS} units, "
                             "such as 8 or 4, 4")
        if not isinstance(self.network.activation, Activation) and len(hidden) != self.network.n_hidden:
            raise ValueError(f"the {self.network.n_hidden} hidden layers have activations of their own ({self.network.activation_name}): "
                             f"type as many layers, or choose one activation for all of them first")
        sizes = (self.network.sizes[0], *hidden, self.network.sizes[-1])
        return replace(self, initializer=self.initializer or he)._resize(sizes)

    def with_data(self, data: Dataset) -> "Setup":
        """The same setup on other data; where inputs, classes or targets differ, the network and the loss follow."""
        sizes = (data.x.shape[1], *self.network.sizes[1:-1], scores_for(data))
        changed = replace(self, data=data)
        if sizes != self.network.sizes:
            changed = replace(changed, initializer=self.initializer or he)._resize(sizes)
        fitting = losses_for(changed.network, data)
        kept = sizes == self.network.sizes and bool(data.targets) == bool(getattr(self.data, "targets", ()))
        return changed if kept or changed.loss.key in fitting else changed.with_loss(fitting[0])

    def _resize(self, sizes) -> "Setup":
        net = self.network
        drawn = Network.random(sizes, net.activation, self.initializer or he, self.seed, net.bias, output=net.output)
        return replace(self, network=drawn)

    def _redraw(self) -> "Setup":
        return self if self.initializer is None else self._resize(self.network.sizes)


def _large() -> ModuleType:
    """What keeps summaries of large networks: who steps through a small one does not wait for it."""
    from ...core.training import replay

    return replay


def check_shown(network: Network, steps, done: int = 0) -> None:
    """Raise ValueError where a page cannot show so large a network, or so many updates of it behind those that are done."""
    places = checked_network(network).quantities
    if is_summarized(network.sizes):
        check_replayed(network, checked_count(steps, "steps"), done)
        return
    check_memory("steps", checked_count(steps, "steps"), places.width, "updates", "a smaller network", done * places.width,
                 most=MOST_SENT, keeper="a page")


def check_replayed(network: Network, steps: int, done: int) -> None:
    """Raise ValueError where a page cannot show so large a network summarized, or so many updates of it."""
    check_most("the number of weights of net", network.quantities.n_weights, MOST_SHOWN_WEIGHTS, "of which a page shows a summary",
               "look at it without one: nbnn.sgd records the run, and print(run[0]) shows an update")
    _large().check_replay("steps", steps, network, done, "a smaller network")


def check_whole(network: Network, *asked: tuple[str, object]) -> None:
    """Raise ValueError for what a lab was asked for that needs every number of a network which is shown summarized.

    asked : (the argument, as it was given) of each of these.
    """
    for name, given in asked:
        if given and is_summarized(network.sizes):
            raise ValueError(f"{name} is {given!r}, but this network ({'–'.join(map(str, network.sizes))}) is shown summarized: leave "
                             f"{name} out, or take a network of up to {MOST_WHOLE_WEIGHTS:,} weights, {MOST_WHOLE_UNITS} units in a layer")


def losses_for(network: Network, data: Dataset | None = None) -> list[str]:
    """The keys of the losses that the network's scores and the data's labels or targets fit, the lecture's own first."""
    first = usual_loss(network.sizes[-1], data=data, output=network.output).key
    fitting = losses_with_meaning(network.output, network.one_score, bool(getattr(data, "targets", ())))
    return sorted(fitting, key=lambda key: key != first)


class LossMenu:
    """The losses of a menu: those that the record says a menu lists unasked, the one that the lab was given, and those asked for.

    first : the loss that the lab was given. losses : "all", or a list of records and names; None: nothing was asked for.
    """

    def __init__(self, first: Loss, losses: Sequence[Loss | str] | str | None = None):
        self._all = isinstance(losses, str) and losses == ALL
        self._asked = None if losses is None or self._all else _listed_losses(losses)
        self._given = {record.key: record for record in (*(self._asked or ()), first)}

    def record(self, key: str) -> Loss:
        """The loss behind an entry of the menu: as it was given, or of the table."""
        return self._given.get(key) or loss(key)

    def options(self, fitting: Iterable[str], now: Loss, targets: bool = False, scores: Sequence[str] = ()) -> list[tuple[str, str]]:
        """(name, key) of each loss listed.

        fitting : the keys of the table that fit, in their order. now : the loss in use. targets : the data have targets. scores : what
        a loss made in a cell, which stands first, may be for; (): for any.
        """
        own = [record for key, record in self._given.items() if key not in LOSSES and (not scores or record.scores in scores)]
        return [(record.name, record.key) for record in (*own, *(self.record(key) for key in fitting if self._lists(key, now, targets)))]

    def _lists(self, key: str, now: Loss, targets: bool) -> bool:
        unasked = self._asked is None and LOSSES[key].in_menus(targets)
        return self._all or unasked or key == now.key or key in self._given


def _listed_losses(given) -> tuple[Loss, ...]:
    if isinstance(given, str | Loss) or not isinstance(given, Iterable):
        raise TypeError(f'losses is {cut_short(given) if isinstance(given, str) else repr(given)}: give "all", '
                         'or a list of what the menu has besides the loss in use, such as ["hinge", "logistic"]')
    try:
        return tuple(loss(each) for each in given)
    except (ValueError, TypeError) as error:
        raise type(error)(f"losses has in it what is no loss: {error}") from error


def number(text: str, what: str) -> float:
    """A typed number, with a comma or a point, or a ValueError that says what is needed."""
    try:
        return float(str(text).replace("−", "-").replace(",", "."))
    except ValueError:
        raise ValueError(f"{what} is {_what_was_typed(text)}. Type a number, such as 0.1") from None


def numbers(text: str, what: str, count: int) -> list[float]:
    """As many typed numbers as wanted, with commas or spaces between them; a single one may have a decimal comma."""
    if count == 1:
        return [number(text, what)]
    parts = str(text).strip().strip("()[]").replace(",", " ").split()
    if len(parts) != count:
        raise ValueError(f"{what} is {_what_was_typed(text)}. Type {count} numbers, such as {', '.join(['0.5', '−1', '2'][:count])}")
    return [number(part, what) for part in parts]


def array(text: str, what: str) -> object:
    """A typed number, or a vector [1, 2] or a matrix [[1, 2], [3, 4]] as lists; ValueError that says what is needed."""
    text = str(text).replace("−", "-").strip()
    if not text.startswith("["):
        return number(text, what)
    try:
        found = json.loads(text)
        return np.asarray(found, dtype=float).tolist()
    except (ValueError, TypeError, RecursionError):
        raise ValueError(f"{what} is {cut_short(text)}: type a number, a vector such as [1, 2], or a matrix such as [[1, 2], [3, 4]], "
                         "each row with as many numbers") from None


def array_text(value) -> str:
    """A number, a vector or a matrix as `array` reads it, with real minus signs."""
    return f"{value:g}".replace("-", MINUS) if np.ndim(value) == 0 else f"[{', '.join(map(array_text, value))}]"


def whole(text: str, what: str) -> int:
    """A typed whole number, 0 or more."""
    cleaned = str(text).strip()
    if not (cleaned.isascii() and cleaned.isdigit()):
        raise ValueError(f"{what} is {_what_was_typed(text)}. Type a whole number, 0 or more, such as 3")
    if len(cleaned) > 9:
        raise ValueError(f"{what} has {len(cleaned)} digits. Type a smaller number, such as 3")
    return int(cleaned)


def _what_was_typed(text: str) -> str:
    return cut_short(text) if str(text).strip() else "empty"


def cut_short(text: str) -> str:
    """What was typed, cut short: a message must fit its line."""
    text = str(text)
    return repr(text if len(text) <= 24 else text[:24] + "…")
