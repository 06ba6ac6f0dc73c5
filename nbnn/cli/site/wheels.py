"""The packages that Pyodide does not have, as wheels made of what is installed here: nbnn itself, and the Python of its widgets."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from .pyodide import PYTHON, Packages, canonical, file_hash

OURS = "nbnn"
PACKAGE = Path(__file__).parents[2]
FRONT_ENDS = {"widgetsnbextension", "jupyterlab-widgets"}  # JavaScript, which JupyterLite has from elsewhere; no Python imports them
UNUSED = {"tests", "__pycache__"}  # folders of a package
JAVASCRIPT = {"nbextension", "labextension", "static"}  # the same, in which only Python is of use
BINARY = {".so", ".pyd", ".pyc", ".dylib", ".dll"}  # psygnal's are a copy of its Python for one machine
WHEEL = "Wheel-Version: 1.0\nGenerator: nbnn\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
SITE_PACKAGES = f"/lib/python{PYTHON}/site-packages"  # where the browser's Python has them
STAMP = (1980, 1, 1, 0, 0, 0)  # of every file, so that the same content makes the same wheel


@dataclass(frozen=True)
class Wheel:
    """A wheel's file, and what Pyodide's lock says of it. depends : names of packages as an index spells them."""

    name: str
    version: str
    path: Path
    imports: tuple[str, ...]
    depends: tuple[str, ...]

    def entry(self) -> dict[str, Any]:
        """What Pyodide's lock says of it."""
        return {"name": self.name, "version": self.version, "file_name": self.path.name, "install_dir": "site", "package_type": "package",
                "sha256": file_hash(self.path), "imports": list(self.imports), "depends": list(self.depends),
                "unvendored_tests": False}


def requirements(name: str) -> list[str]:
    """Return what a package needs in the browser, by names as an index spells them."""
    from packaging.requirements import Requirement
    where = {"extra": "", "sys_platform": "emscripten", "platform_system": "Emscripten", "python_version": PYTHON}
    found = [Requirement(each) for each in _installed(name).requires or ()]
    return [canonical(each.name) for each in found if each.marker is None or each.marker.evaluate(where)]


def missing_packages(names: Iterable[str], packages: Packages, there: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return name → what it needs, for the named packages and all that they need, without what Pyodide (`packages`) or JupyterLite
    (`there`) has."""
    found: dict[str, list[str]] = {}
    left = [canonical(name) for name in names]
    while left:
        name = left.pop()
        if name in found or name in packages or name in there:
            continue
        found[name] = [each for each in requirements(name) if each not in FRONT_ENDS]
        left += found[name]
    return found


def make_wheel(name: str, depends: Iterable[str], to: Path) -> Wheel:
    """Write the wheel of a package that is installed here."""
    package = _installed(name)
    stem = f"{canonical(name).replace('-', '_')}-{package.version}"
    path = to / f"{stem}-py3-none-any.whl"
    files = dict(sorted(_own_files() if canonical(name) == OURS else _files_of(package)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, file in files.items():
            _add(archive, inside, file.read_bytes())
        _add(archive, f"{stem}.dist-info/METADATA", (package.read_text("METADATA") or "").encode())
        _add(archive, f"{stem}.dist-info/WHEEL", WHEEL.encode())
    imports = sorted({PurePosixPath(inside).parts[0].removesuffix(".py") for inside in files})
    return Wheel(canonical(name), package.version, path, tuple(imports), tuple(depends))


def empty_wheel(name: str, to: Path, version: str = "0") -> Wheel:
    """Write a wheel without anything in it, for what JupyterLite asks for and can do without."""
    stem = f"{name.replace('-', '_')}-{version}"
    path = to / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        _add(archive, f"{stem}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode())
        _add(archive, f"{stem}.dist-info/WHEEL", WHEEL.encode())
    return Wheel(name, version, path, (), ())


def _add(archive: zipfile.ZipFile, inside: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(inside, STAMP), content, zipfile.ZIP_DEFLATED)


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise FileNotFoundError(f"the package {name} is not installed, and the site needs it: pip install {name}") from None


def _own_files() -> Iterator[tuple[str, Path]]:
    for path in PACKAGE.rglob("*"):
        inside = path.relative_to(PACKAGE.parent)
        ours = PACKAGE / "lessons" not in path.parents  # an installed nbnn has the notebooks there, which the site has elsewhere
        if ours and path.is_file() and path.suffix not in BINARY and "__pycache__" not in inside.parts:
            yield inside.as_posix(), path


def _files_of(package: Distribution) -> Iterator[tuple[str, Path]]:
    for file in package.files or ():
        parts = PurePosixPath(file).parts
        elsewhere = parts[0] == ".." or parts[0].endswith(".dist-info") or UNUSED & {*parts}
        if not elsewhere and file.suffix not in BINARY and (file.suffix == ".py" or not JAVASCRIPT & {*parts}):
            yield PurePosixPath(file).as_posix(), Path(str(package.locate_file(file)))


# ---- bytecode ----

def compiler() -> str | None:
    """Return a Python whose bytecode the browser's can read: this one, or one on the PATH; None where there is none."""
    if sys.version_info[:2] == tuple(map(int, PYTHON.split("."))):
        return sys.executable
    other = shutil.which(f"python{PYTHON}")
    return other if other and subprocess.run([other, "-c", ""], capture_output=True, check=False).returncode == 0 else None


def compile_archive(path: Path, python: str, where: str = SITE_PACKAGES, keep_sources: bool = False) -> None:
    """Put bytecode into a wheel or the standard library: the browser would compile each module at every start.

    where : the folder in which the browser's Python will have it, which tracebacks name.
    keep_sources : besides the bytecode, so that tracebacks show lines and `??` shows the code.
    """
    with TemporaryDirectory(prefix="nbnn-", dir=path.parent) as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        beside = () if keep_sources else ("-b",)  # in the place of the sources, not in __pycache__
        subprocess.run([python, "-W", "ignore", "-m", "compileall", *beside, "-q", "-q", "-f", "-s", folder, "-p", where,
                        "--invalidation-mode", "unchecked-hash", folder], capture_output=True, check=False)  # what fails stays a source
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).rglob("*")):
                compiled = not keep_sources and file.suffix == ".py" and file.with_suffix(".pyc").exists()
                if file.is_file() and not compiled:
                    _add(archive, file.relative_to(folder).as_posix(), file.read_bytes())
