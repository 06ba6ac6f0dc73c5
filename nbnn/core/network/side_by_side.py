"""How well many networks of one shape do on the same data, measured again and again: what a sweep asks after each epoch."""

from collections.abc import Sequence

import numpy as np

from ..records.datasets import Dataset
from ..records.losses import Loss
from .ensemble import as_weights, mean_absolute_error_of, outputs, r2_of
from .network import HiddenLayer, Network, go_forward, with_one

NUMBERS_AT_ONCE = 100_000  # of the widest layer: more leave the cache, and with fewer the calls cost more than the numbers


class SideBySide:
    """The measures of `ensemble.Measures`, to 1e-12, in less than half the time, of all sets of data in one pass.

    The examples stand side by side in memory, the arrays of a pass are made once, and what is said of one network does not
    depend, to the bit, on those beside it.

    Parameters
    ----------
    network : for the shape.    sets : data, checked.    loss : checked.
    """

    def __init__(self, network: Network, sets: Sequence[Dataset], loss: Loss):
        self.network, self.loss = network, loss
        ends = np.cumsum([len(data) for data in sets]).tolist()
        self._places = [slice(end - len(data), end) for data, end in zip(sets, ends)]
        x = np.concatenate([data.x for data in sets])
        self._columns = np.ascontiguousarray((with_one(x) if network.bias else x).T)
        self._z = np.concatenate([data.z for data in sets])
        self._targets = bool(sets[0].targets)
        n, bias = len(x), network.bias
        self._counts = np.array([[len(data)] for data in sets], dtype=float)
        self._own = np.zeros((n, len(sets)))  # which set each example is of
        for number, place in enumerate(self._places):
            self._own[place, number] = 1.0
        self._at_once = max(1, NUMBERS_AT_ONCE // (n * max(network.sizes[1:])))
        z = self._z.astype(float) if network.one_score else self._z  # y·z of two kinds of numbers takes NumPy twice as long
        self._again = np.tile(z, (self._at_once,) + (1,) * (z.ndim - 1))
        self._is_first = self._z == 1
        self._room = [np.ones((self._at_once, units + bias, n)) for units in network.sizes[1:-1]]  # a and then h, in the same place

    def measure(self, thetas: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """For each set of data (mean loss, share predicted right) under every θ of (M, n_weights): (M,) both.

        With targets the second is (M, 2), R² and the mean absolute error. Where a number overflows, the loss is infinite or NaN.
        """
        count = len(thetas)
        losses, right = np.empty((len(self._places), count)), np.empty((len(self._places), count, 2) if self._targets else
                                                                        (len(self._places), count))
        with np.errstate(all="ignore"):
            for start in range(0, count, self._at_once):
                part = slice(start, min(start + self._at_once, count))
                s = self._scores(thetas[part])
                y = outputs(self.network, s)
                values = self._values(y)
                for number, place in enumerate(self._places):
                    np.add.reduce(values[:, place], axis=-1, out=losses[number, part])
                    if self._targets:
                        right[number, part] = self._of_targets(y[:, place], self._z[place])
                if not self._targets:
                    right[:, part] = (self._right(s) @ self._own).T  # whole numbers, so exact, and faster than counting
            losses /= self._counts
        if not self._targets:
            right /= self._counts
        return list(zip(losses, right))

    def _scores(self, thetas: np.ndarray) -> np.ndarray:
        """The scores (M, N), or (M, N, K), before an activation of the output."""
        *hidden, last = as_weights(self.network, thetas)
        m = len(thetas)
        layers = []
        for W, h, g in zip(hidden, self._room, self.network.activations):
            units = h[:m, :W.shape[1]]
            layers.append(HiddenLayer(np.matmul, W, units, units, h[:m], g.value_into))  # g beside the network: for go_forward
        below = go_forward(layers, self._columns)
        if self.network.one_score:
            return np.matmul(last[:, None, :], below)[:, 0]
        return np.matmul(last, below).swapaxes(1, 2)

    def _values(self, y: np.ndarray) -> np.ndarray:
        """ℓ of every example under every θ, (M, N); the loss is asked with one leading axis, as it takes it."""
        flat = y.reshape(-1, *y.shape[2:])
        return np.asarray(self.loss.value_for(self.network.one_score)(flat, self._again[:len(flat)])).reshape(y.shape[:2])

    def _right(self, s: np.ndarray) -> np.ndarray:
        """(M, N) is the prediction the label?"""
        return (s >= 0) == self._is_first if self.network.one_score else np.argmax(s, axis=-1) + 1 == self._z

    def _of_targets(self, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        """(M, 2) R² and the mean absolute error."""
        return np.column_stack([r2_of(z, y), mean_absolute_error_of(z, y)])
