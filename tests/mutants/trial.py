"""One mutant against some tests, in a process of its own that begins with everything loaded but nbnn."""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import NamedTuple, Protocol

import pytest

LOADED = ("numpy.random", "numpy.testing", "hypothesis.strategies", "hypothesis.extra.numpy", "mpmath", "autograd.numpy", "ipywidgets",
          "sklearn.datasets", "csv", "html.parser", "xml.etree.ElementTree", "tokenize")
MOST_BYTES = 6 * 10 ** 9
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no", "-o", "faulthandler_timeout=0")  # its thread does not live on in a fork


class Mutant(Protocol):
    def install(self) -> None:
        """Put the fault into this process, which has not imported nbnn yet."""


class Outcome(NamedTuple):
    """What became of a mutant: "survived", "killed" by the first test that failed, or "stopped" at the bound on processor time."""
    verdict: str
    by: str = ""


def load() -> None:
    """Import what tests need besides nbnn, so that each trial begins with it."""
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OPENBLAS_NUM_THREADS": "1"}
    for name in LOADED:
        with suppress(ModuleNotFoundError):
            import_module(name)


def trial(mutant: Mutant, files: list[str], seconds: int, order: dict[str, int] | None = None) -> Outcome:
    """Run tests against a mutant until one fails, for at most so many seconds of processor time.

    `order` gives tests of these files a place, or -1 to those that cannot notice it; a test that it does not know runs first.
    """
    def run() -> str:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # counted in work, not by the clock: a busy machine changes nothing
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
        mutant.install()
        return json.dumps(_outcome(files, order or {}))
    said = forked(run)
    return Outcome(*json.loads(said)) if said else Outcome("stopped")


def forked(run: Callable[[], str]) -> str:
    """What a function returns in a process of its own, or nothing where that ends before it."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        os.setsid()
        _live(run, there)
    os.close(there)
    try:
        with os.fdopen(here, "rb") as pipe:
            said = pipe.read()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # a server and a browser outlive a test that was stopped
        os.waitpid(child, 0)
    return said.decode()


def _live(run: Callable[[], str], pipe: int) -> None:
    """The child's whole life; it ends here, whatever happens."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        with os.fdopen(pipe, "wb", closefd=False) as said:
            said.write(run().encode())
    finally:
        os._exit(0)


def _outcome(files: list[str], order: dict[str, int]) -> Outcome:
    watcher = _Watcher(order)
    ended = pytest.main([*OPTIONS, *files], plugins=[watcher])
    if ended in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR) and not watcher.failed:
        return Outcome("not run")
    return Outcome("killed", watcher.failed) if watcher.failed else Outcome("survived")


class _Watcher:
    """A plugin of pytest that puts the tests in order and remembers the first failure."""

    failed = ""

    def __init__(self, order: dict[str, int]):
        self.order = order

    def pytest_collection(self, session):
        calm()

    def pytest_collection_modifyitems(self, items):
        items[:] = sorted((item for item in items if self.order.get(item.nodeid, 0) >= 0), key=lambda item: self.order.get(item.nodeid, 0))

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or (report.nodeid if report.failed else "")

    pytest_collectreport = pytest_runtest_logreport


def calm(examples: int | None = None) -> None:
    """Let hypothesis take the same examples in every trial; a failure is enough, nobody reads the smallest one."""
    if "hypothesis" in sys.modules:
        from hypothesis import Phase, settings
        settings.register_profile("mutants", settings.default, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate),
                                  max_examples=examples or settings.default.max_examples)
        settings.load_profile("mutants")
