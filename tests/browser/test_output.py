"""A network whose output has an activation, on a real page: the board's lines, the output's gate, and the decision boundary."""

import pytest

pytestmark = pytest.mark.browser

CLASSIC = """import nbnn
lab = nbnn.labs.worked_example([[.15, .20, .35], [.25, .30, .35]], [[.40, .45, .60], [.50, .55, .60]], x=[.05, .10], z=1,
                               loss=nbnn.squared, activation=nbnn.sigmoid, output=nbnn.sigmoid, bias=True)
lab"""
FIELD = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 3, 1], [nbnn.tanh, nbnn.relu], output=nbnn.sigmoid, seed=2), nbnn.datasets.moons(n=40),
                        loss=nbnn.squared, steps=30, show=("diagram", "board", "data"), by="update")
lab"""
AT = "lab.player.line = [line['name'] for line in lab.player.schema['lines']].index({!r})"


def test_the_output_s_lines_and_its_gate(lab):
    from playwright.sync_api import expect

    page = lab.open(CLASSIC).stepper()
    lab.evaluate_in_kernel(AT.format("dl_ds"))
    lab.settle()
    board = page.locator(".nbnn-board")
    expect(board).to_contain_text("sigmoid")
    network = page.locator(".nbnn-diagram")
    assert network.get_by_role("button", name="score s").count() == network.get_by_role("button", name="output y").count() == 2
    expect(network).to_contain_text("score s₁: 1.11; derivative −0.0929")
    expect(network).to_contain_text("output y₁: 0.751; derivative −0.497")
    assert page.locator(".nbnn-diagram .gate .curve").count() == 4  # of two hidden units and of two outputs
    lab.readable_in_both_themes()


def test_the_field_is_that_of_the_score_and_follows_without_python(lab):
    from playwright.sync_api import expect

    page = lab.open(FIELD).stepper()
    lab.settle()
    expect(page).to_contain_text("s = 0")
    lab.plays_without_asking(page)
