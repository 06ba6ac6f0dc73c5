"""A recording that grows while it is looked at: what there is of it at first, and each piece that comes after.

Each moment stands for itself, such as the network after so many epochs; what happened within a moment is sent when it is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .recording import Recording, chunk, describe_columns, pack
from .story import line


@dataclass(frozen=True, eq=False)
class Piece:
    """Moments from `start` on: a sentence for each, and their rows of all columns, as bytes."""

    start: int
    sentences: list[str]
    columns: bytes


@dataclass(frozen=True, eq=False)
class Inside:
    """What happened within a moment: T moments with a sentence each, from what was there before to what led to the next moment.

    examples : for each step between two of them, the examples that it was computed from. schema : the columns, as JSON.
    """

    moment: int
    sentences: list[str]
    examples: list[list[int]]
    schema: list[dict]
    columns: bytes


def begin(columns: Mapping[str, np.ndarray], sentences: Sequence[str], *, of: int, inner: int, version: int,
          tables: Mapping[str, np.ndarray], told: Mapping[str, object]) -> Recording:
    """What there is of a recording that grows.

    columns : name → (T, *shape) numbers, a row for each epoch. sentences : T texts. of : how many epochs there will be.
    inner : updates in each epoch. tables, told : what stays, as in `packed`.
    """
    ordered = in_order(columns)
    count = len(sentences)
    return pack(ordered, dict(tables), {
        "version": version, "grows": True, "of": of, "inner": inner, "by": ["epoch", "update"], "sentences": list(sentences),
        "lines": [line("now", "", words="")], "codes": {}, "constants": {}, "breaks": {}, "parent": None, "final": {}, "stopped": "",
        **told}, head=count)


def piece(start: int, columns: Mapping[str, np.ndarray], sentences: Sequence[str]) -> Piece:
    """More of it, from moment `start` on. columns : the same ones as at its beginning."""
    return Piece(start, list(sentences), chunk(in_order(columns), 0, len(sentences)))


def inside(moment: int, columns: Mapping[str, np.ndarray], sentences: Sequence[str], examples: Sequence[Sequence[int]]) -> Inside:
    """The updates within a moment. columns : those that change in them, (T, *shape)."""
    ordered = in_order(columns)
    return Inside(moment, list(sentences), [list(each) for each in examples], describe_columns(ordered), chunk(ordered, 0, len(sentences)))


def in_order(columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Larger numbers first: an array on the page begins at a multiple of its numbers' size."""
    return dict(sorted(columns.items(), key=lambda item: -item[1].dtype.itemsize))
