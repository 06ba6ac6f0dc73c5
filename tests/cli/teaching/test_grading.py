"""A teacher's tables: answers judged once more, functions run, odd things noted."""

import csv
import json
from dataclasses import replace

import pytest

from nbnn.__main__ import main
from nbnn.cli.teaching.grading import GRADES, MISTAKES, WARNING, grade, recheck, write
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.keeping.events import Event
from nbnn.exercises.keeping.folding import SIZE
from nbnn.exercises.lessons.table import exercise, exercises
from nbnn.exercises.progress import FILE, Progress

KEY = "hinge_slope"
RIGHT = "def hinge_derivative(y, z):\n    return -z if y * z < 1 else 0"
WRONG_SIGN = RIGHT.replace("-z", "z")


def a_learner(name, mistake=None):
    progress = Progress(name)
    variant = progress.variant(KEY)
    return progress.answered(KEY, variant.answer_of(MISCONCEPTIONS[mistake]) if mistake else variant.right_answer())[0]


def hand_in(folder, progress, *sources):
    folder.mkdir(parents=True)
    if progress:
        (folder / FILE).write_text(progress.as_text())
    if sources:
        (folder / "03-losses.ipynb").write_text(json.dumps({"cells": [{"cell_type": "code", "source": each} for each in sources]}))


def row(grades, learner):
    return next(each for each in grades.rows if each.learner == learner)


def test_a_class(tmp_path):
    hand_in(tmp_path / "one", a_learner("s1"), "import nbnn", RIGHT)
    hand_in(tmp_path / "two", a_learner("s2", "wrong_sign"), WRONG_SIGN)
    hand_in(tmp_path / "three", None, RIGHT)
    grades = grade(tmp_path)
    assert [each.learner for each in grades.rows] == ["s1", "s2", "three"]
    assert row(grades, "s1").standings[KEY].status == "solved"
    assert row(grades, "s1").standings["hinge_derivative"].status == "solved"
    assert row(grades, "s2").standings[KEY].status == "tried"
    assert row(grades, "s2").standings["hinge_derivative"].found == ("wrong_sign",)
    assert row(grades, "three").standings["hinge_derivative"].solved
    assert grades.mistakes == {"wrong_sign": (1, 2)}
    assert all(each.notes == () for each in grades.rows)
    assert grades.summary().endswith(WARNING)
    assert "not a sandbox" in WARNING


def test_the_tables(tmp_path):
    hand_in(tmp_path / "one", a_learner("=cmd()", "margin_ignored"))
    write(grade(tmp_path), tmp_path)
    with open(tmp_path / GRADES, encoding="utf-8-sig", newline="") as file:
        head, first = csv.reader(file)
    assert head[:6] == ["learner", "named by", "id", "file", "solved", "of"]
    assert head[6:8] == ["far transfer solved", "of far transfer"]
    far = sum(each.far for each in exercises().values())
    assert first[5:8] == [str(sum(each.counts for each in exercises().values()) - far), "0", str(far)]
    assert len(head) == 9 + len(exercises()) == len(first)
    assert first[0] == "'=cmd()", "no formula for a spreadsheet"
    assert first[head.index(f"03 {KEY}")] == "tried (1 try)"
    with open(tmp_path / MISTAKES, encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][:4] == ["margin_ignored", "margin condition ignored", "1", "1"]


def test_a_forged_verdict_is_found_out(tmp_path):
    wrong = a_learner("s1", "wrong_sign")
    forged = replace(wrong, events=tuple(replace(each, verdict="right", found=()) for each in wrong.events))
    assert forged.standing(KEY).solved
    standings, notes = recheck(forged)
    assert standings[KEY].status == "tried"
    assert notes == ("1 answer came out differently than the file says",)


def test_somebody_elses_answers_do_not_fit(tmp_path):
    one = Progress("s1")
    stolen = Progress("s2", one.answered("first_layer", one.variant("first_layer").right_answer())[0].events)
    standings, notes = recheck(stolen)
    assert standings["first_layer"].status == "tried"
    assert notes[0] == "1 answer to different numbers than here: another version of nbnn, or not this learner's"
    hand_in(tmp_path / "one", a_learner("s1"))
    copied = Progress("s2", tuple(replace(each, learner="s1") for each in Progress.from_text((tmp_path / "one" / FILE).read_text()).events))
    hand_in(tmp_path / "two", copied)
    grades = grade(tmp_path)
    assert row(grades, "s2").notes == ("1 answer given as s1", f"1 answer is the very same as in one/{FILE}")
    assert row(grades, "s1").notes == (f"1 answer is the very same as in two/{FILE}",)


def test_the_solution_seen_counts_here_too():
    progress = Progress("s1").shown(KEY)[0]
    progress = progress.answered(KEY, progress.variant(KEY).right_answer())[0]
    assert recheck(progress)[0][KEY].status == "solution seen"
    fresh = progress.another(KEY)
    fresh = fresh.answered(KEY, fresh.variant(KEY).right_answer())[0]
    assert recheck(fresh)[0][KEY].status == "solved"
    assert recheck(fresh.reset([KEY]))[0][KEY].status == "not tried"


def test_a_folded_file_says_all_that_a_teacher_reads(tmp_path):
    """Answers judged again, notes on other numbers, other names and other files, in a file that is folded as in one that is not."""
    ours, others = a_learner("guest-1", "margin_ignored").renamed("s1"), a_learner("s2")
    long = ours.reset([KEY]).shown(KEY)[0]
    for _ in range(SIZE):
        long = long.another(KEY).hinted(KEY)[0]
    long = long.answered(KEY, long.variant(KEY).right_answer())[0]
    long = replace(long, events=(*long.events[:5], *others.events, *long.events[5:]))
    text, plain = long.as_text(), json.dumps({**json.loads(Progress("s1").as_text()), "events": [each.as_data() for each in long.events]})
    assert '"folded"' in text and '"folded"' not in plain
    for folder, file in (("folded", text), ("plain", plain)):
        hand_in(tmp_path / folder / "two", others)
        hand_in(tmp_path / folder / "one", long)
        (tmp_path / folder / "one" / FILE).write_text(file)
    found, wanted = grade(tmp_path / "folded"), grade(tmp_path / "plain")
    assert found == wanted and row(found, "s1").standings[KEY].hints == SIZE
    assert len(row(found, "s1").notes) == 3


def test_a_function_that_is_only_claimed(tmp_path):
    claimed = Progress("s1").answered("hinge_derivative", lambda y, z: -z if y * z < 1 else 0)[0]
    assert claimed.standing("hinge_derivative").solved
    hand_in(tmp_path / "one", claimed)
    (only,) = grade(tmp_path).rows
    assert "hinge_derivative" not in only.standings
    assert only.notes == ("no notebook with the function of hinge_derivative",)


def test_odd_files(tmp_path):
    event = Event("1", "2020", "no_such", 0, "answer", "1", "right")
    hand_in(tmp_path / "one", Progress("s1", (event,)), "def hinge_derivative(:\n", "import nbnn",
            "def backward(*all):\n    return nbnn.sgd_step(*all)")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / FILE).write_text("{")
    (tmp_path / "two" / "other.json").write_text("{}")
    (tmp_path / "two" / "a.ipynb").write_text("{")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "b.ipynb").write_text("{")
    grades = grade(tmp_path)
    notes = " | ".join(row(grades, "s1").notes)
    for words in ("this nbnn does not have: no_such", "code cell 1 cannot be read", "backward in 03-losses.ipynb calls nbnn itself"):
        assert words in notes
    assert row(grades, "two").notes == ("a.ipynb could not be used",)
    assert len(grades.rows) == 2
    assert [each.place for each in grades.problems] == ["two/a.ipynb", f"two/{FILE}", "two/other.json"]


def test_files_of_all_learners_in_one_folder(tmp_path):
    for name in ("s1", "s2"):
        (tmp_path / f"nbnn-progress-{name}.json").write_text(a_learner(name).as_text())
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [{"cell_type": "code", "source": RIGHT}]}))
    grades = grade(tmp_path)
    assert [each.learner for each in grades.rows] == ["a", "s1", "s2"]
    assert row(grades, "a").standings["hinge_derivative"].solved


def test_answers_that_nobody_could_have_entered():
    for answer in (None, 5, {"x": 1}, [[1, 2]], "nan", {"1.dl_dy": {"a": 1}}, {"1.dl_dy": [["1"]]}):
        for key in (KEY, "why_zero", "board_order", "which_stay"):
            standings, _ = recheck(Progress("s1", (Event("1", "2020", key, 0, "answer", answer, "right"),)))
            assert not standings[key].solved


def test_every_kind_of_answer_is_rechecked_as_it_was():
    progress = Progress("s1")
    for key, record in exercises().items():
        if record.kind != "code":
            progress, check = progress.answered(key, progress.variant(key).right_answer())
            assert check.right, key
    standings, notes = recheck(Progress.from_text(progress.as_text()))
    assert notes == ()
    assert all(each.status == "solved" for each in standings.values())
    assert len(standings) == sum(each.kind != "code" for each in exercises().values())


# ---- the commands ----

def test_grade_from_the_command_line(tmp_path, capsys):
    hand_in(tmp_path / "one", a_learner("s1"))
    assert main(["grade", str(tmp_path), "--seconds", "5"]) == 0
    out = capsys.readouterr().out
    counted, far = ([each for each in exercises().values() if each.counts and each.far is apart] for apart in (False, True))
    assert f"s1: 1 of {len(counted)}, and of far transfer 0 of {len(far)} solved" in out
    assert WARNING in out
    assert (tmp_path / GRADES).exists()
    assert main(["grade", str(tmp_path / "nowhere")]) == 2
    assert "is not a folder" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["grade", str(tmp_path), "--seconds", "0"])


def test_an_empty_folder(tmp_path, capsys):
    assert main(["grade", str(tmp_path)]) == 0
    assert "No progress file and no notebook was found." in capsys.readouterr().out


def test_misconceptions_from_the_command_line(capsys):
    assert main(["misconceptions", KEY, "--variants", "3"]) == 0
    assert "wrong_sign" in capsys.readouterr().out
    assert main(["misconceptions", "why_zero"]) == 2


def test_the_model_functions_pass_in_a_process_of_their_own(tmp_path):
    records = [each for each in exercises().values() if each.kind == "code"]
    hand_in(tmp_path / "one", Progress("s1"), "import numpy as np", *(each.model for each in records))
    (only,) = grade(tmp_path).rows
    assert {each.key for each in records} == set(only.standings)
    assert all(each.solved for each in only.standings.values())
    assert exercise("backward_code").key in only.standings
