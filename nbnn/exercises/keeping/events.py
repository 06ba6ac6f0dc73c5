"""What a learner did, event by event, and where that leads."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ..judging.exercise import LONGEST_STORED, MOST_STORED, RIGHT

LONGEST_NAME = 80
KINDS = ("answer", "hint", "solution", "another", "reset")
REQUIRED = ("id", "at", "exercise", "round", "kind")

SOLVED, HELPED, SHOWN, TRIED, NEW = "solved", "solved with hints", "solution seen", "tried", "not tried"


@dataclass(frozen=True)
class Event:
    """One thing a learner did.

    Attributes
    ----------
    id : unique, so that two lists can be put together.
    at : when, UTC, as ISO text.
    exercise : its key.
    round : which of the learner's variants of it, from 0.
    kind : "answer", "hint", "solution", "another" (a fresh variant was asked for), or "reset" (what was before does not count).
    answer, verdict, found : for answers: what was entered, what it came to, keys of the misconceptions that fit.
    numbers : for answers: the variant's fingerprint, so that one can see when another version of nbnn made other numbers.
    learner : whose variant it was, where that was somebody else than the list's learner: a guest who later gave a name.
    """

    id: str
    at: str
    exercise: str
    round: int
    kind: str
    answer: Any = None
    verdict: str = ""
    found: tuple[str, ...] = ()
    numbers: str = ""
    learner: str = ""

    def as_data(self) -> dict[str, Any]:
        """What a file holds of it: the fields that differ from what a field is when nothing is said."""
        return {name: value for name, value in vars(self).items() if name in REQUIRED or value != DEFAULTS[name]}


DEFAULTS = {each.name: each.default for each in fields(Event)}


def read_event(data, number: int) -> Event:
    """Return one event of a file, every field checked: a file may have been written by anybody."""
    try:
        event = Event(**{**data, "found": tuple(data.get("found", ()))})
    except (TypeError, AttributeError):
        raise ValueError(f"event {number} of this progress file has fields that are missing or unknown") from None
    found = data.get("found", [])
    texts = (event.id, event.at, event.exercise, event.kind, event.verdict, event.numbers, event.learner, *event.found)
    if not all(map(is_name, texts)) or event.kind not in KINDS or not is_count(event.round) \
            or not isinstance(found, list) or not _is_answer([event.answer, found], 4):
        raise ValueError(f"event {number} of this progress file has a value that it cannot have")
    return event


def is_name(value) -> bool:
    """Whether it is a short text."""
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def is_count(value) -> bool:
    """Whether it is a whole number from 0."""
    return type(value) is int and value >= 0


def _is_answer(value, depth: int) -> bool:
    """Texts, numbers, and a few levels of lists and dicts of them."""
    if isinstance(value, (list, dict)):
        inside = value.values() if isinstance(value, dict) else value
        return depth > 0 and len(value) <= MOST_STORED and all(_is_answer(each, depth - 1) for each in inside)
    return not isinstance(value, str) or len(value) <= LONGEST_STORED


# ---- where one stands ----

@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one exercise: status (a word), tries, hints seen, and the keys of the misconceptions met."""

    exercise: str
    status: str
    tries: int = 0
    hints: int = 0
    found: tuple[str, ...] = ()

    @property
    def solved(self) -> bool:
        return self.status in (SOLVED, HELPED)


@dataclass
class Tally:
    """What the events of one exercise come to since its last reset. One more event is added without a look at those before.

    round : which variant is current: each "another" leads to the next.
    tries, found, solved : of the answers. hinted : round → hints seen. seen : the rounds whose solution was seen.
    """

    round: int = 0
    tries: int = 0
    solved: str = ""
    found: tuple[str, ...] = ()
    hinted: dict[int, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def after(self, event: Event) -> "Tally":
        """Return the tally with one more event; this one stays as it is."""
        other = replace(self, hinted=copy(self.hinted), seen=copy(self.seen))
        other.add(event)
        return other

    def add(self, event: Event) -> None:
        """Count one more event."""
        if event.kind == "reset":
            vars(self).update(vars(Tally()))
            return
        self.round = max(self.round, event.round + (event.kind == "another"))
        if event.kind == "hint":
            self.hinted[event.round] = self.hinted.get(event.round, 0) + 1
        elif event.kind == "solution":
            self.seen.add(event.round)
        elif event.kind == "answer":
            self._add_answer(event)

    def _add_answer(self, event: Event) -> None:
        self.tries += 1
        self.found = tuple(dict.fromkeys((*self.found, *event.found)))
        if event.verdict == RIGHT and event.round not in self.seen and self.solved != SOLVED:
            self.solved = HELPED if event.round in self.hinted else SOLVED

    @property
    def hints_seen(self) -> int:
        """How many hints of the current variant."""
        return self.hinted.get(self.round, 0)

    @property
    def solution_seen(self) -> bool:
        """Whether the solution of the current variant was shown."""
        return self.round in self.seen

    def standing(self, key: str) -> Standing:
        """Return where this leads; a right answer counts when its solution was not seen before."""
        status = self.solved or (SHOWN if self.seen else TRIED if self.tries else NEW)
        return Standing(key, status, self.tries, sum(self.hinted.values()), self.found)


def since_reset(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events of one exercise after its last reset."""
    kept: list[Event] = []
    for each in events:
        if each.kind == "reset":
            kept.clear()
        else:
            kept.append(each)
    return tuple(kept)


def standing(key: str, events: Iterable[Event]) -> Standing:
    """Return where the events of one exercise lead."""
    tally = Tally()
    for each in events:
        tally.add(each)
    return tally.standing(key)


def tallies(events: Iterable[Event]) -> dict[str, Tally]:
    """Return each exercise's tally, by its key, from one walk through the events."""
    found: dict[str, Tally] = {}
    for each in events:
        found.setdefault(each.exercise, Tally()).add(each)
    return found


def together(mine: tuple[Event, ...], theirs: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return both lists as one in order of time, each event once; where one list only goes on from the other, that one as it is."""
    shorter, longer = sorted((mine, theirs), key=len)
    if longer[:len(shorter)] == shorter:
        return longer
    events = {each.id: each for each in (*mine, *theirs)}
    return tuple(sorted(events.values(), key=lambda each: (each.at, each.id)))
