"""Judging an answer of numbers: line by line, with what follows from a wrong line, and which mistake made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Protocol

import numpy as np

from ..judging.arithmetic import hidden_slip, slip_in
from ..judging.diagnosis import (
    describe_mistakes,
    describe_pair,
    fits,
    likely_first,
    likely_pair,
    mistakes,
    two_mistakes,
)
from ..judging.entries import where
from ..judging.exercise import FOLLOWS, REFUSED, RIGHT, WRONG, Check, Field, Mark, is_empty, refusal, storable
from ..judging.following import Judged, judge_lines, value_from, with_entered
from ..judging.kinks import choices_of
from ..judging.matching import agree, reshape_as, shape_words
from ..judging.misconceptions import MISCONCEPTIONS, Misconception
from ..judging.reading import Unreadable, read
from ..judging.sheets import DoesNotApply, Sheet, fill

FEW_LINES = 3  # that are named one by one; of more, the first and the last
TWO_SLOPES = MISCONCEPTIONS["two_slopes"]


class Asked(Protocol):
    """What is judged: a variant of an exercise by hand (see `by_hand.Numbers`)."""

    @property
    def exercise(self) -> Any: ...
    @property
    def parts(self) -> tuple[Any, ...]: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    @property
    def workings(self) -> tuple[Field, ...]: ...
    @property
    def right(self) -> tuple[dict[str, Any], ...]: ...
    @property
    def scales(self) -> tuple[dict[str, Any], ...]: ...
    @property
    def needed(self) -> frozenset[str]: ...
    @property
    def has_choice(self) -> tuple[bool, ...]: ...
    @property
    def mistakes(self) -> tuple[tuple[Misconception, tuple[dict[str, Any], ...]], ...]: ...
    @property
    def pairs(self) -> tuple[tuple[tuple[Misconception, Misconception], tuple[dict[str, Any], ...]], ...]: ...
    def boxes(self) -> tuple[Field, ...]: ...


@dataclass(frozen=True, eq=False)
class Entered:
    """One box with what was entered: its array, in the right shape when it has it."""

    field: Field
    part: int
    name: str
    array: np.ndarray
    fits: bool
    asked: bool


@dataclass(frozen=True, eq=False)
class Explained:
    """What is said of a wrong line, and the misconceptions that make it; together : whether all of them were made."""

    words: str = ""
    found: tuple[Misconception, ...] = ()
    together: bool = False


class Judgment:
    """Checks one answer."""

    def __init__(self, variant: Asked, given: Mapping[str, Any]):
        self.variant, self.given = variant, given
        self.marks: dict[str, Mark] = {}
        self.order = {line.name: number for number, line in enumerate(variant.parts[0].sheet)}
        read_boxes = [entered for box in variant.boxes() if (entered := self.read(box)) is not None]
        self.entered = sorted(read_boxes, key=lambda each: (each.part, self.order[each.name]))

    def read(self, field: Field) -> Entered | None:
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
        return Entered(field, part, name, array if shaped is None else shaped, shaped is not None, asked)

    def check(self) -> Check:
        answer = {box.id: storable(self.given[box.id]) for box in self.variant.boxes() if box.id in self.given}
        unread = [f"{box.label}: {mark.text}" for box in self.variant.boxes() if (mark := self.marks.get(box.id)) and mark.text]
        if unread:
            return refusal(f"{unread[0]}.", answer, self.marks)
        if not any(each.asked for each in self.entered):
            return refusal("There is nothing here yet: write a number.", answer, self.marks)
        self.mark()
        if any(each.asked and self.verdict(each) != RIGHT for each in self.entered):
            return self.wrong([each for each in self.entered if self.verdict(each) == WRONG], answer)
        missing = [each.label for each in self.variant.fields if self.marks[each.id].verdict == "missing"]
        if missing:
            return refusal(f"So far it is right. Still missing: {missing[0]}.", answer, self.marks)
        return Check(RIGHT, "Right.", self.marks, answer=answer)

    def verdict(self, entered: Entered) -> str:
        return self.marks[entered.field.id].verdict

    # ---- which lines are right ----

    def mark(self) -> None:
        """Say of every entered box whether it is right, or follows from the boxes above it."""
        for part, at in enumerate(self.variant.parts):
            entered = [each for each in self.entered if each.part == part]
            answers = {each.name: each.array for each in entered if each.fits}
            right = self.right_of(part, answers)
            judged = judge_lines(at.sheet, at.given, self.variant.needed, answers, right)
            for each in entered:
                self.marks[each.field.id] = _mark_of(judged[each.name]) if each.fits else Mark(WRONG)

    def right_of(self, part: int, answers: Mapping[str, np.ndarray]) -> Mapping[str, Any]:
        """The right values, with the choice at a kink that the answer was made with."""
        at, asks = self.variant.parts[part], self.variant.exercise.asks
        free = answers and self.variant.has_choice[part]
        choices = choices_of(at.sheet, at.given, self.variant.needed, answers) if free else {}
        return fill(at.sheet, at.given, asks, choices=choices) if choices else self.variant.right[part]

    # ---- what went wrong ----

    def wrong(self, roots: list[Entered], answer) -> Check:
        """roots : the lines that are neither right nor follow from those above; there is one at least."""
        first = roots[0]
        explained = self.explain(roots)
        if not explained.words and not first.fits:
            shape = f"{first.field.label} has {shape_words(first.array.shape)}, but it takes {first.field.needs}"
            return refusal(f"{shape}{_decimal_comma(self.given[first.field.id], first)}.", answer, self.marks)
        place = self.place_of_first_wrong(first)
        message = f"{explained.words or self.name_first_wrong(first, place)}{self.what_follows(roots)}"
        return Check(WRONG, message, self.marks, explained.found, first.field.label, place, answer, together=explained.together)

    def explain(self, roots: list[Entered]) -> Explained:
        """The mistake or the two mistakes that make all of the answer; else those of the first wrong lines, one by one."""
        told = self.variant.exercise.tells
        found = likely_first(self.found(self.entered), told)
        if found:
            return Explained(describe_mistakes(found), found)
        pair = likely_pair([pair for pair, wrong in self.variant.pairs if self.all_fit(self.entered, wrong)], told)
        if pair:
            return Explained(describe_pair(pair), pair, together=True)
        return self.explain_lines(roots)

    def explain_lines(self, roots: list[Entered]) -> Explained:
        """The first wrong line, and the next one where another mistake made it."""
        explained = [self.explain_line(each) for each in roots]
        first, others = explained[0], [each for each in explained[1:] if each.words]
        if not first.words:
            return first
        if first.found and all(each.found[:1] == first.found[:1] for each in explained[1:]):
            return first
        look = f"Look at {roots[0].field.label} first. " if len(roots) > 1 else ""
        if not others or others[0].found[:1] == first.found[:1]:
            return Explained(f"{look}{first.words}", first.found)
        other = roots[explained.index(others[0])]
        words = f"{look}{first.words} Then {other.field.label}: {others[0].words}"
        return Explained(words, tuple(dict.fromkeys((*first.found[:1], *others[0].found[:1]))), together=True)

    def explain_line(self, entered: Entered) -> Explained:
        """What went wrong in one line, worked out from the lines that were entered above it."""
        earlier = self.found(self.entered[:self.entered.index(entered) + 1])  # seen in the examples before it, too
        if earlier:
            earlier = likely_first(earlier, self.variant.exercise.tells)
            return Explained(describe_mistakes(earlier), earlier)
        part, name = self.variant.parts[entered.part], entered.name
        sheet = with_entered(part.sheet, self.above(entered))
        try:
            with np.errstate(all="ignore"):
                right = fill(sheet, part.given, [name])
                return self._explain(entered, sheet, part.given, right)
        except (DoesNotApply, ZeroDivisionError, ValueError, OverflowError):
            return Explained()

    def _explain(self, entered: Entered, sheet: Sheet, given: Mapping[str, Any], right: Mapping[str, Any]) -> Explained:
        name, array = entered.name, entered.array
        found = likely_first(mistakes(array, name, sheet, given, right), self.variant.exercise.tells)
        if found:
            return Explained(describe_mistakes(found), found)
        if self.has_a_slope_of_its_own(entered):
            return Explained(f"{TWO_SLOPES.words} {TWO_SLOPES.hint}", (TWO_SLOPES,))
        line = next(line for line in sheet if line.name == name)
        slip = slip_in(line, right, array, _wrong_entries(self.marks[entered.field.id])) if entered.fits else None
        if slip and slip.sure:
            return Explained(slip.words)
        pair = two_mistakes(array, name, sheet, given, right)
        if pair:
            return Explained(describe_pair(pair), pair, together=True)
        hidden = hidden_slip(sheet, given, self.variant.needed, {name: array})
        return Explained(hidden or (slip.words if slip else ""))

    def above(self, entered: Entered) -> dict[str, Any]:
        """The lines of the same example that were entered above one, as a sheet has them."""
        lines = [each for each in self.entered[:self.entered.index(entered)] if each.part == entered.part and each.fits]
        return {each.name: float(each.array) if each.array.ndim == 0 else each.array for each in lines}

    def has_a_slope_of_its_own(self, entered: Entered) -> bool:
        """Is the line right by itself, with another choice at the kink than the lines above it?"""
        part = self.variant.parts[entered.part]
        free = entered.fits and self.variant.has_choice[entered.part]
        came = value_from(part.sheet, part.given, self.variant.needed, {}, entered.name, entered.array) if free else None
        return came is not None and agree(entered.array, *came)

    def found(self, entered: list[Entered]) -> tuple[Misconception, ...]:
        """The misconceptions that make everything entered."""
        return tuple(misconception for misconception, wrong in self.variant.mistakes if self.all_fit(entered, wrong))

    def all_fit(self, entered: list[Entered], wrong: tuple[dict[str, Any], ...]) -> bool:
        return all(fits(each.array, wrong[each.part][each.name], self.variant.scales[each.part].get(each.name)) for each in entered)

    # ---- words ----

    def what_follows(self, roots: list[Entered]) -> str:
        """That the lines below are worked out correctly, where they are."""
        if not any(self.verdict(each) == FOLLOWS for each in self.entered):
            return ""
        return f" What follows from {'it' if len(roots) == 1 else 'these lines'} is done right."

    def name_first_wrong(self, first: Entered, place: tuple[int, ...]) -> str:
        """Which quantity is the first that is not right."""
        label = f"{first.field.label}{where(place)}"
        if first is not self.entered[0]:
            return f"{label} is the first that is not right; what you entered before it is."
        above = [box.label for box in self.variant.workings if place_of(box)[0] == first.part
                 and self.order[place_of(box)[1]] < self.order[first.name]]
        if not above:
            return f"{label} is not right yet."
        lines = f": {', '.join(above)}" if len(above) <= FEW_LINES else f", from {above[0]} to {above[-1]}"
        return f"{label} is not right yet. To find out where it went wrong, enter the lines before it as well{lines}."

    def place_of_first_wrong(self, first: Entered) -> tuple[int, ...]:
        mark = self.marks[first.field.id]
        if mark.entries is None or mark.entries.size < 2:
            return ()
        return tuple(int(index) for index in np.argwhere(_wrong_entries(mark))[0])


def place_of(field: Field) -> tuple[int, str]:
    """The part (from 0) and the name of a box: "2.dl_dy" is (1, "dl_dy")."""
    number, dot, name = field.id.rpartition(".")
    return (int(number) - 1, name) if dot else (0, field.id)


def _mark_of(judged: Judged) -> Mark:
    verdict = RIGHT if judged.right.all() else WRONG if judged.wrong.any() else FOLLOWS
    return Mark(verdict, judged.right, follows=judged.follows)


def _wrong_entries(mark: Mark) -> np.ndarray:
    """Which entries are neither right nor follow from what is above them."""
    return ~(mark.entries | mark.follows)


def _decimal_comma(given, first: Entered) -> str:
    """A remark where 0,5 was read as two numbers."""
    commas = isinstance(given, str) and "," in given and ", " not in given and "[" not in given
    return "; write decimals with a point, such as 0.5" if commas and first.array.size == 2 * prod(first.field.shape) else ""
