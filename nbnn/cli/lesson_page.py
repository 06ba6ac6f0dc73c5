"""A lesson as one HTML page: its words, its cells with their code, and every lab live, without Python and without a network.

The notebook is run from top to bottom in a kernel of its own, and what its labs have sent to their page by then is what the page has.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from .copies import named_in
from .prose import html

INSTALL = "pip install 'nbnn[lab]'"
WIDGET, STATES = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
ANSWERS = "answers in advance"  # a notebook's own metadata, for its page
RECORD = "from nbnn.labs.page.ahead import answered_ahead, shown_labs; print(answered_ahead(shown_labs(){most}).as_json())"
NAMED = re.compile(r'"(?:IPY_MODEL_)?([0-9a-f]{32})"')
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
EMPTY_HEAD = re.compile(r"<th\b([^>]*)></th>")
ON_A_PHONE = 40  # letters of code beside each other
MOST = 180  # letters of a description: search engines cut longer ones
ADDRESS = re.compile(r"https?://\S+|(?!//)[\w./-]+")
PARAGRAPH = re.compile(r"\*\*|[^#|$>*\s-]")  # how one begins that is no heading, table, formula, list or line in italics
LESSON_LINK = re.compile(r"^[\w.-]+\.ipynb(#.*)?$")


def lesson_page(path: Path, lite: str | None = None, answers: int | None = None) -> str:
    """Run the notebook and return its page.

    answers : bytes of the page that recorded answers may take, as for a lab's `to_html`; None: as many as there.
    lite : the address of a JupyterLite site that has the lesson, as https://… or as a path from the page, such as "../lite": the page's
        button opens the lesson there. None: the page says how to run it.

    Raises ValueError for a file that is no notebook, for a cell that fails (which one, and its error), for a formula or a widget
    that a page cannot show, and for what is no such address; ImportError, with what to do, where Jupyter is missing.
    """
    head = _how_to_run(path.name, lite)
    notebook = run_notebook(_read(path), named_in([path], path.parent), answers)
    states = notebook.metadata.get("widgets", {}).get(STATES, {}).get("state", {})
    words = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title = next((found[1] for text in words if (found := TITLE.search(text))), path.stem)
    body = "\n".join(part for cell in notebook.cells for part in _cell(cell, states))
    shown = [output.data[WIDGET]["model_id"] for cell in notebook.cells for output in cell.get("outputs", ())
             if WIDGET in output.get("data", {})]
    body = body if "</h1>" in body else f"<h1>{escape(title)}</h1>\n{body}"
    from ..page.page import page, reachable  # needs the widget libraries, which no other command does
    known, body = notebook.metadata.pop(ANSWERS), body.replace("</h1>", f"</h1>\n{head}", 1)
    return page(reachable(states, [*shown, *NAMED.findall(known)]), title, body, answers=known, description=_description(notebook))


def _how_to_run(name: str, lite: str | None) -> str:
    if lite is None:
        way = "run this lesson on your own computer: <code>pip install 'nbnn[lab]'</code>, then <code>nbnn</code>."
    elif ADDRESS.fullmatch(lite):
        leads = escape(f"{lite.rstrip('/')}/notebooks/index.html?path={quote(name)}")
        way = f'<a class="run" href="{leads}">run this lesson in your browser</a>. Nothing is installed.'
    else:
        raise ValueError(f"lite is {lite!r}: give the address of a JupyterLite site, such as https://example.org/lite or ../lite")
    return ('<p class="how">You can step, play and scrub through everything on this page. To change a network or have your answers '
            f"checked, {way}</p>")


def _description(notebook) -> str:
    """The lesson's question, which is its first paragraph in ordinary type, as plain text."""
    paragraphs = (part.strip() for cell in notebook.cells if cell.cell_type == "markdown" for part in cell.source.split("\n\n"))
    first = next((part for part in paragraphs if PARAGRAPH.match(part)), "")
    text = " ".join(unescape(re.sub(r"<[^>]*>", "", html(first, page_of))).split()).removeprefix("The question. ")
    return text if len(text) <= MOST else f"{text[:MOST].rsplit(' ', 1)[0]} …"


def _read(path: Path) -> Any:
    try:
        import nbformat
    except ImportError as error:
        raise ImportError(f"a lesson's page needs {error.name}: {INSTALL}") from error
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.ValidationError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"{path} is not a notebook: {error}") from None


def run_notebook(notebook, files: Sequence[Path] = (), answers: int | None = None) -> Any:
    """Run all cells in a kernel of their own; return the notebook, with the state of its widgets and the answers that its page can give.

    files : what it reads. It runs in a folder of its own with copies of these: nothing of a learner's gets into it, nor it into theirs.
    answers : as for `lesson_page`. Raises as `lesson_page` does.
    """
    try:
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError as error:
        raise ImportError(f"a lesson's page needs {error.name}: {INSTALL}") from error
    with TemporaryDirectory() as folder:
        for file in files:
            shutil.copy(file, folder)
        notebook.cells.append(_code(RECORD.format(most="" if answers is None else f", {answers:d}")))
        client = NotebookClient(notebook, kernel_name="python3", timeout=None, resources={"metadata": {"path": folder}})
        try:
            client.execute(stderr=subprocess.DEVNULL)
        except CellExecutionError as error:
            failed = next(number for number, cell in enumerate(notebook.cells, start=1) if _fails(cell))
            raise ValueError(f"cell {failed} of the notebook fails, so there is no page: {error.ename}: {error.evalue}") from None
    notebook.metadata[ANSWERS] = "".join(output.get("text", "") for output in notebook.cells.pop().outputs)
    return notebook


def _code(source: str):
    from nbformat.v4 import new_code_cell
    return new_code_cell(source)


def _fails(cell) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", ()))


def _cell(cell, states: Mapping[str, Mapping]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        words = EMPTY_HEAD.sub(r"<td\1></td>", html(cell.source, page_of))
        yield f'<div class="words">{words}</div>'
    elif cell.cell_type == "code" and cell.source.strip():
        unfolded = "" if any(WIDGET in output.get("data", {}) for output in cell.outputs) else " open"  # a lab says itself what it shows
        code = _pre("", f"<code>{escape(cell.source)}</code>", cell.source)
        yield f'<details class="code"{unfolded}><summary>Code</summary>{code}</details>'
        yield from (_output(output, states) for output in cell.outputs)


def _output(output, states: Mapping[str, Mapping]) -> str:
    if output.output_type == "stream":
        return _pre("output", escape(output.text), output.text)
    if WIDGET in output.data:
        from ..page.page import place
        model_id = output.data[WIDGET]["model_id"]
        return place(model_id, states.get(model_id, {}).get("state", {}).get("link", {}).get("lab", ""))
    text = output.data.get("text/plain", "")
    return _pre("output", escape(text), text)


def _pre(kind: str, inside: str, text: str) -> str:
    """Text as it was typed or printed: a single line wraps, and longer ones that a phone has to scroll can be reached by key."""
    lines = text.strip().splitlines()
    single, wide = len(lines) < 2, any(len(line) > ON_A_PHONE for line in lines)
    names = " ".join(filter(None, (kind, "single" if single else "")))
    named, reached = f' class="{names}"' if names else "", ' tabindex="0"' if wide and not single else ""
    return f"<pre{named}{reached}>{inside}</pre>"


def page_of(address: str) -> str | None:
    """Where a link of a lesson leads from its page: to another lesson's page beside it, to another site, or (None) nowhere."""
    if LESSON_LINK.match(address):
        return address.replace(".ipynb", ".html")
    return address if address.startswith(("https://", "#")) else None
