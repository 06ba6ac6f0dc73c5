"""Derivatives without the chain rule, from changed weights: what lessons and tests hold backpropagation against.

Two ways. The central difference (ℓ(w + ε) − ℓ(w − ε))/2ε is wrong by rounding and by curvature, and means nothing
across a kink. The complex step Im ℓ(w + i·10⁻³⁰)/10⁻³⁰ subtracts nothing and is right to the last digits, where the
functions are written for complex numbers (Squire and Trapp, SIAM Review 1998).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from ..given import checked_index
from ..notation import symbol
from ..records.losses import Loss
from .arguments import checked_loss, checked_network, fitting_z
from .network import Network

TINY = 1e-30  # the complex step: its square is far below the last digit of anything
CLOSE = 1e-6  # how near, relatively, a central difference is expected to be


@dataclass(frozen=True, eq=False)
class WeightRow:
    """One weight's derivative, in several ways.

    Attributes
    ----------
    name, row, column : which weight, "W1" at (row, column) counted from 0; row 0 in a vector.
    analytic : by backpropagation.
    numeric : the central difference.
    complex_step : the complex step, None where the activation or the loss is not written for it.
    relative_error : |analytic − numeric| / max(|analytic|, |numeric|); 0 when they are equal.
    kinks : which kinks lie between the two ends of the difference, in words; () for none.
    close : backpropagation and the difference agree as far as rounding lets a difference agree, and the complex
        step, where there is one, agrees to nine digits.
    place : how it is printed, "W⁽¹⁾[0, 1]".
    """

    name: str
    row: int
    column: int
    analytic: float
    numeric: float
    complex_step: float | None
    relative_error: float
    kinks: tuple[str, ...]
    close: bool
    place: str

    @property
    def straddles_kink(self) -> bool:
        return bool(self.kinks)


@dataclass(frozen=True, eq=False)
class Report:
    """Every weight's derivative of one example, analytic and numeric beside each other; `print` it."""

    rows: tuple[WeightRow, ...]
    loss: str
    epsilon: float

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[WeightRow]:
        return iter(self.rows)

    def __getitem__(self, index: int) -> WeightRow:
        return self.rows[checked_index(index, len(self.rows))]

    @property
    def agrees(self) -> bool:
        """Every weight whose difference straddles no kink agrees."""
        return all(row.close for row in self.rows if not row.straddles_kink)

    @property
    def worst(self) -> float:
        """The largest relative error of the weights whose difference straddles no kink."""
        return max((row.relative_error for row in self.rows if not row.straddles_kink), default=0.0)

    def __str__(self) -> str:
        with_complex = any(row.complex_step is not None for row in self.rows)
        head = ["weight", "analytic", "numeric", *(["complex step"] if with_complex else []), "relative error", ""]
        lines = _columns([head, *(self._cells(row, with_complex) for row in self.rows)])
        return "\n".join([*lines, "", self._verdict()])

    def _cells(self, row: WeightRow, with_complex: bool) -> list[str]:
        exact = [] if not with_complex else ["" if row.complex_step is None else _text(row.complex_step)]
        remark = f"straddles a kink: {', '.join(row.kinks)}" if row.kinks else "" if row.close else "differs"
        return [row.place, _text(row.analytic), _text(row.numeric), *exact, f"{row.relative_error:.0e}", remark]

    def _verdict(self) -> str:
        straddling = sum(row.straddles_kink for row in self.rows)
        compared = len(self.rows) - straddling
        wrong = sum(not row.close for row in self.rows if not row.straddles_kink)
        if not compared:
            verdict = "No weight could be compared"
        elif wrong:
            verdict = f"{wrong} of {compared} derivatives compared differ from the central difference"
        else:
            verdict = f"All {compared} derivatives compared agree with the central difference"
        return f"{verdict}. {_count_not_compared(straddling)}" if straddling else f"{verdict}."

    def __repr__(self) -> str:
        return f"Report({len(self.rows)} weights, {self.loss}: {'agrees' if self.agrees else 'differs'})"


def gradients(net: Network, x, z, loss: Loss | str, epsilon: float = 1e-6) -> Report:
    """Compare ∂ℓ/∂w of every weight w with its central difference, and with the complex step where it applies.

    Parameters
    ----------
    x, z : one example, (d,), and its label or targets.
    epsilon : the difference goes from w − ε·max(1, |w|) to w + ε·max(1, |w|).

    Raises ValueError for a wrong shape, label or epsilon.
    """
    loss, epsilon = checked_loss(loss, checked_network(net)), _checked_epsilon(epsilon)
    forward = net.forward(x)
    if forward.x.ndim != 1:
        raise ValueError(f"x has shape {np.shape(x)}: the check takes one example, ({net.n_inputs},)")
    z = fitting_z(z, net, loss)
    derivatives = net.backward(forward, loss.derivative(forward.y, z))
    rows = [_row(net, forward.x, z, loss, epsilon, number, at, float(np.asarray(derivatives[layer.dl_dW])[at]))
            for number, layer in enumerate(net.quantities.layers) for at in np.ndindex(net.weights[number].shape)]
    return Report(tuple(rows), loss.name, epsilon)


@dataclass(frozen=True, eq=False)
class _Pass:
    """A forward pass with one weight changed: pre-activations per layer and the scores, the output and the loss (maybe complex)."""

    a: list[np.ndarray]
    s: np.ndarray
    y: np.ndarray
    loss: Any


def _forward(net: Network, x: np.ndarray, z, loss: Loss, number: int, at: tuple[int, ...], change: complex) -> _Pass:
    """The board's forward lines once more, from the records: a Network holds real weights only."""
    weights = [w.astype(complex) if isinstance(change, complex) else w.copy() for w in net.weights]
    weights[number][at] += change
    pre, below = [], x
    for W, g in zip(weights[:-1], net.activations):
        a = W @ below
        pre.append(a)
        h = g.value(a)  # g beside the network: what checks it shares no code with it
        below = np.append(h, 1.0) if net.bias else h
    s = weights[-1] @ below
    y = net.output.value(s) if net.quantities.output else s  # g beside the network: as above
    return _Pass(pre, s, y, loss.of_example(y, z))


def _row(net: Network, x, z, loss: Loss, epsilon: float, number: int, at: tuple[int, ...], analytic: float) -> WeightRow:
    w = float(net.weights[number][at])
    step = epsilon * max(1.0, abs(w))
    minus, here, plus = (_forward(net, x, z, loss, number, at, change) for change in (-step, 0.0, step))
    numeric = (plus.loss - minus.loss) / ((w + step) - (w - step))
    exact = None
    if loss.complex_step and all(g.complex_step for g in (*net.activations, net.output)):
        exact = _forward(net, x, z, loss, number, at, complex(0.0, TINY)).loss.imag / TINY
    largest = max(abs(analytic), abs(numeric))
    difference = abs(analytic - numeric)
    rounding = 1e-15 * max(1.0, abs(plus.loss), abs(minus.loss)) * 8  # of a y that is rounded to its target, too
    close = difference <= CLOSE * largest + rounding / step and (exact is None or abs(analytic - exact) <= 1e-9 * largest + rounding)
    name = net.quantities.layers[number].W
    row, column = (0, *at)[-2:]
    return WeightRow(name, row, column, analytic, numeric, exact, difference / largest if largest else 0.0,
               tuple(_kinks_between(net, z, loss, minus, here, plus)), close,
               f"{symbol(name)}[{', '.join(map(str, at))}]")


def _kinks_between(net: Network, z, loss: Loss, *passes: _Pass) -> Iterator[str]:
    """The kinks that the difference reaches over, in words: read off the three passes, not estimated."""
    for number, layer in enumerate(net.quantities.hidden):
        for kink in net.activations[number].kinks:
            for unit in np.flatnonzero(_crosses([p.a[number] - kink for p in passes])):
                yield f"{symbol(layer.a)}[{unit}] crosses {kink:g}"
    for kink in net.output.kinks:
        for k in np.flatnonzero(_crosses([np.atleast_1d(p.s) - kink for p in passes])):
            yield f"s{'' if net.one_score else f'[{k}]'} crosses {kink:g}"
    crossed = _crosses([loss.past_kinks(p.y, z) for p in passes])
    if crossed.any():
        what, kinks = ("yz", loss.kinks) if isinstance(z, int) and net.one_score else ("y − z", loss.target_kinks)
        yield from (f"{what} crosses {kink:g}" for kink, each in zip(kinks, crossed) if each.any())
    elif len({loss.piece_of_example(p.y, z) for p in passes}) > 1 and not crossed.size:
        yield "the loss changes its case"


def _crosses(distances: list) -> np.ndarray:
    """Whether (before, here, after) lie on both sides of 0, or stand on it here and leave it."""
    before, here, after = np.sign(distances)
    leaves = (here == 0) & ((before != 0) | (after != 0))
    return (np.minimum(before, after) < 0) & (np.maximum(before, after) > 0) | leaves


def _checked_epsilon(epsilon) -> float:
    if isinstance(epsilon, bool) or not isinstance(epsilon, (int, float, np.integer, np.floating)):
        raise TypeError(f"epsilon is {epsilon!r}: it must be a number")
    if not (isfinite(epsilon) and 1e-12 <= epsilon <= 0.1):
        raise ValueError(f"epsilon is {epsilon!r}: it must be between 1e-12 (rounding takes over) and 0.1")
    return float(epsilon)


def _count_not_compared(count: int) -> str:
    what = "1 difference straddles a kink and is" if count == 1 else f"{count} differences straddle a kink and are"
    return f"{what} not compared: a smaller epsilon helps, unless the example lies exactly on the kink."


def _text(number: float) -> str:
    number += 0.0  # −0 becomes 0
    return (f"{number:.8f}" if abs(number) >= 1e-4 or number == 0 else f"{number:.3e}").replace("-", "−")


def _columns(rows: list[list[str]]) -> list[str]:
    """Rows of cells as lines of equal columns: the first and the last to the left, numbers to the right."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) if k in (0, len(row) - 1) else cell.rjust(width)
                      for k, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip() for row in rows]
