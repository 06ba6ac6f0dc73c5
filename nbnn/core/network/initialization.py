"""How widely activations and derivatives are spread, layer by layer: what an initialization does before any training.

With well-chosen weights the spread of h stays about the same from layer to layer, and so does that of ∂ℓ/∂a on the way back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..bounds import check_memory
from ..given import checked_kind, checked_list
from ..records.activations import Activation
from ..records.datasets import Dataset
from ..records.losses import Loss
from ..records.schedules import checked_number
from .arguments import checked_count, checked_data, checked_loss, checked_network
from .network import Network

FLAT = 0.01  # a derivative g′(a) below this share of its largest value counts as flat: the unit is saturated, or off


@dataclass(frozen=True, eq=False)
class Spread:
    """One quantity over all examples, and all units or weights of a layer.

    Attributes
    ----------
    name : the board's, such as "h1" or "dl_dW2".
    mean, std, low, high : of all its values.
    zeros : the share of them that is exactly 0.
    counts, edges : (bins,) how many values lie between edges[k] and edges[k + 1]; edges (bins + 1,).
    """

    name: str
    mean: float
    std: float
    low: float
    high: float
    zeros: float
    counts: np.ndarray
    edges: np.ndarray

    def __repr__(self) -> str:
        return f"Spread({self.name}: mean {self.mean:.3g}, standard deviation {self.std:.3g}, {self.zeros:.0%} zeros)"


@dataclass(frozen=True, eq=False)
class LayerSpread:
    """A layer of a network on some data.

    Attributes
    ----------
    number : from 1; the last layer is that of the scores.
    inputs, units : its size.
    a, h : for a hidden layer, before and after the activation; for the last layer `a` is y and `h` is None.
    dl_da : for a hidden layer ∂ℓ/∂a, for the last ∂ℓ/∂y: what flows back to here.
    dl_dW : of each weight, for each example.
    flat : for a hidden layer the share of (example, unit) with a derivative g′(a) below a hundredth of its largest: saturated, or off.
    dead : for a hidden layer the units whose g′(a) is 0 for every example: they learn nothing.
    """

    number: int
    inputs: int
    units: int
    a: Spread
    h: Spread | None
    dl_da: Spread
    dl_dW: Spread
    flat: float | None
    dead: int | None

    def __repr__(self) -> str:
        return f"LayerSpread({self.number}: {self.h or self.a!r})"


def spread(network: Network, data: Dataset, loss: Loss | str, bins: int = 30) -> tuple[LayerSpread, ...]:
    """The spread of a, h, ∂ℓ/∂a and ∂ℓ/∂W in every layer, over all examples, for the weights as they are.

    The 1 that biases see is no unit, and a bias is counted among its layer's weights. A histogram has `bins` equal parts.

    Raises ValueError or TypeError for what does not fit, and ValueError when a number overflows.
    """
    loss = checked_loss(loss, checked_network(network))
    data = checked_data(data, network, loss)
    bins = checked_count(bins, "bins")
    check_memory("bins", bins, 8 * network.depth, "parts of all histograms")
    check_memory("data", len(data), 2 * network.quantities.width, "examples, with every derivative of each,", "data.subset(range(1000))")
    with np.errstate(all="ignore"):
        forward = network.forward(data.x)
        d = network.backward(forward, loss.derivative_unchecked(forward.y, data.z))
    found = [_layer(network, number, forward, d, bins) for number in range(network.depth)]
    return tuple(found)


def _layer(network: Network, number: int, forward, d: dict, bins: int) -> LayerSpread:
    layer = network.quantities.layers[number]
    inputs, units = network.sizes[number:number + 2]
    dl_dW = _spread(layer.dl_dW, d[layer.dl_dW], bins)
    if layer.a is None:
        flow = network.quantities.dl_dscores
        return LayerSpread(number + 1, inputs, units, _spread("s" if network.quantities.output else "y", forward.s, bins), None,
                           _spread(flow, d[flow], bins), dl_dW, None, None)
    slopes = np.abs(d[layer.dh_da])
    steepest = _steepest(network.activations[number], slopes)
    h = forward.h[number][..., :units]
    return LayerSpread(number + 1, inputs, units, _spread(layer.a, forward.a[number], bins), _spread(layer.h, h, bins),
                       _spread(layer.dl_da, d[layer.dl_da], bins), dl_dW, float(np.mean(slopes < FLAT * steepest)),
                       int(np.all(slopes == 0, axis=0).sum()))


def _steepest(g: Activation, slopes: np.ndarray) -> float:
    """The largest g′ there is: of a piecewise linear g its steepest piece, else its slope at 0 if no unit's is larger."""
    if g.slopes:
        return max(map(abs, g.slopes))
    return max(float(np.abs(g.derivative(0.0))), float(slopes.max()))


def _spread(name: str, values, bins: int) -> Spread:
    values = np.asarray(values).ravel()
    if not np.isfinite(values).all():
        raise ValueError(f"{name} is not finite: use smaller weights or inputs")
    counts, edges = np.histogram(values, bins)
    for array in (counts, edges):
        array.setflags(write=False)
    return Spread(name, float(values.mean()), float(values.std()), float(values.min()), float(values.max()),
                  float(np.mean(values == 0)), counts, edges)


def identical_units(network: Network, tolerance: float = 0.0) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Per hidden layer the groups of units that are copies of each other: equal weights in, and equal weights out.

    Such units get equal derivatives and stay equal: together they are worth one. A unit that has no copy is in no group.

    Parameters
    ----------
    tolerance : weights that differ by no more than this are equal.
    """
    checked_network(network)
    tolerance = checked_number(tolerance, "tolerance")
    if tolerance < 0:
        raise ValueError(f"tolerance is {tolerance:g}: it must be 0 or more")
    groups = []
    for number in range(network.n_hidden):
        above = np.atleast_2d(network.weights[number + 1])[:, :network.sizes[number + 1]]
        groups.append(_groups(np.concatenate([network.weights[number], above.T], axis=1), tolerance))
    return tuple(groups)


def _groups(rows: np.ndarray, tolerance: float) -> tuple[tuple[int, ...], ...]:
    left, groups = list(range(len(rows))), []
    while left:
        first = left[0]
        group = [k for k in left if np.abs(rows[k] - rows[first]).max() <= tolerance]
        left = [k for k in left if k not in group]
        if len(group) > 1:
            groups.append(tuple(group))
    return tuple(groups)


def table(layers: Sequence[LayerSpread]) -> list[dict[str, object]]:
    """A row for each layer: its size, the standard deviations, and the shares of units at rest."""
    layers = [checked_kind(layer, LayerSpread, "an entry of layers", "give what nbnn.spread.spread returns")
              for layer in checked_list(layers, "layers", "what nbnn.spread.spread returns")]
    return [{"layer": layer.number, "size": f"{layer.inputs} → {layer.units}", "std of a": layer.a.std,
             "std of h": None if layer.h is None else layer.h.std, "std of ∂ℓ/∂a": layer.dl_da.std, "std of ∂ℓ/∂W": layer.dl_dW.std,
             "flat": layer.flat, "dead": layer.dead} for layer in layers]
