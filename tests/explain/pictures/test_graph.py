"""A computational graph as a picture."""

import pytest

import nbnn
from nbnn.core.graph.expression import parse
from nbnn.explain.pictures.graph import TOP, graph_picture
from tests.explain.pictures.looked_at import SVG, checked, texts_at, words_in


def test_a_large_graph_is_a_table():
    root = nbnn.graph.variable(1.0, "a")
    for k in range(200):
        root = root * nbnn.graph.constant(1.0 + k % 2)
    checked(graph_picture(root, nbnn.graph.table(root)).text())


@pytest.mark.parametrize("formula", ["a*b + relu(a)", "a", "exp(a)**2 + a/b"])
def test_a_graph_is_a_picture(formula):
    expression = parse(formula)
    root = expression.graph(dict.fromkeys(expression.names, 2.0)).root
    nbnn.graph.backward(root)
    svg = graph_picture(root, nbnn.graph.table(root)).text()
    boxes = [[float(each.get(key)) for key in ("x", "y", "width", "height")] for each in checked(svg).iter(f"{SVG}rect")][1:]
    for words, left, right, y in texts_at(svg):
        middle, y = (left + right) / 2, y - TOP
        assert y < 0 or any(x <= middle <= x + w and top <= y <= top + h for x, top, w, h in boxes), f"{words} is in no box"


def test_each_node_has_its_value_and_its_derivative():
    root = parse("a*b + relu(a)").graph({"a": 2.0, "b": 3.0}).root
    nbnn.graph.backward(root)
    rows = nbnn.graph.table(root)
    words = words_in(graph_picture(root, rows).text())
    assert {"2", "3", "6", "8", "∂ 4", "∂ 2", "∂ 1"} <= set(words)
    assert "8" not in words_in(graph_picture(root, [row | {"value": "", "derivative": ""} for row in rows]).text())
