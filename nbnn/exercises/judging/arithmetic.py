"""A plain slip of arithmetic: the right formula, and one product or one sum that is off. Which term it is, in words."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ...explain.writing.numbers import exact, format_number
from .entries import where
from .matching import close
from .sheets import Line, Sheet, Values, fill, scales

Product = tuple[float, float]
Place = tuple[int, ...]


@dataclass(frozen=True)
class Slip:
    """One entry that is off: `value` is what it comes to, `words` what was probably done."""

    line: Line
    place: Place
    value: float
    words: str


def _row_times_column(v: Values, place: Place) -> tuple[Product, ...]:
    row = v.W[place] if v.W.ndim == 2 else v.W
    return tuple(zip(row, v.below))


def _flow_times_input(v: Values, place: Place) -> tuple[Product, ...]:
    flow = v.flow if np.ndim(v.flow) == 0 else v.flow[place[0]]
    return ((flow, v.below[place[-1]]),)


def _back_through_weights(v: Values, place: Place) -> tuple[Product, ...]:
    if v.W_above.ndim == 1:
        return ((v.flow_above, v.W_above[place]),)
    return tuple(zip(v.W_above[:, place[0]], v.flow_above))


def _gated(v: Values, place: Place) -> tuple[Product, ...]:
    return ((np.asarray(v.dh)[place], np.asarray(v.dh_da)[place]),)


def _new_weight(v: Values, place: Place) -> tuple[Product, ...]:
    return ((1.0, v.W[place]), (-v.eta, v.dW[place]))


PRODUCTS: dict[str, Callable[[Values, Place], tuple[Product, ...]]] = {
    "a": _row_times_column, "y": _row_times_column, "dl_dW": _flow_times_input, "dl_dh": _back_through_weights, "dl_da": _gated,
    "dl_ds": _gated, "new": _new_weight,
}


def products(line: Line, values: Mapping[str, Any], place: Place) -> tuple[Product, ...]:
    """The products that an entry is the sum of; () for a line that is no such sum, or does not say by its letters of what."""
    rule = PRODUCTS.get(line.role)
    try:
        return () if rule is None else tuple((float(one), float(other)) for one, other in rule(Values(values, line.letters), place))
    except AttributeError:
        return ()


def slips_at(line: Line, values: Mapping[str, Any], place: Place) -> Iterator[Slip]:
    """What one entry comes to when one of its products goes wrong: in its sign, left out, or added instead of multiplied."""
    terms = products(line, values, place)
    whole = sum(map(prod, terms))
    for one, other in terms[line.role == "new":]:  # the old weight is no product
        term = one * other
        if term:
            at, text = _at(line, values, place), written_product(one, other)
            yield Slip(line, place, whole - 2 * term, f"In {at}, the product {text} has the wrong sign.")
            if len(terms) > 1:
                yield Slip(line, place, whole - term, f"In {at}, the product {text} is left out of the sum.")
            if line.role != "new":
                yield Slip(line, place, whole - term + one + other,
                           f"In {at}, {_number(one)} and {_number(other)} were added: they must be multiplied.")


@dataclass(frozen=True)
class Said:
    """What is said of a slip; sure : whether the term that went wrong was found, and not only the entry."""

    words: str
    sure: bool


def slip_in(line: Line, values: Mapping[str, Any], entered: np.ndarray, wrong: np.ndarray) -> Said | None:
    """What is said of a line in which a single entry is off: the term that went wrong, or at least the sum to work out again.

    values : what the line is worked out from, and what it should be. wrong : which entries are off.
    """
    places = [tuple(int(index) for index in place) for place in np.argwhere(wrong)]
    if len(places) != 1 or not products(line, values, places[0]):
        return None
    (place,) = places
    scale = scales((line,), values).get(line.name)
    scale = None if scale is None else np.broadcast_to(scale, entered.shape)[place]
    for each in slips_at(line, values, place):
        if close(entered[place], each.value, scale):
            return Said(each.words, True)
    terms = " + ".join(_number(other) if line.role == "new" and one == 1.0 else written_product(one, other)
                       for one, other in products(line, values, place))
    return Said(f"Only the arithmetic of {_at(line, values, place)} is off: work out {terms} again.", False)


def hidden_slip(sheet: Sheet, given: Mapping[str, Any], needed: Collection[str], entered: Mapping[str, np.ndarray]) -> str:
    """The slip in a line that was not entered, with which all that was entered follows; "" where none fits, or slips in several lines."""
    values = fill(sheet, given, entered)
    found: dict[str, str] = {}
    for line in sheet:
        if line.name in needed and line.name in values and line.name not in entered and line.role in PRODUCTS:
            for place in np.ndindex(np.shape(values[line.name])):
                for each in slips_at(line, values, place):
                    if _follows(sheet, given, entered, each, values):
                        found.setdefault(line.name, each.words)
    return next(iter(found.values())) if len(found) == 1 else ""


def _follows(sheet: Sheet, given: Mapping[str, Any], entered: Mapping[str, np.ndarray], slip: Slip, right: Mapping[str, Any]) -> bool:
    off = np.array(right[slip.line.name], dtype=float)
    off[slip.place] = slip.value
    values = fill(sheet, given, entered, choices={slip.line.name: float(off) if off.ndim == 0 else off})
    measured = scales(sheet, values)
    return all(answer.shape == np.shape(values[name]) and close(answer, values[name], measured.get(name)).all()
               for name, answer in entered.items())


def _at(line: Line, values: Mapping[str, Any], place: Place) -> str:
    """Which entry; a single number is no entry of anything."""
    return line.symbol if np.size(values[line.name]) == 1 else f"{line.symbol}{where(place)}"


def written_product(one: float, other: float) -> str:
    """Two factors as one writes them: (−1) · 2."""
    return f"{_bracketed(one)} · {_bracketed(other)}"


def _bracketed(number: float) -> str:
    return f"({_number(number)})" if number < 0 else _number(number)


def _number(number: float) -> str:
    text = exact(number)
    return text if len(text) <= 8 else format_number(number, 6)
