"""What the teachers' commands are asked and where they look. tests/test_main.py goes through every command and what can go wrong."""

import pytest

from nbnn.cli.commands import Parser
from nbnn.cli.copies import copy_lessons
from nbnn.cli.course import packaged_lessons
from nbnn.cli.teaching.commands import ADD, said


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs a command line in an empty folder outside any course."""
    monkeypatch.chdir(tmp_path)
    parser = Parser(prog="nbnn")
    commands = parser.add_subparsers()
    for add in ADD:
        add(commands)

    def command(*arguments):
        given = parser.parse_args(arguments)
        given.run(given)
    return command


def test_the_folder_is_said(tmp_path, capsys):
    assert said(tmp_path) == tmp_path and capsys.readouterr().out == f"lessons: {tmp_path}\n"


def test_a_handout_is_made_of_the_lessons_that_came_with_nbnn(run, tmp_path, capsys):
    run("handout", "13")
    assert f"lessons: {packaged_lessons()}\n" in capsys.readouterr().out
    assert "A chain of numbers first" in (tmp_path / "nbnn-handout-13-seed-1.html").read_text("utf-8")


def test_a_reset_never_touches_the_lessons_that_came_with_nbnn(run, tmp_path, capsys):
    with pytest.raises(ValueError, match="Run this inside the course"):
        run("reset", "13")
    copy_lessons(packaged_lessons(), tmp_path / "my-lessons")
    run("reset", "13")
    assert f"lessons: {tmp_path / 'my-lessons'}\n" in capsys.readouterr().out


def test_a_new_lesson_goes_where_it_is_named_and_nowhere_else(run, tmp_path):
    with pytest.raises(ValueError, match="name the folder with --folder"):
        run("new-lesson", "16-attention")
    run("new-lesson", "16-attention", "--folder", ".")
    assert [path.name for path in tmp_path.iterdir()] == ["16-attention.ipynb"]
