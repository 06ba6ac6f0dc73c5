"""A calculation as a sheet of lines, each a rule that makes one quantity from those above it.

The same sheet gives the right answer, the answer that follows from one wrong rule (a slip: the rest of the calculation
is done right), and the answer that follows from another choice at a kink. A slip names the role of the line that it
spoils, so that one misconception holds for a network of any depth.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

import numpy as np

from ...core.network.network import with_one
from ...core.network.quantities import Layer, Quantities
from ...core.notation import symbol
from ...core.training.sgd import Step

NEAR = 1e-9  # this close to a kink, relative to the size of the numbers, a calculation by hand stands on it


class Values:
    """The quantities of a sheet, read by a line under its own letters: `v.flow` is ∂ℓ/∂y in one line and ∂ℓ/∂a in another."""

    def __init__(self, values: Mapping[str, Any], letters: Mapping[str, str], read: set[str] | None = None):
        self._values, self._letters, self._read = values, letters, read

    def __getattr__(self, letter: str):
        name = self._letters.get(letter, letter)
        if self._read is not None:
            self._read.add(name)
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(letter) from None

    def __contains__(self, letter: str) -> bool:
        return self._letters.get(letter, letter) in self._values


Rule = Callable[[Values], Any]
Slip = Callable[[Values, Rule], Any]  # (letters, the right rule) → what the line then gives; None: this line stays right


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a sheet.

    Attributes
    ----------
    name : of the quantity, `dl_dW1`.
    rule : the right one, of the quantities above.
    formula : as the board writes it.
    symbol : of the quantity; left out: the name's notation.
    role : what kind of line it is, which slips go by; left out: the name.
    letters : the line's own letters → names.
    spread : where a choice is free, the rule of (lowest, highest) value that is right.
    join : where entries are right only together, (letters, chosen value) → the value that is right and nearest to it.
    scale : what an entered number may be off by 1 % of; left out: the value. A new weight is the old one and a small change, so
        1 % of the weight would let a wrong change pass.
    """

    name: str
    rule: Rule
    formula: str = ""
    symbol: str = ""
    role: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    spread: Callable[[Values], tuple[Any, Any]] | None = None
    join: Callable[[Values, Any], Any] | None = None
    scale: Rule | None = None

    def __post_init__(self):
        object.__setattr__(self, "role", self.role or self.name)
        object.__setattr__(self, "symbol", self.symbol or symbol(self.name))


Sheet = tuple[Line, ...]


class DoesNotApply(Exception):
    """With this slip the calculation cannot be done."""


def fill(sheet: Sheet, given: Mapping[str, Any], wanted: Iterable[str] = (), slips: Mapping[str, Slip] | None = None,
         choices: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every quantity down to the last one wanted (all of them when none is named), `given` included.

    slips : role → the wrong rule of such lines. choices : name → the value chosen where more than one is right.

    Raises DoesNotApply when a slip leaves shapes that do not fit or numbers that are not finite.
    """
    values, missing = dict(given), set(wanted)
    for line in sheet:
        values[line.name] = _value(line, Values(values, line.letters), slips or {}, choices or {})
        missing.discard(line.name)
        if wanted and not missing:
            break
    return values


def _value(line: Line, letters: Values, slips: Mapping[str, Slip], choices: Mapping[str, Any]):
    if line.name in choices:
        return choices[line.name]
    if not slips:
        return line.rule(letters)
    slip = slips.get(line.role)
    try:
        with np.errstate(all="ignore"):
            value = None if slip is None else slip(letters, line.rule)
            value = line.rule(letters) if value is None else value
    except (ValueError, TypeError, IndexError, ZeroDivisionError, AttributeError):
        raise DoesNotApply(line.name) from None  # such as a product of shapes that no longer fit
    if not np.isfinite(value).all():
        raise DoesNotApply(line.name)
    return value


def scales(sheet: Sheet, values: Mapping[str, Any]) -> dict[str, Any]:
    """Name → what its 1 % is taken of, for the lines that are not measured by their own value."""
    return {line.name: line.scale(Values(values, line.letters)) for line in sheet if line.scale is not None and line.name in values}


def change(v: Values):
    """By how much an update moves a weight."""
    return v.eta * v.dW


def exactly(v: Values):
    """Nothing: what is counted is a whole number, and a percent of it would be another one."""
    return 0.0


def ingredients(sheet: Sheet, given: Mapping[str, Any], wanted: Iterable[str]) -> frozenset[str]:
    """The names of the lines that the wanted ones are made from, themselves included: seen by which letters the rules read."""
    values = dict(given)
    read: dict[str, set[str]] = {line.name: set() for line in sheet}
    for line in sheet:
        values[line.name] = line.rule(Values(values, line.letters, read[line.name]))
    names, found = list(wanted), set()
    while names:
        name = names.pop()
        if name in read and name not in found:
            found.add(name)
            names += read[name]
    return frozenset(found)


# ---- the sheet of one update of a network ----

@lru_cache(maxsize=256)
def network_sheet(quantities: Quantities) -> Sheet:
    """The board of a network: forward, the loss, backward, the new weights (`W1_new`).

    What is given: x (with its constant 1 where there are biases), z, eta, the weights by name, `loss_record`, and the activation of
    each hidden layer, g1, g2 …, and of the output, `g_output`.
    """
    hidden = [_forward(quantities, number) for number in range(quantities.depth - 1)]
    backward = [line for number in reversed(range(quantities.depth - 1)) for line in _backward(quantities, number)]
    new = [_new(layer) for layer in quantities.layers]
    return (*(line for lines in hidden for line in lines), *_top(quantities), *backward, *new)


def given_network(step: Step) -> dict[str, Any]:
    """What the sheet of a network starts from, for one update: the weights that it computes with (ahead of θ with Nesterov)."""
    net = step.ahead
    weights = {layer.W: weight for layer, weight in zip(net.quantities.layers, net.weights)}
    functions = {_g(number): g for number, g in enumerate(net.activations)} | {OUTPUT: net.output}
    return weights | {"x": step.x, "z": step.z, "eta": step.eta, "loss_record": step.loss_record, **functions}


OUTPUT = "g_output"  # the name of the output's activation among what is given
_OF_OUTPUT = {"g": OUTPUT, "a": "s", "h": "y", "dh": "dl_dy", "dh_da": "dy_ds", "da": "dl_ds"}  # letters of the lines around it


def _g(number: int) -> str:
    """The name of a hidden layer's activation among what is given; layers count from 0 here."""
    return f"g{number + 1}"


def _below(quantities: Quantities, number: int) -> str:
    return quantities.layers[number - 1].h if number else "x"


def _letters(quantities: Quantities, number: int) -> dict[str, str]:
    """The letters of a layer's lines; `W_above` and `flow` are of the layer that the derivative comes from."""
    layer: Layer = quantities.layers[number]
    last = number == quantities.depth - 1
    above = None if last else quantities.layers[number + 1]
    flow = quantities.dl_dscores if last else layer.dl_da
    letters = {"W": layer.W, "below": _below(quantities, number), "flow": flow, "dW": layer.dl_dW}
    if number:
        letters["a_below"] = quantities.layers[number - 1].a
    if not last:
        letters |= {"g": _g(number), "a": layer.a, "h": layer.h, "dh": layer.dl_dh, "dh_da": layer.dh_da, "da": layer.dl_da,
                    "W_above": above.W, "flow_above": quantities.dl_dscores if number == quantities.depth - 2 else above.dl_da}
    return letters


def _forward(quantities: Quantities, number: int) -> tuple[Line, Line]:
    layer, letters = quantities.layers[number], _letters(quantities, number)
    rule = (lambda v: with_one(v.g.value(v.a))) if quantities.bias else (lambda v: v.g.value(v.a))  # g beside the network: a check of it
    return (Line(layer.a, lambda v: v.W @ v.below, f"{symbol(layer.W)}{symbol(letters['below'])}", role="a", letters=letters),
            Line(layer.h, rule, f"g({symbol(layer.a)})", role="h", letters=letters))


def _top(quantities: Quantities) -> tuple[Line, ...]:
    number = quantities.depth - 1
    layer, letters = quantities.layers[number], _letters(quantities, number)
    below, one = letters["below"], quantities.one_score
    y = (lambda v: float(v.W @ v.below)) if one else (lambda v: v.W @ v.below)
    dot, score = "·" if one else "", "s" if quantities.output else "y"
    activated, slope = _around_output(one) if quantities.output else ((), ())
    return (Line(score, y, f"{symbol(layer.W)}{dot}{symbol(below)}", role="y", letters=letters), *activated,
            Line("loss", lambda v: v.loss_record.value_for(np.ndim(v.y) == 0)(v.y, v.z), "ℓ(y, z)"),
            Line("dl_dy", lambda v: v.loss_record.derivative_unchecked(v.y, v.z), "ℓ′(y, z)", spread=spread_of_loss,
                 join=join_of_loss), *slope,
            Line(layer.dl_dW, partial(_outer, vector=one), f"∂ℓ/∂{score} {symbol(below)}{'' if one else 'ᵀ'}", role="dl_dW",
                 letters=letters))


def _around_output(one: bool) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of an output's activation: y = g(s) on the way up; its slope, and what comes back through it."""
    times = " " if one else " ⊙ "
    return ((Line("y", lambda v: v.g.value(v.a), "g(s)", role="y_of_s", letters=_OF_OUTPUT),),  # g beside the network: a check of it
            (Line("dy_ds", lambda v: v.g.derivative(v.a), "g′(s)", letters=_OF_OUTPUT, spread=spread_of_slope),
             Line("dl_ds", lambda v: v.dh * v.dh_da, f"∂ℓ/∂y{times}∂y/∂s", letters=_OF_OUTPUT)))


def _backward(quantities: Quantities, number: int) -> tuple[Line, ...]:
    layer, letters = quantities.layers[number], _letters(quantities, number)
    flow, W, below = letters["flow_above"], letters["W_above"], letters["below"]
    vector = quantities.one_score and number == quantities.depth - 2
    turned = "" if vector else "ᵀ"
    dh = f"{symbol(flow)} {symbol(W)}" if vector else f"{symbol(W)}{turned} {symbol(flow)}"
    kept = (lambda v: v.dh[:-1] * v.dh_da) if quantities.bias else (lambda v: v.dh * v.dh_da)
    return (Line(layer.dl_dh, partial(_back, vector=vector), dh, role="dl_dh", letters=letters),
            Line(layer.dh_da, lambda v: v.g.derivative(v.a), f"g′({symbol(layer.a)})", role="dh_da", letters=letters,
                 spread=spread_of_slope),
            Line(layer.dl_da, kept, f"{symbol(layer.dl_dh)} ⊙ g′({symbol(layer.a)})", role="dl_da", letters=letters),
            Line(layer.dl_dW, partial(_outer, vector=False), f"{symbol(layer.dl_da)} {symbol(below)}ᵀ", role="dl_dW", letters=letters))


def _new(layer: Layer) -> Line:
    letters = {"W": layer.W, "dW": layer.dl_dW}
    return Line(f"{layer.W}_new", lambda v: v.W - v.eta * v.dW, f"{symbol(layer.W)} − η {symbol(layer.dl_dW)}",
                symbol=f"{symbol(layer.W)} after the update", role="new", letters=letters, scale=change)


def _outer(v: Values, vector: bool):
    return v.flow * v.below if vector else np.multiply.outer(v.flow, v.below)


def _back(v: Values, vector: bool):
    return v.flow_above * v.W_above if vector else v.W_above.T @ v.flow_above


def spread_of_loss(v: Values):
    """The ends of the subdifferential of the loss at y, and at numbers that only rounding tells from y.

    Where entries are right only together, what each may be with some choice of the others; where the record does not say which are,
    what we use.
    """
    if v.loss_record.joint and np.ndim(v.y):
        used = v.loss_record.derivative(v.y, v.z)
        found = [join_of_loss(v, wanted) for wanted in (*np.eye(len(v.y)), np.zeros(len(v.y)), np.ones(len(v.y)), used)]
        return _widest([(each, each) for each in found], used)
    wide = NEAR * (1.0 + np.abs(v.y))
    ends = [v.loss_record.subdifferential(v.y + shift, v.z) for shift in (-wide, 0.0, wide)]
    return _widest(ends, v.loss_record.derivative(v.y, v.z))


def join_of_loss(v: Values, chosen):
    """The subgradient nearest to what was chosen entry by entry."""
    if not v.loss_record.joint or not np.ndim(v.y):
        return chosen
    if v.loss_record.subgradient is None:
        return v.loss_record.derivative(v.y, v.z)
    return v.loss_record.subgradient(np.asarray(v.y), v.z, np.asarray(chosen))


def spread_of_slope(v: Values):
    wide = NEAR * (1.0 + np.abs(v.a))
    return _widest([v.g.subdifferential(v.a + shift) for shift in (-wide, 0.0, wide)], v.g.derivative(v.a))


def _widest(ends: list[tuple[Any, Any]], used):
    """(lowest, highest) of all; where they differ by no more than rounding, what is used."""
    low, high = np.min([low for low, _ in ends], axis=0), np.max([high for _, high in ends], axis=0)
    narrow = high - low <= 1e-6 * (1.0 + np.abs(used))
    low, high = np.where(narrow, used, low), np.where(narrow, used, high)
    return (float(low), float(high)) if low.ndim == 0 else (low, high)
