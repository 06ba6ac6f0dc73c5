"""Every command, found by inspection: from anywhere in a course, with wrong arguments and a system that refuses; always a sentence."""

import argparse
import builtins
import errno
import io
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import nbnn
import nbnn.__main__ as module
from nbnn.__main__ import main, parser
from nbnn.cli.commands import LARGEST, LEAST
from nbnn.cli.course import COPIES
from nbnn.cli.lesson_page import ANSWERS
from nbnn.cli.teaching.new_lesson import new_lesson
from nbnn.exercises.progress import FILE, Progress
from nbnn.page.answers import USUAL_SIZE
from nbnn.page.page import NO_ANSWERS
from tests.patience import HANGS

ROOT = Path(__file__).parents[1]
# a positional argument → a good value
VALID = {"folder": "collected", "lesson": "13", "name": "attention", "exercise": "hinge_slope", "notebook": "13", "to": "copies"}


@cache
def commands():
    """Name → parser of each command, made once: half of a test's time otherwise."""
    (found,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return found.choices


def positionals(command):
    return [each.dest for each in commands()[command]._actions if not each.option_strings]


def options(command):
    """Each option that takes a value."""
    return [each for each in commands()[command]._actions if each.option_strings and each.nargs not in (0, argparse.REMAINDER)]


def line(command, **other):
    """A good command line, which opens no JupyterLab."""
    few = [text for each in options(command) if each.dest == "variants" for text in ("--variants", "2")]
    quiet = [name for each in commands()[command]._actions for name in each.option_strings if name == "--no-open"]
    return [command, *({**VALID, **other}[each] for each in positionals(command)), *few, *quiet]


NAMES = sorted(commands())
NUMBERS = [(name, each.option_strings[0]) for name in NAMES for each in options(name) if each.type and each.dest in LARGEST]
FOLDERS = [(name, each.option_strings[0]) for name in NAMES for each in options(name) if each.dest in ("folder", "to")]
CHANGING = ("reset", "new-lesson")  # they write beside the lessons, so those that came with nbnn are not for them


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course in a folder, with collected files, and the current folder in it."""
    new_lesson("13-small", make(tmp_path / "course" / "notebooks"))
    make(tmp_path / "course" / "notebooks" / "pictures" / "deep")
    for folder in (make(tmp_path / "course" / "collected" / "ada"), make(tmp_path / "course" / "notebooks" / "collected"),
                   make(tmp_path / "course" / "notebooks" / "pictures" / "deep" / "collected")):
        (folder / FILE).write_text(Progress("ada").as_text(), "utf-8")
    monkeypatch.setattr("nbnn.cli.lesson_page.run_notebook", not_run)
    monkeypatch.setattr("nbnn.cli.checking.run_cells", lambda path: 1)
    for part, made in {"missing_tools": list, "build_lite": lambda to, *_: to.mkdir(), "first_page": lambda *_, **__: "a page"}.items():
        monkeypatch.setattr(f"nbnn.cli.site.building.{part}", made)
    monkeypatch.setattr("nbnn.cli.opening.start", lambda command, _: pytest.fail(f"{command} was started"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path / "course")
    return tmp_path / "course"


def not_run(notebook, *_):
    """A kernel for each test would take minutes."""
    notebook.metadata[ANSWERS] = NO_ANSWERS
    return notebook


def make(folder):
    folder.mkdir(parents=True)
    return folder


def asked(arguments):
    """What a command line gives, also where argparse stops it."""
    try:
        return main(arguments)
    except SystemExit as stop:
        return stop.code


def refused(arguments, capsys, code=2):
    """It ends in a sentence, nothing else; the sentence."""
    assert asked(arguments) == code
    said = capsys.readouterr().err
    assert re.search(r"^nbnn: \S.{5,}", said, re.MULTILINE), said
    assert "Errno" not in said and "Traceback" not in said and "codec" not in said
    return said


# ---- help ----

def test_there_is_help_with_an_example_for_each_command(capsys):
    assert asked(["--help"]) == 0
    out = capsys.readouterr().out
    for name, each in commands().items():
        example = each.get_default("example")
        assert example.startswith(name)
        assert f"python -m nbnn {example}\n" in out
        parser().parse_args(example.split())


@pytest.mark.parametrize("name", NAMES)
def test_each_command_has_help_with_its_example(name, capsys):
    assert asked([name, "--help"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"for example: python -m nbnn {commands()[name].get_default('example')}" in out
    assert all(each.help for each in commands()[name]._actions)


def test_the_usual_size_of_answers_is_the_one_that_is_said():
    assert f"default {USUAL_SIZE};" in " ".join(commands()["page"].format_help().split())


def test_the_version_is_the_packages(capsys):
    assert asked(["--version"]) == 0
    assert capsys.readouterr().out == f"nbnn {nbnn.__version__}\n"


@pytest.mark.parametrize(("typed", "called"), [
    ("/usr/bin/nbnn", "nbnn"), ("nbnn.exe", "nbnn"), ("/lib/nbnn/__main__.py", "python -m nbnn")])
def test_examples_can_be_typed_as_they_stand(monkeypatch, typed, called, capsys):
    monkeypatch.setattr(sys, "argv", [typed])
    for arguments in (["--help"], *([name, "--help"] for name in NAMES)):
        assert asked(arguments) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"usage: {called} ") and set(re.findall(r"^ *((?:python -m )?nbnn) \w", out, re.MULTILINE)) <= {called}


@pytest.mark.parametrize("name", [name for name in NAMES if any(
    each.nargs is None and not each.option_strings for each in commands()[name]._actions)])
def test_what_was_left_out_is_named_with_an_example(name, capsys):
    said = refused([name], capsys)
    assert "are required" in said and f"For example: python -m nbnn {commands()[name].get_default('example')}\n" in said


# ---- without a command: the lessons ----

@pytest.fixture
def started(monkeypatch):
    """The command lines that were started, each with its folder."""
    lines = []
    monkeypatch.setattr("nbnn.cli.opening.start", lambda command, _: lines.append((Path.cwd(), command)))
    return lines


def test_nbnn_alone_copies_the_lessons_here_and_opens_the_first(tmp_path, monkeypatch, started, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    (folder, command), = started
    assert folder == tmp_path / COPIES and f"copies: {folder}" in capsys.readouterr().out
    lessons = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(path.name for path in folder.glob("*.ipynb")) == lessons
    assert command[:4] == [sys.executable, "-m", "jupyterlab", lessons[0]]
    assert main([]) == 0 and started[1][0] == folder, "started again in that folder, it is that folder"


def test_in_a_course_the_copies_come_beside_its_lessons(course, started, monkeypatch):
    monkeypatch.chdir(course / "notebooks" / "pictures")
    assert main([]) == 0
    assert started[0][0] == course / COPIES and started[0][1][3] == "13-small.ipynb"


def test_a_folder_and_options_for_jupyterlab(course, started):
    assert main(["lessons", "of my own/here", "--lab", "--port=9", "--no-browser"]) == 0
    assert started[0][0] == course / "of my own" / "here" and started[0][1][-2:] == ["--port=9", "--no-browser"]


def test_somebody_elses_notebooks_are_no_course(tmp_path, monkeypatch, started):
    """Many projects number their notebooks."""
    make(tmp_path / "notebooks")
    (tmp_path / "notebooks" / "01-sales.ipynb").write_text('{"cells": [], "metadata": {}}', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    assert not (tmp_path / COPIES / "01-sales.ipynb").exists() and (tmp_path / COPIES / "13-one-step-by-hand.ipynb").exists()


def test_teachers_pages_come_when_they_are_asked_for(course, capsys):
    (course / "notebooks" / "LECTURER.md").write_text("x", "utf-8")
    assert main(["lessons", "a", "--no-open"]) == main(["lessons", "b", "--no-open", "--teacher"]) == 0
    assert not (course / "a" / "LECTURER.md").exists() and (course / "b" / "LECTURER.md").exists()


def test_without_jupyterlab_the_lessons_are_there_and_it_is_said_what_to_install(course, monkeypatch, capsys):
    monkeypatch.setattr("nbnn.cli.opening.find_spec", lambda name: None)
    assert 'pip install "nbnn[lab]"' in refused(["lessons"], capsys)
    assert (course / COPIES / "13-small.ipynb").exists()


# ---- from where ----

@pytest.mark.parametrize("start", [".", "notebooks", "notebooks/pictures/deep"])
@pytest.mark.parametrize("name", NAMES)
def test_from_any_folder_of_the_course(course, name, start, monkeypatch, capsys):
    monkeypatch.chdir(course / start)
    assert main(line(name, name=f"16-{name}")) == 0
    found = capsys.readouterr()
    assert "because" not in found.err
    if any(each.dest == "folder" for each in options(name)):
        assert f"lessons: {course / 'notebooks'}\n" in found.out or f" lessons in {course / 'notebooks'}\n" in found.out
    if name == "new-lesson":
        assert (course / "notebooks" / f"16-{name}.ipynb").exists()


def test_a_replaced_notebook_is_no_lesson(course, monkeypatch, capsys):
    assert main(["lessons", "--no-open"]) == 0
    for folder in ("before-reset", ".ipynb_checkpoints", "../my-lessons"):
        shutil.copytree(course / "notebooks", course / "notebooks" / folder, ignore=shutil.ignore_patterns("before-reset"),
                        dirs_exist_ok=True)
        monkeypatch.chdir(course / "notebooks" / folder)
        assert main(["reset", "13"]) == 0
        assert f"lessons: {course / 'notebooks'}\n" in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_outside_a_course_the_lessons_that_came_with_nbnn_are_read_and_never_changed(course, name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(make(tmp_path / "elsewhere"))
    brought = {path: path.stat().st_mtime_ns for path in (ROOT / "notebooks").rglob("*")}
    code = asked(line(name, folder=str(course / "collected")))
    found = capsys.readouterr()
    assert code == (2 if name in CHANGING else 0), found.err
    assert ("Run this inside the course, or name the folder with --folder" in found.err) == (name in CHANGING)
    assert {path: path.stat().st_mtime_ns for path in (ROOT / "notebooks").rglob("*")} == brought


def test_a_lesson_without_exercises_outside_a_course(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["handout", "00"]) == 0 and len(list(tmp_path.glob("*.html"))) == 1


@pytest.mark.parametrize("start", [".", COPIES])
def test_a_learners_copy_is_reset_where_there_is_no_course(tmp_path, monkeypatch, start, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lessons", "--no-open"]) == 0
    copy = tmp_path / COPIES / "13-one-step-by-hand.ipynb"
    fresh = copy.read_text("utf-8")
    copy.write_text(fresh.replace("import nbnn", "import nbnn as mine"), "utf-8")
    monkeypatch.chdir(tmp_path / start)
    assert main(["reset", "13"]) == 0
    assert "copied again" in capsys.readouterr().out and copy.read_text("utf-8") == fresh


@pytest.mark.parametrize("given", ["13", "13-small", "13-small.ipynb", "notebooks/13-small.ipynb"])
def test_a_lesson_by_its_number_its_name_or_its_file(course, given, capsys):
    assert main(["handout", given]) == 0
    assert (course / "nbnn-handout-13-seed-1.html").read_text("utf-8").count("<h1>Lesson 13: Small</h1>") == 1
    assert main(["reset", given]) == 0


def test_folder_still_decides(course, tmp_path, capsys):
    other = make(tmp_path / "other")
    new_lesson("13-other", other)
    assert main(["handout", "13", "--folder", str(other)]) == 0
    assert f"lessons: {other}\n" in capsys.readouterr().out
    assert "Lesson 13: Other" in (course / "nbnn-handout-13-seed-1.html").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name, option in FOLDERS if option == "--to"])
def test_to_makes_the_folder(course, name):
    assert main([*line(name), "--to", "a/new/one"]) == 0
    assert list((course / "a" / "new" / "one").iterdir())


# ---- wrong command lines ----

@pytest.mark.parametrize("value", ["0", "-1", "1.5", "x", "", " ", "1e3", "٣", "²", "9" * 12, "9" * 5000, "0x10", "1_0", "nan"])
@pytest.mark.parametrize(("name", "option"), NUMBERS)
def test_a_number_that_is_none(course, name, option, value, capsys):
    what = option.lstrip("-")
    least = LEAST.get(what, 1)
    said = refused([*line(name), option, "-2" if value == str(least) else value], capsys)
    assert f"argument {option}" in said
    assert f"is not a whole number from {least} to {LARGEST[what]}" in said or "expected one argument" in said


@pytest.mark.parametrize(("name", "option"), FOLDERS)
def test_a_folder_that_is_a_file(course, name, option, capsys):
    (course / "file").write_text("x")
    for value in ("file", "file/deeper"):
        said = refused([*line(name), option, value], capsys)
        assert "file" in said
    assert (course / "file").read_text() == "x"


@pytest.mark.parametrize("name", [name for name in NAMES if "to" in positionals(name)])
def test_a_folder_to_make_that_is_a_file(course, name, capsys):
    (course / "file").write_text("x")
    for value in ("file", "file/deeper"):
        assert "Choose another folder" in refused(line(name, to=value), capsys)
    assert (course / "file").read_text() == "x"


@pytest.mark.parametrize("name", [name for name, option in FOLDERS if option == "--folder"])
def test_a_folder_that_is_not_there(course, name, capsys):
    assert "--folder is 'nowhere', and there is no such folder" in refused([*line(name), "--folder", "nowhere"], capsys)


@pytest.mark.parametrize("name", NAMES)
def test_arguments_too_few_too_many_or_unknown(course, name, capsys):
    refused([*line(name), "--nonsense"], capsys)
    if any(each.nargs not in ("*", "?") for each in commands()[name]._actions if not each.option_strings):
        refused([name], capsys)
    if name != "misconceptions":
        refused([*line(name), "more"], capsys)
    for each in options(name):
        refused([*line(name), each.option_strings[0]], capsys)
    assert "choose from" in refused([f"{name}s"], capsys)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["", " ", "x" * 300, "../../x", "no such", "99", "-", "a\x00b", "bad\udcff", "13-\udcff", "<b>", "٣"])
def test_odd_values(course, name, value, capsys):
    for position in positionals(name):
        if position != "to":
            refused(line(name, **{position: value}), capsys)
        elif asked(line(name, to=value)):  # a folder to make may have many names
            assert re.search("^nbnn: ", capsys.readouterr().err, re.MULTILINE)


def test_a_file_to_grade(course, capsys):
    (course / "all.zip").write_text("x")
    assert "unpack it" in refused(["grade", "all.zip"], capsys)
    assert "give the one with" in refused(["grade", "notebooks/13-small.ipynb"], capsys)


BAD_NOTEBOOKS = ("", "{", "[" * 100_000, "[]", '{"cells": 3}', '{"cells": [3, 4]}', '{"cells": [{"cell_type": "markdown", "source": [1]}]}',
                 '{"cells": [{"cell_type": "markdown", "source": "$\\\\frac{$"}, {"cell_type": "markdown", "source": "$\\\\nope{x}$"}]}',
                 '{"cells": [{"cell_type": "markdown", "source": "\\ud800"}]}', b"\xff\xfe{}")


@pytest.mark.parametrize("content", BAD_NOTEBOOKS, ids=range(len(BAD_NOTEBOOKS)))
def test_a_lesson_that_cannot_be_read(course, content, capsys):
    path = course / "notebooks" / "13-small.ipynb"
    new_lesson("14-good", path.parent)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    before = path.read_bytes()
    said = refused(["handout", "13"], capsys)
    assert not list(course.glob("*.html")), said
    for name in ("handout", "lessons", "reset", "new-lesson", "check"):
        assert asked(line(name, name="17-other")) in (0, 2)
        assert "Traceback" not in capsys.readouterr().err
    kept = [path, *(course / "notebooks").glob("before-reset/*")]
    assert before in [each.read_bytes() for each in kept], "what was there is kept"


@pytest.mark.parametrize("library", ["mistune", "latex2mathml.converter"])
def test_without_an_extra(course, monkeypatch, library, capsys):
    monkeypatch.setitem(sys.modules, library, None)
    said = refused(["handout", "13"], capsys)
    assert "pip install 'nbnn[lab]', or leave the text out with --exercises-only" in said
    assert main(["handout", "13", "--exercises-only"]) == 0


# ---- a system that refuses ----

def failing(number):
    def fail(self, *_, **__):
        raise OSError(number, os.strerror(number), str(self))
    return fail


WRITING = [name for name in NAMES if name not in ("misconceptions", "check")]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.EDQUOT], ids=errno.errorcode.get)
@pytest.mark.parametrize("name", WRITING)
def test_nothing_can_be_written(course, name, number, monkeypatch, capsys):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    monkeypatch.setattr(Path, "write_bytes", failing(number))
    said = refused(line(name), capsys)
    assert os.strerror(number) in said
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", WRITING)
def test_a_folder_is_in_the_way(course, name, monkeypatch, capsys):
    monkeypatch.setattr(os, "replace", failing(errno.EISDIR))
    refused(line(name), capsys)
    assert not list(course.rglob("*.part"))


def test_a_folder_named_like_the_page(course, capsys):
    make(course / "nbnn-handout-13-seed-1.html")
    assert "there is a folder of that name. Remove it" in refused(["handout", "13"], capsys)


def test_the_current_folder_is_gone(course, monkeypatch, capsys):
    monkeypatch.setattr(Path, "cwd", lambda: failing(errno.ENOENT)("."))
    assert "still there" in refused(["reset", "13"], capsys)


@pytest.mark.parametrize("name", NAMES)
def test_no_memory_a_closed_pipe_and_ctrl_c(course, name, monkeypatch, capsys):
    def stopping(error):
        def run(given):
            raise error
        top = parser()
        for each in next(action for action in top._actions if isinstance(action, argparse._SubParsersAction)).choices.values():
            each.set_defaults(run=run)
        monkeypatch.setattr(module, "parser", lambda: top)
        return main(line(name))
    assert stopping(MemoryError()) == 2
    assert "MemoryError" in capsys.readouterr().err
    monkeypatch.undo()
    assert stopping(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "nbnn: stopped\n"
    monkeypatch.undo()
    monkeypatch.setattr(module, "_no_more_output", lambda: None)
    assert stopping(BrokenPipeError(errno.EPIPE, "Broken pipe")) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_that_has_few_letters(course, name, monkeypatch):
    few = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", few)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    folder = make(course / "Größe")
    shutil.copy(course / "collected" / "ada" / FILE, folder)
    monkeypatch.chdir(folder)
    assert main(line(name, folder=".")) == 0


def test_the_tables_are_written_before_anything_is_printed(course, monkeypatch):
    def closed(*_, **more):
        if more.get("file") is None:
            raise BrokenPipeError
    monkeypatch.setattr(builtins, "print", closed)
    monkeypatch.setattr(module, "_no_more_output", lambda: None)
    assert main(["grade", "collected"]) == 1
    assert len(list((course / "collected").glob("*.csv"))) == 2


def test_ctrl_c_waits_for_no_further_learner(course, monkeypatch, capsys):
    for number in range(20):
        shutil.copytree(course / "collected" / "ada", course / "collected" / f"b{number}")
    started = []

    def stop(submission, *_):
        started.append(submission)
        raise KeyboardInterrupt
    monkeypatch.setattr("nbnn.cli.teaching.grading._functions", stop)
    assert main(["grade", "collected"]) == 130
    assert not list((course / "collected").glob("*.csv"))


# ---- as a process ----

def run(*arguments, cwd, **more):
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "nbnn", *arguments], cwd=cwd, env=here, capture_output=True, timeout=HANGS, **more)


@pytest.mark.parametrize("start", [ROOT, ROOT / "notebooks", ROOT / "nbnn" / "exercises"], ids=["root", "notebooks", "a sub-folder"])
def test_in_a_real_clone(start, tmp_path):
    done = run("handout", "13", "--to", str(tmp_path / "new"), cwd=start)
    assert done.returncode == 0, done.stderr.decode()
    assert f"lessons: {ROOT / 'notebooks'}" in done.stdout.decode()
    assert "A chain of numbers first" in (tmp_path / "new" / "nbnn-handout-13-seed-1.html").read_text("utf-8")


def test_a_reader_that_goes_away_hears_no_complaint():
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (("--help",), ("lessons", "--help"), ("misconceptions", "hinge_slope", "--variants", "2")):
        done = subprocess.run([sys.executable, "-m", "nbnn", *arguments], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, timeout=HANGS)
        assert done.stderr == b"", arguments
    os.close(writing)
