"""What a learner has done, as a list of events that only grows; where they stand follows from it.

`Progress` is the list, immutable; `ProgressFile` keeps it in a file beside the notebooks. Two notebooks may write the
same file: events have identities, so what is read and what is held are put together and nothing is lost.
"""

import json
import os
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from .judging.exercise import LONGEST_STORED, MOST_STORED, REFUSED, RIGHT, Check, Exercise, Variant, storable
from .lessons.table import exercise as exercise_record
from .naming import checked_name

FORMAT, VERSION = "nbnn progress", 1
FILE = "nbnn-progress.json"
LONGEST_NAME = 80
MOST_NAMES = 20
KINDS = ("answer", "hint", "solution", "another", "reset")
REQUIRED = ("id", "at", "exercise", "round", "kind")
GUEST = "guest-"
NAMELESS = ('Your file has no name in it yet, only the id {0}. Before you hand it in, run nbnn.exercises.set_name("Ada Lovelace") '
            "in a cell, with your own name, and download it again.")
PATIENCE, STALE = 2.0, 30.0  # seconds: how long a writer waits for another, and when a lock was left behind by a crash

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


DEFAULTS = {each.name: each.default for each in fields(Event)}


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


@dataclass(frozen=True)
class Progress:
    """What a learner has done. Every method that adds something returns another Progress.

    Attributes
    ----------
    learner : who, a name or a number; it sets the variants.
    events : in order of time.
    names : what the learner is called, (when, name), the last one valid; it sets nothing, so it can be given at any time.
    """

    learner: str
    events: tuple[Event, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "learner", checked_learner(self.learner))

    @property
    def name(self) -> str:
        """The name that the learner gave last; "" where none was given."""
        return self.names[-1][1] if self.names else ""

    @property
    def nameless(self) -> str:
        """What a guest should know who has not given a name; "" for everybody else."""
        return "" if self.name or not self.learner.startswith(GUEST) else NAMELESS.format(self.learner)

    # ---- variants ----

    def round(self, exercise: Exercise | str) -> int:
        """Which variant is current: each "another" leads to the next."""
        return max((each.round + (each.kind == "another") for each in self.of(exercise)), default=0)

    def of(self, exercise: Exercise | str) -> tuple[Event, ...]:
        """What was done in an exercise since it was last reset."""
        return since_reset(each for each in self.events if each.exercise == _key(exercise))

    def variant(self, exercise: Exercise | str) -> Variant:
        """The learner's current variant."""
        record = exercise_record(exercise)
        return record.variant(seed_of(self.learner, record.key, self.round(record)))

    # ---- what one can do ----

    def answered(self, exercise: Exercise | str, given) -> tuple["Progress", Check]:
        """Judge an answer to the current variant; one that could not be read is judged, but not kept."""
        variant = self.variant(exercise)
        check = variant.check(given)
        if check.verdict == REFUSED:
            return self, check
        kept = {"answer": storable(check.answer), "verdict": check.verdict, "found": tuple(each.key for each in check.found)}
        return self._with(exercise, "answer", **kept, numbers=variant.fingerprint), check

    def hinted(self, exercise: Exercise | str) -> tuple["Progress", str]:
        """The next hint; after the last one, that there is only the solution left."""
        hints, seen = self.variant(exercise).hints, self.hints_seen(exercise)
        if seen >= len(hints):
            return self, "There are no more hints; only the solution is left."
        return self._with(exercise, "hint"), hints[seen]

    def shown(self, exercise: Exercise | str) -> tuple["Progress", str]:
        """The solution, marked as seen: this variant no longer counts, a fresh one does."""
        return self._with(exercise, "solution"), self.variant(exercise).solution()

    def another(self, exercise: Exercise | str) -> "Progress":
        """Go on to a fresh variant."""
        return self._with(exercise, "another")

    def reset(self, exercises: Iterable[Exercise | str]) -> "Progress":
        """A fresh start with these exercises; what was done before stays in the list, and no longer counts."""
        progress = self
        for each in exercises:
            progress = progress._with(each, "reset")
        return progress

    def renamed(self, learner: str) -> "Progress":
        """The same list for another name; what was done before is marked as done under the old one."""
        if checked_learner(learner) == self.learner:
            return self
        return Progress(learner, tuple(replace(each, learner=each.learner or self.learner) for each in self.events), self.names)

    def named(self, name: str) -> "Progress":
        """The same with the learner's name; `learner`, and with it the numbers of the exercises, stay. Earlier names are kept."""
        name = checked_name(name)
        return self if name == self.name else replace(self, names=(*self.names, (_now(), name))[-MOST_NAMES:])

    def _with(self, exercise: Exercise | str, kind: str, **more) -> "Progress":
        record = exercise_record(exercise)
        event = Event(uuid.uuid4().hex, _now(), record.key, self.round(record), kind, **more)
        return replace(self, events=(*self.events, event))

    # ---- where one stands ----

    def hints_seen(self, exercise: Exercise | str) -> int:
        """How many hints of the current variant."""
        current = self.round(exercise)
        return sum(each.round == current and each.kind == "hint" for each in self.of(exercise))

    def solution_seen(self, exercise: Exercise | str) -> bool:
        """Whether the solution of the current variant was shown."""
        current = self.round(exercise)
        return any(each.round == current and each.kind == "solution" for each in self.of(exercise))

    def standing(self, exercise: Exercise | str) -> Standing:
        """Where the learner stands with it; a right answer counts when its solution was not seen before."""
        return standing(_key(exercise), self.of(exercise))

    def joined(self, other: "Progress") -> "Progress":
        """Both lists together, each event once."""
        events = {each.id: each for each in (*self.events, *other.events)}
        names = tuple(sorted({*self.names, *other.names}))[-MOST_NAMES:]
        return replace(self, events=tuple(sorted(events.values(), key=lambda each: (each.at, each.id))), names=names)

    # ---- as text ----

    def as_text(self) -> str:
        """The file's content, for saving, for a download, and for a teacher."""
        events = [{name: value for name, value in vars(each).items() if name in REQUIRED or value != DEFAULTS[name]}
                  for each in self.events]
        names = {"names": [list(each) for each in self.names]} if self.names else {}
        return json.dumps({"format": FORMAT, "version": VERSION, "learner": self.learner, **names, "events": events},
                          indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Progress":
        """Read it back; ValueError says what is wrong with it."""
        try:
            data = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"this is not a progress file: it is not JSON ({error})") from None
        if not isinstance(data, Mapping) or data.get("format") != FORMAT:
            raise ValueError("this is not a progress file: it does not say that it is one")
        if data.get("version") != VERSION:
            raise ValueError(f"this progress file has version {data.get('version')!r}, but this nbnn reads version {VERSION}")
        events = data.get("events")
        if not isinstance(events, list):
            raise ValueError("this progress file has no list of events")
        kept = tuple(_event(each, number) for number, each in enumerate(events))
        return cls(data.get("learner", ""), kept, _names(data.get("names", [])))


def since_reset(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events of one exercise after its last reset."""
    kept: list[Event] = []
    for each in events:
        kept = [] if each.kind == "reset" else [*kept, each]
    return tuple(kept)


def standing(key: str, events: Iterable[Event]) -> Standing:
    """Where the events of one exercise lead."""
    seen, hinted, solved = set(), set(), ""
    tries = hints = 0
    found: dict[str, None] = {}
    for each in events:
        if each.kind == "hint":
            hints += 1
            hinted.add(each.round)
        elif each.kind == "solution":
            seen.add(each.round)
        elif each.kind == "answer":
            tries += 1
            found |= dict.fromkeys(each.found)
            if each.verdict == RIGHT and each.round not in seen and solved != SOLVED:
                solved = HELPED if each.round in hinted else SOLVED
    status = solved or (SHOWN if seen else TRIED if tries else NEW)
    return Standing(key, status, tries, hints, tuple(found))


def seed_of(learner: str, key: str, round: int) -> int:
    """The seed of a learner's variant: the same on every machine, different for everybody."""
    return int.from_bytes(sha256(f"{learner}\n{key}\n{round}".encode()).digest()[:6], "big")


def checked_learner(given) -> str:
    """A learner's name or number: one line of text, not empty."""
    if not isinstance(given, str):
        raise TypeError(f"learner is {given!r}: give a name or number as text")
    name = " ".join(given.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"learner is {given[:LONGEST_NAME]!r}: give a name or number of 1 to {LONGEST_NAME} characters")
    return name


def _key(exercise: Exercise | str) -> str:
    return exercise.key if isinstance(exercise, Exercise) else exercise_record(exercise).key


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _refuse(constant: str):
    raise ValueError(f"{constant} is not JSON")


def _event(data, number: int) -> Event:
    """One event of a file, every field checked: a file may have been written by anybody."""
    try:
        event = Event(**{**data, "found": tuple(data.get("found", ()))})
    except (TypeError, AttributeError):
        raise ValueError(f"event {number} of this progress file has fields that are missing or unknown") from None
    found = data.get("found", [])
    texts = (event.id, event.at, event.exercise, event.kind, event.verdict, event.numbers, event.learner, *event.found)
    counted = isinstance(event.round, int) and not isinstance(event.round, bool) and event.round >= 0
    if not all(isinstance(each, str) and len(each) <= LONGEST_NAME for each in texts) or event.kind not in KINDS or not counted \
            or not isinstance(found, list) or not _is_answer([event.answer, found], 4):
        raise ValueError(f"event {number} of this progress file has a value that it cannot have")
    return event


def _names(data) -> tuple[tuple[str, str], ...]:
    """The names of a file, checked; files from before there were names have none."""
    pairs = data if isinstance(data, list) and len(data) <= MOST_NAMES else [None]
    if not all(isinstance(each, list) and len(each) == 2 and isinstance(each[0], str) and len(each[0]) <= LONGEST_NAME for each in pairs):
        raise ValueError("this progress file has names that are no list of times and names")
    return tuple((at, checked_name(name)) for at, name in pairs)


def _is_answer(value, depth: int) -> bool:
    """Texts, numbers, and a few levels of lists and dicts of them."""
    if isinstance(value, (list, dict)):
        inside = value.values() if isinstance(value, dict) else value
        return depth > 0 and len(value) <= MOST_STORED and all(_is_answer(each, depth - 1) for each in inside)
    return not isinstance(value, str) or len(value) <= LONGEST_STORED


# ---- the file ----

class ProgressFile:
    """A learner's progress in a file. Nothing here raises because of the file: `notice` says what went wrong.

    learner : who; left out: whoever the file belongs to, else the name that a JupyterHub gives, else a guest. Where the
        file belongs to somebody else, a file of one's own is kept beside it.

    Attributes
    ----------
    path : the file.
    progress : what is known, from the file and since.
    notice : "" or, in words, what the learner should know: a damaged file set aside, a folder that cannot be written to.
    """

    def __init__(self, path: str | Path = FILE, learner: str = ""):
        self.path, self.notice = Path(path), ""
        there = self._read()
        name = checked_learner(learner) if learner else there.learner if there else default_learner()
        if there and there.learner != name and not there.learner.startswith(GUEST):
            self.path = own_path(self.path, name)
            there = self._read()
        self.progress = there.renamed(name) if there else Progress(name)

    def do(self, step: Callable[[Progress], Any]) -> Any:
        """Apply one of Progress's methods, save, and return what the method gave besides."""
        self.notice = ""
        self._join()
        result = step(self.progress)
        self.progress, rest = result if isinstance(result, tuple) else (result, None)
        self.save()
        return rest

    def refresh(self) -> None:
        """Take in what another notebook has written meanwhile."""
        self.notice = ""
        self._join()

    def answer(self, exercise: Exercise | str, given) -> Check:
        """Judge and keep an answer."""
        return self.do(lambda progress: progress.answered(exercise, given))

    def hint(self, exercise: Exercise | str) -> str:
        """The next hint, kept as seen."""
        return self.do(lambda progress: progress.hinted(exercise))

    def solution(self, exercise: Exercise | str) -> str:
        """The solution, kept as seen."""
        return self.do(lambda progress: progress.shown(exercise))

    def another(self, exercise: Exercise | str) -> Variant:
        """A fresh variant."""
        self.do(lambda progress: progress.another(exercise))
        return self.progress.variant(exercise)

    def reset(self, exercises: Iterable[Exercise | str]) -> None:
        """A fresh start with these exercises."""
        chosen = list(exercises)
        self.do(lambda progress: progress.reset(chosen))

    def rename(self, learner: str) -> None:
        """Another name, and with it other variants; what was done stays. ValueError for a name that cannot be one."""
        self.do(lambda progress: progress.renamed(learner))

    def set_name(self, name: str) -> None:
        """The learner's name; the numbers of the exercises stay as they are. ValueError for a name that cannot be one."""
        self.do(lambda progress: progress.named(name))

    def restore(self, text: str) -> None:
        """Take in what was downloaded before, beside what is there; ValueError when it is no progress file."""
        other = Progress.from_text(text)
        self.do(lambda progress: other.joined(progress.renamed(other.learner)))

    def save(self) -> None:
        """Write the file in one move, so that it is never half written."""
        beside = self.path.with_name(f"{self.path.name}.{uuid.uuid4().hex[:8]}.part")
        try:
            with _Lock(self.path):
                self._join()  # once more: another notebook may have written meanwhile
                try:
                    with open(beside, "w", encoding="utf-8") as file:
                        file.write(self.progress.as_text())
                        file.flush()
                        os.fsync(file.fileno())
                    os.replace(beside, self.path)
                finally:
                    beside.unlink(missing_ok=True)
        except OSError as error:
            self.notice = (f"Your progress could not be written to {self.path.name} ({error.strerror or error}): "
                           "it is kept while this notebook runs; download it before you leave.")

    def _join(self) -> None:
        """Take in what the file has by now."""
        there = self._read()
        if there is None:
            return
        if self.progress.learner.startswith(GUEST):  # another notebook may have asked for the name
            self.progress = self.progress.renamed(there.learner)
        self.progress = self.progress.joined(there.renamed(self.progress.learner))

    def _read(self) -> Progress | None:
        """What the file has; None where there is none, or none that can be read as progress: that one is set aside."""
        try:
            return Progress.from_text(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:  # a wrong encoding is a ValueError too
            self._set_aside(str(error))
        except OSError as error:
            self.notice = f"{self.path.name} could not be read ({error.strerror or error})."
        return None

    def _set_aside(self, why: str) -> None:
        aside = self.path.with_name(f"{self.path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:4]}")
        try:
            os.replace(self.path, aside)
            self.notice = f"{self.path.name} could not be used: {why}. It is kept as {aside.name}; a new one was started."
        except OSError as error:
            self.notice = f"{self.path.name} could not be used ({why}) nor set aside ({error.strerror or error})."

    def __repr__(self) -> str:
        return f"ProgressFile({self.path.name}, {self.progress.learner}: {len(self.progress.events)} events)"


class Rehearsal(ProgressFile):
    """Progress that no file is read for and none is written of: what would come of it."""

    def __init__(self, progress: Progress):
        self.path, self.notice, self.progress = Path(FILE), "", progress

    def save(self) -> None:
        """Nothing: it does not count."""

    def _join(self) -> None:
        """Nothing: no file has a part in it."""


def set_name(name: str, path: str | Path = FILE) -> None:
    """Write your name into your progress file, so that a teacher can tell whose it is. The numbers of your exercises stay the same.

    name : in any script, at most 80 characters. path : left out: the file beside the notebook.

    Raises ValueError or TypeError, with what to do, for a name that cannot be one.
    """
    checked_name(name)
    kept = ProgressFile(path)
    told, before = [kept.notice] if kept.notice else [], kept.progress.name
    kept.set_name(name)
    if kept.notice:
        told.append(kept.notice)
    else:
        earlier = f" Before, it was {before}." if before not in ("", kept.progress.name) else ""
        told.append(f"The name in {kept.path.name} is {kept.progress.name}.{earlier}")
    print("\n".join(told))


class _Lock:
    """One writer at a time: a file that only one can create. One that a crash left behind is taken over."""

    def __init__(self, path: Path):
        self.path, self.ours = path.with_name(f"{path.name}.lock"), False

    def __enter__(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self.ours and time.monotonic() < end:
            try:
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                self.ours = True
            except FileExistsError:
                self._take_over_when_stale()
                time.sleep(0.02)

    def _take_over_when_stale(self) -> None:
        try:
            if time.time() - self.path.stat().st_mtime > STALE:
                self.path.unlink(missing_ok=True)
        except OSError:
            pass  # gone already: the next try will show

    def __exit__(self, *_) -> None:
        if self.ours:
            self.path.unlink(missing_ok=True)


def own_path(path: Path, learner: str) -> Path:
    """The file of one learner beside that of another: nbnn-progress-s123.json."""
    letters = "".join(sign if sign.isalnum() else "-" for sign in learner).strip("-")
    mark = letters if letters == learner else f"{letters}-{sha256(learner.encode()).hexdigest()[:6]}"
    return path.with_name(f"{path.stem}-{mark}{path.suffix}")


def default_learner() -> str:
    """The name that a JupyterHub gives, else a guest's, which the file then keeps."""
    hub = os.environ.get("JUPYTERHUB_USER", "")
    return hub if hub.strip() else f"{GUEST}{uuid.uuid4().hex[:8]}"
