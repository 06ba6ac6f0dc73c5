"""The BatchLab in plain Python: what is drawn is what was computed, and a bad choice changes nothing."""

from html import escape

import numpy as np
import pytest

import nbnn
from nbnn.explain import batches
from nbnn.labs import BatchLab
from nbnn.labs.batches import VIEWS
from tests.views.page import alive, send


@pytest.fixture
def lab():
    made = BatchLab()
    yield made
    made.close()


def test_the_paths_are_those_of_the_same_trainings(lab):
    history = nbnn.train(nbnn.Network([[-1.5, -2.0]]), nbnn.datasets.moons(n=200, noise=0.2, seed=0), loss=nbnn.binary_cross_entropy,
                         eta=0.2, batch_size=10, epochs=3, seed=0)
    assert np.array_equal(lab.made.histories[1].weights, history.weights)
    assert lab.player.schema["updates"] == 601 and lab.sentence() == lab.made.sentence(0)
    lab.player.index = 600
    assert [row["updates so far"] for row in lab.table()] == ["600", "60", "6", "3"]
    assert [move["mark"] for move in lab.part.surface.mover.picture["moves"]][::2] == ["trail0", "trail1", "trail2", "trail3"]


def test_other_sizes_rates_and_divisions_train_again(lab):
    lab.fields["sizes"].value = "5 all"
    assert lab.made.sizes == (5, 200) and len(lab.part.losses.mover.picture["moves"]) == 4
    lab.fields["order"].value = "fixed"
    assert lab.made.histories[0].plan.order == "fixed" and lab.player.status == ""
    lab.fields["eta"].value = "0,5"
    lab.fields["epochs"].value = "2"
    assert lab.made.histories[0].plan.eta == 0.5 and lab.made.seen[-1] == 400
    lab.player.index = 5
    send(lab.player, {"do": "reset"})
    assert lab.player.index == 0
    assert lab.made.sizes == (1, 10, 100, 200) and lab.fields["order"].value == "epochs" and lab.fields["eta"].value == "0.2"


@pytest.mark.parametrize(("field", "value", "words"), [
    ("sizes", "0", "One of the sizes is 0"), ("sizes", "201", "200"), ("sizes", "", "sizes are missing"),
    ("sizes", "ten", "batch sizes is 'ten'"),
    ("sizes", "200, all", "two of them alike"), ("eta", "-1", "Rate η is -1"),
    ("eta", "x", "The rate η"), ("epochs", "0", "from 1 to 40"), ("epochs", "1e9", "number of epochs"), ("seed", "<b>", "The seed"),
])
def test_nonsense_is_said_and_changes_nothing(lab, field, value, words):
    before = lab.made
    lab.fields[field].value = value
    assert words in lab.fields.wrong(field) and lab.made is before and lab.fields[field].value == value


def test_the_noise_is_drawn_beside_what_is_expected():
    lab = BatchLab("noise")
    assert [lab.part.spread.marks[f"spread{k}"].y.tolist() for k in range(4)] == [[lab.made.spread(k)] for k in range(4)]
    assert lab.part.spread.marks["expected"].y[0] == pytest.approx(lab.made.fan.spread)
    assert lab.part.cloud.marks["mean"].x.tolist() == [lab.made.fan.mean[0]]
    assert set(lab.fields) == {"sizes", "epochs", "seed", "order"}, "nothing is trained: there is no rate"
    lab.close()


def test_the_noise_of_a_network_with_hidden_units_is_along_its_first_weights():
    lab = BatchLab("noise", net=nbnn.Network.random((2, 3, 1), seed=0), sizes=(1, 20))
    assert lab.made.fan.names == nbnn.landscape.derivatives_at(lab.part.net, lab.part.data, lab.part.loss, ((1, 0, 0), (1, 0, 1))).names
    lab.close()


def test_a_packed_batch_has_its_examples_ringed_and_its_board():
    lab = BatchLab("packed", loss="hinge")
    update = lab.made.updates[0]
    assert lab.table()[0]["example"] == str(update.examples[0]) and lab.player.granularity == "line"
    lab.fields["sizes"].value = "1 2"
    assert "a packed batch has one size" in lab.fields.wrong("sizes")
    lab.fields["sizes"].value = "25"
    assert lab.made.size == 25 and "first 5 columns" in lab.part.plane.mover.picture["note"]
    lab.close()


@pytest.mark.parametrize(("options", "error", "words"), [
    ({"view": "rows"}, ValueError, "view is 'rows'"), ({"size": (1,)}, TypeError, "did you mean 'sizes'"),
    ({"sizes": (1.5,)}, TypeError, "one of the sizes"), ({"epochs": 41}, ValueError, "from 1 to 40"),
    ({"order": "replacement"}, ValueError, "order is"),
    ({"net": nbnn.Network.random((2, 3, 1))}, ValueError, "has 9 weights"), ({"eta": 0}, ValueError, "eta"),
])
def test_what_does_not_fit_is_said(options, error, words):
    with pytest.raises(error, match=words):
        BatchLab(**options)


@pytest.mark.parametrize("view", VIEWS)
def test_closing_leaves_no_widget(view):
    before = set(alive())
    made = BatchLab(view)
    assert repr(made).startswith(f"BatchLab({view}, batches of ") and escape(made.sentence()) in made._repr_mimebundle_()["text/html"]
    made.close()
    assert set(alive()) == before


def test_the_words_of_a_division_are_those_of_the_sentence():
    assert "divided once" in batches.noise(nbnn.Network([[1.0, 1.0]]), nbnn.datasets.moons(n=20), nbnn.hinge, (1,), 1, "fixed", 0,
                                           ((1, 0), (1, 1))).sentence(0)
