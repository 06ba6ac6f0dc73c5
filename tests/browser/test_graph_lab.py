"""The GraphLab in a real JupyterLab: a typed formula, forward and backward by the player, what cannot be read, and both themes."""

import pytest

import nbnn
from tests.browser.lab import SEEN

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


def test_stepping_fills_in_the_numbers_of_its_formula_and_of_one_that_is_typed(lab):
    page = opened(lab)
    stepping_fills_in_the_graphs_own_numbers(lab, page)
    a_formula_is_typed_and_what_cannot_be_read_is_said(lab, page)


def stepping_fills_in_the_graphs_own_numbers(lab, page) -> None:
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


def a_formula_is_typed_and_what_cannot_be_read_is_said(lab, page) -> None:
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


def test_it_is_readable_and_fits(new_lab):
    lab = new_lab(width=400)
    opened(lab).focus()
    lab.page.keyboard.press("End")
    lab.readable_in_both_themes()


# A whole network with vectors and matrices, one of them too large to be drawn entry by entry.
NETWORK = """import nbnn
lab = nbnn.labs.GraphLab("h = sigmoid(W1 @ x + b1); y = sigmoid(W2 @ h + b2); sum((y - z)**2)/2",
    {"x": [0.05, 0.10, -0.2, 0.3, 0.4], "z": [0.01, 0.99], "b1": [0.35, -0.0226], "b2": [0.60, 0.60],
     "W1": [[-0.0226, 0.20, 0.1, -0.0227, 0.5], [0.25, 0.30, -0.4, 0.1, 0.2]], "W2": [[-0.0226, -0.0227], [0.50, 0.55]]})
lab"""
OVERLAPS = """root => {
    const shown = place => [...place.querySelectorAll('text')].filter(text => text.textContent);
    const nodes = [...root.querySelectorAll('.node')].map(node => [node.querySelector('rect').getBoundingClientRect(),
        shown(node).map(text => [text.textContent, text.getBoundingClientRect()])]);
    const leaves = (box, frame) => box.left < frame.left - 0.5 || box.right > frame.right + 0.5
        || box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5;
    const covers = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
    const outside = nodes.flatMap(([frame, texts]) => texts.filter(([, box]) => leaves(box, frame)).map(([text]) => text));
    const over = nodes.flatMap(([, texts]) => texts.flatMap(([text, one], k) =>
        texts.slice(k + 1).filter(([, other]) => covers(one, other)).map(([other]) => `${text} | ${other}`)));
    return [outside, over];
}"""


def test_matrices_stand_in_their_nodes_in_columns_and_the_present_node_is_seen(lab):
    lab.open(NETWORK)
    page = lab.page.locator(".nbnn-lab").first
    page.locator("[role=status]").filter(has_text="Forward, 1 of").wait_for()
    for width in (1280, 390):
        lab.page.set_viewport_size({"width": width, "height": 900})
        stand_in_columns_and_the_present_one_is_seen(lab, page)
    lab.page.set_viewport_size({"width": 1280, "height": 900})
    lab.theme("Dark")
    assert lab.violations(rules=SEEN) == []


def stand_in_columns_and_the_present_one_is_seen(lab, page) -> None:
    page.focus()
    lab.page.keyboard.press("Home")
    lab.settle()
    lab.page.keyboard.press("End")
    lab.settle()
    assert page.evaluate(OVERLAPS) == [[], []]
    heads = page.locator(".node .head").all_text_contents()
    assert "W₁  2 × 5" in heads and "W₂" in heads
    drawn = page.locator(".node").filter(has_text="W₂").first.locator(".value text").all_text_contents()
    assert drawn == ["−0.0226", "−0.0227", "0.5", "0.55"]
    for _ in range(3):
        lab.page.keyboard.press("ArrowLeft")
        lab.settle()
        node, frame = (page.locator(place).first.bounding_box() for place in (".node.current rect", ".nbnn-graph-frame"))
        assert node["x"] >= frame["x"] - 1 and node["x"] + node["width"] <= frame["x"] + frame["width"] + 1
        assert node["y"] >= frame["y"] - 1 and node["y"] + node["height"] <= frame["y"] + frame["height"] + 1
    assert page.locator(".node .head").first.evaluate("text => text.getBoundingClientRect().height") > 8
    assert lab.violations() == [] and lab.overflowing() == [] and not lab.errors
