"""The page of published examples: made from the table, and each example runs as it stands there, in at most five lines."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.core.graph.expression import parse
from tests.published import page
from tests.published.examples import NETWORKS, PUBLISHED

by_name = pytest.mark.parametrize("example", PUBLISHED, ids=lambda example: example.name)
BLOCK = re.compile(r"```python\n(.+?)\n```", re.DOTALL)


def test_the_page_is_that_of_the_table():
    assert page.PAGE.read_text("utf-8") == page.text(), "python -m tests.published.page writes it anew"


def test_every_link_of_its_table_leads_to_a_heading():
    text = page.text()
    headings = {page.anchor(line.removeprefix("## ")) for line in text.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == headings and len(headings) == len(PUBLISHED)


def test_every_piece_of_code_has_at_most_five_lines():
    blocks = BLOCK.findall(page.text())
    assert len(blocks) >= len(PUBLISHED)
    assert all(len([line for line in block.splitlines() if line]) <= 5 and max(map(len, block.splitlines())) <= 140 for block in blocks)


@by_name
def test_the_graph_that_is_typed_there_is_the_tables(example):
    lab = eval(page.graph_code(example), {"nbnn": nbnn})
    assert lab.root.value == parse(example.formula).graph(example.values).root.value
    assert lab.sentence() and len(lab.table()) > 4
    lab.close()


@pytest.mark.parametrize("example", [each for each in NETWORKS if each.layers.loss], ids=lambda example: example.name)
def test_the_network_that_is_typed_there_is_the_tables(example):
    lab = eval(page.network_code(example.layers), {"nbnn": nbnn})
    before = lab.run[0].before
    assert all(np.array_equal(one, other) for one, other in zip(before.weights, example.layers.weights_with_biases(), strict=True))
    assert (before.output.key, lab.run.loss.key, lab.run[0].eta) == (example.layers.output, example.layers.loss, example.layers.eta or 0.1)
    lab.close()
