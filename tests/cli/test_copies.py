"""A learner's copies: without outputs, up to date as long as nothing was done in them, and never overwritten afterwards."""

import json
import re
import shutil
from pathlib import Path

import pytest

from nbnn.cli.copies import content_of, copy_lessons, made_from
from nbnn.cli.teaching.new_lesson import notebook

COURSE = Path(__file__).parents[2] / "notebooks"
NAME, NEWER = "03-losses.ipynb", "03-losses.newer.ipynb"


@pytest.fixture
def course(tmp_path):
    """A course of two lessons, one of which names a file of data."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for number, words in (("03", "losses"), ("04", "more")):
        made = notebook(number, words)
        made["cells"][0]["source"].append("\n\nRead `fruit.csv`, and [03](03-losses.ipynb).")
        (folder / f"{number}-{words}.ipynb").write_text(json.dumps(made), "utf-8")
    for name in ("fruit.csv", "other.csv", "store.py", "LECTURER.md"):
        (folder / name).write_text("width,height", "utf-8")
    return folder


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "my-lessons"


def change(path, cell=-1, source="Something else.", **more):
    content = content_of(path)
    content["cells"][cell] |= {"source": [source], **more}
    path.write_text(json.dumps(content), "utf-8")


def text_of(path) -> str:
    return "\n".join("".join(cell["source"]) for cell in content_of(path)["cells"])


def test_copies_hold_everything_but_outputs(course, mine):
    assert copy_lessons(course, mine) == []
    assert sorted(path.name for path in mine.iterdir()) == [NAME, "04-more.ipynb", "fruit.csv"], "what a lesson names goes along"
    before, copy = content_of(course / NAME), content_of(mine / NAME)
    assert text_of(mine / NAME) == text_of(course / NAME) and any(cell.get("outputs") for cell in before["cells"])
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in copy["cells"])
    assert copy["metadata"] == {**before["metadata"], "nbnn": {"made_from": made_from(mine / NAME)}}


def test_nothing_happens_where_nothing_has_changed(course, mine):
    copy_lessons(course, mine)
    before = {path: path.stat().st_mtime_ns for path in mine.iterdir()}
    assert copy_lessons(course, mine) == [] and before == {path: path.stat().st_mtime_ns for path in mine.iterdir()}


def test_outputs_that_were_stored_anew_are_no_newer_lesson(course, mine):
    copy_lessons(course, mine)
    first = made_from(mine / NAME)
    content = content_of(course / NAME)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": 7}
    (course / NAME).write_text(json.dumps(content), "utf-8")
    assert copy_lessons(course, mine) == [] and made_from(mine / NAME) == first


def test_an_untouched_copy_is_replaced_without_a_word(course, mine):
    copy_lessons(course, mine)
    opened = content_of(mine / NAME)  # JupyterLab has saved it: another way of writing it, and more metadata
    opened["metadata"]["language_info"] = {"name": "python", "version": "3.12"}
    opened["cells"][0]["metadata"] = {"collapsed": True}
    (mine / NAME).write_text(json.dumps(opened), "utf-8")
    change(course / NAME)
    assert copy_lessons(course, mine) == [] and text_of(mine / NAME) == text_of(course / NAME)
    assert not (mine / NEWER).exists()


@pytest.mark.parametrize("touch", [
    {"source": "My own words."}, {"cell": 2, "source": "1 + 1"}, {"cell": 2, "source": "1", "outputs": [{"output_type": "stream"}]},
], ids=["words", "code", "outputs"])
def test_what_a_learner_did_stays_and_the_newer_one_comes_beside_it(course, mine, touch):
    copy_lessons(course, mine)
    change(mine / NAME, **touch)
    theirs = (mine / NAME).read_bytes()
    assert copy_lessons(course, mine) == [], "the same lesson"
    change(course / NAME, 1, "A better sentence.")
    (said,) = copy_lessons(course, mine)
    assert NAME in said and NEWER in said and "stays" in said
    assert (mine / NAME).read_bytes() == theirs
    first, *others = content_of(mine / NEWER)["cells"]
    assert f"[{NAME}]({NAME})" in "".join(first["source"])
    assert ["".join(cell["source"]) for cell in others] == ["".join(cell["source"]) for cell in content_of(course / NAME)["cells"]]
    assert copy_lessons(course, mine) == [], "it is said once"


def test_a_still_newer_one_takes_an_untouched_ones_place_or_comes_beside_that(course, mine):
    copy_lessons(course, mine)
    change(mine / NAME, source="Mine.")
    for k in (1, 2):
        change(course / NAME, 1, f"Version {k}.")
        assert len(copy_lessons(course, mine)) == 1
        assert sorted(path.name for path in mine.glob("03*")) == [NAME, NEWER] and f"Version {k}." in text_of(mine / NEWER)
    change(mine / NEWER, source="Mine too.")
    change(course / NAME, 1, "Version 3.")
    (said,) = copy_lessons(course, mine)
    assert "03-losses.newer-2.ipynb" in said and "Mine too." in text_of(mine / NEWER) and "Mine." in text_of(mine / NAME)


def test_a_copy_that_was_taken_away_comes_back(course, mine):
    copy_lessons(course, mine)
    change(mine / NAME, source="Mine.")
    change(course / NAME, 1, "Newer.")
    copy_lessons(course, mine)
    (mine / NAME).unlink()
    assert copy_lessons(course, mine) == [] and text_of(mine / NAME) == text_of(course / NAME)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cells": [], "metadata": 3}', b'{"cells": [3]}', b"\xff"])
def test_a_copy_that_cannot_be_read_is_a_learners_too(course, mine, content):
    copy_lessons(course, mine)
    (mine / NAME).write_bytes(content)
    assert len(copy_lessons(course, mine)) == 1
    assert (mine / NAME).read_bytes() == content and text_of(course / NAME) in text_of(mine / NEWER)


def test_data_of_ones_own_stays_too(course, mine):
    copy_lessons(course, mine)
    (mine / "fruit.csv").write_text("mine", "utf-8")
    (said,) = copy_lessons(course, mine)
    assert "fruit.newer.csv" in said and (mine / "fruit.csv").read_text("utf-8") == "mine"
    assert (mine / "fruit.newer.csv").read_text("utf-8") == "width,height" and copy_lessons(course, mine) == []


def test_progress_comes_along_the_first_time_and_is_then_the_copies_own(course, mine):
    (course / "nbnn-progress.json").write_text("before", "utf-8")
    copy_lessons(course, mine)
    assert (mine / "nbnn-progress.json").read_text("utf-8") == "before"
    (mine / "nbnn-progress.json").write_text("after", "utf-8")
    (course / "nbnn-progress.json").write_text("other", "utf-8")
    assert copy_lessons(course, mine) == [] and (mine / "nbnn-progress.json").read_text("utf-8") == "after"


def test_a_lesson_that_cannot_be_read_is_named_and_the_others_are_copied(course, mine):
    (course / NAME).write_text("{", "utf-8")
    with pytest.raises(ValueError, match=r"03-losses\.ipynb is not a notebook: it is not JSON"):
        copy_lessons(course, mine)
    assert (mine / "04-more.ipynb").exists() and (mine / "fruit.csv").exists()


def test_the_course_is_no_place_for_its_copies(course):
    before = (course / NAME).read_bytes()
    with pytest.raises(ValueError, match="choose another one"):
        copy_lessons(course, course / ".." / "notebooks")
    assert (course / NAME).read_bytes() == before


LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def test_every_link_and_every_file_of_the_courses_lessons_is_there_in_the_copies(tmp_path):
    assert copy_lessons(COURSE, tmp_path / "copies") == []
    lessons = sorted((tmp_path / "copies").glob("*.ipynb"))
    assert [path.name for path in lessons] == [path.name for path in sorted(COURSE.glob("*.ipynb"))]
    links = {(path.name, link) for path in lessons for link in LINK.findall(text_of(path)) if not re.match(r"\w+:", link)}
    assert len(links) > 30 and [(name, link) for name, link in sorted(links) if not (tmp_path / "copies" / link).exists()] == []
    assert (tmp_path / "copies" / "fruit.csv").read_bytes() == (COURSE / "fruit.csv").read_bytes()
    assert not any(cell.get("outputs") for path in lessons for cell in content_of(path)["cells"])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_does_not_see_a_learners_folder():
    import subprocess
    found = subprocess.run(["git", "check-ignore", "my-lessons/13-one-step-by-hand.ipynb"], cwd=COURSE.parent, capture_output=True)
    assert found.returncode in (0, 128), "128: no repository here"
