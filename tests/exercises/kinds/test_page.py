"""What a page shows of every exercise."""

import pytest

from nbnn.exercises.kinds.page import KINDS, question, sentence, solution, table
from nbnn.exercises.lessons.table import exercise, exercises


@pytest.mark.parametrize("key", exercises())
def test_every_exercise_has_a_question_a_solution_and_a_table(key):
    record = exercise(key)
    variant = record.variant(0)
    shown = question(variant)
    assert shown["task"] == KINDS[record.kind] and shown["numbers"] == variant.fingerprint and shown["paragraphs"]
    assert {box["id"] for box in shown["fields"]} == {box.id for box in variant.boxes()}
    assert len(solution(variant)) == 1 and all(solution(variant).values())
    assert record.name in sentence(record) and table(record)
    assert all(set(row) == {"question", "answer"} for row in table(record))
