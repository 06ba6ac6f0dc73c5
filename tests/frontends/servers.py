"""Servers of front ends other than JupyterLab, whose own is in tests/browser/jupyter.py."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.jupyter import HERE
from tests.patience import HANGS


@contextmanager
def running(module: list[str], folder: Path, up: str = "/") -> Iterator[str]:
    """The address of a server, which is a Python module that takes --port; its Jupyter settings and its log are in `folder`.

    up : a path that it answers as soon as it is up.
    """
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    settings = {f"JUPYTER_{name}_DIR": str(folder / f".{name.lower()}") for name in ("CONFIG", "DATA", "RUNTIME")}
    with open(folder / "server.log", "w") as log:
        command = [sys.executable, "-m", *module, f"--port={port}"]
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            _wait_until_up(f"http://{HERE}:{port}{up}", process, folder / "server.log")
            yield f"http://{HERE}:{port}"
        finally:
            process.terminate()
            process.wait(HANGS)


def _wait_until_up(address: str, process: subprocess.Popen, log: Path) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=HANGS):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
