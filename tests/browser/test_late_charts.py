"""Charts that come later, as where bqplot has yet to be fetched: the lab is there at once, and goes on as if they had always been there."""

import pytest
from playwright.sync_api import expect

import nbnn
from nbnn.explain.writing.numbers import format_number
from nbnn.views.shared.bqplot import COMING, MISSING

pytestmark = pytest.mark.browser

LATER = """import asyncio, nbnn, nbnn.labs
from nbnn.views.shared import bqplot
arrived = asyncio.Event()
bqplot.door = bqplot.Door(arrived.wait, arrived.is_set)
nbnn.labs.TrajectoryLab()"""
NEVER = """async def fail():
    raise OSError("no network")
bqplot.door = bqplot.Door(fail, lambda: False)
nbnn.labs.LossLab()"""


def test_a_lab_steps_before_its_chart_is_there_and_it_comes_with_the_place(lab):
    lab.open(LATER)
    first = lab.stepper()
    card = first.locator(".nbnn-moving")
    expect(card.get_by_role("status")).to_have_text(COMING)
    for _ in range(4):  # to the end of update 0, and then of three more
        first.get_by_role("button", name="Step", exact=True).click()
    expect(first.locator("[role=status]", has_text="Update 3")).to_have_count(1)
    lab.readable_in_both_themes()
    lab.evaluate_in_kernel("arrived.set()")
    card.locator(".bqplot.figure .plotarea_events").wait_for(state="attached")
    expect(card).not_to_contain_text(COMING)
    there = nbnn.descend("double_well", steps=60).points[3]
    expect(card.locator(".nbnn-chart-caption")).to_contain_text(f"w = {format_number(float(there))}")
    card.get_by_role("slider", name="start").press("Shift+ArrowRight")
    expect(first.get_by_role("textbox", name="Start")).not_to_have_value("−0.5")


def test_a_chart_that_cannot_be_loaded_says_so_and_the_lab_goes_on(lab):
    lab.open("import nbnn, nbnn.labs\nfrom nbnn.views.shared import bqplot", NEVER)
    first = lab.page.locator(".nbnn-lab").first
    card = first.locator(".nbnn-moving").first
    expect(card.get_by_role("status")).to_have_text(MISSING.format("no network"))
    first.get_by_label("Label").select_option("z = −1")
    expect(first.locator(".nbnn-table")).to_contain_text("z = −1")
