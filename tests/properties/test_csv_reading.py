"""CSV files of every make: what is written is read again, or refused, or asked about; never read wrongly in silence."""

import csv
import io
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbnn.core.records.datasets import Dataset
from nbnn.core.tables.data_questions import DataWarning
from nbnn.core.tables.reading import read_csv

LETTERS = "abcdeÄéñxyz"


def words(least=1):
    return st.text(LETTERS + " ;,|.-'\"#0123", min_size=least, max_size=8).map(str.strip).filter(lambda word: len(word) >= least)


@st.composite
def tables(draw):
    """(names, rows of numbers, labels): what somebody has before it is written."""
    d, n = draw(st.integers(1, 4)), draw(st.integers(2, 12))
    name = st.text(LETTERS, min_size=1, max_size=6)
    names = draw(st.lists(name, min_size=d + 1, max_size=d + 1, unique=True))
    value = st.one_of(st.integers(-3000, 3000).map(float), st.floats(-1e6, 1e6).map(lambda v: round(v, draw(st.integers(0, 4)))))
    rows = draw(st.lists(st.lists(value, min_size=d, max_size=d), min_size=n, max_size=n))
    classes = draw(st.lists(words(), min_size=2, max_size=3, unique=True))
    return names, rows, [classes[i % len(classes)] for i in range(n)]


def written(table, delimiter, decimal, quoting, thousands=False):
    """The text of a CSV file with this table."""
    names, rows, labels = table
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting)
    writer.writerow(names)
    for row, label in zip(rows, labels):
        writer.writerow([*(number(value, decimal, thousands) for value in row), label])
    return out.getvalue()


def number(value, decimal, thousands):
    text = f"{int(value)}" if value.is_integer() else repr(value)
    if thousands and abs(value) >= 1000 and "e" not in text:
        text = f"{value:,.{len(text.partition('.')[2])}f}"
    return text.translate(str.maketrans(".,", ",.")) if decimal == "," else text


def right(reading, table):
    """Every example that was kept has its numbers and its class, and the other rows and columns are told."""
    names, rows, labels = table
    kept = [i for i in range(len(rows)) if i + 2 not in dict(reading.left_out)]
    columns = [j for j, name in enumerate(names[:-1]) if name not in dict(reading.columns_left_out)]
    return (reading.features == tuple(names[j] for j in columns) and list(reading.z) == [labels[i] for i in kept]
            and np.array_equal(reading.x, np.array([[rows[i][j] for j in columns] for i in kept]).reshape(len(kept), len(columns))))


def asked_which(reading):
    """The reading says that it is one of two."""
    asked = [each.words for each in reading.questions]
    return bool(reading.open_questions) or any("was read as" in words or "taken as the label" in words for words in asked)


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(".,"), st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
       st.sampled_from(ENCODINGS), st.booleans())
def test_what_is_written_is_read_or_asked_about(table, delimiter, decimal, quoting, encoding, thousands):
    thousands = thousands and (delimiter, decimal) != (",", ",")  # nobody writes commas for both and points between thousands
    content = written(table, delimiter, decimal, quoting, thousands).encode(encoding)
    reading = read_csv(content)
    assert reading.problem or asked_which(reading) or right(reading, table), reading


@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(".,"), st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
       st.sampled_from(ENCODINGS), st.booleans())
def test_what_is_said_about_a_file_is_obeyed(table, delimiter, decimal, quoting, encoding, thousands):
    content = written(table, delimiter, decimal, quoting, thousands).encode(encoding)
    reading = read_csv(content, delimiter=delimiter, decimal=decimal, header=True, label=table[0][-1],
                       encoding={"utf-8-sig": "utf-8"}.get(encoding, encoding))
    assert reading.problem or right(reading, table), reading


@given(st.binary(max_size=80))
def test_any_file_gives_data_or_a_value_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        try:
            assert np.isfinite(Dataset.from_csv(path).x).all()
        except ValueError as error:
            assert type(error).__name__ in ("ValueError", "NotATable")


@given(st.lists(st.lists(st.sampled_from(["1", "2.5", "1,5", "1.234", "-", "", "a", "b", "5%", "2024-01-31", "TRUE", "#N/A", "\"",
         "total"]),
                         min_size=1, max_size=5), min_size=1, max_size=9), st.sampled_from(",;\t "))
def test_any_table_gives_a_reading_that_its_keywords_give_again(rows, sign):
    content = "\n".join(sign.join(row) for row in rows).encode()
    reading = read_csv(content)
    assert str(reading) and all(map(str, reading.questions)) and np.isfinite(reading.x).all()
    assert len(reading.x) == len(reading.z) == sum(size for _, size in reading.classes)
    if not reading.problem:
        again = read_csv(content, **reading.keywords)
        assert not again.open_questions and np.array_equal(again.x, reading.x) and again.z == reading.z


def plain(path):
    """Files as they were read before anything was found out: commas, points, names first, the label last."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        names, *rows = [[cell.strip() for cell in row] for row in csv.reader(file) if row]
    return names, [[float(cell) for cell in row[:-1]] for row in rows], [row[-1] for row in rows]


def named(label):
    """A label that could not be numbers in columns of their own, as 0;0 could."""
    return label not in ("-", ".") and (any(map(str.isalpha, label)) or not set(label) & set(",;|"))


@given(tables().filter(lambda table: all(map(named, table[2]))), st.booleans())
def test_plain_files_are_read_as_ever(tmp_path_factory, table, all_quoted):
    path = tmp_path_factory.getbasetemp() / "plain.csv"
    path.write_text(written(table, ",", ".", csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL), "utf-8", newline="")
    names, rows, labels = plain(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        data = Dataset.from_csv(path)
    assert data.feature_names == tuple(names[:-1]) and data.x.tolist() == rows
    assert [data.name_of(z) for z in data.z] == labels


def test_the_oracle_sees_a_wrong_reading():
    table = (["x", "z"], [[1.0], [2.0]], ["a", "b"])
    assert right(read_csv(b"x,z\n1,a\n2,b\n"), table) and not right(read_csv(b"x,z\n1,a\n3,b\n"), table)
    with pytest.raises(ValueError):
        plain(__file__)
