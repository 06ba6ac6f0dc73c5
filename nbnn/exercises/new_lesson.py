"""A template for a new lesson: a notebook in the manners of the others, with the outputs that running it gives."""

import json
import re
from pathlib import Path

from ..core.losses import hinge
from ..core.network import Network
from ..core.sgd import sgd_step
from .table import exercise

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}

# (kind, source); a code cell's output is worked out below, so that what is stored is what is computed.
HEAD = """# {title}

*Lesson {number} of the course. Before it: … After it: …*

**The question.** Write here, in two sentences, what this lesson asks and why one would want to know."""
CELLS = (
    ("markdown", """## The numbers we will use

The first cell of every lesson is the same. It loads `nbnn` and asks for four decimals, so that results stay easy to compare with what \
stands on your paper."""),
    ("setup", "import nbnn\n%precision 4"),
    ("markdown", """Say in words what the next cell makes, before it makes it. Here it is the smallest network of the course: one \
input, one hidden unit with ReLU, one score, and one step of SGD with the hinge loss on the example $x = 2$, $z = -1$."""),
    ("make", "net = nbnn.Network([[[1.5]], [2]], activation=nbnn.relu)\nstep = nbnn.sgd_step(net, [2], -1, loss=nbnn.hinge, eta=0.1)"),
    ("markdown", """## Ask before you show

**Predict.** Here $a = 1.5 \\cdot 2$, \
and ReLU lets it pass. What is the score $y = w^{(2)} h$? Write your number down before you \
run the cell."""),
    ("show", "step.y"),
    ("markdown", """Say what one has just seen, and what it means. The label is $-1$ and the score is far on the other side: this \
example is classified wrongly, and the loss asks for a step.

## Try it yourself

**Your turn.** Leave the learner one thing to change and one thing to find out, in a sentence, without a solution below it."""),
    ("markdown", """## Exercise

The exercise checks your answer and says what went wrong. Choose one from `nbnn.exercises`, or write your own in a file \
`nbnn/exercises/lesson_{number}_….py`: the files beside it show how. It will be found by its key."""),
    ("exercise", 'nbnn.exercises.exercise("hinge_slope").variant(seed=1)'),
    ("markdown", """## In three lines

- The first thing to remember.
- The second.
- The third.

**Next question.** What does this lesson leave open?

*Sources: name here what the lesson is built on.*"""),
)


def new_lesson(name: str, folder: str | Path = "notebooks") -> Path:
    """Write the template NUMBER-NAME.ipynb and return its path; without a number in NAME, the next free one.

    Raises ValueError for a name that is none, FileNotFoundError without the folder, FileExistsError rather than overwrite.
    """
    folder = Path(folder)
    if not NAME.fullmatch(name):
        raise ValueError(f"the name is {name!r}: use small letters, digits and hyphens, such as 16-attention or attention")
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}: run this where the notebooks are, or name the folder with --folder")
    number, words = _parts(name, folder)
    path = folder / f"{number}-{words}.ipynb"
    if path.exists() or list(folder.glob(f"{number}-*.ipynb")):
        raise FileExistsError(f"there is a lesson {number} in {folder} already: choose another number")
    path.write_text(json.dumps(notebook(number, words), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def _parts(name: str, folder: Path) -> tuple[str, str]:
    """The number in two digits, and the words."""
    found = re.fullmatch(r"(\d{1,2})-(.+)", name)
    if found:
        return f"{int(found[1]):02d}", found[2]
    taken = [int(path.name[:2]) for path in folder.glob("[0-9][0-9]-*.ipynb")]
    return f"{max(taken, default=-1) + 1:02d}", name


def notebook(number: str, words: str) -> dict:
    """The notebook's content."""
    title = words.replace("-", " ").capitalize()
    cells = [("markdown", HEAD.format(title=title, number=number)),
             *((kind, source.replace("{number}", number)) for kind, source in CELLS)]
    outputs, made, count = _outputs(), [], 0
    for at, (kind, source) in enumerate(cells):
        cell: dict = {"cell_type": "markdown" if kind == "markdown" else "code", "id": f"cell-{at:02d}", "metadata": {}}
        if kind != "markdown":
            count += 1
            cell |= {"execution_count": count, "outputs": _output(outputs[kind], count)}
        made.append(cell | {"source": source.splitlines(keepends=True)})
    return {"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _outputs() -> dict[str, str]:
    """What each code cell shows, "" for nothing: computed as the cell computes it."""
    step = sgd_step(Network([[[1.5]], [2]]), [2], -1, hinge, 0.1)
    return {"setup": "'%.4f'", "make": "", "show": f"{step.y:.4f}", "exercise": repr(exercise("hinge_slope").variant(seed=1))}


def _output(text: str, count: int) -> list[dict]:
    return [{"data": {"text/plain": [text]}, "execution_count": count, "metadata": {}, "output_type": "execute_result"}] if text else []
