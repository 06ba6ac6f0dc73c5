"""A training's pictures: patience stops where `train` does, the boundary is where the score is 0, the penalty's pull is the core's."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.explain import overfitting as explain


@pytest.fixture(scope="module")
def made():
    train, validation = nbnn.datasets.moons(n=100, noise=0.3, seed=1).split(0.3, seed=1)
    network = nbnn.Network.random((2, 8, 1), seed=1, bias=True)
    return lambda **options: nbnn.train(network, train, validation, loss=nbnn.hinge, eta=0.3, batch_size=10, epochs=60, **options)


def values(recording, name):
    """A column of a recording, one row for each moment."""
    at, moments = 0, recording.schema["updates"]
    for column in recording.schema["columns"]:  # one after another
        size = moments * int(np.prod(column["shape"]))
        if column["name"] == name:
            return np.frombuffer(recording.head, "<f4")[at:at + size].reshape(moments, -1)
        at += size
    raise KeyError(name)


@pytest.mark.parametrize("patience", [1, 3, 10, 25, None])
def test_patience_read_from_the_curve_stops_where_training_stops(made, patience):
    at, stopped = explain.stop(made().validation_loss, patience), made(patience=patience)
    assert (at.epoch, at.best) == (len(stopped), stopped.best_epoch)
    assert at.early == ("not improved" in stopped.stopped_because)


@pytest.mark.parametrize(("losses", "patience", "epoch", "best", "early"), [
    ([3, 2, 1, 1, 1], 2, 4, 2, True), ([3, 2, 1, 1, 1], 3, 4, 2, False), ([1, 2, 3], 1, 1, 0, True), ([1], 5, 0, 0, False),
    ([3, 1, 2, 0, 5], 2, 4, 3, False),
])
def test_an_equal_loss_is_no_better_one(losses, patience, epoch, best, early):
    assert explain.stop(losses, patience) == explain.Stop(patience, epoch, best, early)


def test_sentences_and_table_tell_the_history(made):
    history = made()
    at = explain.stop(history.validation_loss, 10)
    assert explain.sentence(history, at, 0).startswith("Before training: training loss")
    assert explain.sentence(history, at, at.best).endswith("The best so far: these weights are kept.")
    assert "10 epochs ago: patience is at its end, and those weights come back." in explain.sentence(history, at, at.epoch)
    assert "this is what would have come" in explain.sentence(history, at, at.epoch + 1)
    rows = explain.table(history, at)
    assert [row[""] for row in rows] == ["start", "best", "stop", "last"]
    assert [int(row["epoch"]) for row in rows] == [0, at.best, at.epoch, 60]
    parts = explain.curves(history, at)
    for name in ("train", "validation"):
        whole = np.concatenate([parts[name][1], parts[f"later_{name}"][1][1:]])
        assert np.array_equal(whole, getattr(history, f"{name}_loss"))
        assert np.allclose(parts[name][0] ** 2, np.arange(at.epoch + 1.0))


@pytest.mark.parametrize("last", [1, 3, 12, 60, 150, 400])
def test_the_numbers_on_the_epochs_axis_do_not_touch(last):
    epochs = explain.tick_epochs(last)
    assert epochs[0] == 0 and epochs[-1] <= last and 2 <= len(epochs) <= 10
    assert np.diff(explain.place(epochs)).min() >= explain.APART * explain.place(last)


def test_without_validation_data_only_the_training_is_told():
    data = nbnn.datasets.moons(n=20)
    history = nbnn.train(nbnn.Network.random((2, 4, 1)), data, loss="hinge", epochs=2)
    at = explain.stop(history.train_loss, None)
    assert "validation" not in explain.sentence(history, at, 2) + str(explain.table(history, at))
    assert re.fullmatch(r"After 2 epochs: training loss [\d.]+, [\w ]+ [\d.]+( %)?\.", explain.sentence(history, at, 2))
    assert {"epoch", "train_loss", "accuracy", "edge_x", "edge_y"} == {
        c["name"] for c in explain.record(history, at).schema["columns"]} - {"place"}


def test_the_boundary_is_where_the_score_is_zero(made):
    history = made()
    found = explain.edges(history)
    for epoch in (0, 5, 60):
        points = np.column_stack([found["edge_x"][epoch], found["edge_y"][epoch]])
        (_, x1), _ = explain.extent(history)
        seen = points[points[:, 0] < x1 + 1]
        scores = history.network_after(epoch).scores(seen)
        far = np.abs(history.network_after(epoch).scores(history.data.x)).max()
        assert len(seen) > 20 and np.abs(scores).max() < 0.05 * far
    for (low, high), x in zip(explain.extent(history), np.vstack([history.data.x, history.validation.x]).T):
        assert low < x.min() and x.max() < high, "every example is seen, and some room"
    xs = np.linspace(-1, 1, 8)
    straight = explain.crossings(xs, xs, np.add.outer(0.7 * xs, xs) - 0.1)
    assert np.allclose(straight @ [1, 0.7], 0.1), "a straight boundary is exact"


def test_the_recording_holds_the_histories_numbers(made):
    history = made()
    recording = explain.record(history, explain.stop(history.validation_loss, 10))
    for name in ("train_loss", "validation_loss", "accuracy"):
        assert np.array_equal(values(recording, name)[:, 0], getattr(history, name).astype("f4"))
    assert values(recording, "epoch")[:, 0].tolist() == list(range(61)) and recording.schema["updates"] == 61


def test_the_pull_is_what_the_penaltys_derivative_does(made):
    history = made(l2=0.01)
    theta, slope = history.weights[20].copy(), nbnn.l2(0.01).derivative
    for _ in range(explain.SPAN * history.updates_per_epoch):
        theta -= 0.3 * slope(theta)
    after = history.start.with_theta(theta).weights[0]
    found = explain.pulls(history)
    assert np.allclose(found["pull_x"][20], after[:, 0]) and np.allclose(found["pull_y"][20], after[:, 1])
    assert np.array_equal(found["next_x"][20], history.network_after(20 + explain.SPAN).weights[0][:, 0])
    assert np.array_equal(found["next_y"][60], found["w_y"][60])
    assert explain.alone(made(), 1.0) == 1.0
    assert explain.size(history.last) == pytest.approx(sum((W[..., :-1] ** 2).sum() for W in history.last.weights))


@pytest.mark.parametrize("penalty", [nbnn.l1(0.02), nbnn.proximal_l1(0.02), nbnn.weight_decay(0.02)])
def test_another_penalty_pulls_as_it_does_in_training(made, penalty):
    history = made(penalty=penalty)
    theta = history.weights[20].copy()
    for _ in range(explain.SPAN * history.updates_per_epoch):
        theta = theta - 0.3 * penalty.derivative(theta) if penalty.settle is None else penalty.settle(theta, theta, 0.3)
    assert np.allclose(explain.pulls(history)["pull_y"][20], history.start.with_theta(theta).weights[0][:, 1])


def test_weights_at_0_and_those_that_the_penalty_holds(made):
    history = made(penalty=nbnn.proximal_l1(0.02))
    for epoch in (0, 10, 30, 60):
        network, found = history.network_after(epoch), explain.at_zero(history, epoch)
        whole = nbnn.train(network, history.data, loss=nbnn.hinge, batch_size=len(history.data), epochs=1, penalty=nbnn.proximal_l1(0.02))
        assert (found.held, found.weights) == (int(next(iter(whole.replay(0))).held.sum()), 24)
        assert found.zeros == sum(int((W[..., :-1] == 0).sum()) for W in network.weights), "biases are not counted"
    assert explain.at_zero(made(), 60).sentence == explain.at_zero(made(l2=0.01), 60).sentence == ""


@pytest.mark.parametrize(("zeros", "held", "words"), [
    (0, 0, " No weight is exactly 0."),
    (1, 1, " 1 of 24 weights is exactly 0. The penalty holds it there: the mean loss pulls at it by no more than λ."),
    (1, 0, " 1 of 24 weights is exactly 0. The penalty does not hold it there: the mean loss pulls at it by more than λ."),
    (7, 7, " 7 of 24 weights are exactly 0. The penalty holds them there: the mean loss pulls at each by no more than λ."),
    (7, 6, " 7 of 24 weights are exactly 0. The penalty holds 6 of them there: the mean loss pulls at each of these by no more than λ."),
    (7, 0, " 7 of 24 weights are exactly 0. The penalty holds none of them there: the mean loss pulls at each by more than λ."),
])
def test_why_weights_stay_at_0_in_words(zeros, held, words):
    assert explain.AtZero(zeros, 24, held).sentence == words


def test_a_unit_left_out_gives_nothing_and_the_others_more(made):
    history = made(dropout=0.5)
    found = explain.dropped_units(history, 3)
    assert found.kept.shape == (30, 8) and np.array_equal(found.kept, history.units_kept(3)[0])
    assert np.array_equal(found.examples, history.orders(3))
    assert (found.h[~found.kept] == 0).all() and np.allclose(found.h[found.kept], 2 * found.whole[found.kept])
    gone = np.flatnonzero(~found.kept[0])
    assert found.sentence(0).startswith(f"Example {found.examples[0]}:")
    assert all(f"h{'₀₁₂₃₄₅₆₇₈₉'[unit + 1]}" in found.sentence(0) for unit in gone)
    sent = explain.dropout_record(found, 2)
    assert np.array_equal(values(sent, "kept_y") == 1, found.kept) and np.array_equal(values(sent, "gone_y") == 1, ~found.kept)
    x, y = explain.sources(2, 8)[2]
    assert np.array_equal(values(sent, "wire_x_2") == np.float32(x), ~found.kept) and (values(sent, "wire_y_2")[~found.kept] == y).all()


def test_without_dropout_no_unit_is_left_out(made):
    found = explain.dropped_units(made(), 0, most=7)
    assert found.kept.all() and len(found.examples) == 7 and np.array_equal(found.h, found.whole)
    assert "no unit is left out" in found.sentence(0)


def test_a_picture_reaches_the_start_but_not_at_any_price(made):
    history = made()
    losses = np.concatenate([history.train_loss, history.validation_loss])
    assert history.validation_loss[0] < explain.top(history, losses) < 1.2 * max(losses[0], history.validation_loss[0])
    assert explain.top(history, np.full(10, 0.01)) == pytest.approx(0.03), "2.5 times 1.2 times what nearly all of them are"


@pytest.mark.parametrize("data", [nbnn.datasets.wave(10), nbnn.datasets.hill(10), nbnn.datasets.iris(("versicolor", "virginica"))],
                         ids=["one input", "targets", "four inputs"])
def test_a_boundary_only_of_classes_in_a_plane(data):
    history = nbnn.train(nbnn.Network.random((data.x.shape[1], 2, 1)), data, loss="half_squared" if data.targets else "hinge", epochs=1)
    names = {column["name"] for column in explain.record(history, explain.stop(history.train_loss, None)).schema["columns"]}
    assert {"epoch", "train_loss"} <= names and not names & {"edge_x", "edge_y"}


def test_where_the_last_epoch_is_the_best_nothing_comes_after_it(made):
    history = made()
    at = explain.Stop(None, len(history), len(history), False)
    assert explain.verdict(history, at) == (
        f"Kept: the weights after epoch 60, validation loss {explain.format_number(history.validation_loss[60])}.")
    worse = explain.Stop(10, 30, 20, True)
    assert explain.verdict(history, worse).startswith("Patience 10 stops after epoch 30. Kept: the weights after epoch 20, ")
    assert f"After all 60 epochs it would be {explain.format_number(history.validation_loss[60])}" in explain.verdict(history, worse)


def test_while_one_watches_the_table_has_the_start_and_now(made):
    history = made()
    rows = explain.table(history, explain.stop(history.validation_loss, 10), until=7)
    assert [(row["epoch"], row[""]) for row in rows] == [("0", "start"), ("7", "now")]


def test_beside_another_training_the_first_layers_weights_are_sent_and_the_shorter_one_waits(made):
    history, other = made(l2=0.01), nbnn.train(made().start, made().data, loss=nbnn.hinge, eta=0.3, batch_size=10, epochs=3)
    sent = explain.record(history, explain.stop(history.validation_loss, None), beside=other)
    last = other.network_after(3).weights[0]
    assert np.array_equal(values(sent, "other_x")[60], last[:, 0].astype("<f4"))
    assert np.array_equal(values(sent, "other_y")[1], other.network_after(1).weights[0][:, 1].astype("<f4"))


def test_several_scores_have_no_single_boundary():
    history = nbnn.train(nbnn.Network.random((4, 3, 3)), nbnn.datasets.iris(), loss=nbnn.cross_entropy, epochs=1,
                         batch_size=10)
    assert explain.edges(history) == {}


def test_a_penalty_that_overshoots_says_what_to_make_smaller():
    history = nbnn.train(nbnn.Network([[1.0, 1.0]]), nbnn.datasets.moons(10), loss=nbnn.hinge, eta=1.0, l2=1e3, epochs=1)
    with pytest.raises(ValueError, match=r"the penalty overshoots 0.*use a smaller η or λ"):
        explain.alone(history, [1.0, 1.0], epochs=100)
