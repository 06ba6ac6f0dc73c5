"""Random numbers that are the same with every version of NumPy, so that an answer can be checked years later elsewhere.

NumPy promises that for the raw numbers of its bit generators only, not for what its Generator makes of them (NEP 19).
"""

from math import prod

import numpy as np

Size = int | tuple[int, ...] | None


class Chance:
    """A seeded source with the few methods that exercises need; they are named and used as those of NumPy's Generator."""

    def __init__(self, seed: int):
        self._bits = np.random.PCG64(seed)

    def integers(self, low: int, high: int | None = None, size: Size = None):
        """Whole numbers from `low` up to, not including, `high`; with one limit from 0 up to it."""
        low, high = (0, low) if high is None else (low, high)
        if high <= low:
            raise ValueError(f"there is no whole number from {low} up to {high}")
        return self._reshape(low + (self._raw(size) % np.uint64(high - low)).astype(np.int64), size)

    def uniform(self, low: float = 0.0, high: float = 1.0, size: Size = None):
        """Numbers from `low` up to `high`."""
        return self._reshape(low + (high - low) * (self._raw(size) >> np.uint64(11)) * 2.0 ** -53, size)

    def normal(self, size: Size = None):
        """Normally distributed numbers with deviation 1 (Box and Muller, 1958)."""
        radius, angle = np.atleast_1d(self.uniform(size=size)), np.atleast_1d(self.uniform(size=size))
        return self._reshape(np.sqrt(-2.0 * np.log1p(-radius)) * np.cos(2.0 * np.pi * angle), size)

    def choice(self, among, size: Size = None):
        """Some of them, with replacement."""
        among = np.asarray(among)
        return among[self.integers(len(among), size=size)]

    def permutation(self, among):
        """All of them, or all whole numbers below it, shuffled."""
        among = np.arange(among) if isinstance(among, (int, np.integer)) else np.asarray(among)
        return among[np.argsort(self._raw((len(among),)), kind="stable")]

    def _raw(self, size: Size) -> np.ndarray:
        count = 1 if size is None else prod(size) if isinstance(size, tuple) else size
        return np.asarray(self._bits.random_raw(int(count)), dtype=np.uint64)

    @staticmethod
    def _reshape(values: np.ndarray, size: Size):
        return values.ravel()[0].item() if size is None else values.reshape(size)
