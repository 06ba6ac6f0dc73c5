"""Commands for teachers: `python -m nbnn grade FOLDER`, `python -m nbnn new-lesson NAME`, `python -m nbnn misconceptions`."""

import argparse
import sys

from .exercises.by_hand import ByHand
from .exercises.grading import grade, write
from .exercises.new_lesson import new_lesson
from .exercises.recognition import report
from .exercises.running import MEGABYTES, SECONDS, Limits
from .exercises.table import exercises


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
    return top


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


def _misconceptions(given: argparse.Namespace) -> None:
    by_hand = {key: each for key, each in exercises().items() if isinstance(each, ByHand)}
    for key in given.exercise:
        if key not in by_hand:
            raise ValueError(f"there is no exercise by hand {key!r}; there are {', '.join(by_hand)}")
    print(report([by_hand[key] for key in given.exercise or by_hand], given.variants))


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what is wrong with what was asked for is said in a line."""
    given = parser().parse_args(arguments)
    try:
        given.run(given)
    except (ValueError, OSError) as error:
        print(f"nbnn: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
