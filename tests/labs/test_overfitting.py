"""The OverfittingLab in plain Python: the curves are the core's, patience is read from them, bad choices change nothing."""

from dataclasses import replace

import numpy as np
import pytest

import nbnn
from nbnn.explain.overfitting import place
from nbnn.labs import OverfittingLab
from nbnn.labs.overfitting import PENALTIES, VIEWS
from tests.views.page import alive, send


@pytest.fixture
def lab():
    made = OverfittingLab(hidden=8, epochs=40)
    yield made
    made.close()


def core(**options):
    train, validation = nbnn.datasets.moons(n=100, noise=0.3, seed=1).split(0.3, seed=1)
    network = nbnn.Network.random((2, 8, 1), seed=1, bias=True)
    return nbnn.train(network, train, validation, loss=nbnn.hinge, **({"eta": 0.3, "batch_size": 10, "epochs": 40, "seed": 1} | options))


def test_the_curves_are_the_cores_and_patience_stops_them(lab):
    whole, stopped = core(), core(patience=10)
    assert len(stopped) < 40
    marks = lab.part.losses.marks
    for name in ("train", "validation"):
        losses = getattr(whole, f"{name}_loss")
        assert np.array_equal(marks[name].y, losses[:len(stopped) + 1]) and np.array_equal(marks[f"later_{name}"].y, losses[len(stopped):])
    assert (marks["best"].x.tolist(), marks["best"].y.tolist()) == ([place(stopped.best_epoch)], [stopped.validation_loss.min()])
    assert marks["stop"].x.tolist() == [place(len(stopped))] * 2
    axis = lab.part.losses.figure.axes[0]
    assert list(axis.tick_labels.values()) == ["0", "1", "5", "10", "25", "40"] and len(axis.tick_values) == 6
    handle = lab.part.losses.mover.picture["handles"]["epoch"]
    assert (handle["x"], handle["tells"], handle["range"]) == ("place", "epoch", [0, 40])
    assert f"stops after epoch {len(stopped)}" in lab.part.losses.mover.picture["note"]


def test_without_patience_nothing_stops(lab):
    lab.fields["patience"].value = ""
    whole = core()
    assert len(lab.part.losses.marks["stop"].x) == len(lab.part.losses.marks["patience"].x) == 0
    assert len(lab.part.losses.marks["train"].x) == 41 and lab.stop.best == whole.best_epoch
    assert lab.player.status == "" and "stop" not in [row[""] for row in lab.table()]


@pytest.mark.parametrize(("field", "value", "attribute"), [("l2", "0,01", {"l2": 0.01}), ("dropout", "0.25", {"dropout": 0.25}),
                                                           ("epochs", "12", {"epochs": 12})])
def test_a_turned_knob_trains_again(lab, field, value, attribute):
    lab.fields[field].value = value
    assert np.array_equal(lab.history.validation_loss, core(**attribute).validation_loss)
    assert lab.player.schema["updates"] == len(lab.history) + 1
    send(lab.player, {"do": "reset"})
    assert np.array_equal(lab.history.validation_loss, core().validation_loss)


@pytest.mark.parametrize(("field", "value", "words"), [
    ("patience", "0", "at least 1 epoch"), ("patience", "x", "The patience is 'x'"), ("l2", "-1", "it must be 0 or more"),
    ("dropout", "1", "below 1"), ("hidden", "0", "from 1 to 256"), ("epochs", "9999", "from 1 to 400"), ("seed", "", "The seed is empty"),
])
def test_nonsense_is_said_and_changes_nothing(lab, field, value, words):
    before = lab.history
    lab.fields[field].value = value
    assert words in lab.fields.wrong(field) and lab.history is before and lab.fields[field].value == value


def test_examples_lie_where_they_are(lab):
    shown = [len(lab.part.plane.marks[f"{name}{label}"].x) for name in ("train", "validation") for label in (-1, 1)]
    assert sum(shown[:2]) == 30 and sum(shown[2:]) == 70
    lab.player.index = 7
    assert lab.sentence().startswith("After 7 epochs: training loss")


def test_l2_draws_a_pull_for_every_unit_and_the_same_training_without_it():
    lab = OverfittingLab(view="l2", epochs=30)
    assert np.array_equal(lab.history.train_loss, core(l2=0.005, epochs=30).train_loss)
    assert np.array_equal(lab.part.losses.marks["other_validation"].y, core(epochs=30).validation_loss)
    arrows = lab.part.weights.mover.picture["arrows"]
    assert [arrow["to"][0] for arrow in arrows[:2]] == [["pull_x", 0], ["next_x", 0]]
    assert len(arrows) == 16 and "The penalty alone leaves" in lab.part.weights.mover.picture["note"]
    lab.close()


def test_another_penalty_brings_a_menu_and_the_reason_of_the_weights_at_0():
    lab = OverfittingLab(view="l2", penalty=nbnn.proximal_l1(0.02), epochs=60)
    history = core(penalty=nbnn.proximal_l1(0.02), epochs=60)
    zeros = int((history.last.W1[:, :2] == 0).sum() + (history.last.w2[:-1] == 0).sum())
    lab.player.index = 60
    assert zeros > 2 and np.array_equal(lab.history.last.theta, history.last.theta)
    assert lab.sentence().endswith(f" {zeros} of 24 weights are exactly 0. The penalty holds them there: "
                                   "the mean loss pulls at each by no more than λ.")
    assert (lab.table()[-1]["weights at 0"], lab.table()[-1]["held at 0 by the penalty"]) == (f"{zeros} of 24", str(zeros))
    assert f"Exactly 0: {zeros} of 24 weights." in lab.part.weights.mover.picture["note"]
    assert np.array_equal(lab.part.losses.marks["other_validation"].y, core(epochs=60).validation_loss)
    for key, record in PENALTIES.items():
        lab.fields["penalty"].value = key
        assert np.array_equal(lab.history.train_loss, core(penalty=record(0.02), epochs=60).train_loss)
        assert f"{record.name} λ 0.02" in repr(lab)
    lab.fields["penalty"].value = "l2"
    assert "exactly" not in lab.sentence() and "weights at 0" not in lab.table()[-1], "L2 holds none"
    lab.fields["l2"].value = "-1"
    assert "0 or more" in lab.fields.wrong("l2") and lab.fields["penalty"].value == "l2"
    send(lab.player, {"do": "reset"})
    assert (lab.fields["penalty"].value, lab.fields["l2"].value) == ("proximal_l1", "0.02")
    lab.close()


def test_without_another_penalty_there_is_no_menu():
    lab = OverfittingLab(view="l2", epochs=5)
    assert "penalty" not in lab.fields and "weights at 0" not in lab.table()[0] and lab.fields["l2"].description == "L2 λ"
    assert "exactly" not in lab.sentence() + lab.part.weights.mover.picture["note"].lower()
    lab.close()


def test_a_penalty_of_ones_own_is_in_the_menu():
    def own(lam=0.001):
        return replace(nbnn.l1(lam), key="own", name="my L1", make=own)
    lab = OverfittingLab(view="l2", penalty=own(0.02), epochs=5)
    lab.fields["penalty"].value = "l1"
    other = lab.history
    lab.fields["penalty"].value = "own"
    assert np.array_equal(lab.history.train_loss, other.train_loss) and "my L1 λ 0.02" in repr(lab)
    lab.close()


def test_dropout_tells_every_example_of_the_last_epoch():
    lab = OverfittingLab(view="dropout", epochs=5)
    history = core(dropout=0.5, epochs=5)
    assert np.array_equal(lab.made.dropped.kept, history.units_kept(4)[0]) and lab.player.schema["updates"] == 30
    assert lab.sentence() == lab.made.dropped.sentence(0)
    assert lab.part.values.mover.picture["note"] == "What stays is multiplied by 1/(1 − p) = 2."
    lab.fields["dropout"].value = "0"
    assert "no unit is left out" in lab.sentence()
    lab.close()


def test_other_data_need_no_plane():
    digits = nbnn.datasets.digits().subset(range(90))
    lab = OverfittingLab(data=digits, loss="cross_entropy", hidden=6, epochs=3, eta=0.01)
    assert lab.part.charts == (lab.part.losses,) and len(lab.history) == 3
    lab.close()


@pytest.mark.parametrize(("options", "error", "words"), [
    ({"view": "l1"}, ValueError, "view is 'l1'"), ({"patients": 3}, TypeError, "did you mean 'patience'"),
    ({"dropout": 1.0}, ValueError, "below 1"), ({"l2": -1}, ValueError, "0 or more"), ({"patience": 0}, ValueError, "at least 1 epoch"),
    ({"patience": "long"}, ValueError, "patience is 'long'"), ({"view": "dropout", "hidden": 32}, ValueError, "from 1 to 16"),
    ({"epochs": 0}, ValueError, "from 1 to 400"), ({"validation": nbnn.datasets.moons()}, ValueError, "no data to train on"),
    ({"penalty": 0.1}, TypeError, "penalty is 0.1"), ({"penalty": "l3"}, ValueError, "did you mean 'l2'"),
    ({"penalty": nbnn.dropout(0.5)}, TypeError, "penalty is dropout"), ({"penalty": nbnn.l1(0.1), "l2": 0.1}, ValueError, "one penalty"),
    ({"penalty": replace(nbnn.l1(0.1), make=None)}, ValueError, "no λ to turn"),
    ({"view": "l2", "penalty": nbnn.weight_decay(1e5)}, ValueError, "overshoots 0"),
    ({"batch_size": 99}, ValueError, "only 30 training examples"), ({"hidden": True}, TypeError, "hidden is True"),
])
def test_what_does_not_fit_is_said(options, error, words):
    with pytest.raises(error, match=words):
        OverfittingLab(**options)


@pytest.mark.parametrize("view", VIEWS)
def test_closing_leaves_no_widget(view):
    before = set(alive())
    made = OverfittingLab(view=view, epochs=5)
    assert repr(made).startswith(f"OverfittingLab({view}, ") and made.sentence() in made._repr_mimebundle_()["text/html"]
    made.close()
    assert set(alive()) == before


def test_the_bar_counts_epochs_not_moments():
    lab = OverfittingLab(epochs=20)
    assert (lab.player.schema["updates"], lab.player.schema["of"]) == (21, 20)
