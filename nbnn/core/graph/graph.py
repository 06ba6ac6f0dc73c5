"""A computational graph: numbers forward, derivatives backward (reverse mode), for scalars and arrays.

    a, b = variable(2.0, "a"), variable(3.0, "b")
    c = a * b + relu(a)
    backward(c)
    a.derivative                    # 4.0: 3 through a·b, and 1 through relu(a)

Every operation makes a node that holds its value; its parents are what it is computed from, its children what is
computed from it. `backward` goes through the nodes once, last to first, with one rule:

    ∂ℓ/∂v = the sum over the children c of v of ∂ℓ/∂c · ∂c/∂v

Each term of that sum is kept, as a `Contribution`. Of an operation nothing has to be known but its function and its
local derivatives (operations.py). Nodes never change, and nothing is global: what a backward pass found is one immutable
`Backward`; a node only remembers which pass reached it last.

Sources: Linnainmaa 1970; Rumelhart, Hinton and Williams, Nature 1986; Goodfellow et al., Deep Learning, sec. 6.5.
"""

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from ..given import checked_kind, checked_whole
from ..network.arguments import checked_loss, checked_network, fitting_z
from ..network.network import Network, checked_inputs
from ..notation import symbol as symbol_of
from ..numbers import as_array
from ..records import activations, losses
from ..records.activations import Activation
from ..records.formula import Formula
from ..records.losses import Loss
from . import operations
from .operations import CONSTANT, MATMUL, VARIABLE, WITH_ONE, Operation

MOST_WRITTEN = 12  # entries of an array that are written out
DEEPEST_WRITTEN = 4  # operations inside one another that a node's repr writes out


# -------------------------------------------------------------------------------------------------- nodes


class Node:
    """One number or array of a graph, with what it was computed from. Made by `variable`, `constant` and the operations.

    Its value is a float, or a locked float64 array. Operators: + − * / ** entry by entry with NumPy's broadcasting, @ for
    vectors and matrices, node[i] for one entry. A node does not change; a new value is a new node.

    Attributes
    ----------
    operation : what it does. parents : the operands in order; the same node twice where it is used twice.
    name : in code, or None. symbol : how the name is written.
    depends : there is a variable below it, so that it has a derivative.
    """

    __slots__ = ("__weakref__", "_children", "_last", "_value", "depends", "name", "operation", "parents", "symbol")
    __array_ufunc__ = None  # array * node is the node's business
    operation: Operation
    parents: tuple["Node", ...]
    name: str | None
    symbol: str | None
    depends: bool
    _value: np.ndarray
    _children: WeakKeyDictionary
    _last: "Backward | None"

    def __init__(self, operation: Operation, parents: tuple["Node", ...], value, name: str | None = None, symbol: str | None = None):
        depends = operation is VARIABLE or any(parent.depends for parent in parents)
        _set_all(self, operation=operation, parents=parents, name=_checked_name(name), symbol=symbol or name, depends=depends,
             _value=_lock(value), _children=WeakKeyDictionary(), _last=None)
        for parent in parents:
            parent._children[self] = None

    def __setattr__(self, name: str, value):
        raise AttributeError(f"a node does not change, so {name} of {self!r} cannot be set: make another node")

    @property
    def value(self):
        """A float, or a locked array."""
        return _as_number(self._value)

    @property
    def shape(self) -> tuple[int, ...]:
        return self._value.shape

    @property
    def children(self) -> tuple["Node", ...]:
        """The nodes made from this one that are still in use, each once, in the order of their making."""
        return tuple(self._children)

    @property
    def derivative(self):
        """The derivative found by the last `backward` that reached this node, of the value's shape; `derivative_of` says of which node."""
        return self._pass().derivative(self)

    @property
    def derivative_of(self) -> "Node":
        return self._pass().of

    @property
    def contributions(self) -> tuple["Contribution", ...]:
        """The terms that `derivative` is the sum of: one for each use by a child, in the order of computation; () for the last node."""
        return self._pass().contributions(self)

    def named(self, name: str, symbol: str | None = None) -> "Node":
        """The same operation on the same parents under a name: another node, to be used instead of this one."""
        return Node(self.operation, self.parents, self._value, name, _checked_name(symbol, "symbol"))

    def _pass(self) -> "Backward":
        _check_depends(self)
        if self._last is None:
            raise ValueError(f"{self!r} has no derivative yet: backward(node) finds that of node with respect to all it is made from")
        return self._last

    def __add__(self, other):
        return _apply(operations.ADD, self, other)

    def __radd__(self, other):
        return _apply(operations.ADD, other, self)

    def __sub__(self, other):
        return _apply(operations.SUBTRACT, self, other)

    def __rsub__(self, other):
        return _apply(operations.SUBTRACT, other, self)

    def __mul__(self, other):
        return _times(self, other)

    def __rmul__(self, other):
        return _times(other, self)

    def __truediv__(self, other):
        return _apply(operations.DIVIDE, self, other)

    def __rtruediv__(self, other):
        return _apply(operations.DIVIDE, other, self)

    def __pow__(self, other):
        return _apply(operations.POWER, self, other)

    def __rpow__(self, other):
        return _apply(operations.POWER, other, self)

    def __matmul__(self, other):
        return _product(self, other)

    def __rmatmul__(self, other):
        return _product(other, self)

    def __neg__(self):
        return _apply(operations.NEGATE, self)

    def __getitem__(self, place) -> "Node":
        return _apply(operations.index(_checked_place(self, place)), self)

    def __lt__(self, other):
        raise TypeError("nodes have no order: compare their numbers, a.value < b.value; the larger one as a node is graph.max(a, b)")

    __le__ = __gt__ = __ge__ = __lt__

    def __repr__(self) -> str:
        return f"Node({expression(self)} = {_write(self._value)})" if not _number(self) else f"Node({_number(self)})"

    def __str__(self) -> str:
        rows = [dict(zip(COLUMNS, COLUMNS)), *table(self)]
        widths = {column: builtins.max(len(row[column]) for row in rows) for column in COLUMNS}
        return "\n".join("  ".join(row[column].ljust(widths[column]) for column in COLUMNS).rstrip() for row in rows)


@dataclass(frozen=True, eq=False)
class Contribution:
    """One term of the sum ∂ℓ/∂v = Σ ∂ℓ/∂c · ∂c/∂v: what arrives at v through one use of it by its child c.

    Attributes
    ----------
    child : c. place : which of c's operands v is here, from 0.
    flow : ∂ℓ/∂c, shaped like c.
    local : ∂c/∂v as what the flow is multiplied by: a number, or an array entry by entry; for @ the other operand.
    product : the term itself, shaped like v.
    rule : how they are multiplied: "flow · local", "flow ⊙ local" (both arrays), "flow · localᵀ", "localᵀ · flow" …
    summed_from : where v was broadcast, the product's shape before it was summed back to v's; else None.
    kink : v is at a kink of c: `local` is the value that we use there, and others are right as well. between : the lowest and the
        highest of those that are, shaped like `local` (the subdifferential); equal away from a kink.
    """

    child: Node
    place: int
    flow: float | np.ndarray
    local: float | np.ndarray
    product: float | np.ndarray
    rule: str
    summed_from: tuple[int, ...] | None
    kink: bool
    between: tuple[np.ndarray, np.ndarray]

    def __repr__(self) -> str:
        return f"Contribution({_write(self.product)} from {self.child!r}: {_write(self.flow)} · {_write(self.local)})"


class SlopeError(ValueError):
    """A derivative that is not finite; node : the operation that has none at these values."""

    def __init__(self, node: Node, what: str):
        self.node = node
        super().__init__(what)


class Order(NamedTuple):
    """The nodes of a graph in the order of computation.

    forward : every node after its parents. backward : the reverse, every node after its children, without those that have no
    derivative because there is no variable below them.
    """

    forward: tuple[Node, ...]
    backward: tuple[Node, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Backward:
    """What one backward pass found: the derivatives of the node `of` with respect to all that it is made from."""

    of: Node
    order: Order
    derivatives: Mapping[Node, np.ndarray]
    terms: Mapping[Node, tuple[Contribution, ...]]

    def derivative(self, node: Node):
        """∂of/∂node, a float or a locked array of its shape; zeros where `of` is not made from `node`. ValueError for a constant."""
        _check_depends(_checked_node(node))
        return _as_number(self.derivatives[node] if node in self.derivatives else _lock(np.zeros(node.shape)))

    def contributions(self, node: Node) -> tuple[Contribution, ...]:
        """The terms of ∂of/∂node, one for each use of it by a child."""
        return self.terms.get(_checked_node(node), ())

    def __repr__(self) -> str:
        return f"Backward({len(self.derivatives)} derivatives of {self.of!r})"


# ----------------------------------------------------------------------------------------- the two passes


def order(node: Node) -> Order:
    """The order in which `node` and all that it is made from are computed, each once, and the order of the backward pass.

    Depth first as by hand: operations from left to right, and what is given just before it is needed.
    """
    done: dict[Node, None] = {}
    waiting = [_checked_node(node)]
    while waiting:
        missing = [parent for parent in waiting[-1].parents if parent not in done]
        if missing:
            waiting.append(next((parent for parent in missing if parent.parents), missing[0]))
        else:
            done[waiting.pop()] = None
    return Order(tuple(done), tuple(each for each in reversed(done) if each.depends))


def backward(node: Node) -> Backward:
    """The derivatives of `node`, one number, with respect to every node that it is made from.

    Each of those nodes then gives its `derivative` and `contributions`. Calling it again gives the same numbers: nothing adds up
    over calls. ValueError for an array, for a node made from no variable, for a derivative that is not finite.
    """
    if _checked_node(node).shape != ():
        raise ValueError(f"{node!r} has shape {node.shape}, but backward starts from one number: graph.sum(node) makes one")
    _check_depends(node)
    both = order(node)
    terms: dict[Node, list[Contribution]] = {each: [] for each in both.backward}
    derivatives = {node: _lock(1.0)}
    for child in both.backward:  # its own children came before it, so its sum is complete
        if terms[child]:
            derivatives[child] = _lock(builtins.sum((term.product for term in terms[child][1:]), terms[child][0].product))
        for place, parent in enumerate(child.parents):
            if parent.depends:
                terms[parent].append(_contribution(child, place, derivatives[child]))
    found = Backward(node, both, MappingProxyType(derivatives), MappingProxyType({each: tuple(terms[each]) for each in terms}))
    for each in both.backward:
        _set_all(each, _last=found)
    return found


def _contribution(child: Node, place: int, flow: np.ndarray) -> Contribution:
    """What `child` sends to its operand number `place`: the flow times the local derivative, of the operand's shape."""
    operation, operand = child.operation, child.parents[place]
    values = [parent._value for parent in child.parents]
    with np.errstate(all="ignore"):  # what is not finite is told below, by name
        local = _lock(operation.local[place](child._value, *values))
        sent = np.asarray(operation.back(flow, local, place))
        product = _lock(_sum_to(sent, operand.shape))
    if not np.isfinite(product).all():
        raise SlopeError(child, f"the derivative of {child!r} with respect to {operand!r} is not finite: {operation.needs}")
    low, high = operation.between(place, child._value, *values) if operation.between else (local, local)
    between = _lock(low), _lock(high)
    plain = "flow ⊙ local" if flow.shape and local.shape else "flow · local"
    rule = operation.rule[place] if operation.rule and flow.shape else plain
    return Contribution(child, place, _as_number(flow), _as_number(local), _as_number(product), rule,
                        sent.shape if sent.shape != operand.shape else None, operation.kink(place, child._value, *values), between)


def _sum_to(sent: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """An operand that was broadcast is used once for each entry that it made: what arrives there adds up."""
    sent = np.sum(sent, axis=tuple(range(sent.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1 and sent.shape[axis] != 1)
    return np.sum(sent, axis=stretched, keepdims=True)


def with_values(node: Node, values: Mapping[Node, object]) -> Node:
    """The same graph at other values: variable or constant → its new value, of the shape that it has. Another node; `node` stays as it is.

    ValueError for another shape, and where an operation cannot be computed at these values.
    """
    done: dict[Node, Node] = {}
    checked_kind(values, Mapping, "values", "give a dict of variables and constants and their new values")
    for given in (each for each in values if not isinstance(each, Node)):
        raise TypeError(f"values has a value for {given!r}, which is no node: give a dict of variables and constants and their new values")
    for each in order(node).forward:
        if each.parents:
            made = _apply(each.operation, *(done[parent] for parent in each.parents))
            done[each] = made.named(each.name, each.symbol) if each.name else made
        else:
            done[each] = Node(each.operation, (), _same_shape(each, values[each]), each.name, each.symbol) if each in values else each
    return done[node]


def _same_shape(node: Node, given) -> np.ndarray:
    value = _checked_value(given, expression(node))
    if value.shape != node.shape:
        raise ValueError(f"{_kind_and_size(node)}, and so must its new value be: {_write(value)} is not")
    return value


# ------------------------------------------------------------------------------------------ making nodes


def variable(value, name: str | None = None, symbol: str | None = None) -> Node:
    """A number or array that derivatives are wanted for. symbol: how the name is written, where it is written differently."""
    return Node(VARIABLE, (), _checked_value(value, _checked_name(name) or "value"), name, _checked_name(symbol, "symbol"))


def constant(value, name: str | None = None, symbol: str | None = None) -> Node:
    """A number or array that stays as it is, so that no derivative is computed for it. Plain numbers become one by themselves."""
    return Node(CONSTANT, (), _checked_value(value, _checked_name(name) or "value"), name, _checked_name(symbol, "symbol"))


def exp(a) -> Node:
    return _apply(operations.EXP, a)


def log(a) -> Node:
    """The natural logarithm, of numbers above 0."""
    return _apply(operations.LOG, a)


def ln(a) -> Node:
    """The natural logarithm under its other name."""
    return _apply(operations.LN, a)


def sqrt(a) -> Node:
    """The square root, of numbers from 0 on; it has a derivative above 0."""
    return _apply(operations.SQRT, a)


def sin(a) -> Node:
    return _apply(operations.SIN, a)


def cos(a) -> Node:
    return _apply(operations.COS, a)


def abs(a) -> Node:
    """|a|; at 0 its derivative is 0, any value in [−1, 1] is right."""
    return _apply(operations.ABS, a)


def pow(a, b) -> Node:
    """a to the power of b, as a ** b."""
    return _apply(operations.POWER, a, b)


def mean(a) -> Node:
    """The mean of all entries, one number."""
    a = _as_node(a)
    return _apply(operations.mean(a._value.size), a)


def sum(a) -> Node:
    """The sum of all entries, one number."""
    return _apply(operations.SUM, a)


def max(a, *others) -> Node:
    """max(a): the largest entry of a. max(a, b, …): the larger one, entry by entry.

    In a tie all of the flow goes to one of them: to a constant before a variable, else to the first.
    """
    if not others:
        return _apply(operations.LARGEST, a)
    operands = _operands(a, others)
    return _apply(operations.larger(tuple(each.depends for each in operands)), *operands)


def min(a, *others) -> Node:
    """min(a): the smallest entry of a. min(a, b, …): the smaller one, entry by entry; in a tie as in `max`."""
    if not others:
        return _apply(operations.SMALLEST, a)
    operands = _operands(a, others)
    return _apply(operations.smaller(tuple(each.depends for each in operands)), *operands)


def _operands(a, others: tuple) -> list[Node]:
    return [_as_node(a), *(_as_node(each, f"others[{k}]") for k, each in enumerate(others))]


def log_sum_exp(a) -> Node:
    """log Σ exp(a_k) over all entries, without overflow; its derivative is the softmax."""
    return _apply(operations.LOG_SUM_EXP, a)


def with_one(a) -> Node:
    """The vector a with the constant 1 appended, as in a network with biases."""
    a = _as_node(a)
    if len(a.shape) != 1:
        raise ValueError(f"{a!r} has shape {a.shape}: the constant 1 is appended to a vector")
    return _apply(WITH_ONE, a)


def activation(given: Activation | str, a) -> Node:
    """g(a) by an activation's record, one of your own too: its value and its derivative, with its convention at a kink."""
    return _apply(operations.of_activation(activations.activation(given)), a)


def relu(a) -> Node:
    """max(0, a); at the kink its derivative is 0, any value in [0, 1] is right."""
    return activation(activations.relu, a)


def leaky_relu(a, slope: float = 0.01) -> Node:
    return activation(activations.leaky_relu(slope), a)


def tanh(a) -> Node:
    return activation(activations.tanh, a)


def sigmoid(a) -> Node:
    return activation(activations.sigmoid, a)


def softplus(a) -> Node:
    """log(1 + exp(a)), without overflow."""
    return activation(activations.softplus, a)


def _product(a, b) -> Node:
    a, b = _as_node(a), _as_node(b, "b")
    if not (len(a.shape) in (1, 2) and len(b.shape) in (1, 2) and a.shape[-1] == b.shape[0]):
        raise ValueError(f"{_kind_and_size(a)} and {_kind_and_size(b)}: @ takes vectors and matrices, as many columns (or entries) "
                         "on the left as rows (or entries) on the right; single numbers are multiplied by *")
    return _apply(MATMUL, a, b)


def _times(a, b) -> Node:
    """a·b, or entry by entry a ⊙ b for two arrays."""
    a, b = _as_node(a), _as_node(b, "b")
    return _apply(operations.MULTIPLY_ENTRIES if a.shape and b.shape else operations.MULTIPLY, a, b)


def _apply(operation: Operation, *operands) -> Node:
    """The node of an operation: shapes checked, the value computed and checked to be finite."""
    parents = tuple(_as_node(each, name) for each, name in zip(operands, "ab" if len(operands) == 2 else "a" * len(operands)))
    if operation is not MATMUL:
        _check_broadcast(operation, parents)
    with np.errstate(all="ignore"):
        result = np.asarray(operation.value(*(parent._value for parent in parents)), dtype=float)
    made = Node(operation, parents, result)
    if not np.isfinite(result).all():
        here = ", ".join(f"{expression(parent)} = {_write(parent._value)}" for parent in parents if not _number(parent))
        bad = _write(result[~np.isfinite(result)][0])
        raise ValueError(f"{expression(made)} is {bad}: {operation.needs}{f' ({here})' if here else ''}")
    return made


def _check_broadcast(operation: Operation, parents: tuple[Node, ...]) -> None:
    try:
        np.broadcast_shapes(*(parent.shape for parent in parents))
    except ValueError:
        shown = " and ".join(map(_kind_and_size, parents))
        raise ValueError(f"{shown}: {operation.key} works entry by entry, so both need the same shape, or one is "
                         "a number, or a vector that is a row of the other") from None


def _kind_and_size(node: Node) -> str:
    """A node with its kind and size: "w is a vector of 2 entries"."""
    size = " × ".join(map(str, node.shape))
    kind = ("a number", f"a vector of {size} {'entry' if size == '1' else 'entries'}", f"a matrix {size}", f"an array {size}")
    return f"{expression(node)} is {kind[builtins.min(len(node.shape), 3)]}"


# -------------------------------------------------------------------------------- losses and whole networks

# The package's losses written out, so that the graph shows what they are made of; any other one is a single node.
LOSS_GRAPHS: Mapping[Loss, Callable[[Node, Any], Node]] = MappingProxyType({
    losses.perceptron: lambda y, z: max(0, -(y * _label(z))),
    losses.hinge: lambda y, z: max(0, 1 - y * _label(z)),
    losses.binary_cross_entropy: lambda y, z: softplus(-2 * (y * _label(z))),
    losses.cross_entropy: lambda y, z: log_sum_exp(y) - y[z - 1],
    losses.squared: lambda y, z: _added((y - _target(z, y.shape)) ** 2),
    losses.half_squared: lambda y, z: _added((y - _target(z, y.shape)) ** 2) / 2,
    losses.absolute: lambda y, z: _added(abs(y - _target(z, y.shape))),
})


def _label(z) -> Node:
    return constant(z, "z")


def _target(z, shape: tuple[int, ...]) -> Node:
    """A target or several, or the label of one of K scores as the numbers [k = z]."""
    return _one_hot(z, shape) if shape and not np.ndim(z) else _label(z)


def _added(entries: Node) -> Node:
    return sum(entries) if entries.shape else entries


def _one_hot(z: int, shape: tuple[int, ...]) -> Node:
    return constant(operations.one_at(z - 1, shape), "one_hot", "[k = z]")


def loss(given: Loss | str, y, z) -> Node:
    """ℓ(y, z) of one example: y one score and z = ±1, or y (K,) and z one of 1 … K; or targets: z a number, or (K,) like y.

    Written out for `LOSS_GRAPHS`, else one node.
    """
    return _loss_of(losses.loss(given), _as_node(y, "y"), as_array(z, "z", "a label, or targets")[()])


def _loss_of(record: Loss, y: Node, z) -> Node:
    targets = record.takes_targets and np.shape(z) == y.shape
    if (np.ndim(z) and not targets) or len(y.shape) > 1:
        raise ValueError(f"y has shape {y.shape} and z has shape {np.shape(z)}: give the score, or K scores, of one example and its label")
    given = record.checked(y._value, z)[1]
    label = given if given.ndim else given.item()
    return LOSS_GRAPHS[record](y, label) if record in LOSS_GRAPHS else _apply(operations.of_loss(record, label), y)


def of_network(network: Network, x, z, loss: Loss | str) -> Node:
    """The loss of one example x (d,) with the label z as a graph under the lecture's names: x, W1, a, h, w2, y, loss (see `by_name`).

    z is a label, or with a loss that takes targets a number, or one for each output. The weights are its variables, and its derivatives
    are those of `sgd_step`, up to rounding.
    """
    record = checked_loss(loss, checked_network(network))
    names = network.quantities
    x = checked_inputs(x, network.n_inputs, names.layers[0].W, network.bias)
    _checked_value(z, "z")
    if x.ndim != 1 or (np.ndim(z) and not record.takes_targets):
        raise ValueError(f"x has shape {x.shape} and z has shape {np.shape(z)}: give one example, ({network.n_inputs},), and its label")
    z = fitting_z(z, network, record)
    below = constant(WITH_ONE.value(x) if network.bias else x, "x")
    *hidden, last = [variable(W, layer.W, symbol_of(layer.W)) for layer, W in zip(names.layers, network.weights)]
    for layer, W, g in zip(names.hidden, hidden, network.activations):
        a = (W @ below).named(layer.a, symbol_of(layer.a))
        h = activation(g, a)
        below = (with_one(h) if network.bias else h).named(layer.h, symbol_of(layer.h))
    s = last @ below
    y = activation(network.output, s.named("s")) if names.output else s
    return _loss_of(record, y.named("y"), z).named("loss", symbol_of("loss"))


# ----------------------------------------------------------------------------------------------- in words

COLUMNS = ("order", "node", "formula", "value", "derivative")


def by_name(node: Node) -> dict[str, Node]:
    """Every named node that `node` is made from, itself included, in the order of computation; ValueError for a name of two nodes."""
    found: dict[str, Node] = {}
    for each in order(node).forward:
        if each.name in found:
            raise ValueError(f"two nodes are named {each.name!r}, {found[each.name]!r} and {each!r}: give each a name of its own")
        if each.name is not None:
            found[each.name] = each
    return found


def labels(node: Node) -> dict[Node, str]:
    """What each node of the graph is called, in the order of computation: its symbol, a constant's number, or v and its place in the
    order, numbers left out: they are written into the formulas. Labels are different, but for equal numbers: one that is taken
    gets a prime."""
    found: dict[Node, str] = {}
    taken: set[str] = set()
    place = 0
    for each in order(node).forward:
        found[each] = _number(each)
        if not found[each]:
            place += 1
            label = each.symbol or f"v{place}"
            while label in taken:
                label += "′"
            taken.add(label)
            found[each] = label
    return found


def formula(node: Node, names: Mapping[Node, str]) -> str:
    """How a node is computed from its parents, each called as `names` says: "v3 + v4"; "variable" or "constant" for what is given."""
    infix = _checked_node(node).operation.binds < 9
    names = _checked_names(names, *node.parents)
    return node.operation.formula.format(*(_apart(names[parent], infix and names[parent][0] == "−") for parent in node.parents))


def slope(contribution: Contribution, names: Mapping[Node, str]) -> str:
    """How the local derivative is computed, the nodes called by `names`: "v2", "1 − h²"; "" where it has no formula."""
    written, child = slope_formula(contribution), contribution.child
    names = _checked_names(names, child, *child.parents)
    operands = (*child.parents[:2], child.parents[contribution.place])
    called = {letter: _apart(names[each], written.tree.kind != "letter" and names[each][0] == "−") for letter, each in zip(
        ("a", "b", "v") if len(child.parents) > 1 else ("a", "v"), operands)}
    return written.put(called | {"c": names[child]})


def slope_formula(contribution: Contribution) -> Formula:
    """The local derivative's formula in the letters of its operation (see Operation.slope); "" where it has none."""
    child = checked_kind(contribution, Contribution, "contribution", "give one of a node's contributions").child
    written = child.operation.slope[contribution.place] if child.operation.slope else Formula("")
    return Formula("1") if written == operations.ONES and not child.parents[contribution.place].shape else written


def expression(node: Node, deepest: int = DEEPEST_WRITTEN) -> str:
    """The node as a formula of its named nodes and numbers, "a·b + relu(a)"; … for what is nested deeper than `deepest`."""
    checked_whole(deepest, "deepest", 0)
    return _checked_node(node).symbol or _number(node) or (_nest(node, deepest) if node.parents else node.operation.key)


def _nest(node: Node, deepest: int) -> str:
    if deepest == 0:
        return "…"
    binds, written = node.operation.binds, []
    for place, parent in enumerate(node.parents):
        inside = parent.operation.binds if parent.parents and not parent.symbol else 9
        text, second = expression(parent, deepest - 1), place == (0 if node.operation is operations.POWER else 1)
        written.append(_apart(text, binds < 9 and (inside < binds or (inside == binds and second) or text[0] == "−")))
    return node.operation.formula.format(*written)


def _checked_names(names, *nodes: Node) -> Mapping[Node, str]:
    """What nodes are called; TypeError or ValueError where it is no mapping, or one of them has no name in it."""
    checked_kind(names, Mapping, "names", "give labels(node)")
    missing = [node for node in nodes if node not in names]
    if missing:
        raise ValueError(f"names has none for {missing[0]!r}: give labels(node)")
    if not isinstance(next(iter(names), nodes), Node | tuple):  # a variable asks for no name, whatever is given
        raise TypeError(f"names has {next(iter(names))!r} in it, which is no node: give labels(node)")
    return names


def _apart(text: str, apart: bool) -> str:
    return f"({text})" if apart else text


def table(node: Node, most: int = MOST_WRITTEN) -> list[dict[str, str]]:
    """The graph as rows in the order of computation: order, node, formula, value, derivative, all texts.

    Numbers that are written into a formula have a row and no place in the order. The derivatives are those of `node`, once
    backward has been called for it; "" before, and for constants. most : an array of more entries is written as its shape.
    """
    names, found = labels(node), derivatives_of(node)
    checked_whole(most, "most", 0)
    places = (str(place) for place in count(1))
    return [{"order": "" if _number(each) else next(places), "node": names[each], "formula": formula(each, names),
             "value": _write(each._value, most), "derivative": _write(found[each], most) if each in found else ""} for each in names]


def derivatives_of(node: Node) -> Mapping[Node, np.ndarray]:
    """Node → the derivative of `node` with respect to it, as the last backward(node) found them; {} before there was one."""
    return node._last.derivatives if _checked_node(node)._last is not None and node._last.of is node else MappingProxyType({})


def _number(node: Node) -> str:
    """The text of a constant number without a name; "" for any other node."""
    return "" if node.operation is not CONSTANT or node.symbol or node.shape else _write(node._value)


def _write(value, most: int = MOST_WRITTEN) -> str:
    """A number with four digits; an array's entries in brackets, one of more than `most` by its shape."""
    value = np.asarray(value)
    if value.ndim == 0:
        return f"{float(value) + 0.0:.4g}".replace("-", "−").replace("inf", "∞")
    if value.size > most:
        return f"{' × '.join(map(str, value.shape))} numbers"
    return f"[{', '.join(_write(each, most) for each in value)}]"


# ------------------------------------------------------------------------------------------------- checks


def _set_all(node: Node, **attributes) -> None:
    for name, value in attributes.items():
        object.__setattr__(node, name, value)


def _checked_node(given) -> Node:
    if not isinstance(given, Node):
        raise TypeError(f"{given!r} is no node: give one made by graph.variable(…) and operations on it")
    return given


def _check_depends(node: Node) -> None:
    if not node.depends:
        raise ValueError(f"{node!r} is made from no variable, so it has no derivative: graph.variable(…) makes one that has")


def _as_node(given, name: str = "a") -> Node:
    """A node as it is; a number or an array as a constant. name : the operand, for an error."""
    return given if isinstance(given, Node) else Node(CONSTANT, (), _checked_value(given, name))


def _checked_value(given, what: str) -> np.ndarray:
    if isinstance(given, Node):
        raise TypeError(f"{what} is {given!r}, a node already: use it, or its .value")
    value = as_array(given, what, "a number, or an array of numbers")
    if value.dtype.kind not in "fiu":
        raise TypeError(f"{what} is {given!r}: give a number, or an array of numbers")
    if value.size == 0:
        raise ValueError(f"{what} has shape {value.shape}: there is no number in it")
    if not np.isfinite(value).all():
        raise ValueError(f"{what} contains {value[~np.isfinite(value)][0]}: every number must be finite")
    return value


def _checked_name(name: str | None, what: str = "name") -> str | None:
    if name is not None and not (isinstance(name, str) and name.strip()):
        raise TypeError(f"{what} is {name!r}: give a text such as 'a', or leave it out")
    return name


def _checked_place(node: Node, place) -> tuple[int, ...]:
    """The place of one entry, from 0; negative numbers count from the end."""
    place = place if isinstance(place, tuple) else (place,)
    whole = all(isinstance(k, (int, np.integer)) and not isinstance(k, bool) for k in place)
    if not whole or len(place) != len(node.shape):
        raise TypeError(f"{list(place)} is no place in {node!r} of shape {node.shape}: give one whole number for each axis")
    if any(not -n <= k < n for k, n in zip(place, node.shape)):
        raise IndexError(f"{node!r} of shape {node.shape} has no entry at the place {list(place)}")
    return tuple(int(k) % n for k, n in zip(place, node.shape))


def _lock(value) -> np.ndarray:
    """A copy as float64 that nobody can write to."""
    value = np.array(value, dtype=float)
    value.setflags(write=False)
    return value


def _as_number(value: np.ndarray):
    """A single number as a Python float, an array as it is."""
    return float(value) if value.ndim == 0 else value
