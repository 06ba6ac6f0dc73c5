"""A teacher's table: every answer in collected progress files checked once more, every function in collected notebooks run.

A progress file can be forged, so nothing that it claims is taken over: the learner's name gives the variants, the answers
are judged here. What cannot be seen is who answered, and whether a solution was looked at elsewhere.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from io import StringIO
from pathlib import Path, PurePath

from ...exercises.judging.exercise import REFUSED, Exercise, Variant
from ...exercises.judging.misconceptions import MISCONCEPTIONS
from ...exercises.keeping.events import Event, Standing, since_reset, standing
from ...exercises.kinds.code import Code, CodeTask
from ...exercises.lessons.table import exercises
from ...exercises.naming import AS_ID, IN_FILE, one_line, owner_of
from ...exercises.progress import Progress, seed_of
from ...exercises.whole_file import write_whole
from ..running import Limits, run
from .collected import Collected, read_notebook
from .submissions import ARCHIVES, GRADES, MISTAKES, Problem, Submission, Unusable, place_of, submissions

WORKERS = 2
SAME_ID = "the same learner's id as in {0}: each file is counted by itself, so compare them and keep one"
LOOK = "Check it by hand: it contains something that nbnn did not expect."
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # a spreadsheet would calculate what begins so
WARNING = ("Code exercises were run in processes of their own, with limits on time and memory and without network as far as this system "
           "allows. This is not a sandbox: it will not stop a hostile author. Collect only from people whom you would let use this "
           "account, or run it on a machine where nothing can be lost.")


@dataclass(frozen=True)
class LearnerRow:
    """One learner.

    Attributes
    ----------
    learner : the name. named_by : where it is taken from, in words (`naming`).
    id : the learner's id in the progress file, which set the numbers of the exercises; "" without a file.
    place : the file, relative to the folder that was graded.
    standings : exercise key → where they stand, by what was found here.
    notes : what a teacher should look at.
    """

    learner: str
    place: str
    standings: Mapping[str, Standing]
    notes: tuple[str, ...] = ()
    named_by: str = IN_FILE
    id: str = ""

    def solved(self, keys: Iterable[str]) -> int:
        """How many of these exercises."""
        return sum(key in self.standings and self.standings[key].solved for key in keys)


@dataclass(frozen=True)
class Grades:
    """The rows, and what is known of the class.

    mistakes : misconception key → (how many learners met it, in how many exercises all together). problems : files that could
        not be used, each with the reason and what to do.
    """

    rows: tuple[LearnerRow, ...]
    mistakes: Mapping[str, tuple[int, int]]
    problems: tuple[Problem, ...] = ()

    def summary(self) -> str:
        """A line for each learner, the commonest misconceptions, the files that could not be used, and the warning."""
        lines = [f"{_who(row)}: {_tally(row)} solved{_in_brackets(row.notes)}" for row in self.rows]
        common = [f"  {MISCONCEPTIONS[key].name}: {_count(met, 'learner', 'learners')}" for key, (met, _) in self.mistakes.items()]
        unusable = [f"  {each}" for each in self.problems]
        lines = lines or ["No file could be used." if unusable else "No progress file and no notebook was found."]
        return "\n".join([*lines, *(["Misconceptions met:", *common] if common else []),
                          *([f"Files that could not be used ({len(unusable)}), and so are not counted:", *unusable] if unusable else []),
                          WARNING])


def grade(folder: str | Path, limits: Limits | None = None, workers: int = WORKERS, seed: str = "",
          say: Callable[[str], object] | None = None) -> Grades:
    """Check all progress files and notebooks in a folder and below it.

    seed : changes the inputs that functions are tried with. say : is told about each learner when they are done.

    Raises NotADirectoryError where there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        packed = folder.suffix.lower() in ARCHIVES
        todo = "unpack it, and grade the folder" if packed else "give the one with the collected notebooks and progress files"
        raise NotADirectoryError(f"{folder} is not a folder: {todo}")
    found, problems = submissions(folder)
    shared = _shared_notes(found)
    rows: list[LearnerRow] = []
    pool = ThreadPoolExecutor(max_workers=workers)  # the threads only wait for processes
    try:
        running = [pool.submit(_functions, each, limits or Limits(), seed) for each in found]
        for number, (each, functions) in enumerate(zip(found, running), start=1):
            try:
                standings, notes, unread = functions.result()
                rows.append(_row(each, standings, notes, shared.get(each.place, ())))
                problems += [Problem(place_of(path, folder), error.why, error.todo) for path, error in unread]
            except Exception as error:  # one file, which a stranger wrote, must not cost the class its tables
                problems.append(Problem(each.place, f"checking it failed ({one_line(f'{type(error).__name__}: {error}')[:200]})", LOOK))
            if say:
                say(f"{number} of {len(found)}: {each.learner}")
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl+C waits for the processes that run, and for no others
    return Grades(tuple(sorted(rows, key=lambda row: (row.learner.casefold(), row.place))), _mistakes(rows),
                  tuple(sorted(problems, key=lambda each: each.place)))


def write(grades: Grades, folder: str | Path) -> tuple[Path, Path]:
    """Write both tables as CSV files into a folder, which is made where there is none. A file that could not be used has its row."""
    first, second = Path(folder) / GRADES, Path(folder) / MISTAKES
    keys, counted, far = list(exercises()), counted_keys(), counted_keys(far=True)
    head = ["learner", "named by", "id", "file", "solved", "of", "far transfer solved", "of far transfer",
            *[f"{exercises()[key].lesson} {key}" for key in keys], "notes"]
    body = [[row.learner, row.named_by, row.id, row.place, row.solved(counted), len(counted), row.solved(far), len(far),
             *[_cell(row.standings.get(key)) for key in keys], "; ".join(row.notes)] for row in grades.rows]
    _write_csv(first, [head, *body, *(_unused_row(each, len(keys)) for each in grades.problems)])
    met = [[key, MISCONCEPTIONS[key].name, *counts, MISCONCEPTIONS[key].formula] for key, counts in grades.mistakes.items()]
    _write_csv(second, [["misconception", "name", "learners", "exercises", "wrong formula"], *met])
    return first, second


def _unused_row(problem: Problem, exercises: int) -> list:
    who, named_by = owner_of(PurePath(problem.place))
    return [who, named_by, "", problem.place, *[""] * (4 + exercises), f"NOT COUNTED: {problem.why}. {problem.todo}"]


def counted_keys(far: bool = False) -> list[str]:
    """The exercises that count; far : those of far transfer, which are counted apart."""
    return [key for key, each in exercises().items() if each.counts and each.far is far]


def _tally(row: LearnerRow) -> str:
    counted, far = counted_keys(), counted_keys(far=True)
    return f"{row.solved(counted)} of {len(counted)}, and of far transfer {row.solved(far)} of {len(far)}"


def _who(row: LearnerRow) -> str:
    """The learner, with what the name is taken from where it is not the name in the file."""
    guest = f", id {row.id}" if row.id else ""
    return row.learner if row.named_by in (IN_FILE, AS_ID) else f"{row.learner} [{row.named_by}{guest}]"


# ---- comparing ----

def _shared_notes(found: list[Submission]) -> dict[str, tuple[str, ...]]:
    """Place → notes on events that are in somebody else's file as well, and on ids and names that occur twice."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number, each in enumerate(found):
        for event in each.progress.events if each.progress else ():
            holders[event.id].add(number)
    together = Counter(pair for numbers in holders.values() if len(numbers) > 1 for pair in _pairs(sorted(numbers)))
    notes: dict[str, list[str]] = defaultdict(list)
    for (one, other), count in together.items():
        for mine, theirs in ((one, other), (other, one)):
            notes[found[mine].place].append(f"{_answers(count)} {'is' if count == 1 else 'are'} the very same as in {found[theirs].place}")
    with_file = [each for each in found if each.progress]
    for places, said in ((_alike(with_file, lambda each: each.progress.learner), SAME_ID),
                         (_alike(found, lambda each: each.learner.casefold()), "the same name as in {0}")):
        for place, others in places.items():
            notes[place].append(said.format(", ".join(others)))
    return {place: tuple(texts) for place, texts in notes.items()}


def _alike(found: list[Submission], key: Callable[[Submission], str]) -> dict[str, list[str]]:
    """Place → the other places with the same key."""
    places: dict[str, list[str]] = defaultdict(list)
    for each in found:
        places[key(each)].append(each.place)
    return {place: [other for other in same if other != place] for same in places.values() if len(same) > 1 for place in same}


def _pairs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    return ((one, other) for at, one in enumerate(numbers) for other in numbers[at + 1:])


# ---- checking once more ----

def _row(submission: Submission, functions: Mapping[str, Standing], notes: tuple[str, ...], shared: tuple[str, ...]) -> LearnerRow:
    progress, who = submission.progress, (submission.named_by, submission.progress.learner if submission.progress else "")
    if progress is None:
        return LearnerRow(submission.learner, submission.place, functions, _lines((*submission.notes, *notes, *shared)), *who)
    standings, more = recheck(progress)
    claimed = sorted({event.exercise for event in progress.events if isinstance(exercises().get(event.exercise), Code)} - functions.keys())
    missing = [f"no notebook with the function of {', '.join(claimed)}"] if claimed else []
    notes = (*submission.notes, *more, *missing, *notes, *shared)
    return LearnerRow(submission.learner, submission.place, {**standings, **functions}, _lines(notes), *who)


def _lines(notes: Iterable[str]) -> tuple[str, ...]:
    """Notes that are safe to print: parts of them were written by strangers."""
    return tuple(map(one_line, notes))


def recheck(progress: Progress) -> tuple[dict[str, Standing], tuple[str, ...]]:
    """Where a learner stands by their answers alone, judged here, and what is odd about the file.

    Functions are not judged from a progress file: their exercises are left out.
    """
    notes, by_key = [], defaultdict(list)
    for event in progress.events:
        by_key[event.exercise].append(event)
    unknown = sorted(key for key in by_key if key not in exercises())
    if unknown:
        notes.append(f"exercises that this nbnn does not have: {', '.join(unknown)[:100]}")
    standings, others, otherwise, other_numbers = {}, Counter[str](), 0, 0
    for key, events in by_key.items():
        record = exercises().get(key)
        if record is None or isinstance(record, Code):
            continue
        judged = [_judge_again(event, progress.learner, record) for event in events]
        otherwise += sum(new.verdict != old.verdict for new, old in zip(judged, events))
        other_numbers += sum(bool(old.numbers) and new.numbers != old.numbers for new, old in zip(judged, events))
        others.update(event.learner for event in events if event.learner not in ("", progress.learner))
        standings[key] = standing(key, since_reset(judged))
    if other_numbers:
        notes.append(f"{_answers(other_numbers)} to different numbers than here: another version of nbnn, or not this learner's")
    if otherwise:
        notes.append(f"{_answers(otherwise)} came out differently than the file says")
    notes += [f"{_answers(count)} given as {name}" for name, count in others.items()]
    return standings, tuple(notes)


def _judge_again(event: Event, learner: str, record: Exercise) -> Event:
    """The event with the verdict and the misconceptions that are found here."""
    if event.kind != "answer":
        return event
    variant = _variant(record, seed_of(event.learner or learner, record.key, event.round))
    check = variant.check(event.answer)
    found = () if check.verdict == REFUSED else tuple(each.key for each in check.found)
    return replace(event, verdict=check.verdict, found=found, numbers=variant.fingerprint)


@lru_cache(maxsize=4096)
def _variant(record: Exercise, seed: int) -> Variant:
    return record.variant(seed)


# ---- functions ----

def _functions(submission: Submission, limits: Limits, seed: str
               ) -> tuple[dict[str, Standing], tuple[str, ...], list[tuple[Path, Unusable]]]:
    """Where a learner stands with the code exercises, by the functions in their notebooks; and the notebooks that cannot be read."""
    records = {each.function: each for each in exercises().values() if isinstance(each, Code)}
    standings: dict[str, Standing] = {}
    notes: list[str] = []
    unread: list[tuple[Path, Unusable]] = []
    for path in submission.notebooks:
        try:
            collected = read_notebook(path, records)
        except Unusable as error:
            unread.append((path, error))
            notes.append(f"{path.name} could not be used")
            continue
        notes += [f"{path.name}: {problem}" for problem in collected.problems]
        notes += [f"{name} in {path.name} calls nbnn itself" for name in sorted(collected.uses_nbnn)]
        for key, found in _judge(collected, records, submission, limits, seed).items():
            if key not in standings or found.solved:
                standings[key] = found
    return standings, tuple(notes), unread


def _judge(collected: Collected, records: Mapping[str, Code], submission: Submission, limits: Limits, seed: str) -> dict[str, Standing]:
    if not collected.functions:
        return {}
    who = submission.progress.learner if submission.progress else submission.place
    variants: dict[str, CodeTask] = {name: records[name].variant(seed_of(f"{who} {seed}", name, 0)) for name in sorted(collected.functions)}
    results = run(collected.statements, {name: [call.arguments for call in variant.calls] for name, variant in variants.items()}, limits)
    found = {}
    for name, variant in variants.items():
        came, key = results[name], records[name].key
        check = None if isinstance(came, str) else variant.judge(came)
        verdict = "wrong" if check is None else check.verdict
        mistakes = () if check is None else tuple(each.key for each in check.found)
        found[key] = standing(key, [Event("", "", key, 0, "answer", verdict=verdict, found=mistakes)])
    return found


# ---- tables ----

def _mistakes(rows: Iterable[LearnerRow]) -> dict[str, tuple[int, int]]:
    """Misconception → (learners, exercises in which it was met), the commonest first."""
    met: dict[str, Counter] = defaultdict(Counter)
    for number, row in enumerate(rows):
        for each in row.standings.values():
            for key in each.found:
                if key in MISCONCEPTIONS:
                    met[key][number] += 1
    counts = {key: (len(learners), sum(learners.values())) for key, learners in met.items()}
    return dict(sorted(counts.items(), key=lambda item: (-item[1][0], -item[1][1], item[0])))


def _cell(found: Standing | None) -> str:
    if found is None:
        return ""
    tries = f" ({found.tries} {'try' if found.tries == 1 else 'tries'})" if found.tries else ""
    return f"{found.status}{tries}"


def _write_csv(path: Path, rows: Iterable[Iterable]) -> None:
    """A table that a spreadsheet opens as text."""
    text = StringIO(newline="")
    csv.writer(text).writerows([_plain(cell) for cell in row] for row in rows)
    write_whole(path, "\ufeff" + text.getvalue())


def _plain(cell) -> str:
    """A cell that would be taken for a formula, also after spaces, gets a quotation mark."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(FORMULA) else text


def _answers(count: int) -> str:
    return _count(count, "answer", "answers")


def _count(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _in_brackets(notes: tuple[str, ...]) -> str:
    return f" ({'; '.join(notes)})" if notes else ""
