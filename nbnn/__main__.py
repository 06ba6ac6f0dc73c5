"""The command `nbnn`: a learner's lessons, pages of lessons, a check of what is installed, and what teachers need."""

import argparse
import errno
import io
import os
import sys
from contextlib import suppress
from pathlib import Path

import nbnn

from .cli.checking import check
from .cli.commands import NOTEBOOKS, Parser, add_command, folder_name, whole_number
from .cli.copies import copy_lessons, copy_pages
from .cli.course import COPIES, LESSONS, learners_folder, lesson_path, lessons_folder
from .cli.opening import open_lab
from .cli.site.command import add_site
from .cli.teaching.commands import ADD, said
from .exercises.whole_file import write_whole

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
USUAL = "lessons"  # what `nbnn` alone does


def parser() -> Parser:
    """Return what can be asked for."""
    called = "nbnn" if Path(sys.argv[0]).stem == "nbnn" else "python -m nbnn"  # so that every example can be typed as it stands
    top = Parser(prog=called, formatter_class=argparse.RawDescriptionHelpFormatter,
                 description=f"Neural networks, one step at a time. Without a command: {called} {USUAL}.")
    top.add_argument("--version", action="version", version=f"nbnn {nbnn.__version__}", help="show the version and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for add in (_add_lessons, _add_check, _add_page, add_site, *ADD):
        add(commands)
    examples = "\n".join(f"  {called} {each.get_default('example')}" for each in commands.choices.values())
    top.epilog = f"for example:\n{examples}\n\n{called} COMMAND --help says more about a command."
    return top


def _or_lessons(arguments: list[str] | None) -> list[str]:
    """The arguments; without any, the command that a learner wants."""
    return (sys.argv[1:] if arguments is None else arguments) or [USUAL]


def _add_lessons(commands) -> None:
    six = add_command(commands, "lessons", _open_lessons, "lessons", "copy the lessons to a folder of your own and open JupyterLab there",
                      "Copy the lessons without outputs, with the files that they name, and open JupyterLab there. A copy in which "
                      "something was done is never changed: where the lesson is newer, the newer one comes beside it.")
    six.add_argument("to", type=folder_name, nargs="?", metavar="FOLDER",
                     help=f"where your copies are or will be, made if needed (default: {COPIES} here, or the one that you are in)")
    six.add_argument("--no-open", action="store_true", help="only copy")
    six.add_argument("--teacher", action="store_true", help="copy the pages for lecturers and authors as well")
    six.add_argument("--folder", type=folder_name, help=NOTEBOOKS)
    six.add_argument("--lab", nargs=argparse.REMAINDER, default=[], metavar="OPTIONS",
                     help="options for JupyterLab, last on the line, such as --lab --port=9999")


def _add_check(commands) -> None:
    check = add_command(commands, "check", _check, "check 13", "say whether everything a lesson needs is here",
                        "Say whether everything that a lesson needs is here, in versions that fit; with a lesson, run its cells and say "
                        "which one fails.")
    check.add_argument("lesson", nargs="?", help="its number, such as 13; left out: no lesson is run")
    check.add_argument("--folder", type=folder_name, help=NOTEBOOKS)


def _add_page(commands) -> None:
    page = add_command(commands, "page", _page, "page 13 --to lesson.html", "write a lesson as a page with its labs live in it",
                    "Run a lesson and write it as one HTML file: its words, its code, and its labs, which step and play there without "
                    "Python and without a network.")
    page.add_argument("notebook", help="a lesson's number, such as 13, or a notebook's file")
    page.add_argument("--to", dest="file", metavar="FILE", help="the file to write (default: the notebook's name with .html, here)")
    page.add_argument("--lite", metavar="ADDRESS", help="a JupyterLite site that has the lesson, such as ../lite: the page links to it")
    page.add_argument("--answers", type=whole_number("answers"), metavar="BYTES",
                      help="how much of it may be answers in advance: what unfolds, hints, checks, more epochs (default 300000; 0: none)")
    page.add_argument("--folder", type=folder_name, help=NOTEBOOKS)


# ---- the commands ----

def _open_lessons(given: argparse.Namespace) -> None:
    course = said(lessons_folder(given.folder))
    to = Path(given.to) if given.to else learners_folder()
    print(f"copies: {to.absolute()} (what you change there is never overwritten)")
    lines = [*copy_lessons(course, to), *(copy_pages(course, to) if given.teacher else ())]
    for line in lines:
        print(line)
    if not given.no_open:
        open_lab(to, min(path.name for path in course.glob(LESSONS)), given.lab)


def _check(given: argparse.Namespace) -> None:
    print(f"nbnn {nbnn.__version__}")
    for line in check(given.lesson, lessons_folder(given.folder)):
        print(line, flush=True)


def _page(given: argparse.Namespace) -> None:
    from .cli.lesson_page import lesson_page  # with the widget libraries
    path = Path(given.notebook) if given.notebook.endswith(".ipynb") else lesson_path(given.notebook, said(lessons_folder(given.folder)))
    to = Path(given.file or f"{path.stem}.html")
    write_whole(to, lesson_page(path, given.lite, given.answers))
    print(f"written: {to}")


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
        given = top.parse_args(_or_lessons(arguments))
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
