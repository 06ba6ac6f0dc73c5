"""Which tests may notice a fault of a module: those that mirror it, and those that mirror the modules that import it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..mirrors import PACKAGE, ROOT, TESTS, mirrors

OF_ALL_PACKAGES = [TESTS / "core" / "test_loading.py"]
OF_ALL_LESSONS = [TESTS / "exercises" / "lessons" / "test_table.py", TESTS / "properties" / "test_exercises.py"]


def own_tests(module: Path) -> list[str]:
    """The test files that mirror a module, or a part of it (test_saving_runs.py); of a lesson, those that have all exercises too,
    and of a package's names, those that load them."""
    found = [path for place in mirrors(module) for path in (place, *_parts_of(place, module))]
    found += OF_ALL_LESSONS if module.parent.name == "lessons" else OF_ALL_PACKAGES if module.name == "__init__.py" else []
    return list(dict.fromkeys(path.relative_to(ROOT).as_posix() for path in found if path.exists()))


def _parts_of(mirror: Path, module: Path) -> list[Path]:
    """test_saving_runs.py beside test_saving.py, unless there is a module saving_runs.py."""
    parts = sorted(mirror.parent.glob(f"{mirror.stem}_*.py"))
    return [path for path in parts if not module.with_name(path.name.removeprefix("test_")).exists()]


def wider_tests(module: Path) -> list[str]:
    """The test files of what imports the module, the smallest first: they say soonest what is wrong."""
    found = {path for other in importers()[module] for path in mirrors(other) if path.exists()}
    names = [path.relative_to(ROOT).as_posix() for path in sorted(found, key=lambda path: path.stat().st_size)]
    return [name for name in names if name not in own_tests(module)]


@cache
def importers() -> dict[Path, set[Path]]:
    """Module → the modules that import it or something from it; through a package's __init__.py too."""
    found: dict[Path, set[Path]] = {module: set() for module in PACKAGE.rglob("*.py")}
    for module in found:
        for other in imported(module):
            found[other].add(module)
    for package in [path for path in found if path.name == "__init__.py" and path.parent != PACKAGE]:
        for other in [module for module, users in found.items() if package in users]:
            found[other] |= found[package]
    return found


def imported(module: Path) -> Iterator[Path]:
    """The modules of nbnn that one imports."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            yield from filter(None, (_file(base.joinpath(alias.name)) or _file(base) for alias in node.names))


def _base(module: Path, node: ast.ImportFrom) -> Path:
    start = module.parents[node.level - 1] if node.level else ROOT
    return start.joinpath(*(node.module or "").split("."))


def _file(name: Path) -> Path | None:
    places = (name.with_name(f"{name.name}.py"), name / "__init__.py")
    return next((path for path in places if path.is_relative_to(PACKAGE) and path.exists()), None)
