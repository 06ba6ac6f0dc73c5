"""Examples changed on a real page: by pointer, by touch and by keyboard; and where there is no Python."""

import re

import pytest

from tests.browser.test_pages import opened  # noqa: F401  (a fixture)

pytestmark = pytest.mark.browser

STEPPER = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=1), nbnn.datasets.moons(n=40), show=("data",), steps=40, start=10, points=True)
lab"""


def said(page, words: str) -> None:
    page.locator(".nbnn-points-said", has_text=words).wait_for()


def test_examples_are_added_dragged_and_removed(lab):
    page = lab.open(STEPPER).stepper()
    page.locator(".nbnn-data .plotarea_events").wait_for(state="attached")
    lab.settle()
    card = page.locator(".nbnn-data")
    height = card.bounding_box()["height"]
    button = page.get_by_role("button", name="Change the examples")
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= card.bounding_box()["y"] + height
    assert page.locator(".nbnn-points, .nbnn-points-tools:visible").count() == 0, "nothing of it is there before it is asked for"
    button.click()
    plane = page.locator("svg.nbnn-points")
    lab.settle()

    def at(across: float, up: float) -> tuple[float, float]:
        box = plane.bounding_box()
        return box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"]

    lab.page.mouse.click(*at(0.5, 0.9))
    said(page, "Example 40 was added: z = −1")
    lab.settle()
    lab.page.mouse.move(*at(0.5, 0.9))
    lab.page.mouse.down()
    lab.page.mouse.move(*at(0.55, 0.5))
    lab.page.mouse.move(*at(0.6, 0.1))
    lab.evaluate_in_kernel("[lab.points.relabel(0, z) for z in (-lab.run.data.z[0], lab.run.data.z[0])]")
    said(page, "Example 0 has another class")  # and what is held is not let go of
    lab.page.mouse.up()
    said(page, "Example 40 was moved")
    lab.page.keyboard.press("ArrowUp")
    lab.settle()  # a move is told a moment later: on a busy machine it would come after the class, and be what is taken back
    lab.page.keyboard.press("2")
    said(page, "Example 40 has another class: z = 1")
    lab.page.keyboard.press("Control+z")
    said(page, "The last change was taken back")
    lab.page.keyboard.press("Delete")
    said(page, "Example 40 was removed: z = −1")
    lab.page.keyboard.press("a")
    said(page, "Example 40 was added")
    page.get_by_role("button", name="Undo").click()
    said(page, "The last change was taken back. The data has 40 examples.")
    assert page.get_by_role("button", name="Restore").is_disabled()
    plane.locator(".nbnn-points-cursor").focus()
    lab.page.keyboard.press("a")
    said(page, "Example 40 was added")
    page.get_by_role("button", name="Restore").click()
    said(page, "The examples are as they were given. The data has 40 examples.")
    assert lab.evaluate_in_kernel("print(len(lab.run.data), lab.run.forked_at, len(lab.run))") == "40 10 40"
    assert lab.violations() == []
    page.get_by_role("button", name="Done with the examples").click()
    lab.settle()
    assert plane.count() == 0 and card.bounding_box()["height"] == height


def test_without_python_the_button_says_so(opened, tmp_path):  # noqa: F811
    import nbnn

    made = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=1), nbnn.datasets.moons(n=40), show=("data",), steps=40,
                             points=True)
    page = opened(made.to_html(tmp_path / "lab.html"))
    made.close()
    button = page.get_by_role("button", name="Change the examples")
    button.and_(page.locator("[aria-disabled=true]")).wait_for()
    assert page.locator(".nbnn-python").count() == 0, "who does not ask is not told"
    button.dispatch_event("click")
    assert page.locator(".nbnn-points").count() == 0
    assert re.search("There is no Python here", page.locator(".nbnn-data .nbnn-python").inner_text())
