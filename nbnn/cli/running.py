"""Functions of collected notebooks, run in processes of their own (`child`): with limits on time and memory, without network.

That keeps an endless loop or a slip of the pen from doing harm. It is no sandbox against a hostile author.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..exercises.kinds.code import Result

SECONDS, MEGABYTES = 10, 1024
MOST_TEXT = 4_000_000  # characters that are read of what a process writes
CHILD = Path(__file__).with_name("child.py")
PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Limits:
    """seconds : of processor time; megabytes : of memory, for one process."""

    seconds: int = SECONDS
    megabytes: int = MEGABYTES

    @property
    def waiting(self) -> int:
        """Seconds after which a process is ended that waits and uses no processor; enough for one on a busy machine."""
        return 10 + 4 * self.seconds


def run(statements: Sequence[str], calls: Mapping[str, Sequence[tuple]], limits: Limits | None = None) -> dict[str, list[Result] | str]:
    """Call functions with arguments: name → a Result for each call, or in words why there is none.

    statements : what makes the functions, from top to bottom. All run in one process; when that dies, each of the others
    gets one of its own, so that one endless loop does not cost the rest.

    Raises ValueError in a browser, which has no processes.
    """
    if sys.platform == "emscripten":
        raise ValueError("learners' functions are run in processes of their own, which a browser does not have: grade on a computer "
                         "with Python, by the command nbnn grade FOLDER")
    limits = limits or Limits()
    found = _in_one_process(statements, calls, limits)
    missing = [name for name in calls if name not in found]
    for name in missing:
        alone = _in_one_process(statements, {name: calls[name]}, limits) if len(calls) > 1 else {}
        stopped = f"it was stopped: it took longer than {limits.seconds} s, more than {limits.megabytes} MB, or it crashed"
        found[name] = alone.get(name, stopped)
    return {name: found[name] for name in calls}


def _in_one_process(statements: Sequence[str], calls: Mapping[str, Sequence[tuple]], limits: Limits) -> dict[str, list[Result] | str]:
    """The functions that came back."""
    tasks = [{"function": name, "calls": [[_encode(each) for each in call] for call in wanted]} for name, wanted in calls.items()]
    job = {"statements": list(statements), "tasks": tasks, "seconds": limits.seconds, "megabytes": limits.megabytes, "path": str(PACKAGE)}
    found: dict[str, list[Result] | str] = {}
    for line in _output(json.dumps(job), limits).splitlines():
        try:
            answer = json.loads(line)
            found[answer["function"]] = _results(answer["results"], len(calls[answer["function"]]))
        except (ValueError, KeyError, TypeError):
            continue  # half a line: the process died while it wrote, or wrote something else
    return found


def _output(job: str, limits: Limits) -> str:
    """What the process wrote until it ended, or was ended."""
    with tempfile.TemporaryDirectory(prefix="nbnn-") as folder:
        process = subprocess.Popen([sys.executable, "-I", str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, cwd=folder, env=_environment(folder), start_new_session=True,
                                   encoding="utf-8", errors="replace")
        try:
            output, _ = process.communicate(job, timeout=limits.waiting)
        except subprocess.TimeoutExpired:
            _end(process)
            output, _ = process.communicate()
        return output[:MOST_TEXT]


def _end(process: subprocess.Popen) -> None:
    """End the process and what it may have started."""
    try:
        os.killpg(process.pid, 9)
    except (AttributeError, ProcessLookupError, PermissionError):
        process.kill()


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the teacher's environment but what Python needs; one thread, as more would count as memory and processes."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if name in os.environ}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return kept | threads | {"HOME": folder, "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}


def _encode(argument) -> Any:
    if isinstance(argument, np.ndarray):
        return {"shape": list(argument.shape), "dtype": argument.dtype.str, "numbers": argument.ravel().tolist()}
    return argument.item() if isinstance(argument, np.generic) else argument


def _results(given: Iterable | None, wanted: int) -> list[Result] | str:
    """What came back as Results; it is checked like anything that a stranger wrote."""
    if given is None:
        return "there is no such function in it"
    results = [_result(each) for each in given]
    return results if len(results) == wanted else "it returned a different number of results"


def _result(given: Mapping) -> Result:
    if "error" in given:
        return Result(error=str(given["error"])[:400])
    if "nothing" in given:
        return Result(error="it returns nothing: is there a return?")
    if "no_number" in given:
        return Result(error=f"it returns a {str(given['no_number'])[:60]}, which is neither a number nor an array of numbers")
    values = [np.array([float(number) for number in part["numbers"]]).reshape(part["shape"]) for part in given["parts"]]
    return Result(tuple(values), changed=bool(given.get("changed")), names=tuple(str(name)[:60] for name in given.get("names", ())))
