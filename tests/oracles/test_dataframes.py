"""Tables of pandas as data: their columns' names stay the features' names, their labels the classes."""

import numpy as np
import pytest

from nbnn.core.records.datasets import Dataset
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
