"""The template of a lesson: in the manners of the others. That it has the outputs that running it gives is in notebooks/test_store.py."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nbnn.__main__ import main
from nbnn.cli.teaching.new_lesson import new_lesson, notebook
from tests.patience import HANGS

ROOT = Path(__file__).parents[3]


def cells(kind):
    return ["".join(each["source"]) for each in notebook("16", "attention")["cells"] if each["cell_type"] == kind]


def test_where_it_is_written(tmp_path):
    names = [[path.name for path in new_lesson(name, tmp_path)] for name in ("attention", "more-of-it", "7-seven", "next")]
    assert names == [["00-attention.ipynb"], ["01-more-of-it.ipynb"], ["07-seven.ipynb"], ["08-next.ipynb"]]


@pytest.mark.parametrize("name", ["", "a b", "../x", "A", "a_b", ".hidden", "-a", "x" * 100])
def test_names_that_are_none(tmp_path, name):
    with pytest.raises(ValueError, match="the name is"):
        new_lesson(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path, capsys):
    new_lesson("7-seven", tmp_path)
    with pytest.raises(FileExistsError, match="a lesson 07"):
        new_lesson("7-other", tmp_path)
    with pytest.raises(FileNotFoundError, match="--folder"):
        new_lesson("a", tmp_path / "nowhere")
    assert main(["new-lesson", "7-seven", "--folder", str(tmp_path)]) == 2
    assert "choose another number" in capsys.readouterr().err
    assert main(["new-lesson", "eight", "--folder", str(tmp_path)]) == 0


def test_the_manners():
    made = notebook("16", "attention")
    assert cells("code")[0] == "import nbnn\n%precision 4"
    for before, cell in zip(made["cells"], made["cells"][1:]):
        if cell["cell_type"] == "code":
            assert before["cell_type"] == "markdown"
            assert len(cell["source"]) <= 8
            assert len("".join(before["source"]).split()) >= 10 * len(cell["source"])
    assert cells("markdown")[0].startswith("# Attention\n\n*Lesson 16 of the course.")
    assert not any("def " in cell for cell in cells("code"))


def test_the_same_first_cell_and_metadata_as_a_lesson():
    lesson = json.loads((ROOT / "notebooks" / "13-one-step-by-hand.ipynb").read_text("utf-8"))
    assert lesson["metadata"] == notebook("16", "attention")["metadata"]
    assert next("".join(each["source"]) for each in lesson["cells"] if each["cell_type"] == "code") == cells("code")[0]


def test_it_opens_as_a_valid_notebook(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    (path,) = new_lesson("attention", tmp_path)
    nbformat.validate(nbformat.read(path, as_version=4))


def test_in_a_clone_the_exercises_have_a_file_that_works(tmp_path):
    """A clone in small: what is written is found by its key, and shown by the notebook."""
    shutil.copytree(ROOT / "nbnn", tmp_path / "nbnn", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "notebooks").mkdir()
    new_lesson("15-before", tmp_path / "notebooks")
    code = """
from nbnn.__main__ import main
assert main(["new-lesson", "16-self-attention"]) == 0
import json, nbnn
variant = nbnn.exercises.exercise("lesson_16_number").variant(seed=1)
assert variant.check(variant.right_answer()).right and variant.check("77").verdict == "wrong" and "product" in variant.solution()
assert len({nbnn.exercises.exercise("lesson_16_number").variant(seed).question for seed in range(20)}) > 5
choice = nbnn.exercises.exercise("lesson_16_choice").variant(1)
assert choice.check("this one").right
cells = json.load(open("notebooks/16-self-attention.ipynb", encoding="utf-8"))["cells"]
assert cells[-2]["source"] == ['nbnn.exercises.exercise("lesson_16_number").variant(seed=1)']
assert cells[-2]["outputs"][0]["data"]["text/plain"] == [repr(variant)]
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "nbnn" / "exercises" / "lessons" / "lesson_16_self_attention.py").exists()
