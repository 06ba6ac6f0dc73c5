"""The Playground's recipe, the training that it makes, and what is said of it.

A recipe is what the learner chose and nothing else; the same recipe makes the same numbers, to the bit.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from math import floor
from types import MappingProxyType

import numpy as np

from ...core.network.arguments import losses_with_meaning, scores_for, usual_loss
from ...core.network.measures import r2_words
from ...core.network.network import Network
from ...core.records.activations import Activation, tanh
from ...core.records.activations import activation as activation_record
from ...core.records.datasets import DATASETS, Dataset, digits, fitting_share, iris, standardize
from ...core.records.initializers import Initializer, xavier
from ...core.records.initializers import initializer as initializer_record
from ...core.records.losses import LOSSES, Loss, hinge
from ...core.records.losses import loss as loss_record
from ...core.records.optimizers import Optimizer, sgd_optimizer
from ...core.records.optimizers import optimizer as optimizer_record
from ...core.records.schedules import cosine, decay, step_decay
from ...core.tables import data_questions
from ...core.training.training import History, Training
from ..writing.numbers import format_number
from . import weights as playground_weights

NODES = 100  # of the grid, in each direction
PADDING = 0.12  # of the data's span, around them
LAYERS, UNITS, UNITS_MANY = 4, 8, 64  # the most: units where each has a map, and where there is no plane to draw one on
EXAMPLES, EPOCHS, NOISE = 5_000, 5_000, 100.0
WEIGHTS = 4_000_000  # numbers kept of a run, all epochs together
LONG = 20  # letters of a column's name in a table
OWN = "own"
CHANGED = "changed"  # data of the menu, some of whose examples were changed by hand: as they come, not standardized
SCHEDULE_WORDS = MappingProxyType({"constant": "constant", "decay": "decay", "step_decay": "step decay", "cosine": "cosine"})


@dataclass(frozen=True)
class Feature:
    """An input computed from the plane's two numbers, its label and its text in Python.

    It is a part of the first number times a part of the second, so what it is along two edges of the plane says what it is everywhere.
    """

    label: str
    code: str
    of_x1: Callable[[np.ndarray], np.ndarray] = np.ones_like
    of_x2: Callable[[np.ndarray], np.ndarray] = np.ones_like

    def value(self, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
        """Return the input where the two numbers are these."""
        return self.of_x1(x1) * self.of_x2(x2)


FEATURES: Mapping[str, Feature] = MappingProxyType({
    "x1": Feature("x₁", "x1", of_x1=np.positive),
    "x2": Feature("x₂", "x2", of_x2=np.positive),
    "x1_squared": Feature("x₁²", "x1 ** 2", of_x1=np.square),
    "x2_squared": Feature("x₂²", "x2 ** 2", of_x2=np.square),
    "product": Feature("x₁x₂", "x1 * x2", of_x1=np.positive, of_x2=np.positive),
    "sin_x1": Feature("sin x₁", "np.sin(x1)", of_x1=np.sin),
    "sin_x2": Feature("sin x₂", "np.sin(x2)", of_x2=np.sin),
})
OF_X2 = tuple(key for key, feature in FEATURES.items() if feature.of_x2 is not np.ones_like)  # features of the second number


@dataclass(frozen=True)
class Source:
    """A data set of the menu: its name there, the Python that makes it, and whether features are standardized by the training data."""

    words: str
    code: str
    make: Callable[["Recipe"], Dataset]
    standardized: bool = False
    targets: bool = False  # numbers to predict: in the menu of who asked for such data


def _draw(name: str, recipe: "Recipe") -> Dataset:
    return DATASETS[name](n=recipe.n, noise=recipe.noise, seed=recipe.seed)


PETALS = ("petal length", "petal width")
SOURCES: Mapping[str, Source] = MappingProxyType({
    **{name: Source(name, f"nbnn.datasets.{name}(n={{n}}, noise={{noise}}, seed={{seed}})",
                    partial(_draw, name))
       for name in ("moons", "circles", "xor", "spiral", "blobs")},
    "iris": Source("Iris: petals, 3 species", f"nbnn.datasets.iris(features={PETALS!r})", lambda recipe: iris(features=PETALS), True),
    "iris_2": Source("Iris: versicolor / virginica", f"nbnn.datasets.iris(('versicolor', 'virginica'), {PETALS!r})",
                     lambda recipe: iris(("versicolor", "virginica"), PETALS), True),
    "iris_4": Source("Iris: 4 features", "nbnn.datasets.iris()", lambda recipe: iris(), True),
    "digits": Source("Digits: 64 pixels, 10 classes", "nbnn.datasets.digits()", lambda recipe: digits(), True),
    **{name: Source(words, f"nbnn.datasets.{name}(n={{n}}, noise={{noise}}, seed={{seed}})", partial(_draw, name), targets=True)
       for name, words in (("wave", "wave: a curve to fit"), ("hill", "hill: a height to predict"))},
})


@dataclass(frozen=True, eq=False)
class Recipe:
    """Everything that a learner chooses.

    data : a key of SOURCES, or "own". n, noise : of generated data. features : keys of FEATURES, for data in the plane.
    hidden : units of each hidden layer. schedule : a key of SCHEDULE_WORDS, that begins at `eta`.
    share : the fraction of the examples used for training; 1 leaves none for validation. patience : None never stops early.
    """

    data: str = "moons"
    n: int = 200
    noise: float = 0.15
    features: tuple[str, ...] = ("x1", "x2")
    hidden: tuple[int, ...] = (4, 2)
    activation: Activation = tanh
    loss: Loss = hinge
    initializer: Initializer = xavier
    bias: bool = True
    optimizer: Optimizer = sgd_optimizer
    eta: float = 0.05
    schedule: str = "constant"
    batch_size: int = 10
    l2: float = 0.0
    dropout: float = 0.0
    share: float = 0.7
    patience: int | None = None
    epochs: int = 300
    seed: int = 0

    def changed(self, **changes) -> "Recipe":
        """Return the recipe with other choices, records looked up by name; TypeError or ValueError for an unknown one."""
        for name, look in LOOKED_UP.items():
            if name in changes:
                changes[name] = look(changes[name])
        return replace(self, **changes)


LOOKED_UP: Mapping[str, Callable] = MappingProxyType({
    "activation": activation_record, "loss": loss_record, "initializer": initializer_record, "optimizer": optimizer_record,
})


@dataclass(frozen=True, eq=False)
class Setting:
    """A recipe with its data: what is trained on what.

    raw : the data as given. train, validation : the data used for training and validation, features computed.
    remarks : remarks on the data, as sentences.
    plane : (N, 2) positions of the training and then the validation examples, or None for data that do not lie in the plane.
    pictures : (N, 64) pixels from 0 to 16 of the measured examples, where these are pictures; else None.
    """

    recipe: Recipe
    raw: Dataset
    train: Dataset
    validation: Dataset | None
    network: Network
    plane: np.ndarray | None = None
    pictures: np.ndarray | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def measured(self) -> Dataset:
        """The data on which accuracy and confusion are measured: the validation data if there are any."""
        return self.train if self.validation is None else self.validation

    def training(self) -> Training:
        """Return the training from its beginning; ValueError or TypeError for what does not fit."""
        return Training(self.network, self.train, self.validation, **self.options)  # type: ignore[arg-type]

    @cached_property
    def extents(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The part of the plane that is shown: (low, high) in x and in y, of equal length unless one of them is a target."""
        assert self.plane is not None
        low, high = self.plane.min(axis=0), self.plane.max(axis=0)
        spans = high - low if self.kind == "curve" else np.full(2, (high - low).max())
        middle, halves = (low + high) / 2, (0.5 + PADDING) * np.maximum(spans, 1e-9)
        return tuple((float(m - half), float(m + half)) for m, half in zip(middle, halves))  # type: ignore[return-value]

    @property
    def kind(self) -> str:
        """What the plane shows: "classes", or for targets "curve" (one input) and "values" (two)."""
        return "classes" if not self.raw.targets else "curve" if self.raw.x.shape[1] == 1 else "values"

    @cached_property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest first target of all examples; of equal ones a little around them."""
        first = first_targets(self.raw)
        low, high = float(first.min()), float(first.max())
        return (low, high) if high > low else (low - 1.0, high + 1.0)

    def edges(self) -> np.ndarray:
        """Return the two parts of each input along the plane's edges, (d, 2, NODES), rightwards and upwards; (0, 2, NODES) without a plane.

        On the grid an input is their product.
        """
        if self.plane is None:
            return np.zeros((0, 2, NODES))
        across, up = (np.linspace(*extent, NODES) for extent in self.extents)
        return np.array([(FEATURES[key].of_x1(across), FEATURES[key].of_x2(up)) for key in self.recipe.features])

    def grid(self) -> np.ndarray:
        """Return the inputs' values on the grid, (d, NODES²), row by row upwards; d is 0 without a plane."""
        across, up = np.moveaxis(self.edges(), 1, 0)
        return (up[:, :, None] * across[:, None, :]).reshape(-1, NODES ** 2)


def setting(recipe: Recipe, own: Dataset | None = None, *, chosen: Collection[str] = ()) -> Setting:
    """Put the recipe together with its data; ValueError or TypeError for a recipe that cannot be trained.

    own : the data of a recipe with data "own". chosen : what was given by name. Anything else is adapted to the data: the loss
    to the classes, the batch size and the training share to the number of examples.
    """
    raw = data_of(recipe, own)
    fitting = _with_fitting_loss(recipe, raw)
    if "loss" in chosen and fitting.loss is not recipe.loss:
        what = "targets" if raw.targets else f"{raw.n_classes} classes"
        raise ValueError(f"{recipe.loss.name} does not fit {what}: "
                         f"choose one of {', '.join(LOSSES[key].name for key in losses_for(raw))}")
    recipe = _fitting_the_inputs(fitting, raw, chosen)
    _check(recipe, raw)
    recipe = _fitting_the_number(recipe, len(raw), chosen)
    parts: tuple[Dataset, ...] = raw.split(recipe.share, seed=recipe.seed) if recipe.share < 1 else (raw,)
    pictures = parts[-1].x if recipe.data == "digits" else None
    if standardizes(recipe):
        made = standardize(*parts)
        parts = made if isinstance(made, tuple) else (made,)
    plane = None
    if in_plane(raw):
        plane = np.concatenate([positions(part) for part in parts])
        parts = tuple(with_features(part, recipe.features) for part in parts)
    train, validation = parts[0], parts[1] if len(parts) > 1 else None
    sizes = (train.x.shape[1], *recipe.hidden, scores_for(raw))
    network = Network.random(sizes, recipe.activation, recipe.initializer, recipe.seed, recipe.bias)
    _check_memory(network, recipe)
    made_setting = Setting(recipe, raw, train, validation, network, plane, pictures, {
        "loss": recipe.loss, "optimizer": recipe.optimizer, "eta": rate(recipe, len(train)), "batch_size": recipe.batch_size,
        "epochs": recipe.epochs, "l2": recipe.l2, "dropout": recipe.dropout if recipe.hidden else 0.0, "patience": recipe.patience,
        "seed": recipe.seed})
    remarks = (*_questions(recipe, raw), *made_setting.training().remarks)  # the training says, too, what does not fit
    return replace(made_setting, remarks=remarks)


def _questions(recipe: Recipe, raw: Dataset) -> list[str]:
    """Questions about data of your own; constant features are among the remarks of the training itself."""
    constants = data_questions.ask_about_constants(raw.x, raw.feature_names)
    return [each.words for each in raw.questions if each not in constants] if is_own(recipe) else []


def data_of(recipe: Recipe, own: Dataset | None) -> Dataset:
    """The recipe's data as they come."""
    if isinstance(recipe.n, int) and recipe.n > EXAMPLES:  # n and noise: also while the data are others, which are changed later
        raise ValueError(f"the number of examples is {recipe.n}: give at most {EXAMPLES}")
    if isinstance(recipe.noise, int | float) and recipe.noise > NOISE:
        raise ValueError(f"noise is {recipe.noise:g}: give at most {NOISE:g}, such as 0.15")
    if isinstance(recipe.noise, int | float) and not recipe.noise >= 0:
        raise ValueError(f"noise is {recipe.noise:g}: a standard deviation is 0 or more, such as 0.15")
    if is_own(recipe):
        if own is None:
            raise ValueError("you have no data of your own yet: press Files and open a CSV file (in Python: data=Dataset.from_csv(...))")
        if len(own) > EXAMPLES:
            raise ValueError(f"your data set has {len(own)} examples, but the Playground takes at most {EXAMPLES}: give fewer rows")
        return own
    if recipe.data not in SOURCES:
        raise ValueError(f"data is {recipe.data!r}: it must be one of {', '.join(SOURCES)}, or a Dataset")
    return SOURCES[recipe.data].make(recipe)


def in_plane(data: Dataset) -> bool:
    """Does each example have two numbers (of one input, that and its target), and are there no more classes than colors?"""
    return data.x.shape[1] == (1 if data.targets and data.x.shape[1] == 1 else 2) and data.n_classes <= 7


def positions(data: Dataset) -> np.ndarray:
    """(N, 2) where the examples are in the plane: their two numbers, or their one number and the first target."""
    return data.x if data.x.shape[1] == 2 else np.column_stack([data.x[:, 0], first_targets(data)])


def first_targets(data: Dataset) -> np.ndarray:
    """(N,) the first target of each example."""
    return data.z.reshape(len(data), -1)[:, 0]


def standardizes(recipe: Recipe) -> bool:
    """Are the features, which come in units of their own, scaled to mean 0 and standard deviation 1?"""
    return recipe.data == OWN or (recipe.data != CHANGED and SOURCES[recipe.data].standardized)


def is_own(recipe: Recipe) -> bool:
    """Are the data kept with the run, because nothing else makes them?"""
    return recipe.data in (OWN, CHANGED)


def changed_by_hand(made: "Setting", data: Dataset) -> "Setting":
    """The same choices with other examples, which are scaled where those before were; ValueError or TypeError for what cannot be."""
    return setting(made.recipe.changed(data=OWN if standardizes(made.recipe) else CHANGED), data)


def examples_shown(made: "Setting") -> np.ndarray:
    """(N,) which example of the raw data each point of the plane is: those for training, then those for validation."""
    numbers = replace(made.raw, x=np.arange(len(made.raw))[:, None], feature_names=("number",))
    parts = numbers.split(made.recipe.share, seed=made.recipe.seed) if made.recipe.share < 1 else (numbers,)
    return np.concatenate([part.x[:, 0] for part in parts]).astype(int)


def reach(made: "Setting") -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of the plane that is shown, in the units of the raw data; None without a plane."""
    if made.plane is None:
        return None
    raw = positions(made.raw)[examples_shown(made)]

    def ends(k: int) -> tuple[float, float]:
        low, high = int(made.plane[:, k].argmin()), int(made.plane[:, k].argmax())  # type: ignore[index]
        span = made.plane[high, k] - made.plane[low, k]  # type: ignore[index]
        scale = (raw[high, k] - raw[low, k]) / span if span else 1.0
        first, last = (float(raw[low, k] + (end - made.plane[low, k]) * scale) for end in made.extents[k])  # type: ignore[index]
        return first, last
    return ends(0), ends(1)


def with_features(data: Dataset, keys: tuple[str, ...]) -> Dataset:
    """The data with these features of their two numbers, which keep their own names."""
    columns = [FEATURES[key].value(data.x[:, 0], data.x[:, -1]) for key in keys]
    own = dict(zip(("x1", "x2"), data.feature_names))
    names = tuple(own.get(key, key) for key in keys)
    names = keys if len(set(names)) < len(names) else names
    return Dataset(np.column_stack(columns), data.z, names, data.class_names, data.name, targets=data.targets)


def rate(recipe: Recipe, examples: int):
    """η: the number, or the schedule that begins with it; falling ones are made for the length of the training."""
    if recipe.schedule == "constant":
        return recipe.eta
    updates = recipe.epochs * -(-examples // max(1, recipe.batch_size))
    makers = {"decay": lambda: decay(recipe.eta, lam=0.01), "cosine": lambda: cosine(recipe.eta, updates),
              "step_decay": lambda: step_decay(recipe.eta, 0.5, max(1, updates // 5))}
    if recipe.schedule not in makers:
        raise ValueError(f"schedule is {recipe.schedule!r}: it must be one of {', '.join(SCHEDULE_WORDS)}")
    return makers[recipe.schedule]()


def losses_for(data: Dataset) -> list[str]:
    """The keys of the losses that fit the classes or the targets, the usual one first."""
    scores = scores_for(data)
    first = usual_loss(scores, data=data).key
    return sorted(losses_with_meaning(one_score=scores == 1, targets=bool(data.targets)), key=lambda key: key != first)


def _fits(loss: Loss, data: Dataset) -> bool:
    kind = "one" if scores_for(data) == 1 else "many"
    return loss.scores in (kind, "both") and (loss.takes_targets if data.targets else loss.takes_labels)


def _with_fitting_loss(recipe: Recipe, data: Dataset) -> Recipe:
    return recipe if _fits(recipe.loss, data) else replace(recipe, loss=LOSSES[losses_for(data)[0]])


def _fitting_the_inputs(recipe: Recipe, data: Dataset, chosen: Collection[str]) -> Recipe:
    """Data of one input have no x₂: leave out the features that need it, unless they were given by name."""
    if data.x.shape[1] > 1 or not data.targets:
        return recipe
    kept = tuple(key for key in recipe.features if key not in OF_X2)
    if "features" in chosen and kept != recipe.features:
        raise ValueError(f"features are {_in_a_row(recipe.features)}, but {data.name!r} has one input: choose among "
                         f"{_in_a_row(key for key in FEATURES if key not in OF_X2)}")
    return replace(recipe, features=kept or ("x1",))


def _fitting_the_number(recipe: Recipe, n: int, chosen: Collection[str]) -> Recipe:
    """Adapt the share and the batch size to few examples, unless they were given by name."""
    if "share" not in chosen and recipe.share < 1:
        recipe = replace(recipe, share=1.0 if n == 1 else fitting_share(recipe.share, n))
    n_train = n if recipe.share == 1 else floor(recipe.share * n + 0.5)
    if "batch_size" not in chosen and isinstance(recipe.batch_size, int) and recipe.batch_size > n_train > 0:
        recipe = replace(recipe, batch_size=n_train)
    return recipe


def _check(recipe: Recipe, data: Dataset) -> None:
    most = UNITS if in_plane(data) else UNITS_MANY
    if len(recipe.hidden) > LAYERS or any(not 1 <= units <= most for units in recipe.hidden):
        raise ValueError(f"hidden layers are {_in_a_row(recipe.hidden)}: give at most {LAYERS} layers of 1 to {most} units, such as 4, 2")
    unknown = [key for key in recipe.features if key not in FEATURES]
    if unknown or not recipe.features or len(set(recipe.features)) < len(recipe.features):
        raise ValueError(f"features are {_in_a_row(recipe.features)}: give at least one of {', '.join(FEATURES)}, each at most once")
    if isinstance(recipe.share, bool) or not isinstance(recipe.share, int | float) or not 0 < recipe.share <= 1:
        raise ValueError(f"the training share is {recipe.share!r}: give a number above 0 and at most 1, such as 0.7 (1 uses all examples)")
    if isinstance(recipe.epochs, int) and recipe.epochs > EPOCHS:
        raise ValueError(f"the number of epochs is {recipe.epochs}: give at most {EPOCHS}")


def _check_memory(network: Network, recipe: Recipe) -> None:
    weights = network.quantities.n_weights
    if isinstance(recipe.epochs, int) and weights * recipe.epochs > WEIGHTS:
        raise ValueError(f"{recipe.epochs} epochs of {weights} weights are more than the page can keep: "
                         f"give at most {WEIGHTS // weights} epochs")


def _in_a_row(values) -> str:
    return ", ".join(map(str, values)) or "none"


# ---- words ----

def weight_layers(made: Setting) -> list[dict]:
    """Headings of the tables of weights, as JSON."""
    inputs = [FEATURES[key].label for key in made.recipe.features] if made.plane is not None else []
    if made.plane is None and is_own(made.recipe):
        inputs = [shown_name(name if len(name) <= LONG else f"{name[:LONG - 1]}…") for name in made.raw.feature_names]
    return playground_weights.layers(made.network.quantities, inputs, outputs(made))


def outputs(made: Setting) -> list[str]:
    """The names of the classes, or of the targets."""
    return list(map(shown_name, made.raw.targets or made.raw.class_names))


def weights(made: Setting, network: Network) -> list[dict[str, str]]:
    """The weights of a network of this setting, as rows of words."""
    return playground_weights.rows(made.network.quantities, weight_layers(made), network.theta)


def shown_name(name: str) -> str:
    """A name as people write it: x₁ for x1, −1 for -1."""
    return {"x1": "x₁", "x2": "x₂", "-1": "−1"}.get(name, name)


def source_words(made: Setting) -> str:
    """The name of the data on the page."""
    return made.raw.name if is_own(made.recipe) else SOURCES[made.recipe.data].words


def sentence(made: Setting, history: History, epoch: int, decided: bool = False) -> str:
    """The losses and the accuracy after `epoch` epochs, in words. decided : every score is known to decide for a class."""
    where = "Before training" if epoch == 0 else f"Epoch {epoch} of {made.recipe.epochs}"
    if history.validation_loss is None:
        told, of = "", "training"
    else:
        told, of = f", validation loss {format_number(history.validation_loss[epoch])}", "validation"
    word = "" if decided else history.undecided(epoch)
    if history.accuracy is None:
        return (f"{where}: training loss {format_number(history.train_loss[epoch])}{told}; "
                f"{history.measure(epoch)} on the {len(made.measured)} {of} examples.")
    return (f"{where}: training loss {format_number(history.train_loss[epoch])}{told}; "
            f"{history.accuracy[epoch]:.1%} of the {len(made.measured)} {of} examples are classified correctly."
            f"{f' {word}.' if word else ''}")


def ending(history: History) -> str:
    """Why the training ended, unless it made all its epochs; "" while it goes on."""
    why = history.stopped_because
    if not why or why == "it is not finished" or why.endswith(("epochs were made", "epoch was made")):
        return ""
    best = "" if history.validation_loss is None else f" The validation loss was lowest after epoch {history.best_epoch}."
    return f"Training ended: {why}.{best}"


def summary(made: Setting) -> str:
    """The recipe in a few words, for a pinned run."""
    recipe = made.recipe
    extras = [f"λ {recipe.l2:g}"] * (recipe.l2 > 0) + [f"dropout {recipe.dropout:g}"] * (recipe.dropout > 0)
    return ", ".join([source_words(made), "–".join(map(str, made.network.sizes)), recipe.activation.name, recipe.loss.name,
                      recipe.optimizer.name, f"η {recipe.eta:g}", f"batch {recipe.batch_size}", *extras, f"seed {recipe.seed}"])


def table(made: Setting, history: History, epoch: int) -> list[dict[str, str]]:
    """Measurements after eleven epochs, evenly from the first to the last, and after `epoch`."""
    chosen = sorted({round(i * len(history) / 10) for i in range(11)} | {epoch})
    none = "no validation data"
    return [{"epoch": str(e), "training loss": format_number(history.train_loss[e]),
             "validation loss": none if history.validation_loss is None else format_number(history.validation_loss[e]),
             **_measured(history, e)} for e in chosen]


def _measured(history: History, epoch: int) -> dict[str, str]:
    if history.accuracy is None:
        return {"R²": r2_words(history.r2[epoch]), "mean absolute error": format_number(history.mean_absolute_error[epoch])}
    word = history.undecided(epoch)
    return {"accuracy": f"{history.accuracy[epoch]:.1%}{f' ({word})' if word else ''}"}
