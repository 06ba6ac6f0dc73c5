"""What is given, looked at where it enters: a network, data, a loss, labels, counts and seeds.

Each gives back what it checked, or raises ValueError or TypeError that says what was given, what is needed, and what to do.
"""

from math import inf

import numpy as np

from ..numbers import as_array
from ..records.activations import ACTIVATIONS, Activation, identity
from ..records.datasets import Dataset
from ..records.losses import LOSSES, Loss, binary_cross_entropy_01, cross_entropy, half_squared, hinge, squared
from ..records.losses import loss as loss_record
from ..records.optimizers import Optimizer, sgd_optimizer
from ..records.optimizers import optimizer as optimizer_record
from .network import Network, checked_inputs

ANY = (-inf, inf)
NEARLY = 1e-3


def checked_count(value, name: str) -> int:
    """A whole number ≥ 1, or an error with its name."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {value!r}: it must be a whole number, 1 or more")
    if value < 1:
        raise ValueError(f"{name} is {value}: it must be 1 or more")
    return int(value)


def checked_network(network) -> Network:
    """The network itself; TypeError for anything else."""
    if not isinstance(network, Network):
        raise TypeError(f"network is a {type(network).__name__}: give a Network, such as nbnn.Network([W1, w2])")
    return network


def checked_loss(loss, network: Network) -> Loss:
    """The record, for this network: a loss of one score or of K; ValueError when it does not fit."""
    loss = loss_record(loss)
    kind = "one" if network.one_score else "many"
    if loss.scores not in (kind, "both"):
        fits = "one score (a last weight that is a vector)" if loss.scores == "one" else "K scores (a last weight that is a matrix)"
        raise ValueError(f"the {loss.name} loss needs {fits}, but {network!r} gives "
                         f"{'one score' if network.one_score else f'{network.sizes[-1]} scores'}")
    if not has_meaning(loss, network.output, network.one_score):
        raise ValueError(_no_meaning(loss, network))
    return loss


def has_meaning(loss: Loss, output: Activation = identity, one_score: bool = True) -> bool:
    """Whether the loss says something about outputs g(s): it is defined for them, and they can be as far apart as it looks for.

    One score tells classes apart by its sign, K scores by their differences. Asked of the record and of g's values alone.
    """
    (low, high), (lowest, highest) = output.extent, loss.outputs
    if low < lowest or high > highest:
        return False
    if loss.reach is None:
        return True
    near = loss.reach - NEARLY  # where g only comes close to it, as tanh to 1
    return low < 0 < high and low <= -near and high >= near if one_score else high - low >= near


def losses_with_meaning(output: Activation = identity, one_score: bool = True, targets: bool = False) -> list[str]:
    """The keys of the losses for one score, or for K, on outputs g(s); those that take labels, or targets."""
    kinds = ("both", "one" if one_score else "many")
    return [key for key, record in LOSSES.items() if record.scores in kinds and has_meaning(record, output, one_score)
            and (record.takes_targets if targets else record.takes_labels)]


def _no_meaning(loss: Loss, network: Network) -> str:
    """What the loss needs, what the output gives, what to do."""
    output, one = network.output, network.one_score
    others = ", ".join(losses_with_meaning(output, one))
    needs, todo = _of_these_outputs(loss, one) if loss.outputs != ANY else _of_scores(loss, one)
    return (f"the {loss.name} loss needs {needs}, but the output of {network!r} {_between(output.extent)}: {todo}, "
            f"or take a loss that suits it: {others}")


def _of_these_outputs(loss: Loss, one: bool) -> tuple[str, str]:
    fitting = [key for key, g in ACTIVATIONS.items() if has_meaning(loss, g, one)]
    given = f"nbnn.{fitting[0]}" if fitting else "an activation that stays there"
    return f"an output that {_between(loss.outputs)}", f"give the network output={given}"


def _of_scores(loss: Loss, one: bool) -> tuple[str, str]:
    if loss.reach == inf:
        needs = f"{'a score' if one else 'scores'} of any size, since it makes the probability itself"
    elif one:
        needs = f"a score that can be −{loss.reach:g} and less, and {loss.reach:g} and more" if loss.reach else "a score on both sides of 0"
    else:
        needs = f"scores that can be {loss.reach:g} apart"
    return needs, f"leave output out, so that it gets the {'score' if one else 'scores'} s"


def _between(extent: tuple[float, float]) -> str:
    low, high = (f"{end:g}".replace("-", "−") for end in extent)
    if extent == ANY:
        return "is any number"
    return f"is {low} or more" if extent[1] == inf else f"is {high} or less" if extent[0] == -inf else f"lies between {low} and {high}"


def checked_optimizer(optimizer: Optimizer | str | None) -> Optimizer:
    """The record; None is plain SGD."""
    return sgd_optimizer if optimizer is None else optimizer_record(optimizer)


def fitting_labels(z, network: Network) -> np.ndarray:
    """z, an array, when every label is one of this network's: ±1, or 1 … K; ValueError with the first that is not."""
    allowed = (-1, 1) if network.one_score else tuple(range(1, network.sizes[-1] + 1))
    try:
        wrong = z[~np.isin(z, allowed)] if z.ndim else ([] if z.item() in allowed else [z.item()])
    except TypeError:
        wrong = [z]
    if len(wrong):
        what = "−1 or +1 (one score)" if network.one_score else f"1 to {network.sizes[-1]} ({network.sizes[-1]} scores)"
        hint = "; labels 0 and 1 become ±1 by z = 2*z − 1" if network.one_score and wrong[0] == 0 else ""
        if not network.one_score and wrong[0] == -1:
            hint = "; two scores count the two classes, so −1 becomes 1 and +1 becomes 2: z = (z + 3) // 2"
        raise ValueError(f"label {wrong[0]} is outside its set: z must be {what}{hint}")
    return z


def fitting_z(z, network: Network, loss: Loss) -> int | float | np.ndarray:
    """One example's z: a label as an int, a target as a float, several targets as a locked vector; ValueError or TypeError else.

    A single number for one output is a label where the loss takes labels and it is one (−1 or +1); for K outputs it can only be one.
    """
    z = as_array(z, "z", "one label or target, or a list of numbers, one for each output")
    if z.dtype.kind == "b":
        raise ValueError(f"z is {z}, a truth value: write the label, {'−1 or +1' if network.one_score else f'1 to {network.sizes[-1]}'}")
    if not loss.takes_targets or (z.ndim == 0 and not network.one_score):
        return _label_of(z, network, loss)
    if z.ndim == 0 and loss.takes_labels and z.dtype.kind in "fiu" and z.item() in (-1, 1):
        return int(z)
    z, outputs = loss.checked_targets(z).astype(float), network.sizes[-1]
    if z.shape != (() if network.one_score else (outputs,)):
        raise ValueError(f"z has shape {z.shape}, but {network!r} gives {_outputs(network)}: "
                         f"give {'one number' if network.one_score else f'{outputs} targets, ({outputs},)'}")
    z.setflags(write=False)
    return z if z.ndim else z.item()


def _label_of(z: np.ndarray, network: Network, loss: Loss) -> int:
    if z.ndim and z.dtype.kind in "fiu" and not loss.takes_targets:
        raise ValueError(f"z has shape {z.shape}: the {loss.name} loss takes one label; several numbers are targets, "
                         f"for a loss such as {list_names(_losses_of_targets())}")
    if not loss.takes_labels or (loss.takes_targets and z.dtype.kind == "f" and not float(z).is_integer()):
        raise ValueError(f"z is {z}, one number, but {network!r} gives {network.sizes[-1]} outputs: give {network.sizes[-1]} targets")
    z = fitting_labels(z, network)
    if z.ndim:
        raise ValueError(f"z has shape {z.shape}: sgd_step takes one label")
    return int(z)


def _losses_of_targets() -> list[str]:
    return [key for key, record in LOSSES.items() if record.takes_targets]


def _outputs(network: Network) -> str:
    return "one output" if network.one_score else f"{network.sizes[-1]} outputs"


def scores_for(data: Dataset) -> int:
    """How many outputs a network needs for the data: a score for two classes, else one for each class or each target."""
    return data.counting(False).n_outputs


def usual_loss(scores: int, one: Loss = hinge, data: Dataset | None = None, output: Activation = identity) -> Loss:
    """The loss that fits where none was asked for: `one` for one score, cross entropy for K, half squared for targets.

    Where that has no meaning behind an activation of the output: cross entropy of outputs from 0 to 1, else the squared loss.
    """
    if getattr(data, "targets", ()):
        return half_squared
    fitting = (one if scores == 1 else cross_entropy, binary_cross_entropy_01)
    return next((loss for loss in fitting if has_meaning(loss, output, scores == 1)), squared)


def checked_data(data: Dataset, network: Network, loss: Loss | None = None) -> Dataset:
    """The data with its labels as this network counts them. Raises when these are no data, none at all, or do not fit.

    Labels belong to scores by their classes: one score tells two classes apart, z = −1 and +1; with K scores the k-th class
    is z = k, of two classes too (`Dataset.counting`). Targets belong to outputs in their order. loss : whether it takes these.
    """
    if not hasattr(data, "x") or not hasattr(data, "z"):
        raise TypeError(f"data is a {type(data).__name__}: give a Dataset, such as nbnn.Dataset.from_arrays(x, z)")
    if not len(data):
        raise ValueError("the data is empty: SGD needs at least one example to pick")
    if not isinstance(data, Dataset) or data.x.shape[1] != network.n_inputs:  # a Dataset's numbers were checked when it was made
        checked_inputs(data.x, network.n_inputs, network.quantities.layers[0].W, network.bias)
    targets = getattr(data, "targets", ())
    if loss is not None:
        _check_takes(data, loss)
    if targets:
        return _by_target(data, network)
    if isinstance(data, Dataset):
        data = _by_class(data, network)
    fitting_labels(data.z, network)
    return data


def _check_takes(data: Dataset, loss: Loss) -> None:
    """ValueError for targets with a loss of labels, and for labels with a loss that takes nothing but targets."""
    name, targets = getattr(data, "name", "data"), getattr(data, "targets", ())
    if targets and not loss.takes_targets:
        raise ValueError(f"{name!r} has targets ({list_names(targets)}), but the {loss.name} loss takes labels: "
                         f"use a loss that takes targets, {list_names(_losses_of_targets())}")
    if targets:
        loss.checked_targets(data.z)
    if not targets and not loss.takes_labels:
        raise ValueError(f"{name!r} has labels, but the {loss.name} loss takes targets: to take labels as numbers write "
                         "Dataset.from_arrays(data.x, data.z, targets=True)")


def _by_target(data: Dataset, network: Network) -> Dataset:
    count = len(data.targets)
    if count != network.sizes[-1]:
        raise ValueError(f"{data.name!r} has {count} {'target' if count == 1 else 'targets'} ({list_names(data.targets)}), but {network!r} "
                         f"gives {_outputs(network)}: let its last layer have {count}")
    return data


def _by_class(data: Dataset, network: Network) -> Dataset:
    scores, classes = network.sizes[-1], data.n_classes
    if classes > max(2, scores) or (classes == 2 < scores):
        gives = "one score, which tells two classes apart" if scores == 1 else f"{scores} scores"
        needs = "1 score, or one for each class" if classes == 2 else f"{classes} scores, or choose classes with data.select(classes=…)"
        raise ValueError(f"{data.name!r} has {classes} classes ({list_names(data.class_names)}), but {network!r} gives {gives}: "
                         f"let its last layer have {needs}")
    return data.counting(not network.one_score)


def one_class(data: Dataset) -> tuple[str, ...]:
    """A sentence where several examples are all of one class; () else. One example alone is a calculation by hand."""
    if getattr(data, "targets", ()):
        return _one_target(data)
    labels = sorted(set(np.ravel(data.z).tolist()))  # np.unique imports masked arrays first
    if len(labels) > 1 or len(data) == 1:
        return ()
    name = data.name_of(int(labels[0])) if isinstance(data, Dataset) else ""
    label = f"{int(labels[0])}" if getattr(data, "labels", (-1, 1))[0] == 1 else f"{int(labels[0]):+d}".replace("-", "−")
    named = f"are of one class, {name} (z = {label})" if name.lstrip("+") != str(int(labels[0])) else f"have the label {label}"
    return (f"all {len(data)} training examples {named}: there is nothing to tell apart, and a network that always says this "
            "label makes no mistake; give examples of another class as well",)


def _one_target(data: Dataset) -> tuple[str, ...]:
    """The same for a target that is one number in several examples."""
    still = [name for name, z in zip(data.targets, np.atleast_2d(data.z.T)) if np.ptp(z) == 0]
    if not still or len(data) == 1:
        return ()
    return (f"all {len(data)} training examples have the same {list_names(still)}: there is nothing to predict, and R² is undefined",)


def list_names(names) -> str:
    """Names with commas, the first ones of many."""
    names = list(map(str, names))
    return ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
