"""A function that makes a LossLab; it is closed with the test."""

import pytest

from nbnn.labs import LossLab


@pytest.fixture
def made():
    labs = []

    def make(*args, **options):
        labs.append(LossLab(*args, **options))
        return labs[-1], next(iter(labs[-1].parts.values()))
    yield make
    for lab in labs:
        lab.close()
