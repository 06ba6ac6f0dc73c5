"""A file as it was read: the record, and how it says what was understood."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .cells import DECIMALS
from .data_questions import Question
from .options import Options
from .roles import group_reasons, list_words
from .text import ENCODINGS, sign_words

WIDE, LONG = 8, 20  # columns of the preview in print, and letters of a cell


@dataclass(frozen=True, eq=False)
class CsvReading:
    """A file as it was read; `print(reading)` tells all of it.

    targets : the columns of the numbers to predict; () where there is a label.
    file, encoding, delimiter, decimal : its name, and how its text was understood. header : its first row holds names.
    names : all columns. label : the column of the classes. features : the columns of x. columns_left_out : (name, why).
    classes : (name, how many examples). left_out : (row number from 1 as in the file, why).
    preview : the first rows, (row number, cells), numbers as they were understood.
    questions : what to decide before it is used. problem : why it cannot be used, or "".
    x : (N, d) float64. z : N class names, or the targets, (N, m) float64.
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
    z: tuple[str, ...] | np.ndarray = ()
    targets: tuple[str, ...] = ()

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
        told |= {"leave_out": left} if left else {}
        told |= {"targets": self.targets} if self.targets else {}
        return told | {name: value for name in ("zero_one", "same_class") if (value := getattr(self.options, name))}

    @property
    def warning(self) -> str:
        """What was left out, and what to ask, for somebody who reads the file without looking; "" where there is nothing to say."""
        left = [f"{name!r} is no feature: {why}." for name, why in self.columns_left_out if name not in self.options.leave_out]
        left += [f"Left out: {which}, {why}." for which, why in group_reasons(self.left_out)]
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
            ("features", list_words(self.features)),
            ("label", self.label), ("targets", list_words(self.targets)), ("classes", sizes + more), ("examples", str(len(self.z))),
            *(("column left out", f"{name}: {why}") for name, why in self.columns_left_out),
            *(("left out", f"{which}: {why}") for which, why in group_reasons(self.left_out)),
        )

    def __str__(self) -> str:
        lines = [(what, how) for what, how in self.lines() if how]
        width = max(len(what) for what, _ in lines)
        told = [f"{self.file}, as it was read:", *(f"  {what:<{width}}  {how}" for what, how in lines), *self._first_rows()]
        told += [f"  ? {question}" for question in self.questions]
        return "\n".join([*told, f"  It cannot be used: {self.problem}"] if self.problem else told)

    def _first_rows(self) -> list[str]:
        """The preview as lines, each column as wide as it needs."""
        if not self.names:
            return []
        head = [*self.names[:WIDE], *["…"] * (len(self.names) > WIDE)]
        rows = [["row", *head], *([str(row), *cells[:WIDE], *["…"] * (len(cells) > WIDE)] for row, cells in self.preview)]
        cut = [[cell if len(cell) <= LONG else cell[:LONG - 1] + "…" for cell in row] for row in rows]
        widths = [max(len(row[j]) for row in cut) for j in range(len(cut[0]))]
        return ["  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)).rstrip() for row in cut]

    __repr__ = __str__
