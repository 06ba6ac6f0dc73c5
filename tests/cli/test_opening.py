"""JupyterLab is started in the learner's folder, and what stands in its way is said; a stand-in shows what it was called with."""

import json
import os
import subprocess
import sys
import webbrowser
from pathlib import Path
from types import SimpleNamespace

import pytest

from nbnn.cli import opening
from tests.patience import HANGS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lines(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found = []
    monkeypatch.setattr(opening, "start", lambda command, environment: found.append((*command, environment)))
    return found


def test_options_of_ones_own_come_last_so_they_win(lines, tmp_path):
    opening.open_lab(tmp_path, "00.ipynb", ["--port=1"])
    assert lines[0][-2] == "--port=1" and lines[0][:4] == (sys.executable, "-m", "jupyterlab", "00.ipynb")


@pytest.mark.parametrize("before", ["", "/somewhere"])
def test_nothing_is_asked_before_the_first_lesson_and_settings_of_ones_own_stay(lines, tmp_path, monkeypatch, before):
    config = pytest.importorskip("jupyterlab_server.config")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", before)
    opening.open_lab(tmp_path, "00.ipynb")
    paths = lines[0][-1]["JUPYTER_CONFIG_PATH"]
    assert paths.split(os.pathsep)[1:] == ([before] if before else [])
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", paths)
    assert config.get_static_page_config()["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"] is True


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="nobody is root here")
@pytest.mark.parametrize("who", [0, 1000])
def test_root_is_allowed_where_it_is_root(lines, tmp_path, monkeypatch, who):
    monkeypatch.setattr(os, "geteuid", lambda: who)
    opening.open_lab(tmp_path, "00.ipynb")
    assert ("--allow-root" in lines[0][:-1]) == (who == 0)


def test_without_a_browser_the_address_is_what_to_look_for(lines, tmp_path, monkeypatch, capsys):
    def none(*_):
        raise webbrowser.Error("could not locate runnable browser")
    monkeypatch.setattr(webbrowser, "get", none)
    opening.open_lab(tmp_path, "00.ipynb")
    assert "No browser was found here" in capsys.readouterr().out and lines


def test_without_jupyterlab_nothing_is_started(lines, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r'pip install "nbnn\[lab\]"\nThen run nbnn again.* open .*00\.ipynb'):
        opening.open_lab(tmp_path, "00.ipynb")
    assert lines == []


@pytest.mark.parametrize(("system", "how"), [("posix", "replaced"), ("nt", "waited for")])
def test_where_no_program_can_take_anothers_place_it_is_waited_for(system, how, monkeypatch):
    """Windows; elsewhere Ctrl+C is the new program's own."""
    done = []
    monkeypatch.setattr(opening, "os", SimpleNamespace(name=system, execve=lambda *given: done.append(("replaced", *given))))
    monkeypatch.setattr(opening, "subprocess", SimpleNamespace(run=lambda command, check, env: done.append(("waited for", command, env))))
    opening.start(["jupyter", "lab"], {"A": "b"})
    assert done == ([(how, "jupyter", ["jupyter", "lab"], {"A": "b"})] if system == "posix" else [(how, ["jupyter", "lab"], {"A": "b"})])


STAND_IN = """import json, os, sys
print('STARTED', json.dumps([os.getcwd(), os.getpid(), *sys.argv[1:]]), os.environ['JUPYTER_CONFIG_PATH'], flush=True)
sys.exit(3)"""


def test_as_a_process_jupyterlab_takes_the_place_of_nbnn(tmp_path):
    """So Ctrl+C, and what it ends with, are JupyterLab's own."""
    (tmp_path / "jupyterlab.py").write_text(STAND_IN, "utf-8")
    process = subprocess.Popen([sys.executable, "-m", "nbnn", "lessons", "here"], cwd=tmp_path, stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])})
    output, _ = process.communicate(timeout=HANGS)
    (folder, number, first, *_), _ = json.JSONDecoder().raw_decode(output.partition("STARTED ")[2])
    assert str(opening.QUIET) in output
    assert (Path(folder), first) == (tmp_path / "here", "00-contents-and-notation.ipynb")
    if os.name != "nt":
        assert (number, process.returncode) == (process.pid, 3)


def test_jupyterlab_understands_what_it_is_told_about_its_words():
    serverapp = pytest.importorskip("jupyter_server.serverapp")
    app = serverapp.ServerApp()
    app.parse_command_line([opening.FEW_WORDS])
    assert app.log_level == "WARN" or app.log_level == 30
