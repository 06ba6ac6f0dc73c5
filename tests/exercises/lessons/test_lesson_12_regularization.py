"""Dropout by hand."""

import numpy as np

from nbnn.exercises.lessons.lesson_12_regularization import dropout_forward


def test_what_the_units_that_stay_give_can_be_divided_in_the_head():
    """h/(probability to stay) has one digit after the point at most, whatever is drawn."""
    for variant in map(dropout_forward.variant, range(30)):
        (part,) = variant.parts
        given = part.given
        tenths = 10 * given["mask"] * given["h"] / given["keep"]
        assert np.allclose(tenths, np.round(tenths))
