"""Saving a run: the same bits back, with the examples that each update was made from, and a clear error for anything else."""

import json
import re

import numpy as np
import pytest

import nbnn
from nbnn.core.training.saving import pack_array
from nbnn.core.training.sgd import Run

MOONS = nbnn.datasets.moons(12, seed=1)
MORE = nbnn.Dataset(np.vstack([MOONS.x, [[0.5, 0.25]]]), np.append(MOONS.z, 1), MOONS.feature_names, MOONS.class_names, MOONS.name)


def made(**given):
    net = nbnn.Network.random([2, 3, 1], nbnn.tanh, seed=2, bias=True)
    return nbnn.sgd(**({"network": net, "data": MOONS, "loss": nbnn.hinge, "eta": 0.1, "steps": 20, "seed": 3} | given))


def changed_by_hand(run):
    """Other examples from update 8 on, another weight at update 12, an order of one's own from 15 on, another weight at the end."""
    run = run.fork(8, data=MORE)
    run = run.fork(12, network=run.network(12).with_weight(1, 0, 0, 9.0)).fork(15, order=[0, 1, 12, 3])
    return run.fork(len(run), network=run.network(len(run)).with_weight(1, 0, 0, 3.0))


RUN = changed_by_hand(made()).extend(5)  # its first 19 updates keep their own examples


def assert_same(one, other):
    assert np.array_equal(one.rows, other.rows) and np.array_equal(one.examples, other.examples)
    assert not other.rows.flags.writeable and not other.examples.flags.writeable
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a.x, b.x) and a.z == b.z and np.array_equal(a.after.theta, b.after.theta)
    for i in {0, *one.breaks, len(one) - 1} & set(range(len(one))):  # between breaks all are written alike
        assert str(one[i]) == str(other[i]), i
    assert all(np.array_equal(one.network(i).theta, other.network(i).theta) for i in range(len(one) + 1))
    assert repr(one) == repr(other) and one.stopped_because == other.stopped_because and one.breaks.keys() == other.breaks.keys()
    assert np.array_equal(one.extend(7).rows, other.extend(7).rows), "and both go on in the same way"
    assert np.array_equal(one.fork(1).rows, other.fork(1).rows)
    assert one.to_json() == other.to_json()


@pytest.mark.parametrize("given", [
    {}, *({"optimizer": each} for each in nbnn.OPTIMIZERS.values()), {"eta": nbnn.decay(0.2, 0.3)}, {"order": "epochs"},
    {"order": [3, 1, 4, 1, 5], "steps": None}, {"network": nbnn.Network.random([2, 4, 3, 1], nbnn.relu, seed=1)},
    {"network": nbnn.Network.random([2, 3, 2], seed=1), "loss": nbnn.multiclass_hinge},
    {"network": nbnn.Network.random([2, 3, 1], seed=1, output=nbnn.sigmoid), "loss": nbnn.binary_cross_entropy_01},
    {"network": nbnn.Network([[0.0, 0.0]])},
], ids=repr)
def test_a_run_comes_back_bit_for_bit(given):
    run = made(**given)
    assert_same(run, nbnn.from_json(nbnn.to_json(run)))
    if run.start.sizes == (2, 3, 1) and len(run) == 20:
        assert_same(changed_by_hand(run), Run.from_json(changed_by_hand(run).to_json()))


def test_a_run_with_targets_comes_back_with_those_that_were_changed():
    data = nbnn.Dataset.from_arrays(MOONS.x, np.column_stack([MOONS.x[:, 0] ** 2, MOONS.x[:, 1]]))
    other = nbnn.Dataset.from_arrays(MOONS.x[:9], data.z[:9] + 1)
    net = nbnn.Network.random([2, 3, 2], nbnn.tanh, seed=2)
    run = nbnn.sgd(net, data, loss=nbnn.huber(0.5), eta=0.1, steps=20).fork(8, data=other)
    back = nbnn.from_json(run.to_json())
    assert np.array_equal(back.rows, run.rows) and back.to_json() == run.to_json() and back.loss.parameters == {"delta": 0.5}
    assert all(np.array_equal(one.z, two.z) for one, two in zip(run, back, strict=True))


def test_a_run_that_overflowed_comes_back():
    run = made(loss=nbnn.squared, eta=1e100)
    assert run.stopped_because and len(run) < 20
    back = nbnn.from_json(run.to_json())
    assert back.stopped_because == run.stopped_because and np.array_equal(back.rows, run.rows)
    none = made(loss=nbnn.squared, eta=1e200)
    assert len(nbnn.from_json(none.to_json())) == len(none)


def test_a_schedule_of_ones_own_cannot_be_saved():
    with pytest.raises(ValueError, match="eta is a function of your own"):
        made(eta=lambda t: 0.1).to_json()


def test_another_kind_is_told():
    net = nbnn.Network.random([2, 1])
    with pytest.raises(ValueError, match="this text holds a network"):
        Run.from_json(nbnn.to_json(net))
    with pytest.raises(ValueError, match="this text holds a run"):
        nbnn.train(net, MOONS, loss=nbnn.hinge, eta=0.1, epochs=1).from_json(RUN.to_json())


def with_change(path, value):
    content = json.loads(RUN.to_json())
    at = content
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value(at[path[-1]]) if callable(value) else value
    return json.dumps(content)


def rows_with(row, column, value):
    rows = RUN.rows.copy()
    rows[row, column] = value
    return pack_array(rows)


LOSS = RUN.quantities.places["loss"].start


@pytest.mark.parametrize(("path", "value", "words"), [
    (("version",), 2, "use a newer nbnn"), (("extra",), 1, "has 'extra', which is unknown"),
    (("start", "weights", 0, 0, 0), 9.0, "the first row is not of the network that the run starts with"),
    (("loss", "key"), "cross_entropy", "loss cannot be used"), (("optimizer", "key"), "sgdd", "optimizer is 'sgdd': it must be one of"),
    (("eta",), 0.2, "the numbers of update 0 are not those of its example"), (("eta",), -1, "eta cannot be used"),
    (("seed",), -1, "seed cannot be used"), (("seed",), "x", "seed cannot be used"),
    (("order",), "random", "order and given do not fit each other"), (("order",), "given", "order and given do not fit"),
    (("order",), ["given"], "order and given do not fit"), (("given",), [], "order and given do not fit"),
    (("examples",), [0] * 18, "there are 24 rows, but 18 examples"), (("examples", 20), 13, "examples names one that the 13 of data lack"),
    (("examples", 10), -1, "examples is -1"),
    (("examples", 10), 1.0, "examples is 1.0"), (("examples", 3), 10**30, "names what there is not"),
    (("examples", 20), lambda n: (n + 5) % 13, "the numbers of update 20 are not those of its example"),
    (("data", "z"), lambda z: [-each for each in z], "are not those of its example"),
    (("past", "z", 3), lambda z: -z, "the numbers of update 3 are not those of its example"),
    (("past", "z", 3), 7, "label 7 is outside its set"), (("past", "z", 3), 1.5, "z of past must be labels"),
    (("past", "z"), [1], "past must have x and z of each of its updates"), (("past",), 3, "past is 3"),
    (("past", "x"), pack_array(np.ones((8, 2))), "x of past is float64 of 8 × 2: it must be float64 of any number × 3"),
    (("past", "x"), pack_array(np.zeros((8, 3))), "x of past has a constant other than 1"),
    (("past", "x"), pack_array(np.full((8, 3), np.nan)), "x of past holds a number that is not finite"),
    (("rows",), pack_array(RUN.rows[:, :-1]), "it must be float64 of any number ×"),
    (("rows",), rows_with(4, 3, np.nan), "rows holds a number that is not finite"),
    (("rows",), rows_with(4, 3, 0.123), "a row of weights does not follow"),
    (("rows",), rows_with(4, LOSS, 0.123), "the numbers of update 4 are not those of its example and its weights"),
    (("breaks",), None, "a row of weights does not follow"), (("breaks", "after", 0), 40, "after of breaks names what there is not"),
    (("breaks", "theta"), pack_array(np.zeros((1, 3))), "theta of breaks is float64 of 1 × 3"),
    (("end",), pack_array(np.zeros(2)), "end is float64 of 2"), (("stopped_because",), 3, "stopped_because must be text"),
], ids=lambda given: str(given)[:50])
def test_a_changed_text_is_refused(path, value, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        nbnn.from_json(with_change(path, value))


def test_an_order_that_was_given_names_an_example():
    text = json.loads(made(order=[1, 2, 3], steps=None).to_json())
    with pytest.raises(ValueError, match="given names no example"):
        nbnn.from_json(json.dumps(text | {"given": []}))


def test_every_part_is_needed():
    content = json.loads(RUN.to_json())
    inside = [(name, inner) for name in content if isinstance(content[name], dict) for inner in content[name]]
    for path in [(name,) for name in content if name != "parent"] + inside:  # only a fork has one
        less = json.loads(RUN.to_json())
        del (less if len(path) == 1 else less[path[0]])[path[-1]]
        with pytest.raises(ValueError, match="has no "):
            nbnn.from_json(json.dumps(less))


def test_a_fork_comes_back_with_the_run_that_it_left():
    run = made()
    fork = run.fork(7, network=run.network(7).with_weight(1, 0, 0, 9.0))
    back = Run.from_json(fork.to_json())
    assert back.forked_at == 7 and back.parent.parent is None
    assert_same(run, back.parent)
    assert_same(fork, back)
    assert Run.from_json(run.to_json()).parent is None


@pytest.mark.parametrize(("wrong", "words"), [
    ({"at": 21}, "at of parent is 21"), ({"at": -1}, "at of parent"), ({"run": 3}, "parent cannot be used"),
    ({"more": 1}, "parent has 'more', which is unknown: it must have at, run"),
    ({"run": json.loads(made(network=nbnn.Network.random([2, 4, 1], seed=2)).to_json())}, "parent cannot be used"),
])
def test_a_parent_that_does_not_fit_is_refused(wrong, words):
    text = json.loads(made().fork(7, order=[1, 2, 3]).to_json())
    text["parent"] |= wrong
    with pytest.raises(ValueError, match=words):
        nbnn.from_json(json.dumps(text))


@pytest.mark.parametrize(("given", "words"), [
    ({"network": nbnn.Network.random([2, 4, 1], nbnn.tanh, seed=2, bias=True)}, "another network"), ({"seed": 4}, "do not share"),
])
def test_a_parent_of_another_run_is_refused(given, words):
    text, other = (json.loads(run.to_json()) for run in (made().fork(7, order=[1, 2, 3]), made(**given)))
    text["parent"]["run"] = {name: value for name, value in other.items() if name not in ("format", "kind", "version")}
    with pytest.raises(ValueError, match=words):
        nbnn.from_json(json.dumps(text))
    text["parent"]["run"] |= {"parent": {"at": 0, "run": {}}}
    with pytest.raises(ValueError, match="a parent of its own"):
        nbnn.from_json(json.dumps(text))
