"""Tables of pandas and polars as data: their columns' names stay the features' names, their labels the classes."""

import datetime
import decimal

import numpy as np
import pytest

from nbnn.core.records.datasets import Dataset, iris
from nbnn.core.tables.data_questions import DataWarning
from nbnn.core.tables.reading import read_csv
from tests.core.tables.test_reading import FILES

pandas = pytest.importorskip("pandas")


@pytest.fixture
def frame():
    return pandas.DataFrame({"length": [1.5, 2, 3], "ripe": [True, False, True], "width": [1, 2, 3], "kind": ["a", "b", "a"]})


@pytest.mark.parametrize("kind", ["object", "category"])
def test_a_data_frame_gives_its_names(frame, kind):
    data = Dataset.from_arrays(frame[["length", "ripe", "width"]], frame["kind"].astype(kind))
    assert data.feature_names == ("length", "ripe", "width") and data.class_names == ("a", "b")
    assert data.x.tolist() == [[1.5, 1, 1], [2, 0, 2], [3, 1, 3]] and data.z.tolist() == [-1, 1, -1]


def test_a_column_of_words_is_named(frame):
    with pytest.raises(TypeError, match="the column 'kind' of x holds 'a'"):
        Dataset.from_arrays(frame, [-1, 1, -1])


@pytest.mark.parametrize("name", ["plain", "semicolons and decimal commas", "tabs", "UTF-16", "everything in quotes", "exponents"])
def test_a_file_is_read_as_pandas_reads_it_when_it_is_told_how(name):
    import io
    reading = read_csv(FILES[name].content)
    table = pandas.read_csv(io.BytesIO(FILES[name].content), sep=reading.delimiter, decimal=reading.decimal, encoding=reading.encoding)
    assert tuple(table.columns[:-1]) == reading.features and np.array_equal(table.iloc[:, :-1].to_numpy(dtype=float), reading.x)
    assert tuple(table.iloc[:, -1]) == reading.z
    data = Dataset.from_frame(table)
    assert (data.feature_names, data.x.tolist()) == (reading.features, reading.x.tolist())
    assert tuple(map(data.name_of, data.z)) == reading.z


# ---- the same table in each library ----

DAY = datetime.date(2024, 1, 1)
VALUES = {"length": [1.5, None, 3.25, 4.0, 5.5], "count": [1, 2, 3, 5, 7], "ripe": [True, False, True, True, False],
          "note": ["a", None, "c", "c", "d"], "day": [DAY] * 5, "price": list(map(decimal.Decimal, ("1.5", "2", "0.25", "0.25", "0.25"))),
          "size": ["low", "high", "low", "low", "high"]}


def table_of(library):
    """The table, its sizes as a category with an order; skipped where the library is not installed."""
    module = pytest.importorskip(library)
    frame = module.DataFrame(VALUES)
    if library == "polars":
        return frame.with_columns(module.col("size").cast(module.Enum(["low", "high"])))
    return frame.assign(size=module.Categorical(frame["size"], categories=["low", "high"], ordered=True))


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_table_of_every_kind_of_column(library):
    with pytest.warns(DataWarning) as told:
        data = Dataset.from_frame(table_of(library), label="size")
    assert data.feature_names == ("length", "count", "ripe", "price") and data.class_names == ("low", "high")
    assert data.x.tolist() == [[1.5, 1, 1, 1.5], [3.25, 3, 1, 0.25], [4, 5, 1, 0.25], [5.5, 7, 0, 0.25]]
    assert data.z.tolist() == [-1, -1, -1, 1]
    words = str(told[0].message)
    assert "'note' is no feature: it holds words (3 different ones)" in words and "'day' is no feature: it holds dates" in words
    assert "Left out: row 1, 'length' is missing" in words


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_data_set_goes_out_and_comes_back(library):
    pytest.importorskip(library)
    frame = iris().to_frame(library, label="species")
    assert list(frame.columns) == [*iris().feature_names, "species"] and type(frame).__module__.startswith(library)
    again = Dataset.from_frame(frame, label="species")
    assert np.array_equal(again.x, iris().x) and np.array_equal(again.z, iris().z) and again.class_names == iris().class_names


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_targets_go_out_and_come_back(library):
    module = pytest.importorskip(library)
    frame = module.DataFrame({"size": [50, 70, 80], "price": [1.5, 2.25, 3.0], "rent": [7, 8, 9]})
    data = Dataset.from_frame(frame, targets=["price", "rent"])
    assert data.targets == ("price", "rent") and data.z.tolist() == [[1.5, 7], [2.25, 8], [3, 9]]
    again = Dataset.from_frame(data.to_frame(library), targets=["price", "rent"])
    assert np.array_equal(again.z, data.z) and again.feature_names == data.feature_names


def test_what_only_pandas_has():
    frame = pandas.DataFrame({"n": pandas.array([1, None, 3, 4], dtype="Int64"), "s": pandas.arrays.SparseArray([0, 0, 1, 1]),
                              "at": pandas.period_range("2024", periods=4, freq="D"), "kind": list("abab")}, index=[7, 8, 9, 10])
    with pytest.warns(DataWarning, match="row 1, 'n' is missing"):
        assert Dataset.from_frame(frame, features=["s", "n"]).x.tolist() == [[0, 1], [1, 3], [1, 4]]
    two = pandas.DataFrame([[1, 2, "u"], [3, 5, "v"]], columns=["a", "a", "kind"])
    with pytest.warns(DataWarning, match="Two columns have the same name in the table"):
        assert Dataset.from_frame(two).x.tolist() == [[1, 2], [3, 5]]
    with pytest.raises(ValueError, match="2 columns of the table are called 'a'"):
        Dataset.from_frame(two, features=["a"])


def test_a_lazy_table_of_polars_is_not_computed():
    polars = pytest.importorskip("polars")
    with pytest.raises(TypeError, match="frame is a LazyFrame"):
        Dataset.from_frame(polars.DataFrame(VALUES).lazy())
