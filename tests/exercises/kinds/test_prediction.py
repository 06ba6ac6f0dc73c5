"""A prediction is compared with what happens, which is computed when it is asked for."""

from nbnn.exercises.kinds.choice import Option
from nbnn.exercises.kinds.prediction import Outcome, Prediction

RAN = []


def run(drawn):
    RAN.append(drawn)
    return Outcome("It falls.", "From 2 to 1.")


EXERCISE = Prediction(key="falls", name="Falls", lesson="06", draw=lambda rng: 7, text=lambda drawn: f"Will it fall from {drawn}?",
                      options=(Option("It falls.", "Because of η."), Option("It rises.", "No.")), run=run)


def test_nothing_runs_before_it_is_asked_for():
    RAN.clear()
    variant = EXERCISE.variant(0)
    assert RAN == [] and "Will it fall from 7?" in variant.question
    assert variant.right_answer() == "It falls." and RAN == [7]
    assert variant.solution() == "It falls. From 2 to 1."


def test_the_outcome_is_said_with_its_numbers_whatever_was_predicted():
    variant = EXERCISE.variant(0)
    right, wrong = variant.check("It falls."), variant.check("It rises.")
    assert right.right and right.message == "As you predicted: From 2 to 1. Because of η."
    assert wrong.verdict == "wrong" and wrong.message == "You predicted “It rises.”. From 2 to 1. Because of η."
    assert variant.check("").verdict == "refused"
