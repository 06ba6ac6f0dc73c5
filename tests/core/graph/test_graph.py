"""The graph: derivatives by hand, by the hand trace of every network, at kinks and under broadcasting; order, words, errors."""

import gc
import math
from itertools import product

import numpy as np
import pytest

from nbnn.core.graph import graph
from nbnn.core.graph import graph as g
from nbnn.core.graph.graph import backward, constant, variable
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.core.network.network import Network
from nbnn.core.records import activations, losses
from nbnn.core.records.losses import Loss
from nbnn.core.training.sgd import sgd_step

HIDDEN = {0: (), 1: (4,), 2: (4, 3), 3: (4, 3, 5)}
CASES = [(losses.LOSSES[key], K) for K in (1, 3) for key in losses_with_meaning(one_score=K == 1)]

OTHERS = [key for key in activations.ACTIVATIONS if key != "relu"]


def network(depth, K, activation="relu", bias=False, seed=3):
    rng = np.random.default_rng(seed)
    net = Network.random((2, *HIDDEN[depth], K), activation, seed=seed, bias=bias)
    return net.with_theta(rng.normal(0, 0.8, net.theta.shape)), rng.normal(0, 1, 2)


# ------------------------------------------------------------------------------------------- by hand


def test_the_issues_example():
    a, b = variable(2.0, name="a"), variable(3.0, name="b")
    node = a * b + g.relu(a)
    backward(node)
    assert (node.value, a.derivative, b.derivative, node.derivative) == (8.0, 4.0, 2.0, 1.0)
    assert node.derivative_of is node and a.derivative_of is node
    product, gate = node.parents
    assert product.parents == (a, b) and gate.parents == (a,)
    assert a.children == (product, gate) and node.children == ()
    assert [(each.child, each.flow, each.local, each.product) for each in a.contributions] == [(gate, 1, 1, 1), (product, 1, 3, 3)]
    assert node.contributions == ()


def test_a_derivative_is_the_sum_of_its_contributions():
    a = variable(0.5, "a")
    b = a * a
    c = g.exp(b) * b + b / a
    backward(c)
    for node in g.order(c).backward[1:]:
        assert node.derivative == pytest.approx(sum(each.product for each in node.contributions), abs=1e-15)
        assert all(each.product == each.flow * each.local for each in node.contributions)
    assert [(each.child, each.place) for each in a.contributions] == [(c.parents[1], 1), (b, 0), (b, 1)]
    assert [each.child for each in b.contributions] == [c.parents[1], c.parents[0], c.parents[0].parents[0]]
    assert a.derivative == pytest.approx(math.exp(0.25) * 2 * 0.5 * 1.25 + 1, rel=1e-14)


# (the function, its derivative) at 0.7, with a number on each side
OPERATIONS = {
    "add": (lambda a: a + 2, 1), "radd": (lambda a: 2 + a, 1), "subtract": (lambda a: a - 2, 1), "rsubtract": (lambda a: 2 - a, -1),
    "multiply": (lambda a: a * 3, 3), "rmultiply": (lambda a: 3 * a, 3), "divide": (lambda a: a / 4, 0.25),
    "rdivide": (lambda a: 4 / a, -4 / 0.49), "power": (lambda a: a ** 3, 3 * 0.49), "rpower": (lambda a: 3 ** a, 3 ** 0.7 * math.log(3)),
    "negate": (lambda a: -a, -1), "exp": (g.exp, math.exp(0.7)), "log": (g.log, 1 / 0.7), "sum": (g.sum, 1), "max of one": (g.max, 1),
    "ln": (g.ln, 1 / 0.7), "sqrt": (g.sqrt, 0.5 / math.sqrt(0.7)), "sin": (g.sin, math.cos(0.7)), "cos": (g.cos, -math.sin(0.7)),
    "abs": (g.abs, 1), "abs below 0": (lambda a: g.abs(-a), 1), "pow": (lambda a: g.pow(a, 3), 3 * 0.49), "min of one": (g.min, 1),
    "pow of a number": (lambda a: g.pow(3, a), 3 ** 0.7 * math.log(3)), "mean": (g.mean, 1),
    "min with a larger": (lambda a: g.min(a, 2), 1), "min with a smaller": (lambda a: g.min(-1, a), 0),
    "log_sum_exp": (g.log_sum_exp, 1), "relu": (g.relu, 1), "relu off": (lambda a: g.relu(-a), 0), "leaky_relu": (g.leaky_relu, 1),
    "leaky_relu off": (lambda a: g.leaky_relu(-a, slope=0.2), -0.2), "tanh": (g.tanh, 1 - math.tanh(0.7) ** 2),
    "sigmoid": (g.sigmoid, math.exp(-0.7) / (1 + math.exp(-0.7)) ** 2), "softplus": (g.softplus, 1 / (1 + math.exp(-0.7))),
    "max with a larger": (lambda a: g.max(a, 2), 0), "max with a smaller": (lambda a: g.max(-1, a), 1),
    "power of itself": (lambda a: a ** a, 0.7 ** 0.7 * (math.log(0.7) + 1)), "own activation": (lambda a: g.activation("identity", a), 1),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_on_numbers(name):
    function, derivative = OPERATIONS[name]
    a = variable(0.7, "a")
    backward(function(a))
    assert a.derivative == pytest.approx(derivative, rel=1e-14, abs=1e-14)
    assert isinstance(a.derivative, float) and isinstance(function(a).value, float)


def rises(function, values, at, step=1e-6):
    """Central differences of a function of arrays, with respect to the array at place `at`."""
    found = np.zeros(np.shape(values[at]))
    for place in np.ndindex(found.shape):
        moved = [np.array(value, dtype=float) for value in values]
        ends = []
        for sign in (1, -1):
            moved[at][place] = np.asarray(values[at])[place] + sign * step
            ends.append(function(*map(constant, moved)).value)
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


rng = np.random.default_rng(0)
DRAWN = {shape: rng.uniform(0.2, 1.5, shape) for shape in ((), (1,), (2,), (3,), (3, 1), (1, 3), (2, 3), (3, 2), (2, 1))}
PAIRS = {
    "+": lambda a, b: g.exp(a + b), "−": lambda a, b: g.exp(a - b), "*": lambda a, b: g.exp(a * b), "/": lambda a, b: g.exp(a / b),
    "**": lambda a, b: g.exp(a ** b), "max": lambda a, b: g.exp(g.max(a, b, a + b - 1)), "min": lambda a, b: g.exp(g.min(a, b, a + b - 1)),
}


@pytest.mark.parametrize("shapes", [((), (3,)), ((3,), ()), ((1,), (3,)), ((2, 3), (3,)), ((2, 3), ()), ((2, 1), (1, 3)), ((3,), (2, 1)),
                                    ((2, 3), (2, 3)), ((1, 3), (2, 1))])
@pytest.mark.parametrize("sign", PAIRS)
def test_broadcasting_sums_back_to_the_operands_shape(sign, shapes):
    values = [DRAWN[shapes[0]], 0.9 * DRAWN[shapes[1]] + 0.07]
    a, b = (variable(value, name) for value, name in zip(values, "ab"))
    function = lambda a, b: g.sum(PAIRS[sign](a, b))
    backward(function(a, b))
    for at, node in enumerate((a, b)):
        assert np.shape(node.derivative) == node.shape
        assert node.derivative == pytest.approx(rises(function, values, at), rel=1e-6)
        whole = np.broadcast_shapes(*shapes)
        assert {each.summed_from for each in node.contributions} == {None if node.shape == whole else whole}
        assert all(np.shape(each.product) == node.shape for each in node.contributions)


@pytest.mark.parametrize("shapes", [((3,), (3,)), ((2, 3), (3,)), ((2,), (2, 3)), ((2, 3), (3, 2)), ((1, 3), (3, 1))])
def test_products_of_vectors_and_matrices(shapes):
    values = [DRAWN[shape] for shape in shapes]
    a, b = (variable(value, name) for value, name in zip(values, "ab"))
    function = lambda a, b: g.sum(g.tanh(a @ b))
    backward(function(a, b))
    for at, node in enumerate((a, b)):
        assert node.derivative == pytest.approx(rises(function, values, at), rel=1e-6)
    rules = ("flow · localᵀ", "localᵀ · flow") if (a @ b).shape else ("flow · local",) * 2
    assert (a.contributions[0].rule, b.contributions[0].rule) == rules
    assert np.array_equal(a.contributions[0].local, b.value)
    backward(g.sum(values[0] @ b))
    assert b.derivative == pytest.approx(rises(lambda b: g.sum(constant(values[0]) @ b), [values[1]], 0), rel=1e-6)


@pytest.mark.parametrize("function", [
    lambda a: g.log_sum_exp(a), lambda a: g.max(a), lambda a: a[1] * a[-1], lambda a: g.sum(g.with_one(a) ** 2),
    lambda a: g.sum(a) / g.max(a), lambda a: a @ a, lambda a: g.sum(np.array([[1.0, 2, 3]]) * a),
    lambda a: g.mean(g.sin(a) * g.cos(a)), lambda a: g.min(a) * g.mean(a), lambda a: g.sum(g.sqrt(g.abs(a))), lambda a: g.sum(g.pow(a, 2)),
], ids=["log_sum_exp", "max", "entries", "with_one", "sum and max", "itself", "an array before it", "mean", "min", "sqrt", "pow"])
def test_functions_of_a_vector(function):
    value = np.array([0.3, -0.4, 1.1])
    a = variable(value, "a")
    backward(function(a))
    assert a.derivative == pytest.approx(rises(function, [value], 0), rel=1e-6, abs=1e-9)


def test_entries_of_a_matrix_and_a_log_sum_exp_that_would_overflow():
    A = variable([[1.0, 2], [3, 4]], "A")
    backward(A[1, 0] * A[0, 1])
    assert A.derivative.tolist() == [[0, 3], [2, 0]]
    y = variable([1000.0, 1000], "y")
    backward(g.log_sum_exp(y))
    assert y.derivative == pytest.approx([0.5, 0.5])


# ----------------------------------------------------------------------------------- the hand trace


RELU = ((0, True), (1, False), (2, True), (3, False), (3, True))  # with what every loss has, all depths with and without biases


def traced():
    """(record, K, activation, bias, depth): every loss with every activation and without one, and every activation at every depth.

    How a loss is built does not depend on the layers below it, nor a layer on how many there are.
    """
    for record, K in CASES:
        for depth, bias in ((0, False), (1, True), (2, False)):
            yield record, K, "relu", bias, depth
        for activation in OTHERS:
            yield record, K, activation, True, 1
    for (record, K), activation in product([(losses.hinge, 1), (losses.cross_entropy, 3)], ["relu", *OTHERS]):
        for depth, bias in ((1, False), (2, False), (2, True), (3, False), (3, True)) if activation != "relu" else RELU:
            yield record, K, activation, bias, depth


@pytest.mark.parametrize(("record", "K", "activation", "bias", "depth"), [
    pytest.param(*case, id=f"{case[0].key}-{case[1]}-{case[2]}-{'bias' if case[3] else 'no bias'}-{case[4]}") for case in traced()])
def test_a_network_equals_the_hand_trace(record, K, activation, bias, depth):
    moved = 0.0
    for seed, z in enumerate((1, 2, 3) if K > 1 else (-1, 1, -1, 1)):
        net, x = network(depth, K, activation, bias, seed // 2)
        step = sgd_step(net, x, z, record)
        node = g.of_network(net, x, z, record)
        backward(node)
        at = g.by_name(node)
        names = net.quantities
        assert at["x"].value == pytest.approx(step.x)
        for name in (*(layer.a for layer in names.hidden), *(layer.h for layer in names.hidden), "y", "loss"):
            assert at[name].value == pytest.approx(step[name], rel=1e-12, abs=1e-12)
        of = {layer.dl_dW: layer.W for layer in names.layers} | {"dl_dy": "y"}
        of |= {layer.dl_da: layer.a for layer in names.hidden} | {layer.dl_dh: layer.h for layer in names.hidden}
        for name, node_name in of.items():
            assert at[node_name].derivative == pytest.approx(step[name], rel=1e-12, abs=1e-12), name
        moved += np.abs(step.dl_dtheta).sum()
    assert moved > 0 or record is losses.zero_one


def test_the_lectures_numbers():
    net = Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])
    node = g.of_network(net, [2, 1], -1, "hinge")
    backward(node)
    at = g.by_name(node)
    assert list(at) == ["W1", "x", "a", "h", "w2", "y", "z", "loss"]
    assert at["W1"].derivative.tolist() == [[2, 1], [-1, -0.5], [0, 0]]
    assert at["h"].derivative.tolist() == [1, -0.5, 2]
    assert at["a"].contributions[0].local.tolist() == [1, 1, 0]
    assert at["w2"].symbol == "w⁽²⁾"


def test_a_deep_network_after_the_softmax_overflows():
    net = Network([[[800.0], [-800.0]]])
    node = g.of_network(net, [1.0], 2, "cross_entropy")
    backward(node)
    assert node.value == 1600
    assert g.by_name(node)["W1"].derivative.tolist() == [[1], [-1]]


def test_a_mean_over_examples_is_a_graph_too():
    net, _ = network(1, 1, "tanh")
    X, z = np.random.default_rng(1).normal(size=(5, 2)), np.array([1, -1, 1, 1, -1])
    W1, w2 = variable(net.W1, "W1"), variable(net.w2, "w2")
    backward(g.sum(g.max(0, 1 - (w2 @ g.tanh(W1 @ X.T)) * z)) / 5)
    steps = [sgd_step(net, x, label, "hinge") for x, label in zip(X, z)]
    assert W1.derivative == pytest.approx(np.mean([step.dl_dW1 for step in steps], axis=0), rel=1e-12)
    assert w2.derivative == pytest.approx(np.mean([step.dl_dw2 for step in steps], axis=0), rel=1e-12)


def test_a_loss_of_ones_own_is_a_single_node():
    own = Loss(key="own", name="own", value=lambda y, z: (y - 3 * z) ** 4, derivative=lambda y, z: 4 * (y - 3 * z) ** 3)
    net, x = network(1, 1, "tanh")
    node = g.of_network(net, x, -1, own)
    backward(node)
    assert node.operation.formula == "own({}, −1)"
    assert g.by_name(node)["W1"].derivative == pytest.approx(sgd_step(net, x, -1, own).dl_dW1, rel=1e-12)
    y = variable(0.5, "y")
    backward(graph.loss("zero_one", y, -1))
    assert y.derivative == 0 and y.children[-1].value == 1


# -------------------------------------------------------------------------------------------- kinks


@pytest.mark.parametrize("record", [losses.hinge, losses.perceptron])
@pytest.mark.parametrize("z", [-1, 1])
def test_at_the_kink_of_a_loss_the_graph_uses_what_the_record_uses(record, z):
    y = variable(record.kinks[0] * z, "y")
    ell = graph.loss(record, y, z)
    backward(ell)
    assert y.derivative == record.derivative(y.value, z) == 0
    assert ell.parents[1].contributions[0].kink


@pytest.mark.parametrize("record", activations.ACTIVATIONS.values(), ids=repr)
def test_at_the_kink_of_an_activation_too(record):
    for value in (*record.kinks, 0.0, 0.3):
        a = variable(value, "a")
        backward(g.activation(record, a))
        assert a.derivative == record.derivative(value)
        assert a.contributions[0].kink == (value in record.kinks)


def test_at_a_kink_every_right_slope_is_known():
    a = variable(0.0, "a")
    for make, between in ((g.abs, (-1, 1)), (g.relu, (0, 1)), (lambda v: g.min(v, 0), (0, 1)), (lambda v: g.leaky_relu(v), (0.01, 1))):
        backward(make(a))
        (term,) = a.contributions
        assert term.kink and term.between == between and between[0] <= term.local <= between[1]
    backward(g.exp(a))
    assert a.contributions[0].between == (1, 1) and not a.contributions[0].kink


def test_a_tie_goes_to_a_constant_then_to_the_first():
    for function in (lambda v: g.max(0, v), lambda v: g.max(v, 0), lambda v: g.max(v, 0, -1)):
        v = variable(0.0, "v")
        backward(function(v))
        assert v.derivative == 0 and v.contributions[0].kink
    a, b = variable([1.0, 2], "a"), variable([1.0, 3], "b")
    backward(g.sum(g.max(a, b)))
    assert a.derivative.tolist() == [1, 0] and b.derivative.tolist() == [0, 1]
    y = variable([2.0, 2, 1], "y")
    backward(g.max(y))
    assert y.derivative.tolist() == [1, 0, 0] and y.contributions[0].kink
    for away in (g.max(a, 7), g.max(variable(1.0), 1, 2), g.max(variable(0.0), 1, 1)):
        (moving,) = [parent for parent in away.parents if parent.depends]
        backward(g.sum(away))
        assert not moving.contributions[0].kink


# ------------------------------------------------------------------------------------ order and state


def test_the_order_is_that_of_a_hand_calculation():
    z, w1, a, w2, x = (variable(value, name) for value, name in ((1.0, "z"), (0.5, "w1"), (2.0, "a"), (-1.0, "w2"), (3.0, "x")))
    node = g.max(0, 1 - z * (w1 * g.relu(a) + w2 * x))
    both = g.order(node)
    names = [each.name or each.operation.sign or str(each.value) for each in both.forward]
    assert names == ["a", "relu", "w1", "·", "w2", "x", "·", "+", "z", "·", "1.0", "−", "0.0", "max"]
    assert both.backward == tuple(each for each in both.forward[::-1] if each.operation is not graph.CONSTANT)
    place = {each: number for number, each in enumerate(both.forward)}
    assert all(place[parent] < place[each] for each in both.forward for parent in each.parents)


def test_backward_twice_gives_the_same_numbers_and_leaves_nothing_behind():
    net, x = network(2, 3, "tanh", bias=True)
    node = g.of_network(net, x, 2, "squared")
    first = backward(node)
    numbers = {each: np.copy(each.derivative) for each in first.order.backward}
    second = backward(node)
    assert all(np.array_equal(each.derivative, numbers[each]) for each in numbers)
    assert all(np.array_equal(second.derivative(each), first.derivative(each)) for each in numbers)
    again = g.of_network(net, x, 2, "squared")
    backward(again)
    assert all(np.array_equal(each.derivative, numbers[other])
               for each, other in zip(g.order(again).backward, g.order(node).backward, strict=True))


def test_another_backward_tells_its_own_derivatives():
    a, b = variable(2.0, "a"), variable(3.0, "b")
    product, power = a * b, a ** 2
    first, second = backward(product), backward(power)
    assert a.derivative == 4 and a.derivative_of is power
    assert b.derivative == 2 and b.derivative_of is product
    assert (first.derivative(a), first.derivative(b)) == (3, 2)
    assert (second.derivative(a), second.derivative(b)) == (4, 0)
    assert [each.child for each in a.contributions] == [power]
    assert second.contributions(b) == ()
    assert g.table(product)[0]["derivative"] == "3"  # a node's table tells its own derivatives
    assert [row["derivative"] for row in g.table(a)] == [""]
    backward(product)
    assert (a.derivative, b.derivative) == (3, 2)


def test_a_failed_backward_changes_nothing():
    a = variable(0.0, "a")
    backward(a + 1)
    with pytest.raises(ValueError, match="not finite"):
        backward(a ** 0.5 * 2)
    assert a.derivative == 1


def test_nodes_do_not_change():
    a = variable(np.array([1.0, 2]), "a")
    backward(g.sum(a * a))
    for array in (a.value, a.derivative, a.contributions[0].product, a.contributions[0].local, a.contributions[0].flow):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5
    for name in ("value", "name", "derivative", "other"):
        with pytest.raises(AttributeError):
            setattr(a, name, 3)
    given = np.array([1.0, 2])
    b = variable(given)
    given[0] = 7
    assert b.value[0] == 1


def test_what_is_no_longer_used_is_no_child():
    a = variable(1.0, "a")
    kept = a * 2
    a * 3
    gc.collect()
    assert a.children == (kept,)


def test_a_long_chain_needs_no_recursion():
    a = variable(1.0, "a")
    node = a
    for _ in range(3000):
        node = node + a
    backward(node)
    assert a.derivative == 3001
    assert "…" in repr(node)


def test_the_same_graph_at_other_values():
    a, w, c = variable(2.0, "a"), variable([1.0, 2], "w", "w₁"), constant(3.0, "c")
    square = (a * a).named("s", "s²")
    root = g.sum(w * square) + c
    other = g.with_values(root, {a: 3.0, w: [0, 1]})
    assert (root.value, other.value) == (15, 12) and g.with_values(root, {c: 0}).value == 12
    assert [(row["node"], row["formula"]) for row in g.table(other)] == [(row["node"], row["formula"]) for row in g.table(root)]
    backward(other)
    assert g.by_name(other)["a"].derivative == 6 and g.by_name(other)["s"].symbol == "s²"
    for values, words in (({w: [1, 2, 3]}, "w₁ is a vector of 2 entries, and so must its new value be"), ({a: [1]}, "a is a number"),
                          ({a: math.nan}, "a contains nan")):
        with pytest.raises(ValueError, match=words):
            g.with_values(root, values)


# -------------------------------------------------------------------------------------------- words


def test_the_table():
    a, b = variable(2.0, "a"), variable(3.0, "b")
    node = a * b + g.relu(a) - -2
    assert [row["derivative"] for row in g.table(node)] == [""] * 7
    backward(node)
    assert str(node) == "\n".join([
        "order  node  formula    value  derivative",
        "1      a     variable   2      4",
        "2      b     variable   3      2",
        "3      v3    a·b        6      1",
        "4      v4    relu(a)    2      1",
        "5      v5    v3 + v4    8      1",
        "       −2    constant   −2",
        "6      v6    v5 − (−2)  10     1"])
    assert repr(node) == "Node(a·b + relu(a) − (−2) = 10)"
    assert repr(a.contributions[1]) == "Contribution(3 from Node(a·b = 6): 1 · 3)"
    assert repr(backward(node)) == "Backward(6 derivatives of Node(a·b + relu(a) − (−2) = 10))"


@pytest.mark.parametrize(("make", "text"), [
    (lambda a, b: a - (b - a), "a − (b − a)"), (lambda a, b: a - b - a, "a − b − a"), (lambda a, b: (a + b) * a, "(a + b)·a"),
    (lambda a, b: a / (b * a), "a/(b·a)"), (lambda a, b: (a * b) ** 2, "(a·b)**2"), (lambda a, b: (a ** b) ** 2, "(a**b)**2"),
    (lambda a, b: a ** b ** 2, "a**b**2"), (lambda a, b: -(a + b), "−(a + b)"), (lambda a, b: a * -b, "a·(−b)"),
    (lambda a, b: (-a) ** 2, "(−a)**2"), (lambda a, b: g.exp(-a), "exp(−a)"), (lambda a, b: -2 * a, "(−2)·a"),
    (lambda a, b: g.max(a + b, -1), "max(a + b, −1)"), (lambda a, b: -(a * b), "−a·b"), (lambda a, b: -a * b, "(−a)·b"),
])
def test_a_node_as_a_formula(make, text):
    assert g.expression(make(variable(2.0, "a"), variable(3.0, "b"))) == text


ODD = activations.Activation(key="odd", name="odd", value=np.sin, derivative=np.cos, board="{cos a}")


@pytest.mark.parametrize(("make", "slopes"), [
    (lambda a, b: a + b, ("1", "1")), (lambda a, b: a - b, ("1", "−1")), (lambda a, b: a * b, ("b", "a")), (lambda a, b: -a, ("−1",)),
    (lambda a, b: a / b, ("1/b", "−c/b")), (lambda a, b: a ** b, ("b·a**(b − 1)", "c·log(a)")), (lambda a, b: g.exp(a), ("c",)),
    (lambda a, b: g.log(a), ("1/a",)), (lambda a, b: g.relu(a), ("[a > 0]",)), (lambda a, b: g.tanh(a), ("1 − c²",)),
    (lambda a, b: g.sigmoid(a), ("c·(1 − c)",)), (lambda a, b: g.softplus(a), ("1/(1 + exp(−a))",)), (lambda a, b: a / -2, ("1/(−2)",)),
    (lambda a, b: a * -2, ("−2",)), (lambda a, b: g.max(a, b), ("[a is the largest]", "[b is the largest]")),
    (lambda a, b: g.leaky_relu(a), ("1 if a > 0, else 0.01",)), (lambda a, b: graph.loss("zero_one", a, 1), ("",)),
    (lambda a, b: g.activation(ODD, a), ("{cos a}",)), (lambda a, b: g.sin(a), ("cos(a)",)), (lambda a, b: g.cos(a), ("−sin(a)",)),
    (lambda a, b: g.sqrt(a), ("1/(2·c)",)), (lambda a, b: g.abs(a), ("sign(a)",)), (lambda a, b: g.ln(a), ("1/a",)),
    (lambda a, b: g.pow(a, b), ("b·a**(b − 1)", "c·log(a)")), (lambda a, b: g.mean(a), ("1",)),
    (lambda a, b: g.min(a, b), ("[a is the smallest]", "[b is the smallest]")),
])
def test_local_derivatives_as_formulas(make, slopes):
    a, b = variable(2.0, "a"), variable(3.0, "b")
    c = make(a, b).named("c")
    terms = backward(c).terms
    found = {each.place: g.slope(each, g.labels(c)) for node in (a, b) for each in terms.get(node, ())}
    assert tuple(found[place] for place in sorted(found)) == slopes


def test_labels_are_different():
    node = variable(1.0, "a") * variable(2.0, "a") + variable([1.0], "v3")[0] + np.ones(2)[0] + g.sum(np.ones(20) * variable(1.0))
    names = list(g.labels(node).values())
    assert names[:3] == ["a", "a′", "v3"]
    assert len(set(names)) == len(names)
    with pytest.raises(ValueError, match="two nodes are named 'a'"):
        g.by_name(node)
    assert "20 numbers" in str(node)


def test_a_name_is_given_to_a_node_of_its_own():
    a = variable(2.0, "a")
    square = (a * a).named("s", "s²")
    backward(square + 1)
    assert square.symbol == "s²" and g.by_name(square) == {"a": a, "s": square}
    assert a.derivative == 4 and a.children == (square,)


# ------------------------------------------------------------------------------------------- errors


A, V, M = variable(1.0, "a"), variable([1.0, 2, 3], "v"), variable(np.ones((2, 3)), "M")
WRONG = {
    "shapes": (lambda: V + variable([1.0, 2], "w"), ValueError, "v is a vector of 3 entries and w is a vector of 2 entries: add"),
    "max's shapes": (lambda: g.max(V, [1, 2]), ValueError, "max works entry by entry"),
    "a product's": (lambda: M @ M, ValueError, "M is a matrix 2 × 3 and M is a matrix 2 × 3: @ takes vectors and matrices"),
    "a number's product": (lambda: A @ V, ValueError, r"single numbers are multiplied by \*"),
    "backward of an array": (lambda: backward(V * 2), ValueError, r"shape \(3,\), but backward starts from one number"),
    "backward of a constant": (lambda: backward(constant(2.0) * 3), ValueError, "made from no variable"),
    "a constant's derivative": (lambda: constant(2.0, "c").derivative, ValueError, "made from no variable"),
    "a constant's in a pass": (lambda: backward(A * 2).derivative(constant(2.0)), ValueError, "made from no variable"),
    "no backward yet": (lambda: variable(1.0, "b").derivative, ValueError, r"Node\(b = 1\) has no derivative yet"),
    "log of 0": (lambda: g.log(A - 1), ValueError, r"log\(a − 1\) is −∞: log takes numbers above 0 \(a − 1 = 0\)$"),
    "divided by 0": (lambda: A / 0, ValueError, r"a/0 is ∞: nothing may be divided by 0 \(a = 1\)$"),
    "a root below 0": (lambda: (A - 2) ** 0.5, ValueError, "a number below 0 takes whole exponents only"),
    "0 to a power below": (lambda: (A - 1) ** -1, ValueError, "0 none below 0"),
    "too large": (lambda: g.exp(A * 1000), ValueError, "exp takes numbers up to 709"),
    "an infinite slope": (lambda: backward((A - 1) ** 0.5), ValueError, r"derivative of Node\(\(a − 1\)\*\*0.5 = 0\) with respect to"),
    "an exponent's slope": (lambda: backward((A - 2) ** (A + 1)), ValueError, "not finite"),
    "sqrt below 0": (lambda: g.sqrt(A - 2), ValueError, r"sqrt\(a − 2\) is nan: sqrt takes numbers from 0 on, .* \(a − 2 = −1\)$"),
    "sqrt at 0": (lambda: backward(g.sqrt(A - 1)), ValueError, "sqrt takes numbers from 0 on, and has a slope only above 0"),
    "ln of 0": (lambda: g.ln(A - 1), ValueError, r"ln\(a − 1\) is −∞: ln takes numbers above 0 \(a − 1 = 0\)$"),
    "min's shapes": (lambda: g.min(V, [1, 2]), ValueError, "min works entry by entry"),
    "not finite": (lambda: variable(math.nan, "a"), ValueError, "a contains nan"),
    "empty": (lambda: variable([], "a"), ValueError, "no number in it"),
    "a text": (lambda: A + "2", TypeError, "give a number"),
    "ragged": (lambda: variable([[1], [1, 2]]), ValueError, "value must be a number, or an array of numbers, but it has rows"),
    "a truth": (lambda: variable(True), TypeError, "give a number"),
    "complex": (lambda: variable(1j), TypeError, "give a number"),
    "nodes in a list": (lambda: variable([A, A]), TypeError, "give a number"),
    "a node in a node": (lambda: variable(A), TypeError, "a node already"),
    "a name": (lambda: variable(1.0, ""), TypeError, "name is ''"),
    "no node": (lambda: backward(3.0), TypeError, "3.0 is no node"),
    "order of nodes": (lambda: max(A, 0), TypeError, r"graph.max\(a, b\)"),
    "NumPy's functions": (lambda: np.exp(A), TypeError, "ufunc"),
    "an entry": (lambda: V[3], IndexError, r"no entry at the place \[3\]"),
    "a slice": (lambda: V[1:], TypeError, "one whole number for each axis"),
    "an entry of a number": (lambda: A[0], TypeError, "one whole number for each axis"),
    "one row": (lambda: M[0], TypeError, "each axis"),
    "with_one": (lambda: g.with_one(A), ValueError, "appended to a vector"),
    "an activation": (lambda: g.activation("rellu", A), ValueError, "did you mean 'relu'"),
    "a label": (lambda: graph.loss("hinge", A, 2), ValueError, "labels are 2"),
    "a loss's shape": (lambda: graph.loss("cross_entropy", A, 1), ValueError, "cross entropy loss takes"),
    "scores of many": (lambda: graph.loss("hinge", variable([1.0, 2]), [1, 1]), ValueError, "one example"),
    "a network's x": (lambda: g.of_network(network(1, 1)[0], [1, 2, 3], 1, "hinge"), ValueError, "x has 3 entries"),
    "a network's batch": (lambda: g.of_network(network(1, 1)[0], [[1, 2]], [1], "hinge"), ValueError, "give one example"),
    "a network's loss": (lambda: g.of_network(network(1, 1)[0], [1, 2], 1, "cross_entropy"), ValueError, "cross entropy"),
    "no network": (lambda: g.of_network(3, [1, 2], 1, "hinge"), TypeError, "network"),
}


@pytest.mark.parametrize("name", WRONG)
def test_errors(name):
    wrong, kind, words = WRONG[name]
    with pytest.raises(kind, match=words):
        wrong()


def test_powers_at_zero_have_their_right_derivatives():
    for exponent, derivative in ((0, 0), (1, 1), (2, 0), (3, 0)):
        a = variable(0.0, "a")
        backward(a ** exponent)
        assert a.derivative == derivative
    b = variable(2.0, "b")
    backward(0 ** b)
    assert b.derivative == 0


def test_iterating_gives_the_entries():
    v = variable([1.0, 2, 3], "v")
    backward(sum(v))
    assert v.derivative.tolist() == [1, 1, 1]


def test_a_loss_of_targets_takes_one_for_each_output():
    y = variable([1.0, 2.0])
    assert graph.loss("squared", y, [0.5, 1.0]).value == pytest.approx(1.25)
    with pytest.raises(ValueError, match="y has shape"):
        graph.loss("squared", y, [0.5, 1.0, 2.0])


def test_new_values_and_names_belong_to_nodes():
    a = variable(2.0, "a")
    square = a * a
    with pytest.raises(TypeError, match="values has a value for 'a', which is no node"):
        graph.with_values(square, {"a": 3.0})
    with pytest.raises(ValueError, match=r"names has none for .*: give labels\(node\)"):
        graph.formula(square, {square: "a·a"})
    with pytest.raises(TypeError, match="names has 'a' in it, which is no node"):
        graph.formula(a, {"a": "a"})
