"""The table of all exercises: each stands in the file of the lesson that it names."""

from importlib import import_module
from pathlib import Path

import pytest

from nbnn.exercises import lessons
from nbnn.exercises.kinds.by_hand import ByHand
from nbnn.exercises.kinds.chance import Chance
from nbnn.exercises.lessons import table
from nbnn.exercises.lessons.table import exercise, exercises, of_lesson

FILES = sorted(path.stem for path in Path(lessons.__file__).parent.glob("lesson_*.py"))


@pytest.mark.parametrize("name", FILES)
def test_an_exercise_names_the_lesson_of_its_file(name):
    found = import_module(f"nbnn.exercises.lessons.{name}").EXERCISES
    assert found and {each.lesson for each in found} == {name.split("_")[1]}
    assert set(found) <= set(of_lesson(name.split("_")[1]))


def test_each_is_found_by_its_key():
    assert all(exercise(key) is each and each.key == key for key, each in exercises().items())
    with pytest.raises(ValueError, match="hinge_slope"):
        exercise("hinge_slop")


@pytest.mark.parametrize("seed", range(8))
def test_a_learning_rate_is_below_1_so_that_one_sees_whether_it_was_used(seed):
    parts = [part for each in exercises().values() if isinstance(each, ByHand) for part in each.draw(Chance(seed))]
    rates = [part.given["eta"] for part in parts if "eta" in part.given]
    assert rates and all(0 < eta < 1 for eta in rates)


def test_a_key_that_is_there_twice_names_both_lessons(monkeypatch):
    monkeypatch.setattr(table, "_of_all_lessons", lambda: iter([exercise("first_layer"), exercise("first_layer")]))
    with pytest.raises(ValueError, match=r"two exercises have the key 'first_layer': lessons 13 and 13"):
        exercises.__wrapped__()
