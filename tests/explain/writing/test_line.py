"""A line of a board in plain data."""

import json

from nbnn.explain.writing.line import UNITS, case, line, reason


def test_a_line_with_one_formula():
    made = line("y", "y", "w·h", "1·2", "2", words="the score")
    assert made["cases"] == [{"formula": "w·h", "numbers": "1·2"}] and made["case"] is None
    assert (made["phase"], made["size"], made["units"], made["reasons"]) == ("forward", 1, None, [])
    assert made["sentence"] == ["row", "y", " = ", "2"]
    assert json.loads(json.dumps(made)) == made


def test_several_formulas_are_chosen_among_by_a_column():
    cases = [case("−z", "−1"), case("0", "0")]
    assert line("dl_dy", "∂ℓ/∂y", words="", cases=cases, which="loss_case")["case"] == "loss_case"
    assert line("dl_dy", "∂ℓ/∂y", words="", cases=cases[:1], which="loss_case")["case"] is None


def test_a_line_of_many_entries_is_not_gone_through_one_by_one():
    units = ["u"] * (UNITS + 1)
    assert line("W", "W", words="", size=UNITS, units=units[:-1])["units"] == units[:-1]
    assert line("W", "W", words="", size=UNITS + 1, units=units)["units"] is None


def test_a_reason_explains_its_own_unit_unless_it_is_given_others():
    assert reason("zero_h", 2, 4, "off")["of"] == [2, 3, 1]
    assert reason("zero_W", 2, 4, "off", of=[0, 6, 3])["of"] == [0, 6, 3]
