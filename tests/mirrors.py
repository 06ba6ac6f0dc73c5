"""Where the tests of a file are. `python -m tests.mirrors` prints those of what has changed: not yet committed, or else the last commit."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE, TESTS = ROOT / "nbnn", ROOT / "tests"
ALWAYS = ("tests/test_floors.py", "tests/test_mirror.py")


def mirrors(module: Path) -> list[Path]:
    """Where a module's tests may be: in its own folder, or beside it where the folder has its name (views/board/board.py)."""
    place = module.relative_to(PACKAGE)
    folder, name = TESTS / place.parent, f"test_{place.stem}.py"
    return [folder / name, *([folder.parent / name] if place.parent.name == place.stem else [])]


def what_tests(path: Path) -> list[Path]:
    """The test files and notebooks that a changed file is tested by, without those that always run."""
    if path.is_relative_to(PACKAGE):
        beside = [place for place in mirrors(path) if place.exists()]
        return beside or sorted((TESTS / path.parent.relative_to(PACKAGE)).glob("test_*.py"))
    if path.suffix == ".ipynb" or (path.is_relative_to(TESTS) and path.name.startswith("test_") and path.suffix == ".py"):
        return [path] if path.exists() else []
    return sorted(TESTS.glob("test_*.py"))


def changed() -> list[Path]:
    """What git sees changed."""
    def listed(*command: str) -> list[Path]:
        answer = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True)
        return [ROOT / line for line in answer.stdout.splitlines()]
    now = [*listed("diff", "--name-only", "HEAD"), *listed("ls-files", "--others", "--exclude-standard")]
    return now or listed("diff-tree", "--no-commit-id", "--name-only", "-r", "HEAD")


if __name__ == "__main__":
    found = {ROOT / name for name in ALWAYS} | {test for path in changed() for test in what_tests(path)}
    print(*sorted(test.relative_to(ROOT).as_posix() for test in found), sep="\n")
