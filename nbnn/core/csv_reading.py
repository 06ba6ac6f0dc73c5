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
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

import numpy as np

from .csv_cells import NO_LABEL, bare, is_error, is_finite, is_missing, number
from .csv_table import Column, Table, begins_with_units, columns, ends_with_totals, table
from .csv_text import ENCODINGS, NotATable, checked_encoding, checked_sign, sheet, sign_words
from .data_questions import (
    Question,
    ask_about_classes,
    ask_about_constants,
    ask_about_features,
    ask_about_scales,
    looks_like_row_number,
    sizes_of,
    spellings,
)

__all__ = ["CsvReading", "NotATable", "read_csv"]

PREVIEW = 5
DECIMALS = {".": "point", ",": "comma"}
_LIKELY_LABELS = ("class", "label", "target", "species", "category", "type", "group", "kind", "outcome", "diagnosis", "klasse",
                  "classe", "clase", "art", "sorte")


@dataclass(frozen=True)
class Options:
    """What the reader of a file has chosen; None where it is to be found out.

    label : the column that holds the class, by name or counted from 0. leave_out : names of columns that are no features.
    same_class : classes that differ in upper and lower case or in blanks only are one.
    """

    label: str | int | None = None
    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    header: bool | None = None
    leave_out: tuple[str, ...] = ()
    same_class: bool = False

    def __post_init__(self):
        if self.delimiter is not None:
            checked_sign(self.delimiter)
        if self.encoding is not None:
            object.__setattr__(self, "encoding", checked_encoding(self.encoding))
        if self.decimal not in (None, ".", ","):
            raise ValueError(f"decimal is {self.decimal!r}; it must be \".\" or \",\"")
        for name in ("header", "same_class"):
            if getattr(self, name) not in (None, True, False):
                raise TypeError(f"{name} is {getattr(self, name)!r}; it must be True or False")
        if isinstance(self.label, bool) or not isinstance(self.label, (str, int, np.integer, type(None))):
            raise TypeError(f"label is {self.label!r}; it must be the name of a column, or its whole number, counted from 0")
        names = (self.leave_out,) if isinstance(self.leave_out, str) else tuple(self.leave_out)
        object.__setattr__(self, "leave_out", names)


@dataclass(frozen=True, eq=False)
class CsvReading:
    """A file as it was read; `print(reading)` tells all of it.

    file, encoding, delimiter, decimal : its name, and how its text was understood. header : its first row holds names.
    names : all columns. label : the column of the classes. features : the columns of x. columns_left_out : (name, why).
    classes : (name, how many examples). left_out : (row number from 1 as in the file, why).
    preview : the first rows, (row number, cells). questions : what to decide before it is used. problem : why it cannot be used, or "".
    x : (N, d) float64. z : N class names.
    """

    file: str
    options: Options
    encoding: str = ""
    delimiter: str = ""
    decimal: str = "."
    header: bool = True
    names: tuple[str, ...] = ()
    label: str = ""
    features: tuple[str, ...] = ()
    columns_left_out: tuple[tuple[str, str], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    preview: tuple[tuple[int, tuple[str, ...]], ...] = ()
    questions: tuple[Question, ...] = ()
    problem: str = ""
    x: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    z: tuple[str, ...] = ()

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Those with two readings that are equally plausible."""
        return tuple(each for each in self.questions if each.is_open)

    @property
    def keywords(self) -> dict[str, object]:
        """What to write in `Dataset.from_csv` to read the file in this way, where it is not the plain way."""
        plain = {"delimiter": ",", "decimal": ".", "encoding": "utf-8", "header": True}
        last = self.names[-1] if self.names else ""
        told: dict[str, object] = {"label": self.label} if self.label and (self.label != last or self.options.label is not None) else {}
        told |= {name: getattr(self, name) for name, usual in plain.items()
                 if getattr(self, name) != usual or getattr(self.options, name) is not None}
        told |= {name: value for each in self.open_questions for name, value in each.taken.items() if name != "leave_out"}
        mixed = (name for each in self.open_questions for name in each.taken.get("leave_out", ()))  # type: ignore[attr-defined]
        left = (*self.options.leave_out, *mixed)
        return told | ({"leave_out": left} if left else {}) | ({"same_class": True} if self.options.same_class else {})

    @property
    def warning(self) -> str:
        """What was left out, and what to ask, for somebody who reads the file without looking; "" where there is nothing to say."""
        left = [f"{name!r} is no feature: {why}." for name, why in self.columns_left_out if name not in self.options.leave_out]
        left += [f"Left out: {which}, {why}." for which, why in grouped(self.left_out)]
        told = [*left, *map(str, self.questions)]
        return "\n  ".join([f"{self.file!r} was read, but look at this:", *told]) if told else ""

    def lines(self) -> tuple[tuple[str, str], ...]:
        """What was understood, as (what, how)."""
        sizes = ", ".join(f"{name} ({size})" for name, size in self.classes[:10])
        more = f", … ({len(self.classes)} classes in all)" if len(self.classes) > 10 else ""
        return (
            ("columns separated by", sign_words(self.delimiter) if self.delimiter else ""),
            ("decimal sign", DECIMALS[self.decimal]),
            ("encoding", ENCODINGS.get(self.encoding, self.encoding)),
            ("first row", "names of the columns" if self.header else "an example"),
            ("features", listed(self.features)),
            ("label", self.label), ("classes", sizes + more), ("examples", str(len(self.z))),
            *(("column left out", f"{name}: {why}") for name, why in self.columns_left_out),
            *((f"left out, {which}", why) for which, why in grouped(self.left_out)),
        )

    def __str__(self) -> str:
        lines = [(what, how) for what, how in self.lines() if how]
        width = max(len(what) for what, _ in lines)
        told = [f"{self.file}, as it was read:", *(f"  {what:<{width}}  {how}" for what, how in lines)]
        told += [f"  ? {question}" for question in self.questions]
        return "\n".join([*told, f"  It cannot be used: {self.problem}"] if self.problem else told)

    __repr__ = __str__


def grouped(left_out: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    """Rows with the same reason together: ("rows 3, 5", why)."""
    rows: dict[str, list[int]] = {}
    for row, why in left_out:
        rows.setdefault(why, []).append(row)
    return [(f"row {found[0]}" if len(found) == 1 else f"rows {listed(list(map(str, found)))}", why) for why, found in rows.items()]


def listed(words: Sequence[str], most: int = 8) -> str:
    """Words with commas between them, the first ones if they are many."""
    return ", ".join(words[:most]) + (f", … ({len(words)} in all)" if len(words) > most else "")


def read_csv(source, label=None, delimiter=None, decimal=None, encoding=None, header=None, leave_out=(), same_class=False,
             name: str = "") -> CsvReading:
    """Look at a CSV file: what is in it, and how it was understood. Nothing is changed, and nothing is trained.

    source : the file's name, or its bytes. name : what to call bytes.
    label : the column that holds the class, by name or counted from 0.
    delimiter, decimal, encoding : "," ";" or another character; "." or ","; "utf-8", "cp1252" or another encoding.
    header : True if the first row holds the names of the columns, False if it is an example.
    leave_out : names of columns that are no features. same_class : "Yes" and "yes " are one class.
    Whatever is None is found out, and `print` of the result says how.

    Raises FileNotFoundError; TypeError or ValueError for an argument that is none; NotATable (a ValueError) for a spreadsheet, a PDF, a
    picture. A file that cannot be used as it was read gives a reading whose `problem` says why.
    """
    options = Options(label, delimiter, decimal, encoding, header, leave_out, same_class)
    if isinstance(source, bytes):
        return read_bytes(source, name or "data.csv", options)
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(f"path is {source!r}; give the file's name as text, like \"flowers.csv\"")
    with open(source, "rb") as file:
        return read_bytes(file.read(), os.path.basename(source), options)


def read_bytes(content: bytes, file: str, options: Options) -> CsvReading:
    """As `read_csv`, for bytes."""
    reading = CsvReading(file, options, options.encoding or "utf-8", options.delimiter or ",", options.decimal or ".")
    try:
        found = sheet(content, options.delimiter, options.encoding)
        reading = replace(reading, encoding=found.encoding, delimiter=found.delimiter,
                          preview=tuple((row, tuple(cells)) for row, cells in found.rows[:PREVIEW]))
        laid_out = table(found, options.header)
        reading = replace(reading, header=laid_out.header is not None, names=laid_out.names, preview=_preview(laid_out))
        if not laid_out.rows:
            raise ValueError("the file has names of columns but no examples: it needs at least two rows below them")
        return _understood(reading, laid_out, found.others)
    except NotATable as error:
        raise NotATable(f"{file!r}: {error}") from None
    except ValueError as error:
        return replace(reading, problem=str(error))


def _preview(found: Table) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple(found.rows[:PREVIEW])


def _understood(reading: CsvReading, found: Table, others: tuple[str, ...]) -> CsvReading:
    made, decimal, against, unclear = columns(found, reading.options.decimal, reading.delimiter)
    reading = replace(reading, decimal=decimal, label=made[-1].name)
    if len(made) < 2:
        return replace(reading, problem=f"the file has only the column {made[0].name!r}: it needs at least one column of numbers beside "
                                        "the label. Are the columns separated by another sign?")
    label, moved = _label(reading.options.label, made)
    rest = [each for each in made if each is not label]
    dropped = _columns_left_out(rest, found, reading.options.leave_out, reading.names)
    used = [each for each in rest if each.name not in dict(dropped)]
    why = _rows_left_out(found, used, label)
    kept = [i for i in range(len(found.rows)) if i not in why]
    same = _one_spelling([label.cells[i] for i in kept]) if reading.options.same_class else {}
    z = tuple(same.get(label.cells[i], label.cells[i]) for i in kept)
    x = np.array([[each.values[i] for each in used] for i in kept], dtype=np.float64).reshape(len(kept), len(used))
    x.flags.writeable = False
    rows = tuple(sorted([*found.above, *found.beside, *((found.rows[i][0], words) for i, words in why.items())]))
    reading = replace(reading, label=label.name, features=tuple(each.name for each in used), columns_left_out=tuple(dropped),
                      x=x, z=z, classes=sizes_of(z), left_out=rows)
    asked = (*_ask_about_text(reading, others, against, unclear), *_ask_about_header(reading, found), *moved,
             *_ask_about_columns(reading, used, rest), *_ask_about_values(reading, label))
    return replace(reading, questions=asked, problem=_problem(reading, used, label))


# ---- the label, and what is left out ----

def _label(chosen: str | int | None, made: list[Column]) -> tuple[Column, tuple[Question, ...]]:
    """The column of the classes, and a question where another one looks like it.

    It is the last one. Where that cannot be, because another column holds words and it does not look like classes, it is the
    column of words that does.
    """
    if chosen is not None:
        return made[_place(chosen, [each.name for each in made])], ()
    last = made[-1]
    words = [each for each in made[:-1] if each.kind == "words" and _repeats(each)]
    named = [each for each in words if each.name.casefold() in _LIKELY_LABELS]
    better = named if len(named) == 1 else words if len(words) == 1 else []
    if better and not _repeats(last):
        return better[0], (Question(f"The last column, {last.name!r}, does not look like classes, and {better[0].name!r} does: it was "
                                    "taken as the label. Is that right?", f"Take {last.name!r}", {"label": last.name}),)
    likely = [each for each in made[:-1] if each.name.casefold() in _LIKELY_LABELS and _repeats(each)]
    if len(likely) == 1 and last.name.casefold() not in _LIKELY_LABELS:
        return last, (Question(f"The last column, {last.name!r}, was taken as the label. Is it {likely[0].name!r}?",
                               f"Take {likely[0].name!r}", {"label": likely[0].name}),)
    return last, ()


def _place(label: str | int, names: list[str]) -> int:
    if not isinstance(label, str):
        if not 0 <= label < len(names):
            raise ValueError(f"label is column {label}, but the {len(names)} columns count from 0 to {len(names) - 1}")
        return label
    return _position(label, names, " for the label")


def _position(name: str, names: Sequence[str], what: str = "") -> int:
    if name not in names:
        folded = {each.casefold().replace("_", " "): each for each in names}
        close = get_close_matches(name.casefold().replace("_", " "), folded, n=1)
        near = f"did you mean {folded[close[0]]!r}? " if close else ""
        raise ValueError(f"there is no column {name!r}{what}; {near}the columns are {listed(names, 10)}")
    return names.index(name)


def _repeats(column: Column) -> bool:
    """Its cells look like classes: each comes again, on the average."""
    different = len(set(column.present))
    return 2 <= different <= len(column.present) / 2 and column.kind != "dates"


def _columns_left_out(rest: list[Column], found: Table, chosen: tuple[str, ...], names: tuple[str, ...]) -> list[tuple[str, str]]:
    for name in chosen:
        _position(name, names)
    left = []
    for each in rest:
        if each.name in chosen:
            left.append((each.name, "as you chose"))
        elif found.row_names and each.name == names[0] and _counts_rows(each):
            left.append((each.name, "it has no name and numbers the rows"))
        elif not each.numeric:
            left.append((each.name, _WHY[each.kind].format(len(set(each.present)))))
    return left


_WHY = {"empty": "it is empty", "dates": "it holds dates, and a network takes numbers",
        "words": "it holds words ({} different ones), and a network takes numbers",
        "mixed": "it holds numbers and words, and a network takes numbers"}


def _counts_rows(column: Column) -> bool:
    if not column.numeric:
        return len(set(column.cells)) == len(column.cells)
    values = [value for value in column.values if is_finite(value)]
    if len(values) < len(column.cells):
        return False
    return values in ([*range(len(values))], [*range(1, len(values) + 1)]) or looks_like_row_number("id", np.array(values))


def _rows_left_out(found: Table, used: list[Column], label: Column) -> dict[int, str]:
    """Why a row of the table is no example, for those that are none."""
    last = len(found.rows) - 1
    units = begins_with_units(found)
    why = {last: "looks like a row of totals"} if ends_with_totals(found) else {}
    numbers = np.array([each.values for each in used], dtype=np.float64)  # None becomes NaN
    bad = set(np.flatnonzero(~np.isfinite(numbers).all(axis=0)).tolist()) if used else set()
    for i in range(len(found.rows)):
        wrong = next(filter(None, (each.wrong(i) for each in used)), "") if i in bad else ""
        if not wrong and _no_label(label.cells[i]):
            wrong = f"{label.name!r} is missing" + (f" ({label.cells[i]!r})" if label.cells[i] else "") + ": there is no class"
        if wrong and i not in why:
            why[i] = "looks like the units of the columns" if i == 0 and units else wrong
    return why


def _no_label(cell: str) -> bool:
    return cell.casefold() in NO_LABEL or is_error(cell)


def _one_spelling(labels: Sequence[str]) -> dict[str, str]:
    """Each spelling of a class -> its commonest one, of equals the first."""
    sizes = Counter(labels)
    return {name: max(group, key=lambda each: sizes[each]) for group in spellings(sizes).values() for name in group}


def _problem(reading: CsvReading, used: list[Column], label: Column) -> str:
    """Why no network can be trained on what was read, or ""."""
    if not used:
        left = "; ".join(f"{name!r}: {why}" for name, why in reading.columns_left_out[:3])
        return f"there is no column of numbers beside the label {label.name!r} ({left})"
    if not reading.z:
        which, why = grouped(reading.left_out)[0] if reading.left_out else ("", "the table has no rows")
        return f"no row is left: {which} {why}".replace("  ", " ")
    if len(reading.classes) < 2:
        lost = " in the rows that are left" if len(set(map(str.casefold, label.present))) > 1 else ""
        return (f"the label column {label.name!r} holds only one class{lost}, {reading.z[0]!r}, and at least two are needed. Are the "
                "classes in another column?")
    return ""


# ---- what to ask ----

def _ask_about_text(reading: CsvReading, others, against, unclear):
    """Two readings of the file's text."""
    for sign in others:
        yield Question(f"The {sign_words(reading.delimiter)} separates the columns. Is it the {sign_words(sign)}?",
                       f"Separate by {sign_words(sign)}", {"delimiter": sign}, {"delimiter": reading.delimiter})
    other = "," if reading.decimal == "." else "."
    change = (f"Take the {DECIMALS[other]}", {"decimal": other})
    if unclear:
        yield Question(f"{unclear[0]!r} was read as {_value(unclear[0], reading.decimal)}: the {DECIMALS[reading.decimal]} is the decimal "
                       f"sign. Or does it mean {_value(unclear[0], other)}?", *change,
                       {"decimal": reading.decimal} if "," in unclear[0] else {})
    if against:
        yield Question(f"The decimal sign is the {DECIMALS[reading.decimal]} in most numbers, but not in {against[0]!r}. Is it the "
                       f"{DECIMALS[other]}?", *change, {"decimal": reading.decimal})
    if reading.encoding == "cp1252" and reading.options.encoding is None:
        words = sorted({each for each in (*reading.names, *(name for name, _ in reading.classes)) if not each.isascii()})
        if words:
            yield Question(f"The file is not UTF-8, so it was read as Windows-1252. Are these words right: {listed(words, 4)}? If not, "
                           "choose another encoding.")


def _ask_about_header(reading: CsvReading, found: Table):
    if found.renamed:
        names = listed([repr(name) for name in found.renamed])
        yield Question(f"Two columns have the same name in the file; the second is called {names} here. Is one of them a copy?")
    if found.guessed and found.header is None:
        yield Question("The first row holds numbers, so it was read as an example, and the columns have no names. Does it hold their "
                       "names?", "The first row holds names", {"header": True})


def _ask_about_columns(reading: CsvReading, used: list[Column], rest: list[Column]):
    for each in rest:
        if each.kind == "mixed" and each.name not in reading.options.leave_out:
            words = next(cell for cell, value in zip(each.cells, each.values) if value is None and not is_missing(cell))
            numbers = sum(value is not None for value in each.values)
            yield Question(f"The column {each.name!r} holds numbers in {numbers} of {len(each.cells)} rows, and words such as {words!r}: "
                           "it was left out. Correct its cells in the file if it should be a feature.", taken={"leave_out": (each.name,)})
    for each in used:
        gaps = len(each.cells) - len(each.present)
        if gaps > 1 and gaps >= len(each.cells) / 2:
            yield Question(f"The column {each.name!r} is missing in {gaps} of {len(each.cells)} rows, and these rows are left out. Leave "
                           "out the column instead?", f"Leave out {each.name!r}", {"leave_out": (each.name,)})
    units = [each for each in used if each.unit]
    if units:
        each = units[0]
        cell = next(cell for cell, value in zip(each.cells, each.values) if is_finite(value))
        value = next(filter(is_finite, each.values))
        yield Question(f"{_columns([each.name for each in units])} with a unit or a currency, and only the number was read: {cell!r} is "
                       f"{value:.15g}.")
    truth = [each.name for each in used if each.kind == "truth"]
    if truth:
        yield Question(f"{_columns(truth)} as TRUE and FALSE, which were read as 1 and 0.")


def _ask_about_values(reading: CsvReading, label: Column):
    odd = [name for name, _ in reading.classes if is_missing(name)]
    if odd:
        yield Question(f"The class {odd[0]!r} looks like a missing value. If it is, take these rows out of the file.")
    if label.kind == "dates":
        yield Question(f"The label column {label.name!r} holds dates. Is the label in another column?")
    elif reading.z:
        yield from ask_about_classes(reading.classes, label.name)
    if len(reading.z):
        yield from ask_about_features(reading.x, reading.features, reading.z)
        yield from ask_about_constants(reading.x, reading.features)
        yield from ask_about_scales(reading.x, reading.features)


def _columns(names: list[str]) -> str:
    return f"The column {names[0]!r} is written" if len(names) == 1 else f"The columns {listed([repr(name) for name in names])} are written"


def _value(cell: str, decimal: str) -> str:
    value = number(bare(cell)[0], decimal)
    return f"{value:.15g}" if value is not None else "no number"
