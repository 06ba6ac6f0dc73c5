"""Commands for teachers: `python -m nbnn grade FOLDER`, `handout LESSON`, `lessons`, `reset LESSON`, `new-lesson NAME` and more."""

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from .cli.copies import copy_lessons
from .cli.course import COPIES, lesson_number, lesson_path, lessons_folder
from .cli.grading import grade, write
from .cli.handout import handout, solutions
from .cli.new_lesson import new_lesson
from .cli.notebook_text import blocks
from .cli.prose import html
from .cli.resetting import reset, title_of
from .cli.running import MEGABYTES, SECONDS, Limits
from .exercises.kinds.by_hand import ByHand
from .exercises.kinds.recognition import report
from .exercises.lessons.table import exercises, of_lesson
from .exercises.whole_file import write_whole

NOTEBOOKS = "where the lessons are (default: found from here upward)"
LARGEST = {"seed": 999_999_999, "seconds": 86_400, "memory": 1_000_000, "variants": 100_000}
REMEDIES = {
    errno.EACCES: "Choose another folder, or give yourself the permission.",
    errno.EPERM: "Choose another folder, or give yourself the permission.",
    errno.EROFS: "Choose another folder: nothing can be written there.",
    errno.ENOSPC: "Free some space, or choose another folder.",
    errno.EEXIST: "Choose another folder: a file is in the way.",
    errno.ENOTDIR: "Choose another folder: a part of this path is a file.",
    errno.EISDIR: "Remove it, or choose another folder.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ENOENT: "Check the name, and that it is still there.",
}
STOPPED = 130  # what a shell expects after Ctrl+C


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a command, and where help is."""

    def error(self, message: str):
        self.exit(2, f"nbnn: {message}\nHelp: {self.prog} --help\n")


def parser() -> Parser:
    """Return what can be asked for."""
    top = Parser(prog="python -m nbnn", description="Commands for teachers.", formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for add in (_add_lessons, _add_page, _add_grade, _add_handout, _add_reset, _add_new_lesson, _add_misconceptions):
        add(commands)
    examples = "\n".join(f"  python -m nbnn {each.get_default('example')}" for each in commands.choices.values())
    top.epilog = f"for example:\n{examples}\n\npython -m nbnn COMMAND --help says more about a command."
    return top


def _command(commands, name: str, run: Callable[[argparse.Namespace], None], example: str, words: str, description: str = "") -> Parser:
    """Add a command, with one example."""
    made = commands.add_parser(name, help=words, description=description or f"{words[0].upper()}{words[1:]}.",
                               epilog=f"for example: python -m nbnn {example}")
    made.set_defaults(run=run, example=example)
    return made


def _add_grade(commands) -> None:
    one = _command(commands, "grade", _grade, "grade collected", "check collected progress files and notebooks, and write tables",
                   "Check every answer in the progress files of a folder once more, and run the functions of its notebooks in processes "
                   "of their own. This is no sandbox against a hostile author. A file that cannot be used is named, with the reason.")
    one.add_argument("folder", type=_folder, help="with the collected files, all in one or a folder each; unpack archives first")
    one.add_argument("--to", type=_folder, metavar="FOLDER", help="where the tables go, made if needed; left out: the same folder")
    one.add_argument("--seconds", type=_up_to("seconds"), default=SECONDS, help="for the functions of one notebook (default %(default)s)")
    one.add_argument("--memory", type=_up_to("memory"), default=MEGABYTES, metavar="MB", help="for the same (default %(default)s)")
    one.add_argument("--seed", default="", help="any word: other inputs for the functions")


def _add_handout(commands) -> None:
    two = _command(commands, "handout", _handout, "handout 13 --seed 1", "write a lesson as a page to print, with empty boards to fill in",
                   "Write a lesson as a page to print, its exercises with empty boards to fill in. What the lesson says after a prediction "
                   "is on the page with the solutions.")
    two.add_argument("lesson", help="its number, such as 13")
    two.add_argument("--seed", type=_up_to("seed"), default=1, help="which numbers: another sheet for every seed (default %(default)s)")
    two.add_argument("--solutions", action="store_true", help="write the page with the solutions instead")
    two.add_argument("--no-symbols", action="store_true", help="boards without formulas: the learner has to know them")
    two.add_argument("--exercises-only", action="store_true", help="without the lesson's text")
    two.add_argument("--to", type=_folder, default=".", metavar="FOLDER", help="where the page goes, made if needed (default: here)")
    two.add_argument("--folder", type=_folder, help=NOTEBOOKS)


def _add_reset(commands) -> None:
    three = _command(commands, "reset", _reset, "reset 13", "put a lesson back between two classes",
                     "Restore a lesson's notebook as it was committed; without git, take its outputs out. What was there is kept. What "
                     "learners have done in the exercises stays, unless --progress is given.")
    three.add_argument("lesson", help="its number, such as 13")
    three.add_argument("--folder", type=_folder, help=NOTEBOOKS)
    three.add_argument("--progress", action="store_true", help="begin its exercises afresh as well, in the progress files of the folder")


def _add_new_lesson(commands) -> None:
    four = _command(commands, "new-lesson", _new_lesson, "new-lesson 16-attention", "write a template for a lesson")
    four.add_argument("name", help="such as 16-attention; without a number the next one is taken")
    four.add_argument("--folder", type=_folder, help=NOTEBOOKS)


def _add_page(commands) -> None:
    page = _command(commands, "page", _page, "page 13 --to lesson.html", "write a lesson as a page with its labs live in it",
                    "Run a lesson and write it as one HTML file: its words, its code, and its labs, which step and play there without "
                    "Python and without a network.")
    page.add_argument("notebook", help="a lesson's number, such as 13, or a notebook's file")
    page.add_argument("--to", dest="file", metavar="FILE", help="the file to write (default: the notebook's name with .html, here)")
    page.add_argument("--lite", metavar="ADDRESS", help="a JupyterLite site that has the lesson, such as ../lite: the page links to it")
    page.add_argument("--folder", type=_folder, help=NOTEBOOKS)


def _add_misconceptions(commands) -> None:
    five = _command(commands, "misconceptions", _misconceptions, "misconceptions first_layer",
                    "show how well each mistake is recognized, and which look the same")
    five.add_argument("exercise", nargs="*", help="keys of exercises; left out: all by hand")
    five.add_argument("--variants", type=_up_to("variants"), default=200, help="how many to try (default %(default)s)")


def _add_lessons(commands) -> None:
    six = _command(commands, "lessons", _copies, "lessons", "copy the lessons without outputs, for a learner to work in",
                   "Copy the lessons without outputs, with the files that they name. A copy in which something was done is never changed: "
                   "where the lesson is newer, the newer one comes beside it.")
    six.add_argument("--to", type=_folder, metavar="FOLDER", help=f"where they go, made if needed (default: {COPIES}, beside the lessons)")
    six.add_argument("--folder", type=_folder, help=NOTEBOOKS)


def _up_to(what: str) -> Callable[[str], int]:
    """Read a whole number from 1 on."""
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 12 and 1 <= int(text) <= LARGEST[what]):
            raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from 1 to {LARGEST[what]}")
        return int(text)
    return read


def _folder(text: str) -> str:
    """Read the name of a folder; an empty one would be the current folder, which nobody has asked for."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not the name of a folder")
    return text


# ---- the commands ----

def _grade(given: argparse.Namespace) -> None:
    grades = grade(given.folder, Limits(given.seconds, given.memory), seed=given.seed, say=lambda text: print(text, file=sys.stderr))
    written = write(grades, given.to or given.folder)
    print(grades.summary())
    for path in written:
        print(f"written: {path}")


def _lessons(given: argparse.Namespace) -> Path:
    """The folder with the lessons, which is said."""
    folder = lessons_folder(given.folder)
    print(f"lessons: {folder}")
    return folder


def _new_lesson(given: argparse.Namespace) -> None:
    for path in new_lesson(given.name, _lessons(given)):
        print(f"written: {path}")
    print("Next steps: see notebooks/AUTHORS.md.")


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
        return lesson_path(given.lesson, _lessons(given))
    except ValueError as error:
        if not given.lesson.isdecimal() or not of_lesson(lesson_number(given.lesson)):
            raise
        print(f"nbnn: the exercises alone, because {error}", file=sys.stderr)
        return None


def _page(given: argparse.Namespace) -> None:
    from .cli.lesson_page import lesson_page  # with the widget libraries
    path = Path(given.notebook) if given.notebook.endswith(".ipynb") else lesson_path(given.notebook, _lessons(given))
    to = Path(given.file or f"{path.stem}.html")
    write_whole(to, lesson_page(path, given.lite))
    print(f"written: {to}")


def _reset(given: argparse.Namespace) -> None:
    for line in reset(given.lesson, _lessons(given), given.progress):
        print(line)


def _copies(given: argparse.Namespace) -> None:
    course = _lessons(given)
    to = Path(given.to) if given.to else course.absolute().parent / COPIES
    print(f"copies: {to}")
    for line in copy_lessons(course, to):
        print(line)


# ---- what can go wrong ----

def _words(error: Exception) -> str:
    """An error as a sentence: what was given, and what to do."""
    if isinstance(error, UnicodeError):
        return f"there is text that cannot be written or read as UTF-8 ({error.reason if hasattr(error, 'reason') else error})"
    if not isinstance(error, OSError) or error.errno is None:
        return str(error) or type(error).__name__
    where = f"{error.filename}: " if error.filename is not None else ""
    said = f"{where}{error.strerror or type(error).__name__}"
    return f"{said}. {REMEDIES[error.errno]}" if error.errno in REMEDIES else said


def _plain_output() -> None:
    """Characters that a terminal does not have are shown by their numbers, instead of stopping the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _no_more_output() -> None:
    """Whoever read the output has gone, as `head` does: Python must not complain of it when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _no_more_output()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; print what is wrong with what was asked for in a line."""
    _plain_output()
    try:
        top = parser()
        given = top.parse_args(arguments)
        if given.command is None:
            top.print_help()
        else:
            given.run(given)
        sys.stdout.flush()
    except SystemExit:  # argparse has said what is wrong, or printed its help
        _flush()
        raise
    except BrokenPipeError:
        _no_more_output()
        return 1
    except (ValueError, OSError, ImportError, MemoryError) as error:
        print(f"nbnn: {_words(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("nbnn: stopped", file=sys.stderr)
        return STOPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
