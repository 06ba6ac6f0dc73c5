"""A long list of events in few bytes, and nothing of it lost: the oldest are folded, as many at a time, into columns.

What many events have in common (exercise, kind, answer, verdict ...) is written once; each keeps its id, its time and its round. A fold
is made once and read once: as long as the events in it are the same, so is its text. What is written for one more event is then no
more than what is not folded yet, and the folds' texts as they are.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from .events import Event, is_count, is_name, read_event

SIZE = 200  # events in a fold
MOST_REMEMBERED = 4000  # folds
OWN = ("id", "at", "round")  # what each event has for itself
COLUMNS = ("same", "which", "ids", "at", "rounds")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Fold:
    """Events, as the file's data, and as its text.

    data : "same": what events have in common; "which": for each event, the place in it; "ids"; "at": microseconds since the event before
        (the first: since 1970), or the text where it is no such time; "rounds".
    """

    events: tuple[Event, ...]
    data: dict[str, list]
    text: str


_folds: dict[str, Fold] = {}  # the first event's id → its fold, the oldest first


def foldable(events: tuple[Event, ...]) -> int:
    """Return how many of the events are to be folded: all but the last, from one to two times the size of a fold."""
    return max(0, len(events) // SIZE - 1) * SIZE


def folded(events: tuple[Event, ...]) -> Iterator[str]:
    """Yield the text of each fold of these events."""
    for start in range(0, len(events), SIZE):
        yield _fold_of(events[start:start + SIZE]).text


def _fold_of(events: tuple[Event, ...]) -> Fold:
    known = _folds.get(events[0].id)
    if not known or known.events != events:
        return _remember(Fold(events, data := fold(events), as_line(data)))
    # the same objects are compared without a look into them; equal ones are, so those seen last are the ones to know
    return known if known.events[0] is events[0] else _remember(replace(known, events=events))


def unfolded(data, number: int) -> tuple[Event, ...]:
    """Return the events of a fold of a file; ValueError says which one, counted from 0, has something that it cannot have."""
    known = _folds.get(_first_id(data))
    if known and known.data == data:
        return known.events
    try:
        events = _unfold(data)
    except (ValueError, TypeError, LookupError, OverflowError):
        raise ValueError(f"fold {number} of this progress file has a value that it cannot have") from None
    return _remember(Fold(events, data, as_line(data))).events


def as_line(data) -> str:
    """Return data as JSON in one line."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def fold(events: tuple[Event, ...]) -> dict[str, list]:
    """Return events as columns."""
    same: dict[str, int] = {}
    which = []
    for each in events:
        line = as_line({name: value for name, value in each.as_data().items() if name not in OWN})
        which.append(same.setdefault(line, len(same)))
    at = list(_differences([each.at for each in events]))
    return {"same": [json.loads(line) for line in same], "which": which, "ids": [each.id for each in events], "at": at,
            "rounds": [each.round for each in events]}


def _unfold(data) -> tuple[Event, ...]:
    same, which, ids, at, rounds = (data[name] for name in COLUMNS)
    if len(data) != len(COLUMNS) or not ids or not all(isinstance(each, list) for each in data.values()) \
            or not len(which) == len(ids) == len(at) == len(rounds) or not all(map(is_count, which)):
        raise ValueError("columns that do not belong together")
    models = [read_event({**each, "id": "", "at": "", "round": 0}, 0) for each in same]
    return tuple(_event(models[model], *own) for model, *own in zip(which, ids, _times(at), rounds))


def _event(model: Event, id: str, at: str, round: int) -> Event:
    if not is_name(id) or not is_name(at) or not is_count(round):
        raise ValueError("a value that it cannot have")
    return Event(id, at, model.exercise, round, model.kind, model.answer, model.verdict, model.found, model.numbers, model.learner)


def _differences(times: list[str]) -> Iterator[int | str]:
    before = 0
    for text in times:
        present = _microseconds(text)
        if present is None:
            yield text
        else:
            yield present - before
            before = present


def _times(column: list) -> Iterator[str]:
    before = 0
    for each in column:
        if type(each) is int:
            before += each
            yield _text(before)
        else:
            yield each


def _microseconds(text: str) -> int | None:
    """Return a time that `_text` gives back letter for letter as a number; None for any other text."""
    try:
        found = (datetime.fromisoformat(text) - EPOCH) // TICK
        return found if _text(found) == text else None
    except (ValueError, TypeError, OverflowError):
        return None


def _text(microseconds: int) -> str:
    return (EPOCH + microseconds * TICK).isoformat(timespec="microseconds")


def _first_id(data: Any) -> str:
    """Return the id of a fold's first event; "" where it has none."""
    ids = data.get("ids") if isinstance(data, dict) else None
    return ids[0] if isinstance(ids, list) and ids and isinstance(ids[0], str) else ""


def _remember(made: Fold) -> Fold:
    if len(_folds) >= MOST_REMEMBERED:
        _folds.pop(next(iter(_folds)), None)
    _folds[made.events[0].id] = made
    return made
