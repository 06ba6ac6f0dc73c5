"""What `train` costs beside its products and the arithmetic entry by entry: the same numbers by hand, in the same run.

64–32–10 on digits with cross entropy, one example an update and ten, in processor time. By hand means the same calls of NumPy with every
array made before, and nothing besides: no checks, no orders kept, no losses and accuracies after an epoch, no history. All else is below 0
where a product costs us less than by hand, as a column times a row does.
"""

from collections.abc import Iterator
from statistics import median

import numpy as np

import nbnn

from .table import Row, in_turn, processor_seconds, ratio

DATA = nbnn.standardize(nbnn.datasets.digits().split(0.8, seed=0)[0])
NET = nbnn.Network.random((64, 32, 10), seed=0)
ETA, EPOCHS = 0.01, 2
LEFT = {1: 0.15, 10: 0.75}  # all else of `train`, of its products and arithmetic


def measure() -> Iterator[Row]:
    for b, by_hand in ((1, one_by_one), (10, in_batches)):
        updates = EPOCHS * -(-len(DATA) // b)
        assert np.allclose(trained(b), by_hand(), rtol=1e-9), "the trainings compared do not compute the same"
        products, hand, ours = in_turn(lambda b=b: products_alone(b), by_hand, lambda b=b: trained(b), clock=processor_seconds)
        yield Row(f"digits, batch {b}: the five products alone, an update", median(products) / updates * 1e6, "µs")
        yield Row("  with all arithmetic, by hand / it", ratio(hand, products), "×")
        yield Row("  all else of train / by hand", ratio(ours, hand) - 1, "×", LEFT[b],
                  f"train takes {median(ours) / updates * 1e6:.1f} µs an update")


def trained(b: int) -> np.ndarray:
    return nbnn.train(NET, DATA, loss=nbnn.cross_entropy, eta=ETA, batch_size=b, epochs=EPOCHS).last.theta


def orders() -> Iterator[np.ndarray]:
    rng = np.random.default_rng(0)
    for _ in range(EPOCHS):
        yield rng.permutation(len(DATA))


def weights_in(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return theta[:2048].reshape(32, 64), theta[2048:].reshape(10, 32)


def products_alone(b: int) -> None:
    """The products of as many updates, of arrays that nothing changes: matrices, or for one example a vector and outer products."""
    W1, W2 = NET.weights
    a, y = np.empty((b, 32)), np.empty((b, 10))
    back, dl_dW1, dl_dW2, flow = np.empty((b, 32)), np.empty((32, 64)), np.empty((10, 32)), np.ones((b, 10))
    for start in range(0, EPOCHS * len(DATA), b):
        X = DATA.x[start % len(DATA):][:b]
        n = len(X)
        if b == 1:
            W1.dot(X[0], a[0])
            W2.dot(a[0], y[0])
            np.multiply(flow[0][:, None], a[0], dl_dW2)
            W2.T.dot(flow[0], back[0])
            np.multiply(back[0][:, None], X[0], dl_dW1)
            continue
        X.dot(W1.T, a[:n])
        a[:n].dot(W2.T, y[:n])
        flow[:n].T.dot(a[:n], dl_dW2)
        flow[:n].dot(W2, back[:n])
        back[:n].T.dot(X, dl_dW1)


def one_by_one() -> np.ndarray:
    theta, derivative, change = NET.theta.copy(), np.empty(NET.theta.size), np.empty(NET.theta.size)
    (W1, W2), (dl_dW1, dl_dW2) = weights_in(theta), weights_in(derivative)
    a, h, on, dl_dh, dl_da, y, p = (np.empty(n) for n in (32, 32, 32, 32, 32, 10, 10))
    X, labels = list(DATA.x), (DATA.z - 1).tolist()
    for order in orders():
        for n in order.tolist():
            x, k = X[n], labels[n]
            W1.dot(x, a)
            np.maximum(a, 0.0, out=h)
            W2.dot(h, y)
            np.subtract(y, np.maximum.reduce(y), p)
            np.exp(p, p)
            np.divide(p, np.add.reduce(p), p)
            p[k] -= 1.0
            np.multiply(p[:, None], h, dl_dW2)
            W2.T.dot(p, dl_dh)
            np.greater(a, 0.0, on)
            np.multiply(dl_dh, on, dl_da)
            np.multiply(dl_da[:, None], x, dl_dW1)
            np.multiply(derivative, ETA, change)
            np.subtract(theta, change, theta)
    return theta


def in_batches(b: int = 10) -> np.ndarray:
    theta, derivative, change = NET.theta.copy(), np.empty(NET.theta.size), np.empty(NET.theta.size)
    (W1, W2), (dl_dW1, dl_dW2) = weights_in(theta), weights_in(derivative)
    rooms = [np.empty((b, n)) for n in (32, 32, 32, 32, 10, 10)]
    for order in orders():
        X, labels = np.take(DATA.x, order, axis=0), (DATA.z - 1)[order]
        for start in range(0, len(X), b):
            x, z = X[start:start + b], labels[start:start + b]
            a, h, on, flow, y, p = rooms if len(x) == b else [room[:len(x)] for room in rooms]
            x.dot(W1.T, a)
            np.maximum(a, 0.0, out=h)
            h.dot(W2.T, y)
            np.subtract(y, np.maximum.reduce(y, axis=-1, keepdims=True), p)
            np.exp(p, p)
            np.divide(p, np.add.reduce(p, axis=-1, keepdims=True), p)
            p[np.arange(len(x)), z] -= 1.0
            np.divide(p, len(x), p)
            p.T.dot(h, dl_dW2)
            p.dot(W2, flow)
            np.greater(a, 0.0, on)
            np.multiply(flow, on, flow)
            flow.T.dot(x, dl_dW1)
            np.multiply(derivative, ETA, change)
            np.subtract(theta, change, theta)
    return theta
