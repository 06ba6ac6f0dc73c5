"""Tests mirror the package, file for file: what a module does is tested where its name says."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ["explain"]
TOGETHER = ["explain/playground"]  # folders whose files are tested by what they make together


def modules(room: str) -> list[Path]:
    return [path.relative_to(ROOT / "nbnn") for path in sorted((ROOT / "nbnn" / room).rglob("*.py")) if path.name != "__init__.py"]


def is_mirrored(path: Path) -> bool:
    return path.parent.as_posix() not in TOGETHER


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_has_its_test_and_every_test_its_module(room):
    found = {path.relative_to(ROOT / "tests") for path in (ROOT / "tests" / room).rglob("test_*.py")}
    assert {path.with_name(f"test_{path.name}") for path in modules(room) if is_mirrored(path)} == set(filter(is_mirrored, found))
