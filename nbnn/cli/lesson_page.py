"""A lesson as one HTML page: its words, its cells with their code, and every lab live, without Python and without a network.

The notebook is run from top to bottom in a kernel of its own, and what its labs have sent to their page by then is what the page has.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from .prose import html

INSTALL = "pip install 'nbnn[lab]'"
WIDGET, STATES = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
REFERENCE = re.compile(r'"IPY_MODEL_([\w-]+)"')
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
LESSON_LINK = re.compile(r"^[\w.-]+\.ipynb(#.*)?$")


def lesson_page(path: Path) -> str:
    """Run the notebook and return its page.

    Raises ValueError for a file that is no notebook, for a cell that fails (which one, and its error), and for a formula or a widget
    that a page cannot show; ImportError, with what to do, where Jupyter is missing.
    """
    notebook = run_notebook(_read(path))
    title = next((found[1] for cell in notebook.cells if (found := TITLE.search(cell.source))), path.stem)
    body = "\n".join(part for cell in notebook.cells for part in _cell(cell))
    shown = [output.data[WIDGET]["model_id"] for cell in notebook.cells for output in cell.get("outputs", ())
             if WIDGET in output.get("data", {})]
    from ..page.page import page  # needs the widget libraries, which no other command does
    return page(_reachable(notebook.metadata.get("widgets", {}).get(STATES, {}).get("state", {}), shown), title, body)


def _read(path: Path) -> Any:
    try:
        import nbformat
    except ImportError as error:
        raise ImportError(f"a lesson's page needs {error.name}: {INSTALL}") from error
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.ValidationError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"{path} is not a notebook: {error}") from None


def run_notebook(notebook) -> Any:
    """Run all cells in a kernel of their own; return the notebook, with the state of its widgets. Raises as `lesson_page` does."""
    try:
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError as error:
        raise ImportError(f"a lesson's page needs {error.name}: {INSTALL}") from error
    try:
        return NotebookClient(notebook, kernel_name="python3", timeout=None).execute(stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        failed = next(number for number, cell in enumerate(notebook.cells, start=1) if _fails(cell))
        raise ValueError(f"cell {failed} of the notebook fails, so there is no page: {error.ename}: {error.evalue}") from None


def _fails(cell) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", ()))


def _reachable(states: Mapping[str, Mapping], shown: list[str]) -> dict[str, Mapping]:
    """Of all states those of the widgets that are shown and of what they name, in one another's states."""
    found, left = {}, list(shown)
    while left:
        model_id = left.pop()
        if model_id in states and model_id not in found:
            found[model_id] = states[model_id]
            left += REFERENCE.findall(json.dumps(states[model_id]["state"]))
    return found


def _cell(cell) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield f'<section class="words">{html(cell.source, page_of)}</section>'
    elif cell.cell_type == "code" and cell.source.strip():
        unfolded = "" if cell.outputs else " open"
        yield f'<details class="code"{unfolded}><summary>Code</summary><pre><code>{escape(cell.source)}</code></pre></details>'
        yield from (_output(output) for output in cell.outputs)


def _output(output) -> str:
    if output.output_type == "stream":
        return f'<pre class="output">{escape(output.text)}</pre>'
    if WIDGET in output.data:
        from ..page.page import place
        return place(output.data[WIDGET]["model_id"])
    return f'<pre class="output">{escape(output.data.get("text/plain", ""))}</pre>'


def page_of(address: str) -> str | None:
    """Where a link of a lesson leads from its page: to another lesson's page beside it, to another site, or (None) nowhere."""
    if LESSON_LINK.match(address):
        return address.replace(".ipynb", ".html")
    return address if address.startswith(("https://", "#")) else None
