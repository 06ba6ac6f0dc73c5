"""A recording read back as the page reads it."""

import numpy as np
import pytest

from nbnn.explain.recording.reading import Moment
from nbnn.explain.recording.story import story

W = np.arange(10.0).reshape(5, 2)
MADE = story({"w": W, "loss": W[:, 0] ** 2}, ["said"] * 5, after={"w": np.array([10.0, 11.0])}, constants={"eta": 0.5}, head=2)


def at(index, updated=False):
    return Moment(MADE.schema, MADE.head, MADE.tail, index, updated)


@pytest.mark.parametrize("index", range(5))
def test_the_numbers_of_a_moment_are_those_that_were_sent(index):
    now = at(index)
    assert now.row("w").tolist() == W[index].tolist() and now.number(["loss"]) == W[index, 0] ** 2 and now.number(["w", 1]) == W[index, 1]
    assert now.until(["w", 0]).tolist() == W[:index + 1, 0].tolist() and now.number(3) == 3.0 and now.number(["eta"]) == 0.5


def test_after_the_update_are_the_next_numbers_and_in_the_end_the_final_ones():
    assert at(1).number(["w", 0, "after"]) == 2 and at(1, True).number(["w", 0, "after"]) == 4
    assert at(4, True).number(["w", 1, "after"]) == 11
    assert at(1, True).until(["w", 0, "after"]).tolist() == [0, 2, 4] and at(3).until(["w", 0], 2).tolist() == [4, 6]


def test_what_it_does_not_hold():
    assert at(0).knows(["w", 0], "loss", 3, ["eta"]) and not at(0).knows(["v", 0])
    assert np.isnan(at(0).value("v"))
