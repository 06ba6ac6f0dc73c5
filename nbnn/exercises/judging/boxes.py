"""What a learner types into the boxes of a page: put together to an answer, or said box by box why it cannot be one yet.

A page gives one text for each entry of an array. The texts are kept as typed: the reader turns them into numbers where
an answer is judged, here they are only looked at one by one, so that what is wrong is said of its own box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ...explain.writing.numbers import format_number
from .exercise import REFUSED, Check, Field, Mark, Variant, is_empty, storable
from .reading import Unreadable, read

LONGEST_ANSWER = 100_000  # characters of one box that are looked at: more comes from no keyboard
LONGEST_DRAFT = 5_000  # of one box that are kept before they are checked


@dataclass(frozen=True, eq=False)
class Entered:
    """The answer, or the check that refuses it."""

    answer: Mapping[str, Any]
    refused: Check | None = None


def read_boxes(variant: Variant, texts: Mapping[str, Sequence[str]]) -> Entered:
    """What is in the boxes, field id → one text for each entry in reading order; fields may be left out.

    Raises ValueError for what the boxes of this variant cannot hold.
    """
    answer: dict[str, Any] = {}
    marks: dict[str, Mark] = {}
    problems: list[str] = []
    for box in variant.boxes():
        given = _check_texts(box, texts.get(box.id, [""] * prod(box.shape)))
        if all(is_empty(each) for each in given):
            continue
        answer[box.id] = _nest(box, given)
        wrong = [_problem(each) for each in given]
        if any(wrong):
            marks[box.id] = Mark(REFUSED, np.array([not each for each in wrong]).reshape(box.shape), "")
            at = next(at for at, each in enumerate(wrong) if each)
            problems.append(f"{box.label}{place_words(box.shape, at)}: {wrong[at]}.")
    if problems:
        return Entered(answer, Check(REFUSED, problems[0], marks, answer={name: storable(each) for name, each in answer.items()}))
    return Entered(answer)


def _check_texts(box: Field, given) -> list[str]:
    texts = list(given) if isinstance(given, (list, tuple)) else []
    fits = len(texts) == prod(box.shape) and all(isinstance(each, str) and len(each) <= LONGEST_ANSWER for each in texts)
    if not fits:
        raise ValueError(f"{box.label} takes {box.needs}, a text for each")
    return texts


def _nest(box: Field, texts: Sequence[str]):
    if not box.shape:
        return texts[0]
    return np.array(texts, dtype=object).reshape(box.shape).tolist()


def _problem(text: str) -> str:
    """Why one box cannot be read, "" when it holds one number."""
    if is_empty(text):
        return "this entry is still empty"
    try:
        value = read(text)
    except Unreadable as error:
        return str(error)
    return "" if value.ndim == 0 else f"there are {value.size} numbers in a box that takes one; write decimals with a point, such as 0.5"


def place_words(shape: tuple[int, ...], at: int) -> str:
    """Where entry `at` (in reading order) stands, as people count: "", " (entry 2)", " (row 1, column 2)"."""
    if not shape:
        return ""
    place = [int(each) + 1 for each in np.unravel_index(at, shape)]
    return f" (entry {place[0]})" if len(place) == 1 else f" (row {place[0]}, column {place[1]})"


def fitting(variant: Variant, given) -> dict[str, list]:
    """What of `given`, field id → texts, or numbers of options from 0, can stand in the boxes; anything else is left out.

    given : what a page sent before it was checked: anybody's.
    """
    known = given if isinstance(given, Mapping) else {}
    return {box.id: list(known[box.id]) for box in variant.boxes() if box.id in known and _fits(box, known[box.id])}


def _fits(box: Field, given) -> bool:
    if not isinstance(given, list) or len(given) > max(prod(box.shape), len(box.options)):
        return False
    if box.kind == "numbers":
        return len(given) == prod(box.shape) and all(isinstance(each, str) and len(each) <= LONGEST_DRAFT for each in given)
    if not all(type(each) is int and 0 <= each < len(box.options) for each in given):
        return False
    return len(given) <= 1 if box.kind == "choice" else sorted(given) == list(range(len(box.options)))


def restore(variant: Variant, answer) -> dict[str, list]:
    """A kept answer as what stood in the boxes, field id → texts, or numbers of options from 0; {} where it fits no longer.

    answer : what the progress file has, which anybody may have written.
    """
    first = variant.fields[0]
    if first.kind == "choice":
        return {first.id: [first.options.index(answer)]} if isinstance(answer, str) and answer in first.options else {}
    if first.kind == "order":
        fits = isinstance(answer, list) and all(isinstance(each, str) for each in answer) and sorted(answer) == sorted(first.options)
        return {first.id: [first.options.index(each) for each in answer]} if fits else {}
    if first.kind != "numbers" or not isinstance(answer, Mapping):
        return {}
    found = {box.id: _texts(answer[box.id], prod(box.shape)) for box in variant.boxes() if box.id in answer}
    return {name: texts for name, texts in found.items() if texts}


def _texts(value, count: int) -> list[str]:
    """The entries of a kept array as texts; [] when they are not as many as there are boxes."""
    flat = _flat(value)
    if len(flat) != count:
        try:
            flat = np.ravel(read(value)).tolist()
        except Unreadable:
            return []
    return [each if isinstance(each, str) else format_number(float(each)) for each in flat] if len(flat) == count else []


def _flat(value) -> list:
    if isinstance(value, list):
        return [each for part in value for each in _flat(part)]
    return [value] if isinstance(value, (str, int, float)) and not isinstance(value, bool) else []
