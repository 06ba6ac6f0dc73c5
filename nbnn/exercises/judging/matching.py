"""When an entered number is right: the one tolerance, and the shapes in which an answer may be written."""

import numpy as np

RELATIVE = 0.01  # two to three significant digits, of every entry
ABSOLUTE = 1e-6  # for an entry that is 0
TOLERANCE = "Fractions or decimals; each number may be off by 1 %."
TOLERANCE_OF_CHANGE = "Fractions or decimals; each number may be off by 1 %, a new weight by 1 % of its change."


def reshape_as(given: np.ndarray, right) -> np.ndarray | None:
    """`given` in the shape of `right`, None where it is of another one: a vector may lie or stand, a number may be in brackets."""
    right = np.asarray(right)
    if given.shape == right.shape:
        return given
    plain = tuple(n for n in given.shape if n > 1)
    if given.size == right.size and plain == tuple(n for n in right.shape if n > 1) and max(right.ndim, given.ndim) <= 2:
        return given.reshape(right.shape)
    return None


def close(given, right, scale=None) -> np.ndarray:
    """Entry by entry, whether a number of the same shape is right.

    scale : what the 1 % is taken of; left out: the right number. Of a new weight it is the change (`sheets.Line.scale`).
    """
    given, right = np.asarray(given, dtype=float), np.asarray(right, dtype=float)
    return np.abs(given - right) <= ABSOLUTE + RELATIVE * np.abs(right if scale is None else scale)


def agree(given, right, scale=None) -> bool:
    """Whether every entry is right; False for another shape."""
    given, right = np.asarray(given), np.asarray(right)
    return given.shape == right.shape and bool(close(given, right, scale).all())


def shape_words(shape: tuple[int, ...]) -> str:
    """A shape as people say it: one number, 3 numbers, 3 × 2 numbers (3 rows)."""
    if not shape:
        return "one number"
    if len(shape) == 1:
        return "one number in a list" if shape[0] == 1 else f"{shape[0]} numbers"
    return f"{shape[0]} × {shape[1]} numbers ({shape[0]} {'row' if shape[0] == 1 else 'rows'} of {shape[1]})"
