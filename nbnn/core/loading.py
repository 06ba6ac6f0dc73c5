"""Names of a package that load with their first use (PEP 562): who needs one part of it does not wait for the others."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def on_first_use(package: str, its: dict[str, Any], names: Mapping[str, tuple[str, ...]], *, modules: Mapping[str, str] | None = None,
                 hint: str = "") -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package, which keep each name in `its` globals once it was asked for.

    names : for each module, such as ".core.tables.reading", what the package offers of it.
    modules : modules that the package offers whole, each with the module that it is.
    hint : what to try instead, for the message about a name that is not there.
    """
    places = {name: (module, name) for module, offered in names.items() for name in offered}
    places |= {name: (module, "") for name, module in (modules or {}).items()}

    def load(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"{package} has no {name!r}" + (f"; {hint}" if hint else ""), name=name)
        module, attribute = places[name]
        found = import_module(module, package)
        return its.setdefault(name, getattr(found, attribute) if attribute else found)

    return load, lambda: sorted({*its, *places})
