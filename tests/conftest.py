"""For every test: hypothesis keeps no clock, since a busy machine would fail a sound tree; what was collected is no garbage; and
`pytest.approx` compares arrays at once.

Every run draws other examples of a property, so a few dozen are enough for each: `NBNN_EXAMPLES=1000` draws more.
"""

import gc
import os
from contextlib import suppress

import numpy as np
import pytest

with suppress(ModuleNotFoundError):  # the core's tests run with numpy and pytest alone
    from hypothesis import HealthCheck, settings

    settings.register_profile("nbnn", deadline=None, suppress_health_check=[HealthCheck.too_slow],
                              max_examples=int(os.environ.get("NBNN_EXAMPLES", 40)))
    settings.load_profile("nbnn")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Half a million objects stay to the end: to look for garbage among them takes a quarter of the time of collecting tests."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.set_threshold(20_000, 10, 5)  # what a test leaves is garbage in a few large heaps, not in many that are hardly different
    gc.enable()
    return found


def within(actual, expected, rel, abs) -> bool:
    """Whether all of an array of finite numbers is as near to another as `pytest.approx` asks; False also where it is for pytest to say."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    numbers = not {actual.dtype.kind, expected.dtype.kind} - set("fiu")
    if actual.shape != expected.shape or not numbers or not np.isfinite(expected).all():  # near to inf is nothing but inf
        return False
    tolerance = 1e-12 if abs is None else abs
    if rel is not None or abs is None:
        tolerance = np.maximum(tolerance, (1e-6 if rel is None else rel) * np.abs(expected))
    with np.errstate(all="ignore"):
        return bool((np.abs(expected - actual) <= tolerance).all())


def compare_at_once(kind) -> None:
    """Let these approximations compare all numbers in one go. pytest's own way takes 50 µs for each: it is asked where one is too far."""
    one_by_one = kind.__eq__

    def equal(self, actual):
        return within(actual, self.expected, self.rel, self.abs) or one_by_one(self, actual)

    kind.__eq__ = equal


compare_at_once(type(pytest.approx(np.zeros(2))))
