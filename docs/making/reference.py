"""The reference: every public name of `nbnn`, `nbnn.labs`, `nbnn.sklearn` and `nbnn.exercises`, found by inspection, with its docstring."""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from inspect import isclass, isfunction, ismodule

import nbnn
import nbnn.exercises
import nbnn.labs
import nbnn.sklearn
from nbnn.core.records.record import Record
from nbnn.labs.frame.lab import Lab

FLOORS = {"nbnn.labs": nbnn.labs, "nbnn.exercises": nbnn.exercises, "nbnn.sklearn": nbnn.sklearn}


def pages() -> dict[str, str]:
    """Each page's name → its text, in the order of the table of contents."""
    rooms = {room: _page(room, import_module(room).__doc__, _of_room(names)) for room, names in sorted(_rooms().items())}
    floors = {name: _page(name, module.__doc__, _of_floor(name, module)) for name, module in FLOORS.items()}
    return {_last(name): text for name, text in (rooms | floors).items()}


def _rooms() -> dict[str, list[str]]:
    """The folders of the core → the public names that come from each."""
    rooms = defaultdict(list)
    for name in nbnn.__all__:
        rooms[_room(getattr(nbnn, name), name)].append(name)
    return rooms


def _room(thing: object, name: str) -> str:
    if isinstance(thing, dict):
        return "nbnn.core.records"
    home = thing.__name__ if ismodule(thing) else thing.__module__
    return ".".join(home.split(".")[:3])


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _page(name: str, documented: str | None, parts: Iterator[str]) -> str:
    """A page with the first sentence of the module's docstring under its title."""
    first = (documented or "").strip().splitlines()[0].partition(". ")[0].rstrip(".")
    return "\n\n".join([f"# {_last(name).replace('_', ' ').capitalize()}", f"{first}.", *parts]) + "\n"


def _of_room(names: list[str]) -> Iterator[str]:
    """Classes and functions, then the tables of records, then the modules."""
    things = {name: getattr(nbnn, name) for name in names}
    for name, thing in things.items():
        if isclass(thing) or isfunction(thing):
            yield _directive(f"nbnn.{name}", thing)
    for name, thing in things.items():
        if isinstance(thing, dict):
            yield f"## nbnn.{name}\n\n{_table(thing)}"
    for name, thing in things.items():
        if ismodule(thing):
            yield f"## nbnn.{name}\n\n{thing.__doc__.strip().splitlines()[0]}"
            yield from (_directive(f"nbnn.{name}.{inner}", getattr(thing, inner)) for inner in _of_module(thing))


def _of_floor(name: str, module) -> Iterator[str]:
    if module is nbnn.labs:
        yield _directive("nbnn.labs.frame.lab.Lab", Lab)
    for inner in sorted(module.__all__):
        thing = getattr(module, inner)
        if isclass(thing) or isfunction(thing):
            yield _directive(f"{name}.{inner}", thing)


def _of_module(module) -> list[str]:
    """The documented classes and functions that a module of the core has of its own and the page does not have already."""
    return [name for name, thing in vars(module).items() if not name.startswith("_") and (isclass(thing) or isfunction(thing))
            and thing.__module__ == module.__name__ and thing.__doc__ and name not in nbnn.__all__]


def _directive(name: str, thing: object) -> str:
    kind = "class" if isclass(thing) else "function"
    members = "\n   :members:" if isclass(thing) else ""
    return f"```{{eval-rst}}\n.. auto{kind}:: {name}{members}\n```"


def _table(records: dict[str, Record]) -> str:
    """A table of records: how each is written, its formula, where it is from."""
    rows = [f"| `{_name(key, record)}` | {_cell(_formula(record))} | {_cell(getattr(record, 'source', ''))} |"
            for key, record in records.items()]
    return "\n".join(["| name | formula | source |", "| --- | --- | --- |", *rows])


def _name(key: str, record: Record) -> str:
    """The public name of a record, or the key by which everything that takes one knows it."""
    return next((f"nbnn.{name}" for name in nbnn.__all__ if getattr(nbnn, name) is record), f'"{key}"')


def _formula(record: Record) -> str:
    return f"`{record.formula}`" if str(getattr(record, "formula", "")) else ""


def _cell(text: object) -> str:
    return " ".join(str(text).replace("|", "\\|").split())
