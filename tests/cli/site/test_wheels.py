"""What Pyodide does not have becomes wheels of what is installed here."""

import sys
import zipfile

import pytest

from nbnn.cli.site import wheels
from nbnn.cli.site.wheels import compile_archive, empty_wheel, make_wheel, missing_packages


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_all_that_nbnn_needs_is_found_to_the_last():
    """From what the installed packages say of themselves, without their extras; not what Pyodide has, and no JavaScript."""
    needs = missing_packages(["nbnn"], {"numpy": {}, "ipython": {}, "traitlets": {}, "pandas": {}})
    assert set(needs) == {"nbnn", "ipywidgets", "anywidget", "bqplot", "bqscales", "traittypes", "psygnal", "typing-extensions", "comm"}
    assert set(needs["nbnn"]) == {"numpy", "ipywidgets", "anywidget", "bqplot"}
    assert not wheels.FRONT_ENDS & {each for depends in needs.values() for each in depends}


def test_nbnns_own_wheel_has_its_code_and_no_notebooks(tmp_path):
    made = make_wheel("nbnn", ["numpy"], tmp_path)
    inside = names_in(made.path)
    assert {"nbnn/__init__.py", "nbnn/views/player/player.js", "nbnn/exercises/lessons/table.py"} <= {*inside}
    assert not [each for each in inside if each.endswith((".ipynb", ".pyc")) or "__pycache__" in each]
    assert f"nbnn-{made.version}.dist-info/METADATA" in inside
    assert made.entry() | {"imports": ["nbnn"], "depends": ["numpy"], "install_dir": "site"} == made.entry()


def test_a_compiled_package_becomes_its_python(tmp_path):
    inside = names_in(make_wheel("psygnal", [], tmp_path).path)
    assert "psygnal/_signal.py" in inside and not [each for each in inside if ".so" in each or ".pyd" in each]


def test_all_of_a_packages_python_is_there_without_its_javascript(tmp_path):
    """bqscales imports a module from the folder of its JavaScript."""
    inside = names_in(make_wheel("bqscales", [], tmp_path).path)
    assert "bqscales/nbextension/__init__.py" in inside and not [each for each in inside if each.endswith(".js")]


def test_the_same_files_make_the_same_wheel(tmp_path):
    first = make_wheel("comm", [], tmp_path).entry()
    assert make_wheel("comm", [], tmp_path).entry() == first


def test_a_package_that_is_not_here_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing-like-this is not installed"):
        make_wheel("nothing-like-this", [], tmp_path)


def test_an_empty_wheel_says_what_it_is(tmp_path):
    made = empty_wheel("some-thing", tmp_path)
    assert names_in(made.path) == ["some_thing-0.dist-info/METADATA", "some_thing-0.dist-info/WHEEL"] and made.imports == ()


@pytest.mark.parametrize("keep", [True, False])
def test_bytecode_comes_into_an_archive(tmp_path, keep):
    path = tmp_path / "a.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/good.py", "value = 1\n")
        archive.writestr("a/bad.py", "value = = 1\n")
        archive.writestr("a/data.txt", "words")
    compile_archive(path, sys.executable, keep_sources=keep)
    inside = names_in(path)
    assert {"a/bad.py", "a/data.txt"} <= {*inside} and ("a/good.py" in inside) == keep
    assert len([each for each in inside if each.endswith(".pyc")]) == 1 and ("a/good.pyc" in inside) != keep
