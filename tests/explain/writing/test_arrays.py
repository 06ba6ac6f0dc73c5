"""Vectors and matrices of numbers: as they stand, lying down, transposed, and with their middle left out."""

from nbnn.explain.writing.arrays import all_entries, matrix, products, row_vector, transpose, vector
from nbnn.explain.writing.template import slot, slots, text


def read(name, k, after):
    return float(k + (100 if after else 0))


def written(node):
    return text(node, read)


def test_vectors():
    assert written(vector("h", 3)) == written(all_entries("h", 3)) == written(row_vector("h", 3)) == "[0, 1, 2]"
    assert written(vector("h", 5)) == "[0, 1, 2, 3, 4]ᵀ"
    assert written(vector("h", 12)) == "[0, 1, 2, …, 11]ᵀ"
    assert written(vector("h", 2, after=True)) == "[100, 101]"


def test_units_are_counted_from_the_first():
    assert [each["e"] for each in slots(vector("W1", 3, after=True, first=4))] == [4, 5, 6]
    assert [each["e"] for each in slots(matrix("W1", 2, 2, after=True, first=1))] == [1, 2, 3, 4]
    assert "e" not in slots(matrix("W1", 2, 2))[0]


def test_matrices():
    assert written(matrix("W1", 2, 3)) == "[[0, 1, 2], [3, 4, 5]]"
    assert written(transpose("W1", 2, 3)) == "[[0, 3], [1, 4], [2, 5]]"
    assert written(matrix("W1", 6, 2, whole=True)) == "[[0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11]]ᵀ"
    assert written(matrix("W1", 6, 2)) == "[[0, 1], [2, 3], [⋮, ⋮], [10, 11]]"
    assert written(transpose("W1", 2, 6)) == "[[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]ᵀ"


def test_a_long_sum_leaves_its_middle_out():
    pair = lambda k: (slot("w", k), slot("x", k))
    assert written(products(2, pair)) == "0·0 + 1·1"
    assert written(products(6, pair)) == "0·0 + 1·1 + … + 5·5"
