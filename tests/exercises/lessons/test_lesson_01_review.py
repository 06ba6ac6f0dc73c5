"""The forward pass is asked with all that it takes, and with nothing that comes after it."""

from nbnn.exercises.lessons.lesson_01_review import forward_pass


def test_the_weights_and_the_input_are_given_and_no_label():
    for variant in map(forward_pass.variant, range(5)):
        assert all(f"{name} = " in variant.question for name in ("W⁽¹⁾", "w⁽²⁾", "x")) and "z = " not in variant.question
