"""Every notebook keeps the manners of a lesson; and each manner, broken on purpose in a good notebook, is noticed."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from nbnn.cli.teaching.new_lesson import notebook
from tests.notebooks.manners import RULES, anchor_of, broken, read

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_manners_of_a_lesson(path):
    assert broken(path) == []


def test_there_are_lessons():
    assert len(NOTEBOOKS) >= 11


@pytest.fixture
def written(tmp_path):
    """Writes a notebook, the template after a change, and says what it breaks."""
    def write(change=lambda made: None):
        made = deepcopy(notebook("16", "attention"))
        change(made)
        write.path.write_text(json.dumps(made), "utf-8")
        return broken(write.path)
    write.path = tmp_path / "16-attention.ipynb"
    return write


def test_the_template_keeps_them(written):
    assert written() == []


def setting(number, source):
    """A change: cell `number` gets another source."""
    return lambda made: made["cells"][number].update(source=source)


def replacing(number, old, new):
    def change(made):
        source = "".join(made["cells"][number]["source"])
        assert old in source
        made["cells"][number]["source"] = source.replace(old, new)
    return change


def sliding(number, kind):
    return lambda made: made["cells"][number]["metadata"]["slideshow"].update(slide_type=kind)


def unasked(cell):
    return "".join(cell["source"]).replace("**Predict", "**Say").replace("**Your turn", "**Now")


CODE = [number for number, cell in enumerate(notebook("16", "attention")["cells"]) if cell["cell_type"] == "code"]
FIRST, MAKE, SHOW, EXERCISE = CODE
CHANGES = {
    "another number": (replacing(0, "Lesson 16", "Lesson 17"), "its file says 16"),
    "no place": (replacing(0, "Before it", "Earlier"), "Before it"),
    "no question": (replacing(0, "**The question.**", ""), "asks no question"),
    "four lines": (replacing(-1, "- The third.", "- The third.\n- A fourth."), "three lines"),
    "no next question": (replacing(-1, "**Next question.**", ""), "Next question"),
    "another first cell": (setting(FIRST, "import nbnn"), "as in every lesson"),
    "a long cell": (setting(SHOW, "step.y\n" * 9), "more than 8 lines"),
    "few words": (setting(SHOW - 1, "**Predict** this."), "2 words of prose: 10"),
    "a code cell after a code cell": (lambda made: made["cells"].insert(SHOW, made["cells"][SHOW]), "0 words of prose"),
    "a function": (setting(MAKE, "def f(x):\n    return x"), "defines something itself"),
    "a named lambda": (setting(MAKE, "f = lambda x: x"), "defines something itself"),
    "a class": (setting(MAKE, "class A:\n    b = 1"), "defines something itself"),
    "an output missing": (lambda made: made["cells"][SHOW].update(outputs=[]), "no output is stored"),
    "not run": (lambda made: made["cells"][SHOW].update(execution_count=None), "from top to bottom"),
    "an error": (lambda made: made["cells"][SHOW].update(outputs=[{"output_type": "error"}]), "ended with an error"),
    "a warning": (lambda made: made["cells"][SHOW]["outputs"].append({"output_type": "stream", "name": "stderr", "text": ""}), "stderr"),
    "widgets": (lambda made: made["metadata"].update(widgets={}), "metadata are not those"),
    "timings": (lambda made: made["cells"][SHOW]["metadata"].update(execution={}), "has metadata ['execution']"),
    "a widget view": (lambda made: made["cells"][SHOW]["outputs"][0]["data"].update({"application/vnd.jupyter.widget-view+json": {}}),
                      "widget-view"),
    "a path": (lambda made: made["cells"][SHOW]["outputs"][0]["data"].update({"text/plain": "in /home/me/x"}), "path of one machine"),
    "no slide type": (lambda made: made["cells"][SHOW]["metadata"].clear(), "has no slide type"),
    "another slide type": (sliding(SHOW, "-"), "has no slide type"),
    "a first cell that is no slide": (sliding(0, "fragment"), "the first cell is no slide"),
    "a section within a slide": (sliding(SHOW - 1, "subslide"), "begins a section"),
    "a full slide": (replacing(SHOW + 1, "Say what", "word " * 160 + "Say what"), "begin a subslide"),
    "two titles": (replacing(1, "## ", "# "), "single #"),
    "a level left out": (replacing(1, "## ", "### "), "leaves out a level"),
    "a heading twice": (replacing(-1, "## In three lines", "## Exercise\n\n## In three lines"), "stands there twice"),
    "a file that is not there": (replacing(1, "The first", "[Here](17-none.ipynb) the first"), "leads to no file"),
    "a heading that is not there": (replacing(1, "The first", "[Here](#Nowhere) the first"), "leads to no heading"),
    "a link to the network": (replacing(1, "The first", "[Here](https://example.org) the first"), "leaves the repository"),
    "a picture without words": (replacing(1, "The first", "![](16-attention.ipynb) The first"), "has no alt text"),
    "an img without words": (replacing(1, "The first", '<img src="x.png"> The first'), "<img>"),
    "a drawing without words": (lambda made: made["cells"][SHOW]["outputs"][0]["data"].update({"text/html": "<svg></svg>"}), "<svg>"),
    "an answer without its tag": (lambda made: made["cells"][SHOW + 1]["metadata"].pop("tags"), "follows a prediction"),
    "an answer that asks": (replacing(SHOW + 1, "The label", "**Predict** more. The label"), "asks something"),
    "no prediction": (lambda made: [cell.update(source=unasked(cell)) for cell in made["cells"]], "asked before it is shown"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES.keys())
def test_a_broken_manner_is_noticed(written, change, said):
    assert any(said in words for words in written(change)), said


def test_every_rule_is_broken_above(written):
    speaks = set()
    for change, _ in CHANGES.values():
        written(change)
        lesson = read(written.path)
        speaks |= {rule for rule in RULES if list(rule(lesson))}
    assert speaks == set(RULES)


ALLOWED = {
    "what the learner writes": setting(MAKE, "def hinge_derivative(y, z):\n    ..."),
    "links that lead somewhere": replacing(1, "The first", "[Here](#In-three-lines) and [there](16-attention.ipynb#Exercise): the first"),
    "code in prose": replacing(1, "The first", "```\n# no heading\n```\nThe first"),
    "a picture with words": replacing(1, "The first", "![what it shows](16-attention.ipynb) The first"),
}


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_is_allowed(written, change):
    assert written(change) == []


def test_anchors():
    assert anchor_of("Two classes: why the 2") == "Two-classes:-why-the-2"
