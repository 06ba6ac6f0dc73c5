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


def page(states: Mapping[str, Mapping], title: str, body: str) -> str:
    """The HTML of a page.

    Parameters
    ----------
    states : each widget's id → its model's name and module, its state, and its buffers, as ipywidgets embeds them (`states_of`).
    title : of the page, as plain text.
    body : the page's own HTML, with a `place` for each lab.

    Raises ValueError for a widget that a page cannot draw, FileNotFoundError where a package with a front end is missing.
    """
    return _page(carried(states), title, body)


def hosted_page(title: str) -> str:
    """The HTML of a page that gets its one lab from Python, by whoever holds it in a frame (labs/frame/hosted.py)."""
    return _page(_all_front_ends(), title, place(""), "data-hosted")


@cache
def _all_front_ends() -> str:
    return carried({}, FRONT_ENDS)


def _page(within: str, title: str, body: str, kind: str = "") -> str:
    return _PAGE.format(policy=_policy(_script()), title=escape(title), style=(HERE / "page.css").read_text("utf-8"), body=body,
                        carried=within, kind=kind)


def carried(states: Mapping[str, Mapping], front_ends: Mapping[str, FrontEnd] | None = None) -> str:
    """The HTML that makes each `place` in a document live, whatever else is in it: licenses, front ends, states, and what runs them.

    front_ends : None: those that the states need. Raises as `page` does.
    """
    front_ends = front_ends or needed_front_ends(state["model_module"] for state in states.values())
    names = {also: name for name, end in front_ends.items() for also in end.also}
    held = [_held("module", name, javascript(end)) for name, end in front_ends.items()]
    held += [_held("state", "widgets", json.dumps(states, separators=(",", ":"))), _held("names", "aliases", json.dumps(names))]
    return _CARRIED.format(held="\n".join(held), script=_script(),
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


def place(model_id: str, until_then: str = "") -> str:
    """Where a lab goes in the body of a page. until_then : the HTML to show there until the lab is, or where it never will be."""
    return f'<div class="lab" data-widget="{escape(model_id)}">{until_then}</div>'


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style>
</head>
<body {kind}>
<main>
{body}
</main>
{carried}
</body>
</html>
"""

_CARRIED = """<footer><details><summary>Licenses</summary><pre>{licenses}</pre></details></footer>
{held}
<script type="module">{script}</script>"""


def _script() -> str:
    return (HERE / "page.js").read_text("utf-8")


def _policy(script: str) -> str:
    """Nothing is fetched, and of all scripts in the page only `script` runs, with the modules that it makes itself."""
    own = b64encode(sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; script-src 'sha256-{own}' blob:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"


def _held(kind: str, name: str, text: str) -> str:
    """Text that the page unpacks when it wants it; gzip in base64 has no letter that HTML would read."""
    packed = b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
    return f'<script type="application/gzip" data-{kind}="{escape(name)}">{packed}</script>'
