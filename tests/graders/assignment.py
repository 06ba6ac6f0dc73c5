"""The assignment of docs/graders.md, read from the page itself, so that what it says is what is run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

PAGE = (Path(__file__).parents[2] / "docs" / "graders.md").read_text("utf-8")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}

RIGHT = {"1.dl_dW1": "[[1/4, −1/2], [0, 0]]", "2.dl_dW1": "[[−3/4, 9/4], [0, 0]]"}
WRONG_SIGN = {"1.dl_dW1": "[[−1/4, 1/2], [0, 0]]", "2.dl_dW1": "[[3/4, −9/4], [0, 0]]"}
FEEDBACK = "The sign of ∂ℓ/∂y is reversed."
ANSWER = 'answer = question.right_answer()'


def block(kind: str, name: str) -> str:
    """A block of the page, below a comment <!-- kind: name -->."""
    [text] = re.findall(rf"<!-- {kind}: {name} -->\n```\w+\n(.*?)\n```", PAGE, re.DOTALL)
    return text


def commands(name: str) -> list[list[str]]:
    """The lines that the page gives to type, as words."""
    return [line.split() for line in block("shell", name).splitlines()]


def notebook(cells: list[NotebookNode], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)


def submission(released: Path, path: Path, answer: dict[str, str]) -> None:
    """What a student hands in: the released notebook with an answer in the cell that is theirs."""
    given = nbformat.read(released, 4)
    [own] = [cell for cell in given.cells if cell.source.startswith(("# YOUR CODE HERE", "answer ="))]
    own.source = f"answer = {answer!r}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(given, path)


def typed(words: list[str], folder: Path) -> str:
    """Run a command of the environment that the tests run in; what it says."""
    programs = Path(sys.executable).parent
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"  # they call others of their environment
    done = subprocess.run([programs / words[0], *words[1:]], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
