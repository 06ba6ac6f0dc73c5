"""For every test: hypothesis keeps no clock, since a busy machine would fail a sound tree."""

from contextlib import suppress

with suppress(ModuleNotFoundError):  # the core's tests run with numpy and pytest alone
    from hypothesis import HealthCheck, settings

    settings.register_profile("nbnn", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("nbnn")
