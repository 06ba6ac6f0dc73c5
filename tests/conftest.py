"""For every test: hypothesis keeps no clock, since a busy machine would fail a sound tree, and what was collected is no garbage."""

import gc
from contextlib import suppress

import pytest

with suppress(ModuleNotFoundError):  # the core's tests run with numpy and pytest alone
    from hypothesis import HealthCheck, settings

    settings.register_profile("nbnn", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("nbnn")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Half a million objects stay to the end: to look for garbage among them takes a quarter of the time of collecting tests."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.enable()
    return found
