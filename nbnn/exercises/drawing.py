"""Pleasant numbers: small, with few digits, exact in binary where a kink may be near."""

from collections.abc import Sequence

import numpy as np

SMALL = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
WHOLE = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)


def pick(rng: np.random.Generator, choices: Sequence):
    """One of them."""
    return choices[int(rng.integers(len(choices)))]


def numbers(rng: np.random.Generator, shape: tuple[int, ...] | int, among: Sequence[float] = SMALL) -> np.ndarray:
    """An array of them, drawn with replacement."""
    return np.array(among)[rng.integers(len(among), size=shape)]


def distinct(rng: np.random.Generator, count: int, among: Sequence[float] = SMALL) -> np.ndarray:
    """As many, no two alike."""
    return np.array(among)[rng.permutation(len(among))[:count]]


def label(rng: np.random.Generator) -> int:
    """−1 or +1."""
    return int(pick(rng, (-1, 1)))


def signed(z: int) -> str:
    """A label with its sign, −1 or +1."""
    return f"{z:+d}".replace("-", "−")
