"""The same forward pass for many sets of weights at once: a leading axis of runs, or of moments of one run."""

import numpy as np

from .losses import Loss
from .network import Network, with_one

NUMBERS_AT_ONCE = 2_000_000  # of the widest layer, so that memory stays below about 50 MB


def scores(network: Network, weights: list[np.ndarray], X: np.ndarray) -> np.ndarray:
    """y of every example under every set of weights: (M, N), or (M, N, K) with K scores.

    weights : per layer (M, *shape), shaped as `network`'s; X : (N, d) or one batch per set (M, N, d).
    """
    below = with_one(X) if network.bias else X
    for W in weights[:-1]:
        h = network.activation.value(below @ np.swapaxes(W, -1, -2))
        below = with_one(h) if network.bias else h
    last = weights[-1]
    return (below @ last[..., None])[..., 0] if network.one_score else below @ np.swapaxes(last, -1, -2)


def mean_losses(network: Network, weights: list[np.ndarray], data, loss: Loss) -> np.ndarray:
    """Mean loss over the data, L/N, under every set of weights: (M,)."""
    count = len(weights[0])
    at_once = max(1, NUMBERS_AT_ONCE // (len(data) * max(network.sizes)))
    means = np.empty(count)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, count, at_once):
            part = slice(start, min(start + at_once, count))
            y = scores(network, [W[part] for W in weights], data.x)
            flat = y.reshape(-1) if network.one_score else y.reshape(-1, network.sizes[-1])
            values = loss.value(flat, np.tile(data.z, len(y)))
            means[part] = np.reshape(values, (len(y), len(data))).mean(axis=1)
    return means
