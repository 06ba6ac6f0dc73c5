"""The whole site: a first page, a page for every lesson, and JupyterLite with all lessons; built beside, then put in its place whole."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from ...exercises.whole_file import write_whole
from ..course import LESSONS
from ..lesson_page import lesson_page
from .first_page import first_page
from .lite import build_lite, check_pyodide, missing_tools
from .pyodide import PYTHON
from .wheels import compiler

MEGABYTES = 400  # of free space while it is built: the site itself takes about 130
PAGES, LITE, DOCS = "lessons", "lite", "docs"


@dataclass(frozen=True)
class Plan:
    """What a site is built of.

    to : the site's folder, which does not exist or is empty.
    course : the folder with the lessons.
    pyodide : a Pyodide distribution, which becomes part of the site; the site then asks nothing of the outside. None: JupyterLite loads
        Pyodide from a public address.
    docs : the documentation, built already, to be part of the site.
    """

    to: Path
    course: Path
    pyodide: Path | None = None
    docs: Path | None = None

    @property
    def lessons(self) -> list[Path]:
        """The notebooks, in order."""
        return sorted(self.course.glob(LESSONS))


def check_plan(plan: Plan) -> None:
    """Raise what would stop the building.

    ImportError where a package is missing, FileExistsError for a folder that is not empty, ValueError and FileNotFoundError for what is
    no course, no Pyodide or no documentation, OSError where the disk is full.
    """
    _check_tools()
    _check_place(plan.to)
    if not plan.lessons:
        raise ValueError(f"{plan.course} has no lessons, such as 13-one-step-by-hand.ipynb: name the folder with --folder")
    if plan.docs is not None and not (plan.docs / "index.html").is_file():
        raise FileNotFoundError(f"{plan.docs} is not built documentation, since it has no index.html: ./run docs {plan.docs} builds it")
    if plan.pyodide is not None:
        check_pyodide(plan.pyodide)


def build_site(plan: Plan, say: Callable[[str], object] = print) -> None:
    """Build a site beside its folder, then put it there. Where that fails, nothing is left of it.

    say : called with a line for each step.

    Raises as `check_plan` does, and ValueError for a lesson that fails: its name, the cell and its error.
    """
    check_plan(plan)
    plan.to.parent.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix=f".{plan.to.name}-", dir=plan.to.parent))
    try:
        site = work / "site"
        _build(plan, site, work, say)
        with suppress(FileNotFoundError):
            plan.to.rmdir()  # an empty one
        site.rename(plan.to)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build(plan: Plan, site: Path, work: Path, say: Callable[[str], object]) -> None:
    (site / PAGES).mkdir(parents=True)
    for path in plan.lessons:
        say(f"lesson: {path.stem}")
        write_whole(site / PAGES / f"{path.stem}.html", _page(path))
    if plan.docs is not None:
        shutil.copytree(plan.docs, site / DOCS)
    say("JupyterLite, with all lessons: a minute or two ...")
    if plan.pyodide is not None and compiler() is None:
        say(f"There is no working python{PYTHON} here to compile for the browser's Python: lessons will open a few seconds later. "
            "Install one, or name it in PYTHON.")
    build_lite(site / LITE, plan.course, plan.pyodide, work)
    say("the first page")
    write_whole(site / "index.html", first_page(plan.lessons, docs=plan.docs is not None, public=plan.pyodide is None))
    (site / ".nojekyll").touch()  # GitHub's Pages would leave out what begins with _


def _page(path: Path) -> str:
    try:
        return lesson_page(path, f"../{LITE}")
    except ValueError as error:
        raise ValueError(f"lesson {path.stem}: {error}") from None


def _check_tools() -> None:
    missing = missing_tools()
    if missing:
        raise ImportError(f"building the site needs {' and '.join(missing)}: in a clone, ./run site FOLDER installs them; elsewhere, "
                          f"pip install {' '.join(repr(each) for each in missing)}")


def _check_place(to: Path) -> None:
    if to.exists() and not to.is_dir():
        raise FileExistsError(f"{to} is a file. Choose another folder for the site")
    if to.is_dir() and any(to.iterdir()):
        raise FileExistsError(f"{to} is not empty. Choose a new folder for the site, or empty this one")
    there = next(folder for folder in to.absolute().parents if folder.is_dir())
    free = shutil.disk_usage(there).free // 1_000_000
    if free < MEGABYTES:
        raise OSError(f"the disk of {there} has {free} MB left, and building the site needs {MEGABYTES}: free some space, or choose "
                      "another folder")
