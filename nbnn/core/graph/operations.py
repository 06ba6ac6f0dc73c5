"""What the nodes of a computational graph can do: each operation one record with its function and its local derivatives.

Values and results are float64 arrays; a number is one of shape ().
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..network.network import with_one
from ..records.activations import Activation
from ..records.formula import Formula
from ..records.losses import Loss

Local = Callable[..., np.ndarray]  # (result, *values of the operands) → ∂result/∂operand
Back = Callable[[np.ndarray, np.ndarray, int], np.ndarray]
Between = Callable[..., tuple[np.ndarray, np.ndarray]]  # (place, result, *values) → the lowest and the highest right ∂result/∂operand


def _entry_by_entry(flow, local, place):
    return flow * local


@dataclass(frozen=True, eq=False)
class Operation:
    """One kind of node: what it computes, and the local derivative with respect to each operand.

    Attributes
    ----------
    key : its name. formula : how it is written, with a {} for each operand; sign : what a picture writes into the node.
    value : (*values) → result.
    local : for each operand a function (result, *values) → what `back` multiplies the flow by.
    back : (flow ∂ℓ/∂result, local, place) → what goes to operand number `place`; broadcasting is undone after it.
    rule : how `back` multiplies where the result is an array, in words, for each operand; () for entry by entry.
    slope : how each local derivative is written: a and b are the operands, c the result, v the operand that it is taken by; ()
        where it has no formula.
    between : (place, result, *values) → (low, high): the numbers that are right answers for the local derivative (the
        subdifferential), equal away from a kink; None for an operation without kinks.
    needs : what it takes, for the error when a number is not finite.
    binds : how strongly its formula holds together: 1 for a sum, 2 for a product, … 9 for f(a).
    """

    key: str
    formula: str
    sign: str
    value: Callable[..., np.ndarray]
    local: tuple[Local, ...] = ()
    back: Back = _entry_by_entry
    rule: tuple[str, ...] = ()
    slope: tuple[Formula, ...] = ()
    between: Between | None = None
    needs: str = "use smaller numbers"
    binds: int = 9

    def kink(self, place: int, result, *values) -> bool:
        """Would other local derivatives with respect to that operand be right as well?"""
        return self.between is not None and bool(np.any(np.not_equal(*self.between(place, result, *values))))

    def __repr__(self) -> str:
        return self.key


def _plus(result, *values):
    return np.ones(())


def _minus(result, *values):
    return -np.ones(())


def _to_the_base(result, a, b):
    """b·aᵇ⁻¹; a⁰ is 1 everywhere, at a = 0 too."""
    return b * np.power(a, np.where(b == 0, 1.0, b - 1))


def _to_the_exponent(result, a, b):
    """aᵇ·log a; 0ᵇ is 0 for every b > 0."""
    return np.where((a == 0) & (b > 0), 0.0, result * np.log(a))


def _through_product(flow, other, place):
    """∂ℓ/∂c of c = A @ B on its way to A (place 0, `other` is B) or to B (`other` is A); vectors and matrices."""
    if place == 0:
        return np.multiply.outer(flow, other) if other.ndim == 1 else flow @ other.T
    return np.multiply.outer(other, flow) if other.ndim == 1 else other.T @ flow


def _log_sum_exp(a):
    top = np.max(a)
    return top + np.log(np.sum(np.exp(a - top)))


def _at_first_equal(result, a):
    return one_at(np.unravel_index(np.argmax(a == result), a.shape), a.shape)


def _tied_entries(place, result, a):
    """Of several largest (or smallest) entries each may have anything from 0 to 1."""
    equal = a == result
    alone = np.count_nonzero(equal) == 1
    return (equal & alone).astype(float), equal.astype(float)


def _either_side_of_zero(place, result, a):
    return np.where(a == 0, -1.0, np.sign(a)), np.where(a == 0, 1.0, np.sign(a))


def one_at(place, shape: tuple[int, ...]) -> np.ndarray:
    """Zeros of that shape with a 1 at `place`."""
    found = np.zeros(shape)
    found[place] = 1.0
    return found


def _formulas(*texts: str) -> tuple[Formula, ...]:
    return tuple(map(Formula, texts))


ONES = Formula("[1, …, 1]")  # of each entry
ADD = Operation("add", "{} + {}", "+", np.add, (_plus, _plus), slope=_formulas("1", "1"), binds=1)
SUBTRACT = Operation("subtract", "{} − {}", "−", np.subtract, (_plus, _minus), slope=_formulas("1", "−1"), binds=1)
NEGATE = Operation("negate", "−{}", "−", np.negative, (_minus,), slope=_formulas("−1"), binds=2)
MULTIPLY = Operation("multiply", "{}·{}", "·", np.multiply, (lambda c, a, b: b, lambda c, a, b: a), slope=_formulas("b", "a"), binds=2)
MULTIPLY_ENTRIES = Operation("multiply", "{} ⊙ {}", "⊙", np.multiply, MULTIPLY.local, slope=_formulas("b", "a"), binds=2)
DIVIDE = Operation("divide", "{}/{}", "/", np.divide, (lambda c, a, b: 1 / b, lambda c, a, b: -c / b),
                   slope=_formulas("1/b", "−c/b"), needs="nothing may be divided by 0", binds=2)
POWER = Operation("power", "{}**{}", "**", np.power, (_to_the_base, _to_the_exponent),
                  slope=_formulas("b·a**(b − 1)", "c·log(a)"), binds=4,
                  needs="a number below 0 takes whole exponents only, and 0 none below 0")
MATMUL = Operation("matmul", "{} @ {}", "@", np.matmul, (lambda c, a, b: b, lambda c, a, b: a), _through_product,
                   ("flow · localᵀ", "localᵀ · flow"), slope=_formulas("b", "a"), binds=2)
EXP = Operation("exp", "exp({})", "exp", np.exp, (lambda c, a: c,), slope=_formulas("c"), needs="exp takes numbers up to 709")
LOG = Operation("log", "log({})", "log", np.log, (lambda c, a: 1 / a,), slope=_formulas("1/a"), needs="log takes numbers above 0")
LN = replace(LOG, key="ln", formula="ln({})", sign="ln", needs="ln takes numbers above 0")
SQRT = Operation("sqrt", "sqrt({})", "√", np.sqrt, (lambda c, a: 0.5 / c,), slope=_formulas("1/(2·c)"),
                 needs="sqrt takes numbers from 0 on, and has a slope only above 0")
SIN = Operation("sin", "sin({})", "sin", np.sin, (lambda c, a: np.cos(a),), slope=_formulas("cos(a)"))
COS = Operation("cos", "cos({})", "cos", np.cos, (lambda c, a: -np.sin(a),), slope=_formulas("−sin(a)"))
ABS = Operation("abs", "abs({})", "| |", np.abs, (lambda c, a: np.sign(a),), slope=_formulas("sign(a)"), between=_either_side_of_zero)
SUM = Operation("sum", "sum({})", "sum", np.sum, (lambda c, a: np.ones_like(a),), slope=(ONES,))
LOG_SUM_EXP = Operation("log_sum_exp", "log_sum_exp({})", "log Σ exp", _log_sum_exp, (lambda c, a: np.exp(a - c),),
                        slope=_formulas("softmax(a)"))
LARGEST = Operation("max", "max({})", "max", np.max, (_at_first_equal,), slope=_formulas("[is the largest]"), between=_tied_entries)
SMALLEST = Operation("min", "min({})", "min", np.min, (_at_first_equal,), slope=_formulas("[is the smallest]"), between=_tied_entries)
WITH_ONE = Operation("with_one", "[{}, 1]", "[ , 1]", with_one, (_plus,), lambda flow, local, place: flow[:-1],
                     ("flow without the constant's entry",), slope=_formulas("1"))
VARIABLE = Operation("variable", "variable", "", np.asarray)
CONSTANT = Operation("constant", "constant", "", np.asarray)


def index(place: tuple[int, ...]) -> Operation:
    """One entry of an array."""
    return Operation("index", f"{{}}[{', '.join(map(str, place))}]", "[ ]", lambda a: a[place], (lambda c, a: one_at(place, a.shape),),
                     slope=_formulas("[is that entry]"))


def mean(n: int) -> Operation:
    """The mean of n numbers."""
    share = "1" if n == 1 else f"[1/{n}, …, 1/{n}]"
    return Operation("mean", "mean({})", "mean", np.mean, (lambda c, a: np.full(a.shape, 1 / n),), slope=_formulas(share))


def larger(depends: tuple[bool, ...]) -> Operation:
    """The largest of several operands, entry by entry; depends: which of them have a derivative.

    In a tie the first of the largest counts, and one without a derivative before the others: max(0, v) and max(v, 0) both have
    the derivative 0 at v = 0, the value that the package's hinge and ReLU use there.
    """
    return _extreme(depends, "max", np.max, "[v is the largest]")


def smaller(depends: tuple[bool, ...]) -> Operation:
    """The smallest of several operands, entry by entry; in a tie as in `larger`."""
    return _extreme(depends, "min", np.min, "[v is the smallest]")


def _extreme(depends: tuple[bool, ...], key: str, pick: Callable, slope: str) -> Operation:
    ranked = np.asarray(sorted(range(len(depends)), key=lambda place: depends[place]))  # a stable sort: else as they stand

    def equals(values) -> np.ndarray:
        stacked = np.stack(np.broadcast_arrays(*values))
        return stacked == pick(stacked, axis=0)

    def local(place: int) -> Local:
        return lambda c, *values: (ranked[np.argmax(equals(values)[ranked], axis=0)] == place).astype(float)

    def between(place: int, result, *values):
        equal = equals(values)
        return (equal[place] & (equal.sum(axis=0) == 1)).astype(float), equal[place].astype(float)

    def picked(*values) -> np.ndarray:
        return pick(np.stack(np.broadcast_arrays(*values)), axis=0)

    return Operation(key, f"{key}({', '.join(['{}'] * len(depends))})", key, picked, tuple(map(local, range(len(depends)))),
                     slope=_formulas(slope) * len(depends), between=between)


def of_activation(record: Activation) -> Operation:
    """An activation's record as an operation: its function and its derivative as they are, at a kink too."""
    return Operation(record.key, f"{record.key}({{}})", record.key, record.value, (lambda c, a: record.derivative(a),),
                     slope=(record.board.renamed({"h": "c"}),),
                     between=lambda place, c, a: record.subdifferential(a))


def of_loss(record: Loss, z) -> Operation:
    """A loss's record as one operation on the score or scores of one example with the label z, or its targets."""
    written = ", ".join(f"{each:g}" for each in np.ravel(z)).replace("-", "−")
    return Operation(record.key, f"{record.key}({{}}, {f'[{written}]' if np.ndim(z) else written})", record.key,
                     lambda y: record.of_example(y, z),
                     (lambda c, y: record.derivative(y, z),),
                     between=lambda place, c, y: record.subdifferential(y, z))
