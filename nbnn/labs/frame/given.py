"""What is given to a lab, looked at before anything is made of it: the signature says what each keyword takes."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import wraps
from math import isnan
from numbers import Integral, Real
from typing import Any, get_args, get_origin

import numpy as np

from ...core.bounds import MOST_COUNT, check_length, check_most
from ...core.network.network import Network
from ...core.records.activations import activation
from ...core.records.datasets import Dataset
from ...core.records.initializers import initializer
from ...core.records.losses import loss
from ...core.records.optimizers import optimizer
from ...core.records.record import Record
from .setup import cut_short

FORMS: dict[Any, tuple[Callable[[Any], bool], str]] = {
    Network: (lambda given: isinstance(given, Network), "a Network, such as nbnn.Network.random([2, 3, 1])"),
    Dataset: (lambda given: isinstance(given, Dataset), "a Dataset, such as nbnn.datasets.moons()"),
    int: (lambda given: isinstance(given, Integral) and not isinstance(given, bool), "a whole number, such as 3"),
    float: (lambda given: isinstance(given, Real) and not isinstance(given, bool), "a number, such as 0.5"),
    bool: (lambda given: isinstance(given, bool | Integral) and given in (0, 1), "True or False"),
    str: (lambda given: isinstance(given, str), "a text"),
    type(None): (lambda given: given is None, "None"),
    Mapping: (lambda given: isinstance(given, Mapping), 'a dict of names and their values, such as {"a": 2}'),
    Sequence: (lambda given: _is_list(given), "a list"),
}
EXAMPLES = {Sequence[int]: "a list of whole numbers, such as [8, 8]", Sequence[float]: "a list of numbers, such as [0.1, 0.5]",
            Sequence[str]: 'a list of texts, such as ["a", "b"]'}


def _curve(name: Any) -> Any:
    from ...core.records.curves import curve  # most labs have none

    return curve(name)


#: What a name that may stand for a record, by its class's name, stands for; a view that does not need it looks it up all the same.
NAMED: dict[str, Callable[[Any], Any]] = {"Activation": activation, "Curve": _curve, "Initializer": initializer, "Loss": loss,
                                          "Optimizer": optimizer}
OF_SOME_LABS = {"Node": "a node of nbnn.graph"}  # classes by their names: only who is given one has loaded it
NO_ARRAYS = ("ask", "cue", "level", "show")  # keywords that are compared with names


def _is_list(given: Any) -> bool:
    """One can go through it more than once, entry by entry."""
    once = isinstance(given, str | bytes | Mapping | Iterator) or (isinstance(given, np.ndarray) and not given.ndim)
    return isinstance(given, Iterable) and not isinstance(given, type) and not once


def check_first(make: Callable) -> Callable:
    """A lab's `__init__` that first looks at what it was given; TypeError or ValueError with the keyword's name.

    The keywords that a lab knows are those of its signature; one that takes `**` looks at these itself.
    """
    known = dict(list(inspect.signature(make).parameters.items())[1:])  # without self
    taken = {name: each for name, each in known.items() if each.annotation is not each.empty}
    open_ended = any(each.kind is each.VAR_KEYWORD for each in known.values())

    @wraps(make)
    def looks_first(lab, *args, **kwargs):
        unknown = {} if open_ended else {name: value for name, value in kwargs.items() if name not in known}
        given = {name: value for name, value in kwargs.items() if name not in unknown}
        for name, value in inspect.signature(make).bind_partial(lab, *args, **given).arguments.items():
            if name in NO_ARRAYS and isinstance(value, np.ndarray):
                raise TypeError(f"{name} is {_excerpt(value)}: give a name, or a list of names")
            if not isinstance(value, np.ndarray):
                check_length(name, value)
            if name in taken and value is not taken[name].default:
                check(name, value, taken[name].annotation)
        refuse(type(lab).__name__, unknown, tuple(known))
        make(lab, *args, **given)
    return looks_first


#: What other books and libraries call a keyword of ours.
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "learning_rate": ("eta",), "lr": ("eta",), "alpha": ("eta",), "rate": ("eta",),
    "target": ("z",), "targets": ("z",), "label": ("z",), "labels": ("z",), "t": ("z",), "y": ("z",), "input": ("x",), "inputs": ("x",),
    "weights": ("W1", "weights"), "output_activation": ("output",), "biases": ("bias",), "b": ("bias",), "epochs": ("steps",),
}


def refuse(lab: str, unknown: Iterable[str], known: Sequence[str]) -> None:
    """TypeError for keywords that a lab does not have; it names the one that others call so, or the nearest."""
    for name in unknown:
        called = [ours for ours in ELSEWHERE.get(name, ()) if ours in known]
        near = called or get_close_matches(name, known, 1)
        raise TypeError(f"{lab} has no {name!r}{f': did you mean {near[0]!r}?' if near else '.'} It takes {', '.join(known)}")


def check(name: str, value: object, takes: Any) -> None:
    """TypeError or ValueError when the keyword's value has none of the forms that its annotation names.

    An annotation that names something else, such as a record, is left to whoever looks that up.
    """
    options = _options(takes)
    for each in options:
        if isinstance(value, str) and (look := _by_name(each)):
            read_keyword(name, look, value)
    if not all(_form(each) or _is_record(each) for each in options):
        return
    check_length(name, value)
    no_number = float in options and isinstance(value, float) and isnan(value)
    if no_number or not any(_fits(value, each) for each in options):
        listed = " or ".join(_in_words(each) for each in options if each is not type(None))
        raise TypeError(f"{name} is {_excerpt(value)}: give {listed}")
    if name in ("seed", "seeds"):
        _check_seeds(name, value)
    else:
        _check_counts(name, value, options)


def _check_counts(name: str, value: Any, options: tuple) -> None:
    """A count, or each of several, up to what a page could show at all; a view's own bound may be lower."""
    whole = int in options and float not in options
    listed = any(_kind(each) is Sequence and get_args(each)[:1] == (int,) for each in options) and isinstance(value, Iterable)
    for each in value if listed else [value] if whole and isinstance(value, Integral) else []:
        check_most(name, int(each), MOST_COUNT, "of any count that a page shows")


def _check_seeds(name: str, value: Any) -> None:
    low = [each for each in (value if isinstance(value, Iterable) else (value,)) if each is not None and each < 0]
    if low:
        raise ValueError(f"{name} is {_excerpt(value)}: give whole numbers from 0 up, such as 0")


def read_keyword(name: str, look: Callable[[Any], Any], value: Any) -> Any:
    """What `look` makes of a keyword's value; its errors begin with the keyword, where they do not name it."""
    try:
        return look(value)
    except (ValueError, TypeError) as error:
        raise error if re.search(rf"\b{name}\b", str(error)) else type(error)(f"{name} is {_excerpt(value)}: {error}") from error


def _options(takes: Any) -> tuple:
    origin = get_origin(takes)
    return get_args(takes) if (origin is not None and not isinstance(origin, type)) or type(takes).__name__ == "UnionType" else (takes,)


def _kind(takes: Any) -> Any:
    return {tuple: Sequence}.get(get_origin(takes) or takes, get_origin(takes) or takes)


def _form(takes: Any) -> tuple[Callable[[Any], bool], str] | None:
    """How to tell what fits an annotation, and it in words; None for what is in no table."""
    kind = _kind(takes)
    words = OF_SOME_LABS.get(getattr(kind, "__name__", ""))
    return (lambda given: isinstance(given, kind), words) if words else FORMS.get(kind)


def _by_name(takes: Any) -> Callable[[Any], Any] | None:
    return NAMED.get(takes.__name__) if _is_record(takes) else None


def _is_record(takes: Any) -> bool:
    return isinstance(takes, type) and issubclass(takes, Record)


def _in_words(takes: Any) -> str:
    if _is_record(takes):
        return f"a record of a {takes.__name__.lower()}, or its name"
    form = _form(takes)
    return EXAMPLES.get(takes, form[1] if form else "")


def _fits(value: Any, takes: Any) -> bool:
    if _is_record(takes):  # a name of one has been looked up
        return isinstance(value, takes) or (isinstance(value, str) and _by_name(takes) is not None)
    form = _form(takes)
    if form is None or not form[0](value):
        return False
    parts = [each for each in get_args(takes) if each is not Ellipsis]
    if _kind(takes) is not Sequence or not parts or not all(_form(each) for each in _options(parts[0])):
        return True
    return all(any(_fits(each, option) for option in _options(parts[0])) for each in value)


def _excerpt(value: object) -> str:
    return f"a {type(value).__name__}" if len(repr(value)) > 60 else cut_short(value) if isinstance(value, str) else repr(value)
