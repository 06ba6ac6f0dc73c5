"""Published worked examples as graphs: every number that a source prints, to the digits that it prints."""

from datetime import date

import numpy as np
import pytest

from nbnn.core.graph import graph as g
from nbnn.core.graph.expression import Built, parse
from nbnn.core.graph.graph import Node
from tests.published.examples import (
    HAN,
    HOW,
    MACLEOD,
    MAZUR,
    NG_SOFTMAX,
    PUBLISHED,
    TIMELINE,
    UDL,
    UNCHECKED,
    Printed,
    Published,
)
from tests.published.rounded import recomputed, tolerance

by_name = pytest.mark.parametrize("example", PUBLISHED, ids=lambda example: example.name)


def built(example: Published, values=None) -> Built:
    """The example's graph, its derivatives found."""
    made = parse(example.formula).graph(values or example.values, example.constants)
    g.backward(made.root)
    return made


def updated(example: Published) -> Built:
    """The graph after the updates: every variable less η times its derivative."""
    values = dict(example.values)
    for _ in range(example.layers.updates):
        nodes = built(example, values).nodes
        values |= {name: nodes[name].value - example.layers.eta * nodes[name].derivative
                   for name in values if name not in example.constants}
    return built(example, values)


def number_of(graphs: dict[str, Built], number: Printed) -> float:
    """What the graph has for a printed number."""
    sign, name = (-1, number.name[1:]) if number.name.startswith("-") else (1, number.name)
    name, after = name.removesuffix("_after"), name.endswith("_after")
    graph = graphs["after" if after else "before"]
    nodes = {**graph.nodes, "loss": graph.root, "l": graph.root}
    above, _, below = name.partition("_d")
    value = nodes[name].value if not below else slope(nodes[above.removeprefix("d")], nodes[below])
    return sign * float(np.asarray(value)[number.place])


def slope(above: Node, below: Node) -> np.ndarray | float:
    """∂above/∂below, of the loss or entry by entry."""
    return below.derivative / above.derivative


def graphs_of(example: Published) -> dict[str, Built]:
    after = any(number.name.endswith("_after") for number in (*example.numbers(), *example.wrong_numbers()))
    return {"before": built(example), **({"after": updated(example)} if after else {})}


@by_name
def test_every_printed_number_agrees_to_its_digits(example):
    graphs = graphs_of(example)
    numbers = list(example.numbers())
    assert numbers
    for number in numbers:
        assert number_of(graphs, number) == pytest.approx(float(number.text), abs=tolerance(example, number), rel=0), number


@pytest.mark.parametrize("example", [each for each in PUBLISHED if each.wrong], ids=lambda example: example.name)
def test_what_is_printed_wrongly_is_not_what_we_find(example):
    graphs = graphs_of(example)
    assert set(example.wrong).isdisjoint(example.printed)
    for name, (_, reason) in example.wrong.items():
        wrong = [number for number in example.wrong_numbers() if number.name == name]
        assert reason and any(abs(number_of(graphs, number) - float(number.text)) > number.unit for number in wrong)


@pytest.mark.parametrize("example", [each for each in PUBLISHED if each.from_printed], ids=lambda example: example.name)
def test_what_was_computed_from_rounded_numbers_comes_from_them_to_the_last_digit(example):
    """In the source's own rounded arithmetic, with no tolerance of its own; and exact arithmetic does not give the print."""
    graphs = graphs_of(example)
    assert set(example.from_printed) <= set(example.printed)
    for name in example.from_printed:
        numbers = [number for number in example.numbers() if number.name == name]
        for number in numbers:
            assert recomputed(example, number).value == pytest.approx(float(number.text), abs=0.5 * number.unit + 1e-12, rel=0), number
        assert any(abs(number_of(graphs, number) - float(number.text)) > 0.5 * number.unit for number in numbers), f"{name} needs none"


@by_name
def test_every_source_is_named(example):
    assert example.name and example.title and example.author and example.place
    assert example.source.startswith(("https://", "http://", "ISBN "))


@by_name
def test_every_example_was_compared_with_its_original_or_a_copy_and_says_with_which(example):
    assert example.checked.how in HOW and example.checked.how != UNCHECKED
    assert "https://" in example.checked.where or "found on GitHub" in example.checked.where
    assert date.fromisoformat(example.checked.on) >= date(2026, 11, 29)


def test_the_examples_are_those_that_were_promised():
    """Four classic shapes, a logistic loss and the toy model, and at least five more from other books or courses."""
    promised = {MAZUR, HAN, MACLEOD, NG_SOFTMAX, TIMELINE, UDL}
    assert promised <= set(PUBLISHED)
    assert len({example.author for example in PUBLISHED} - {each.author for each in promised}) >= 5


@pytest.mark.parametrize("example", [each for each in PUBLISHED if each.layers], ids=lambda example: example.name)
def test_a_networks_layers_are_its_graphs_values(example):
    """One table for both: what the board gets is what the graph gets."""
    layers, values = example.layers, example.values
    assert np.array_equal(np.ravel(values["x"]), layers.x)
    for k, W in enumerate(layers.weights, start=1):
        given = values[f"W{k}"] if f"W{k}" in values else np.atleast_1d(values[f"w{k}"])
        assert np.array_equal(given, W)
        if layers.biases is not None:
            assert np.array_equal(np.ravel(values[f"b{k}"]), np.ravel(layers.biases[k - 1]))
    if "z" in values:
        assert np.array_equal(values["z"], layers.z)
    elif "k" in values:
        assert values["k"].index(1) + 1 == layers.z
    width = [W.shape for W in layers.weights_with_biases()]
    assert [shape[-1] for shape in width] == [np.shape(W)[-1] + (layers.biases is not None) for W in layers.weights]


def test_what_mazur_prints_wrongly_by_hand():
    """The whole example once more in plain NumPy, biases staying: 0.291027774 after one update, not 0.291027924."""
    x, z, b1, b2 = np.array([0.05, 0.1]), np.array([0.01, 0.99]), 0.35, 0.6
    W1, W2 = np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([[0.4, 0.45], [0.5, 0.55]])
    squash = lambda a: 1 / (1 + np.exp(-a))
    h = squash(W1 @ x + b1)
    y = squash(W2 @ h + b2)
    dl_ds = (y - z) * y * (1 - y)
    dl_da = W2.T @ dl_ds * h * (1 - h)
    W1, W2 = W1 - 0.5 * np.outer(dl_da, x), W2 - 0.5 * np.outer(dl_ds, h)
    assert round(float(np.sum((squash(W2 @ squash(W1 @ x + b1) + b2) - z) ** 2) / 2), 9) == 0.291027774


# ---- notebook 7.1 of Understanding Deep Learning: one typed formula ----

TYPED = "(β3 + ω3*cos(β2 + ω2*exp(β1 + ω1*sin(β0 + ω0*x))) - y)**2"


def chain(v: dict[str, complex], end: int = 8) -> complex:
    """The toy model written out with NumPy's functions of complex numbers: no line of the package."""
    f0 = v["β0"] + v["ω0"] * v["x"]
    f1 = v["β1"] + v["ω1"] * np.sin(f0)
    f2 = v["β2"] + v["ω2"] * np.exp(f1)
    f3 = v["β3"] + v["ω3"] * np.cos(f2)
    return (f0, np.sin(f0), f1, np.exp(f1), f2, np.cos(f2), f3, f3 - v["y"], (f3 - v["y"]) ** 2)[end]


def test_the_toy_model_typed_as_one_formula_has_the_derivatives_of_a_complex_step():
    made = parse(TYPED).graph(UDL.values, UDL.constants)
    g.backward(made.root)
    assert made.root.value == pytest.approx(chain(UDL.values), rel=1e-15)
    for name in set(UDL.values) - set(UDL.constants):
        moved = {**UDL.values, name: UDL.values[name] + 1e-30j}
        assert made.nodes[name].derivative == pytest.approx(chain(moved).imag / 1e-30, rel=1e-12), name


def test_its_intermediate_values_are_those_of_the_formula_typed_line_by_line():
    made = built(UDL)
    for end, name in enumerate(("f0", "h1", "f1", "h2", "f2", "h3", "f3")):
        assert made.nodes[name].value == pytest.approx(chain(UDL.values, end), rel=1e-15)
