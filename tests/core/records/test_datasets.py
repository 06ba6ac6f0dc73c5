"""Data sets: the facts about the stored ones, and everything that a user's own data can get wrong."""
import copy
import doctest
import pickle
from pathlib import Path

import numpy as np
import pytest

import nbnn
from nbnn.core.records import datasets
from nbnn.core.records.datasets import DATASETS, Dataset, blobs, circles, digits, iris, moons, spiral, standardize, xor

TOYS = (blobs, xor, circles, moons, spiral)


def small(n=10, classes=2):
    """n rows that can be told apart: row i is [i, 10 i]."""
    z = [(-1, 1)[i % 2] if classes == 2 else i % classes + 1 for i in range(n)]
    return Dataset.from_arrays([[i, 10 * i] for i in range(n)], z)


def raises(kind, *words):
    """The error, and in its message each of these words."""
    pattern = "(?s)" + "".join(f"(?=.*{word})" for word in words)
    return pytest.raises(kind, match=pattern)


def csv_file(folder, text, name="own.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# ------------------------------------------------------------------------------------------- stored data

def test_iris_is_fishers():
    data = iris()
    assert data.x.shape == (150, 4)
    assert data.x.dtype == np.float64
    assert data.z.dtype == np.int64
    assert data.class_names == ("setosa", "versicolor", "virginica")
    assert data.labels == (1, 2, 3)
    assert data.feature_names == ("sepal length", "sepal width", "petal length", "petal width")
    assert np.bincount(data.z).tolist() == [0, 50, 50, 50]
    assert data.x.sum(axis=0) == pytest.approx([876.5, 458.6, 563.7, 179.9], abs=1e-9)
    assert data.x[[0, 50, 149]].tolist() == [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [5.9, 3.0, 5.1, 1.8]]
    assert data.z[[0, 50, 149]].tolist() == [1, 2, 3]


def test_iris_has_the_papers_numbers_in_the_two_rows_that_differ_at_uci():
    assert iris().x[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]


@pytest.mark.parametrize(("classes", "first", "second"), [(("versicolor", "virginica"), 50, 100),
                                                    (("virginica", "setosa"), 100, 0)])
def test_iris_two_classes_in_the_order_given(classes, first, second):
    data, everything = iris(classes), iris()
    assert data.class_names == classes
    assert len(data) == 100
    assert np.array_equal(data.x[data.z == -1], everything.x[first:first + 50])
    assert np.array_equal(data.x[data.z == 1], everything.x[second:second + 50])
    assert data.name_of(-1) == classes[0]
    assert data.name_of(1) == classes[1]


def test_iris_three_classes_in_another_order():
    data = iris(("virginica", "setosa", "versicolor"))
    assert data.z[[0, 50, 149]].tolist() == [2, 3, 1]


@pytest.mark.parametrize("features", [("petal width", "sepal length"), (3, 0), ("petal width", 0)])
def test_iris_features_by_name_and_number(features):
    data = iris(features=features)
    assert data.feature_names == ("petal width", "sepal length")
    assert np.array_equal(data.x, iris().x[:, [3, 0]])


def test_digits():
    data = digits()
    assert data.x.shape == (1797, 64)
    assert data.class_names == tuple("0123456789")
    assert data.x.min() == 0
    assert data.x.max() == 16
    assert data.x.sum() == 561718
    assert np.bincount(data.z).tolist() == [0, 178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert data.x[0, :8].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert data.name_of(data.z[0]) == "0"
    assert data.z[0] == 1
    assert data.x[:, 3].sum() == 21269
    assert data.name_of(data.z[-1]) == "8"
    assert data.z[-1] == 9


@pytest.mark.parametrize("classes", [(8, 3), ("8", "3"), np.array([8, 3])])
def test_digits_two_classes(classes):
    data = digits(classes)
    assert data.class_names == ("8", "3")
    assert (data.z == -1).sum() == 174
    assert (data.z == 1).sum() == 183


def test_stored_data_say_where_they_come_from():
    assert "Fisher 1936" in iris().source
    assert "Alpaydin" in digits().source
    for name in ("iris", "digits"):
        text = Path(datasets.__file__).parents[1].joinpath("data", f"{name}.SOURCE.txt").read_text()
        assert "CC BY 4.0" in text
        assert "UCI" in text


# ------------------------------------------------------------------------------------------- the data set

def test_a_data_set_cannot_be_changed():
    x, z = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([-1, 1])
    data = Dataset.from_arrays(x, z)
    x[0, 0], z[0] = 99, 1
    assert data.x[0, 0] == 1
    assert data.z[0] == -1
    assert x.flags.writeable
    for change in (lambda: data.x.__setitem__(0, 9), lambda: data.z.__setitem__(0, 1),
                   lambda: data[0][0].__setitem__(0, 9)):
        with pytest.raises(ValueError, match="read-only"):
            change()
    with pytest.raises(AttributeError):
        data.name = "other"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda data: pickle.loads(pickle.dumps(data))])
def test_a_copy_is_equal_and_locked(copied):
    data = blobs(6)
    twin = copied(data)
    assert np.array_equal(twin.x, data.x)
    assert np.array_equal(twin.z, data.z)
    assert twin.source == data.source
    assert not twin.x.flags.writeable
    assert not twin.z.flags.writeable


def test_length_pairs_and_iteration():
    data = small(4)
    x, z = data[3]
    assert len(data) == 4
    assert x.tolist() == [3, 30]
    assert z == 1
    assert type(z) is int
    assert data[-1][0].tolist() == [3, 30]
    assert [(x.tolist(), z) for x, z in data] == [([0, 0], -1), ([1, 10], 1), ([2, 20], -1), ([3, 30], 1)]
    with raises(IndexError, "no example 4", "0 to 3"):
        data[4]
    with raises(TypeError, "subset"):
        data[0:2]


def test_repr_is_short():
    assert repr(iris()) == "Dataset('iris': 150 examples, 4 features, classes setosa, versicolor, virginica)"
    assert repr(digits()) == "Dataset('digits': 1797 examples, 64 features, 10 classes)"
    assert repr(Dataset.from_arrays([[2]], [-1])) == "Dataset('data': 1 example, 1 feature, classes -1, +1)"


def test_name_of():
    data = iris()
    assert [data.name_of(k) for k in data.labels] == list(data.class_names)
    for label in (0, 4, "setosa"):
        with raises(ValueError, repr(label), "labels are 1, 2, 3"):
            data.name_of(label)


# ------------------------------------------------------------------------------------------- from arrays

def test_number_labels():
    two, three = Dataset.from_arrays([[1], [2]], [1.0, -1.0]), Dataset.from_arrays([[1], [2], [3]], [3, 1, 2])
    assert two.z.tolist() == [1, -1]
    assert two.class_names == ("-1", "+1")
    assert two.n_classes == 2
    assert three.z.tolist() == [3, 1, 2]
    assert three.class_names == ("1", "2", "3")
    assert three.feature_names == ("x1",)


def test_one_example_of_two_classes_is_enough():
    data = Dataset.from_arrays([[2, 1]], [-1])
    assert data.n_classes == 2
    assert data.z.tolist() == [-1]


def test_text_labels_are_sorted_or_in_the_order_given():
    x = [[1], [2], [3]]
    assert Dataset.from_arrays(x, ["b", "a", "b"]).z.tolist() == [1, -1, 1]
    assert Dataset.from_arrays(x, ["b", "a", "b"], class_names=("b", "a")).z.tolist() == [-1, 1, -1]
    assert Dataset.from_arrays(x, np.array(["c", "a", "b"], dtype=object)).z.tolist() == [3, 1, 2]


def test_text_labels_that_are_numbers_are_sorted_by_value():
    assert Dataset.from_arrays([[1], [2]], ["-1", "+1"]).z.tolist() == [-1, 1]
    x, z = np.zeros((11, 1)), [str(k) for k in range(1, 12)]
    assert Dataset.from_arrays(x, z).z.tolist() == list(range(1, 12))


def test_class_names_may_name_a_class_without_examples():
    data = Dataset.from_arrays([[1], [2]], [1, 2], class_names=("a", "b", "c"))
    assert data.n_classes == 3
    assert data.name_of(3) == "c"


X = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


@pytest.mark.parametrize(("kind", "words", "x", "z", "more"), [
    (ValueError, [r"0, 1", r"2\*z - 1", "z·y"], X, [0, 1, 1], {}),
    (ValueError, [r"2\*z - 1"], X, [0, 0, 0], {}),
    (ValueError, [r"2\*z - 1"], X, [0, 1, 1], {"class_names": ("no", "yes")}),
    (TypeError, [r"np.where\(z, 1, -1\)"], X, [True, False, True], {}),
    (ValueError, [r"0, 1, 2", r"z \+ 1"], X, [0, 1, 2], {}),
    (ValueError, [r"1, 2;", r"np.where\(z == 2, 1, -1\)"], X, [1, 2, 1], {}),
    (ValueError, ["1, 2, 4", "class_names"], X, [1, 2, 4], {}),
    (ValueError, [r"z\[1\] is 4", "a, b, c", "1, 2, 3"], X, [1, 4, 2], {"class_names": ("a", "b", "c")}),
    (ValueError, [r"z\[0\] is 0.5", "whole"], X, [0.5, 1, 1], {}),
    (ValueError, [r"z\[2\] is nan"], X, [1, -1, np.nan], {}),
    (TypeError, [r"z\[1\] is 'a'", "all text"], X, [1, "a", 1], {}),
    (TypeError, [r"z\[0\] is None"], X, [None, 1, 1], {}),
    (ValueError, ["3 rows", "2 labels"], X, [1, -1], {}),
    (TypeError, ["'a'", "targets must be numbers", r"z.ravel\(\)"], X, [["a"], ["b"], ["a"]], {}),
    (TypeError, ["'a'", "targets must be numbers"], X, ["a", "b", "a"], {"targets": True}),
    (TypeError, ["targets must be numbers"], X, [True, False, True], {"targets": True}),
    (ValueError, [r"z\[0\] is 0.5", "targets=True"], X, [0.5, 1, 2], {}),
    (ValueError, [r"z\[1, 0\] is nan", "finite"], X, [[1, 2], [np.nan, 1], [0, 0]], {}),
    (ValueError, [r"\(2, 1\)", "3 rows", r"\(3, 1\) or \(3,\)"], X, [[1], [2]], {}),
    (ValueError, [r"\(3, 2\)", r"1 target \(price\)"], X, [[1, 2], [3, 4], [5, 6]], {"targets": "price"}),
    (ValueError, ["different lengths", "targets"], X, [[1, 2], [3], [5, 6]], {"targets": ("a", "b")}),
    (ValueError, ["twice"], X, [[1, 2], [3, 4], [5, 6]], {"targets": ("a", "a")}),
    (ValueError, ["class_names", "no classes"], X, [1, 2, 3], {"targets": True, "class_names": ("a", "b")}),
    (ValueError, ["all labels are 'a'", "two classes"], X, ["a", "a", "a"], {}),
    (ValueError, ["'seotsa'", "did you mean 'setosa'"], X, ["setosa", "seotsa", "b"], {"class_names": ("b", "setosa")}),
    (ValueError, [r"shape \(3,\)", r"\(N, d\)"], [1, 2, 3], [1, -1, 1], {}),
    (ValueError, [r"\(0,\)"], [], [], {}),
    (ValueError, [r"\(3, 0\)", "at least one"], [[], [], []], [1, -1, 1], {}),
    (ValueError, ["different lengths"], [[1, 2], [3]], [1, -1], {}),
    (ValueError, [r"x\[1, 0\] is nan", "finite"], [[1], [np.nan], [2]], [1, -1, 1], {}),
    (ValueError, [r"x\[2, 0\] is -inf"], [[1], [1], [-np.inf]], [1, -1, 1], {}),
    (TypeError, ["numbers"], [["1"], ["2"], ["3"]], [1, -1, 1], {}),
    (TypeError, ["numbers"], [[1], [None], ["a"]], [1, -1, 1], {}),
    (TypeError, ["complex128"], [[1], [1j], [2]], [1, -1, 1], {}),
    (TypeError, ["masked"], np.ma.masked_equal([[1], [2], [3]], 2), [1, -1, 1], {}),
    (ValueError, ["1 name", "2 columns"], X, [1, -1, 1], {"feature_names": ("a",)}),
    (ValueError, ["'a' twice"], X, [1, -1, 1], {"feature_names": ("a", "a")}),
    (TypeError, ["'ab'", "sequence"], X, [1, -1, 1], {"feature_names": "ab"}),
    (TypeError, [r"feature_names\[1\] is 2"], X, [1, -1, 1], {"feature_names": ("a", 2)}),
    (ValueError, [r"class_names\[0\] is empty"], X, [1, -1, 1], {"class_names": ("", "b")}),
    (ValueError, ["class_names has 1 name", "at least 2"], X, [1, 1, 1], {"class_names": ("a",)}),
    (TypeError, ["name is 3", "text"], X, [1, -1, 1], {"name": 3}),
])
def test_from_arrays_says_what_is_wrong(kind, words, x, z, more):
    with raises(kind, *words):
        Dataset.from_arrays(x, z, **more)


# ------------------------------------------------------------------------------------------- from a file

GOOD = "length,width,species\n1.5,2,b\n3,4e-1,a\n-5,6,b\n"


# What files are read how: tests/core/test_csv_reading.py. These are tiny, and that is asked about there.
tiny = pytest.mark.filterwarnings("ignore::nbnn.core.tables.data_questions.DataWarning")


@tiny
def test_from_csv(tmp_path):
    data = Dataset.from_csv(csv_file(tmp_path, GOOD))
    assert data.x.tolist() == [[1.5, 2], [3, 0.4], [-5, 6]]
    assert data.z.tolist() == [1, -1, 1]
    assert data.feature_names == ("length", "width")
    assert data.class_names == ("a", "b")
    assert data.name == "own"
    assert "own.csv" in data.source
    assert str(tmp_path) not in data.source


@tiny
@pytest.mark.parametrize("text", [
    "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\n\n"), GOOD.replace(",", " , "), GOOD.rstrip(),
    GOOD.replace("1.5", '"1.5"')])
def test_from_csv_as_programs_write_it(tmp_path, text):
    data = Dataset.from_csv(csv_file(tmp_path, text))
    assert data.x.tolist() == [[1.5, 2], [3, 0.4], [-5, 6]]
    assert data.feature_names == ("length", "width")


@tiny
@pytest.mark.parametrize("label", ["species", 0])
def test_from_csv_label_column(tmp_path, label):
    data = Dataset.from_csv(csv_file(tmp_path, "species,größe\nb,1\na,2\n"), label=label)
    assert data.feature_names == ("größe",)
    assert data.z.tolist() == [1, -1]
    assert data.x.tolist() == [[1], [2]]


@tiny
def test_from_csv_order_of_classes_and_delimiter(tmp_path):
    path = csv_file(tmp_path, GOOD.replace(",", ";"))
    assert Dataset.from_csv(str(path), class_names=("b", "a"), delimiter=";").z.tolist() == [-1, 1, -1]


@tiny
def test_from_csv_cells_of_the_label_column_are_names(tmp_path):
    data = Dataset.from_csv(csv_file(tmp_path, "x,z\n5,1\n6,0\n"))
    assert data.z.tolist() == [1, -1]
    assert data.class_names == ("0", "1")
    assert Dataset.from_csv(csv_file(tmp_path, "x,z\n5,none\n6,some\n")).class_names == ("none", "some")


@tiny
@pytest.mark.parametrize(("words", "text", "more"), [
    (["'own.csv'", "empty", "read_csv\\('own.csv'\\)"], "", {}),
    (["no examples"], "a,b\n", {}),
    (["'b' holds numbers", "'two'", "leave_out"], "a,b,z\n1,2,p\n3,two,q\n", {}),
    (["'1,234' was read as 1234", "decimal='.'", "decimal=','"], 'a,z\n"1,234",p\n2,q\n', {}),
    (["no column of numbers", "words"], "a,z\n1_000,p\n2_000,q\n", {}),
    (["only one class", "'z'", "'p'"], "a,b,z\n1,2,p\n3,4,p\n", {}),
    (["only one class"], "a,b,z\n1,2,p\n3,4,p\n", {"class_names": ("p", "q")}),
    (["'specie'", "did you mean 'Species'", "a, Species"], "a,Species\n1,p\n2,q\n", {"label": "specie"}),
    (["column 2", "count from 0 to 1"], "a,z\n1,p\n2,q\n", {"label": 2}),
    (["column -1", "count from 0 to 1"], "a,z\n1,p\n2,q\n", {"label": -1}),
    (["no column 'c'", "a, z"], "a,z\n1,p\n2,q\n", {"leave_out": ("c",)}),
    (["only the column 'z'"], "z\np\nq\n", {}),
    (["only the column 'a,z'", "another sign"], "a,z\n1,p\n2,q\n", {"delimiter": ";"}),
    (["not UTF-8", "another encoding"], "größe,z\n1,p\n2,q\n".encode("latin-1"), {"encoding": "utf-8"}),
    (["delimiter is ', '", "one character"], GOOD, {"delimiter": ", "}),
    (["delimiter is '\"'", "one character"], GOOD, {"delimiter": '"'}),
    (["delimiter is '\\\\x00'"], GOOD, {"delimiter": "\0"}),
    (["decimal is ';'"], GOOD, {"decimal": ";"}),
    (["encoding is 'utf-9'", "name of an encoding"], GOOD, {"encoding": "utf-9"}),
    (["encoding is 'hex'"], GOOD, {"encoding": "hex"}),
    (["'b' is not among class_names"], GOOD, {"class_names": ("a", "c")}),
])
def test_from_csv_says_what_is_wrong(tmp_path, words, text, more):
    with raises(ValueError, *words):
        Dataset.from_csv(csv_file(tmp_path, text), **more)


def test_from_csv_of_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        Dataset.from_csv(tmp_path / "none.csv")
    with raises(TypeError, "path is 3"):
        Dataset.from_csv(3)
    for name, wrong in (("label", 0.5), ("label", True), ("header", "yes"), ("same_class", 2)):
        with raises(TypeError, f"{name} is {wrong!r}"):
            Dataset.from_csv(csv_file(tmp_path, GOOD), **{name: wrong})


class Frame:
    """What a DataFrame is to nbnn: an array with names of its columns."""

    def __init__(self, values, columns):
        self.values, self.columns = np.array(values), columns

    def __array__(self, dtype=None, copy=None):
        return self.values if dtype is None else self.values.astype(dtype)


@pytest.mark.parametrize(("columns", "names"), [
    (["length", "width"], ("length", "width")), ([("a", "x"), ("a", "y")], ("a x", "a y")), (range(2), ("x1", "x2")),
    (np.array(["p", 2], dtype=object), ("p", "2"))])
def test_the_columns_of_a_table_stay_the_features_names(columns, names):
    data = Dataset.from_arrays(Frame([[1, 2.5], [3, 4], [5, 7]], columns), ["a", "b", "a"])
    assert data.feature_names == names and data.x.tolist() == [[1, 2.5], [3, 4], [5, 7]]
    assert Dataset.from_arrays(Frame([[1, 2], [3, 4]], columns), [1, -1], feature_names=("u", "v")).feature_names == ("u", "v")


def test_a_column_of_words_in_a_table_is_named():
    values = np.array([[1, "red"], [2, "blue"]], dtype=object)
    with raises(TypeError, "column 'color' of x", "'red'", "numbers"):
        Dataset.from_arrays(Frame(values, ["size", "color"]), [1, -1])


def test_what_is_odd_about_data_is_asked():
    x = np.array([[i, 7, i * i % 5, i * i % 5] for i in range(12)], dtype=float)
    data = Dataset.from_arrays(x, ["a"] * 11 + ["b"], ("nr", "c", "u", "v"))
    asked = [question.words for question in data.questions]
    assert len(asked) == 4
    for words, said in zip(("'nr' looks like a row number", "'v' is a copy of 'u'", "'c' has the same value", "'b' has only one"), asked):
        assert words in said
    assert iris(("versicolor", "virginica")).questions == () and moons().questions == ()


# ------------------------------------------------------------------------------------------- subset, select

@pytest.mark.parametrize("indices", [[3, 0, 3], np.array([3, 0, 3]), (i for i in (3, 0, 3))])
def test_subset_by_row(indices):
    data = small(5).subset(indices)
    assert data.x.tolist() == [[3, 30], [0, 0], [3, 30]]
    assert data.z.tolist() == [1, -1, 1]


def test_subset_by_truth_values_keeps_the_classes():
    data = small(5)
    part = data.subset(data.z == 1)
    assert part.x[:, 0].tolist() == [1, 3]
    assert part.class_names == data.class_names
    assert part.name_of(-1) == "-1"


@pytest.mark.parametrize(("kind", "words", "indices"), [
    (ValueError, ["no example 5", "0 to 4"], [0, 5]), (ValueError, ["no example -1"], [-1]),
    (ValueError, ["chooses no example"], []), (ValueError, ["chooses no example"], [False] * 5),
    (ValueError, ["2 truth values", "5 examples"], [True, False]), (TypeError, ["float64", "whole"], [0.0]),
    (TypeError, ["indices is 3", "sequence"], 3), (TypeError, ["row numbers"], ["a"])])
def test_subset_says_what_is_wrong(kind, words, indices):
    with raises(kind, *words):
        small(5).subset(indices)


def test_select_features_one_or_more():
    data = small(3)
    assert data.select("x2").x.tolist() == [[0], [10], [20]]
    assert data.select(features=1).feature_names == ("x2",)
    assert data.select(features=("x2", "x1")).x.tolist() == [[0, 0], [10, 1], [20, 2]]
    assert data.x.shape == (3, 2)


@pytest.mark.parametrize(("kind", "words", "choice"), [
    (ValueError, ["no feature 'petal_width'", "did you mean 'petal width'"], {"features": "petal_width"}),
    (ValueError, ["no feature 'color'", "sepal length, sepal width"], {"features": ["color"]}),
    (ValueError, ["no feature 4", "0 to 3"], {"features": [4]}), (ValueError, ["no feature -1"], {"features": -1}),
    (ValueError, ["'sepal length'", "chosen twice"], {"features": ["sepal length", 0]}),
    (ValueError, ["features is empty"], {"features": ()}), (TypeError, ["True", "whole"], {"features": [True]}),
    (TypeError, ["features is 1.5"], {"features": 1.5}), (TypeError, ["1.5", "whole"], {"features": [1.5]}),
    (ValueError, ["no class 'Versicolor'", "did you mean 'versicolor'"], {"classes": ("setosa", "Versicolor")}),
    (ValueError, ["classes has 1 name", "at least 2"], {"classes": "setosa"}),
    (ValueError, ["'setosa' twice"], {"classes": ("setosa", "setosa")}),
    (TypeError, [r"classes\[0\] is 1", "text"], {"classes": (1, 2)})])
def test_iris_and_select_say_what_is_wrong(kind, words, choice):
    for choose in (iris, iris().select):
        with raises(kind, *words):
            choose(**choice)


@pytest.mark.parametrize(("kind", "classes"), [
    (ValueError, (3, 10)), (ValueError, 3), (ValueError, "8"), (TypeError, (True, 3))])
def test_digits_say_what_is_wrong(kind, classes):
    with raises(kind, "class"):
        digits(classes)


def test_select_classes_without_examples():
    with raises(ValueError, "no example of versicolor, virginica"):
        iris().subset(range(50)).select(classes=("versicolor", "virginica"))


# ------------------------------------------------------------------------------------------- split

def test_split_is_80_to_20_seeded_and_shuffled():
    data = iris()
    train, validation = data.split()
    again, other = data.split(0.8, seed=0)[0], data.split(0.8, seed=1)[0]
    assert (len(train), len(validation)) == (120, 30)
    assert np.array_equal(train.x, again.x)
    assert not np.array_equal(train.x, other.x)
    assert len(set(train.z[:20].tolist())) == 3, "the parts must not be sorted by class"
    assert train.name == "iris, training"
    assert validation.name == "iris, validation"


def test_split_stratified_keeps_proportions():
    rare = iris().subset([*range(10), *range(50, 90), *range(100, 150)])
    train, validation = rare.split(0.8, seed=3, stratified=True)
    assert np.bincount(train.z).tolist() == [0, 8, 32, 40]
    assert np.bincount(validation.z).tolist() == [0, 2, 8, 10]
    assert any(np.bincount(rare.split(0.8, seed)[0].z).tolist() != [0, 8, 32, 40] for seed in range(5))


def test_split_stratified_gives_the_rest_to_the_largest_remainder():
    train, _ = iris().subset([*range(10), *range(50, 57)]).split(0.8, stratified=True)     # 8.0 and 5.6 make 14
    assert np.bincount(train.z).tolist() == [0, 8, 6]


def test_nothing_touches_the_global_generator():
    np.random.seed(7)  # noqa: NPY002 - the generator that must stay untouched
    expected = np.random.rand()  # noqa: NPY002
    np.random.seed(7)  # noqa: NPY002
    iris().split(stratified=True)
    for toy in TOYS:
        toy()
    assert np.random.rand() == expected  # noqa: NPY002


@pytest.mark.parametrize(("kind", "words", "arguments"), [
    (ValueError, ["fraction is 1.0", "between 0 and 1"], {"fraction": 1}),
    (ValueError, ["fraction is 80.0"], {"fraction": 80}), (ValueError, ["fraction is 0.0"], {"fraction": 0}),
    (ValueError, ["nan", "finite"], {"fraction": float("nan")}), (TypeError, ["'0.8'", "number"], {"fraction": "0.8"}),
    (ValueError, ["0.01", "10 examples", "for training"], {"fraction": 0.01}),
    (ValueError, ["0.99", "for validation"], {"fraction": 0.99}),
    (ValueError, ["seed is -1"], {"seed": -1}), (TypeError, ["seed is None", "whole"], {"seed": None}),
    (TypeError, ["seed is 1.5"], {"seed": 1.5}), (TypeError, ["stratified is 'yes'"], {"stratified": "yes"})])
def test_split_says_what_is_wrong(kind, words, arguments):
    with raises(kind, *words):
        small(10).split(**arguments)


# ------------------------------------------------------------------------------------------- standardize

def test_standardize_learns_from_the_training_data_only():
    train, validation = iris().split()
    mean, deviation = train.x.mean(axis=0), train.x.std(axis=0)
    new_train, new_validation = standardize(train, validation)
    assert np.allclose(new_train.x.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(new_train.x.std(axis=0), 1, atol=1e-12)
    assert np.allclose(new_validation.x, (validation.x - mean) / deviation, rtol=0, atol=1e-12)
    assert not np.allclose(new_validation.x.mean(axis=0), 0, atol=1e-3)
    assert np.array_equal(new_train.z, train.z)
    assert new_validation.name == validation.name


def test_standardize_one_and_many():
    data = small(6)
    assert isinstance(standardize(data), Dataset)
    first, second, third = standardize(data, data.subset([0]), data.subset([5, 4]))
    assert np.array_equal(second.x, first.x[:1])
    assert np.array_equal(third.x, first.x[[5, 4]])


def test_standardize_centers_a_constant_feature():
    train, other = Dataset.from_arrays([[0.1, 1], [0.1, 2], [0.1, 3]], [1, -1, 1]), Dataset.from_arrays([[0.3, 2]], [1])
    train, other = standardize(train, other)
    assert train.x[:, 0].tolist() == [0, 0, 0]
    assert other.x[0].tolist() == pytest.approx([0.2, 0])


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_standardize_at_the_ends_of_floating_point(scale):
    data = standardize(Dataset.from_arrays([[-scale], [scale]], [1, -1]))
    assert data.x[:, 0].tolist() == [-1, 1]


def test_standardize_says_what_is_wrong():
    with raises(TypeError, "not ndarray", "from_arrays"):
        standardize(iris().x)
    with raises(ValueError, "'digits'", "'iris'", "same features"):
        standardize(iris(), digits())
    with raises(ValueError, "'x1'", "too far apart"):
        standardize(Dataset.from_arrays([[-1.7e308], [1.7e308]], [1, -1]))


# ------------------------------------------------------------------------------------------- toys

@pytest.mark.parametrize("toy", TOYS)
def test_a_toy_is_balanced_shuffled_and_follows_its_seed(toy):
    data, again, other = toy(), toy(seed=0), toy(seed=1)
    assert data.x.shape == (100, 2)
    assert sorted(set(data.z.tolist())) == [-1, 1]
    assert data.z.sum() == 0
    assert data.feature_names == ("x1", "x2")
    assert data.class_names == ("-1", "+1")
    assert np.array_equal(data.x, again.x)
    assert np.array_equal(data.z, again.z)
    assert not np.array_equal(data.x, other.x)
    assert not np.array_equal(data.z, other.z)
    assert len(set(data.z[:20].tolist())) == 2
    assert len(set(data.z[::2].tolist())) == 2
    assert toy(n=7).z.sum() == -1
    assert sorted(toy(n=2).z.tolist()) == [-1, 1]
    assert "n=7, seed=5" in toy(n=7, seed=5).source
    assert data.name == toy.__name__


def test_toys_without_noise_lie_where_they_should():
    b, x, c, m, s = (toy(n=40, seed=2, noise=0) for toy in TOYS)
    assert np.array_equal(b.x, np.column_stack([b.z, b.z]))
    assert np.array_equal(np.sign(-x.x[:, 0] * x.x[:, 1]), x.z)
    assert len(np.unique(x.x, axis=0)) == 4
    assert np.allclose(np.hypot(*c.x.T), np.where(c.z == 1, 1, 2))
    upper = -m.z[:, None] * m.x + [0.5, 0.25]
    assert np.allclose(np.hypot(*upper.T), 1)
    assert (upper[:, 1] >= 0).all()
    radius, arm = np.hypot(*s.x.T), s.z[:, None] * s.x
    assert radius.min() >= 0.2
    assert radius.max() <= 2
    angle = 3 * np.pi * (radius - 0.2) / 1.8
    assert np.allclose(arm, radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def test_noise_is_a_standard_deviation():
    data = blobs(n=20000, noise=0.7)
    assert (data.x - data.z[:, None]).std() == pytest.approx(0.7, rel=0.02)


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize(("kind", "words", "arguments"), [
    (ValueError, ["n is 1", "at least 2"], {"n": 1}), (TypeError, ["n is 10.0", "whole"], {"n": 10.0}),
    (TypeError, ["n is True"], {"n": True}), (ValueError, ["seed is -3"], {"seed": -3}),
    (TypeError, ["seed is 'a'", "whole"], {"seed": "a"}), (ValueError, ["noise is -0.1", "0 or more"], {"noise": -0.1}),
    (ValueError, ["noise is inf", "finite"], {"noise": float("inf")}), (TypeError, ["noise is None"], {"noise": None})])
def test_toys_say_what_is_wrong(toy, kind, words, arguments):
    with raises(kind, *words):
        toy(**arguments)


# ------------------------------------------------------------------------------------------- the table

def test_the_table_holds_every_data_set():
    assert list(DATASETS) == ["iris", "digits", "blobs", "xor", "circles", "moons", "spiral", "wave", "hill"]
    for name, record in DATASETS.items():
        data = record()
        assert record.name == data.name == name
        assert record.function is getattr(datasets, name)
        assert record.words
        assert data.source.startswith(record.source)
        assert (record.n_features, record.n_classes) == (data.x.shape[1], data.n_classes)
    assert len(DATASETS["moons"](n=12, seed=4)) == 12
    with pytest.raises(TypeError):
        DATASETS["own"] = DATASETS["iris"]


def test_the_examples_in_the_documentation():
    assert doctest.testmod(datasets).failed == 0


# ---- how labels are matched ----

def test_one_class_against_the_rest():
    data = iris()
    found = data.one_vs_rest("versicolor")
    assert found.class_names == ("not versicolor", "versicolor") and found.labels == (-1, 1)
    assert found.z.tolist() == [1 if data.name_of(z) == "versicolor" else -1 for z in data.z.tolist()]
    assert found.x.tolist() == data.x.tolist() and found.feature_names == data.feature_names
    assert found.name == "iris, versicolor against the rest"
    assert found.source.endswith("; versicolor is z = +1, and setosa, virginica are z = −1")
    assert found.labels_in_words() == "not versicolor is z = −1, versicolor is z = +1"
    assert repr(found).endswith("classes not versicolor, versicolor)")
    two = data.select(classes=("setosa", "versicolor"))
    for counted in (two, two.counting()):
        against = counted.one_vs_rest("setosa")
        assert against.z.tolist() == (-two.z).tolist() and not against.counted
        assert against.source.endswith("setosa is z = +1, and versicolor is z = −1")
    with pytest.raises(ValueError, match="did you mean 'setosa'"):
        data.one_vs_rest("Setosa")
    with pytest.raises((ValueError, TypeError), match="class_name"):
        data.one_vs_rest(1)


def test_a_run_says_which_score_each_of_two_classes_has():
    two = iris().select(classes=("setosa", "versicolor"))
    one, many = nbnn.Network.random([4, 3, 1]), nbnn.Network.random([4, 3, 2])
    assert "z =" not in repr(nbnn.sgd(one, two, "squared", steps=1))
    assert repr(nbnn.sgd(many, two, "squared", steps=1)).endswith("iris; setosa is z = 1, versicolor is z = 2)")
    assert repr(nbnn.sgd(one, two.counting(), "squared", steps=1)).endswith("iris)")
    assert two.labels_in_words() == "setosa is z = −1, versicolor is z = +1"
    assert two.counting().labels_in_words() == "setosa is z = 1, versicolor is z = 2"
    for plain in (Dataset.from_arrays([[1], [2]], [-1, 1]), Dataset.from_arrays([[1], [2], [3]], [1, 2, 3])):
        assert plain.labels_in_words() == ""
    counted = Dataset.from_arrays([[1], [2]], [-1, 1]).counting()
    assert counted.labels_in_words() == "−1 is z = 1, +1 is z = 2"


# ---- targets ----

T = [[0.5, 10.0], [1.5, -3.0], [-2.0, 0.25]]


def test_targets_of_two_axes_or_by_the_keyword():
    data = Dataset.from_arrays(X, T)
    assert (data.targets, data.class_names, data.n_classes, data.labels, data.n_outputs) == (("z1", "z2"), (), 0, (), 2)
    assert data.z.dtype == np.float64 and not data.z.flags.writeable and data.z.tolist() == T
    assert repr(data) == "Dataset('data': 3 examples, 2 features, targets z1, z2)"
    assert data[1][1].tolist() == T[1] and [z.tolist() for _, z in data] == T
    one = Dataset.from_arrays(X, np.array(T)[:, :1], targets=["price"])
    assert one.z.tolist() == [0.5, 1.5, -2.0] and one[2][1] == -2.0 and [z for _, z in one] == [0.5, 1.5, -2.0]
    assert repr(one).endswith("target price)") and one.n_outputs == 1
    assert Dataset.from_arrays(X, [1, -1, 1], targets=True).targets == ("z",)
    assert not Dataset.from_arrays(X, [1, -1, 1], targets=False).targets


def test_what_is_done_with_targets_keeps_them():
    data = Dataset.from_arrays(np.column_stack([np.arange(10.0), np.arange(10.0) ** 2]), np.arange(10.0) / 4, targets="price")
    train, rest = data.split(0.7, seed=3)
    assert train.targets == rest.targets == ("price",) and sorted([*train.z, *rest.z]) == data.z.tolist()
    assert data.subset([3, 1]).z.tolist() == [0.75, 0.25]
    assert data.select("x2").x.shape == (10, 1) and data.select("x2").z is not None
    scaled = standardize(data)
    assert scaled.z.tolist() == data.z.tolist() and scaled.targets == data.targets
    assert data.counting() is data and data.counting(False) is data
    assert pickle.loads(pickle.dumps(data)).targets == ("price",) and not pickle.loads(pickle.dumps(data)).z.flags.writeable
    for wrong in (lambda: data.split(stratified=True), lambda: data.select(classes=("a", "b")), lambda: data.name_of(1)):
        with pytest.raises(ValueError, match="price"):
            wrong()


def test_a_table_names_its_targets():
    class Table:
        columns = ("price", "rent")

        def __array__(self, dtype=None, copy=None):
            return np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert Dataset.from_arrays(X, Table()).targets == ("price", "rent")


def test_noise_below_zero_is_no_standard_deviation():
    for make in (nbnn.datasets.wave, nbnn.datasets.hill):
        with pytest.raises(ValueError, match=r"noise is -0\.5; a standard deviation must be 0 or more"):
            make(n=5, noise=-0.5)


def test_of_targets_the_features_are_asked_about_and_no_classes():
    odd = Dataset.from_arrays([[i, 7, i % 3] for i in range(12)], np.arange(12.0), ("nr", "same", "u"), targets=True)
    assert len(odd.questions) == 2 and "'nr' looks like a row number" in odd.questions[0].words and "'same'" in odd.questions[1].words
