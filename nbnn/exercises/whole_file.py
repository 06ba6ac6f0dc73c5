"""A text written in one move: a file is there as a whole or not at all, also when the disk is full or Ctrl+C is pressed."""

import errno
import os
import uuid
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a text as UTF-8, with line ends as they are, or bytes; its folder is made where there is none.

    On an error, what was there stays. Raises OSError, and UnicodeError for a text that has half a character in it.
    """
    encoded = content.encode("utf-8") if isinstance(content, str) else content
    path = Path(os.path.realpath(path))  # what a link leads to is written, the link stays
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "there is a folder of that name", str(path))
    beside = path.with_name(f".{path.name[:100]}.{uuid.uuid4().hex[:8]}.part")
    try:
        beside.write_bytes(encoded)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
