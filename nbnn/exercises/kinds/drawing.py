"""Pleasant numbers: small, with few digits, exact in binary where a kink may be near."""

from collections.abc import Sequence

import numpy as np

from ...core.network.network import Network
from ...core.notation import symbol
from ...core.records.activations import Activation, relu
from ...core.records.losses import Loss, hinge
from ...core.training.sgd import Step, sgd_step
from ...explain.writing.numbers import exact
from .chance import Chance

SMALL = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
WHOLE = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)


def pick(rng: Chance, choices: Sequence):
    """One of them."""
    return choices[int(rng.integers(len(choices)))]


def numbers(rng: Chance, shape: tuple[int, ...] | int, among: Sequence[float] = SMALL) -> np.ndarray:
    """An array of them, drawn with replacement."""
    return np.array(among)[rng.integers(len(among), size=shape)]


def distinct(rng: Chance, count: int, among: Sequence[float] = SMALL) -> np.ndarray:
    """As many of them, no two alike; ValueError where among has a number twice."""
    if len(set(among)) < len(among):
        raise ValueError(f"among is {among}, which has a number twice: give each once")
    return np.array(among)[rng.permutation(len(among))[:count]]


def label(rng: Chance) -> int:
    """−1 or +1."""
    return int(pick(rng, (-1, 1)))


def with_sign(z) -> str:
    """A label with its sign, −1 or +1."""
    return f"{z:+d}".replace("-", "−")


def plain(value) -> str:
    """A number or an array with every digit, as a question shows it."""
    value = np.asarray(value)
    return exact(value.item()) if value.ndim == 0 else f"[{', '.join(plain(each) for each in value)}]"


def two_layers(rng: Chance, z: int, *, loss: Loss = hinge, met: bool = False, near: bool = False, g: Activation = relu,
               eta: float = 0.1, shape: tuple[int, int] = (2, 2)) -> Step:
    """An update of a small network with hidden × input weights: a unit that is on and one that is off, no number twice in x.

    met : whether yz has reached the loss's margin, or 0 where it has none; never on it.
    near : the prediction is right, and still not enough.
    """
    for _ in range(MANY):
        net = Network([numbers(rng, shape), distinct(rng, shape[0])], activation=g)
        x = distinct(rng, shape[1])
        forward = net.forward(x)
        (a,), margin = forward.a, forward.y * z
        border = loss.margin or 0.0
        there = (margin > border) is met and margin not in (border, 0.0) and (margin > 0 or not near)
        if there and (a > 0).any() and (a < 0).any() and (a != 0).all():
            break
    return sgd_step(net, x, z, loss, eta)


def describe_update(step: Step, eta: bool = False) -> str:
    """The numbers of a question about one update."""
    weights = [f"{symbol(layer.W)} = {plain(weight)}" for layer, weight in zip(step.before.quantities.layers, step.before.weights)]
    rate = [f"η = {plain(step.eta)}"] if eta else []
    return ", ".join([*weights, f"x = {plain(step.x)}", f"z = {with_sign(step.z)}", *rate])


MANY = 1000  # tries: about one in five networks will do
