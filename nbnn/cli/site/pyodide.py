"""Pyodide, the Python of the browser: which one the site carries, and how a folder with it is checked."""

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

VERSION, PYTHON, LOCK = "0.27.7", "3.12", "pyodide-lock.json"

# The SHA-256 of the official files of this version; the lock's names those of all packages.
LOCK_HASH = "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c"
CORE = {
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}

Packages = Mapping[str, Mapping[str, Any]]


def canonical(name: str) -> str:
    """A package's name as an index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(folder: Path, official: str = LOCK_HASH) -> dict[str, dict[str, Any]]:
    """Return the packages that a folder's lock names, by their names as an index spells them.

    official : the SHA-256 that the lock must have.

    Raises FileNotFoundError and ValueError for a folder that has no official Pyodide of this version in it.
    """
    place = folder / LOCK
    if not place.is_file():
        raise FileNotFoundError(f"{folder} is not a Pyodide distribution: it has no {LOCK}. Unpack pyodide-{VERSION}.tar.bz2 "
                                "and give the folder pyodide/ in it")
    content = place.read_bytes()
    version = _version(content)
    if version is None:
        raise ValueError(f"{place} is not the lock of a Pyodide distribution: download Pyodide {VERSION} again")
    if version != VERSION:
        raise ValueError(f"{folder} has Pyodide {version}, but the site needs {VERSION}: give a folder with that version")
    if sha256(content).hexdigest() != official:
        raise ValueError(f"{place} is not the official one of Pyodide {VERSION}: its SHA-256 differs. Download Pyodide {VERSION} again")
    return {canonical(name): package for name, package in json.loads(content)["packages"].items()}


def _version(lock: bytes) -> str | None:
    try:
        found = json.loads(lock)["info"]["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def with_dependencies(names: Iterable[str], packages: Packages) -> dict[str, Mapping[str, Any]]:
    """Return the named packages and all that they depend on. Raises ValueError for one that is not there."""
    found: dict[str, Mapping[str, Any]] = {}
    left = [canonical(name) for name in names]
    while left:
        name = left.pop()
        if name not in packages:
            raise ValueError(f"Pyodide {VERSION} has no package {name}, which the lessons need")
        if name not in found:
            found[name] = packages[name]
            left += [canonical(each) for each in packages[name]["depends"]]
    return found


def check_files(folder: Path, hashes: Mapping[str, str]) -> None:
    """Compare files with their SHA-256, file name → hexadecimal letters.

    Raises FileNotFoundError for those that are missing, ValueError for those that differ.
    """
    missing = [name for name in hashes if not (folder / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{folder} lacks {_listed(missing)}: give a whole Pyodide {VERSION} distribution, "
                                f"such as what pyodide-{VERSION}.tar.bz2 holds")
    wrong = [name for name, wanted in hashes.items() if file_hash(folder / name) != wanted]
    if wrong:
        raise ValueError(f"{folder} has {_listed(wrong)} with another SHA-256 than Pyodide's official lock says: "
                         f"download Pyodide {VERSION} again")


def file_hash(path: Path) -> str:
    """A file's SHA-256 in hexadecimal letters."""
    with path.open("rb") as file:
        read = sha256()
        while block := file.read(1 << 20):
            read.update(block)
    return read.hexdigest()


def _listed(names: list[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
