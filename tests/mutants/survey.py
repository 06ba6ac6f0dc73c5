"""Which mutants: those of a place in the package, in an order that a seed gives."""

import ast
import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
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

    def install(self) -> None:
        """From now on Python imports the faulty module."""
        sys.meta_path.insert(0, _Fault(self.module, self.code()))


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


class _Fault(MetaPathFinder):
    """Finds the mutated module, and leaves every other to Python."""

    def __init__(self, module: Path, code: CodeType):
        within = module.relative_to(ROOT).with_suffix("")
        self.package = [str(module.parent)] if within.name == "__init__" else None
        self.name = ".".join(within.parent.parts if self.package else within.parts)
        self.path, self.code = str(module), code

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        return spec_from_file_location(name, self.path, loader=_Loader(name, self.path, self.code), submodule_search_locations=self.package)


class _Loader(SourceFileLoader):
    """Loads the code that it was given; its source stays what stands in the file."""

    def __init__(self, name: str, path: str, code: CodeType):
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname):
        return self.code
