"""What the package says of itself."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_version_stands_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" not in project["project"] and project["project"]["dynamic"] == ["version"]
    place = ROOT / project["tool"]["hatch"]["version"]["path"]
    assert place.read_text("utf-8").count("__version__ = ") == 1
    others = [path for path in (ROOT / "nbnn").rglob("*.py") if path != place and "__version__ =" in path.read_text("utf-8")]
    assert others == []


def test_what_the_changelog_says_of_saved_files_is_so():
    """A file's version is raised together with its row."""
    from nbnn.core.training import saving
    from nbnn.exercises import progress
    from nbnn.explain.playground import saving as playground
    rows = [line.split(" | ") for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    versions = [int(row[2].strip(" |")) for row in rows[2:]]
    assert versions == [saving.VERSION, playground.VERSION, progress.VERSION]
