"""Collected notebooks: which statements make the functions that exercises ask for. Nothing is run here."""

import ast
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .submissions import Unusable, reason

MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Collected:
    """What a notebook has of the functions asked for.

    Attributes
    ----------
    statements : imports, constants and functions that they need, from top to bottom.
    functions : the names of those that are there.
    uses_nbnn : the names of those that look into nbnn themselves.
    problems : cells that cannot be read, in words.
    """

    statements: tuple[str, ...]
    functions: frozenset[str]
    uses_nbnn: frozenset[str]
    problems: tuple[str, ...] = ()


def read_notebook(path: Path, wanted: Iterable[str]) -> Collected:
    """Find the functions of these names in a notebook file; Unusable, a ValueError, when it is no notebook."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unusable(f"it has more than {MOST_BYTES // 10 ** 6} MB", "Ask for the notebook without its outputs.")
        cells = json.loads(path.read_bytes().decode("utf-8-sig"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except Unusable:
        raise
    except OSError as error:
        raise Unusable(f"it cannot be read, {reason(error)}", "Give yourself permission to read it, then grade again.") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unusable("it is not a readable notebook: empty, damaged or cut off", "Ask for it again.") from None
    return collect(sources, wanted)


def collect(sources: Iterable[str], wanted: Iterable[str]) -> Collected:
    """The same from the sources of code cells."""
    wanted, problems, statements = frozenset(wanted), [], []
    for number, source in enumerate(sources, start=1):
        try:
            statements += ast.parse(_without_magics(source)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            if any(f"def {name}" in source for name in wanted):
                problems.append(f"code cell {number} cannot be read: {getattr(error, 'msg', None) or error}")
    kept = _statements_for([each for each in statements if _may_run(each)], wanted)
    made = {each.name: each for each in kept if isinstance(each, ast.FunctionDef) and each.name in wanted}
    uses = frozenset(name for name, function in made.items() if "nbnn" in _names_in(function))
    return Collected(tuple(ast.unparse(each) for each in kept), frozenset(made), uses, tuple(problems))


def _without_magics(source: str) -> str:
    """The cell without the lines that are the notebook's own: %precision 4, !ls, what?"""
    lines = source.splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) or line.rstrip().endswith("?") else line for line in lines)


def _may_run(statement: ast.stmt) -> bool:
    """Imports, functions, classes, and names for plain values: nothing that computes, shows or fetches something."""
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
        return True
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
        return True
    if isinstance(statement, ast.Assign):
        try:
            ast.literal_eval(statement.value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return False
        return True
    return False


def _statements_for(statements: list[ast.stmt], wanted: frozenset[str]) -> list[ast.stmt]:
    """Those that the wanted functions use, and what these use in turn, in their order."""
    needed, grown = set(wanted), True
    while grown:
        before = len(needed)
        for each in statements:
            if needed & set(_names_from(each)):
                needed |= _names_in(each)
        grown = len(needed) > before
    return [each for each in statements if needed & set(_names_from(each))]


def _names_from(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement gives a meaning."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            yield alias.asname or alias.name.split(".")[0]
    elif isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
