"""Every class of view: `nbnn` loads much on first use, so each of its modules that may have one is imported first."""

from importlib import import_module
from pkgutil import walk_packages

import nbnn.labs
import nbnn.views
from nbnn.views.code.view import View


def every_view() -> list[type[View]]:
    """Each once, also one that has two of them as its bases."""
    for room in (nbnn.views, nbnn.labs):
        for module in walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    return list(dict.fromkeys(_below(View)))


def _below(kind: type) -> list[type]:
    return [each for made in kind.__subclasses__() for each in (made, *_below(made))]
