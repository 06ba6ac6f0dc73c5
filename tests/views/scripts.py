"""A view's module as one script, with everything that it imports in front of it: for engines that have no page to import from."""

import re
from pathlib import Path

from nbnn.views.code.source import VIEWS

IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\.?/[\w./-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)


def esm(*names: str) -> str:
    """Modules such as "board/board.js" as one; only what they export themselves is exported."""
    own, modules = {VIEWS / name for name in names}, []
    for module in own:
        _in_order(module, modules)
    return "\n".join(_without_imports(module) if module in own else EXPORT.sub("", _without_imports(module)) for module in modules)


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
