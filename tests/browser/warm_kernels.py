"""Kernels that are forked from one Python in which everything is imported: to import it anew takes longer than most tests.

A kernel is still a process of its own, for one test. JupyterLab starts `launch`, which asks `serve` for a kernel and stands for it:
it passes interrupts on, and one ends with the other.
"""

import json
import os
import signal
import socket
import sys
from contextlib import contextmanager
from pathlib import Path

INTERRUPT = b"i"


@contextmanager
def warm_kernels(folder: Path):
    """While this lasts, the kernels of a JupyterLab with these settings (environment variables) are forked."""
    import subprocess

    if sys.platform != "linux":  # elsewhere a process that has threads, as BLAS makes them, is not safe to fork
        yield {}
        return
    address = str(folder / "warm")
    with open(folder / "warm.log", "w") as log:
        process = subprocess.Popen([sys.executable, "-P", __file__, address], stdin=subprocess.PIPE, stdout=log, stderr=log)
    spec = folder / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": [sys.executable, "-I", "-S", __file__, address, "{connection_file}"],
                                "display_name": "Python 3", "language": "python"}), "utf-8")
    try:
        yield {"JUPYTER_PATH": str(folder)}
    finally:
        process.stdin.close()  # which tells it to end, as does the end of this process
        process.wait()


def launch(address: str, connection_file: str) -> None:
    """Stand for a kernel, from its start to its end."""
    with _reached(address) as kernel:
        signal.signal(signal.SIGINT, lambda *_: kernel.send(INTERRUPT))
        kernel.sendall(json.dumps([connection_file, os.getcwd(), dict(os.environ)]).encode() + b"\n")
        kernel.recv(1)  # nothing comes before the end


def _reached(address: str) -> socket.socket:
    """A connection to `serve`, which may still import."""
    import time

    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(address)
            return connection
        except OSError:
            connection.close()
            time.sleep(0.1)


def serve(address: str) -> None:
    """Import everything once, and fork a kernel for each that asks, until nobody is left who wants one."""
    import gc
    import select

    import bqplot  # noqa: F401
    import ipykernel.debugger  # half of what a kernel imports
    import ipykernel.kernelapp
    import ipykernel.zmqshell  # noqa: F401

    import nbnn.exercises
    import nbnn.labs
    from nbnn.exercises.lessons.table import exercises

    for package in (nbnn, nbnn.labs, nbnn.exercises):  # much of each loads on first use
        for name in package.__all__:
            getattr(package, name)
    exercises()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        while sys.stdin not in select.select([sys.stdin, listening], [], [])[0]:
            connection, _ = listening.accept()
            with connection:
                if not os.fork():
                    listening.close()
                    _be_kernel(connection)
            _reap()


def _reap() -> None:
    from contextlib import suppress

    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _be_kernel(connection: socket.socket) -> None:
    import threading

    import ipywidgets
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    file, folder, environment = json.loads(connection.makefile().readline())
    os.chdir(folder)
    os.environ.update(environment)
    sys.argv = ["ipykernel_launcher", "-f", file]
    threading.Thread(target=_obey, args=(connection,), daemon=True).start()
    app = IPKernelApp.instance()
    app.initialize(sys.argv[1:])
    ipywidgets.register_comm_target()  # what importing it in a kernel does
    app.start()
    os._exit(0)


def _obey(connection: socket.socket) -> None:
    while connection.recv(1) == INTERRUPT:
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(1)


if __name__ == "__main__":
    {2: serve, 3: launch}[len(sys.argv)](*sys.argv[1:])
