"""One HTML file with live labs in it: the state of their widgets, the front ends that draw them, and a policy that lets it ask nobody.

It opens from a mail or a memory stick as from a server. Without Python the labs step, play and scrub through what they
have recorded; whatever would have to ask Python says so at its place (views/shared/python.js).
"""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from ipywidgets import Widget
from ipywidgets.embed import dependency_state

from .frontends import FRONT_ENDS, FrontEnd, javascript, license_text, needed_front_ends

HERE = Path(__file__).parent
REFERENCE = re.compile(r'"IPY_MODEL_([\w-]+)"')
SCRIPTS = ("moment.js", "page.js")  # what listens comes before what happens
NO_ANSWERS = '{"choices":[],"asked":{},"buffers":[]}'


def page(states: Mapping[str, Mapping], title: str, body: str, answers: str = NO_ANSWERS, description: str = "") -> str:
    """The HTML of a page.

    Parameters
    ----------
    states : each widget's id → its model's name and module, its state, and its buffers, as ipywidgets embeds them (`states_of`).
    title, description : of the page, as plain text; a search engine shows the description, left out the title.
    body : the page's own HTML, with an `<h1>` and a `place` for each lab.
    answers : what it answers without Python, as `Answers.as_json` gives it.

    Raises ValueError for a widget that a page cannot draw, FileNotFoundError where a package with a front end is missing.
    """
    return _page(carried(states, answers, scripts=SCRIPTS), title, body, description)


def hosted_page(title: str) -> str:
    """The HTML of a page that gets its one lab from Python, by whoever holds it in a frame (labs/frame/hosted.py)."""
    return _page(_all_front_ends(), title, place(""), kind="data-hosted")


@cache
def _all_front_ends() -> str:
    return carried({}, front_ends=FRONT_ENDS)


def _page(within: str, title: str, body: str, description: str = "", kind: str = "") -> str:
    return _PAGE.format(policy=_policy(_texts(SCRIPTS)), title=escape(title), description=escape(description or title),
                        style=(HERE / "page.css").read_text("utf-8"), body=body, carried=within, kind=kind)


def carried(states: Mapping[str, Mapping], answers: str = NO_ANSWERS, front_ends: Mapping[str, FrontEnd] | None = None,
            scripts: Sequence[str] = SCRIPTS[-1:]) -> str:
    """The HTML that makes each `place` in a document live, whatever else is in it: licenses, front ends, states, and what runs them.

    front_ends : None: those that the states need. scripts : without more, what makes labs live and nothing else. Raises as `page` does.
    """
    front_ends = front_ends or needed_front_ends(state["model_module"] for state in states.values())
    names = {also: name for name, end in front_ends.items() for also in end.also}
    held = [_held("module", name, javascript(end)) for name, end in front_ends.items()]
    held += [_held("state", "widgets", json.dumps(states, separators=(",", ":"))), _held("names", "aliases", json.dumps(names)),
             _held("answers", "all", answers)]
    return _CARRIED.format(held="\n".join(held),
                           scripts="\n".join(f'<script type="module">{script}</script>' for script in _texts(scripts)),
                           licenses="\n\n".join(escape(license_text(end)) for end in front_ends.values()))


def reachable(states: Mapping[str, Mapping], shown: Iterable[str]) -> dict[str, Mapping]:
    """Of all states those of the widgets that are shown and of what they name, in one another's states."""
    found: dict[str, Mapping] = {}
    left = list(shown)
    while left:
        model_id = left.pop()
        if model_id in states and model_id not in found:
            found[model_id] = states[model_id]
            left += REFERENCE.findall(json.dumps(states[model_id]["state"]))
    return found


def states_of(labs: Sequence[Widget]) -> dict[str, dict]:
    """The state of the labs and of all widgets that they need, for `page`: with its defaults, for what draws a view is one of them."""
    return dependency_state(list(labs), drop_defaults=False)


def place(model_id: str, lab: str = "", until_then: str = "") -> str:
    """Where a widget goes in the body of a page. lab : its name, for the links to its moments; "" for what is no lab.

    until_then : the HTML to show there until it is drawn, or where it never will be.
    """
    named = f' data-lab="{escape(lab)}" role="group" aria-label="{escape(lab)}"' if lab else ""
    return f'<div class="lab" data-widget="{escape(model_id)}"{named}>{until_then}</div>'


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="description" content="{description}">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style>
</head>
<body {kind}>
<a class="skip" href="#main">Skip to the content</a>
<main id="main" tabindex="-1">
<p class="moment-said" role="status"></p>
<noscript><p>The labs of this page need JavaScript, which this browser has turned off.</p></noscript>
{body}
</main>
{carried}
</body>
</html>
"""

_CARRIED = """<footer><details><summary>Licenses</summary><pre>{licenses}</pre></details></footer>
{held}
{scripts}"""


def _texts(scripts: Sequence[str]) -> list[str]:
    return [(HERE / name).read_text("utf-8") for name in scripts]


def _policy(scripts: Sequence[str]) -> str:
    """Nothing is fetched, and of all scripts in the page only these run, with the modules that they make themselves."""
    own = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return f"default-src 'none'; script-src {own} blob:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"


def _held(kind: str, name: str, text: str) -> str:
    """Text that the page unpacks when it wants it; gzip in base64 has no letter that HTML would read."""
    packed = b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
    return f'<script type="application/gzip" data-{kind}="{escape(name)}">{packed}</script>'
