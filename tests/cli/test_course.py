"""Where the lessons are, from any folder of the course, and which one is meant."""

import pytest

from nbnn.cli.course import (
    COPIES,
    NOTEBOOKS,
    PACKAGE,
    course_folder,
    has_copies,
    has_lessons,
    learners_folder,
    lesson_number,
    lesson_path,
    lessons_folder,
    packaged_lessons,
)

OURS = '{"cells": [{"cell_type": "code", "source": ["import nbnn"]}], "metadata": {}}'
COPY = OURS.replace('"metadata": {}', '"metadata": {"nbnn": {"made_from": "abc"}}')


@pytest.fixture
def course(tmp_path):
    for name in ("course/notebooks/before-reset", "course/notebooks/.ipynb_checkpoints", "course/notebooks/a/b", "course/src/c"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("13-x.ipynb", "before-reset/13-x-2026.ipynb", ".ipynb_checkpoints/13-x-checkpoint.ipynb"):
        (tmp_path / "course" / "notebooks" / name).write_text(OURS)
    return tmp_path / "course"


@pytest.mark.parametrize("start", [".", "notebooks", "notebooks/before-reset", "notebooks/.ipynb_checkpoints", "notebooks/a/b", "src/c",
                                   "gone"])
def test_the_folder_of_the_lessons(course, start):
    assert lessons_folder(start=course / start) == course / "notebooks"


def test_the_nearest_wins_and_the_one_given_is_taken_as_it_is(course):
    (course / "src" / "notebooks").mkdir()
    assert lessons_folder(start=course / "src" / "c") == course / "notebooks", "an empty one is passed over"
    (course / "src" / "notebooks" / "02-y.ipynb").write_text(OURS)
    assert lessons_folder(start=course / "src" / "c") == course / "src" / "notebooks"
    assert lessons_folder(course / "src", course) == course / "src"


def test_outside_and_what_is_no_folder(course, tmp_path):
    assert lessons_folder(start=tmp_path / "nowhere") == packaged_lessons(), "to read"
    with pytest.raises(ValueError, match=r"neither .*/nowhere nor a folder above it .* Run this inside the course"):
        course_folder(start=tmp_path / "nowhere")
    for find in (lessons_folder, course_folder):
        with pytest.raises(NotADirectoryError, match="--folder is 'x', and there is no such folder"):
            find("x")


def test_a_learners_copies_are_no_course(course):
    mine = course / "anywhere"
    mine.mkdir()
    (mine / "13-x.ipynb").write_text(COPY)
    assert has_copies(mine) and lessons_folder(start=mine) == course_folder(start=mine) == course / "notebooks"


def test_another_projects_notebooks_are_no_course(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01-sales.ipynb").write_text(OURS.replace("nbnn", "nbnnx"))
    (tmp_path / "notebooks" / "02-a-folder.ipynb").mkdir()
    assert not has_lessons(tmp_path / "notebooks") and lessons_folder(start=tmp_path) == packaged_lessons()


def test_the_lessons_that_were_installed_come_before_those_of_a_clone(tmp_path, monkeypatch):
    assert packaged_lessons() == PACKAGE.parent / NOTEBOOKS, "in this clone"
    monkeypatch.setattr("nbnn.cli.course.PACKAGE", tmp_path / "nbnn")
    with pytest.raises(ValueError, match="came without its lessons: install it again"):
        packaged_lessons()
    for folder in (tmp_path / "notebooks", tmp_path / "nbnn" / "lessons"):
        folder.mkdir(parents=True)
        (folder / "13-x.ipynb").write_text(OURS)
        assert packaged_lessons() == folder


def test_where_a_learners_copies_go(course, tmp_path):
    assert learners_folder(course / "src" / "c") == course / COPIES, "beside the lessons"
    assert learners_folder(tmp_path) == tmp_path / COPIES, "elsewhere in the current folder"
    mine = tmp_path / "mine"
    (mine / "deeper").mkdir(parents=True)
    (mine / "13-x.ipynb").write_text(COPY)
    assert learners_folder(mine / "deeper") == mine, "and once there, that one"


@pytest.mark.parametrize(("given", "number"), [("9", "09"), ("13", "13"), ("13-x", "13"), ("13-x.ipynb", "13"),
                                               ("notebooks/13-x.ipynb", "13")])
def test_a_number(given, number):
    assert lesson_number(given) == number


@pytest.mark.parametrize("given", ["", "x", "100", "-1", "1.5", "٣", "1x", "..", "13x"])
def test_no_number(given):
    with pytest.raises(ValueError, match="give its number, such as 13"):
        lesson_number(given)


def test_a_lesson(course):
    for given in ("13", "13-x", "a/13-x.ipynb"):
        assert lesson_path(given, course / "notebooks").name == "13-x.ipynb"
    for given in ("1", "13-y", "999", "x", "٣"):
        with pytest.raises(ValueError, match=r"give its number|there is no lesson .* there are 13-x"):
            lesson_path(given, course / "notebooks")
