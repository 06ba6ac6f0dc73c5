"""How a CSV file was read: what was found in it, what was left out of it and why, and what to ask before it is used.

Nothing is decided that is not shown, and each decision is a keyword of `read_csv`, which makes another reading.

>>> import tempfile, pathlib
>>> path = pathlib.Path(tempfile.mkdtemp(), "plants.csv")
>>> _ = path.write_text("height;width;kind\\n1,5;2;low\\n7,25;;tall\\n8;3,5;tall\\n")
>>> reading = read_csv(path)
>>> reading.delimiter, reading.decimal, reading.label, reading.classes
(';', ',', 'kind', (('low', 1), ('tall', 1)))
>>> reading.x.tolist(), reading.left_out
([[1.5, 2.0], [8.0, 3.5]], ((3, "'width' is missing"),))
"""
from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from ..given import checked_path, checked_text
from .data_questions import sizes_of
from .options import Options
from .questions import ask_about_columns, ask_about_header, ask_about_text, ask_about_values
from .record import CsvReading
from .roles import columns_left_out, features_of, group_reasons, label_of, one_spelling, rows_left_out, targets_of
from .table import CsvColumn, CsvTable, columns, table
from .text import NotATable, sheet

__all__ = ["CsvReading", "NotATable", "Options", "read_csv"]

PREVIEW = 5  # rows


def read_csv(source, label=None, delimiter=None, decimal=None, encoding=None, header=None, leave_out=(), zero_one=(),
             same_class=False, name: str = "", targets=()) -> CsvReading:
    """Look at a CSV file: what is in it, and how it was understood. Nothing is changed, and nothing is trained.

    source : the file's name, or its bytes. name : what to call bytes.
    label : the column that holds the class, by name or counted from 0.
    delimiter, decimal, encoding : "," ";" or another character; "." or ","; "utf-8", "cp1252" or another encoding.
    header : True if the first row holds the names of the columns, False if it is an example.
    leave_out : names of columns that are no features. zero_one : names of columns of words to be columns of 0 and 1, one for each word.
    same_class : "Yes" and "yes " are one class.
    targets : the columns of numbers to be predicted, by name or counted from 0, instead of a label: targets=["price"].
    Whatever is None is found out, and `print` of the result says how.

    Raises FileNotFoundError; TypeError or ValueError for an argument that is none; NotATable (a ValueError) for a spreadsheet, a PDF, a
    picture. A file that cannot be used as it was read gives a reading whose `problem` says why.
    """
    checked_text(name, "name", "data.csv")
    options = Options(label, delimiter, decimal, encoding, header, leave_out, zero_one, same_class, targets)
    if isinstance(source, bytes):
        return read_bytes(source, name or "data.csv", options)
    with open(checked_path(source, "source"), "rb") as file:
        return read_bytes(file.read(), os.path.basename(source), options)


def read_bytes(content: bytes, file: str, options: Options) -> CsvReading:
    """As `read_csv`, for bytes."""
    reading = CsvReading(file, options, options.encoding or "utf-8", options.delimiter or ",", options.decimal or ".")
    try:
        found = sheet(content, options.delimiter, options.encoding)
        reading = replace(reading, encoding=found.encoding, delimiter=found.delimiter,
                          preview=tuple((row, tuple(cells)) for row, cells in found.rows[:PREVIEW]))
        laid_out = table(found, options.header)
        reading = replace(reading, header=laid_out.header is not None, names=laid_out.names, preview=laid_out.rows[:PREVIEW])
        if not laid_out.rows:
            raise ValueError("the file has names of columns but no examples: it needs at least two rows below them")
        return _understand(reading, laid_out, found.others)
    except NotATable as error:
        raise NotATable(str(error).replace("the file", repr(file), 1)) from None
    except ValueError as error:
        return replace(reading, problem=str(error))


def _understand(reading: CsvReading, found: CsvTable, others: tuple[str, ...]) -> CsvReading:
    made, decimal, against, unclear = columns(found, reading.options.decimal, reading.delimiter, reading.options.label)
    return understand(replace(reading, decimal=decimal), found, made, (others, against, unclear))


def understand(reading: CsvReading, found: CsvTable, made: list[CsvColumn],
               unsure: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] = ((), (), ())) -> CsvReading:
    """What the columns of a table are good for: the label, the features, the examples, and what there is to ask.

    unsure : other delimiters, and the cells that speak against the decimal sign or leave it open.
    """
    reading = replace(reading, label=made[-1].name)
    if len(made) < 2:
        return replace(reading, problem=f"the file has only the column {made[0].name!r}: it needs at least one column of numbers beside "
                                        "the label. Are the columns separated by another sign?")
    targets = targets_of(reading.options.targets, made)
    label, moved = (None, ()) if targets else label_of(reading.options.label, made, found.unnamed)
    rest = [each for each in made if each is not label and each not in targets]
    dropped = columns_left_out(rest, found, reading.options)
    used = [each for column in rest if column.name not in dict(dropped) for each in features_of(column, reading.options.zero_one)]
    why = rows_left_out(found, [*used, *targets], label)
    kept = [i for i in range(len(found.rows)) if i not in why]
    x, z = _numbers(used, kept), _classes(label, kept, reading.options.same_class) if label else _numbers(targets, kept)
    rows = tuple(sorted([*found.above, *found.beside, *((found.rows[i][0], words) for i, words in why.items())]))
    reading = replace(reading, label=label.name if label else "", targets=tuple(each.name for each in targets),
                      features=tuple(each.name for each in used), columns_left_out=tuple(dropped), x=x, z=z,
                      classes=sizes_of(z) if label else (), left_out=rows, preview=_preview(found, made, [*used, *targets]))  # type: ignore[arg-type]
    asked = (*ask_about_text(reading, *unsure), *ask_about_header(reading, found), *moved,
             *ask_about_columns(reading, used, rest), *ask_about_values(reading, label))
    return replace(reading, questions=asked, problem=_problem(reading, used, label))


def _numbers(columns: list[CsvColumn], kept: list[int]) -> np.ndarray:
    """(rows kept, columns) float64, locked."""
    numbers = np.array([[each.values[i] for each in columns] for i in kept], dtype=np.float64).reshape(len(kept), len(columns))
    numbers.flags.writeable = False
    return numbers


def _classes(label: CsvColumn, kept: list[int], same_class: bool) -> tuple[str, ...]:
    """The class of each row kept."""
    same = one_spelling([label.cells[i] for i in kept]) if same_class else {}
    return tuple(same.get(label.cells[i], label.cells[i]) for i in kept)


def _preview(found: CsvTable, made: list[CsvColumn], used: list[CsvColumn]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The first rows: numbers of features as they were understood, everything else as it is in the file."""
    numbers = {each.name: each.values for each in used}

    def show(i: int, name: str, cell: str) -> str:
        value = numbers[name][i] if name in numbers else None
        return cell if value is None else f"{value:.15g}"
    return tuple((row, tuple(show(i, each.name, cell) for each, cell in zip(made, cells)))
                 for i, (row, cells) in enumerate(found.rows[:PREVIEW]))


def _problem(reading: CsvReading, used: list[CsvColumn], label: CsvColumn | None) -> str:
    """Why no network can be trained on what was read, or ""."""
    if not used:
        left = "; ".join(f"{name!r}: {why}" for name, why in reading.columns_left_out[:3])
        beside = f"the label {label.name!r}" if label else f"the targets {', '.join(map(repr, reading.targets))}"
        return f"there is no column of numbers beside {beside} ({left})"
    if not len(reading.z):
        which, why = group_reasons(reading.left_out)[0] if reading.left_out else ("", "the table has no rows")
        return f"no row is left: {which} {why}".replace("  ", " ")
    if label and len(reading.classes) < 2:
        lost = " in the rows that are left" if len(set(map(str.casefold, label.present))) > 1 else ""
        return (f"the label column {label.name!r} holds only one class{lost}, {reading.z[0]!r}, and at least two are needed. Are the "
                "classes in another column?")
    return ""
