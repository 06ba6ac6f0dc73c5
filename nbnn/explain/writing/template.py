"""Templates of formulas and sentences: made here once, filled with numbers here and, by views/shared/template.js, on the page.

A node is plain text, or one of
    ["row", node, …]                       side by side
    {"t": "mi" | "mo" | "mn" | "vec", "s"} a symbol; "vec" is a bold upright vector or matrix
    {"sup": [node, text]}                  an upper index
    {"sub": [node, node]}                  a lower index; as text _z where there is no small lowered letter
    {"frac": [node, node]}                 a fraction
    {"m": [[node, …], …]}                  a vector or a matrix
    {"stack": [node, …]}                   one below the other
    {"q": name, "k": entry, "after", "paren", "e"}  a number of the recording: entry k of q in reading order, `after`
                                           the update or before it, in parentheses when negative, belonging to unit e
"""

from collections.abc import Callable
from typing import Any

from .numbers import MINUS, format_number

Node = Any
Read = Callable[[str, int, bool], float]  # (name, entry, after the update?) → the number

SUPERSCRIPT = str.maketrans("0123456789()⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵀ")
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


# ---- the makers of nodes ----

def row(*parts: Node) -> Node:
    return ["row", *parts]


def mi(letter: str) -> Node:
    return {"t": "mi", "s": letter}


def vec(letter: str) -> Node:
    return {"t": "vec", "s": letter}


def mn(written: str) -> Node:
    """A number that is written already."""
    return {"t": "mn", "s": written}


def sup(node: Node, index: str) -> Node:
    return {"sup": [node, index]}


def sub(node: Node, index: Node) -> Node:
    return {"sub": [node, index]}


def frac(above: Node, below: Node) -> Node:
    return {"frac": [above, below]}


def grid(rows: list[list[Node]]) -> Node:
    """A vector or a matrix."""
    return {"m": rows}


def stack(parts: list[Node]) -> Node:
    return {"stack": parts}


def slot(quantity: str, entry: int = 0, *, paren: bool = False, after: bool = False, e: int | None = None) -> dict:
    """The place of a number: entry `entry` of the column, after the update or before it, in parentheses where it is negative if
    wanted; e : the unit that it belongs to."""
    options = {"after": after, "paren": paren}
    return {"q": quantity, "k": entry} | {name: True for name, wanted in options.items() if wanted} | ({} if e is None else {"e": e})


def d_d(of: Node) -> Node:
    """∂ℓ/∂of."""
    return frac("∂ℓ", row("∂", of))


# ---- what becomes of nodes ----


def text(node: Node, read: Read, write: Callable[[float], str] = format_number) -> str:
    """The node as one line of text, its numbers read by `read` and written by `write`."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(text(part, read, write) for part in node[1:])
    kind = next(kind for kind in KINDS if kind in node)
    return KINDS[kind](node, lambda part: text(part, read, write), lambda slot: _number(slot, read, write))


def _number(slot: dict, read: Read, write: Callable[[float], str]) -> str:
    written = write(read(slot["q"], slot["k"], slot.get("after", False)))
    return f"({written})" if slot.get("paren") and written.startswith(MINUS) else written


def _matrix(rows: list[list[str]]) -> str:
    if all(len(row) == 1 for row in rows):
        return f"[{', '.join(row[0] for row in rows)}]"
    lines = [f"[{', '.join(row)}]" for row in rows]
    return lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"


def _subscript(index: str) -> str:
    return f"_{index}" if index.isalpha() else index.translate(SUBSCRIPT)


KINDS: dict[str, Callable] = {
    "q": lambda node, _, number: number(node),
    "t": lambda node, *_: node["s"],
    "m": lambda node, inner, _: _matrix([[inner(cell) for cell in row] for row in node["m"]]),
    "frac": lambda node, inner, _: "/".join(map(inner, node["frac"])),
    "sup": lambda node, inner, _: inner(node["sup"][0]) + node["sup"][1].translate(SUPERSCRIPT),
    "sub": lambda node, inner, _: inner(node["sub"][0]) + _subscript(inner(node["sub"][1])),
    "stack": lambda node, inner, _: "; ".join(map(inner, node["stack"])),
}


def fill_in(node: Node, read: Read, write: Callable[[float], str] = format_number) -> Node:
    """The node with its numbers written in: nothing of it is left to be looked up in a recording."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return [node[0], *(fill_in(part, read, write) for part in node[1:])]
    if "q" in node:
        return mn(_number(node, read, write))
    if "m" in node:
        return grid([[fill_in(cell, read, write) for cell in cells] for cells in node["m"]])
    return {kind: [fill_in(part, read, write) for part in parts] if isinstance(parts, list) else parts for kind, parts in node.items()}


def slots(node: Node) -> list[dict]:
    """Every number of the template, in reading order."""
    if isinstance(node, str):
        return []
    if isinstance(node, list):
        return [slot for part in node[1:] for slot in slots(part)]
    if "q" in node:
        return [node]
    inner = [cell for row in node["m"] for cell in row] if "m" in node else node.get("frac") or node.get("stack") or \
        node.get("sub") or (node.get("sup") or [""])[:1]
    return [slot for part in inner for slot in slots(part)]
