"""Published worked examples, typed as their page says: what a newcomer sees of them is what the sources print."""

import ast
from collections.abc import Mapping

import numpy as np
import pytest

import nbnn
from nbnn.core.graph.expression import parse, pretty
from tests.published import page
from tests.published.examples import NETWORKS, PUBLISHED, Published
from tests.published.rounded import tolerance
from tests.published.test_networks import network

every_graph = pytest.mark.parametrize("example", PUBLISHED, ids=lambda example: example.name)
every_network = pytest.mark.parametrize("example", NETWORKS, ids=lambda example: example.name)


def typed(block: str) -> object:
    """What the last line of a block is worth in a fresh session: nothing is there but Python."""
    *lines, last = ast.parse(block).body
    session: dict = {}
    exec(compile(ast.Module(lines, []), "block", "exec"), session)
    assert isinstance(last, ast.Expr), "a block ends with the lab"
    return eval(compile(ast.Expression(last.value), "block", "eval"), session)


def assert_shown(example: Published, shown: Mapping[str, str], digits: int) -> set[str]:
    """The printed numbers that a lab shows are the printed ones, to the digits that both have; the names of these."""
    numbers = [number for number in example.numbers() if number.name.removeprefix("-") in shown]
    for number in numbers:
        entries = np.asarray(nbnn.exercises.read(shown[number.name.removeprefix("-")]), dtype=float)
        found = float(entries[number.place] if entries.ndim else entries) * (-1 if number.name.startswith("-") else 1)
        printed = float(number.text)
        unit = 10.0 ** (np.floor(np.log10(abs(printed))) + 1 - digits) if printed else 0.0
        assert found == pytest.approx(printed, abs=tolerance(example, number) + 0.5 * unit + 1e-9, rel=0), number
    return {number.name for number in numbers}


def in_a_graph(name: str) -> bool:
    """If a graph has it: a value or a derivative of the loss, before any update."""
    return not name.endswith("_after") and ("_d" not in name or name.removeprefix("-").startswith("dl_d"))


@every_graph
def test_the_graph_as_it_is_typed_shows_every_printed_number(example):
    lab = typed(page.blocks(example)[0])
    assert lab.root.value == parse(example.formula).graph(example.values).root.value and lab.sentence()
    rows = lab.table()
    names = {pretty(name): name for name in (*lab.expression.names, *map(page.defined, example.formula.split("; ")))}
    shown = {names[row["node"]]: row["value"] for row in rows if row["node"] in names} | {"loss": rows[-1]["value"]}
    shown |= {f"dl_d{names[row['node']]}": row["derivative"] for row in rows if row["node"] in names and row["derivative"]}
    assert assert_shown(example, shown, digits=4) == set(filter(in_a_graph, example.printed))
    lab.close()


@every_network
def test_the_network_as_it_is_typed_shows_every_printed_number(example):
    lab = typed(page.blocks(example)[1])
    layers, before = example.layers, lab.run[0].before
    assert all(np.array_equal(one, other) for one, other in zip(before.weights, layers.weights_with_biases(), strict=True))
    assert (before.output.key, lab.run.loss.key, lab.run[0].eta) == (layers.output, layers.loss, layers.eta or 0.1)
    rows = {row["name"]: row["value"] for row in lab.table()}
    assert assert_shown(example, rows, digits=3) >= {"y"} & set(example.printed)
    names = list(rows)
    assert names[0] == "x" and names[-1] == "theta" and names.index("loss") < names.index("dl_dy") < len(names) - 2
    assert ("s" in names) == ("dl_ds" in names) == (layers.output != "identity")
    assert np.array_equal(lab.run[0].row, nbnn.sgd_step(network(layers), layers.x, layers.z, layers.loss, eta=layers.eta or 0.1).row)
    lab.close()
