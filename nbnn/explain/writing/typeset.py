"""Symbols and numbers in a line of text, as nodes to be typeset (see template.py): W⁽¹⁾ = [[1, 2], [3, 4]].

A line becomes pieces: texts, and {"math": node}. Whatever is neither a symbol with its value nor a list of numbers stays text, so
that a sentence is never taken apart.
"""

from collections.abc import Callable

import numpy as np

from ...core.records.formula import Tree, tokens
from .numbers import format_number
from .template import Node, frac, grid, mi, mn, row, sub, sup, vec

TALL = 4  # entries of a vector that is written as a column, as on the board; a longer one stays in the line
BOLD = set("WwxahθX")  # letters that are bold where they have more than one entry
BESIDE = set(",;:=()[]“”")  # signs that end a symbol
SHIFTED = "₀₁₂₃₄₅₆₇₈₉⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(SHIFTED, "0123456789()0123456789")


def pieces(line: str) -> list[str | dict[str, Node]]:
    """The line in its parts: texts as they are, and what is to be typeset."""
    reader, text = _LineReader(line), ""
    found: list[str | dict[str, Node]] = []
    while not reader.at_end:
        node = reader.math()
        if node is None:
            text += reader.take()
        else:
            found += [text, {"math": node}]
            text = ""
    return [each for each in (*found, text) if each]


class _LineReader:
    """Reads a line from left to right, by the signs, numbers and letters of a formula."""

    def __init__(self, line: str):
        self.tokens, self.at = list(tokens(line)), 0

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.tokens)

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1].text

    def take_texts(self, *texts: str) -> bool:
        """Are these the next tokens? Then they are taken."""
        found = [token.text for token in self.tokens[self.at:self.at + len(texts)]] == list(texts)
        self.at += len(texts) if found else 0
        return found

    def kind(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead].kind if 0 <= self.at + ahead < len(self.tokens) else ""

    def text(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead].text if 0 <= self.at + ahead < len(self.tokens) else ""

    def math(self) -> Node | None:
        """A symbol with its value, or a matrix, taken; None for what reads better in the text."""
        start = self.at
        node = self._equation() or self._matrix()
        if node is None:
            self.at = start
        return node

    def _equation(self) -> Node | None:
        """symbol = value, or symbol = f(a) = value."""
        start = self.at
        if start and not _ends_symbol(self.text(-1)):
            return None
        symbol = self._symbol()
        if symbol and self.take_texts(" ", "=", " "):
            between, value_at = self._function(), self.at
            rows = self.value()
            if rows is not None:
                written = "".join(token.text for token in self.tokens[value_at:self.at])
                return row(symbol_node(symbol, sum(map(len, rows)) > 1), " = ", between, _value_node(rows, written))
        self.at = start
        return None

    def _symbol(self) -> str:
        symbol = ""
        while not self.at_end and not _ends_symbol(self.text()):
            symbol += self.take()
        return symbol

    def _function(self) -> str:
        """tanh(a) = , or nothing."""
        of_a_letter = self.kind() == "word" and self.text(1) == "(" and self.kind(2) == "letter"
        equals = "".join(self.text(k) for k in range(3, 7)) == ") = "
        return "".join(self.take() for _ in range(7)) if of_a_letter and equals else ""

    def _matrix(self) -> Node | None:
        start = self.at
        rows = self.value() if self.text() == "[" and self.text(1) == "[" else None
        return None if rows is None or len(rows) == 1 else _value_node(rows, "".join(token.text for token in self.tokens[start:self.at]))

    def value(self) -> list[list[str]] | None:
        """A number, a list of numbers, or a list of rows, as texts, taken; None where there is something else."""
        if self.text() != "[":
            number = self.number(alone=True)
            return None if number is None else [[number]]
        if self.text(1) != "[":
            entries = self.entries()
            return None if entries is None else [entries]
        self.take()
        rows = []
        while (entries := self.entries()) is not None:
            rows.append(entries)
            if not self.take_texts(",", " "):
                break
        return rows if rows and self.take_texts("]") else None

    def entries(self) -> list[str] | None:
        """[1, −2, 1/3], taken."""
        if not self.take_texts("["):
            return None
        entries = []
        while (number := self.number()) is not None:
            entries.append(number)
            if not self.take_texts(",", " "):
                break
        return entries if entries and self.take_texts("]") else None

    def number(self, alone: bool = False) -> str | None:
        """A number with its sign, or a fraction of two, taken; `alone`: no unit, letter or further fraction follows."""
        sign = self.take() if self.text() in ("+", "−", "-") and self.kind(1) == "number" else ""
        if self.kind() != "number":
            return None
        number = sign + self.take()
        if self.text() == "/" and self.kind(1) == "number":
            number += self.take() + self.take()
        return None if alone and (self.kind() in ("letter", "word") or self.text() in ("%", "/")) else number


def _ends_symbol(text: str) -> bool:
    return text.isspace() or text in BESIDE


def _value_node(rows: list[list[str]], written: str) -> Node:
    if written.startswith("[["):
        return grid([[mn(entry) for entry in entries] for entries in rows])
    if not written.startswith("["):
        return mn(written)
    return grid([[mn(entry)] for entry in rows[0]]) if len(rows[0]) <= TALL else written


def symbol_node(symbol: str, bold: bool = False) -> Node:
    """∂ℓ/∂W⁽¹⁾ as a fraction with its indices; bold letters where there is more than one entry."""
    read = list(tokens(symbol))
    return _of_letter(read[0], bold) if len(read) == 1 and read[0].kind == "letter" else mi(symbol)


def _of_letter(letter: Tree, bold: bool) -> Node:
    match letter.parts:
        case ("∂", Tree() as above, "/∂", Tree() as below):
            return frac(row("∂", _of_letter(above, False)), row("∂", _of_letter(below, bold)))
        case ("∂", Tree() as inner):
            return row("∂", _of_letter(inner, bold))
        case (Tree() as base, *indices) if all(set(str(index)) <= set(SHIFTED) for index in indices):
            node = _of_letter(base, bold)
            for index in map(str, indices):
                plain = index.translate(_PLAIN)
                node = sub(node, plain) if index[0] in "₀₁₂₃₄₅₆₇₈₉" else sup(node, plain)
            return node
    return vec(letter.text) if bold and letter.text in BOLD else mi(letter.text)


def value_node(value, write: Callable[[float], str] = format_number) -> Node:
    """A number, vector (upright) or matrix with its entries written out."""
    array = np.asarray(value, dtype=float)
    if array.ndim == 0:
        return mn(write(float(array)))
    rows = array.reshape(-1, 1) if array.ndim == 1 else array
    return grid([[mn(write(float(entry))) for entry in entries] for entries in rows])


def label_pieces(label: str, many: bool) -> list[str | dict[str, Node]]:
    """The label of a box: its symbol typeset, the words after it as they are."""
    first, space, rest = label.partition(" ")
    read = list(tokens(first))
    if not (len(first) <= 2 or (len(read) == 1 and read[0].kind == "letter")):
        return [label]
    return [{"math": symbol_node(first, many)}, *([space + rest] if rest else [])]
