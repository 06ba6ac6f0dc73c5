"""For every test: hypothesis has no deadline, since a busy machine would fail a sound tree."""

from contextlib import suppress

with suppress(ModuleNotFoundError):  # the core's tests run with numpy and pytest alone
    from hypothesis import settings

    settings.register_profile("nbnn")
    settings.load_profile("nbnn")
