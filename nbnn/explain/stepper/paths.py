"""The way from one weight to the loss: the places that a change of it passes, their names, and a run's numbers there.

Layers count from 1, rows and columns from 0, as everywhere; the symbols count from 1, as on the board.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

import numpy as np

from ...core.network.network import Network
from ...core.notation import symbol as symbol_of
from ...core.records.losses import Loss
from ...core.records.reasons import WORDS, ZeroReason
from ...core.training.sgd import Run
from ..writing.template import Node, d_d, frac, mi, mn, row, sub, sup, text

LISTED_UNITS = 6  # of a later layer, and of the scores, are listed one by one
CHUNK = 1 << 20  # numbers that may be alive at once while a long run is worked through


@dataclass(frozen=True)
class Factor:
    """One local derivative on a path.

    Attributes
    ----------
    quantity, index : the number's name in a recording and its flat index there.
    symbol : how the board writes it, as a template.
    known_after : the quantity whose line must be reached before this number is known; None for a weight and the constant 1.
    reason, words : why the product is zero when this factor is.
    """

    quantity: str
    index: int
    symbol: Node
    known_after: str | None
    reason: ZeroReason
    words: str


@dataclass(frozen=True)
class Path:
    """The factors of one path, from the loss back to the weight; `through` names the places, such as ℓ → y → h₁ → a₁."""

    factors: tuple[Factor, ...]
    through: str


@dataclass(frozen=True)
class Quantity:
    """A number that changes with the weight, the weight itself being the first: its name and flat index in a recording.

    symbol, text : how it is written, as a template and as plain text.
    words : what to say when the change dies before it, by ZeroReason; up, down : when it passes a kink.
    """

    name: str
    index: int
    symbol: Node
    text: str
    words: dict[int, str]
    up: str = ""
    down: str = ""


@dataclass(frozen=True)
class WeightChoice:
    """The weights of one layer that can be chosen: `sources` × `targets` are its columns × rows, by name."""

    layer: int
    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def choices(network: Network) -> tuple[WeightChoice, ...]:
    """What the weights of each layer lead from and to, by name: x₁ → a₁."""
    names = Names(network)
    return tuple(WeightChoice(number, symbol_of(names.layers[number - 1].W),
                        tuple(names.source_name(number, k) for k in range(names.columns(number))),
                        tuple(names.target_name(number, k) for k in range(network.sizes[number])))
                 for number in range(1, network.depth + 1))


def _of_layer(node: Node, number: str) -> Node:
    return sup(node, f"({number})") if number else node


def _plain(symbol: Node) -> str:
    """A symbol as text; it holds no numbers to be read."""
    return text(symbol, lambda *_: 0.0)


class Names:
    """How the numbers of one network are written, as text and as templates; k counts from 0, what is written from 1."""

    def __init__(self, network: Network):
        self.network = network
        self.depth = network.depth
        self.one_score = network.one_score
        self.layers = network.quantities.layers
        self.output = network.quantities.output

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
        comma = "," if max(row, column) >= 9 else ""
        return f"{row + 1}{comma}{column + 1}"

    def weight_symbol(self, layer: int, row: int, column: int) -> Node:
        return _of_layer(sub(mi("w"), self._entry(layer, row, column)), str(layer))

    def weight_name(self, layer: int, row: int, column: int) -> str:
        return _plain(self.weight_symbol(layer, row, column))

    def unit_symbol(self, letter: str, layer: int, k: int) -> Node:
        return _of_layer(sub(mi(letter), str(k + 1)), self._number(layer))

    def unit_name(self, letter: str, layer: int, k: int) -> str:
        return _plain(self.unit_symbol(letter, layer, k))

    @property
    def score(self) -> str:
        """The quantity that the last weight gives: y, or s where the output has an activation."""
        return "s" if self.output else "y"

    def score_symbol(self, k: int, letter: str = "") -> Node:
        """How the k-th score is written, or another quantity of its output."""
        symbol = mi(letter or self.score)
        return symbol if self.one_score else sub(symbol, str(k + 1))

    def score_name(self, k: int, letter: str = "") -> str:
        return _plain(self.score_symbol(k, letter))

    def output_slope(self, k: int) -> Node:
        """∂y/∂s of the k-th output."""
        return frac(row("∂", self.score_symbol(k, "y")), row("∂", self.score_symbol(k, "s")))

    def source_symbol(self, layer: int, k: int) -> Node:
        if self.is_constant(layer, k):
            return mn("1")
        return sub(mi("x"), str(k + 1)) if layer == 1 else self.unit_symbol("h", layer - 1, k)

    def source_name(self, layer: int, k: int) -> str:
        return "1 (the constant)" if self.is_constant(layer, k) else _plain(self.source_symbol(layer, k))

    def target_name(self, layer: int, k: int) -> str:
        return self.score_name(k) if layer == self.depth else self.unit_name("a", layer, k)


class Way(Names):
    """The way from one weight to the loss: which places it passes, and the run's columns there."""

    def __init__(self, run: Run, layer: int, row: int, column: int):
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
        return ((*place, self.row) for place in product(*counts))

    def path(self, places: tuple[int, ...]) -> Path:
        """The factors of the path through these places: ∂ℓ/∂y (and ∂y/∂s), then a weight and a gate per layer, then the input."""
        score = places[0]
        factors, through = [self._score_factor(score)], ["ℓ", self.score_name(score, "y")]
        if self.output:
            factors.append(self._output_factor(score))
            through.append(self.score_name(score))
        for number, upper, unit in zip(range(self.depth, self.layer, -1), places, places[1:]):
            factors += [self._weight_factor(number, upper, unit), self._gate_factor(number - 1, unit)]
            through += [self.unit_name("h", number - 1, unit), self.unit_name("a", number - 1, unit)]
        return Path((*factors, self._source_factor()), " → ".join(through))

    @property
    def own_name(self) -> str:
        return self.weight_name(self.layer, self.row, self.column)

    @property
    def derivative_symbol(self) -> Node:
        """∂ℓ/∂w of the weight, as a template."""
        return d_d(self.own_factor.symbol)

    @property
    def own_factor(self) -> Factor:
        """The weight itself, as it stands in a recording."""
        return self._weight_factor(self.layer, self.row, self.column)

    def _score_factor(self, k: int) -> Factor:
        reason = _loss_reason(self.run.loss, self.scores)
        return Factor("dl_dy", k, d_d(self.score_symbol(k, "y")), "dl_dy", reason, _loss_words(self.run.loss, reason))

    def _output_factor(self, k: int) -> Factor:
        return Factor("dy_ds", k, self.output_slope(k), "dy_ds", ZeroReason.RELU_OFF, self._output_words(k))

    def _output_words(self, k: int) -> str:
        return f"the output is flat at {self.score_name(k)}"

    def _weight_factor(self, layer: int, row: int, column: int) -> Factor:
        name = self.layers[layer - 1].W
        index = column if self._is_vector(layer) else row * self.columns(layer) + column
        words = f"{self.weight_name(layer, row, column)} is 0"
        return Factor(name, index, self.weight_symbol(layer, row, column), None, ZeroReason.WEIGHT_ZERO, words)

    def _gate_factor(self, layer: int, unit: int) -> Factor:
        names = self.layers[layer - 1]
        symbol = row(mi("g"), "′(", self.unit_symbol("a", layer, unit), ")")
        return Factor(names.dh_da, unit, symbol, names.dl_da, ZeroReason.RELU_OFF, self._gate_words(layer, unit))

    def _source_factor(self) -> Factor:
        name = "x" if self.layer == 1 else self.layers[self.layer - 2].h
        words = f"{self.source_name(self.layer, self.column)} is 0"
        known_after = None if self.is_constant(self.layer, self.column) else name
        return Factor(name, self.column, self.source_symbol(self.layer, self.column), known_after, ZeroReason.INPUT_ZERO, words)

    def _gate_words(self, layer: int, unit: int) -> str:
        a = self.unit_name("a", layer, unit)
        return f"the gate of {a} is shut" if self.network.gates[layer - 1] else f"g′({a}) is 0"

    # The run's columns, each with one row per update.

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        names = {"dl_dy", "y"} | ({"s", "dy_ds"} if self.output else set())
        for number in range(1, self.depth + 1):
            names |= {name for name in (self.layers[number - 1].W, self.layers[number - 1].a, self.layers[number - 1].h,
                                        self.layers[number - 1].dh_da) if name}
        return {name: np.asarray(self.run.column(name)) for name in names}

    def numbers(self, name: str, rows: slice) -> np.ndarray:
        """The quantity `name` at these updates, flat: (n, entries)."""
        if name == "x":
            return self.run.picked[0][rows]
        column = self._columns[name][rows]
        return column.reshape(len(column), -1)

    def flow_from_loss(self, rows: slice) -> np.ndarray:
        """∂ℓ/∂y, or ∂ℓ/∂s where the output has an activation, (n, scores)."""
        flow = self.numbers("dl_dy", rows)
        return flow * self.numbers("dy_ds", rows) if self.output else flow

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
        return self.run.picked[1][rows]

    def chunks(self, width: int) -> Iterator[slice]:
        widest = max(width, *(self.network.sizes[number] * self.network.sizes[number - 1] for number in self.later), 1)
        size = max(1, CHUNK // widest)
        for start in range(0, max(len(self.run), 1), size):
            yield slice(start, min(start + size, len(self.run)))

    # What the change passes, as numbers of a recording.

    def quantities(self) -> tuple[tuple[Quantity, ...], int]:
        """The numbers that are listed, and how many units of later layers are not."""
        own = self.own_factor
        told, more = [Quantity(own.quantity, own.index, own.symbol, self.own_name, {})], 0
        if self.layer < self.depth:
            told += self._unit_quantities(self.layer, [self.row])
        for number in range(self.layer + 1, self.depth):
            units = self.units_to_list(number)
            more += self.network.sizes[number] - len(units)
            told += self._unit_quantities(number, units)
        told += [self._score_quantity(k) for k in self.scores_to_list()]
        if self.output:
            told += [self._output_quantity(k) for k in self.scores_to_list()]
        more += len(self.scores_behind()) - len(self.scores_to_list())
        return (*told, self._loss_quantity()), more

    def units_to_list(self, layer: int) -> range:
        return range(min(self.network.sizes[layer], LISTED_UNITS))

    def scores_behind(self) -> range:
        return range(self.row, self.row + 1) if self.layer == self.depth else range(self.scores)

    def scores_to_list(self) -> range:
        return self.scores_behind()[:LISTED_UNITS]

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
        s, kink = self.score_name(k), "passes a kink of the output's activation"
        up, down = (f"{s} {kink} upwards", f"{s} {kink} downwards") if self.output else ("", "")
        return Quantity(self.score, k, self.score_symbol(k), s, words, up, down)

    def _output_quantity(self, k: int) -> Quantity:
        words = _nothing_arrives() | {int(ZeroReason.RELU_OFF): self._output_words(k)}
        return Quantity("y", k, self.score_symbol(k, "y"), self.score_name(k, "y"), words)

    def _loss_quantity(self) -> Quantity:
        reason = _loss_reason(self.run.loss, self.scores)
        words = {int(reason): _loss_words(self.run.loss, reason),
                 int(ZeroReason.CANCELED): "it is the same on the other side"}
        passed = "ℓ passes a kink"
        return Quantity("loss", 0, mi("ℓ"), "ℓ", _nothing_arrives() | words, passed, passed)

    def _source_words(self) -> dict[int, str]:
        return {int(ZeroReason.INPUT_ZERO): f"{self.source_name(self.layer, self.column)} is 0"}

    def _sum_words(self, layer: int, unit: int) -> dict[int, str]:
        target = self.target_name(layer, unit)
        return _nothing_arrives() | {int(ZeroReason.WEIGHT_ZERO): f"the weight to {target} is 0",
                                     int(ZeroReason.CANCELED): f"the changes cancel in {target}"}


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
    return loss.zero_words or WORDS[reason]
