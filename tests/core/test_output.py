"""An activation of the output and one per hidden layer: the classic 2–2–2 by hand, the complex step, and every way to the same numbers."""

import pickle
from math import exp

import numpy as np
import pytest

import nbnn
from nbnn.core.network.ensemble import FewWeights, as_weights, mean_losses, scores
from nbnn.core.network.measures import accuracy, confusion
from nbnn.core.records.activations import ACTIVATIONS, identity
from nbnn.core.records.losses import LOSSES

# The classic example: P. Haykin-style 2–2–2 with sigmoids everywhere, as printed by M. Mazur (2015); biases are the last column.
W1 = [[0.15, 0.20, 0.35], [0.25, 0.30, 0.35]]
W2 = [[0.40, 0.45, 0.60], [0.50, 0.55, 0.60]]
X = [0.05, 0.10]

MIXED = {
    "one score": ([2, 3, 1], ["tanh"], "sigmoid"),
    "two layers": ([3, 4, 2, 1], ["tanh", "relu"], "sigmoid"),
    "three layers": ([2, 3, 3, 2, 1], ["sigmoid", "leaky_relu", "softplus"], "tanh"),
    "K scores": ([2, 3, 3], ["softplus"], "sigmoid"),
    "K scores, two layers": ([2, 4, 3, 3], ["relu", "tanh"], "softplus"),
    "no hidden layer": ([3, 1], [], "sigmoid"),
    "no hidden layer, K scores": ([3, 2], "relu", "tanh"),
    "a ReLU output": ([2, 4, 3], "tanh", "relu"),
    "no output": ([2, 4, 3, 1], ["tanh", "sigmoid"], "identity"),
}


def mixed(name, bias=False, seed=3):
    sizes, activation, output = MIXED[name]
    net = nbnn.Network.random(sizes, activation, seed=seed, bias=bias, output=output)
    return net.with_theta(net.theta + np.random.default_rng(seed).normal(0, 0.3, net.theta.shape))  # biases that are not 0


def data_for(net, n=12, seed=5):
    rng = np.random.default_rng(seed)
    classes = max(2, net.sizes[-1])
    z = np.arange(n) % classes + 1
    data = nbnn.Dataset.from_arrays(rng.normal(size=(n, net.n_inputs)), 2 * z - 3 if classes == 2 else z)
    return data.counting(not net.one_score)


def sigmoid(s):
    return 1 / (1 + exp(-s))


def test_the_classic_two_two_two_by_hand():
    net = nbnn.Network([W1, W2], activation=nbnn.sigmoid, output=nbnn.sigmoid, bias=True)
    forward = net.forward(X)
    np.testing.assert_allclose(forward.a[0], [0.3775, 0.3925], rtol=1e-12)
    np.testing.assert_allclose(forward.h[0], [0.593269992, 0.596884378, 1], rtol=1e-8)
    np.testing.assert_allclose(forward.s, [1.105905967, 1.224921404], rtol=1e-9)
    np.testing.assert_allclose(forward.y, [0.75136507, 0.772928465], rtol=1e-8)


def test_one_update_by_hand():
    """h = σ(0.5·2) = σ(1), s = 1.5·σ(1), y = σ(s), ℓ = (y − 1)²: every line once more, with a calculator's functions."""
    step = nbnn.sgd_step(nbnn.Network([[[0.5]], [1.5]], nbnn.sigmoid, output=nbnn.sigmoid), [2], 1, loss=nbnn.squared, eta=0.5)
    h = sigmoid(1)
    s = 1.5 * h
    y = sigmoid(s)
    by_hand = {"a": 1, "h": h, "s": s, "y": y, "loss": (y - 1) ** 2, "dl_dy": 2 * (y - 1), "dy_ds": y * (1 - y),
               "dl_ds": 2 * (y - 1) * y * (1 - y), "dl_dw2": 2 * (y - 1) * y * (1 - y) * h,
               "dl_dh": 2 * (y - 1) * y * (1 - y) * 1.5, "dl_da": 2 * (y - 1) * y * (1 - y) * 1.5 * h * (1 - h),
               "dl_dW1": 2 * (y - 1) * y * (1 - y) * 1.5 * h * (1 - h) * 2}
    assert step.names == tuple(by_hand)
    for name, value in by_hand.items():
        assert np.ravel(step[name])[0] == pytest.approx(value, rel=1e-14), name
    assert step.after.w2[0] == pytest.approx(1.5 - 0.5 * by_hand["dl_dw2"], rel=1e-14)
    assert step.after.output is nbnn.sigmoid


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", MIXED)
def test_backpropagation_is_the_complex_step(name, bias):
    for seed in range(4):
        net = mixed(name, bias, seed)
        data = data_for(net, seed=seed)
        report = nbnn.check.gradients(net, data.x[0], int(data.z[0]), nbnn.squared)
        assert report.agrees
        assert all(row.complex_step is not None for row in report)


@pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_every_activation_as_an_output_under_every_loss_that_takes_it(record):
    for loss in LOSSES.values():
        net = nbnn.Network.random([2, 3, 3 if loss.scores == "many" else 1], output=record, activation=nbnn.tanh)
        data = data_for(net)
        try:
            nbnn.sgd_step(net, data.x[0], int(data.z[0]), loss=loss)
        except ValueError:
            continue  # a loss that has no meaning on such outputs says so
        assert nbnn.check.gradients(net, data.x[0], int(data.z[0]), loss).agrees


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", MIXED)
def test_a_recorded_update_is_the_networks_own_calculation(name, bias):
    net = mixed(name, bias)
    data = data_for(net)
    run = nbnn.sgd(net, data, loss=nbnn.squared, eta=0.1, steps=20)
    for step in run:
        forward = step.before.forward(step.x[:net.n_inputs])
        assert np.array_equal(forward.y, step.y)
        d = step.before.backward(forward, step.dl_dy)
        for quantity, value in d.items():
            np.testing.assert_array_equal(value, step[quantity], err_msg=quantity)
        if net.quantities.output:
            np.testing.assert_array_equal(forward.s, step.s)
    alone = nbnn.sgd_step(net, data.x[run.examples[0]], int(run.data.z[run.examples[0]]), loss=nbnn.squared, eta=0.1)
    np.testing.assert_array_equal(alone.row, run[0].row)
    np.testing.assert_array_equal(nbnn.sgd_last(net, data, nbnn.squared, 0.1, steps=20).theta, run.network(20).theta)


@pytest.mark.parametrize("name", MIXED)
@pytest.mark.parametrize("batch_size", [1, 5])
def test_training_and_a_sweep_make_the_same_updates(name, batch_size):
    net = mixed(name, bias=True)
    data = data_for(net)
    history = nbnn.train(net, data, loss=nbnn.squared, eta=0.1, epochs=2, batch_size=batch_size, record_updates=True)
    for update in (*history.replay(0), *history.replay(1)):
        place = net.with_theta(update.place)
        np.testing.assert_allclose(update.dl_dtheta, mean_derivative(place, history.data, update.examples), rtol=1e-9, atol=1e-14)
        np.testing.assert_array_equal(update.forward.y, place.scores(history.data.x[update.examples]))
    swept = nbnn.sweep(net, data, data_for(net, seed=9), loss=nbnn.squared, etas=[0.1, 0.2], seeds=[0], epochs=2, batch_size=batch_size)
    np.testing.assert_allclose(swept.train_loss[0, 0], history.train_loss, rtol=1e-9)
    assert swept.best.network.output is net.output and swept.best.network.activations == net.activations


def mean_derivative(net, data, examples):
    forward = net.forward(data.x[examples])
    d = net.backward(forward, nbnn.squared.derivative(forward.y, data.z[examples]))
    return np.concatenate([d[layer.dl_dW].mean(axis=0).ravel() for layer in net.quantities.layers])


@pytest.mark.parametrize("name", MIXED)
def test_losses_of_many_weights_at_once(name):
    net = mixed(name, bias=True)
    data = nbnn.sgd(net, data_for(net), loss=nbnn.squared, steps=1).data
    thetas = np.stack([net.theta, 1.1 * net.theta])
    means = mean_losses(net, as_weights(net, thetas), data, nbnn.squared)
    for theta, mean in zip(thetas, means):
        other = net.with_theta(theta)
        assert mean == pytest.approx(np.mean(nbnn.squared.value(other.scores(data.x), data.z)), rel=1e-12)
        np.testing.assert_allclose(scores(net, as_weights(net, theta[None]), data.x)[0], other.forward(data.x).s, rtol=1e-12)
    for places in ([(0, 0, 0), (0, 0, 1)], [(0, 0, 0), (net.depth - 1, 0, 0)], [(net.depth - 1, 0, 0), (net.depth - 1, 0, 1)]):
        if len(set(places)) < 2:
            continue
        few = FewWeights(net, places, data.x)
        here = [np.array([np.atleast_2d(net.weights[layer])[row, column]]) for layer, row, column in places]
        np.testing.assert_allclose(few.scores(here)[0], net.scores(data.x), rtol=1e-12)
        whole = mean_derivative(net, data, np.arange(len(data)))
        at = {layer.W: net.quantities.view(whole, layer.W) for layer in net.quantities.layers}
        for found, (layer, row, column) in zip(few.mean_derivatives(here, data.z, nbnn.squared)[0], places):
            assert found == pytest.approx(np.atleast_2d(at[net.quantities.layers[layer].W])[row, column], rel=1e-10, abs=1e-14)


@pytest.mark.parametrize("name", MIXED)
def test_the_graph_of_such_a_network(name):
    net = mixed(name, bias=True)
    data = data_for(net)
    root = nbnn.graph.of_network(net, data.x[0], int(data.z[0]), nbnn.squared)
    nodes = nbnn.graph.by_name(root)
    derivatives = nbnn.graph.backward(root)
    step = nbnn.sgd_step(net, data.x[0], int(data.z[0]), loss=nbnn.squared)
    np.testing.assert_allclose(nodes["y"].value, step.y, rtol=1e-14)
    for layer in net.quantities.layers:
        np.testing.assert_allclose(derivatives.derivatives[nodes[layer.W]], step[layer.dl_dW], rtol=1e-10, atol=1e-15)
    assert ("s" in nodes) is net.quantities.output


def test_the_scores_decide_what_is_predicted():
    """At s = 0 a sigmoid gives ½ and tanh 0: the border is the same whatever the loss wants y to be."""
    for output in (nbnn.sigmoid, nbnn.tanh, nbnn.relu, identity):
        net = nbnn.Network([[1.0, -1.0]], output=output)
        assert net.predict([[2, 1], [1, 2], [1, 1]]).tolist() == [1, -1, 1]
    many = nbnn.Network([[[1.0, 0.0], [0.0, 1.0], [50.0, 50.0]]], output=nbnn.sigmoid)
    assert many.scores([[3.0, 40.0]])[0].tolist()[1:] == [1.0, 1.0]  # both saturated: y could not tell them apart
    assert many.predict([3.0, 40.0]) == 3


def test_measures_count_what_is_predicted():
    data = nbnn.Dataset.from_arrays([[2.0, 1.0], [1.0, 2.0], [3.0, 1.0], [1.0, 1.5]], [1, -1, 1, 1])
    net = nbnn.Network([[1.0, -1.0]], output=nbnn.sigmoid)
    assert accuracy(net, data) == 0.75
    assert confusion(net, data).counts.tolist() == [[1, 0], [1, 2]]
    assert nbnn.train(net, data, loss=nbnn.squared, epochs=1).accuracy[0] == 0.75
    assert "score 0" in confusion(net.with_theta(np.zeros(2)), data).sentence()


def test_zeros_behind_a_flat_output():
    off = nbnn.sgd_step(nbnn.Network([[[1.0, 0.0]], [-1.0]], output=nbnn.relu), [1, 0], 1, loss=nbnn.squared)
    why = nbnn.ZeroReason
    assert (off.s, off.y, off.dy_ds, off.dl_ds) == (-1, 0, 0, 0)
    assert off.why_zero("dl_ds") == why.RELU_OFF
    assert off.why_zero("dl_dw2", 0) == why.RELU_OFF
    assert off.why_zero("dl_dh", 0) == why.FLOW_STOPPED
    assert off.why_zero("dl_dW1", 0, 1) == why.FLOW_STOPPED | why.INPUT_ZERO
    saturated = nbnn.sgd_step(nbnn.Network([[[1.0]], [1000.0]], output=nbnn.sigmoid), [1], -1, loss=nbnn.squared)
    assert saturated.dl_dy == 4 and saturated.dy_ds == 0
    for name in ("dl_ds", "dl_dw2", "dl_dh", "dl_da", "dl_dW1"):
        assert np.all(saturated.zero_reasons(name) == why.SATURATED), name
    met = nbnn.sgd_step(nbnn.Network([[[1.0]], [2.0]], output=nbnn.leaky_relu), [1], 1, loss=nbnn.hinge)
    assert met.why_zero("dl_ds") == why.MARGIN_MET and met.why_zero("dl_dW1", 0, 0) == why.MARGIN_MET


@pytest.mark.parametrize("name", MIXED)
def test_flags_stand_exactly_where_a_derivative_is_zero(name):
    net = mixed(name)
    run = nbnn.sgd(net, data_for(net), loss=nbnn.squared, steps=10)
    for step in run:
        for quantity in (each for each in step.names if each.startswith("dl_")):
            np.testing.assert_array_equal(step.zero_reasons(quantity) != 0, np.asarray(step[quantity]) == 0, err_msg=quantity)


def test_nothing_changes_where_no_output_is_asked_for():
    plain, said = nbnn.Network.random([2, 3, 1]), nbnn.Network.random([2, 3, 1], output=identity)
    assert plain.output is identity and plain.quantities is said.quantities
    assert list(plain.quantities.shapes)[-4:] == ["y", "loss", "dl_dy", "eta"]
    assert "s" not in plain.quantities.shapes and not any("ds" in name for name in plain.quantities.names)
    forward = plain.forward([1.0, 2.0])
    assert forward.s is forward.y
    batch = plain.forward([[1.0, 2.0], [2.0, 1.0]])
    assert batch.s is batch.y
    assert nbnn.to_json(plain) == nbnn.to_json(said) and "output" not in nbnn.to_json(plain)
    assert repr(said) == "Network(2–3–1, ReLU)"


def test_what_a_network_keeps():
    net = nbnn.Network.random([2, 3, 2, 1], ["tanh", nbnn.relu], bias=True, output="sigmoid")
    assert net.activations == (nbnn.tanh, nbnn.relu) == net.activation
    assert net.output is nbnn.sigmoid and net.gates == (False, True, False)
    assert repr(net) == "Network(2–3–2–1, tanh, ReLU, output sigmoid, bias)"
    for other in (net.with_theta(net.theta), net.with_weight(1, 0, 0, 5), net.with_weights(net.weights),
                  nbnn.from_json(nbnn.to_json(net)), pickle.loads(pickle.dumps(net)),
                  nbnn.convex.swap_units(net, 0, 1), nbnn.sgd(net, data_for(net), nbnn.squared, steps=2)[1].after):
        assert (other.activations, other.output, other.bias) == (net.activations, net.output, True)
    same = nbnn.Network(net.weights, [nbnn.tanh, "tanh"], True)
    assert same.activation is nbnn.tanh and nbnn.to_json(same) == nbnn.to_json(nbnn.Network(net.weights, nbnn.tanh, True))
    leaky = nbnn.Network(net.weights, nbnn.leaky_relu(0.3), True, output=nbnn.leaky_relu(0.2))
    assert nbnn.from_json(nbnn.to_json(leaky)).output.parameters["slope"] == 0.2


def test_a_saved_history_keeps_them():
    net = mixed("two layers")
    history = nbnn.train(net, data_for(net), loss=nbnn.squared, epochs=2)
    again = nbnn.from_json(nbnn.to_json(history))
    assert again.network.output is nbnn.sigmoid and again.network.activations == net.activations
    np.testing.assert_array_equal(again.network.scores(history.data.x), history.network.scores(history.data.x))


@pytest.mark.parametrize("change, error", [
    ({"activation": ["tanh", "relu"]}, "activation has 2 activations for 1 hidden layer: give one for all of them, or a list with one for"),
    ({"activation": []}, "activation has 0 activations for 1 hidden layer"),
    ({"activation": ["tanhh"]}, "did you mean 'tanh'"),
    ({"output": "softmax"}, "is inside the cross entropy loss: leave output out"),
    ({"output": "Softmax"}, "is inside the cross entropy loss"),
    ({"output": "sigmod"}, "did you mean 'sigmoid'"),
])
def test_what_does_not_fit_is_said(change, error):
    with pytest.raises(ValueError, match=error):
        nbnn.Network([[[1.0, 2.0]], [1.0]], **change)


def test_a_list_of_outputs_is_refused():
    with pytest.raises(TypeError, match="give a record or one of"):
        nbnn.Network([[[1.0, 2.0]], [1.0]], output=["sigmoid"])


def test_a_fork_keeps_the_activations():
    run = nbnn.sgd(mixed("two layers"), data_for(mixed("two layers")), nbnn.squared, steps=3)
    start = run.start
    with pytest.raises(ValueError, match="has the output activation tanh but the run has sigmoid"):
        run.fork(1, nbnn.Network(start.weights, start.activations, output=nbnn.tanh))
    with pytest.raises(ValueError, match="has the activation relu but the run has tanh, relu"):
        run.fork(1, nbnn.Network(start.weights, nbnn.relu, output=nbnn.sigmoid))
    with pytest.raises(ValueError, match="has the output activation identity"):
        run.fork(1, nbnn.Network(start.weights, start.activations))
    assert run.fork(1, run.network(1)).start.output is nbnn.sigmoid


def test_an_overflow_names_the_score():
    net = nbnn.Network([[[1e200, 1e200]], [1e200]], output=nbnn.sigmoid)
    with pytest.raises(ValueError, match="leaves the finite numbers: s overflows"):
        nbnn.sgd_step(net, [1, 1], 1, nbnn.squared)
