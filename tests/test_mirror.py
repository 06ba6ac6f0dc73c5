"""The tests mirror the package, file for file: what nbnn/a/b.py does is tested in tests/a/test_b.py."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE, TESTS = ROOT / "nbnn", ROOT / "tests"
FLOORS = ("core", "explain", "exercises", "views", "labs", "cli")


def has_code(module: Path) -> bool:
    """Does it define anything? Exercises of lessons are tables, and `tests/properties/test_exercises.py` has all of them."""
    defined = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.parse(module.read_text("utf-8")).body)
    return defined and module.name != "__init__.py" and "lessons" not in module.parts


def mirrors(module: Path) -> list[Path]:
    """Where its tests may be: in its own folder, or beside it where the folder has its name (views/board/board.py)."""
    place = module.relative_to(PACKAGE)
    folder, name = TESTS / place.parent, f"test_{place.name}"
    return [folder / name, *([folder.parent / name] if place.parent.name == place.stem else [])]


@pytest.mark.parametrize("floor", FLOORS)
def test_every_module_has_its_tests(floor):
    missing = [str(module.relative_to(ROOT)) for module in sorted((PACKAGE / floor).rglob("*.py"))
               if has_code(module) and not any(place.exists() for place in mirrors(module))]
    assert not missing, "give each a file of tests: " + ", ".join(missing)
