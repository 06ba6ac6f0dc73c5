"""How long `import nbnn` takes beside `import numpy`, each in its own process, compiled once before."""

import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from tempfile import TemporaryDirectory

from .table import Row, in_turn, ratio


def measure() -> Iterator[Row]:
    with TemporaryDirectory() as folder:  # compiled files of both go here, whatever the machine's settings
        setting = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        setting |= {"PYTHONPYCACHEPREFIX": folder}

        def python(code: str):
            return lambda: subprocess.run([sys.executable, "-c", code], env=setting, check=True)

        numpy, nbnn = in_turn(python("import numpy"), python("import nbnn"), repeats=15)
    yield Row("import numpy, a process", median(numpy) * 1e3, "ms")
    yield Row("import nbnn / import numpy", ratio(nbnn, numpy), "×", 1.5)
