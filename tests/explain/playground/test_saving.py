"""The Python that makes a Playground's run again, the JSON that holds it, and the files that it reads."""

import importlib.util
import json
from base64 import b64decode, b64encode
from dataclasses import replace

import numpy as np
import pytest

import nbnn
from nbnn.core.tables.reading import read_csv
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import saving
from tests.explain.playground.runs import CSV, own_data, trained

TARGETS = [name for name, source in explain.SOURCES.items() if source.targets]
SPECIAL = [
    {}, {"data": "circles", "features": ("x1_squared", "x2_squared", "product", "sin_x1", "sin_x2"), "hidden": (3,), "noise": 0.2},
    {"data": "iris", "optimizer": "adam", "schedule": "cosine", "l2": 0.01, "eta": 0.03}, {"data": "iris_2", "loss": "squared", "share": 1},
    {"data": "iris_4", "hidden": (5,), "batch_size": 1}, {"data": "xor", "hidden": (), "schedule": "decay", "bias": False},
    {"data": "spiral", "dropout": 0.25, "hidden": (8, 8), "activation": "relu", "initializer": "he", "schedule": "step_decay"},
    {"data": "blobs", "optimizer": nbnn.momentum(0.5), "activation": nbnn.leaky_relu(0.2), "patience": 2, "seed": 3, "epochs": 40},
    {"data": "digits", "hidden": (16,), "epochs": 2, "initializer": nbnn.small_uniform(0.05)},
]


def run_file(text, folder):
    """The module of these lines, as a file that Python imports."""
    path = folder / "the_run.py"
    path.write_text(text, "utf-8")
    spec = importlib.util.spec_from_file_location("the_run", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore:.* validation examples? (is|are) in the training data")  # flowers that are alike
@pytest.mark.parametrize("choices", SPECIAL, ids=str)
def test_the_lines_of_python_give_the_same_weights(choices, tmp_path):
    made, history = trained(choices)
    text = saving.lines(made, history)
    again = run_file(text, tmp_path)
    assert np.array_equal(again.history.weights, history.weights)
    assert again.history.stopped_because == history.stopped_because
    assert text.count("\n") <= 20 and max(map(len, text.splitlines())) <= 140


def test_a_run_that_was_stopped_and_a_file_of_ones_own_are_made_again(tmp_path, monkeypatch):
    own = own_data("../my plants.csv", CSV.encode())
    assert own.name == "my plants" and own.feature_names == ("height", "width")
    made, history = trained({"data": "own", "epochs": 50, "batch_size": 7}, own, epochs=4)
    (tmp_path / "my plants.csv").write_text(CSV)
    monkeypatch.chdir(tmp_path)
    again = run_file(saving.lines(made, history, "my plants.csv"), tmp_path)
    assert len(again.history) == 4 and np.array_equal(again.history.weights, history.weights)
    assert saving.lines(made, history).splitlines()[2].startswith("# data is")


@pytest.mark.parametrize("choices", SPECIAL, ids=str)
def test_json_brings_the_run_back(choices):
    made, history = trained(choices)
    back, read = saving.from_json(saving.to_json(made, history))
    assert np.array_equal(read.weights, history.weights) and explain.summary(back) == explain.summary(made)
    assert vars(back.recipe).keys() == vars(made.recipe).keys()
    assert back.recipe.optimizer.parameters == made.recipe.optimizer.parameters


def test_data_of_ones_own_are_in_the_json():
    own = own_data("plants.csv", CSV.encode())
    made, history = trained({"data": "own"}, own)
    back, read = saving.from_json(saving.to_json(made, history))
    assert np.array_equal(back.raw.x, own.x) and np.array_equal(read.weights, history.weights)


def changed(path, value):
    """A saved run with one thing in it changed; a value `None` at the end removes it."""
    content = json.loads(saving.to_json(*trained({"hidden": (2,), "epochs": 3})))
    place = content
    for key in path[:-1]:
        place = place[key]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(content)


@pytest.mark.parametrize(("path", "value", "words"), [
    (("format",), "other", "not a saved run of a Playground"), (("kind",), "history", "not a saved run of a Playground"),
    (("version",), 2, "version 2"), (("version",), True, "version True"), (("recipe",), KeyError, "must have"),
    (("extra",), 1, "must have"), (("recipe", "eta"), "fast", "eta must be a number"), (("recipe", "eta"), -1, "settings cannot be used"),
    (("recipe", "hidden"), [2, "x"], "hidden must be a list"), (("recipe", "hidden"), [3], "do not match"),
    (("recipe", "seed"), 1, "do not match"), (("recipe", "epochs"), 4, "their plan"),
    (("recipe", "data"), "own", "no data of your own"),
    (("recipe", "data"), "/etc", "it must be one of"), (("recipe", "activation"), {"key": "relu", "parameters": {}}, "do not match"),
    (("recipe", "activation"), {"key": "system", "parameters": {}}, "must be one of"), (("recipe", "batch_size"), 10.5, "whole number"),
    (("recipe", "n"), 10 ** 12, "at most 5000"), (("recipe", "optimizer", "parameters"), {"beta": 2}, "parameters of optimizer"),
    (("history", "weights"), None, "weights"), (("history", "plan", "seed"), 7, "their plan"), (("data",), {"x": 3}, "the data"),
])
def test_a_changed_file_is_refused(path, value, words):
    with pytest.raises(ValueError, match=words):
        saving.from_json(changed(path, value))


def nudged(values, factor):
    """What a saved history holds of an array, with every number times `factor`; class numbers are whole, and stay."""
    if isinstance(values, list):
        return [z * factor if isinstance(z, float) else z for z in values]
    array = np.frombuffer(b64decode(values["base64"]), "<f8").reshape(values["shape"]) * factor
    return values | {"base64": b64encode(array.tobytes()).decode()}


@pytest.mark.parametrize("data", ["moons", *TARGETS])
@pytest.mark.parametrize("part", ["data", "validation"])
def test_a_run_saved_where_the_last_digits_differ_opens(data, part):
    """Another machine's sine, or a newer NumPy's, is enough for data that are drawn again, and for the targets made of them."""
    made, history = trained({"data": data, "hidden": (2,), "epochs": 3})
    content = json.loads(saving.to_json(made, history))
    given = content["history"][part]
    drawn_elsewhere = given | {name: nudged(given[name], 1 + 1e-15) for name in ("x", "z")}
    assert (drawn_elsewhere["z"] != given["z"]) == (data in TARGETS)
    content["history"][part] = drawn_elsewhere
    _, back = saving.from_json(json.dumps(content))
    assert np.array_equal(back.weights, history.weights)
    for name in ("x", "z"):
        content["history"][part] = given | {name: nudged(given[name], 1.001)}
        if content["history"][part] != given:
            with pytest.raises(ValueError, match="their data differ"):
                saving.from_json(json.dumps(content))


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000, '{"format": "nbnn"}'])
def test_what_is_no_saved_run_is_refused(text):
    with pytest.raises(ValueError, match="not a saved run of a Playground"):
        saving.from_json(text)


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"), (b"a,b,k\n1,2,x\n3,4,x\n", "only one class"), (b"\xff\xfe", "is empty"), (b"PK\x03\x04", "as CSV"),
    (b"1" * (saving.MOST_CSV + 1), "at most 5000000"),
])
def test_a_file_that_cannot_be_read_is_told(content, words):
    with pytest.raises(ValueError, match=words):
        own_data("x.csv", content)


@pytest.mark.parametrize(("content", "keywords", "written"), [
    (CSV, {}, "from_csv('own.csv')"), (CSV.replace(",", ";").replace(".", ","), {}, "from_csv('own.csv', delimiter=';', decimal=',')"),
    (CSV.partition("\n")[2], {"leave_out": ("column 2",)}, "from_csv('own.csv', header=False, leave_out=('column 2',))"),
    (CSV, {"label": "width", "leave_out": ("kind",)}, "from_csv('own.csv', label='width', leave_out=('kind',))"),
])
@pytest.mark.filterwarnings("ignore::nbnn.DataWarning")
def test_the_lines_of_python_read_a_file_as_it_was_read(content, keywords, written, tmp_path, monkeypatch):
    reading = read_csv(content.encode(), name="own.csv", **keywords)
    made, history = trained({"data": "own", "epochs": 2, "share": 1}, nbnn.Dataset.from_reading(reading))
    text = saving.lines(made, history, "own.csv", reading.keywords)
    assert written in text
    (tmp_path / "own.csv").write_text(content)
    monkeypatch.chdir(tmp_path)
    again = run_file(text, tmp_path)
    assert np.array_equal(again.history.weights, history.weights)


@pytest.mark.parametrize(("name", "safe"), [("../../etc/passwd", "passwd"), ("C:\\a\\b.csv", "b.csv"), ("..", "data.csv"),
                                           ("a\0b.csv", "a_b.csv")])
def test_a_files_name_leads_nowhere_else(name, safe):
    assert saving.safe_name(name) == safe


def test_examples_that_were_changed_by_hand_are_written_in_lines_that_can_be_read(tmp_path):
    rng = np.random.default_rng(0)
    own = nbnn.Dataset.from_arrays(rng.normal(size=(60, 2)), [-1, 1] * 30, class_names=("-1", "+1"))
    made, history = trained({"data": "changed", "epochs": 2}, own)
    text = saving.lines(made, history)
    assert max(map(len, text.splitlines())) <= 140 and not any(line.endswith(" ") for line in text.splitlines())
    again = run_file(text, tmp_path)
    assert np.array_equal(again.data.x, own.x) and np.array_equal(again.history.weights, history.weights)


def test_what_is_no_saved_run_is_refused_before_it_is_read(monkeypatch):
    with pytest.raises(TypeError, match="text is a bytes: give the text that was saved"):
        saving.from_json(b"{}")
    monkeypatch.setattr(saving, "MOST_BYTES", 10)
    with pytest.raises(ValueError, match="the file has 11 characters: at most 10 can be read"):
        saving.from_json(" " * 11)


def test_a_network_in_place_of_the_history_is_refused():
    made, history = trained({"epochs": 1})
    content = json.loads(saving.to_json(made, history))
    content["history"] = json.loads(nbnn.to_json(made.network))
    with pytest.raises(ValueError, match="the file holds a network where the history should be"):
        saving.from_json(json.dumps(content))


def test_a_record_of_ones_own_is_written_by_its_name_and_not_saved():
    own = replace(nbnn.hinge, key="my_loss")
    made, history = trained({"loss": own, "epochs": 1})
    assert "loss=my_loss," in saving.lines(made, history)
    with pytest.raises(ValueError, match="the loss 'my_loss' is one of your own and cannot be saved: choose one of nbnn's"):
        saving.to_json(made, history)
