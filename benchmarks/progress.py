"""A hint after many events of one exercise: in memory, with its file, and after another notebook wrote that file."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from nbnn.exercises.progress import FILE, Progress, ProgressFile

from .table import Row, in_turn, ratio

KEY = "hinge_slope"
FEW, MANY = 1_000, 10_000


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_file(Path(folder) / f"{count}-{FILE}", count) for count in (FEW, MANY))
        content = many.path.read_bytes()
        after_few, after_many, writing = in_turn(*map(_hint, (few, many)), lambda: _write(Path(folder) / "plain", content))
        yield Row(f"a hint and a fresh variant after {MANY:,} events", median(after_many) * 1e3, "ms", None, "one writing, on the disk")
        yield Row("the same / after 1,000 events", ratio(after_many, after_few), "×", MANY / FEW)
        yield Row("the same / that file's bytes written and synced", ratio(after_many, writing), "×", 10, "what the disk takes of it")
        other = ProgressFile(many.path)
        [turns] = in_turn(lambda: (other.another(KEY), many.hint(KEY)))
        yield Row("a hint, and another notebook's event before it", median(turns) * 1e3, "ms", None, f"{MANY:,} events, both kept")
        yield Row("bytes of the file for an event", many.path.stat().st_size / len(many.progress.events), "bytes")


def _file(path: Path, count: int) -> ProgressFile:
    """A file with so many events of one exercise: a hint and a fresh variant in turn."""
    progress = Progress("s1")
    while len(progress.events) < count:
        progress = progress.hinted(KEY)[0].another(KEY)
    path.write_text(progress.as_text(), "utf-8")
    return ProgressFile(path)


def _hint(kept: ProgressFile) -> Callable[[], object]:
    return lambda: kept.do(lambda progress: progress.another(KEY).hinted(KEY))


def _write(path: Path, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
