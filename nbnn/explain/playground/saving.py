"""A run of the Playground as a few lines of Python that make it again, and as JSON to save and load.

A loaded run is checked completely before it is used: the settings by making their training, the history by nbnn's own
reader, and both against each other. Nothing in a text is ever executed.
"""

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from ...core.records.activations import ACTIVATIONS
from ...core.records.datasets import Dataset
from ...core.records.initializers import INITIALIZERS
from ...core.records.losses import LOSSES
from ...core.records.optimizers import OPTIMIZERS
from ...core.records.record import Record
from ...core.records.schedules import Schedule
from ...core.tables.reading import CsvReading, Options, read_bytes
from ...core.training.saving import from_json as history_from_json
from ...core.training.saving import to_json as history_to_json
from ...core.training.sgd import same_functions
from ...core.training.training import History
from ..points import CHANGED as CHANGED_BY_HAND
from .playground import CHANGED, FEATURES, SOURCES, Recipe, Setting, is_own, rate, setting, standardizes

FORMAT, KIND, VERSION = "nbnn", "playground", 1
FIELDS = ("format", "kind", "version", "recipe", "data", "history")
DATA = ("x", "z", "feature_names", "class_names", "name")
RECORDS: Mapping[str, Mapping[str, Record]] = {"activation": ACTIVATIONS, "loss": LOSSES, "initializer": INITIALIZERS,
                                               "optimizer": OPTIMIZERS}
WHOLE = ("n", "batch_size", "epochs", "seed")
NUMBERS = ("noise", "eta", "l2", "dropout", "share")
MOST_BYTES = 20_000_000
MOST_CSV = MOST_BYTES // 4
LONGEST = 120  # letters in a line of Python


# ---- Python ----

def lines(made: Setting, history: History, file: str = "", keywords: Mapping[str, object] = MappingProxyType({})) -> str:
    """Return Python that makes the run again, with the same weights to the bit.

    file, keywords : the CSV that your own data came from, and how it was read, where that is not the default.
    """
    recipe, two = made.recipe, made.validation is not None
    one = made.kind == "curve"
    computed = made.plane is not None and recipe.features != (("x1",) if one else ("x1", "x2"))
    parts = "train, validation" if two else "train"
    told = ["import numpy as np", ""] if computed else []
    told += ["import nbnn", *_own_lines(recipe), "", *_data_lines(made, file, keywords)]
    told.append(f"{parts} = data.split({recipe.share!r}, seed={recipe.seed})" if two else "train = data")
    if standardizes(recipe):
        told.append(f"{parts} = nbnn.standardize({parts})")
    if computed:
        told += _feature_lines(recipe, two, one, bool(made.raw.targets))
    hidden = "".join(f"{units}, " for units in made.network.sizes[:-1])
    told += [f"network = nbnn.Network.random([{hidden}{made.network.sizes[-1]}], activation={code(recipe.activation)},",
             f"                              initializer={code(recipe.initializer)}, seed={recipe.seed}, bias={recipe.bias})",
             f"history = nbnn.train(network, {parts}, loss={code(recipe.loss)}, optimizer={code(recipe.optimizer)},",
             f"                     eta={_rate_code(rate(recipe, len(made.train)))}, batch_size={recipe.batch_size}, "
             f"epochs={_epochs(recipe, history)}{_extras(recipe)}, seed={recipe.seed})"]
    return "\n".join(told) + "\n"


def code(record: Record) -> str:
    """Write the record in Python."""
    table = next((table for table in RECORDS.values() if record.key in table), None)
    if table is None:  # of one's own: the name that its cell gave it
        return record.key
    inside = "" if table[record.key] is record else "".join(f"{name}={value!r}, " for name, value in record.parameters.items())[:-2]
    return f"nbnn.{record.key}({inside})" if inside else f"nbnn.{record.key}"


def _own_lines(recipe: Recipe) -> list[str]:
    """Which names the code takes from the learner's own cells."""
    own = [name for name in (code(record) for record in (recipe.activation, recipe.initializer, recipe.loss, recipe.optimizer))
           if not name.startswith("nbnn.")]
    return [f"# run the cell that makes {', '.join(own)} first"] if own else []


def _rate_code(eta) -> str:
    if not isinstance(eta, Schedule):
        return repr(eta)
    return f"nbnn.{eta.key}({', '.join(f'{name}={value!r}' for name, value in eta.parameters.items())})"


def _data_lines(made: Setting, file: str, keywords: Mapping[str, object]) -> list[str]:
    recipe = made.recipe
    if recipe.data == CHANGED or made.raw.source.endswith(CHANGED_BY_HAND):
        return _written_out(made.raw)
    if not is_own(recipe):
        return ["data = " + SOURCES[recipe.data].code.format(n=recipe.n, noise=recipe.noise, seed=recipe.seed)]
    if not file:
        return ["# data is the data set that you passed in"]
    start = "data = nbnn.Dataset.from_csv("
    parts = [repr(file), *(f"{name}={value!r}" for name, value in keywords.items())]
    together = f"{start}{', '.join(parts)})"
    return [together] if len(together) <= LONGEST else [start + (",\n" + " " * len(start)).join(parts) + ")"]


def _written_out(data: Dataset) -> list[str]:
    """The data themselves: nothing else makes them."""
    x = [f"[{', '.join(map(repr, row))}]" for row in data.x.tolist()]
    rows = _wrapped("x = [", x, "]") + _wrapped("z = [", [str(z) for z in data.z.tolist()], "]")
    return [*rows, f"data = nbnn.Dataset(x, z, {data.feature_names!r}, {data.class_names!r}, {data.name!r})"]


def _wrapped(start: str, parts: list[str], end: str) -> list[str]:
    """Parts with commas, in lines that can be read."""
    lines, indent = [start], " " * len(start)
    for number, part in enumerate(parts):
        piece = part + (", " if number < len(parts) - 1 else end)
        if len(lines[-1]) + len(piece.rstrip()) > LONGEST:
            lines[-1] = lines[-1].rstrip()
            lines.append(indent)
        lines[-1] += piece
    return lines


def _feature_lines(recipe: Recipe, two: bool, one: bool, targets: bool) -> list[str]:
    kept = "targets=data.targets" if targets else "class_names=data.class_names"
    columns = ", ".join(FEATURES[key].code for key in recipe.features)
    parts = "train, validation = with_features(train), with_features(validation)" if two else "train = with_features(train)"
    return ["", "", "def with_features(data):", f"    {'[x1]' if one else 'x1, x2'} = data.x.T",
            f"    x = np.column_stack([{columns}])",
            f"    return nbnn.Dataset.from_arrays(x, data.z, {kept})", "", "", parts]


def _extras(recipe: Recipe) -> str:
    shown = {"l2": recipe.l2, "dropout": recipe.dropout if recipe.hidden else 0.0, "patience": recipe.patience}
    return "".join(f", {name}={value!r}" for name, value in shown.items() if value)


def _epochs(recipe: Recipe, history: History) -> int:
    """The number of epochs made, where the learner stopped the training; else the number given, for it ends by itself."""
    return len(history) if history.stopped_because.startswith("it was stopped") and len(history) else recipe.epochs


# ---- JSON ----

def to_json(made: Setting, history: History) -> str:
    """Return the settings and the training so far as text; your own data are part of it."""
    recipe, own = made.recipe, made.raw if is_own(made.recipe) else None
    choices = {name: getattr(recipe, name) for name in ("data", "features", "hidden", "bias", "schedule", "patience", *WHOLE, *NUMBERS)}
    records = {name: _record(getattr(recipe, name), name) for name in RECORDS}
    data = None if own is None else {"x": own.x.tolist(), "z": own.z.tolist(), "feature_names": list(own.feature_names),
                                     "class_names": list(own.class_names), "name": own.name,
                                     **({"targets": list(own.targets)} if own.targets else {})}
    return json.dumps({"format": FORMAT, "kind": KIND, "version": VERSION, "recipe": {**choices, **records}, "data": data,
                       "history": json.loads(history_to_json(history))}, allow_nan=False, ensure_ascii=False)


def from_json(text: str) -> tuple[Setting, History]:
    """Read and check what `to_json` wrote; ValueError that says what is wrong with anything else."""
    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}: give the text that was saved")
    if len(text) > MOST_BYTES:
        raise ValueError(f"the file has {len(text)} characters: at most {MOST_BYTES} can be read")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is not a saved run of a Playground: {error}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.get("kind") != KIND:
        raise ValueError("this is not a saved run of a Playground: give a file that a Playground saved")
    if content.get("version") != VERSION or isinstance(content["version"], bool):
        raise ValueError(f"this was written in version {content.get('version')!r} of the format, "
                         f"and only version {VERSION} can be read here")
    _exactly(content, FIELDS, "the file")
    own = None if content["data"] is None else _read_data(content["data"])
    made = _naming("the settings", lambda: setting(_read_recipe(content["recipe"]), own))
    history = history_from_json(json.dumps(content["history"]))
    if not isinstance(history, History):
        raise ValueError("the file holds a network where the history should be")
    _check_fits(made, history)
    return made, history


def _check_fits(made: Setting, history: History) -> None:
    """Check that the history belongs to this setting: the same data, first network, and plan."""
    plan, wanted = history.plan, made.training().plan
    pairs = [(history.data, made.train), (history.validation, made.validation)]
    same_data = all((a is None) == (b is None) and (a is None or (_agree(a.x, b.x) and _agree(a.z, b.z))) for a, b in pairs)
    same_plan = all(_comparable(getattr(plan, name)) == _comparable(getattr(wanted, name)) for name in vars(wanted))
    same_start = history.start.sizes == made.network.sizes and _agree(history.start.theta, made.network.theta)
    if not (same_data and same_plan and same_start and same_functions(history.start, made.network)):
        what = "data" if not same_data else "plan" if not same_plan else "network"
        raise ValueError(f"the settings and the history in this file do not match: their {what} differs")


def _agree(one: np.ndarray, other: np.ndarray) -> bool:
    """Are these the same numbers? Another machine, or a newer NumPy, may make them anew with other last digits."""
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-9, atol=1e-12)


def _comparable(value) -> object:
    """Return a part of a plan in a form that can be compared."""
    if isinstance(value, Record):
        return value.key, dict(value.parameters)
    return tuple(map(_comparable, value)) if isinstance(value, tuple) else value


def _record(record: Record, what: str) -> dict:
    known = RECORDS[what].get(record.key)
    if known is not record and (known is None or known.make is None or known.make is not record.make):
        raise ValueError(f"the {what} {record.key!r} is one of your own and cannot be saved: choose one of nbnn's, which are saved by name")
    return {"key": record.key, "parameters": dict(record.parameters)}


def _read_recipe(given) -> Recipe:
    names = ("data", "features", "hidden", "bias", "schedule", "patience", *WHOLE, *NUMBERS, *RECORDS)
    _exactly(given, names, "the recipe")
    _must(all(isinstance(given[name], str) for name in ("data", "schedule")), "data and schedule must be text")
    _must(isinstance(given["bias"], bool), "bias must be true or false")
    for name, kind, words in (("features", str, "names"), ("hidden", int, "whole numbers")):
        _must(isinstance(given[name], list) and all(isinstance(v, kind) and not isinstance(v, bool) for v in given[name]),
              f"{name} must be a list of {words}")
    for name in (*WHOLE, "patience"):
        _must(_is_number(given[name], int) or (name == "patience" and given[name] is None), f"{name} must be a whole number")
    for name in NUMBERS:
        _must(_is_number(given[name], (int, float)), f"{name} must be a number")
    records = {name: _read_record(given[name], table, name) for name, table in RECORDS.items()}
    return Recipe().changed(**{**given, **records, "features": tuple(given["features"]), "hidden": tuple(given["hidden"])})


def _is_number(value, kinds) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _read_record(given, table: Mapping[str, Record], what: str) -> Record:
    _exactly(given, ("key", "parameters"), what)
    _must(isinstance(given["key"], str) and given["key"] in table, f"{what} must be one of {', '.join(table)}")
    record, parameters = table[given["key"]], given["parameters"]
    _exactly(parameters, tuple(record.parameters), f"the parameters of {what}")
    if dict(record.parameters) == parameters:
        return record
    make = record.make
    if make is None:
        raise ValueError(f"the parameters of {what} cannot be changed")
    return _naming(what, lambda: make(**parameters))


def _read_data(given) -> Dataset:
    named = isinstance(given, dict) and "targets" in given
    _exactly(given, (*DATA, "targets") if named else DATA, "the data")
    _must(isinstance(given["x"], list) and isinstance(given["z"], list), "x and z of the data must be lists")
    return _naming("the data", lambda: Dataset(np.array(given["x"], dtype=float), np.array(given["z"]), tuple(given["feature_names"]),
                                             tuple(given["class_names"]), given["name"],
                                             targets=tuple(given["targets"]) if named else ()))


def _naming(where: str, make: Callable):
    try:
        return make()
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{where} cannot be used: {error}") from None


def _exactly(given, names: tuple[str, ...], where: str) -> None:
    if not isinstance(given, dict) or set(given) != set(names):
        found = ", ".join(map(str, given)) if isinstance(given, dict) else type(given).__name__
        raise ValueError(f"{where} must have {', '.join(names) or 'nothing'}, and has {found[:80] or 'nothing'}")


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


# ---- a file of your own ----

def read_file(name: str, content: bytes, options: Options) -> CsvReading:
    """Read a CSV file from the bytes that the page sent; ValueError for a file that is too large or has no table."""
    if len(content) > MOST_CSV:
        raise ValueError(f"{name!r} has {len(content)} bytes: at most {MOST_CSV} can be read")
    return read_bytes(content, safe_name(name), options)


def safe_name(name: str) -> str:
    """Return the file's own name, without its folder and without characters that a file system may refuse."""
    return re.sub(r"[^\w .-]", "_", re.split(r"[/\\]", str(name))[-1]).lstrip(".")[:80] or "data.csv"
