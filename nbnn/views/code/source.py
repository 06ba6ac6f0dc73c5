"""The modules and style sheets of all views, read from the files beside their Python, and packed to be sent."""

import gzip
import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from ...core.notation import OF_TARGETS, meanings

VIEWS = Path(__file__).parents[1]
HERE = Path(__file__).parent
NOTATION = VIEWS / "shared" / "notation.js"


@cache
def bundle() -> bytes:
    """Every module and style sheet by its path within views/, as JSON. What all views share comes first: its rules are the weaker ones."""
    found = (path for path in VIEWS.rglob("*.*") if path.suffix in (".js", ".css") and path.parent != HERE)
    ordered = sorted(found, key=lambda path: (path.name != "theme.css", path.parent.name != "shared", path))
    return json.dumps({path.relative_to(VIEWS).as_posix(): _text(path) for path in ordered}, ensure_ascii=False).encode()


def _text(path: Path) -> str:
    """What a file holds; the tables of notation are written into the module that tells them."""
    text = path.read_text("utf-8")
    return _with_meanings(text) if path == NOTATION else text


def _with_meanings(text: str) -> str:
    of_targets = {name: entry.words for name, entry in OF_TARGETS.items()}
    for name, table in (("MEANINGS", meanings()), ("OF_TARGETS", of_targets)):
        text = text.replace(f"{name} = {{}};", f"{name} = {json.dumps(table, ensure_ascii=False)};")
    return text


@cache
def content_hash() -> str:
    """Letters that tell this bundle from that of any other version."""
    return sha256(bundle()).hexdigest()[:16]


@cache
def pack() -> bytes:
    """The bundle as gzip, the same bytes each time."""
    return gzip.compress(bundle(), 6, mtime=0)


@cache
def loader() -> str:
    """The module that unpacks the bundle on the page."""
    return (HERE / "code.js").read_text("utf-8")


@cache
def stub(name: str) -> str:
    """The module of one view: it waits for the bundle and hands everything to its module `name`, such as "board/board.js"."""
    if not (VIEWS / name).is_file():
        raise FileNotFoundError(f"there is no module {name!r} in {VIEWS}")
    lines = (HERE / "stub.js").read_text("utf-8").replace("HASH", content_hash()).replace("NAME", name).splitlines()
    return " ".join(line.strip() for line in lines if line)
