"""Exercises: questions with numbers by seed, their checking, what a mistake says, and progress. NumPy only.

    nbnn.exercises.exercise("first_layer").variant(seed=1)       a question with its numbers; print it
    variant.check("[[2, 1], [−1, −0.5]]")                        a Check: verdict, message, marks, the misconceptions found
    nbnn.exercises.ProgressFile()                                what a learner has done, kept beside the notebooks
    nbnn.exercises.set_name("Ada Lovelace")                      write your name into that file
    nbnn.exercises.ask_first(step, ("dl_dy", "dl_dw2"))             lines of one update to be filled in
"""

from typing import TYPE_CHECKING

from ..core.loading import on_first_use

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
__getattr__, __dir__ = on_first_use(__name__, globals(), {
    ".asking.stepper": ("LEVELS", "Asking", "Marked", "Prompt", "Reason", "ask_first", "predict_loss", "predict_unchanged", "reasons",
                        "unchanged"),
    ".judging.exercise": ("Check", "Exercise", "Field", "Mark", "Variant"),
    ".judging.misconceptions": ("MISCONCEPTIONS", "Misconception", "misconception"),
    ".judging.reading": ("Unreadable", "read"),
    ".judging.sheets": ("Line",),
    ".keeping.events": ("Standing",),
    ".kinds.by_hand": ("ByHand", "Part", "of_step"),
    ".kinds.choice": ("Choice", "Option", "Ordering"),
    ".kinds.code": ("Call", "Code"),
    ".kinds.prediction": ("Outcome", "Prediction"),
    ".lessons.table": ("exercise", "exercises", "of_lesson"),
    ".progress": ("Progress", "ProgressFile", "seed_of", "set_name"),
})
