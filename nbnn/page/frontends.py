"""The JavaScript that draws widgets, from the packages that are installed: what a page carries instead of fetching it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution

BASE = "@jupyter-widgets/base"
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@dataclass(frozen=True)
class FrontEnd:
    """An AMD module and the installed package that has it.

    package : its name on the Python package index.
    file : how the module's path within the package ends.
    also : the other names under which models and modules ask for it.
    """

    package: str
    file: str
    also: tuple[str, ...] = ()


FRONT_ENDS = {
    BASE: FrontEnd("widgetsnbextension", "jupyter-js-widgets/extension.js", also=("@jupyter-widgets/controls", "@jupyter-widgets/output")),
    "anywidget": FrontEnd("anywidget", "nbextensions/anywidget/index.js"),
    "bqscales": FrontEnd("bqscales", "nbextensions/bqscales/index.js"),
    "bqplot": FrontEnd("bqplot", "nbextensions/bqplot/index.js"),
}


def needed_front_ends(modules: Iterable[str]) -> dict[str, FrontEnd]:
    """Name → front end, for the modules that models name; the base, which all need, is among them.

    Raises ValueError for a module that none of the packages has.
    """
    wanted = {BASE, *modules}
    found = {name: end for name, end in FRONT_ENDS.items() if wanted & {name, *end.also}}
    missing = wanted - {each for name, end in found.items() for each in (name, *end.also)}
    if missing:
        raise ValueError(f"a page cannot show widgets of {', '.join(sorted(missing))}: it has those of {', '.join(FRONT_ENDS)}")
    return found


def javascript(front_end: FrontEnd) -> str:
    """The module's text. Raises FileNotFoundError where its package is not installed, or has no such file."""
    return SOURCE_MAP.sub("", _text(front_end.package, front_end.file))


def license_text(front_end: FrontEnd) -> str:
    """The package's name, version and license."""
    return f"{front_end.package} {distribution(front_end.package).version}\n\n{_text(front_end.package, 'licenses/LICENSE')}"


def _text(package: str, ending: str) -> str:
    try:
        paths = distribution(package).files or []
    except PackageNotFoundError:
        paths = []
    for path in paths:
        if path.as_posix().endswith(ending):
            return path.read_text("utf-8")
    raise FileNotFoundError(f"the package {package} has no file {ending}: install it again with pip install --force-reinstall {package}")
