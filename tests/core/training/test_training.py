"""Training: the updates of `sgd` and the lecture's, what is measured, replays, stopping, overflow and bad input."""

import warnings

import numpy as np
import pytest

import nbnn
from nbnn.core.network.ensemble import Ensemble, Measures
from nbnn.core.records.activations import ACTIVATIONS
from nbnn.core.records.regularizers import dropout, l2
from nbnn.core.training.training import ASK, Training, train

NETS = [((2, 1), False), ((2, 8, 1), False), ((2, 5, 3, 1), True), ((2, 4, 3), True), ((2, 3, 4, 3), False)]
OPTIMIZERS = [None, "momentum", "nesterov", "adagrad", "rmsprop", "adam"]


def data_for(sizes, n=23, seed=0):
    rng = np.random.default_rng(seed)
    z = np.arange(n) % 2 * 2 - 1 if sizes[-1] == 1 else np.arange(n) % sizes[-1] + 1
    return nbnn.Dataset.from_arrays(rng.normal(size=(n, sizes[0])) + 0.3 * z[:, None], rng.permutation(z))


def net_for(sizes, bias=False, seed=1):
    net = nbnn.Network.random(sizes, activation=nbnn.tanh, seed=seed, bias=bias)
    return net.with_theta(net.theta + 0.05)


def loss_for(sizes):
    return nbnn.hinge if sizes[-1] == 1 else nbnn.cross_entropy


TOY, NEW = data_for((2, 1)), data_for((2, 1), n=15, seed=9)
NET = net_for((2, 8, 1))


def fit(**given):
    """A short training of the toy with a few things changed."""
    return train(**({"network": NET, "train": TOY, "loss": nbnn.hinge, "eta": 0.1, "batch_size": 5, "epochs": 4, "seed": 3} | given))


# ---- the updates ----

@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("sizes", "bias"), NETS)
def test_a_batch_of_one_without_extras_is_sgd_bit_for_bit(sizes, bias, optimizer):
    net, data, loss = net_for(sizes, bias), data_for(sizes), loss_for(sizes)
    history = train(net, data, loss=loss, optimizer=optimizer, eta=0.05, batch_size=1, epochs=3, seed=7, record_updates=True)
    run = nbnn.sgd(net, data, loss, 0.05, 3 * len(data), 7, "epochs", optimizer)
    assert np.array_equal(history.network.theta, run.network(len(run)).theta)
    assert np.array_equal(history.updates[:-1], run.rows[:, :net.quantities.n_weights])
    assert np.array_equal(np.concatenate([history.orders(e) for e in range(3)]), run.examples)


@pytest.mark.parametrize("loss", ["perceptron", "hinge", "binary_cross_entropy", "squared", "zero_one"])
@pytest.mark.parametrize("activation", nbnn.ACTIVATIONS)
def test_and_so_with_every_loss_and_activation(loss, activation):
    net = nbnn.Network.random((2, 4, 1), activation=activation, seed=2)
    history = train(net, TOY, loss=loss, eta=nbnn.decay(0.02), batch_size=1, epochs=2, seed=1)
    assert np.array_equal(history.network.theta, nbnn.sgd_last(net, TOY, loss, nbnn.decay(0.02), 2 * len(TOY), 1, "epochs").theta)


def test_by_replacement_too():
    history = fit(batch_size=1, order="replacement")
    assert np.array_equal(history.last.theta, nbnn.sgd_last(NET, TOY, nbnn.hinge, 0.1, 4 * len(TOY), 3).theta)


def mean_derivative(net, data, rows, loss, masks=None):
    """The lecture's board, example by example; with masks each h is multiplied by its own, on the way back too."""
    total = np.zeros(len(net.theta))
    for place, n in enumerate(rows):
        x = np.append(data.x[n], 1.0) if net.bias else data.x[n]
        below, inputs, pre = x, [x], []
        for k, W in enumerate(net.weights[:-1]):
            pre.append(W @ below)
            h = net.activation.value(pre[-1]) * (1.0 if masks is None else masks[k][place])
            below = np.append(h, 1.0) if net.bias else h
            inputs.append(below)
        y = net.weights[-1] @ below
        flow = np.atleast_1d(loss.derivative(y, data.z[n]))
        derivatives = []
        for k in range(net.depth - 1, -1, -1):
            derivatives.insert(0, np.outer(flow, inputs[k]))
            if k:
                back = flow @ np.atleast_2d(net.weights[k])
                back = back[:-1] if net.bias else back
                flow = back * (1.0 if masks is None else masks[k - 1][place]) * net.activation.derivative(pre[k - 1])
        total += np.concatenate([d.ravel() for d in derivatives])
    return total / len(rows)


def without_biases(net):
    """1 for each weight, 0 for each bias."""
    free = []
    for w in net.weights:
        ones = np.ones(w.shape)
        if net.bias:
            ones[..., -1] = 0.0
        free.append(ones.ravel())
    return np.concatenate(free)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("sizes", "bias"), NETS)
def test_batches_are_the_board_averaged_with_the_penalty_added(sizes, bias, optimizer):
    net, data, loss, eta, lam = net_for(sizes, bias), data_for(sizes), loss_for(sizes), 0.05, 0.01
    history = train(net, data, loss=loss, optimizer=optimizer, eta=eta, batch_size=5, epochs=2, l2=lam, seed=4, record_updates=True)
    record = nbnn.OPTIMIZERS[optimizer or "sgd_optimizer"]
    theta, state = net.theta, record.start(net.theta.shape)
    for t, rows in enumerate(rows for e in range(2) for rows in history.batches(e)):
        place = theta if record.look is None else theta + record.ahead(state, eta)
        derivative = mean_derivative(net.with_theta(place), data, rows, loss) + 2 * lam * place * without_biases(net)
        state, change = record.step(state, derivative, eta)
        theta = theta + change
        assert history.updates[t + 1] == pytest.approx(theta, rel=1e-9, abs=1e-11)
    assert [len(rows) for rows in history.batches(0)] == [5, 5, 5, 5, 3]


@pytest.mark.parametrize(("sizes", "bias"), NETS[1:])
def test_dropout_multiplies_h_by_its_mask_both_ways(sizes, bias):
    net, data, loss = net_for(sizes, bias), data_for(sizes), loss_for(sizes)
    history = train(net, data, loss=loss, eta=0.1, batch_size=4, epochs=3, dropout=0.4, l2=0.02, seed=5, record_updates=True)
    theta = net.theta
    for epoch in range(3):
        kept, start = history.units_kept(epoch), 0
        for rows in history.batches(epoch):
            masks = [layer[start:start + len(rows)] / 0.6 for layer in kept]
            start += len(rows)
            now = net.with_theta(theta)
            theta = theta - 0.1 * (mean_derivative(now, data, rows, loss, masks) + 0.04 * theta * without_biases(net))
    assert history.network.theta == pytest.approx(theta, rel=1e-9, abs=1e-11)


def test_dropout_of_one_example_and_one_p_for_each_layer():
    net = net_for((2, 40, 30, 1))
    history = train(net, TOY, loss="hinge", batch_size=1, epochs=20, dropout=(0.5, dropout(0.1)), seed=0)
    first, second = (np.mean([history.units_kept(e)[k] for e in range(20)]) for k in (0, 1))
    assert first == pytest.approx(0.5, abs=0.01)
    assert second == pytest.approx(0.9, abs=0.01)
    only = train(net, TOY, loss="hinge", batch_size=5, epochs=2, dropout=(0, 0.5))
    assert only.units_kept(0)[0].all()
    assert not only.units_kept(0)[1].all()


def test_the_units_kept_are_drawn_from_the_seed_apart_from_the_order():
    history, rng = fit(dropout=0.4, seed=6), np.random.default_rng([6, 1])
    for epoch in range(4):
        assert np.array_equal(history.units_kept(epoch)[0], rng.random((len(TOY), 8)) >= 0.4)


def test_dropout_leaves_the_order_of_examples_as_it_is():
    plain, dropped = fit(), fit(dropout=0.5)
    assert all(np.array_equal(plain.orders(e), dropped.orders(e)) for e in range(4))
    assert not np.array_equal(plain.network.theta, dropped.network.theta)


def test_nothing_is_dropped_where_losses_are_measured():
    history = fit(dropout=0.5, validation=NEW)
    for e in range(5):
        net = history.network_after(e)
        assert history.train_loss[e] == pytest.approx(np.mean(nbnn.hinge.value(net.scores(TOY.x), TOY.z)), rel=1e-12)
        assert history.validation_loss[e] == pytest.approx(np.mean(nbnn.hinge.value(net.scores(NEW.x), NEW.z)), rel=1e-12)
        assert history.accuracy[e] == np.mean(net.predict(NEW.x) == NEW.z)


def test_accuracy_is_that_of_the_training_data_without_validation():
    history = fit()
    assert history.accuracy.tolist() == [np.mean(history.network_after(e).predict(TOY.x) == TOY.z) for e in range(5)]
    assert history.validation_loss is None
    assert (history.best_epoch, history.network.theta.tolist()) == (4, history.last.theta.tolist())


def test_a_penalty_of_ones_own():
    sizes_of_weights = nbnn.core.records.regularizers.Penalty(key="l1", name="L1", value=lambda theta: 0.1 * np.abs(theta).sum(-1),
                                                      derivative=lambda theta: 0.1 * np.sign(theta))
    history = fit(l2=sizes_of_weights, batch_size=len(TOY), epochs=1)
    expected = NET.theta - 0.1 * (mean_derivative(NET, TOY, range(len(TOY)), nbnn.hinge) + 0.1 * np.sign(NET.theta))
    assert history.network.theta == pytest.approx(expected, rel=1e-12)


def test_an_optimizer_of_ones_own_may_keep_the_derivative():
    """It goes by the last derivative as well as by this one."""
    line = nbnn.core.records.optimizers.OptimizerLine
    lines = (line("g", "g ← ∂ℓ/∂θ", "the derivative", "g"), line("Δθ", "Δθ = −η (g + ∂ℓ/∂θ)", "the update", "update"))
    both = nbnn.Optimizer(key="both", name="both", lines=lines, rule=lambda state, d, eta: ({"g": d}, -eta * (state["g"] + d)))
    for batch in (1, 5):
        history = fit(optimizer=both, batch_size=batch, record_updates=True)
        updates = [update for epoch in range(4) for update in history.replay(epoch)]
        for last, update in zip(updates, updates[1:]):
            assert update.after == pytest.approx(update.before - 0.1 * (last.dl_dtheta + update.dl_dtheta), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("knobs", [{}, {"dropout": 0.5}, {"record_updates": True}])
def test_a_history_is_the_same_however_often_it_was_looked_at(knobs):
    train_data, validation = nbnn.datasets.moons(20).split(0.7)
    looked_at, at_the_end = (Training(NET, train_data, validation, loss=nbnn.hinge, epochs=4, **knobs) for _ in range(2))
    early = [looked_at.history]
    while looked_at.advance_epoch():
        early += [looked_at.history, looked_at.history]
    while at_the_end.advance_epoch():
        pass
    whole, other = looked_at.history, at_the_end.history
    for name in ("weights", "train_loss", "validation_loss", "accuracy", "kept", "updates"):
        one, same = getattr(whole, name), getattr(other, name)
        assert (one is None and same is None) or (np.array_equal(one, same) and not one.flags.writeable), name
        assert all(np.array_equal(getattr(each, name), one[:len(each) + 1]) for each in early if name in ("weights", "train_loss"))


def test_the_orders():
    reshuffled, fixed = fit(), fit(order="fixed")
    assert all(sorted(history.orders(e)) == list(range(len(TOY))) for history in (reshuffled, fixed) for e in range(4))
    assert not np.array_equal(reshuffled.orders(0), reshuffled.orders(1))
    assert all(np.array_equal(fixed.orders(0), fixed.orders(e)) for e in range(4))
    assert np.array_equal(fixed.orders(0), reshuffled.orders(0))
    assert not np.array_equal(fit(seed=4).orders(0), reshuffled.orders(0))


def test_all_examples_at_once_is_the_full_derivative():
    history = fit(batch_size=len(TOY), epochs=1)
    expected = NET.theta - 0.1 * mean_derivative(NET, TOY, range(len(TOY)), nbnn.hinge)
    assert history.network.theta == pytest.approx(expected, rel=1e-13)


# ---- replay ----

@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("extras", [{"batch_size": 1}, {"batch_size": 6, "dropout": 0.3, "l2": 0.01}], ids=str)
def test_a_replay_gives_the_same_bits_and_drops_the_same_units(optimizer, extras):
    net = net_for((2, 6, 4, 1), bias=True)
    history = train(net, TOY, loss="hinge", optimizer=optimizer, eta=nbnn.decay(0.05), epochs=4, record_updates=True, **extras)
    for epoch in (3, 0, 2):
        updates = list(history.replay(epoch))
        assert len(updates) == history.updates_per_epoch
        for update in updates:
            assert np.array_equal(update.before, history.updates[update.number])
            assert np.array_equal(update.after, history.updates[update.number + 1])
        assert np.concatenate([update.examples for update in updates]).tolist() == history.orders(epoch).tolist()
    if optimizer is None:
        assert updates[1].after == pytest.approx(updates[1].before - updates[1].eta * updates[1].dl_dtheta, rel=1e-15)


def test_what_a_replayed_update_holds():
    net = net_for((2, 6, 4, 3), bias=True)
    data = data_for((2, 3))
    history = train(net, data, loss="cross_entropy", eta=0.1, batch_size=6, epochs=2, dropout=0.3, l2=0.01, seed=8)
    for update in history.replay(1):
        masks = [layer / 0.7 for layer in update.kept]
        now = net.with_theta(update.before)
        expected = mean_derivative(now, data, update.examples, nbnn.cross_entropy, masks)
        assert update.dl_dtheta - update.penalty_slope == pytest.approx(expected, rel=1e-10, abs=1e-12)
        assert np.array_equal(update.penalty_slope, 0.02 * update.before * without_biases(net))
        for layer, h in zip(update.kept, update.forward.h):
            assert np.array_equal(h[:, :-1] == 0, ~layer)
            assert (h[:, -1] == 1).all()
        assert update.losses == pytest.approx(nbnn.cross_entropy.value(update.forward.y, data.z[update.examples]))
        assert not update.before.flags.writeable
        assert not update.dl_dtheta.flags.writeable
    assert repr(update) == "Update(7: epoch 1, 5 examples)"


@pytest.mark.parametrize("batch_size", [1, 6])
def test_nesterovs_derivative_is_replayed_where_it_was_taken(batch_size):
    history = fit(optimizer="nesterov", batch_size=batch_size, record_updates=True)
    for update in list(history.replay(2))[1:]:
        v = update.before - history.updates[update.number - 1]
        assert update.place == pytest.approx(update.before + 0.9 * v, rel=1e-12)
        expected = mean_derivative(NET.with_theta(update.place), TOY, update.examples, nbnn.hinge)
        assert update.dl_dtheta == pytest.approx(expected, rel=1e-10, abs=1e-13)


def test_a_derivative_of_zero_is_replayed_as_zero():
    far = nbnn.Dataset.from_arrays([[5.0, 0.0], [-5.0, 0.0]], [1, -1])
    history = train(nbnn.Network([np.array([1.0, 0.0])]), far, loss="hinge", batch_size=1, epochs=1, record_updates=True)
    assert all((update.dl_dtheta == 0).all() for update in history.replay(0))
    assert (history.updates == [1.0, 0.0]).all()


def test_a_history_is_locked_and_says_what_it_is():
    history = fit(validation=NEW, dropout=0.5, record_updates=True)
    arrays = (history.weights, history.train_loss, history.validation_loss, history.accuracy, history.kept, history.updates,
              history.orders(0))
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    assert len(history) == 4
    assert history.weights.shape == (5, len(NET.theta))
    assert history.updates.shape == (21, len(NET.theta))
    assert np.array_equal(history.updates[::5], history.weights)
    assert repr(history).startswith("History(4 epochs of Network(2–8–1, tanh), hinge, data: validation loss ")
    assert history.stopped_because == "all 4 epochs were made"
    assert fit(epochs=1).stopped_because == "its one epoch was made"


def test_epochs_that_do_not_exist():
    history = fit()
    assert history.units_kept(0) is None
    for call in (history.orders, history.batches, history.replay):
        with pytest.raises(IndexError, match="4 epochs were made"):
            list(call(4))
    assert np.array_equal(history.network_after(-1).theta, history.weights[4])
    with pytest.raises(TypeError, match="whole number"):
        history.network_after(1.0)


# ---- patience, the best weights, stopping ----

def overfitting():
    """Labels by chance: the validation loss soon rises."""
    rng = np.random.default_rng(2)
    make = lambda n: nbnn.Dataset.from_arrays(rng.normal(size=(n, 4)), np.where(rng.random(n) < 0.5, 1, -1))
    return nbnn.Network.random((4, 16, 1), seed=0), make(20), make(30)


def test_patience_stops_and_the_best_weights_are_given():
    net, data, validation = overfitting()
    history = train(net, data, validation, loss="hinge", eta=0.1, epochs=200, patience=6)
    best = int(np.argmin(history.validation_loss))
    assert history.best_epoch == best
    assert len(history) == best + 6 < 200
    assert history.stopped_because == "validation loss has not improved for 6 epochs"
    assert np.array_equal(history.network.theta, history.weights[best])
    assert np.array_equal(history.last.theta, history.weights[-1])
    assert (history.validation_loss[best + 1:] >= history.validation_loss[best]).all()
    on = train(net, data, validation, loss="hinge", eta=0.1, epochs=len(history) + 5)
    assert np.array_equal(on.weights[:len(history) + 1], history.weights)
    once = train(net, data, validation, loss="hinge", eta=0.1, epochs=200, patience=1)
    assert once.stopped_because == "validation loss has not improved for 1 epoch"


def test_of_equal_validation_losses_the_first_is_best():
    still = nbnn.Network([np.array([3.0, 0.0])])
    far = nbnn.Dataset.from_arrays([[5.0, 0.0], [-5.0, 0.0]], [1, -1])
    other = nbnn.Dataset.from_arrays([[6.0, 0.0], [-6.0, 0.0]], [1, -1])
    history = train(still, far, other, loss="hinge", batch_size=1, epochs=30, patience=3)
    assert (len(history), history.best_epoch) == (3, 0)


def test_stopping_keeps_the_whole_epochs():
    for after in (0, 1, 7):
        asked = iter([False] * after + [True] * 9)
        history = fit(stop=lambda asked=asked: next(asked), epochs=50)
        assert len(history) == after
        assert history.stopped_because == f"it was stopped after {after} epoch{'' if after == 1 else 's'}"
        assert np.array_equal(history.weights, fit(epochs=max(1, after)).weights[:after + 1])


def test_stopping_within_an_epoch():
    many = data_for((2, 1), n=5 * ASK)
    asked = iter([False] * 7 + [True])
    history = fit(train=many, batch_size=1, stop=lambda: next(asked), record_updates=True)
    assert len(history) == 1
    assert len(history.updates) == 7 * ASK + 1
    assert history.stopped_because == "it was stopped after 1 epoch; epoch 2 was not finished and is left out"


def test_asking_whether_to_stop_changes_nothing():
    many = data_for((2, 1), n=3 * ASK)
    for batch in (1, 2, 50):
        given = {"train": many, "batch_size": batch, "dropout": 0.5 if batch > 1 else 0, "optimizer": "adam"}
        assert np.array_equal(fit(**given, stop=lambda: False).weights, fit(**given).weights)


def test_an_interrupt_from_the_keyboard_keeps_the_history():
    def interrupt(training):
        if training.epochs_made == 2:
            raise KeyboardInterrupt
    history = fit(watch=interrupt)
    assert len(history) == 2
    assert history.stopped_because == "it was interrupted after 2 epochs"


def test_watching():
    seen = []
    fit(watch=lambda training: seen.append((training.epochs_made, len(training.history), training.updates_made)))
    assert seen == [(e, e, 5 * e) for e in range(5)]
    again = []
    fit(watch=lambda training: again.append(training.epochs_made), stop=lambda: False)
    assert again == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("extras", [{"batch_size": 1}, {"batch_size": 1, "optimizer": "adam"}, {"batch_size": 4, "dropout": 0.5},
                                    {"batch_size": 4, "optimizer": "nesterov", "l2": 0.1}], ids=str)
def test_a_training_can_be_cut_into_any_pieces(extras):
    given = {"loss": "hinge", "eta": nbnn.decay(0.1), "epochs": 3, "seed": 5, **extras}
    whole = train(NET, TOY, NEW, **given)
    training, made = Training(NET, TOY, NEW, **given), 0
    for piece in (1, 1, 5, 2, 40, 1, 300):
        made += training.advance(piece)
        assert training.updates_made == made
        assert np.array_equal(training.history.weights, whole.weights[:training.epochs_made + 1])
    assert training.done
    assert training.stopped_because == whole.stopped_because
    assert np.array_equal(training.network.theta, whole.last.theta)
    assert training.advance(10) == 0
    assert not training.advance_epoch()


def test_a_training_under_way():
    training = Training(NET, TOY, loss="hinge", batch_size=5, epochs=2)
    assert (training.done, training.under_way, training.left_in_epoch, training.epochs_made) == (False, False, 5, 0)
    assert training.history.stopped_because == "it is not finished"
    training.advance(3)
    assert (training.under_way, training.left_in_epoch) == (True, 2)
    assert len(training.history) == 0
    assert not np.array_equal(training.network.theta, NET.theta)
    assert training.advance_epoch()
    assert (training.under_way, training.epochs_made, training.updates_made) == (False, 1, 5)
    assert not training.advance_epoch()
    with pytest.raises(ValueError, match="updates is 0"):
        training.advance(0)


# ---- overflow ----

def test_a_training_that_overflows_keeps_what_was_finite_and_says_which_quantity_left():
    history = fit(loss="squared", eta=500.0, epochs=30, record_updates=True)
    assert len(history) < 30
    assert "leaves the finite numbers at update" in history.stopped_because
    at = int(history.stopped_because.split("update ")[1].split(":")[0])
    assert len(history.updates) in (at, at + 1)
    assert np.isfinite(history.updates).all()
    assert np.isfinite(history.weights).all()
    assert len(history.train_loss) == len(history) + 1
    assert np.isfinite(history.network.theta).all()


@pytest.mark.parametrize("eta", [5.0, 1e3, 1e200])
def test_a_batch_of_one_overflows_where_sgd_does(eta):
    net = nbnn.Network.random((2, 8, 1), seed=1)
    history = train(net, TOY, loss="squared", eta=eta, batch_size=1, epochs=60, record_updates=True)
    run = nbnn.sgd(net, TOY, "squared", eta, 60 * len(TOY), order="epochs")
    assert history.stopped_because == run.stopped_because != ""
    assert len(history.updates) - 1 in (len(run), len(run) + 1)
    assert np.array_equal(history.updates[:len(run)], run.rows[:, :net.quantities.n_weights])


@pytest.mark.parametrize("given", [{"batch_size": 1, "eta": 5.0}, {"batch_size": 5, "eta": 500.0, "dropout": 0.3},
                                   {"batch_size": 5, "eta": 1e250, "optimizer": "adam"}], ids=str)
def test_an_overflow_is_the_same_in_pieces(given):
    given = {"loss": "squared", "epochs": 60, "record_updates": True, **given}
    net = nbnn.Network.random((2, 8, 1), seed=1)
    whole = train(net, TOY, **given)
    assert "leave" in whole.stopped_because
    for piece in (1, 3, 7):
        training = Training(net, TOY, **given)
        while not training.done:
            training.advance(piece)
        assert training.stopped_because == whole.stopped_because
        assert np.array_equal(training.history.updates, whole.updates)
        assert np.array_equal(training.history.weights, whole.weights)
        assert len(whole.updates) == training.updates_made + 1
        assert np.isfinite(training.network.theta).all()


def test_overflow_with_dropout_and_where_nesterov_looks():
    for optimizer in ("nesterov", "adam", "momentum"):
        history = fit(loss="squared", optimizer=optimizer, eta=1e305, dropout=0.5, epochs=300)
        assert "leaves the finite numbers" in history.stopped_because
        assert np.isfinite(history.weights).all()


def test_a_loss_that_is_not_finite_to_begin_with():
    huge = NET.with_theta(NET.theta * 1e200)
    history = fit(network=huge, loss="squared")
    assert len(history) == 0
    assert history.stopped_because.startswith("the mean loss is not a finite number before the first update")


# ---- bad input, and what is said ----

@pytest.mark.parametrize(("given", "error", "words"), [
    ({"batch_size": 24}, ValueError, "batch_size is 24, but there are only 23 training examples: give at most 23"),
    ({"batch_size": 0}, ValueError, "batch_size is 0"),
    ({"batch_size": 2.0}, TypeError, "batch_size is 2.0"),
    ({"epochs": 0}, ValueError, "epochs is 0"),
    ({"dropout": 1.0}, ValueError, "at least 0 and below 1"),
    ({"dropout": -0.1}, ValueError, "at least 0 and below 1"),
    ({"dropout": (0.5, 0.5)}, ValueError, "dropout has 2 entries, but the network has 1 hidden layer"),
    ({"dropout": 0.5, "network": nbnn.Network([np.array([1.0, 2.0])])}, ValueError, "no hidden layer"),
    ({"l2": -1e-3}, ValueError, "l2 is -0.001: it must be 0 or more"),
    ({"patience": 3}, ValueError, "there is no validation data to watch"),
    ({"patience": 0, "validation": NEW}, ValueError, "patience is 0"),
    ({"eta": 0}, ValueError, "learning rate must be a positive finite number"),
    ({"eta": nbnn.cosine(0.1, 19)}, ValueError, "make the schedule with more steps"),
    ({"order": "random"}, ValueError, "it must be one of epochs, fixed, replacement"),
    ({"seed": -1}, ValueError, "seed is -1"),
    ({"loss": "cross_entropy"}, ValueError, "needs K scores"),
    ({"loss": "hing"}, ValueError, "did you mean 'hinge'"),
    ({"optimizer": "adamm"}, ValueError, "did you mean 'adam'"),
    ({"network": None}, TypeError, "give a Network"),
    ({"train": [1, 2]}, TypeError, "give a Dataset"),
    ({"train": data_for((3, 1))}, ValueError, "x has 3 entries"),
    ({"validation": data_for((3, 1))}, ValueError, "the validation data do not fit: x has 3 entries"),
    ({"validation": data_for((2, 3))}, ValueError, "the validation data do not fit: 'data' has 3 classes .1, 2, 3., but"),
    ({"validation": "new"}, TypeError, "the validation data do not fit: data is a str"),
], ids=lambda given: str(given)[:40])
def test_bad_input(given, error, words):
    with pytest.raises(error, match=words):
        fit(**given)


def test_a_schedule_that_lasts_just_long_enough():
    assert len(fit(eta=nbnn.cosine(0.1, 20))) == 4


def test_examples_in_both_data_sets_are_said():
    both = nbnn.Dataset.from_arrays(np.concatenate([NEW.x, TOY.x[:2]]), np.concatenate([NEW.z, TOY.z[:2]]))
    with pytest.warns(UserWarning, match="2 of 17 validation examples are in the training data as well"):
        history = fit(validation=both)
    assert len(history.remarks) == 1
    one = nbnn.Dataset.from_arrays(np.concatenate([NEW.x, -0.0 + TOY.x[:1]]), np.concatenate([NEW.z, TOY.z[:1]]))
    with pytest.warns(UserWarning, match="1 of 16 validation examples is in"):
        fit(validation=one)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit(validation=NEW).remarks == ()


def test_a_zero_is_a_zero_whatever_its_sign():
    points = nbnn.Dataset.from_arrays([[0.0, 1.0], [2.0, 3.0]], [1, -1])
    same = nbnn.Dataset.from_arrays([[-0.0, 1.0], [4.0, 3.0]], [1, -1])
    with pytest.warns(UserWarning, match="1 of 2 validation examples"):
        fit(train=points, validation=same, batch_size=1)


def test_training_data_of_one_class_are_said():
    with pytest.warns(UserWarning, match=r"all 11 training examples have the label \+1"):
        fit(train=TOY.subset(np.flatnonzero(TOY.z == 1)))


def test_constant_features_are_said_without_a_warning():
    still = nbnn.Dataset.from_arrays(np.column_stack([TOY.x[:, 0], np.full(len(TOY), 7.0)]), TOY.z)
    assert fit(train=still).remarks == ("x2 has the same value in every training example: nothing can be told apart by that",)
    training = Training(nbnn.Network.random((64, 4, 10)), nbnn.datasets.digits().subset(range(100)), loss="cross_entropy")
    assert "of 64 features have the same value in every training example" in training.remarks[0]
    assert training.warnings == 0


# ---- the ensemble ----

@pytest.mark.parametrize(("sizes", "bias"), NETS)
@pytest.mark.parametrize("b", [1, 3])
def test_an_ensembles_runs_do_not_depend_on_each_other(sizes, bias, b):
    net, rng, runs = net_for(sizes, bias), np.random.default_rng(0), 7
    thetas = net.theta + rng.normal(size=(runs, len(net.theta)))
    X = rng.normal(size=(runs, b, sizes[0] + bias))
    z = rng.choice([-1, 1], (runs, b)) if sizes[-1] == 1 else rng.integers(1, sizes[-1] + 1, (runs, b))
    masks = [rng.random((runs, b, units)) for units in sizes[1:-1]]
    optimizer, loss = nbnn.adam, loss_for(sizes)
    together = Ensemble(net, thetas, loss, optimizer)
    alone = [Ensemble(net, thetas[r:r + 1], loss, optimizer) for r in range(runs)]
    etas = rng.uniform(0.01, 1.0, (runs, 1))
    for _ in range(3):
        together.update(X, z, etas, masks)
        for r, one in enumerate(alone):
            one.update(X[r:r + 1], z[r:r + 1], etas[r:r + 1], [mask[r:r + 1] for mask in masks])
    assert np.array_equal(together.theta, np.concatenate([one.theta for one in alone]))


def test_faster_functions_give_the_same_bits():
    rng = np.random.default_rng(1)
    a = np.concatenate([rng.normal(size=600), [0.0, -0.0, np.inf, -np.inf]])  # more than the few for which ReLU asks another function
    for g in ACTIVATIONS.values():
        for some in (a, a[:7], a[3:4], a.reshape(4, -1), a.reshape(4, -1).T):
            assert np.array_equal(g.derivative_fast(some, np.empty_like(some)), g.derivative(some))
    y, labels = np.concatenate([a, [1.0, -1.0, np.nan]]), np.resize([1, -1], len(a) + 3)
    for z in (labels, -labels):
        assert np.array_equal(nbnn.hinge.derivative_fast(y, z), nbnn.hinge.derivative_unchecked(y, z))
        assert all(nbnn.hinge.derivative_fast(*one) == nbnn.hinge.derivative_unchecked(*one) for one in zip(y.tolist(), z.tolist()))
    assert nbnn.perceptron.derivative_fast is nbnn.perceptron.derivative_unchecked
    for K in (2, 3, 9, 10, 40):
        y, z = rng.normal(size=(50, K)) * rng.choice([1, 30, 1000], (50, 1)), rng.integers(1, K + 1, 50)
        assert np.array_equal(nbnn.cross_entropy.derivative_fast(y, z), nbnn.cross_entropy.derivative(y, z))
        assert nbnn.cross_entropy.derivative_fast(np.asfortranarray(y), z) == pytest.approx(nbnn.cross_entropy.derivative(y, z), rel=1e-12)
        for row, label in zip(y, z.tolist()):
            assert np.array_equal(nbnn.cross_entropy.derivative_fast(row, label), nbnn.cross_entropy.derivative(row, label))
        assert_the_same_cross_entropy_looked_up_and_searched(y, z)


def assert_the_same_cross_entropy_looked_up_and_searched(y: np.ndarray, z: np.ndarray) -> None:
    """Complex scores are searched for the largest and for the label's, real ones looked up; all of the latter's terms are there."""
    y[:3] = [[np.inf], [np.nan], [0.0]] * np.ones(y.shape[1])
    y[3, 1], y[4, 0], y[5] = np.nan, -np.inf, y[5].max()
    with np.errstate(all="ignore"):
        looked_up = nbnn.cross_entropy.value_unchecked(y, z)
        searched = np.array([nbnn.cross_entropy.value_unchecked(row, label) for row, label in zip(y, z)])
    assert np.array_equal(looked_up, searched, equal_nan=True)


def test_measures_of_one_theta_after_another():
    for sizes, bias in NETS:
        net, data, loss = net_for(sizes, bias), data_for(sizes, n=3000), loss_for(sizes)
        thetas = net.theta + np.random.default_rng(0).normal(size=(5, len(net.theta)))
        own = Measures(net, data, loss)
        for theta in thetas:
            (mean, share), now = own.measure(theta), net.with_theta(theta)
            assert mean == pytest.approx(np.mean(loss.value(now.scores(data.x), data.z)), rel=1e-12)
            assert share == np.mean(now.predict(data.x) == data.z)


def test_l2_shrinks_weights_and_leaves_biases():
    net = net_for((2, 3, 1), bias=True)
    far = nbnn.Dataset.from_arrays([[0.0, 0.0], [0.0, 0.1]], [1, -1])
    zero = nbnn.core.records.losses.Loss(key="flat", name="flat", value=lambda y, z: 0.0 * y, derivative=lambda y, z: 0.0 * y)
    history = train(net, far, loss=zero, eta=0.1, batch_size=2, epochs=1, l2=l2(0.5))
    free = without_biases(net)
    assert history.network.theta == pytest.approx(net.theta * np.where(free == 1, 0.9, 1.0), rel=1e-15)


# ---- targets ----

def test_history_of_targets_has_r2_and_no_accuracy():
    data = nbnn.datasets.wave(60, seed=1)
    train, validation = data.split(0.7, seed=0)
    net = nbnn.Network.random([1, 8, 1], nbnn.tanh, bias=True)
    for options in ({"batch_size": 1}, {"batch_size": 4, "dropout": 0.1, "l2": 0.001}):
        history = nbnn.train(net, train, validation, loss="half_squared", epochs=5, **options)
        assert history.accuracy is None
        assert history.r2.shape == history.mean_absolute_error.shape == (6,)
        for epoch in (0, 5):
            network = history.network_after(epoch)
            assert history.r2[epoch] == pytest.approx(nbnn.measures.r2(network, validation), rel=1e-12)
            assert history.mean_absolute_error[epoch] == pytest.approx(nbnn.measures.mean_absolute_error(network, validation), rel=1e-12)
        assert history.measure(5) == f"R² {history.r2[5]:.3f}, mean absolute error {history.mean_absolute_error[5]:.4g}"
        assert "R²" in repr(history) and "accuracy" not in repr(history) and history.undecided(0) == ""
        [*updates] = history.replay(2)
        assert np.array_equal(updates[-1].after, history.weights[3])


def test_targets_that_are_all_the_same_are_said():
    data = nbnn.Dataset.from_arrays([[1.0], [2.0], [3.0]], [4.0, 4.0, 4.0], targets="price")
    with pytest.warns(UserWarning, match="all 3 training examples have the same price"):
        history = nbnn.train(nbnn.Network([[1.0]]), data, loss="squared", eta=0.01, epochs=1)
    assert np.isnan(history.r2).all() and "R² undefined" in repr(history)


# ---- L1, proximal steps, weight decay ----

def by_hand(penalty, lam, before, after, eta, free):
    """θ after an update, from where the optimizer went: written from the papers, number by number."""
    found = after.copy()
    for k in np.flatnonzero(free):
        if penalty == "weight_decay":
            found[k] = after[k] - eta * lam * before[k]
        elif penalty == "proximal_l1":
            found[k] = max(0.0, after[k] - eta * lam) if after[k] > 0 else min(0.0, after[k] + eta * lam)
    return found


@pytest.mark.parametrize("penalty", ["l1", "proximal_l1", "weight_decay"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("sizes", "bias"), NETS[::2][:2])
def test_every_penalty_with_every_optimizer(sizes, bias, optimizer, penalty):
    net, data, loss, eta, lam = net_for(sizes, bias), data_for(sizes), loss_for(sizes), nbnn.decay(0.05, lam=0.1), 0.02
    history = train(net, data, loss=loss, optimizer=optimizer, eta=eta, batch_size=5, epochs=2, penalty=nbnn.REGULARIZERS[penalty](lam),
                    seed=4, record_updates=True)
    record, free = nbnn.OPTIMIZERS[optimizer or "sgd_optimizer"], without_biases(net)
    theta, state = net.theta, record.start(net.theta.shape)
    for t, rows in enumerate(rows for e in range(2) for rows in history.batches(e)):
        place = theta if record.look is None else theta + record.ahead(state, eta(t))
        derivative = mean_derivative(net.with_theta(place), data, rows, loss)
        if penalty == "l1":
            derivative = derivative + lam * np.sign(place) * free
        state, change = record.step(state, derivative, eta(t))
        theta = by_hand(penalty, lam, theta, theta + change, eta(t), free)
        assert history.updates[t + 1] == pytest.approx(theta, rel=1e-9, abs=1e-11)
    replayed = list(history.replay(1))
    assert replayed[-1].after.tolist() == history.updates[-1].tolist()
    again = nbnn.from_json(history.to_json())
    assert list(again.replay(1))[-1].after.tolist() == history.updates[-1].tolist()
    assert again.plan.penalty.parameters == {"lam": lam}


def test_weight_decay_is_l2_for_sgd_and_not_for_adam():
    def trained(optimizer, **penalty):
        return fit(optimizer=optimizer, batch_size=6, **penalty).last.theta
    assert trained(None, penalty=nbnn.weight_decay(0.2)) == pytest.approx(trained(None, l2=0.1), rel=1e-12)
    for optimizer in ("adam", "adagrad", "rmsprop", "momentum"):
        assert abs(trained(optimizer, penalty=nbnn.weight_decay(0.2)) - trained(optimizer, l2=0.1)).max() > 1e-3, optimizer


def test_adam_divides_l2_by_its_root_and_not_the_decay():
    """Two weights with derivatives a hundredfold apart: under Adam with L2 the pushed one hardly shrinks; decay shrinks both alike."""
    push = nbnn.Loss(key="push", name="push", value=lambda y, z: y, derivative=lambda y, z: y * 0.0 + 1.0)
    net = nbnn.Network([[1.0, 1.0]])
    data = nbnn.Dataset.from_arrays([[100.0, 1.0], [-100.0, -1.0]], [1, -1])
    def left(**penalty):
        adam = nbnn.adam(0, 0.999)
        return train(net, data, loss=push, optimizer=adam, eta=0.001, batch_size=1, order="fixed", epochs=1, **penalty).last.theta
    plain = left()
    decayed = left(penalty=nbnn.weight_decay(0.5)) - plain
    assert decayed[0] == pytest.approx(decayed[1], rel=1e-2) and decayed[0] == pytest.approx(-2 * 0.001 * 0.5, rel=1e-2)
    by_l2 = left(l2=0.25) - plain
    assert abs(by_l2[0]) < 0.05 * abs(by_l2[1])


def sparse(**penalty):
    """Two features that tell, and four of noise, after 60 epochs."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(60, 6))
    data = nbnn.Dataset.from_arrays(x, np.where(x[:, 0] - x[:, 1] > 0, 1, -1))
    net = nbnn.Network([np.full(6, 0.3)])
    return train(net, data, loss="binary_cross_entropy", eta=0.1, batch_size=60, epochs=60, **penalty)


def test_proximal_steps_make_zeros_and_subgradient_steps_do_not():
    assert (sparse(l2=0.1).last.theta != 0).all()
    subgradient, proximal = sparse(penalty=nbnn.l1(0.2)).last.theta, sparse(penalty=nbnn.proximal_l1(0.2))
    assert (subgradient != 0).all() and (abs(subgradient[2:]) < 0.03).all(), "near 0 from both sides, and never there"
    assert (proximal.last.theta[2:] == 0).all() and (proximal.last.theta[:2] != 0).all()
    *_, update = proximal.replay(59)
    assert update.held.tolist() == [False, False, True, True, True, True]
    assert (abs(update.dl_dtheta[2:]) <= 0.2).all() and not update.penalty_slope.any()
    *_, free = sparse().replay(59)
    assert not free.held.any()


def test_penalties_that_do_not_fit():
    with pytest.raises(ValueError, match="an update has one penalty"):
        fit(l2=0.1, penalty=nbnn.l1(0.1))
    with pytest.raises(TypeError, match="give a record such as"):
        fit(penalty=0.1)
