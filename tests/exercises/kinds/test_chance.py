"""Seeded numbers that stay the same: a change here makes every kept answer one to other numbers."""

import numpy as np
import pytest

from nbnn.exercises.kinds.chance import Chance
from nbnn.exercises.lessons.table import exercise


def test_the_numbers_of_a_seed_never_change():
    chance = Chance(1)
    assert chance.integers(1000, size=5).tolist() == [127, 86, 885, 778, 689]
    assert chance.integers(-3, 4) == 3
    assert chance.uniform() == pytest.approx(0.82770259382)
    assert chance.normal(size=2) == pytest.approx([1.01059731, 0.027876944])
    assert chance.permutation(6).tolist() == [5, 3, 1, 4, 0, 2]
    assert chance.choice([-1, 1], size=4).tolist() == [1, 1, -1, 1]


def test_neither_do_those_of_a_variant():
    question = exercise("first_layer").variant(5).question
    assert "Example 2: W⁽¹⁾ = [[−1.5, 1.5], [−2, −1]], w⁽²⁾ = [−0.5, 1], x = [0.5, −1.5], z = +1" in question


def test_they_are_spread_as_they_should_be():
    chance = Chance(0)
    assert np.bincount(chance.integers(6, size=60_000)) == pytest.approx([10_000] * 6, rel=0.05)
    drawn = chance.uniform(-1, 3, size=(100, 200))
    assert drawn.shape == (100, 200)
    assert (drawn.min(), drawn.max(), drawn.mean()) == pytest.approx((-1, 3, 1), abs=0.02)
    drawn = chance.normal(size=20_000)
    assert (drawn.mean(), drawn.std(), (np.abs(drawn) < 1).mean()) == pytest.approx((0, 1, 0.6827), abs=0.02)
    firsts = [Chance(seed).permutation(4)[0] for seed in range(2000)]
    assert np.bincount(firsts) == pytest.approx([500] * 4, rel=0.15)


def test_single_numbers_are_pythons():
    chance = Chance(0)
    assert type(chance.integers(5)) is int
    assert type(chance.uniform()) is float
    assert type(chance.normal()) is float
    with pytest.raises(ValueError, match="no whole number"):
        chance.integers(3, 3)
