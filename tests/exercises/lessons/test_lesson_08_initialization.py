"""Initialization by hand: the number that is asked for is that of the weights that the core draws for a layer of this shape."""

import numpy as np
import pytest

import nbnn
from nbnn.exercises.lessons.lesson_08_initialization import he_deviation, xavier_limit

SEEDS = range(8)


def drawn(initializer, variant):
    """Many first weights of the variant's layer."""
    given = variant.parts[0].given
    rng = np.random.default_rng(0)
    return np.concatenate([initializer.draw(rng, (given["d_out"], given["d_in"])).ravel() for _ in range(200)])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_limit_is_that_of_the_weights_by_xavier(seed):
    variant = xavier_limit.variant(seed)
    largest = np.abs(drawn(nbnn.xavier, variant)).max()
    assert [field.id for field in variant.fields] == ["limit"]
    assert variant.right[0]["limit"] == pytest.approx(largest, rel=1e-2)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_deviation_is_that_of_the_weights_by_he(seed):
    variant = he_deviation.variant(seed)
    assert [field.id for field in variant.fields] == ["deviation"]
    assert variant.right[0]["deviation"] == pytest.approx(drawn(nbnn.he, variant).std(), rel=0.05)
