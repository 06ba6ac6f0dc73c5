"""Running a cell again: the labs that it made before are closed, so that none stays alive unseen."""

import sys
from inspect import signature

_made: dict[str, tuple[str, list]] = {}  # cell → (the execution that made them, its labs)


def remember_for_rerun(lab) -> None:
    """Remember `lab` under the notebook cell that is running; close those that an earlier run of the cell made."""
    cell, execution = _running_cell()
    if not cell:
        return
    earlier, labs = _made.get(cell, ("", []))
    if earlier != execution:
        for old in labs:
            old.close()
        labs = []
    _made[cell] = (execution, [*labs, lab])


def _running_cell() -> tuple[str, str]:
    """(the cell's identity, this execution's), or empty texts outside a notebook."""
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython else None
    if kernel is None:
        return "", ""
    request = _request(kernel)
    return request.get("metadata", {}).get("cellId") or "", request.get("header", {}).get("msg_id", "")


def _request(kernel) -> dict:
    """The message that the kernel is answering; {} where it cannot tell. Pyodide's kernel has no channels, so it is asked for none."""
    get_parent = getattr(kernel, "get_parent", None)
    if get_parent is None:
        return {}
    return (get_parent("shell") if signature(get_parent).parameters else get_parent()) or {}
