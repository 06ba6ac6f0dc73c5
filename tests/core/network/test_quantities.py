"""The names of an update's quantities, their shapes, and where they stand in a recorded row."""

import numpy as np
import pytest

from nbnn.core.network.quantities import Quantities, freeze, quantities_of

SIZES = [(2, 1), (2, 3, 1), (4, 5, 3), (2, 4, 3, 1), (3, 2)]


@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_a_row_is_its_quantities_one_after_the_other(sizes, bias):
    q = Quantities(sizes, bias)
    row = np.arange(float(q.width))
    views = q.views(row)
    assert np.concatenate([np.ravel(views[name]) for name in q.shapes]).tolist() == row.tolist()
    assert all(np.array_equal(views[name], q.view(row, name)) and views[name].shape == shape for name, shape in q.shapes.items())
    many = np.stack([row, row + 1])
    assert all(q.view(many, name).shape == (2, *shape) for name, shape in q.shapes.items())


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_weights_come_first_and_their_derivatives_second(sizes):
    q = Quantities(sizes)
    names = list(q.shapes)[:2 * q.depth]
    assert names == [layer.W for layer in q.layers] + [layer.dl_dW for layer in q.layers]
    assert q.places[q.layers[0].dl_dW].start == q.n_weights


def test_letters_are_the_lectures():
    assert Quantities((2, 3, 1)).names == ("a", "h", "y", "loss", "dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1")
    assert Quantities((2, 3, 1)).aliases["dl_da1"] == "dl_da" and Quantities((2, 1)).aliases == {"W1": "w1", "dl_dW1": "dl_dw1"}
    assert [layer.a for layer in Quantities((2, 3, 3, 1)).hidden] == ["a1", "a2"] and Quantities((2, 3)).layers[-1].W == "W1"


def test_a_bias_adds_a_column_and_a_one():
    q = Quantities((2, 3, 1), bias=True)
    assert (q.shapes["W1"], q.shapes["w2"], q.shapes["a"], q.shapes["h"]) == ((3, 3), (4,), (3,), (4,))


def test_there_is_one_for_each_shape():
    assert quantities_of((2, 3, 1), False) is quantities_of((2, 3, 1), False) is not quantities_of((2, 3, 1), True)


def test_a_frozen_view_leaves_the_array_as_it_is():
    array = np.zeros(3)
    view = freeze(array)
    array[0] = 1.0
    assert view[0] == 1.0 and not view.flags.writeable and array.flags.writeable
