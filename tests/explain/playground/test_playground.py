"""The Playground's arithmetic: recipes, the Python that makes the run again, and the JSON that holds it."""

import importlib.util
import json

import numpy as np
import pytest

import nbnn
from nbnn.core.tables.reading import Options, read_csv
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording, saving
from tests.explain.columns import columns

CSV = "height,width,kind\n" + "".join(f"{i % 7 + 0.5 * (i % 2)},{i % 5},{'a' if i % 2 else 'b'}\n" for i in range(40))
SPECIAL = [
    {}, {"data": "circles", "features": ("x1_squared", "x2_squared", "product", "sin_x1", "sin_x2"), "hidden": (3,), "noise": 0.2},
    {"data": "iris", "optimizer": "adam", "schedule": "cosine", "l2": 0.01, "eta": 0.03}, {"data": "iris_2", "loss": "squared", "share": 1},
    {"data": "iris_4", "hidden": (5,), "batch_size": 1}, {"data": "xor", "hidden": (), "schedule": "decay", "bias": False},
    {"data": "spiral", "dropout": 0.25, "hidden": (8, 8), "activation": "relu", "initializer": "he", "schedule": "step_decay"},
    {"data": "blobs", "optimizer": nbnn.momentum(0.5), "activation": nbnn.leaky_relu(0.2), "patience": 2, "seed": 3, "epochs": 40},
    {"data": "digits", "hidden": (16,), "epochs": 2, "initializer": nbnn.small_uniform(0.05)},
]


def own_data(name, content):
    """What a page's file holds."""
    return nbnn.Dataset.from_reading(saving.read_file(name, content, Options()))


def trained(choices, own=None, epochs=None):
    made = explain.setting(explain.Recipe(epochs=6).changed(**choices), own)
    training = made.training()
    while not training.done and (epochs is None or training.epochs_made < epochs):
        training.advance_epoch()
    if not training.done:
        training.stop()
    return made, training.history


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


def test_the_columns_of_a_file_keep_their_names():
    flat = explain.setting(explain.Recipe(data="own"), own_data("plants.csv", CSV.encode()))
    assert flat.train.feature_names == ("height", "width") and recording.picture(flat)["axes"] == ["height", "width"]
    computed = explain.setting(explain.Recipe(data="own", features=("x2", "product")), own_data("plants.csv", CSV.encode()))
    assert computed.train.feature_names == ("width", "product")
    solid = explain.setting(explain.Recipe(data="own", hidden=(3,)), nbnn.Dataset.from_arrays(
        [[1, 2, 3], [2, 1, 5], [3, 3, 1], [0, 1, 2]] * 10, ["a", "b"] * 20, ("height", "x1", "a name of more than twenty letters")))
    assert explain.weight_layers(solid)[0]["from"][:3] == ["height", "x₁", "a name of more than…"]


def test_what_is_odd_about_data_of_ones_own_is_said_before_training():
    x = [[i, i % 3] for i in range(12)]
    made = explain.setting(explain.Recipe(data="own", batch_size=2), nbnn.Dataset.from_arrays(x, ["a", "b"] * 6, ("nr", "u")))
    assert len(made.remarks) == 1 and "'nr' looks like a row number" in made.remarks[0]
    assert recording.picture(made)["remarks"].endswith("Leave it out?")
    assert explain.setting(explain.Recipe()).remarks == ()


@pytest.mark.parametrize(("name", "safe"), [("../../etc/passwd", "passwd"), ("C:\\a\\b.csv", "b.csv"), ("..", "data.csv"),
                                           ("a\0b.csv", "a_b.csv")])
def test_a_files_name_leads_nowhere_else(name, safe):
    assert saving.safe_name(name) == safe


def test_a_loss_gives_way_to_one_that_fits_unless_it_was_chosen():
    assert explain.setting(explain.Recipe(data="iris")).recipe.loss is nbnn.cross_entropy
    with pytest.raises(ValueError, match="hinge does not fit 3 classes: choose one of"):
        explain.setting(explain.Recipe(data="iris"), chosen={"loss"})


def test_what_is_sent_is_what_was_measured():
    made, history = trained({"data": "iris"})
    whole, piece = recording.record(made, history), recording.piece(made, history, 2)
    described = whole.schema["columns"]
    sent = columns(described, piece.columns)
    assert len(piece.sentences) == 5 == len(whole.schema["sentences"]) - 2 and whole.schema["of"] == made.recipe.epochs
    assert all(np.array_equal(each[2:], sent[name], equal_nan=True) for name, each in columns(described, whole.head).items())
    assert np.allclose(sent["train_loss"], history.train_loss[2:]) and np.allclose(sent["validation_loss"], history.validation_loss[2:])
    for row, epoch in enumerate(range(2, 7)):
        net = history.network_after(epoch)
        for layer, weights in zip(net.quantities.layers, net.weights, strict=True):
            assert np.array_equal(sent[layer.W][row], weights.astype("<f4").ravel())
        assert np.array_equal(sent["counts"][row].reshape(3, 3), nbnn.measures.confusion(net, made.validation).counts)
        assert np.array_equal(sent["predicted"][row] + 1, net.predict(made.validation.x))


def test_the_updates_of_an_epoch_are_the_replays():
    made, history = trained({"optimizer": "adam", "batch_size": 16})
    found, updates = recording.inside(history, 2), list(history.replay(2))
    assert recording.record(made, history).schema["inner"] == len(updates) == len(found.sentences) - 1
    sent = columns(found.schema, found.columns)
    thetas = np.concatenate([sent[layer.W] for layer in made.network.quantities.layers], axis=1)
    assert np.array_equal(thetas[0], history.weights[2].astype("<f4")) and np.array_equal(thetas[-1], history.weights[3].astype("<f4"))
    assert found.examples == [update.examples.tolist() for update in updates]
    assert found.sentences[1].startswith("Epoch 3, update 1 of 9: 16 examples had mean loss ")


def test_one_example_at_a_time_is_named():
    _, history = trained({"batch_size": 1, "epochs": 1, "n": 20})
    first = next(iter(history.replay(0)))
    assert recording.inside(history, 0).sentences[1].startswith(f"Epoch 1, update 1 of 14: example {first.examples[0]} had loss ")


def test_a_run_that_diverges_and_one_without_patience_left_say_why():
    made, history = trained({"eta": 1e6, "loss": "squared", "activation": "relu", "epochs": 200})
    assert explain.ending(history).startswith("Training ended: ")
    _, patient = trained({"patience": 2, "epochs": 500})
    assert f"The validation loss was lowest after epoch {patient.best_epoch}." in explain.ending(patient)
    assert explain.ending(trained({})[1]) == "" and made.recipe.eta == 1e6
