"""A network from a module of PyTorch, and a module from a network.

What is read is the module's own list of layers; its code is not run. So it must be an nn.Sequential, nested as one likes, of dense layers
and the activations that have a record here. All numbers become float64.
"""

import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ..core.network.network import Network
from ..core.records.activations import ACTIVATIONS, Activation, identity

INSIDE_THE_LOSS = ("Softmax", "LogSoftmax", "Softmax2d", "Softmin")
HOOKS = ("_forward_hooks", "_forward_pre_hooks")
MISSING = ('PyTorch is not installed here, and a network becomes one of its modules only where it is: pip install torch. '
           "(nbnn.to_json writes a network without it.)")


class Layer(NamedTuple):
    """One layer of a module: PyTorch's own object, the name of the class that computes it, and its place in Python: "module[0][2]"."""

    module: Any
    kind: str
    place: str

    def __str__(self) -> str:
        return f"{type(self.module).__name__} at {self.place}"


def from_torch(module) -> Network:
    """The network of an nn.Sequential, or of one nn.Linear; its outputs are the module's to 1e-12 (module.double()'s).

    Linear with and without a bias, the activations of nbnn.ACTIVATIONS behind them, Flatten at the start, Identity, Sequential.
    Where some layers have biases, the others get ones that are 0. Dropout is left out, as the module itself does in eval().

    Warns of what was left out or put in. Raises TypeError for what is no module, ValueError that names the layer and its place.
    """
    layers = list(_leaves(module, "module"))
    dense, activations = _pairs([layer for layer in layers if not _is_dropout(layer) and layer.kind != identity.torch.name])
    biased = [layer for layer in dense if layer.module.bias is not None]
    weights = [_weight(layer, bool(biased)) for layer in dense]
    if len(weights[-1]) == 1:
        weights[-1] = weights[-1][0]
    network = Network(weights, activations[:-1] or identity, bool(biased), output=activations[-1])
    for words in (_left_out(layers), _put_in(dense, biased)):
        if words:
            warnings.warn(words, stacklevel=4)  # where Network.from_torch is called
    return network


def to_torch(network: Network):
    """An nn.Sequential of float64 that gives the same outputs to 1e-12: for X (N, d) they are (N, 1) or (N, K).

    Raises ImportError where PyTorch is not installed, ValueError for an activation that it does not have.
    """
    activations = [torch_activation(record) for record in (*network.activations, network.output)]
    try:
        import torch  # noqa: PLC0415
    except ImportError:
        raise ImportError(MISSING) from None
    layers = []
    for W, (name, arguments) in zip(map(np.atleast_2d, network.weights), activations):
        rows, columns = W.shape
        dense = torch.nn.Linear(columns - network.bias, rows, bias=network.bias, dtype=torch.float64)
        with torch.no_grad():
            for parameter, values in zip(dense.parameters(), split_bias(W, network.bias)):
                parameter.copy_(torch.tensor(values.tolist(), dtype=torch.float64))
        layers += [dense, getattr(torch.nn, name)(**arguments)]
    return torch.nn.Sequential(*(layers[:-1] if activations[-1][0] == identity.torch.name else layers))


def torch_activation(record: Activation) -> tuple[str, dict[str, float]]:
    """(the class of torch.nn, its arguments). ValueError for a record that does not name one."""
    same = record.torch
    if same is None:
        raise ValueError(f"the activation {record.key!r} names nothing that is the same in PyTorch: "
                         'give the record torch=nbnn.TorchLayer("Name") with the name of a class of torch.nn')
    read = {argument: record.parameters[name] for argument, name in same.parameters.items()}
    return same.name, {**read, **same.written}


def split_bias(W: np.ndarray, bias: bool) -> tuple[np.ndarray, ...]:
    """A matrix as PyTorch keeps it: the weight, and with biases the last column as the bias."""
    return (W[:, :-1], W[:, -1]) if bias else (W,)


# ---- reading ----

def _leaves(module, place: str) -> Iterator[Layer]:
    """The layers in the order in which they are applied."""
    if not any(_is_torchs(each) for each in type(module).__mro__):
        raise TypeError(f"{place} is a {type(module).__name__}: give a module of PyTorch, such as torch.nn.Sequential(...)")
    own = next(each for each in type(module).__mro__ if "forward" in vars(each))
    layer = Layer(module, own.__name__, place)
    if any(getattr(module, name, None) for name in HOOKS):
        raise ValueError(f"{layer} has a hook, code of its own that may change its numbers: remove it first "
                         "(a lazy layer loses its own when data go through it)")
    if not _is_torchs(own) or own.__name__ == "Module" or "forward" in vars(module):
        raise ValueError(f"{layer} computes with code of its own, which is not read here: give an nn.Sequential of its layers, in order")
    if own.__name__ != "Sequential":
        yield layer
        return
    for name, child in module.named_children():
        yield from _leaves(child, f"{place}[{name}]" if name.isdecimal() else f"{place}.{name}")


def _is_torchs(kind: type) -> bool:
    return kind.__module__.split(".")[0] == "torch"


def _is_dropout(layer: Layer) -> bool:
    return "Dropout" in layer.kind


def _left_out(layers: list[Layer]) -> str:
    """What to say of dropout; "" where there is none."""
    dropped = ", ".join(str(layer) for layer in layers if _is_dropout(layer))
    return f"left out: {dropped}, as the module does in eval(); nbnn.train(..., dropout=p) trains with it" if dropped else ""


def _put_in(dense: list[Layer], biased: list[Layer]) -> str:
    """What to say of biases that were put in; "" where there are none."""
    without = ", ".join(str(layer) for layer in dense if layer not in biased) if biased else ""
    return f"put in: a bias of 0 for {without}, since other layers have one; training would change it" if without else ""


def _pairs(layers: list[Layer]) -> tuple[list[Layer], list[Activation]]:
    """The dense layers, and the activation behind each: the identity where there is none."""
    dense: list[Layer] = []
    activations: list[Activation | None] = []
    for layer in layers:
        if layer.kind == "Flatten" and not dense:
            continue
        if layer.kind == "Linear":
            dense.append(layer)
            activations.append(None)
            continue
        record = _read(layer)
        if not dense:
            raise _not_ours(layer, "it stands before the first Linear layer, so apply it to the data" if record else "")
        if record is None or activations[-1] is not None:
            raise _not_ours(layer, "it stands behind another activation, and a layer here has one" if record else "")
        activations[-1] = record
    if not dense:
        raise ValueError("there is no Linear layer in this module: a network needs at least one")
    return dense, [identity if each is None else each for each in activations]


def _read(layer: Layer) -> Activation | None:
    """The record that computes the same as this layer; None where there is none."""
    record = next((each for each in ACTIVATIONS.values() if each.torch and each.torch.name == layer.kind), None)
    if record is None:
        return None
    given = vars(layer.module)
    needed = [f"{name}={value:g}" for name, value in record.torch.fixed.items() if given[name] != value]
    needed += [f"{name}={value:g} or more" for name, value in record.torch.least.items() if given[name] < value]
    if needed:
        raise _not_ours(layer, f"the {record.name} here is the one with {', '.join(needed)}")
    parameters = {own: given[theirs] for theirs, own in record.torch.parameters.items()}
    return _naming(layer, lambda: record.make(**parameters)) if parameters else record


def _not_ours(layer: Layer, why: str = "") -> ValueError:
    if layer.kind in INSIDE_THE_LOSS:
        return ValueError(f"{layer} cannot be a layer of a network here: cross entropy has the softmax inside, so leave it out, "
                          "and the network gives the scores before it")
    known = ", ".join(dict.fromkeys(record.torch.name for record in ACTIVATIONS.values() if record.torch))
    return ValueError(f"{layer} cannot be read: {why or f'a network here is made of Linear, {known}, Flatten at the start and Dropout'}")


def _weight(layer: Layer, bias: bool) -> np.ndarray:
    """(outputs, inputs), with biases one column more."""
    W = _numbers(layer, "weight")
    if not bias:
        return W
    b = np.zeros(len(W)) if layer.module.bias is None else _numbers(layer, "bias")
    return np.column_stack([W, b])


def _numbers(layer: Layer, name: str) -> np.ndarray:
    def read() -> np.ndarray:
        tensor = getattr(layer.module, name)
        if tensor.is_complex():
            raise TypeError(f"its {name} is complex")
        return np.array(tensor.detach().cpu().double().tolist())
    values = _naming(layer, read)
    if not np.isfinite(values).all():
        raise ValueError(f"{layer} cannot be read: its {name} contains {values[~np.isfinite(values)][0]}, and every weight must be finite")
    return values


def _naming(layer: Layer, make: Callable[[], Any]) -> Any:
    """What `make` gives; its error with the layer and its place."""
    try:
        return make()
    except (TypeError, ValueError, RuntimeError, NotImplementedError, AttributeError) as error:
        raise ValueError(f"{layer} cannot be read: {error}") from None
