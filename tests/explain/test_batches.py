"""Batches: every number is the core's, an epoch looks at every example once, and the noise is what sampling theory says."""

from types import SimpleNamespace

import numpy as np
import pytest

import nbnn
from nbnn.explain import batches as explain

LOSS = nbnn.binary_cross_entropy


@pytest.fixture(scope="module")
def data():
    return nbnn.datasets.moons(n=60, noise=0.2, seed=0)


@pytest.fixture(scope="module")
def made(data):
    return explain.walks(nbnn.Network([[-1.5, -2.0]]), data, LOSS, (1, 10, "all"), 0.2, 2, "epochs", 0)


def column(recording, name):
    at, moments = 0, recording.schema["updates"]
    for each in recording.schema["columns"]:
        size = min(moments, recording.schema["head"]) * int(np.prod(each["shape"]))
        if each["name"] == name:
            return np.frombuffer(recording.head, "<f4")[at:at + size].reshape(-1, *each["shape"])
        at += size
    raise AssertionError(name)


def test_the_walks_are_trainings_of_the_core_at_equal_numbers_of_examples(made, data):
    for k, size in enumerate((1, 10, 60)):
        history = nbnn.train(nbnn.Network([[-1.5, -2.0]]), data, loss=LOSS, eta=0.2, batch_size=size, epochs=2, seed=0)
        for epoch in (0, 1, 2):
            moment = int(np.flatnonzero(made.seen == 60 * epoch)[0])
            assert np.array_equal(made.points(k)[moment], history.weights[epoch])
            assert made.losses[k][moment] == pytest.approx(history.train_loss[epoch], rel=1e-12)
            assert made.made(k)[moment] == epoch * history.updates_per_epoch
    assert [row["updates an epoch"] for row in made.table(0)] == ["60", "6", "1"]


def test_a_size_that_leaves_a_rest_makes_one_more_update(data):
    made = explain.walks(nbnn.Network([[-1.5, -2.0]]), data, LOSS, (25,), 0.2, 2, "fixed", 0)
    updates = made.made(0)
    assert [int(updates[made.seen == seen][0]) for seen in (0, 24, 25, 50, 59, 60, 85, 120)] == [0, 0, 1, 2, 2, 3, 4, 6]


def test_long_trainings_are_thinned_but_begin_and_end_where_they_do(data):
    made = explain.walks(nbnn.Network([[-1.5, -2.0]]), data, LOSS, (60,), 0.2, 37, "epochs", 0)
    assert len(made.seen) <= explain.MOMENTS + 1 and (made.seen[0], made.seen[-1]) == (0, 37 * 60)


def test_sentences_count_what_has_been_looked_at(made):
    assert made.sentence(0).startswith("Before training: one example at a time, 0 updates, L/N = ")
    assert made.sentence(75).startswith("After 75 examples (1 epoch and 15): one example at a time, 75 updates")
    recording = explain.walks_record(made)
    assert recording.schema["sentences"][75] == made.sentence(75)
    assert np.array_equal(column(recording, "updates_1")[:76], made.made(1)[:76].astype("f4"))


def test_noise_is_measured_on_the_batches_and_agrees_with_the_theory(data):
    net = nbnn.Network([[-1.5, -2.0]])
    made = explain.noise(net, data, LOSS, (1, 6, "all"), 400, "epochs", 0, ((1, 0), (1, 1)))
    fan = nbnn.landscape.derivatives_at(net, data, LOSS)
    assert made.spread(0) == pytest.approx(fan.spread, rel=1e-12), "every example once in an epoch"
    assert made.spread(1) == pytest.approx(float(made.expected(6)), rel=0.03)
    assert made.spread(2) == 0 and made.table()[2]["off by"] == "0"
    order = next(nbnn.core.training.engines.draw_orders("epochs", 60, 0))
    assert np.allclose(made.clouds[1][0, 0], fan.each[order[:6]].mean(axis=0), rtol=1e-12)


def test_divided_once_the_batches_stay_the_same(data):
    net = nbnn.Network([[-1.5, -2.0]])
    once = explain.noise(net, data, LOSS, (10,), 3, "fixed", 0, ((1, 0), (1, 1)))
    anew = explain.noise(net, data, LOSS, (10,), 3, "epochs", 0, ((1, 0), (1, 1)))
    assert np.array_equal(once.clouds[0][0], once.clouds[0][2]) and not np.array_equal(anew.clouds[0][0], anew.clouds[0][2])
    across, up = explain.reach(once)
    points = np.vstack([once.fan.each, once.fan.mean, [0, 0]])
    low, high = points.min(axis=0), points.max(axis=0)
    assert np.allclose(np.array([across, up]), np.column_stack([low - 0.1 * (high - low), high + 0.1 * (high - low)]), rtol=1e-12)


def test_a_packed_batch_is_the_examples_one_by_one(data):
    net = nbnn.Network.random((2, 3, 1), seed=1)
    made = explain.pack_updates(net, data, nbnn.hinge, 4, 0.2, 1, "epochs", 0)
    recording = explain.packed_record(made)
    update, at = made.updates[3], made.history.start.with_theta(made.updates[3].place)
    steps = [nbnn.sgd_step(at, data.x[example], int(data.z[example]), loss=nbnn.hinge) for example in update.examples]
    for name, per_example in (("A", "a"), ("H", "h"), ("dl_dA", "dl_da")):
        assert np.allclose(column(recording, name)[3], np.array([getattr(step, per_example) for step in steps]).T, atol=1e-6)
    assert np.allclose(column(recording, "dl_dy")[3], [step.dl_dy for step in steps], atol=1e-6)
    for name in ("dl_dw2", "dl_dW1"):
        assert np.allclose(column(recording, name)[3], np.mean([getattr(step, name) for step in steps], axis=0), atol=1e-6)
    X, W1, w2 = (column(recording, name)[3] for name in ("X", "W1", "w2"))
    assert np.allclose(X, data.x[update.examples].T, atol=1e-6), "an example in each column"
    assert np.allclose(W1 @ X, column(recording, "A")[3], atol=1e-5), "one product for the whole batch"
    assert np.allclose(w2 @ column(recording, "H")[3], column(recording, "y")[3], atol=1e-5)
    rings = [column(recording, name)[3] for name in ("batch_x", "batch_y")]
    assert np.allclose(rings, X, atol=1e-6), "each ring is around a column"
    assert [line["name"] for line in recording.schema["lines"]] == ["X", "A", "H", "y", "mean_loss", "dl_dy", "dl_dw2", "dl_dA", "dl_dW1"]
    assert [row["example"] for row in made.table(3)] == [str(example) for example in update.examples]


def test_of_a_large_batch_the_first_columns_are_written_and_a_rest_is_left_out(data):
    made = explain.pack_updates(nbnn.Network.random((2, 3, 1), seed=1), data, nbnn.hinge, 25, 0.2, 1, "epochs", 0)
    assert len(made.updates) == 2, "the third batch of the epoch has 10"
    recording = explain.packed_record(made)
    assert column(recording, "X").shape == (2, 2, explain.WRITTEN)
    assert np.allclose(column(recording, "X")[1], data.x[made.updates[1].examples[:explain.WRITTEN]].T, atol=1e-6)
    assert column(recording, "batch_x").shape == (2, 25), "all of them have a ring"
    assert recording.schema["lines"][0]["value"]["m"][0][-1] == "⋯" and "…" in made.sentence(0)


@pytest.mark.parametrize(("make", "words"), [
    (lambda data: explain.checked_sizes((1, 60, "all"), 60), "two of them alike"),
    (lambda data: explain.checked_sizes((), 60), "sizes is empty"),
    (lambda data: explain.checked_sizes((0,), 60), "one of the sizes is 0"),
    (lambda data: explain.checked_sizes((61,), 60), "60"),
    (lambda data: explain.order_of("replacement"), "'epochs' .* or 'fixed'"),
    (lambda data: explain.walks(nbnn.Network.random((2, 3, 1)), data, LOSS, (1,), 0.2, 1, "epochs", 0), "has 9 weights"),
    (lambda data: explain.pack_updates(nbnn.Network([[1.0, 2.0]]), data, LOSS, 4, 0.2, 1, "epochs", 0), "one hidden layer"),
])
def test_what_does_not_fit_is_said(make, words, data):
    with pytest.raises(ValueError, match=words):
        make(data)


@pytest.mark.parametrize(("n", "size", "share"), [(1, 1, 0), (2, 1, 1), (2, 2, 0), (5, 1, 1), (5, 4, 1 / 16), (101, 50, 51 / 5000)])
def test_what_is_expected_is_the_variance_of_a_mean_without_putting_back(n, size, share):
    of = SimpleNamespace(n=n, fan=SimpleNamespace(spread=3.0))
    assert explain.Noise.expected(of, size) ** 2 == pytest.approx(9 * share)


def test_a_training_that_leaves_the_finite_numbers_names_its_size(data):
    with pytest.raises(ValueError, match=r"^with all 60 the mean loss leaves the finite numbers in epoch 1: .*use a smaller η"):
        explain.walks(nbnn.Network([[-1.5, -2.0]]), data, nbnn.squared, ("all",), 1e200, 3, "epochs", 0)


def test_a_board_without_an_update_says_why(data):
    with pytest.raises(ValueError, match="no update can be made from here: the mean loss is not a finite number before the first update"):
        explain.pack_updates(nbnn.Network([[[1e200, 0], [0, 1]], [1e200, 1]]), data, nbnn.squared, 10, 0.1, 1, "epochs", 0)


def test_the_page_gets_each_sizes_derivatives(data):
    made = explain.noise(nbnn.Network([[-1.5, -2.0]]), data, LOSS, (10, 20), 2, "epochs", 0, ((1, 0), (1, 1)))
    sent = explain.noise_record(made)
    for k, cloud in enumerate(made.clouds):
        assert np.array_equal(column(sent, f"across_{k}"), cloud[..., 0].astype("<f4"))
        assert np.array_equal(column(sent, f"up_{k}"), cloud[..., 1].astype("<f4"))
    assert sent.schema["sentences"] == [made.sentence(0), made.sentence(1)]
