"""A long training in a notebook: its line counts, and Jupyter's Stop ends it and keeps the network, by mouse and by keyboard."""

import pytest

pytestmark = pytest.mark.browser

LONG = """import nbnn
{name} = nbnn.sgd_last(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), nbnn.hinge, steps=100_000_000)"""


def by_mouse(page):
    page.locator("[data-command='notebook:interrupt-kernel']").first.click()


def by_keyboard(page):
    page.locator(".jp-Cell .jp-OutputArea-output").first.click()  # outside an editor: keys are the notebook's
    page.keyboard.press("i")
    page.keyboard.press("i")


def test_stop_ends_a_long_training_and_keeps_its_network(lab):
    page = lab.open(LONG.format(name="one"), LONG.format(name="two"), "print('kept', one, two)").page
    for cell, stop in enumerate((by_mouse, by_keyboard)):
        output = page.locator(".jp-Cell").nth(cell).locator(".jp-OutputArea")
        output.filter(has_text=" of 100,000,000 updates, ").filter(has_text="left; Stop").wait_for()
        stop(page)
        output.filter(has_text="of 100,000,000 updates: this is the network there").wait_for()
        assert "Traceback" not in output.inner_text() and " left" not in output.inner_text()
    page.locator(".jp-OutputArea", has_text="kept Network(2–3–1, ReLU) Network(2–3–1, ReLU)").last.wait_for()
