"""Runs are recordings: whatever the network, the data and the moment, what is read back is what was computed."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

import nbnn
from nbnn.core.network.arguments import losses_with_meaning

LOSSES_ONE = [nbnn.LOSSES[key] for key in losses_with_meaning()]
LOSSES_MANY = [nbnn.LOSSES[key] for key in losses_with_meaning(one_score=False)]


def rate(t):
    return 0.2 / (1 + 0.1 * t)


@st.composite
def settings_of_a_run(draw):
    """What `nbnn.sgd` takes: any depth from 0 to 3, one score or several, every loss and activation that fit."""
    K = draw(st.sampled_from([1, 1, 2, 3, 4]))
    d = draw(st.integers(1, 4))
    hidden = draw(st.lists(st.integers(1, 5), max_size=3))
    net = nbnn.Network.random((d, *hidden, K), activation=draw(st.sampled_from(list(nbnn.ACTIVATIONS.values()))),
                              seed=draw(st.integers(0, 99)), bias=draw(st.booleans()))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    n = draw(st.integers(max(K, 2), 12))
    x = rng.normal(size=(n, d)) * draw(st.sampled_from([0.5, 1.0, 3.0]))
    x[rng.random(x.shape) < 0.1] = 0
    z = np.arange(n) % 2 * 2 - 1 if K <= 2 else np.concatenate([[1, 2], rng.integers(1, K + 1, n - 2)])
    names = ["minus", "plus"] if K <= 2 else [f"class {k}" for k in range(1, K + 1)]
    data = nbnn.Dataset(x, z, [f"x{j}" for j in range(d)], names)
    steps = draw(st.integers(1, 40))
    order = draw(st.sampled_from(["replacement", "epochs", "given"]))
    if order == "given":
        order = draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=12))
    return {"network": net, "data": data, "loss": draw(st.sampled_from(LOSSES_ONE if K == 1 else LOSSES_MANY)),
            "eta": draw(st.sampled_from([0.01, 0.1, 1.0, rate])), "steps": steps, "seed": draw(st.integers(0, 99)), "order": order}


def runs():
    return settings_of_a_run().map(lambda kwargs: nbnn.sgd(**kwargs)).filter(len)


def tame_runs():
    """Runs that do not diverge: near the largest numbers, adding 0.25 changes nothing and sums overflow."""
    return runs().filter(lambda run: not run.stopped_because and np.abs(run.rows).max() < 1e6)


def same(one, other):
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.examples, other.examples)


def eta_of(run, i):
    return run.eta(i) if callable(run.eta) else run.eta


def alone(run, i):
    """Update i computed once more, from the network before it."""
    n = int(run.examples[i])
    return nbnn.sgd_step(run.network(i), run.data.x[n], run.data.z[n], loss=run.loss, eta=eta_of(run, i))


@given(runs(), st.data())
def test_random_access_gives_the_bits_that_were_computed(run, data):
    i = data.draw(st.integers(0, len(run) - 1))
    step, again = run[i], alone(run, i)
    for name in (*run.names, "theta", "dl_dtheta", "eta"):
        assert np.array_equal(step[name], again[name]), name
    assert np.array_equal(step.after.theta, again.after.theta)
    assert np.array_equal(step.after.theta, run.network(i + 1).theta)
    assert np.array_equal(run[i - len(run)].theta, step.theta)


@given(runs(), st.data())
def test_the_order_of_looking_does_not_matter(run, data):
    order = data.draw(st.lists(st.integers(0, len(run) - 1), max_size=8))
    before = run.rows.copy()
    seen = {i: run[i].dl_dtheta.copy() for i in order}
    assert all(np.array_equal(run[i].dl_dtheta, value) for i, value in seen.items())
    assert np.array_equal(run.rows, before)


@given(runs(), st.data())
def test_a_fork_with_the_same_network_is_its_parent(run, data):
    i = data.draw(st.integers(0, len(run)))
    assume(not run.stopped_because)
    for fork in (run.fork(i), run.fork(i, network=run.network(i)), run.fork(i, order=run.examples[i:]) if i < len(run) else run):
        assert same(fork, run) and fork.breaks == {}


@given(tame_runs(), st.data())
def test_a_fork_shares_the_bits_of_the_past_and_not_of_the_future(run, data):
    i = data.draw(st.integers(0, len(run) - 1))
    before = run.rows.copy()
    other = run.network(i).with_theta(run.network(i).theta + 0.25)
    fork = run.fork(i, network=other)
    assert np.array_equal(fork.rows[:i], run.rows[:i]) and np.array_equal(run.rows, before)
    assert np.array_equal(fork.network(i).theta, other.theta)
    assert list(fork.breaks) == ([i - 1] if i else [])
    for j in range(len(fork)):
        assert np.array_equal(fork[j].dl_dtheta, alone(fork, j).dl_dtheta)
        follows = j + 1 == len(fork) or j in fork.breaks or np.array_equal(fork[j].after.theta, fork[j + 1].theta)
        assert follows, j


@given(tame_runs(), st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=5))
def test_breaks_of_nested_forks_are_where_the_weights_jump(run, forks):
    """Each fork changes a weight or leaves all as they are, anywhere; `breaks` are then exactly the jumps."""
    assume(not run.stopped_because)
    for where, change in forks:
        i = min(int(where * len(run)), len(run) - 1)
        network = run.network(i).with_theta(run.network(i).theta + 0.01) if change else None
        run = run.fork(i, network=network)
        assume(not run.stopped_because)
    jumps = {j: run[j].after.theta for j in range(len(run) - 1) if not np.array_equal(run[j].after.theta, run[j + 1].theta)}
    assert run.breaks.keys() == jumps.keys()
    assert all(np.array_equal(run.breaks[j].theta, theta) for j, theta in jumps.items())


@given(settings_of_a_run(), st.integers(1, 30))
def test_an_extension_begins_with_the_run_and_is_the_longer_run(given, more):
    run = nbnn.sgd(**given)
    longer = run.extend(more)
    assert np.array_equal(longer.rows[:len(run)], run.rows) and np.array_equal(longer.examples[:len(run)], run.examples)
    if not longer.stopped_because:
        assert len(longer) == given["steps"] + more
    if not run.stopped_because:
        assert same(longer, nbnn.sgd(**given | {"steps": given["steps"] + more}))


@given(settings_of_a_run())
def test_the_loop_without_records_ends_at_the_same_place(given):
    run = nbnn.sgd(**given)
    assume(not run.stopped_because)
    assert np.array_equal(nbnn.sgd_last(**given).theta, run.network(len(run)).theta)


@given(runs(), st.data())
def test_backward_is_the_step_bit_for_bit(run, data):
    """`network.backward` is what is shown on the board; the loop is written for speed."""
    step = run[data.draw(st.integers(0, len(run) - 1))]
    n = step.example
    forward = step.before.forward(run.data.x[n])
    assert np.array_equal(forward.y, step.y)
    derivatives = step.before.backward(forward, step.dl_dy)
    for name, value in derivatives.items():
        assert np.array_equal(value, step[name]), name
    for number, layer in enumerate(run.quantities.hidden):
        assert np.array_equal(forward.a[number], step[layer.a]) and np.array_equal(forward.h[number], step[layer.h])


@given(tame_runs(), st.data())
def test_backward_of_a_batch_is_every_example_of_it(run, data):
    net = run.network(data.draw(st.integers(0, len(run))))
    forward = net.forward(run.data.x)
    dl_dy = run.loss.derivative(forward.y, run.data.z)
    together = net.backward(forward, dl_dy)
    for n, x in enumerate(run.data.x):
        one = net.forward(x)
        alone = net.backward(one, float(dl_dy[n]) if net.one_score else dl_dy[n])
        for name, value in alone.items():
            largest = np.max(np.abs(value), initial=0.0)
            close = np.abs(np.asarray(together[name])[n] - value) <= 1e-12 * max(largest, 1.0)
            near_a_kink = any(np.any(np.abs(a - kink) < 1e-9) for a in one.a for kink in net.activation.kinks)
            assert near_a_kink or np.all(close), name


@given(tame_runs(), st.integers(1, 7))
def test_total_losses_are_the_mean_over_the_data(run, every):
    means = run.total_losses(every=every)
    assert len(means) == len(run)
    for i in range(len(run)):
        if i % every:
            assert np.isnan(means[i])
        else:
            expected = np.mean(run.loss.value(run.network(i).scores(run.data.x), run.data.z))
            kink = 1 / len(run.data) if run.loss.key == "zero_one" else 0  # a score at 0 may fall on either side
            assert abs(means[i] - expected) <= 1e-9 * max(1, abs(expected)) + kink


@given(st.integers(0, 99), st.integers(1, 20))
def test_a_run_that_overflows_ends_with_finite_numbers(seed, steps):
    net = nbnn.Network.random((2, 3, 1), activation=nbnn.identity, seed=seed)
    data = nbnn.datasets.blobs(20, seed=seed)
    whole = nbnn.sgd(net, data, loss=nbnn.squared, eta=50.0, steps=200, seed=seed)
    assert whole.stopped_because and np.isfinite(whole.rows).all() and np.isfinite(whole.network(len(whole)).theta).all()
    short = nbnn.sgd(net, data, loss=nbnn.squared, eta=50.0, steps=steps, seed=seed)
    assert np.array_equal(short.rows, whole.rows[:min(steps, len(whole))])
