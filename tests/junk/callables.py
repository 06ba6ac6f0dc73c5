"""Every public callable, found by inspection: functions, classes that one makes, their methods, and the functions of the tables' records."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from types import ModuleType
from typing import NamedTuple

import nbnn
import nbnn.labs
from nbnn.core.records.record import Record

RECORDED = ("value", "derivative", "draw")  # what a record offers to be called, where it has it
HANDED_OUT = {"Step", "Node", "Order"}  # made by sgd_step, by graph.variable and by graph.order: nobody writes them down
INNER = re.compile(r"checked before|checked once|is checked")  # in the words of a function that is called with what was looked at


class Public(NamedTuple):
    """A callable that anybody may call. owner : the class whose method it is; None for all others."""

    name: str
    function: Callable
    owner: type | None = None

    def parameters(self) -> dict[str, inspect.Parameter]:
        """Those that one gives: without `self`, and without what a partial function has already."""
        taken = dict(inspect.signature(self.function).parameters)
        if self.owner is not None and next(iter(taken), "") == "self":
            taken.pop("self")
        bound = self.function.keywords if isinstance(self.function, partial) else {}
        return {name: each for name, each in taken.items() if each.kind is not each.VAR_KEYWORD and name not in bound}


def modules() -> list[ModuleType]:
    own = [each for each in vars(nbnn).values() if inspect.ismodule(each) and each.__name__.startswith("nbnn.core.")]
    return [nbnn, nbnn.labs, *own]


def offered() -> Iterator[tuple[str, object]]:
    """(name, object) for all that the modules offer: by `__all__`, or what they define themselves."""
    for module in modules():
        for name in getattr(module, "__all__", dir(module)):
            found = getattr(module, name)
            if not name.startswith("_") and (hasattr(module, "__all__") or getattr(found, "__module__", "") == module.__name__):
                yield f"{module.__name__}.{name}", found


def public() -> list[Public]:
    """Every public callable once."""
    every = [*functions(), *makers(), *of_records(), *methods()]
    known = [each for each in every if each.parameters() and (isinstance(each.function, type) or not INNER.search(inspect.getdoc(each.function) or ""))]
    return list({id(each.function): each for each in known}.values())


def functions() -> Iterator[Public]:
    for name, found in offered():
        if inspect.isfunction(found):
            yield Public(name, found)


def classes() -> list[type]:
    """The classes that are offered, and those of what is offered."""
    found = [each if isinstance(each, type) else type(each) for _, each in offered()]
    return [each for each in dict.fromkeys(found) if each.__module__.startswith("nbnn.") and not issubclass(each, Exception)]


def makers() -> Iterator[Public]:
    """The classes that one makes oneself: those that look at what they are given. (Others are only handed out.)"""
    for each in classes():
        if not issubclass(each, (int, Warning)) and (not is_dataclass(each) or hasattr(each, "__post_init__")) and each.__name__ not in HANDED_OUT:
            yield Public(each.__name__, each)


def of_records() -> Iterator[Public]:
    """What makes another record of a table, and the functions that a record has."""
    found = {id(each): each for _, each in offered() if isinstance(each, Record)}
    tables = [each for _, each in offered() if isinstance(each, dict)]
    for record in {**found, **{id(each): each for table in tables for each in table.values()}}.values():
        if record.make is not None:
            yield Public(f"{type(record).__name__} {record.key}", record.make)
        for name in () if "__call__" in vars(type(record)) else RECORDED:  # a schedule is called itself
            if callable(function := getattr(record, name, None)) and name in {each.name for each in fields(record)}:
                yield Public(f"{type(record).__name__} {record.key}.{name}", function)


def methods() -> Iterator[Public]:
    for each in classes():
        for name in dir(each):
            found = inspect.getattr_static(each, name)
            bare = found.__func__ if isinstance(found, (classmethod, staticmethod)) else found
            if (not name.startswith("_") or name == "__getitem__" or (name == "__call__" and name in vars(each) and each is not Record)) and inspect.isfunction(bare) and bare.__module__.startswith("nbnn."):
                own = isinstance(found, (classmethod, staticmethod))
                yield Public(f"{each.__name__}.{name}", getattr(each, name) if own else found, None if own else each)
