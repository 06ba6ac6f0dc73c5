"""Names of a package that load with their first use."""

import sys

import pytest

import nbnn.exercises
from nbnn.core.loading import on_first_use


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with one module that offers `twelve`; gives its globals, and what they are asked through."""
    (tmp_path / "made_up").mkdir()
    (tmp_path / "made_up/__init__.py").touch()
    (tmp_path / "made_up/part.py").write_text("twelve = 12\n")
    monkeypatch.syspath_prepend(tmp_path)
    its = {"first": 1}
    yield its, *on_first_use("made_up", its, {".part": ("twelve",)}, modules={"whole": ".part"}, hint="try twelve")
    for name in ("made_up", "made_up.part"):
        sys.modules.pop(name, None)


def test_a_name_loads_when_it_is_asked_for_and_stays(package):
    its, load, _ = package
    assert "made_up.part" not in sys.modules
    assert load("twelve") == 12 == its["twelve"]


def test_a_module_is_offered_whole_under_a_name_of_the_package(package):
    _, load, _ = package
    assert load("whole") is sys.modules["made_up.part"]


def test_all_names_are_listed_before_they_are_loaded(package):
    _, _, names = package
    assert names() == ["first", "twelve", "whole"]
    assert "made_up.part" not in sys.modules


def test_a_name_that_is_not_there_is_told_with_what_to_try(package):
    _, load, _ = package
    with pytest.raises(AttributeError, match="made_up has no 'twelv'; try twelve"):
        load("twelv")


def test_every_name_that_a_package_offers_is_there():
    assert all(hasattr(nbnn.exercises, name) for name in nbnn.exercises.__all__)
    assert set(nbnn.exercises.__all__) <= set(dir(nbnn.exercises))
