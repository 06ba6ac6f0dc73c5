"""The program in which a collected function runs: a process of its own, with limits. It is started by `running`, never imported.

It reads one JSON object (statements, tasks, limits) and writes a line of JSON for each task. What can be done from within
Python against a careless author is done: limits on time, memory, files and processes, no network, no writing. It is no
sandbox: whoever is hostile gets out of it.
"""

import ast
import json
import os
import sys
from contextlib import suppress
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader

MESSAGE = "is not allowed while collected code is run"
BLOCKED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "os.kill",
           "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.putenv",
           "os.chdir", "shutil.", "pty.", "ctypes.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "signal.pthread_kill")
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


# What has limits can write no measure of its lines: tests/cli/test_running.py holds what is left out here.
def limit(seconds: int, megabytes: int) -> None:  # pragma: no cover
    """Hard limits, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    size = megabytes * 2 ** 20
    for name, value in (("RLIMIT_CPU", seconds), ("RLIMIT_AS", size), ("RLIMIT_FSIZE", 0), ("RLIMIT_NOFILE", 64), ("RLIMIT_NPROC", 0),
                        ("RLIMIT_CORE", 0)):
        with suppress(AttributeError, ValueError, OSError):  # this system has no such limit, or a lower one already
            resource.setrlimit(getattr(resource, name), (value, value))


def leave_the_network() -> None:  # pragma: no cover
    """Move into an empty network of its own, where the system allows that."""
    try:
        import ctypes
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(CLONE_NEWNET) != 0:
            library.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    except (ImportError, OSError, AttributeError, TypeError):
        pass  # not Linux


def refuse(event: str, arguments: tuple) -> None:
    """An audit hook: it cannot be taken away again."""
    if event.startswith(BLOCKED):
        raise PermissionError(f"{event} {MESSAGE}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError(f"writing files {MESSAGE}")
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        raise PermissionError(f"writing files {MESSAGE}")


def encode(value, numpy):
    """What a function returned as JSON: a tuple as its parts, a dict or named tuple with its names, an array with its shape; else
    only what kind of thing it is."""
    if value is None:
        return {"nothing": True}
    names = [str(name)[:60] for name in value] if isinstance(value, dict) else list(getattr(value, "_fields", ()))
    parts = []
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,):
        try:
            array = numpy.asarray(each)
            if array.dtype.kind not in "fiub" or array.size > 10_000:
                raise TypeError
        except Exception:
            return {"no_number": type(each).__name__[:60]}
        parts.append({"shape": list(array.shape), "numbers": [repr(float(number)) for number in array.ravel()]})
    return {"parts": parts, **({"names": names} if names else {})}


def decode(argument, numpy):
    return numpy.array(argument["numbers"], dtype=argument["dtype"]).reshape(argument["shape"]) if isinstance(argument, dict) else argument


def line_of(error: Exception, name: str) -> str:
    """The line within the function, where it is the function that raised."""
    trace = error.__traceback__.tb_next if error.__traceback__ is not None else None
    if trace is None or trace.tb_frame.f_code.co_name != name:
        return ""
    return f" (line {trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno + 1} of {name})"


def call(function, arguments: list, numpy) -> dict:
    given = [decode(each, numpy) for each in arguments]
    try:
        result = encode(function(*given), numpy)
    except Exception as error:
        return {"error": f"it raises {type(error).__name__}: {str(error)[:200]}{line_of(error, getattr(function, '__name__', ''))}"}
    except SystemExit:
        return {"error": "it ends the program: let it return its result"}
    changed = any(isinstance(mine, numpy.ndarray) and not numpy.array_equal(mine, decode(theirs, numpy))
                  for mine, theirs in zip(given, arguments))
    return {**result, "changed": changed}


class CollectedModule(InspectLoader):
    """Imports the statements of a notebook as a module; one that fails leaves the others as they are.

    What fails, such as a library that is not here, will be said by the function that needs it.
    """

    def __init__(self, statements: list[str]):
        self._statements = statements

    def get_source(self, fullname: str) -> str:
        return "\n".join(self._statements)

    def get_code(self, fullname: str):
        """Each statement within a `try`, with the lines that it has in its own cell."""
        body: list[ast.stmt] = []
        for statement in self._statements:
            with suppress(SyntaxError, ValueError):
                nodes = [node for node in ast.parse(statement).body if not _of_the_future(node)]
                passed_over = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, [ast.Pass()])
                body += [ast.Try(nodes, [passed_over], [], [])] if nodes else []
        return compile(ast.fix_missing_locations(ast.Module(body, [])), "<notebook>", "exec")


def _of_the_future(node: ast.stmt) -> bool:
    """`from __future__ import …` is allowed only at the very top, and changes nothing that matters here."""
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def import_statements(statements: list[str], numpy):
    """The module that these statements make; `np` and `numpy` are there already."""
    loader = CollectedModule(statements)
    module = module_from_spec(spec_from_loader("collected", loader))
    vars(module).update(np=numpy, numpy=numpy)
    loader.exec_module(module)
    return module


def main() -> None:  # pragma: no cover
    job = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    quiet = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(quiet, descriptor)  # what the code prints goes nowhere
    import numpy
    sys.path.append(job["path"])
    leave_the_network()
    limit(job["seconds"], job["megabytes"])
    sys.addaudithook(refuse)
    module = import_statements(job["statements"], numpy)
    for task in job["tasks"]:
        function = getattr(module, task["function"], None)
        results = [call(function, each, numpy) for each in task["calls"]] if callable(function) else None
        answers.write(json.dumps({"function": task["function"], "results": results}) + "\n")
        answers.flush()
    os._exit(0)  # nothing that was left behind gets another turn


if __name__ == "__main__":  # pragma: no cover
    main()
