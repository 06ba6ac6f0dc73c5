"""What there is to ask about a file that was read, before it is used."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from .cells import DECIMALS, bare, is_finite, is_missing, number
from .data_questions import Question, ask_about_classes, ask_about_constants, ask_about_features, ask_about_scales
from .record import CsvReading
from .roles import list_words
from .table import CsvColumn, CsvTable
from .text import sign_words

FEW = 6  # words of a column that are offered as columns of 0 and 1


def ask_about_text(reading: CsvReading, others: Sequence[str], against: Sequence[str], unclear: Sequence[str]) -> Iterator[Question]:
    """Where the file's text can be read in two ways: other delimiters, and cells that speak against the decimal sign or leave it open."""
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
            yield Question(f"The file is not UTF-8, so it was read as Windows-1252. Are these words right: {list_words(words, 4)}? If not, "
                           "choose another encoding.")


def ask_about_header(reading: CsvReading, found: CsvTable) -> Iterator[Question]:
    """Names that come twice, and a first row without names."""
    if found.renamed:
        names = list_words([repr(name) for name in found.renamed])
        yield Question(f"Two columns have the same name in the file; the second is called {names} here. Is one of them a copy?")
    if found.guessed and found.header is None:
        yield Question("The first row holds numbers, so it was read as an example, and the columns have no names. Does it hold their "
                       "names?", "The first row holds names", {"header": True})


def ask_about_columns(reading: CsvReading, used: list[CsvColumn], rest: list[CsvColumn]) -> Iterator[Question]:
    """What the columns hold besides plain numbers: `rest` are all but the label, `used` those of them that are features."""
    for each in rest:
        if each.kind == "mixed" and each.name not in reading.options.leave_out:
            words = next(cell for cell, value in zip(each.cells, each.values) if value is None and not is_missing(cell))
            numbers = sum(value is not None for value in each.values)
            yield Question(f"The column {each.name!r} holds numbers in {numbers} of {len(each.cells)} rows, and words such as {words!r}: "
                           "it was left out. Correct its cells in the file if it should be a feature.", taken={"leave_out": (each.name,)})
    for each in rest:
        few = sorted(set(each.present))
        if each.name in reading.options.leave_out:
            continue
        if each.name in reading.options.zero_one:
            yield Question(f"The words of the column {each.name!r} became 0 and 1.", f"Leave out {each.name!r}",
                           {"leave_out": (each.name,)})
        elif each.kind == "words" and 2 <= len(few) <= min(FEW, len(each.present) / 2):
            yield Question(f"The column {each.name!r} holds words ({list_words(few)}), and a network takes numbers: it was left out. "
                           "Make 0 and 1 of its words?", f"Make 0 and 1 of {each.name!r}", {"zero_one": (each.name,)})
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


def ask_about_values(reading: CsvReading, label: CsvColumn | None) -> Iterator[Question]:
    """Classes that look like none, and what the numbers themselves give away."""
    odd = [name for name, _ in reading.classes if is_missing(name)]
    if odd:
        yield Question(f"The class {odd[0]!r} looks like a missing value. If it is, take these rows out of the file.")
    if label and label.kind == "dates":
        yield Question(f"The label column {label.name!r} holds dates. Is the label in another column?")
    elif label and len(reading.z):
        yield from ask_about_classes(reading.classes, label.name)
    if len(reading.z):
        yield from ask_about_features(reading.x, reading.features, list(reading.z) if label else ())
        yield from ask_about_constants(reading.x, reading.features)
        yield from ask_about_scales(reading.x, reading.features)


def _columns(names: list[str]) -> str:
    if len(names) == 1:
        return f"The column {names[0]!r} is written"
    return f"The columns {list_words([repr(name) for name in names])} are written"


def _value(cell: str, decimal: str) -> str:
    value = number(bare(cell)[0], decimal)
    return f"{value:.15g}" if value is not None else "no number"
