"""Is everything here? Each thing that may be missing is taken away, and the line that says so is looked at."""

import json
import os
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nbnn.cli import checking
from nbnn.cli.checking import check, findings, fits, run_cells

COURSE = Path(__file__).parents[2] / "notebooks"
ALL = [Requirement(each) for each in requires("nbnn")]
NEEDED = {each.name for each in ALL if each.marker is None or each.marker.evaluate({"extra": "lab"})}


def wrong(folder=COURSE) -> list[str]:
    return [str(each) for each in findings(folder) if not each.fits]


def test_here_everything_is_as_it_has_to_be():
    assert wrong() == []
    lines = list(check(None, COURSE))
    assert {line.split()[1] for line in lines} >= NEEDED and "jupyterlab" in NEEDED
    assert lines[0].startswith("  ok  Python ") and lines[-1] == "Everything that a lesson needs is here."
    assert any("@jupyter-widgets/jupyterlab-manager: the half in the browser" in line for line in lines)


def test_a_lesson_does_not_ask_for_what_only_another_extra_brings(monkeypatch):
    others = {each.name for each in ALL} - NEEDED
    monkeypatch.setattr(checking, "version", lambda name: "0" if name in others else "1")
    assert others and not [each for each in findings(COURSE) if others & set(each.what.split())]


@pytest.mark.parametrize("name", sorted(NEEDED))
@pytest.mark.parametrize("there", [None, "0.0.1", "999"])
def test_each_package_that_is_missing_too_old_or_too_new_is_named(monkeypatch, name, there):
    real = checking.version

    def version(asked):
        if asked == name and there is None:
            raise PackageNotFoundError(asked)
        return there if asked == name else real(asked)
    monkeypatch.setattr(checking, "version", version)
    monkeypatch.setattr(checking, "_in_the_page", lambda names: iter(()))  # slow, and not what is asked here
    ranges = [each.specifier for each in ALL if each.name == name]
    if there and all(each.contains(there) for each in ranges):
        assert wrong() == []
        return
    (said,) = wrong()
    assert said.startswith(f"  NO  {name} {there or 'is missing,'}") and "pip install" in said
    with pytest.raises(ValueError, match=r"^1 thing is not as a lesson needs it: see NO above$"):
        list(check(None, COURSE))


def test_an_old_python_a_package_without_its_half_in_the_browser_and_no_lessons(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "version", "3.10.2 (main)")
    monkeypatch.setattr(checking, "IN_THE_PAGE", "site-packages/")  # any other files that are said to be there ...
    monkeypatch.setattr(Path, "exists", lambda path: False)  # ... and are not
    said = wrong(tmp_path)
    assert said[0] == "  NO  Python 3.10.2, needed: >=3.11. Use another Python"
    assert said[-1].startswith(f"  NO  0 lessons in {tmp_path}")


def test_nbnn_that_was_found_but_not_installed(monkeypatch):
    def nothing(name):
        raise PackageNotFoundError(name)
    monkeypatch.setattr(checking, "requires", nothing)
    assert wrong() == ['  NO  nbnn is not installed in this Python, only its folder was found. Install it: pip install "nbnn[lab]"']


@pytest.mark.parametrize(("program", "good"), [
    ("python", True), ("python3", True), (sys.executable, True), ("/opt/other/bin/python", False)])
def test_a_kernel_of_another_python_is_named(monkeypatch, tmp_path, program, good):
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": [program], "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.setattr("jupyter_client.kernelspec.jupyter_path", lambda *parts: [os.path.join(tmp_path, *parts)])
    said = wrong()
    assert said == [] if good else "another Python, /opt/other/bin/python" in said[0]


@pytest.mark.parametrize("wanted", [">=8.1,<9", ">=3.11", "", "==2.0", "!=1.0", ">1,<=2.5"])
@pytest.mark.parametrize("found", ["8.1", "8.0.9", "8.1.0", "8.10", "9", "9.0.0", "3.11.7", "3.9", "2", "2.0", "2.5", "1.0", "1.0.1", "0"])
def test_versions_compare_as_pip_compares_them(found, wanted):
    assert fits(found, wanted) == SpecifierSet(wanted).contains(found)


def lesson(folder, *sources):
    made = [{"cell_type": "code", "id": f"c{at}", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
            for at, source in enumerate(sources)]
    path = folder / "16-new.ipynb"
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    (folder / "fruit.csv").write_text("x", "utf-8")
    return path


def test_a_lesson_runs_with_its_data_and_leaves_nothing_behind(tmp_path):
    path = lesson(tmp_path, "import pathlib", "assert pathlib.Path('fruit.csv').exists()", "pathlib.Path('left').write_text('x')")
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    assert run_cells(path) == 3 and {each: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_cell_that_fails_is_named_with_its_words_and_its_error(tmp_path):
    path = lesson(tmp_path, "1", "# halves\n1 / 0", "raise SystemError")
    with pytest.raises(ValueError, match=r"^16-new\.ipynb: cell 2 \('# halves'\) fails with ZeroDivisionError: division by zero$"):
        run_cells(path)


def test_without_jupyter_a_lesson_cannot_run(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "nbclient", None)
    with pytest.raises(ImportError, match=r'to run a lesson you need nbclient: pip install "nbnn\[lab\]"'):
        run_cells(lesson(tmp_path, "1"))
