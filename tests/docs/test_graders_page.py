"""What the page for teachers with a grader says of a question, without the graders; tests/graders/ has these."""

import re

import numpy as np

from nbnn.exercises import exercise, seed_of
from tests.graders.assignment import FEEDBACK, PAGE, RIGHT, WRONG_SIGN, block


def test_the_answers_that_the_page_names_are_those_of_its_question():
    question = exercise("first_layer").variant(seed=1)
    assert set(re.findall(r'"(\d\.\w+)"', block("cell", "answer"))) == {each.id for each in question.fields} == set(RIGHT)
    assert question.check(RIGHT).right and question.check({name: np.array([[0.25, -0.5], [0, 0]]) if name[0] == "1" else value
                                                           for name, value in RIGHT.items()}).right
    wrong = question.check(WRONG_SIGN)
    assert str(wrong).startswith(FEEDBACK) and [each.key for each in wrong.found] == ["wrong_sign"]
    assert question.check({"1.dl_dW1": "?"}).verdict == "refused"


def test_answers_without_a_name_and_functions():
    one = exercise("through_tanh").variant(seed=1)
    assert len(one.fields) == 1 and one.check(one.right_answer()[one.fields[0].id]).right

    def hinge_derivative(y, z):
        return -z if y * z < 1 else 0
    assert exercise("hinge_derivative").variant(seed=1).check(hinge_derivative).right


def test_students_of_different_names_have_different_numbers():
    assert 'seed_of(name, "first_layer", 0)' in PAGE
    ada, ben = (str(exercise("first_layer").variant(seed=seed_of(name, "first_layer", 0))) for name in ("Ada Lovelace", "Ben"))
    assert ada != ben
