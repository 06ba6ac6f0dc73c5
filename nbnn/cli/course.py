"""Where the course is: the folder with the lessons, found from any folder inside it, or else the lessons that come with nbnn."""

import json
import re
from contextlib import suppress
from pathlib import Path, PurePath

LESSONS = "[0-9][0-9]-*.ipynb"
NOTEBOOKS = "notebooks"
KEPT = "before-reset"  # a folder of notebooks that a reset has replaced: its notebooks have lessons' names, and are none
COPIES = "my-lessons"  # a learner's folder: beside that of the lessons, or wherever a learner starts
OWN, MADE_FROM = "nbnn", "made_from"  # in the metadata of a learner's copy
NUMBER = re.compile(r"([0-9]{1,2})(?:-.*)?")
OURS = re.compile(rb"\b(?:import|from) nbnn\b")  # others call their notebooks 01-something too
PACKAGE = Path(__file__).parents[1]


def lessons_folder(given: str | Path | None = None, start: Path | None = None) -> Path:
    """Find the folder with the lessons to read: as `course_folder`, and outside a course the lessons that nbnn brought along."""
    return _given(given) or _nearest_course(start) or packaged_lessons()


def course_folder(given: str | Path | None = None, start: Path | None = None) -> Path:
    """Find the folder with the lessons to change: the one given, else the nearest from `start` (the current folder) upward.

    In each folder on the way up, its own notebooks count, and those in its folder notebooks/. A learner's copies do not.

    Raises NotADirectoryError where the one given is none, ValueError outside a course, with what to do.
    """
    found = _given(given) or _nearest_course(start)
    if found is None:
        here = (start or Path.cwd()).absolute()
        raise ValueError(f"no lessons were found: neither {here} nor a folder above it has notebooks such as 13-one-step-by-hand.ipynb, "
                         "or a folder notebooks/ with them. Run this inside the course, or name the folder with --folder")
    return found


def packaged_lessons() -> Path:
    """The lessons that were installed with nbnn; in a clone of the repository, or where one was installed, those of the clone."""
    for folder in (PACKAGE / "lessons", PACKAGE.parent / NOTEBOOKS):
        if has_lessons(folder):
            return folder
    raise ValueError("this nbnn came without its lessons: install it again, or name the folder with them with --folder")


def learners_folder(start: Path | None = None) -> Path:
    """Where a learner's copies are or will be, if no folder is named.

    Inside a folder of copies it is that one; inside a course it is beside the lessons; elsewhere a new one in the current folder.
    """
    here = (start or Path.cwd()).absolute()
    copies = next((folder for folder in (here, *here.parents) if has_copies(folder)), None)
    course = _nearest_course(here)
    return copies or (course.parent if course else here) / COPIES


def has_lessons(folder: Path) -> bool:
    """Whether there is a lesson of this course in it."""
    return any(_speaks_of_nbnn(path) for path in sorted(folder.glob(LESSONS)))


def has_copies(folder: Path) -> bool:
    """Whether there is a learner's copy of a lesson in it."""
    return any(made_from(path) for path in sorted(folder.glob(LESSONS)))


def _speaks_of_nbnn(path: Path) -> bool:
    with suppress(OSError):  # on the way up there may be what nobody may read
        return bool(OURS.search(path.read_bytes()))
    return False


def _given(folder: str | Path | None) -> Path | None:
    if folder is not None and not Path(folder).is_dir():
        raise NotADirectoryError(f"--folder is {str(folder)!r}, and there is no such folder: give the one with the lessons")
    return None if folder is None else Path(folder)


def _nearest_course(start: Path | None) -> Path | None:
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        for each in (folder, folder / NOTEBOOKS):
            if each.name not in (KEPT, COPIES) and not each.name.startswith(".") and has_lessons(each) and not has_copies(each):
                return each
    return None


# ---- one lesson ----

def content_of(path: Path) -> dict:
    """A notebook's content; ValueError for a file that is none."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(f"{path.name} is not a notebook: it is not JSON") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError(f"{path.name} is not a notebook: it has no cells")
    return content


def made_from(path: Path) -> str:
    """What a copy was made from, in letters; "" for a file that is no copy, or cannot be read."""
    try:
        own = content_of(path)["metadata"][OWN]
        return str(own[MADE_FROM])
    except (ValueError, KeyError, TypeError, OSError):
        return ""


def lesson_number(lesson: str) -> str:
    """Return a lesson's number in two digits, from its number ("13", "9"), its name, or its file.

    Raises ValueError for anything else.
    """
    found = NUMBER.fullmatch(PurePath(lesson).name)
    if not found:
        raise ValueError(f"the lesson is {lesson!r}: give its number, such as 13")
    return found[1].zfill(2)


def lesson_path(lesson: str, folder: str | Path = NOTEBOOKS) -> Path:
    """Return the notebook of a lesson, given as for `lesson_number`; ValueError says which there are."""
    there = {path.stem: path for path in sorted(Path(folder).glob(LESSONS))}
    name = PurePath(lesson).name.removesuffix(".ipynb")
    found = [path for stem, path in there.items() if stem == name or (name.isdecimal() and stem[:2] == lesson_number(name))]
    if not found:
        listed = ", ".join(there) or "none: name the folder with --folder"
        raise ValueError(f"there is no lesson {lesson!r} in {folder}; there are {listed}")
    return found[0]
