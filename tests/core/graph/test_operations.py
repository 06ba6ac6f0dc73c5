"""Every operation's local derivatives against differences, and what counts in a tie."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.core.graph import operations
from nbnn.core.graph.expression import parse
from nbnn.core.graph.operations import Operation, index, larger, mean, of_activation, of_loss, one_at, smaller

KNOWN = {name: each for name, each in vars(operations).items() if isinstance(each, Operation) and each.local}
VECTOR, OTHER, MATRIX = np.array([0.5, 1.5, -0.7]), np.array([1.2, 0.3, 2.0]), np.array([[1.0, 2.0, -0.5], [0.3, -1.0, 0.8]])
OPERANDS = {"POWER": (OTHER, np.array([2.0, 3.0, 0.5])), "LOG": (OTHER,), "LN": (OTHER,), "SQRT": (OTHER,), "MATMUL": (MATRIX, VECTOR)}


def slope(operation, operands, place, entry, step=1e-6):
    """The change of the sum of all entries of the result, for one entry of an operand."""
    ends = []
    for sign in (-1, 1):
        moved = [each.copy() for each in operands]
        moved[place][entry] += sign * step
        ends.append(np.sum(operation.value(*moved)))
    return (ends[1] - ends[0]) / (2 * step)


@pytest.mark.parametrize("name", KNOWN)
def test_what_goes_back_is_what_a_small_change_makes(name):
    operation = KNOWN[name]
    operands = OPERANDS.get(name) or (VECTOR, OTHER)[:len(operation.local)]
    result = np.asarray(operation.value(*operands))
    for place in range(len(operands)):
        back = operation.back(np.ones(result.shape), operation.local[place](result, *operands), place)
        back = np.broadcast_to(back, operands[place].shape)
        for entry in np.ndindex(operands[place].shape):
            assert back[entry] == pytest.approx(slope(operation, operands, place, entry), abs=1e-8), entry


def test_an_entry():
    operation = index((1,))
    assert operation.value(VECTOR) == 1.5 and operation.formula == "{}[1]"
    assert operation.local[0](1.5, VECTOR).tolist() == [0, 1, 0] == one_at((1,), (3,)).tolist()


def test_the_mean_shares_the_flow():
    operation = mean(3)
    assert operation.value(OTHER) == pytest.approx(3.5 / 3) and operation.local[0](None, OTHER).tolist() == [1 / 3] * 3
    assert operation.slope == ("[1/3, …, 1/3]",) and mean(1).slope == ("1",)


@pytest.mark.parametrize("make", [larger, smaller])
def test_in_a_tie_one_without_a_derivative_counts_and_then_the_first(make):
    zero, v, one = np.zeros(()), np.zeros(()), np.ones(())
    for depends, wins in (((False, True), 0), ((True, False), 1), ((True, True), 0)):
        operation = make(depends)
        assert [float(local(zero, zero, v)) for local in operation.local] == [float(place == wins) for place in range(2)]
        for place in range(2):
            assert operation.kink(place, zero, zero, v) and not operation.kink(place, one, one, v)
            assert operation.between(place, zero, zero, v) == (0, 1)


def test_larger_and_smaller_pick_theirs_entry_by_entry():
    high, low = larger((True, True)), smaller((True, True))
    assert high.value(VECTOR, OTHER).tolist() == [1.2, 1.5, 2] and low.value(VECTOR, OTHER).tolist() == [0.5, 0.3, -0.7]
    assert [high.local[place](None, VECTOR, OTHER).tolist() for place in range(2)] == [[0, 1, 0], [1, 0, 1]]
    assert [low.local[place](None, VECTOR, OTHER).tolist() for place in range(2)] == [[1, 0, 1], [0, 1, 0]]


@pytest.mark.parametrize(("operation", "value", "low", "high", "used"), [
    (operations.ABS, [2.0, 0.0, -3.0], [1, -1, -1], [1, 1, -1], [1, 0, -1]),
    (operations.LARGEST, [2.0, 5.0, 5.0], [0, 0, 0], [0, 1, 1], [0, 1, 0]),
    (operations.SMALLEST, [2.0, 5.0, 2.0], [0, 0, 0], [1, 0, 1], [1, 0, 0]),
    (operations.SMALLEST, [2.0, 1.0, 4.0], [0, 1, 0], [0, 1, 0], [0, 1, 0]),
    (of_activation(nbnn.relu), [2.0, 0.0, -3.0], [1, 0, 0], [1, 1, 0], [1, 0, 0]),
])
def test_at_a_kink_what_is_used_lies_between_what_is_right(operation, value, low, high, used):
    value = np.array(value)
    result = operation.value(value)
    found = operation.between(0, result, value)
    assert [each.tolist() for each in found] == [low, high] and operation.local[0](result, value).tolist() == used
    assert operation.kink(0, result, value) == (low != high)


@pytest.mark.parametrize("name", KNOWN)
def test_each_slope_that_is_written_with_letters_is_the_local_derivative(name):
    operation = KNOWN[name]
    operands = [float(each) for each in (0.7, 1.3)[:len(operation.local)]]
    result = operation.value(*operands) if name not in ("MATMUL", "WITH_ONE") else operands[0] * operands[-1]
    for slope, local in zip(operation.slope, operation.local, strict=True):
        if re.search(r"\[|softmax|sign", slope):  # in words
            continue
        formula = parse("v*(" + slope.replace("−", "-").replace("·", "*") + ")")
        known = dict(zip("abcv", [*operands, 0.0, result, 1.0] if len(operands) == 1 else [*operands, result, 1.0]))
        letters = {letter: known[letter] for letter in formula.names}
        assert formula.graph(letters).root.value == pytest.approx(float(np.asarray(local(result, *operands))))


def test_every_operation_has_a_name_and_only_one_that_computes_has_a_sign():
    known = [each for each in vars(operations).values() if isinstance(each, Operation)]
    assert all(each.key.isidentifier() and bool(each.sign) == bool(each.local) for each in known)


@pytest.mark.parametrize("name", KNOWN)
def test_away_from_kinks_there_is_one_right_slope(name):
    operation = KNOWN[name]
    operands = OPERANDS.get(name) or (VECTOR, OTHER)[:len(operation.local)]
    result = np.asarray(operation.value(*operands))
    assert not any(operation.kink(place, result, *operands) for place in range(len(operands)))
    if operation.between is not None:
        low, high = operation.between(0, result, *operands)
        assert np.array_equal(low, operation.local[0](result, *operands)) and np.array_equal(low, high)


def test_records_as_operations():
    relu, hinge = of_activation(nbnn.relu), of_loss(nbnn.hinge, -1)
    assert relu.value(VECTOR).tolist() == [0.5, 1.5, 0] and relu.local[0](None, VECTOR).tolist() == [1, 1, 0]
    assert relu.kink(0, None, np.zeros(2)) and not relu.kink(0, None, VECTOR)
    assert hinge.value(0.5) == 1.5 and hinge.local[0](None, 0.5) == 1 and hinge.formula == "hinge({}, −1)" and hinge.kink(0, None, -1.0)
    assert repr(relu) == "relu"


def test_every_operation_is_written_with_each_of_its_operands():
    known = [each for each in vars(operations).values() if isinstance(each, Operation)]
    assert len(known) > 8 and [each.key for each in known if each.formula.count("{}") != len(each.local)] == []
    assert operations.LARGEST.formula.format("a") == "max(a)"
