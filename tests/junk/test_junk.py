"""Junk into every argument of everything public: refused by the argument's name, or a result that is right; and nothing is changed.

`NBNN_JUNK=all` gives every kind of junk to every argument, with a limit of 2 s of processor time and 1 GB for each call. Otherwise a few
cases of each callable are drawn by a seed that changes from day to day, which a failure names.
"""

import os
import re
import resource
import signal
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from .callables import public
from .calling import call, cases, close, right, some, what_is_wrong

SEED = int(os.environ.get("NBNN_JUNK_SEED", datetime.now(UTC).toordinal()))
ALL = os.environ.get("NBNN_JUNK") == "all"
EVERY = public()
OF_A_LAB = r"nbnn\.labs\.|[A-Z]\w*Lab\b|(Exercise|Prediction|Playground|OptimizerRace|Stepper)\b"
LABS = [each for each in EVERY if re.match(OF_A_LAB, each.name)]
BRIDGES = [each for each in EVERY if re.search(r"sklearn|torch$|frame", each.name)]  # to libraries that take seconds to import
OTHERS = [each for each in EVERY if each not in LABS and each not in BRIDGES]


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    """A path that is junk may be written to, and is then no junk for whoever reads it."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def imported():
    """The libraries of the bridges: their import is not what a call takes."""
    for name in ("sklearn.neural_network", "torch", "pandas", "polars"):
        with suppress(ImportError):
            import_module(name)


@pytest.mark.parametrize("each", OTHERS, ids=lambda each: each.name)
def test_what_the_table_says_is_right_is_taken(each):
    close(call(each, right(each)))


def test_a_sample_of_junk_is_refused_by_name_or_gives_a_right_result():
    drawn = some(OTHERS, 5 * len(OTHERS), SEED) + some(LABS, 40, SEED)
    found = {str(case): wrong for case in drawn if (wrong := what_is_wrong(case))}
    assert found == {}, f"NBNN_JUNK_SEED={SEED}"


@pytest.mark.skipif(not ALL, reason="NBNN_JUNK=all gives all junk to all arguments")
@pytest.mark.parametrize("each", EVERY if ALL else EVERY[:1], ids=lambda each: each.name)
def test_all_junk_is_refused_by_name_or_gives_a_right_result(each, imported):
    found = {}
    for case in cases(each):
        with limits(seconds=2, more=10**9):
            wrong = what_is_wrong(case)
        if wrong:
            found[str(case)] = wrong
    assert found == {}


@contextmanager
def limits(seconds: float, more: int):
    """At most so many seconds of processor time, and so many bytes of memory more than there are now."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + more, before[1]))
    signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)


def _too_slow(*_):
    pytest.fail("it took more than 2 s of processor time")


def test_a_callable_that_nobody_knows_is_asked_for():
    def unheard(of_this):
        return of_this

    with pytest.raises(KeyError, match=r"'of_this' that tests/junk/arguments\.py does not know"):
        right(EVERY[0]._replace(name="unheard", function=unheard, owner=None))


def test_there_is_much_to_try():
    assert len(OTHERS) > 200
    assert sum(len(cases(each)) for each in OTHERS) > 10_000
