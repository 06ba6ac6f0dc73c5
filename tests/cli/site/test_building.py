"""A site is built whole, or not at all."""

from types import SimpleNamespace

import pytest

from nbnn.cli.site import building
from nbnn.cli.site.building import Plan, build_site, check_plan


@pytest.fixture
def plan(tmp_path, monkeypatch):
    """A plan whose parts are made of a few letters."""
    course = tmp_path / "course"
    course.mkdir()
    for name in ("00-first", "01-second"):
        (course / f"{name}.ipynb").write_text("{}")
    monkeypatch.setattr(building, "missing_tools", list)
    monkeypatch.setattr(building, "lesson_page", lambda path, lite: f"page of {path.stem}, {lite}")
    monkeypatch.setattr(building, "build_lite", lambda to, *_: to.mkdir())
    monkeypatch.setattr(building, "first_page", lambda lessons, docs, public: f"{len(lessons)} lessons, docs {docs}, public {public}")
    return Plan(tmp_path / "made" / "site", course)


def quietly(plan):
    build_site(plan, say=lambda _text: None)


def test_a_site_has_a_first_page_the_lessons_and_jupyterlite(plan):
    said = []
    build_site(plan, say=said.append)
    assert (plan.to / "lessons" / "00-first.html").read_text() == "page of 00-first, ../lite"
    assert (plan.to / "index.html").read_text() == "2 lessons, docs False, public True" and (plan.to / "lite").is_dir()
    assert [*plan.to.parent.iterdir()] == [plan.to] and "lesson: 01-second" in said


@pytest.mark.parametrize(("python", "told"), [(None, 1), ("/usr/bin/python3.12", 0)])
def test_a_site_that_cannot_be_compiled_for_the_browser_says_so(plan, tmp_path, monkeypatch, python, told):
    said = []
    monkeypatch.setattr(building, "check_pyodide", lambda folder: None)
    monkeypatch.setattr(building, "compiler", lambda: python)
    build_site(Plan(plan.to, plan.course, pyodide=tmp_path), say=said.append)
    assert len([words for words in said if words.startswith("There is no working python3.12 here to compile")]) == told


def test_documentation_becomes_part_of_it(plan, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    with pytest.raises(FileNotFoundError, match=r"is not built documentation, since it has no index\.html"):
        quietly(Plan(plan.to, plan.course, docs=docs))
    (docs / "index.html").write_text("docs")
    quietly(Plan(plan.to, plan.course, docs=docs))
    assert (plan.to / "docs" / "index.html").read_text() == "docs" and "docs True" in (plan.to / "index.html").read_text()


def test_an_empty_folder_will_do_and_a_full_one_stays_as_it_is(plan):
    plan.to.mkdir(parents=True)
    quietly(plan)
    before = {path: path.read_bytes() for path in plan.to.rglob("*") if path.is_file()}
    with pytest.raises(FileExistsError, match=r"is not empty\. Choose a new folder"):
        quietly(plan)
    assert before == {path: path.read_bytes() for path in plan.to.rglob("*") if path.is_file()}


def test_a_file_is_no_folder(plan):
    plan.to.parent.mkdir()
    plan.to.write_text("mine")
    with pytest.raises(FileExistsError, match="is a file"):
        quietly(plan)
    assert plan.to.read_text() == "mine"


@pytest.mark.parametrize("error", [ValueError("cell 3 fails: 1/0"), OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_nothing(plan, monkeypatch, error):
    def fail(path, _lite):
        if path.stem == "01-second":
            raise error
        return "page"
    monkeypatch.setattr(building, "lesson_page", fail)
    with pytest.raises(type(error)) as caught:
        quietly(plan)
    assert not isinstance(error, ValueError) or str(caught.value) == "lesson 01-second: cell 3 fails: 1/0"
    assert [*plan.to.parent.iterdir()] == []


def test_a_full_disk_is_said_before_anything_is_made(plan, monkeypatch):
    monkeypatch.setattr(building.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=5_000_000))
    with pytest.raises(OSError, match="has 5 MB left, and building the site needs 400: free some space"):
        quietly(plan)
    assert not plan.to.parent.exists()


def test_missing_packages_are_named_with_how_to_get_them(plan, monkeypatch):
    monkeypatch.setattr(building, "missing_tools", lambda: ["jupyterlite-core[contents]"])
    with pytest.raises(ImportError, match=r"needs jupyterlite-core\[contents\]: in a clone, \./run site FOLDER installs them"):
        check_plan(plan)


def test_a_folder_without_lessons_is_no_course(plan, tmp_path):
    with pytest.raises(ValueError, match="has no lessons"):
        check_plan(Plan(plan.to, tmp_path / "made"))


def test_a_pyodide_folder_is_checked_before_anything_is_made(plan, tmp_path):
    with pytest.raises(FileNotFoundError, match="not a Pyodide distribution"):
        quietly(Plan(plan.to, plan.course, pyodide=tmp_path))
    assert not plan.to.parent.exists()
