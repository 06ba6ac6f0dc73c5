"""A file from the page: its name and its bytes, and nothing else that a page may send."""

import pytest

from nbnn.views.open_file.open_file import OpenFile
from tests.views.page import send


@pytest.fixture
def field():
    taken, refused = [], []
    made = OpenFile("Open", ".csv", 4, lambda *given: taken.append(given), refused.append)
    yield made, taken, refused
    made.close()


def test_a_file_is_handed_over(field):
    made, taken, refused = field
    send(made, {"file": "a.csv"}, memoryview(b"1,2"))
    send(made, {"file": "empty.csv"}, memoryview(b""))
    assert taken == [("a.csv", b"1,2"), ("empty.csv", b"")] and refused == []


def test_a_file_that_is_too_large_is_refused_in_words(field):
    made, taken, refused = field
    send(made, {"file": "kept.csv"})
    send(made, {"file": "sent.csv"}, memoryview(b"12345"))
    assert taken == [] and refused == [f"'{name}.csv' has more than 4 bytes: choose a smaller file" for name in ("kept", "sent")]


@pytest.mark.parametrize("message", [None, "a.csv", {}, {"file": 3}, {"file": None}, {"name": "a.csv"}])
def test_nonsense_is_let_go(field, message):
    made, taken, refused = field
    send(made, message, memoryview(b"1"))
    assert taken == refused == []
