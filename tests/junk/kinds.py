"""Junk of two dozen kinds: what nobody should give, and somebody will. Each is made anew, since some can be used once only."""

from collections.abc import Callable

import numpy as np

LARGE = 200_000_000  # entries of an array that takes no memory, until somebody copies it: 1.6 GB as float64


def _answers_nothing(*given):
    """A function that takes anything; one that raises of itself would say so itself."""


class _TakesAnything:
    def __init__(self, *given):
        pass


KINDS: dict[str, Callable[[], object]] = {
    "nothing": lambda: None,
    "true": lambda: True,
    "nan": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "minus one": lambda: -1,
    "fraction": lambda: 1.5,
    "huge": lambda: 10**30,
    "empty text": lambda: "",
    "text": lambda: "x",
    "bytes": lambda: b"x",
    "dates": lambda: np.array(["2024-01-01", "2024-01-02"], "datetime64[D]"),
    "masked": lambda: np.ma.masked_array([1.0, 2.0], [False, True]),
    "objects": lambda: np.array([None, {}], dtype=object),
    "complex": lambda: 1 + 2j,
    "complex array": lambda: np.array([1j, 2.0]),
    "ragged": lambda: [[1.0, 2.0], [3.0]],
    "empty list": list,
    "dict": lambda: {"a": 1},
    "set": lambda: {1, 2},
    "generator": lambda: (each for each in (1, 2)),
    "range": lambda: range(10**12),
    "large array": lambda: np.broadcast_to(np.float64(1), (LARGE // 2, 2)),
    "0-d": lambda: np.array(2.0),
    "function": lambda: _answers_nothing,
    "class": lambda: _TakesAnything,
}

NOT_A_NUMBER = {"true", "nan", "empty text", "text", "bytes", "dates", "masked", "objects", "complex", "complex array", "ragged",
                "empty list", "dict", "set", "generator", "range", "large array", "function", "class"}
NOT_A_COUNT = NOT_A_NUMBER | {"infinity", "fraction"}
NOT_A_TEXT = set(KINDS) - {"text", "empty text", "nothing"}
NOT_A_FLAG = set(KINDS) - {"true", "nothing"}
NOT_AN_ARRAY = {"nan", "infinity", "empty text", "text", "bytes", "dates", "masked", "objects", "complex", "complex array", "ragged",
                "dict", "set", "generator", "function", "class"}
NOT_SCORES = NOT_AN_ARRAY - {"nan", "infinity", "complex", "complex array"}  # of a function of numbers: all of these have a value
NOT_A_LIST = {"true", "nan", "infinity", "minus one", "fraction", "huge", "empty text", "bytes", "dates", "masked", "objects", "complex",
              "complex array", "ragged", "function", "class"}
NOT_A_FUNCTION = set(KINDS) - {"function", "class", "nothing"}
NOT_A_THING = set(KINDS) - {"nothing"}  # of a class of ours: nothing else will do
NEVER: set[str] = set()
