"""Numbers as they are given, as arrays that mean the same: no mask is dropped, no date is counted, no half of a complex number is lost."""

import sys

import numpy as np

KINDS = {"M": "dates", "m": "lengths of time", "c": "complex numbers", "U": "text", "S": "bytes"}


def as_array(given, name: str, needed: str) -> np.ndarray:
    """An array of what was given; ValueError for masked values, and for rows of different lengths.

    name : the argument, as it is written. needed : what it must be, such as "numbers, (d,) or (N, d)".
    """
    if is_masked(given) and np.ma.getmaskarray(given).any():
        raise ValueError(f"{name} must be {needed}, but it has masked values: fill them in, or leave them out")
    try:
        return np.asarray(given)
    except ValueError:
        raise ValueError(f"{name} must be {needed}, but it has rows of different lengths: give each row as many numbers") from None


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
