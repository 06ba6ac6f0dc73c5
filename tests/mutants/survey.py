"""Which mutants: those of a place in the package, in an order that a seed gives."""

import ast
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import CodeType

from ..mirrors import PACKAGE, ROOT
from .changes import changes


@dataclass(frozen=True)
class Mutant:
    """One fault in one module, the `number` of the change there. Its `name` stays the same when other code changes."""
    module: Path
    number: int
    kind: str
    lines: range
    name: str

    def code(self) -> CodeType:
        """The module with this fault, compiled."""
        tree = ast.parse(self.module.read_text("utf-8"))
        changes(tree)[self.number].apply()
        return compile(tree, str(self.module), "exec", dont_inherit=True)


def drawn(places: list[str], seed: int) -> list[Mutant]:
    """All mutants of these places in the seed's order. A change of one leaves the order of the others as it was."""
    everything = [mutant for module in modules(places) for mutant in mutants(module)]
    return sorted(everything, key=lambda mutant: sha256(f"{seed} {mutant.name}".encode()).digest())


def modules(places: list[str]) -> list[Path]:
    """The modules of folders and files of the package: "core", "core/graph", "explain/writing/board.py"."""
    return sorted({module for place in places for module in _modules(place)})


def _modules(place: str) -> list[Path]:
    path = PACKAGE / place.removeprefix("nbnn/")
    if not path.exists():
        raise SystemExit(f"There is no {place} in nbnn: name a folder or a module of it, as core or explain/writing/board.py.")
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def mutants(module: Path) -> list[Mutant]:
    """Every mutant of a module; the same change of the same line, found again, is numbered."""
    source = module.read_text("utf-8")
    rows, seen = source.splitlines(), {}
    made = []
    for number, change in enumerate(changes(ast.parse(source))):
        lines = range(change.node.lineno, change.node.end_lineno + 1) if hasattr(change.node, "lineno") else _around(change.node)
        name = _name(module, change.within, rows[lines[0] - 1].strip(), *change.described())
        seen[name] = seen.get(name, 0) + 1
        made.append(Mutant(module, number, change.kind, lines, name if seen[name] == 1 else f"{name} #{seen[name]}"))
    return made


def _around(node: ast.comprehension) -> range:
    return range(node.target.lineno, node.iter.end_lineno + 1)


def _name(module: Path, within: str, line: str, before: str, after: str) -> str:
    return f"{module.relative_to(ROOT).as_posix()} {within or 'module'} | {line} | {before} -> {after}"
