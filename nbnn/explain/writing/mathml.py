"""Nodes as MathML text, for pages without scripts: the same elements that views/shared/template.js makes in the browser.

A node is one of template.py's, its numbers filled in.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from .template import Node

VECTOR = ' mathvariant="normal" class="vec"'


def mathml(node: Node) -> str:
    """The formula as a <math> element, every text in it escaped; ValueError for a node with numbers that are not filled in."""
    return f'<math displaystyle="true">{_element(node)}</math>'


def _element(node: Node) -> str:
    if isinstance(node, str):
        return _token("mtext", node)
    if isinstance(node, list):
        return _tag("mrow", *map(_element, node[1:]))
    kind = next((kind for kind in ELEMENTS if kind in node), None)
    if kind is None:
        raise ValueError(f"the node {node!r} cannot be written: fill in its numbers first")
    return ELEMENTS[kind](node[kind], node)


def _tag(name: str, *inside: str, more: str = "") -> str:
    return f"<{name}{more}>{''.join(inside)}</{name}>"


def _token(name: str, words: str, more: str = "") -> str:
    """Text; spaces at the ends of a token stay only when they do not break."""
    return _tag(name, escape(words).replace(" ", "\u00a0"), more=more)


def _symbol(kind: str, node: dict) -> str:
    return _token("mi", node["s"], VECTOR) if kind == "vec" else _token(kind, node["s"])


def _matrix(rows: list, _) -> str:
    """Its brackets are the page's affair, borders of the class: whether an operator stretches depends on the fonts that are there."""
    return _tag("mtable", *(_tag("mtr", *(_tag("mtd", _element(cell)) for cell in row)) for row in rows), more=' class="matrix"')


def _stack(parts: list, _) -> str:
    return _tag("mtable", *(_tag("mtr", _tag("mtd", _element(part))) for part in parts))


def _subscript(parts: list, _) -> str:
    base, index = parts
    return _tag("msub", _element(base), _token("mn", index) if isinstance(index, str) else _element(index))


ELEMENTS: dict[str, Callable[[Any, Any], str]] = {
    "t": _symbol,
    "m": _matrix,
    "stack": _stack,
    "frac": lambda parts, _: _tag("mfrac", *map(_element, parts)),
    "sup": lambda parts, _: _tag("msup", _element(parts[0]), _token("mn", parts[1])),
    "sub": _subscript,
}
