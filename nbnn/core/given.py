"""What is given that is no number: whether it is yes or no, a text, a function, a whole number, a list, or a thing of a class of ours.

Each gives back what it looked at, or raises TypeError with the argument's name: what was given, what is needed, what to do.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from math import prod
from typing import Any

import numpy as np

from .bounds import check_length, check_memory


def checked_flag(given, name: str) -> bool:
    """True or False (or 1 or 0): a text such as "no" would count as yes."""
    if not isinstance(given, (bool, np.bool_, int)) or given not in (0, 1):
        raise TypeError(f"{name} is {given!r}: it must be True or False")
    return bool(given)


def checked_text(given, name: str, such_as: str) -> str:
    """A text. such_as : an example."""
    if not isinstance(given, str):
        raise TypeError(f"{name} is {given!r}: it must be a text such as {such_as!r}")
    return given


def checked_path(given, name: str) -> str | os.PathLike:
    """The path of a file: a text, or a pathlib.Path."""
    if not isinstance(given, (str, os.PathLike)):
        raise TypeError(f"{name} is {given!r}; give the file's name as text, such as 'flowers.csv'")
    return given


def checked_function(given, name: str, such_as: str) -> Callable | None:
    """A function, or None. such_as : an example."""
    if given is not None and not callable(given):
        raise TypeError(f"{name} is {given!r}: it must be a function, such as {such_as}")
    return given


def checked_whole(given, name: str, least: int | None = None) -> int:
    """A whole number, not below `least`; ValueError below it."""
    if isinstance(given, bool) or not isinstance(given, (int, np.integer)):
        raise TypeError(f"{name} is {given!r}: it must be a whole number")
    if least is not None and given < least:
        raise ValueError(f"{name} is {given}: it must be {least} or more")
    return int(given)


def checked_index(given, length: int, name: str = "index") -> int:
    """A place in something of that length, negative ones counted from its end; IndexError for one that is not there."""
    if not -length <= checked_whole(given, name) < length:
        raise IndexError(f"{name} is {given}: there are {length}, 0 to {length - 1}")
    return int(given) % length


def checked_list(given, name: str, of: str) -> tuple:
    """The entries of a list, a tuple or the like as a tuple. of : what they are, such as "names of columns"."""
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable) or (isinstance(given, np.ndarray) and not given.ndim):
        raise TypeError(f"{name} is {given!r}: it must be a list of {of}")
    check_length(name, given)
    return tuple(given)


def checked_kind(given: Any, kind: Any, name: str, todo: str) -> Any:
    """Something of this class. todo : what to give, such as "give a Network"."""
    if not isinstance(given, kind):
        raise TypeError(f"{name} is {given!r}, a {type(given).__name__}: {todo}")
    return given


def checked_shape(given, needed: str) -> tuple[int, ...]:
    """A shape of one or two axes whose entries fit in memory; ValueError for anything else. needed : in words."""
    shape = tuple(given) if isinstance(given, (tuple, list)) else (given,)
    whole = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) and n >= 1 for n in shape)
    if len(shape) not in (1, 2) or not whole:
        raise ValueError(f"shape is {given!r}: it must be {needed}")
    check_memory("the number of entries of shape", prod(map(int, shape)), 1, "numbers")
    return shape
