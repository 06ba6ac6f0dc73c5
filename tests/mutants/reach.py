"""Which tests run which lines: recorded once for each file of tests, so that a mutant meets only the tests that could notice it."""

import ast
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from ..mirrors import PACKAGE, ROOT
from .trial import OPTIONS, calm, forked

KEPT = ROOT / ".venv" / "reach"
ALWAYS = -1  # what runs outside of every test: while a module is imported, or in what several tests share


class Reach(NamedTuple):
    """One file of tests: each test's seconds; for each module and line, which of the tests run it, by number, and `ALWAYS`."""
    seconds: dict[str, float]
    lines: dict[str, dict[str, list[int]]]

    def tests(self, module: Path, lines: range) -> dict[str, tuple[bool, float]]:
        """What may notice a fault on these lines, and its key to sort by: where an import runs them, all tests, the others later."""
        found = self.lines.get(module.relative_to(ROOT).as_posix(), {})
        running = {test for line in lines for test in found.get(str(line), ())}
        running |= set() if set(lines) <= called(module) else {ALWAYS}  # a module may be imported by the first test that needs it
        return {test: (number not in running, seconds) for number, (test, seconds) in enumerate(self.seconds.items())
                if number in running or ALWAYS in running}


@cache
def called(module: Path) -> frozenset[int]:
    """The lines that run when a function is called; the others run while the module is imported."""
    return frozenset(line for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
                     for line in range(node.body[0].lineno, node.body[-1].end_lineno + 1))


def order(files: list[str], module: Path, lines: range) -> dict[str, int]:
    """Each test of these files → its place among those that may notice a fault on these lines, or -1."""
    found = [reach(file, module) for file in files]
    running = {test: key for each in found for test, key in each.tests(module, lines).items()}
    places = {test: place for place, test in enumerate(sorted(running, key=running.__getitem__))}
    return {test: places.get(test, -1) for each in found for test in each.seconds}


def reach(file: str, module: Path) -> Reach:
    """What a file of tests reaches, as it was recorded since the file and the module were changed."""
    kept = KEPT / (file.replace("/", ".") + ".json")
    newest = max((ROOT / file).stat().st_mtime, module.stat().st_mtime)
    if not kept.exists() or kept.stat().st_mtime < newest:
        KEPT.mkdir(exist_ok=True)
        kept.write_text(forked(lambda: _recorded(file)), "utf-8")
    return Reach(*json.loads(kept.read_text("utf-8")))


def _recorded(file: str) -> str:
    from coverage import Coverage
    measured = Coverage(data_file=None, config_file=False, source=[str(PACKAGE)])
    recorder = _Recorder(measured)
    os.environ.pop("COVERAGE_CORE", None)
    measured.start()
    pytest.main([*(option for option in OPTIONS if option != "-x"), file], plugins=[recorder])
    measured.stop()
    data, numbers = measured.get_data(), {test: number for number, test in enumerate(recorder.seconds)} | {"": ALWAYS}
    return json.dumps([recorder.seconds, {
        Path(path).relative_to(ROOT).as_posix(): {
            line: [numbers[test] for test in tests] for line, tests in data.contexts_by_lineno(path).items()}
        for path in data.measured_files()}])


class _Recorder:
    """A plugin of pytest that tells the measuring which test runs; what a test finds in a cache, it would have run itself."""

    def __init__(self, measured):
        self.measured, self.seconds = measured, {}

    def pytest_collection(self, session):
        calm(examples=10)  # further ones run the same lines

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item, nextitem):
        _forget()
        self.seconds[item.nodeid] = 0.0
        self.measured.switch_context(item.nodeid)
        yield
        self.measured.switch_context("")
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        if fixturedef.scope == "function":
            return (yield)
        self.measured.switch_context("")
        made = yield
        self.measured.switch_context(list(self.seconds)[-1])
        return made

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid] += report.duration


def _forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "nbnn":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
