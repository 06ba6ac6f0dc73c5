"""Any right answer at a kink is right: which choice of subderivatives an answer was made with, if any.

Every quantity of a board is a product of the free subderivatives and of fixed numbers, so each is found by solving an
equation of one unknown; whatever is found is then put in and compared, so nothing is accepted that does not follow.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .matching import agree
from .sheets import Line, Sheet, Values, fill, scales

SWEEPS = 40  # rounds over all free slopes, where those of several layers are multiplied; those of one layer need a single one


@dataclass(frozen=True)
class Free:
    """One entry that may be chosen: of which line, its flat index, the ends of what is right, and what we use."""

    name: str
    index: int
    low: float
    high: float
    used: float


def free_entries(sheet: Sheet, values: Mapping[str, Any], needed: frozenset[str]) -> tuple[Free, ...]:
    """The choices that the lines of these names leave, at the numbers of a filled sheet."""
    found: list[Free] = []
    for line in sheet:
        if line.spread is not None and line.name in needed and line.name in values:  # else nothing entered depends on it
            found += _of_line(line, values)
    return tuple(found)


def _of_line(line: Line, values: Mapping[str, Any]) -> Iterator[Free]:
    low, high = (np.ravel(end) for end in line.spread(Values(values, line.letters)))
    used = np.ravel(values[line.name])
    for index in np.flatnonzero(high > low):
        yield Free(line.name, int(index), float(low[index]), float(high[index]), float(used[index]))


def choices_of(sheet: Sheet, given: Mapping[str, Any], needed: frozenset[str], answers: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """The choices (name → value of that line) that the answers follow from, {} for what we use.

    needed : the names of the lines that play a part.
    answers : name → what was entered, in the right shape, in the order of the lines. When no choice makes all of them
    right, the one that makes the first of them right as far as possible.
    """
    used = fill(sheet, given, answers)
    free = free_entries(sheet, used, needed)
    if not free or _right(sheet, used, answers) == len(answers):
        return {}
    search = _Search(sheet, given, free, used, answers)
    ours = np.array([each.used for each in free])  # the first of those that make as many right: it stays unless another is better
    best = max([ours, *search.candidates()], key=lambda each: _right(sheet, search.filled(each), answers))
    found = {} if best is ours else search.as_choices(best)
    return _for_the_first(sheet, given, needed, answers, found)


def _for_the_first(sheet: Sheet, given: Mapping[str, Any], needed: frozenset[str], answers: Mapping[str, np.ndarray],
                   found: dict[str, Any]) -> dict[str, Any]:
    """The choices found for all answers, or those for the first ones alone where these make more of them right."""
    first = dict(list(answers.items())[:-1])
    if not first:
        return found

    def count(choices: Mapping[str, Any]) -> int:
        return _right(sheet, fill(sheet, given, answers, choices=choices), answers)
    if count(found) >= len(first):
        return found
    other = choices_of(sheet, given, needed, first)
    return other if count(other) > count(found) else found


def _right(sheet: Sheet, values: Mapping[str, Any], answers: Mapping[str, np.ndarray]) -> int:
    """How many of the answers are right before the first that is not."""
    measured = scales(sheet, values)
    for count, (name, answer) in enumerate(answers.items()):
        if not agree(answer, values[name], measured.get(name)):
            return count
    return len(answers)


class _Search:
    """Candidates for the free entries, from the answers."""

    def __init__(self, sheet: Sheet, given: Mapping[str, Any], free: Sequence[Free], used: Mapping[str, Any],
                 answers: Mapping[str, np.ndarray]):
        self.sheet, self.given, self.free, self.used, self.answers = sheet, given, free, used, answers
        self.target = np.concatenate([np.ravel(answer) for answer in answers.values()])
        self.of_loss = [at for at, each in enumerate(free) if each.name == "dl_dy"]
        self.slopes = [at for at, each in enumerate(free) if each.name != "dl_dy"]

    def candidates(self) -> Iterator[np.ndarray]:
        layers = {self.free[at].name for at in self.slopes}
        for start in self.starts():
            values = self.joined(start)
            for _ in range(SWEEPS if len(layers) > 1 else 1):
                for at in self.slopes:
                    values[at] = self.solved(values, at)
            yield values

    def starts(self) -> Iterator[np.ndarray]:
        """The slopes at their highest; for ∂ℓ/∂y its ends, and what each entry of the answer asks for.

        That is enough: the least |∂ℓ/∂y| with which all entries come out is one of its ends or that of an entry whose slope is highest.
        """
        highest = np.array([each.high for each in self.free])
        yield highest
        for at in self.of_loss:
            for value in (self.free[at].low, self.free[at].high, *self.values_for(highest, at)):
                start = highest.copy()
                start[at] = np.clip(value, self.free[at].low, self.free[at].high)
                yield start
        if len(self.of_loss) > 1:
            yield self.together(highest)

    def together(self, values: np.ndarray) -> np.ndarray:
        """All entries of ∂ℓ/∂y as the answers ask for them."""
        values = values.copy()
        for _ in range(SWEEPS):
            for at in self.of_loss:
                values[at] = self.solved(values, at)
        return values

    def values_for(self, values: np.ndarray, at: int) -> list[float]:
        """The values of free entry `at` with which single entries of the answer come out."""
        base, change = self.line_through(values, at)
        moves = np.abs(change) > 1e-12
        return ((self.target - base)[moves] / change[moves]).tolist()

    def solved(self, values: np.ndarray, at: int) -> float:
        """The value of free entry `at` that comes nearest to the answer."""
        base, change = self.line_through(values, at)
        size = float(change @ change)
        best = float(change @ (self.target - base)) / size if size > 0 else self.free[at].used
        return float(np.clip(best, self.free[at].low, self.free[at].high))

    def line_through(self, values: np.ndarray, at: int) -> tuple[np.ndarray, np.ndarray]:
        """The answers as base + change · (free entry `at`)."""
        zero, one = values.copy(), values.copy()
        zero[at], one[at] = 0.0, 1.0
        base = self.flat(zero)
        return base, self.flat(one) - base

    def flat(self, values: np.ndarray) -> np.ndarray:
        filled = fill(self.sheet, self.given, self.answers, choices=self.arrays(values))
        return np.concatenate([np.ravel(filled[name]) for name in self.answers])

    def filled(self, values: np.ndarray) -> dict[str, Any]:
        return fill(self.sheet, self.given, self.answers, choices=self.as_choices(values))

    def as_choices(self, values: np.ndarray) -> dict[str, Any]:
        """name → value of the lines with a choice, where entries are right only together as these are."""
        return {name: self.join(name, value) for name, value in self.arrays(values).items()}

    def join(self, name: str, value):
        line = next(line for line in self.sheet if line.name == name)
        return value if line.join is None else line.join(Values(self.used, line.letters), value)

    def joined(self, values: np.ndarray) -> np.ndarray:
        made = self.as_choices(values)
        return np.array([np.ravel(made[each.name])[each.index] for each in self.free])

    def arrays(self, values: np.ndarray) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for each, value in zip(self.free, values):
            array = made.setdefault(each.name, np.array(self.used[each.name], dtype=float))
            array.reshape(-1)[each.index] = value
        return {name: float(array) if array.ndim == 0 else array for name, array in made.items()}


