"""Paths down a curve as pictures."""

import pytest

import nbnn
from nbnn.explain.pictures import path
from tests.explain.pictures.looked_at import checked, words_in


@pytest.mark.parametrize("curve", nbnn.curves.CURVES)
def test_a_path_on_every_curve_is_a_picture(curve):
    found = nbnn.descend(curve, steps=30, eta=0.02)
    checked(path.path(found).text())
    assert path.rows(found)[0]["update"] == "0" and path.describe(found).startswith("From ")


def test_of_many_paths_some_are_drawn_and_one_that_leaves_the_numbers():
    many = nbnn.descend("valley", start=[[k / 4, 1] for k in range(9)])
    checked(path.path(many).text())
    assert len(path.paths_of(many)) == path.MOST_PATHS == len(path.rows(many))
    checked(path.path(nbnn.descend("himmelblau", eta=0.1)).text())


@pytest.mark.parametrize("count", [1, 4, 5])
def test_up_to_four_paths_are_told_apart_in_a_legend(count):
    paths = nbnn.descend("valley", start=[[k / 4, 1] for k in range(count)], steps=7)
    told = [words for words in words_in(path.path(paths).text()) if words.startswith("7 updates")]
    assert len(told) == (count if count <= 4 else 0)
