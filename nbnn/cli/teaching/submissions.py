"""What was handed in: the files in a folder, put together by learner. One that cannot be used is named, with why and what to do."""

import json
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...exercises.naming import AS_ID, IN_FILE, of_platform, one_line, original, owner_of
from ...exercises.progress import FORMAT, GUEST, VERSION, Progress

GRADES, MISTAKES = "nbnn-grades.csv", "nbnn-misconceptions.csv"  # what grading writes, and so does not read
MOST_BYTES = 20_000_000
ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar")
HIDDEN = re.compile(r"\.|__MACOSX\Z")
AGAIN = "Ask for it again: “Download progress”, below every exercise, saves a fresh copy."
UNPACK = "Unpack it into the folder and grade again."


@dataclass(frozen=True)
class Problem:
    """A file that could not be used: its place in the folder, why, and what to do."""

    place: str
    why: str
    todo: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}. {self.todo}".rstrip()


@dataclass(frozen=True)
class Submission:
    """What one learner handed in.

    Attributes
    ----------
    place : the progress file, or the notebook where there is none, relative to the folder.
    learner, named_by : who, and where that is taken from: the name in the file, else the id in the file, else the folder or file.
    progress : or None. notebooks : that belong to it. notes : what a teacher should know about the files.
    """

    place: str
    learner: str
    named_by: str
    progress: Progress | None
    notebooks: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


class Unusable(ValueError):
    """A file cannot be used: why, and what to do."""

    def __init__(self, why: str, todo: str):
        super().__init__(why)
        self.why, self.todo = why, todo


def submissions(folder: Path) -> tuple[list[Submission], list[Problem]]:
    """Read everything in a folder and below it; hidden files and nbnn's own tables are left out."""
    problems: list[Problem] = []
    progress: dict[Path, Progress] = {}
    notebooks: list[Path] = []
    for path in _files(folder, problems):
        try:
            if _kind(path) == ".ipynb":
                notebooks.append(path)
            else:
                progress[path] = read_progress(path)
        except Unusable as error:
            problems.append(Problem(place_of(path, folder), error.why, error.todo))
    return _by_learner(progress, notebooks, folder), problems


def place_of(path: Path, folder: Path) -> str:
    """A path relative to the folder, safe to print."""
    return one_line(path.relative_to(folder).as_posix())


def reason(error: OSError) -> str:
    """Why the system refused, in words."""
    return f"the system says “{error.strerror or type(error).__name__}”"


# ---- files ----

def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every file in order. A folder that cannot be opened or is a link is a problem, and so is one that is named like a file."""
    def closed(error: OSError) -> None:
        problems.append(Problem(place_of(Path(error.filename), folder), f"this folder cannot be opened, {reason(error)}",
                                "Give yourself permission to read it, or copy it."))
    for here, folders, files in os.walk(folder, onerror=closed):
        folders[:] = sorted(each for each in folders if not HIDDEN.match(each))
        for each in (Path(here, name) for name in folders):
            if each.is_symlink():
                problems.append(Problem(place_of(each, folder), "it is a link to a folder, and links are not followed",
                                        "Copy what it points to into the folder."))
            elif each.suffix.lower() in (".json", ".ipynb"):
                problems.append(Problem(place_of(each, folder), "it is a folder with the name of a file", "Its content was graded; "
                                        "check whether the learner's file is in it."))
        yield from (Path(here, name) for name in sorted(files) if not HIDDEN.match(name) and name not in (GRADES, MISTAKES))


def _kind(path: Path) -> str:
    """".json" or ".ipynb"; any other file is Unusable, and so is what is no file."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise Unusable(f"it cannot be opened, {reason(error)}", "If it is a link, copy what it points to into the folder.") from None
    suffix = path.suffix.lower()
    if not stat.S_ISREG(mode):
        raise Unusable("it is not an ordinary file", "Take it out of the folder.")
    if suffix in ARCHIVES:
        raise Unusable("it is a compressed archive", UNPACK)
    if suffix not in (".json", ".ipynb"):
        raise Unusable("it is neither a progress file (.json) nor a notebook (.ipynb)",
                       "If it is one with another ending, rename it; else ask the learner for the right file.")
    return suffix


def read_progress(path: Path) -> Progress:
    """The progress in a file; Unusable says why there is none, and what to do."""
    text = _text(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f", from line {error.lineno} on" if isinstance(error, json.JSONDecodeError) else ""
        raise Unusable(f"it is damaged or was cut off{where}", AGAIN) from None
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise Unusable("it is JSON, but not a progress file of nbnn", "If it was meant to be one, ask for nbnn-progress.json.")
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        raise Unusable(f"a newer nbnn wrote it (version {version} of the file; this one reads {VERSION})",
                       "Grade with the nbnn that your learners use, or a newer one.")
    try:
        return Progress.from_text(text)
    except (ValueError, TypeError) as error:
        raise Unusable(f"it is damaged ({one_line(str(error))[:200]})", AGAIN) from None


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size == 0:
            raise Unusable("it is empty", AGAIN)
        if size > MOST_BYTES:
            raise Unusable(f"it has {size / 10 ** 6:.0f} MB, more than the {MOST_BYTES // 10 ** 6} MB that a progress file may have", AGAIN)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable("it is not text in UTF-8: a program has saved it in another way, or it is damaged", AGAIN) from None
    except OSError as error:
        raise Unusable(f"it cannot be read, {reason(error)}", "Give yourself permission to read it, then grade again.") from None


# ---- learners ----

def _by_learner(progress: Mapping[Path, Progress], notebooks: list[Path], folder: Path) -> list[Submission]:
    """Copies of one learner's file put together, each notebook to the progress that it belongs to; the others stand alone."""
    copies: dict[tuple, list[Path]] = defaultdict(list)
    for path, each in progress.items():
        copies[_group(path), each.learner].append(path)
    owned: dict[Path, list[Path]] = defaultdict(list)
    alone = []
    for notebook in notebooks:
        owner = _owner(notebook, folder, [paths[0] for paths in copies.values()])
        owned[owner].append(notebook) if owner else alone.append(notebook)
    made = [_submission(paths, [progress[path] for path in paths], tuple(owned[paths[0]]), folder) for paths in copies.values()]
    return made + [_alone(path, folder) for path in alone]


def _alone(notebook: Path, folder: Path) -> Submission:
    who, named_by = owner_of(notebook.relative_to(folder))
    place = place_of(notebook, folder)
    return Submission(place, one_line(who) or place, named_by, None, (notebook,))


def _group(path: Path) -> tuple:
    """Equal for files that are copies of each other, or that a platform gave to the same learner's submission."""
    who, own = of_platform(path.name)
    return (path.parent, path.name.removesuffix(own)) if who else (original(path), "")


def _submission(paths: list[Path], copies: list[Progress], notebooks: tuple[Path, ...], folder: Path) -> Submission:
    progress = copies[0]
    for other in copies[1:]:
        progress = progress.joined(other)
    own = (progress.name, IN_FILE) if progress.name else (progress.learner, AS_ID)
    who, named_by = owner_of(paths[0].relative_to(folder)) if not progress.name and progress.learner.startswith(GUEST) else own
    notes = []
    if len(paths) > 1:
        notes.append(f"{len(paths)} copies of this learner's file were put together, each answer counted once: "
                     f"{', '.join(place_of(path, folder) for path in paths)}")
    earlier = list(dict.fromkeys(name for _, name in progress.names if name != progress.name))
    if earlier:
        notes.append(f"named earlier: {', '.join(earlier)}")
    return Submission(place_of(paths[0], folder), one_line(who) or place_of(paths[0], folder), named_by, progress, notebooks, tuple(notes))


def _owner(notebook: Path, folder: Path, found: list[Path]) -> Path | None:
    """The progress file that a notebook belongs to: the one handed in with it on a platform, else the only one of the nearest folder."""
    if of_platform(notebook.name)[0]:
        same = [path for path in found if _group(path) == _group(notebook)]
        return same[0] if len(same) == 1 else None
    for parent in notebook.parents:
        here = [path for path in found if path.parent == parent]
        if here and (parent != folder or notebook.parent == folder):
            return here[0] if len(here) == 1 else None
        if parent == folder:
            return None
    return None
