"""What a Jupyter server adds to a lesson that it opens: checked against a real kernel's own words."""

import asyncio
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from nbnn import server
from nbnn.cli.copies import fresh_copy
from nbnn.cli.teaching.new_lesson import METADATA

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def model(metadata, kind="notebook") -> dict:
    return {"type": kind, "content": {"metadata": deepcopy(metadata)} if kind == "notebook" else "text"}


def name_of(name: str) -> str:
    return {"python3": "Python 3 (ipykernel)"}[name]


@pytest.mark.parametrize("text", [lambda path: path.read_text("utf-8"), fresh_copy], ids=["lesson", "copy"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_and_every_copy_is_completed(lesson, text):
    made = server.complete(model(json.loads(text(lesson))["metadata"]), name_of)
    assert made["content"]["metadata"]["kernelspec"] == {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}
    assert made["content"]["metadata"]["language_info"] == server.LANGUAGE


def test_it_is_what_a_kernel_says_of_itself():
    """In a process of its own: a kernel's library changes how widgets talk wherever it is imported."""
    pytest.importorskip("jupyter_server")
    code = "import json; from ipykernel.ipkernel import IPythonKernel; print(json.dumps(IPythonKernel.language_info))"
    assert json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) == server.LANGUAGE


@pytest.mark.parametrize("other", [
    model({}), model({**METADATA, "language_info": {"name": "python", "version": "3.1"}}), model({**METADATA, "mine": 1}),
    model(METADATA, "file"), {"type": "directory", "content": []}, {"type": "notebook", "content": None}, {},
])
def test_anything_else_is_as_it_was(other):
    before = deepcopy(other)
    assert server.complete(other, name_of) == before


def test_a_server_without_that_kernel_is_no_error():
    assert server.complete(model(METADATA), {}.__getitem__) == model(METADATA)


def test_both_kinds_of_manager_answer_as_before():
    async def soon(path):
        return model(METADATA)

    expected = server.complete(model(METADATA), name_of)
    assert server.completing(lambda path: model(METADATA), name_of)("a") == expected != model(METADATA)
    assert asyncio.run(server.completing(soon, name_of)("a")) == expected


def test_a_server_finds_the_module():
    settings = json.loads((Path(server.__file__).parent / "nbnn-server.json").read_text("utf-8"))
    assert settings == {"ServerApp": {"jpserver_extensions": {server.__name__: True}}}
    assert server._jupyter_server_extension_points() == [{"module": server.__name__}]
