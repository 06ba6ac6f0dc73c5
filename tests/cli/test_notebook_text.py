"""A notebook's cells in the order in which they stand, and which of them are exercises."""

import json

import pytest

from nbnn.cli.notebook_text import ANSWER, CODE, EXERCISE, LAB, TEXT, blocks


def cell(kind, source, outputs=()):
    return {"cell_type": kind, "source": source.splitlines(keepends=True), **({"outputs": list(outputs)} if kind == "code" else {})}


def written(folder, *cells):
    path = folder / "01-x.ipynb"
    path.write_text(json.dumps({"cells": list(cells)}), "utf-8")
    return path


def test_the_kinds_of_cells(tmp_path):
    shown = [{"output_type": "stream", "text": ["one\n"]},
             {"output_type": "execute_result", "data": {"text/plain": ["2"], "text/html": ["<b>"]}}]
    path = written(tmp_path, cell("markdown", "# T\n\nwords"), cell("code", "import nbnn"), cell("code", "1 + 1", shown),
                   cell("code", "nbnn.labs.Stepper(net, data)", shown), cell("code", 'nbnn.labs.Exercise("last_layer")'),
                   cell("code", 'nbnn.labs.Prediction(1 + 1, "The sum")', shown),
                   cell("code", "def f(y):\n    ...\n\nnbnn.labs.Exercise('hinge_derivative')"), cell("markdown", "  "), cell("raw", "x"))
    assert [(block.kind, block.source, block.output) for block in blocks(path)] == [
        (TEXT, "# T\n\nwords", ""), (CODE, "1 + 1", "one\n2"), (LAB, "nbnn.labs.Stepper(net, data)", ""), (EXERCISE, "last_layer", ""),
        (CODE, 'nbnn.labs.Prediction(1 + 1, "The sum")', "one\n2"),
        (EXERCISE, "hinge_derivative", "")]


@pytest.mark.parametrize(("metadata", "kind"), [
    ({"tags": ["answer"]}, ANSWER), ({"tags": ["hide", "answer"]}, ANSWER), ({"tags": []}, TEXT), ({"tags": "answer"}, TEXT),
    ({"tags": None}, TEXT), ({}, TEXT)])
def test_the_tag_of_an_answer(tmp_path, metadata, kind):
    path = written(tmp_path, cell("code", "import nbnn"), {**cell("markdown", "It is 2."), "metadata": metadata})
    assert [block.kind for block in blocks(path)] == [kind]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": 3}', '{"cells": [3]}',
                                  '{"cells": [{"cell_type": "code"}, {"cell_type": "code"}]}'])
def test_what_is_no_notebook(tmp_path, text):
    (tmp_path / "x.ipynb").write_text(text, "utf-8")
    with pytest.raises(ValueError, match="is not a notebook"):
        blocks(tmp_path / "x.ipynb")
