"""The JavaScript and CSS of a view, read from the files beside this one.

A browser cannot follow a relative import out of a widget's module, so the modules that a view imports are put
in front of it, each once: plain ES modules on disk, one plain ES module on the page, and nothing is built.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)


def esm(name: str) -> str:
    """The module `name` with everything it imports in front of it."""
    *shared, own = _in_order(name, [])
    return "\n".join([*(EXPORT.sub("", _without_imports(module)) for module in shared), _without_imports(own)])


def css(*names: str) -> str:
    """The theme and the style sheets `names`."""
    return "\n".join((HERE / name).read_text("utf-8") for name in ("theme.css", *names))


def _in_order(name: str, seen: list[str]) -> list[str]:
    if name not in seen:
        for imported in IMPORT.findall((HERE / name).read_text("utf-8")):
            _in_order(imported, seen)
        seen.append(name)
    return seen


def _without_imports(name: str) -> str:
    return IMPORT.sub("", (HERE / name).read_text("utf-8"))
