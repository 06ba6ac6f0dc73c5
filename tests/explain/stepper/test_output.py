"""Paths, the wiggle and the picture of networks whose output has an activation, or whose layers have different ones."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.reasons import ZeroReason
from nbnn.explain.recording.recording import describe_network
from nbnn.explain.stepper import diagram
from nbnn.explain.stepper.derivation import derivation
from nbnn.explain.stepper.paths import choices
from nbnn.explain.stepper.wiggle import wiggle
from nbnn.explain.writing.template import text

from .test_diagram import assert_apart_and_within, assert_free

NETWORKS = {
    "one score": ([2, 3, 1], "tanh", "sigmoid"),
    "K scores": ([2, 3, 3], "softplus", "sigmoid"),
    "mixed": ([2, 3, 2, 1], ["tanh", "sigmoid"], "tanh"),
    "no hidden layer": ([2, 1], "relu", "sigmoid"),
    "mixed, no output": ([2, 3, 3, 1], ["relu", "tanh"], "identity"),
    "a ReLU output": ([2, 3, 3, 3], ["relu", "tanh"], "relu"),
}


def run_of(name: str, bias: bool = False, steps: int = 6) -> nbnn.Run:
    sizes, activation, output = NETWORKS[name]
    rng = np.random.default_rng(2)
    z = np.arange(12) % max(2, sizes[-1])
    data = nbnn.Dataset.from_arrays(rng.normal(size=(12, 2)), 2 * z - 1 if sizes[-1] == 1 else z + 1)
    return nbnn.sgd(nbnn.Network.random(sizes, activation, seed=1, bias=bias, output=output), data, loss=nbnn.squared, steps=steps)


def places(run: nbnn.Run):
    """Every weight: (layer from 1, row, column)."""
    for layer, W in enumerate(run.start.weights, start=1):
        yield from ((layer, *(0, *at)[-2:]) for at in np.ndindex(W.shape))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_paths_add_up_to_the_derivative(name, bias):
    run = run_of(name, bias)
    for layer, row, column in places(run):
        found = derivation(run, layer, row, column)
        exact = run.column(run.quantities.layers[layer - 1].dl_dW).reshape(len(run), -1)[:, found.index]
        np.testing.assert_allclose(found.sum, exact, rtol=1e-10, atol=1e-15)
        smooth = ~found.straddles
        np.testing.assert_allclose(found.finite_difference[smooth], exact[smooth], rtol=1e-5, atol=1e-8)
        np.testing.assert_allclose(derivation(run, layer, row, column, listed=1).sum, exact, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_path_goes_through_the_outputs_slope(name):
    run = run_of(name)
    path = derivation(run, 1, 0, 0).paths[0]
    quantities = [factor.quantity for factor in path.factors]
    assert ("dy_ds" in quantities) is run.quantities.output
    many = run.start.sizes[-1] > 1
    if run.quantities.output:
        assert quantities[:2] == ["dl_dy", "dy_ds"]
        assert text(path.factors[1].symbol, lambda *_: 0.0) == ("∂y₁/∂s₁" if many else "∂y/∂s")
        assert path.through.startswith("ℓ → y₁ → s₁" if many else "ℓ → y → s")


@pytest.mark.parametrize("name", NETWORKS)
def test_a_wiggle_is_the_forward_pass_with_another_weight(name):
    run = run_of(name)
    for layer, row, column in places(run):
        found = wiggle(run, layer, row, column, 0, 3, epsilons=(-0.5, 0.0, 0.25))
        for t in range(3):
            for e, epsilon in enumerate(found.epsilons):
                net = run.network(t)
                changed = net.with_weight(layer, row, column, np.atleast_2d(net.weights[layer - 1])[row, column] + epsilon)
                forward = changed.forward(run[t].x)
                at = {"y": np.ravel(forward.y), "s": np.ravel(forward.s)}
                for q, quantity in enumerate(found.quantities):
                    if quantity.name in at:
                        assert found.after[t, e, q] == pytest.approx(at[quantity.name][quantity.index], rel=1e-5, abs=1e-6)
                assert found.after[t, e, -1] == pytest.approx(run.loss.value(forward.y, int(run[t].z)), rel=1e-5, abs=1e-6)
        told = [quantity.text for quantity in found.quantities]
        assert ("s" in " ".join(told)) is run.quantities.output


def test_a_flat_output_stops_the_change_there():
    net = nbnn.Network([[[1.0]], [-2.0]], output=nbnn.relu)
    run = nbnn.sgd(net, nbnn.Dataset.from_arrays([[1.0], [2.0]], [1, -1]), loss=nbnn.squared, steps=1, order=[0])
    found = wiggle(run, 2, 0, 0, 0, 1, epsilons=(0.5, 3.0))
    names = [quantity.text for quantity in found.quantities]
    s, y = names.index("s"), names.index("y")
    assert found.change[0, 0].tolist() == [0.5, 0.5, 0.0, 0.0]
    assert found.reasons[0, 0, y] == ZeroReason.RELU_OFF
    assert found.quantities[y].words[int(ZeroReason.RELU_OFF)] == "the output is flat at s"
    assert found.crossed[0, 1, s] == 1 and found.quantities[s].up == "s passes a kink of the output's activation upwards"
    assert found.change[0, 1, y] == 1.0
    derived = derivation(run, 2, 0, 0)
    assert derived.reason(0, 0) == ZeroReason.RELU_OFF and derived.paths[0].factors[1].words == "the output is flat at s"


def test_what_a_weight_of_the_last_layer_leads_to():
    assert choices(run_of("K scores").start)[-1].targets == ("s₁", "s₂", "s₃")
    assert choices(run_of("mixed, no output").start)[-1].targets == ("y",)


# ---- the picture ----

def described(sizes, activation="tanh", output="sigmoid", bias=False) -> dict:
    rng = np.random.default_rng(2)
    z = np.arange(12) % max(2, sizes[-1])
    data = nbnn.Dataset.from_arrays(rng.normal(size=(12, sizes[0])), 2 * z - 1 if sizes[-1] <= 2 else z + 1)
    net = nbnn.Network.random(sizes, activation, bias=bias, output=output)
    return describe_network(nbnn.sgd(net, data, loss=nbnn.squared, steps=1))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", [(2, 2, 2), (2, 3, 1), (4, 8, 3), (2, 4, 4, 1), (2, 1), (2, 3, 4), (3, 5, 6)], ids=str)
def test_the_output_has_a_gate_like_a_hidden_unit_and_nothing_covers_anything(sizes, bias):
    drawn = diagram.layout(described(sizes, bias=bias))
    for form in diagram.FORMS:
        picture = drawn[form]
        assert_apart_and_within(picture)
        assert_free(picture)
        whole = [node for node in picture["nodes"] if node["k"] is not None]
        of_output = [gate["k"] for gate in picture["gates"] if gate["pre"] == "s"]
        assert of_output == [node["k"] for node in whole if node["q"] == "s"] == [node["k"] for node in whole if node["q"] == "y"]
        assert {gate["layer"] for gate in picture["gates"] if gate["pre"] == "s"} == {len(sizes) - 1}
        assert {node["called"] for node in whole if node["q"] in ("s", "y")} == {"score", "output"}
        last = {(edge["q"], edge["k"]) for edge in picture["edges"] if edge["target"] == "s"}
        assert last and not [edge for edge in picture["edges"] if edge["target"] == "y"]


def test_the_picture_in_words():
    two = diagram.describe(described((2, 2, 2)))
    assert two == "Network with 2 inputs, 2 hidden units (tanh) and 2 outputs y (sigmoid of the scores s)"
    mixed = described((2, 3, 4, 1), ["tanh", "relu"], "identity")
    assert diagram.describe(mixed) == "Network with 2 inputs, 3 hidden units (tanh), 4 hidden units (ReLU) and 1 score y"
    nodes = diagram.layout(described((2, 2, 1)))["wide"]["nodes"]
    assert [node["symbol"] for node in nodes][-3:] == ["s", "y", "ℓ"]


def test_each_layer_has_its_own_curve():
    curves = diagram.layout(described((2, 3, 4, 1), ["tanh", "relu"], "sigmoid"))["curves"]
    assert curves == [diagram.curve_of(record.value) for record in (nbnn.tanh, nbnn.relu, nbnn.sigmoid)]
    assert "curves" not in diagram.layout(described((2, 3, 1), output="identity"))
    keys = {diagram.key_of(described((2, 3, 3, 1), *each)) for each in (
        ("tanh", "sigmoid"), ("tanh", "tanh"), ("tanh", "identity"), (["tanh", "relu"], "sigmoid"), (["relu", "tanh"], "sigmoid"))}
    assert len(keys) == 5
