"""Each argument in turn is given junk, the others what is right: what comes of it, and what is wrong with that."""

import re
import warnings
from dataclasses import dataclass
from inspect import Parameter
from random import Random

import ipywidgets as widgets
import numpy as np

from nbnn.core.records.record import Record

from .arguments import Argument, argument, field_of
from .callables import Public
from .instances import instance
from .kinds import KINDS

SHORT = ("steps", "epochs")
TOGETHER = {"worked_example": ("x", "z", "w2")}  # what a callable needs although it has a default


@dataclass(frozen=True)
class Case:
    """One call: a callable, the argument that gets junk, and which."""

    public: Public
    name: str
    kind: str

    def __str__(self) -> str:
        return f"{self.public.name}({self.name}={self.kind})"


def cases(public: Public) -> list[Case]:
    return [Case(public, name, kind) for name in public.parameters() for kind in KINDS]


def some(every: list[Public], count: int, seed: int) -> list[Case]:
    """As many cases as wanted, drawn by the seed; each callable has its turn before one has a second."""
    rng = Random(seed)
    turns = [rng.sample(cases(each), len(cases(each))) for each in rng.sample(every, len(every))]
    return [turn[k] for k in range(max(map(len, turns))) for turn in turns if k < len(turn)][:count]


def given(case: Case) -> dict[str, object]:
    """What is right for what must be given, and the junk."""
    return right(case.public) | {case.name: KINDS[case.kind]()}


def argument_of(public: Public, parameter: Parameter) -> Argument:
    """What is right for a parameter: of a class of records what stands in one of them, else by its name."""
    made = isinstance(public.function, type) and issubclass(public.function, Record)
    return field_of(instance(public.function), parameter) if made else argument(public.name, parameter)


def right(public: Public) -> dict[str, object]:
    """What is right for what must be given, and for what makes a call short."""
    return {name: argument_of(public, each).right() for name, each in public.parameters().items()
            if each.default is Parameter.empty or name in SHORT or name in TOGETHER.get(public.name.rpartition(".")[2], ())}


def call(public: Public, arguments: dict[str, object]):
    """The call itself, on one of the class's own where it is a method."""
    taken = public.parameters()
    first = [] if public.owner is None else [instance(public.owner, public.name)]
    open_ended = next((name for name, each in taken.items() if each.kind is Parameter.VAR_POSITIONAL), None)
    if open_ended is None:
        placed = [name for name, each in taken.items() if each.kind is Parameter.POSITIONAL_ONLY]
        return public.function(*first, *(arguments[name] for name in placed), **{k: v for k, v in arguments.items() if k not in placed})
    before = list(taken)[:list(taken).index(open_ended)]
    return public.function(*first, *(arguments[name] for name in before), arguments.get(open_ended, 0))


def what_is_wrong(case: Case) -> str:
    """In words what is wrong with how the junk was taken; "" where it is refused by its name, or gives a result that may be right."""
    arguments, before = given(case), given(case)
    parameter = case.public.parameters()[case.name]
    wanted = argument_of(case.public, parameter)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", RuntimeWarning)
        try:
            result = call(case.public, arguments)
        except OSError as error:
            of_a_file = case.name in ("path", "source") and isinstance(arguments[case.name], str)  # that is not there
            return "" if of_a_file else f"{type(error).__name__}: {error}"
        except (ValueError, TypeError, LookupError) as error:  # a place that does not exist is a LookupError in all of Python
            said = str(error)
            named = re.search(rf"(?<![A-Za-z_]){re.escape(case.name)}(?![A-Za-z_])|{wanted.words}", said)
            return changed(arguments, before) or ("" if named else f"the message does not name it: {type(error).__name__}: {said[:300]}")
        except Exception as error:  # whatever it is, it is neither of the two that are promised
            return f"{type(error).__name__}: {str(error)[:300]}"
    text = repr(result)[:120]
    close(result)
    if case.kind == "nothing" and parameter.default is None:
        return changed(arguments, before)
    return f"it was taken, and gave {text}" if case.kind in wanted.never else changed(arguments, before)


def close(made: object) -> None:
    if isinstance(made, widgets.Widget):
        made.close()


def changed(now: dict[str, object], before: dict[str, object]) -> str:
    """Which of the arguments is not what it was; "" when none has changed."""
    return next((f"{name} was changed" for name in now if not same(now[name], before[name])), "")


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and (one.size > 1000 or repr(one) == repr(other))
    plain = isinstance(one, (list, tuple, dict, set, str, int, float))
    return not plain or repr(one) == repr(other)
