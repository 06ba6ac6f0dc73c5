"""Training at odd shapes: replays, pieces, ensembles and saved histories give the same bits; every example once an epoch."""

import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import nbnn
from nbnn.core.training.training import History, Training, train


@st.composite
def plans(draw):
    """(network, training data, validation data, the rest) of any shape."""
    inputs, n = draw(st.integers(1, 5)), draw(st.integers(2, 25))
    hidden = draw(st.lists(st.integers(1, 6), max_size=3))
    scores = draw(st.sampled_from([1, 1, 3, 4]))
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    labels = np.array([-1, 1]) if scores == 1 else np.arange(1, scores + 1)
    data, validation = (nbnn.Dataset(rng.normal(size=(size, inputs)), rng.choice(labels, size), tuple(f"x{k}" for k in range(inputs)),
                                     tuple(map(str, labels))) for size in (n, 9))
    activation = draw(st.sampled_from(list(nbnn.ACTIVATIONS.values())))
    net = nbnn.Network.random((inputs, *hidden, scores), activation, seed=1, bias=draw(st.booleans()))
    loss = draw(st.sampled_from(["hinge", "binary_cross_entropy", "squared"] if scores == 1 else ["cross_entropy", "squared"]))
    dropout = draw(st.sampled_from([0, 0.3, tuple(0.1 * k for k in range(len(hidden)))])) if hidden else 0
    return net, data, validation, {
        "loss": loss, "optimizer": draw(st.sampled_from(list(nbnn.OPTIMIZERS))), "eta": draw(st.sampled_from([0.01, nbnn.decay(0.05)])),
        "batch_size": draw(st.integers(1, n)), "epochs": draw(st.integers(1, 4)), "l2": draw(st.sampled_from([0, 0.01])),
        "dropout": dropout, "seed": draw(st.integers(0, 99)), "order": draw(st.sampled_from(["epochs", "fixed", "replacement"])),
    }


def quiet(net, data, validation, plan, **more):
    """A training that says nothing of data of one class."""
    training = Training(net, data, validation, **plan, **more)
    while training.advance_epoch():
        pass
    return training.history


@given(plans())
def test_replays_are_what_was_made(case):
    history = quiet(*case, record_updates=True)
    for epoch in reversed(range(len(history))):
        examples = history.orders(epoch)
        assert case[3]["order"] == "replacement" or sorted(examples) == list(range(len(case[1])))
        updates = list(history.replay(epoch))
        assert np.concatenate([update.examples for update in updates]).tolist() == examples.tolist()
        for update in updates:
            assert np.array_equal(update.before, history.updates[update.number])
            assert np.array_equal(update.after, history.updates[update.number + 1])


@settings(max_examples=40)
@given(plans(), st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_any_pieces_make_the_same_history(case, pieces):
    whole = quiet(*case)
    training = Training(*case[:3], **case[3])
    while not training.done:
        for piece in pieces:
            training.advance(piece)
    assert np.array_equal(training.history.weights, whole.weights)
    assert np.array_equal(training.history.validation_loss, whole.validation_loss)
    assert training.stopped_because == whole.stopped_because


@settings(max_examples=40)
@given(plans())
def test_a_saved_history_is_the_same_history(case):
    history = quiet(*case)
    back = History.from_json(history.to_json())
    for name in ("weights", "train_loss", "validation_loss", "accuracy", "kept"):
        one, other = getattr(history, name), getattr(back, name)
        assert one is other is None or np.array_equal(one, other)
    assert back.best_epoch == history.best_epoch
    for one, other in zip(back.replay(len(history) - 1), history.replay(len(history) - 1), strict=True):
        assert np.array_equal(one.after, other.after)


@settings(max_examples=25)
@given(plans(), st.integers(2, 6), st.lists(st.integers(1, 12), min_size=1, max_size=3))
def test_a_runs_numbers_do_not_depend_on_the_runs_beside_it(case, seeds, at_once):
    net, data, validation, plan = case
    plan = {name: value for name, value in plan.items() if name not in ("eta", "seed", "dropout")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # data of one class
        sweep = lambda many: nbnn.sweep(net.sizes, data, validation, **plan, activation=net.activation, bias=net.bias, etas=(0.01, 0.1),
                                        seeds=range(seeds), at_once=many)
        whole = sweep(None)
        for many in at_once:
            part = sweep(many)
            assert np.array_equal(part.thetas, whole.thetas, equal_nan=True)
            assert np.array_equal(part.validation_loss, whole.validation_loss, equal_nan=True)
        alone = train(nbnn.Network.random(net.sizes, net.activation, seed=1, bias=net.bias), data, validation, eta=0.1, seed=1, **plan)
    if alone.validation_loss.max() < 10:  # else it is on its way out, and the last bits grow
        np.testing.assert_allclose(whole.validation_loss[1, 1, :len(alone) + 1], alone.validation_loss, rtol=1e-9, atol=1e-12)
