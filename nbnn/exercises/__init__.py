"""Exercises: questions with numbers by seed, their checking, what a mistake says, and progress. NumPy only.

    nbnn.exercises.exercise("first_layer").variant(seed=1)       a question with its numbers; print it
    variant.check("[[2, 1], [−1, −0.5]]")                        a Check: verdict, message, marks, the misconceptions found
    nbnn.exercises.ProgressFile()                                what a learner has done, kept beside the notebooks
    nbnn.exercises.set_name("Ada Lovelace")                      write your name into that file
    nbnn.exercises.ask_first(step, ("dl_dy", "dl_dw2"))             lines of one update to be filled in
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .asking.stepper import (
        LEVELS,
        Asking,
        Marked,
        Prompt,
        Reason,
        ask_first,
        predict_loss,
        predict_unchanged,
        reasons,
        unchanged,
    )
    from .judging.exercise import Check, Exercise, Field, Mark, Variant
    from .judging.misconceptions import MISCONCEPTIONS, Misconception, misconception
    from .judging.reading import Unreadable, read
    from .judging.sheets import Line
    from .keeping.events import Standing
    from .kinds.by_hand import ByHand, Part, of_step
    from .kinds.choice import Choice, Option, Ordering
    from .kinds.code import Call, Code
    from .kinds.prediction import Outcome, Prediction
    from .lessons.table import exercise, exercises, of_lesson
    from .progress import Progress, ProgressFile, seed_of, set_name

__all__ = [
    "LEVELS", "MISCONCEPTIONS", "Asking", "ByHand", "Call", "Check", "Choice", "Code", "Exercise", "Field", "Line", "Mark", "Marked",
    "Misconception", "Option", "Ordering", "Outcome", "Part", "Prediction", "Progress", "ProgressFile", "Prompt", "Reason", "Standing",
    "Unreadable", "Variant", "ask_first", "exercise", "exercises", "misconception", "of_lesson", "of_step", "predict_loss",
    "predict_unchanged", "read", "reasons", "seed_of", "set_name", "unchanged",
]

# A lab that only judges an answer does not wait for the kinds of exercises and their lessons.
_ON_FIRST_USE = {
    "Asking": lambda: import_module(".asking.stepper", __name__).Asking,
    "ByHand": lambda: import_module(".kinds.by_hand", __name__).ByHand,
    "Call": lambda: import_module(".kinds.code", __name__).Call,
    "Check": lambda: import_module(".judging.exercise", __name__).Check,
    "Choice": lambda: import_module(".kinds.choice", __name__).Choice,
    "Code": lambda: import_module(".kinds.code", __name__).Code,
    "Exercise": lambda: import_module(".judging.exercise", __name__).Exercise,
    "Field": lambda: import_module(".judging.exercise", __name__).Field,
    "LEVELS": lambda: import_module(".asking.stepper", __name__).LEVELS,
    "Line": lambda: import_module(".judging.sheets", __name__).Line,
    "MISCONCEPTIONS": lambda: import_module(".judging.misconceptions", __name__).MISCONCEPTIONS,
    "Mark": lambda: import_module(".judging.exercise", __name__).Mark,
    "Marked": lambda: import_module(".asking.stepper", __name__).Marked,
    "Misconception": lambda: import_module(".judging.misconceptions", __name__).Misconception,
    "Option": lambda: import_module(".kinds.choice", __name__).Option,
    "Ordering": lambda: import_module(".kinds.choice", __name__).Ordering,
    "Outcome": lambda: import_module(".kinds.prediction", __name__).Outcome,
    "Part": lambda: import_module(".kinds.by_hand", __name__).Part,
    "Prediction": lambda: import_module(".kinds.prediction", __name__).Prediction,
    "Progress": lambda: import_module(".progress", __name__).Progress,
    "ProgressFile": lambda: import_module(".progress", __name__).ProgressFile,
    "Prompt": lambda: import_module(".asking.stepper", __name__).Prompt,
    "Reason": lambda: import_module(".asking.stepper", __name__).Reason,
    "Standing": lambda: import_module(".keeping.events", __name__).Standing,
    "Unreadable": lambda: import_module(".judging.reading", __name__).Unreadable,
    "Variant": lambda: import_module(".judging.exercise", __name__).Variant,
    "ask_first": lambda: import_module(".asking.stepper", __name__).ask_first,
    "exercise": lambda: import_module(".lessons.table", __name__).exercise,
    "exercises": lambda: import_module(".lessons.table", __name__).exercises,
    "misconception": lambda: import_module(".judging.misconceptions", __name__).misconception,
    "of_lesson": lambda: import_module(".lessons.table", __name__).of_lesson,
    "of_step": lambda: import_module(".kinds.by_hand", __name__).of_step,
    "predict_loss": lambda: import_module(".asking.stepper", __name__).predict_loss,
    "predict_unchanged": lambda: import_module(".asking.stepper", __name__).predict_unchanged,
    "read": lambda: import_module(".judging.reading", __name__).read,
    "reasons": lambda: import_module(".asking.stepper", __name__).reasons,
    "seed_of": lambda: import_module(".progress", __name__).seed_of,
    "set_name": lambda: import_module(".progress", __name__).set_name,
    "unchanged": lambda: import_module(".asking.stepper", __name__).unchanged,
}


def __getattr__(name: str):
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"nbnn.exercises has no {name!r}")
    return globals().setdefault(name, _ON_FIRST_USE[name]())


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_FIRST_USE})
