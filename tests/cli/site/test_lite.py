"""What JupyterLite is given. tests/frontends/test_lite.py builds it and runs every lesson in it."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from nbnn.cli.site import lite, pyodide
from nbnn.cli.site.lite import add_hints, check_pyodide, copy_for_the_browser, put_pyodide, startup_files
from nbnn.cli.site.wheels import requirements
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


def test_without_a_pyodide_folder_every_need_of_our_wheels_is_a_wheel_or_pyodides(tmp_path):
    """Nothing is looked for elsewhere, so what none of them has would stop the first cell of every lesson."""
    made = {each.name for each in lite.wheels_for_piplite(tmp_path)}
    asked = {each for name in made - {"jupyterlab-widgets"} for each in requirements(name)}
    assert {"nbnn", "bqplot", "comm"} <= made
    assert asked <= made | {*lite.WITHOUT_LOCK} | {"widgetsnbextension"}  # JupyterLite has a wheel of the last


@pytest.fixture
def asked(monkeypatch):
    """JupyterLite's command, with a stand-in that makes its pages, or fails where `asked.says` has its last words."""
    found = SimpleNamespace(command=[], says="")

    def run(command, **_):
        found.command = command
        for app in lite.APPS:
            page = Path(command[command.index("--output-dir") + 1]) / app / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text("<html><head></head></html>")
        said = "" if found.says == "nothing" else f"working\n {found.says}\n\n"
        return SimpleNamespace(returncode=bool(found.says), stdout=said, stderr="")
    monkeypatch.setattr(lite.subprocess, "run", run)
    monkeypatch.setattr(lite, "add_hints", lambda page, to: page.write_text("hints"))
    return found


@pytest.mark.parametrize("own", [True, False], ids=["own Pyodide", "a public one"])
def test_the_command_gets_the_lessons_and_where_python_comes_from(own, asked, tmp_path, monkeypatch):
    monkeypatch.setattr(lite, "put_pyodide", lambda source, to: (to.parent.mkdir(), to.write_text(source.name)))
    monkeypatch.setattr(lite, "wheels_for_piplite", lambda to: [SimpleNamespace(path=to / "nbnn-1-py3-none-any.whl")])
    for name in ("work", "course"):
        (tmp_path / name).mkdir()
    lite.build_lite(tmp_path / "to", tmp_path / "course", tmp_path / "pyodide" if own else None, tmp_path / "work")
    settings = json.loads((tmp_path / "work" / "lite" / "jupyter-lite.json").read_text())["jupyter-config-data"]["litePluginSettings"]
    assert settings[lite.KERNEL]["disablePyPIFallback"] and ("loadPyodideOptions" in settings[lite.KERNEL]) == own
    assert (tmp_path / "work" / "lite" / lite.PYODIDE).exists() == own
    assert any(each.endswith("wheels/nbnn-1-py3-none-any.whl") for each in asked.command) != own
    assert asked.command[asked.command.index("--contents") + 1] == str((tmp_path / "work" / "lessons").absolute())
    assert all((tmp_path / "to" / app / "index.html").read_text() == "hints" for app in lite.APPS)


@pytest.mark.parametrize(("says", "told"), [("no such addon", "no such addon"), ("nothing", "it said nothing")])
def test_where_the_command_fails_its_last_words_are_passed_on(says, told, asked, tmp_path):
    asked.says = says
    with pytest.raises(ValueError, match=f"^JupyterLite could not be built: {told}$"):
        lite._run_jupyterlite(tmp_path, tmp_path, tmp_path / "to", ())


def test_the_kernels_own_wheels_come_along_and_no_others(tmp_path, monkeypatch):
    own = next(iter(lite.FROM_JUPYTERLITE))
    (tmp_path / "pypi").mkdir()
    for name in (f"{own.replace('-', '_')}-1.2-py3-none-any.whl", "something_else-3-py3-none-any.whl"):
        (tmp_path / "pypi" / name).write_text(name)
    monkeypatch.setattr(lite, "PYPI", tmp_path / "pypi")
    (wheel,) = lite._jupyterlites_wheels(tmp_path)
    assert (wheel.name, wheel.version) == (own, "1.2") and wheel.path.parent == tmp_path and wheel.path.exists()


def test_python_is_compiled_where_its_version_is_here_and_only_our_sources_stay(tmp_path, monkeypatch):
    compiled = []
    monkeypatch.setattr(lite, "compile_archive", lambda path, python, **how: compiled.append((path.name, python, how)))
    for name in ("numpy-1-py3-none-any.whl", "nbnn-1-py3-none-any.whl"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(lite, "compiler", lambda: "python3.12")
    lite._compile(tmp_path)
    assert compiled == [("nbnn-1-py3-none-any.whl", "python3.12", {"keep_sources": True}),
                        ("numpy-1-py3-none-any.whl", "python3.12", {"keep_sources": False}),
                        (lite.STDLIB, "python3.12", {"where": "/lib/python312.zip"})]
