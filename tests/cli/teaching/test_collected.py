"""Which statements of a notebook make the functions that exercises ask for. Nothing of it is run."""

import json

import pytest

from nbnn.cli.teaching.collected import collect, read_notebook
from nbnn.cli.teaching.submissions import Unusable

CELLS = ["%precision 4\nimport numpy as np\nK = 3", "def helper(x):\n    return K * x", "print(helper(1))",
         "def wanted(x):\n    return helper(x)", "def other(x):\n    return x", "x = compute()"]


def test_a_function_comes_with_what_it_uses_and_nothing_that_computes():
    found = collect(CELLS, ["wanted"])
    assert found.functions == {"wanted"} and not found.problems and not found.uses_nbnn
    assert [line.split("(")[0] for line in found.statements] == ["K = 3", "def helper", "def wanted"]


def test_a_cell_that_cannot_be_read_is_a_problem_when_it_has_the_function():
    assert collect(["def wanted(x:"], ["wanted"]).problems[0].startswith("code cell 1 cannot be read: ")
    assert collect(["def other(x:"], ["wanted"]).problems == ()


def test_a_function_that_looks_into_nbnn_is_known():
    assert collect(["import nbnn\ndef wanted(x):\n    return nbnn.relu.value(x)"], ["wanted"]).uses_nbnn == {"wanted"}


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', "\xff"])
def test_what_is_no_notebook_is_said(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(Unusable, match="not a readable notebook"):
        read_notebook(path, ["wanted"])


def test_a_notebook_is_read_from_its_file(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": [CELLS[3]]}, {"cell_type": "markdown", "source": "x"}]}))
    assert read_notebook(path, ["wanted"]).functions == {"wanted"}
