"""docs/hosting.md: the commands it shows exist, its lines for a hub do what it says, and its sums are right."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from nbnn.__main__ import parser
from tests.patience import HANGS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "hosting.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
FIRST = min(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def blocks(kind: str) -> list[str]:
    return [text for found, text in BLOCKS if found == kind]


def test_its_commands_are_there():
    lines = [line for text in blocks("sh") for line in text.splitlines() if line.startswith("nbnn ")]
    lines += re.findall(r"`(nbnn [^`]+)`", TEXT)
    assert len(lines) >= 4
    for line in lines:
        parser().parse_args(shlex.split(line)[1:])


def test_its_first_lesson_is_the_first():
    opened = re.findall(r"lab/tree/[\w-]+/([\w.-]+\.ipynb)", TEXT)
    assert len(opened) >= 3 and set(opened) == {FIRST}


@pytest.mark.skipif(os.name == "nt", reason="a hub's servers have a shell")
def test_a_hub_whose_servers_start_this_way_has_the_lessons(tmp_path):
    """With a stand-in for jupyterhub-singleuser, which says what it was given."""
    hub = type("Hub", (), {})()
    hub.Spawner = type("Spawner", (), {})()
    for line in blocks("python")[0].splitlines():
        name, _, value = line.removeprefix("c.Spawner.").partition(" = ")
        setattr(hub.Spawner, name, yaml.safe_load(value))
    for name, text in (("jupyterhub-singleuser", 'echo "given: $*"'), ("nbnn", f'exec "{sys.executable}" -m nbnn "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "home").mkdir()
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path / "home")}
    done = subprocess.run([*hub.Spawner.cmd, "--port=1", "a b"], cwd=tmp_path / "home", env=environment, capture_output=True, text=True,
                          timeout=HANGS)
    assert done.returncode == 0 and "given: --port=1 a b\n" in done.stdout, done.stderr
    assert (tmp_path / "home" / hub.Spawner.default_url.removeprefix("/lab/tree/")).exists()


def test_a_cluster_makes_the_copies_that_it_opens():
    user = yaml.safe_load(blocks("yaml")[0])["singleuser"]
    command = user["lifecycleHooks"]["postStart"]["exec"]["command"]
    assert command[0] == "nbnn" and user["defaultUrl"] == f"/lab/tree/{parser().parse_args(command[1:]).to}/{FIRST}"


def measured(words: str) -> float:
    return float(re.search(rf"^\| {words}[^|]*\| ([\d.]+) ", TEXT, re.MULTILINE)[1])


def test_its_sums_are_right():
    server, kernel = measured("memory of one JupyterLab server"), measured("memory of a kernel")
    assert f"about {round(server + kernel, -2):.0f} MB; with two, {round(server + 2 * kernel, -1):.0f} MB" in TEXT
    learners = (16 - 2) * 1000 // 300
    assert f"16 GB carry about {round(learners / 5) * 5} learners" in TEXT
    assert f"64 GB about {round((64 - 2) * 1000 / 300, -2):.0f}." in TEXT
    seconds = 45 * measured("processor time of a lesson") / 4
    assert f"about {round(seconds, -1):.0f} seconds" in TEXT
