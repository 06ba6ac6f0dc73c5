"""Templates as text; the page writes the same (tests/browser/test_golden.py)."""

import json
from pathlib import Path

import pytest

from nbnn.explain.writing.template import slots, text

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "templates.json").read_text("utf-8"))


def read(name, k, after):
    return (GOLDEN["after"] if after else GOLDEN["numbers"])[name][k]


@pytest.mark.parametrize(("node", "written"), GOLDEN["templates"])
def test_a_template_is_written_with_its_numbers(node, written):
    assert text(node, read) == written


def test_every_number_of_a_template_is_found_in_reading_order():
    node = ["row", {"q": "a", "k": 0}, {"m": [[{"q": "a", "k": 1}], ["⋮"]]}, {"frac": [{"q": "y", "k": 0}, "2"]},
            {"sup": [{"q": "z", "k": 0}, "2"]}, {"stack": [{"q": "a", "k": 2}]}]
    assert [(slot["q"], slot["k"]) for slot in slots(node)] == [("a", 0), ("a", 1), ("y", 0), ("z", 0), ("a", 2)]
