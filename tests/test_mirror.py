"""The tests mirror the package, file for file: what nbnn/a/b.py does is tested in tests/a/test_b.py."""

import ast
from pathlib import Path

import pytest

from tests.mirrors import PACKAGE, ROOT, TESTS, mirrors, what_tests

FLOORS = ("core", "explain", "exercises", "bridges", "sklearn", "page", "views", "labs", "cli")


def has_code(module: Path) -> bool:
    """Does it define anything? Exercises of lessons are tables, and `tests/properties/test_exercises.py` has all of them."""
    defined = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.parse(module.read_text("utf-8")).body)
    return defined and module.name != "__init__.py" and "lessons" not in module.parts


@pytest.mark.parametrize("floor", FLOORS)
def test_every_module_has_its_tests(floor):
    missing = [str(module.relative_to(ROOT)) for module in sorted((PACKAGE / floor).rglob("*.py"))
               if has_code(module) and not any(place.exists() for place in mirrors(module))]
    assert not missing, "give each a file of tests: " + ", ".join(missing)


@pytest.mark.parametrize(("changed", "tests"), [
    ("nbnn/core/records/losses.py", ["tests/core/records/test_losses.py"]),
    ("nbnn/views/board/board.py", ["tests/views/board/test_board.py"]),
    ("nbnn/views/board/board.js", ["tests/views/board/test_board.py"]), ("tests/test_floors.py", ["tests/test_floors.py"]),
    ("notebooks/03-losses.ipynb", ["notebooks/03-losses.ipynb"]), ("notebooks/gone.ipynb", []),
    ("pyproject.toml", sorted(path.relative_to(ROOT).as_posix() for path in TESTS.glob("test_*.py"))),
])
def test_a_change_is_tested_by_what_mirrors_it(changed, tests):
    assert [path.relative_to(ROOT).as_posix() for path in what_tests(ROOT / changed)] == tests


def test_what_needs_a_browser_stands_in_its_folder_and_nothing_else_does():
    """./run tests runs that folder by itself, beside the rest."""
    marked = {path for path in TESTS.rglob("test_*.py") if "pytestmark = pytest.mark.browser\n" in path.read_text("utf-8")}
    single = {path for path in TESTS.rglob("test_*.py") if "@pytest.mark." + "browser" in path.read_text("utf-8")}
    assert marked == set((TESTS / "browser").glob("test_*.py")) and not single
