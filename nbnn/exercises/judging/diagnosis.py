"""Which mistakes make the numbers that were entered."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from .matching import agree
from .misconceptions import MISCONCEPTIONS, Misconception
from .sheets import DoesNotApply, Sheet, Slip, fill, ingredients, scales

NOTHING: Mapping = {}
MOST_NAMED = 3  # mistakes that one message names: whoever reads a longer list stops reading
MOST_PAIRS = 2  # pairs that make the same numbers; with more of them the numbers say too little


def possible(sheet: Sheet, needed: frozenset[str]) -> tuple[Misconception, ...]:
    """The misconceptions that spoil one of the lines of these names; of those that spoil them in the same way, the first."""
    roles = sorted({line.role for line in sheet if line.name in needed})
    found: dict[tuple, Misconception] = {}
    for each in MISCONCEPTIONS.values():
        spoilt = tuple((role, each.slips[role]) for role in roles if role in each.slips)
        if spoilt:
            found.setdefault(spoilt, each)
    return tuple(found.values())


def pairs_of(found: Iterable[Misconception]) -> Iterator[tuple[Misconception, Misconception]]:
    """Every two of them that one can make at once: they spoil lines of different kinds."""
    return ((one, other) for one, other in combinations(found, 2) if not one.slips.keys() & other.slips.keys())


def both(pair: tuple[Misconception, Misconception]) -> dict[str, Slip]:
    """The slips of two mistakes made at once."""
    return {**pair[0].slips, **pair[1].slips}


def wrong_values(slips: Misconception | Mapping[str, Slip], sheet: Sheet, given: Mapping[str, Any],
                 wanted: Iterable[str]) -> dict[str, Any] | None:
    """What every line down to the wanted ones comes to with this mistake, or with these slips; None where it has no meaning here."""
    try:
        return fill(sheet, given, wanted, slips=slips.slips if isinstance(slips, Misconception) else slips)
    except DoesNotApply:
        return None


def differs(wrong: Mapping[str, Any], right: Mapping[str, Any], names: Iterable[str], scales: Mapping[str, Any] = NOTHING) -> bool:
    """Whether one would see it in the quantities of these names; scales : as `sheets.scales` gives them."""
    return any(not agree(wrong[name], right[name], scales.get(name)) for name in names)


def fits(entered: np.ndarray, wrong, scale=None) -> bool:
    """Whether what was entered is what a mistake makes of it, shape included (a vector may lie or stand)."""
    wrong = np.asarray(wrong)
    flat = wrong.ndim < 2 and entered.size == wrong.size and max(entered.shape, default=1) == entered.size
    return agree(entered.reshape(wrong.shape) if flat else entered, wrong, scale)


def mistakes(entered: np.ndarray, name: str, sheet: Sheet, given: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Misconception, ...]:
    """The misconceptions that make what was entered for the line `name`, the likely ones first; entries that are nan were left empty.

    right : every quantity as it should be.
    """
    found = [each for each in possible(sheet, ingredients(sheet, given, [name])) if _makes(each, entered, name, sheet, given, right)]
    return likely_first(found)


def two_mistakes(entered: np.ndarray, name: str, sheet: Sheet, given: Mapping[str, Any],
                 right: Mapping[str, Any]) -> tuple[Misconception, ...]:
    """The two misconceptions that together make what was entered; () where no pair does, or too many do."""
    candidates = possible(sheet, ingredients(sheet, given, [name]))
    return likely_pair([pair for pair in pairs_of(candidates) if _makes(both(pair), entered, name, sheet, given, right)])


def _makes(slips: Misconception | Mapping[str, Slip], entered: np.ndarray, name: str, sheet: Sheet, given: Mapping[str, Any],
           right: Mapping[str, Any]) -> bool:
    wrong = wrong_values(slips, sheet, given, [name])
    if wrong is None:
        return False
    scale, value, there = scales(sheet, right).get(name), np.asarray(wrong[name], dtype=float), ~np.isnan(entered)
    if value.shape != entered.shape or agree(value, right[name], scale):
        return False
    return fits(entered[there], value[there], None if scale is None else np.broadcast_to(scale, value.shape)[there])


def likely_first(found: Iterable[Misconception], told: Collection[str] = ()) -> tuple[Misconception, ...]:
    """Those that the exercise is made to tell first, and of these the commonest."""
    return tuple(sorted(found, key=lambda each: (each.key not in told, -each.likely)))


def likely_pair(pairs: Collection[tuple[Misconception, Misconception]], told: Collection[str] = ()) -> tuple[Misconception, ...]:
    """The likeliest of a few pairs, () of none or of many."""
    if not 0 < len(pairs) <= MOST_PAIRS:
        return ()
    return min(pairs, key=lambda pair: (sum(each.key not in told for each in pair), -sum(each.likely for each in pair)))


def describe_mistakes(found: tuple[Misconception, ...], where: str = "") -> str:
    """The words for what was found: the likely mistake and its hint first, then one or two others that would make the same numbers."""
    if not found:
        return ""
    likely, *others = found
    if not others:
        return f"{where}{likely.words} {likely.hint}"
    listed = " ".join(each.words for each in others[:MOST_NAMED - 1])
    same = "Another mistake makes" if len(others) == 1 else "Other mistakes make"
    return f"{where}Most likely: {likely.words} {likely.hint} {same} the same numbers: {listed}"


def describe_pair(pair: tuple[Misconception, ...], where: str = "") -> str:
    """The words for two mistakes made at once."""
    one, other = pair
    return f"{where}Two mistakes at once make these numbers. (1) {one.words} {one.hint} (2) {other.words} {other.hint}"
