"""The widget that holds the code of all views lives as long as Python does: it is there before anything is counted."""

import pytest

from nbnn.views.code.code import code


@pytest.fixture(scope="session", autouse=True)
def sent():
    return code()
