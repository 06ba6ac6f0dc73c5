"""Two curves: what the learner reads off."""

import re

from nbnn.exercises.lessons.lesson_07_validation import epoch_to_keep


def test_the_training_loss_falls_to_the_end_and_both_are_written_with_two_digits_at_most():
    for variant in map(epoch_to_keep.variant, range(10)):
        training, validation = (re.findall(r"\d+\.?\d*", line) for line in variant.question.splitlines() if "loss, epoch by epoch" in line)
        losses = [float(each) for each in training]
        assert losses == sorted(losses, reverse=True) and len(losses) == len(validation) == 7
        assert max(len(each.partition(".")[2]) for each in (*training, *validation)) == 2
