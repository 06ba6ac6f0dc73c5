"""A recording that grows: what is there at first and each piece after it are the columns' rows, in an order that a page can read."""

import numpy as np

from nbnn.explain.recording import growing
from tests.explain.columns import columns

ALL = {"counts": np.arange(12, dtype="<u2").reshape(6, 2), "kind": np.arange(6, dtype="u1"), "w": np.arange(18, dtype="<f4").reshape(6, 3)}


def rows(start, end):
    return {name: column[start:end] for name, column in ALL.items()}


def test_the_beginning_and_the_pieces_are_the_whole():
    made = growing.begin(rows(0, 2), ["0", "1"], of=5, inner=4, version=3, tables={"grid": np.ones((2, 4)), "seen": np.ones((3, 2), "u1")},
                         told={"mine": 1})
    assert made.schema | {"grows": True, "of": 5, "inner": 4, "version": 3, "by": ["epoch", "update"], "mine": 1} == made.schema
    assert made.schema["updates"] == made.schema["head"] == 2 and made.tail == b"" and made.schema["sentences"] == ["0", "1"]
    assert [table.get("dtype", "f4") for table in made.schema["tables"]] == ["f4", "u1"] and len(made.tables) == 4 * 8 + 6
    pieces = [growing.piece(2, rows(2, 5), ["2", "3", "4"]), growing.piece(5, rows(5, 6), ["5"])]
    assert [(each.start, each.sentences) for each in pieces] == [(2, ["2", "3", "4"]), (5, ["5"])]
    parts = [columns(made.schema["columns"], chunk) for chunk in (made.head, *(each.columns for each in pieces))]
    for name, column in ALL.items():
        assert np.array_equal(np.concatenate([part[name] for part in parts]), column), name


def test_larger_numbers_come_first_so_that_each_begins_where_a_page_can_read_it():
    made = growing.begin(ALL, [""] * 6, of=5, inner=1, version=0, tables={}, told={})
    inside = growing.inside(1, rows(0, 3), ["before", "one", "two"], [[4, 5], [6]])
    for described in (made.schema["columns"], inside.schema):
        assert [each["name"] for each in described] == ["w", "counts", "kind"]
    assert inside.moment == 1 and inside.examples == [[4, 5], [6]] and inside.sentences == ["before", "one", "two"]
    assert np.array_equal(columns(inside.schema, inside.columns)["w"], ALL["w"][:3])
