"""Rows of cells as a table: where it begins, what its columns are called, and what each of them holds."""
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .cells import (
    TOTALS,
    TRUTH,
    bare,
    commonest_unit,
    decimal_sign,
    is_date,
    is_missing,
    number,
    number_with,
    plain_number,
)
from .text import Sheet, sign_words

MOST = 0.8  # of the cells of a column: then that is what the column holds, and the others are slips
SOME = 0.2  # of the cells are numbers: then a column of words is a mixed one
_DECIDING = 20_000  # cells that decide about the decimal sign


@dataclass(frozen=True, eq=False)
class CsvColumn:
    """One column of a table.

    name : of a feature that was made of a column's words, "sex = male"; column : what the file calls it then.
    cells : the text of each row. kind : "numbers", "truth", "dates", "mixed", "words" or "empty".
    unit : what stands around the numbers, "%" or "€" or "". values : of each row the number, or None.
    """

    name: str
    cells: tuple[str, ...]
    kind: str
    unit: str
    values: tuple[float | None, ...]
    column: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in ("numbers", "truth")

    @cached_property
    def present(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell, value in zip(self.cells, self.values) if value is not None or not is_missing(cell))

    def wrong(self, i: int) -> str:
        """Why row i cannot be an example, as far as this column goes; "" where it can."""
        value, cell, name = self.values[i], self.cells[i], self.column or self.name
        if value is not None:
            return "" if math.isfinite(value) else f"{name!r} is {_short(cell)}, not finite"
        if is_missing(cell):
            return f"{name!r} is missing" + (f" ({cell!r})" if cell else "")
        return f"{name!r} is {_short(cell)}, not a number" + (f" with {self.unit}" if self.unit else "")


def zeros_and_ones(column: CsvColumn) -> list[CsvColumn]:
    """A column of words as columns of 0 and 1, one for each word; of two words, one column says it."""
    words = sorted(set(column.present))
    return [CsvColumn(f"{column.name} = {word}", column.cells, "numbers", "",
                   tuple(None if is_missing(cell) else float(cell == word) for cell in column.cells), column.name)
            for word in (words[1:] if len(words) == 2 else words)]


@dataclass(frozen=True, eq=False)
class CsvTable:
    """The examples of a file.

    header : the row of the names, or None. above, beside : rows that are no examples, (row number, why).
    rows : (row number, cells), as many cells as there are columns. renamed : names that the file does not have so.
    guessed : nobody said whether the first row holds names. unnamed : columns that have no name in a file with names.
    """

    names: tuple[str, ...]
    header: int | None
    guessed: bool
    renamed: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    above: tuple[tuple[int, str], ...] = ()
    beside: tuple[tuple[int, str], ...] = ()
    unnamed: tuple[str, ...] = ()


def table(sheet: Sheet, header: bool | None = None) -> CsvTable:
    """Find the names and the rows; ValueError, with what to do, where the rows do not fit each other.

    header : the first row holds names, or an example; None finds out.
    """
    if not sheet.rows:
        raise ValueError("the file is empty: it needs the names of the columns, and at least two rows of examples")
    lengths = Counter(len(cells) for _, cells in sheet.rows[-1000:])
    width = min(max(lengths, key=lambda each: (lengths[each], each)), max(len(_trim(cells)) for _, cells in sheet.rows))
    start = _start(sheet, width)
    above = tuple((row, "a line above the table") for row, _ in sheet.rows[:start])
    body = list(sheet.rows[start:])
    named = _has_names([cells for _, cells in body]) if header is None else header
    above_it = sheet.rows[start - 1][1] if start and header is not False else []
    if len(_trim(above_it)) > 1 and len(above_it) < width and not above_it[0].startswith("#") and _any_number(body[0][1]):
        _refuse_comma(sheet, above_it, width)  # R gives no name to the names of the rows
        names, above, number_of_names, named = ["", *above_it], above[:-1], sheet.rows[start - 1][0], True
    elif named:
        (number_of_names, names), *body = body
    else:
        names, number_of_names = [], None
    return _lay_out(names, number_of_names, header is None, body, above, width, sheet)


def _lay_out(names, header, guessed, body, above, width, sheet: Sheet) -> CsvTable:
    """The table with as many columns as have a name or a cell, and the rows that do not fit it put beside."""
    full = [(row, cells) for row, cells in body if len(_trim(cells)) <= max(width, len(_trim(names)))]
    used = max([len(_trim(names)), *(len(_trim(cells)) for _, cells in full)], default=0)
    long = [(row, f"has {_cells(len(_trim(cells)))} instead of {used}") for row, cells in body if len(_trim(cells)) > used]
    short = [(row, f"has {_cells(len(cells))} instead of {used}") for row, cells in full if len(cells) < min(width, used)]
    if header is not None and len(_trim(names)) < used and any(len(_trim(cells)) > len(names) for _, cells in full):
        _refuse_comma(sheet, names, used)
    beside = dict(long) | dict(short) | dict.fromkeys(_below(body) if used > 1 else (), "a line below the table")
    rows = tuple((row, tuple([*cells, *[""] * used][:used])) for row, cells in body if row not in beside)
    if not rows and beside:
        raise ValueError(f"no row has as many cells as there are names ({used}): choose another sign between the columns")
    known, renamed = different_names([*names, *[""] * used][:used], header is not None)
    kept = [j for j in range(used) if names[j:j + 1] not in ([], [""]) or any(cells[j] for _, cells in rows)]
    rows = tuple((row, tuple(cells[j] for j in kept)) for row, cells in rows)
    unnamed = tuple(known[j] for j in kept if header is not None and names[j:j + 1] in ([], [""]))
    return CsvTable(tuple(known[j] for j in kept), header, guessed, tuple(renamed), rows, above, tuple(sorted(beside.items())), unnamed)


def _below(body: Sequence[tuple[int, list[str]]]) -> list[int]:
    """The rows at the end that hold a remark: words in the first cell, and nothing else."""
    found = []
    for row, cells in reversed(body):
        if len(_trim(cells)) > 1 or not cells[0] or _is_number(cells[0]):
            break
        found.append(row)
    return found


def columns(found: CsvTable, decimal: str | None, delimiter: str, label: str | int | None = None
            ) -> tuple[list[CsvColumn], str, tuple[str, ...], tuple[str, ...]]:
    """What each column holds, the decimal sign, and the cells that speak against it or leave it open."""
    last = len(found.rows) - ends_with_totals(found)
    first = int(begins_with_units(found))
    examined = slice(first, last) if last > first else slice(None)
    against: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    if decimal is None:
        decimal, against, unclear = _decimal_sign(found, found.rows[examined], delimiter, label)
    made = [column_of(name, tuple(cells[j] for _, cells in found.rows), examined, decimal)
            for j, name in enumerate(found.names)]
    return made, decimal, against, unclear


def _decimal_sign(found: CsvTable, rows, delimiter: str, label: str | int | None) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What the cells say; those of the label, which are names, only where the others say nothing."""
    sample = rows[:max(1, _DECIDING // max(1, len(found.names)))]
    names = [j for j, name in enumerate(found.names) if label in (name, j)] or [len(found.names) - 1]
    cells = [cell for _, cells in sample for j, cell in enumerate(cells) if j not in names]
    if not any(_is_number(cell) and ("." in cell or "," in cell) for cell in cells):
        cells = [cell for _, cells in sample for cell in cells]
    return decimal_sign(cells, delimiter)


def begins_with_units(found: CsvTable) -> bool:
    """The first row below the names holds units: no number, above columns of numbers."""
    if found.header is None or len(found.rows) < 3:
        return False
    first, rest = found.rows[0][1], [cells for _, cells in found.rows[1:]]
    if any(map(_is_number, first)):
        return False
    below = [[cells[j] for cells in rest[:1000] if not is_missing(cells[j])] for j in range(len(first))]
    return any(cell and not is_missing(cell) and cells and all(map(_is_number, cells)) for cell, cells in zip(first, below))


def ends_with_totals(found: CsvTable, label: str = "") -> bool:
    """The last row sums up the others: a cell says so, in a column (not the label) that says so nowhere else."""
    if len(found.rows) < 3:
        return False
    last = found.rows[-1][1]
    return any(cell.casefold().strip(" :.") in TOTALS and sum(cells[j] == cell for _, cells in found.rows) == 1
               for j, cell in enumerate(last) if found.names[j] != label)


def column_of(name: str, cells: tuple[str, ...], examined: slice, decimal: str) -> CsvColumn:
    values = tuple(plain_number(cell, decimal) for cell in cells)
    present = [(cell, value) for cell, value in zip(cells[examined], values[examined]) if value is not None or not is_missing(cell)]
    plain = sum(value is not None for _, value in present)
    if present and plain >= MOST * len(present):
        return CsvColumn(name, cells, "numbers", "", values)
    words = [cell for cell, _ in present]
    if not words:
        return CsvColumn(name, cells, "empty", "", values)
    if all(cell.casefold() in TRUTH for cell in words):
        return CsvColumn(name, cells, "truth", "", tuple(TRUTH.get(cell.casefold()) for cell in cells))
    unit = commonest_unit(words)
    united = tuple(number_with(unit, cell, decimal) for cell in cells)
    share = sum(number_with(unit, cell, decimal) is not None for cell in words) / len(words)
    if share >= MOST:
        return CsvColumn(name, cells, "numbers", unit, united)
    return CsvColumn(name, cells, _kind(words, share), "", values)


def _kind(words: list[str], share: float) -> str:
    if sum(map(is_date, words)) >= MOST * len(words):
        return "dates"
    return "mixed" if share > SOME else "words"


def _start(sheet: Sheet, width: int) -> int:
    """How many rows stand above the table: comments, a title, lines with fewer cells."""
    rows = [cells for _, cells in sheet.rows]
    for i, cells in enumerate(rows):
        comment = cells[0].startswith(("#", "//")) and (len(cells) != width or _names_below(rows[i + 1:i + 3], width))
        title = width > 1 and cells[0] and len(_trim(cells)) == 1 and (len(cells) < width or width > 2)
        if not (comment or title or len(cells) < width):
            return i
    return 0


def _names_below(rows: list[list[str]], width: int) -> bool:
    """A row of names stands there, and numbers below it."""
    return len(rows) > 1 and len(rows[0]) == width and not _any_number(rows[0]) and _any_number(rows[1])


def _has_names(rows: Sequence[list[str]]) -> bool:
    """The first row holds no number as the rows below do, or it holds words above a column of numbers."""
    first, rest = rows[0], rows[1:201]
    below = [[cells[j] for cells in rest if j < len(cells) and not is_missing(cells[j])] for j in range(len(first))]
    numbers = [cells and sum(map(_is_number, cells)) >= MOST * len(cells) for cells in below]
    alike = [_is_number(cell) and bare(cell)[1] == (commonest_unit(cells) if cells else "") for cell, cells in zip(first, below)]
    return not any(alike) or any(cell and not is_missing(cell) and not _is_number(cell) and column for cell, column in zip(first, numbers))


def _refuse_comma(sheet: Sheet, names: list[str], width: int) -> None:
    if sheet.delimiter != "," and len(names) == width - 1:
        return
    raise ValueError(f"the first row names {len(_trim(names))} columns, but the rows below have {width} cells. Is the "
                     f"{sign_words(sheet.delimiter)} inside the numbers too? Then save the table with another sign between the columns, "
                     "such as a semicolon")


def different_names(names: list[str], given: bool) -> tuple[list[str], list[str]]:
    """Different names: the place of a column that has none, a number behind one that comes again; and which were changed."""
    made: list[str] = []
    renamed = []
    for j, name in enumerate(names, start=1):
        wanted, k = name or f"column {j}", 2
        while wanted in made:
            wanted, k = f"{name or f'column {j}'} ({k})", k + 1
        made.append(wanted)
        if given and name and wanted != name:
            renamed.append(wanted)
    return made, renamed


def _trim(cells: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _any_number(cells: Sequence[str]) -> bool:
    return any(map(_is_number, cells))


def _is_number(cell: str) -> bool:
    if is_missing(cell):
        return False
    text = bare(cell)[0]
    return number(text, ".") is not None or number(text, ",") is not None


def _cells(n: int) -> str:
    return f"{n} cell" if n == 1 else f"{n} cells"


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 24 else cell[:24] + "…")
