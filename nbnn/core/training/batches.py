"""What an update by a mini-batch computes in a training: an `Ensemble` of one run, to the bit, with as little as possible beside it.

On small networks the calls of NumPy weigh more than their arithmetic. So every array and every view is made once, each call is the
shortest that gives the same bits, and g′ of neighboring layers with the same g is one call.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from ..network.ensemble import outputs
from ..network.network import HiddenLayer, Network, go_forward, into_units
from ..records.losses import Loss
from ..records.optimizers import Optimizer, State
from .sgd import column_times_row

_dot = np.ndarray.dot  # two matrices go to BLAS by a shorter way than np.matmul takes; one row alone has its bits only from np.matmul


class BatchWorkspace:
    """The weights of a run and what its updates fill; nothing is checked here.

    Parameters
    ----------
    penalty_slope : (n_weights,) θ → what is added to the derivative, or None.
    state : what the optimizer remembers, arrays (n_weights,); None: nothing yet.
    settle : (θ before, θ after the optimizer's part, η) → θ, the end of an update; None: nothing more is done.

    Attributes
    ----------
    theta : (n_weights,) the weights now, changed by `update`.
    place : with an optimizer that looks ahead, the weights at which the last derivative was taken; else θ itself.
    dl_dtheta : (n_weights,) the last derivative: of the mean loss of the batch, and of the penalty.
    """

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer, penalty_slope: Callable | None = None,
                 state: State | None = None, settle: Callable | None = None):
        self.network, self.optimizer, self._penalty_slope, self._settle = network, optimizer, penalty_slope, settle
        q = network.quantities
        self.theta, self.dl_dtheta, self._room = network.theta, np.empty(q.n_weights), np.empty(q.n_weights)
        self.place = self.theta if optimizer.look is None else np.empty(q.n_weights)
        self.state, self._move = optimizer.start(q.n_weights) if state is None else state, optimizer.move
        self._W = [q.view(self.place, layer.W) for layer in q.layers]
        self._dl_dW = [q.view(self.dl_dtheta, layer.W) for layer in q.layers]
        self._slope = loss.derivative_fast
        self._arrays: dict[int, _Arrays] = {}

    def update(self, X: np.ndarray, z: np.ndarray, eta, masks: Sequence[np.ndarray] | None = None) -> None:
        """One update.

        X : (b, d), with the constant 1 appended when there are biases.    z : (b,) labels or targets, or (b, m) targets.
        masks : per hidden layer (b, units): what every h is multiplied by; None: nothing is dropped.
        """
        if self.optimizer.look is not None:
            np.add(self.theta, self.optimizer.look(self.state, eta), self.place)
        b = len(X)
        if b not in self._arrays:
            self._arrays[b] = _Arrays(self.network, b, self._W, self._dl_dW)
        self._derive(X, z, masks, self._arrays[b])
        if self._penalty_slope is not None:
            np.add(self.dl_dtheta, self._penalty_slope(self.place), self.dl_dtheta)
        before = self.theta if self._settle is None else self.theta.copy()
        self.state, _ = self._move(self.state, self.theta, self.dl_dtheta, eta, self._room)
        if self._settle is not None:
            self.theta[...] = self._settle(before, self.theta, eta)

    def _derive(self, X: np.ndarray, z: np.ndarray, masks: Sequence[np.ndarray] | None, at: "_Arrays") -> None:
        """Fill in the derivative of the batch's mean loss: up through the layers, and back by one factor of the chain rule a line."""
        at.score(go_forward(at.layers, X, masks), at.last, at.s)
        flow = self._slope(outputs(self.network, at.s), z)
        if self.network.quantities.output:
            flow = flow * self.network.output.derivative(at.s)
        np.divide(flow, at.b, at.flow)
        for g_prime, a, dh_da in at.slopes:
            g_prime(a, dh_da)
        for number, flow, h, dl_dW, times, back, W, dh_da, dl_da in at.down:
            at.sum_outer(flow, h, dl_dW)
            times(back, W, dl_da)
            if masks is not None:
                np.multiply(dl_da, masks[number], dl_da)
            np.multiply(dl_da, dh_da, dl_da)
        at.sum_outer(at.first_flow, X, at.dl_dW1)


class _Back(NamedTuple):
    """The way back through hidden layer `number`, counted from 0: `sum_outer`(flow, h, dl_dW) of the weight W above it, and
    times(back, W, dl_da), which is ∂ℓ/∂h as yet; flow and back are what flows into W, each as its call takes it."""

    number: int
    flow: np.ndarray
    h: np.ndarray
    dl_dW: np.ndarray
    times: Callable
    back: np.ndarray
    W: np.ndarray
    dh_da: np.ndarray
    dl_da: np.ndarray


class _Arrays:
    """The arrays that an update by b examples fills, (b, units) of each hidden layer, and the views that its calls take.

    The layers' a lie behind each other in memory, and their g′(a) too.
    """

    def __init__(self, network: Network, b: int, weights: Sequence[np.ndarray], dl_dW: Sequence[np.ndarray]):
        alone, one_score, units = b == 1, network.one_score, network.sizes[1:-1]
        self.b = np.array(float(b))
        product: Callable = np.matmul if alone else _dot
        self.sum_outer: Callable = np.multiply if alone else _dot
        pre, slopes, flows = (np.empty(b * sum(units)) for _ in range(3))
        a, dh_da, dl_da = (_by_layer(flat, b, units) for flat in (pre, slopes, flows))
        self.slopes = [(g.derivative_fast, pre[part], slopes[part]) for g, part in _stretches(network.activations, b, units)]
        self.layers = [self._layer(g, W, each, network.bias, alone) for g, W, each in zip(network.activations, weights, a)]
        self.s = np.empty(b if one_score else (b, network.sizes[-1]))
        self.flow = np.empty_like(self.s)
        self.score, self.last = (np.vecdot if alone and one_score else product), weights[-1].T
        rows = [each[None] if alone and each.ndim == 1 else each for each in dl_dW]
        self.down, flow = [], self.flow
        for number in range(len(units) - 1, -1, -1):
            W = weights[number + 1][..., :units[number]]
            back: tuple[Callable, np.ndarray, np.ndarray] = (product, flow, W)
            if W.ndim == 1:
                back = column_times_row, flow[:, None], W[None]
            self.down.append(_Back(number, flow.T, self.layers[number].h, rows[number + 1], *back, dh_da[number], dl_da[number]))
            flow = dl_da[number]
        self.first_flow, self.dl_dW1 = flow.T, rows[0]

    def _layer(self, g, W: np.ndarray, a: np.ndarray, bias: bool, alone: bool) -> HiddenLayer:
        h = np.ones((len(a), a.shape[1] + bias))
        units = h[:, :a.shape[1]]
        into = into_units(g.value_into, a) if bias and not alone else g.value_into  # g beside the network: for go_forward
        return HiddenLayer(_times_alone if alone else _times, W.T, a, units, h, into)


def _times(W_T: np.ndarray, below: np.ndarray, out: np.ndarray) -> None:
    below.dot(W_T, out)


def _times_alone(W_T: np.ndarray, below: np.ndarray, out: np.ndarray) -> None:
    np.matmul(below, W_T, out)


def _by_layer(flat: np.ndarray, b: int, units: Sequence[int]) -> list[np.ndarray]:
    """The stretches of each layer, (b, units)."""
    ends = (b * np.cumsum(units, dtype=int)).tolist()
    return [flat[end - b * count:end].reshape(b, count) for count, end in zip(units, ends)]


def _stretches(activations: Sequence, b: int, units: Sequence[int]) -> list[tuple]:
    """Each activation with the stretch of all its layers that are next to each other."""
    parts, start = [], 0
    for g, same in groupby(zip(activations, units), key=lambda layer: layer[0]):
        stop = start + b * sum(count for _, count in same)
        parts.append((g, slice(start, stop)))
        start = stop
    return parts
