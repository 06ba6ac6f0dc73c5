"""The sheets against the core: the same numbers, on every line, for every kind of network and topic."""

import numpy as np
import pytest

from nbnn.core.network.network import Network
from nbnn.core.records.activations import ACTIVATIONS
from nbnn.core.records.initializers import he
from nbnn.core.records.losses import binary_cross_entropy, cross_entropy, hinge, squared
from nbnn.core.records.optimizers import adagrad, adam, momentum
from nbnn.core.records.regularizers import dropout, l2
from nbnn.core.records.schedules import decay
from nbnn.core.training.sgd import sgd_step
from nbnn.exercises.judging.sheets import DoesNotApply, Line, Values, fill, given_network, ingredients, network_sheet
from nbnn.exercises.lessons.lesson_04_softmax import BATCH, MANY, TWO
from nbnn.exercises.lessons.lesson_08_initialization import HE
from nbnn.exercises.lessons.lesson_09_rate import DECAY
from nbnn.exercises.lessons.lesson_10_beyond_sgd import ADAGRAD, ADAM, MOMENTUM
from nbnn.exercises.lessons.lesson_12_regularization import DROPOUT, L2

RNG = np.random.default_rng(0)
SIZES = [(2, 1), (2, 3, 1), (3, 2, 4, 1), (2, 3), (2, 3, 4), (2, 3, 3, 2)]


def a_step(sizes, bias, activation):
    net = Network.random(sizes, activation=activation, initializer=he, seed=3, bias=bias)
    one = sizes[-1] == 1
    return sgd_step(net, RNG.normal(size=sizes[0]), -1 if one else 2, squared if one else cross_entropy, 0.3)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_a_network(sizes, bias, activation):
    step = a_step(sizes, bias, activation)
    values = fill(network_sheet(step.before.quantities), given_network(step))
    for name in step.names:
        assert np.allclose(values[name], step[name], rtol=1e-12, atol=1e-15), name
    for layer, weight in zip(step.before.quantities.layers, step.after.weights):
        assert np.allclose(values[f"{layer.W}_new"], weight, rtol=1e-12)


def test_what_a_quantity_is_made_from():
    step = a_step((2, 3, 1), False, "relu")
    sheet, given = network_sheet(step.before.quantities), given_network(step)
    assert ingredients(sheet, given, ["y"]) == {"a", "h", "y"}
    assert ingredients(sheet, given, ["dl_dw2"]) == {"a", "h", "y", "dl_dy", "dl_dw2"}
    assert ingredients(sheet, given, ["dl_da"]) == {"a", "h", "y", "dl_dy", "dl_dh", "dh_da", "dl_da"}


def test_a_slip_spoils_its_line_and_what_follows_is_done_right():
    step = a_step((2, 3, 1), False, "relu")
    sheet, given = network_sheet(step.before.quantities), given_network(step)
    wrong = fill(sheet, given, slips={"dl_dy": lambda v, right: 2 * right(v)})
    assert wrong["dl_dW1"] == pytest.approx(2 * step.dl_dW1)
    assert wrong["h"] == pytest.approx(step.h)
    assert np.array_equal(fill(sheet, given, slips={"dl_dy": lambda v, right: None})["dl_dW1"], fill(sheet, given)["dl_dW1"])


@pytest.mark.parametrize("slip", [lambda v, right: np.inf, lambda v, right: v.W.T @ v.below, lambda v, right: v.no_such_letter,
                                  lambda v, right: 1 // 0], ids=["infinite", "shapes", "letter", "zero"])
def test_a_slip_that_cannot_be_followed(slip):
    step = a_step((2, 3, 1), False, "relu")
    with pytest.raises(DoesNotApply):
        fill(network_sheet(step.before.quantities), given_network(step), slips={"a": slip})


def test_only_what_is_wanted_is_worked_out():
    sheet = (Line("a", lambda v: v.x + 1), Line("b", lambda v: v.a / 0, symbol="b"))
    assert fill(sheet, {"x": 1}, ["a"]) == {"x": 1, "a": 2}


# ---- sheets of their own ----

def test_softmax():
    for y, z in ((0.3, 1), (-1.2, -1), (2.0, -1)):
        values = fill(TWO, {"y": y, "z": z})
        assert values["dl_dy"] == pytest.approx(binary_cross_entropy.derivative(y, z))
        assert -np.log(values["p"]) == pytest.approx(binary_cross_entropy.value(y, z))
    y = RNG.normal(size=4)
    assert fill(MANY, {"y": y, "z": 3})["dl_dy"] == pytest.approx(cross_entropy.derivative(y, 3))
    assert fill(BATCH, {"Y": np.stack([y, 2 * y])})["P"][1] == pytest.approx(fill(MANY, {"y": 2 * y, "z": 1})["p"])


def test_optimizers():
    state, update = momentum(0.9).step({"v": np.array(-0.2)}, np.array(1.5), 0.1)
    values = fill(MOMENTUM, {"beta": 0.9, "v_before": -0.2, "d": 1.5, "eta": 0.1, "theta": 1.0})
    assert (values["v"], values["theta_new"]) == pytest.approx((state["v"].item(), 1 + update.item()))
    state, update = adagrad().step({"G": np.array(9.0)}, np.array(4.0), 0.1)
    values = fill(ADAGRAD, {"d_before": 3.0, "d": 4.0, "eta": 0.1})
    assert (values["G"], values["update"]) == pytest.approx((state["G"].item(), update.item()))
    record = adam(beta1=0.5, beta2=0.75, eps=0.5)
    state, update = record.step(record.start(()), np.array(-2.0), 0.1)
    values = fill(ADAM, {"m_before": 0.0, "v_before": 0.0, "d": -2.0, "eta": 0.1, "beta1": 0.5, "beta2": 0.75, "eps": 0.5, "t": 1})
    assert [values[name] for name in ("m", "v", "m_hat", "v_hat")] == pytest.approx([float(state[k]) for k in ("m", "v", "m_hat", "v_hat")])
    assert values["update"] == pytest.approx(update.item())


def test_rates_scales_and_regularization():
    for n in (1, 2, 7):
        assert fill(DECAY, {"eta0": 0.5, "lam": 2.0, "n": n})["eta_t"] == pytest.approx(decay(0.5, lam=2.0)(n - 1))
    drawn = he.draw(np.random.default_rng(1), (400, 50))
    assert fill(HE, {"d_in": 50, "d_out": 400})["deviation"] == pytest.approx(drawn.std(), rel=0.02)
    theta = np.array([1.0, -2.0])
    given = {"W": theta, "dW": np.array([0.5, 0.25]), "lam": 0.3}
    assert fill(L2, given)["total"] == pytest.approx(given["dW"] + l2(0.3).derivative(theta))
    given = {"h": np.array([1.0, 3.0]), "mask": np.array([1.0, 0.0]), "keep": 0.75, "w2": np.ones(2)}
    assert fill(DROPOUT, given)["dropped"] == pytest.approx(given["mask"] * given["h"] * dropout(0.25).scale)


def test_the_subdifferential_is_left_open_at_a_kink_only():
    for y, low, high in ((1.0, -1.0, 0.0), (1.0 - 1e-16, -1.0, 0.0), (0.9, -1.0, -1.0), (1.1, 0.0, 0.0)):
        step = sgd_step(Network([[y]]), [1.0], 1, hinge)
        (line,) = [each for each in network_sheet(step.before.quantities) if each.name == "dl_dy"]
        values = fill(network_sheet(step.before.quantities), given_network(step))
        assert line.spread(Values(values, {})) == pytest.approx((low, high))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize(("sizes", "activation", "output"), [
    ((2, 3, 1), "tanh", "sigmoid"), ((2, 3, 3), "relu", "sigmoid"), ((2, 3, 2, 1), ["tanh", "relu"], "tanh"),
    ((2, 1), "relu", "sigmoid"), ((2, 3, 4, 2), ["sigmoid", "leaky_relu"], "softplus"),
    ((2, 3, 3, 1), ["relu", "tanh"], "identity")], ids=str)
def test_a_network_with_functions_of_its_layers_and_its_output(sizes, activation, output, bias):
    net = Network.random(sizes, activation, seed=3, bias=bias, output=output)
    step = sgd_step(net, RNG.normal(size=sizes[0]), -1 if sizes[-1] == 1 else 2, squared, 0.3)
    sheet = network_sheet(net.quantities)
    values = fill(sheet, given_network(step))
    assert [line.name for line in sheet if not line.name.startswith(("dh_da", "dy_ds")) and not line.name.endswith("_new")] == \
        [name for name in step.names if name != "dy_ds"]
    for name in step.names:
        assert np.allclose(values[name], step[name], rtol=1e-12, atol=1e-15), name
    if net.quantities.output:
        assert ingredients(sheet, given_network(step), ["dl_ds"]) >= {"s", "y", "dl_dy", "dy_ds", "dl_ds"}


def test_the_formulas_of_the_lectures_network():
    one, many = network_sheet(Network.random((2, 3, 1)).quantities), network_sheet(Network.random((2, 3, 3)).quantities)
    written = lambda sheet: {line.name: line.formula for line in sheet}
    assert (written(one)["dl_dw2"], written(many)["dl_dW2"]) == ("∂ℓ/∂y h", "∂ℓ/∂y hᵀ")
