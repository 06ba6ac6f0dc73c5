"""The wheel in a new environment, as somebody gets it who has neither a clone nor git: `./run installed`.

It asks the package index and takes minutes, so no other run collects this file. NBNN_WHEEL is the wheel; NBNN_INSTALLED is an
environment in which it is installed already, else a new one is made.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.conftest import FLAGS, chromium
from tests.patience import HANGS

ROOT = Path(__file__).parents[2]
MINUTES = 180_000  # ms
WINDOWS = os.name == "nt"
LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="session")
def installed(tmp_path_factory) -> Path:
    """The programs of an environment in which there is nothing but the wheel with its extra, and what these bring."""
    ready = os.environ.get("NBNN_INSTALLED")
    place = Path(ready) if ready else tmp_path_factory.mktemp("environment")
    programs = place / ("Scripts" if WINDOWS else "bin")
    if not ready:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", f"{os.environ['NBNN_WHEEL']}[lab]"], check=True)
    return programs


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty folder, nothing of the clone to be found, no git, and settings of its own for what is started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
                 "JUPYTERLAB_WORKSPACES_DIR"):
        monkeypatch.setenv(name, str(tmp_path / ".own" / name))
    (tmp_path / ".own" / "HOME").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def run(installed: Path, empty: Path, *arguments: str, code: int = 0) -> str:
    """What the command `nbnn` prints, with nothing but itself on the PATH."""
    done = subprocess.run([installed / "nbnn", *arguments], cwd=empty, env={**os.environ, "PATH": str(installed)}, capture_output=True,
                          text=True, timeout=HANGS)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_everything_that_a_lesson_needs_came_along_and_a_lesson_runs(installed, empty):
    said = run(installed, empty, "check", "01")
    assert "NO " not in said and "01-review-of-networks: " in said and "none failed" in said
    assert f"{len(LESSONS)} lessons in {installed.parent.resolve()}" in said.replace(str(installed.parent), str(installed.parent.resolve()))


def test_the_commands_need_no_clone_and_no_git(installed, empty):
    assert "written: " in run(installed, empty, "handout", "13")
    run(installed, empty, "lessons", "--no-open", "--teacher")
    mine = empty / "my-lessons"
    assert sorted(path.name for path in mine.glob("*.ipynb")) == LESSONS
    assert (mine / "LECTURER.md").exists() and (mine / "fruit.csv").exists()
    assert not any(cell.get("outputs") for path in mine.glob("*.ipynb") for cell in json.loads(path.read_text("utf-8"))["cells"])
    (mine / LESSONS[1]).write_text("mine", "utf-8")
    assert "the newer one is" in run(installed, empty, "lessons", "--no-open") and (mine / LESSONS[1]).read_text("utf-8") == "mine"
    assert "as it should be" in run(installed, empty, "reset", "13")
    run(installed, empty, "new-lesson", "16-attention", code=2)
    run(installed, empty, "new-lesson", "16-attention", "--folder", ".")
    assert (empty / "16-attention.ipynb").exists()


def test_a_lesson_as_a_page(installed, empty):
    assert "written: " in run(installed, empty, "page", "00", "--to", "page.html")
    assert "data-widget" in (empty / "page.html").read_text("utf-8")


@pytest.fixture
def opened(installed, empty):
    """The address that `nbnn` opens in a browser: its browser is a program that writes the address down."""
    note = empty.parent / "address"
    browser = empty.parent / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$1\" >'{note}.new'\nmv '{note}.new' '{note}'\n", "utf-8")
    browser.chmod(0o755)
    with open(empty.parent / "nbnn.log", "w") as log:
        process = subprocess.Popen([installed / "nbnn"], cwd=empty, env={**os.environ, "BROWSER": f"{browser} %s"}, stdout=log, stderr=log)
    try:
        while process.poll() is None and not note.exists():
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
        assert note.exists(), (empty.parent / "nbnn.log").read_text("utf-8")
        yield note.read_text("utf-8").strip()
    finally:
        for _ in range(2):  # Ctrl+C twice ends JupyterLab without a question
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
        process.kill()
        process.wait()


@pytest.mark.skipif(WINDOWS or chromium() is None, reason="needs a Chromium")
def test_nbnn_alone_opens_the_first_lesson_and_its_first_lab_steps(opened, empty, tmp_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(chromium()) or chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(MINUTES)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(opened)
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        assert page.locator(".lm-TabBar-tab.jp-mod-current", has_text=LESSONS[0]).count()
        page.get_by_text("| Idle").first.wait_for()
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        lab = page.locator(".nbnn-lab").first
        lab.scroll_into_view_if_needed()
        step = lab.get_by_role("button", name="Step", exact=True)
        status = lab.locator("[role=status]").filter(has_text="Update")
        before = status.inner_text()
        step.click()
        page.wait_for_function("([status, before]) => status.innerText !== before", arg=[status.element_handle(), before])
        if os.environ.get("NBNN_PICTURE"):
            page.screenshot(path=os.environ["NBNN_PICTURE"])
        assert page.locator(".jp-Dialog, .jp-toast-button").all_inner_texts() == [], "nothing is asked before the first lesson"
        assert errors == []
        browser.close()
