"""A lesson put back between two classes: nothing is lost, and what learners did stays unless it is asked for."""

import json
import shutil
import subprocess

import pytest

from nbnn.__main__ import main
from nbnn.cli.copies import copy_lessons
from nbnn.cli.course import COPIES, KEPT, NOTEBOOKS, lesson_path
from nbnn.cli.teaching.new_lesson import notebook
from nbnn.cli.teaching.resetting import reset, title_of
from nbnn.exercises.progress import FILE, ProgressFile

PRISTINE = json.dumps(notebook("03", "losses"), ensure_ascii=False, indent=1) + "\n"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def lessons(tmp_path):
    """A folder with one lesson, in no repository."""
    (tmp_path / "03-losses.ipynb").write_text(PRISTINE, "utf-8")
    return tmp_path


@pytest.fixture
def cloned(lessons):
    """The same, committed."""
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "x", "--no-verify"]):
        subprocess.run(["git", *command], cwd=lessons, check=True, capture_output=True)
    return lessons


def changed(folder):
    """What a class leaves: another number in a cell, widgets, a cell of its own."""
    path = folder / "03-losses.ipynb"
    made = json.loads(path.read_text("utf-8"))
    made["metadata"]["widgets"] = {"state": {}}
    own = {"cell_type": "code", "id": "own", "metadata": {}, "execution_count": 99, "outputs": [{"x": 1}], "source": ["1 + 1"]}
    made["cells"].append(own)
    path.write_text(json.dumps(made), "utf-8")
    return path


@needs_git
def test_a_clone_gets_the_committed_notebook_back(cloned):
    path = changed(cloned)
    theirs = path.read_text("utf-8")
    (said,) = reset("3", cloned)
    assert path.read_text("utf-8") == PRISTINE
    (kept,) = (cloned / KEPT).iterdir()
    assert kept.read_text("utf-8") == theirs
    assert "restored as it was committed" in said
    assert kept.name in said
    assert reset("03-losses", cloned) == ["03-losses.ipynb: as it should be"]


def test_without_a_repository_the_outputs_are_taken_out(lessons, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(lessons.parent))
    path = changed(lessons)
    (said,) = reset("03", lessons)
    made = json.loads(path.read_text("utf-8"))
    assert "no git repository" in said
    assert "widgets" not in made["metadata"]
    assert made["cells"][-1]["source"] == ["1 + 1"]  # what was written stays
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in made["cells"] if cell["cell_type"] == "code")
    assert len(list((lessons / KEPT).iterdir())) == 1


def test_without_git_it_is_the_same(lessons, monkeypatch):
    monkeypatch.setenv("PATH", "")
    changed(lessons)
    assert "no git repository" in reset("03", lessons)[0]


def progress(folder):
    kept = ProgressFile(folder / FILE, "ada")
    for key in ("hinge_loss", "first_layer"):
        kept.answer(key, kept.progress.variant(key).right_answer())
    return kept


def statuses(folder):
    made = ProgressFile(folder / FILE).progress
    return [made.standing(key).status for key in ("hinge_loss", "first_layer")]


def test_what_learners_did_stays_unless_it_is_asked_for(lessons, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(lessons.parent))
    before = progress(lessons).progress
    reset("03", lessons)
    assert statuses(lessons) == ["solved", "solved"]
    said = reset("03", lessons, progress=True)
    assert said[1] == f"{FILE}: 1 exercise of lesson 03 starts over"
    assert statuses(lessons) == ["not tried", "solved"]
    after = ProgressFile(lessons / FILE).progress
    assert after.learner == "ada"
    assert all(each in after.events for each in before.events)  # nothing is taken out of the list


def test_a_learners_copy_is_reset_with_its_lesson(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    course, mine = tmp_path / NOTEBOOKS, tmp_path / COPIES
    course.mkdir()
    (course / "03-losses.ipynb").write_text(PRISTINE, "utf-8")
    copy_lessons(course, mine)
    fresh = (mine / "03-losses.ipynb").read_text("utf-8")
    for folder in (course, mine):  # named by the teacher, or found
        theirs = changed(mine).read_text("utf-8")
        said = reset("03", folder)
        assert "my-lessons/03-losses.ipynb: copied again" in said[-1] and len(said) == 1 + (folder == course)
        assert (mine / "03-losses.ipynb").read_text("utf-8") == fresh
        assert theirs in [path.read_text("utf-8") for path in (mine / KEPT).iterdir()]
    progress(mine)
    assert f"{FILE}: 1 exercise of lesson 03 starts over" in reset("03", course, progress=True)


def test_a_damaged_progress_file_is_said(lessons):
    (lessons / FILE).write_text("{", "utf-8")
    assert "could not be used" in reset("03", lessons, progress=True)[1]
    assert any("damaged" in path.name for path in lessons.iterdir())


def test_no_progress_file(lessons):
    assert reset("03", lessons, progress=True)[1] == "There is no progress file here."


def test_a_lesson_that_is_not_there(lessons, capsys):
    with pytest.raises(ValueError, match=r"no lesson '4'.*03-losses"):
        lesson_path("4", lessons)
    with pytest.raises(ValueError, match="--folder"):
        lesson_path("4", lessons / "none")
    (lessons / "05-bad.ipynb").write_text("no notebook", "utf-8")
    assert main(["reset", "05", "--folder", str(lessons)]) == 2
    assert "05-bad.ipynb is not a notebook" in capsys.readouterr().err
    assert (lessons / "05-bad.ipynb").read_text("utf-8") == "no notebook"


def test_the_command(lessons, capsys):
    assert main(["reset", "3", "--folder", str(lessons)]) == 0
    assert "03-losses.ipynb" in capsys.readouterr().out


def test_a_title(lessons):
    assert title_of(lessons / "03-losses.ipynb") == "Losses"
    (lessons / "04-x.ipynb").write_text('{"cells": []}', "utf-8")
    assert title_of(lessons / "04-x.ipynb") == ""
