"""The teachers' commands: what each is asked, and what it prints."""

import argparse
import sys
from pathlib import Path

from ...exercises.kinds.by_hand import ByHand
from ...exercises.kinds.recognition import report
from ...exercises.lessons.table import exercises, of_lesson
from ...exercises.whole_file import write_whole
from ..commands import COURSE, NOTEBOOKS, add_command, folder_name, whole_number
from ..course import course_folder, has_copies, learners_folder, lesson_number, lesson_path, lessons_folder
from ..notebook_text import blocks
from ..prose import html
from ..running import MEGABYTES, SECONDS, Limits
from .grading import grade, write
from .handout import handout, solutions
from .new_lesson import new_lesson
from .resetting import reset, title_of


def _add_grade(commands) -> None:
    one = add_command(commands, "grade", _grade, "grade collected", "check collected progress files and notebooks, and write tables",
                      "Check every answer in the progress files of a folder once more, and run the functions of its notebooks in processes "
                      "of their own. This is no sandbox against a hostile author. A file that cannot be used is named, with the reason.")
    one.add_argument("folder", type=folder_name, help="with the collected files, all in one or a folder each; unpack archives first")
    one.add_argument("--to", type=folder_name, metavar="FOLDER", help="where the tables go, made if needed; left out: the same folder")
    one.add_argument("--seconds", type=whole_number("seconds"), default=SECONDS,
                     help="for the functions of one notebook (default %(default)s)")
    one.add_argument("--memory", type=whole_number("memory"), default=MEGABYTES, metavar="MB", help="for the same (default %(default)s)")
    one.add_argument("--seed", default="", help="any word: other inputs for the functions")


def _add_handout(commands) -> None:
    two = add_command(commands, "handout", _handout, "handout 13 --seed 1",
                      "write a lesson as a page to print, with empty boards to fill in",
                      "Write a lesson as a page to print, its exercises with empty boards to fill in. What the lesson says after a "
                      "prediction is on the page with the solutions.")
    two.add_argument("lesson", help="its number, such as 13")
    two.add_argument("--seed", type=whole_number("seed"), default=1,
                     help="which numbers: another sheet for every seed (default %(default)s)")
    two.add_argument("--solutions", action="store_true", help="write the page with the solutions instead")
    two.add_argument("--no-symbols", action="store_true", help="boards without formulas: the learner has to know them")
    two.add_argument("--exercises-only", action="store_true", help="without the lesson's text")
    two.add_argument("--to", type=folder_name, default=".", metavar="FOLDER", help="where the page goes, made if needed (default: here)")
    two.add_argument("--folder", type=folder_name, help=NOTEBOOKS)


def _add_reset(commands) -> None:
    three = add_command(commands, "reset", _reset, "reset 13", "put a lesson back between two classes",
                        "Restore a lesson's notebook as it was committed, and a learner's copy as it was copied; without git, take the "
                        "outputs out. What was there is kept. What learners have done in the exercises stays, unless --progress is given.")
    three.add_argument("lesson", help="its number, such as 13")
    three.add_argument("--folder", type=folder_name, help="where the lessons or the copies are (default: found from here upward)")
    three.add_argument("--progress", action="store_true", help="begin its exercises afresh as well, in the progress files of the folder")


def _add_new_lesson(commands) -> None:
    four = add_command(commands, "new-lesson", _new_lesson, "new-lesson 16-attention", "write a template for a lesson")
    four.add_argument("name", help="such as 16-attention; without a number the next one is taken")
    four.add_argument("--folder", type=folder_name, help=COURSE)


def _add_misconceptions(commands) -> None:
    five = add_command(commands, "misconceptions", _misconceptions, "misconceptions first_layer",
                       "show how well each mistake is recognized, and which look the same")
    five.add_argument("exercise", nargs="*", help="keys of exercises; left out: all by hand")
    five.add_argument("--variants", type=whole_number("variants"), default=200, help="how many to try (default %(default)s)")


ADD = (_add_grade, _add_handout, _add_reset, _add_new_lesson, _add_misconceptions)


def said(folder: Path) -> Path:
    """The folder with the lessons, which is printed."""
    print(f"lessons: {folder}")
    return folder


def _grade(given: argparse.Namespace) -> None:
    grades = grade(given.folder, Limits(given.seconds, given.memory), seed=given.seed, say=lambda text: print(text, file=sys.stderr))
    written = write(grades, given.to or given.folder)
    print(grades.summary())
    for path in written:
        print(f"written: {path}")


def _new_lesson(given: argparse.Namespace) -> None:
    for path in new_lesson(given.name, said(course_folder(given.folder))):
        print(f"written: {path}")
    print("Next steps: see AUTHORS.md, beside the lessons.")


def _misconceptions(given: argparse.Namespace) -> None:
    by_hand = {key: each for key, each in exercises().items() if isinstance(each, ByHand)}
    for key in given.exercise:
        if key not in by_hand:
            raise ValueError(f"there is no exercise by hand {key!r}; there are {', '.join(by_hand)}")
    print(report([by_hand[key] for key in given.exercise or by_hand], given.variants))


def _handout(given: argparse.Namespace) -> None:
    lesson, notebook = lesson_number(given.lesson), _notebook(given)
    title = title_of(notebook) if notebook else ""
    text = blocks(notebook) if notebook and not given.exercises_only else ()
    page = solutions(lesson, given.seed, title, text, html) if given.solutions else \
        handout(lesson, given.seed, title, not given.no_symbols, text, html)
    path = Path(given.to) / f"nbnn-handout-{lesson}-seed-{given.seed}{'-solutions' if given.solutions else ''}.html"
    write_whole(path, page)
    print(f"written: {path}")


def _notebook(given: argparse.Namespace) -> Path | None:
    """The lesson's notebook; None, and a line that says so, where there is none but exercises are known."""
    try:
        return lesson_path(given.lesson, said(lessons_folder(given.folder)))
    except ValueError as error:
        if not given.lesson.isdecimal() or not of_lesson(lesson_number(given.lesson)):
            raise
        print(f"nbnn: the exercises alone, because {error}", file=sys.stderr)
        return None


def _reset(given: argparse.Namespace) -> None:
    for line in reset(given.lesson, said(_to_reset(given.folder)), given.progress):
        print(line)


def _to_reset(given: str | None) -> Path:
    """The course; outside one, a learner's copies. Never what was installed with nbnn."""
    try:
        return course_folder(given)
    except ValueError:
        if given is None and has_copies(learners_folder()):
            return learners_folder()
        raise
