"""Predictions: made before a run, compared with it after; what happened is computed when it is asked for, never stored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from .choice import Choice, Chosen, Option


@dataclass(frozen=True, eq=False)
class Outcome:
    """What happened: the text of the option that came true, and the numbers that show it, in words."""

    option: str
    shown: str


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Prediction(Choice):
    """What will happen? One of the statements will have come true after the run.

    Attributes
    ----------
    draw : a seeded generator → what is run.
    run : what was drawn → the Outcome; its option is one of `options`.
    """

    kind: ClassVar[str] = "prediction"

    run: Callable[[Any], Outcome]

    def variant(self, seed: int = 0) -> "Predicted":
        made = super().variant(seed)
        return Predicted(exercise=self, seed=seed, question=made.question, fields=made.fields, options=made.options, drawn=made.drawn)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Predicted(Chosen):
    """A variant of a prediction."""

    exercise: Prediction

    def outcome(self) -> Outcome:
        """What happens."""
        return self.exercise.run(self.drawn)

    def check(self, given):
        came = self.outcome()
        options = tuple(Option(each.text, each.why, each.text == came.option) for each in self.options)
        check = Chosen(exercise=self.exercise, seed=self.seed, question=self.question, fields=self.fields, options=options,
                       drawn=self.drawn).check(given)
        if check.verdict == "refused":
            return check
        said = f"As you predicted: {came.shown}" if check.right else f"You predicted “{check.answer}”. {came.shown}"
        why = next(each.why for each in options if each.text == came.option)
        return type(check)(check.verdict, f"{said} {why}".strip(), check.marks, first=check.first, answer=check.answer)

    def right_answer(self) -> str:
        return self.outcome().option

    def solution(self) -> str:
        came = self.outcome()
        return f"{came.option} {came.shown}"


