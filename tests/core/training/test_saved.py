"""What can be saved is joined with what saves it, whichever of them is loaded first."""

import subprocess
import sys

import pytest

RUN = "nbnn.sgd(net, data, loss=nbnn.hinge, steps=2)"
HISTORY = "nbnn.train(net, data, loss=nbnn.hinge, epochs=1)"


@pytest.mark.parametrize("made", [RUN, HISTORY])
def test_it_is_written_and_read_by_what_loads_then(made):
    code = f"""import nbnn, sys
net, data = nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(20)
assert "nbnn.core.training.saving" not in sys.modules
made = {made}
again = type(made).from_json(made.to_json())
print(again.to_json() == made.to_json() == nbnn.to_json(made))"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=True)
    assert done.stdout.split() == ["True"]
