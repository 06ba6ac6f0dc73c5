"""Examples of one's own: what may be asked for, and the data that it makes."""

import numpy as np
import pytest

import nbnn
from nbnn.explain import points as explain

DATA = nbnn.Dataset.from_arrays([[0, 1], [2, 3], [4, 5]], [-1, 1, 1])
ROOM = ((-1.0, 5.0), (0.0, 6.0))
MOST = 4


def change(data=DATA, most=MOST, **asked):
    return explain.changed(data, asked, most, ROOM)


def test_an_example_is_added_behind_the_others():
    made = change(act="add", x=[1.5, 2], z=-1)
    assert made.example == 3 and made.data.x[3].tolist() == [1.5, 2] and made.data.z.tolist() == [-1, 1, 1, -1]
    assert made.words == "Example 3 was added: z = −1, x₁ 1.5, x₂ 2. The data has 4 examples."
    assert (made.data.name, made.data.feature_names, made.data.class_names) == (DATA.name, DATA.feature_names, DATA.class_names)
    assert made.data.source == "given by the user; changed by hand"
    assert explain.changed(made.data, {"act": "remove", "example": 0}, MOST).data.source == made.data.source


def test_an_example_is_moved_or_gets_another_class():
    moved = change(act="move", example=1, x=[0, 0])
    assert moved.example == 1 and moved.data.x.tolist() == [[0, 1], [0, 0], [4, 5]] and moved.data.z.tolist() == DATA.z.tolist()
    other = change(act="class", example=1, z=-1)
    assert other.data.z.tolist() == [-1, -1, 1] and np.array_equal(other.data.x, DATA.x)
    assert "Example 1 has another class: z = −1" in other.words


def test_the_examples_after_a_removed_one_are_numbered_anew():
    made = change(act="remove", example=1)
    assert made.example is None and made.data.x.tolist() == [[0, 1], [4, 5]]
    assert made.words == "Example 1 was removed: z = 1, x₁ 2, x₂ 3. Examples 2 to 2 are now 1 to 1. The data has 2 examples."


BAD = [
    ({"act": "add", "x": [1, 2], "z": 0}, "z is 0: it must be one of −1, 1"), ({"act": "add", "x": [1, 2], "z": True}, "z is True"),
    ({"act": "add", "x": [1, 2], "z": 1.0}, "z is 1.0"), ({"act": "add", "x": [1, 2]}, "z is None"),
    ({"act": "add", "x": [1], "z": 1}, "two finite numbers"), ({"act": "add", "x": "12", "z": 1}, "two finite numbers"),
    ({"act": "add", "x": [1, float("nan")], "z": 1}, "two finite numbers"), ({"act": "add", "x": [1, True], "z": 1}, "two finite numbers"),
    ({"act": "add", "x": [1, None], "z": 1}, "two finite numbers"), ({"act": "add", "x": {"0": 1}, "z": 1}, "two finite numbers"),
    ({"act": "move", "example": 1, "x": [9, 2]}, "x₁ is 9: the chart reaches from −1 to 5"),
    ({"act": "move", "example": 1, "x": [2, 9]}, "x₂ is 9: the chart reaches from 0 to 6"),
    ({"act": "move", "example": 1, "x": [1e308 * 10, 2]}, "two finite numbers"),
    ({"act": "move", "example": 3, "x": [1, 2]}, "example 3 does not exist: the data has examples 0 to 2"),
    ({"act": "move", "example": -1, "x": [1, 2]}, "example -1 does not exist"),
    ({"act": "remove", "example": "1"}, "must be a whole number"),
    ({"act": "remove", "example": True}, "must be a whole number"), ({"act": "remove", "example": 1.0}, "must be a whole number"),
    ({"act": "class", "example": 1, "z": "1"}, "z is 1"), ({"act": "sell", "example": 1}, "by 'sell'"),
    ({"act": ["add"]}, "must be one of"),
    ({}, "must be one of add, move, class, remove"),
]


@pytest.mark.parametrize(("asked", "words"), BAD, ids=str)
def test_what_does_not_fit_is_said(asked, words):
    with pytest.raises((ValueError, TypeError), match=words.replace("(", r"\(")):
        explain.changed(DATA, asked, MOST, ROOM)


def test_no_more_than_the_most_and_at_least_one():
    with pytest.raises(ValueError, match="the data has 3 examples, and 200 have been added"):
        change(most=3, act="add", x=[1, 2], z=1)
    one = DATA.subset([0])
    with pytest.raises(ValueError, match="the only example"):
        change(one, act="remove", example=0)


@pytest.mark.parametrize("d", [1, 3])
def test_only_data_in_a_plane(d):
    data = nbnn.Dataset.from_arrays(np.eye(3)[:, :d], [-1, 1, 1])
    with pytest.raises(ValueError, match=f"these have {d}"):
        change(data, act="remove", example=0)


def test_data_with_targets_keep_their_examples():
    with pytest.raises(ValueError, match="these have targets"):
        change(nbnn.Dataset.from_arrays([[0, 1], [2, 3]], [[0.5], [1.5]]), act="remove", example=0)
