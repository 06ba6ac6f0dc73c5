"""What one learner costs a server: the memory and the processor time of a kernel in which a lesson has run, and JupyterLab's own memory.

docs/hosting.md calculates from these how many learners a machine carries. Linux only: the system's own books are read.
"""

import logging
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median

from nbnn.cli.copies import copy_lessons
from nbnn.cli.course import packaged_lessons

from .table import Row

PORT = 18_765
TICKS = 100  # a second, in /proc
MEGABYTE = 1024  # kB


def measure() -> Iterator[Row]:
    if not Path("/proc/self/smaps_rollup").exists():
        return
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        copy_lessons(packaged_lessons(), Path(folder))
        found = {path.stem: _kernel(path) for path in sorted(Path(folder).glob("*.ipynb"))}
        yield Row("JupyterLab, one server", _server(folder), "MB")
    most = max(found, key=lambda name: found[name][0])
    yield Row("a kernel in which a lesson has run: memory, median", median(each[0] for each in found.values()), "MB")
    yield Row("the same: most", found[most][0], "MB", 250, most)
    longest = max(found, key=lambda name: found[name][1])
    yield Row("a lesson run from top to bottom: processor, median", median(each[1] for each in found.values()), "s")
    yield Row("the same: most", found[longest][1], "s", None, longest)


def _kernel(path: Path) -> tuple[float, float]:
    """Megabytes that are a kernel's own, and seconds of processor time, after all cells of a lesson."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, kernel_name="python3", timeout=None, resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel(stderr=subprocess.DEVNULL):
        for number, cell in enumerate(notebook.cells):
            client.execute_cell(cell, number)
        return _memory(client.km.provisioner.pid), _processor(client.km.provisioner.pid)


def _memory(pid: int) -> float:
    """What a process has for itself, and its share of what it has with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / MEGABYTE


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _server(folder: str) -> float:
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--port={PORT}",
               "--ServerApp.port_retries=0"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None and not _answers(f"http://127.0.0.1:{PORT}/api"):
            time.sleep(0.5)
        return _memory(process.pid)
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2):
        return True
    return False
