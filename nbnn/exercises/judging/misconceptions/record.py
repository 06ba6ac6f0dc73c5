"""What a misconception is: a mistake with a name, its wrong rule, its words for the learner, and a hint.

A misconception spoils one line of a calculation and the rest is done right (`sheets`): its slips go by the role of the
line. It therefore holds for every exercise in which such a line occurs; nothing is listed twice. A slip takes the line's
letters and its right rule, and gives the wrong value; None where it has no meaning there, and the line stays right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ....core.records.record import Record
from ..sheets import Slip


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Misconception(Record):
    """A mistake with a name. `formula` is the wrong one.

    Attributes
    ----------
    slips : role of a line → the wrong rule (letters, right rule) → value; None where it has no meaning: the line stays right.
    words : what was probably done, for the learner.
    hint : a question or a look that leads back.
    likely : how often learners make it, 3 (often) to 1 (seldom): of several that make the same numbers the likeliest is named first.
    """

    slips: Mapping[str, Slip] = field(default_factory=lambda: MappingProxyType({}))
    words: str = ""
    hint: str = ""
    likely: int = 2
