"""A lesson as it was before the class: its notebook, a learner's copy of it, and on request what was done in its exercises.

Where the notebooks are part of a git repository, the notebook becomes the one that was committed last, and what a class
made of it is kept beside it. Elsewhere there is nothing to restore from: then what running it left behind is taken out.
"""

import subprocess
from datetime import datetime
from pathlib import Path

from ...exercises.lessons.table import of_lesson
from ...exercises.progress import ProgressFile
from ...exercises.whole_file import write_whole
from ..copies import PROGRESS, as_text, content_of, fresh_copy, made_from, without_outputs
from ..course import COPIES, KEPT, NOTEBOOKS, lesson_path, packaged_lessons

GIT_SECONDS = 20


def title_of(path: Path) -> str:
    """Return the lesson's title, without marks; "" where the notebook has none."""
    first = next(iter(content_of(path)["cells"]), None)
    source = first.get("source") if isinstance(first, dict) else ""
    line = "".join(map(str, source if isinstance(source, (str, list)) else "")).partition("\n")[0]
    return line.removeprefix("# ").replace("*", "").replace("`", "").strip() if line.startswith("# ") else ""


def reset(lesson: str, folder: str | Path = "notebooks", progress: bool = False) -> list[str]:
    """Reset a lesson, and return what was done, a line for each thing.

    progress : its exercises start over as well, in every progress file of the folder; else nothing of them changes.

    Raises ValueError for a lesson that is not there and a notebook that cannot be read.
    """
    path = lesson_path(lesson, folder).absolute()
    own = path.parent.parent / COPIES / path.name
    paths = [path, own] if own != path and made_from(own) else [path]
    said = [_restore(each) for each in paths]
    if progress:
        files = [file for each in paths for file in sorted(each.parent.glob(PROGRESS))]
        said += [_afresh(file, path.name[:2]) for file in files] or ["There is no progress file here."]
    return said


def _restore(path: Path) -> str:
    course = _lesson_of(path) if made_from(path) else None
    if course:
        return f"{path.parent.name}/{_replace(path, fresh_copy(course).encode('utf-8'), 'copied again')}"
    committed = _last_commit_of(path)
    if committed is None:
        content = as_text(without_outputs(content_of(path))).encode("utf-8")
        return _replace(path, content, "outputs taken out (no git repository to restore it from)")
    return _replace(path, committed, "restored as it was committed")


def _lesson_of(copy: Path) -> Path | None:
    """The lesson that a copy is of: the course's beside it, else the one that came with nbnn."""
    places = (copy.parent.parent / NOTEBOOKS / copy.name, packaged_lessons() / copy.name)
    return next((place for place in places if place.exists()), None)


def _replace(path: Path, wanted: bytes, what: str) -> str:
    """Write what is wanted, keeping what is there; the line that says so."""
    present = path.read_bytes()
    if present.replace(b"\r\n", b"\n") == wanted.replace(b"\r\n", b"\n"):
        return f"{path.name}: as it should be"
    aside = path.parent / KEPT / f"{path.stem}-{datetime.now():%Y%m%dT%H%M%S-%f}.ipynb"
    write_whole(aside, present)
    write_whole(path, wanted)
    return f"{path.name}: {what}; the one before is kept as {KEPT}/{aside.name}"


def _last_commit_of(path: Path) -> bytes | None:
    """The notebook as git has it in the last commit; None without git, a repository, or that file in it."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        done = subprocess.run(command, cwd=path.parent, capture_output=True, timeout=GIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _afresh(file: Path, lesson: str) -> str:
    """Start the lesson's exercises over in one progress file."""
    kept = ProgressFile(file)
    done = [each for each in of_lesson(lesson) if kept.progress.of(each)]
    if done and not kept.notice:
        kept.reset(done)
    words = "1 exercise of lesson {0} starts over" if len(done) == 1 else f"{len(done)} exercises of lesson {{0}} start over"
    return kept.notice or f"{file.name}: {words.format(lesson)}"
