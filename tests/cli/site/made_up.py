"""A Pyodide folder of a few letters, with a lock that says so."""

import json
from hashlib import sha256
from pathlib import Path

from nbnn.cli.site import pyodide


def made_up(folder: Path, version: str = pyodide.VERSION, packages: dict[str, list[str]] | None = None) -> Path:
    """Write one. packages : name → what it depends on."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {}
    for name, depends in (packages or {"numpy": [], "Pandas_x": ["numpy"]}).items():
        file = folder / f"{name}-1-py3-none-any.whl"
        file.write_text(name)
        entries[name] = {"name": name, "version": "1", "file_name": file.name, "depends": depends, "imports": [name],
                         "sha256": sha256(file.read_bytes()).hexdigest()}
    (folder / pyodide.LOCK).write_text(json.dumps({"info": {"version": version}, "packages": entries}))
    return folder


def hash_of_lock(folder: Path) -> str:
    """What `pyodide.LOCK_HASH` would be, were it the official one."""
    return sha256((folder / pyodide.LOCK).read_bytes()).hexdigest()
