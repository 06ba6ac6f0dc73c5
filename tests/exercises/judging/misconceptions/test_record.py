"""What every misconception has."""

import pytest

from nbnn.exercises.judging.misconceptions import ALL, Misconception


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.key)
def test_it_spoils_a_line_and_says_what_was_done_and_where_to_look(record):
    assert isinstance(record, Misconception) and record.slips and record.formula
    assert record.words[-1] in ".:?" and record.hint[-1] in ".?" and record.likely in (1, 2, 3)
