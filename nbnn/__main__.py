"""Commands for teachers: `python -m nbnn grade FOLDER`, `handout LESSON`, `reset LESSON`, `new-lesson NAME`, `misconceptions`."""

import argparse
import sys
from pathlib import Path

from .exercises.by_hand import ByHand
from .exercises.grading import grade, write
from .exercises.handout import handout, solutions
from .exercises.new_lesson import new_lesson
from .exercises.notebook_text import Block, blocks
from .exercises.recognition import report
from .exercises.resetting import lesson_path, reset, title_of
from .exercises.running import MEGABYTES, SECONDS, Limits
from .exercises.table import exercises
from .prose import html


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    top = argparse.ArgumentParser(prog="python -m nbnn", description="Commands for teachers.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("grade", help="check collected progress files and notebooks, and write tables",
                              description="Check every answer in the progress files of a folder once more, and run the functions of its "
                                          "notebooks in processes of their own. This is no sandbox against a hostile author.")
    one.add_argument("folder", help="with the collected files, a folder for each learner or all in one")
    one.add_argument("--to", metavar="FOLDER", help="where the tables go; left out: the same folder")
    one.add_argument("--seconds", type=_positive, default=SECONDS, help="for the functions of one notebook (default %(default)s)")
    one.add_argument("--memory", type=_positive, default=MEGABYTES, metavar="MB", help="for the same (default %(default)s)")
    one.add_argument("--seed", default="", help="any word: other inputs for the functions")
    one.set_defaults(run=_grade)
    two = commands.add_parser("new-lesson", help="write a template for a lesson")
    two.add_argument("name", help="such as 16-attention; without a number the next one is taken")
    two.add_argument("--folder", default="notebooks", help="where the lessons are (default %(default)s)")
    two.set_defaults(run=_new_lesson)
    three = commands.add_parser("misconceptions", help="how well each mistake is recognised, and which look the same")
    three.add_argument("exercise", nargs="*", help="keys of exercises; left out: all by hand")
    three.add_argument("--variants", type=_positive, default=200)
    three.set_defaults(run=_misconceptions)
    _add_handout(commands)
    _add_reset(commands)
    return top


def _add_handout(commands) -> None:
    four = commands.add_parser("handout", help="write a lesson as a page to print, its exercises with empty boards to fill in")
    four.add_argument("lesson", help="its number, such as 13")
    four.add_argument("--seed", type=_positive, default=1, help="which numbers: another sheet for every seed (default %(default)s)")
    four.add_argument("--solutions", action="store_true", help="write the page with the solutions instead")
    four.add_argument("--no-formulas", action="store_true", help="boards without formulas: the learner has to know them")
    four.add_argument("--exercises-only", action="store_true", help="without the lesson's text")
    four.add_argument("--to", default=".", metavar="FOLDER", help="where the page goes (default: here)")
    four.add_argument("--folder", default="notebooks", help="where the lessons are (default %(default)s)")
    four.set_defaults(run=_handout)


def _add_reset(commands) -> None:
    five = commands.add_parser("reset", help="put a lesson back between two classes",
                               description="Restore a lesson's notebook as it was committed; without git, take its outputs out. What was "
                                           "there is kept. What learners have done in the exercises stays, unless --progress is given.")
    five.add_argument("lesson", help="its number, such as 13")
    five.add_argument("--folder", default="notebooks", help="where the lessons are (default %(default)s)")
    five.add_argument("--progress", action="store_true", help="begin its exercises afresh as well, in the progress files of the folder")
    five.set_defaults(run=_reset)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no positive whole number")
    return int(text)


def _grade(given: argparse.Namespace) -> None:
    grades = grade(given.folder, Limits(given.seconds, given.memory), seed=given.seed, say=lambda text: print(text, file=sys.stderr))
    print(grades.summary())
    for path in write(grades, given.to or given.folder):
        print(f"written: {path}")


def _new_lesson(given: argparse.Namespace) -> None:
    for path in new_lesson(given.name, given.folder):
        print(f"written: {path}")
    print("How to go on stands in notebooks/AUTHORS.md: the words, the exercises, ./run store, and its row in the contents.")


def _misconceptions(given: argparse.Namespace) -> None:
    by_hand = {key: each for key, each in exercises().items() if isinstance(each, ByHand)}
    for key in given.exercise:
        if key not in by_hand:
            raise ValueError(f"there is no exercise by hand {key!r}; there are {', '.join(by_hand)}")
    print(report([by_hand[key] for key in given.exercise or by_hand], given.variants))


def _handout(given: argparse.Namespace) -> None:
    lesson, text = given.lesson.zfill(2), _text(given)
    page = solutions(lesson, given.seed, _title(given), text, html) if given.solutions else \
        handout(lesson, given.seed, _title(given), not given.no_formulas, text, html)
    path = Path(given.to) / f"nbnn-handout-{lesson}-seed-{given.seed}{'-solutions' if given.solutions else ''}.html"
    path.write_text(page, "utf-8")
    print(f"written: {path}")


def _text(given: argparse.Namespace) -> tuple[Block, ...]:
    """What stands in the lesson; nothing, and a line that says so, where its notebook is elsewhere."""
    if given.exercises_only:
        return ()
    try:
        return blocks(lesson_path(given.lesson, given.folder))
    except ValueError as error:
        print(f"nbnn: the exercises alone, because {error}", file=sys.stderr)
        return ()


def _title(given: argparse.Namespace) -> str:
    """The lesson's title from its notebook; "" where the notebooks are elsewhere."""
    try:
        return title_of(lesson_path(given.lesson, given.folder))
    except ValueError:
        return ""


def _reset(given: argparse.Namespace) -> None:
    for line in reset(given.lesson, given.folder, given.progress):
        print(line)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what is wrong with what was asked for is said in a line."""
    given = parser().parse_args(arguments)
    try:
        given.run(given)
    except (ValueError, OSError, ImportError) as error:
        print(f"nbnn: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
