"""The GraphLab in a real JupyterLab: a typed formula, forward and backward by the player, what cannot be read, and both themes."""

import pytest

import nbnn

pytestmark = pytest.mark.browser

CELL = "import nbnn\nlab = nbnn.labs.GraphLab('a*b + relu(a)', {'a': 2, 'b': 3})\nlab"


def opened(lab):
    page = lab.open(CELL)
    shown = page.page.locator(".nbnn-lab").first
    shown.locator("[role=status]").filter(has_text="Forward, 1 of 5").wait_for()
    return shown


def derivatives(page) -> list[str]:
    """The derivatives that are to be seen in the picture, node by node."""
    return page.evaluate("""root => [...root.querySelectorAll('.node.told')].map(node =>
        node.querySelector('.head').textContent.trim().split(' ')[0] + ' ' + node.querySelector('.derivative').textContent)""")


def test_stepping_fills_in_the_graphs_own_numbers(lab):
    page = opened(lab)
    assert derivatives(page) == []
    page.focus()
    lab.page.keyboard.press("End")
    g = nbnn.graph
    a, b = g.variable(2.0, name="a"), g.variable(3.0, name="b")
    g.backward(a * b + g.relu(a))
    assert {f"a {a.derivative:g}", f"b {b.derivative:g}"} <= set(derivatives(page))
    lab.page.keyboard.press("Home")
    lab.plays_without_asking(page)
    assert page.locator(".nbnn-graph-story li[aria-current]").count() == 1
    assert not lab.errors


def test_a_formula_is_typed_and_what_cannot_be_read_is_said(lab):
    page = opened(lab)
    field = page.get_by_label("Formula")
    lab.refuses(page, "Formula", "__import__('os')", "at character 1")
    lab.refuses(page, "a", "two", "a is 'two'. Type a number")
    field.fill("a*c - 1")
    field.press("Enter")
    page.get_by_label("c", exact=True).wait_for()
    page.get_by_label("c", exact=True).fill("5")
    page.get_by_label("c", exact=True).press("Enter")
    page.locator("[role=status]").filter(has_text="Forward, 1 of").wait_for()
    lab.settle()
    page.focus()
    lab.page.keyboard.press("End")
    assert "a 5" in derivatives(page)
    assert not lab.errors


@pytest.mark.parametrize(("theme", "width"), [("JupyterLab Light", 400), ("JupyterLab Dark", 1280)])
def test_it_is_readable_and_fits(new_lab, theme, width):
    lab = new_lab(width=width)
    page = opened(lab)
    if "Dark" in theme:
        lab.theme(theme.removeprefix("JupyterLab "))
        lab.settle()
    page.focus()
    lab.page.keyboard.press("End")
    assert lab.violations() == []
    assert lab.overflowing() == []
