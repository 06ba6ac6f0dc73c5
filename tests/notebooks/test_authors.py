"""The page for authors, followed word by word in a copy: a lesson, an exercise and a misconception that all the tests accept."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks.manners import broken
from tests.patience import HANGS

pytest.importorskip("nbclient")

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "notebooks" / "AUTHORS.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ROW, LECTURER_ROW, SECTION = (text for kind, text in BLOCKS if kind == "markdown")
EXERCISES, CELL, SLIP, RECORD = (text for kind, text in BLOCKS if kind == "python")
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of what the page touches."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("nbnn", "notebooks", "tests/notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "README.md").write_text("nbnn", "utf-8")
    return folder


def run(clone, *arguments):
    here = {**os.environ, "PYTHONPATH": str(clone)}  # the copy's nbnn, also in the kernel that runs its lesson
    done = subprocess.run([sys.executable, *arguments], cwd=clone, env=here, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def edited(path, change):
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def test_the_page_followed(clone):
    assert COMMANDS[0] == "python -m nbnn new-lesson 16-attention"
    run(clone, *COMMANDS[0].split()[1:])
    lesson = clone / "notebooks" / "16-attention.ipynb"
    assert broken(lesson) == []

    edited(clone / "notebooks" / "00-contents-and-notation.ipynb", contents)
    edited(next((clone / "notebooks").glob("15-*.ipynb")), leading_on)
    edited(clone / "notebooks" / "LECTURER.md", lambda text: after_row_15(text, LECTURER_ROW) + "\n" + SECTION)
    (clone / "nbnn" / "exercises" / "lessons" / "lesson_16_attention.py").write_text(EXERCISES, "utf-8")
    edited(clone / "nbnn" / "exercises" / "judging" / "misconceptions" / "updates.py",
           lambda text: text.replace("IN_THE_UPDATE = (\n", f"{SLIP}\n\nIN_THE_UPDATE = (\n{RECORD}", 1))
    edited(lesson, with_exercise)

    run(clone, "-c", FOUND)
    assert "mixture" in run(clone, "-m", "nbnn", *COMMANDS[2].split()[3:])
    run(clone, "notebooks/store.py", "notebooks/16-attention.ipynb")
    assert broken(lesson) == []
    pages = [f"tests/notebooks/test_{name}.py" for name in ("manners", "contents", "lecturer", "slides", "formulas")]
    said = run(clone, "-m", "pytest", "-q", "-p", "no:cacheprovider", *pages)
    assert "passed" in said


FOUND = """
import nbnn
variant = nbnn.exercises.exercise("mixture").variant(seed=1)
mistake = nbnn.exercises.MISCONCEPTIONS["mixture_without_shares"]
assert variant.check(variant.right_answer()).right
assert [each.key for each in variant.check(variant.answer_of(mistake)).found] == [mistake.key]
"""


def contents(text):
    """The row in the table of lessons, and the number on the way at home, at its last evening."""
    made = json.loads(text)
    for cell in made["cells"]:
        source = "".join(cell["source"])
        source = after_row_15(source, ROW) if "## The lessons" in source else source
        cell["source"] = source.replace("any formula, and your own data", "any formula, your own data, and 16")
    return json.dumps(made)


def leading_on(text):
    """The new lesson in the place line of the one before."""
    (link,) = re.findall(r"add `(\(\[16\]\(.+?\)\))`", PAGE)
    made = json.loads(text)
    source = "".join(made["cells"][0]["source"])
    made["cells"][0]["source"] = re.sub(r"(After it: .+)\.\*", lambda found: f"{found[1]} {link}.*", source, count=1)
    return json.dumps(made)


def after_row_15(text, row):
    return re.sub(r"^((?:\| 15 |- \*\*15\*\* ).+)\n?", lambda found: f"{found[1]}\n{row}", text, count=1, flags=re.MULTILINE)


def with_exercise(text):
    """The exercise in place of the template's."""
    made = json.loads(text)
    cell = next(cell for cell in made["cells"] if "exercises.exercise(" in "".join(cell["source"]) and cell["cell_type"] == "code")
    cell["source"] = CELL.rstrip("\n")
    return json.dumps(made)


def test_the_last_command_names_what_is_there():
    assert COMMANDS[-1].split()[:2] == ["./run", "tests"]
    assert all((ROOT / name).exists() for name in COMMANDS[-1].split()[2:4])


def test_every_manner_of_the_test_stands_on_the_page():
    for words in ("Before it: … After it: …", "In three lines", "import nbnn", "eight lines", "ten words", "**Predict.**",
                  "with `...` for the body", "Outputs are stored", "Headings go down", "Links are relative", "alt text"):
        assert words in PAGE, words
