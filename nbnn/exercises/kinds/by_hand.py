"""Exercises whose answer is a number or a list of numbers, worked out by hand: checked line by line, and diagnosed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import Any, ClassVar

import numpy as np

from ...core.training.sgd import Step
from ...explain.writing.numbers import as_fraction, exact, format_number
from ..judging.diagnosis import both, differs, pairs_of, possible, wrong_values
from ..judging.exercise import Check, Exercise, Field, Variant, refusal, storable
from ..judging.kinks import free_entries
from ..judging.matching import TOLERANCE, TOLERANCE_OF_CHANGE, shape_words
from ..judging.misconceptions import MISCONCEPTIONS, Misconception
from ..judging.sheets import Sheet, Slip, exactly, fill, given_network, ingredients, network_sheet, scales
from .chance import Chance
from .judgment import Judgment, place_of

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
        return "\n".join(f"{line.symbol:<{wide}} = {line.formula} = {as_text(values[line.name])}" for line in self.sheet)


def of_step(step: Step, says: str = "") -> Part:
    """The part for one update of a network."""
    return Part(given_network(step), network_sheet(step.before.quantities), says, step)


def _with_each_other(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Two examples, each with the x of the other, which one may take by mistake."""
    if len(parts) != 2 or not all("x" in part.given for part in parts):
        return parts
    one, other = parts
    return tuple(replace(part, given={**part.given, "x_other": theirs.given["x"]}) for part, theirs in ((one, other), (other, one)))


def with_symbol(part: Part, old: str, new: str) -> Part:
    """The part with another name for a weight, such as w where there is one only, which needs no number."""
    lines = (replace(line, symbol=line.symbol.replace(old, new), formula=line.formula.replace(old, new)) for line in part.sheet)
    return replace(part, sheet=tuple(lines), says=part.says.replace(old, new))


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
            parts = _with_each_other(self.draw(rng))
            confused = self._confusion(parts, fewest)
            if confused < fewest:
                best, fewest = parts, confused
            if not fewest:
                break
        return best

    def _confusion(self, parts: tuple[Part, ...], enough: float) -> float:
        """How badly the mistakes are told apart: unseen ones weigh more than two that look the same."""
        right = [fill(part.sheet, part.given, self.asks) for part in parts]
        measured = [scales(part.sheet, values) for part, values in zip(parts, right)]
        answers: list[list[dict]] = []
        count = 0.0
        for key in self.tells:
            wrong = [wrong_values(MISCONCEPTIONS[key], part.sheet, part.given, self.asks) for part in parts]
            if None in wrong or not self._differ(wrong, right, measured):
                count += UNSEEN
            else:
                count += sum(not self._differ(wrong, others, measured) for others in answers)
                answers.append(wrong)
            if count >= enough:
                break
        return count

    def _differ(self, wrong: Sequence[Mapping], other: Sequence[Mapping], measured: Sequence[Mapping]) -> bool:
        return any(differs(mine, theirs, self.asks, by) for mine, theirs, by in zip(wrong, other, measured))

    def _question(self, parts: tuple[Part, ...]) -> str:
        text = self.text(parts) if callable(self.text) else self.text
        said = [part.says for part in parts if part.says]
        if len(said) > 1:
            said = [f"Example {number}: {each}" for number, each in enumerate(said, start=1)]
        return "\n".join([text, *said, self._tolerance(parts)])

    def _tolerance(self, parts: tuple[Part, ...]) -> str:
        by_change = any(line.scale not in (None, exactly) for line in parts[0].sheet if line.name in self.asks)
        return TOLERANCE_OF_CHANGE if by_change else TOLERANCE

    def _fields(self, parts: tuple[Part, ...], asked: bool = True) -> tuple[Field, ...]:
        """The boxes: of what is asked, or of the lines above it that may be entered as well."""
        fields = []
        for number, part in enumerate(parts, start=1):
            values, needed = fill(part.sheet, part.given, self.asks), ingredients(part.sheet, part.given, self.asks)
            of, before = (f" of example {number}", f"{number}.") if len(parts) > 1 else ("", "")
            for line in part.sheet:
                if line.name in needed and (line.name in self.asks) is asked:
                    shape = np.shape(values[line.name])
                    shape = shape if prod(shape) > 1 else ()  # one number is one number, whatever its brackets
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
            return refusal(str(error), storable(given))
        return Judgment(self, entered).check()

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
    def has_choice(self) -> tuple[bool, ...]:
        """For each part whether it stands on a kink, where more than one number is right."""
        return tuple(bool(free_entries(part.sheet, right, self.needed)) for part, right in zip(self.parts, self.right))

    @cached_property
    def scales(self) -> tuple[dict[str, Any], ...]:
        """For each part what the tolerance is a share of, where it is not the value itself."""
        return tuple(scales(part.sheet, right) for part, right in zip(self.parts, self.right))

    @cached_property
    def mistakes(self) -> tuple[tuple[Misconception, tuple[dict[str, Any], ...]], ...]:
        """Each misconception that changes the answer, with what it makes of every part."""
        made = ((each, self._spoilt_by(each.slips)) for each in possible(self.parts[0].sheet, self.needed))
        return tuple((each, wrong) for each, wrong in made if wrong is not None)

    @cached_property
    def pairs(self) -> tuple[tuple[tuple[Misconception, Misconception], tuple[dict[str, Any], ...]], ...]:
        """Each two of the misconceptions that the exercise is made to tell, with what both at once make of every part."""
        told = [each for each, _ in self.mistakes if each.key in self.exercise.tells]
        made = ((pair, self._spoilt_by(both(pair))) for pair in pairs_of(told))
        return tuple((pair, wrong) for pair, wrong in made if wrong is not None)

    def _spoilt_by(self, slips: Mapping[str, Slip]) -> tuple[dict[str, Any], ...] | None:
        """What the slips make of every part; None where they have no meaning, or change nothing."""
        asks = self.exercise.asks
        wrong = [wrong_values(slips, part.sheet, part.given, asks) for part in self.parts]
        kept = tuple(each for each in wrong if each is not None)
        seen = any(differs(w, r, asks, by) for w, r, by in zip(kept, self.right, self.scales))
        return kept if seen and len(kept) == len(wrong) else None

    def answer_of(self, misconception: Misconception) -> dict[str, str] | None:
        """What a learner with this misconception would enter, as text; None where it changes nothing."""
        for each, wrong in self.mistakes:
            if each is misconception:
                return self.as_texts(wrong)
        return None

    def right_answer(self) -> dict[str, str]:
        """A right answer, as text."""
        return self.as_texts(self.right)

    def as_texts(self, values: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """The values of each part as an answer: fractions where they are pleasant, a new weight with the digits that its change needs."""
        return {each.id: as_text(values[part][name], _exact_fraction if name in self.scales[part] else as_fraction)
                for each in self.fields for part, name in [place_of(each)]}


def _exact_fraction(value: float) -> str:
    text = as_fraction(value)
    return text if "/" in text else exact(value)


def as_text(value, write: Callable[[float], str] = format_number) -> str:
    """A number, vector or matrix as text that is read back as the same."""
    value = np.asarray(value, dtype=float)
    if value.size == 1:
        return write(value.item())
    return f"[{', '.join(as_text(each, write) for each in value)}]"
