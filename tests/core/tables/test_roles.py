"""Which column is the label, which are features, which rows are left out, each with its reason."""

import pytest

from nbnn.core.tables.options import Options
from nbnn.core.tables.roles import (
    columns_left_out,
    features_of,
    group_reasons,
    label_of,
    list_words,
    one_spelling,
    rows_left_out,
)
from nbnn.core.tables.table import columns, table
from nbnn.core.tables.text import sheet

LINES = ("len,day,sex,kind", "1.5,2024-01-01,m,a", "2.5,2024-01-02,f,b", "x,2024-01-03,m,a", "3.5,2024-01-04,f,b", "4.5,2024-01-05,m,",
         "5.5,2024-01-06,f,b", "6.5,2024-01-07,m,a")


def read(*lines):
    found = table(sheet("\n".join(lines).encode(), ","))
    return found, columns(found, None, ",")[0]


def test_the_label_is_the_last_column_or_the_chosen_one():
    _, made = read(*LINES)
    assert label_of(None, made, ())[0].name == "kind"
    assert label_of("sex", made, ()) == (made[2], ()) and label_of(0, made, ())[0].name == "len"
    with pytest.raises(ValueError, match="there is no column 'kinds' for the label; did you mean 'kind'"):
        label_of("kinds", made, ())
    with pytest.raises(ValueError, match="label is column 9, but the 4 columns count from 0 to 3"):
        label_of(9, made, ())


def test_another_column_that_looks_like_the_label_is_asked_about():
    _, made = read("species,weight", "a,1.5", "b,2.5", "a,3.25", "b,4.125")
    label, (question,) = label_of(None, made, ())
    assert label.name == "species" and "was taken as the label" in question.words and question.change == {"label": "weight"}


def test_columns_of_words_and_dates_are_no_features():
    found, made = read(*LINES)
    left = dict(columns_left_out(made[:3], found, Options()))
    assert set(left) == {"day", "sex"} and all(left.values())
    assert "sex" not in dict(columns_left_out(made[:3], found, Options(zero_one="sex")))
    assert [each.name for each in features_of(made[2], ("sex",))] == ["sex = m"] and features_of(made[0], ()) == [made[0]]


def test_rows_without_a_number_or_a_label_are_left_out():
    found, made = read(*LINES)
    left = rows_left_out(found, [made[0]], made[3])
    assert set(left.values()) == {"'len' is 'x', not a number", "'kind' is missing: there is no class"} and len(left) == 2


def test_words():
    assert one_spelling(["a", "A", "a", "b "]) == {"a": "a", "A": "a", "b ": "b "}
    assert group_reasons([(3, "empty"), (5, "empty"), (7, "short")]) == [("rows 3, 5", "empty"), ("row 7", "short")]
    assert group_reasons([(1, "x"), (2, "y")], most=1) == [("row 1", "x"), ("1 more row", "for reasons of this kind")]
    assert list_words(["a", "b"]) == "a, b" and list_words(list("abc"), 2) == "a, b, … (3 in all)"


def test_of_several_columns_of_words_the_one_that_is_called_as_classes_are():
    _, made = read("color,species,weight", "red,a,1.5", "red,b,2.5", "blue,a,3.25", "blue,b,4.125")
    assert label_of(None, made, ())[0].name == "species"
