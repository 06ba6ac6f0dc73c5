"""The Playground's weights in numbers: every weight has its row and its column, and a large layer its span."""

import numpy as np

import nbnn
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording
from nbnn.explain.playground import weights as playground_weights
from nbnn.explain.writing.numbers import format_number
from tests.explain.columns import columns


def made(**choices):
    return explain.setting(explain.Recipe().changed(**choices))


def test_every_weight_stands_in_its_units_row_under_what_it_comes_from():
    setting = made()
    told = explain.weights(setting, setting.network)
    assert [row["into"] for row in told] == ["a⁽¹⁾₁", "a⁽¹⁾₂", "a⁽¹⁾₃", "a⁽¹⁾₄", "a⁽²⁾₁", "a⁽²⁾₂", "y"]
    assert [row["weights"] for row in told] == ["W⁽¹⁾"] * 4 + ["W⁽²⁾"] * 2 + ["w⁽³⁾"]
    assert told[1] == {"weights": "W⁽¹⁾", "into": "a⁽¹⁾₂", "from": "x₁, x₂, 1",
                       "values": ", ".join(map(format_number, setting.network.weights[0][1]))}
    assert told[-1]["from"] == "h⁽²⁾₁, h⁽²⁾₂, 1"
    assert told[-1]["values"] == ", ".join(map(format_number, setting.network.weights[2].ravel()))


def test_the_names_are_those_of_the_features_and_of_the_classes():
    [w] = explain.weight_layers(made(hidden=(), features=("x1_squared", "sin_x2"), bias=False))
    assert w == {"symbol": "w⁽¹⁾", "size": "2 weights", "into": ["y"], "from": ["x₁²", "sin x₂"], "whole": True}
    first, last = explain.weight_layers(made(data="iris", hidden=(3,)))
    assert first["into"] == ["a₁", "a₂", "a₃"] and last["from"] == ["h₁", "h₂", "h₃", "1"]
    assert last["into"] == ["y₁ (setosa)", "y₂ (versicolor)", "y₃ (virginica)"] and last["size"] == "3 × 4"


def test_a_large_layer_is_one_row_with_its_span():
    setting = made(data="digits", hidden=(32,), epochs=10)
    first, last = explain.weights(setting, setting.network)
    W1 = setting.network.weights[0]
    assert first == {"weights": "W⁽¹⁾", "into": "a₁ to a₃₂", "from": "x₁ to x₆₄, 1",
                     "values": f"32 × 65, from {format_number(W1.min())} to {format_number(W1.max())}"}
    assert last["into"] == "y₁ (0) to y₁₀ (9)" and not explain.weight_layers(setting)[1]["whole"]
    assert explain.weight_layers(made(data="digits", hidden=(8,), bias=False))[1]["whole"]


def test_spans_are_each_layers_lowest_and_highest():
    network = nbnn.Network.random([2, 3, 1], seed=1)
    found = playground_weights.spans(network.quantities, np.stack([network.theta, 2 * network.theta]))
    expected = [extreme for W in network.weights for extreme in (W.min(), W.max())]
    assert found.dtype == "<f4" and np.allclose(found, [expected, 2 * np.array(expected)])


def test_the_page_is_sent_the_spans_of_every_epoch_and_update():
    setting = made(epochs=3)
    training = setting.training()
    while not training.done:
        training.advance_epoch()
    history = training.history
    record, inside = recording.record(setting, history), recording.inside(history, 2)
    spans = [playground_weights.spans(history.start.quantities, theta[None])[0] for theta in history.weights]
    assert np.array_equal(columns(record.schema["columns"], record.head)["spans"], spans)
    within = columns(inside.schema, inside.columns)["spans"]
    assert np.array_equal(within[0], spans[2]) and np.array_equal(within[-1], spans[3])
