"""Networks, runs and histories as JSON text, and back: everything is checked against its version and its shapes before it is used.

A network's weights stand as plain numbers, which give the same bits when they are read. Large arrays of a run or a history are their bytes
in base64, beside their type and shape. Records are saved by name, so that only what this package brings can be saved and loaded;
nothing in a text is ever executed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from ..bounds import is_summarized
from ..network.arguments import checked_data, checked_loss, fitting_labels
from ..network.network import Network, checked_seed
from ..network.quantities import freeze
from ..records.activations import ACTIVATIONS, Activation, identity
from ..records.datasets import Dataset
from ..records.losses import LOSSES
from ..records.optimizers import OPTIMIZERS
from ..records.record import Record
from ..records.regularizers import REGULARIZERS, Penalty
from ..records.schedules import SCHEDULES, Schedule, checked_eta
from .replay import Replay, again, check_replay
from .sgd import ORDERS, Run, same_functions, workspace
from .training import History, Training

FORMAT, VERSION = "nbnn", 1
TYPES = {"float64": "<f8", "uint8": "|u1"}
NETWORK = ("activation", "bias", "weights")  # and "output", when the output has an activation; "activation" may be a list
DATA = ("x", "z", "feature_names", "class_names", "name", "source")
PLAN = ("loss", "optimizer", "eta", "batch_size", "epochs", "order", "l2", "dropout", "patience", "seed")
MEASURES = ("r2", "mean_absolute_error")  # of a history with targets, whose data name them
RUN = ("start", "data", "loss", "optimizer", "eta", "seed", "order", "given", "examples", "rows", "stopped_because", "breaks", "end",
       "past")
HISTORY = ("start", "data", "validation", "plan", "weights", "train_loss", "validation_loss", "accuracy", "stopped_because", "kept",
           "updates")


def to_json(what: Network | Run | History) -> str:
    """The network, the run or the history as text. ValueError when it holds a record of one's own, which no text can hold.

    Of a run everything is kept: its data as they are now, the x and z of every update that was made before they were changed, and of a
    fork the run that it left.
    """
    import json  # noqa: PLC0415  (only who saves needs it)
    if isinstance(what, Network):
        kind, content = "network", _network(what)
    elif isinstance(what, Run):
        kind, content = "run", _run(what)
    elif isinstance(what, History):
        kind, content = "history", _history(what)
    else:
        raise TypeError(f"{type(what).__name__} cannot be saved: give a Network, a Run or a History")
    return json.dumps({"format": FORMAT, "kind": kind, "version": VERSION, **content}, allow_nan=False, ensure_ascii=False)


def from_json(text: str) -> Network | Run | History:
    """The network, the run or the history that `to_json` wrote. ValueError, with the place and what it should be, for anything else."""
    import json  # noqa: PLC0415
    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}: give the text that to_json wrote")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"text is not the JSON that to_json writes: {error}") from None
    content = _fields(content, "the text", ("format", "kind", "version"), more=True)
    if content["format"] != FORMAT or content["kind"] not in READERS:
        raise ValueError(f"this is a {content['format']!r} {content['kind']!r}: give what nbnn's to_json wrote, "
                         "a network, a run or a history")
    version = _whole(content["version"], "version", 1)
    if version != VERSION:
        raise ValueError(f"this was written in version {version} of the format, and only version {VERSION} can be read here: "
                         f"{'use a newer nbnn' if version > VERSION else 'write it again'}")
    rest = {name: value for name, value in content.items() if name not in ("format", "kind", "version")}
    return READERS[content["kind"]](rest)


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


def _run(run: Run) -> dict[str, Any]:
    breaks = {"after": list(run.breaks), "theta": pack_array(np.array([net.theta for net in run.breaks.values()]))} if run.breaks else None
    past = None if run.past is None else {"x": pack_array(run.past[0]), "z": run.past[1].tolist()}
    left = {} if run.parent is None else {"parent": {"at": run.forked_at, "run": _run(run.parent)}}
    return {
        "start": _network(run.start), "data": _data(run.data), "loss": _record(run.loss, LOSSES, "loss"),
        "optimizer": _record(run.optimizer, OPTIMIZERS, "optimizer"), "eta": _eta(run.eta), "seed": int(run.seed), "order": run.order,
        "given": None if run.given is None else run.given.tolist(), "examples": run.examples.tolist(), "rows": _rows(run),
        "stopped_because": run.stopped_because, "breaks": breaks, "end": None if run.end is None else pack_array(run.end.theta),
        "past": past, **left,
    }


def _rows(run: Run) -> dict[str, Any] | None:
    """Every row; of a run whose rows are computed again, where that starts."""
    if not isinstance(run, Replay):
        return pack_array(run.rows)
    starts = run.rows.starts()
    return {"at": list(starts), "theta": pack_array(np.array(list(starts.values())))}


def _eta(eta) -> object:
    if callable(eta) and not isinstance(eta, Schedule):
        raise ValueError("eta is a function of your own, which cannot be saved: use one of nbnn's schedules")
    return _record(eta, SCHEDULES, "schedule") if isinstance(eta, Schedule) else eta


def _plan(history: History) -> dict[str, Any]:
    plan = history.plan
    return {
        "loss": _record(plan.loss, LOSSES, "loss"), "optimizer": _record(plan.optimizer, OPTIMIZERS, "optimizer"),
        "eta": _eta(plan.eta),
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


def _read_run(given) -> Run:
    given = _fields(given, "the run", RUN, optional=("parent",))
    start, optimizer = _read_network(given["start"], "start"), _read_record(given["optimizer"], OPTIMIZERS, "optimizer")
    loss = _say_where("loss", lambda: checked_loss(_read_record(given["loss"], LOSSES, "loss"), start))
    eta = _read_record(given["eta"], SCHEDULES, "eta") if isinstance(given["eta"], dict) else given["eta"]
    eta, seed = _say_where("eta", lambda: checked_eta(eta)), _say_where("seed", lambda: checked_seed(given["seed"]))
    data = _say_where("data", lambda: checked_data(_read_data(given["data"], "data"), start, loss))
    n, width = start.quantities.n_weights, workspace(start, loss, optimizer, eta).record_width
    examples = _read_numbers(given["examples"], "examples", None)
    replayed = isinstance(given["rows"], dict) and "at" in given["rows"]
    rows = np.empty((len(examples), 0)) if replayed else _read_array(given["rows"], "rows", "float64", (None, width))
    _must(bool(np.isfinite(rows).all()), "rows holds a number that is not finite")
    past = None if given["past"] is None else _read_past(given["past"], start, data, len(rows))
    _must(len(examples) == len(rows), f"there are {len(rows)} rows, but {len(examples)} examples: each update has one")
    _must(bool((examples[0 if past is None else len(past[0]):] < len(data)).all()), f"examples names one that the {len(data)} of data lack")
    order = given["order"]
    _must(order in (*ORDERS, "given") and (order == "given") == (given["given"] is not None), "order and given do not fit each other")
    in_turn = None if given["given"] is None else _read_numbers(given["given"], "given", len(data))
    _must(in_turn is None or len(in_turn) > 0, "given names no example")
    _must(isinstance(given["stopped_because"], str), "stopped_because must be text")
    end = None if given["end"] is None else start.with_theta(_read_finite(given["end"], "end", (n,)))
    breaks = _read_breaks(given["breaks"], start, len(rows))
    run = Run(start, data, loss, eta, seed, order, examples, rows, given["stopped_because"], breaks, None, None, end, in_turn, optimizer,
              past)
    if replayed:
        run = _read_replay(given["rows"], run)
    else:
        _check_numbers(run)
    return run if given.get("parent") is None else _read_parent(given["parent"], run)


def _read_parent(given, run: Run) -> Run:
    """The fork with the run that it left."""
    given = _fields(given, "parent", ("at", "run"))
    _must(not isinstance(given["run"], dict) or given["run"].get("parent") is None, "the parent of the run has a parent of its own")
    parent, at = _say_where("parent", lambda: _read_run(given["run"])), _whole(given["at"], "at of parent", 0)
    _must(at <= min(len(run), len(parent)), f"at of parent is {at}, and the two runs have {len(run)} and {len(parent)} updates")
    _must(type(parent) is type(run) and same_functions(parent.start, run.start) and parent.start.sizes == run.start.sizes,
          "the parent of the run has another network")
    _must(np.array_equal(parent.examples[:at], run.examples[:at]), "the run and its parent do not share the updates before the fork")
    return replace(run, parent=parent, forked_at=at)


def _read_replay(given, run: Run) -> Replay:
    """The run with its updates computed again, from the weights where that starts."""
    given, updates = _fields(given, "rows", ("at", "theta")), len(run.examples)
    at = _read_numbers(given["at"], "at of rows", max(updates, 1))
    theta = _read_finite(given["theta"], "theta of rows", (len(at), run.quantities.n_weights))
    _must(is_summarized(run.start.sizes), "rows are not there, which only a run of a large network may lack")
    _must(run.optimizer.direct and run.past is None, "rows are not there, which only a run by plain SGD on data that stay may lack")
    _must(at.tolist() == sorted(set(at.tolist())) and (not updates or at[0] == 0), "at of rows must count up from 0")
    _must(not updates or np.array_equal(theta[0], run.start.theta), "the first of rows is not of the network that the run starts with")
    _say_where("rows", lambda: check_replay("examples", updates, run.start))
    return _say_where("rows", lambda: again(run, dict(zip(at.tolist(), theta))))


def _read_past(given, start: Network, data: Dataset, most: int) -> tuple[np.ndarray, np.ndarray]:
    """x, with the constant 1 where the network has biases, and z of the first updates."""
    given, inputs = _fields(given, "past", ("x", "z")), start.n_inputs + start.bias
    x = _read_finite(given["x"], "x of past", (None, inputs))
    _must(not start.bias or bool((x[:, -1] == 1).all()), "x of past has a constant other than 1 beside its inputs")
    z = _say_where("z of past", lambda: np.array(_list(given["z"], "z of past")))
    _must(z.dtype.kind in ("fi" if data.targets else "i"), f"z of past must be {'numbers' if data.targets else 'labels'}")
    z = z.astype(data.z.dtype)
    _must(0 < len(x) <= most and z.shape == (len(x), *data.z.shape[1:]), f"past must have x and z of each of its updates, 1 to {most}")
    _must(bool(np.isfinite(z).all()), "z of past holds a number that is not finite")
    if not data.targets:
        _say_where("z of past", lambda: fitting_labels(z, start))
    return x, freeze(z)


def _read_breaks(given, start: Network, updates: int) -> dict[int, Network]:
    if given is None:
        return {}
    given = _fields(given, "breaks", ("after", "theta"))
    after = _read_numbers(given["after"], "after of breaks", updates)
    theta = _read_finite(given["theta"], "theta of breaks", (len(after), start.quantities.n_weights))
    return {int(at): start.with_theta(row) for at, row in zip(after, theta)}


def _read_numbers(given, where: str, below: int | None) -> np.ndarray:
    """A list of whole numbers from 0, each less than `below`."""
    numbers = [_whole(each, where, 0) for each in _list(given, where)]
    _must(all(each < (2 ** 62 if below is None else below) for each in numbers), f"{where} names what there is not")
    return freeze(np.array(numbers, dtype=np.int64))


def _read_finite(given, where: str, shape: tuple[int | None, ...]) -> np.ndarray:
    found = _read_array(given, where, "float64", shape)
    _must(bool(np.isfinite(found).all()), f"{where} holds a number that is not finite")
    return found


def _check_numbers(run: Run) -> None:
    """ValueError where the recorded numbers are not those of these examples, weights and rates."""
    n, T = run.quantities.n_weights, len(run)
    _must(not T or np.array_equal(run.rows[0, :n], run.start.theta), "the first row is not of the network that the run starts with")
    after = (run.rows[:, :n] + run.changes)[:-1]
    follows = np.array([run.breaks[t].theta if t in run.breaks else run.rows[t + 1, :n] for t in range(T - 1)]).reshape(-1, n)
    _must(bool(_nearly(after, follows).all()), "a row of weights does not follow from the one before it")
    names = run.quantities.names
    again = _compute_again(run)
    for place in (run.quantities.places[name] for name in (*names[:names.index("loss") + 1], "eta")):
        wrong = np.flatnonzero(~_nearly(again[:, place], run.rows[:, place]).all(axis=1))
        if len(wrong):
            raise ValueError(f"the numbers of update {wrong[0]} are not those of its example and its weights")


def _compute_again(run: Run) -> np.ndarray:
    """The rows of a run, each computed from its own weights and state."""
    work, made, n = workspace(run.start, run.loss, run.optimizer, run.eta), np.empty(run.rows.shape), run.quantities.n_weights
    X, Z = run.picked
    with np.errstate(all="ignore"):
        for t, (x, z) in enumerate(zip(X, Z)):
            work.here[:], work.state = run.rows[t, :n], run._state(t)
            work.update(x, z, t, made[t])
    return made


def _nearly(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Which numbers are the same but for their last digits, which another machine, or a newer NumPy, may give."""
    return np.isclose(one, other, rtol=1e-6, atol=1e-9)


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


READERS: Mapping[str, Callable[[Any], Network | Run | History]] = {
    "network": lambda given: _read_network(given, "the network"), "run": _read_run, "history": _read_history}
