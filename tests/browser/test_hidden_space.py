"""The hidden space on a real page: it follows the player without asking Python, and covers what is asked for."""

import re

import pytest

pytestmark = pytest.mark.browser

DEEP = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 2, 1], seed=3), nbnn.datasets.moons(n=40), steps=30,
                        show=("board", "hidden_space"), by="update")
lab"""


def places(page) -> list[str]:
    """Where each example is drawn."""
    return page.locator(".nbnn-hidden-inner g").evaluate_all("all => all.map((each) => each.getAttribute('transform'))")


def test_it_follows_the_player_and_its_units_are_chosen(new_lab):
    from playwright.sync_api import expect

    lab = new_lab(390, 844)
    page = lab.open(DEEP).stepper()
    drawing = page.locator(".nbnn-hidden-plane > svg")
    expect(drawing).to_have_accessible_name(re.compile("h⁽²⁾₂ against h⁽²⁾₁, 40 examples"))
    first = places(page)
    assert len(first) == 40 and None not in first
    lab.plays_without_asking(page)
    assert places(page) != first
    page.get_by_role("combobox", name="Layer").select_option("1")
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.hidden_space.choice)") == "{'layer': 1, 'across': 0, 'up': 1}"
    page.get_by_role("combobox", name="Across").select_option("h⁽¹⁾₃")
    expect(page.locator(".nbnn-hidden-space .nbnn-chart-caption")).to_contain_text("h⁽¹⁾₃")
    lab.readable_in_both_themes()
