"""Epochs a second against scikit-learn and PyTorch on the same batches, a sweep against its loop and PyTorch, and digits learned."""

import importlib.util
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median

import numpy as np

import nbnn

from .table import Row, in_turn, processor_seconds, ratio, seconds

ETA = 0.01
RATES, SEEDS, EPOCHS = (0.001, 0.01, 0.1, 1.0), range(50), 20
NETS = {
    "digits 64–32–10": ((64, 32, 10), nbnn.standardize(nbnn.datasets.digits().split(0.8, seed=0)[0]), nbnn.cross_entropy),
    "toy 2–8–1": ((2, 8, 1), nbnn.datasets.moons(100), nbnn.hinge),
}
EPOCHS_OF = {("digits 64–32–10", 1): 1, ("digits 64–32–10", 10): 4, ("toy 2–8–1", 1): 10, ("toy 2–8–1", 10): 40}


def measure() -> Iterator[Row]:
    for name, batch in EPOCHS_OF:
        yield from against_others(name, batch)
    yield from sweeping()
    yield from in_a_pool()
    yield from on_digits()


def against_others(name: str, batch: int) -> Iterator[Row]:
    """An epoch of ours, with what is measured after it, against an epoch of theirs, which only trains."""
    sizes, data, loss = NETS[name]
    epochs = EPOCHS_OF[name, batch]
    net = nbnn.Network.random(sizes, seed=0)
    acts = {"nbnn": lambda: nbnn.train(net, data, loss=loss, eta=ETA, batch_size=batch, epochs=epochs),
            "scikit-learn": scikit_learn(sizes, data, batch, epochs), "PyTorch eager": pytorch(net, data, loss, batch, epochs)}
    there = {library: act for library, act in acts.items() if act is not None}
    times = dict(zip(there, in_turn(*there.values(), repeats=5)))
    yield Row(f"{name}, batch {batch}: epochs a second", epochs / median(times["nbnn"]), "")
    for library in list(there)[1:]:
        yield Row(f"  an epoch of nbnn / of {library}", ratio(times["nbnn"], times[library]), "×", 1)


def scikit_learn(sizes, data, batch: int, epochs: int) -> Callable[[], object] | None:
    """MLPClassifier without momentum and penalty: its softmax or its single logistic score, with biases."""
    if importlib.util.find_spec("sklearn") is None:
        return None
    from sklearn.neural_network import MLPClassifier
    model = MLPClassifier(sizes[1:-1], solver="sgd", alpha=0, batch_size=batch, learning_rate_init=ETA, momentum=0, max_iter=epochs,
                          tol=0, n_iter_no_change=epochs + 1, random_state=0)

    def fit():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged
            model.fit(data.x, data.z)
    return fit


def pytorch(net: nbnn.Network, data, loss: nbnn.Loss, batch: int, epochs: int) -> Callable[[], object] | None:
    """The usual loop in float64, one thread: more cost time on products this small."""
    if importlib.util.find_spec("torch") is None:
        return None
    import torch
    torch.set_num_threads(1)
    layers: list = []
    for w in map(np.atleast_2d, net.weights):
        layers += [torch.nn.Linear(w.shape[1], w.shape[0], bias=False, dtype=torch.float64), torch.nn.ReLU()]
        layers[-2].weight.data = torch.from_numpy(w.copy())
    model, X, z = torch.nn.Sequential(*layers[:-1]), torch.from_numpy(data.x.copy()), torch.from_numpy(data.z.copy())
    method = torch.optim.SGD(model.parameters(), lr=ETA)

    def fit():
        for _ in range(epochs):
            order = torch.randperm(len(X))
            for start in range(0, len(X), batch):
                rows = order[start:start + batch]
                method.zero_grad()
                y = model(X[rows])
                mean = torch.clamp(1 - z[rows] * y[:, 0], min=0).mean() if loss is nbnn.hinge else \
                    torch.nn.functional.cross_entropy(y, z[rows] - 1)
                mean.backward()
                method.step()
    return fit


def sweeping() -> Iterator[Row]:
    """4 rates × 50 seeds × 2,000 updates of 2–8–1, one example an update, validated after each of 20 epochs."""
    data, validation = nbnn.datasets.moons(120, noise=0.2, seed=1).split(100 / 120)
    given = {"loss": nbnn.hinge, "batch_size": 1, "epochs": EPOCHS}

    def at_once() -> object:
        return nbnn.sweep((2, 8, 1), data, validation, **given, etas=RATES, seeds=SEEDS)

    def loop() -> None:
        for eta in RATES:
            for seed in SEEDS:
                nbnn.train(nbnn.Network.random((2, 8, 1), seed=seed), data, validation, **given, eta=eta, seed=seed)

    sweep, loops = in_turn(at_once, loop, repeats=3)
    yield Row("sweep, 4 rates × 50 seeds × 2,000 updates", median(sweep), "s")
    yield Row("  it / the loop of train", ratio(sweep, loops), "×", 1 / 20, f"{median(loops) / median(sweep):.0f} times as fast")
    together = pytorch_together(data)
    if together is not None:
        [theirs] = in_turn(together, repeats=2)
        yield Row("  it / PyTorch with a leading axis of runs", median(sweep) / median(theirs), "×", None, "which validates nothing")


# (network, seeds, epochs) of sweeps over 4 rates, in batches of 10: from too small for a pool of processes to large enough
POOLED = (("toy", 10, 20), ("toy", 400, 50), ("toy", 400, 200), ("digits", 4, 1), ("digits", 16, 4), ("digits", 16, 20))


def in_a_pool() -> Iterator[Row]:
    """A sweep by a pool of two processes, started for it, against the same here: processor time, which a busy machine changes little.

    Below 1 the pool pays on two idle processors: each of them computes for a shorter time than this process would alone. Run it with
    OPENBLAS_NUM_THREADS=1: threads of a product count as processor time, and here there are none to spare.
    """
    toy, digits = (data.split(0.8, seed=1) for data in (nbnn.datasets.moons(125, noise=0.2, seed=1), nbnn.datasets.digits()))
    of = {"toy": ((2, 8, 1), toy, "hinge"), "digits": ((64, 32, 10), nbnn.standardize(*digits), "cross_entropy")}
    for name, seeds, epochs in POOLED:
        sizes, (data, validation), loss = of[name]
        given = {"loss": loss, "batch_size": 10, "epochs": epochs, "etas": RATES, "seeds": range(seeds)}
        before = processor_seconds()
        nbnn.sweep(sizes, data, validation, **given)
        alone = processor_seconds() - before
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            nbnn.sweep(sizes, data, validation, **given, executor=pool)
        pooled = processor_seconds() - before - alone
        updates = len(RATES) * seeds * epochs * -(-len(data) // 10)
        yield Row(f"sweep, {updates:,} updates of {'–'.join(map(str, sizes))}: pool / here", pooled / 2 / alone, "×", None,
                  f"on each of 2 processors; {alone:.2f} s here")


def pytorch_together(data) -> Callable[[], object] | None:
    """The same 200 runs in PyTorch, with a leading axis of runs too, and its derivatives by hand as ours are."""
    if importlib.util.find_spec("torch") is None:
        return None
    import torch
    runs = len(RATES) * len(SEEDS)
    X, z = torch.from_numpy(data.x.copy()), torch.from_numpy(data.z.copy())
    eta = torch.tensor(RATES, dtype=torch.float64).repeat_interleave(len(SEEDS))[:, None]

    def fit():
        W1, w2 = torch.randn(runs, 8, 2, dtype=torch.float64), torch.randn(runs, 8, dtype=torch.float64)
        for _ in range(EPOCHS):
            order = torch.stack([torch.randperm(len(X)) for _ in range(runs)])
            for t in range(len(X)):
                x, label = X[order[:, t]], z[order[:, t]]
                a = (W1 * x[:, None]).sum(-1)
                h = a.clamp(min=0)
                y = (w2 * h).sum(-1)
                flow = torch.where(label * y < 1, -label, 0).to(torch.float64)[:, None]
                dl_da = flow * w2 * (a > 0)
                w2 -= eta * flow * h
                W1 -= (eta * dl_da)[:, :, None] * x[:, None]
    return fit


def on_digits() -> Iterator[Row]:
    """A 64–32–10 network on the digits, a fixed seed: at least 95 % of the validation data right."""
    train, validation = nbnn.datasets.digits().split(0.8, seed=0, stratified=True)
    train, validation = nbnn.standardize(train, validation)
    net = nbnn.Network.random((64, 32, 10), seed=0, bias=True)
    histories = []
    took = seconds(lambda: histories.append(nbnn.train(net, train, validation, loss=nbnn.cross_entropy, eta=0.1, batch_size=10, epochs=40,
                                                       patience=8, seed=0)))
    [history] = histories
    wrong = 1 - history.accuracy[history.best_epoch]
    yield Row("digits: validation examples that are wrong", 100 * wrong, "%", 5, f"{len(history)} epochs in {took:.1f} s")
    text = history.to_json()
    yield Row("  its history as JSON, data and all weights", len(text) / 1e6, "MB")
