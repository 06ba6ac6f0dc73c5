"""Mutants of the views' JavaScript: of the modules that tests run outside a browser, in node."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..mirrors import PACKAGE, ROOT, TESTS
from .changes import PROSE

VIEWS = PACKAGE / "views"
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
        """From now on whoever reads the file in this process gets the faulty text."""
        faulty, read = self.text(), Path.read_text
        Path.read_text = lambda path, *given, **named: faulty if path.samefile(self.module) else read(path, *given, **named)


def node_tests() -> list[str]:
    """The test files that run modules in node."""
    return [path.relative_to(ROOT).as_posix() for path in sorted(TESTS.rglob("test_*.py"))
            if 'shutil.which("node")' in path.read_text("utf-8") and path.parent != Path(__file__).parent]


def tested_modules(files: list[str]) -> list[Path]:
    """The modules that these test files name, as "shared/template.js"."""
    named = {name for path in files for name in re.findall(r'"([\w/]+\.js)"', (ROOT / path).read_text("utf-8"))}
    return sorted(VIEWS / name for name in named)


def tests_of(module: Path) -> list[str]:
    """Those of the test files whose scripts have this module in them."""
    return [path for path in node_tests() if module in tested_modules([path])]


def drawn(seed: int) -> list[Script]:
    """All mutants of the modules that node runs, in the seed's order."""
    everything = [script for module in tested_modules(node_tests()) for script in scripts(module)]
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
