"""A file's bytes as rows of cells: its encoding, its delimiter, and what is no table."""

import pytest

from nbnn.core.tables.text import NotATable, checked_encoding, checked_sign, decode, sheet, sign_words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found(encoding):
    text, found = decode("länge,art\n1,a\n".encode(encoding))
    assert text == "länge,art\n1,a\n" and found == encoding.removesuffix("-sig")


@pytest.mark.parametrize(("content", "delimiter", "cells"), [
    ("a,b\n1,2\n", ",", [["a", "b"], ["1", "2"]]), ("a;b\n1,5;2\n", ";", [["a", "b"], ["1,5", "2"]]),
    ("a\tb\n1\t2\n", "\t", [["a", "b"], ["1", "2"]]), ("a  b\n1   2\n", " ", [["a", "b"], ["1", "2"]]),
    ('a,b\n"x, y",2\n', ",", [["a", "b"], ["x, y", "2"]]), ("sep=;\na;b\n1;2\n", ";", [["a", "b"], ["1", "2"]]),
])
def test_the_delimiter_is_found(content, delimiter, cells):
    found = sheet(content.encode())
    assert found.delimiter == delimiter and [row for _, row in found.rows] == cells


def test_rows_count_as_in_the_file_and_empty_ones_are_left_out():
    assert [row for row, _ in sheet(b"a,b\n\n1,2\n,\n3,4\n").rows] == [1, 3, 5]


@pytest.mark.parametrize(("content", "words"), [
    (b"PK\x03\x04", "not CSV but"), (b"<!DOCTYPE html><p>", "a web page"), (b"<?xml version='1.0'?><rows/>", "or XML"),
    (b"\n<table><tr><td>1", "a web page"), (b'{"a": 1}', "JSON"), (b'[{"a": 1}]', "JSON"), (b"[[1, 2]]", "JSON")])
def test_a_file_of_another_kind(content, words):
    with pytest.raises(NotATable, match=words):
        sheet(content)


def test_a_quotation_mark_that_is_never_closed():
    with pytest.raises(ValueError, match="row 2 opens a quotation mark that is never closed"):
        sheet(b'a,b\n"1,2\n', ",")


def test_names_of_encodings_and_delimiters():
    assert checked_encoding("UTF8") == "utf-8" and checked_sign("\t") == "\t" and sign_words("|") != ""
    for check, given in ((checked_encoding, "hex"), (checked_encoding, 8), (checked_sign, ""), (checked_sign, "\n")):
        with pytest.raises(ValueError, match="it must be"):
            check(given)
