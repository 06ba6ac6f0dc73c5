"""What the records of every table share: a short repr, being called for other parameters, and look-up by name."""

import copyreg
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Self, TypeVar, get_args, get_origin

import numpy as np

from .formula import Written


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Record:
    """One entry of a table. Records are equal only when they are the same.

    Attributes
    ----------
    key : the name in code, `leaky_relu`.
    name : the name in prose, "leaky ReLU".
    formula : the definition as Unicode text in the board's notation; what is given as text becomes a Formula, which knows its tree.
    source : where it comes from.
    parameters : the values it was made with; {} for most.
    make : for a record with parameters, the function that makes another one; calling the record calls it.
    elsewhere : what other books and libraries call it or something close, which an error for an unknown name then points out.
    """

    key: str
    name: str
    formula: Written = Written()
    source: str = ""
    parameters: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    make: Callable[..., Any] | None = None
    elsewhere: tuple[str, ...] = ()

    def __post_init__(self):
        self._check_fields()

    def _check_fields(self) -> None:
        """Raise TypeError for a field that is not what its annotation says."""
        for name, kinds, words, default in _forms(type(self)):  # type: ignore[arg-type]  # a class is hashable
            given = getattr(self, name)
            if given is not default and not (callable(given) if kinds is Callable else _fits(given, kinds)):
                raise TypeError(f"{name} is {given!r}: it must be {words}")

    def __call__(self, *args, **kwargs) -> Self:
        if self.make is None:
            raise TypeError(f"{self.key} has no parameters to change: use it as it is")
        return self.make(*args, **kwargs)

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value:g}" for name, value in self.parameters.items())
        return f"{self.key}({inside})" if inside else self.key

    def __reduce__(self):
        """A table's own record travels to another process by its name and stays the same one; others by their content."""
        if getattr(sys.modules[type(self).__module__], self.key, None) is self:
            return self.key
        return copyreg.__newobj__, (type(self),), _portable(self.__dict__)  # type: ignore[attr-defined]


#: What a field may be annotated with, what is right for it, and in words; annotations that say more are looked at by the record itself.
FORMS: dict[Any, tuple[Any, str]] = {
    str: (str, "a text"), bool: (bool, "True or False"), float: ((float, int, np.integer, np.floating), "a number"),
    int: ((int, np.integer), "a whole number"), tuple: ((tuple, list), "a tuple"), Mapping: (Mapping, "a mapping of names and numbers"),
    Callable: (Callable, "a function"),
}


@cache
def _forms(kind: type) -> tuple[tuple[str, Any, str, Any], ...]:
    """(name, what is right, in words, what else may stand there) for the fields of a class of records whose annotation says it."""
    return tuple((each.name, *FORMS[form], each.default) for each in fields(kind) if each.init and (form := _form(each.type)) in FORMS)


def _form(annotation: Any) -> Any:
    """What an annotation is in `FORMS`: itself without its entries, and without None."""
    options = [each for each in get_args(annotation) if each is not type(None)] if isinstance(annotation, UnionType) else [annotation]
    return (get_origin(options[0]) or options[0]) if len(options) == 1 else None


def _fits(given, kinds) -> bool:
    return isinstance(given, kinds) and (kinds is bool or not isinstance(given, bool))


def _portable(attributes: Mapping) -> dict:
    """Attributes as another process can read them: a read-only mapping as a dict."""
    return {name: dict(value) if isinstance(value, MappingProxyType) else value for name, value in attributes.items()}


AnyRecord = TypeVar("AnyRecord", bound=Record)


def look_up(given: AnyRecord | str, table: Mapping[str, AnyRecord], kind: type[AnyRecord], what: str) -> AnyRecord:
    """The record itself, or the one of that key or name; the error for an unknown name says the nearest."""
    if isinstance(given, kind):
        return given
    if not isinstance(given, str):
        raise TypeError(f"{what} is {given!r}: give a record or one of {', '.join(table)}")
    names = {name.lower(): record for record in table.values() for name in (record.name, record.key)}
    if given.lower() in names:
        return names[given.lower()]
    raise ValueError(f"there is no {what} {given!r}{_meant(given.lower(), names)}; the names are {', '.join(table)}")


def _meant(given: str, names: Mapping[str, Record]) -> str:
    """The records that other books call so, or the one of the nearest name."""
    called = list(dict.fromkeys(record.key for record in names.values() if given.replace("_", " ") in record.elsewhere))
    near = [names[name].key for name in get_close_matches(given, names, 1, cutoff=0.5)]
    found = " or ".join(map(repr, called or near))
    return f" (did you mean {found}?)" if found else ""
