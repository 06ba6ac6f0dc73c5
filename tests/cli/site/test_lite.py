"""What JupyterLite is given. tests/frontends/test_lite.py builds it and runs every lesson in it."""

import json

import pytest

from nbnn.cli.site import lite, pyodide
from nbnn.cli.site.lite import add_hints, check_pyodide, copy_for_the_browser, put_pyodide, startup_files
from tests.cli.site.made_up import hash_of_lock, made_up

OF_PYODIDE = {"numpy": [], "pandas": ["numpy"], "micropip": [], "sqlite3": [], "ipython": ["traitlets"], "traitlets": [], "ssl": [],
              "jedi": [], "typing-extensions": [], "scipy": ["numpy"]}


@pytest.fixture
def distribution(tmp_path, monkeypatch):
    """A made-up Pyodide folder that passes for the official one; its numpy and pandas are compiled."""
    folder = made_up(tmp_path / "pyodide", packages=OF_PYODIDE)
    lock = json.loads((folder / pyodide.LOCK).read_text())
    for name in ("numpy", "pandas"):
        old = lock["packages"][name]["file_name"]
        lock["packages"][name]["file_name"] = old.replace("py3-none-any", "cp312-wasm32")
        (folder / old).rename(folder / lock["packages"][name]["file_name"])
    (folder / pyodide.LOCK).write_text(json.dumps(lock))
    (folder / "core.js").write_text("core")
    monkeypatch.setattr(lite, "CORE", {"core.js": pyodide.file_hash(folder / "core.js")})
    monkeypatch.setattr(lite, "read_lock", lambda place: pyodide.read_lock(place, hash_of_lock(folder)))
    monkeypatch.setattr(lite, "compiler", lambda: None)
    return folder


def test_only_what_the_lessons_need_is_taken_of_pyodide(distribution):
    assert set(check_pyodide(distribution)) == {"numpy", "pandas", "micropip", "sqlite3", "ipython", "traitlets"}
    (distribution / "scipy-1-py3-none-any.whl").unlink()  # nobody asks for it
    check_pyodide(distribution)
    (distribution / "micropip-1-py3-none-any.whl").write_text("something else")
    with pytest.raises(ValueError, match=r"micropip-1-py3-none-any\.whl with another SHA-256"):
        check_pyodide(distribution)


def test_the_sites_pyodide_has_ours_and_its_lock_names_every_file(distribution, tmp_path):
    to = tmp_path / "lite" / lite.PYODIDE
    put_pyodide(distribution, to)
    packages = json.loads((to / pyodide.LOCK).read_text())["packages"]
    assert {each["file_name"]: each["sha256"] for each in packages.values()} == \
        {path.name: pyodide.file_hash(path) for path in to.glob("*.whl")}
    assert "bqplot" in packages and "bqplot" not in packages["nbnn"]["depends"]  # it is fetched when a chart is first wanted
    assert packages["ssl"]["version"] == packages["jedi"]["version"] == "0"
    names = {pyodide.canonical(name) for name in packages}
    assert all(pyodide.canonical(each) in names for package in packages.values() for each in package["depends"])


def test_a_page_fetches_python_early_but_no_charts(distribution, tmp_path, monkeypatch):
    monkeypatch.setattr(lite, "FIRST", ("micropip", "ipython", "nbnn"))
    put_pyodide(distribution, tmp_path / "lite" / lite.PYODIDE)
    page = tmp_path / "lite" / "notebooks" / "index.html"
    page.parent.mkdir()
    page.write_text("<html><head></head></html>")
    add_hints(page, tmp_path / "lite")
    files = startup_files(tmp_path / "lite")
    assert {"static/pyodide/core.js", "static/pyodide/numpy-1-cp312-wasm32.whl"} < {*files}
    assert not [each for each in files if "pandas" in each or "bqplot" in each]
    assert page.read_text().count('<link rel="prefetch"') == len(files) and startup_files(tmp_path) == []


@pytest.mark.parametrize("install", [True, False])
def test_lessons_name_the_kernel_of_the_browser(tmp_path, install):
    course = tmp_path / "course"
    course.mkdir()
    outputs = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "source": "import nbnn", "outputs": outputs, "execution_count": 3}]
    (course / "00-a.ipynb").write_text(json.dumps({"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4}))
    copy_for_the_browser(course, tmp_path / "to", install)
    made = json.loads((tmp_path / "to" / "00-a.ipynb").read_text())
    assert made["metadata"]["kernelspec"]["name"] == "python" and made["cells"][-1]["outputs"] == []
    assert (made["cells"][0]["source"] == ["%pip install -q nbnn"]) == install
