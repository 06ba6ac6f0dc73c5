"""Symbols and numbers that stand in a line of text, as nodes to be typeset (see template.py): W⁽¹⁾ = [[1, 2], [3, 4]].

A line becomes pieces: texts, and {"math": node}. What is no symbol with its value, and no list of numbers, stays text, so
that a sentence is never taken apart.
"""

import re
from collections.abc import Callable

import numpy as np

from .numbers import format_number
from .template import Node, frac, grid, mn, row, sub, sup

TALL = 4  # entries of a vector that stand below one another, as on the board; a longer one lies in the text
BOLD = set("WwxahθX")  # letters that are bold where they have more than one entry
_NUMBER = r"[+−-]?\d+(?:\.\d+)?(?:/\d+)?(?![\d.]*[\w%/])"
_ROW = r"\[[^\[\]]*\]"
_VALUE = re.compile(rf"(?:(?P<symbol>[^\s,;:=()\[\]“”]+) = (?P<between>[a-z]+\([a-zA-Z]\) = )?)?"
                    rf"(?P<value>\[{_ROW}(?:, {_ROW})*\]|{_ROW}|{_NUMBER})")
_INDEX = re.compile(r"(?P<base>[^₀-₉⁽⁾⁰¹²³⁴-⁹]+)(?P<low>[₀-₉]*)(?P<high>[⁽⁾⁰¹²³⁴-⁹]*)")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789()0123456789")


def pieces(line: str) -> list[str | dict[str, Node]]:
    """The line in its parts: texts as they are, and what is to be typeset."""
    found: list[str | dict[str, Node]] = []
    at = 0
    for match in _VALUE.finditer(line):
        node = _math(match)
        if node is None:
            continue
        found += [line[at:match.start()], {"math": node}]
        at = match.end()
    return [each for each in (*found, line[at:]) if each]


def _math(match: re.Match) -> Node | None:
    """A symbol with its value, or a matrix; None for what reads better in the text."""
    symbol_text, rows = match["symbol"], _rows(match["value"])
    listed = match["value"].startswith("[")
    if rows is None or (symbol_text is None and (not listed or len(rows) == 1 or rows[0][0] is None)):
        return None
    many = listed and sum(map(len, rows)) > 1
    value = _tabled(rows, match["value"]) if listed else number_node(match["value"])
    if symbol_text is None:
        return value
    return row(symbol_node(symbol_text, many), " = ", match["between"] or "", value)


def _rows(value: str) -> list[list[str]] | None:
    """The entries of a list or of a list of rows, as texts; None where one of them is no number."""
    inner = re.findall(_ROW, value) if value.startswith("[[") else [value]
    rows = [[entry.strip() for entry in row.strip("[]").split(",")] for row in inner]
    return rows if all(re.fullmatch(_NUMBER, entry) for row in rows for entry in row) else None


def _tabled(rows: list[list[str]], value: str) -> Node:
    if value.startswith("[["):
        return grid([[number_node(entry) for entry in row] for row in rows])
    if len(rows[0]) <= TALL:
        return grid([[number_node(entry)] for entry in rows[0]])
    return value


def number_node(written: str) -> Node:
    return mn(written)


def symbol_node(symbol: str, bold: bool = False) -> Node:
    """∂ℓ/∂W⁽¹⁾ as a fraction with its indices; bold letters where there is more than one entry."""
    if symbol.startswith("∂") and "/∂" in symbol:
        above, below = symbol.split("/", 1)
        return frac(_indexed(above, False), _indexed(below, bold))
    return _indexed(symbol, bold)


def _indexed(symbol: str, bold: bool) -> Node:
    match = _INDEX.fullmatch(symbol)
    if match is None:
        return symbol
    base, d = match["base"], match["base"].startswith("∂") and len(match["base"]) > 1
    letter = base[1:] if d else base
    node: Node = {"t": "vec" if bold and letter in BOLD else "mi", "s": letter}
    if match["low"]:
        node = sub(node, match["low"].translate(_PLAIN))
    if match["high"]:
        node = sup(node, match["high"].translate(_PLAIN))
    return row("∂", node) if d else node


def value_node(value, write: Callable[[float], str] = format_number) -> Node:
    """A number, vector (upright) or matrix with its entries written out."""
    array = np.asarray(value, dtype=float)
    if array.ndim == 0:
        return number_node(write(float(array)))
    rows = array.reshape(-1, 1) if array.ndim == 1 else array
    return grid([[number_node(write(float(entry))) for entry in row] for row in rows])


def label_pieces(label: str, many: bool) -> list[str | dict[str, Node]]:
    """The label of a box: its symbol typeset, the words after it as they are."""
    first, space, rest = label.partition(" ")
    is_symbol = first.startswith("∂") or len(first) <= 2 or (_INDEX.fullmatch(first) is not None and not first.isalpha())
    if not is_symbol:
        return [label]
    return [{"math": symbol_node(first, many)}, *([space + rest] if rest else [])]
