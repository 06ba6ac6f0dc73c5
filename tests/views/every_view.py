"""Every class of view: `nbnn` loads much on first use, so each of its modules that may have one is imported first."""

from importlib import import_module
from pkgutil import walk_packages

import nbnn.labs
import nbnn.views
from nbnn.views.code.view import View


def every_view() -> list[type[View]]:
    """Each once, and without the classes of the same name that `add_traits` makes for one widget."""
    for room in (nbnn.views, nbnn.labs):
        for module in walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    found: dict[tuple[str, str], type[View]] = {}
    for kind in _below(View):
        found.setdefault((kind.__module__, kind.__qualname__), kind)
    return list(found.values())


def _below(kind: type) -> list[type]:
    return [each for made in kind.__subclasses__() for each in (made, *_below(made))]
