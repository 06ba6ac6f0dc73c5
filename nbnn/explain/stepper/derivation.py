"""The derivative with respect to one weight, path by path: every way back from the loss to it.

∂ℓ/∂w₁₂⁽¹⁾ = ∂ℓ/∂y · w₁⁽²⁾ · g′(a₁) · x₂: one factor for each place that a change of w₁₂⁽¹⁾ passes. With more
layers or more scores there are more paths, and the derivative is the sum of their products.
"""

from dataclasses import dataclass
from itertools import islice

import numpy as np

from ...core.records.reasons import ZeroReason
from ...core.training.sgd import Run
from ..writing.template import Node
from .paths import Path, Way
from .wiggle import go_forward

LISTED_PATHS = 12  # are listed one by one, the others are summed

# Central differences err by ε² (the curve) and by u/ε (rounding): the balance is at the cube root of u.
RELATIVE_EPSILON = float(np.cbrt(np.finfo(float).eps))

# A bit of its own for a product that underflows to 0 although none of its factors is 0.
UNDERFLOW = 1 << 31


@dataclass(frozen=True, eq=False)
class Derivation:
    """The derivative of the loss with respect to one weight, path by path, for every update of a run.

    Attributes
    ----------
    layer, row, column : the weight (layer from 1, row and column from 0; row 0 in a vector).
    quantity, derivative, index : the names of its weights and of their derivatives in a run, and its flat index there.
    symbol, derivative_symbol : the weight and ∂ℓ/∂ of it as templates; `name` as text.
    paths : the listed paths, P of them; `more` further ones are only summed, in `rest`.
    products : (T, P); rest : (T,); sum : (T,), the derivative.
    finite_difference : (T,), central, from the loss alone; relative_error : (T,), 0 where both are equal.
    straddles : (T,) bool: a kink lies between the two ends of the difference, so it need not be the derivative.
    zero_factors : (T, P) uint32, bit f set where factor f is 0; UNDERFLOW where the product is 0 and no factor is.
    """

    layer: int
    row: int
    column: int
    quantity: str
    derivative: str
    index: int
    symbol: Node
    derivative_symbol: Node
    name: str
    paths: tuple[Path, ...]
    more: int
    products: np.ndarray
    rest: np.ndarray
    sum: np.ndarray
    finite_difference: np.ndarray
    relative_error: np.ndarray
    straddles: np.ndarray
    zero_factors: np.ndarray

    def __len__(self) -> int:
        return len(self.sum)

    def reason(self, update: int, path: int) -> ZeroReason:
        """Why the product of this path is zero at this update; no flag when it is not zero."""
        bits = int(self.zero_factors[update, path])
        reason = ZeroReason.SATURATED if bits & UNDERFLOW else ZeroReason(0)
        for number, factor in enumerate(self.paths[path].factors):
            if bits >> number & 1:
                reason |= factor.reason
        return reason

    def __repr__(self) -> str:
        paths = len(self.paths) + self.more
        return f"Derivation({self.name}, {paths} {'path' if paths == 1 else 'paths'}, {len(self)} updates)"


def derivation(run: Run, layer: int, row: int, column: int, listed: int = LISTED_PATHS) -> Derivation:
    """Every path from ℓ back to the weight, for all updates of `run`.

    Raises
    ------
    ValueError : the network has no such weight.
    """
    way = Way(run, layer, row, column)
    paths = tuple(way.path(places) for places in islice(way.places(), listed))
    more = way.n_paths - len(paths)
    parts = [_derive(way, paths, more, rows) for rows in way.chunks(len(paths) + 8)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for array in columns.values():
        array.setflags(write=False)
    own = way.own_factor
    return Derivation(layer, row, column, own.quantity, way.layers[layer - 1].dl_dW, own.index, own.symbol,
                      way.derivative_symbol, way.own_name, paths, more, **columns)


def _derive(way: Way, paths: tuple[Path, ...], more: int, rows: slice) -> dict[str, np.ndarray]:
    """The columns of a Derivation for a stretch of updates."""
    products = np.empty((rows.stop - rows.start, len(paths)))
    zeros = np.zeros(products.shape, dtype=np.uint32)
    for p, path in enumerate(paths):
        factors = [way.numbers(factor.quantity, rows)[:, factor.index] for factor in path.factors]
        products[:, p] = np.prod(factors, axis=0)
        for f, factor in enumerate(factors):
            zeros[:, p] |= np.where(factor == 0, np.uint32(1 << f), np.uint32(0))
    zeros[(products == 0) & (zeros == 0)] = UNDERFLOW
    listed = products.sum(axis=1)
    total = _sum_over_paths(way, rows) if more else listed
    difference, straddles = _finite_difference(way, rows)
    return {"products": products, "rest": _without_noise(total - listed, products, total), "sum": total,
            "finite_difference": difference, "relative_error": _relative_error(total, difference),
            "straddles": straddles, "zero_factors": zeros}


def _sum_over_paths(way: Way, rows: slice) -> np.ndarray:
    """The sum over all paths, (n,), without listing them: what arrives at each unit is added before it goes on."""
    arrived = np.zeros((rows.stop - rows.start, way.network.sizes[way.layer]))
    arrived[:, way.row] = way.source(rows)
    for number in way.later:
        arrived = arrived * way.numbers(way.layers[number - 2].dh_da, rows)
        arrived = np.einsum("noi,ni->no", way.weights(number, rows), arrived)
    return (arrived * way.flow_from_loss(rows)).sum(axis=1)


def _without_noise(rest: np.ndarray, products: np.ndarray, total: np.ndarray) -> np.ndarray:
    """`rest` with the rounding of its subtraction taken for 0."""
    noise = 1e-14 * (np.abs(products).sum(axis=1) + np.abs(total))
    return np.where(np.abs(rest) <= noise, 0.0, rest)


def _relative_error(exact: np.ndarray, difference: np.ndarray) -> np.ndarray:
    size = np.maximum(np.abs(exact), np.abs(difference))
    return np.divide(np.abs(exact - difference), size, out=np.zeros_like(size), where=size > 0)


def _finite_difference(way: Way, rows: slice) -> tuple[np.ndarray, np.ndarray]:
    """(ℓ(w+ε) − ℓ(w−ε)) / 2ε and whether a kink lies between, (n,) each; ε is relative to the weight."""
    epsilon = RELATIVE_EPSILON * np.maximum(1.0, np.abs(way.own_weight(rows)))
    passed = go_forward(way, rows, epsilon[:, None] * np.array([-1.0, 1.0]))
    difference = (passed.change["loss"][:, 1, 0] - passed.change["loss"][:, 0, 0]) / (2 * epsilon)
    return difference, np.any([crossed.any(axis=(1, 2)) for crossed in passed.crossed.values()], axis=0)
