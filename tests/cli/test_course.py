"""Where the lessons are, from any folder of the course, and which one is meant."""

import pytest

from nbnn.cli.course import lesson_number, lesson_path, lessons_folder


@pytest.fixture
def course(tmp_path):
    for name in ("course/notebooks/before-reset", "course/notebooks/.ipynb_checkpoints", "course/notebooks/a/b", "course/src/c"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("13-x.ipynb", "before-reset/13-x-2026.ipynb", ".ipynb_checkpoints/13-x-checkpoint.ipynb"):
        (tmp_path / "course" / "notebooks" / name).write_text("{}")
    return tmp_path / "course"


@pytest.mark.parametrize("start", [".", "notebooks", "notebooks/before-reset", "notebooks/.ipynb_checkpoints", "notebooks/a/b", "src/c",
                                   "gone"])
def test_the_folder_of_the_lessons(course, start):
    assert lessons_folder(start=course / start) == course / "notebooks"


def test_the_nearest_wins_and_the_one_given_is_taken_as_it_is(course):
    (course / "src" / "notebooks").mkdir()
    assert lessons_folder(start=course / "src" / "c") == course / "notebooks", "an empty one is passed over"
    (course / "src" / "notebooks" / "02-y.ipynb").write_text("{}")
    assert lessons_folder(start=course / "src" / "c") == course / "src" / "notebooks"
    assert lessons_folder(course / "src", course) == course / "src"


def test_outside_and_what_is_no_folder(course, tmp_path):
    with pytest.raises(ValueError, match=r"neither .*/nowhere nor a folder above it .* Run this inside the course"):
        lessons_folder(start=tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError, match="--folder is 'x', and there is no such folder"):
        lessons_folder("x")


@pytest.mark.parametrize(("given", "number"), [("9", "09"), ("13", "13"), ("13-x", "13"), ("13-x.ipynb", "13"),
                                               ("notebooks/13-x.ipynb", "13")])
def test_a_number(given, number):
    assert lesson_number(given) == number


@pytest.mark.parametrize("given", ["", "x", "100", "-1", "1.5", "٣", "1x", "..", "13x"])
def test_no_number(given):
    with pytest.raises(ValueError, match="give its number, such as 13"):
        lesson_number(given)


def test_a_lesson(course):
    for given in ("13", "13-x", "a/13-x.ipynb"):
        assert lesson_path(given, course / "notebooks").name == "13-x.ipynb"
    for given in ("1", "13-y", "999", "x", "٣"):
        with pytest.raises(ValueError, match=r"give its number|there is no lesson .* there are 13-x"):
            lesson_path(given, course / "notebooks")
