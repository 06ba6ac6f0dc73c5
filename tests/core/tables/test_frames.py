"""DataFrames: read as a file of the same cells is, whatever library they are of. tests/oracles has those of pandas and polars."""

import datetime
import decimal
from fractions import Fraction

import numpy as np
import pytest

from nbnn.core.records.datasets import Dataset, iris
from nbnn.core.tables.data_questions import DataWarning
from nbnn.core.tables.frames import cell_of, frame_of, order_of, read_frame
from nbnn.core.tables.reading import read_csv


class Column(list):
    """What a column must be able to do, and the type that it may tell of."""

    dtype: object = None

    def to_list(self):
        return list(self)


class Frame:
    """What a table must be able to do, and nothing else."""

    def __init__(self, names, *rows):
        self.columns = list(names)
        self.by_name = {name: Column(values) for name, values in zip(names, zip(*rows))}
        self.length = len(rows)

    def __len__(self):
        return self.length

    def __getitem__(self, name):
        return self.by_name[name]


PLANTS = Frame(("height", "width", "kind"), (1.5, 2, "low"), (7.25, 4, "tall"), (8.1, 3, "tall"), (2.0, 1, "low"))
NAN = float("nan")


def test_a_table_is_read_with_its_names_and_numbers():
    data = Dataset.from_frame(PLANTS, label="kind", name="plants")
    assert data.x.tolist() == [[1.5, 2], [7.25, 4], [8.1, 3], [2, 1]] and data.z.tolist() == [-1, 1, 1, -1]
    assert (data.feature_names, data.class_names, data.name) == (("height", "width"), ("low", "tall"), "plants")


def test_every_digit_arrives():
    x = np.array([0.1, 1 / 3, np.nextafter(1, 2), 1e300, 5e-324, -2.5, float(2 ** 53), 123456789.125])
    frame = Frame(("x", "kind"), *zip(x.tolist(), "ababaabb"))
    assert read_frame(frame).x[:, 0].tolist() == x.tolist()
    small = np.array([0.1, 0.7], dtype=np.float32)
    assert read_frame(Frame(("x", "kind"), *zip(small, "ab"))).x[:, 0].tolist() == small.tolist()


@pytest.mark.parametrize(("value", "cell"), [
    (None, ""), (NAN, ""), (" a ", "a"), (True, "True"), (np.True_, "True"), (3, "3"), (np.int8(3), "3"),
    (3.0, "3"), (0.1, "0.1"), (np.float32(0.5), "0.5"), (decimal.Decimal("1.50"), "1.5"), (Fraction(1, 4), "0.25"), (1e22, "1e+22"),
    (float("inf"), "inf"), (datetime.date(2024, 1, 2), "2024-01-02"), (2j, "2j"), ([1, 2], "[1, 2]"), (10 ** 30, "1" + 30 * "0")],
    ids=repr)
def test_a_value_as_a_cell(value, cell):
    assert cell_of(value) == cell


def test_a_table_is_understood_as_the_file_of_its_cells():
    """What is left out, and every question, word for word as for a file; rows count from 0 instead of from the first line."""
    rows = [(i, 1.5 * i, "red" if i % 2 else "blue", "2024-01-0" + str(i + 1), "" if i == 2 else "x" + str(i), 7, "ab"[i % 3 > 0])
            for i in range(8)]
    names = ("id", "len", "color", "day", "note", "same", "kind")
    file = "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)]).encode()
    ours, theirs = read_frame(Frame(names, *rows), "kind", name="t.csv"), read_csv(file, "kind", name="t.csv")
    assert (ours.features, ours.columns_left_out, ours.z, ours.questions) == (
        theirs.features, theirs.columns_left_out, theirs.z, theirs.questions) and len(ours.questions) == 3
    assert np.array_equal(ours.x, theirs.x)


def test_missing_values_leave_out_their_rows_and_are_said():
    frame = Frame(("x", "y", "kind"), (1, 2, "a"), (None, 2, "b"), (3, NAN, "a"), (4, 5, None), (6, 7, "b"), (8, float("inf"), "b"))
    with pytest.warns(DataWarning) as told:
        data = Dataset.from_frame(frame)
    assert data.x.tolist() == [[1, 2], [6, 7]]
    words = str(told[0].message)
    for said in ("row 1, 'x' is missing", "row 2, 'y' is missing", "row 3, 'kind' is missing: there is no class", "row 5, 'y' is 'inf'"):
        assert said in words
    assert "file" not in words and told[0].filename == __file__


def test_a_column_of_one_word_is_said_as_one():
    [(name, why)] = read_frame(Frame(("x", "color", "kind"), (1, "red", "a"), (3, "red", "b"))).columns_left_out
    assert (name, why) == ("color", "it holds words (the same one in every row), and a network takes numbers")


def test_truth_values_and_categories_as_labels_and_features():
    frame = Frame(("x", "ripe"), (1, True), (2, False), (3, True), (5, False))
    assert Dataset.from_frame(frame, "ripe").class_names == ("False", "True")
    assert read_frame(Frame(("ripe", "kind"), (True, "a"), (False, "b"), (None, "b"), (np.True_, "a"))).x.tolist() == [[1], [0], [1]]
    assert Dataset.from_frame(Frame(("x", "z"), (1.5, 1.0), (2, 0.0), (3, 1.0), (7, 0.0)), "z").class_names == ("0", "1")


def test_the_order_of_a_category_is_the_order_of_the_classes():
    class Enum:
        categories = ("tall", "middle", "low")
    frame = Frame(("x", "size"), (1, "low"), (2, "tall"), (3, "low"), (4, "tall"))
    assert Dataset.from_frame(frame).class_names == ("low", "tall") and order_of(frame, "size") is None
    frame["size"].dtype = Enum()
    assert Dataset.from_frame(frame).class_names == ("tall", "low")
    assert Dataset.from_frame(frame, class_names=("low", "tall")).class_names == ("low", "tall")
    Enum.ordered = False
    assert order_of(frame, "size") is None


def test_the_features_that_are_chosen_come_in_their_order():
    frame = Frame(("a", "b", "words", "kind"), (1, 2, "u", "k"), (3, 4, "v", "l"), (None, 5, "u", "l"), (6, 7, "v", "k"))
    data = Dataset.from_frame(frame, "kind", features=["b"])
    assert (data.feature_names, data.x.tolist()) == (("b",), [[2], [4], [5], [7]])  # what is missing in another column does not count
    with pytest.warns(DataWarning, match="row 2, 'a' is missing"):
        assert Dataset.from_frame(frame, features=("b", 0)).feature_names == ("b", "a")
    with pytest.warns(DataWarning, match="words of the column 'words' became 0 and 1"):
        assert Dataset.from_frame(frame, "kind", features=["words", "b"], zero_one="words").feature_names == ("words = v", "b")


@pytest.mark.parametrize(("given", "said"), [
    ({"features": ["a", "words"]}, r"features holds 'words', but it holds words \(2 different ones\).*zero_one=\['words'\]"),
    ({"features": ["a", "a"]}, "features holds 'a' twice"), ({"features": ["c"]}, "there is no column 'c' for the features"),
    ({"features": ["a", "kind"], "label": "kind"}, "'kind' is to be predicted and among the features"),
    ({"features": ["a", "b", "words", "kind"]}, "features holds every column of the table, so none is left to be predicted"),
    ({"features": ["a"], "leave_out": "b"}, "features and leave_out are both given"), ({"features": 3}, "features is 3: give names"),
    ({"features": [7]}, "features holds 7: give names of columns, or their numbers from 0 to 3"),
    ({"label": "knd"}, "there is no column 'knd' for the label; did you mean 'kind'"), ({"label": 4}, "label is column 4"),
    ({"label": True}, "label is True; it must be the name"), ({"leave_out": ["q"]}, "there is no column 'q'"),
    ({"class_names": ["k"]}, "class_names has 1 name")])
def test_a_choice_that_cannot_be_is_said(given, said):
    frame = Frame(("a", "b", "words", "kind"), (1, 2, "u", "k"), (3, 4, "v", "l"), (6, 7, "v", "k"))
    with pytest.raises((ValueError, TypeError), match=said):
        Dataset.from_frame(frame, **given)


def test_columns_of_numbers_to_predict():
    frame = Frame(("size", "price", "city", "rent"), (50, 1.5, "u", 7), (70, None, "v", 8), (80, 2.25, "v", 9.5), (90, 3, "u", 1))
    with pytest.warns(DataWarning, match="(?s)'city' is no feature.*row 1, 'price' is missing"):
        data = Dataset.from_frame(frame, targets=["price", "rent"])
    assert (data.targets, data.feature_names, data.class_names) == (("price", "rent"), ("size",), ())
    assert data.x.tolist() == [[50], [80], [90]] and data.z.tolist() == [[1.5, 7], [2.25, 9.5], [3, 1]]
    one = Dataset.from_frame(frame, targets="rent", features=["size"])
    assert one.targets == ("rent",) and one.z.tolist() == [7, 8, 9.5, 1] and one.feature_names == ("size",)
    with pytest.raises(ValueError, match="'rent' is to be predicted and among the features"):
        Dataset.from_frame(frame, targets="rent", features=["size", "rent"])
    with pytest.raises(ValueError, match="the column 'city' holds words, and targets must be numbers"):
        Dataset.from_frame(frame, targets=["city"])
    with pytest.raises(ValueError, match="targets holds 'rent' twice"):
        Dataset.from_frame(frame, targets=["rent", "rent"])
    commas = Frame(("size", "price"), (50, "1,500"), (70, "2,250"))
    with pytest.raises(ValueError, match="the column 'price' holds numbers with commas as text, and targets must be numbers"):
        Dataset.from_frame(commas, targets=["price"])


@pytest.mark.parametrize(("frame", "error", "said"), [
    (np.zeros((2, 2)), TypeError, "frame is a ndarray: give a DataFrame of pandas or polars; for arrays there is"),
    ([[1, 2]], TypeError, "frame is a list"), (None, TypeError, "frame is a NoneType"), ("t.csv", TypeError, "frame is a str"),
    (Frame(()), ValueError, "the table has no columns"), (Frame(("a", "b")), ValueError, "the table has no rows"),
    (Frame(("a",), (1,), (2,)), ValueError, "the table has only one column"),
    (Frame(("a", "k"), ("u", "k"), ("v", "l")), ValueError, "'data' cannot be used: there is no column of numbers beside the label 'k'"),
    (Frame(("a", "k"), (1, "k"), (2, "k")), ValueError, "the label column 'k' holds only one class, 'k'"),
    (Frame(("a", "k"), (None, "k"), (NAN, "k")), ValueError, "no column of numbers"),
    (Frame(("a", "k"), ("1,5", "k"), ("2,5", "l")), ValueError, "no column of numbers.*'a': it holds words"),
    (Frame(("a", "k"), ("1,500", "k"), ("2,500", "l")), ValueError, "'a': it holds numbers with commas as text.*convert the column"),
    (Frame(("a", "b", "k"), *[(i, 2 * i, "kl"[i % 2]) for i in range(4)], *[("words", 4, "k")] * 2, ("u", 3, "l")), ValueError,
     r"two ways.*numbers in 4 of 7 rows.*in the table if.*leave_out=\('a',\)"),
])
def test_a_table_that_cannot_be_used_is_said(frame, error, said):
    with pytest.raises(error, match=f"(?s){said}") as caught:
        Dataset.from_frame(frame)
    assert "file" not in str(caught.value)


def test_a_table_that_is_not_computed_yet_is_said():
    class LazyFrame:
        def collect(self):
            raise AssertionError("nobody asked")
    with pytest.raises(TypeError, match=r"frame is a LazyFrame: give a DataFrame of pandas or polars: call its collect\(\) first"):
        Dataset.from_frame(LazyFrame())


def test_columns_of_one_name_are_told_apart_and_asked_about():
    class Two(Frame):
        @property
        def iloc(self):
            return self

        def __getitem__(self, place):
            return Column([[1, 3], [2, 5], "uv"][place[1]])
    frame = Two(("a", "a", "kind"), (1, 2, "u"), (3, 5, "v"))
    with pytest.warns(DataWarning, match=r"Two columns have the same name in the table; the second is called 'a \(2\)' here"):
        assert Dataset.from_frame(frame).feature_names == ("a", "a (2)")
    for given in ({"label": "a"}, {"features": ["a"]}, {"leave_out": "a"}):
        with pytest.raises(ValueError, match="2 columns of the table are called 'a': give each a name of its own first"):
            Dataset.from_frame(frame, **given)


def test_names_that_are_no_text():
    frame = Frame((10, ("petal", "length"), 20), (1, 2, "u"), (3, 5, "v"))
    assert read_frame(frame).features == ("10", "petal length") and read_frame(frame, 20).label == "20"
    assert read_frame(frame, 2, features=[("petal", "length")]).features == ("petal length",)


def test_the_library_of_a_table_is_imported_on_call(monkeypatch):
    import sys
    import types
    module = types.ModuleType("polars")
    module.DataFrame = dict
    monkeypatch.setitem(sys.modules, "polars", module)
    columns = iris().to_frame("polars", label="species")
    assert list(columns) == [*iris().feature_names, "species"] and columns["species"][:1] == ["setosa"]
    assert columns["petal length"].tolist() == iris().x[:, 2].tolist() and columns["petal length"].flags.writeable
    with pytest.raises(ValueError, match="label is 'petal width', but a feature of 'iris' is called so"):
        iris().to_frame("polars", label="petal width")
    data = Dataset.from_arrays([[1], [2]], [[3, 4], [5, 6]], targets=("price", "rent"))
    assert {name: values.tolist() for name, values in data.to_frame("polars").items()} == {"x1": [1, 2], "price": [3, 5], "rent": [4, 6]}
    with pytest.raises(ValueError, match="a target is 'x1', but a feature of 'data' is called so: give each a name of its own"):
        Dataset.from_arrays([[1], [2]], [3, 4], targets="x1").to_frame("polars")
    with pytest.raises(ValueError, match="library is 'dask': it must be one of 'pandas', 'polars'"):
        frame_of({}, "dask")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ModuleNotFoundError, match="polars"):
        frame_of({}, "polars")


def test_columns_that_cannot_be_read_and_lists_in_place_of_a_name_are_refused():
    strange = type("Strange", (Frame,), {"__getitem__": lambda self, name: object()})(("a", "b"), (1, 2), (3, 4))
    with pytest.raises(TypeError, match="frame is a Strange, whose columns cannot be asked for their values: give a DataFrame"):
        read_frame(strange)
    with pytest.raises(TypeError, match=r"label is \['a'\]; it must be the name of a column, or its whole number"):
        read_frame(PLANTS, ["a"])
