"""What a learner has done, as a list of events that only grows; where they stand follows from it.

`Progress` is the list, immutable; `ProgressFile` keeps it in a file beside the notebooks. Two notebooks may write the
same file: events have identities, so what is read and what is held are put together and nothing is lost. A long list is folded
(`keeping/folding.py`), and what one more event costs does not grow with a second look at those before.
"""

import json
import os
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from .judging.exercise import REFUSED, Check, Exercise, Variant, storable
from .keeping.events import LONGEST_NAME, Event, Standing, Tally, read_event, since_reset, tallies, together
from .keeping.folding import as_line, foldable, folded, unfolded
from .keeping.locking import Lock
from .lessons.table import exercise as exercise_record
from .naming import checked_name
from .whole_file import clean, left_over, write_whole

FORMAT, VERSION = "nbnn progress", 2
UNFOLDED = 1  # the version of a file in which nothing is folded: written as it was before there were folds
FILE = "nbnn-progress.json"
MOST_NAMES = 20
GUEST = "guest-"
NAMELESS = ('Your file has no name in it yet, only the id {0}. Before you hand it in, run nbnn.exercises.set_name("Ada Lovelace") '
            "in a cell, with your own name, and download it again.")


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
        return self._tally(exercise).round

    def of(self, exercise: Exercise | str) -> tuple[Event, ...]:
        """What was done in an exercise since it was last reset."""
        key = _key(exercise)
        return since_reset(each for each in self.events if each.exercise == key)

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
        grown = replace(self, events=(*self.events, event))
        vars(grown)["_tallies"] = {**self._tallies, record.key: self._tally(record).after(event)}  # so that nobody walks through all again
        return grown

    @cached_property
    def _tallies(self) -> dict[str, Tally]:
        return tallies(self.events)

    def _tally(self, exercise: Exercise | str) -> Tally:
        return self._tallies.get(_key(exercise)) or Tally()

    # ---- where one stands ----

    def hints_seen(self, exercise: Exercise | str) -> int:
        """How many hints of the current variant."""
        return self._tally(exercise).hints_seen

    def solution_seen(self, exercise: Exercise | str) -> bool:
        """Whether the solution of the current variant was shown."""
        return self._tally(exercise).solution_seen

    def standing(self, exercise: Exercise | str) -> Standing:
        """Where the learner stands with it; a right answer counts when its solution was not seen before."""
        return self._tally(exercise).standing(_key(exercise))

    def joined(self, other: "Progress") -> "Progress":
        """Both lists together, each event once."""
        events = together(self.events, other.events)
        names = tuple(sorted({*self.names, *other.names}))[-MOST_NAMES:]
        for each in (self, other):
            if (each.learner, each.names) == (self.learner, names) and each.events is events:
                return each
        return replace(self, events=events, names=names)

    # ---- as text ----

    def as_text(self) -> str:
        """The file's content, for saving, for a download, and for a teacher."""
        names = {"names": [list(each) for each in self.names]} if self.names else {}
        head = {"format": FORMAT, "version": VERSION, "learner": self.learner, **names}
        count = foldable(self.events)
        if not count:
            events = [each.as_data() for each in self.events]
            return json.dumps({**head, "version": UNFOLDED, "events": events}, indent=1, allow_nan=False) + "\n"
        lists = {"folded": folded(self.events[:count]), "events": (as_line(each.as_data()) for each in self.events[count:])}
        return ",\n ".join([json.dumps(head, indent=1)[:-2], *(_lines(name, texts) for name, texts in lists.items())]) + "\n}\n"

    @classmethod
    def from_text(cls, text: str) -> "Progress":
        """Read it back; ValueError says what is wrong with it."""
        try:
            data = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"this is not a progress file: it is not JSON ({error})") from None
        if not isinstance(data, Mapping) or data.get("format") != FORMAT:
            raise ValueError("this is not a progress file: it does not say that it is one")
        if data.get("version") not in (UNFOLDED, VERSION):
            raise ValueError(f"this progress file has version {data.get('version')!r}, "
                             f"but this nbnn reads versions {UNFOLDED} and {VERSION}")
        folds, events = data.get("folded", []), data.get("events")
        if not isinstance(events, list) or not isinstance(folds, list):
            raise ValueError("this progress file has no list of events")
        earlier = [each for number, fold in enumerate(folds) for each in unfolded(fold, number)]
        kept = (*earlier, *(read_event(each, number) for number, each in enumerate(events, start=len(earlier))))
        return cls(data.get("learner", ""), kept, _names(data.get("names", [])))


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


def _names(data) -> tuple[tuple[str, str], ...]:
    """The names of a file, checked; files from before there were names have none."""
    pairs = data if isinstance(data, list) and len(data) <= MOST_NAMES else [None]
    if not all(isinstance(each, list) and len(each) == 2 and isinstance(each[0], str) and len(each[0]) <= LONGEST_NAME for each in pairs):
        raise ValueError("this progress file has names that are no list of times and names")
    return tuple((at, checked_name(name)) for at, name in pairs)


def _lines(name: str, texts: Iterable[str]) -> str:
    """A list of a file, a line for each entry."""
    return f'"{name}": [\n  ' + ",\n  ".join(texts) + "\n ]"


# ---- the file ----

Mark = tuple[int, ...]  # what tells a file from what it was before: each writing makes a new one
NO_FILE: Mark = ()


def mark_of(stat: os.stat_result) -> Mark:
    """Return a file's mark; NO_FILE where files have no numbers or no sizes (a browser's drive): such a file is read each time."""
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns) if stat.st_ino and stat.st_size else NO_FILE


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
        self._known = NO_FILE
        there, mark = self._read()
        name = checked_learner(learner) if learner else there.learner if there else default_learner()
        if there and there.learner != name and not there.learner.startswith(GUEST):
            self.path = own_path(self.path, name)
            there, mark = self._read()
        self.progress, self._known = there.renamed(name) if there else Progress(name), mark

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
        try:
            with Lock(self.path) as alone:
                self._join()  # once more: another notebook may have written meanwhile
                if alone:
                    self._take_over()
                self._known = mark_of(write_whole(self.path, self.progress.as_text(), durable=True))
        except OSError as error:
            self.notice = (f"Your progress could not be written to {self.path.name} ({error.strerror or error}): "
                           "it is kept while this notebook runs; download it before you leave.")

    def _take_over(self) -> None:
        """What a killed writer left beside the file is nobody's: what it had written is taken in where that is all there."""
        for part in left_over(self.path):
            with suppress(OSError, ValueError, TypeError):  # half of a file
                if part.stat().st_mtime >= self.path.stat().st_mtime:  # else it is older than a file without it
                    self._take_in(Progress.from_text(part.read_text("utf-8")))
        clean(self.path)

    def _join(self) -> None:
        """Take in what the file has by now."""
        there, mark = self._read()
        if there is not None:
            self._take_in(there)
            self._known = mark  # not earlier: whoever interrupts here makes us read it again

    def _take_in(self, there: Progress) -> None:
        if self.progress.learner.startswith(GUEST):  # another notebook may have asked for the name
            self.progress = self.progress.renamed(there.learner)
        self.progress = self.progress.joined(there.renamed(self.progress.learner))

    def _read(self) -> tuple[Progress | None, Mark]:
        """What the file has, and its mark; None where it is as we know it, or there is none. One that is no progress is set aside."""
        try:
            with open(self.path, encoding="utf-8") as file:  # on a network, it is opening that asks the server how the file is
                mark = mark_of(os.fstat(file.fileno()))
                return (None if mark and mark == self._known else Progress.from_text(file.read())), mark
        except FileNotFoundError:
            pass
        except (ValueError, TypeError) as error:  # a wrong encoding is a ValueError too
            self._set_aside(str(error))
        except OSError as error:
            self.notice = f"{self.path.name} could not be read ({error.strerror or error})."
        return None, NO_FILE

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


def own_path(path: Path, learner: str) -> Path:
    """The file of one learner beside that of another: nbnn-progress-s123.json."""
    letters = "".join(sign if sign.isalnum() else "-" for sign in learner).strip("-")
    mark = letters if letters == learner else f"{letters}-{sha256(learner.encode()).hexdigest()[:6]}"
    return path.with_name(f"{path.stem}-{mark}{path.suffix}")


def default_learner() -> str:
    """The name that a JupyterHub gives, else a guest's, which the file then keeps."""
    hub = os.environ.get("JUPYTERHUB_USER", "")
    return hub if hub.strip() else f"{GUEST}{uuid.uuid4().hex[:8]}"
