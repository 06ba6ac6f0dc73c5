"""The manners of a lesson, as README's page for authors tells them: what a notebook breaks, in words, empty when it breaks none."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from urllib.parse import unquote

from nbnn.cli.notebook_text import ASKS, TAG
from tests.notebooks.deck import wrong_with_slides

WORDS_PER_LINE = 10
LONGEST_CELL = 8
FIRST_CELL = "import nbnn\n%precision 4"
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
CELL_METADATA = {"tags", "editable", "slideshow"}
OUTPUTS = {kind: {"text/plain", "text/html", "text/latex", "image/svg+xml"} for kind in ("execute_result", "display_data")}

PLACE = re.compile(r"# [^\n]+\n\n\*Lesson (\d\d) of the course\. Before it: [^\n]+ After it: [^\n]+\*\n")
END = re.compile(r"## In three lines\n\n- [^\n]+\n- [^\n]+\n- [^\n]+\n\n\*\*Next question\.\*\* [^\n]+\?(?:\n\n\*[^\n]+\*)?\s*\Z")
HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]*)\)")
MAGIC = re.compile(r"^[%!?].*$", re.MULTILINE)
ON = re.compile(r"#|\*\*|(?:Now|Then|Next|Last)\b")
EXERCISE = re.compile(r"\bExercise\(")
PATHS = re.compile(r"(?:^|[\s\"'(])(?:/home/|/tmp/|/root/|/Users/|/work/|/var/|[A-Z]:\\\\)")


@dataclass(frozen=True)
class Lesson:
    """A notebook, read.

    Attributes
    ----------
    path : where it is; links are relative to its folder.
    cells : kind, source and the rest, the sources as one text.
    metadata : of the notebook.
    """

    path: Path
    cells: list[dict]
    metadata: dict

    @property
    def number(self) -> str:
        return self.path.name[:2]

    @property
    def code(self) -> list[dict]:
        return [cell for cell in self.cells if cell["cell_type"] == "code"]

    @property
    def prose(self) -> list[str]:
        return [cell["source"] for cell in self.cells if cell["cell_type"] == "markdown"]

    @property
    def headings(self) -> list[tuple[int, str]]:
        """(level, text) of every heading, from the top."""
        return [(len(marks), text) for source in self.prose for marks, text in HEADING.findall(without_code(source))]


def read(path: Path) -> Lesson:
    """The notebook at this path; sources that are lists of lines become one text."""
    content = json.loads(path.read_text("utf-8"))
    cells = [cell | {"source": "".join(cell["source"])} for cell in content["cells"]]
    return Lesson(path, cells, content["metadata"])


def broken(path: Path) -> list[str]:
    """Every manner that the notebook breaks, each with the place."""
    lesson = read(path)
    return [words for rule in RULES for words in rule(lesson)]


def without_code(source: str) -> str:
    """Markdown without its fenced code: a # in it is no heading."""
    return re.sub(r"^```.*?^```", "", source, flags=re.MULTILINE | re.DOTALL)


def start_of(cell: dict) -> str:
    """How one finds a cell again."""
    return repr(cell["source"][:50])


def code_lines(cell: dict) -> list[str]:
    return [line for line in cell["source"].splitlines() if line.strip()]


# ---- the rules: each says what is broken ----

def its_place(lesson: Lesson) -> Iterator[str]:
    """It opens with its title, its place in the course, and its question."""
    first = lesson.cells[0]
    found = PLACE.match(first["source"]) if first["cell_type"] == "markdown" else None
    if found is None:
        yield "the first cell is no title with '*Lesson NN of the course. Before it: … After it: …*' below it"
    elif found[1] != lesson.number:
        yield f"it says that it is lesson {found[1]}, and its file says {lesson.number}"
    if "**The question.**" not in first["source"]:
        yield "the first cell asks no question: '**The question.** …'"


def its_end(lesson: Lesson) -> Iterator[str]:
    """It ends with a summary of three lines, the next question and its sources."""
    last = lesson.cells[-1]
    if last["cell_type"] != "markdown" or not END.search(last["source"]):
        yield "the last cell does not end with '## In three lines', three lines, '**Next question.** …?' and the sources in italics"


def same_first_cell(lesson: Lesson) -> Iterator[str]:
    if lesson.code[0]["source"] != FIRST_CELL:
        yield f"the first code cell is {start_of(lesson.code[0])}: it must be {FIRST_CELL!r}, as in every lesson"


def short_cells(lesson: Lesson) -> Iterator[str]:
    """At most eight lines, mostly one."""
    for cell in lesson.code:
        if len(cell["source"].splitlines()) > LONGEST_CELL:
            yield f"the cell {start_of(cell)} has more than {LONGEST_CELL} lines"
    if median(len(code_lines(cell)) for cell in lesson.code) > 2:
        yield "most cells have more than two lines"


def prose_first(lesson: Lesson) -> Iterator[str]:
    """Before each code cell there is prose, ten words for each of its lines."""
    words = 0
    for cell in lesson.cells:
        if cell["cell_type"] == "markdown":
            words += len(cell["source"].split())
            continue
        needed = WORDS_PER_LINE * len(code_lines(cell))
        if words < needed:
            yield f"before the cell {start_of(cell)} there are {words} words of prose: {needed} are needed"
        words = 0


def learners_definitions_only(lesson: Lesson) -> Iterator[str]:
    """A function stands in a lesson only where the learner writes it: its body is left open with `...`."""
    for cell in lesson.code:
        for node in ast.walk(tree_of(cell)):
            named = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
            if named or (isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) and not left_open(node)):
                yield f"the cell {start_of(cell)} defines something itself; that is left to the learner, with ... for the body"


def tree_of(cell: dict) -> ast.Module:
    """The cell's code without magics, parsed; a mistake in it raises SyntaxError."""
    return ast.parse(MAGIC.sub("", cell["source"]))


def left_open(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Constant) and each.value is Ellipsis for each in ast.walk(node))


def stored_outputs(lesson: Lesson) -> Iterator[str]:
    """It was run from the top, and what its cells showed is stored."""
    counts = [cell["execution_count"] for cell in lesson.code]
    if counts != list(range(1, len(counts) + 1)):
        yield "it was not run from top to bottom: ./run store does that"
    for cell in lesson.code:
        if any(output["output_type"] == "error" for output in cell["outputs"]):
            yield f"the cell {start_of(cell)} ended with an error"
        if any(output.get("name") == "stderr" for output in cell["outputs"]):
            yield f"the cell {start_of(cell)} wrote to stderr"
        if shows_something(cell) and not cell["outputs"]:
            yield f"the cell {start_of(cell)} shows something, and no output is stored: ./run store"


def shows_something(cell: dict) -> bool:
    """Its last line is a name or an entry of something, which always shows a value; a call may give None."""
    body = tree_of(cell).body
    return bool(body) and isinstance(body[-1], ast.Expr) and not isinstance(body[-1].value, ast.Call)


def clean_metadata(lesson: Lesson) -> Iterator[str]:
    """Nothing of a widget, of one machine or of one run is stored."""
    if lesson.metadata != METADATA:
        yield "the notebook's metadata are not those of the others: ./run store puts them right"
    for cell in lesson.cells:
        if set(cell["metadata"]) - CELL_METADATA:
            yield f"the cell {start_of(cell)} has metadata {sorted(set(cell['metadata']) - CELL_METADATA)}: ./run store takes them out"
        for output in cell.get("outputs", []):
            more = set(output.get("data", {})) - OUTPUTS.get(output["output_type"], set())
            if more:
                yield f"the cell {start_of(cell)} stores {sorted(more)}: text, a table, a picture of lines or nothing is stored"
            if PATHS.search(json.dumps(output, ensure_ascii=False)):
                yield f"an output of the cell {start_of(cell)} names a path of one machine"


def slides_fit(lesson: Lesson) -> Iterator[str]:
    """Every cell has a slide type, and no slide holds more than a screen."""
    yield from wrong_with_slides(lesson.cells)


def headings_in_order(lesson: Lesson) -> Iterator[str]:
    """One title, at the top; no level left out below it; no heading twice."""
    levels = [level for level, _ in lesson.headings]
    if levels.count(1) != 1 or levels[0] != 1:
        yield "there must be one heading with a single #, the title, before all others"
    for (level, _), (below, text) in zip(lesson.headings, lesson.headings[1:]):
        if below > level + 1:
            yield f"the heading {text!r} leaves out a level"
    texts = [text for _, text in lesson.headings]
    for text in sorted({text for text in texts if texts.count(text) > 1}):
        yield f"the heading {text!r} stands there twice: a link could not tell them apart"


def links_work(lesson: Lesson) -> Iterator[str]:
    """Links lead to files of the repository and to headings in them; a lesson needs no network."""
    for source in lesson.prose:
        for _, _, target in LINK.findall(without_code(source)):
            wrong = wrong_with(target, lesson)
            if wrong:
                yield f"the link to {target!r} {wrong}"


def wrong_with(target: str, lesson: Lesson) -> str:
    if re.match(r"[a-z]+:", target) or target.startswith("/"):
        return "leaves the repository: name the source in words"
    name, _, anchor = target.partition("#")
    path = lesson.path.parent / unquote(name) if name else lesson.path
    if not path.exists():
        return "leads to no file"
    if anchor and path.suffix == ".ipynb" and unquote(anchor) not in [anchor_of(text) for _, text in read(path).headings]:
        return "leads to no heading there"
    return ""


def anchor_of(heading: str) -> str:
    """How JupyterLab names a heading in a link."""
    return re.sub(r"[*`]", "", heading).replace(" ", "-")


def pictures_have_words(lesson: Lesson) -> Iterator[str]:
    """Every picture says in words what it shows."""
    for source in lesson.prose:
        for picture, words, target in LINK.findall(without_code(source)):
            if picture and not words.strip():
                yield f"the picture {target!r} has no alt text"
        yield from wordless(source)
    for cell in lesson.code:
        for output in cell["outputs"]:
            for kind in ("text/html", "image/svg+xml"):
                yield from wordless("".join(output.get("data", {}).get(kind, "")))


def wordless(html: str) -> Iterator[str]:
    parser = _Pictures()
    parser.feed(html)
    yield from parser.wordless


class _Pictures(HTMLParser):
    """Finds <img> and <svg> without words; an <svg> within another is a part of it."""

    def __init__(self):
        super().__init__()
        self.wordless: list[str] = []
        self._within = 0

    def handle_starttag(self, tag, attrs):
        given = {name: value for name, value in attrs if value and value.strip()}
        if tag in ("img", "svg") and not self._within and not given.keys() & {"alt", "aria-label", "aria-labeledby"}:
            self.wordless.append(f"a picture <{tag}> has neither alt text nor an aria-label")
        self._within += tag == "svg"

    def handle_endtag(self, tag):
        self._within -= tag == "svg"


def asks_before_it_shows(lesson: Lesson) -> Iterator[str]:
    """Somewhere a prediction is asked for before a cell answers it."""
    if not any(word in source for source in lesson.prose for word in ("**Predict", "**Your turn")):
        yield "nothing is asked before it is shown: '**Predict.** …' or '**Your turn.** …'"


def answers_apart(lesson: Lesson) -> Iterator[str]:
    """What says the answer to a prediction is a cell of its own with the tag `answer`: the hand-out leaves it out.

    After a prediction's cell comes such a cell, or one that plainly goes on: it opens with a heading, a bold word, or a word of `ON`.
    """
    asked = shown = False
    for number, cell in enumerate(lesson.cells):
        if cell["cell_type"] == "code":
            shown, asked = asked and number > 0 and not EXERCISE.search(cell["source"]), False
            continue
        if TAG in cell["metadata"].get("tags", []):
            if ASKS.search(cell["source"]) or HEADING.search(cell["source"]):
                yield f"the cell {start_of(cell)} has the tag 'answer', and asks something or begins a section: give that a cell of its own"
        elif shown and not ON.match(cell["source"]):
            yield (f"the cell {start_of(cell)} follows a prediction: give it the tag 'answer', which the hand-out leaves out, "
                   "or begin it with a heading, **a bold word**, Now, Then, Next or Last")
        asked, shown = asked or bool(ASKS.search(cell["source"])), False


RULES: tuple[Callable[[Lesson], Iterator[str]], ...] = (
    its_place, its_end, same_first_cell, short_cells, prose_first, learners_definitions_only, stored_outputs, clean_metadata,
    slides_fit, headings_in_order, links_work, pictures_have_words, asks_before_it_shows, answers_apart,
)
