"""The modules and style sheets of all views, read from the files beside their Python, and packed to be sent."""

import gzip
import json
import os
import re
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

from ...core import notation
from ...core.notation import OF_TARGETS, meanings

VIEWS = Path(__file__).parents[1]
HERE = Path(__file__).parent
NOTATION = VIEWS / "shared" / "notation.js"
HASH_LETTERS, DIGEST_BYTES = 16, 32
IMPORT = re.compile(r'^import (\{[^}]*\}) from ("\.\.?/[\w./-]+\.js");$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
NOTE = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)$", re.MULTILINE | re.DOTALL)  # a comment on lines of its own
DEFAULT, AS_DEFAULT = "\nexport default {", "\nconst exported={"


@cache
def files() -> dict[str, str]:
    """Every module and style sheet by its path within views/. What all views share comes first: its rules are the weaker ones."""
    ordered = sorted(_files(), key=lambda path: (path.name != "theme.css", path.parent.name != "shared", path))
    return {path.relative_to(VIEWS).as_posix(): _text(path) for path in ordered}


@cache
def script() -> tuple[str, dict[str, int]]:
    """All modules as one script, and where the text of each begins in it.

    A page takes several milliseconds for each module that it gets, so it gets one: an object with a function for each module, by its
    path, that is called with what gives other modules, and returns what the module exports. Within it everything stands where it stood;
    of comments, a fifth of what would be sent, their places are left.
    """
    parts, begins, size = ["export default {"], {}, 0
    for name, text in files().items():
        if name.endswith(".js"):
            parts.append(f"{json.dumps(name)}: (of) => {{")
            size += sum(map(len, parts[-2:])) + 2
            begins[name] = size
            parts += [_within_function(text), f"return {{ {', '.join(_exported(text))} }}; }},"]
            size += len(parts[-2]) + 1
    return "\n".join([*parts, "};"]), begins


def _within_function(text: str) -> str:
    """A module's text for the body of a function: not a character longer or shorter."""
    text = IMPORT.sub(lambda found: f"const  {found[1].replace(' as ', ' :  ')} = of({found[2]})", text)
    text = NOTE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return EXPORT.sub("       ", text.replace(DEFAULT, AS_DEFAULT))


def _without_notes(text: str) -> str:
    return "\n".join(line.strip() for line in NOTE.sub("", text).split("\n") if line.strip())


def _exported(text: str) -> list[str]:
    return [*EXPORTED.findall(text), *(["default: exported"] if DEFAULT in text else [])]


@cache
def bundle() -> bytes:
    """The script and, behind a 0, the style sheets without comments and indentation."""
    sheets = "\n".join(_without_notes(text) for name, text in files().items() if name.endswith(".css"))
    return f"{script()[0]}\0{sheets}".encode()


def _files() -> list[Path]:
    folders = ((Path(folder), names) for folder, _, names in os.walk(VIEWS))
    return [folder / name for folder, names in folders if folder != HERE for name in names if name.endswith((".js", ".css"))]


def _text(path: Path) -> str:
    """What a file holds; the tables of notation are written into the module that tells them."""
    text = path.read_text("utf-8")
    return _with_meanings(text) if path == NOTATION else text


def _with_meanings(text: str) -> str:
    of_targets = {name: entry.words for name, entry in OF_TARGETS.items()}
    for name, table in (("MEANINGS", meanings()), ("OF_TARGETS", of_targets)):
        text = text.replace(f"{name} = {{}};", f"{name} = {json.dumps(table, ensure_ascii=False)};")
    return text


def content_hash() -> str:
    """Letters that tell this bundle from that of any other version."""
    return packed()[0]


def pack() -> bytes:
    """The bundle as gzip, the same bytes each time."""
    return packed()[1]


@cache
def packed() -> tuple[str, bytes]:
    """The bundle's hash and the bundle as gzip, from where they were kept; reading and packing all files would be a fifth of a first lab.

    They are kept where Python keeps the modules that it has compiled, as long as no file has another time or size, and not at all where
    Python keeps none.
    """
    state, kept = _state(), Path(cache_from_source(str(HERE / "bundle.py"))).with_suffix(".gz")
    known = _read(kept, state)
    if known is None:
        known = sha256(bundle()).hexdigest()[:HASH_LETTERS], gzip.compress(bundle(), mtime=0)
        if not sys.dont_write_bytecode:
            with suppress(OSError):  # nobody may write there: it is packed each time
                _keep(kept, state, known[0].encode() + known[1])
    return known


def _state() -> bytes:
    """What changes whenever a file does that the bundle is made from or with."""
    of = [*_files(), Path(notation.__file__), Path(__file__)]
    return repr(sorted((str(path), found.st_mtime_ns, found.st_size) for path in of for found in [path.stat()])).encode()


def _keep(kept: Path, state: bytes, content: bytes) -> None:
    """In one move: another process may be reading."""
    beside = kept.with_suffix(f".{os.getpid()}")
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(sha256(state + content).digest() + content)
    beside.replace(kept)


def _read(kept: Path, state: bytes) -> tuple[str, bytes] | None:
    """What was kept of this state; None where that is nothing, or not whole."""
    try:
        told = kept.read_bytes()
    except OSError:
        return None
    digest, content = told[:DIGEST_BYTES], told[DIGEST_BYTES:]
    if sha256(state + content).digest() != digest:
        return None
    return content[:HASH_LETTERS].decode(), content[HASH_LETTERS:]


@cache
def loader() -> str:
    """The module that unpacks the bundle on the page."""
    return NOTE.sub("", (HERE / "code.js").read_text("utf-8"))


@cache
def stub(name: str) -> str:
    """The module of one view: it waits for the bundle and hands everything to its module `name`, such as "board/board.js"."""
    if not (VIEWS / name).is_file():
        raise FileNotFoundError(f"there is no module {name!r} in {VIEWS}")
    lines = (HERE / "stub.js").read_text("utf-8").replace("HASH", content_hash()).replace("NAME", name).splitlines()
    return " ".join(line.strip() for line in lines if line)
