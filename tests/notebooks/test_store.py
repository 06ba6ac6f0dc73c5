"""Storing outputs: what changed is shown, what differs from run to run is left out, and a check writes nothing."""

import importlib.util
import json
import re
from base64 import b64decode
from pathlib import Path

import pytest

from nbnn.cli.teaching.new_lesson import new_lesson

nbclient = pytest.importorskip("nbclient")
SOURCE = Path(__file__).parents[2] / "notebooks" / "store.py"
LESSONS = sorted(SOURCE.parent.glob("*.ipynb"))
CARRIED = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')


@pytest.fixture(scope="module")
def store():
    spec = importlib.util.spec_from_file_location("store", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lesson(tmp_path):
    """The template of a lesson, as it stands after having been stored."""
    (path,) = new_lesson("16-attention", tmp_path)
    return path


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def shown(path):
    """The text and the outputs of each cell."""
    return [("".join(cell["source"]), cell.get("outputs")) for cell in json.loads(path.read_text("utf-8"))["cells"]]


def test_a_check_says_what_would_change_and_storing_changes_that_alone(store, lesson, capsys):
    """Storing brings back the template: what a new lesson holds is what running it gives."""
    template = shown(lesson)
    change(lesson, '"6.0000"', '"7.0000"')
    changed = lesson.read_text("utf-8")
    assert store.main(["--check", str(lesson)]) == 1
    said = capsys.readouterr().out
    assert lesson.read_text("utf-8") == changed, "a check writes nothing"
    assert "16-attention.ipynb: would change" in said
    assert '-       "7.0000"' in said
    assert '+       "6.0000"' in said

    assert store.main([str(lesson)]) == 0
    assert "16-attention.ipynb: changed" in capsys.readouterr().out
    assert shown(lesson) == template and any(outputs for _, outputs in template)
    assert store.main(["--check", str(lesson)]) == 0
    assert capsys.readouterr().out == "16-attention.ipynb: as before\n"


def test_what_one_run_leaves_is_taken_out(store, lesson):
    made = json.loads(lesson.read_text("utf-8"))
    made["metadata"]["widgets"] = {}
    made["cells"][0]["metadata"] = {"execution": {}, "slideshow": {"slide_type": "slide"}, "tags": ["kept"]}
    after = json.loads(store.rerun(json.dumps(made)))
    assert after["metadata"] == store.METADATA
    assert after["cells"][0]["metadata"] == {"slideshow": {"slide_type": "slide"}, "tags": ["kept"]}


def test_an_error_in_a_cell_is_raised_and_nothing_is_written(store, lesson):
    change(lesson, '"step.y"', '"step.nothing"')
    before = lesson.read_text("utf-8")
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="nothing"):
        store.main([str(lesson)])
    assert lesson.read_text("utf-8") == before


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_stored_picture_is_the_same_in_both_of_its_forms(lesson):
    """Someone who changes words in a notebook by hand finds only one, since the other is in base64. store.py writes both."""
    outputs = (output.get("data", {}) for cell in json.loads(lesson.read_text("utf-8"))["cells"] for output in cell.get("outputs", ()))
    for html, picture in (("".join(data.get(kind, "")) for kind in ("text/html", "image/svg+xml")) for data in outputs):
        assert [b64decode(each).decode() for each in CARRIED.findall(html)] == [picture] * bool(picture)
