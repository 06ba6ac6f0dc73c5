"""A learner's lessons: copies of the course's without outputs, in a folder of their own, never overwritten once something is in them.

A copy knows, by letters in its metadata, what it was made from. As long as nothing else is in it, a newer lesson takes its place;
afterwards the newer one comes beside it.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain, count
from pathlib import Path

from ..exercises.whole_file import write_whole
from .course import LESSONS, MADE_FROM, OWN, content_of, made_from

NEWER = "nbnn-newer"  # the tag of the cell in which a copy says that it is the newer one
PROGRESS = "nbnn-progress*.json"
BESIDE = "This is the newer version of this lesson. Yours is as you left it: [{0}]({0})."


def copy_lessons(course: Path, to: Path) -> list[str]:
    """Bring the folder `to` up to date with the lessons in `course` and the files that they name; what was done, a line for each thing.

    Raises ValueError where `to` is the course itself, and, when all others are copied, for a lesson that cannot be read.
    """
    if to.resolve() == course.resolve():
        raise ValueError(f"{to} is the folder of the lessons themselves: choose another one for the copies")
    lessons = sorted(course.glob(LESSONS))
    first_time = not any((to / path.name).exists() for path in lessons)
    said, wrong = [], []
    for path in lessons:
        try:
            said += _bring(path, to)
        except ValueError as error:
            wrong.append(str(error))
    said += list(chain.from_iterable(_take_along(path, to) for path in named_in(lessons, course)))
    if first_time:
        for path in sorted(course.glob(PROGRESS)):
            said += _take_along(path, to)
    if wrong:
        raise ValueError(". ".join(wrong))
    return said


def copy_pages(course: Path, to: Path) -> list[str]:
    """Copy the pages for lecturers and authors, as `copy_lessons` copies data."""
    return list(chain.from_iterable(_take_along(path, to) for path in sorted(course.glob("*.md"))))


def fresh_copy(path: Path, before: str = "") -> str:
    """A lesson as a learner gets it, without outputs.

    before : the file with the learner's own version, where this one comes beside it: the first cell says so.
    """
    content = content_of(path)
    made_from = _letters(content, outputs=False)
    without_outputs(content)
    if before:
        content["cells"].insert(0, {"cell_type": "markdown", "id": NEWER, "metadata": {"tags": [NEWER]}, "source": [BESIDE.format(before)]})
    metadata = content.get("metadata")
    content["metadata"] = {**(metadata if isinstance(metadata, dict) else {}), OWN: {MADE_FROM: made_from}}
    return as_text(content)


def without_outputs(content: dict) -> dict:
    """The notebook, changed in place: without what running it left behind."""
    if isinstance(content.get("metadata"), dict):
        content["metadata"].pop("widgets", None)
    for cell in content["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            cell |= {"outputs": [], "execution_count": None}
    return content


def as_text(content: dict) -> str:
    """A notebook as its file holds it."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


# ---- one lesson, one file ----

def _bring(lesson: Path, to: Path) -> list[str]:
    """Copy a lesson where there is none, or put the newer one in the place of an untouched copy, or beside; the line for the last."""
    wanted = _letters(content_of(lesson), outputs=False)
    mine = to / lesson.name
    copies = [path for path in _names(mine) if path.exists()]
    if mine.exists() and any(made_from(path) == wanted for path in copies):
        return []
    free = [path for path in _names(mine) if not path.exists()]
    place = free[0] if mine not in copies else [*filter(_untouched, copies), *free][0]
    write_whole(place, fresh_copy(lesson, "" if place == mine else mine.name))
    return [] if place == mine else [f"{mine.name}: there is a newer version. Yours stays as it is; the newer one is {place.name}"]


def _names(mine: Path) -> Iterator[Path]:
    """Where a lesson's copies may be: its own name, then those of newer ones, up to the first that is free."""
    yield mine
    for number in count(1):
        path = mine.with_name(f"{mine.stem}.newer{f'-{number}' if number > 1 else ''}.ipynb")
        yield path
        if not path.exists():
            return


def _untouched(copy: Path) -> bool:
    """Whether a copy holds what it was made from and nothing else: no word of one's own, no output."""
    known = made_from(copy)
    return bool(known) and known == _letters(content_of(copy))


def _letters(content: dict, outputs: bool = True) -> str:
    """Letters that tell these cells from any others. Not in them: numbers of executions, what is folded, the cell about a newer version."""
    cells = [cell for cell in content["cells"] if isinstance(cell, dict) and not _is_note(cell)]
    parts = [(cell.get("cell_type"), _source(cell), cell.get("attachments"), (outputs and cell.get("outputs")) or []) for cell in cells]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _is_note(cell: dict) -> bool:
    metadata = cell.get("metadata")
    return isinstance(metadata, dict) and NEWER in (metadata.get("tags") or ())


def _source(cell: dict) -> str:
    source = cell.get("source")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def named_in(lessons: Sequence[Path], course: Path) -> list[Path]:
    """The other files beside the lessons that a lesson names: its data, a page that it leads to."""
    text = "\n".join(path.read_text("utf-8", errors="replace") for path in lessons)
    others = (path for path in sorted(course.iterdir()) if path.is_file() and path.suffix not in (".ipynb", ".py"))
    return [path for path in others if path.name in text and not path.match(PROGRESS)]


def _take_along(file: Path, to: Path) -> list[str]:
    """Copy a file where there is none; another one beside what is there, and the line that says so."""
    place, content = to / file.name, file.read_bytes()
    beside = place.with_name(f"{place.stem}.newer{place.suffix}")
    if not place.exists():
        write_whole(place, content)
    elif content not in (place.read_bytes(), beside.read_bytes() if beside.exists() else b""):
        write_whole(beside, content)
        return [f"{place.name}: the lessons have another one. Yours stays as it is; theirs is {beside.name}"]
    return []
