"""bqplot comes with the first chart, in a Python of its own."""

import subprocess
import sys

LOADED = 'import sys; print([name for name in ("bqplot", "pandas") if name in sys.modules])'


def after(code: str) -> str:
    return subprocess.run([sys.executable, "-c", f"{code}; {LOADED}"], capture_output=True, text=True, check=True).stdout.strip()


def test_a_lab_without_a_chart_does_not_wait_for_bqplot():
    lab = "import nbnn; lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())"
    assert after(f'{lab}; nbnn.labs.Exercise("first_layer"); nbnn.labs.Playground()') == "[]"
    assert after(f'{lab}; lab.unfold["data"].value = True') == "['bqplot', 'pandas']"
