"""Numbers as people write them; the page writes the same (tests/browser/test_golden.py)."""

import json
from pathlib import Path

import numpy as np
import pytest

from nbnn.explain.writing.numbers import as_fraction, exact, format_number

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "numbers.json").read_text("utf-8"))["numbers"]


@pytest.mark.parametrize(("value", "written"), GOLDEN)
def test_three_digits_as_people_write_them(value, written):
    assert format_number(value) == written


def test_float32_and_float64_are_written_alike():
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(size=2000), np.round(rng.normal(size=2000), 4), rng.normal(size=500) * 1e4])
    assert [format_number(v) for v in values] == [format_number(np.float32(v)) for v in values]


def test_what_is_not_finite_is_said():
    assert [format_number(v) for v in (float("inf"), float("-inf"), float("nan"))] == ["∞", "−∞", "NaN"]


def test_exact_reads_back_as_the_same_number():
    for value in (0.1, -1 / 3, 1e-300, 2.0, -0.0):
        assert float(exact(value).replace("−", "-")) == value
    assert exact(2.0) == "2"
    assert exact(-0.0) == "0"


@pytest.mark.parametrize(("value", "written"), [(1 / 3, "1/3"), (-2.5, "−5/2"), (2.0, "2"), (0.1, "1/10"), (np.pi, "3.14")])
def test_pleasant_numbers_as_fractions(value, written):
    assert as_fraction(value) == written


def test_what_is_not_finite_is_no_fraction():
    assert [as_fraction(v) for v in (float("inf"), float("nan"))] == ["∞", "NaN"]
