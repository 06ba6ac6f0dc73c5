"""What a cell says: numbers with either decimal sign, units, dates, signs for nothing."""

import math

import pytest

from nbnn.core.tables.cells import (
    bare,
    commonest_unit,
    decimal_sign,
    is_date,
    is_error,
    is_finite,
    is_missing,
    number,
    number_with,
    plain_number,
)


@pytest.mark.parametrize(("cell", "point", "comma"), [
    ("1.5", 1.5, None), ("1,5", None, 1.5), ("1,234", 1234.0, 1.234), ("1.234", 1.234, 1234.0), ("1,234.5", 1234.5, None),
    ("1.234,5", None, 1234.5), ("12", 12.0, 12.0), ("−3", -3.0, -3.0), ("1e3", 1000.0, 1000.0), ("1'234", 1234.0, 1234.0),
    ("1_000", None, None), ("abc", None, None), ("", None, None), ("1,23", None, 1.23), ("0,123", None, 0.123),
])
def test_a_number_is_read_by_its_decimal_sign(cell, point, comma):
    assert (number(cell, "."), number(cell, ",")) == (point, comma)


def test_a_cell_without_a_value_is_no_number():
    assert plain_number("nan", ".") is None and math.isnan(number("nan", "."))
    assert plain_number("2.5", ".") == 2.5 and plain_number("-", ".") is None


@pytest.mark.parametrize(("cell", "found"), [("5 kg", ("5", "kg")), ("€ 1,50", ("1,50", "€")), ("-3 %", ("-3", "%")), ("5", ("5", "")),
                                             ("kg", ("kg", "")), ("5 kgs", ("5 kgs", ""))])
def test_a_unit_is_taken_off(cell, found):
    assert bare(cell) == found


def test_a_number_has_the_units_of_its_column():
    assert number_with("kg", "5 kg", ".") == 5.0 and number_with("kg", "5 g", ".") is None and number_with("", "5", ".") == 5.0
    assert commonest_unit(["5 kg", "6 kg", "7", "8 g"]) == "kg" and commonest_unit([]) == ""


@pytest.mark.parametrize(("cells", "delimiter", "found"), [
    (["1,5", "2,5"], ";", (",", (), ())), (["1.5", "2,5", "3,5"], ";", (",", ("1.5",), ())), (["1.5", "2"], ",", (".", (), ())),
    (["1,234", "2,345"], ";", (",", (), ("1,234", "2,345"))), (["1,234"], ",", (".", (), ("1,234",))), (["12", "13"], ";", (".", (), ())),
])
def test_the_decimal_sign_is_the_one_that_most_need(cells, delimiter, found):
    assert decimal_sign(cells, delimiter) == found


def test_dates_errors_and_nothing():
    assert all(map(is_date, ["2024-05-01", "1.5.2024", "3 May 2024", "12:30", "2024-05-01T12:00:00"])) and not is_date("1.5")
    assert all(map(is_error, ["#N/A", "#DIV/0!", "#REF!"])) and not is_error("#1")
    assert all(map(is_missing, ["", "NA", "n/a", "?", "#N/A", "null"])) and not is_missing("0")


def test_finite():
    assert is_finite(0.0) and not is_finite(None) and not is_finite(math.inf) and not is_finite(math.nan)
