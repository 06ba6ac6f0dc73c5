"""JupyterLab, started in a learner's folder with the first lesson open, or a sentence that says what is missing."""

import os
import subprocess
import sys
import webbrowser
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

INSTALL = 'pip install "nbnn[lab]"'
QUIET = Path(__file__).with_name("jupyter")  # settings for this session: no question about news before the first lesson, and no request
SETTINGS = "JUPYTER_CONFIG_PATH"
FEW_WORDS = "--ServerApp.log_level=WARN"  # the address is printed all the same


def open_lab(folder: Path, first: str, options: Sequence[str] = ()) -> None:
    """Become JupyterLab in `folder`, with the file `first` open; it comes back only on Windows, when JupyterLab has ended.

    options : for JupyterLab, after our own.

    Raises ImportError, with what to do, where there is no JupyterLab.
    """
    if find_spec("jupyterlab") is None:
        raise ImportError(f"to open them you need JupyterLab, and this Python has none: {INSTALL}\nThen run nbnn again. In a Jupyter "
                          f"that you already have, open {folder / first}")
    print(_what_happens(), flush=True)
    os.chdir(folder)
    settings = os.pathsep.join(filter(None, (str(QUIET), os.environ.get(SETTINGS))))
    start([sys.executable, "-m", "jupyterlab", first, FEW_WORDS, *_as_root(), *options], {**os.environ, SETTINGS: settings})


def start(command: list[str], environment: dict[str, str]) -> None:
    """Put a program in the place of this one, so that Ctrl+C and the end are its own; Windows has no such thing."""
    if os.name == "nt":
        subprocess.run(command, check=False, env=environment)
    else:
        os.execve(command[0], command, environment)


def _what_happens() -> str:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return ("No browser was found here. JupyterLab starts without one, and prints an address: open it in a browser. "
                "Press Ctrl+C here when you are done.")
    return "JupyterLab opens in your browser; if it does not, open the address that it prints. Press Ctrl+C here when you are done."


def _as_root() -> tuple[str, ...]:
    """JupyterLab refuses the administrator, who is the usual user in a container."""
    return ("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
