"""Examples of one's own: what is asked for, checked, and the data that it makes. Nothing is changed in place."""

from dataclasses import dataclass, replace

import numpy as np

from ..core.records.datasets import Dataset
from .stepper.data import feature_name, label_text, words_of
from .writing.numbers import format_number

MOST_ADDED = 200  # beyond the examples that were given
CHANGED = "changed by hand"
Room = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Change:
    """Other data, which example of it is new (None: one is gone), and what has happened, in words."""

    data: Dataset
    example: int | None
    words: str


def why_not(data: Dataset) -> str:
    """ "", or why single examples of this data cannot be changed in a plane."""
    if data.targets:
        return "The examples can be changed where the data has classes: these have targets."
    d = data.x.shape[1]
    return "" if d == 2 else f"The examples can be changed where the data has two features: these have {d}."


def changed(data: Dataset, asked: dict, most: int, room: Room | None = None) -> Change:
    """What a page or a cell asks for: {"act": "add", "x", "z"}, "move" (example, x), "class" (example, z) or "remove" (example).

    most : examples that the data may come to. room : the ends of both axes; None: anywhere.
    Raises ValueError or TypeError for anything that does not fit; the data is never changed.
    """
    if why_not(data):
        raise ValueError(why_not(data))
    acts = {"add": _added, "move": _moved, "class": _relabeled, "remove": _removed}
    act = asked.get("act")
    if not isinstance(act, str) or act not in acts:
        raise ValueError(f"the examples cannot be changed by {str(act)[:40]!r}: it must be one of {', '.join(acts)}")
    return acts[act](data, asked, most, room)


def classes(data: Dataset) -> list[tuple[int, str]]:
    """(label, words) of each class that an example may get."""
    return [(int(label), words_of(data, int(label))) for label in data.labels]


def _added(data: Dataset, asked: dict, most: int, room: Room | None) -> Change:
    if len(data) >= most:
        raise ValueError(f"the data has {len(data)} examples, and {MOST_ADDED} have been added, the most there may be: remove one first")
    x, z = _point(asked.get("x"), data, room), _label(asked.get("z"), data)
    made = _with(data, np.vstack([data.x, x]), np.append(data.z, z))
    return Change(made, len(data), f"Example {len(data)} was added: {_words(made, len(data))}. {_count(made)}")


def _moved(data: Dataset, asked: dict, _most: int, room: Room | None) -> Change:
    example, x = _example(asked.get("example"), data), data.x.copy()
    x[example] = _point(asked.get("x"), data, room)
    made = _with(data, x, data.z)
    return Change(made, example, f"Example {example} was moved: {_words(made, example)}.")


def _relabeled(data: Dataset, asked: dict, _most: int, _room: Room | None) -> Change:
    example, z = _example(asked.get("example"), data), data.z.copy()
    z[example] = _label(asked.get("z"), data)
    made = _with(data, data.x, z)
    return Change(made, example, f"Example {example} has another class: {_words(made, example)}.")


def _removed(data: Dataset, asked: dict, _most: int, _room: Room | None) -> Change:
    example = _example(asked.get("example"), data)
    if len(data) == 1:
        raise ValueError("this is the only example: there must be one to learn from")
    made = _with(data, np.delete(data.x, example, axis=0), np.delete(data.z, example))
    later = f" Examples {example + 1} to {len(made)} are now {example} to {len(made) - 1}." if example < len(made) else ""
    return Change(made, None, f"Example {example} was removed: {_words(data, example)}.{later} {_count(made)}")


def _with(data: Dataset, x: np.ndarray, z: np.ndarray) -> Dataset:
    source = data.source if data.source.endswith(CHANGED) else f"{data.source}; {CHANGED}"
    return replace(data, x=x, z=z, source=source)


def _point(given: object, data: Dataset, room: Room | None) -> list[float]:
    numbers = list(given) if isinstance(given, list | tuple | np.ndarray) else []
    if len(numbers) != 2 or not all(_is_number(each) for each in numbers):
        raise ValueError(f"x is {str(given)[:40]}: it must be two finite numbers, one for each feature")
    for number, (low, high), name in zip(numbers, room or (), (feature_name(data, k) for k in (0, 1))):
        if not low <= number <= high:
            raise ValueError(f"{name} is {format_number(number)}: the chart reaches from {format_number(low)} to {format_number(high)}")
    return [float(each) for each in numbers]


def _is_number(each: object) -> bool:
    return isinstance(each, int | float | np.number) and not isinstance(each, bool) and bool(np.isfinite(each))


def _label(given: object, data: Dataset) -> int:
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given not in data.labels:
        known = ", ".join(label_text(int(label)) for label in data.labels)
        raise ValueError(f"z is {str(given)[:40]}: it must be one of {known}")
    return int(given)


def _example(given: object, data: Dataset) -> int:
    if isinstance(given, bool) or not isinstance(given, int | np.integer):
        raise TypeError(f"the example is {str(given)[:40]}: it must be a whole number")
    if not 0 <= given < len(data):
        raise ValueError(f"example {given} does not exist: the data has examples 0 to {len(data) - 1}")
    return int(given)


def _words(data: Dataset, example: int) -> str:
    where = ", ".join(f"{feature_name(data, k)} {format_number(number)}" for k, number in enumerate(data.x[example]))
    return f"{words_of(data, int(data.z[example]))}, {where}"


def _count(data: Dataset) -> str:
    return f"The data has {len(data)} example{'s' if len(data) > 1 else ''}."
