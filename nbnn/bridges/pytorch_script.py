"""The first updates of a run as a script of PyTorch, which makes the same numbers. It is text: PyTorch is not needed to write it."""

import re
from collections.abc import Iterator
from itertools import islice
from sys import maxsize
from textwrap import wrap
from typing import NamedTuple

import numpy as np

from ..core.network.network import Network
from ..core.records.datasets import Dataset
from ..core.records.losses import Loss
from ..core.records.optimizers import Optimizer
from ..core.records.regularizers import Dropout, Penalty
from ..core.training.sgd import Run
from ..core.training.training import History
from .pytorch import split_bias, torch_activation

LONGEST = 110  # letters in a line of numbers
USUAL = 10

KEPT = '''
class Kept(torch.nn.Module):
    """Dropout with the units that nbnn kept: 1 for these and 0 for the others, an array for each update."""

    def __init__(self, p, kept):
        super().__init__()
        self.p, self.kept = p, iter(kept)

    def forward(self, h):
        return h * torch.tensor(next(self.kept)) / (1 - self.p)


'''


class Example(NamedTuple):
    """One example as an update took it: its number, x without a constant 1, and z. A fork may change the data, so the number is not all."""

    number: int
    x: tuple[float, ...]
    z: float | tuple[float, ...]


class Update(NamedTuple):
    """One update: the examples, the rate, the mean ℓ of its examples, and per hidden layer the units kept (None: all)."""

    examples: list[Example]
    eta: float
    loss: float
    kept: tuple[np.ndarray, ...] | None = None


class Recipe(NamedTuple):
    """What a run of either kind was made of."""

    start: Network
    data: Dataset
    loss: Loss
    optimizer: Optimizer
    penalty: Penalty | None
    dropouts: tuple[Dropout | None, ...]
    eta: object


def to_pytorch(run: Run | History, updates: int = USUAL) -> str:
    """The first updates of a run as a short script of PyTorch: run it there, and its losses and weights are these to 1e-9.

    run : from `nbnn.sgd` or `nbnn.train`.    updates : how many, at most; a fork with another network ends them.

    Raises ValueError that names the record that PyTorch does not have, TypeError for what is no run.
    """
    recipe, made = _recipe(run), list(islice(_updates(run), min(_checked_count(updates), maxsize)))
    if not made:
        raise ValueError("this run has no updates, so there is nothing to write: give one with at least one update")
    _check_records(recipe)
    examples = list(dict.fromkeys(example for update in made for example in update.examples))
    parts = [_head(run, len(made)), _data(recipe, examples), _network(recipe, made), _loop(recipe, made, examples)]
    return "\n".join("\n".join(part) for part in parts) + "\n"


# ---- what a run is made of ----

def _recipe(run) -> Recipe:
    if isinstance(run, Run):
        return Recipe(run.start, run.data, run.loss, run.optimizer, None, (), run.eta)
    if isinstance(run, History):
        plan = run.plan
        return Recipe(run.start, run.data, plan.loss, plan.optimizer, plan.penalty, plan.dropouts, plan.eta)
    raise TypeError(f"run is a {type(run).__name__}: give what nbnn.sgd or nbnn.train returns")


def _updates(run: Run | History) -> Iterator[Update]:
    if isinstance(run, History):
        for epoch in range(len(run)):
            for update in run.replay(epoch):
                examples = _examples(update.examples, run.data.x[update.examples], run.data.z[update.examples])
                yield Update(examples, update.eta, float(update.losses.mean()), update.kept)
        return
    for index in range(min([len(run), *(at + 1 for at in run.breaks)])):
        step = run[index]
        yield Update(_examples(run.examples[[index]], step.x[None, :run.start.n_inputs], np.array([step.z])), step.eta, step.loss)


def _examples(numbers: np.ndarray, x: np.ndarray, z: np.ndarray) -> list[Example]:
    rows = z.tolist() if z.ndim == 1 else map(tuple, z.tolist())
    return list(map(Example, numbers.tolist(), map(tuple, x.tolist()), rows))


def _checked_count(updates) -> int:
    if isinstance(updates, bool) or not isinstance(updates, (int, np.integer)) or updates < 1:
        raise ValueError(f"updates is {updates!r}: it must be a whole number, 1 or more")
    return int(updates)


def _check_records(recipe: Recipe) -> None:
    """ValueError for a record that does not say what it is in PyTorch."""
    for what, record in (("loss", recipe.loss), ("optimizer", recipe.optimizer), ("penalty", recipe.penalty)):
        if record is not None and not record.torch:
            raise ValueError(f"the {what} {record.key!r} names nothing that is the same in PyTorch, so this run cannot be written there: "
                             "a record of your own can say it with torch=, as the documentation of its class tells")
    if _settles(recipe) and recipe.optimizer.torch.weight != "w":
        raise ValueError(f"{recipe.penalty.name} beside {recipe.optimizer.name} cannot be written in PyTorch, whose weights are then not "
                         "these: choose another optimizer or penalty")


def _settles(recipe: Recipe) -> bool:
    return recipe.penalty is not None and recipe.penalty.settle is not None


# ---- the script ----

def _head(run, count: int) -> list[str]:
    words = "update" if count == 1 else f"{count} updates"
    forked = ["# Then a fork put other weights there, which end this script."] if count - 1 in getattr(run, "breaks", ()) else []
    return [f"# The first {words} of a run of nbnn in PyTorch, with the same losses and weights to 1e-9:", f"# {_in_a_line(repr(run))}",
            *forked, "", "import torch", "", "torch.set_default_dtype(torch.float64)  # PyTorch's usual float32 has 7 digits", ""]


def _data(recipe: Recipe, examples: list[Example]) -> list[str]:
    x, z = np.array([each.x for each in examples]), np.array([each.z for each in examples])
    outputs, numbers = recipe.start.sizes[-1], ", ".join(str(each.number) for each in examples)
    which = f"# examples {numbers} of {recipe.data.name}"
    labels = f"torch.tensor({_numbers(_labels(recipe, z))})"
    if _one_hot(recipe):
        labels = f"torch.nn.functional.one_hot({labels} - 1, {outputs}).double()"
    return [*wrap(_in_a_line(which), LONGEST, subsequent_indent="# "), f"x = torch.tensor({_numbers(x)})",
            f"{_z_name(recipe)} = {labels}", ""]


def _labels(recipe: Recipe, z: np.ndarray) -> np.ndarray:
    return z if not recipe.start.one_score and not recipe.data.targets else z.astype(float)


def _z_name(recipe: Recipe) -> str:
    return "targets" if recipe.data.targets else "labels"


def _one_hot(recipe: Recipe) -> bool:
    """Does the loss take [k = z] for a label, entry by entry?"""
    return not recipe.start.one_score and not recipe.data.targets and recipe.loss.scores != "many"


def _network(recipe: Recipe, made: list[Update]) -> list[str]:
    net = recipe.start
    layers, tensors = [], []
    for number, (W, record) in enumerate(zip(map(np.atleast_2d, net.weights), (*net.activations, net.output))):
        rows, columns = W.shape
        layers.append(f"torch.nn.Linear({columns - net.bias}, {rows}, bias={net.bias})")
        name, arguments = torch_activation(record)
        layers.append(f"torch.nn.{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})")
        dropout = recipe.dropouts[number] if number < len(recipe.dropouts) and number < net.n_hidden else None
        if dropout is not None:
            layers.append(f"Kept({dropout.p!r}, [\n{_kept(made, number)}\n    ])")
        tensors += [f"    torch.tensor({_numbers(values, 4)})," for values in split_bias(W, net.bias)]
    if layers[-1] == "torch.nn.Identity()":
        del layers[-1]
    return [*(KEPT.splitlines() if any(recipe.dropouts) else ()), "network = torch.nn.Sequential(",
            *(f"    {layer}," for layer in layers), ")", "weights = list(network.parameters())", "start = [", *tensors, "]",
            "with torch.no_grad():", "    for w, values in zip(weights, start):", "        w.copy_(values)", ""]


def _kept(made: list[Update], layer: int) -> str:
    return "\n".join(f"        {_numbers(update.kept[layer].astype(int), 8)}," for update in made)


def _loop(recipe: Recipe, made: list[Update], examples: list[Example]) -> list[str]:
    where = {example: row for row, example in enumerate(examples)}
    batches = _wrapped([str([where[example] for example in update.examples]) for update in made])
    losses = _numbers(np.array([update.loss for update in made]))
    optimizer = recipe.optimizer.torch
    return [
        f"batches = {batches}", "# nbnn's losses, each before its update", f"losses = {losses}",
        *_rates(recipe, made), f"optimizer = {optimizer.make}",
        *(["# In nbnn η is part of what is remembered, so here the loss is multiplied by it."] if optimizer.rate_inside else ()),
        "for t, rows in enumerate(batches):", *_update(recipe),
        "    print(f\"update {t}: loss {loss.item():.12g}, in nbnn {losses[t]:.12g}\")", "",
        *(["# PyTorch keeps the place ahead as its weights."] if optimizer.weight != "w" else ()),
        f"theta = [{optimizer.weight}.detach() for w in weights]", "print(\"the weights after them:\", *theta, sep=\"\\n\")"]


def _rates(recipe: Recipe, made: list[Update]) -> list[str]:
    if not callable(recipe.eta):
        return [f"eta = {made[0].eta!r}"]
    formula = getattr(recipe.eta, "formula", "")
    words = f"  # {_in_a_line(str(formula))}" if formula else ""
    return [f"etas = {_numbers(np.array([update.eta for update in made]))}{words}", "eta = etas[0]"]


def _update(recipe: Recipe) -> list[str]:
    """The lines within the loop."""
    changes, many, loss = callable(recipe.eta), not recipe.start.one_score, recipe.loss
    set_rate = ["    optimizer.param_groups[0][\"lr\"] = eta"] if changes and not recipe.optimizer.torch.rate_inside else []
    own = [f"    own = torch.nn.functional.one_hot(z - 1, {recipe.start.sizes[-1]}).bool()"] if re.search(r"\bown\b", loss.torch) else []
    summed = ".sum(-1)" if many and loss.scores != "many" else ""
    return [
        *(["    eta = etas[t]"] if changes else ()), *set_rate,
        f"    y, z = network(x[rows]){'' if many else '.squeeze(-1)'}, {_z_name(recipe)}[rows]", *own,
        f"    loss = ({loss.torch}){summed}.mean()",
        "    optimizer.zero_grad()", f"    {_objective(recipe)}.backward()", *_move(recipe)]


def _move(recipe: Recipe) -> list[str]:
    """The lines that change the weights: the optimizer's step, and what a decoupled penalty does beside it; biases are vectors."""
    if not _settles(recipe):
        return ["    optimizer.step()"]
    return ["    old = [w.detach().clone() for w in weights]", "    optimizer.step()", "    with torch.no_grad():",
            "        for w, before in zip(weights, old):", "            if w.ndim == 2:",
            f"                w.copy_({recipe.penalty.torch})"]


def _objective(recipe: Recipe) -> str:
    """What the derivative is taken of."""
    inside = recipe.optimizer.torch.rate_inside
    if recipe.penalty is None or _settles(recipe):
        return "(eta * loss)" if inside else "loss"
    whole = f"(loss + sum({recipe.penalty.torch} for w in weights if w.ndim == 2))"  # biases are vectors
    return f"(eta * {whole})" if inside else whole


def _numbers(values: np.ndarray, indent: int = 0) -> str:
    """An array as Python writes it, to the bit, a row a line."""
    if values.ndim == 1:
        return _wrapped([repr(value) for value in values.tolist()], indent + 1)
    rows = [_numbers(row, indent + 4) for row in values]
    return "[\n" + "".join(f"{' ' * (indent + 4)}{row},\n" for row in rows) + " " * indent + "]"


def _wrapped(texts: list[str], indent: int = 1) -> str:
    """A list of these, in lines that are not too long."""
    return ("\n" + " " * indent).join(wrap(f"[{', '.join(texts)}]", LONGEST, break_long_words=False, break_on_hyphens=False))


def _in_a_line(text: str) -> str:
    """A name that may come from a file, as a comment can hold it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
