"""The same pass for many sets of weights at once: a leading axis of runs, or of moments of one run.

`Ensemble` trains R runs side by side, each on its own mini-batch: forward, backward and the update with a leading axis of runs.
`FewWeights` is for sets that differ in a few weights only: it computes again what lies behind those, and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ..records.losses import Loss
from ..records.optimizers import Optimizer, State
from .network import Network, empty_layers, go_forward, with_one

NUMBERS_AT_ONCE = 64_000  # of the widest layer: more leave the processor's cache, and take three times as long
NUMBERS_IN_CACHE = 16_000  # of one array: a few stay in the processor's cache, and the allocator, below 128 kB, hands them out again


def scores(network: Network, weights: list[np.ndarray], X: np.ndarray) -> np.ndarray:
    """The scores of every example under every set of weights, before an activation of the output: (M, N), or (M, N, K) with K scores.

    weights : per layer (M, *shape), shaped as `network`'s; X : (N, d) or one batch per set (M, N, d).
    """
    X, last = with_one(X) if network.bias else X, weights[-1]
    below = go_forward(empty_layers(_product, network, weights, (len(last), X.shape[-2])), X)
    return _scores_above(network, last, below)


def _scores_above(network: Network, last: np.ndarray, below: np.ndarray) -> np.ndarray:
    return (below @ last[..., None])[..., 0] if network.one_score else below @ np.swapaxes(last, -1, -2)


def outputs(network: Network, s: np.ndarray) -> np.ndarray:
    """y of these scores: themselves, or what the activation of the output makes of them."""
    return network.output.value(s) if network.quantities.output else s  # g beside the network: of many scores at once


def mean_losses(network: Network, weights: list[np.ndarray], data, loss: Loss) -> np.ndarray:
    """Mean loss over the data, L/N, under every set of weights: (M,). Data and loss are checked before."""
    count = len(weights[0])
    at_once = max(1, NUMBERS_AT_ONCE // (len(data) * max(network.sizes)))
    means, value = np.empty(count), _OfEach(loss.value_for(network.one_score), data.z, network)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, count, at_once):
            part = slice(start, min(start + at_once, count))
            means[part] = _mean(value(outputs(network, scores(network, [W[part] for W in weights], data.x))))
    return means


def as_weights(network: Network, thetas: np.ndarray) -> list[np.ndarray]:
    """Many θ, (M, n_weights), as the weights of each layer, (M, *shape): views."""
    return [network.quantities.view(thetas, layer.W) for layer in network.quantities.layers]


class Measures:
    """How well one θ after another does on the same data, with the arrays of a pass made once: what a training asks after each epoch.

    Parameters
    ----------
    network : for the shape.    data, loss : checked.
    """

    def __init__(self, network: Network, data, loss: Loss):
        self.network, self._z, self._n = network, data.z, len(data)
        self._targets = bool(getattr(data, "targets", ()))
        self._value, self._X = loss.value_for(network.one_score), with_one(data.x) if network.bias else data.x
        self._thetas = np.empty((1, network.quantities.n_weights))
        self._weights = as_weights(network, self._thetas)
        self._layers = empty_layers(_product, network, self._weights, (1, self._n))
        self._is_first = data.z == 1

    def measure(self, theta: np.ndarray) -> tuple[float, float | np.ndarray]:
        """(mean loss over the data L/N, share of it predicted right) under θ (n_weights,).

        With targets there is no right or wrong: the second is (2,), R² and the mean absolute error. Where a number overflows, the
        loss is infinite or NaN.
        """
        self._thetas[0] = theta
        with np.errstate(all="ignore"):
            s = _scores_above(self.network, self._weights[-1], go_forward(self._layers, self._X))
            y = outputs(self.network, s)
            loss = np.add.reduce(np.asarray(self._value(y[0], self._z))) / self._n
            if self._targets:
                return loss, np.concatenate([r2_of(self._z, y), mean_absolute_error_of(self._z, y)])
            right = (s[0] >= 0) == self._is_first if self.network.one_score else np.argmax(s[0], axis=-1) + 1 == self._z
            return loss, np.count_nonzero(right) / self._n


def r2_of(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """R² = 1 − Σ(y − z)²/Σ(z − z̄)² over the examples, (…): z (N,) with y (…, N), or z (N, m) with y (…, N, m), averaged over the m.

    NaN where a target is the same in all examples.
    """
    axis = -z.ndim
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        around_mean = np.sum((z - z.mean(axis=0)) ** 2, axis=0)
        found = 1.0 - np.sum((y - z) ** 2, axis=axis) / np.where(np.ptp(z, axis=0) == 0, np.nan, around_mean)
    return found if z.ndim == 1 else found.mean(axis=-1)


def mean_absolute_error_of(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The mean of |y − z| over the examples and the targets, (…); shapes as in `r2_of`."""
    return np.mean(np.abs(y - z), axis=tuple(range(-z.ndim, 0)))


class Ensemble:
    """R runs of one shape, updated together: run r goes down the mean loss of its own batch from its own weights.

    All arithmetic is in place, in arrays with the axes (run, example of the batch, unit). Nothing is checked here.

    Parameters
    ----------
    thetas : (R, n_weights), copied.
    penalty_slope : (R, n_weights) θ → what is added to the derivative, or None.
    state : what the optimizer remembers, arrays (R, n_weights); None: nothing yet.
    settle : (θ before, θ after the optimizer's part, η) → θ (R, n_weights), the end of an update; None: nothing more is done.
    runs_last : in memory the runs stand side by side, for many runs of a small network on single examples: each operation
        then goes along the runs, and half the time is saved. Else a run's numbers stand together, and its products are BLAS's.
        With the same choice, and two runs or more, a run's numbers are to the bit the same whichever others are beside it.

    Attributes
    ----------
    theta : (R, n_weights) the weights now, changed by `update`.
    place : with an optimizer that looks ahead, the weights at which the last derivative was taken; else θ itself.
    dl_dtheta : (R, n_weights) the last derivative: of the mean loss of the batch, and of the penalty.
    """

    def __init__(self, network: Network, thetas: np.ndarray, loss: Loss, optimizer: Optimizer,
                 penalty_slope: Callable | None = None, state: State | None = None, runs_last: bool = False,
                 settle: Callable | None = None):
        self.network, self.loss, self.optimizer, self.penalty_slope, self.settle = network, loss, optimizer, penalty_slope, settle
        self.runs, self._empty = len(thetas), _empty_with_runs_last if runs_last else np.empty
        self._product, self._per_example = _calls_of(runs_last)
        self.theta, self.dl_dtheta, self._room = (self._empty(thetas.shape) for _ in range(3))
        self.theta[...] = thetas
        self.place = self.theta if optimizer.look is None else self._empty(thetas.shape)
        self.state, self._move = optimizer.start(thetas.shape) if state is None else state, optimizer.move
        q = network.quantities
        self._W = as_weights(network, self.place)
        self._dl_dW = [q.view(self.dl_dtheta, layer.W) for layer in q.layers]
        self._g_primes = [g.derivative_fast for g in network.activations]
        self._slope = loss.derivative_fast
        self._buffers: dict[int, _Buffers] = {}

    def update(self, X: np.ndarray, z: np.ndarray, eta, masks: Sequence[np.ndarray] | None = None) -> None:
        """One update of every run.

        X : (R, b, d), or (1, b, d) for all runs the same; with the constant 1 appended when there are biases.
        z : (R, b) labels, or targets, (R, b, m) where there are several.    eta : a number or (R, 1).
        masks : per hidden layer (R, b, units): what every h is multiplied by; None: nothing is dropped.
        """
        self.derive(X, z, eta, masks)
        before = self.theta if self.settle is None else self.theta.copy()
        self.state, _ = self._move(self.state, self.theta, self.dl_dtheta, eta, self._room)
        if self.settle is not None:
            self.theta[...] = self.settle(before, self.theta, eta)

    def derive(self, X: np.ndarray, z: np.ndarray, eta, masks: Sequence[np.ndarray] | None = None) -> None:
        """Fill in `dl_dtheta` for these batches, and nothing else: θ stays."""
        if self.optimizer.look is not None:
            np.add(self.theta, self.optimizer.look(self.state, eta), self.place)
        b = X.shape[1]
        if b not in self._buffers:
            self._buffers[b] = _Buffers(self.network, self.runs, b, self._empty, self._W, self._product)
        self._score(go_forward(self._buffers[b].layers, X, masks), self._buffers[b].s)
        self._backward(X, self._flow(z, self._buffers[b]), masks, self._buffers[b])
        if self.penalty_slope is not None:
            np.add(self.dl_dtheta, self.penalty_slope(self.place), self.dl_dtheta)

    def _score(self, below: np.ndarray, y: np.ndarray) -> None:
        (self._per_example if self.network.one_score else self._product)(self._W[-1], below, y)

    def _flow(self, z: np.ndarray, at: "_Buffers") -> np.ndarray:
        """What flows into the last weight for every example, divided by how many the batch has: (R, b), or (R, b, K)."""
        y = outputs(self.network, at.s)
        flow = self._slope(y.reshape(at.flat), z.reshape(-1, *z.shape[2:])).reshape(y.shape)
        if self.network.quantities.output:
            flow = flow * self.network.output.derivative(at.s)
        return flow / at.b if at.b > 1 else flow

    def _backward(self, X: np.ndarray, flow: np.ndarray, masks, at: "_Buffers") -> None:
        for number in range(len(at.layers), 0, -1):
            layer, (dh_da, dl_da) = at.layers[number - 1], at.slopes[number - 1]
            W, units = self._W[number], layer.a.shape[-1]
            _sum_outer(flow, layer.h, self._dl_dW[number])
            if W.ndim == 2:
                np.multiply(flow[:, :, None], W[:, None, :units], out=dl_da)
            else:
                self._product(W[:, :, :units].swapaxes(1, 2), flow, dl_da)
            if masks is not None:
                np.multiply(dl_da, masks[number - 1], out=dl_da)
            self._g_primes[number - 1](layer.a, dh_da)
            np.multiply(dl_da, dh_da, out=dl_da)
            flow = dl_da
        _sum_outer(flow, X, self._dl_dW[0])


class _Buffers:
    """The arrays that one update of R runs on batches of b examples fills: per hidden layer a and h, g′(a) and ∂ℓ/∂a; and the scores."""

    def __init__(self, network: Network, runs: int, b: int, empty: Callable, weights: list[np.ndarray], times: Callable):
        self.b = b
        self.layers = empty_layers(times, network, weights, (runs, b), empty)
        self.slopes = [(empty(layer.a.shape), empty(layer.a.shape)) for layer in self.layers]
        scores = () if network.one_score else (network.sizes[-1],)
        self.s, self.flat = empty((runs, b, *scores)), (runs * b, *scores)


def _empty_with_runs_last(shape: tuple[int, ...]) -> np.ndarray:
    """An array of this shape whose first axis is the last one in memory."""
    return np.moveaxis(np.empty((*shape[1:], shape[0])), -1, 0)


def _product(W: np.ndarray, v: np.ndarray, out: np.ndarray) -> None:
    """W·v for each example of each run: v (R, b, in), W (R, out, in) → (R, b, out); or without the axis of runs."""
    np.matmul(v, W.swapaxes(-1, -2), out=out)


def _product_per_example(w: np.ndarray, v: np.ndarray, out: np.ndarray) -> None:
    """w·v for each example of each run: v (R, b, in), w (R, in) → (R, b)."""
    if v.shape[1] == 1:
        np.vecdot(v[:, 0], w, out=out[:, 0])
    else:
        np.matmul(v, w[:, :, None], out=out[:, :, None])


def _product_along_runs(W: np.ndarray, v: np.ndarray, out: np.ndarray) -> None:
    np.einsum("rbi,roi->rbo", v, W, out=out)


def _product_along_runs_per_example(w: np.ndarray, v: np.ndarray, out: np.ndarray) -> None:
    np.einsum("rbi,ri->rb", v, w, out=out)


def _sum_outer(flow: np.ndarray, below: np.ndarray, out: np.ndarray) -> None:
    """The sum over the batch of flow·belowᵀ for every run; a vector of weights has no axis of units in its flow."""
    if flow.ndim == 2:
        if flow.shape[1] == 1:
            np.multiply(flow, below[:, 0], out=out)
        else:
            np.matmul(flow[:, None, :], below, out=out[:, None, :])
    elif flow.shape[1] == 1:
        np.multiply(flow[:, 0, :, None], below[:, 0, None, :], out=out)
    else:
        np.matmul(flow.swapaxes(1, 2), below, out=out)


def _calls_of(runs_last: bool) -> tuple[Callable, Callable]:
    """The product of a matrix and that of a vector."""
    return (_product_along_runs, _product_along_runs_per_example) if runs_last else (_product, _product_per_example)


class FewWeights:
    """A network on some inputs, with a few of its weights free to take other values.

    A free weight of layer l changes one row of a⁽ˡ⁾; the layers above follow, and all else is computed once. Values are
    given one array per free weight, of shapes that fit together (…): (P, 1) and (1, Q) for a grid, (M,) and (M,) for M pairs.
    What two free weights do apart is added, so that a unit that sees only one of them is computed for that one alone.

    Parameters
    ----------
    places : (layer, row, column) of each free weight, all counted from 0, all different; row 0 in a vector.
    X : (N, d), checked.
    """

    def __init__(self, network: Network, places: Sequence[tuple[int, int, int]], X: np.ndarray):
        self.network, self.places, self.n = network, tuple(places), len(X)
        self._W = [np.atleast_2d(w).copy() for w in network.weights]  # the free weights' terms are added apart
        for layer, row, column in places:
            self._W[layer][row, column] = 0.0
        self._last = network.depth - 1
        self._first = min(layer for layer, _, _ in places)
        self._rows = sorted({row for layer, row, _ in places if layer == self._first})
        below = empty_layers(_product, network, self._W[:self._first + 1], (self.n,))
        self._below = go_forward(below, with_one(X) if network.bias else X)
        self._a = self._below @ self._W[self._first].T
        if self._first < self._last:
            self._h = self._activate(self._a, self._first)
            still = self._h.copy()
            still[:, self._rows] = 0.0
            self._above = still @ self._W[self._first + 1].T

    def scores(self, values: Sequence[np.ndarray]) -> np.ndarray:
        """y of every example for each choice of values: (…, N), or (…, N, K) with K scores."""
        return outputs(self.network, self._as_scores(self._forward(values)[0]))

    def _as_scores(self, s: np.ndarray) -> np.ndarray:
        return s[..., 0] if self.network.one_score else s

    def mean_losses(self, values: Sequence[np.ndarray], z: np.ndarray, loss: Loss) -> np.ndarray:
        """Mean loss over the examples for each choice of values, (…). Infinite or NaN where a number overflows."""
        means = np.empty(np.broadcast_shapes(*(v.shape for v in values)))
        value = _OfEach(loss.value_for(self.network.one_score), z, self.network)
        with np.errstate(over="ignore", invalid="ignore"):
            for at, part in self.blocks(values):
                means[at] = _mean(value(self.scores(part)))
        return means

    def mean_derivatives(self, values: Sequence[np.ndarray], z: np.ndarray, loss: Loss) -> np.ndarray:
        """The derivative of that mean loss with respect to each free weight, (…, number of free weights), by backpropagation."""
        means = np.empty((*np.broadcast_shapes(*(v.shape for v in values)), len(self.places)))
        slope = _OfEach(loss.derivative_unchecked, z, self.network)
        with np.errstate(over="ignore", invalid="ignore"):
            for at, part in self.blocks(values):
                s, *kept = self._forward(part)
                flow = slope(outputs(self.network, self._as_scores(s)))
                flow = flow[..., None] if self.network.one_score else flow
                if self.network.quantities.output:
                    flow = flow * self.network.output.derivative(s)
                means[at] = np.stack([d.mean(axis=-1) for d in self._backward(part, flow, *kept)], axis=-1)
        return means

    def blocks(self, values: Sequence[np.ndarray]) -> Iterator[tuple[tuple[slice, ...], list[np.ndarray]]]:
        """Places of blocks of about equal sides, and the values there: what depends on one side only is soon computed."""
        shape = np.broadcast_shapes(*(v.shape for v in values))
        values = [v.reshape((1,) * (len(shape) - v.ndim) + v.shape) for v in values]
        per_choice = self.n * max(self.network.sizes[self._first + 2:], default=self.network.sizes[-1])
        side = max(1, int((NUMBERS_IN_CACHE / per_choice) ** (1 / len(shape))))
        sides = [*[side] * (len(shape) - 1), max(1, NUMBERS_IN_CACHE // (per_choice * side ** (len(shape) - 1)))]
        for corner in np.ndindex(*(-(-n // own) for n, own in zip(shape, sides))):
            at = tuple(slice(k * own, (k + 1) * own) for k, own in zip(corner, sides))
            yield at, [v[tuple(s if n > 1 else slice(None) for s, n in zip(at, v.shape))] for v in values]

    def _activate(self, a: np.ndarray, layer: int) -> np.ndarray:
        h = self.network.activations[layer].value(a)  # g beside the network: of many weights at once
        return with_one(h) if self.network.bias else h

    def _free(self, layer: int, values) -> Iterator[tuple[int, int, int, np.ndarray]]:
        """(number, row, column, value with an axis for the examples) of the free weights of a layer."""
        for number, ((own, row, column), value) in enumerate(zip(self.places, values)):
            if own == layer:
                yield number, row, column, value[..., None]

    def _forward(self, values):
        """(scores with their axis, a of the changed units of the first layer by row, their h, a and h of whole layers)."""
        if self._first == self._last:
            y = self._a
            for _, row, column, w in self._free(self._last, values):
                y = _plus(y, row, w * self._below[:, column])
            return y, {}, {}, []
        a = {row: self._a[:, row] for row in self._rows}
        for _, row, column, w in self._free(self._first, values):
            a[row] = a[row] + w * self._below[:, column]
        g = self.network.activations[self._first]
        h = {row: g.value(a[row]) for row in self._rows}  # g beside the network: of many weights at once
        above, second = self._above, self._first + 1
        for row in self._rows:
            own = h[row][..., None] * self._W[second][:, row]
            above = np.add(above, own, own) if own.ndim > above.ndim else above + own
        for _, row, column, w in self._free(second, values):
            above = _plus(above, row, w * h.get(column, self._h[:, column]))
        whole = []
        for layer in range(second + 1, self._last + 1):
            whole.append((above, self._activate(above, layer - 1)))
            above = whole[-1][1] @ self._W[layer].T
            for _, row, column, w in self._free(layer, values):
                above = _plus(above, row, w * whole[-1][1][..., column])
        return above, a, h, whole

    def _backward(self, values, flow, a, h, whole) -> list[np.ndarray]:
        """Per example, ∂ℓ/∂w of each free weight, (…, N), from the scores back to the first layer that has one."""
        derivatives: list[np.ndarray] = [None] * len(self.places)
        activations = self.network.activations
        for layer in range(self._last, self._first + 1, -1):
            pre, below = whole[layer - self._first - 2]
            back = flow @ self._W[layer]
            for number, row, column, w in self._free(layer, values):
                derivatives[number] = flow[..., row] * below[..., column]
                back = _plus(back, column, w * flow[..., row])
            flow = (back[..., :-1] if self.network.bias else back) * activations[layer - 1].derivative(pre)
        if self._first == self._last:
            for number, row, column, _ in self._free(self._last, values):
                derivatives[number] = flow[..., row] * self._below[:, column]
            return derivatives
        second = self._first + 1
        back = {row: flow @ self._W[second][:, row] for row in self._rows}
        for number, row, column, w in self._free(second, values):
            derivatives[number] = flow[..., row] * h.get(column, self._h[:, column])
            if column in back:
                back[column] = back[column] + w * flow[..., row]
        for number, row, column, _ in self._free(self._first, values):
            derivatives[number] = back[row] * activations[self._first].derivative(a[row]) * self._below[:, column]
        return derivatives


def _plus(a: np.ndarray, row: int, term: np.ndarray) -> np.ndarray:
    """a (…, N, units) with the term (…, N) added to one unit."""
    if a.shape[-1] == 1:
        return a + term[..., None]
    a = np.array(np.broadcast_to(a, (*np.broadcast_shapes(a.shape[:-1], term.shape), a.shape[-1])))
    a[..., row] += term
    return a


def _again(z: np.ndarray, times: int) -> np.ndarray:
    """z (N, …) so many times, one behind the other: (times·N, …)."""
    return np.tile(z, (times,) + (1,) * (z.ndim - 1))


class _OfEach:
    """A loss's function of scores (…, N) or (…, N, K) and z (N,), or (N, K) targets: it is asked with one leading axis, as it takes it.

    z is repeated once, for the most scores that are asked for.
    """

    def __init__(self, function: Callable, z: np.ndarray, network: Network):
        z = z.astype(float) if network.one_score else z  # y·z of two kinds of numbers takes NumPy twice as long
        self._function, self._z, self._again, self._one_score = function, z, z, network.one_score

    def __call__(self, y: np.ndarray) -> np.ndarray:
        axes = y.ndim if self._one_score else y.ndim - 1
        flat = y.reshape(-1, *y.shape[axes:])
        if len(self._again) < len(flat):
            self._again = _again(self._z, len(flat) // len(self._z))
        values = np.asarray(self._function(flat, self._again[:len(flat)]))
        return values.reshape(y.shape[:axes] + values.shape[1:])


def _mean(values: np.ndarray) -> np.ndarray:
    """`values.mean(axis=-1)`, to the bit, in half the time."""
    return np.add.reduce(values, axis=-1) / values.shape[-1]
