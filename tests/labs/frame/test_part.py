"""A lab's views, each a part of its own."""

import pytest

import nbnn
from nbnn.labs.frame.part import LabPart, PartsLab, by_key, chosen_part


class One(LabPart):
    key = "one"


class Two(LabPart):
    key = "two"


def test_a_table_of_views_is_made_of_their_keys():
    views = by_key(One, Two)
    assert list(views) == ["one", "two"] and chosen_part("two", views) is Two
    with pytest.raises(TypeError):
        views["three"] = One  # a table is not changed
    with pytest.raises(ValueError, match="view is 'three': it must be one of one, two"):
        chosen_part("three", views)


def test_a_lab_of_several_parts_says_them_all_and_has_the_player_of_the_first_that_plays():
    lab = nbnn.labs.LossLab(view=("softmax", "run"), steps=3)
    assert isinstance(lab, PartsLab) and list(lab.parts) == ["softmax", "run"]
    assert lab.player is lab.parts["run"].player and lab.part is lab.parts["softmax"]
    assert lab.sentence() == " ".join(part.sentence() for part in lab.parts.values())
    assert lab.table() == lab.part.table()
    lab.close()


def test_a_part_that_does_not_play_says_what_its_line_says():
    lab = nbnn.labs.InitLab(hidden=(3, 3))
    assert lab.part.player is None and lab.sentence() == lab.part.line.said
    lab.close()
