"""What each argument is called, what is right for it, and which junk can never be: one table, by the argument's name.

A new callable whose arguments have names of this table is tested without a line here; one with another name fails until it has one.
"""

import re
from collections.abc import Callable, Mapping
from inspect import Parameter
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

import numpy as np

import nbnn
import nbnn.labs
from nbnn.core.records.record import Record, _form

from .kinds import (
    NEVER,
    NOT_A_COUNT,
    NOT_A_FLAG,
    NOT_A_FUNCTION,
    NOT_A_LIST,
    NOT_A_NUMBER,
    NOT_A_TEXT,
    NOT_A_THING,
    NOT_AN_ARRAY,
    NOT_SCORES,
)

NET = nbnn.Network([[[1.0, -2.0], [0.5, 1.0], [2.0, 0.0]], [1.0, -1.0, 0.5]])
DATA, OTHER = nbnn.datasets.moons(n=6, seed=1), nbnn.datasets.moons(n=4, seed=2)
WAVE, ONE, TWO = nbnn.datasets.wave(n=6), nbnn.Network.random((1, 2, 1)), nbnn.Network.random((2, 8, 1))
HISTORY_TEXT = nbnn.train(NET, DATA, loss="hinge", epochs=1).to_json()
TOKEN = nbnn.labs.TrajectoryLab("hill").token()
PLAYED = nbnn.labs.Playground("xor", hidden=(2,), n=20).to_json()
RUN_TEXT = nbnn.sgd(NET, DATA, "hinge", steps=2).to_json()
NET_TEXT = nbnn.to_json(NET)
FILE = str(Path(gettempdir()) / "nbnn-junk.csv")


class Argument(NamedTuple):
    """right : makes what is right for it. never : kinds of junk that must be refused. words : how an error may call it besides its name."""

    right: Callable[[], object]
    never: set[str]
    words: str = "$^"


def number(right: float, words: str = "$^") -> Argument:
    return Argument(lambda: right, NOT_A_NUMBER, words)


def count(right: int, words: str = "$^") -> Argument:
    return Argument(lambda: right, NOT_A_COUNT, words)


def text(right: str, words: str = "$^") -> Argument:
    return Argument(lambda: right, NOT_A_TEXT, words)


def flag(words: str = "$^") -> Argument:
    return Argument(lambda: False, NOT_A_FLAG, words)


def array(make: Callable[[], object], words: str = "$^") -> Argument:
    return Argument(make, NOT_AN_ARRAY, words)


def scores(make: Callable[[], object], words: str = "$^") -> Argument:
    return Argument(make, NOT_SCORES, words)


def several(make: Callable[[], object], words: str = "$^") -> Argument:
    """A list; where one entry may stand for a list of one, numbers and texts are right."""
    return Argument(make, NOT_A_LIST - {"fraction", "huge"}, words)


def function(make: Callable[[], object], words: str = "$^") -> Argument:
    return Argument(make, NOT_A_FUNCTION, words)


def thing(make: Callable[[], object], words: str = "$^") -> Argument:
    return Argument(make, NOT_A_THING, words)


def anything(make: Callable[[], object], words: str = "$^") -> Argument:
    return Argument(make, NEVER, words)



X = [2.0, 1.0]


def node() -> nbnn.graph.Node:
    """The last node of a small graph that a backward pass has been through."""
    a = nbnn.graph.variable(2.0, "a")
    last = a * a + 3.0
    nbnn.graph.backward(last)
    return last


SQUARE = node()


def prediction():
    """A small lab."""
    return nbnn.labs.Prediction(0.5, "What is y?")


def frame():
    """A small DataFrame."""
    return OTHER.to_frame()


def table() -> str:
    """The path of a small file."""
    Path(FILE).write_text("length,width,kind\n1,2,one\n2,1,two\n3,4,one\n4,2,two\n", encoding="utf-8")
    return FILE


ARGUMENTS: dict[str, Argument] = {
    # things of ours
    "network": thing(lambda: NET, "Network"), "net": thing(lambda: NET, "network|Network"), "forward": thing(lambda: NET.forward(X)),
    "data": thing(lambda: DATA, "Dataset"), "train": thing(lambda: DATA, "data|Dataset"),
    "validation": thing(lambda: OTHER, "data|Dataset"),
    "run": thing(lambda: nbnn.sgd(NET, DATA, "hinge", steps=4)), "reading": thing(lambda: nbnn.read_csv(table())),
    "node": thing(node, "is no node"),
    "contribution": thing(lambda: node().parents[0].contributions[0]), "onto": thing(lambda: nbnn.landscape.random_directions(NET)),
    "directions": anything(lambda: nbnn.landscape.random_directions(NET)), "labs": several(list, "lab"),
    "layers": several(lambda: nbnn.spread.spread(NET, DATA, "hinge")), "what": thing(lambda: NET, "Network"),
    "mlp": thing(lambda: None, "MLP|scikit"), "module": thing(lambda: None, "module|torch"), "frame": thing(dict, "DataFrame"),
    "answers": count(0), "exercise": thing(lambda: "first_layer"), "progress": thing(lambda: None),
    # records, or their names
    "loss": thing(lambda: "hinge"), "losses": several(lambda: ["hinge"], "loss"), "main": thing(lambda: "hinge", "loss"),
    "activation": thing(lambda: "relu"), "output": thing(lambda: "identity", "activation"), "optimizer": thing(lambda: "sgd_optimizer"),
    "optimizers": several(lambda: ["adam"], "optimizer"), "initializer": thing(lambda: "he"),
    "initializers": several(lambda: ["he"], "initializer"),
    "curve": thing(lambda: "parabola"), "penalty": thing(lambda: nbnn.l1), "schedule": thing(lambda: None),
    "l2": number(0.01, "λ"), "dropout": number(0.5), "cue": anything(lambda: None), "level": anything(lambda: "no numbers"),
    # numbers
    "eta": number(0.1, "η|rate"), "etas": several(lambda: [0.1], "eta|η"), "rates": several(lambda: [0.1], "rate"),
    "lam": number(0.1, "λ"),
    "p": number(0.5), "beta": number(0.9, "β"), "beta1": number(0.9), "beta2": number(0.9), "eps": number(1e-8), "delta": number(1.0),
    "factor": number(0.5), "slope": number(0.1), "limit": number(0.1), "steepness": number(25.0), "C": number(3.0), "noise": number(0.1),
    "fraction": number(0.5), "share": number(0.5), "margin": number(-0.5), "epsilon": number(1e-6), "tolerance": number(0.0),
    "number": number(1.5), "one": number(1.5), "other": number(1.25), "value": number(1.0),
    # counts and places
    "n": count(6, "number of examples"), "seed": count(0), "seeds": several(lambda: [0, 1], "seed"), "steps": count(3),
    "epochs": count(1), "epoch": count(1),
    "bins": count(5), "tries": count(10), "resolution": count(3), "batch": count(1), "batch_size": count(2), "count": count(2),
    "every": count(1),
    "updates": count(1), "digits": count(4), "most": count(12), "deepest": count(4), "index": count(0, "update|example|entry|row"),
    "example": count(0), "layer": count(1), "row": count(0), "column": count(0), "i": count(0, "index|update|unit|point"),
    "j": count(1, "unit"), "k": count(0, "start"), "t": count(0, "update|count"), "dimension": count(1), "patience": count(1),
    "place": anything(lambda: 0), "power": count(1), "hidden": anything(lambda: (3,)),
    # arrays of numbers
    "x": array(lambda: [2.0, 1.0]), "X": array(lambda: [[2.0, 1.0], [0.0, 1.0]], "x"), "y": scores(lambda: 0.5, "scores"),
    "z": array(lambda: 1, "label|target"), "a": scores(lambda: [1.0, 2.0]), "b": array(lambda: 2.0), "w": scores(lambda: 0.5),
    "theta": scores(lambda: [0.1] * 9, "θ"), "x1": array(lambda: 0.0), "x2": array(lambda: 1.0), "low": array(lambda: -1.0),
    "high": array(lambda: 1.0),
    "start": array(lambda: 0.5), "derivative": array(lambda: [0.1, 0.2]),
    "dl_dy": Argument(lambda: 1.0, NOT_AN_ARRAY - {"nan", "infinity"}, "∂ℓ/∂y"), "predicted": array(lambda: [1, -1]),
    "scales": several(lambda: (1.0, 2.0)), "W1": array(lambda: [[1.0, 2.0], [0.0, 1.0]], "weight 1|weights"),
    "w2": array(lambda: [1.0, 1.0], "weight 2|weights|weight 1"),
    "weights": several(lambda: [[[1.0, -2.0], [0.5, 1.0], [2.0, 0.0]], [1.0, -1.0, 0.5]], "weight"), "cell": array(lambda: [0.1, 0.1]),
    "around": anything(lambda: 2.0), "view": anything(lambda: None), "domain": anything(lambda: None),
    "ends": several(lambda: (0.0, 1.0)),
    "sizes": several(lambda: (2, 3, 1)), "shape": anything(lambda: (3, 2)), "indices": several(lambda: [0, 1], "example|row|index"),
    "net_or_sizes": several(lambda: (2, 3, 1), "sizes|network|Network"), "order": anything(lambda: "replacement"),
    "minima": several(lambda: None),
    # texts and names
    "name": text("y"), "names": anything(lambda: None), "label": anything(lambda: None), "title": text("A title"), "path": text(FILE),
    "source": anything(table), "text": text(NET_TEXT), "token": text("1:Stepper"), "because": text("it was stopped"),
    "symbol": text("y"), "formula": text("a + 1", "at character"), "weight": text("W1"), "library": text("pandas"),
    "encoding": text("utf-8"), "delimiter": text(","),
    "decimal": text("."), "class_name": text("-1"), "kind": anything(lambda: object), "file": text(""), "mode": text("equal"),
    "method": text("adam"), "case": text("reddi"), "by": text("line"), "until": text("end"), "question": text("What?"),
    "subject": anything(lambda: "double_well"),
    "class_names": several(lambda: None, "class"), "feature_names": several(lambda: None, "feature|column"),
    "features": several(lambda: None, "feature"),
    "classes": several(lambda: None, "class|digit"),
    "targets": anything(lambda: ()), **{name: Argument(lambda: (), NOT_A_LIST - {"empty text"}) for name in ("leave_out", "zero_one")},
    "constants": several(lambda: ()), "subjects": several(lambda: ["double_well"], "subject"), "choices": several(lambda: None),
    "ask": anything(lambda: ()),
    "examples": thing(lambda: None), "show": anything(lambda: None), "scores": several(lambda: None),
    "beside": anything(lambda: None), "batches": anything(lambda: None),
    # yes or no
    **{name: flag() for name in ("bias", "present", "fractions", "regression", "record_updates", "stratified", "filterwise", "counted",
                                 "header",
                                 "same_class", "lock_level", "points", "board", "projects", "convex", "one_score", "fan")},
    # functions
    "f": function(lambda: abs), "stop": function(lambda: None), "watch": function(lambda: None), "write": function(lambda: None),
    "function": function(lambda: abs),
    "executor": thing(lambda: None), "at_once": count(1), "rng": thing(lambda: np.random.default_rng(0), "generator"),
    # dicts
    "state": thing(dict), "values": thing(dict), "given": anything(lambda: None),
}

PLANES = [each.key for each in vars(nbnn.curves).values() if isinstance(each, nbnn.curves.Curve) and each.dimension == 2]
MANY = [each.key for each in nbnn.LOSSES.values() if each.scores == "many"]

#: Where a name means something else than elsewhere: a pattern of callables → argument → what is right there.
OWN: dict[str, dict[str, Argument]] = {
    rf"^Curve ({'|'.join(PLANES)})\.": {"w": scores(lambda: [0.5, 0.5])},
    rf"^Loss ({'|'.join(MANY)})\.": {"y": scores(lambda: [0.5, 1.0])},
    r"graph\.activation$": {"given": thing(lambda: "relu", "activation")},
    r"graph\.loss$": {"given": thing(lambda: "hinge", "loss")},
    r"graph\.formula$": {"names": thing(lambda: nbnn.graph.labels(SQUARE)), "node": thing(lambda: nbnn.graph.variable(1.0, "v"),
        "is no node")},
    r"graph\.slope$": {"contribution": thing(lambda: SQUARE.parents[0].contributions[0]),
        "names": thing(lambda: nbnn.graph.labels(SQUARE))},
    r"graph\.(max|min)$": {"a": array(lambda: [1.0, 2.0]), "others": array(lambda: [2.0, 1.0])},
    r"graph\.(log|ln)$": {"a": array(lambda: [1.0, 2.0], r"(log|ln)\(−1\)")},
    r"graph\.[a-z_]+$": {"a": array(lambda: [1.0, 2.0]), "value": array(lambda: [1.0, 2.0]), "name": text("v")},
    r"standardize$": {"train": thing(lambda: DATA, "Dataset"), "others": thing(lambda: OTHER, "Dataset")},
    r"along_ray$": {"f": function(lambda: nbnn.convex.of_network(NET, DATA, "hinge")), "theta": array(lambda: [0.1] * 9, "θ")},
    r"(follow_down|lowest_places)$": {"curve": thing(lambda: nbnn.curves.bowl), "w": array(lambda: np.array([0.5, 0.5]))},
    r"checked_weight$": {"given": array(lambda: 0.5, "start"), "domain": several(lambda: ((-1.0, 1.0),)), "name": text("start")},
    r"(checked_curve|find_minima)$": {"curve": thing(lambda: nbnn.curves.parabola), "dimension": count(1)},
    r"curves\.(curve|grid)$": {"given": thing(lambda: "bowl", "curve")},
    r"from_function$": {"value": function(lambda: np.square, "_TakesAnything"), "derivative": function(lambda: None, "_TakesAnything"),
                       "name": text("mine"),
                       "start": Argument(lambda: None, NOT_AN_ARRAY)},
    r"principal_directions$": {"run": thing(lambda: nbnn.sgd(TWO, nbnn.datasets.moons(n=20), "hinge", steps=20))},
    r"measures\.(r2|mean_absolute_error)$": {"network": thing(lambda: ONE, "Network"), "data": thing(lambda: WAVE, "Dataset")},
    r"to_sklearn$": {"classes": Argument(lambda: None, NOT_A_LIST)},
    r"measures\.(confusion_of|undecided)$": {"z": array(lambda: [1, -1], "label"), "predicted": array(lambda: [1, 1], "label"),
                                             "y": array(lambda: [0.0, 1.0])},
    r"convexity\.(in_words|tell_apart)|r2_words$": {name: Argument(lambda: 1.5, NOT_A_NUMBER - {"nan"})  # an undefined one is written too
                                                    for name in ("number", "one", "other", "value")},
    r"from_csv$": {"path": Argument(table, NOT_A_TEXT, "the file"), "delimiter": text(",", "only the column"),
                  "targets": anything(lambda: (), "target"), **{name: Argument(lambda: (), NOT_A_LIST - {"empty text"}, "no column")
                                                               for name in ("leave_out", "zero_one")}},
    r"Dataset(\.from_arrays)?$": {"x": array(lambda: [[1.0, 2.0], [2.0, 1.0]]), "z": array(lambda: [1, -1], "label|target"),
                                 "feature_names": several(lambda: ("a", "b")), "class_names": several(lambda: ("-1", "+1"), "class"),
                                 "source": text("made up"), "name": text("mine")},
    r"from_frame$": {"frame": thing(frame, "DataFrame"), **{name: anything(lambda: (), "column") for name in (
        "targets", "leave_out", "zero_one", "features")}},
    r"one_vs_rest$": {"class_name": text("+1", "class")}, r"to_frame$": {"label": text("class")},
    r"name_of$": {"label": Argument(lambda: 1, NOT_A_NUMBER, "label")},
    r"sgd_last$": {"progress": flag()},
    r"Run\.from_json": {"text": text(RUN_TEXT)}, r"in_menus$": {"targets": flag()},
    r"History\.from_json": {"text": text(HISTORY_TEXT)},
    r"(History\..*|Playground\.train)$": {"epochs": count(1, "epoch"), "epoch": count(0)},
    r"zero_reasons$": {"name": text("dl_dW1", "derivative")}, r"why_zero$": {"name": text("dl_dw2", "derivative"),
        "place": anything(lambda: 0)},
    r"Run\.column$": {"name": text("loss")}, r"Penalty\.zero_reason$": {"derivative": scores(lambda: [0.1] * 9)},
    r"Minimum$": {"w": anything(lambda: 0.5), "value": number(0.0), "kind": text("global")},
    r"ConvexityLab$": {name: anything(lambda: "double_well", r"your function|f\(") for name in ("subject", "beside")},
    r"GraphLab$": {"values": Argument(lambda: {"a": 2, "b": 3}, NOT_A_THING - {"dict"})},
    r"TrajectoryLab$": {"curve": anything(lambda: "hill", "the value gave None|_TakesAnything"),
        "weights": anything(lambda: [(1, 0, 0)])},
    r"Prediction$": {"value": anything(lambda: 0.5), "choices": anything(lambda: None), "names": anything(lambda: None)},
    r"Prediction\.(show|just_show)$": {"given": Argument(lambda: ["0.5"], NOT_A_THING - {"empty list"})},
    r"Exercise\.check$": {"given": Argument(dict, NOT_A_THING - {"dict"})},
    r"TrajectoryLab\.go$": {"token": text(TOKEN, "link")}, r"labs\.to_html$": {"labs": several(lambda: [prediction()], "lab")},
    r"Playground\.load$": {"text": text(PLAYED, "saved run")}, r"worked_example$": {"x": array(lambda: [2.0, 1.0]),
        "bias": flag("constant 1")},
    r"Dataset\.__getitem__$": {"i": count(0, "example")},
    r"Dataset$": {"counted": flag("labels")}, r"^Training$": {"eta": Argument(lambda: 0.1, NOT_A_NUMBER - {"function", "class"}, "η|rate")},
    r"LossLab$": {"eta": Argument(lambda: 0.1, NOT_A_NUMBER - {"function", "class"})},
    r"Network\.with_weight$": {"value": number(1.0)}, r"^Network$": {"bias": flag("constant 1")},
    r"Trajectory\.(table|sentence)$": {"i": count(0, "one path")},
    r"Optimizer\.(ahead|step|checked_state)$": {"state": thing(dict), "derivative": scores(lambda: [0.1, 0.2]),
        "eta": number(0.1, "η|rate")},
    r"Trajectory\.path$": {"k": count(0)},
    r"sweep$": {name: several(lambda: [0.1], "eta|seed") for name in ("etas", "seeds")} | {
        "batch_size": Argument(lambda: 2, NOT_A_COUNT - {"set", "generator"}),
        "l2": Argument(lambda: 0.1, NOT_A_NUMBER - {"set", "generator"})},
}


#: Of the fields of a record: what can never be there, by what their annotation says.
FIELDS = {str: NOT_A_TEXT, bool: NOT_A_FLAG, float: NOT_A_NUMBER - {"nan"}, int: NOT_A_COUNT, tuple: NOT_A_THING - {"ragged", "empty list"},
          Mapping: NOT_A_THING - {"dict"}, Callable: NOT_A_FUNCTION}


def field_of(record: Record, parameter: Parameter) -> Argument:
    """A record is made with what another one of its class was made with."""
    given = getattr(record, parameter.name)
    return Argument(lambda: getattr(given, "bare", given), FIELDS.get(_form(parameter.annotation), NEVER))


def argument(callable_name: str, parameter: Parameter) -> Argument:
    """What is right for a parameter of this callable; KeyError with what to do for a name that the table does not have."""
    for name, own in OWN.items():
        if re.search(name, callable_name) and parameter.name in own:
            return own[parameter.name]
    if parameter.name in ARGUMENTS:
        return ARGUMENTS[parameter.name]
    raise KeyError(f"{callable_name} has an argument {parameter.name!r} that tests/junk/arguments.py does not know: "
                   "write there what is right for it, and which junk can never be")
