"""What each browser test ran of the views' JavaScript, as `./run coverage tests/browser` keeps it from one run to the next."""

import json
from hashlib import sha256
from pathlib import Path

from tests.mirrors import PACKAGE, ROOT

RESULTS = ROOT / ".venv" / "javascript.json"
VIEWS = PACKAGE / "views"


def modules() -> list[Path]:
    """The modules that the page gets: all but what brings them there."""
    return sorted(path for path in VIEWS.rglob("*.js") if path.parent.name != "code")


def known() -> dict[str, dict]:
    """Test → how long it took, and what it ran of the modules that are still as they were then."""
    found = _kept()
    same = {name for name, told in found["modules"].items() if (VIEWS / name).exists() and told["hash"] == _hash(VIEWS / name)}
    return {test: {**each, **{key: {name: value for name, value in each[key].items() if name in same} for key in ("ran", "functions")}}
            for test, each in found["tests"].items()}


def keep(tests: dict[str, dict], sizes: dict[str, int]) -> None:
    """Add these tests to what is known, or put them in place of what was known of them. sizes : how long each module is in the page."""
    told = {name: {"hash": _hash(VIEWS / name), "size": size} for name, size in sizes.items()}
    RESULTS.write_text(json.dumps({"modules": told, "tests": known() | tests}, separators=(",", ":")), "utf-8")


def tests_at(module: Path, place: slice) -> list[tuple[str, float]]:
    """(test, its seconds) of those that ran something there, the shortest first. Before the place a module may be longer in the page."""
    name, length = module.relative_to(VIEWS).as_posix(), len(module.read_text("utf-8"))
    told = _kept()["modules"].get(name)
    later = told["size"] - length if told else 0
    at = range(place.start + later, place.stop + later)
    found = [(each["seconds"], test) for test, each in known().items()
             if any(start < at.stop and at.start < stop for start, stop in each["ran"].get(name, ()))]
    return [(test, seconds) for seconds, test in sorted(found)]


def _kept() -> dict:
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"modules": {}, "tests": {}}


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:16]
