"""Whether everything that a lesson needs is here: this Python, the packages and their versions, JupyterLab's Python, the lessons.

What is needed is read from what nbnn was installed with, so that it stands in pyproject.toml alone.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, metadata, requires, version
from pathlib import Path

from .copies import copy_lessons
from .course import LESSONS, lesson_path
from .opening import INSTALL

REQUIREMENT = re.compile(r"""([\w.-]+)(?:\[[^]]*\])?\s*([^;]*?)\s*(?:;\s*extra\s*==\s*["'](\w+)["'])?""")
CONDITION = re.compile(r"(>=|<=|==|!=|<|>)\s*([\d.]+)")
IN_THE_PAGE = "share/jupyter/labextensions/"  # where a package's half in the browser is
AGAIN = "Install again in a fresh environment: " + INSTALL
ANY_PYTHON = re.compile(r"python(\d(\.\d+)?)?")  # in a kernel's specification these mean the server's own


@dataclass(frozen=True)
class Finding:
    """fits : whether it is as it has to be. what : was found, and is needed. todo : where it does not fit."""

    fits: bool
    what: str
    todo: str = ""

    def __str__(self) -> str:
        return f"  {'ok ' if self.fits else 'NO '} {self.what}{'' if self.fits or not self.todo else f'. {self.todo}'}"


def check(lesson: str | None, folder: Path) -> Iterator[str]:
    """Look at what a lesson needs, and run one where it is named: a line for each thing, as soon as it is known.

    folder : with the lessons. Raises ValueError, after the last line, where something does not fit, and for a lesson that is not there.
    """
    path = lesson_path(lesson, folder) if lesson is not None else None
    wrong = 0
    for finding in findings(folder):
        wrong += not finding.fits
        yield str(finding)
    if wrong:
        raise ValueError(f"{'1 thing is' if wrong == 1 else f'{wrong} things are'} not as a lesson needs it: see NO above")
    if path:
        yield f"Running {path.stem} ..."
        yield f"{path.stem}: {run_cells(path)} cells of code ran, and none failed."
    else:
        yield "Everything that a lesson needs is here."


def findings(folder: Path) -> Iterator[Finding]:
    """What is needed, and what there is."""
    try:
        named = [REQUIREMENT.fullmatch(each).groups() for each in requires("nbnn") or ()]
        needed = [(name, wanted, extra) for name, wanted, extra in named if extra is None or f"[{extra}]" in INSTALL]
        python = metadata("nbnn")["Requires-Python"]
    except PackageNotFoundError:
        yield Finding(False, "nbnn is not installed in this Python, only its folder was found", f"Install it: {INSTALL}")
        return
    yield Finding(fits(sys.version.split()[0], python), f"Python {sys.version.split()[0]}, needed: {python}", "Use another Python")
    for name, wanted, extra in needed:
        yield _package(name, wanted, extra)
    yield from _in_the_page([name for name, _, _ in needed])
    yield from _kernel()
    count = len(list(folder.glob(LESSONS)))
    yield Finding(count > 0, f"{count} lessons in {folder}", "Install nbnn again, or name the folder with --folder")


def fits(found: str, wanted: str) -> bool:
    """Whether a version is within what is wanted, such as ">=8.1,<9"; of a pre-release only the numbers count."""
    compare = {">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
               "<": lambda a, b: a < b, ">": lambda a, b: a > b}
    return all(compare[sign](_numbers(found), _numbers(number)) for sign, number in CONDITION.findall(wanted))


def _numbers(text: str) -> tuple[int, ...]:
    """A version's numbers, without zeros at the end: 4.10.0rc1 is (4, 10)."""
    numbers = [int(each) for each in re.match(r"\d+(?:\.\d+)*", text)[0].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _package(name: str, wanted: str, extra: str | None) -> Finding:
    todo = INSTALL if extra else "pip install --upgrade nbnn"
    in_words = " ".join(sorted(wanted.split(","), reverse=True))  # from the oldest on
    needed = f"needed{f' for nbnn[{extra}]' if extra else ''}: {in_words}"
    try:
        found = version(name)
    except PackageNotFoundError:
        return Finding(False, f"{name} is missing, {needed}", todo)
    return Finding(fits(found, wanted), f"{name} {found}, {needed}", todo)


def _in_the_page(names: list[str]) -> Iterator[Finding]:
    """Every package that brings something for the page, and whether that lies where JupyterLab looks."""
    for name in dict.fromkeys([*names, *(REQUIREMENT.match(each)[1] for known in names for each in _requires(known))]):
        for file in _files(name):
            if IN_THE_PAGE in file.as_posix() and file.name == "package.json":
                called = file.as_posix().partition(IN_THE_PAGE)[2].removesuffix("/package.json")
                yield Finding(Path(str(file.locate())).exists(), f"{called}: the half in the browser", AGAIN)


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def _files(name: str) -> list:
    try:
        return distribution(name).files or []
    except PackageNotFoundError:
        return []


def _kernel() -> Iterator[Finding]:
    """Which Python runs the cells: another one's packages are not ours."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return  # without JupyterLab, which has a line of its own
    try:
        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        yield Finding(False, "Jupyter has no kernel python3 to run the cells", "pip install ipykernel")
        return
    ours = bool(ANY_PYTHON.fullmatch(program)) or os.path.realpath(program) == os.path.realpath(sys.executable)
    yield Finding(ours, f"the cells run in {'this Python' if ours else f'another Python, {program}'}",
                  "Remove that kernel (jupyter kernelspec remove python3), or install nbnn there")


def run_cells(path: Path) -> int:
    """Run a lesson from top to bottom, in a kernel and a folder of its own; how many cells of code it has.

    Raises ValueError for a cell that fails, with its number, its first line, and the error; ImportError where Jupyter is missing.
    """
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError as error:
        raise ImportError(f"to run a lesson you need {error.name}: {INSTALL}") from error
    with tempfile.TemporaryDirectory(prefix="nbnn-") as place:
        copy_lessons(path.parent, Path(place))
        notebook = nbformat.read(Path(place) / path.name, as_version=4)
        client = NotebookClient(notebook, kernel_name="python3", timeout=None, resources={"metadata": {"path": place}})
        try:
            client.execute(stderr=subprocess.DEVNULL)
        except CellExecutionError as error:
            raise ValueError(f"{path.name}: {_which_failed(notebook)} fails with {error.ename}: {error.evalue}") from None
        return sum(cell.cell_type == "code" for cell in notebook.cells)


def _which_failed(notebook) -> str:
    for number, cell in enumerate(notebook.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            return f"cell {number} ({cell.source.splitlines()[0][:80]!r})"
    return "a cell"
