"""The Playground in plain Python: it trains what its recipe says, tells it, and refuses what does not fit."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import nbnn
from nbnn.explain.playground.recording import piece
from nbnn.explain.writing.numbers import format_number
from nbnn.labs import Playground
from tests.core.tables.test_reading import FILES
from tests.views.page import alive, send


def test_it_trains_what_the_core_trains():
    lab = Playground(epochs=12)
    history = lab.train()
    train, validation = nbnn.datasets.moons(n=200, noise=0.15, seed=0).split(0.7, seed=0)
    net = nbnn.Network.random([2, 4, 2, 1], activation=nbnn.tanh, initializer=nbnn.xavier, seed=0, bias=True)
    same = nbnn.train(net, train, validation, loss=nbnn.hinge, eta=0.05, batch_size=10, epochs=12, seed=0)
    assert np.array_equal(history.weights, same.weights) and len(history) == 12
    assert lab.sentence().startswith("Epoch 12 of 12: training loss ") and not lab.player.can_extend
    assert len(lab.table()) == 11
    lab.close()


def test_closing_leaves_no_widget():
    before = set(alive())
    lab = Playground()
    lab._repr_mimebundle_()
    lab.close()
    assert set(alive()) == before


@pytest.mark.parametrize(("choices", "error", "words"), [
    ({"hidden": (9,)}, ValueError, "at most 4 layers of 1 to 8 units"), ({"hidden": (2,) * 5}, ValueError, "at most 4 layers"),
    ({"data": "moon"}, ValueError, "data is 'moon'"), ({"activation": "rel"}, ValueError, "did you mean 'relu'"),
    ({"batch_size": 1000}, ValueError, "at most 140"), ({"dropout": 1.0}, ValueError, "dropout"), ({"l2": -1}, ValueError, "l2|λ"),
    ({"patience": 3, "share": 1}, ValueError, "no validation data"), ({"share": 0}, ValueError, "training share"),
    ({"features": ()}, ValueError, "at least one"), ({"features": ("x3",)}, ValueError, "features are x3"),
    ({"eta": 0}, ValueError, "eta"), ({"schedule": "linear"}, ValueError, "schedule is 'linear'"),
    ({"hiden": (3,)}, TypeError, "did you mean 'hidden'"),
    ({"data": "digits", "hidden": (64, 64), "epochs": 4000}, ValueError, "page can keep"),
])
def test_what_does_not_fit_is_said(choices, error, words):
    with pytest.raises(error, match=words):
        Playground(**choices)


CSV = b"height,width,kind\n" + b"".join(b"%d,%d,%s\n" % (i % 7, i % 5, b"tall" if i % 7 > 3 else b"low") for i in range(60))


def upload(field, name, content):
    """What the page does when a file is chosen."""
    send(field, {"file": name}, memoryview(content))


def asked(lab, monkeypatch, **message):
    """What is sent when the page asks."""
    sent = []
    monkeypatch.setattr(lab.player, "send", lambda content, buffers=None: sent.append((content, buffers)))
    send(lab.player, message)
    return sent


def told(lab):
    """What is said at the fields, field's class → message."""
    rows = (lab.controls.first, lab.controls.more, lab.controls.inputs)
    return {name: why for fields in rows for name, why in fields.messages.wrong.items()}


def test_every_field_makes_another_run_and_a_bad_value_changes_nothing():
    lab = Playground()
    for name, field, value, chosen in [
        ("data", lab.controls.first["data"], "xor", "xor"), ("hidden", lab.controls.first["hidden"], "3 3", (3, 3)),
        ("eta", lab.controls.first["eta"], "0,2", 0.2), ("share", lab.controls.more["share"], "50 %", 0.5),
        ("patience", lab.controls.more["patience"], "4", 4), ("patience", lab.controls.more["patience"], "", None),
        ("bias", lab.controls.more["bias"], "no", False), ("schedule", lab.controls.more["schedule"], "cosine", "cosine"),
        ("batch_size", lab.controls.more["batch_size"], "1", 1),
        ("features", lab.controls.inputs["product"], True, ("x1", "x2", "product")),
        ("features", lab.controls.inputs["x1"], False, ("x2", "product")),
    ]:
        field.value = value
        assert getattr(lab.recipe, name) == chosen and not any(told(lab).values()), name
    before, picture = lab.setting, lab.player.schema["picture"]
    for field, value, words in [
        (lab.controls.first["hidden"], "9", "1 to 8 units"), (lab.controls.first["hidden"], "many", "number of hidden units"),
        (lab.controls.first["eta"], "-1", "Rate η is"), (lab.controls.more["batch_size"], "1000", "at most"),
        (lab.controls.more["dropout"], "1", "Dropout is 1"), (lab.controls.more["l2"], "-1", "0 or more"),
        (lab.controls.more["loss"], "cross_entropy", "does not fit 2 classes"), (lab.controls.first["data"], "own", "no data of your own"),
        (lab.controls.more["epochs"], "99999", "at most 5000"), (lab.controls.more["n"], "1", "at least 2"),
    ]:
        was, field.value = field.value, value
        assert [words in why for why in told(lab).values()] == [True] and lab.setting is before, told(lab)
        assert lab.player.schema["picture"] is picture
        assert field.value == value
        field.value = was
        assert told(lab) == {} and lab.setting is before, value
    lab.close()


def test_saving_and_loading_brings_the_run_back():
    lab, other = Playground(hidden=(3,), epochs=9, optimizer="adam"), Playground()
    lab.train(5)
    upload(other.files.json, "run.json", lab.to_json().encode())
    assert other.files.messages["json"].words == "" and other.recipe.hidden == (3,) and other.epoch == 5
    assert np.array_equal(other.history.weights, lab.history.weights) and other.controls.first["hidden"].value == "3"
    assert np.array_equal(other.train().weights, lab.train().weights), "it goes on as the first would have"
    before = other.history
    for content in (b"{", b"\xff\xff", lab.to_json().replace('"seed": 0', '"seed": 1').encode()):
        upload(other.files.json, "run.json", content)
        assert other.files.messages["json"].words and other.history is before, content[:20]
    lab.close()
    other.close()


def test_a_file_of_ones_own_is_looked_at_and_then_trained_on():
    lab = Playground()
    before, picture = lab.setting, lab.player.schema["picture"]
    upload(lab.files.csv, "plants.csv", CSV)
    card = lab.files.card.picture
    assert lab.setting is before and lab.player.schema["picture"] is picture, "nothing changes before it is used"
    assert card["file"] == "plants.csv" and card["says"] == "60 examples, 2 features, 2 classes." and card["questions"] == []
    assert [each["role"] for each in card["head"]] == ["feature", "feature", "label"] and card["rows"][0]["cells"] == ["0", "0", "low"]
    send(lab.files.card, {"do": "use"})
    assert lab.player.status == "" and lab.recipe.data == "own" and lab.player.schema["picture"]["classes"] == ["low", "tall"]
    assert lab.controls.first["data"].value == "own" and "from_csv('plants.csv')" in lab.python()
    assert lab.files.card.picture == {} and lab.train(20).accuracy[-1] > 0.9
    lab.controls.first["data"].value = "moons"
    lab.controls.first["data"].value = "own"
    assert lab.setting.raw.name == "plants", "the file is still there"
    lab.close()


def test_a_file_that_is_none_is_told_beside_its_button_until_another_is_right():
    lab = Playground()
    before, told = lab.setting, lab.files.messages["csv"]
    for name, content, words in [("a.xlsx", b"PK\x03\x04", "spreadsheet"), ("b.csv", b"%PDF-1", "PDF"), ("c.csv", bytes(range(32)),
             "not text")]:
        upload(lab.files.csv, name, content)
        assert words in told.words and lab.setting is before and lab.files.card.picture == {} and lab.player.status == ""
    send(lab.files.csv, {"file": "huge.csv"})  # the page keeps what is too large
    assert "'huge.csv' has more than 5000000 bytes" in told.words and lab.setting is before
    upload(lab.files.csv, "plants.csv", CSV)
    assert told.words == "" and lab.files.card.picture["file"] == "plants.csv"
    upload(lab.files.csv, "a.xlsx", b"PK\x03\x04")
    assert "spreadsheet" in told.words and lab.files.card.picture == {}, "the card is of no file that was refused"
    lab.close()


def ask(lab, **message):
    """What the card sends when the page asks."""
    send(lab.files.card, message)
    return lab.files.card.picture


def test_each_reading_can_be_corrected_and_nothing_is_used_before():
    lab = Playground()
    before = lab.setting
    upload(lab.files.csv, "own.csv", b"id;price;size;kind\n" + b"".join(b"%d;1,%d;2;%s\n" % (i, 100 + i,
             b"ab"[i % 2:i % 2 + 1]) for i in range(1, 20)))
    card = lab.files.card.picture
    assert {menu["name"]: menu["value"] for menu in card["menus"]} == {
        "delimiter": ";", "decimal": ",", "header": "names", "encoding": "utf-8", "label": "kind"}
    assert [question["choice"] for question in card["questions"] if question["choice"]] == ["Take the point", "Leave out 'id'",
             "Leave out 'size'"]
    assert [each["role"] for each in ask(lab, do="answer", choice="Leave out 'id'")["head"]] == ["left out", "feature", "feature", "label"]
    card = ask(lab, do="answer", choice="Leave out 'size'")
    assert [(each["name"], each["back"]) for each in card["columns"]] == [("id", True), ("size", True)]
    assert [each["name"] for each in ask(lab, do="back", column="size")["columns"]] == ["id"]
    ask(lab, do="choose", name="decimal", value=".")
    assert lab.files.reading.x[0].tolist() == [1101, 2] and lab.files.reading.features == ("price", "size")
    card = ask(lab, do="choose", name="delimiter", value=",")
    assert "cannot be used" in card["says"] and card["problem"]
    ask(lab, do="use")
    assert lab.files.card.wrong and lab.setting is before
    ask(lab, do="choose", name="delimiter", value=";")
    assert lab.files.card.wrong == "" and lab.files.reading.features == ("id", "price", "size"), "what was chosen for other columns is gone"
    assert ask(lab, do="choose", name="header", value="data")["menus"][2]["value"] == "data"
    ask(lab, do="choose", name="header", value="names")
    ask(lab, do="choose", name="label", value="size")
    assert "only one class" in lab.files.card.picture["says"]
    ask(lab, do="choose", name="label", value="kind")
    ask(lab, do="choose", name="encoding", value="utf-16")
    assert "UTF-16" in lab.files.card.picture["says"]
    assert ask(lab, do="cancel") == {} and lab.files.reading is None and lab.setting is before
    lab.close()


@pytest.mark.parametrize("message", [
    {"do": "choose", "name": "label", "value": "nobody"}, {"do": "choose", "name": "leave_out", "value": "height"}, {"do": "choose"},
    {"do": "choose", "name": ["label"], "value": 3}, {"do": "answer", "choice": "all"}, {"do": "answer", "choice": ""}, {"do": "answer"},
    {"do": "back", "column": "height"}, {"do": "back", "column": 3}, {"do": "else"}])
def test_a_page_that_asks_for_nonsense_changes_nothing(message):
    lab = Playground()
    ask(lab, **message)
    ask(lab, do="use")
    upload(lab.files.csv, "plants.csv", CSV)
    before = lab.files.reading.options
    ask(lab, **message)
    assert lab.files.reading.options == before and lab.recipe.data == "moons"
    lab.close()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_people_have_is_used_as_the_core_reads_it(name):
    file = FILES[name]
    lab = Playground(share=1, batch_size=1, epochs=2)
    upload(lab.files.csv, "own.csv", file.content)
    chosen = dict(file.chosen)
    for column in chosen.pop("zero_one", ()):
        ask(lab, do="answer", choice=f"Make 0 and 1 of {column!r}")
    for option, value in chosen.items():
        ask(lab, do="choose", name=option, value={True: "names", False: "data"}.get(value, value))
    card = lab.files.card.picture
    assert not card["problem"] and len(card["questions"]) == len(file.asks)
    assert sorted(name for name in (each["name"] for each in card["columns"])) == sorted(file.columns)
    ask(lab, do="use")
    raw = lab.setting.raw
    assert lab.files.card.wrong == "" and raw.x.tolist() == file.x and [raw.name_of(z) for z in raw.z] == file.z
    assert raw.feature_names == file.features
    lab.close()


def test_what_the_playground_cannot_take_is_told_in_the_card():
    lab = Playground()
    upload(lab.files.csv, "long.csv", b"x,y,z\n" + b"1,2,a\n2,1,b\n" * 2600)
    ask(lab, do="use")
    assert "5200 examples" in lab.files.card.wrong and lab.recipe.data == "moons" and lab.files.reading is not None
    lab.close()


def test_what_the_page_asks_for_is_answered(monkeypatch):
    lab = Playground(epochs=4, n=40)
    lab.train()
    [(message, [columns])] = asked(lab, monkeypatch, do="rest", **{"from": 1})
    assert message["more"]["start"] == 1 and len(message["more"]["sentences"]) == 4
    assert columns == piece(lab.setting, lab.history, 1).columns
    [(message, _)] = asked(lab, monkeypatch, do="inside", moment=2)
    assert message["inside"]["examples"] == [update.examples.tolist() for update in lab.history.replay(2)]
    for nonsense in (None, 9, -1, True, "1", 1.0, [1]):
        assert asked(lab, monkeypatch, do="inside", moment=nonsense) == [] == asked(lab, monkeypatch, do="rest", **{"from": nonsense})
    asked(lab, monkeypatch, do="pin")
    assert lab.results.pinned["train_loss"] == lab.history.train_loss.tolist() and lab.results.pinned["words"].startswith("moons, 2–4–2–1")
    assert lab.maps.pinned == lab.results.pinned and lab.player.actions[1]["words"] == "Unpin"
    asked(lab, monkeypatch, do="unpin")
    assert lab.maps.pinned == lab.results.pinned == {} and lab.player.actions[1]["words"] == "Pin"
    lab.close()


def test_training_in_slices_leaves_the_loop_free_and_stop_keeps_what_there_is():
    async def watched():
        lab = Playground(epochs=3000)
        send(lab.player, {"do": "grow"})
        assert lab.player.growing
        turns = 0
        while len(lab.history) < 300:
            await asyncio.sleep(0)
            turns += 1
        assert turns > 1
        send(lab.player, {"do": "stop"})
        while lab.player.growing:
            await asyncio.sleep(0)
        made = lab.history
        assert 300 <= len(made) < 3000 and made.stopped_because.startswith("it was stopped after")
        assert lab.player.ended.startswith("Training ended: it was stopped") and lab.player.can_extend
        send(lab.player, {"do": "grow"})
        while len(lab.history) <= len(made):
            await asyncio.sleep(0)
        assert np.array_equal(lab.history.weights[:len(made) + 1], made.weights), "it goes on where it was stopped"
        earlier = asyncio.all_tasks() - {asyncio.current_task()}
        lab.controls.first["hidden"].value = "2"
        assert not lab.player.growing and len(lab.history) == 0 and lab.recipe.hidden == (2,)
        await asyncio.wait(earlier)
        assert len(lab.history) == 0 and all(task.cancelled() for task in earlier), "the earlier training has ended"
        lab.close()
    with ThreadPoolExecutor(1) as other:  # browser tests before this one leave a loop running in the main thread
        other.submit(lambda: asyncio.run(watched())).result()


def test_where_nothing_runs_beside_a_press_all_is_trained_at_once_and_an_epoch_alone_too():
    def press():
        lab = Playground(epochs=5)
        send(lab.player, {"do": "stop"})
        assert len(lab.history) == 0 and not lab.player.ended, "there was nothing to stop"
        send(lab.player, {"do": "extend"})
        assert len(lab.history) == 1 and lab.player.can_extend
        send(lab.player, {"do": "grow"})
        assert len(lab.history) == 5 and not lab.player.can_extend
        lab.close()
    with ThreadPoolExecutor(1) as other:
        other.submit(press).result()


def test_a_second_press_starts_no_second_training():
    async def watched():
        lab = Playground(epochs=300)
        send(lab.player, {"do": "grow"})
        running = asyncio.all_tasks()
        send(lab.player, {"do": "grow"})
        send(lab.player, {"do": "extend"})
        assert asyncio.all_tasks() == running and len(lab.history) == 0
        lab.close()
    with ThreadPoolExecutor(1) as other:
        other.submit(lambda: asyncio.run(watched())).result()


def test_the_network_that_is_shown_can_be_stepped_through():
    lab = Playground(epochs=3)
    lab.train()
    lab.player.index = 2
    stepper = lab.stepper()
    assert np.array_equal(stepper.run.start.theta, lab.history.weights[2]) and np.array_equal(lab.network.theta, lab.history.weights[2])
    stepper.close()
    lab.close()


def test_digits_have_their_pictures_and_ten_classes():
    lab = Playground("digits", hidden=(12,), epochs=2)
    lab.train()
    assert lab.player.schema["picture"]["side"] == 8 and len(lab.player.schema["picture"]["classes"]) == 10
    assert [each["name"] for each in lab.player.schema["tables"]] == ["images"]
    raw = nbnn.datasets.digits().split(0.7, seed=0)[1]
    assert np.array_equal(np.frombuffer(lab.player.tables, "u1").reshape(-1, 64), raw.x)
    lab.close()


def test_its_numbers_are_those_of_the_epoch_that_is_shown_in_the_stored_page_too():
    lab = Playground(epochs=40)
    lab.train()
    lab.player.index = 7
    assert "7" in [row["epoch"] for row in lab.table()], "the epoch that is shown is among them"
    assert lab.weights()[0]["values"] == ", ".join(map(format_number, lab.history.network_after(7).weights[0][0]))
    stored = lab._repr_mimebundle_()["text/html"]
    assert stored.count("<table>") == 2 and f"<td>{lab.weights()[0]['values']}</td>" in stored
    lab.close()


# ---- targets ----

HOUSES = nbnn.Dataset.from_arrays([[k, (k * k) % 7, k % 3] for k in range(30)], [k / 3 for k in range(30)], targets="price")


@pytest.mark.parametrize(("data", "kind"), [("wave", "curve"), ("hill", "values"), (HOUSES, "values")])
def test_a_run_on_targets(data, kind):
    lab = Playground(data, hidden=(3,), epochs=4)
    history = lab.train()
    assert (lab.setting.kind, lab.recipe.loss) == (kind, nbnn.half_squared)
    assert history.accuracy is None and "R²" in lab.sentence() and "mean absolute error" in lab.sentence()
    assert {"R²", "mean absolute error"} <= set(lab.table()[-1]) and "accuracy" not in lab.table()[-1]
    menu = [key for _, key in lab.controls.first["data"].options]
    assert menu == ["wave", "hill", "own"] and "wave" not in [key for _, key in Playground(epochs=1).controls.first["data"].options]
    again = Playground(epochs=1)
    again.load(lab.to_json())
    assert again.sentence() == lab.sentence() and np.array_equal(again.history.r2, history.r2)
    assert [key for _, key in again.controls.first["data"].options] == menu
    assert lab.stepper().run.data.targets == history.data.targets


@pytest.mark.parametrize("choices", [{"data": "wave"}, {"data": "wave", "features": ("x1", "sin_x1")}, {"data": "hill"},
                                     {"data": "hill", "features": ("x1_squared", "x2_squared")}])
def test_the_python_of_a_run_on_targets_makes_the_same_weights(choices):
    lab = Playground(hidden=(3,), epochs=3, **choices)
    found = {}
    exec(lab.python(), found)  # what the learner would run
    assert np.array_equal(lab.train().weights[-1], found["history"].weights[-1])


def test_what_does_not_fit_targets_is_said():
    with pytest.raises(ValueError, match="'wave' has one input: choose among x1, x1_squared, sin_x1"):
        Playground("wave", features=("x1", "x2"))
    with pytest.raises(ValueError, match="hinge does not fit targets: choose one of half squared"):
        Playground("wave", loss="hinge")


def test_a_column_of_numbers_in_a_file_becomes_a_target_by_a_button():
    lab = Playground(epochs=2)
    content = b"x,price\n" + b"".join(b"%d.5,%d.25\n" % (k * 5 % 13, k * 7 % 31) for k in range(30))
    upload(lab.files.csv, "houses.csv", content)
    card = lab.files.card.picture
    [question] = [each for each in card["questions"] if each["choice"] == "Predict 'price' as a number"]
    ask_card = lab.files._answer
    ask_card({"choice": question["choice"]})
    card = lab.files.card.picture
    assert [each["role"] for each in card["head"]] == ["feature", "target"] and "1 target." in card["says"]
    assert [menu["label"] for menu in card["menus"]].count("Target column") == 1
    lab.files._use_it({})
    assert lab.setting.raw.targets == ("price",) and lab.setting.kind == "curve" and "targets=('price',)" in lab.python()
    lab.files._open("houses.csv", content)
    lab.files._answer({"choice": question["choice"]})
    lab.files._choose({"name": "targets", "value": ""})
    assert lab.files.reading.label == "price" and not lab.files.reading.targets


# ---- examples changed by hand ----

def change(lab, **message):
    send(lab.player, {"do": "points", **message})


def test_changed_examples_are_trained_on_as_far_as_the_run_had_come():
    lab = nbnn.labs.Playground(n=30, epochs=6)
    lab.train(4)
    before, first = lab.history, lab.setting
    change(lab, act="add", x=[0.5, 0.25], z=1)
    assert len(lab.setting.raw) == 31 and lab.setting.raw.x[30].tolist() == [0.5, 0.25] and lab.epoch == len(lab.history) == 4
    assert np.array_equal(lab.history.start.theta, before.start.theta) and not np.array_equal(lab.history.weights[-1], before.weights[-1])
    assert lab.maps.points["said"].startswith("Example 30 was added: z = 1, x₁ 0.5, x₂ 0.25.")
    assert lab.controls.first["data"].value == "changed" and lab.setting.validation is not None
    lab.controls.first["eta"].value = "0.1"
    assert len(lab.setting.raw) == 31 and lab.points.can_undo, "another choice keeps them"
    lab.points.relabel(0, 1)
    change(lab, act="restore")
    assert lab.setting is first and lab.points.can_undo and not lab.maps.points["changed"]
    lab.points.undo()
    lab.points.undo()
    lab.points.undo()
    assert lab.setting is first and lab.recipe.data == "moons" and "changed" not in dict(lab.controls.first["data"].options).values()
    lab.close()


def test_changed_examples_are_saved_and_written_out():
    lab = nbnn.labs.Playground(n=24, epochs=3, share=1)
    lab.train()
    lab.points.move(5, [0.1, 0.2])
    lab.points.relabel(6, -1)
    other = nbnn.labs.Playground()
    other.load(lab.to_json())
    assert np.array_equal(other.setting.raw.x, lab.setting.raw.x) and other.recipe.data == "changed" and other.epoch == 3
    made = {}
    for written in (lab.python(), other.python()):
        exec(written, made)
        assert np.array_equal(made["history"].weights, lab.history.weights)
        assert max(map(len, written.splitlines())) <= 120
    lab.close()
    other.close()


def test_standardized_data_are_changed_in_their_own_units():
    lab = nbnn.labs.Playground("iris_2", epochs=2)
    points = lab.player.schema["picture"]["points"]
    (low, high), _ = points["reach"]
    raw = lab.setting.raw.x[points["examples"], 0]
    assert np.allclose(low + np.array(points["x"]) * (high - low), raw, atol=1e-3)
    lab.points.move(3, [4.5, 1.25])
    assert lab.recipe.data == "own" and lab.setting.raw.x[3].tolist() == [4.5, 1.25]
    lab.close()


@pytest.mark.parametrize("message", [{"act": "add", "x": [99, 0], "z": 1}, {"act": "remove", "example": 30}, {"act": "move"}, {}])
def test_a_bad_change_of_an_example_changes_nothing(message):
    lab = nbnn.labs.Playground(n=30, epochs=2)
    before = lab.setting
    change(lab, **message)
    assert lab.setting is before and lab.player.status and not lab.points.can_undo
    lab.close()


def test_other_data_begin_without_changes():
    lab = nbnn.labs.Playground(n=30, epochs=2)
    lab.points.remove(0)
    lab.controls.first["data"].value = "circles"
    assert not lab.points.can_undo and lab.maps.points["said"] == ""
    lab.controls.first["data"].value = "digits"
    assert lab.maps.points == {}
    lab.close()
