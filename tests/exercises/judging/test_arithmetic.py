"""A plain slip of arithmetic: which term it is."""

import numpy as np
import pytest

import nbnn
from nbnn.exercises.judging.arithmetic import hidden_slip, products, slip_in, written_product
from nbnn.exercises.judging.sheets import fill, given_network, network_sheet

STEP = nbnn.sgd_step(nbnn.Network([[[1, 2], [-1, 3]], [2, -1]]), x=[3, -1], z=-1, loss=nbnn.hinge, eta=0.1)
DEEP = nbnn.sgd_step(nbnn.Network([[[1, 2], [-1, 3]], [[1, 2], [3, 4]], [2, -1]]), x=[3, 1], z=-1, loss=nbnn.hinge, eta=0.1)
SHEET, GIVEN = network_sheet(STEP.before.quantities), given_network(STEP)
RIGHT = fill(SHEET, GIVEN)
LINES = {line.name: line for line in SHEET}


def said(name, value):
    value = np.array(value, dtype=float)
    return slip_in(LINES[name], RIGHT, value, ~np.isclose(value, RIGHT[name]))


@pytest.mark.parametrize("step", [STEP, DEEP], ids=["two layers", "three"])
def test_the_products_add_up_to_the_entry(step):
    sheet, given = network_sheet(step.before.quantities), given_network(step)
    values = fill(sheet, given)
    known = [line for line in sheet if products(line, values, (0,) * np.ndim(values[line.name]))]
    assert {line.role for line in known} == {"a", "y", "dl_dW", "dl_dh", "dl_da", "new"}
    for line in known:
        for place in np.ndindex(np.shape(values[line.name])):
            total = sum(one * other for one, other in products(line, values, place))
            assert total == pytest.approx(np.asarray(values[line.name])[place]), (line.name, place)


@pytest.mark.parametrize(("name", "value", "words"), [
    ("a", [5, -6], "In a (entry 1), the product 2 · (−1) has the wrong sign."),
    ("a", [1, -3], "In a (entry 2), the product (−1) · 3 is left out of the sum."),
    ("a", [2, -6], "In a (entry 1), 1 and 3 were added: they must be multiplied."),
    ("dl_dW1", [[6, -2], [0, 3]], "Only the arithmetic of ∂ℓ/∂W⁽¹⁾ (row 2, column 2) is off: work out 0 · (−1) again."),
    ("dl_dW1", [[6, 2], [0, 0]], "In ∂ℓ/∂W⁽¹⁾ (row 1, column 2), the product 2 · (−1) has the wrong sign."),
    ("w2_new", [1.8, -1], "Only the arithmetic of w⁽²⁾ after the update (entry 1) is off: work out 2 + (−0.1) · 1 again."),
    ("w2_new", [2.1, -1], "In w⁽²⁾ after the update (entry 1), the product (−0.1) · 1 has the wrong sign."),
    ("w2_new", [2.11, -1], "Only the arithmetic of w⁽²⁾ after the update (entry 1) is off: work out 2 + (−0.1) · 1 again."),
])
def test_the_term_is_named(name, value, words):
    assert said(name, value).words == words


def test_more_than_one_entry_off_is_no_slip():
    assert said("a", [9, 9]) is None
    assert slip_in(LINES["loss"], RIGHT, np.array(9.0), np.array(True)) is None


def test_a_slip_above_what_was_entered_is_found_where_only_one_line_can_have_it():
    needed = frozenset(LINES)
    off = fill(SHEET, GIVEN, choices={"a": np.array([5.0, -6.0])})
    assert hidden_slip(SHEET, GIVEN, needed, {"dl_dw2": off["dl_dw2"]}) == "In a (entry 1), the product 2 · (−1) has the wrong sign."
    assert hidden_slip(SHEET, GIVEN, needed, {"dl_dw2": np.array([0.123, 7.0])}) == ""


def test_factors_are_written_with_their_signs():
    assert written_product(-1.5, 2.0) == "(−1.5) · 2"
