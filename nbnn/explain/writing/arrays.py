"""Vectors and matrices of numbers as nodes (see template.py): upright, lying down, transposed, or with their middle left out."""

from .template import Node, grid, row, slot

TALL, WIDE = 4, 8  # more entries than this: a column lies down; more than that: it is abbreviated


def products(pairs: list[tuple[dict, dict]]) -> Node:
    """1·1 + (−0.5)·3 + 2·0, the middle left out of a long sum."""
    terms = [row(first | {"paren": True}, "·", second | {"paren": True}) for first, second in pairs]
    kept: list[Node] = terms if len(terms) <= TALL else [*terms[:2], "…", terms[-1]]
    return row(*[part for term in kept for part in (" + ", term)][1:])


def all_entries(name: str, n: int) -> Node:
    """Every entry in a row, for a sentence (the middle left out where there are many)."""
    return grid([[cell] for cell in _some([slot(name, k) for k in range(n)], "…")])


def vector(name: str, n: int, after: bool = False, first: int = 0) -> Node:
    cells = [slot(name, k, after=after, e=first + k if after else None) for k in range(n)]
    return grid([[cell] for cell in cells]) if n <= TALL else row(grid([_some(cells, "…")]), "ᵀ")


def row_vector(name: str, n: int) -> Node:
    """A row vector, such as xᵀ."""
    return grid([_some([slot(name, k) for k in range(n)], "…")])


def matrix(name: str, n: int, m: int, after: bool = False, first: int = 0, whole: bool = False) -> Node:
    """A matrix; as a `whole` value a tall one lies down, among the numbers it is abbreviated."""
    cells = [[slot(name, i * m + j, after=after, e=first + i * m + j if after else None) for j in range(m)] for i in range(n)]
    if whole and n > TALL and m <= TALL and n <= WIDE:
        return row(grid([list(column) for column in zip(*cells)]), "ᵀ")
    return grid(_few(cells))


def transpose(name: str, n: int, m: int) -> Node:
    """The transpose of a matrix n × m."""
    cells = [[slot(name, i * m + j) for i in range(n)] for j in range(m)]
    return row(matrix(name, n, m), "ᵀ") if m > TALL else grid(_few(cells))


def _some(cells: list, gap: str) -> list:
    return cells if len(cells) <= WIDE else [*cells[:3], gap, cells[-1]]


def _few(cells: list[list]) -> list[list]:
    """At most four rows and eight columns; ⋮ and … stand for what is left out."""
    kept = [_some(each, "…") for each in cells]
    return kept if len(kept) <= TALL else [*kept[:2], ["⋮" for _ in kept[0]], kept[-1]]
