"""What is handed in: whatever is in the folder is used, or named with the reason and what to do; nothing vanishes."""

import csv
import errno
import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from nbnn.__main__ import main
from nbnn.cli.teaching import grading
from nbnn.cli.teaching import submissions as module
from nbnn.cli.teaching.grading import GRADES, grade, write
from nbnn.cli.teaching.submissions import AGAIN, MOST_BYTES, submissions
from nbnn.exercises.progress import FILE, Progress

KEY = "hinge_slope"


def a_learner(learner="guest-1", name=""):
    progress = Progress(learner)
    progress = progress.answered(KEY, progress.variant(KEY).right_answer())[0]
    return progress.named(name) if name else progress


GOOD = a_learner().as_text()
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": "1 + 1"}]})


def newer(text):
    return text.replace('"version": 1', '"version": 99')


# What a file has in it → a word of the reason, a word of what to do.
UNUSABLE = {
    "empty": ("", "it is empty", AGAIN),
    "cut off": (GOOD[:len(GOOD) // 2], "damaged or was cut off, from line", AGAIN),
    "cut off before the first line ends": ("{", "cut off", AGAIN),
    "it is JSON, but not": ('{"name": "something else"}', "it is JSON, but not a progress file", "nbnn-progress.json"),
    "a list": ("[1, 2]", "it is JSON, but not", "nbnn-progress.json"),
    "of a newer nbnn": (newer(GOOD), "a newer nbnn wrote it (version 99", "or a newer one"),
    "of no version": (GOOD.replace('"version": 1', '"version": "x"'), "version 'x'", AGAIN),
    "not UTF-8": (GOOD.encode("utf-16"), "not text in UTF-8", AGAIN),
    "Latin-1": (GOOD.replace("guest-1", "André").encode("latin-1"), "not text in UTF-8", AGAIN),
    "deep": ("[" * 100_000, "damaged", AGAIN),
    "an event too few": (GOOD.replace('"kind": "answer"', '"kind": "praise"'), "damaged (event 0", AGAIN),
    "no learner": (GOOD.replace('"guest-1"', "7"), "damaged (learner is 7", AGAIN),
    "a name that is none": (GOOD.replace('"events"', '"names": [["2026", ""]], "events"'), "damaged (the name is", AGAIN),
    "names that are none": (GOOD.replace('"events"', '"names": {"a": 1}, "events"'), "names", AGAIN),
    "a surrogate": (GOOD.replace("guest-1", "\\ud800"), "damaged", AGAIN),
}


def saved(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize("name", ["ada/nbnn-progress.json", "Ada Lovelace_123_assignsubmission_file_nbnn-progress.json", "my answers.JSON"])
@pytest.mark.parametrize(("content", "why", "todo"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_file_that_cannot_be_used_is_named(tmp_path, name, content, why, todo):
    saved(tmp_path / name, content)
    saved(tmp_path / "bob" / FILE, a_learner("bob").as_text())
    found, (problem,) = submissions(tmp_path)
    assert [each.learner for each in found] == ["bob"]
    assert problem.place == name
    assert why in problem.why
    assert todo in problem.todo
    assert "Errno" not in str(problem)


def test_it_is_named_on_the_terminal_and_in_the_table(tmp_path, capsys):
    saved(tmp_path / "Ada Lovelace_17_assignsubmission_file_" / FILE, GOOD[:100])
    saved(tmp_path / "Bob_18_assignsubmission_file_" / FILE, a_learner("bob").as_text())
    saved(tmp_path / "Bob_18_assignsubmission_file_" / "03-losses.ipynb", NOTEBOOK[:-4])
    assert main(["grade", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "Files that could not be used (2), and so are not counted:" in out
    assert f"Ada Lovelace_17_assignsubmission_file_/{FILE}: it is damaged or was cut off" in out
    assert "Bob_18_assignsubmission_file_/03-losses.ipynb: it is not a readable notebook" in out
    with open(tmp_path / GRADES, encoding="utf-8-sig", newline="") as file:
        head, bob, ada, notebook = csv.reader(file)
    assert bob[:3] == ["bob", "id in the file", "bob"]
    assert ada[:6] == ["Ada Lovelace", "folder name", "", f"Ada Lovelace_17_assignsubmission_file_/{FILE}", "", ""]
    assert ada[-1].startswith("NOT COUNTED: it is damaged or was cut off")
    assert notebook[0] == "Bob" and notebook[-1].startswith("NOT COUNTED: it is not a readable notebook")
    assert len(head) == len(bob) == len(ada) == len(notebook)


@pytest.mark.parametrize(("name", "why"), [("all.zip", "archive"), ("a.tar.gz", "archive"), ("answers.pdf", "neither a progress file"),
                                           (f"{FILE}.txt", "neither"), (f"{FILE}.damaged-2026", "neither"), ("no ending", "neither")])
def test_other_files_are_named_too(tmp_path, name, why):
    saved(tmp_path / "ada" / name, GOOD)
    found, (problem,) = submissions(tmp_path)
    assert found == []
    assert why in problem.why
    assert problem.place == f"ada/{name}"
    assert problem.todo


def test_hidden_files_and_our_own_tables_are_left_out(tmp_path):
    for name in (".DS_Store", ".ipynb_checkpoints/03-losses.ipynb", "__MACOSX/._nbnn-progress.json", "ada/._nbnn-progress.json"):
        saved(tmp_path / name, "x")
    write(grade(tmp_path), tmp_path)
    assert submissions(tmp_path) == ([], [])


def test_what_is_no_ordinary_file(tmp_path):
    (tmp_path / "loop.json").symlink_to("loop.json")
    (tmp_path / "broken.ipynb").symlink_to("nowhere.ipynb")
    saved(tmp_path / FILE / "inside.json", GOOD)
    saved(tmp_path / "other" / FILE, GOOD)
    (tmp_path / "link").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "up").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.json")
    found, problems = submissions(tmp_path)
    assert [each.place for each in found] == [f"{FILE}/inside.json", f"other/{FILE}"]
    assert {each.place: each.why for each in problems}.keys() == {"loop.json", "broken.ipynb", FILE, "link", "other/up", "pipe.json"}
    assert all(each.todo and "Errno" not in str(each) for each in problems)


def test_a_socket_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # its path must be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("s.json")
        assert [each.why for each in submissions(tmp_path)[1]] == ["it is not an ordinary file"]


def denied(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied", "secret")


def test_without_permission(tmp_path, monkeypatch):
    saved(tmp_path / "ada" / FILE, GOOD)
    saved(tmp_path / "ada" / "03-losses.ipynb", NOTEBOOK)
    monkeypatch.setattr(Path, "read_bytes", denied)
    grades = grade(tmp_path)
    assert [(each.place, each.why) for each in grades.problems] == [
        ("ada/03-losses.ipynb", "it cannot be read, the system says “Permission denied”"),
        (f"ada/{FILE}", "it cannot be read, the system says “Permission denied”")]


def test_a_folder_without_permission(tmp_path, monkeypatch):
    def walk(top, onerror):
        yield str(top), ["ada"], []
        onerror(PermissionError(errno.EACCES, "Permission denied", str(top / "ada")))
    (tmp_path / "ada").mkdir()
    monkeypatch.setattr(module.os, "walk", walk)
    _, (problem,) = submissions(tmp_path)
    assert (problem.place, problem.why) == ("ada", "this folder cannot be opened, the system says “Permission denied”")


def test_a_file_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    saved(tmp_path / FILE, GOOD)
    assert "MB" in submissions(tmp_path)[1][0].why
    assert MOST_BYTES > 10 ** 6


def test_a_file_that_a_text_editor_saved_with_a_mark_is_used(tmp_path):
    saved(tmp_path / "ada" / FILE, "\ufeff" + GOOD.replace("\n", "\r\n"))
    saved(tmp_path / "ada" / "03-losses.ipynb", "\ufeff" + NOTEBOOK)
    grades = grade(tmp_path)
    assert grades.problems == ()
    assert grades.rows[0].standings[KEY].solved


def test_one_file_that_breaks_the_check_does_not_cost_the_class_its_tables(tmp_path, monkeypatch):
    for name in ("ada", "bob"):
        saved(tmp_path / name / FILE, a_learner(name).as_text())
    check = grading.recheck
    monkeypatch.setattr(grading, "recheck", lambda progress: check(progress) if progress.learner == "bob" else 1 / 0)
    grades = grade(tmp_path)
    assert [row.learner for row in grades.rows] == ["bob"]
    assert "ZeroDivisionError" in grades.problems[0].why
    assert grades.problems[0].place == f"ada/{FILE}"


# ---- who ----

@pytest.mark.parametrize(("name", "learner", "source"), [
    (f"Ada Lovelace_17_assignsubmission_file_/{FILE}", "Ada Lovelace", "folder name"),
    (f"Ada Lovelace_17_assignsubmission_file/{FILE}", "Ada Lovelace", "folder name"),
    (f"Ada Lovelace_17_assignsubmission_file_{FILE}", "Ada Lovelace", "file name"),
    (f"lovelaceada_17_4711_{FILE}", "lovelaceada", "file name"),
    (f"lovelaceada_LATE_17_4711_{FILE}", "lovelaceada", "file name"),
    (f"Homework 3_al1815_attempt_2026-01-31-10-20-30_{FILE}", "al1815", "file name"),
    (f"山田 太郎/{FILE}", "山田 太郎", "folder name"),
    (f"group 1/ada/{FILE}", "ada", "folder name"),
    ("nbnn-progress-s17.json", "s17", "file name"),
    (FILE, "nbnn-progress", "file name"),
])
def test_a_guest_is_called_as_the_folder_or_file_is(tmp_path, name, learner, source):
    saved(tmp_path / name, GOOD)
    (row,) = grade(tmp_path).rows
    assert (row.learner, row.named_by, row.id) == (learner, source, "guest-1")
    assert f"{learner} [{source}, id guest-1]: 1 of" in grade(tmp_path).summary()


def test_the_name_in_the_file_comes_first_then_its_id(tmp_path):
    saved(tmp_path / "one" / FILE, a_learner("guest-1", "Ada Lovelace").as_text())
    saved(tmp_path / "two" / FILE, a_learner("s2").as_text())
    ada, second = grade(tmp_path).rows
    assert (ada.learner, ada.named_by, ada.id) == ("Ada Lovelace", "name in the file", "guest-1")
    assert (second.learner, second.named_by, second.id) == ("s2", "id in the file", "s2")


def test_an_earlier_name_is_noted(tmp_path):
    saved(tmp_path / FILE, a_learner("guest-1", "Bob").named("Ada").as_text())
    assert "named earlier: Bob" in grade(tmp_path).rows[0].notes


def test_copies_of_one_file_are_put_together_and_said(tmp_path):
    first = a_learner("guest-1", "Ada")
    second = first.answered("hinge_loss", first.variant("hinge_loss").right_answer())[0]
    for folder, names in (("a", (FILE, "nbnn-progress (1).json")), ("b", ("al_17_1_nbnn-progress.json", "al_17_1_nbnn-progress-1.json"))):
        for name, progress in zip(names, (first, second)):
            saved(tmp_path / folder / name, progress.as_text())
    for row in grade(tmp_path).rows:
        assert row.standings[KEY].tries == 1
        assert row.standings["hinge_loss"].solved
        assert any(note.startswith("2 copies of this learner's file were put together") and "-1.json" in note.replace(" (1)", "-1")
                   for note in row.notes)
    assert len(grade(tmp_path).rows) == 2


def test_the_same_learner_in_two_places_is_counted_twice_and_said(tmp_path):
    saved(tmp_path / "ada" / FILE, a_learner("guest-1", "Ada").as_text())
    saved(tmp_path / "bob" / FILE, a_learner("guest-1", "Bob").as_text())
    saved(tmp_path / "cem" / FILE, a_learner("guest-2", "ada").as_text())
    notes = {row.place.partition("/")[0]: " | ".join(row.notes) for row in grade(tmp_path).rows}
    assert f"the same learner's id as in bob/{FILE}: each file is counted by itself, so compare them and keep one" in notes["ada"]
    assert f"the same learner's id as in ada/{FILE}" in notes["bob"]
    assert f"the same name as in cem/{FILE}" in notes["ada"]
    assert "id as in" not in notes["cem"]


def test_a_platforms_notebook_belongs_to_the_file_that_came_with_it(tmp_path):
    function = json.dumps({"cells": [{"cell_type": "code", "source": "def hinge_derivative(y, z):\n    return -z if y * z < 1 else 0"}]})
    for number, name in enumerate(("ada", "bob"), start=1):
        saved(tmp_path / f"{name}_{number}_77_{FILE}", a_learner(f"guest-{number}").as_text())
        saved(tmp_path / f"{name}_{number}_78_03-losses.ipynb", function)
        saved(tmp_path / f"{name}_{number}_assignsubmission_file_{FILE}", a_learner(f"guest-{number + 10}").as_text())
        saved(tmp_path / f"{name}_{number}_assignsubmission_file_03-losses.ipynb", function)
    rows = {row.place: row for row in grade(tmp_path).rows}
    for name in (f"ada_1_assignsubmission_file_{FILE}", f"bob_2_assignsubmission_file_{FILE}"):
        assert rows[name].standings["hinge_derivative"].solved, name
    assert not any("assignsubmission_file_03" in place for place in rows)


# ---- what strangers wrote ----

FORMULAS = ("=cmd()", "+1+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", " =1", "\u3000=1")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    assert grading._plain(text).startswith("'")
    assert grading._plain("Ada") == "Ada" and grading._plain(3) == "3"


def test_nothing_in_a_file_breaks_the_terminal_or_the_table(tmp_path, capsys):
    event = replace(a_learner().events[0], exercise="no\ud800such\x1b[31m", learner="x\u202ey\n")
    progress = Progress("guest-9", (event,))
    saved(tmp_path / "=1+1" / FILE, progress.as_text().encode("utf-8", "surrogatepass"))
    (tmp_path / os.fsdecode(b"bad\xff.json")).write_text("{")
    assert main(["grade", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\u202e" not in out
    text = (tmp_path / GRADES).read_bytes().decode("utf-8-sig")
    with open(tmp_path / GRADES, encoding="utf-8-sig", newline="") as file:
        _, row, bad = csv.reader(file)
    assert row[0] == "'=1+1" and row[3].startswith("'=1+1")
    assert bad[3] == "bad\N{REPLACEMENT CHARACTER}.json"
    assert "\x1b" not in text
