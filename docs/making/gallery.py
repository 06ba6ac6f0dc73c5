"""The gallery: every lab, live, with the line of code that makes it."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from .course import in_short, labs, make

FOLDER = "live"  # of the pages with the live labs, in the built documentation


def pages() -> dict[str, str]:
    """Each page's name → its text: all labs as pictures, and one page for each."""
    return {"gallery": _all(labs())} | {page_of(kind): _one(kind) for kind in labs()}


def page_of(kind: type) -> str:
    return f"labs/{kind.__name__}"


def live_name(kind: type, number: int) -> str:
    """The file of one of its examples."""
    return f"{kind.__name__}-{number}.html"


def write_live(folder: Path) -> None:
    """Write every example of every lab as a page of its own; they need no Python and no network."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in labs():
        for number, line in enumerate(kind.examples, start=1):
            lab = make(line)
            lab.to_html(folder / live_name(kind, number), f"{kind.__name__}: {in_short(kind)}")
            lab.close()


def _all(kinds: list[type]) -> str:
    cards = "\n".join(_card(kind) for kind in kinds)
    listed = "\n".join(page_of(kind) for kind in kinds)
    return f"""# Every lab, live

Each lab is one line of Python. Choose one: it moves on its page without Python, so you can step, play and scrub right here.

<div class="cards">
{cards}
</div>

```{{toctree}}
:hidden:

{listed}
```
"""


def _card(kind: type) -> str:
    shots = "".join(f'<img class="only-{shade}" src="_static/labs/{kind.__name__}{end}.png" width="800" height="600" alt="" loading="lazy">'
                    for shade, end in (("light", ""), ("dark", "-dark")))
    return f'<a class="card" href="{page_of(kind)}.html">{shots}<strong>{kind.__name__}</strong> <span>{_code(in_short(kind))}</span></a>'


def _code(words: str) -> str:
    """Words with `code` in them, as HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words))


def _one(kind: type) -> str:
    return "\n\n".join([f"# {kind.__name__}", in_short(kind), *_examples(kind),
                        f"What it takes, and what it raises: {{py:obj}}`nbnn.labs.{kind.__name__}`.", ""])


def _examples(kind: type) -> Iterator[str]:
    for number, line in enumerate(kind.examples, start=1):
        address, name = f"../{FOLDER}/{live_name(kind, number)}", escape(f"{kind.__name__}, live: {line}")
        yield f"```python\n{line}\n```"
        yield f'<iframe class="live" src="{address}" title="{name}" loading="lazy"></iframe>'
        yield f'<p class="open-live"><a href="{address}">Open this lab on a page of its own</a></p>'
