"""A record's formula (core/records/formula.py) as a node: its text, with what is put in place of its letters."""

from collections.abc import Iterable, Mapping

from ...core.records.formula import Formula, Tree
from .template import Node, row, sub


def formula_node(tree: Tree | None, found: Mapping[str, Node] | None = None, numbers: bool = False) -> Node:
    """The formula as a node; p_k and the like have lower indices.

    found : letter → the node in its place. numbers : these are numbers, so that a dot goes between two side by side.
    """
    return "" if tree is None else _join(_letter(piece) if isinstance(piece, Tree) else piece for piece in tree.put(found or {}, numbers))


def equation_end(formula: Formula, short: Node) -> Node:
    """The right side of an equation; behind `short` and apart from the equation where it goes on in words or with other equations."""
    if formula.stands:
        return formula_node(formula.definition.tree)
    return row(short, f"  ({formula.definition})")


def _letter(letter: Tree) -> Node:
    base, *index = letter.parts
    lowered = len(index) == 1 and str(index[0]).startswith("_")
    return sub(str(base), str(index[0])[1:]) if lowered else letter.text


def _join(pieces: Iterable[Node]) -> Node:
    """A row in which texts side by side are one."""
    parts: list[Node] = []
    for piece in pieces:
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        elif piece != "":
            parts.append(piece)
    parts = [_bare(part) if _in_brackets(parts, at) else part for at, part in enumerate(parts)]
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else row(*parts)


def _in_brackets(parts: list[Node], at: int) -> bool:
    """A number alone in brackets needs none of its own: (−2)², not ((−2))²."""
    around = parts[at - 1:at] + parts[at + 1:at + 2]
    return len(around) == 2 and all(isinstance(part, str) for part in around) and around[0].endswith("(") and around[1].startswith(")")


def _bare(part: Node) -> Node:
    return {name: value for name, value in part.items() if name != "paren"} if isinstance(part, dict) else part
