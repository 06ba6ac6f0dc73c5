"""The card of a CSV file that was read: how it was read, with a menu to change each choice, its first rows, and questions.

Each choice on the page reads the same bytes anew; nothing is used before the learner says so.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...core.tables.cells import DECIMALS
from ...core.tables.reading import CsvReading, Options
from ...core.tables.roles import group_reasons
from ...core.tables.text import ENCODINGS, SIGNS, sign_words

COLUMNS = 8  # of the first rows that are shown; of a wider file the first ones and the label
CLASSES = 12
HEADER = {True: "column names", False: "an example"}


def picture(reading: CsvReading) -> dict:
    """The card as JSON."""
    shown = _columns_shown(reading)
    names = reading.names or [f"cell {j + 1}" for j in shown]  # not divided into columns with names
    roles, left = _roles(reading), dict(reading.left_out)
    return {
        "file": reading.file, "says": sentence(reading), "problem": bool(reading.problem),
        "menus": [{"name": name, "label": label, "value": value, "options": options}
                  for name, label, value, options in _menus(reading)],
        "head": [{"name": names[j], "role": roles.get(names[j], "")} for j in shown],
        "rows": [{"row": row, "left": row in left, "cells": [cells[j] if j < len(cells) else "" for j in shown]}
                 for row, cells in reading.preview],
        "more": max(0, len(reading.names) - len(shown)),
        "classes": [[name, size] for name, size in reading.classes[:CLASSES]], "others": max(0, len(reading.classes) - CLASSES),
        "columns": [{"name": name, "why": why, "back": name in reading.options.leave_out} for name, why in reading.columns_left_out],
        "left": [{"rows": which, "why": why} for which, why in group_reasons(reading.left_out)],
        "questions": [{"words": each.words, "choice": each.choice} for each in reading.questions],
    }


def sentence(reading: CsvReading) -> str:
    """The numbers of examples, features and classes, and of what was left out."""
    if reading.problem:
        return f"{reading.file} cannot be used as it was read: {_with_stop(reading.problem)}"
    rows, columns = len(reading.left_out), len(reading.columns_left_out)
    left = [_count(rows, "row")] * (rows > 0) + [_count(columns, "column")] * (columns > 0)
    what = _count(len(reading.targets), "target") if reading.targets else f"{len(reading.classes)} classes"
    used = f"{_count(len(reading.z), 'example')}, {_count(len(reading.features), 'feature')}, {what}"
    return f"{used}." + (f" Left out: {' and '.join(left)}." if left else "")


def choose(reading: CsvReading, name: str, value: str) -> Options:
    """Return the options with an entry chosen from a menu; ValueError for what no menu holds."""
    if value not in (entry for menu, _, _, entries in _menus(reading) if menu == name for entry, _ in entries):
        raise ValueError(f"there is no {name} {value!r} to choose")
    if name == "targets":
        return replace(reading.options, targets=(value,) if value else ())
    made = replace(reading.options, **{name: value == "names" if name == "header" else value})  # type: ignore[arg-type]
    if name in ("label", "decimal"):
        return made
    return replace(made, label=None, leave_out=(), zero_one=(), targets=())  # the columns may be others now


def answer(reading: CsvReading, choice: str) -> Options:
    """Return the options after the button of a question is pressed; ValueError where no question has it."""
    question = next((each for each in reading.questions if each.choice == choice and choice), None)
    if question is None:
        raise ValueError(f"no question has the answer {choice!r}")
    change = dict(question.change)
    for name in change.keys() & {"leave_out", "zero_one"}:
        change[name] = tuple(dict.fromkeys((*getattr(reading.options, name), *change[name])))  # type: ignore[misc]
    label = {"label": None} if "targets" in change else {}
    return replace(reading.options, **change, **label)  # type: ignore[arg-type]


def bring_back(reading: CsvReading, column: str) -> Options:
    """Return the options with a column that the learner had left out."""
    return replace(reading.options, leave_out=tuple(name for name in reading.options.leave_out if name != column))


def _menus(reading: CsvReading) -> Iterator[tuple[str, str, str, list[list[str]]]]:
    """Yield the name of the option, the label, the chosen entry and all entries with words, of each menu."""
    yield "delimiter", "Columns separated by", reading.delimiter, _with(SIGNS, reading.delimiter, sign_words(reading.delimiter))
    yield "decimal", "Decimal separator", reading.decimal, [[sign, f"{words} ({sign})"] for sign, words in DECIMALS.items()]
    yield "header", "First row is", "names" if reading.header else "data", [["names", HEADER[True]], ["data", HEADER[False]]]
    yield "encoding", "Encoding", reading.encoding, _with(ENCODINGS, reading.encoding, reading.encoding)
    if reading.label:
        yield "label", "Label column", reading.label, [[name, name] for name in reading.names]
    if reading.targets:
        numbers = [name for name in reading.names if name in (*reading.targets, *reading.features)]
        yield "targets", "Target column", reading.targets[0], [*([name, name] for name in numbers), ["", "none: classes"]]


def _with(table, value: str, words: str) -> list[list[str]]:
    return [*([key, each] for key, each in table.items()), *([[value, words]] if value not in table else [])]


def _columns_shown(reading: CsvReading) -> list[int]:
    """Positions of the columns to show: all of a narrow table; of a wide one the first few and the label."""
    count = len(reading.names) or max((len(cells) for _, cells in reading.preview), default=0)
    last = reading.targets[0] if reading.targets else reading.label
    if count <= COLUMNS or last not in reading.names:
        return list(range(min(count, COLUMNS)))
    label = reading.names.index(last)
    return sorted([*[j for j in range(count) if j != label][:COLUMNS - 1], label])


def _roles(reading: CsvReading) -> dict[str, str]:
    roles = dict.fromkeys(reading.names, "feature") | dict.fromkeys(dict(reading.columns_left_out), "left out")
    return roles | dict.fromkeys(reading.targets, "target") | ({reading.label: "label"} if reading.label else {})


def as_sentence(words: str) -> str:
    """Return an error's words as a sentence: with a capital letter and a period."""
    return _with_stop(f"{words[0].upper()}{words[1:]}" if words[0].isascii() else words) if words else ""


def _with_stop(words: str) -> str:
    return words if words[-1] in ".?" else f"{words}."


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"

