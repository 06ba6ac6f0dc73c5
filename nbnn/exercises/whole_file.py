"""A text written in one move: a file is there as a whole or not at all, also when the disk is full or Ctrl+C is pressed."""

import errno
import os
import time
import uuid
from contextlib import suppress
from glob import escape
from pathlib import Path

HOURS_LEFT_OVER = 1.0  # nobody writes one file for longer: what is older was left by a process that was killed


def write_whole(path: Path, content: str | bytes, durable: bool = False) -> os.stat_result:
    """Write a text as UTF-8, with line ends as they are, or bytes; its folder is made where there is none.

    durable : it is on the disk, and not only on its way there, before it takes its place.

    On an error, what was there stays. What killed processes left of the same file an hour ago or more is taken away. Returns what the
    system says of the file that was written. Raises OSError, and UnicodeError for a text that has half a character in it.
    """
    encoded = content.encode("utf-8") if isinstance(content, str) else content
    path = Path(os.path.realpath(path))  # what a link leads to is written, the link stays
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "there is a folder of that name", str(path))
    clean(path, HOURS_LEFT_OVER)
    beside = path.with_name(f"{_stem(path)}.{uuid.uuid4().hex[:8]}.part")
    try:
        beside.write_bytes(encoded)
        if durable:
            _settle(beside)
        written = beside.stat()
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return written


def left_over(path: Path, hours: float = 0.0) -> list[Path]:
    """Return what writers of this file have left beside it, or are still writing: parts that are at least that old."""
    path = Path(os.path.realpath(path))
    parts = [each for name in (_stem(path), path.name) for each in path.parent.glob(f"{escape(name)}.????????.part")]
    before = time.time() - 3600 * hours
    return [each for each in parts if not hours or _written(each) < before]


def clean(path: Path, hours: float = 0.0) -> None:
    """Take such parts away, as far as that is possible."""
    for each in left_over(path, hours):
        with suppress(OSError):  # it lies there, and harms nobody
            each.unlink(missing_ok=True)


def _stem(path: Path) -> str:
    return f".{path.name[:100]}"


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()  # gone already


def _settle(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
