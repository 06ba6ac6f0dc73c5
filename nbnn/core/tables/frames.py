"""DataFrames in and out: a table of pandas, polars or any other library whose columns can be asked for their values.

Nothing is imported to read one: what pandas and polars share is `frame.columns`, `len(frame)`, `frame[name]` and `column.to_list()`.
(The dataframe interchange protocol, `__dataframe__`, is gone from polars 2 and deprecated in pandas 3.) The values are then taken as the
cells of a file, so that a table is understood, and what is odd about it said, as for a CSV file.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from numbers import Integral, Number
from types import MappingProxyType
from typing import Any

import numpy as np

from ..bounds import check_length
from ..numbers import check_size
from .options import Options
from .reading import understand
from .record import CsvReading
from .roles import label_of, list_words, position_of, targets_of
from .table import CsvColumn, CsvTable, column_of, different_names

LARGEST_WHOLE = 2 ** 53  # up to here a float that is a whole number is written as one


def read_frame(frame, label=None, features=None, leave_out=(), zero_one=(), same_class=False, targets=(),
               name: str = "data") -> CsvReading:
    """What is in a table, understood as a file of the same cells would be; rows count from 0.

    label : the column of the classes, by name or counted from 0. targets : the columns of the numbers to predict; then there is no label.
    features : the columns to use, in this order; None: all that can be.

    Raises TypeError for anything but a table; ValueError, with what to do, for one that cannot be used or can be read in two ways.
    """
    names, found, made = _columns_of(frame)
    options = Options(_one_name(label, frame, names), leave_out=_all_names(leave_out, "leave_out", frame, names),
                      zero_one=_all_names(zero_one, "zero_one", frame, names), same_class=same_class,
                      targets=_all_names(targets, "targets", frame, names))
    if features is not None:
        if options.leave_out:
            raise ValueError("features and leave_out are both given: choose the columns by one of them")
        found, made, options = _choose(_all_names(features, "features", frame, names), found, made, options)
    reading = understand(CsvReading(name, options, names=found.names), found, made)
    for column, why in reading.columns_left_out:
        if features is not None and column not in options.leave_out:
            raise ValueError(f"features holds {column!r}, but {why}: leave it out, or make columns of 0 and 1 of its words, "
                             f"zero_one={[column]!r}")
    if reading.problem:
        raise ValueError(f"{name!r} cannot be used: {say_table(reading.problem)}")
    if reading.open_questions:
        raise ValueError(f"{name!r} can be read in two ways. {say_table(str(reading.open_questions[0]))}")
    return reading


def order_of(frame, label: str) -> tuple[str, ...] | None:
    """The classes in the order that the label's column gives them (an ordered categorical, an Enum); None where it gives none, or for "".
    """
    if not label:
        return None
    known, _ = different_names(_names_of(frame), True)
    kind = getattr(_column(frame, known.index(label)), "dtype", None)
    if not getattr(kind, "ordered", type(kind).__name__ == "Enum") or not hasattr(kind, "categories"):
        return None
    return tuple(map(cell_of, kind.categories))


def frame_of(columns: Mapping[str, Any], library: str = "pandas"):
    """A DataFrame of these columns. ValueError for another library, ModuleNotFoundError, with what to install, for a missing one."""
    if not isinstance(library, str) or library not in LIBRARIES:
        raise ValueError(f"library is {library!r}: it must be one of {', '.join(map(repr, LIBRARIES))}")
    try:
        module = LIBRARIES[library]()
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise ModuleNotFoundError(f"{library} is not installed here: pip install {library}", name=library) from None
    return module.DataFrame(dict(columns))


LIBRARIES: Mapping[str, Callable] = MappingProxyType({
    "pandas": lambda: import_module("pandas"),
    "polars": lambda: import_module("polars"),
})
"""The libraries of tables that can be had, imported on call only."""


def say_table(words: str) -> str:
    """What is said of a file, said of a table."""
    return words.replace("the file", "the table").replace("The file", "The table")


def cell_of(value) -> str:
    """A value as the text of a cell: "" where there is none, whole numbers without a point, every digit of the others."""
    if isinstance(value, str):
        return value.strip()
    if _is_missing(value):
        return ""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Number) or isinstance(value, (complex, np.complexfloating)):
        return str(value).strip()
    if isinstance(value, Integral):
        return str(int(value))
    number = float(value)  # type: ignore[arg-type]
    return str(int(number)) if number.is_integer() and abs(number) < LARGEST_WHOLE else repr(number)


def _is_missing(value) -> bool:
    """None, NaN, and what pandas has for them: none of these equals itself."""
    try:
        return value is None or bool(value != value)
    except TypeError:
        return True  # pandas' NA is neither equal nor different
    except (ValueError, ArithmeticError):
        return False  # an array in a cell


def _columns_of(frame) -> tuple[list[str], CsvTable, list[CsvColumn]]:
    """The names as they are in the table, and the table as rows and as columns of cells."""
    names = _names_of(frame)
    if len(names) < 2 or not len(frame):
        has = "no rows" if len(names) > 1 else "only one column" if names else "no columns"
        raise ValueError(f"the table has {has}: it needs a column of numbers and one to predict, and at least two rows")
    known, renamed = different_names(names, True)
    made = [_understood(name, _column(frame, j).to_list()) for j, name in enumerate(known)]
    unnamed = tuple(name for name, given in zip(known, names) if not given)
    rows = tuple(enumerate(zip(*(each.cells for each in made))))
    return names, CsvTable(tuple(known), None, False, tuple(renamed), rows, unnamed=unnamed), made


def _understood(name: str, values: Sequence) -> CsvColumn:
    """A column of cells. Truth values are 1 and 0; text with commas between digits is left alone, since it may mean two numbers."""
    made = column_of(name, tuple(map(cell_of, values)), slice(None), ".")
    if made.kind == "truth" and not any(isinstance(value, str) for value in values):
        return replace(made, kind="numbers")
    commas = made.numeric and any("," in cell for cell in made.cells)
    return replace(made, kind="commas", values=(None,) * len(values)) if commas else made


def _names_of(frame) -> list[str]:
    names = getattr(frame, "columns", None) if hasattr(frame, "__len__") and hasattr(frame, "__getitem__") else None
    if names is None or callable(names):
        todo = ": call its collect() first" if hasattr(frame, "collect") else (
            "; for arrays there is Dataset.from_arrays(x, z)" if isinstance(frame, (np.ndarray, list, tuple)) else "")
        raise TypeError(f"frame is a {type(frame).__name__}: give a DataFrame of pandas or polars{todo}")
    return [_name_of(name) for name in names]


def _name_of(name) -> str:
    return " ".join(map(str, name)).strip() if isinstance(name, tuple) else str(name).strip()


def _column(frame, position: int):
    """A column by its place: pandas allows two of the same name, polars does not."""
    by_place = getattr(frame, "iloc", None)
    column = frame[list(frame.columns)[position]] if by_place is None else by_place[:, position]
    if not hasattr(column, "to_list"):
        raise TypeError(f"frame is a {type(frame).__name__}, whose columns cannot be asked for their values: give a DataFrame of pandas or "
                        "polars")
    return column


def _one_name(given, frame, names: Sequence[str]) -> str | int | None:
    """A column as it was named, as text; a number counts the columns, unless it is a column's name."""
    if given is None or isinstance(given, bool):
        return given
    if isinstance(given, (np.ndarray, list, dict, set)):
        raise TypeError(f"label is {given!r}; it must be the name of a column, or its whole number, counted from 0")
    own = list(frame.columns)
    if not isinstance(given, str) and given not in own:
        return _name_of(given) if isinstance(given, tuple) else given
    if names.count(_name_of(given)) > 1:
        raise ValueError(f"{Counter(names)[_name_of(given)]} columns of the table are called {_name_of(given)!r}: give each a name of its "
                         "own first")
    return _name_of(given)


def _all_names(given, what: str, frame, names: Sequence[str]) -> tuple[str, ...]:
    """Several columns as they were named; one alone may be given as text."""
    check_size(what, given)
    check_length(what, given)
    each = [given] if isinstance(given, str) else given
    if not np.iterable(each):
        raise TypeError(f"{what} is {given!r}: give names of columns, such as {list(names[:1])!r}")
    found = tuple(names[one] if isinstance(one := _one_name(name, frame, names), (int, np.integer)) and 0 <= one < len(names)
                  else _known(one, what, names) for name in each)
    twice = [name for name in found if found.count(name) > 1]
    if twice:
        raise ValueError(f"{what} holds {twice[0]!r} twice: give each column once")
    return found


def _known(given, what: str, names: Sequence[str]) -> str:
    if not isinstance(given, str):
        raise ValueError(f"{what} holds {given!r}: give names of columns, or their numbers from 0 to {len(names) - 1}; the columns are "
                         f"{list_words(names, 10)}")
    return given


def _choose(features: tuple[str, ...], found: CsvTable, made: list[CsvColumn], options: Options
            ) -> tuple[CsvTable, list[CsvColumn], Options]:
    """The table with these features, in this order, and what is to be predicted alone."""
    chosen = [made[position_of(name, found.names, " for the features")] for name in features]
    rest = [each for each in made if each not in chosen]
    if not rest:
        raise ValueError("features holds every column of the table, so none is left to be predicted")
    answers = targets_of(options.targets, made) or [label_of(options.label, rest if options.label is None else made, found.unnamed)[0]]
    if given := [each.name for each in answers if each in chosen]:
        raise ValueError(f"{given[0]!r} is to be predicted and among the features: a network would be given the answer, so choose one")
    columns = [*chosen, *answers]
    places = [found.names.index(each.name) for each in columns]
    rows = tuple((row, tuple(cells[j] for j in places)) for row, cells in found.rows)
    kept = replace(found, names=tuple(each.name for each in columns), rows=rows, renamed=())
    return kept, columns, options if options.targets else replace(options, label=answers[0].name)
