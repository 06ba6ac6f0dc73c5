"""Exercises whose answer is a number or a list of numbers, worked out by hand: checked line by line, and diagnosed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import Any, ClassVar

import numpy as np

from ...core.training.sgd import Step
from ...explain.writing.numbers import as_fraction, format_number
from ..judging.diagnosis import describe_mistakes, differs, fits, possible, wrong_values
from ..judging.exercise import REFUSED, RIGHT, WRONG, Check, Exercise, Field, Mark, Variant, is_empty, refused, storable
from ..judging.kinks import choices_of
from ..judging.matching import TOLERANCE, close, reshape_as, shape_words
from ..judging.misconceptions import MISCONCEPTIONS, Misconception
from ..judging.reading import Unreadable, read
from ..judging.sheets import Sheet, fill, given_network, ingredients, network_sheet
from .chance import Chance

DRAWS = 80  # tries for numbers that tell the likely mistakes apart
UNSEEN = 100  # a mistake that changes nothing is worse than as many that look the same


@dataclass(frozen=True, eq=False)
class Part:
    """One example of an exercise: its numbers, how to calculate with them, and how they are told.

    Attributes
    ----------
    given : name → what the sheet starts from.
    sheet : the calculation.
    says : the numbers, for the question.
    step : for an update of a network, the update: its board is the solution.
    """

    given: Mapping[str, Any]
    sheet: Sheet
    says: str = ""
    step: Step | None = None

    def solution(self) -> str:
        """The board, with pleasant numbers as fractions."""
        if self.step is not None:
            return self.step.text(fractions=True)
        values = fill(self.sheet, self.given)
        wide = max(len(line.symbol) for line in self.sheet)
        return "\n".join(f"{line.symbol:<{wide}} = {line.formula} = {written(values[line.name])}" for line in self.sheet)


def of_step(step: Step, says: str = "") -> Part:
    """The part for one update of a network."""
    return Part(given_network(step), network_sheet(step.before.quantities), says, step)


def renamed(part: Part, old: str, new: str) -> Part:
    """The part with another letter in its numbers, its lines and its boxes, such as w⁽¹⁾ for W⁽¹⁾ where that is one number."""
    sheet = (replace(line, symbol=line.symbol.replace(old, new), formula=line.formula.replace(old, new)) for line in part.sheet)
    return replace(part, sheet=tuple(sheet), says=part.says.replace(old, new))


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ByHand(Exercise):
    """An exercise on one or more examples, the same quantities asked of each.

    Attributes
    ----------
    asks : the names of the quantities.
    draw : a seeded generator → the examples. Drawn again until the mistakes in `tells` show.
    text : what is asked, above the examples' numbers; a text, or a function of the parts.
    """

    kind: ClassVar[str] = "numbers"

    asks: tuple[str, ...]
    draw: Callable[[Chance], tuple[Part, ...]]
    text: str | Callable[[tuple[Part, ...]], str]

    def variant(self, seed: int = 0) -> "Numbers":
        parts = self._draw_parts(Chance(seed))
        return Numbers(exercise=self, seed=seed, question=self._question(parts), fields=self._fields(parts), parts=parts,
                       workings=self._fields(parts, asked=False))

    def _draw_parts(self, rng: Chance) -> tuple[Part, ...]:
        """The first drawn parts in which every mistake of `tells` gives an answer of its own; else the best drawn."""
        best, fewest = None, np.inf
        for _ in range(DRAWS):
            parts = self.draw(rng)
            confused = self._confused(parts, fewest)
            if confused < fewest:
                best, fewest = parts, confused
            if not fewest:
                break
        return best

    def _confused(self, parts: tuple[Part, ...], enough: float) -> float:
        """How badly the mistakes are told apart: unseen ones weigh more than two that look the same."""
        right = [fill(part.sheet, part.given, self.asks) for part in parts]
        answers: list[list[dict]] = []
        count = 0.0
        for key in self.tells:
            wrong = [wrong_values(MISCONCEPTIONS[key], part.sheet, part.given, self.asks) for part in parts]
            if None in wrong or not self._differ(wrong, right):
                count += UNSEEN
            else:
                count += sum(not self._differ(wrong, others) for others in answers)
                answers.append(wrong)
            if count >= enough:
                break
        return count

    def _differ(self, wrong: Sequence[Mapping], other: Sequence[Mapping]) -> bool:
        return any(differs(mine, theirs, self.asks) for mine, theirs in zip(wrong, other))

    def _question(self, parts: tuple[Part, ...]) -> str:
        text = self.text(parts) if callable(self.text) else self.text
        said = [part.says for part in parts if part.says]
        if len(said) > 1:
            said = [f"Example {number}: {each}" for number, each in enumerate(said, start=1)]
        return "\n".join([text, *said, TOLERANCE])

    def _fields(self, parts: tuple[Part, ...], asked: bool = True) -> tuple[Field, ...]:
        """The boxes: of what is asked, or of the lines above it that may be entered as well."""
        fields = []
        for number, part in enumerate(parts, start=1):
            values, needed = fill(part.sheet, part.given, self.asks), ingredients(part.sheet, part.given, self.asks)
            of, before = (f" of example {number}", f"{number}.") if len(parts) > 1 else ("", "")
            for line in part.sheet:
                if line.name in needed and (line.name in self.asks) is asked:
                    shape = np.shape(values[line.name])
                    fields.append(Field(before + line.name, line.symbol + of, "numbers", shape, needs=shape_words(shape)))
        return tuple(fields)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Numbers(Variant):
    """A variant of an exercise by hand.

    `workings` are the boxes of the lines above what is asked: nobody has to fill them in, but a check that finds no known
    mistake can then say which line is the first that is not right.
    """

    exercise: ByHand
    parts: tuple[Part, ...] = field(default=())
    workings: tuple[Field, ...] = field(default=())

    def solution(self) -> str:
        texts = [part.solution() for part in self.parts]
        if len(texts) == 1:
            return texts[0]
        return "\n\n".join(f"Example {number}\n{text}" for number, text in enumerate(texts, start=1))

    def check(self, given) -> Check:
        try:
            entered = self.answers(given)
        except ValueError as error:
            return refused(str(error), storable(given))
        return _Judgment(self, entered).check()

    def boxes(self) -> tuple[Field, ...]:
        return self.fields + self.workings

    @cached_property
    def right(self) -> tuple[dict[str, Any], ...]:
        """For each part the right values, as we use them at a kink."""
        return tuple(fill(part.sheet, part.given, self.exercise.asks) for part in self.parts)

    @cached_property
    def needed(self) -> frozenset[str]:
        """The names of the lines that what is asked is made from."""
        part = self.parts[0]
        return ingredients(part.sheet, part.given, self.exercise.asks)

    @cached_property
    def mistakes(self) -> tuple[tuple[Misconception, tuple[dict[str, Any], ...]], ...]:
        """Each misconception that changes the answer, with what it makes of every part."""
        asks, made = self.exercise.asks, []
        for each in possible(self.parts[0].sheet, self.needed):
            wrong = tuple(wrong_values(each, part.sheet, part.given, asks) for part in self.parts)
            if None not in wrong and any(differs(w, r, asks) for w, r in zip(wrong, self.right)):
                made.append((each, wrong))
        return tuple(made)

    def answer_of(self, misconception: Misconception) -> dict[str, str] | None:
        """What a learner with this misconception would enter, as text; None where it changes nothing."""
        for each, wrong in self.mistakes:
            if each is misconception:
                return self._as_texts(wrong)
        return None

    def right_answer(self) -> dict[str, str]:
        """A right answer, as text."""
        return self._as_texts(self.right)

    def _as_texts(self, values) -> dict[str, str]:
        return {each.id: written(values[part][name], as_fraction) for each in self.fields for part, name in [place_of(each)]}


def place_of(field: Field) -> tuple[int, str]:
    """The part (from 0) and the name of a box: "2.dl_dy" is (1, "dl_dy")."""
    number, dot, name = field.id.rpartition(".")
    return (int(number) - 1, name) if dot else (0, field.id)


@dataclass(frozen=True, eq=False)
class _Entered:
    """One box with what was entered: its array, in the right shape when it has it."""

    field: Field
    part: int
    name: str
    array: np.ndarray
    fits: bool
    asked: bool


class _Judgment:
    """Checks one answer."""

    def __init__(self, variant: Numbers, given: Mapping[str, Any]):
        self.variant, self.given = variant, given
        self.marks: dict[str, Mark] = {}
        self.order = {line.name: number for number, line in enumerate(variant.parts[0].sheet)}
        read_boxes = [entered for box in variant.boxes() if (entered := self.read(box)) is not None]
        self.entered = sorted(read_boxes, key=lambda each: (each.part, self.order[each.name]))

    def read(self, field: Field) -> _Entered | None:
        value, asked = self.given.get(field.id), field in self.variant.fields
        if is_empty(value):
            if asked:
                self.marks[field.id] = Mark("missing")
            return None
        try:
            array = read(value)
        except Unreadable as error:
            self.marks[field.id] = Mark(REFUSED, text=str(error))
            return None
        part, name = place_of(field)
        shaped = reshape_as(array, self.variant.right[part][name])
        return _Entered(field, part, name, array if shaped is None else shaped, shaped is not None, asked)

    def check(self) -> Check:
        answer = {box.id: storable(self.given[box.id]) for box in self.variant.boxes() if box.id in self.given}
        unread = [f"{box.label}: {mark.text}" for box in self.variant.boxes() if (mark := self.marks.get(box.id)) and mark.text]
        if unread:
            return refused(f"{unread[0]}.", answer, self.marks)
        if not any(each.asked for each in self.entered):
            return refused("There is nothing here yet: write a number.", answer, self.marks)
        self.mark()
        wrong = [each for each in self.entered if self.marks[each.field.id].verdict == WRONG]
        if any(each.asked for each in wrong):
            return self.wrong(wrong[0], answer)
        missing = [each.label for each in self.variant.fields if self.marks[each.id].verdict == "missing"]
        if missing:
            return refused(f"So far it is right. Still missing: {missing[0]}.", answer, self.marks)
        return Check(RIGHT, "Right.", self.marks, answer=answer)

    def mark(self) -> None:
        """Say of every entered box whether it is right."""
        for part in range(len(self.variant.parts)):
            entered = [each for each in self.entered if each.part == part]
            right = self.right_of(part, entered)
            for each in entered:
                entries = close(each.array, right[each.name]) if each.fits else None
                fine = entries is not None and bool(entries.all())
                self.marks[each.field.id] = Mark(RIGHT if fine else WRONG, entries)

    def right_of(self, part: int, entered: list[_Entered]) -> Mapping[str, Any]:
        """The right values, with the choice at a kink that the answer was made with."""
        at, asks = self.variant.parts[part], self.variant.exercise.asks
        answers = {each.name: each.array for each in entered if each.fits}
        choices = choices_of(at.sheet, at.given, self.variant.needed, answers) if answers else {}
        return fill(at.sheet, at.given, asks, choices=choices) if choices else self.variant.right[part]

    def wrong(self, first: _Entered, answer) -> Check:
        """`first` is the first quantity on the board that is not right."""
        found, where = self.found(self.entered), ""
        if not found and len(self.entered) > 1:  # two mistakes, perhaps: the one that was made first
            found, where = self.found(self.entered[:self.entered.index(first) + 1]), f"Look at {first.field.label} first. "
        if not found and not first.fits:
            shape = f"{first.field.label} has {shape_words(first.array.shape)}, but it takes {first.field.needs}"
            return refused(f"{shape}{_decimal_comma(self.given[first.field.id], first)}.", answer, self.marks)
        place = _first_wrong(self.marks[first.field.id].entries)
        message = describe_mistakes(found, where) or self.name_first_wrong(first, place)
        return Check(WRONG, message, self.marks, found, first.field.label, place, answer)

    def name_first_wrong(self, first: _Entered, place: tuple[int, ...]) -> str:
        """Which quantity is the first that is not right."""
        label, where = first.field.label, _entry_words(place)
        if first is not self.entered[0]:
            return f"{label} is the first that is not right{where}; what you entered before it is."
        above = [box.label for box in self.variant.workings if place_of(box)[0] == first.part
                 and self.order[place_of(box)[1]] < self.order[first.name]]
        look = f" To find out where it went wrong, enter the lines before it as well: {', '.join(above)}." if above else ""
        return f"{label} is not right yet{where}.{look}"

    def found(self, entered: list[_Entered]) -> tuple[Misconception, ...]:
        """The misconceptions that make everything entered."""
        return tuple(misconception for misconception, wrong in self.variant.mistakes
                     if all(fits(each.array, wrong[each.part][each.name]) for each in entered))


def _first_wrong(entries: np.ndarray | None) -> tuple[int, ...]:
    if entries is None or entries.ndim == 0 or entries.all():
        return ()
    return tuple(int(index) for index in np.argwhere(~entries)[0])


def _entry_words(place: tuple[int, ...]) -> str:
    """Where, as people count: entry 2, or row 1, column 2."""
    if not place:
        return ""
    return f" (entry {place[0] + 1})" if len(place) == 1 else f" (row {place[0] + 1}, column {place[1] + 1})"


def _decimal_comma(given, first: _Entered) -> str:
    """A remark where 0,5 was read as two numbers."""
    commas = isinstance(given, str) and "," in given and ", " not in given and "[" not in given
    return "; write decimals with a point, such as 0.5" if commas and first.array.size == 2 * prod(first.field.shape) else ""


def written(value, write: Callable[[float], str] = format_number) -> str:
    """A number, vector or matrix as text that is read back as the same."""
    value = np.asarray(value, dtype=float)
    if value.ndim == 0:
        return write(float(value))
    return f"[{', '.join(written(each, write) for each in value)}]"
