"""A network too large to be drawn whole, in a real JupyterLab: it steps, plays, forks and is reset by a summary of each line."""

import pytest

import nbnn
from nbnn.core.training.replay import replay
from nbnn.explain.recording.sentences import sentence

pytestmark = pytest.mark.browser

LARGE = """import nbnn
net = nbnn.Network.random([2, 200, 60, 1], seed=0)
lab = nbnn.labs.Stepper(net, nbnn.datasets.moons(), loss=nbnn.hinge, eta=0.01, steps=60)
lab"""
MOST_ELEMENTS = 2_500  # of the lab on the page: every number of this network drawn would be ten times as many


def test_a_large_network_steps_plays_forks_and_is_reset(lab):
    page, stepper = lab.page, lab.open(LARGE).stepper()
    run = replay(nbnn.Network.random([2, 200, 60, 1], seed=0), nbnn.datasets.moons(), nbnn.hinge, 0.01, 60)
    status = stepper.locator(".nbnn-status").first
    seen = []
    for _ in range(15):
        stepper.get_by_role("button", name="Step", exact=True).click()
        seen.append(status.inner_text())
    assert seen == [sentence(run, 0, at) for at in range(1, 16)], "what is said, with every number, is what the core computed"
    lab.drawn()
    assert "12,000 numbers (60 × 200), of which 12 are shown: from " in stepper.locator(".nbnn-measures").all_inner_texts()[-1]
    assert stepper.locator(".nbnn-dots").count() == 0 < stepper.locator(".dots", has_text="200 units").count()
    assert stepper.evaluate("each => each.querySelectorAll('*').length") < MOST_ELEMENTS
    lab.plays_without_asking(stepper, past=2)
    lab.settle()
    for name in ("Data", "Loss", "One weight"):
        stepper.get_by_role("button", name=name, exact=True).click()
    stepper.locator(".nbnn-data-words .nbnn-chart-legend").wait_for()
    stepper.locator("[aria-label='weight W⁽²⁾ row 1, column 1']").click()
    stepper.locator(".nbnn-hint", has_text="shown for networks of up to 5,000 weights").wait_for()
    lab.settle()  # Python knows which weight is chosen
    lab.choose(stepper, "New value of the chosen weight", "0.75")
    stepper.locator(".nbnn-chart-entry", has_text="L/N before the fork").wait_for()
    lab.settle()
    assert lab.overflowing() == [] and page.evaluate("document.querySelectorAll('.nbnn-coming').length") == 0
    stepper.get_by_role("button", name="Reset", exact=True).click()
    page.wait_for_function("words => document.querySelector('.nbnn-status').innerText === words", arg=sentence(run, 0, 0))
