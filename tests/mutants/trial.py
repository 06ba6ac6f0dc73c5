"""One mutant against some tests, in a process of its own that begins with everything loaded but nbnn."""

import json
import os
import resource
from contextlib import suppress
from importlib import import_module
from typing import NamedTuple, Protocol

import pytest


class Mutant(Protocol):
    def install(self) -> None:
        """Put the fault into this process, which has not imported nbnn yet."""


LOADED = ("numpy.random", "numpy.testing", "hypothesis.strategies", "hypothesis.extra.numpy", "mpmath", "autograd.numpy", "sklearn.datasets",
          "csv", "html.parser", "xml.etree.ElementTree", "subprocess", "tokenize")
MOST_BYTES = 4 * 10 ** 9
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no")


class Outcome(NamedTuple):
    """What became of a mutant: "survived", "killed" by the first test that failed, or "stopped" where the bound on processor time was reached."""
    verdict: str
    by: str = ""


def load() -> None:
    """Import what tests need besides nbnn, so that each trial begins with it."""
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OPENBLAS_NUM_THREADS": "1"}
    for name in LOADED:
        with suppress(ModuleNotFoundError):
            import_module(name)


def trial(mutant: Mutant, tests: list[str], files: list[str], seconds: int) -> Outcome:
    """Run `files` against a mutant, of them `tests` first, or only `tests` where their files are not in `files`; `seconds` of processor time."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        _live(mutant, tests, files, seconds, there)
    os.close(there)
    with os.fdopen(here, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return Outcome(*json.loads(said)) if said else Outcome("stopped")


def _live(mutant: Mutant, tests: list[str], files: list[str], seconds: int, pipe: int) -> None:
    """The child's whole life; it ends here, whatever happens."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # counted in work, not by the clock: a busy machine changes nothing
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        mutant.install()
        os.write(pipe, json.dumps(_outcome(tests, files)).encode())
    finally:
        os._exit(0)


def _outcome(tests: list[str], files: list[str]) -> Outcome:
    chosen = _Chosen(tests, files)
    paths = list(dict.fromkeys([*files, *(test.split("::")[0] for test in tests)]))
    ended = pytest.main([*OPTIONS, *paths], plugins=[chosen])
    if ended in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR) and not chosen.failed:
        return Outcome("not run")
    if ended == pytest.ExitCode.OK or (ended == pytest.ExitCode.NO_TESTS_COLLECTED and not chosen.failed):
        return Outcome("survived")
    return Outcome("killed", chosen.failed or "a test file that could not be imported")


class _Chosen:
    """A plugin of pytest: which tests run, in which order, and which one failed."""

    def __init__(self, tests: list[str], files: list[str]):
        self.order = {test: place for place, test in enumerate(tests)}
        self.files, self.failed = set(files), ""

    def pytest_collection(self, session):
        with suppress(ModuleNotFoundError):  # the same examples in every trial; a failure is enough, nobody reads the smallest
            from hypothesis import Phase, settings
            settings.register_profile("mutants", settings.get_profile("nbnn"), derandomize=True, database=None,
                                      phases=(Phase.explicit, Phase.generate))
            settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items):
        found = {item.nodeid for item in items}
        if self.order.keys() <= found:  # else the mutant has changed what tests there are: all of them run
            items[:] = [item for item in items if item.nodeid in self.order or item.nodeid.split("::")[0] in self.files]
        items.sort(key=lambda item: self.order.get(item.nodeid, len(self.order)))

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or (report.nodeid if report.failed else "")

    def pytest_collectreport(self, report):
        self.failed = self.failed or (report.nodeid if report.failed else "")
