"""Sweeps: each run is `train`'s, the choice, stopping, and executors: the same bits, also when a worker is killed."""

import os
import warnings
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import active_children, get_context

import numpy as np
import pytest

import nbnn
from nbnn.core.training.sweep import Sweeping, parts_of, sweep
from nbnn.core.training.training import train

DATA, NEW = nbnn.datasets.moons(70, noise=0.3, seed=1).split(40 / 70)
GIVEN = {"net_or_sizes": (2, 6, 1), "train": DATA, "validation": NEW, "loss": nbnn.hinge, "etas": (0.01, 0.1, 0.5), "seeds": range(5),
         "epochs": 3, "batch_size": 7}


def swept(**given):
    return sweep(**(GIVEN | given))


def three_classes(n=50, seed=0):
    rng = np.random.default_rng(seed)
    z = np.arange(n) % 3 + 1
    return nbnn.Dataset.from_arrays(rng.normal(size=(n, 4)) + z[:, None], z)


def same(one, other):
    """Every number, to the bit."""
    names = ("train_loss", "validation_loss", "accuracy", "diverged", "finished", "thetas")
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in names)


# ---- the runs ----

@pytest.mark.parametrize("given", [
    {}, {"batch_size": 1}, {"batch_size": 40}, {"batch_size": 1, "dropout": 0.3, "bias": True}, {"l2": 0.05, "bias": True},
    {"penalty": nbnn.l1(0.05), "bias": True}, {"penalty": nbnn.l1(0.05), "batch_size": 1}, {"penalty": nbnn.proximal_l1(0.05)},
    {"penalty": nbnn.proximal_l1(0.05), "bias": True, "batch_size": 1, "optimizer": "momentum"},
    {"penalty": nbnn.weight_decay(0.1), "optimizer": "adam", "etas": (nbnn.decay(0.1), 0.02)},
    {"optimizer": "adam", "dropout": 0.5}, {"optimizer": "nesterov", "batch_size": 1}, {"activation": "tanh", "initializer": "xavier"},
    {"etas": (nbnn.decay(0.3), 0.1)}, {"order": "fixed"}, {"order": "replacement", "batch_size": 1},
    {"loss": "squared", "etas": (0.01, 0.02)},
    {"net_or_sizes": (2, 5, 4, 1), "batch_size": 1}, {"net_or_sizes": (2, 1)}, {"net_or_sizes": (2, 40, 20, 1), "batch_size": 1},
], ids=str)
def test_each_run_is_that_of_train(given):
    given = GIVEN | given
    result = sweep(**given)
    kept = {key: given[key] for key in ("loss", "epochs", "batch_size", "optimizer", "l2", "penalty", "dropout", "order") if key in given}
    drawn = {key: given[key] for key in ("activation", "initializer", "bias") if key in given}
    drawn["initializer"] = nbnn.INITIALIZERS[drawn.get("initializer", "he")]
    for eta in given["etas"]:
        for seed in (0, 3):
            alone = train(nbnn.Network.random(given["net_or_sizes"], seed=seed, **drawn), DATA, NEW, eta=eta, seed=seed, **kept)
            at = result.place(eta=eta, seed=seed)
            for name in ("train_loss", "validation_loss", "accuracy"):
                assert getattr(result, name)[at] == pytest.approx(getattr(alone, name), rel=1e-11, abs=1e-13)
            assert result.network(eta=eta, seed=seed).theta == pytest.approx(alone.network.theta, rel=1e-10, abs=1e-13)
            assert result.best_epochs[at] == alone.best_epoch
            assert result.best_losses[at] == pytest.approx(alone.validation_loss[alone.best_epoch], rel=1e-11, abs=1e-15)
    assert result.finished.all()
    assert result.stopped_because == ""


def test_k_scores():
    data, new = three_classes(), three_classes(30, seed=5)
    result = sweep((4, 6, 3), data, new, loss="cross_entropy", etas=(0.05,), seeds=range(3), epochs=2)
    alone = train(nbnn.Network.random((4, 6, 3), seed=2), data, new, loss="cross_entropy", eta=0.05, seed=2, epochs=2)
    assert result.validation_loss[0, 2] == pytest.approx(alone.validation_loss, rel=1e-11)


def test_a_network_is_every_runs_beginning():
    net = nbnn.Network.random((2, 6, 1), seed=8)
    result = swept(net_or_sizes=net)
    assert np.ptp(result.validation_loss[..., 0]) == 0
    assert np.ptp(result.validation_loss[..., -1]) > 0
    alone = train(net, DATA, NEW, loss="hinge", eta=0.1, seed=4, epochs=3, batch_size=7)
    assert result.network(eta=0.1, seed=4).theta == pytest.approx(alone.network.theta, rel=1e-11)


@pytest.mark.parametrize("given", [{}, {"batch_size": 1}, {"batch_size": 1, "optimizer": "adam", "dropout": 0.5}, {"etas": (0.1,)},
                                   {"etas": (0.1,), "batch_size": 1}, {"net_or_sizes": (2, 40, 20, 1), "batch_size": 1}], ids=str)
def test_how_many_are_computed_at_once_changes_no_bit(given):
    whole = swept(**given)
    for at_once in (1, 2, 3, 7, 1000):
        assert same(swept(**given, at_once=at_once), whole)


def test_parts_leave_no_run_alone_beside_others():
    for count in range(1, 40):
        for width in range(1, 45):
            parts = list(parts_of(count, width))
            assert [k for part in parts for k in part] == list(range(count))
            assert count == 1 or min(map(len, parts)) >= 2
            assert max(map(len, parts)) <= max(width, 3)


def test_knobs_given_several_values_are_axes():
    result = swept(batch_size=[5, 10], l2=(0.0, 0.1), optimizer=["sgd_optimizer", nbnn.adam], activation=[nbnn.tanh, nbnn.relu],
                   dropout=[0.0, 0.5], initializer=["he", "xavier"], seeds=range(2), epochs=1)
    assert list(result.axes) == ["eta", "optimizer", "batch_size", "l2", "dropout", "activation", "initializer", "seed"]
    assert result.shape == (3, 2, 2, 2, 2, 2, 2, 2)
    assert result.axes["optimizer"] == (nbnn.sgd_optimizer, nbnn.adam)
    chosen = {"eta": 0.1, "optimizer": "adam", "batch_size": 5, "l2": 0.1, "dropout": 0.5, "activation": nbnn.tanh, "initializer": "xavier",
              "seed": 1}
    net = nbnn.Network.random((2, 6, 1), "tanh", nbnn.xavier, seed=1)
    alone = train(net, DATA, NEW, loss="hinge", eta=0.1, optimizer="adam", batch_size=5, l2=0.1, dropout=0.5, seed=1, epochs=1)
    assert result.validation_loss[result.place(**chosen)] == pytest.approx(alone.validation_loss, rel=1e-11)
    assert result.network(**chosen).activation is nbnn.tanh
    assert len(result.table()) == 3 * 2**6
    assert result.best.network.activation is result.best.settings["activation"]


def test_penalties_are_an_axis():
    gentle, firm = nbnn.l1(0.001), nbnn.proximal_l1(0.05)
    result = swept(penalty=[None, gentle, firm], epochs=3, batch_size=5)
    assert list(result.axes) == ["eta", "penalty", "seed"] and result.axes["penalty"] == (None, gentle, firm)
    for record in result.axes["penalty"]:
        net = nbnn.Network.random((2, 6, 1), seed=1)
        alone = train(net, DATA, NEW, loss="hinge", eta=0.1, penalty=record, seed=1, epochs=3, batch_size=5)
        at = result.place(eta=0.1, penalty=record, seed=1)
        assert result.validation_loss[at] == pytest.approx(alone.validation_loss, rel=1e-11)
    assert "penalty = " in result.sentence() and {row["penalty"] for row in result.table()} == {None, gentle, firm}
    assert same(swept(penalty=nbnn.l1(0.0), epochs=2), swept(epochs=2)), "λ = 0 adds nothing"


# ---- the choice ----

def test_the_setting_with_the_lowest_mean_validation_loss_is_best():
    result = swept()
    lowest = result.validation_loss.min(axis=-1)
    assert np.array_equal(result.best_losses, lowest)
    assert result.mean_losses == pytest.approx(lowest.mean(axis=-1), rel=1e-15)
    k = int(np.argmin(lowest.mean(axis=-1)))
    best = result.best
    assert best.settings == {"eta": GIVEN["etas"][k]}
    assert best.eta == GIVEN["etas"][k]
    assert best.mean_validation_loss == pytest.approx(lowest[k].mean())
    assert best.seed == int(np.argmin(lowest[k]))
    assert best.validation_loss == lowest[k].min()
    assert best.epoch == int(np.argmin(result.validation_loss[k, best.seed]))
    assert best.accuracy == np.mean(best.network.predict(NEW.x) == NEW.z)
    assert np.mean(nbnn.hinge.value(best.network.scores(NEW.x), NEW.z)) == pytest.approx(best.validation_loss)


def test_the_lectures_rates_are_the_default():
    result = sweep((2, 3, 1), DATA, NEW, loss="hinge", seeds=2, epochs=1)
    assert result.axes == {"eta": (0.001, 0.01, 0.1, 1.0), "seed": (2,)}


def test_runs_that_leave_the_finite_numbers_are_told_and_not_chosen():
    result = swept(loss="squared", etas=(0.01, 1e3, 1e200), epochs=12)
    assert result.diverged.tolist() == [[False] * 5, [True] * 5, [True] * 5]
    assert result.finished.all()
    assert np.isfinite(result.validation_loss[0]).all()
    for curve in (result.train_loss, result.validation_loss, result.accuracy):
        assert np.isnan(curve[1:, :, -1]).all()
    assert np.isfinite(result.validation_loss[:, :, 0]).all()
    assert result.best.eta == 0.01
    assert np.isfinite(result.network(eta=1e200, seed=0).theta).all()
    assert [row["diverged"] for row in result.table()] == [0, 5, 5]
    assert "10 runs left the finite numbers" in result.sentence()


def test_fewer_diverging_runs_come_before_a_lower_mean():
    """At the larger rate one seed of many leaves, the others are lower."""
    result = swept(loss="squared", etas=(1e-5, 0.05), seeds=range(4))
    lost = np.zeros_like(result.diverged)
    lost[1, 2] = True
    assert result.best.eta == 0.05
    changed = replace(result, diverged=lost)
    assert changed.best.eta == 1e-5


def test_when_every_run_diverges_nothing_is_chosen():
    result = swept(loss="squared", etas=(1e200, 1e250))
    assert result.best is None
    assert "none was trained far enough" in result.sentence()
    assert "unknown" in repr(result)


def test_words():
    result = swept()
    assert repr(result) == f"SweepResult(3 eta × 5 seed: best η = {result.best.eta:g})"
    assert result.sentence().startswith(f"Of 3 settings with 5 seeds each, η = {result.best.eta:g} is best on the validation data, with a ")
    assert repr(result.best).startswith(f"Best(η = {result.best.eta:g}: mean validation loss 0.")
    assert list(result.table()[0]) == ["eta", "mean", "lowest", "highest", "diverged"]


# ---- progress and stopping ----

def test_watching_counts_to_the_end():
    seen = []
    swept(watch=seen.append, at_once=6)
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
    assert (seen[0].done, seen[-1].done, seen[-1].total) == (0, 45, 45)
    assert (seen[-1].runs_done, seen[-1].runs) == (15, 15)
    assert str(seen[-1]) == "15 of 15 runs, 100% of the epochs"


def test_stopping_keeps_what_there_is():
    whole = swept(at_once=6)
    for after in (1, 2, 5):
        asked = iter([False] * after + [True] * 99)
        result = swept(at_once=6, stop=lambda asked=asked: next(asked))
        known = ~np.isnan(result.validation_loss)
        assert 0 < known.sum() < known.size
        assert np.array_equal(result.validation_loss[known], whole.validation_loss[known])
        assert result.stopped_because.startswith("it was stopped after ")
        assert "The sweep ended early" in result.sentence()
        if result.finished.any():
            seeds = result.finished.all(axis=0)
            assert np.array_equal(result.finished, np.broadcast_to(seeds, (3, 5)))
            assert result.mean_losses == pytest.approx(whole.best_losses[:, seeds].mean(axis=-1))
        assert result.best.eta in GIVEN["etas"]


def test_an_interrupt_keeps_what_there_is():
    def interrupt(progress):
        if progress.done > 20:
            raise KeyboardInterrupt
    result = swept(watch=interrupt, at_once=6)
    assert result.stopped_because.startswith("it was interrupted after ")
    assert result.finished.any()
    assert not result.finished.all()


def test_a_sweep_under_way_can_be_looked_at_and_left():
    sweeping = Sweeping(**GIVEN, at_once=6)
    for progress in sweeping:
        partial = sweeping.result
        assert (~np.isnan(partial.validation_loss[..., 1:])).sum() == progress.done
        if progress.done > 15:
            break
    assert sweeping.result.stopped_because.startswith("it was stopped after")
    again = Sweeping(**GIVEN)
    assert [str(progress) for progress in again][-1] == "15 of 15 runs, 100% of the epochs"
    assert again.result.stopped_because == ""
    assert same(again.result, swept())


# ---- executors ----

def process_pool():
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


def test_a_process_pool_gives_the_same_bits():
    with process_pool() as pool:
        for given in ({}, {"batch_size": 1, "optimizer": "adam", "dropout": 0.5, "l2": (0.0, 0.1)},
                      {"penalty": [nbnn.l1(0.1), nbnn.weight_decay(0.1)]}):
            assert same(swept(**given, executor=pool), swept(**given))


def test_a_killed_worker_costs_nothing_but_time_and_is_said():
    given, dead = {"seeds": range(24), "epochs": 300, "at_once": 6}, []
    with process_pool() as pool:
        def kill(progress):
            if progress.runs_done and not dead:
                dead.append(progress.runs_done)
                active_children()[0].kill()
        with pytest.warns(RuntimeWarning, match="finished in this process"):
            result = swept(**given, executor=pool, watch=kill)
    assert 0 < dead[0] < 72
    assert same(result, swept(**given))
    assert "(BrokenProcessPool): finished in this process" in result.remarks[0]
    assert not result.remarks[0].startswith("the executor lost 12 tasks")
    assert result.stopped_because == ""


def test_a_pool_that_is_broken_or_closed_before_takes_nothing():
    with process_pool() as pool:
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result()
        with pytest.warns(RuntimeWarning, match=r"lost 2 tasks of 2 \(BrokenProcessPool\)"):
            assert same(swept(executor=pool), swept())
    with pytest.warns(RuntimeWarning, match="lost 2 tasks of 2"):
        assert same(swept(executor=pool), swept())


def test_what_cannot_travel_is_computed_here():
    own = nbnn.Loss(key="own", name="own", value=lambda y, z: (y - z)**2, derivative=lambda y, z: 2 * (y - z))
    with process_pool() as pool, pytest.warns(RuntimeWarning, match="finished in this process"):
        assert same(swept(loss=own, executor=pool), swept(loss=own))


def test_threads_too():
    with ThreadPoolExecutor(3) as pool:
        assert same(swept(executor=pool), swept())


class Slow(Executor):
    """Makes the first task at once and the others never."""

    def __init__(self):
        self.waiting = []

    def submit(self, call, task):
        future = Future()
        if self.waiting:
            self.waiting.append(future)
        else:
            self.waiting.append(None)
            future.set_result(call(task))
        return future


def test_stopping_an_executor_cancels_what_waits_and_keeps_what_came():
    slow, asked = Slow(), []
    result = swept(executor=slow, stop=lambda: asked.append(1) or len(asked) > 2)
    assert all(future.cancelled() for future in slow.waiting[1:])
    assert len(slow.waiting) == 2
    assert result.finished.any()
    assert not result.finished.all()
    assert result.best.eta in GIVEN["etas"]


class Failing(Executor):
    def submit(self, call, task):
        future = Future()
        future.set_exception(MemoryError("a worker's own"))
        return future


def test_an_error_of_the_executors_own_is_said():
    with pytest.warns(RuntimeWarning, match="MemoryError"):
        assert same(swept(executor=Failing()), swept())


def test_an_error_of_the_sweep_itself_is_raised_here():
    def wrong(y, z):
        raise ZeroDivisionError("the teacher's own")
    own = nbnn.Loss(key="own", name="own", value=lambda y, z: (y - z)**2, derivative=wrong)
    with ThreadPoolExecutor(1) as pool, warnings.catch_warnings(), pytest.raises(ZeroDivisionError, match="teacher"):
        warnings.simplefilter("ignore")
        swept(loss=own, executor=pool)


# ---- bad input ----

@pytest.mark.parametrize(("given", "error", "words"), [
    ({"etas": ()}, ValueError, "etas is empty"),
    ({"etas": (0.1, -1)}, ValueError, "learning rate must be a positive finite number"),
    ({"etas": (0.1, 0.1)}, ValueError, "etas has the same value twice"),
    ({"seeds": ()}, ValueError, "seeds is empty"),
    ({"seeds": (0.5,)}, ValueError, "seed is 0.5"),
    ({"validation": None}, ValueError, "no validation data"),
    ({"batch_size": (1, 41)}, ValueError, "batch_size is 41, but there are only 40 training examples"),
    ({"l2": (0, -1)}, ValueError, "l2 is -1"),
    ({"l2": 0.1, "penalty": nbnn.l1(0.1)}, ValueError, "an update has one penalty, so give one of the two"),
    ({"l2": (0, 0.1), "penalty": [None, nbnn.l1(0.1)]}, ValueError, "an update has one penalty"),
    ({"penalty": 0.1}, TypeError, r"penalty is 0.1: give a record such as nbnn.l1\(0.001\)"),
    ({"penalty": []}, ValueError, "penalty is empty"),
    ({"dropout": 1}, ValueError, "at least 0 and below 1"),
    ({"dropout": 0.5, "net_or_sizes": (2, 1)}, ValueError, "no hidden layer"),
    ({"net_or_sizes": (2,)}, ValueError, "sizes"),
    ({"net_or_sizes": (3, 1)}, ValueError, "x has 2 entries"),
    ({"net_or_sizes": nbnn.Network.random((2, 1)), "activation": "tanh"}, ValueError, "give sizes"),
    ({"loss": "cross_entropy"}, ValueError, "needs K scores"),
    ({"epochs": 0}, ValueError, "epochs is 0"),
    ({"at_once": 0}, ValueError, "at_once is 0"),
    ({"optimizer": ["adam", "adm"]}, ValueError, "did you mean 'adam'"),
], ids=str)
def test_bad_input(given, error, words):
    with pytest.raises(error, match=words):
        swept(**given)


def test_asking_for_what_was_not_swept():
    result = swept(epochs=1)
    with pytest.raises(ValueError, match=r"eta = 0.2 was not swept: it was 0.01, 0.1, 0.5"):
        result.network(eta=0.2, seed=0)
    with pytest.raises(ValueError, match="seed is missing"):
        result.place(eta=0.1)
    with pytest.raises(ValueError, match="color was not swept"):
        result.place(color=1)


def test_shared_examples_are_said():
    with pytest.warns(UserWarning, match="40 of 40 validation examples are in the training data as well"):
        assert swept(validation=DATA, epochs=1).remarks


# ---- what hands out an executor ----

class Client:
    """As dask's: it has `submit` too, which is not an executor's, and gives an executor."""

    def __init__(self, pool):
        self.pool, self.asked = pool, 0

    def submit(self, *_args, **_options):
        raise AssertionError("a client's own submit is no executor's")

    def get_executor(self):
        self.asked += 1
        return self.pool


def test_a_client_is_taken_as_well_as_its_executor():
    with ThreadPoolExecutor(2) as pool:
        client = Client(pool)
        assert same(swept(executor=client), swept())
        assert client.asked == 1


@pytest.mark.parametrize("given", [3, "processes", ThreadPoolExecutor, object()])
def test_what_is_no_executor_is_refused_before_anything_is_trained(given):
    with pytest.raises(TypeError, match=r"executor is .*: give a concurrent.futures.Executor, such as ProcessPoolExecutor\(\), or a dask"):
        swept(executor=given)


def test_a_sweep_over_targets_measures_r2():
    train, validation = nbnn.datasets.hill(40, seed=3).split(0.7)
    result = nbnn.sweep((2, 4, 1), train, validation, loss="huber", etas=(0.01, 0.1), seeds=range(2), epochs=3)
    assert result.accuracy is None and result.r2.shape == result.mean_absolute_error.shape == (2, 2, 4)
    best = result.best
    assert best.accuracy is None and best.r2 == pytest.approx(nbnn.measures.r2(best.network, validation), rel=1e-9)
    assert best.mean_absolute_error == pytest.approx(nbnn.measures.mean_absolute_error(best.network, validation), rel=1e-9)
    assert "best on the validation data" in result.sentence()


def test_a_sweep_over_several_targets_is_its_trainings():
    drawn = np.random.default_rng(0).normal(size=(2, 12, 5))
    data, other = (nbnn.Dataset.from_arrays(part[:, :2], part[:, 2:]) for part in drawn)
    net = nbnn.Network.random((2, 4, 3), seed=1)
    for b in (1, 4):
        result = nbnn.sweep(net, data, other, loss="absolute", etas=(0.05,), seeds=(0, 1), epochs=2, batch_size=b)
        for seed in (0, 1):
            alone = nbnn.train(net, data, loss="absolute", eta=0.05, epochs=2, batch_size=b, seed=seed)
            np.testing.assert_allclose(result.train_loss[0, seed], alone.train_loss, rtol=1e-10)


@pytest.mark.parametrize(("count", "width", "lengths"), [
    (10, 4, [3, 3, 4]), (8, 4, [4, 4]), (9, 8, [4, 5]), (3, 1, [3]), (1, 5, [1]), (7, 100, [7])])
def test_parts_are_as_wide_as_asked_and_none_is_alone(count, width, lengths):
    parts = list(parts_of(count, width))
    assert [len(part) for part in parts] == lengths and [i for part in parts for i in part] == list(range(count))


def test_only_seeds_that_every_setting_has_finished_are_compared():
    result = nbnn.sweep((2, 3, 1), *nbnn.datasets.moons(20).split(0.5), loss="hinge", etas=(0.1, 0.2), seeds=(0, 1, 2), epochs=1)
    cut = replace(result, finished=np.array([[True, True, False], [True, False, False]]))
    assert np.array_equal(cut.mean_losses, result.best_losses[:, 0]) and cut.best.seed == 0
    none = replace(result, finished=np.zeros((2, 3), bool))
    assert none.mean_losses == pytest.approx(result.best_losses.mean(axis=1)), "where no seed is finished, all that began"


def test_a_knob_with_one_value_may_be_left_out_and_one_with_several_may_not():
    result = nbnn.sweep((2, 3, 1), *nbnn.datasets.moons(20).split(0.5), loss="hinge", etas=(0.1, 0.2), seeds=(7,), epochs=1)
    assert result.place(eta=0.2) == (1, 0)
    with pytest.raises(ValueError, match=r"eta is missing: say which of 0\.1, 0\.2"):
        result.place(seed=7)


def test_bytes_and_dicts_are_no_list_of_values():
    for given in (b"12", {"rate": 0.1}):
        with pytest.raises(TypeError, match=r"etas is .*: give one value, or a list of them"):
            sweep((2, 3, 1), DATA, NEW, loss="hinge", etas=given)


def test_what_is_no_function_is_refused_by_its_name():
    for name in ("stop", "watch"):
        with pytest.raises(TypeError, match=rf"^{name} is 3: it must be a function, such as "):
            sweep((2, 3, 1), DATA, NEW, loss="hinge", etas=(0.1,), epochs=1, **{name: 3})
