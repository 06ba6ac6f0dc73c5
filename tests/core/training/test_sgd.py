"""One update and runs of them: what is recorded, forks, extensions, orders, rates, overflow, and bad input."""

import gc
import pickle
from weakref import ref

import numpy as np
import pytest

import nbnn
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.core.training.sgd import BLOCK

DATA = nbnn.Dataset.from_arrays([[2, 1], [-1, 0.5], [0, 1], [1, -1], [0.5, 0.25]], [-1, 1, 1, -1, 1])
NET = nbnn.Network.random((2, 3, 1), seed=2)


def run_of(steps=20, net=NET, data=DATA, loss=nbnn.hinge, eta=0.1, **more):
    return nbnn.sgd(net, data, loss=loss, eta=eta, steps=steps, **more)


def same(one, other):
    """Two runs with the same bits."""
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.examples, other.examples)


def plain_loop(net, data, examples, etas):
    """ReLU and hinge, as a student writes them; the expected weights after every update."""
    W1, w2 = (w.copy() for w in net.weights)
    thetas = []
    for n, eta in zip(examples, etas):
        x, z = data.x[n], data.z[n]
        a = W1 @ x
        h = np.where(a > 0, a, 0)
        dl_dy = -z if z * (w2 @ h) < 1 else 0
        dl_da = dl_dy * w2 * (a > 0)
        w2 = w2 - eta * dl_dy * h
        W1 = W1 - eta * np.outer(dl_da, x)
        thetas.append([*W1.ravel(), *w2])
    return np.array(thetas)


class TestStep:
    def test_everything_is_there_under_its_name(self):
        step = nbnn.sgd_step(NET, [2, 1], -1, loss=nbnn.hinge)
        for name in (*step.names, "x", "z", "eta", "theta", "dl_dtheta", "dh_da", "W1", "w2"):
            assert np.array_equal(step[name], getattr(step, name))
        assert type(step.y) is float and type(step.loss) is float and type(step.dl_dy) is float
        assert step.before is NET

    def test_arrays_are_locked(self):
        step = nbnn.sgd_step(NET, [2, 1], -1, loss=nbnn.hinge)
        for name in ("x", "a", "h", "dl_dw2", "dl_dW1", "theta", "dl_dtheta"):
            assert not step[name].flags.writeable, name

    def test_x_is_copied(self):
        x = np.array([2.0, 1.0])
        step = nbnn.sgd_step(NET, x, -1, loss=nbnn.hinge)
        x[:] = 9
        assert step.x.tolist() == [2, 1]

    def test_an_unknown_name_says_the_known_ones(self):
        step = nbnn.sgd_step(NET, [2, 1], -1, loss=nbnn.hinge)
        with pytest.raises(KeyError, match="dl_dW1"):
            step["dl_dW9"]
        with pytest.raises(AttributeError, match="dl_dW1"):
            step.dl_dW9
        assert not hasattr(step, "_something")

    def test_a_name_for_a_loss_will_do(self):
        assert nbnn.sgd_step(NET, [2, 1], -1, loss="hinge").loss == nbnn.sgd_step(NET, [2, 1], -1, loss=nbnn.hinge).loss

    def test_a_schedule_is_asked_with_the_number_of_updates_made(self):
        assert nbnn.sgd_step(NET, [2, 1], -1, loss=nbnn.hinge, eta=lambda t: 1 / (t + 1), index=3).eta == 0.25

    def test_k_scores(self):
        net = nbnn.Network.random((2, 3, 4), seed=0)
        step = nbnn.sgd_step(net, [2, 1], 3, loss=nbnn.cross_entropy)
        p = np.exp(step.y) / np.exp(step.y).sum()
        assert step.dl_dy == pytest.approx(p - [0, 0, 1, 0], abs=1e-15)
        assert step.dl_dW2 == pytest.approx(np.outer(step.dl_dy, step.h), abs=1e-15)
        assert step.dl_dh == pytest.approx(net.W2.T @ step.dl_dy, abs=1e-15)

    def test_bias(self):
        net = nbnn.Network([[[1, 2, 3]], [4, 5]], bias=True)
        step = nbnn.sgd_step(net, [1, 1], -1, loss=nbnn.hinge)
        assert step.x.tolist() == [1, 1, 1] and step.a.tolist() == [6] and step.h.tolist() == [6, 1] and step.y == 29
        assert step.dl_dw2.tolist() == [6, 1] and step.dl_dh.tolist() == [4, 5]
        assert step.dl_da.tolist() == [4] and step.dl_dW1.tolist() == [[4, 4, 4]]

    def test_repr_is_short(self):
        assert repr(nbnn.sgd_step(nbnn.Network([[1.0, 0.0]]), [0, 1], -1, loss=nbnn.hinge)) == "Step(0: z = -1, loss = 1)"


class TestRun:
    def test_every_update_is_the_one_a_student_computes(self):
        run = run_of(600)
        thetas = plain_loop(NET, DATA, run.examples, [0.1] * 600)
        for i in (0, 1, BLOCK - 1, BLOCK, 2 * BLOCK, 599):
            assert run[i].after.theta == pytest.approx(thetas[i], rel=1e-12, abs=1e-13)

    def test_a_step_of_the_run_is_the_step_alone_bit_for_bit(self):
        for step in run_of(300):
            alone = nbnn.sgd_step(step.before, DATA.x[step.example], DATA.z[step.example], loss=nbnn.hinge, eta=0.1)
            assert np.array_equal(step.row, alone.row) and np.array_equal(step.after.theta, alone.after.theta)

    def test_steps_hang_together(self):
        run = run_of(30)
        assert len(run) == 30 and [step.index for step in run] == list(range(30))
        assert all(np.array_equal(run[i].after.theta, run[i + 1].before.theta) for i in range(29))
        assert np.array_equal(run[-1].after.theta, run.network(30).theta)
        assert run[-1].index == 29 and np.array_equal(run[0].before.theta, NET.theta)

    def test_columns(self):
        run = run_of(30)
        assert run.column("W1").shape == (30, 3, 2) and run.column("y").shape == (30,)
        assert np.array_equal(run.column("dl_da1"), run.column("dl_da"))
        assert all(np.array_equal(run.column(name)[7], run[7][name]) for name in run.names)
        assert run.losses.tolist() == [step.loss for step in run]

    def test_a_recording_never_changes(self):
        run = run_of()
        for array in (run.rows, run.examples, run.losses, run.column("W1")):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0

    @pytest.mark.parametrize("index", [20, -21, 1000])
    def test_updates_that_do_not_exist(self, index):
        with pytest.raises(IndexError, match="20 updates, 0 to 19"):
            run_of(20)[index]

    @pytest.mark.parametrize("index", ["3", 1.0, None, True, slice(2)])
    def test_only_whole_numbers_name_an_update(self, index):
        with pytest.raises(TypeError, match="whole number"):
            run_of(20)[index]

    def test_it_counts_the_updates_that_changed_a_weight(self):
        run = run_of(steps=60)
        assert run.moves == sum(not np.array_equal(step.before.theta, step.after.theta) for step in run)
        assert 0 < run.moves < 60

    def test_total_losses_are_means_over_the_data_before_each_update(self):
        run = run_of(7)
        means = [np.mean([nbnn.hinge.value(run.network(i).scores(x), z) for x, z in DATA]) for i in range(7)]
        assert run.total_losses() == pytest.approx(np.array(means), rel=1e-12)
        every = run.total_losses(every=3)
        assert np.isfinite(every).tolist() == [True, False, False, True, False, False, True]
        assert every[[0, 3, 6]] == pytest.approx(np.array(means)[[0, 3, 6]], rel=1e-12)

    def test_total_losses_of_k_scores_with_bias(self):
        data = nbnn.datasets.iris()
        net = nbnn.Network.random((4, 3, 3), seed=0, bias=True)
        run = nbnn.sgd(net, data, loss=nbnn.cross_entropy, eta=0.01, steps=5)
        expected = [np.mean(nbnn.cross_entropy.value(run.network(i).scores(data.x), data.z)) for i in range(5)]
        assert run.total_losses() == pytest.approx(np.array(expected), rel=1e-12)

    def test_the_loop_without_records_ends_where_the_run_ends(self):
        for more in ({}, {"order": "epochs"}, {"seed": 5}):
            assert np.array_equal(nbnn.sgd_last(NET, DATA, nbnn.hinge, 0.1, 300, **more).theta, run_of(300, **more)[-1].after.theta)

    def test_memory_of_ten_thousand_updates_of_the_lectures_network(self):
        run = run_of(10_000, net=nbnn.Network.random((2, 8, 1), seed=0))
        assert run.rows.nbytes + run.examples.nbytes + run.data.x.nbytes + run.data.z.nbytes <= 12e6

    def test_a_run_survives_pickling(self):
        run = run_of(10).fork(4, network=NET)
        again = pickle.loads(pickle.dumps(run))
        assert same(run, again) and again[7].loss == run[7].loss and again.loss is run.loss

    def test_repr(self):
        assert repr(run_of(20)) == "Run(20 updates of Network(2–3–1, ReLU), hinge, data)"


class TestOrder:
    def test_replacement_is_by_seed_and_a_longer_run_begins_with_the_shorter(self):
        assert same(run_of(20, seed=3), run_of(20, seed=3))
        assert not np.array_equal(run_of(20, seed=3).examples, run_of(20, seed=4).examples)
        assert np.array_equal(run_of(50, seed=3).examples[:20], run_of(20, seed=3).examples)

    def test_epochs_take_every_example_once_each_time_in_another_order(self):
        run = run_of(18, order="epochs")
        epochs = [run.examples[5 * k:5 * k + 5].tolist() for k in range(3)]
        assert all(sorted(epoch) == [0, 1, 2, 3, 4] for epoch in epochs)
        assert len({tuple(epoch) for epoch in epochs}) > 1 and len(run) == 18
        assert np.array_equal(run_of(7, order="epochs").examples, run.examples[:7])

    def test_a_given_order(self):
        run = run_of(None, order=[0, 4, 2])
        assert run.examples.tolist() == [0, 4, 2] and [step.example for step in run] == [0, 4, 2]
        assert run[1].x.tolist() == [0.5, 0.25] and run[1].z == 1

    def test_a_given_order_goes_round(self):
        assert run_of(5, order=[0, 4, 2]).examples.tolist() == [0, 4, 2, 0, 4]
        assert run_of(2, order=[0, 4, 2]).examples.tolist() == [0, 4]

    @pytest.mark.parametrize("order", ["replacement", "epochs", [0, 4, 2]])
    def test_extending_is_having_asked_for_more(self, order):
        run = run_of(4, order=order)
        for more in (3, 1, 9):
            run = run.extend(more)
        assert same(run, run_of(17, order=order))

    @pytest.mark.parametrize("order", ["replacement", "epochs", [0, 4, 2]])
    def test_nothing_touches_the_global_generator(self, order):
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        run_of(30, order=order).extend(3)
        assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


class TestRate:
    def test_a_schedule_counts_the_updates_made(self):
        def schedule(t):
            return 0.1 / (1 + 0.5 * t)
        run = run_of(30, eta=schedule)
        assert run.column("eta").tolist() == [schedule(t) for t in range(30)]
        thetas = plain_loop(NET, DATA, run.examples, run.column("eta"))
        assert run[-1].after.theta == pytest.approx(thetas[-1], rel=1e-12, abs=1e-13)

    def test_a_schedule_goes_on_in_an_extension_and_a_fork(self):
        def schedule(t):
            return 0.1 / (1 + t)
        run = run_of(30, eta=schedule)
        assert same(run_of(10, eta=schedule).extend(20), run)
        assert same(run.fork(11), run)
        assert run[7].eta == schedule(7)
        assert np.array_equal(nbnn.sgd_last(NET, DATA, nbnn.hinge, schedule, 30).theta, run[-1].after.theta)

    @pytest.mark.parametrize("rate", [0.0, -0.1, np.nan, np.inf])
    def test_a_schedule_that_gives_no_rate(self, rate):
        for train in (nbnn.sgd, nbnn.sgd_last):
            with pytest.raises(ValueError, match=r"eta\(3\) is .* positive finite number"):
                train(NET, DATA, nbnn.hinge, lambda t: rate if t == 3 else 0.1, 10)

    def test_a_schedule_that_gives_no_number(self):
        with pytest.raises(TypeError, match=r"eta\(0\) is None"):
            run_of(eta=lambda t: None)


OTHER = nbnn.Network.random((2, 3, 1), seed=8)


class TestFork:
    def test_the_past_is_shared_and_the_future_is_the_other_networks(self):
        run = run_of(30)
        fork = run.fork(17, network=OTHER)
        assert len(fork) == 30 and np.array_equal(fork.rows[:17], run.rows[:17])
        assert np.array_equal(fork.examples, run.examples)
        assert np.array_equal(fork[17].before.theta, OTHER.theta)
        alone = nbnn.sgd(OTHER, DATA, loss=nbnn.hinge, eta=0.1, order=run.examples[17:])
        assert np.array_equal(fork.rows[17:], alone.rows)
        assert fork.parent is run and fork.forked_at == 17

    def test_the_parent_stays(self):
        run = run_of(30)
        rows = run.rows.copy()
        run.fork(17, network=OTHER)
        assert np.array_equal(run.rows, rows) and run.parent is None and run.breaks == {}

    def test_the_same_network_gives_the_same_run_and_no_break(self):
        run = run_of(30)
        for fork in (run.fork(17), run.fork(17, network=run[17].before), run.fork(0), run.fork(30)):
            assert same(fork, run) and fork.breaks == {}

    def test_a_break_is_the_network_that_was_replaced(self):
        run = run_of(30)
        fork = run.fork(17, network=OTHER)
        assert list(fork.breaks) == [16] and np.array_equal(fork.breaks[16].theta, run[16].after.theta)
        assert np.array_equal(fork[16].after.theta, run[16].after.theta)
        assert not np.array_equal(fork[16].after.theta, fork[17].before.theta)

    def test_at_the_beginning_there_is_nothing_to_break(self):
        fork = run_of(30).fork(0, network=OTHER)
        assert fork.breaks == {} and fork.start is OTHER
        assert same(fork, nbnn.sgd(OTHER, DATA, loss=nbnn.hinge, eta=0.1, steps=30))

    def test_forks_of_forks(self):
        run = run_of(30)
        once = run.fork(20, network=OTHER)
        later, earlier, again = once.fork(25, network=NET), once.fork(10, network=NET), once.fork(20, network=NET)
        assert sorted(later.breaks) == [19, 24] and sorted(earlier.breaks) == [9] and sorted(again.breaks) == [19]
        assert sorted(once.fork(25).breaks) == [19] and sorted(once.fork(20).breaks) == [19]
        assert np.array_equal(again.breaks[19].theta, run[19].after.theta)
        assert same(once.fork(20, network=run[20].before), run) and once.fork(20, network=run[20].before).breaks == {}
        assert same(later.parent, once) and once.parent is run

    def test_a_chain_of_forks_holds_one_run_beside_its_own(self):
        run, made = run_of(30), []
        for at in (20, 25, 10, 20, 29):
            made.append(ref(run))
            run = run.fork(at, network=OTHER)
        assert run.parent.parent is None and run.parent.forked_at == 20
        gc.collect()
        assert [each() for each in made] == [None] * 5

    def test_another_order(self):
        run = run_of(30)
        fork = run.fork(28, order=[3, 3, 1])
        assert fork.examples.tolist() == [*run.examples[:28].tolist(), 3, 3, 1]
        assert fork.breaks == {}

    def test_a_fork_that_chose_examples_goes_on_as_its_parent(self):
        run = run_of(30, order="epochs")
        longer = run.fork(29, order=[3]).extend(10)
        assert longer.examples[:30].tolist() == [*run.examples[:29].tolist(), 3]
        assert np.array_equal(longer.examples[30:], run.extend(10).examples[30:])

    def test_extending_a_fork_keeps_its_breaks(self):
        run = run_of(30)
        longer = run.fork(17, network=OTHER).extend(5)
        assert sorted(longer.breaks) == [16] and same(longer, run_of(35).fork(17, network=OTHER))
        assert longer.parent is run and longer.forked_at == 17

    def test_after_the_last_update_and_then_on(self):
        run = run_of(30)
        fork = run.fork(30, network=OTHER)
        assert np.array_equal(fork.network(30).theta, OTHER.theta)
        assert np.array_equal(fork[29].after.theta, run[29].after.theta)
        longer = fork.extend(5)
        assert np.array_equal(longer[30].before.theta, OTHER.theta) and sorted(longer.breaks) == [29]
        assert same(longer, run_of(35).fork(30, network=OTHER))
        assert np.array_equal(longer.network(35).theta, longer[34].after.theta)

    @pytest.mark.parametrize(("network", "words"), [
        (nbnn.Network.random((2, 4, 1)), "same sizes"),
        (nbnn.Network.random((2, 3, 1), bias=True), "same sizes"),
        (nbnn.Network(NET.weights, activation=nbnn.tanh), "activation tanh but the run has relu"),
    ])
    def test_a_network_that_does_not_fit(self, network, words):
        with pytest.raises(ValueError, match=words):
            run_of(30).fork(17, network=network)

    def test_a_network_must_be_one(self):
        with pytest.raises(TypeError, match="network is a list"):
            run_of(30).fork(17, network=[1, 2])

    def test_the_same_activation_made_twice_fits(self):
        one, other = (nbnn.Network(NET.weights, activation=nbnn.leaky_relu(0.2)) for _ in range(2))
        assert same(run_of(net=one).fork(0, network=other), run_of(net=one))

    @pytest.mark.parametrize("index", [31, -32, 2.0])
    def test_an_update_that_does_not_exist(self, index):
        with pytest.raises((IndexError, TypeError)):
            run_of(30).fork(index)


class TestOverflow:
    """Divergence is a lesson, not a crash: the run ends with its last finite numbers and says what left them."""

    DATA = nbnn.Dataset.from_arrays([[1.0, 2.0], [2.0, -1.0]], [1, -1])

    def diverging(self, eta, steps=5000):
        net = nbnn.Network.random((2, 3, 1), activation=nbnn.identity, seed=0)
        return nbnn.sgd(net, self.DATA, loss=nbnn.squared, eta=eta, steps=steps)

    @pytest.mark.parametrize("eta", [1.0, 10.0, 1e5, 1e80, 1e150, 1e200, 1e300])
    def test_everything_kept_is_finite_and_the_next_is_not(self, eta):
        run = self.diverging(eta)
        assert run.stopped_because and len(run) < 5000 and np.isfinite(run.rows).all()
        assert np.isfinite(run.network(len(run)).theta).all()
        assert np.array_equal(run[-1].after.theta, run.network(len(run)).theta) if len(run) else True

    @pytest.mark.parametrize("eta", [1.0, 10.0, 1e5, 1e80, 1e150])
    def test_it_names_the_first_quantity_and_its_update(self, eta):
        run = self.diverging(eta)
        name, update = self.first_not_finite(eta)
        assert run.stopped_because.startswith(f"{name} leaves the finite numbers at update {update}:")
        assert "smaller η" in run.stopped_because

    def first_not_finite(self, eta):
        """By the same formulas as a student writes them, without the core's loop."""
        run = self.diverging(eta)
        order = nbnn.sgd(nbnn.Network.random((2, 3, 1)), self.DATA, loss=nbnn.hinge, eta=0.1, steps=5000).examples
        W1, w2 = (w.copy() for w in nbnn.Network.random((2, 3, 1), seed=0).weights)
        with np.errstate(all="ignore"):
            for t in range(len(run) + 5):
                x, z = self.DATA[order[t]]
                a = W1 @ x
                y = w2 @ a
                d = 2 * (y - z)
                values = {"W1": W1, "w2": w2, "a": a, "h": a, "y": y, "loss": (y - z) * (y - z), "dl_dy": d,
                          "dl_dw2": d * a, "dl_dh": d * w2, "dl_da": d * w2, "dl_dW1": np.outer(d * w2, x)}
                for name, value in values.items():
                    if not np.isfinite(value).all():
                        return name, t
                W1, w2 = W1 - eta * values["dl_dW1"], w2 - eta * values["dl_dw2"]
        raise AssertionError("it stays finite")

    def test_at_any_length_the_run_is_a_beginning_of_the_longer_one(self):
        """The looks for infinities come in blocks, and after the last update there is one more."""
        whole = self.diverging(1.0)
        for steps in range(1, len(whole) + 4):
            run = self.diverging(1.0, steps)
            assert np.array_equal(run.rows, whole.rows[:len(run)])
            assert len(run) == min(steps, len(whole)) and bool(run.stopped_because) == (steps > len(whole))
        assert run.stopped_because == whole.stopped_because

    def test_far_into_a_run(self):
        """It stays on one example that costs nothing for longer than a block, then takes one that does."""
        net = nbnn.Network([[[1.0]], [1.0]], activation=nbnn.identity)
        data = nbnn.Dataset.from_arrays([[1.0], [1e160]], [1, -1])
        order = [0] * (BLOCK + 50) + [1] + [0] * 10
        run = nbnn.sgd(net, data, loss=nbnn.hinge, eta=1e10, order=order)
        assert run.stopped_because.startswith(f"y leaves the finite numbers at update {BLOCK + 51}:")
        assert len(run) == BLOCK + 51

    @pytest.mark.parametrize("steps", [4, 5, 20])
    def test_a_weight_may_be_the_first_to_leave(self, steps):
        """Update 3 takes the large example: every derivative is finite, η times it is not. The record of update 3 has no
        finite network after it, so it is left out, whether another record follows it or not."""
        net = nbnn.Network([[[1.0]], [1e150]])
        data = nbnn.Dataset.from_arrays([[1.0], [1e-140]], [1, -1])
        run = nbnn.sgd(net, data, loss=nbnn.hinge, eta=1e200, order=([0] * 3 + [1] + [0] * 20)[:steps])
        assert run.stopped_because == ""  # 1e150 · 1e-140 · 1e200 is large but finite
        data = nbnn.Dataset.from_arrays([[1.0], [1.0]], [1, -1])
        run = nbnn.sgd(net, data, loss=nbnn.hinge, eta=1e200, order=([0] * 3 + [1] + [0] * 20)[:steps])
        assert run.stopped_because.startswith("W1 leaves the finite numbers at update 4:")
        assert len(run) == 3 and np.isfinite(run[-1].after.theta).all()
        first = nbnn.sgd(net, data, loss=nbnn.hinge, eta=1e200, order=[0] * 3 + [1] + [0] * 20, steps=2)
        assert first.extend(steps - 2).stopped_because == run.stopped_because

    def test_updates_are_counted_from_the_beginning_in_forks_and_extensions_too(self):
        whole = self.diverging(1.0)
        for beginning in (1, 7, len(whole) - 1):
            assert self.diverging(1.0, beginning).extend(5000).stopped_because == whole.stopped_because
            assert self.diverging(1.0, beginning).extend(5000 - beginning).rows.shape == whole.rows.shape
        order = nbnn.sgd(nbnn.Network.random((2, 3, 1)), self.DATA, loss=nbnn.hinge, steps=5000).examples
        assert whole.fork(5, order=order[5:]).stopped_because == whole.stopped_because

    def test_it_cannot_be_extended(self):
        run = self.diverging(1.0)
        assert run.extend(10) is run

    def test_a_fork_before_it_with_a_smaller_network_goes_on(self):
        run = self.diverging(1.0)
        fork = run.fork(1, network=nbnn.Network.random((2, 3, 1), activation=nbnn.identity, seed=0))
        assert np.isfinite(fork.rows).all() and np.array_equal(fork.rows[0], run.rows[0])

    def test_without_a_record_it_is_an_error(self):
        with pytest.raises(OverflowError, match="smaller η"):
            nbnn.sgd_last(nbnn.Network.random((2, 3, 1), activation=nbnn.identity, seed=0), self.DATA, nbnn.squared, 1.0, 5000)

    @pytest.mark.parametrize(("weights", "x", "eta", "name"), [
        ([[[1e200]], [1.0]], [1e200], 0.1, "a"),
        ([[[1e200]], [1e200]], [1.0], 0.1, "y"),
        ([[[1e100]], [1e100]], [1.0], 0.1, "loss"),
        ([[[1.0]], [1e150]], [1e3], 1e200, "W1"),
    ])
    def test_one_step(self, weights, x, eta, name):
        with pytest.raises(ValueError, match=f"leaves the finite numbers: {name} overflows"):
            nbnn.sgd_step(nbnn.Network(weights), x, 1, loss=nbnn.squared, eta=eta)


OPTIMIZERS = [nbnn.momentum(0.5), nbnn.nesterov, nbnn.adagrad, nbnn.rmsprop, nbnn.adam]
by_name = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda record: record.key)


def one_by_one(optimizer, examples, etas, net=NET, loss=nbnn.hinge):
    """(θ before, place of the derivative, Δθ, state after) of every update: the board's backward pass and the record's rule."""
    state, made = optimizer.start(net.theta.shape), []
    for n, eta in zip(examples, etas):
        offset = optimizer.ahead(state, eta)
        ahead = net if offset is None else net.with_theta(net.theta + offset)
        forward = ahead.forward(DATA.x[n])
        derivatives = ahead.backward(forward, loss.derivative(forward.y, DATA.z[n]))
        dl_dtheta = np.concatenate([derivatives[layer.dl_dW].ravel() for layer in net.quantities.layers])
        state, change = optimizer.step(state, dl_dtheta, eta)
        made.append((net.theta, ahead.theta, change, state))
        net = net.with_theta(net.theta + change)
    return made


class TestPlain:
    """Plain SGD stays what it is, however it is asked for."""

    @pytest.mark.parametrize("optimizer", [None, nbnn.sgd_optimizer, nbnn.sgd_optimizer(), "SGD"], ids=["None", "record", "made", "name"])
    def test_the_same_bits(self, optimizer):
        plain, run = run_of(300), run_of(300, optimizer=optimizer)
        assert same(plain, run) and run.rows.shape == (300, NET.quantities.width)
        assert np.array_equal(nbnn.sgd_last(NET, DATA, nbnn.hinge, 0.1, 300, optimizer=optimizer).theta, plain.network(300).theta)
        step = nbnn.sgd_step(NET, [2, 1], -1, loss=nbnn.hinge, optimizer=optimizer, state={})
        assert np.array_equal(step.row, nbnn.sgd_step(NET, [2, 1], -1, loss=nbnn.hinge).row)
        assert run.optimizer.direct and repr(run) == repr(plain) and run[3].text() == plain[3].text()

    def test_it_remembers_nothing_and_its_changes_can_be_asked_for_all_the_same(self):
        run = run_of(30)
        step = run[3]
        assert run.states == {} and step.state == {} and step.ahead is step.before
        assert np.array_equal(run.changes, -(run.column("eta")[:, None] * run.rows[:, 9:18]))
        assert np.array_equal(step.change, run.changes[3]) and np.array_equal(run.places, run.rows[:, :9])
        assert np.array_equal(step.change_W1, -0.1 * step.dl_dW1) and np.array_equal(run.column("change_w2")[3], step.change_w2)
        assert not run.changes.flags.writeable and not step.change.flags.writeable


@by_name
class TestOptimizers:
    def test_every_update_is_the_records_rule_on_the_boards_derivative(self, optimizer):
        def eta(t):
            return 0.1 / (1 + 0.01 * t)
        run = run_of(2 * BLOCK + 7, eta=eta, optimizer=optimizer)
        made = one_by_one(optimizer, run.examples, map(eta, range(len(run))))
        for i, (before, ahead, change, state) in enumerate(made):
            assert np.array_equal(run.rows[i, :9], before) and np.array_equal(run.places[i], ahead), i
            assert np.array_equal(run.changes[i], change), i
            assert all(np.array_equal(run.states[key][i], state[key]) for key in optimizer.keys), i
        assert set(run.states) == set(optimizer.keys) and run.changes.shape == (len(run), 9)
        assert all(states.shape == (len(run), 9) for states in run.states.values())
        assert len(np.unique(run.changes[:, 0])) > 20

    def test_theta_after_is_theta_before_and_the_change(self, optimizer):
        run = run_of(40, optimizer=optimizer)
        for i, step in enumerate(run):
            assert np.array_equal(step.after.theta, step.theta + run.changes[i])
            assert np.array_equal(step.after.theta, run.network(i + 1).theta)
            assert np.array_equal(step.change, run.changes[i]) and step.optimizer is optimizer

    def test_a_step_alone_is_the_step_of_the_run(self, optimizer):
        run, network, state = run_of(40, optimizer=optimizer), NET, None
        for step in run:
            x, z = DATA[step.example]
            alone = nbnn.sgd_step(network, x, z, nbnn.hinge, 0.1, optimizer=optimizer, state=state)
            assert np.array_equal(alone.row, step.row) and np.array_equal(alone.after.theta, step.after.theta)
            assert alone.state.keys() == step.state.keys() == optimizer.start(9).keys()
            assert all(np.array_equal(alone.state[key], step.state[key]) for key in step.state)
            assert step.state.get("t", step.index + 1) == step.index + 1
            network, state = alone.after, alone.state

    def test_the_state_that_is_given_stays(self, optimizer):
        state = run_of(5, optimizer=optimizer)[4].state
        kept = {key: np.array(value) for key, value in state.items()}
        nbnn.sgd_step(NET, [2, 1], -1, nbnn.hinge, optimizer=optimizer, state=state)
        assert all(np.array_equal(state[key], kept[key]) for key in kept)

    def test_quantities_are_those_at_the_place_of_the_derivative(self, optimizer):
        for step in run_of(40, optimizer=optimizer):
            forward = step.ahead.forward(DATA.x[step.example])
            assert np.array_equal(step.a, forward.a[0]) and step.y == forward.y
            assert (step.ahead is step.before) == (optimizer is not nbnn.nesterov)
            assert np.array_equal(step.used("W1"), step.ahead.W1) and np.array_equal(step.used("a"), step.a)
        assert optimizer is not nbnn.nesterov or not np.array_equal(step.ahead.theta, step.before.theta)

    def test_the_loop_without_records_ends_where_the_run_ends(self, optimizer):
        for more in ({}, {"order": "epochs"}, {"eta": nbnn.decay(0.1, lam=1.0)}):
            given = {"network": NET, "data": DATA, "loss": nbnn.hinge, "eta": 0.1, "steps": 300, "optimizer": optimizer} | more
            assert np.array_equal(nbnn.sgd_last(**given).theta, nbnn.sgd(**given).network(300).theta)

    @pytest.mark.parametrize("order", ["replacement", "epochs", [0, 4, 2]], ids=str)
    def test_extending_is_having_asked_for_more(self, optimizer, order):
        run, whole = run_of(4, order=order, optimizer=optimizer), run_of(17, order=order, optimizer=optimizer)
        for more in (3, 1, 9):
            run = run.extend(more)
        assert same(run, whole) and run.optimizer is optimizer

    def test_a_fork_goes_on_with_what_was_remembered(self, optimizer):
        run = run_of(30, optimizer=optimizer)
        for i in (0, 1, 17, 30):
            assert same(run.fork(i), run) and run.fork(i).breaks == {}
        fork = run.fork(17, network=OTHER)
        x, z = DATA[int(run.examples[17])]
        alone = nbnn.sgd_step(OTHER, x, z, nbnn.hinge, 0.1, optimizer=optimizer, state=run[16].state)
        assert np.array_equal(fork.rows[17], alone.row) and fork.optimizer is optimizer
        assert same(fork.extend(5), run_of(35, optimizer=optimizer).fork(17, network=OTHER))
        at_the_end = run.fork(30, network=OTHER).extend(5)
        assert same(at_the_end, run_of(35, optimizer=optimizer).fork(30, network=OTHER))

    def test_a_fork_at_the_beginning_is_a_new_run(self, optimizer):
        fork = run_of(30, optimizer=optimizer).fork(0, network=OTHER)
        assert same(fork, nbnn.sgd(OTHER, DATA, loss=nbnn.hinge, eta=0.1, steps=30, optimizer=optimizer))

    def test_names_shaped_like_a_weight(self, optimizer):
        run = run_of(30, optimizer=optimizer)
        step = run[7]
        for key in optimizer.keys:
            assert run.column(f"{key}_W1").shape == (30, 3, 2) and run.column(f"{key}_w2").shape == (30, 3)
            assert np.array_equal(step[f"{key}_W1"].ravel(), step.state[key][:6])
            assert np.array_equal(getattr(step, f"{key}_w2"), run.states[key][7, 6:])
        assert np.array_equal(step.change_W1, run.column("change_W1")[7])
        for name in ("change_W3", "q_W1", "change_", "_W1", "t_W1"):
            with pytest.raises(KeyError, match="dl_dW1"):
                run.column(name)
            with pytest.raises(KeyError, match="dl_dW1"):
                step[name]

    def test_a_recording_never_changes(self, optimizer):
        run = run_of(optimizer=optimizer)
        of_a_step = [run[3].change, *(run[3].state[key] for key in optimizer.keys)]
        for array in (run.rows, run.changes, run.places, *run.states.values(), *of_a_step):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0

    def test_a_run_survives_pickling(self, optimizer):
        run = run_of(10, optimizer=optimizer)
        again = pickle.loads(pickle.dumps(run))
        assert same(run, again) and same(again.extend(5), run_of(15, optimizer=optimizer))

    def test_repr(self, optimizer):
        assert repr(run_of(20, optimizer=optimizer)) == f"Run(20 updates of Network(2–3–1, ReLU), hinge, data, {optimizer.name})"

    def test_it_ends_with_finite_numbers_and_says_what_left_them(self, optimizer):
        """The linear network on two examples, from weights so large that the first derivatives nearly overflow."""
        net = nbnn.Network([[[1e150, 0.0]], [1e-10]], activation=nbnn.identity)
        data = nbnn.Dataset.from_arrays([[1.0, 2.0], [2.0, -1.0]], [1, -1])
        run = nbnn.sgd(net, data, loss=nbnn.squared, eta=1e100, steps=600, optimizer=optimizer)
        assert run.stopped_because and len(run) < 600 and np.isfinite(run.rows).all() and np.isfinite(run.network(len(run)).theta).all()
        named = run.stopped_because.split(" leaves the finite numbers at update ")[0]
        assert named in (*run.names, *optimizer.keys, "W1", "w2", "Δθ", "θ + βv")
        for steps in (len(run), len(run) + 1, len(run) + 2):
            if steps:
                short = nbnn.sgd(net, data, loss=nbnn.squared, eta=1e100, steps=steps, optimizer=optimizer)
                assert np.array_equal(short.rows, run.rows[:steps])
        with pytest.raises(OverflowError, match="smaller η"):
            nbnn.sgd_last(net, data, nbnn.squared, 1e100, 600, optimizer=optimizer)


class TestOptimizerOverflow:
    """A network of one weight, ℓ = (wx − z)²: what leaves the finite numbers first can be read off."""

    @staticmethod
    def run(w, optimizer, eta, x=1.0, **more):
        data = nbnn.Dataset.from_arrays([[x]], [1])
        return nbnn.sgd(nbnn.Network([[w]]), data, loss=nbnn.squared, eta=eta, steps=10, optimizer=optimizer, **more)

    @pytest.mark.parametrize(("optimizer", "w", "x", "eta", "name"), [
        (nbnn.adagrad, 1.0, 1e100, 1.0, "G"),  # ∂ℓ/∂w = 2·10²⁰⁰, its square is too large
        (nbnn.rmsprop, 1.0, 1e100, 1.0, "s"),
        (nbnn.adam, 1.0, 1e100, 1.0, "v"),
        (nbnn.momentum, 1.0, 1e100, 1e150, "v"),
        (nbnn.adam, 101.0, 1.0, 1e308, "Δθ"),  # η·200 is too large, and no moment is
    ])
    def test_the_first_is_named(self, optimizer, w, x, eta, name):
        run = self.run(w, optimizer, eta, x)
        assert run.stopped_because.startswith(f"{name} leaves the finite numbers at update 0:") and len(run) == 0
        with pytest.raises(ValueError, match=f"leaves the finite numbers: {name} overflows"):
            nbnn.sgd_step(nbnn.Network([[w]]), [x], 1, nbnn.squared, eta, optimizer=optimizer)
        with pytest.raises(OverflowError, match="smaller η"):  # √G = ∞ would stop every weight in silence
            nbnn.sgd_last(nbnn.Network([[w]]), nbnn.Dataset.from_arrays([[x]], [1]), nbnn.squared, eta, 1, optimizer=optimizer)

    def test_the_place_ahead(self):
        """w = 10³⁰⁸ and v = 10³⁰⁸: w + 0.9v is too large, though every number so far was finite."""
        network = nbnn.Network([[1e308]])
        with pytest.raises(ValueError, match=r"leaves the finite numbers: θ \+ βv overflows"):
            nbnn.sgd_step(network, [0.0], 1, nbnn.hinge, optimizer=nbnn.nesterov, state={"v": np.array([1e308])})

    def test_a_weight_after_a_finite_change(self):
        with pytest.raises(ValueError, match="leaves the finite numbers: w1 overflows"):
            nbnn.sgd_step(nbnn.Network([[1e308]]), [0.0], 1, nbnn.hinge, optimizer=nbnn.momentum, state={"v": np.array([1.5e308])})


class TestTeachersOptimizer:
    def test_one_that_keeps_the_derivative_itself(self):
        """Its state is the array it was given; the loop must not write into that later."""
        def rule(state, derivative, eta):
            return {"last": derivative}, -eta * (derivative + state["last"])
        line = nbnn.core.records.optimizers.OptimizerLine
        own = nbnn.Optimizer(key="own", name="my own", rule=rule,
                             lines=(line("d", "d = ∂ℓ/∂θ", "the last one", "last"), line("Δθ", "Δθ = −η (∂ℓ/∂θ + d)", "both", "update")))
        run = run_of(30, optimizer=own)
        assert np.array_equal(run.states["last"], run.rows[:, 9:18])
        before = np.vstack([np.zeros(9), run.states["last"][:-1]])
        assert np.allclose(run.changes, -0.1 * (run.rows[:, 9:18] + before), rtol=1e-14, atol=0)
        assert same(run.fork(11), run)


def test_reasons_for_zeros_are_read_at_the_place_ahead():
    """The velocity leads to w₁ = 0 there: ∂ℓ/∂h₁ is 0 for that reason, though w₁ itself is not 0."""
    net = nbnn.Network([[[1.0], [1.0]], [0.5, 1.0]])
    state = {"v": np.array([0.0, 0.0, -1.0, 0.0])}
    step = nbnn.sgd_step(net, [0.5], -1, nbnn.hinge, optimizer=nbnn.nesterov(0.5), state=state)
    assert step.ahead.w2.tolist() == [0, 1] and step.dl_dh.tolist() == [0, 1] and step.w2.tolist() == [0.5, 1]
    assert step.why_zero("dl_dh", 0) == nbnn.ZeroReason.WEIGHT_ZERO


class TestBadOptimizer:
    @pytest.mark.parametrize("train", [nbnn.sgd, nbnn.sgd_last])
    def test_a_run(self, train):
        with pytest.raises(ValueError, match=r"no optimizer 'adem' \(did you mean 'adam'\?\)"):
            train(NET, DATA, nbnn.hinge, 0.1, 10, optimizer="adem")
        with pytest.raises(TypeError, match=r"optimizer is 0\.9: give a record"):
            train(NET, DATA, nbnn.hinge, 0.1, 10, optimizer=0.9)

    @pytest.mark.parametrize(("optimizer", "state", "words"), [
        (nbnn.momentum, {"v": np.zeros(4)}, r"shape \(4,\) but the derivative has \(9,\)"),
        (nbnn.momentum, {"m": np.zeros(9)}, "has v, but it is m"),
        (nbnn.momentum, {}, "has v, but it is empty"),
        (None, {"v": np.zeros(9)}, "has nothing in it, but it is v"),
    ], ids=["shape", "letter", "empty", "plain"])
    def test_a_state(self, optimizer, state, words):
        with pytest.raises(ValueError, match=words):
            nbnn.sgd_step(NET, [2, 1], -1, nbnn.hinge, optimizer=optimizer, state=state)


class TestBadInput:
    """Every message says what was given and what is needed, and nothing has changed afterwards."""

    K = nbnn.Network.random((2, 3, 4))

    @pytest.mark.parametrize(("changed", "error", "words"), [
        ({"x": [1, 2, 3]}, ValueError, r"x has 3 entries .*W1 takes 2"),
        ({"x": [[1, 2]]}, ValueError, "sgd_step takes one example"),
        ({"x": [1, np.nan]}, ValueError, "x contains nan"),
        ({"x": [1, np.inf]}, ValueError, "x contains inf"),
        ({"x": ["a", 1]}, TypeError, "x must be numbers"),
        ({"z": 0}, ValueError, r"label 0 .*−1 or \+1 .*2\*z − 1"),
        ({"z": 2}, ValueError, r"label 2 .*−1 or \+1"),
        ({"z": np.nan}, ValueError, r"label nan .*−1 or \+1"),
        ({"z": "a"}, ValueError, r"label a .*−1 or \+1"),
        ({"z": None}, ValueError, r"label None .*−1 or \+1"),
        ({"z": [1]}, ValueError, r"z has shape \(1,\): the hinge loss takes one label"),
        ({"network": K, "loss": nbnn.cross_entropy, "z": 0}, ValueError, "label 0 .*1 to 4"),
        ({"network": K, "loss": nbnn.cross_entropy, "z": 5}, ValueError, "label 5 .*1 to 4"),
        ({"network": K, "loss": nbnn.cross_entropy, "z": 1.5}, ValueError, "label 1.5 .*1 to 4"),
        ({"network": K}, ValueError, "hinge loss needs one score .*4 scores"),
        ({"loss": nbnn.cross_entropy}, ValueError, "cross entropy loss needs K scores .*one score"),
        ({"loss": "hinnge"}, ValueError, "did you mean 'hinge'"),
        ({"loss": abs}, TypeError, "loss is <built-in function abs>"),
        ({"eta": 0}, ValueError, "eta is 0: .*positive"),
        ({"eta": -1.0}, ValueError, "eta is -1.0: .*positive"),
        ({"eta": np.nan}, ValueError, "eta is nan"),
        ({"eta": np.inf}, ValueError, "eta is inf"),
        ({"eta": "0.1"}, TypeError, "eta is '0.1'"),
        ({"eta": True}, TypeError, "eta is True"),
        ({"eta": None}, TypeError, "eta is None"),
        ({"network": [[1, 2]]}, TypeError, "network is a list: give a Network"),
    ])
    def test_one_step(self, changed, error, words):
        given = {"network": NET, "x": [2, 1], "z": -1, "loss": nbnn.hinge, "eta": 0.1} | changed
        with pytest.raises(error, match=words):
            nbnn.sgd_step(**given)

    @pytest.mark.parametrize("train", [nbnn.sgd, nbnn.sgd_last])
    @pytest.mark.parametrize(("changed", "error", "words"), [
        ({"steps": 0}, ValueError, "steps is 0"),
        ({"steps": -3}, ValueError, "steps is -3"),
        ({"steps": 1.5}, TypeError, "steps is 1.5"),
        ({"steps": None}, ValueError, "steps is missing"),
        ({"steps": True}, TypeError, "steps is True"),
        ({"seed": -1}, ValueError, "seed is -1"),
        ({"seed": "a"}, ValueError, "seed is 'a'"),
        ({"seed": None}, ValueError, "seed is None"),
        ({"order": "epoch"}, ValueError, "'epoch': .*replacement, epochs"),
        ({"order": [0, 5]}, ValueError, "names example 5, .*0 to 4"),
        ({"order": [-1]}, ValueError, "names example -1"),
        ({"order": []}, ValueError, "list of example numbers"),
        ({"order": [0.5]}, ValueError, "list of example numbers"),
        ({"order": [[0]]}, ValueError, "list of example numbers"),
        ({"order": None}, ValueError, "list of example numbers"),
        ({"data": [[1, 2]]}, TypeError, "data is a list: give a Dataset"),
        ({"data": nbnn.datasets.iris()}, ValueError, "x has 4 entries"),
        ({"network": K, "loss": nbnn.cross_entropy}, ValueError, r"has 2 classes \(-1, \+1\), but .* 4 scores: let its last layer have 1"),
        ({"network": K}, ValueError, "needs one score"),
        ({"network": None}, TypeError, "network is a NoneType: give a Network"),
        ({"loss": 3}, TypeError, "loss is 3"),
        ({"eta": 0.0}, ValueError, "eta is 0.0"),
    ])
    def test_a_run(self, train, changed, error, words):
        given = {"network": NET, "data": DATA, "loss": nbnn.hinge, "eta": 0.1, "steps": 5} | changed
        theta, x, z = NET.theta, DATA.x.copy(), DATA.z.copy()
        with pytest.raises(error, match=words):
            train(**given)
        assert np.array_equal(NET.theta, theta) and np.array_equal(DATA.x, x) and np.array_equal(DATA.z, z)

    def test_empty_data(self):
        with pytest.raises(ValueError, match="at least one"):
            nbnn.sgd(NET, nbnn.Dataset.from_arrays(np.empty((0, 2)), []), loss=nbnn.hinge, steps=5)

    @pytest.mark.parametrize(("ask", "error"), [
        (lambda run: run.extend(0), ValueError), (lambda run: run.extend("3"), TypeError),
        (lambda run: run.total_losses(every=0), ValueError), (lambda run: run.column("W9"), KeyError),
        (lambda run: run.fork(3, order=[9]), ValueError), (lambda run: run.fork(3, order=[]), ValueError),
    ], ids=["extend 0", "extend text", "every 0", "unknown column", "unknown example", "empty order"])
    def test_asking_a_run(self, ask, error):
        run = run_of(5)
        rows = run.rows.copy()
        with pytest.raises(error):
            ask(run)
        assert np.array_equal(run.rows, rows) and len(run) == 5


# ---- targets ----

TWO_OUT = nbnn.Network([[[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]]], nbnn.tanh)


def target_data(n=12, m=2):
    rng = np.random.default_rng(m)
    return nbnn.Dataset.from_arrays(rng.normal(size=(n, 2)), rng.normal(size=(n, m)))


@pytest.mark.parametrize("loss", [nbnn.LOSSES[key] for key in losses_with_meaning(targets=True)], ids=repr)
@pytest.mark.parametrize("net", [TWO_OUT, nbnn.Network([[[0.15, 0.2], [0.25, 0.3]], [0.4, 0.45]]), nbnn.Network([[0.5, -1.0]])], ids=repr)
def test_a_run_with_targets_is_its_steps_and_its_gradients(net, loss):
    data = target_data(m=net.sizes[-1])
    run = nbnn.sgd(net, data, loss, eta=0.05, steps=30, seed=2)
    for step in run:
        again = nbnn.sgd_step(step.before, data.x[step.example], data.z[step.example], loss, eta=0.05)
        assert np.array_equal(again.row[:len(again.row) - 1], step.row[:len(step.row) - 1])
        assert np.array_equal(again.z, step.z) and type(step.z) in (float, np.ndarray)
    assert np.array_equal(run.network(30).theta, nbnn.sgd_last(net, data, loss, eta=0.05, steps=30, seed=2).theta)
    assert nbnn.check.gradients(net, data.x[0], data.z[0], loss).agrees
    assert run.total_losses()[0] == pytest.approx(np.mean([loss.of_example(net.scores(x), z) for x, z in data]), rel=1e-14)
    assert len(run.fork(10, order=[0, 1, 2])) == 13


def test_targets_of_a_step_are_kept_and_locked():
    given = np.array([0.01, 0.99])
    step = nbnn.sgd_step(TWO_OUT, [0.05, 0.10], given, nbnn.half_squared)
    given[0] = 9.0
    assert step.z.tolist() == [0.01, 0.99] and not step.z.flags.writeable
    assert repr(step).startswith("Step(0: z = (0.01, 0.99), loss = ")
    assert step.dl_dy.tolist() == (step.y - step.z).tolist()
    one = nbnn.sgd_step(nbnn.Network([[1.0, 2.0]]), [1, 1], 2.5, "absolute")
    assert (one.z, one.y, one.loss, one.dl_dy) == (2.5, 3.0, 0.5, 1.0) and repr(one) == "Step(0: z = 2.5, loss = 0.5)"


def test_zero_reasons_of_an_output_that_is_its_target():
    y = TWO_OUT.scores([0.05, 0.1])
    step = nbnn.sgd_step(TWO_OUT, [0.05, 0.1], [y[0], 0.5], nbnn.absolute)
    assert step.zero_reasons("dl_dy").tolist() == [1, 0] and step.zero_reasons("dl_dW2")[0].all()
    assert "the output is its target, nothing to correct" in step.text()


@pytest.mark.parametrize(("net", "z", "loss", "error", "words"), [
    (TWO_OUT, [1.0, 2.0, 3.0], "half_squared", ValueError, r"z has shape \(3,\), but .* gives 2 outputs: give 2 targets, \(2,\)"),
    (TWO_OUT, 0.5, "half_squared", ValueError, r"z is 0.5, one number, but .* gives 2 outputs: give 2 targets"),
    (TWO_OUT, [1.0, 2.0], "cross_entropy", ValueError, "the cross entropy loss takes one label; several numbers are targets"),
    (nbnn.Network([[1.0, 2.0]]), [1.0, 2.0], "squared", ValueError, "gives one output: give one number"),
    (nbnn.Network([[1.0, 2.0]]), 0.5, "hinge", ValueError, "label 0.5 is outside its set"),
    (nbnn.Network([[1.0, 2.0]]), "dear", "squared", TypeError, "'dear': targets must be numbers"),
    (nbnn.Network([[1.0, 2.0]]), np.nan, "huber", ValueError, "finite"),
])
def test_targets_that_do_not_fit_a_step(net, z, loss, error, words):
    with pytest.raises(error, match=words):
        nbnn.sgd_step(net, [1.0, 2.0], z, loss)


def test_a_loss_of_targets_alone_refuses_labels():
    own = nbnn.Loss(key="own", name="own", takes="targets", scores="both", value=lambda y, z: (y - z) ** 4,
                    derivative=lambda y, z: 4 * (y - z) ** 3)
    net = nbnn.Network([[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"'moons' has labels, but the own loss takes targets: .*targets=True"):
        nbnn.sgd(net, nbnn.datasets.moons(10), own, steps=3)
    data = target_data(m=1)
    assert len(nbnn.sgd(net, data, own, eta=0.01, steps=3)) == 3
    assert nbnn.sgd_step(net, [1, 1], 2, own).loss == 1.0  # a loss of one's own is summed over several outputs by itself
    assert nbnn.sgd_step(TWO_OUT, [0, 0], [1.0, 2.0], own).loss == 17.0


def test_labels_of_classes_are_numbers_for_the_losses_of_both():
    run = nbnn.sgd(nbnn.Network([[1.0, 2.0]]), nbnn.datasets.moons(10), "half_squared", steps=3)
    assert all(step.loss == pytest.approx((step.y - step.z) ** 2 / 2) and step.z in (-1, 1) for step in run)


# ---- a fork with other data ----

@pytest.mark.parametrize("order", ["replacement", "epochs", [4, 0, 3, 1, 2]])
def test_a_fork_with_other_data_keeps_what_each_update_had(order):
    data, net = nbnn.datasets.moons(n=5), nbnn.Network.random([2, 3, 1], seed=0, bias=True)
    run = nbnn.sgd(net, data, nbnn.hinge, eta=0.1, steps=12, seed=3, order=order)
    fewer = run.fork(7, data=data.subset([2, 3, 4]))
    assert len(fewer) == 12 and fewer.examples[7:].max() <= 2 and fewer.past[0].shape == (7, 3)
    for old, new in zip(list(run)[:7], fewer):
        assert np.array_equal(old.x, new.x) and old.z == new.z and np.array_equal(old.row, new.row)
    for step in list(fewer)[7:]:
        assert np.array_equal(step.x[:2], fewer.data.x[step.example]) and step.loss == nbnn.hinge.value(step.y, step.z)
    longer = fewer.extend(9)
    assert len(longer) == 21 and longer.examples[12:].max() <= 2 and np.array_equal(longer.picked[0][:7], run.picked[0][:7])
    again = longer.fork(3)  # from before the change on, with the data as they are now
    assert again.examples[3:].max() <= 2
    assert len(again.past[0]) == 3 and np.array_equal(again.picked[0][:3], run.picked[0][:3])


def test_as_many_other_examples_are_picked_in_the_same_order():
    data, net = nbnn.datasets.moons(n=6), nbnn.Network.random([2, 3, 1], seed=0)
    run = nbnn.sgd(net, data, nbnn.hinge, eta=0.1, steps=10, seed=3)
    moved = run.fork(4, data=nbnn.datasets.moons(n=6, seed=1))
    assert np.array_equal(moved.examples, run.examples) and moved.data is not data
    assert run.fork(0, data=moved.data).past is None
    with pytest.raises(ValueError, match="x has 4 entries"):
        run.fork(4, data=nbnn.datasets.iris(("setosa", "virginica")))


def test_a_step_that_is_not_made_yet_has_no_numbers():
    """pickle and copy ask an empty one for its methods."""
    empty = nbnn.core.training.sgd.Step.__new__(nbnn.core.training.sgd.Step)
    step = nbnn.sgd_step(nbnn.Network([[1.0, 2.0]]), [1, 2], 1, loss=nbnn.hinge)
    for given, name in ((empty, "dl_dy"), (empty, "_hidden"), (step, "_hidden"), (step, "dl_dh")):
        with pytest.raises(AttributeError, match=name):
            getattr(given, name)


def test_a_run_with_an_output_records_y_as_what_it_makes_of_s():
    net = nbnn.Network.random((2, 3, 1), output=nbnn.sigmoid, seed=1)
    run = nbnn.sgd(net, nbnn.datasets.moons(20), loss=nbnn.squared, eta=0.1, steps=6)
    assert np.allclose(run.column("y"), nbnn.sigmoid.value(np.asarray(run.column("s"))), rtol=1e-14)
    assert len(set(run.column("y").tolist())) == 6


def test_the_place_of_a_zero_has_a_number_for_each_axis():
    step = nbnn.sgd_step(nbnn.Network([[[1, -1], [0.5, 2]], [1, -0.5]]), [2, 1], -1, nbnn.hinge)
    with pytest.raises(ValueError, match=r"place has 1 numbers, but dl_dW1 has shape \(2, 2\): give one for each axis"):
        step.why_zero("dl_dW1", 0)


def test_a_run_is_told_by_its_first_five_updates_or_as_many_as_wanted():
    run = nbnn.sgd(NET, DATA, "hinge", steps=9)
    assert run.text() == run.text(5) and run.text(6) != run.text(5) != run.text(4)


def test_a_run_forked_at_its_beginning_remembers_nothing_yet():
    run = nbnn.sgd(NET, DATA, "hinge", steps=4, optimizer="adam")
    assert np.array_equal(run.fork(0).rows, run.rows), "what Adam remembers is in the rows"


def test_more_updates_than_memory_holds_are_refused_by_their_name():
    with pytest.raises(ValueError, match="steps"):
        nbnn.sgd(NET, DATA, "hinge", steps=10 ** 9)
