"""An exercise of ours in an assignment of otter: its own commands hand it out and grade it, without Docker."""

import json

import nbformat
import pytest
from nbformat import v4

from tests.graders.assignment import ANSWER, FEEDBACK, RIGHT, WRONG_SIGN, block, commands, notebook, submission, typed

NAMED = {"the question": block("cell", "question"), "the test": block("cell", "test"), f"{ANSWER}  # SOLUTION": f"{ANSWER}  # SOLUTION"}


def cells():
    """The cells of the page: paragraphs, those after >>> are code."""
    for text in block("raw", "otter").split("\n\n"):
        yield v4.new_code_cell(NAMED[text.removeprefix(">>> ")]) if text.startswith(">>> ") else v4.new_raw_cell(text)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The assignment, and the results of two students."""
    folder = tmp_path_factory.mktemp("course")
    notebook(list(cells()), folder / "backpropagation.ipynb")
    assign, run = commands("otter")
    typed(assign, folder)
    [autograder] = (folder / "dist" / "autograder").glob("*.zip")
    for student, answer in (("ada", RIGHT), ("ben", WRONG_SIGN)):
        submission(folder / "dist" / "student" / "backpropagation.ipynb", folder / student / "submission.ipynb", answer)
        typed([str(autograder) if word.endswith(".zip") else word for word in run], folder / student)
    return folder


def test_the_students_version_has_the_question_and_no_solution(course):
    sources = [cell.source for cell in nbformat.read(course / "dist" / "student" / "backpropagation.ipynb", 4).cells]
    assert block("cell", "question") in sources and 'grader.check("first_layer")' in sources
    assert not any("right_answer" in source for source in sources)


@pytest.mark.parametrize(("student", "score", "said"), [("ada", 2, False), ("ben", 0, True)])
def test_an_answer_has_its_points_and_a_wrong_one_its_mistake(course, student, score, said):
    results = json.loads((course / student / "results.json").read_text("utf-8"))["tests"]
    [question] = [each for each in results if each["name"] == "first_layer"]
    assert (question["score"], question["max_score"]) == (score, 2)
    assert (FEEDBACK in question["output"]) is said
