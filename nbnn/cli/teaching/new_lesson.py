"""A template for a new lesson: a notebook in the manners of the others, with the outputs that running it gives.

Where the notebooks stand beside the package's own source, as in a clone of the repository, a file for the lesson's exercises
is written as well, with one that works.
"""

import json
import re
from pathlib import Path

from ...core.network.network import Network
from ...core.records.losses import hinge
from ...core.training.sgd import sgd_step
from ...exercises.whole_file import write_whole
from ..course import LESSONS
from ..notebook_text import TAG

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
USUAL = "hinge_slope"
ROOM = Path(__file__).parents[2] / "exercises" / "lessons"
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}

# (kind, slide type, source); an "answer" is Markdown that answers a prediction. A code cell's output is worked out below, so that
# what is stored is what is computed.
HEAD = """# {title}

*Lesson {number} of the course. Before it: … After it: …*

**The question.** Write here, in two sentences, what this lesson asks and why one would want to know."""
CELLS = (
    ("markdown", "skip", """## The numbers we will use

The first cell of every lesson is the same. It loads `nbnn` and shows four decimals, so that results are easy to compare with \
what you wrote down."""),
    ("setup", "skip", "import nbnn\n%precision 4"),
    ("markdown", "slide", """Say in words what the next cell makes. Here it is the smallest network of the course: one \
input, one hidden unit with ReLU, one score, and one step of SGD with the hinge loss on the example $x = 2$, $z = -1$."""),
    ("make", "fragment",
     "net = nbnn.Network([[[1.5]], [2]], activation=nbnn.relu)\nstep = nbnn.sgd_step(net, [2], -1, loss=nbnn.hinge, eta=0.1)"),
    ("markdown", "slide", """## Ask before you show

**Predict.** Here $a = 1.5 \\cdot 2$, and ReLU lets it pass. What is the score $y = w^{(2)} h$? \
Write your number down before you run the cell."""),
    ("show", "fragment", "step.y"),
    ("answer", "fragment", """Say what the learner has just seen and what it means. The label is $-1$ and the score is far on the other \
side: this example is misclassified, and the loss asks for a step."""),
    ("markdown", "slide", """## Try it yourself

**Your turn.** Give the learner one thing to change and one thing to find out, in one sentence, with no solution below it."""),
    ("markdown", "skip", """## Exercise

The exercise checks your answer and says what went wrong. Replace it with one of your own, or choose another: \
`nbnn.exercises.exercises()` lists them all by key, lesson by lesson."""),
    ("exercise", "skip", 'nbnn.exercises.exercise("{key}").variant(seed=1)'),
    ("markdown", "slide", """## In three lines

- The first thing to remember.
- The second.
- The third.

**Next question.** What does this lesson leave open?

*Sources: name what the lesson is built on.*"""),
)


EXERCISES = '''"""Exercises of lesson {number}: {words}."""

from ..judging.sheets import Line
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import pick, plain

# How it is calculated, a line for each quantity, from what is given. A mistake that spoils a line of this role is one record
# in judging/misconceptions; its key then goes into `tells`, and the numbers are chosen so that it shows.
LINES = (Line("{key}", lambda v: v.first * v.second, "first · second", symbol="the product"),)


def _two_numbers(rng: Chance) -> tuple[Part, ...]:
    first, second = pick(rng, (-2.0, -1.0, 0.5, 1.5, 3.0)), pick(rng, (-3.0, -0.5, 1.0, 2.0))
    return (Part({{"first": first, "second": second}}, LINES, f"first = {{plain(first)}}, second = {{plain(second)}}"),)


{key}_number = ByHand(
    key="{key}_number", name="A number", lesson="{number}", asks=("{key}",), draw=_two_numbers, counts=False,
    text="What is the product of these two numbers?",
    hints=("A nudge.", "The rule, without the numbers."), source="name here what it is built on",
)

{key}_choice = Choice(
    key="{key}_choice", name="A choice", lesson="{number}", counts=False,
    text="Which of these is right?",
    options=(Option("this one", "Say why.", True), Option("this other one", "Say what is wrong with it."),
             Option("this third one", "Say what is wrong with it.")),
    hints=("Where to look.",), source="name here what it is built on",
)

EXERCISES = ({key}_number, {key}_choice)
'''


def new_lesson(name: str, folder: str | Path = "notebooks") -> tuple[Path, ...]:
    """Write the template NUMBER-NAME.ipynb; without a number in NAME, the next free one. The paths of what was written.

    Raises ValueError for a name that is none, FileNotFoundError without the folder, FileExistsError rather than overwrite.
    """
    folder = Path(folder)
    if not NAME.fullmatch(name) or not any(each.isalpha() for each in name):
        raise ValueError(f"the name is {name!r}: use small letters, digits and hyphens, such as 16-attention or attention")
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}: run this inside the course, or name the folder with --folder")
    number, words = _parts(name, folder)
    path = folder / f"{number}-{words}.ipynb"
    if path.exists() or list(folder.glob(f"{number}-*.ipynb")):
        raise FileExistsError(f"there is a lesson {number} in {folder} already: choose another number")
    own = exercise_path(number, words) if folder.resolve().parent == ROOM.parents[2] else None
    key = f"lesson_{number}_number" if own else USUAL
    if own and not own.exists():
        write_whole(own, exercise_source(number, words))
    write_whole(path, json.dumps(notebook(number, words, key), ensure_ascii=False, indent=1) + "\n")
    return (path, own) if own else (path,)


def exercise_path(number: str, words: str) -> Path:
    """Where the exercises of a lesson stand."""
    return ROOM / f"lesson_{number}_{words.replace('-', '_')}.py"


def exercise_source(number: str, words: str) -> str:
    """The template of a file of exercises."""
    return EXERCISES.format(number=number, words=words.replace("-", " "), key=f"lesson_{number}")


def _parts(name: str, folder: Path) -> tuple[str, str]:
    """The number in two digits, and the words."""
    found = re.fullmatch(r"(\d{1,2})-(.+)", name)
    if found:
        return f"{int(found[1]):02d}", found[2]
    taken = [int(path.name[:2]) for path in folder.glob(LESSONS)]
    if 99 in taken:
        raise ValueError(f"the name is {name!r}, and after lesson 99 there is no next number: give a free one, such as 16-{name}")
    return f"{max(taken, default=-1) + 1:02d}", name


def notebook(number: str, words: str, key: str = USUAL) -> dict:
    """The notebook's content, with the exercise of that key."""
    title = words.replace("-", " ").capitalize()
    cells = [("markdown", "slide", HEAD.format(title=title, number=number)),
             *((kind, slide, source.replace("{number}", number).replace("{key}", key)) for kind, slide, source in CELLS)]
    outputs, made, count = _outputs(key), [], 0
    for at, (kind, slide, source) in enumerate(cells):
        prose = kind in ("markdown", "answer")
        tags = {"tags": [TAG]} if kind == "answer" else {}
        metadata = {"slideshow": {"slide_type": slide}} | tags
        cell: dict = {"cell_type": "markdown" if prose else "code", "id": f"cell-{at:02d}", "metadata": metadata}
        if not prose:
            count += 1
            cell |= {"execution_count": count, "outputs": _output(outputs[kind], count)}
        made.append(cell | {"source": source.splitlines(keepends=True)})
    return {"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _outputs(key: str) -> dict[str, str]:
    """What each code cell shows, "" for nothing: computed as the cell computes it."""
    step = sgd_step(Network([[[1.5]], [2]]), [2], -1, hinge, 0.1)
    return {"setup": "'%.4f'", "make": "", "show": f"{step.y:.4f}", "exercise": f"Exercise {key}, variant 1"}


def _output(text: str, count: int) -> list[dict]:
    return [{"data": {"text/plain": [text]}, "execution_count": count, "metadata": {}, "output_type": "execute_result"}] if text else []
