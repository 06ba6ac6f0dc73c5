"""Vectors and matrices of numbers as nodes (see template.py): upright, lying down, transposed, or with their middle left out."""

from collections.abc import Callable

from .template import Node, grid, row, slot

TALL, WIDE = 4, 8  # more entries than this: a column lies down; more than that: it is abbreviated


def products(count: int, pair: Callable[[int], tuple[dict, dict]]) -> Node:
    """1·1 + (−0.5)·3 + 2·0, the middle left out of a long sum. pair : term, from 0 → its two factors."""
    term = lambda at: row(*[part for factor in pair(at) for part in ("·", factor | {"paren": True})][1:])
    kept = [term(at) for at in range(count)] if count <= TALL else [term(0), term(1), "…", term(count - 1)]
    return row(*[part for term in kept for part in (" + ", term)][1:])


def all_entries(name: str, n: int) -> Node:
    """Every entry in a row, for a sentence (the middle left out where there are many)."""
    return grid([[cell] for cell in _some(n, "…", lambda k: slot(name, k))])


def vector(name: str, n: int, after: bool = False, first: int = 0) -> Node:
    cells = _some(n, "…", lambda k: slot(name, k, after=after, e=first + k if after else None))
    return grid([[cell] for cell in cells]) if n <= TALL else row(grid([cells]), "ᵀ")


def row_vector(name: str, n: int) -> Node:
    """A row vector, such as xᵀ."""
    return grid([_some(n, "…", lambda k: slot(name, k))])


def matrix(name: str, n: int, m: int, after: bool = False, first: int = 0, whole: bool = False) -> Node:
    """A matrix; as a `whole` value a tall one lies down, among the numbers it is abbreviated."""
    cell = lambda i, j: slot(name, i * m + j, after=after, e=first + i * m + j if after else None)
    if whole and n > TALL and m <= TALL and n <= WIDE:
        return row(grid([[cell(i, j) for i in range(n)] for j in range(m)]), "ᵀ")
    return grid(_few(n, m, cell))


def transpose(name: str, n: int, m: int) -> Node:
    """The transpose of a matrix n × m."""
    return row(matrix(name, n, m), "ᵀ") if m > TALL else grid(_few(m, n, lambda j, i: slot(name, i * m + j)))


def _some(n: int, gap: str, cell: Callable[[int], Node]) -> list[Node]:
    """The cells of a row, of which only those that are shown are made."""
    return [cell(k) for k in range(n)] if n <= WIDE else [*(cell(k) for k in range(3)), gap, cell(n - 1)]


def _few(rows: int, columns: int, cell: Callable[[int, int], Node]) -> list[list[Node]]:
    """At most four rows and eight columns; ⋮ and … stand for what is left out."""
    of = lambda i: _some(columns, "…", lambda j: cell(i, j))
    if rows <= TALL:
        return [of(i) for i in range(rows)]
    return [of(0), of(1), ["⋮" for _ in of(0)], of(rows - 1)]
