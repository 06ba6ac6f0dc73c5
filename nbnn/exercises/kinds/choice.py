"""Exercises that are answered by choosing: one of several statements, or the lines of a calculation in their order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from ..judging.exercise import RIGHT, WRONG, Check, Exercise, Field, Mark, Variant, is_empty, refusal, storable
from ..judging.reading import Unreadable, read, short
from .chance import Chance


@dataclass(frozen=True)
class Option:
    """One statement to choose.

    Attributes
    ----------
    text : the statement.
    why : what is said when it is chosen: why it is right, or what is wrong with it.
    right : whether it is; more than one may be.
    """

    text: str
    why: str = ""
    right: bool = False


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Choice(Exercise):
    """One of several statements is to be chosen; they are shuffled by the seed.

    Attributes
    ----------
    text : the question, or a function of what was drawn.
    options : the statements, or a function of what was drawn.
    draw : a seeded generator → what the question is about; left out where nothing varies but the order.
    """

    kind: ClassVar[str] = "choice"

    text: str | Callable[[Any], str]
    options: tuple[Option, ...] | Callable[[Any], tuple[Option, ...]]
    draw: Callable[[Chance], Any] | None = None

    def variant(self, seed: int = 0) -> "Chosen":
        rng = Chance(seed)
        drawn = self.draw(rng) if self.draw else None
        options = self.options(drawn) if callable(self.options) else self.options
        options = tuple(options[int(at)] for at in rng.permutation(len(options)))
        text = self.text(drawn) if callable(self.text) else self.text
        box = Field("choice", "Your choice", "choice", options=tuple(each.text for each in options),
                    needs=f"one of the {len(options)} statements, or its number")
        return Chosen(exercise=self, seed=seed, question=_with_options(text, box), fields=(box,), options=options, drawn=drawn)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Chosen(Variant):
    """A variant of a choice."""

    exercise: Choice
    options: tuple[Option, ...] = field(default=())
    drawn: Any = None

    def check(self, given) -> Check:
        try:
            value = self.answers(given).get("choice")
            at = _number_of(value, self.fields[0])
        except ValueError as error:
            return refusal(str(error), storable(given))
        option = self.options[at]
        verdict = RIGHT if option.right else WRONG
        return Check(verdict, self._comment(option), {"choice": Mark(verdict)}, first="" if option.right else "Your choice",
                     answer=option.text)

    def _comment(self, option: Option) -> str:
        return f"Right. {option.why}".strip() if option.right else f"Not this one. {option.why}".strip()

    def right_answer(self) -> str:
        """A right answer."""
        return next(each.text for each in self.options if each.right)

    def solution(self) -> str:
        return "\n".join(f"{each.text} {each.why}".strip() for each in self.options if each.right)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Ordering(Exercise):
    """Lines to be put into an order in which each uses only what is above it; every such order is right.

    Attributes
    ----------
    text : the question.
    lines : the lines in one right order.
    needs : line → the lines that must stand above it, and what to say when one does not.
    """

    kind: ClassVar[str] = "order"

    text: str
    lines: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]

    def variant(self, seed: int = 0) -> "Ordered":
        lines = tuple(self.lines[int(at)] for at in _shuffle(Chance(seed), len(self.lines), self._is_right))
        box = Field("order", "Your order", "order", options=lines, needs=f"all {len(lines)} numbers in your order, such as 2, 1, 3 …")
        return Ordered(exercise=self, seed=seed, question=_with_options(self.text, box), fields=(box,))

    def _is_right(self, order: Sequence[int]) -> bool:
        return self.misplaced([self.lines[at] for at in order]) is None

    def misplaced(self, lines: Sequence[str]) -> tuple[str, str] | None:
        """The first line that needs one standing below it, and that one; None when the order is right."""
        for at, line in enumerate(lines):
            for needed in self.needs.get(line, ()):
                if needed not in lines[:at]:
                    return line, needed
        return None


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Ordered(Variant):
    """A variant of an ordering."""

    exercise: Ordering

    def check(self, given) -> Check:
        try:
            value = given if isinstance(given, (list, tuple, str)) else self.answers(given).get("order")
            lines = _in_order(value, self.fields[0])
        except ValueError as error:
            return refusal(str(error), storable(given))
        wrong = self.exercise.misplaced(lines)
        if wrong is None:
            return Check(RIGHT, "Right: every line uses only what is above it.", {"order": Mark(RIGHT)}, answer=lines)
        line, needed = wrong
        message = f"“{line}” comes too early: it needs “{needed}”, which comes later in your order."
        return Check(WRONG, message, {"order": Mark(WRONG)}, first=line, place=(lines.index(line),), answer=lines)

    def right_answer(self) -> list[str]:
        """A right answer."""
        return list(self.exercise.lines)

    def solution(self) -> str:
        return "\n".join(f"{number}. {line}" for number, line in enumerate(self.exercise.lines, start=1))


def _shuffle(rng: Chance, count: int, is_right: Callable[[Sequence[int]], bool]) -> list[int]:
    """An order that is not right already."""
    order = list(range(count))[::-1]
    for _ in range(20):
        drawn = [int(at) for at in rng.permutation(count)]
        if not is_right(drawn):
            return drawn
    return order


def _with_options(text: str, box: Field) -> str:
    return "\n".join([text, *(f"  {number}. {option}" for number, option in enumerate(box.options, start=1))])


def _number_of(value, box: Field) -> int:
    """The place of the option that was given, by its text or by its number from 1."""
    if is_empty(value):
        raise ValueError("Nothing is chosen yet.")
    if isinstance(value, str) and value.strip() in box.options:
        return box.options.index(value.strip())
    try:
        number = read(value)
    except Unreadable:
        raise ValueError(f"{short(value)} is not one of the statements: choose {box.needs}.") from None
    if number.size != 1 or number.item() not in range(1, len(box.options) + 1):
        raise ValueError(f"{short(value)} is not a statement number: they go from 1 to {len(box.options)}.")
    return int(number.item()) - 1


def _in_order(value, box: Field) -> list[str]:
    """The options in the order given: texts, or numbers counted from 1."""
    if is_empty(value) or (isinstance(value, (list, tuple)) and not value):
        raise ValueError("There is no order here yet.")
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        numbers = [_number_of(each, box) for each in value]
    else:
        try:
            numbers = [_number_of(each, box) for each in np.ravel(read(value)).tolist()]
        except Unreadable as error:
            raise ValueError(f"{error}: give {box.needs}.") from None
    if sorted(numbers) != list(range(len(box.options))):
        raise ValueError(f"Every line is needed once: give {box.needs}.")
    return [box.options[number] for number in numbers]
