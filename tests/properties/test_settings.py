"""No property is held against a clock."""

from pathlib import Path

import pytest

pytest.importorskip("hypothesis")
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parents[1]


def test_no_property_has_a_deadline():
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
    others = {path for path in TESTS.rglob("*.py") if "deadline" in path.read_text("utf-8")} - {Path(__file__), TESTS / "conftest.py"}
    assert others == set(), "the profile in tests/conftest.py says it for all"
