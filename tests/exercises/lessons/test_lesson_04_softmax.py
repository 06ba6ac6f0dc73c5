"""Softmax: as many examples as the question says."""

from nbnn.exercises.lessons.lesson_04_softmax import softmax_batch


def test_two_examples_with_three_scores_each():
    variant = softmax_batch.variant(1)
    assert "Two examples with three scores each" in variant.question and variant.right[0]["P"].shape == (2, 3)
