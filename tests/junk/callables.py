"""Every public callable, found by inspection: functions, classes that one makes, their methods, and the records' functions."""

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
OF_THE_FRAME = {"answer_ahead"}  # called by what writes a page, with what it has made itself
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
    offered = (getattr(nbnn, name) for name in nbnn.__all__)
    own = [each for each in offered if inspect.ismodule(each) and each.__name__.startswith("nbnn.core.")]
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
    known = [each for each in every if each.parameters() and not _is_inner(each.function)]
    return list({id(each.function): each for each in known}.values())


def _is_inner(function: Callable) -> bool:
    return not isinstance(function, type) and bool(INNER.search(inspect.getdoc(function) or ""))


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
        looks = not is_dataclass(each) or hasattr(each, "__post_init__")
        if looks and not issubclass(each, (int, Warning)) and each.__name__ not in HANDED_OUT:
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
            of_the_class = isinstance(found, (classmethod, staticmethod))
            bare = found.__func__ if of_the_class else found
            if _is_called(each, name) and inspect.isfunction(bare) and bare.__module__.startswith("nbnn."):
                yield Public(f"{each.__name__}.{name}", getattr(each, name) if of_the_class else found, None if of_the_class else each)


def _is_called(owner: type, name: str) -> bool:
    """By its name, by brackets behind an object, or by square ones."""
    own_call = name == "__call__" and name in vars(owner) and owner is not Record
    return (not name.startswith("_") and name not in OF_THE_FRAME) or name == "__getitem__" or own_call
