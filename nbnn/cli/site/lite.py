"""JupyterLite with all lessons: JupyterLab without a server, its Python in the browser."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..copies import as_text, content_of, copy_lessons
from ..course import LESSONS
from .pyodide import CORE, LOCK, Packages, canonical, check_files, file_hash, read_lock, with_dependencies
from .wheels import OURS, Wheel, compile_archive, compiler, empty_wheel, make_wheel, missing_packages

NEEDED = {"jupyterlite_core": "jupyterlite-core[contents]", "jupyterlite_pyodide_kernel": "jupyterlite-pyodide-kernel"}
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
PYODIDE, STDLIB = Path("static", "pyodide"), "python_stdlib.zip"
PYPI = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")
APPS = ("notebooks", "tree", "lab", "edit")
KERNELSPEC = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
INSTALL = {"cell_type": "code", "execution_count": None, "id": "nbnn-install", "metadata": {}, "outputs": [],
           "source": [f"%pip install -q {OURS}"]}

# What is loaded before the first cell, all at once, as JupyterLite's kernel names it: what that kernel asks for, and nbnn.
FIRST = ("micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython", OURS)
WITHOUT = ("ssl", "jedi")  # Python opens no connection here, and completion does without jedi's 1,500 files
FROM_JUPYTERLITE = ("piplite", "ipykernel", "pyodide-kernel")
LATER = frozenset({"bqplot"})  # what nbnn asks for by itself when it is first wanted (views/shared/bqplot.py); it brings pandas


def missing_tools() -> list[str]:
    """The packages that building needs and that are not installed, as pip names them."""
    return [package for module, package in NEEDED.items() if find_spec(module) is None]


def build_lite(to: Path, course: Path, pyodide: Path | None, work: Path) -> None:
    """Build JupyterLite with the lessons of a course.

    to : the folder that it becomes.
    pyodide : a Pyodide distribution; None leaves JupyterLite's own, at a public address.
    work : an empty folder, for what is no part of the site.

    Raises ValueError with JupyterLite's own last words where it fails, and as `check_pyodide` does.
    """
    lite, lessons, wheels = work / "lite", work / "lessons", work / "wheels"
    for folder in (lite, wheels):
        folder.mkdir()
    copy_for_the_browser(course, lessons, install=pyodide is None)
    settings: dict[str, Any] = {"disablePyPIFallback": True}
    if pyodide is not None:
        put_pyodide(pyodide, lite / PYODIDE)
        settings["loadPyodideOptions"] = {"packages": list(FIRST)}
    made = _our_wheels({}, wheels) if pyodide is None else []
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {"appName": "nbnn", "litePluginSettings": {KERNEL: settings}}}
    (lite / "jupyter-lite.json").write_text(json.dumps(config), "utf-8")
    _run_jupyterlite(lite, lessons, to, [f"--piplite-wheels={each.path.absolute()}" for each in made])
    for app in APPS:
        add_hints(to / app / "index.html", to)


def copy_for_the_browser(course: Path, to: Path, install: bool) -> None:
    """Copy the lessons without outputs, for the kernel of the browser.

    install : put a cell first that installs nbnn, where the kernel does not find it by itself.
    """
    copy_lessons(course, to)
    for path in to.glob(LESSONS):
        content = content_of(path)
        content["metadata"]["kernelspec"] = dict(KERNELSPEC)
        if install:
            content["cells"].insert(0, dict(INSTALL))
        path.write_text(as_text(content), "utf-8")


def check_pyodide(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Compare every file of a Pyodide folder that the site needs with the official lock; return the packages among them."""
    packages = read_lock(folder)
    taken = _from_pyodide(packages)
    wanted = {canonical(each) for each in FIRST}.union(*_our_needs(taken).values()) & {*taken} - {*WITHOUT}
    found = with_dependencies(sorted(wanted), packages)
    check_files(folder, CORE | {each["file_name"]: each["sha256"] for each in found.values()})
    return found


def _from_pyodide(packages: Packages) -> dict[str, Mapping[str, Any]]:
    """Of a lock's packages those that we take: what the kernel needs, and what is compiled. Other Python comes from here."""
    kernels = with_dependencies([each for each in FIRST if canonical(each) in packages and each not in WITHOUT], packages)
    return {name: each for name, each in packages.items() if name in kernels or not each["file_name"].endswith("-none-any.whl")}


def put_pyodide(source: Path, to: Path) -> None:
    """Copy what the site needs of a Pyodide folder, with our wheels, and a lock that names both."""
    packages = check_pyodide(source)
    to.mkdir(parents=True)
    for name in (*CORE, *(each["file_name"] for each in packages.values())):
        shutil.copyfile(source / name, to / name)
    ours = [*_our_wheels(_from_pyodide(read_lock(source)), to), *_jupyterlites_wheels(to), *(empty_wheel(name, to) for name in WITHOUT)]
    _compile(to)
    entries = {name: {**each, "sha256": file_hash(to / each["file_name"])} for name, each in packages.items()}
    lock = {**json.loads((source / LOCK).read_bytes()), "packages": entries | {each.name: each.entry() for each in ours}}
    (to / LOCK).write_text(json.dumps(lock), "utf-8")


def _our_needs(taken: Packages) -> dict[str, list[str]]:
    return missing_packages([OURS, *FIRST], taken, there=(*FROM_JUPYTERLITE, *WITHOUT))


def _our_wheels(taken: Packages, to: Path) -> list[Wheel]:
    return [make_wheel(name, [each for each in depends if each not in LATER], to) for name, depends in _our_needs(taken).items()]


def _jupyterlites_wheels(to: Path) -> list[Wheel]:
    """The kernel's own wheels, which JupyterLite would load one after the other."""
    found = []
    for path in sorted(PYPI.glob("*.whl")):
        name, version = path.name.split("-")[:2]
        if canonical(name) in FROM_JUPYTERLITE:
            found.append(Wheel(canonical(name), version, Path(shutil.copy(path, to)), (name,), ()))
    return found


def _compile(pyodide: Path) -> None:
    python = compiler()
    if python is None:
        return
    for path in sorted(pyodide.glob("*.whl")):
        compile_archive(path, python, keep_sources=path.name.startswith(f"{OURS}-"))
    compile_archive(pyodide / STDLIB, python, where="/lib/python312.zip")


def _run_jupyterlite(lite: Path, lessons: Path, to: Path, more: Iterable[str]) -> None:
    """Run JupyterLite's own command."""
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", lite.absolute(), "--contents", lessons.absolute(),
               "--output-dir", to.absolute(), *(f"--apps={app}" for app in APPS), "--no-sourcemaps", "--no-unused-shared-packages", *more]
    done = subprocess.run(list(map(str, command)), cwd=lite, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        said = [line.strip() for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]
        raise ValueError(f"JupyterLite could not be built: {said[-1] if said else 'it said nothing'}")


def startup_files(lite: Path) -> list[str]:
    """What a browser loads before the first cell, from the place of a built JupyterLite, the largest first; [] without its own Pyodide."""
    place = lite / PYODIDE
    if not place.is_dir():
        return []
    packages = json.loads((place / LOCK).read_bytes())["packages"]
    wheels = {each["file_name"] for each in with_dependencies(FIRST, packages).values()}
    files = [name for name in CORE if not name.endswith(".mjs")]
    return sorted((f"{PYODIDE.as_posix()}/{name}" for name in (LOCK, *files, *wheels)), key=lambda each: -(lite / each).stat().st_size)


def add_hints(page: Path, lite: Path) -> None:
    """Let a page of JupyterLite fetch Python while its own scripts are still on their way."""
    hints = "".join(f'<link rel="prefetch" as="fetch" href="../{escape(each)}">\n' for each in startup_files(lite))
    page.write_text(page.read_text("utf-8").replace("</head>", f"{hints}</head>", 1), "utf-8")
