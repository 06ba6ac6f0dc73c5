"""What follows from what a learner has entered: a line is judged by the true numbers, and by those entered above it.

One slip then spoils one line; whatever is worked out correctly from it is not called wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .kinks import choices_of
from .matching import agree, close
from .sheets import Rule, Sheet, fill, scales

ENTERED = "entered"  # the role of a line whose value is what the learner has written: no slip spoils it


@dataclass(frozen=True, eq=False)
class Judged:
    """One line of an answer, entry by entry.

    Attributes
    ----------
    right : which entries agree with the truth, wherever they come from.
    follows : which of the others are what follows from the lines entered above.
    """

    right: np.ndarray
    follows: np.ndarray

    @property
    def wrong(self) -> np.ndarray:
        return ~(self.right | self.follows)


def with_entered(sheet: Sheet, entered: Mapping[str, Any]) -> Sheet:
    """The sheet in which these lines are what was entered, whatever stands above them; nothing is free in them."""
    return tuple(replace(line, rule=_always(entered[line.name]), role=ENTERED, spread=None) if line.name in entered else line
                 for line in sheet)


def value_from(sheet: Sheet, given: Mapping[str, Any], needed: frozenset[str], entered: Mapping[str, Any], name: str,
               answer: np.ndarray) -> tuple[Any, Any] | None:
    """(value, scale) of a line as it follows from the lines entered, at a kink with the choice that the answer was made with.

    None where nothing follows: what was entered cannot be calculated with, such as a 0 that is to be divided by.
    """
    own = with_entered(sheet, entered)
    try:
        with np.errstate(all="ignore"):
            values = fill(own, given, [name])
            if not agree(answer, values[name], scales(own, values).get(name)):
                values = fill(own, given, [name], choices=choices_of(own, given, needed, {name: answer}))
    except (ZeroDivisionError, ValueError, IndexError, OverflowError):
        return None
    return (values[name], scales(own, values).get(name)) if np.isfinite(values[name]).all() else None


def judge_lines(sheet: Sheet, given: Mapping[str, Any], needed: frozenset[str], answers: Mapping[str, np.ndarray],
                right: Mapping[str, Any]) -> dict[str, Judged]:
    """Judge every line entered.

    needed : the names of the lines that play a part. answers : name → what was entered, in its shape, in the order of the lines.
    right : the true values, with the choice at a kink that the answers were made with.
    """
    found: dict[str, Judged] = {}
    above: dict[str, Any] = {}
    true_scales = scales(sheet, right)
    for name, answer in answers.items():
        fine = close(answer, right[name], true_scales.get(name))
        follows = np.zeros_like(fine)
        if above and not fine.all():
            came = value_from(sheet, given, needed, above, name, answer)
            if came is not None and np.shape(came[0]) == answer.shape:
                follows = close(answer, *came) & ~fine
        found[name] = Judged(fine, follows)
        above[name] = float(answer) if answer.ndim == 0 else answer
    return found


def _always(value) -> Rule:
    return lambda _: value
