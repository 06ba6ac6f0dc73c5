"""A Pyodide folder is checked file by file before anything is built of it."""

import re

import pytest

from nbnn.cli.site.pyodide import (
    CORE,
    LOCK,
    LOCK_HASH,
    VERSION,
    canonical,
    check_files,
    file_hash,
    read_lock,
    with_dependencies,
)
from tests.cli.site.made_up import hash_of_lock, made_up


def test_the_packages_of_a_lock_go_by_the_names_of_an_index(tmp_path):
    folder = made_up(tmp_path)
    packages = read_lock(folder, hash_of_lock(folder))
    assert set(packages) == {"numpy", "pandas-x"} and canonical("typing_extensions") == "typing-extensions"
    assert set(with_dependencies(["Pandas-X"], packages)) == {"numpy", "pandas-x"}
    with pytest.raises(ValueError, match="no package scipy"):
        with_dependencies(["scipy"], packages)


def test_packages_that_need_each_other_are_found_once():
    packages = {"a": {"depends": ["b"]}, "b": {"depends": ["a"]}}
    assert set(with_dependencies(["a"], packages)) == {"a", "b"}


def test_what_is_no_pyodide_folder_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=f"not a Pyodide distribution: it has no {re.escape(LOCK)}"):
        read_lock(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"info": 3}', '{"info": {"version": 27}}', "\ud800", "[" * 100_000])
def test_what_is_no_lock_is_refused(tmp_path, content):
    (tmp_path / LOCK).write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(ValueError, match="is not the lock of a Pyodide distribution"):
        read_lock(tmp_path)


def test_another_version_is_named_beside_the_one_that_is_needed(tmp_path):
    with pytest.raises(ValueError, match=f"has Pyodide 0.26.4, but the site needs {VERSION}"):
        read_lock(made_up(tmp_path, "0.26.4"))


def test_a_lock_that_somebody_changed_is_refused(tmp_path):
    """A wheel and its line in the lock, changed together, would agree with each other."""
    with pytest.raises(ValueError, match="is not the official one"):
        read_lock(made_up(tmp_path))


def test_files_that_are_missing_or_differ_are_named(tmp_path):
    names = [f"{letter}.whl" for letter in "abcde"]
    for name in names:
        (tmp_path / name).write_text(name)
    hashes = {name: file_hash(tmp_path / name) for name in names}
    check_files(tmp_path, hashes)
    (tmp_path / "b.whl").write_text("something else")
    with pytest.raises(ValueError, match=r"has b\.whl with another SHA-256"):
        check_files(tmp_path, hashes)
    for name in names:
        (tmp_path / name).unlink()
    with pytest.raises(FileNotFoundError, match=r"lacks a\.whl, b\.whl, c\.whl and 2 more"):
        check_files(tmp_path, hashes)


def test_every_official_file_has_a_hash():
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in (LOCK_HASH, *CORE.values()))
