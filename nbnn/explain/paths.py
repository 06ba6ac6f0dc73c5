"""Every path from the loss back to one weight, and what a change of that weight does on its way forward.

∂ℓ/∂w⁽¹⁾₁₂ = ∂ℓ/∂y · w⁽²⁾₁ · g′(a₁) · x₂: one factor for each place that a change of w⁽¹⁾₁₂ passes. With more
layers or more scores there are more paths, and the derivative is the sum of their products. `derivation` makes
the products for all updates of a run, with a finite difference beside them; `wiggle` changes the weight by ε and
follows the change forward.

Layers count from 1, rows and columns from 0, as everywhere; the symbols count from 1, as on the board.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from math import prod

import numpy as np

from ..core.losses import Loss
from ..core.notation import symbol as symbol_of
from ..core.reasons import WORDS, ZeroReason

# How many paths, and how many units of a later layer, are told one by one.
LISTED_PATHS = 12
LISTED_UNITS = 6

# Numbers that may be alive at once while a long run is worked through.
CHUNK = 1 << 20

# Central differences err by ε² (the curve) and by u/ε (rounding): the balance is at the cube root of u.
RELATIVE_EPSILON = float(np.cbrt(np.finfo(float).eps))

_POSITIVE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15,
             0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
#: 41 changes from −1 to 1, closer together near 0, and 0 itself in the middle.
EPSILONS = (*(-e for e in reversed(_POSITIVE)), 0.0, *_POSITIVE)

# A product that underflows to 0 although none of its factors is 0.
UNDERFLOW = 1 << 31


@dataclass(frozen=True)
class Factor:
    """One local derivative on a path.

    Attributes
    ----------
    quantity, index : the number's name in a recording and its flat index there.
    symbol : how the board writes it, as a template.
    known_after : the quantity whose line must be reached before this number is known; None for a weight.
    reason, words : why the product is zero when this factor is.
    """

    quantity: str
    index: int
    symbol: object
    known_after: str | None
    reason: ZeroReason
    words: str


@dataclass(frozen=True)
class Path:
    """The factors of one path, from the loss back to the weight; `through` names the places, such as ℓ → y → h₁ → a₁."""

    factors: tuple[Factor, ...]
    through: str


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
    symbol: object
    derivative_symbol: object
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


@dataclass(frozen=True)
class Quantity:
    """A number that changes with the weight, the weight itself being the first: its name and flat index in a recording.

    symbol, text : how it is written, as a template and as plain text.
    words : what to say when the change dies before it, by ZeroReason; up, down : when it passes a kink.
    """

    name: str
    index: int
    symbol: object
    text: str
    words: dict[int, str]
    up: str = ""
    down: str = ""


@dataclass(frozen=True, eq=False)
class Wiggle:
    """What adding ε to one weight does, for E values of ε, at the n updates start … stop − 1.

    Attributes
    ----------
    quantities : the Q numbers that lie on the way, in the order of the forward pass; `more` units are left out.
    before : (n, Q) float32; after, change : (n, E, Q) float32.
    ratio : (n, E) float32, Δℓ/ε; NaN at ε = 0.
    reasons : (n, E, Q) uint8, why a number does not change; 0 where it does.
    crossed : (n, E, Q) uint8, 1 where it passes a kink upwards, 2 where downwards.
    """

    layer: int
    row: int
    column: int
    start: int
    stop: int
    epsilons: np.ndarray
    quantities: tuple[Quantity, ...]
    more: int
    before: np.ndarray
    after: np.ndarray
    change: np.ndarray
    ratio: np.ndarray
    reasons: np.ndarray
    crossed: np.ndarray


def derivation(run, layer: int, row: int, column: int, listed: int = LISTED_PATHS) -> Derivation:
    """Every path from ℓ back to the weight, for all updates of `run`.

    Raises
    ------
    ValueError : the network has no such weight.
    """
    way = _Way(run, layer, row, column)
    paths = tuple(way.path(places) for places in islice(way.places(), listed))
    more = way.n_paths - len(paths)
    parts = [_derive(way, paths, more, rows) for rows in way.chunks(len(paths) + 8)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for array in columns.values():
        array.setflags(write=False)
    own, symbol = way.own_factor, way.weight_symbol(layer, row, column)
    return Derivation(layer, row, column, own.quantity, way.layers[layer - 1].dl_dW, own.index, symbol, _partial(symbol),
                      way.own_name, paths, more, **columns)


def wiggle(run, layer: int, row: int, column: int, start: int, stop: int,
           epsilons: Sequence[float] = EPSILONS) -> Wiggle:
    """Add each ε to the weight, at the updates start … stop − 1 (cut to the run), and go forward.

    Raises
    ------
    ValueError : the network has no such weight, or the run no such updates.
    """
    way = _Way(run, layer, row, column)
    start, stop = max(0, start), min(stop, len(run))
    if start >= stop:
        raise ValueError(f"updates {start} to {stop} are none of this run's: it has updates 0 to {len(run) - 1}")
    epsilons = np.asarray(epsilons, dtype=float)
    passed = _go_forward(way, slice(start, stop), epsilons)
    quantities, more = way.quantities()
    return Wiggle(layer, row, column, start, stop, epsilons, quantities, more, **_columns(way, passed, slice(start, stop), epsilons))


def window(run, layer: int, row: int, column: int, update: int, epsilons: Sequence[float] = EPSILONS,
           most: int = 256, bytes_most: int = 600_000) -> tuple[int, int]:
    """start, stop of the updates around `update` whose wiggle is sent at once: `most`, fewer when there is much to send."""
    quantities, _ = _Way(run, layer, row, column).quantities()
    size = len(epsilons) * (10 * len(quantities) + 4)
    n = min(len(run), max(1, min(most, bytes_most // size)))
    start = min(max(0, update - n // 2), len(run) - n)
    return start, start + n


@dataclass(frozen=True)
class Choice:
    """The weights of one layer that can be chosen: `sources` × `targets` are its columns × rows, by name."""

    layer: int
    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def choices(network) -> tuple[Choice, ...]:
    """What the weights of each layer lead from and to, by name: x₁ → a₁."""
    names = _Names(network)
    return tuple(Choice(number, symbol_of(names.layers[number - 1].W),
                        tuple(names.source_name(number, k) for k in range(names.columns(number))),
                        tuple(names.target_name(number, k) for k in range(network.sizes[number])))
                 for number in range(1, network.depth + 1))


# ---------------------------------------------------------------------------------------------- names and symbols

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _mi(letter: str) -> dict:
    return {"t": "mi", "s": letter}


def _at(node, index: str) -> dict:
    return {"sub": [node, {"t": "mn", "s": index}]}


def _of_layer(node, number: str) -> object:
    return {"sup": [node, {"t": "mtext", "s": f"({number})"}]} if number else node


def _partial(node) -> dict:
    return {"frac": [["row", {"t": "mo", "s": "∂"}, _mi("ℓ")], ["row", {"t": "mo", "s": "∂"}, node]]}


class _Names:
    """How the numbers of one network are written, as text and as templates; k counts from 0, what is written from 1."""

    def __init__(self, network):
        self.network = network
        self.depth = network.depth
        self.one_score = network.one_score
        self.layers = network.quantities.layers

    def columns(self, layer: int) -> int:
        return self.network.sizes[layer - 1] + bool(self.network.bias)

    def is_constant(self, layer: int, column: int) -> bool:
        """Is this column of the layer's weight the one that meets the constant 1?"""
        return bool(self.network.bias) and column == self.columns(layer) - 1

    def _number(self, layer: int) -> str:
        """The number that a and h of this layer carry: none in the lecture's two-layer network."""
        return str(layer) if self.depth > 2 else ""

    def _is_vector(self, layer: int) -> bool:
        return layer == self.depth and self.one_score

    def _entry(self, layer: int, row: int, column: int) -> str:
        if self._is_vector(layer):
            return str(column + 1)
        wide = max(self.network.sizes[layer], self.columns(layer)) > 9
        return f"{row + 1}{',' if wide else ''}{column + 1}"

    def weight_symbol(self, layer: int, row: int, column: int) -> dict:
        return _at(_of_layer(_mi("w"), str(layer)), self._entry(layer, row, column))

    def weight_name(self, layer: int, row: int, column: int) -> str:
        return symbol_of(self.layers[layer - 1].W).lower() + self._entry(layer, row, column).translate(_SUBSCRIPTS)

    def unit_symbol(self, letter: str, layer: int, k: int) -> dict:
        return _at(_of_layer(_mi(letter), self._number(layer)), str(k + 1))

    def unit_name(self, letter: str, layer: int, k: int) -> str:
        names = self.layers[layer - 1]
        return symbol_of({"a": names.a, "h": names.h}[letter]) + str(k + 1).translate(_SUBSCRIPTS)

    def score_symbol(self, k: int) -> dict:
        return _mi("y") if self.one_score else _at(_mi("y"), str(k + 1))

    def score_name(self, k: int) -> str:
        return "y" if self.one_score else f"y{str(k + 1).translate(_SUBSCRIPTS)}"

    def source_symbol(self, layer: int, k: int) -> object:
        if self.is_constant(layer, k):
            return {"t": "mn", "s": "1"}
        return _at(_mi("x"), str(k + 1)) if layer == 1 else self.unit_symbol("h", layer - 1, k)

    def source_name(self, layer: int, k: int) -> str:
        if self.is_constant(layer, k):
            return "1 (the constant)"
        return f"x{str(k + 1).translate(_SUBSCRIPTS)}" if layer == 1 else self.unit_name("h", layer - 1, k)

    def target_name(self, layer: int, k: int) -> str:
        return self.score_name(k) if layer == self.depth else self.unit_name("a", layer, k)


# ------------------------------------------------------------------------------------------ the way of one weight

class _Way(_Names):
    """The way from one weight to the loss: which places it passes, and the run's columns there."""

    def __init__(self, run, layer: int, row: int, column: int):
        super().__init__(run.start)
        if not 1 <= layer <= self.depth:
            raise ValueError(f"layer {layer} does not exist: the layers are 1 to {self.depth}")
        rows, columns = self.network.sizes[layer], self.columns(layer)
        if not (0 <= row < rows and 0 <= column < columns):
            raise ValueError(f"{self.layers[layer - 1].W} has no entry at row {row}, column {column}: it is {rows} × "
                             f"{columns}, counted from 0")
        self.run, self.layer, self.row, self.column = run, layer, row, column
        self.W = self.layers[layer - 1].W
        self.scores = self.network.sizes[-1]

    @property
    def later(self) -> range:
        """The layers after the weight's own, the last one included."""
        return range(self.layer + 1, self.depth + 1)

    @property
    def n_paths(self) -> int:
        return prod(self.network.sizes[number] for number in self.later) if self.layer < self.depth else 1

    def places(self) -> Iterator[tuple[int, ...]]:
        """The unit of each layer that a path passes: the score first, the weight's own row last."""
        counts = [range(self.network.sizes[number]) for number in reversed(self.later)]
        return (place + (self.row,) for place in product(*counts))

    def path(self, places: tuple[int, ...]) -> Path:
        """The factors of the path through these places: ∂ℓ/∂y, then a weight and a gate per layer, then the input."""
        score = places[0]
        factors, through = [self._score_factor(score)], ["ℓ", self.score_name(score)]
        for number, upper, unit in zip(range(self.depth, self.layer, -1), places, places[1:]):
            factors += [self._weight_factor(number, upper, unit), self._gate_factor(number - 1, unit)]
            through += [self.unit_name("h", number - 1, unit), self.unit_name("a", number - 1, unit)]
        return Path((*factors, self._source_factor()), " → ".join(through))

    @property
    def own_name(self) -> str:
        return self.weight_name(self.layer, self.row, self.column)

    @property
    def own_factor(self) -> Factor:
        """The weight itself, as it stands in a recording."""
        return self._weight_factor(self.layer, self.row, self.column)

    def _score_factor(self, k: int) -> Factor:
        reason = _loss_reason(self.run.loss, self.scores)
        return Factor("dl_dy", k, _partial(self.score_symbol(k)), "dl_dy", reason, _loss_words(self.run.loss, reason))

    def _weight_factor(self, layer: int, row: int, column: int) -> Factor:
        name = self.layers[layer - 1].W
        index = column if self._is_vector(layer) else row * self.columns(layer) + column
        words = f"{self.weight_name(layer, row, column)} is 0"
        return Factor(name, index, self.weight_symbol(layer, row, column), None, ZeroReason.WEIGHT_ZERO, words)

    def _gate_factor(self, layer: int, unit: int) -> Factor:
        names = self.layers[layer - 1]
        symbol = ["row", _mi("g"), {"t": "mo", "s": "′"}, {"t": "mo", "s": "("}, self.unit_symbol("a", layer, unit),
                  {"t": "mo", "s": ")"}]
        return Factor(names.dh_da, unit, symbol, names.dl_da, ZeroReason.RELU_OFF, self._gate_words(layer, unit))

    def _source_factor(self) -> Factor:
        name = "x" if self.layer == 1 else self.layers[self.layer - 2].h
        words = f"{self.source_name(self.layer, self.column)} is 0"
        return Factor(name, self.column, self.source_symbol(self.layer, self.column), name, ZeroReason.INPUT_ZERO, words)

    def _gate_words(self, layer: int, unit: int) -> str:
        a = self.unit_name("a", layer, unit)
        return f"the gate of {a} is shut" if self.network.activation.gate else f"g′({a}) is 0"

    # The run's columns, each with one row per update.

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        names = {"dl_dy", "y"}
        for number in range(1, self.depth + 1):
            names |= {name for name in (self.layers[number - 1].W, self.layers[number - 1].a, self.layers[number - 1].h,
                                        self.layers[number - 1].dh_da) if name}
        return {name: np.asarray(self.run.column(name)) for name in names}

    def numbers(self, name: str, rows: slice) -> np.ndarray:
        """The quantity `name` at these updates, flat: (n, entries)."""
        if name == "x":
            return self.run.inputs[self.run.examples[rows]]
        column = self._columns[name][rows]
        return column.reshape(len(column), -1)

    def own_weight(self, rows: slice) -> np.ndarray:
        return self.numbers(self.W, rows)[:, self.own_factor.index]

    def weights(self, layer: int, rows: slice) -> np.ndarray:
        """The weights of a later layer without the constant's column: (n, outputs, units)."""
        W = self.numbers(self.layers[layer - 1].W, rows)
        W = W.reshape(len(W), self.network.sizes[layer], self.columns(layer))
        return W[:, :, :self.network.sizes[layer - 1]]

    def source(self, rows: slice) -> np.ndarray:
        """What the weight is multiplied by, (n,): an entry of x or of the h below."""
        return self.numbers(self._source_factor().quantity, rows)[:, self.column]

    def z(self, rows: slice) -> np.ndarray:
        return np.asarray(self.run.data.z)[self.run.examples[rows]]

    def chunks(self, width: int) -> Iterator[slice]:
        widest = max(width, *(self.network.sizes[number] * self.network.sizes[number - 1] for number in self.later), 1)
        size = max(1, CHUNK // widest)
        for start in range(0, max(len(self.run), 1), size):
            yield slice(start, min(start + size, len(self.run)))

    # What the change passes, as numbers of a recording.

    def quantities(self) -> tuple[tuple[Quantity, ...], int]:
        """The numbers that are told, and how many units of later layers are not."""
        own = self.own_factor
        told, more = [Quantity(own.quantity, own.index, own.symbol, self.own_name, {})], 0
        if self.layer < self.depth:
            told += self._unit_quantities(self.layer, [self.row])
        for number in range(self.layer + 1, self.depth):
            units = self.told_units(number)
            more += self.network.sizes[number] - len(units)
            told += self._unit_quantities(number, units)
        told += [self._score_quantity(k) for k in self.told_scores()]
        more += len(self.changed_scores()) - len(self.told_scores())
        return (*told, self._loss_quantity()), more

    def told_units(self, layer: int) -> range:
        return range(min(self.network.sizes[layer], LISTED_UNITS))

    def changed_scores(self) -> range:
        return range(self.row, self.row + 1) if self.layer == self.depth else range(self.scores)

    def told_scores(self) -> range:
        return self.changed_scores()[:LISTED_UNITS]

    def _unit_quantities(self, layer: int, units: Sequence[int]) -> list[Quantity]:
        return [self._a_quantity(layer, unit) for unit in units] + [self._h_quantity(layer, unit) for unit in units]

    def _a_quantity(self, layer: int, unit: int) -> Quantity:
        a, own = self.unit_name("a", layer, unit), layer == self.layer
        words = self._source_words() if own else self._sum_words(layer, unit)
        return Quantity(self.layers[layer - 1].a, unit, self.unit_symbol("a", layer, unit), a, words,
                        f"{a} passes a kink of g upwards", f"{a} passes a kink of g downwards")

    def _h_quantity(self, layer: int, unit: int) -> Quantity:
        words = _nothing_arrives() | {int(ZeroReason.RELU_OFF): self._gate_words(layer, unit)}
        return Quantity(self.layers[layer - 1].h, unit, self.unit_symbol("h", layer, unit), self.unit_name("h", layer, unit), words)

    def _score_quantity(self, k: int) -> Quantity:
        words = self._source_words() if self.layer == self.depth else self._sum_words(self.depth, k)
        return Quantity("y", k, self.score_symbol(k), self.score_name(k), words)

    def _loss_quantity(self) -> Quantity:
        reason = _loss_reason(self.run.loss, self.scores)
        words = {int(reason): _loss_words(self.run.loss, reason),
                 int(ZeroReason.CANCELLED): "it is the same on the other side"}
        passed = "ℓ passes a kink"
        return Quantity("loss", 0, _mi("ℓ"), "ℓ", _nothing_arrives() | words, passed, passed)

    def _source_words(self) -> dict[int, str]:
        return {int(ZeroReason.INPUT_ZERO): f"{self.source_name(self.layer, self.column)} is 0"}

    def _sum_words(self, layer: int, unit: int) -> dict[int, str]:
        target = self.target_name(layer, unit)
        return _nothing_arrives() | {int(ZeroReason.WEIGHT_ZERO): f"the weight to {target} is 0",
                                     int(ZeroReason.CANCELLED): f"the changes cancel in {target}"}


def _nothing_arrives() -> dict[int, str]:
    return {int(ZeroReason.FLOW_STOPPED): "nothing arrives"}


def _loss_reason(loss: Loss, scores: int) -> ZeroReason:
    """Why ∂ℓ/∂y is zero under this loss where it is: read off a score that is as right as can be."""
    if loss.why_zero is None:
        return ZeroReason.MARGIN_MET
    y = np.zeros((1, scores)) if scores > 1 else np.zeros(1)
    y.flat[0] = 1e6
    return ZeroReason(int(np.max(loss.why_zero(y, np.ones(1, dtype=int)))))


def _loss_words(loss: Loss, reason: ZeroReason) -> str:
    words = {"hinge": "the margin is met", "perceptron": "y is already on the right side", "zero_one": "the 0/1-loss is flat"}
    return words.get(loss.key, WORDS[reason])


# ----------------------------------------------------------------------------------------------------- backward

def _derive(way: _Way, paths: tuple[Path, ...], more: int, rows: slice) -> dict[str, np.ndarray]:
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


def _sum_over_paths(way: _Way, rows: slice) -> np.ndarray:
    """The sum over all paths, (n,), without listing them: what arrives at each unit is added before it goes on."""
    arrived = np.zeros((rows.stop - rows.start, way.network.sizes[way.layer]))
    arrived[:, way.row] = way.source(rows)
    for number in way.later:
        arrived = arrived * way.numbers(way.layers[number - 2].dh_da, rows)
        arrived = np.einsum("noi,ni->no", way.weights(number, rows), arrived)
    return (arrived * way.numbers("dl_dy", rows)).sum(axis=1)


def _without_noise(rest: np.ndarray, products: np.ndarray, total: np.ndarray) -> np.ndarray:
    """`rest` with the rounding of its subtraction taken for 0."""
    noise = 1e-14 * (np.abs(products).sum(axis=1) + np.abs(total))
    return np.where(np.abs(rest) <= noise, 0.0, rest)


def _relative_error(exact: np.ndarray, difference: np.ndarray) -> np.ndarray:
    size = np.maximum(np.abs(exact), np.abs(difference))
    return np.divide(np.abs(exact - difference), size, out=np.zeros_like(size), where=size > 0)


def _finite_difference(way: _Way, rows: slice) -> tuple[np.ndarray, np.ndarray]:
    """(ℓ(w+ε) − ℓ(w−ε)) / 2ε and whether a kink lies between, (n,) each; ε is relative to the weight."""
    epsilon = RELATIVE_EPSILON * np.maximum(1.0, np.abs(way.own_weight(rows)))
    passed = _go_forward(way, rows, epsilon[:, None] * np.array([-1.0, 1.0]))
    difference = (passed.change["loss"][:, 1, 0] - passed.change["loss"][:, 0, 0]) / (2 * epsilon)
    return difference, np.any([crossed.any(axis=(1, 2)) for crossed in passed.crossed.values()], axis=0)


# ------------------------------------------------------------------------------------------------------ forward

@dataclass(frozen=True, eq=False)
class _Passed:
    """What a change did, by quantity name: before (n, 1, units), change and reasons and crossed (n, E, units)."""

    before: dict[str, np.ndarray]
    change: dict[str, np.ndarray]
    reasons: dict[str, np.ndarray]
    crossed: dict[str, np.ndarray]

    def note(self, name: str, before: np.ndarray, change: np.ndarray, reasons: np.ndarray) -> None:
        self.before[name], self.change[name] = before, change
        self.reasons[name] = np.where(change == 0, reasons, 0).astype(np.uint8)


def _go_forward(way: _Way, rows: slice, epsilons: np.ndarray) -> _Passed:
    """Add ε to the weight at these updates and go forward; epsilons (E,), or (n, E) when each update has its own.

    It follows the changes, not the changed values: no change stays exactly none, and a small one keeps its digits.
    """
    passed = _Passed({}, {}, {}, {})
    arrived = np.zeros((rows.stop - rows.start, epsilons.shape[-1], way.network.sizes[way.layer]))
    arrived[:, :, way.row] = way.source(rows)[:, None] * np.broadcast_to(epsilons, arrived.shape[:2])
    reasons = np.full(arrived.shape, int(ZeroReason.INPUT_ZERO), dtype=np.uint8)
    for number in range(way.layer, way.depth):
        arrived = _through_gate(way, passed, number, rows, arrived, reasons)
        W = way.weights(number + 1, rows)
        arrived, reasons = np.einsum("noi,nei->neo", W, arrived), _sum_reasons(W, arrived)
    _to_loss(way, passed, rows, arrived, reasons)
    return passed


def _through_gate(way: _Way, passed: _Passed, layer: int, rows: slice, da: np.ndarray, reasons: np.ndarray) -> np.ndarray:
    """The change of h, (n, E, units), that a change of a makes."""
    names, g = way.layers[layer - 1], way.network.activation
    a = way.numbers(names.a, rows)[:, None, :]
    passed.note(names.a, a, da, reasons)
    passed.crossed[names.a] = _kinks_passed(g.kinks, a, a + da)
    dh = np.where(da == 0, 0.0, g.value(a + da) - g.value(a))
    h = way.numbers(names.h, rows)[:, None, :da.shape[-1]]
    passed.note(names.h, h, dh, np.where(da == 0, int(ZeroReason.FLOW_STOPPED), int(ZeroReason.RELU_OFF)))
    return dh


def _to_loss(way: _Way, passed: _Passed, rows: slice, dy: np.ndarray, reasons: np.ndarray) -> None:
    """Note y and ℓ. The loss takes one axis of examples: updates and changes are laid behind each other for it."""
    y = way.numbers("y", rows)[:, None, :]
    passed.note("y", y, dy, reasons)
    shape, loss = dy.shape[:2], way.run.loss
    one_each = (-1,) if way.one_score else (-1, way.scores)
    before, after = (np.broadcast_to(scores, dy.shape).reshape(one_each) for scores in (y, y + dy))
    z = np.repeat(way.z(rows), shape[1])
    changed = (dy != 0).any(axis=-1)
    at, then = (loss.value(scores, z).reshape(shape) for scores in (before, after))
    why = np.where(then == at, _loss_reasons(loss, before, z).reshape(shape), 0)
    why = np.where(changed, why, int(ZeroReason.FLOW_STOPPED))
    passed.note("loss", at[:, :1, None], np.where(changed, then - at, 0.0)[..., None], why[..., None])
    passed.crossed["loss"] = _cases_passed(loss, before, after, z).reshape(*shape, 1)


def _loss_reasons(loss: Loss, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Why ℓ would not change, (N,): its derivative is zero, or else it came back to the same value."""
    flags = loss.zero_reason(y, z)
    flags = np.bitwise_or.reduce(flags, axis=-1) if flags.ndim > 1 else flags
    return np.where(flags == 0, int(ZeroReason.CANCELLED), flags)


def _cases_passed(loss: Loss, before: np.ndarray, after: np.ndarray, z: np.ndarray) -> np.ndarray:
    """1 where another branch of the loss holds afterwards, (N,)."""
    return (loss.case(before, z) != loss.case(after, z)).astype(np.uint8)


def _kinks_passed(kinks: Sequence[float], before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """1 where a kink is passed upwards, 2 downwards, else 0; a value at the kink counts to the side below, as g′ does."""
    passed = np.zeros(after.shape, dtype=np.uint8)
    for kink in kinks:
        passed[(before <= kink) & (after > kink)] = 1
        passed[(before > kink) & (after <= kink)] = 2
    return passed


def _sum_reasons(W: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Why W·change has a zero entry, (n, E, outputs): nothing arrives, every weight it meets is 0, or it cancels."""
    moving = (change != 0).astype(float)
    met = np.einsum("noi,nei->neo", (W != 0).astype(float), moving) > 0
    arrives = moving.any(axis=-1, keepdims=True)
    reasons = np.where(met, int(ZeroReason.CANCELLED), int(ZeroReason.WEIGHT_ZERO))
    return np.where(arrives, reasons, int(ZeroReason.FLOW_STOPPED)).astype(np.uint8)


def _columns(way: _Way, passed: _Passed, rows: slice, epsilons: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays of a Wiggle, a column for each quantity that is told: the weight itself, then what it changes."""
    told = way.quantities()[0][1:]
    still = np.zeros(passed.change["loss"].shape, dtype=np.uint8)

    def told_of(by_name: dict[str, np.ndarray], own: np.ndarray) -> np.ndarray:
        return np.concatenate([own, *(by_name.get(q.name, still)[..., _entry(by_name, q)] for q in told)], axis=-1)

    before = told_of(passed.before, way.own_weight(rows)[:, None, None])
    change = told_of(passed.change, np.broadcast_to(epsilons[:, None], still.shape))
    ratio = np.divide(change[:, :, -1], epsilons, out=np.full(still.shape[:2], np.nan), where=epsilons != 0)
    arrays = {"before": before[:, 0, :].astype(np.float32), "change": change.astype(np.float32),
              "after": (before + change).astype(np.float32), "ratio": ratio.astype(np.float32),
              "reasons": told_of(passed.reasons, still), "crossed": told_of(passed.crossed, still)}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _entry(by_name: dict[str, np.ndarray], quantity: Quantity) -> slice:
    """Where the quantity stands among the entries noted under its name; kinks are noted for a and ℓ only."""
    return slice(quantity.index, quantity.index + 1) if quantity.name in by_name else slice(0, 1)
