"""All exercises, by key: what the files lesson_*.py of this room offer as EXERCISES. Adding one touches that one file."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from ...core.records.record import look_up
from ..judging.exercise import Exercise


@cache
def exercises() -> MappingProxyType[str, Exercise]:
    """Key → exercise, lesson by lesson, in the order in which a lesson asks them."""
    table: dict[str, Exercise] = {}
    for each in _of_all_lessons():
        if each.key in table:
            raise ValueError(f"two exercises have the key {each.key!r}: lessons {table[each.key].lesson} and {each.lesson}")
        table[each.key] = each
    return MappingProxyType(table)


def _of_all_lessons() -> Iterator[Exercise]:
    for path in sorted(Path(__file__).parent.glob("lesson_*.py")):
        yield from import_module(f".lesson_{path.stem.removeprefix('lesson_')}", __package__).EXERCISES


def exercise(given: Exercise | str) -> Exercise:
    """The record itself, or the one with that key; ValueError with the nearest key, TypeError for anything else."""
    return look_up(given, exercises(), Exercise, "exercise")


def of_lesson(lesson: str) -> tuple[Exercise, ...]:
    """The exercises of a lesson, such as "13"."""
    return tuple(each for each in exercises().values() if each.lesson == lesson)
