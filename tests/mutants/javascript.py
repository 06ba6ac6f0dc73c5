"""Mutants of the views' JavaScript, tried by the type checker, by the tests that run its modules in node, and by those of a browser.

Node's tests read a module's file, so this process reads the faulty text. In a browser's page the fault is put where the module is made
from its text (views/code/code.js): so a Python that sends the text, as a kernel, need know nothing of it.
"""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from ..browser import reached
from ..mirrors import ROOT, TESTS
from ..views.scripts import imported
from .changes import PROSE
from .trial import Outcome, trial

VIEWS = reached.VIEWS
SECONDS, FEWEST, MOST = 100, 2, 5  # of the browser's tests that run a mutant's place: so long together, at least and at most so many
PATIENCE = 20  # seconds: what a page is waited for when a fault may be why it does not come
HANGS = 1200  # seconds, after which a trial is stopped: a page that never answers takes no processor time
SPOIL = """({ name, end, before, after }) => {
  const Whole = globalThis.Blob;
  globalThis.Blob = class extends Whole {
    constructor(parts, options) {
      super(parts?.[1] === `\\n//# sourceURL=nbnn/${name}\\n` ? [spoilt(parts[0]), parts[1]] : parts, options);
    }
  };
  const spoilt = (text) => {
    const start = text.length - end - before.length;
    if (text.slice(start, start + before.length) === before) return text.slice(0, start) + after + text.slice(start + before.length);
    if (text.slice(0, text.length - end).endsWith(after)) return text;  // a Python that read the faulty file has sent it
    throw new Error(`no ${before} there`);
  };
}"""
IN_NODE = re.compile(r'\brun_in_node\(|^from tests\.views\.node import', re.MULTILINE)
TOKEN = re.compile(r"""
    (?P<skipped>//[^\n]*|/\*.*?\*/|`(?:\\.|[^`\\])*`|(?<=[(,=:&|!?])\s?/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[dgimsuvy]*|^import[^;]*;)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<number>(?<![\w.$])\d+(?:\.\d+)?(?![\w.]))
    |(?P<word>[\w$.]+)
    |(?P<sign>===|!==|=>|<=|>=|\*\*|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\.\.\.|[<>+\-*/%!])
""", re.VERBOSE | re.DOTALL | re.MULTILINE)
SIGNS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "===", "+": "-", "-": "+", "*": "/", "/": "*", "%": "*",
         "&&": "||", "||": "&&", "+=": "-=", "-=": "+=", "!": "", "??": "&&"}
WORDS = {"true": "false", "false": "true", "Math.min": "Math.max", "Math.max": "Math.min", "Math.floor": "Math.ceil",
         "Math.ceil": "Math.floor", "continue": "break"}


@dataclass(frozen=True)
class Script:
    """A fault in a JavaScript module: what stands at `place` becomes `after`."""
    module: Path
    place: slice
    after: str
    name: str

    def text(self) -> str:
        source = self.module.read_text("utf-8")
        return source[:self.place.start] + self.after + source[self.place.stop:]

    def install(self) -> None:
        """From now on whoever reads the file in this process gets the faulty text, and so does every page of a browser that it opens."""
        source, faulty, read = self.module.read_text("utf-8"), self.text(), Path.read_text
        Path.read_text = lambda path, *given, **named: faulty if path.samefile(self.module) else read(path, *given, **named)
        self._install_in_browser(source)

    def _install_in_browser(self, source: str) -> None:
        from playwright.sync_api import Browser

        opened, most = Browser.new_context, resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))  # a browser reserves more addresses than there is memory
        signal.alarm(HANGS)
        _lose_patience()
        told = {"name": self.module.relative_to(VIEWS).as_posix(), "end": _length(source[self.place.stop:]),
                "before": source[self.place], "after": self.after}
        script = f"({SPOIL})({json.dumps(told)})"

        def new_context(browser, **options):
            context = opened(browser, **options)
            context.add_init_script(script)
            return context
        Browser.new_context = new_context
        Browser.new_page = lambda browser, **options: new_context(browser, **options).new_page()


def _length(text: str) -> int:
    """As JavaScript counts."""
    return len(text.encode("utf-16-le")) // 2


def _lose_patience() -> None:
    """What does not come soon will not come."""
    from .. import patience

    patience.HANGS = PATIENCE
    from ..browser import lab

    lab.PATIENCE = 1000 * PATIENCE


def node_tests() -> list[str]:
    """The test files that run modules in node."""
    return [path.relative_to(ROOT).as_posix() for path in sorted(TESTS.rglob("test_*.py"))
            if IN_NODE.search(path.read_text("utf-8")) and path.parent != Path(__file__).parent]


def tested_modules(files: list[str]) -> list[Path]:
    """The modules that these test files name, as "shared/template.js", and what those import."""
    named = {VIEWS / name for path in files for name in re.findall(r'"(?:\./)?([\w/]+\.js)"', (ROOT / path).read_text("utf-8"))}
    found, left = set(), [module for module in named if module.exists()]
    while left:
        module = left.pop()
        if module not in found:
            found.add(module)
            left += imported(module)
    return sorted(found)


def tests_of(module: Path) -> list[str]:
    """Those of the test files whose scripts have this module in them, its own first."""
    found = [path for path in node_tests() if module in tested_modules([path])]
    return sorted(found, key=lambda path: ((ROOT / path).parent.name != module.parent.name, (ROOT / path).stat().st_size))


def outcomes(script: Script, near: bool, seconds: int) -> Iterator[Outcome]:
    """What those say that may notice it, the quickest first: node's tests, the type checker, and where more is wanted the browser's."""
    if tests := tests_of(script.module):
        yield trial(script, tests, seconds)
    yield check_types(script)
    if not near and (tests := browser_tests(script)):
        yield trial(script, tests, seconds)


def browser_tests(script: Script) -> list[str]:
    """The tests that run a mutant's place in a browser, as far as is known from `./run coverage tests/browser`.

    The shortest, but first one of each file: those of a file are alike.
    """
    found, seconds, of_file = [], 0.0, Counter()
    known = reached.tests_at(script.module, script.place)
    turns = [(of_file.update([test.partition("::")[0]]) or of_file[test.partition("::")[0]], took, test) for test, took in known]
    for _, took, test in sorted(turns)[:MOST]:
        seconds += took
        if len(found) >= FEWEST and seconds > SECONDS:
            break
        found.append(test)
    return found


def check_types(script: Script) -> Outcome:
    """What the type checker says of the faulty module: `./run tests` calls it too, and it needs no test that runs the place."""
    deno = Path(sys.executable).with_name("deno")
    if not deno.exists():
        return Outcome("survived")
    with TemporaryDirectory() as place:
        for part in ("nbnn/views", "nbnn/page"):
            shutil.copytree(ROOT / part, Path(place, part), ignore=shutil.ignore_patterns("*.py", "*.css", "__pycache__"))
        shutil.copy(ROOT / "deno.json", place)
        Path(place, script.module.relative_to(ROOT)).write_text(script.text(), "utf-8")
        done = subprocess.run([deno, "check", "--quiet", "--no-remote", "--no-npm", "nbnn/views", "nbnn/page"], cwd=place, check=False,
                              env=os.environ | {"DENO_DIR": str(Path(place, ".deno")), "DENO_NO_UPDATE_CHECK": "1"}, capture_output=True)
    return Outcome("killed", "deno check") if done.returncode else Outcome("survived")


def drawn(seed: int) -> list[Script]:
    """All mutants of the views' modules, in the seed's order."""
    everything = [script for module in reached.modules() for script in scripts(module)]
    return sorted(everything, key=lambda script: sha256(f"{seed} {script.name}".encode()).digest())


def scripts(module: Path) -> list[Script]:
    """Every mutant of a module."""
    source, seen, made = module.read_text("utf-8"), {}, []
    for place, after in _changes(source):
        before, line = source[place], source[source.rfind("\n", 0, place.start) + 1:].partition("\n")[0].strip()
        name = f"{module.relative_to(ROOT).as_posix()} | {line} | {before} -> {after or 'nothing'}"
        seen[name] = seen.get(name, 0) + 1
        made.append(Script(module, place, after, name if seen[name] == 1 else f"{name} #{seen[name]}"))
    return made


def _changes(source: str) -> Iterator[tuple[slice, str]]:
    for token in TOKEN.finditer(source):
        after = _other(token.lastgroup, token[0])
        if after is not None:
            yield slice(*token.span()), after


def _other(kind: str, token: str) -> str | None:
    if kind == "number":
        return f"{float(token) + 1:g}"
    if kind == "text":
        return None if PROSE.search(token) else '"~"'
    return {"sign": SIGNS, "word": WORDS}.get(kind, {}).get(token)
