"""How long the package takes to start, each beside something else in the same run, in processes of their own, compiled once before:
`import nbnn` beside `import numpy`, and a first Stepper beside one that has to wait for what the charts are drawn with.
With NBNN_BEFORE=FOLDER that Stepper stands beside another checkout's, too: with all that it takes, and with what it takes beyond a bare
anywidget, which no Stepper can do without.

What is compared is processor time, which a busy machine changes less than the time of a clock.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median
from tempfile import TemporaryDirectory

from .before import BARE, BEFORE, HELLO, NOW, checkouts, importing
from .table import Row, in_turn, processor_seconds, ratio

STEPPER = "import nbnn.labs\nnbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())"
WIDGETS = "import ipywidgets, anywidget"


def measure() -> Iterator[Row]:
    with TemporaryDirectory() as folder:  # compiled files of both go here, whatever the machine's settings
        setting = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        setting |= {"PYTHONPYCACHEPREFIX": folder}

        def python(code: str) -> Callable[[], object]:
            return lambda: subprocess.run([sys.executable, "-c", code], env=setting, check=True)

        numpy, nbnn = in_turn(python("import numpy"), python("import nbnn"), repeats=15, clock=processor_seconds)
        acts = [python(code) for code in (WIDGETS, "import nbnn.labs", STEPPER, f"import bqplot\n{STEPPER}")]
        widgets, labs, first, waiting = in_turn(*acts, repeats=7, clock=processor_seconds)
        found = {when: python(importing(at, STEPPER)) for when, at in checkouts().items()} | {BARE: python(HELLO)}
        sides = dict(zip(found, in_turn(*found.values(), repeats=7, clock=processor_seconds), strict=True))
    yield Row("import numpy, a process", median(numpy) * 1e3, "ms")
    yield Row("import nbnn / import numpy", ratio(nbnn, numpy), "×", 1.5)
    yield Row("import nbnn.labs, a process", median(labs) * 1e3, "ms", None, "without bqplot, which comes with the first chart")
    yield Row("the same / import ipywidgets, anywidget", ratio(labs, widgets), "×", 2.5)
    yield Row("import nbnn.labs and a first Stepper, a process", median(first) * 1e3, "ms")
    yield Row("the same / the same with bqplot imported before it", ratio(first, waiting), "×", 0.7, "no chart, so it need not wait")
    if BEFORE in sides:
        bare, now, before = (min(sides[side]) for side in (BARE, NOW, BEFORE))
        yield Row("the same / before", ratio(sides[NOW], sides[BEFORE]), "×", 0.7, f"best {now / before:.2f}")
        yield Row("all of it beyond a bare anywidget / before", (now - bare) / (before - bare), "×", 0.6,
                  f"{(now - bare) * 1e3:.0f} ms, {(before - bare) * 1e3:.0f} before, a bare anywidget {bare * 1e3:.0f}; the best of each")
