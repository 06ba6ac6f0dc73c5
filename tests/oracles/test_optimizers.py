"""1,000 updates of every optimizer, to 1e-12: against loops written from the papers, weight by weight; against `autograd`'s
optimizers; and against PyTorch's, where it is installed.
"""

import math

import numpy as np
import pytest
from autograd.misc import optimizers as theirs

import nbnn

UPDATES = 1000
START = np.array([1.5, -0.7, 0.3, 2.0])
CURVATURE = np.diag([1.0, 0.1, 3.0, 0.5]) + 0.05
NOISE = np.random.default_rng(0).normal(size=(UPDATES, 4)) * 0.3

CLOSE = {"rel": 1e-12, "abs": 1e-12}


def derivative(theta, t):
    """Of ½θᵀCθ + Σ sin 2θ, which is not convex and of very different curvatures; with noise, as SGD's is: the path goes on moving."""
    return CURVATURE @ theta + 2 * np.cos(2 * theta) + NOISE[t]


def ours(record, eta, state=None):
    """(θ after every update, the place where every derivative was taken, the last state)."""
    theta, state = START, record.start(START.shape) if state is None else state
    thetas, places = [], []
    for t in range(UPDATES):
        rate = nbnn.core.records.schedules.rate(eta, t)
        offset = record.ahead(state, rate)
        places.append(theta if offset is None else theta + offset)
        state, update = record.step(state, derivative(places[-1], t), rate)
        theta = theta + update
        thetas.append(theta)
    return np.array(thetas), np.array(places), state


# ---- the papers, weight by weight in plain numbers ----

def paper_sgd(eta):
    theta = START.tolist()
    for t in range(UPDATES):
        theta = [w - eta(t) * g for w, g in zip(theta, derivative(np.array(theta), t))]
        yield theta


def paper_momentum(eta, beta=0.9):
    """Rumelhart et al. 1986: Δw(n) = −ε ∂E/∂w + α Δw(n − 1)."""
    theta, delta = START.tolist(), [0.0] * 4
    for t in range(UPDATES):
        slopes = derivative(np.array(theta), t)
        delta = [-eta(t) * g + beta * d for g, d in zip(slopes, delta)]
        theta = [w + d for w, d in zip(theta, delta)]
        yield theta


def paper_nesterov(eta, mu=0.9):
    """Sutskever et al. 2013, eq. 3 and 4."""
    theta, v = START.tolist(), [0.0] * 4
    for t in range(UPDATES):
        slopes = derivative(np.array([w + mu * u for w, u in zip(theta, v)]), t)
        v = [mu * u - eta(t) * g for u, g in zip(v, slopes)]
        theta = [w + u for w, u in zip(theta, v)]
        yield theta


def paper_adagrad(eta, delta=1e-8):
    """Duchi et al. 2011, fig. 1: s_i = ‖g_1:t,i‖₂ of all derivatives kept, H = δ + s."""
    theta, kept = START.tolist(), [[] for _ in range(4)]
    for t in range(UPDATES):
        slopes = derivative(np.array(theta), t)
        for past, g in zip(kept, slopes):
            past.append(g)
        theta = [w - eta(t) * past[-1] / (delta + math.sqrt(math.fsum(g * g for g in past))) for w, past in zip(theta, kept)]
        yield theta


def paper_rmsprop(eta, eps=1e-8):
    """Hinton's slide: MeanSquare(w, t) = 0.9 MeanSquare(w, t − 1) + 0.1 (∂E/∂w)²."""
    theta, mean_square = START.tolist(), [0.0] * 4
    for t in range(UPDATES):
        slopes = derivative(np.array(theta), t)
        mean_square = [0.9 * s + 0.1 * g**2 for s, g in zip(mean_square, slopes)]
        theta = [w - eta(t) * g / (math.sqrt(s) + eps) for w, g, s in zip(theta, slopes, mean_square)]
        yield theta


def paper_adam(eta, b1=0.9, b2=0.999, eps=1e-8):
    """Kingma and Ba 2015, algorithm 1."""
    theta, m, v, t = START.tolist(), [0.0] * 4, [0.0] * 4, 0
    while t < UPDATES:
        t += 1
        for i, g in enumerate(derivative(np.array(theta), t - 1)):
            m[i] = b1 * m[i] + (1 - b1) * g
            v[i] = b2 * v[i] + (1 - b2) * g**2
            theta[i] -= eta(t - 1) * (m[i] / (1 - b1**t)) / (math.sqrt(v[i] / (1 - b2**t)) + eps)
        yield list(theta)


PAPERS = {"sgd_optimizer": paper_sgd, "momentum": paper_momentum, "nesterov": paper_nesterov, "adagrad": paper_adagrad,
          "rmsprop": paper_rmsprop, "adam": paper_adam}
RATES = {"constant": nbnn.constant(0.02), "decay": nbnn.decay(0.05, lam=1.0), "cosine": nbnn.cosine(0.05, UPDATES)}


@pytest.mark.parametrize(("key", "rate"), [
    (key, rate) for k, key in enumerate(nbnn.OPTIMIZERS) for rate in ("constant", ["decay", "cosine"][k % 2])])
def test_the_papers(key, rate):
    thetas, _, _ = ours(nbnn.OPTIMIZERS[key], RATES[rate])
    assert thetas == pytest.approx(np.array(list(PAPERS[key](RATES[rate]))), **CLOSE)
    assert np.ptp(thetas[-100:], axis=0).min() > 1e-6  # a path that stands still would prove nothing


# ---- autograd's ----

def autograds(method, **more):
    """θ after every update, by autograd.misc.optimizers."""
    thetas = []
    last = method(derivative, START, callback=lambda theta, t, g: thetas.append(theta), num_iters=UPDATES, **more)
    return np.array([*thetas[1:], last])


def test_autograds_adam():
    assert ours(nbnn.adam, 0.02)[0] == pytest.approx(autograds(theirs.adam, step_size=0.02), **CLOSE)


def test_autograds_momentum_divides_by_one_minus_beta():
    assert ours(nbnn.momentum, 0.002)[0] == pytest.approx(autograds(theirs.sgd, step_size=0.02, mass=0.9), **CLOSE)
    assert ours(nbnn.sgd_optimizer, 0.02)[0] == pytest.approx(autograds(theirs.sgd, step_size=0.02, mass=0.0), **CLOSE)


def test_autograds_rmsprop_begins_with_ones():
    assert ours(nbnn.rmsprop, 0.02, {"s": np.ones(4)})[0] == pytest.approx(autograds(theirs.rmsprop, step_size=0.02), **CLOSE)


# ---- PyTorch's ----

@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch", reason="PyTorch is not installed: the group `oracle` of pyproject.toml has it")


def torchs(torch, make, eta=0.02, schedule=None):
    """θ after every update, by torch.optim in float64; `schedule` sets the rate before each."""
    theta = torch.tensor(START.copy(), requires_grad=True)
    method = make(torch.optim)([theta], lr=eta)
    thetas = []
    for t in range(UPDATES):
        if schedule is not None:
            method.param_groups[0]["lr"] = schedule(t)
        theta.grad = torch.from_numpy(derivative(theta.detach().numpy().copy(), t))
        method.step()
        thetas.append(theta.detach().numpy().copy())
    return np.array(thetas)


def with_parameters(name, **parameters):
    return lambda optim: lambda weights, lr: getattr(optim, name)(weights, lr=lr, **parameters)


TORCH = {
    "sgd": (nbnn.sgd_optimizer, with_parameters("SGD")),
    "momentum": (nbnn.momentum, with_parameters("SGD", momentum=0.9)),
    "adagrad": (nbnn.adagrad, with_parameters("Adagrad", eps=1e-8)),
    "adagrad, its epsilon": (nbnn.adagrad(eps=1e-10), with_parameters("Adagrad")),
    "rmsprop": (nbnn.rmsprop, with_parameters("RMSprop", alpha=0.9)),
    "rmsprop, its alpha": (nbnn.rmsprop(beta=0.99), with_parameters("RMSprop")),
    "adam": (nbnn.adam, with_parameters("Adam")),
    "adam, other parameters": (nbnn.adam(0.8, 0.9, 1e-3), with_parameters("Adam", betas=(0.8, 0.9), eps=1e-3)),
}


@pytest.mark.parametrize("name", TORCH)
def test_pytorch_at_a_constant_rate(torch, name):
    record, make = TORCH[name]
    assert ours(record, 0.02)[0] == pytest.approx(torchs(torch, make), **CLOSE)


@pytest.mark.parametrize("name", [name for name in TORCH if name != "momentum"])
def test_pytorch_under_a_schedule(torch, name):
    record, make = TORCH[name]
    schedule = nbnn.decay(0.05, lam=1.0)
    assert ours(record, schedule)[0] == pytest.approx(torchs(torch, make, schedule=schedule), **CLOSE)


def test_pytorchs_momentum_has_the_rate_outside(torch):
    """Under a schedule the two part; its rule, written down, is what the docstring says."""
    schedule = nbnn.decay(0.05, lam=1.0)
    pytorch = torchs(torch, TORCH["momentum"][1], schedule=schedule)
    assert np.abs(ours(nbnn.momentum, schedule)[0] - pytorch).max() > 1e-3
    theta, b, thetas = START, np.zeros(4), []
    for t in range(UPDATES):
        b = 0.9 * b + derivative(theta, t)
        theta = theta - schedule(t) * b
        thetas.append(theta)
    assert np.array(thetas) == pytest.approx(pytorch, **CLOSE)


def test_pytorchs_nesterov_keeps_the_place_ahead(torch):
    thetas, places, state = ours(nbnn.nesterov, 0.02)
    ahead = np.array([*places[1:], thetas[-1] + nbnn.nesterov.ahead(state, 0.02)])
    pytorch = torchs(torch, with_parameters("SGD", momentum=0.9, nesterov=True))
    assert ahead == pytest.approx(pytorch, **CLOSE)
    assert np.abs(thetas - pytorch).max() > 1e-3
