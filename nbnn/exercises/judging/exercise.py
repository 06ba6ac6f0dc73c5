"""What every exercise is: a record that makes variants by seed, and a variant that checks an answer.

Kinds: numbers by hand (`by_hand`), choices and orders (`choice`), predictions (`prediction`), code (`code`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar

import numpy as np

from ...core.records.record import Record
from .misconceptions import Misconception

RIGHT, WRONG, FOLLOWS, REFUSED = "right", "wrong", "follows", "refused"


@dataclass(frozen=True, eq=False)
class Field:
    """One box or menu of an exercise.

    Attributes
    ----------
    id : how an answer names it, "dl_dy", or "2.dl_dy" for the second example.
    label : what stands before it.
    kind : "numbers", "choice", "order" or "code".
    shape : of the numbers.
    options : the texts to choose from or to put into order; an answer is a text or its number counted from 1.
    needs : what may be entered, in words.
    """

    id: str
    label: str
    kind: str = "numbers"
    shape: tuple[int, ...] = ()
    options: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True, eq=False)
class Mark:
    """What is said of one field.

    verdict : "right", "wrong", "follows" (not right, but what follows from the lines entered above), "refused" (it could not be
        read) or "missing".
    entries : for numbers, which are right, in the field's shape; None where there is nothing to compare.
    text : why it was refused, else "".
    follows : for numbers, which of the others follow from what was entered above.
    """

    verdict: str
    entries: np.ndarray | None = None
    text: str = ""
    follows: np.ndarray | None = None

    def words(self) -> list[str]:
        """A word for each number: "right", "follows" or "wrong"; [] where there is nothing to compare."""
        if self.entries is None:
            return []
        right = self.entries.ravel()
        follows = np.zeros_like(right) if self.follows is None else self.follows.ravel()
        return [RIGHT if fine else FOLLOWS if came else WRONG for fine, came in zip(right, follows)]


@dataclass(frozen=True, eq=False)
class Check:
    """What an answer came to.

    Attributes
    ----------
    verdict : "right", "wrong", or "refused": not an answer yet, and not counted as one.
    message : for the learner: what is right, what is not, and which mistake makes these numbers.
    marks : field id → Mark.
    found : the misconceptions that make this answer, the likely one first; several where it cannot be told.
    together : whether the learner made all of them, each in its place or all at once.
    first : the label of the first quantity that is not right, "" when there is none.
    place : the entry of it, counted from 0; () for a single number.
    answer : what was entered, as texts and numbers that JSON can hold.
    printed : what a learner's function printed while it was called.
    """

    verdict: str
    message: str
    marks: Mapping[str, Mark] = field(default_factory=dict)
    found: tuple[Misconception, ...] = ()
    first: str = ""
    place: tuple[int, ...] = ()
    answer: Any = None
    printed: str = ""
    together: bool = False

    @property
    def right(self) -> bool:
        return self.verdict == RIGHT

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        found = f": {', '.join(each.key for each in self.found)}" if self.found else ""
        return f"Check({self.verdict}{found})"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Exercise(Record):
    """An exercise; `variant(seed)` makes its numbers.

    Attributes
    ----------
    lesson : the number of its lesson, "13".
    hints : in steps, from a nudge to nearly the answer: texts, or functions of the variant.
    counts : its answer is what progress counts; False for practice.
    far : far transfer, to something that the lesson has not practiced; counted apart.
    tells : keys of the misconceptions that its variants are chosen to tell from the right answer and from each other.
    """

    kind: ClassVar[str] = ""

    lesson: str = ""
    hints: tuple[str | Callable[[Any], str], ...] = ()
    counts: bool = True
    far: bool = False
    tells: tuple[str, ...] = ()

    def variant(self, seed: int = 0) -> "Variant":
        """The exercise with the numbers of this seed, the same for the same seed."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Variant:
    """An exercise with its numbers.

    `question`, `fields`, `hints` and `solution()` are what a page shows; `check` judges an answer.
    """

    exercise: Exercise
    seed: int
    question: str
    fields: tuple[Field, ...]

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints for these numbers, in steps."""
        return tuple(hint(self) if callable(hint) else hint for hint in self.exercise.hints)

    def solution(self) -> str:
        """The whole calculation for these numbers, as text."""
        raise NotImplementedError

    def check(self, given) -> Check:
        """Judge an answer: a value for the one field, or a dict field id → value. Never raises for what a learner enters."""
        raise NotImplementedError

    def answers(self, given) -> dict[str, Any]:
        """What was given, by field; ValueError for the name of a field that there is not."""
        if not isinstance(given, Mapping):
            if len(self.fields) == 1:
                return {self.fields[0].id: given}
            wanted = ", ".join(repr(each.id) for each in self.fields)
            raise ValueError(f"this exercise has {len(self.fields)} answers: give a dict with {wanted}")
        names = [each.id for each in self.boxes()]
        for name in given:
            if name not in names:
                raise ValueError(f"there is no answer {name!r} here: give {', '.join(each.id for each in self.fields)}")
        return {name: given[name] for name in names if name in given}

    def boxes(self) -> tuple[Field, ...]:
        """Every field that an answer may have: those asked for, and others that may be filled in."""
        return self.fields

    @property
    def fingerprint(self) -> str:
        """A few letters that tell these numbers from any others: another version of nbnn may make other ones."""
        return sha256(self.question.encode()).hexdigest()[:8]

    def __str__(self) -> str:
        return self.question

    def __repr__(self) -> str:
        return f"Exercise {self.exercise.key}, variant {self.seed}"


def refusal(message: str, answer: Any = None, marks: Mapping[str, Mark] | None = None) -> Check:
    """Not an answer yet: why, and what to write."""
    return Check(REFUSED, message, marks or {}, answer=answer)


def is_empty(value) -> bool:
    """A box that nobody wrote into."""
    return value is None or (isinstance(value, str) and not value.strip())


def storable(value) -> Any:
    """What was entered, as texts, numbers and lists that JSON can hold; long texts are cut."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [storable(each) for each in value[:MOST_STORED]]
    if isinstance(value, Mapping):
        return {str(name): storable(each) for name, each in value.items()}
    if isinstance(value, (bool, type(None))):
        return value
    if isinstance(value, (np.integer, np.floating)):
        value = value.item()
    if (isinstance(value, int) and abs(value) < 2 ** 63) or (isinstance(value, float) and np.isfinite(value)):
        return value
    try:
        return str(value)[:LONGEST_STORED]
    except Exception as error:  # a learner's own class, or a whole number too long to write: said, not raised
        return f"({type(value).__name__}: {type(error).__name__})"


MOST_STORED, LONGEST_STORED = 400, 4000
