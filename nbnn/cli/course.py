"""Where the course is: the folder with the lessons, found from any folder inside it."""

import re
from pathlib import Path, PurePath

LESSONS = "[0-9][0-9]-*.ipynb"
NOTEBOOKS = "notebooks"
KEPT = "before-reset"  # a folder of notebooks that a reset has replaced: its notebooks have lessons' names, and are none
COPIES = "my-lessons"  # a learner's folder, beside that of the lessons
NUMBER = re.compile(r"([0-9]{1,2})(?:-.*)?")


def lessons_folder(given: str | Path | None = None, start: Path | None = None) -> Path:
    """Find the folder with the lessons: the one given, else the nearest from `start` (the current folder) upward.

    In each folder on the way up, its own notebooks count, and those in its folder notebooks/.

    Raises NotADirectoryError where the one given is none, ValueError outside a course, with what to do.
    """
    if given is not None:
        if not Path(given).is_dir():
            raise NotADirectoryError(f"--folder is {str(given)!r}, and there is no such folder: give the one with the lessons")
        return Path(given)
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        for each in (folder, folder / NOTEBOOKS):
            if each.name not in (KEPT, COPIES) and not each.name.startswith(".") and has_lessons(each):
                return each
    raise ValueError(f"no lessons were found: neither {here} nor a folder above it has notebooks such as 13-one-step-by-hand.ipynb, or a "
                     "folder notebooks/ with them. Run this inside the course, or name the folder with --folder")


def has_lessons(folder: Path) -> bool:
    """Whether there is a lesson in it."""
    return any(folder.glob(LESSONS))


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
