"""Runs by any optimizer: whatever the network, the data and the moment, what is read back is what was computed."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

import nbnn
from nbnn.core.network.arguments import losses_with_meaning

RATES = [0.01, 0.1, nbnn.decay(0.2, lam=1.0), nbnn.step_decay(0.1, every=3)]
BETAS = st.floats(0, 0.99)


@st.composite
def optimizers(draw):
    """Any of the table, with any parameters."""
    record = draw(st.sampled_from(list(nbnn.OPTIMIZERS.values())))
    return record(**{name: draw(st.floats(1e-8, 0.1) if name == "eps" else BETAS) for name in record.parameters})


@st.composite
def settings_of_a_run(draw):
    """What `nbnn.sgd` takes: up to two hidden layers, one score or three, every loss and activation that fit."""
    K = draw(st.sampled_from([1, 3]))
    d, hidden = draw(st.integers(1, 3)), draw(st.lists(st.integers(1, 4), max_size=2))
    net = nbnn.Network.random((d, *hidden, K), activation=draw(st.sampled_from(list(nbnn.ACTIVATIONS.values()))),
                              seed=draw(st.integers(0, 99)), bias=draw(st.booleans()))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    n = draw(st.integers(3, 10))
    z = np.arange(n) % 2 * 2 - 1 if K == 1 else np.concatenate([[1, 2], rng.integers(1, K + 1, n - 2)])
    names = ["minus", "plus"] if K == 1 else ["one", "two", "three"]
    data = nbnn.Dataset(rng.normal(size=(n, d)), z, [f"x{j}" for j in range(d)], names)
    fitting = [nbnn.LOSSES[key] for key in losses_with_meaning(one_score=K == 1)]
    return {"network": net, "data": data, "loss": draw(st.sampled_from(fitting)), "eta": draw(st.sampled_from(RATES)),
            "steps": draw(st.integers(1, 30)), "seed": draw(st.integers(0, 99)), "optimizer": draw(optimizers()),
            "order": draw(st.sampled_from(["replacement", "epochs"]))}


def runs():
    """Runs that do not diverge."""
    return settings_of_a_run().map(lambda given: nbnn.sgd(**given)).filter(lambda run: not run.stopped_because)


def same(one, other):
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.examples, other.examples)


def alone(run, i, state):
    """Update i computed once more, from the network before it and that state."""
    n = int(run.examples[i])
    return nbnn.sgd_step(run.network(i), run.data.x[n], run.data.z[n], run.loss, run.eta, i, run.optimizer, state)


@given(runs(), st.data())
def test_random_access_gives_the_bits_that_were_computed(run, data):
    i = data.draw(st.integers(0, len(run) - 1))
    step, again = run[i], alone(run, i, run[i - 1].state if i else None)
    for name in (*run.names, "theta", "dl_dtheta", "eta", "change"):
        assert np.array_equal(getattr(step, name), getattr(again, name)), name
    assert step.state.keys() == again.state.keys()
    assert all(np.array_equal(step.state[key], again.state[key]) for key in step.state)
    assert np.array_equal(step.after.theta, again.after.theta) and np.array_equal(step.after.theta, run.network(i + 1).theta)
    assert np.array_equal(step.ahead.theta, run.places[i])


@given(settings_of_a_run(), st.integers(1, 20), st.integers(1, 20))
def test_extending_twice_is_having_asked_for_all(given, k, m):
    run = nbnn.sgd(**given)
    assume(not run.stopped_because)
    twice = run.extend(k).extend(m)
    whole = nbnn.sgd(**given | {"steps": given["steps"] + k + m})
    assert same(twice, whole) and twice.stopped_because == whole.stopped_because
    assert all(np.array_equal(twice.states[key], whole.states[key]) for key in whole.states)


@given(runs(), st.data())
def test_a_fork_starts_from_the_state_before_it(run, data):
    i = data.draw(st.integers(0, len(run) - 1))
    assert same(run.fork(i), run) and run.fork(i).breaks == {}
    other = run.network(i).with_theta(run.network(i).theta + 0.25)
    rows = run.rows.copy()
    fork = run.fork(i, network=other)
    assert np.array_equal(fork.rows[:i], run.rows[:i]) and np.array_equal(run.rows, rows)
    for j in range(i, len(fork)):
        before = None if j == 0 else run[i - 1].state if j == i else fork[j - 1].state
        step = alone(fork, j, before)
        assert np.array_equal(step.row, fork.rows[j])
    if not fork.stopped_because:
        assert same(fork.extend(3), run.extend(3).fork(i, network=other)) or run.extend(3).stopped_because


@given(settings_of_a_run())
def test_the_loop_without_records_ends_at_the_same_place(given):
    run = nbnn.sgd(**given)
    assume(not run.stopped_because)
    assert np.array_equal(nbnn.sgd_last(**given).theta, run.network(len(run)).theta)


@given(optimizers(), st.integers(0, 99), st.integers(1, 6), st.integers(1, 4), st.sampled_from(RATES))
def test_many_runs_at_once_are_each_alone_bit_for_bit(record, seed, runs, weights, eta):
    rng = np.random.default_rng(seed)
    derivatives = rng.normal(size=(20, runs, weights)) * 10 ** rng.uniform(-5, 5, size=(20, runs, weights))
    together, each = record.start((runs, weights)), [record.start(weights) for _ in range(runs)]
    for t, derivative in enumerate(derivatives):
        rate = nbnn.core.records.schedules.rate(eta, t)
        together, update = record.step(together, derivative, rate)
        for m in range(runs):
            each[m], own = record.step(each[m], derivative[m], rate)
            assert np.array_equal(own, update[m])
            assert all(np.array_equal(each[m][key], together[key][m]) for key in record.keys)
