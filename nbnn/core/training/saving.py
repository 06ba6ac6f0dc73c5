"""Networks and histories as JSON text, and back: everything is checked against its version and its shapes before it is used.

A network's weights stand as plain numbers, which give the same bits when they are read. Large arrays of a history are their bytes
in base64, beside their type and shape. Records are saved by name, so that only what this package brings can be saved and loaded;
nothing in a text is ever executed.
"""

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np

from ..network.network import Network
from ..network.quantities import freeze
from ..records.activations import ACTIVATIONS, Activation, identity
from ..records.datasets import Dataset
from ..records.losses import LOSSES
from ..records.optimizers import OPTIMIZERS
from ..records.record import Record
from ..records.regularizers import REGULARIZERS, Penalty
from ..records.schedules import SCHEDULES, Schedule
from .training import History, Training

FORMAT, VERSION = "nbnn", 1
TYPES = {"float64": "<f8", "uint8": "|u1"}
NETWORK = ("activation", "bias", "weights")  # and "output", when the output has an activation; "activation" may be a list
DATA = ("x", "z", "feature_names", "class_names", "name", "source")
PLAN = ("loss", "optimizer", "eta", "batch_size", "epochs", "order", "l2", "dropout", "patience", "seed")
MEASURES = ("r2", "mean_absolute_error")  # of a history with targets, whose data name them
HISTORY = ("start", "data", "validation", "plan", "weights", "train_loss", "validation_loss", "accuracy", "stopped_because", "kept",
           "updates")


def to_json(what: Network | History) -> str:
    """The network or the history as text. ValueError when it holds a record of one's own, which no text can hold."""
    import json  # noqa: PLC0415  (only who saves needs it)
    if isinstance(what, Network):
        kind, content = "network", _network(what)
    elif isinstance(what, History):
        kind, content = "history", _history(what)
    else:
        raise TypeError(f"{type(what).__name__} cannot be saved: give a Network or a History")
    return json.dumps({"format": FORMAT, "kind": kind, "version": VERSION, **content}, allow_nan=False, ensure_ascii=False)


def from_json(text: str) -> Network | History:
    """The network or the history that `to_json` wrote. ValueError, with the place and what it should be, for anything else."""
    import json  # noqa: PLC0415
    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}: give the text that to_json wrote")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"text is not the JSON that to_json writes: {error}") from None
    content = _fields(content, "the text", ("format", "kind", "version"), more=True)
    if content["format"] != FORMAT or content["kind"] not in ("network", "history"):
        raise ValueError(f"this is a {content['format']!r} {content['kind']!r}: give what nbnn's to_json wrote, a network or a history")
    version = _whole(content["version"], "version", 1)
    if version != VERSION:
        raise ValueError(f"this was written in version {version} of the format, and only version {VERSION} can be read here: "
                         f"{'use a newer nbnn' if version > VERSION else 'write it again'}")
    rest = {name: value for name, value in content.items() if name not in ("format", "kind", "version")}
    return _read_network(rest, "the network") if content["kind"] == "network" else _read_history(rest)


# ---- writing ----

def _network(network: Network) -> dict[str, Any]:
    g = network.activation
    activation = _activation(g) if isinstance(g, Activation) else [_activation(each) for each in g]
    output = {"output": _activation(network.output)} if network.quantities.output else {}
    return {"activation": activation, "bias": network.bias, "weights": [w.tolist() for w in network.weights], **output}


def _activation(record: Activation) -> dict[str, Any]:
    return _record(record, ACTIVATIONS, "activation")


def _history(history: History) -> dict[str, Any]:
    validation = history.validation
    measured = {name: pack_array(getattr(history, name)) for name in MEASURES} if history.data.targets else {}
    return {
        "start": _network(history.start), "data": _data(history.data), "validation": None if validation is None else _data(validation),
        "plan": _plan(history), "weights": pack_array(history.weights), "train_loss": pack_array(history.train_loss),
        "validation_loss": pack_array(history.validation_loss), "accuracy": pack_array(history.accuracy),
        "stopped_because": history.stopped_because, "kept": pack_array(history.kept), "updates": pack_array(history.updates),
        **measured,
    }


def _plan(history: History) -> dict[str, Any]:
    plan = history.plan
    if callable(plan.eta) and not isinstance(plan.eta, Schedule):
        raise ValueError("eta is a function of your own, which cannot be saved: use one of nbnn's schedules")
    return {
        "loss": _record(plan.loss, LOSSES, "loss"), "optimizer": _record(plan.optimizer, OPTIMIZERS, "optimizer"),
        "eta": _record(plan.eta, SCHEDULES, "schedule") if isinstance(plan.eta, Schedule) else plan.eta,
        "batch_size": plan.batch_size, "epochs": plan.epochs, "order": plan.order,
        "l2": 0.0 if plan.penalty is None else _record(plan.penalty, REGULARIZERS, "penalty"),
        "dropout": [0.0 if dropout is None else _record(dropout, REGULARIZERS, "dropout")["parameters"]["p"] for dropout in plan.dropouts],
        "patience": plan.patience, "seed": plan.seed,
    }


def _data(data: Dataset) -> dict[str, Any]:
    data = data.counting(False)  # who reads it counts the classes as the network does
    return {"x": pack_array(data.x), "z": data.z.tolist(), "feature_names": list(data.feature_names), "class_names": list(data.class_names),
            "name": data.name, "source": data.source, **({"targets": list(data.targets)} if data.targets else {})}


def pack_array(array: np.ndarray | None) -> dict[str, Any] | None:
    """The array as its bytes in base64, beside its type and shape; None for None."""
    if array is None:
        return None
    from base64 import b64encode  # noqa: PLC0415
    return {"type": array.dtype.name, "shape": list(array.shape),
            "base64": b64encode(np.ascontiguousarray(array, TYPES[array.dtype.name]).tobytes()).decode()}


def _record(record: Record, table: Mapping[str, Record], what: str) -> dict[str, Any]:
    known = table.get(record.key)
    if known is not record and (known is None or known.make is None or known.make is not record.make):
        raise ValueError(f"the {what} {record.key!r} is one of your own, which cannot be saved: only nbnn's can, which have a name")
    return {"key": record.key, "parameters": dict(record.parameters)}


# ---- reading ----

def _read_network(given, where: str) -> Network:
    given = _fields(given, where, NETWORK, optional=("output",))
    if not isinstance(given["bias"], bool):
        raise ValueError(f"bias of {where} is {given['bias']!r}: it must be true or false")
    read = lambda record: _read_record(record, ACTIVATIONS, f"activation of {where}")
    activation = [read(each) for each in given["activation"]] if isinstance(given["activation"], list) else read(given["activation"])
    output = _read_record(given.get("output", {"key": identity.key, "parameters": {}}), ACTIVATIONS, f"output of {where}")
    weights = _list(given["weights"], f"weights of {where}")
    return _say_where(f"the weights of {where}", lambda: Network(weights, activation, given["bias"], output=output))


def _read_history(given) -> History:
    measured = MEASURES if isinstance(given, dict) and set(MEASURES) & set(given) else ()
    given = _fields(given, "the history", (*HISTORY, *measured))
    start, data = _read_network(given["start"], "start"), _read_data(given["data"], "data")
    validation = None if given["validation"] is None else _read_data(given["validation"], "validation")
    training = _say_where("the plan", lambda: Training(start, data, validation, **_read_plan(given["plan"])))
    plan, n = training.plan, start.quantities.n_weights
    weights = _read_array(given["weights"], "weights", "float64", (None, n))
    epochs = len(weights) - 1
    if not 0 <= epochs <= plan.epochs:
        raise ValueError(f"weights has {len(weights)} rows: they must be 1 to {plan.epochs + 1}, one more than epochs were made")
    _must(np.array_equal(weights[0], start.theta), "the first row of weights is not the network that it starts with")
    _must(bool(np.isfinite(weights).all()), "weights holds a number that is not finite")
    along = (epochs + 1,)
    bits = -(-sum(start.sizes[1:-1]) // 8)
    validated = None if validation is None else _read_array(given["validation_loss"], "validation_loss", "float64", along)
    _must(validation is not None or given["validation_loss"] is None, "there is a validation_loss, but there are no validation data")
    kept = None
    if plan.dropouts and epochs:
        kept = _read_array(given["kept"], "kept", "uint8", (epochs, len(data), bits))
    _must(kept is not None or given["kept"] is None, "there are units kept, but nothing was dropped")
    updates = None if given["updates"] is None else _read_array(given["updates"], "updates", "float64", (None, n))
    if updates is not None:
        per_epoch = -(-len(data) // plan.batch_size)
        _must(epochs * per_epoch < len(updates) <= plan.epochs * per_epoch + 1
              and np.array_equal(updates[:epochs * per_epoch + 1:per_epoch], weights), "updates and weights do not fit each other")
    if not isinstance(given["stopped_because"], str):
        raise ValueError(f"stopped_because is {given['stopped_because']!r}: it must be text")
    _must(bool(measured) == bool(data.targets) == (given["accuracy"] is None), "data with targets have r2 and mean_absolute_error, "
          "and data with labels have accuracy, but here it is not so")
    accuracy = None if measured else _read_array(given["accuracy"], "accuracy", "float64", along)
    of_targets = [_read_array(given[name], name, "float64", along) for name in measured]
    return History(start, training.data, training.validation, plan, weights,
                   _read_array(given["train_loss"], "train_loss", "float64", along), validated,
                   accuracy, given["stopped_because"], kept, updates, training.remarks, *of_targets)


def _read_plan(given) -> dict[str, Any]:
    given = dict(_fields(given, "the plan", PLAN))
    given["loss"] = _read_record(given["loss"], LOSSES, "loss")
    given["optimizer"] = _read_record(given["optimizer"], OPTIMIZERS, "optimizer")
    if isinstance(given["eta"], dict):
        given["eta"] = _read_record(given["eta"], SCHEDULES, "eta")
    if isinstance(given["l2"], dict):
        given["l2"] = _read_record(given["l2"], REGULARIZERS, "l2")
        _must(isinstance(given["l2"], Penalty), "l2 of the plan is no penalty")
    given["dropout"] = _list(given["dropout"], "dropout of the plan") or 0.0
    return given


def _read_data(given, where: str) -> Dataset:
    named = ("targets",) if isinstance(given, dict) and "targets" in given else ()
    given = _fields(given, where, (*DATA, *named))
    x = _read_array(given["x"], f"x of {where}", "float64", (None, None))
    features, classes, z = (_list(given[name], f"{name} of {where}") for name in ("feature_names", "class_names", "z"))
    targets = tuple(_list(given["targets"], f"targets of {where}")) if named else ()
    return _say_where(where, lambda: Dataset(x, np.array(z), tuple(features), tuple(classes), given["name"], given["source"],
                                             targets=targets))


def _read_array(given, where: str, dtype: str, shape: tuple[int | None, ...]) -> np.ndarray:
    """The array, locked, if it has this type and shape; None in the shape fits any number."""
    from base64 import b64decode  # noqa: PLC0415
    given = _fields(given, where, ("type", "shape", "base64"))
    found = tuple(_whole(size, f"shape of {where}", 0) for size in _list(given["shape"], f"shape of {where}"))
    fits = len(found) == len(shape) and all(needed in (None, size) for needed, size in zip(shape, found))
    if given["type"] != dtype or not fits:
        needed = " × ".join("any number" if size is None else str(size) for size in shape)
        raise ValueError(f"{where} is {given['type']} of {' × '.join(map(str, found)) or 'no axis'}: it must be {dtype} of {needed}")
    try:
        raw = b64decode(given["base64"], validate=True)
    except (TypeError, ValueError) as error:
        raise ValueError(f"the bytes of {where} cannot be read: {error}") from None
    if len(raw) != prod(found) * np.dtype(TYPES[dtype]).itemsize:
        raise ValueError(f"{where} has {len(raw)} bytes, which do not make {' × '.join(map(str, found))} numbers of type {dtype}")
    return freeze(np.frombuffer(raw, TYPES[dtype]).astype(dtype).reshape(found))


def _read_record(given, table: Mapping[str, Any], where: str) -> Any:
    given = _fields(given, where, ("key", "parameters"))
    key, parameters = given["key"], _fields(given["parameters"], f"parameters of {where}", (), more=True)
    if not isinstance(key, str) or key not in table:
        raise ValueError(f"{where} is {key!r}: it must be one of {', '.join(table)}")
    record = table[key]
    if dict(record.parameters) == parameters:
        return record
    if record.make is None or set(parameters) != set(record.parameters):
        given_names, needed = (", ".join(names) or "none" for names in (parameters, record.parameters))
        raise ValueError(f"{where} has the parameters {given_names}: {key} has {needed}")
    return _say_where(where, lambda: record.make(**parameters))


def _say_where(where: str, make: Callable[[], Any]) -> Any:
    """What `make` gives; its error with the place in the text."""
    try:
        return make()
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{where} cannot be used: {error}") from None


def _fields(given, where: str, names: tuple[str, ...], more: bool = False, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ValueError(f"{where} is {_short(given)}: it must be an object with {', '.join(names) or 'names'}")
    missing = [name for name in names if name not in given]
    unknown = [] if more else [name for name in given if name not in (*names, *optional)]
    if missing or unknown:
        what = f"has no {', '.join(missing)}" if missing else f"has {', '.join(map(repr, unknown))}, which is unknown"
        raise ValueError(f"{where} {what}: it must have {', '.join(names)}")
    return given


def _list(given, where: str) -> list:
    if not isinstance(given, list):
        raise ValueError(f"{where} is {_short(given)}: it must be a list")
    return given


def _whole(given, where: str, least: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < least:
        raise ValueError(f"{where} is {_short(given)}: it must be a whole number from {least}")
    return given


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _short(given) -> str:
    text = repr(given)
    return text if len(text) <= 40 else f"{text[:37]}…"
