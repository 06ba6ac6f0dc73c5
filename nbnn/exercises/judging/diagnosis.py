"""Which mistakes make the numbers that were entered."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .matching import agree
from .misconceptions import MISCONCEPTIONS, Misconception
from .sheets import DoesNotApply, Sheet, fill, ingredients


def possible(sheet: Sheet, needed: frozenset[str]) -> tuple[Misconception, ...]:
    """The misconceptions that spoil one of the lines of these names; of those that spoil them in the same way, the first."""
    roles = sorted({line.role for line in sheet if line.name in needed})
    found: dict[tuple, Misconception] = {}
    for each in MISCONCEPTIONS.values():
        spoilt = tuple((role, each.slips[role]) for role in roles if role in each.slips)
        if spoilt:
            found.setdefault(spoilt, each)
    return tuple(found.values())


def wrong_values(misconception: Misconception, sheet: Sheet, given: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any] | None:
    """What every line down to the wanted ones comes to with this mistake; None where it has no meaning for these numbers."""
    try:
        return fill(sheet, given, wanted, slips=misconception.slips)
    except DoesNotApply:
        return None


def differs(wrong: Mapping[str, Any], right: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Whether one would see it in the quantities of these names."""
    return any(not agree(wrong[name], right[name]) for name in names)


def fits(entered: np.ndarray, wrong) -> bool:
    """Whether what was entered is what a mistake makes of it, shape included (a vector may lie or stand)."""
    wrong = np.asarray(wrong)
    flat = wrong.ndim < 2 and entered.size == wrong.size and max(entered.shape, default=1) == entered.size
    return agree(entered.reshape(wrong.shape) if flat else entered, wrong)


def mistakes(entered: np.ndarray, name: str, sheet: Sheet, given: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Misconception, ...]:
    """The misconceptions that make what was entered for the line `name`; entries that are nan were left empty.

    right : every quantity as it should be.
    """
    found, there = [], ~np.isnan(entered)
    for each in possible(sheet, ingredients(sheet, given, [name])):
        wrong = wrong_values(each, sheet, given, [name])
        if wrong is not None and differs(wrong, right, [name]):
            value = np.asarray(wrong[name], dtype=float)
            if value.shape == entered.shape and fits(entered[there], value[there]):
                found.append(each)
    return tuple(found)


def describe_mistakes(found: tuple[Misconception, ...], where: str = "") -> str:
    """The words for what was found: one mistake and its hint, or all that fit."""
    if not found:
        return ""
    if len(found) == 1:
        return f"{where}{found[0].words} {found[0].hint}"
    listed = " ".join(f"({number}) {each.words}" for number, each in enumerate(found, start=1))
    return f"{where}{COUNTS.get(len(found), 'Several')} different mistakes give these numbers: {listed} Which of them was yours?"


COUNTS = {2: "Two", 3: "Three", 4: "Four"}
