"""A JupyterLab server for tests, with settings of its own, and the notebooks it serves."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.patience import HANGS

HERE = "127.0.0.1"
# JupyterLab asks nobody for news, and not whether it should be built anew, for which it starts Node with each page. The cursor of a cell
# does not blink: it is an animation that has the whole page put together anew in every frame. No Launcher opens where a test has closed
# all: it is drawn for nobody, and could come in front of the next test's notebook.
QUIET = {
    ".settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false"}',
    ".settings/@jupyterlab/codemirror-extension/plugin.jupyterlab-settings": '{"defaultConfig": {"cursorBlinkRate": 0}}',
    ".config/labconfig/page_config.json": (
        '{"buildAvailable": false, "buildCheck": false, "disabledExtensions": {"@jupyterlab/launcher-extension": true}}'),
}


@contextmanager
def serving(folder: Path, **environment: str):
    """The address of a JupyterLab that serves `folder`, with settings of its own and these environment variables."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    settings = {"JUPYTER_CONFIG_DIR": str(folder / ".config"), "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
                "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces"), "JUPYTER_DATA_DIR": str(folder / ".data"),
                "IPYTHONDIR": str(folder / ".ipython")}  # runs nobody's startup files, and writes nobody's history
    for place, text in QUIET.items():
        (folder / place).parent.mkdir(parents=True)
        (folder / place).write_text(text)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
               f"--ServerApp.ip={HERE}", "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.expose_app_in_browser=True",
               f"--ServerApp.root_dir={folder}"]
    with open(folder / "server.log", "w") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings, **environment}, stdout=log, stderr=log)
        try:
            yield _when_up(f"http://{HERE}:{port}", process, folder)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()  # on a busy machine it may still be saying good-bye
            process.wait()


def _when_up(address: str, process, folder: Path) -> str:
    for _ in range(4 * HANGS):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/api/status", timeout=HANGS):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError(f"JupyterLab did not start: {(folder / 'server.log').read_text()[-2000:]}")


def set_back(folder: Path) -> bool:
    """Delete what a test has set in this JupyterLab, except the theme, which `Lab.close` sets back. Was there anything?"""
    made = [path for path in (folder / ".settings").rglob("*.jupyterlab-settings")
            if path.relative_to(folder).as_posix() not in QUIET and path.stem != "themes"]
    for path in made:
        path.unlink()
    return bool(made)


def end_kernels(address: str) -> None:
    """A kernel serves one test: what the test changed in it, and what it left there to be sent, must not reach the next."""
    with urllib.request.urlopen(f"{address}/api/sessions", timeout=HANGS) as answer:
        sessions = json.load(answer)
    for session in sessions:
        with suppress(urllib.error.HTTPError):  # of two notebooks with one Python the second has none any more
            asked = urllib.request.Request(f"{address}/api/sessions/{session['id']}", method="DELETE")
            urllib.request.urlopen(asked, timeout=HANGS).close()


class Words(str):
    """A cell of Markdown."""


def write(path: Path, cells) -> None:
    """A notebook of code cells and `Words`; the kernelspec keeps JupyterLab from asking for a kernel."""
    kinds = {Words: {"cell_type": "markdown"}, str: {"cell_type": "code", "outputs": [], "execution_count": None}}
    made = [{**kinds[type(cell)], "metadata": {}, "id": f"cell-{number}", "source": cell} for number, cell in enumerate(cells)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
    path.write_text(json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
