"""The names of one update's quantities, their shapes, and their place in a recorded row.

A recording is one row of float64 per update. Weights come first and their derivatives second, both in the
order of θ, so that the update θ ← θ − η ∂ℓ/∂θ is one subtraction of two neighboring stretches of the row.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod

import numpy as np


@dataclass(frozen=True)
class Layer:
    """The names of one layer's quantities; the last layer has no `a`, `h` of its own (its result is y)."""

    W: str
    dl_dW: str
    a: str | None = None
    h: str | None = None
    dh_da: str | None = None
    dl_dh: str | None = None
    dl_da: str | None = None


@dataclass(frozen=True)
class Quantities:
    """Every quantity of an update of a network of `sizes` (inputs, hidden units …, scores).

    output : the output has an activation, y = g(s): then s, ∂y/∂s and ∂ℓ/∂s are quantities as well.

    Layers count from 1. A last layer with one score is the vector w; two-layer networks drop the number of
    a and h, as the lecture does, and understand a1, h1, … as well.
    """

    sizes: tuple[int, ...]
    bias: bool = False
    output: bool = False

    @cached_property
    def one_score(self) -> bool:
        return self.sizes[-1] == 1

    @property
    def depth(self) -> int:
        """How many weights there are: hidden layers and one."""
        return len(self.sizes) - 1

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        return tuple(self._layer(number) for number in range(1, self.depth + 1))

    def _layer(self, number: int) -> Layer:
        last = number == self.depth
        W = f"{'w' if last and self.one_score else 'W'}{number}"
        if last:
            return Layer(W, f"dl_d{W}")
        at = "" if self.depth == 2 else str(number)
        return Layer(W, f"dl_d{W}", f"a{at}", f"h{at}", f"dh_da{at}", f"dl_dh{at}", f"dl_da{at}")

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Name → shape, in the order of the recorded row; scalars have the shape ()."""
        one = 1 if self.bias else 0
        weights = {layer.W: self._weight_shape(number) for number, layer in enumerate(self.layers)}
        shapes = weights | {layer.dl_dW: weights[layer.W] for layer in self.layers}
        for units, layer in zip(self.sizes[1:], self.hidden):
            shapes |= {layer.a: (units,), layer.h: (units + one,), layer.dh_da: (units,)}
            shapes |= {layer.dl_dh: (units + one,), layer.dl_da: (units,)}
        scores = () if self.one_score else (self.sizes[-1],)
        if self.output:
            return shapes | {"s": scores, "y": scores, "loss": (), "dl_dy": scores, "dy_ds": scores, "dl_ds": scores, "eta": ()}
        return shapes | {"y": scores, "loss": (), "dl_dy": scores, "eta": ()}

    @property
    def dl_dscores(self) -> str:
        """The name of what flows into the last weight: ∂ℓ/∂s, and without an activation of the output ∂ℓ/∂y."""
        return "dl_ds" if self.output else "dl_dy"

    def _weight_shape(self, number: int) -> tuple[int, ...]:
        columns = self.sizes[number] + (1 if self.bias else 0)
        rows = self.sizes[number + 1]
        return (columns,) if rows == 1 and number == self.depth - 1 else (rows, columns)

    @cached_property
    def hidden(self) -> tuple[Layer, ...]:
        return self.layers[:-1]

    @cached_property
    def places(self) -> dict[str, slice]:
        """Name → its stretch of the recorded row."""
        places, start = {}, 0
        for name, shape in self.shapes.items():
            places[name] = slice(start, start + prod(shape))
            start += prod(shape)
        return places

    @cached_property
    def width(self) -> int:
        """Numbers in a recorded row."""
        return sum(prod(shape) for shape in self.shapes.values())

    @cached_property
    def n_weights(self) -> int:
        return sum(prod(self.shapes[layer.W]) for layer in self.layers)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What is computed, in teaching order: forward, the loss, then backward from it."""
        forward = [name for layer in self.hidden for name in (layer.a, layer.h)]
        last = self.layers[-1]
        backward = ["dl_dy", *(("dy_ds", "dl_ds") if self.output else ()), last.dl_dW]
        for layer in reversed(self.hidden):
            backward += [layer.dl_dh, layer.dl_da, layer.dl_dW]
        return (*forward, *(("s",) if self.output else ()), "y", "loss", *backward)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Other names that are understood: a1 for a and so on in a two-layer network, W1 for w1 without a hidden one."""
        aliases = {}
        if self.depth == 2:
            aliases = {f"{name}1": name for name in ("a", "h", "dh_da", "dl_dh", "dl_da")}
        if self.depth == 1 and self.one_score:
            aliases = {"W1": "w1", "dl_dW1": "dl_dw1"}
        return aliases

    def views(self, row: np.ndarray) -> dict[str, np.ndarray]:
        """Every quantity of one row (width,), by name, as a view: what `view` gives, in a third of the time for all."""
        return {name: row[place] if shape is None else row[place].reshape(shape) for name, place, shape in self._stretches}

    @cached_property
    def _stretches(self) -> list[tuple[str, slice, tuple[int, ...] | None]]:
        """Name, place, and the shape where it is not that of the stretch itself."""
        return [(name, self.places[name], None if len(shape) == 1 else shape) for name, shape in self.shapes.items()]

    def view(self, row: np.ndarray, name: str) -> np.ndarray:
        """The quantity `name` of a row (width,) or of rows (T, width): a view of shape (…, *shape)."""
        return row[..., self.places[name]].reshape(row.shape[:-1] + self.shapes[name])


@lru_cache(maxsize=256)
def quantities_of(sizes: tuple[int, ...], bias: bool, output: bool = False) -> Quantities:
    """The one Quantities of these sizes: a step makes a network, and working out its names would cost more than its numbers."""
    return Quantities(sizes, bias, output)


def freeze(array: np.ndarray) -> np.ndarray:
    """A view of the array that cannot be written to; the array itself stays as it is."""
    array = array.view()
    array.setflags(write=False)
    return array
