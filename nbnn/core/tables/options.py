"""What the reader of a table has chosen."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..given import checked_flag, checked_list
from .text import checked_encoding, checked_sign

COLUMNS = {"leave_out": "names of columns", "zero_one": "names of columns", "targets": "columns, by name or counted from 0"}


@dataclass(frozen=True)
class Options:
    """What the reader of a file has chosen; None where it is to be found out.

    label : the column that holds the class, by name or counted from 0. leave_out : names of columns that are no features.
    zero_one : names of columns of words that become columns of 0 and 1, one for each word.
    same_class : classes that differ in upper and lower case or in blanks only are one.
    targets : the columns of numbers that are to be predicted, by name or counted from 0; then no column is the label.
    """

    label: str | int | None = None
    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    header: bool | None = None
    leave_out: tuple[str, ...] = ()
    zero_one: tuple[str, ...] = ()
    same_class: bool = False
    targets: tuple[str | int, ...] = ()

    def __post_init__(self):
        if self.delimiter is not None:
            checked_sign(self.delimiter)
        if self.encoding is not None:
            object.__setattr__(self, "encoding", checked_encoding(self.encoding))
        if self.decimal is not None and not (isinstance(self.decimal, str) and self.decimal in (".", ",")):
            raise ValueError(f"decimal is {self.decimal!r}; it must be \".\" or \",\"")
        for name in ("header", "same_class"):
            if getattr(self, name) is not None:
                checked_flag(getattr(self, name), name)
        if isinstance(self.label, bool) or not isinstance(self.label, (str, int, np.integer, type(None))):
            raise TypeError(f"label is {self.label!r}; it must be the name of a column, or its whole number, counted from 0")
        for name in ("leave_out", "zero_one", "targets"):
            names = getattr(self, name)
            single = isinstance(names, (str, int, np.integer)) and not isinstance(names, bool)
            object.__setattr__(self, name, (names,) if single else checked_list(names, name, COLUMNS[name]))
            if not all(isinstance(each, (str, int, np.integer) if name == "targets" else str) for each in getattr(self, name)):
                raise TypeError(f"{name} is {names!r}: it must be a list of {COLUMNS[name]}")
        if self.targets and self.label is not None:
            raise ValueError(f"label is {self.label!r} and targets is {self.targets!r}: give one of them, classes or numbers to predict")
