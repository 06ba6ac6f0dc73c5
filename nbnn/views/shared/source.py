"""The JavaScript and CSS of a view, read from the files beside it.

A browser cannot follow a relative import out of a widget's module, so the modules that a view imports are put
in front of it, each once: plain ES modules on disk, one plain ES module on the page, and nothing is built.
"""

import re
from pathlib import Path

VIEWS = Path(__file__).parents[1]
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\.?/[\w./-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)


def esm(name: str) -> str:
    """The module `name`, such as "board/board.js", with everything it imports in front of it."""
    *shared, own = _in_order(VIEWS / name, [])
    return "\n".join([*(EXPORT.sub("", _without_imports(module)) for module in shared), _without_imports(own)])


def css(*names: str) -> str:
    """The theme and the style sheets `names`, such as "board/board.css"."""
    return "\n".join((VIEWS / name).read_text("utf-8") for name in ("shared/theme.css", *names))


def imported(module: Path) -> list[Path]:
    """The modules that `module` imports, in order."""
    return [(module.parent / name).resolve() for name in IMPORT.findall(module.read_text("utf-8"))]


def _in_order(module: Path, seen: list[Path]) -> list[Path]:
    if module not in seen:
        for other in imported(module):
            _in_order(other, seen)
        seen.append(module)
    return seen


def _without_imports(module: Path) -> str:
    return IMPORT.sub("", module.read_text("utf-8"))
