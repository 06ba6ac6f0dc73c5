"""A plugin of pytest that counts which of the views' JavaScript runs in the browser: `./run coverage tests/browser`.

The browser counts blocks (V8's precise coverage). What it has counted is fetched before a page goes: at the end of each test, and before
a page is loaded again or closed. The modules are known by the names that nbnn/views/code/code.js gives them.
"""

import json
from collections import defaultdict
from contextlib import suppress

import pytest

from nbnn.views.code.source import bundle

NAMED = "nbnn/"  # the sourceURL of a view's module begins with it
MODULES = {name: text for name, text in json.loads(bundle()).items() if name.endswith(".js")}


class Covered:
    """Which characters of which module have run."""

    def __init__(self):
        self.sessions, self.ran = {}, defaultdict(set)

    def watch(self, page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Profiler.enable")
        session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})
        self.sessions[page] = session

    def fetch(self, page) -> None:
        with suppress(Exception):  # a page that is gone has nothing more to say
            for script in self.sessions[page].send("Profiler.takePreciseCoverage")["result"]:
                name = script["url"].removeprefix(NAMED)
                if name != script["url"] and name in MODULES:
                    self.ran[name] |= run_of(name, script["functions"])

    def fetch_all(self) -> None:
        for page in self.sessions:
            self.fetch(page)


def run_of(name: str, functions: list[dict]) -> set[int]:
    """The characters of a module that ran: a range says it for its own, and a narrower one for its part of it.

    The page puts other addresses into the imports, at the top; what comes after them stands later by so much.
    """
    ranges = [each for function in functions for each in function["ranges"]]
    ranges.sort(key=lambda each: each["startOffset"] - each["endOffset"])
    later = ranges[0]["endOffset"] - len(f"{MODULES[name]}\n//# sourceURL={NAMED}{name}\n")
    counts = {}
    for each in ranges:
        counts |= dict.fromkeys(range(each["startOffset"] - later, each["endOffset"] - later), each["count"])
    return {place for place, count in counts.items() if count}


def lines_of(text: str, ran: set[int]) -> tuple[list[int], int]:
    """(the lines with code none of which ran, how many have code): a line's code is what is neither comment nor bracket."""
    missed, with_code, start = [], 0, 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        code = line.strip().strip("{}()[];,")
        if code and not code.startswith(("//", "*", "/*", "import ")):
            with_code += 1
            first = start + len(line) - len(line.lstrip())
            missed += [] if ran & set(range(first, start + len(line.rstrip()))) else [number]
        start += len(line)
    return missed, with_code


def table(ran: dict[str, set[int]]) -> list[str]:
    """A row for each module: how many of its lines ran, and which did not."""
    rows, all_missed, all_lines = [], 0, 0
    for name, text in sorted(MODULES.items()):
        missed, lines = lines_of(text, ran.get(name, set()))
        all_missed, all_lines = all_missed + len(missed), all_lines + lines
        rows.append(f"{name:40} {lines:5} lines {100 * (lines - len(missed)) / max(lines, 1):6.1f} %  {' '.join(map(str, missed))}")
    return [*rows, f"{'all':40} {all_lines:5} lines {100 * (all_lines - all_missed) / max(all_lines, 1):6.1f} %"]


COVERED = Covered()


@pytest.fixture(scope="session", autouse=True)
def counted(browser):
    """Every page of every context is watched from its beginning."""
    from playwright.sync_api import BrowserContext, Page

    opened = BrowserContext.new_page

    def new_page(context):
        page = opened(context)
        COVERED.watch(page)
        return page

    def before(method):
        def fetched(page, *given, **named):
            COVERED.fetch(page)
            return method(page, *given, **named)
        return fetched

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BrowserContext, "new_page", new_page)
        for name in ("goto", "reload", "close"):
            patch.setattr(Page, name, before(getattr(Page, name)))
        yield
        COVERED.fetch_all()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    COVERED.fetch_all()
    return (yield)


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("JavaScript that ran")
    for row in table(COVERED.ran):
        terminalreporter.write_line(row)
