"""The board as a table in Markdown."""

import pytest

import nbnn


def step_of(z=-1):
    return nbnn.sgd_step(nbnn.Network([[[1, 0], [0, 1], [1, 1]], [1, -1, 2]]), x=[1, 2], z=z, loss="hinge")


def test_every_line_is_a_row_with_all_its_numbers():
    mistune = pytest.importorskip("mistune")
    step = step_of(z=1)
    html = mistune.create_markdown(plugins=["table"])(step.to_markdown())
    assert html.count("<tr>") == 1 + len(step.table())
    for line in step.table():
        for name in ("symbol", "formula", "numbers", "value"):
            assert " ".join(line[name].split()).replace("<", "&lt;").replace(">", "&gt;") in html.replace("&quot;", '"')
    assert "<li>" in html and "margin is met" in html


def test_fractions_and_what_markdown_would_change():
    assert "1/3" in nbnn.sgd_step(nbnn.Network([[1 / 3, 1]]), x=[1, 2], z=1, loss="hinge").to_markdown(fractions=True)
    assert r"\[1, 2\]" in step_of().to_markdown()
