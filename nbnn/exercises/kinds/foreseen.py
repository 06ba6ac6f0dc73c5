"""The answers to an exercise that can be foreseen: what stands in its boxes when they are right, or made by a known mistake."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod
from typing import Any

import numpy as np

from ...explain.writing.numbers import as_fraction
from ..judging.exercise import Variant
from ..judging.matching import ABSOLUTE, RELATIVE
from .by_hand import Numbers
from .choice import Ordered, Ordering
from .judgment import place_of

MOST_ORDERS = 60  # right ones, of a board that may be put into many


@dataclass(frozen=True)
class Foreseen:
    """An answer as a page gives it, and all those that are taken for the same.

    given : field id → a text for each number, or numbers of options from 0.
    like : the same with {"low", "high"} in place of a text: any number between; "or": texts that do as well.
    """

    given: Mapping[str, list]
    like: Mapping[str, list]


def foreseen(variant: Variant) -> Iterator[Foreseen]:
    """The right answers first, then those of each known mistake; nothing for an answer that is code."""
    first = variant.fields[0]
    if isinstance(variant, Numbers):
        yield from _numbers(variant)
    elif isinstance(variant, Ordered):
        lines = [[first.options.index(line) for line in order] for order in islice(_right_orders(variant.exercise), MOST_ORDERS)]
        yield from (_exactly({first.id: order}) for order in (*lines, list(range(len(first.options)))))
    elif first.kind == "choice":
        yield from (_exactly({first.id: chosen}) for chosen in ([], *([at] for at in range(len(first.options)))))


def between(values, scale=None) -> list[dict[str, Any]]:
    """For each number what is taken for it; scale : what the 1 % is taken of, left out: the number."""
    numbers = np.ravel(np.asarray(values, dtype=float))
    size = np.abs(numbers) if scale is None else np.ravel(np.broadcast_to(np.abs(scale), np.shape(values)))
    return [{"low": float(number - room), "high": float(number + room)} for number, room in zip(numbers, ABSOLUTE + RELATIVE * size)]


def written(values) -> list[str]:
    """Each number as a learner may write it, with all its digits."""
    return [as_fraction(float(value)) if "/" in as_fraction(float(value)) else repr(float(value)) for value in np.ravel(values)]


def _exactly(given: Mapping[str, list]) -> Foreseen:
    return Foreseen(given, given)


def _numbers(variant: Numbers) -> Iterator[Foreseen]:
    empty = {box.id: [""] * prod(box.shape) for box in variant.boxes()}
    yield _with_workings(variant, empty)
    for _, wrong in variant.mistakes:
        yield _asked(variant, wrong, empty)
    yield _exactly(empty)


def _asked(variant: Numbers, values: Sequence[Mapping[str, Any]], empty: Mapping[str, list]) -> Foreseen:
    """Only what is asked is filled in."""
    given, like = dict(empty), dict(empty)
    for box in variant.fields:
        part, name = place_of(box)
        given[box.id], like[box.id] = written(values[part][name]), between(values[part][name], variant.scales[part].get(name))
    return Foreseen(given, like)


def _with_workings(variant: Numbers, empty: Mapping[str, list]) -> Foreseen:
    """The right answer, whether the lines before it are filled in too or not."""
    right = _asked(variant, variant.right, empty)
    like = dict(right.like)
    for box in variant.workings:
        part, name = place_of(box)
        like[box.id] = [{**each, "or": [""]} for each in between(variant.right[part][name], variant.scales[part].get(name))]
    return Foreseen(right.given, like)


def _right_orders(exercise: Ordering) -> Iterator[list[str]]:
    """Every order of the lines in which each stands below all that it needs."""
    def continued(order: list[str]) -> Iterator[list[str]]:
        if len(order) == len(exercise.lines):
            yield order
        for line in exercise.lines:
            if line not in order and all(needed in order for needed in exercise.needs.get(line, ())):
                yield from continued([*order, line])
    return continued([])
