"""Saving: the same bits back, nothing but what was written, and a clear error for anything else."""

import json
import re

import numpy as np
import pytest

import nbnn
from nbnn.core.training.saving import from_json, to_json
from nbnn.core.training.training import History, train

TOY, NEW = nbnn.datasets.moons(30, seed=1).split(2 / 3)


def fit(**given):
    net = nbnn.Network.random((2, 5, 3, 1), activation=nbnn.leaky_relu(0.2), seed=2, bias=True)
    plan = {"loss": "hinge", "eta": nbnn.decay(0.1, 0.02), "batch_size": 6, "epochs": 4, "l2": 0.01, "dropout": (0, 0.3), "patience": 3,
            "optimizer": nbnn.adam(0.8), "seed": 5, "record_updates": True}
    return train(**({"network": net, "train": TOY, "validation": NEW} | plan | given))


HISTORY = fit()


def equal(one, other):
    arrays = ("weights", "train_loss", "validation_loss", "accuracy", "kept", "updates")
    for name in arrays:
        a, b = getattr(one, name), getattr(other, name)
        assert (a is None) == (b is None)
        assert a is None or (np.array_equal(a, b, equal_nan=True) and a.dtype == b.dtype)
        assert b is None or not b.flags.writeable
    assert (one.stopped_because, one.remarks) == (other.stopped_because, other.remarks)


@pytest.mark.parametrize("sizes", [(2, 1), (3, 4), (2, 4, 1), (3, 2, 4, 3)])
@pytest.mark.parametrize("activation", [nbnn.relu, nbnn.tanh, nbnn.leaky_relu, nbnn.leaky_relu(0.3)])
def test_a_network_comes_back_bit_for_bit(sizes, activation):
    for bias in (False, True):
        net = nbnn.Network.random(sizes, activation, seed=1, bias=bias)
        net = net.with_theta(net.theta * np.pi**40)
        back = from_json(to_json(net))
        assert np.array_equal(back.theta, net.theta)
        assert (back.sizes, back.bias, repr(back.activation)) == (net.sizes, net.bias, repr(net.activation))
    assert (back.activation is activation) == (activation.make is None or activation is nbnn.leaky_relu)


def at_once() -> bool:
    """Stop before the first epoch."""
    return True


@pytest.mark.parametrize("given", [
    {}, {"validation": None, "patience": None}, {"dropout": 0, "l2": 0, "batch_size": 1, "optimizer": None, "eta": 0.1},
    {"record_updates": False, "order": "fixed"}, {"eta": nbnn.cosine(0.1, 50), "optimizer": "nesterov", "order": "replacement"},
    {"stop": at_once},
], ids=lambda given: ", ".join(given) or "usual")
def test_a_history_comes_back_bit_for_bit_and_replays(given):
    history = fit(**given)
    back = History.from_json(history.to_json())
    equal(history, back)
    assert np.array_equal(back.network.theta, history.network.theta)
    assert back.best_epoch == history.best_epoch
    assert (back.data.class_names, back.data.name, back.data.source) == (TOY.class_names, TOY.name, TOY.source)
    for epoch in range(len(history)):
        assert np.array_equal(back.orders(epoch), history.orders(epoch))
        for one, other in zip(back.replay(epoch), history.replay(epoch), strict=True):
            assert np.array_equal(one.after, other.after)
    assert back.to_json() == history.to_json()


def test_a_history_that_overflowed_comes_back():
    for eta in (1e3, 1e200):
        history = fit(loss="squared", eta=eta, optimizer=None, epochs=30, dropout=0)
        equal(history, from_json(to_json(history)))


def test_what_has_no_name_cannot_be_saved():
    own = nbnn.Activation(key="own", name="own", value=lambda a: a, derivative=lambda a: np.ones_like(a))
    also = nbnn.Activation(key="relu", name="ReLU", value=lambda a: a, derivative=lambda a: np.ones_like(a))
    leaky = nbnn.Activation(key="leaky_relu", name="mine", value=lambda a: a, derivative=lambda a: np.ones_like(a),
                            parameters={"slope": 0.1}, make=lambda slope: own)
    for activation in (own, also, leaky):
        with pytest.raises(ValueError, match="one of your own, which cannot be saved"):
            to_json(nbnn.Network.random((2, 2, 1), activation))
    with pytest.raises(ValueError, match="eta is a function of your own"):
        fit(eta=lambda t: 0.1).to_json()
    with pytest.raises(TypeError, match="list cannot be saved"):
        to_json([1])


def changed(*path, value=None, remove=False):
    """The history's text with one place changed."""
    content = json.loads(HISTORY.to_json())
    at = content
    for name in path[:-1]:
        at = at[name]
    if remove:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return json.dumps(content)


def packed(array, **other):
    return json.loads(json.dumps(nbnn.core.training.saving.pack_array(np.asarray(array)))) | other


@pytest.mark.parametrize(("path", "value", "words"), [
    (("format",), "other", "give what nbnn's to_json wrote"),
    (("kind",), "pickle", "a network, a run or a history"),
    (("kind",), "network", "the network has no activation"),
    (("version",), 2, "use a newer nbnn"),
    (("version",), "1", "version is '1': it must be a whole number from 1"),
    (("version",), True, "version is True"),
    (("extra",), 1, "has 'extra', which is unknown"),
    (("start",), [], "start is []: it must be an object"),
    (("start", "activation", "key"), "os.system", "it must be one of identity, relu"),
    (("start", "activation", "key"), ["relu"], "it must be one of identity, relu"),
    (("start", "activation", "parameters"), {"slope": 2}, "slope is 2"),
    (("start", "activation", "parameters"), {"make": 2}, "has the parameters make: leaky_relu has slope"),
    (("start", "activation", "parameters"), {"slope": "x"}, "slope is 'x'"),
    (("start", "bias"), 1, "bias of start is 1: it must be true or false"),
    (("start", "weights"), "W", "it must be a list"),
    (("start", "weights"), [[[1.0, 2.0]], [1.0]], "the weights of start cannot be used"),
    (("start", "weights", 0, 0, 0), "x", "the weights of start cannot be used"),
    (("start", "weights", 0, 0, 0), 9.0, "the first row of weights is not the network that it starts with"),
    (("start", "weights", 2), [1e999, 1, 1, 1], "every weight must be a finite number"),
    (("data", "x", "shape"), [20, 3], "x of data has 320 bytes"),
    (("data", "x", "shape"), [20, -2], "it must be a whole number from 0"),
    (("data", "x", "shape"), [10**9, 10**9], "which do not make"),
    (("data", "x", "type"), "object", "x of data is object of 20 × 2: it must be float64"),
    (("data", "x", "base64"), "####", "the bytes of x of data cannot be read"),
    (("data", "x", "base64"), 3, "the bytes of x of data cannot be read"),
    (("data", "z"), [1] * 19, "data cannot be used"),
    (("data", "z", 3), 7, "data cannot be used"),
    (("data", "class_names"), "ab", "it must be a list"),
    (("data", "name"), 3, "data cannot be used"),
    (("plan", "loss", "key"), "hing", "loss is 'hing': it must be one of"),
    (("plan", "loss", "key"), "cross_entropy", "needs K scores"),
    (("plan", "optimizer", "parameters", "beta1"), 1.5, "optimizer cannot be used: beta1 is 1.5"),
    (("plan", "eta"), -1, "the plan cannot be used: eta is -1"),
    (("plan", "eta"), "fast", "the plan cannot be used: eta is 'fast'"),
    (("plan", "batch_size"), 21, "batch_size is 21"),
    (("plan", "epochs"), 1, "weights has 5 rows"),
    (("plan", "l2"), {"key": "dropout", "parameters": {"p": 0.5}}, "l2 of the plan is no penalty"),
    (("plan", "dropout"), [0.5], "dropout has 1 entries"),
    (("plan", "dropout"), [], "there are units kept, but nothing was dropped"),
    (("plan", "order"), {}, "order is {}"),
    (("plan", "patience"), 0, "patience is 0"),
    (("plan", "seed"), -1, "seed is -1"),
    (("validation",), None, "there is no validation data to watch"),
    (("weights",), packed(np.zeros((5, 3))), "weights is float64 of 5 × 3: it must be float64 of any number × 37"),
    (("weights",), packed(np.zeros((0, 37))), "weights has 0 rows"),
    (("train_loss",), packed(np.zeros(4)), "train_loss is float64 of 4: it must be float64 of 5"),
    (("train_loss",), None, "train_loss is None: it must be an object"),
    (("validation_loss",), None, "validation_loss is None"),
    (("kept",), None, "kept is None"),
    (("kept",), packed(np.zeros((4, 20, 2), np.uint8)), "it must be uint8 of 4 × 20 × 1"),
    (("updates",), packed(np.zeros((17, 37))), "updates and weights do not fit each other"),
    (("updates",), packed(np.zeros((3, 37))), "updates and weights do not fit each other"),
    (("stopped_because",), 5, "stopped_because is 5: it must be text"),
], ids=lambda given: str(given)[:50])
def test_a_changed_text_is_refused(path, value, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        from_json(changed(*path, value=value))


def test_every_part_is_needed():
    content = json.loads(HISTORY.to_json())
    inside = [(name, inner) for name in content if isinstance(content[name], dict) for inner in content[name]]
    for path in [(name,) for name in content] + inside:
        with pytest.raises(ValueError, match="has no "):
            from_json(changed(*path, remove=True))


def test_an_old_version_says_what_to_do():
    with pytest.raises(ValueError, match=r"must be a whole number from 1"):
        from_json(changed("version", value=0))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"x"', "null", "[" * 100_000, HISTORY.to_json()[:-9], "NaN"])
def test_what_is_no_such_text_is_refused(text):
    with pytest.raises(ValueError, match=r"text is not the JSON|it must be an object"):
        from_json(text)


def test_other_types_and_kinds():
    with pytest.raises(TypeError, match="give the text"):
        from_json(b"{}")
    with pytest.raises(ValueError, match="text holds a network"):
        History.from_json(to_json(nbnn.Network.random((2, 1))))


def test_digits_are_saved_in_a_few_megabytes():
    data = nbnn.datasets.digits().subset(range(300))
    history = train(nbnn.Network.random((64, 32, 10), seed=0), data, loss="cross_entropy", epochs=3, dropout=0.5)
    text = history.to_json()
    assert len(text) < 11 * (data.x.size + history.weights.size) + 25 * len(history.start.theta)
    equal(history, from_json(text))


@pytest.mark.parametrize("m", [1, 3])
def test_a_history_with_targets_comes_back(m):
    data = nbnn.Dataset.from_arrays(np.random.default_rng(0).normal(size=(10, 2)), np.random.default_rng(1).normal(size=(10, m)))
    train, validation = data.split(0.7)
    history = nbnn.train(nbnn.Network.random((2, 4, m)), train, validation, loss=nbnn.huber(0.5), epochs=2, batch_size=3)
    again = nbnn.from_json(text := history.to_json())
    assert again.to_json() == text
    assert again.data.targets == data.targets and np.array_equal(again.data.z, train.z)
    assert again.accuracy is None and np.array_equal(again.r2, history.r2)
    assert np.array_equal(again.mean_absolute_error, history.mean_absolute_error) and again.plan.loss.parameters["delta"] == 0.5
    content = json.loads(text)
    for wrong in ({"r2": None}, {"accuracy": content["r2"]}, {"mean_absolute_error": content["updates"]}):
        with pytest.raises(ValueError, match=r"r2|mean_absolute_error|accuracy"):
            nbnn.from_json(json.dumps(content | wrong))


def test_a_history_with_labels_is_written_as_before():
    text = nbnn.train(nbnn.Network.random((2, 3, 1)), nbnn.datasets.moons(10), loss="hinge", epochs=1).to_json()
    assert not {"targets", "r2", "mean_absolute_error"} & {*json.loads(text), *json.loads(text)["data"]}
