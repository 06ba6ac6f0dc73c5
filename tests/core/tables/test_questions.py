"""What is asked about a file: two ways to divide it, names, words and values."""

import pytest

from nbnn.core.tables.reading import read_csv


def read(tmp_path, *lines, **chosen):
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines), "utf-8")
    return read_csv(path, **chosen)


@pytest.mark.parametrize(("lines", "words"), [
    (("1,2,a", "3,5,b", "4,1,a", "2,2,b"), "The first row holds numbers, so it was read as an example"),
    (("x,x,kind", "1,2,a", "3,5,b", "4,1,a"), "Two columns have the same name"),
    (("x,m,kind", "1,2,a", "3,w,b", "4,1,a", "5,v,b", "6,1,a"), "The column 'm' holds numbers in 3 of 5 rows, and words such as 'w'"),
    (("x,sex,kind", "1,m,a", "3,f,b", "4,m,a", "5,f,b"), "'sex'"),
])
def test_what_is_odd_is_asked(tmp_path, lines, words):
    assert [each for each in map(str, read(tmp_path, *lines).questions) if words in each]


def test_what_is_chosen_is_not_asked(tmp_path):
    lines = ("x,sex,kind", "1,m,a", "3,f,b", "4,m,a", "5,f,b")
    assert not [each for each in map(str, read(tmp_path, *lines, leave_out="sex").questions) if "'sex'" in each]


def test_nothing_is_asked_about_a_plain_file(tmp_path):
    assert read(tmp_path, "x,y,kind", "1.5,2,a", "3,5.5,b", "4,1,a", "2,7,b").questions == ()
