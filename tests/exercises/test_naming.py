"""Names as people write them, and what platforms call files."""

from pathlib import PurePath

import pytest

from nbnn.exercises.naming import checked_name, of_platform, one_line, original, owner_of


def test_one_line():
    assert one_line("a\x1b[31m\nb\u202ec\ud800") == "a\N{REPLACEMENT CHARACTER}[31m" + "\N{REPLACEMENT CHARACTER}b" \
        "\N{REPLACEMENT CHARACTER}c\N{REPLACEMENT CHARACTER}"
    assert one_line("علی\u200cرضا – Zoë") == "علی\u200cرضا – Zoë"


def test_a_name_says_what_is_needed():
    with pytest.raises(ValueError, match=r"the name is 'a.b': give 1 to 80 letters"):
        checked_name("a\x07b")


@pytest.mark.parametrize(("name", "parts"), [
    ("Ada Lovelace_12_assignsubmission_file_a.json", ("Ada Lovelace", "a.json")),
    ("Ada Lovelace_12_assignsubmission_file", ("Ada Lovelace", "")),
    ("lovelaceada_12_34_a_1_2_b.json", ("lovelaceada", "a_1_2_b.json")),
    ("Unit 1_x_y_al1_attempt_2026-01-31-10-20-30.txt", ("al1", ".txt")),
    ("nbnn-progress.json", ("", "nbnn-progress.json")),
    ("ada_1.json", ("", "ada_1.json")),
    ("", ("", "")),
])
def test_platforms(name, parts):
    assert of_platform(name) == parts


def test_whose_a_file_is():
    assert owner_of(PurePath("ada/x.json")) == ("ada", "folder name")
    assert owner_of(PurePath("x.json")) == ("x", "file name")
    assert owner_of(PurePath("nbnn-progress-s1.json")) == ("s1", "file name")


@pytest.mark.parametrize("name", ["a.json", "a (1).json", "a(2).json", "a-1.json", "a - Copy.json", "a - Kopie (2).JSON"])
def test_copies(name):
    assert original(PurePath("x", name)) == PurePath("x/a.json")


@pytest.mark.parametrize(("path", "owner"), [
    ("Ada Lovelace_12_assignsubmission_file_a.json", ("Ada Lovelace", "file name")),
    ("Bo_12_assignsubmission_file/a.json", ("Bo", "folder name")), ("bo/a.json", ("bo", "folder name")),
    ("nbnn-progress-bo.json", ("bo", "file name")),
])
def test_whose_a_file_is_by_its_place(path, owner):
    assert owner_of(PurePath(path)) == owner
