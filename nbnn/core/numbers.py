"""Numbers as they are given, as arrays that mean the same: no mask is dropped, no date is counted, no half of a complex number is lost."""

import sys

import numpy as np

from .bounds import MOST_NUMBERS, length_of, memory, with_commas

# Where calls count: NumPy takes an array without axes in half the time of a Python number.
ZERO, ONE, MINUS_ONE = map(np.array, (0.0, 1.0, -1.0))
ZERO.flags.writeable = ONE.flags.writeable = MINUS_ONE.flags.writeable = False
KINDS = {"M": "dates", "m": "lengths of time", "c": "complex numbers", "U": "text", "S": "bytes"}


def as_array(given, name: str, needed: str) -> np.ndarray:
    """An array of what was given; ValueError for masked values, for rows of different lengths, and for more than a call may keep.

    name : the argument, as it is written. needed : what it must be, such as "numbers, (d,) or (N, d)".
    """
    if is_masked(given) and np.ma.getmaskarray(given).any():
        raise ValueError(f"{name} must be {needed}, but it has masked values: fill them in, or leave them out")
    check_size(name, given)
    try:
        return np.asarray(given)
    except ValueError:
        raise ValueError(f"{name} must be {needed}, but it has rows of different lengths: give each row as many numbers") from None


def check_size(name: str, given) -> None:
    """Raise ValueError for more entries than one call may keep, of what takes no memory yet: a range, a view of a few numbers."""
    size = given.size if isinstance(given, np.ndarray) else length_of(given)
    if size > MOST_NUMBERS:
        raise ValueError(f"{name} has {with_commas(size)} entries, which would take {memory(size)} of memory, and one call keeps at most "
                         f"{memory(MOST_NUMBERS)}: give at most {MOST_NUMBERS:,}")


def as_values(given, name: str, needed: str) -> np.ndarray:
    """The same as floats, or complex numbers as they are, which the complex step needs; TypeError for what is no number."""
    array = as_array(given, name, needed)
    if array.dtype.kind not in "fciub":
        raise TypeError(f"{name} is {given!r}: it must be {needed}")
    return array if array.dtype.kind in "fc" else array.astype(float)


def is_masked(given) -> bool:
    """Is it a masked array? NumPy's module for them takes long to load, and where nobody has, there is none."""
    return "numpy.ma" in sys.modules and np.ma.isMaskedArray(given)


def as_numbers(given, name: str, needed: str) -> np.ndarray:
    """The same as float64; TypeError for what is no real number: text, dates, complex numbers, other objects."""
    array = as_array(given, name, needed)
    if array.dtype.kind in KINDS:
        raise TypeError(f"{name} must be {needed}, but it holds {KINDS[array.dtype.kind]}")
    try:
        return array.astype(float)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{name} must be {needed}: {error}") from None
