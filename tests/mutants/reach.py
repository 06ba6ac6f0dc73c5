"""Which test reaches which line of the package, and what each test costs: measured once, kept in .venv/mutants, measured anew when code changes."""

import json
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from ..mirrors import PACKAGE, ROOT

FLOORS = ("core", "explain", "exercises")
FOLDERS = tuple(f"tests/{name}" for name in (*FLOORS, "properties", "oracles", "saved"))
KEPT = ROOT / ".venv" / "mutants"


class Reach:
    """The tests by the lines that they run: `cost` has the seconds of processor time of each test, `lines` the tests of each line of a module."""

    def __init__(self, kept: dict):
        self.cost: dict[str, float] = kept["cost"]
        self._tests = list(self.cost)
        self._lines: dict[str, dict[str, list[int]]] = kept["lines"]

    def tests_of(self, module: Path, lines: range) -> list[str]:
        """The tests that run one of these lines, the cheapest first; of a line that runs on import, those that run any line of the module."""
        known = self._lines.get(module.relative_to(ROOT).as_posix(), {})
        found = {test for line in lines for test in known.get(str(line), ())} or {test for tests in known.values() for test in tests}
        return sorted((self._tests[test] for test in found), key=lambda test: self.cost[test])

    def tests_in(self, files: list[str]) -> list[str]:
        return [test for test in self._tests if test.split("::")[0] in files]


def reach(any_code: bool = False) -> Reach:
    """What was measured for this very code, or a new measurement: some minutes. `any_code` takes one of other code too."""
    place = KEPT / f"reach-{_fingerprint()}.json"
    place = next(KEPT.glob("reach-*.json"), place) if any_code else place
    if not place.exists():
        print("run: measuring which test reaches which line, once for this code: some minutes ...", file=sys.stderr, flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob("reach-*.json"):
            old.unlink()
        subprocess.run([sys.executable, "-m", __spec__.name, str(place)], cwd=ROOT, check=True)
    return Reach(json.loads(place.read_text("utf-8")))


def _fingerprint() -> str:
    sources = [path for folder in (PACKAGE, *(ROOT / name for name in FOLDERS)) for path in sorted(folder.rglob("*.py"))]
    return sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:16]


class _Recorder:
    """A plugin of pytest that tells coverage which test runs, and the clock."""

    def __init__(self, coverage):
        self.coverage, self.cost, self.failed = coverage, {}, []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.coverage.switch_context(item.nodeid)
        start = time.process_time()
        try:
            return (yield)
        finally:
            self.cost[item.nodeid] = time.process_time() - start
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)


def _measure(place: Path) -> None:
    from coverage import Coverage

    coverage = Coverage(data_file=str(place.with_suffix(".coverage")), source=[str(PACKAGE / floor) for floor in FLOORS], messages=False)
    coverage.erase()
    recorder = _Recorder(coverage)
    coverage.start()
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-n0", *FOLDERS], plugins=[recorder])
    coverage.stop()
    coverage.save()
    if recorder.failed:
        raise SystemExit("These tests fail without any fault put in: " + ", ".join(recorder.failed))
    place.write_text(json.dumps({"cost": recorder.cost, "lines": _lines(coverage.get_data(), list(recorder.cost))}), "utf-8")


def _lines(data, tests: list[str]) -> dict[str, dict[int, list[int]]]:
    number = {test: place for place, test in enumerate(tests)}
    return {Path(file).relative_to(ROOT).as_posix():
            {line: [number[test] for test in found if test] for line, found in data.contexts_by_lineno(file).items()}
            for file in data.measured_files()}


if __name__ == "__main__":
    _measure(Path(sys.argv[1]))
