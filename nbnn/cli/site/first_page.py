"""The site's first page: a lab that moves before any Python has loaded, and the way to every lesson."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from ..lesson_page import STATES, TITLE, WIDGET, run_notebook
from ..notebook_text import TEXT, blocks
from ..prose import html

LAB = "import nbnn\nnbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1)"
TITLE_OF_SITE = "Neural networks, one step at a time"
DESCRIPTION = "A course on neural networks: step through one update with every number on the page, then run the lessons in your browser."
PUBLIC = "cdn.jsdelivr.net"  # where JupyterLite loads Pyodide from if the site has none
QUESTION = "**The question.** "
STYLE = """
ol.lessons { list-style: none; margin: 0; padding: 0; }
ol.lessons li { border-top: 1px solid var(--jp-border-color2, #bbb); padding: 10px 0; }
ol.lessons p { margin: 4px 0; max-width: 75ch; }
ol.lessons .ways a { display: inline-block; margin-right: 16px; padding: 6px 0; }
"""


def first_page(lessons: Sequence[Path], docs: bool, public: bool) -> str:
    """Return the page as HTML.

    lessons : their notebooks. docs : is there documentation to link to? public : does Python come from a public address?
    """
    from nbformat.v4 import new_code_cell, new_notebook
    notebook = run_notebook(new_notebook(cells=[new_code_cell(LAB)]))
    shown = next(output.data[WIDGET]["model_id"] for output in notebook.cells[0].outputs if WIDGET in output.get("data", {}))
    from ...page.page import page, place, reachable
    states = reachable(notebook.metadata["widgets"][STATES]["state"], [shown])  # the lab as it is: what it could answer costs time here
    return page(states, TITLE_OF_SITE, _body(place(shown), lessons, docs, public), description=DESCRIPTION)


def _body(lab: str, lessons: Sequence[Path], docs: bool, public: bool) -> str:
    listed = "\n".join(entry(path) for path in lessons)
    more = '<p><a href="docs/index.html">Documentation, and every lab to try</a></p>' if docs else ""
    source = f"from {PUBLIC}" if public else "from this site"
    return f"""<style>{STYLE}</style>
<h1>{TITLE_OF_SITE}</h1>
<p>One training example goes through a small network and back, and every number is on the page. Press <b>Step</b>.</p>
{lab}
<h2>The lessons</h2>
<p><b>Read</b> opens a page at once; its labs move without Python. <b>Run</b> opens the same lesson in JupyterLab in this browser: you can
change every number and have your answers checked. Nothing is installed. The first time, Python comes {source} (some 35 MB). What you write
stays in this browser.</p>
<ol class="lessons">
{listed}
</ol>
{more}"""


def entry(path: Path) -> str:
    """A lesson in the list, with the ways to read and to run it."""
    title, question = title_and_question(path)
    number, read = escape(path.stem[:2]), f"lessons/{quote(path.stem)}.html"
    ways = {"Read": read, "Run": f"lite/notebooks/index.html?path={quote(path.name)}"}
    links = " ".join(f'<a href="{escape(to)}" aria-label="{way} lesson {number}">{way}</a>' for way, to in ways.items())
    return f'<li><b>{number} {escape(title)}</b>{question}<span class="ways">{links}</span></li>'


def title_and_question(path: Path) -> tuple[str, str]:
    """A lesson's title as text, and its question as HTML; "" for what it does not have."""
    text = "\n\n".join(block.source for block in blocks(path) if block.kind == TEXT)
    title = found[1] if (found := TITLE.search(text)) else path.stem
    question = next((part for part in text.split("\n\n") if part.startswith(QUESTION)), "")
    return title, html(question.removeprefix(QUESTION)) if question else ""
