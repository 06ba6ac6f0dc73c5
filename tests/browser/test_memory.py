"""What JupyterLab's page still holds of labs that were closed, or whose cell ran again: nothing."""

import pytest

from tests.browser.heap import Held
from tests.labs.every_lab import lab_classes

pytestmark = pytest.mark.browser

STEPPER = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=1500, show="all")
lab"""
EVERY = """import nbnn
from IPython.display import display
labs = [eval(line) for line in {lines}]
display(*labs)"""
CODE = 1  # the code of all views is there as long as Python is
RUN_AGAIN = """async () => {
    const [board] = document.querySelectorAll('.nbnn-board'), moment = () => new Promise(requestAnimationFrame);
    await window.jupyterapp.commands.execute('notebook:run-all-cells');
    while (board?.isConnected || !document.querySelector('.nbnn-board [aria-current=step]')) await moment();
}"""


@pytest.fixture
def held(lab):
    """A function that opens a notebook of one cell, which is not run, and watches its page."""
    watching = []

    def watched(cell: str) -> Held:
        watching.append(Held(lab.open(cell, run=False)))
        return watching[0]

    yield watched
    for each in watching:
        each.end()


def test_a_cell_that_runs_again_leaves_nothing_of_its_earlier_lab(lab, held):
    page = held(STEPPER)
    lab.page.evaluate(RUN_AGAIN)
    lab.settle()
    page.look()
    _, buffers = page.left()
    assert buffers > CODE, "its recording is seen"
    for _ in range(2):
        lab.page.evaluate(RUN_AGAIN)
        lab.settle()
        page.look()
    page.comes_to(0, buffers)


def test_every_lab_that_is_closed_leaves_nothing(lab, held):
    lines = [each.examples[0] for each in lab_classes()]
    page = held(EVERY.format(lines=lines))
    lab.run_all()
    lab.page.wait_for_function("count => document.querySelectorAll('.nbnn-lab').length === count", arg=len(lines))
    lab.settle()
    page.look()
    lab.evaluate_in_kernel("for lab in labs: lab.close()")
    lab.settle()
    page.comes_to(0, CODE)
