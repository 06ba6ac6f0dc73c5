"""Functions in processes of their own: limits, no network, no writing, and nothing believed that comes back."""

import json
import sys

import numpy as np
import pytest

from nbnn.cli.running import Limits, run
from nbnn.cli.teaching.collected import collect, read_notebook

SHORT = Limits(seconds=3, megabytes=700)
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits for processes")


def one(source, *arguments, limits=SHORT):
    (result,) = run([source], {"f": [arguments or (2.0,)]}, limits).values()
    return result if isinstance(result, str) else result[0]


def test_numbers_arrays_and_several_results():
    results = run(["def f(x, z):\n    return x * z, np.outer(x, x)"], {"f": [(np.array([1.0, 2.0]), -1), (np.array([0.5]), 1)]})["f"]
    assert results[0].values[0].tolist() == [-1, -2]
    assert results[0].values[1].tolist() == [[1, 2], [2, 4]]
    assert results[1].values[1].shape == (1, 1)
    assert one("def f(z):\n    return z if isinstance(z, np.integer) else -1", np.array([3])[0]).values[0] == -1, "a Python number"
    assert one("def f(z):\n    return z.dtype.kind == 'i'", np.array([3])).values[0] == 1


@UNIX
@pytest.mark.parametrize(("source", "words"), [
    ("def f(x):\n    while True: pass", "it was stopped"),
    ("def f(x):\n    kept = []\n    while True: kept.append(np.empty(10 ** 7))", "MemoryError"),
    ("def f(x):\n    import os\n    os._exit(0)", "it was stopped"),
    ("def g(x):\n    return 1", "no such function"), ("f = 5", "no such function"), ("def f(:", "no such function"),
    ("import no_such_library\ndef f(x): return 1", "no such function"),
])
def test_what_goes_wrong_is_said(source, words):
    result = one(source, limits=Limits(1, 700) if "while True: pass" in source else SHORT)  # it takes all that it may
    assert words in (result if isinstance(result, str) else result.error)


BODIES = {
    "import socket; return socket.socket()": "not allowed",
    "import urllib.request; return urllib.request.urlopen('http://localhost')": "not allowed",
    "open('here', 'w')": "not allowed", "import os; os.open('here', os.O_CREAT)": "not allowed",
    "import os; os.system('true')": "not allowed", "import subprocess; subprocess.run(['true'])": "not allowed",
    "import os; os.fork()": "not allowed",
    "import os; os.kill(os.getppid(), 9)": "not allowed", "return 1 // 0": "ZeroDivisionError", "return 'a'": "returns a str",
    "x": "is there a return?", "raise SystemExit": "ends the program", "return helper(x)": "NameError",
}


@UNIX
def test_what_goes_wrong_within_functions_is_said_of_each():
    source = "\n".join(f"def f{k}(x): {body}" for k, body in enumerate(BODIES))
    results = run([source], {f"f{k}": [(2.0,)] for k in range(len(BODIES))}, SHORT)
    said = dict(zip(BODIES, (each if isinstance(each, str) else each[0].error for each in results.values()), strict=True))
    assert {body: words for body, words in said.items() if BODIES[body] not in words} == {}


@UNIX
def test_one_endless_loop_does_not_cost_the_others():
    source = "def f(x):\n    return x\n\ndef loop(x):\n    while True: pass\n\ndef g(x):\n    return 2 * x"
    results = run([source], {"f": [(1.0,)], "loop": [(1.0,)], "g": [(1.0,)]}, Limits(1, 700))
    assert results["f"][0].values[0] == 1
    assert "stopped" in results["loop"]
    assert results["g"][0].values[0] == 2


def test_what_is_printed_is_no_answer():
    for printed in ('{"function": "f", "results": null}', "{", "5"):
        source = f"def f(x):\n    return 3\ndef g(x):\n    print({printed!r}, flush=True)\n    return 4"
        results = run([source], {"f": [(1.0,)], "g": [(1.0,)]})
        assert [result[0].values[0] for result in results.values()] == [3, 4]


def test_changed_arguments_are_seen():
    assert one("def f(x):\n    x *= 0\n    return x", np.ones(2)).changed
    assert not one("def f(x):\n    return 0 * x", np.ones(2)).changed


def test_statements_that_fail_do_not_stop_the_rest():
    assert run(["import no_such_library", "def f(x):\n    return x"], {"f": [(1.0,)]})["f"][0].values[0] == 1


def test_the_teachers_environment_stays_outside(monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", "secret")
    assert one("def f(x):\n    import os\n    return 'SOME_TOKEN' in os.environ").values[0] == 0


# ---- what is taken out of a notebook ----

def test_only_what_the_functions_need_is_taken():
    found = collect(["import nbnn\n%precision 4", "import math\nfrom os import path\nk, unused = 3, 4", "lab = nbnn.labs.Stepper()",
                     "k = 2\nhalf = lambda y: y / 2\ndef helper(y):\n    return half(k * math.sqrt(y))", "def f(y):\n    return helper(y)",
                     "!ls\nf?\nf(3)"], ["f", "g"])
    text = "\n".join(found.statements)
    assert found.functions == {"f"}
    assert "import math" in text
    assert "k = 2" in text
    assert "half = lambda" in text
    for absent in ("nbnn", "path", "labs", "f(3)", "ls"):
        assert absent not in text
    assert run(found.statements, {"f": [(4.0,)]})["f"][0].values[0] == 2


def test_the_last_definition_counts():
    found = collect(["def f(y):\n    return 1", "def f(y):\n    return 2"], ["f"])
    assert run(found.statements, {"f": [(4.0,)]})["f"][0].values[0] == 2


def test_a_cell_that_cannot_be_read_is_named_when_it_matters():
    (problem,) = collect(["k = 1", "def f(y:\n  1"], ["f"]).problems
    assert problem.startswith("code cell 2 cannot be read: ")
    assert collect(["what is this"], ["f"]).problems == ()


def test_calls_into_nbnn_are_noted():
    assert collect(["import nbnn", "def f(y):\n    return nbnn.hinge.derivative(y, 1)"], ["f"]).uses_nbnn == {"f"}


def test_calls_into_nbnn_work_all_the_same():
    found = collect(["import nbnn", "def f(y):\n    return nbnn.hinge.derivative(y, 1)"], ["f"])
    assert run(found.statements, {"f": [(0.5,)]})["f"][0].values[0] == -1


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"cells": 5}', b'{"cells": [{}]}', b"\xff\xfe", b"[" * 100000,
                                     b'{"cells": [{"cell_type": "code"}]}'])
def test_what_is_no_notebook(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="it is not a readable notebook"):
        read_notebook(path, ["f"])


def test_a_notebooks_source_may_be_text_or_lines(tmp_path):
    for source in ("def f(y):\n    return y", ["def f(y):\n", "    return y"]):
        path = tmp_path / "a.ipynb"
        path.write_text(json.dumps({"cells": [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": source}]}))
        assert read_notebook(path, ["f"]).functions == {"f"}


def test_a_statement_that_fails_leaves_the_others_as_they_are():
    statements = ["from __future__ import annotations", "import no_such_library", "def broken(:", "k = 3", "def f(x):\n    return k * x",
                  "1 / 0"]
    assert run(statements, {"f": [(2.0,)]}, SHORT)["f"][0].values[0] == 6


def test_the_line_that_raised_is_counted_within_its_function():
    results = run(["a = 1\nb = 2", "def f(x):\n    y = x\n\n    return y / (y - y)"], {"f": [(np.array([1]),), (2,)]}, SHORT)["f"]
    assert results[1].error.endswith("(line 4 of f)")


def test_in_a_browser_it_is_said_where_functions_can_be_run(monkeypatch):
    monkeypatch.setattr("sys.platform", "emscripten")
    with pytest.raises(ValueError, match="which a browser does not have: grade on a computer"):
        run(["def f(): return 1"], {"f": [()]})
