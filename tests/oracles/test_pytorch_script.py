"""The script of a run in PyTorch, where it is installed: the same losses and weights to 1e-9."""

import re
from pathlib import Path

import numpy as np
import pytest

import nbnn
from tests.bridges.runs import RUNS

torch = pytest.importorskip("torch", reason="PyTorch is not installed: the group `oracle` of pyproject.toml has it")
UPDATES = 12


def run_in_pytorch(text):
    """What the names of the script hold after it has run."""
    usual, names = torch.get_default_dtype(), {}
    try:
        exec(compile(text, "script.py", "exec"), names)
    finally:
        torch.set_default_dtype(usual)
    return names


def updates_of(run):
    """(losses, θ after as many updates) as nbnn has them."""
    if isinstance(run, nbnn.Run):
        count = min([UPDATES, len(run), *(at + 1 for at in run.breaks)])
        return run.losses[:count], run[count - 1].after
    made = [update for epoch in range(len(run)) for update in run.replay(epoch)][:UPDATES]
    return [update.losses.mean() for update in made], run.start.with_theta(made[-1].after)


@pytest.mark.filterwarnings("ignore:left out:UserWarning")  # the page says so, too
def test_the_page_of_the_documentation_runs(capsys):
    names = {}
    page = (Path(__file__).parents[2] / "docs" / "elsewhere.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    for block in blocks:
        exec(compile(block, "elsewhere.md", "exec"), names)
    assert len(blocks) == 3 and "# The first 5 updates" in capsys.readouterr().out
    assert isinstance(names["net"], nbnn.Network) and isinstance(names["again"], torch.nn.Sequential)


@pytest.mark.parametrize("name", RUNS)
def test_it_makes_the_same_updates(name, capsys):
    run = RUNS[name]()
    found = run_in_pytorch(nbnn.to_pytorch(run, updates=UPDATES))
    losses, net = updates_of(run)
    told = [[float(part) for part in line.partition("loss ")[2].split(", in nbnn ")] for line in capsys.readouterr().out.splitlines()
            if line.startswith("update ")]
    np.testing.assert_allclose(np.array(told), np.column_stack([losses, losses]), rtol=1e-9, atol=1e-9)
    matrices = map(np.atleast_2d, net.weights)
    ours = [part for W in matrices for part in ((W[:, :-1], W[:, -1]) if net.bias else (W,))]
    moved = np.abs(net.theta - run.start.theta).max()
    assert len(ours) == len(found["theta"]) and (moved == 0 if name == "at the kink" else moved > 1e-3)
    for one, other in zip(ours, found["theta"]):
        np.testing.assert_allclose(other.numpy(), one, rtol=1e-9, atol=1e-9)
