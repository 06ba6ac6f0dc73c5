"""A teacher's table: every answer in collected progress files checked once more, every function in collected notebooks run.

A progress file can be forged, so nothing that it claims is taken over: the learner's name gives the variants, the answers
are judged here. What cannot be seen is who answered, and whether a solution was looked at elsewhere.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from .coding import Code, Written
from .collected import Collected, read_notebook
from .misconceptions import MISCONCEPTIONS
from .progress import FILE, Event, Progress, Standing, seed_of, since_reset, standing
from .records import REFUSED, Exercise, Variant
from .running import Limits, run
from .table import exercises

GRADES, MISTAKES = "nbnn-grades.csv", "nbnn-misconceptions.csv"
WORKERS = 2
MOST_BYTES = 20_000_000
WARNING = ("Code exercises were run in processes of their own, with limits on time and memory and without network as far as this system "
           "allows. This is no sandbox: it does not hold a hostile author. Collect from people whom you would let use this account, "
           "or run it on a machine where nothing can be lost.")


@dataclass(frozen=True)
class Row:
    """One learner.

    Attributes
    ----------
    learner : the name in the progress file, or the notebook's path where there is none.
    place : the folder, relative to the one graded.
    standings : exercise key → where they stand, by what was found here.
    notes : what a teacher should look at.
    """

    learner: str
    place: str
    standings: Mapping[str, Standing]
    notes: tuple[str, ...] = ()

    def solved(self, keys: Iterable[str]) -> int:
        """How many of these exercises."""
        return sum(key in self.standings and self.standings[key].solved for key in keys)


@dataclass(frozen=True)
class Grades:
    """The rows, and what is known of the class.

    mistakes : misconception key → (how many learners met it, in how many exercises all together). problems : files that could
        not be read, in words.
    """

    rows: tuple[Row, ...]
    mistakes: Mapping[str, tuple[int, int]]
    problems: tuple[str, ...] = ()

    def summary(self) -> str:
        """A line for each learner, the commonest misconceptions, and the warning."""
        counted = [key for key, each in exercises().items() if each.counts]
        lines = [f"{row.learner}: {row.solved(counted)} of {len(counted)} solved{_in_brackets(row.notes)}" for row in self.rows]
        common = [f"  {MISCONCEPTIONS[key].name}: {learners} learners" for key, (learners, _) in self.mistakes.items()]
        lines = lines or ["No progress file and no notebook was found."]
        return "\n".join([*lines, *(["Misconceptions met:", *common] if common else []), *self.problems, WARNING])


@dataclass(frozen=True)
class _Submission:
    """A progress file, or none, with the notebooks that belong to it."""

    place: str
    progress: Progress | None
    notebooks: tuple[Path, ...] = ()
    problems: tuple[str, ...] = field(default=())


def grade(folder: str | Path, limits: Limits | None = None, workers: int = WORKERS, seed: str = "",
          say: Callable[[str], object] | None = None) -> Grades:
    """Check all progress files and notebooks in a folder and below it.

    seed : changes the inputs that functions are tried with. say : is told about each learner when they are done.

    Raises NotADirectoryError where there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder: give the one with the collected notebooks and progress files")
    submissions, problems = _submissions(folder)
    shared = _shared(submissions)
    rows = []
    with ThreadPoolExecutor(max_workers=workers) as pool:  # the threads only wait for processes
        running = [pool.submit(_functions, each, limits or Limits(), seed) for each in submissions]
        for each, functions in zip(submissions, running):
            rows.append(_row(each, *functions.result(), shared.get(each.place, ())))
            if say:
                say(f"{len(rows)} of {len(submissions)}: {rows[-1].learner}")
    return Grades(tuple(sorted(rows, key=lambda row: (row.learner, row.place))), _mistakes(rows), tuple(problems))


def write(grades: Grades, folder: str | Path) -> tuple[Path, Path]:
    """Both tables as CSV files in a folder."""
    first, second = Path(folder) / GRADES, Path(folder) / MISTAKES
    keys = list(exercises())
    counted = [key for key in keys if exercises()[key].counts]
    head = ["learner", "folder", "solved", "of", *[f"{exercises()[key].lesson} {key}" for key in keys], "notes"]
    body = [[row.learner, row.place, row.solved(counted), len(counted), *[_cell(row.standings.get(key)) for key in keys],
             "; ".join(row.notes)] for row in grades.rows]
    _write_csv(first, [head, *body])
    met = [[key, MISCONCEPTIONS[key].name, *counts, MISCONCEPTIONS[key].formula] for key, counts in grades.mistakes.items()]
    _write_csv(second, [["misconception", "name", "learners", "exercises", "wrong formula"], *met])
    return first, second


# ---- what was collected ----

def _submissions(folder: Path) -> tuple[list[_Submission], list[str]]:
    found: dict[Path, list[tuple[Path, Progress]]] = defaultdict(list)
    problems: list[str] = []
    for path in _files(folder, "*.json"):
        progress = _progress(path, folder, problems)
        if progress is not None:
            found[path.parent].append((path, progress))
    notebooks: dict[Path | None, list[Path]] = defaultdict(list)
    alone = []
    for path in _files(folder, "*.ipynb"):
        owner = _owner(path, folder, found)
        notebooks[owner].append(path) if owner else alone.append(path)
    made = [_Submission(_relative(path, folder), progress, tuple(notebooks[path]) if path in notebooks else ())
            for listed in found.values() for path, progress in listed]
    return made + [_Submission(_relative(path, folder), None, (path,)) for path in alone], problems


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _progress(path: Path, folder: Path, problems: list[str]) -> Progress | None:
    """The progress in a file; a file that should be one and is not is a problem, any other is none of ours."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES // 10 ** 6} MB")
        return Progress.from_text(path.read_text("utf-8"))
    except (ValueError, TypeError, OSError) as error:
        if path.name.startswith(Path(FILE).stem):
            problems.append(f"{_relative(path, folder)} could not be read: {error}")
        return None


def _owner(notebook: Path, folder: Path, found: Mapping[Path, list]) -> Path | None:
    """The progress file that a notebook belongs to: the only one of its folder, or of the nearest one above, within what was handed in."""
    for parent in notebook.parents:
        if parent in found and (parent != folder or notebook.parent == folder):
            return found[parent][0][0] if len(found[parent]) == 1 else None
        if parent == folder:
            return None
    return None


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _shared(submissions: list[_Submission]) -> dict[str, tuple[str, ...]]:
    """Place → notes on events that stand in somebody else's file as well, and on names that occur twice."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number, each in enumerate(submissions):
        for event in each.progress.events if each.progress else ():
            holders[event.id].add(number)
    together = Counter(pair for numbers in holders.values() if len(numbers) > 1 for pair in _pairs(sorted(numbers)))
    notes: dict[str, list[str]] = defaultdict(list)
    for (one, other), count in together.items():
        for mine, theirs in ((one, other), (other, one)):
            notes[submissions[mine].place].append(f"{count} answers are the very same as in {submissions[theirs].place}")
    names = Counter(each.progress.learner for each in submissions if each.progress)
    for each in submissions:
        if each.progress and names[each.progress.learner] > 1:
            notes[each.place].append("this name occurs more than once")
    return {place: tuple(texts) for place, texts in notes.items()}


def _pairs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    return ((one, other) for at, one in enumerate(numbers) for other in numbers[at + 1:])


# ---- checking once more ----

def _row(submission: _Submission, functions: Mapping[str, Standing], notes: tuple[str, ...], shared: tuple[str, ...]) -> Row:
    progress = submission.progress
    if progress is None:
        return Row(submission.place, submission.place, functions, notes)
    standings, more = recheck(progress)
    claimed = sorted({event.exercise for event in progress.events if isinstance(exercises().get(event.exercise), Code)} - functions.keys())
    missing = [f"no notebook with the function of {', '.join(claimed)}"] if claimed else []
    return Row(progress.learner, submission.place, {**standings, **functions}, (*more, *missing, *notes, *shared))


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
        judged = [_judged(event, progress.learner, record) for event in events]
        otherwise += sum(new.verdict != old.verdict for new, old in zip(judged, events))
        other_numbers += sum(bool(old.numbers) and new.numbers != old.numbers for new, old in zip(judged, events))
        others.update(event.learner for event in events if event.learner not in ("", progress.learner))
        standings[key] = standing(key, since_reset(judged))
    if other_numbers:
        notes.append(f"{_answers(other_numbers)} to other numbers than here: another version of nbnn, or not this learner's")
    if otherwise:
        notes.append(f"{_answers(otherwise)} came out otherwise than the file says")
    notes += [f"{_answers(count)} given as {name}" for name, count in others.items()]
    return standings, tuple(notes)


def _judged(event: Event, learner: str, record: Exercise) -> Event:
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

def _functions(submission: _Submission, limits: Limits, seed: str) -> tuple[dict[str, Standing], tuple[str, ...]]:
    """Where a learner stands with the code exercises, by the functions in their notebooks."""
    records = {each.function: each for each in exercises().values() if isinstance(each, Code)}
    standings: dict[str, Standing] = {}
    notes: list[str] = []
    for path in submission.notebooks:
        try:
            collected = read_notebook(path, records)
        except (ValueError, OSError) as error:
            notes.append(str(error))
            continue
        notes += [f"{path.name}: {problem}" for problem in collected.problems]
        notes += [f"{name} in {path.name} calls nbnn itself" for name in sorted(collected.uses_nbnn)]
        for key, found in _judge(collected, records, submission, limits, seed).items():
            if key not in standings or found.solved:
                standings[key] = found
    return standings, tuple(notes)


def _judge(collected: Collected, records: Mapping[str, Code], submission: _Submission, limits: Limits, seed: str) -> dict[str, Standing]:
    if not collected.functions:
        return {}
    who = submission.progress.learner if submission.progress else submission.place
    variants: dict[str, Written] = {name: records[name].variant(seed_of(f"{who} {seed}", name, 0)) for name in sorted(collected.functions)}
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

def _mistakes(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
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
    """A table that a spreadsheet opens as text: a cell that would be taken for a formula gets a quotation mark."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_plain(cell) for cell in row] for row in rows)


def _plain(cell) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"


def _in_brackets(notes: tuple[str, ...]) -> str:
    return f" ({'; '.join(notes)})" if notes else ""
