"""A plugin of pytest that counts which of the views' JavaScript runs in the browser: `./run coverage tests/browser`.

The browser counts blocks (V8's precise coverage). What it has counted is fetched before a page goes: at the end of each test, and before
a page is loaded again or closed. The modules are known by the names that nbnn/views/code/code.js gives them. What each test ran is kept
(`reached`), so that the table also counts the tests of earlier runs, as long as a module stays as it was; `./run mutants --javascript`
finds there which tests may notice a fault.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby

import pytest

from nbnn.views.code.source import files, script
from tests.browser.reached import keep, known

BRANCH = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?P<arm>(?<=\s)(?:\?|:|&&|\|\||\?\?)\s|\belse\s|\bif \()""", re.DOTALL)
NAMED = "nbnn/views.js"  # the sourceURL of the one script that a page gets
BEGINS = script()[1]  # where each module stands in it
MODULES = {name: files()[name] for name in BEGINS}


class Test:
    """What one test ran: of each module the characters, as a mask of a byte for each, and its functions by their places."""

    def __init__(self):
        self.seconds = 0.0
        self.masks = {name: bytearray(len(text)) for name, text in MODULES.items()}
        self.functions: dict[str, dict[tuple[int, int], bool]] = defaultdict(dict)

    def add(self, name: str, functions: list[dict], later: int) -> None:
        """Count what the browser says of a module that stands so many characters later there.

        A range says it for its own characters, and a narrower one for its part of them.
        """
        ran, size = bytearray(len(MODULES[name])), len(MODULES[name])
        ranges = [each for function in functions for each in function["ranges"]]
        for each in sorted(ranges, key=lambda each: each["startOffset"] - each["endOffset"]):
            start, end = (min(max(each[edge] - later, 0), size) for edge in ("startOffset", "endOffset"))
            ran[start:end] = bytes([each["count"] > 0]) * (end - start)
        either = int.from_bytes(self.masks[name]) | int.from_bytes(ran)
        self.masks[name] = bytearray(either.to_bytes(size))
        for function in functions:
            whole, known = function["ranges"][0], self.functions[name]
            place = (whole["startOffset"] - later, whole["endOffset"] - later)
            if place[0] > 0:  # the others are the module itself and what holds it
                known[place] = known.get(place, False) or whole["count"] > 0

    def kept(self) -> dict:
        """As JSON can say it."""
        return {"seconds": self.seconds,
                "ran": {name: list(_runs(mask)) for name, mask in self.masks.items() if any(mask)},
                "functions": {name: [[*place, ran] for place, ran in found.items()] for name, found in self.functions.items()}}


def _around(functions: Iterable[dict], begin: int, end: int) -> Iterator[dict]:
    """Those that reach into these characters."""
    return (each for each in functions if each["ranges"][0]["startOffset"] < end and each["ranges"][0]["endOffset"] > begin)


def _runs(mask: bytearray) -> Iterator[list[int]]:
    """Where it is not 0: [start, stop] each."""
    at = 0
    for value, group in groupby(mask):
        start, at = at, at + sum(1 for _ in group)
        if value:
            yield [start, at]


class Watch:
    """The pages of a run, and what the test of the moment has run in them."""

    def __init__(self):
        self.sessions, self.test = {}, Test()

    def watch(self, page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Profiler.enable")
        session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})
        self.sessions[page] = session

    def fetch(self, page) -> None:
        with suppress(Exception):  # a page that is gone has nothing more to say
            for found in self.sessions[page].send("Profiler.takePreciseCoverage")["result"]:
                if found["url"] == NAMED:
                    for name, begin in BEGINS.items():
                        self.test.add(name, list(_around(found["functions"], begin, begin + len(MODULES[name]))), begin)

    def fetch_all(self) -> None:
        self.sessions = {page: session for page, session in self.sessions.items() if not page.is_closed()}
        for page in self.sessions:
            self.fetch(page)

    def end(self, test: str) -> None:
        """What has been counted is this test's, unless it failed. It is kept at once: a run that is cut off has lost nothing."""
        ended, self.test = self.test, Test()
        if ended.seconds:
            keep({test: ended.kept()}, {name: len(text) for name, text in MODULES.items()})


def lines_of(text: str, ran: Iterable[list[int]]) -> tuple[list[int], int]:
    """(the lines with code none of which ran, how many have code): a line's code is what is neither comment nor bracket."""
    mask, missed, with_code, start = bytearray(len(text)), [], 0, 0
    for begin, end in ran:
        mask[begin:end] = b"\1" * (end - begin)
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        code = line.strip().strip("{}()[];,")
        if code and not code.startswith(("//", "*", "/*", "import ")):
            with_code += 1
            first = start + len(line) - len(line.lstrip())
            missed += [] if any(mask[first:start + len(line.rstrip())]) else [number]
        start += len(line)
    return missed, with_code


def arms_of(text: str) -> list[int]:
    """Where each way begins that code may go or not: after if, else, ? and :, and what && || ?? may leave out; as this code is written."""
    return [_arm(text, found) for found in BRANCH.finditer(text) if found["arm"]]


def _arm(text: str, found: re.Match) -> int:
    at = found.end()
    if found["arm"].startswith("if"):
        depth = 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
    return at + len(text[at:]) - len(text[at:].lstrip())


def arms_that_ran(text: str, ran: Iterable[list[int]]) -> tuple[int, int]:
    """(how many of a module's arms ran, how many there are)."""
    runs, arms = list(ran), arms_of(text)
    return sum(any(start <= arm < end for start, end in runs) for arm in arms), len(arms)


def functions_of(tests: Iterable[dict], name: str) -> tuple[int, int]:
    """(how many of a module's functions ran, how many there are): one within a function that never ran is not known."""
    found: dict[tuple[int, int], bool] = {}
    for test in tests:
        for start, end, ran in test["functions"].get(name, ()):
            found[start, end] = found.get((start, end), False) or ran
    return sum(found.values()), len(found)


def table(tests: dict[str, dict]) -> list[str]:
    """A row for each module: how many of its functions, lines and branches ran, and which lines did not."""
    rows, sums = [], [0] * 6
    for name, text in sorted(MODULES.items()):
        ran = [run for test in tests.values() for run in test["ran"].get(name, ())]
        missed, lines = lines_of(text, ran)
        counts = [*functions_of(tests.values(), name), lines - len(missed), lines, *arms_that_ran(text, ran)]
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        rows.append(f"{_row(name, counts)}  {' '.join(map(str, missed))}")
    return [*rows, _row(f"all, by {len(tests)} tests", sums)]


def _row(name: str, counts: list[int]) -> str:
    parts = zip(("functions", "lines", "branches"), counts[::2], counts[1::2])
    return f"{name:36} " + " ".join(f"{ran:5} of {there:5} {what} {100 * ran / max(there, 1):5.1f} %" for what, ran, there in parts)


WATCH = Watch()


@pytest.fixture(scope="session", autouse=True)
def counted(browser):
    """Every page of every context is watched from its beginning."""
    from playwright.sync_api import BrowserContext, Page

    opened = BrowserContext.new_page

    def new_page(context):
        page = opened(context)
        WATCH.watch(page)
        return page

    def before(method):
        def fetched(held, *given, **named):
            for page in getattr(held, "pages", [held]):
                WATCH.fetch(page)
            return method(held, *given, **named)
        return fetched

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BrowserContext, "new_page", new_page)
        for kind, name in ((Page, "goto"), (Page, "reload"), (Page, "close"), (BrowserContext, "close")):
            patch.setattr(kind, name, before(getattr(kind, name)))
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    WATCH.fetch_all()
    return (yield)


def pytest_runtest_logreport(report):
    if report.when == "call" and report.passed:
        WATCH.test.seconds = report.duration
    if report.when == "teardown":
        WATCH.end(report.nodeid)


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("JavaScript that ran")
    for row in table(known()):
        terminalreporter.write_line(row)
