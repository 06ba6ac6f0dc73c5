"""An exercise of ours in an assignment of nbgrader: its own commands hand it out, grade it, and write the feedback."""

import csv

import nbformat
import pytest
from nbformat import v4

from tests.graders.assignment import ANSWER, FEEDBACK, RIGHT, WRONG_SIGN, block, commands, notebook, submission, typed

NAME = "backpropagation"


def cell(name, source, **role):
    """A cell with the role that nbgrader's side bar writes into it."""
    usual = {"schema_version": 3, "grade_id": name, "locked": False, "grade": False, "solution": False, "task": False}
    return v4.new_code_cell(source, metadata={"nbgrader": usual | role})


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which two students handed in, graded by the commands of the page."""
    folder = tmp_path_factory.mktemp("course")
    cells = [cell("question", block("cell", "question"), locked=True),
             cell("answer", f"### BEGIN SOLUTION\n{ANSWER}\n### END SOLUTION", solution=True),
             cell("test", block("cell", "test"), grade=True, locked=True, points=2)]
    notebook(cells, folder / "source" / NAME / "first-layer.ipynb")
    generate, *others = commands("nbgrader")
    typed(generate, folder)
    for student, answer in (("ada", RIGHT), ("ben", WRONG_SIGN)):
        submission(folder / "release" / NAME / "first-layer.ipynb", folder / "submitted" / student / NAME / "first-layer.ipynb", answer)
    for words in others:
        typed(words, folder)
    return folder


def test_the_students_version_has_the_question_and_no_solution(course):
    released = nbformat.read(course / "release" / NAME / "first-layer.ipynb", 4)
    assert [each.source for each in released.cells][::2] == [block("cell", "question"), block("cell", "test")]
    assert "right_answer" not in released.cells[1].source


def test_a_right_answer_has_its_points_and_a_wrong_one_none(course):
    with open(course / "grades.csv", encoding="utf-8") as file:
        assert {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)} == {"ada": 2.0, "ben": 0.0}


def test_the_feedback_names_the_mistake(course):
    pages = {who: (course / "feedback" / who / NAME / "first-layer.html").read_text("utf-8") for who in ("ada", "ben")}
    assert FEEDBACK in pages["ben"] and FEEDBACK not in pages["ada"]
