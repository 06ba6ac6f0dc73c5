"""What the LossLab is given, and what its views have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ...core.records.losses import Loss
from ..frame.part import LabPart


@dataclass(frozen=True, eq=False)
class LossChoices:
    """The lab's keywords.

    losses : None when they were left out. every : all losses are offered. points : the examples of a run may be changed. main, z and
        margin have been looked at; at the others each view looks itself.
    """

    losses: tuple[Loss, ...] | None
    main: Loss
    z: int
    margin: float
    net: Any
    data: Any
    eta: Any
    steps: Any
    seed: Any
    scores: Any
    label: Any
    cue: Any
    present: bool
    points: bool = False
    every: bool = False


class LossPart(LabPart):
    """One view of the LossLab, made of what the lab was given."""

    def __init__(self, given: LossChoices):
        raise NotImplementedError

    def _why_not(self, *acts: Callable[[], object]) -> str:
        """As every lab does; and a loss made in a cell may raise anything."""
        try:
            return super()._why_not(*acts)
        except Exception as error:
            return f"the loss raised {type(error).__name__}: {error}"


def finite(value, name: str) -> float:
    """A finite number, or a ValueError that names it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} is {value!r}: it must be a finite number")
    return float(value)
