"""Training against libraries that share no code with ours: autograd's derivatives, scikit-learn's SGD and scores, PyTorch's training and
initializations where it is installed, and a sweep on a local cluster of dask.distributed where that is.
"""

import os
import signal

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

import nbnn
from nbnn.core.network.measures import confusion, confusion_of
from nbnn.core.training.training import train

DIGITS = nbnn.standardize(nbnn.datasets.digits().subset(range(200)))
MOONS = nbnn.datasets.moons(60, noise=0.2, seed=3)
CLOSE = {"rel": 1e-9, "abs": 1e-11}

# name → (network, data, loss)
CASES = {
    "hinge": (nbnn.Network.random((2, 8, 1), nbnn.tanh, seed=0), MOONS, nbnn.hinge),
    "biases": (nbnn.Network.random((2, 6, 5, 1), nbnn.tanh, seed=1, bias=True), MOONS, nbnn.binary_cross_entropy),
    "classes": (nbnn.Network.random((64, 12, 10), nbnn.tanh, seed=2), DIGITS, nbnn.cross_entropy),
}
RATES = {None: 0.05, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.02, "rmsprop": 0.002, "adam": 0.01}
UPDATES = 500


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch", reason="PyTorch is not installed: the group `oracle` of pyproject.toml has it")


def trained(case, optimizer, **given):
    """At least 500 updates, in batches of 7 of which the last of an epoch is smaller."""
    net, data, loss = CASES[case]
    epochs = -(-UPDATES // -(-len(data) // 7))
    return train(net, data, loss=loss, optimizer=optimizer, eta=RATES[optimizer], batch_size=7, epochs=epochs, record_updates=True, **given)


def penalized(net):
    """1 for a weight, 0 for a bias."""
    free = [np.ones(w.shape) for w in net.weights]
    if net.bias:
        for ones in free:
            ones[..., -1] = 0.0
    return np.concatenate([ones.ravel() for ones in free])


# ---- autograd ----

def objective(net, data, loss, lam, rows, masks):
    """θ → mean ℓ of these examples with these units dropped, plus λ‖θ‖², written with autograd's NumPy."""
    shapes, free = [w.shape for w in net.weights], penalized(net)
    X, z = data.x[rows], data.z[rows]
    ones = np.ones((len(rows), 1))

    def value(theta):
        below, at = (np.hstack([X, ones]) if net.bias else X), 0
        for k, shape in enumerate(shapes):
            size = int(np.prod(shape))
            W, at = anp.reshape(theta[at:at + size], shape), at + size
            y = anp.dot(below, W.T)
            if k < len(shapes) - 1:
                h = anp.tanh(y) * (1.0 if masks is None else masks[k])
                below = anp.hstack([h, ones]) if net.bias else h
        if loss is nbnn.hinge:
            losses = anp.maximum(0.0, 1 - y * z)
        elif loss is nbnn.binary_cross_entropy:
            losses = anp.log(1 + anp.exp(-2 * y * z))
        else:
            losses = anp.log(anp.sum(anp.exp(y), axis=1)) - y[np.arange(len(z)), z - 1]
        return anp.mean(losses) + lam * anp.sum(free * theta**2)
    return value


@pytest.mark.parametrize("dropout", [0, 0.4])
@pytest.mark.parametrize("optimizer", RATES)
@pytest.mark.parametrize("case", CASES)
def test_every_update_has_autograds_derivative(case, optimizer, dropout):
    net, data, loss = CASES[case]
    history = trained(case, optimizer, l2=0.003, dropout=dropout)
    for epoch in (0, len(history) - 1):
        for update in history.replay(epoch):
            masks = None if update.kept is None else [layer / (1 - dropout) for layer in update.kept]
            exact = grad(objective(net, data, loss, 0.003, update.examples, masks))(update.place)
            assert update.dl_dtheta == pytest.approx(exact, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("optimizer", RATES)
@pytest.mark.parametrize("case", ["hinge", "biases"])
def test_five_hundred_updates_by_autograd(case, optimizer):
    net, data, loss = CASES[case]
    history = trained(case, optimizer, l2=0.003)
    record = nbnn.OPTIMIZERS[optimizer or "sgd_optimizer"]
    theta, state = net.theta, record.start(net.theta.shape)
    rows = [batch for epoch in range(len(history)) for batch in history.batches(epoch)]
    assert len(rows) >= UPDATES
    for batch in rows:
        ahead = record.ahead(state, RATES[optimizer])
        place = theta if ahead is None else theta + ahead
        state, change = record.step(state, grad(objective(net, data, loss, 0.003, batch, None))(place), RATES[optimizer])
        theta = theta + change
    assert history.last.theta == pytest.approx(theta, **CLOSE)


# ---- scikit-learn ----

def test_scikit_learns_sgd_without_a_hidden_layer_update_for_update():
    linear_model = pytest.importorskip("sklearn.linear_model")
    data = nbnn.datasets.blobs(80, seed=2)
    history = train(nbnn.Network([np.zeros(2)]), data, loss="hinge", eta=0.03, batch_size=1, epochs=4, seed=1, record_updates=True)
    theirs = linear_model.SGDClassifier(loss="hinge", penalty=None, learning_rate="constant", eta0=0.03, fit_intercept=False, shuffle=False)
    order = np.concatenate([history.orders(epoch) for epoch in range(4)])
    for t, n in enumerate(order):
        theirs.partial_fit(data.x[n:n + 1], data.z[n:n + 1], classes=[-1, 1])
        assert history.updates[t + 1] == pytest.approx(theirs.coef_[0], rel=1e-12, abs=1e-15)


def test_scikit_learns_scores():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    for labels in ((1, 2, 3, 4), (-1, 1)):
        z, said = rng.choice(labels, 200), rng.choice(labels, 200)
        found = confusion_of(z, said)
        assert np.array_equal(found.counts, metrics.confusion_matrix(z, said, labels=labels))
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(z, said, labels=labels)
        assert found.precision == pytest.approx(precision)
        assert found.recall == pytest.approx(recall)
        assert found.f1 == pytest.approx(f1)
        assert found.accuracy == pytest.approx(metrics.accuracy_score(z, said))
    net = CASES["classes"][0]
    assert np.array_equal(confusion(net, DIGITS).counts, metrics.confusion_matrix(DIGITS.z, net.predict(DIGITS.x), labels=range(1, 11)))


# ---- initializations ----

SHAPE = (1000, 1000)  # 1e6 draws
QUANTILES = np.linspace(0.01, 0.99, 99)


def drawn(initializer):
    return initializer.draw(np.random.default_rng(5), SHAPE).ravel()


def test_he_and_xavier_over_a_million_draws():
    """Within five standard errors of the definitions."""
    he, xavier, limit = drawn(nbnn.he), drawn(nbnn.xavier), np.sqrt(6 / 2000)
    assert abs(he.mean()) < 5 * np.sqrt(2e-3) / 1e3
    assert he.std() == pytest.approx(np.sqrt(2e-3), rel=5 / np.sqrt(2e6))
    assert abs(xavier.mean()) < 5 * limit / np.sqrt(3) / 1e3
    assert xavier.std() == pytest.approx(limit / np.sqrt(3), rel=5 * np.sqrt(0.2e-6))
    assert -limit <= xavier.min() < -0.99999 * limit < 0.99999 * limit < xavier.max() <= limit
    kurtosis = np.mean(he**4) / np.mean(he**2)**2
    assert kurtosis == pytest.approx(3, abs=5 * np.sqrt(24e-6))


@pytest.mark.parametrize("name", ["he", "xavier"])
def test_pytorchs_initializations_are_spread_alike(torch, name):
    weight, generator = torch.empty(SHAPE, dtype=torch.float64), torch.Generator().manual_seed(1)
    if name == "he":
        torch.nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator)
    else:
        torch.nn.init.xavier_uniform_(weight, generator=generator)
    ours, theirs = drawn(nbnn.INITIALIZERS[name]), weight.numpy().ravel()
    assert np.quantile(ours, QUANTILES) == pytest.approx(np.quantile(theirs, QUANTILES), abs=0.01 * theirs.std())
    assert ours.std() == pytest.approx(theirs.std(), rel=0.004)


# ---- PyTorch ----

TORCH = {
    None: ("SGD", {}), "momentum": ("SGD", {"momentum": 0.9}), "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("Adagrad", {"eps": 1e-8}), "rmsprop": ("RMSprop", {"alpha": 0.9}), "adam": ("Adam", {}),
}


def torchs(torch, history, optimizer, lam, penalty="l2"):
    """θ after every update, by torch.nn and torch.optim in float64 on the same batches with the same units dropped."""
    torch.set_num_threads(1)  # small products: threads would cost more than they save
    net, data = history.start, history.data
    layers = []
    for w in net.weights:
        w = np.atleast_2d(w)
        layer = torch.nn.Linear(w.shape[1] - net.bias, w.shape[0], bias=net.bias, dtype=torch.float64)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy((w[:, :-1] if net.bias else w).copy()))
            if net.bias:
                layer.bias.copy_(torch.from_numpy(w[:, -1].copy()))
        layers.append(layer)
    name, parameters = TORCH[optimizer]
    if penalty == "weight_decay":
        name, parameters = "AdamW", {"weight_decay": lam}
    groups = [{"params": [layer.weight for layer in layers]}]
    if net.bias:
        groups.append({"params": [layer.bias for layer in layers], **({"weight_decay": 0.0} if penalty == "weight_decay" else {})})
    method = getattr(torch.optim, name)(groups, lr=RATES[optimizer], **parameters)
    thetas = [net.theta]
    for epoch in range(len(history)):
        kept, start = history.units_kept(epoch), 0
        for rows in history.batches(epoch):
            below, z = torch.from_numpy(data.x[rows].copy()), torch.from_numpy(data.z[rows].copy())
            for k, layer in enumerate(layers[:-1]):
                below = torch.tanh(layer(below))
                if kept is not None:
                    dropout = history.plan.dropouts[k]
                    below = below * torch.from_numpy(kept[k][start:start + len(rows)].astype(float) / (1 - dropout.p))
            start += len(rows)
            y = layers[-1](below)
            if history.plan.loss is nbnn.hinge:
                loss = torch.clamp(1 - z * y[:, 0], min=0).mean()
            elif history.plan.loss is nbnn.binary_cross_entropy:
                loss = torch.nn.functional.binary_cross_entropy_with_logits(2 * y[:, 0], (z + 1) / 2)
            else:
                loss = torch.nn.functional.cross_entropy(y, z - 1)
            method.zero_grad()
            added = {"l2": lambda w: w**2, "l1": torch.abs, "weight_decay": lambda w: 0 * w}[penalty]
            (loss + lam * sum(added(layer.weight).sum() for layer in layers)).backward()
            method.step()
            with torch.no_grad():
                thetas.append(np.concatenate([
                    np.column_stack([layer.weight.numpy(), layer.bias.numpy()[:, None]] if net.bias else [layer.weight.numpy()]).ravel()
                    for layer in layers]))
    return np.array(thetas)


@pytest.mark.parametrize("dropout", [0, 0.3])
@pytest.mark.parametrize("optimizer", TORCH)
@pytest.mark.parametrize("case", CASES)
def test_pytorchs_training_over_500_updates(torch, case, optimizer, dropout):
    history = trained(case, optimizer, l2=0.003, dropout=dropout)
    assert len(history.updates) > UPDATES
    theirs = torchs(torch, history, optimizer, 0.003)
    # PyTorch's Nesterov keeps the place ahead as its weights: what it has after t updates is where our update t + 1 looks.
    ours, theirs = (places_ahead(history), theirs[:-1]) if optimizer == "nesterov" else (history.updates, theirs)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(("penalty", "optimizer"), [("l1", None), ("l1", "adam"), ("weight_decay", "adam")])
@pytest.mark.parametrize("case", CASES)
def test_pytorchs_l1_and_adamw_over_500_updates(torch, case, penalty, optimizer):
    history = trained(case, optimizer, penalty=nbnn.REGULARIZERS[penalty](0.01))
    np.testing.assert_allclose(history.updates, torchs(torch, history, optimizer, 0.01, penalty), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", ["logistic", "squared_hinge", "exponential", "multiclass_hinge", "weston_watkins"])
def test_pytorchs_losses(torch, name):
    rng, record = np.random.default_rng(5), nbnn.LOSSES[name]
    y = rng.normal(0, 2, (50, 4) if record.scores == "many" else 50)
    z = rng.integers(1, 5, 50) if record.scores == "many" else rng.choice([-1, 1], 50)
    scores, labels = torch.tensor(y, requires_grad=True), torch.tensor(z)
    theirs = {
        "logistic": lambda: torch.nn.functional.soft_margin_loss(scores, labels, reduction="none"),
        "squared_hinge": lambda: torch.clamp(1 - scores * labels, min=0)**2, "exponential": lambda: torch.exp(-scores * labels),
        "multiclass_hinge": lambda: torch.clamp(1 + scores.masked_fill(torch.nn.functional.one_hot(labels - 1) > 0, -np.inf).amax(1)
                                                - scores.gather(1, labels[:, None] - 1)[:, 0], min=0),
        "weston_watkins": lambda: 4 * torch.nn.functional.multi_margin_loss(scores, labels - 1, reduction="none"),  # theirs is ÷ K
    }[name]()
    theirs.sum().backward()
    np.testing.assert_allclose(record.value(y, z), theirs.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(record.derivative(y, z), scores.grad.numpy(), rtol=1e-12, atol=1e-300)


def places_ahead(history):
    return np.array([update.place for epoch in range(len(history)) for update in history.replay(epoch)])


# ---- dask.distributed ----

SWEPT = {"net_or_sizes": (2, 6, 1), "train": MOONS, "validation": nbnn.datasets.moons(40, noise=0.2, seed=4), "loss": nbnn.hinge,
         "etas": (0.01, 0.1, 0.5), "seeds": range(24), "epochs": 60, "batch_size": 7}


@pytest.fixture
def client(tmp_path):
    reason = "dask.distributed is not installed: the group `oracle` of pyproject.toml has it"
    distributed = pytest.importorskip("distributed", reason=reason)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
                                  local_directory=str(tmp_path)) as cluster, distributed.Client(cluster) as client:
        yield client


def same(one, other):
    names = ("train_loss", "validation_loss", "accuracy", "diverged", "finished", "thetas")
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in names)


@pytest.mark.filterwarnings("default")  # the library's own
def test_a_cluster_gives_the_same_bits(client):
    for given in ({}, {"batch_size": 1, "optimizer": "adam", "dropout": 0.5, "epochs": 3}):
        here = nbnn.sweep(**SWEPT | given)
        assert same(nbnn.sweep(**SWEPT | given, executor=client.get_executor()), here)
        assert same(nbnn.sweep(**SWEPT | given, executor=client), here)


@pytest.mark.filterwarnings("default")
def test_a_worker_of_the_cluster_killed_in_the_middle(client):
    dead = []

    def kill(progress):
        if progress.runs_done and not dead:
            dead.append(progress.runs_done)
            os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    result = nbnn.sweep(**SWEPT, at_once=6, executor=client.get_executor(), watch=kill)
    assert 0 < dead[0] < 72
    assert same(result, nbnn.sweep(**SWEPT))
    assert result.finished.all()
