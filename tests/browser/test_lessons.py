"""Every lesson in a real JupyterLab: not unsaved after a look; run from top to bottom, each of its labs is there and moves."""

import json
import re
from pathlib import Path

import pytest

from nbnn.cli.copies import fresh_copy

pytestmark = pytest.mark.browser

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
BY_HAND = next(lesson for lesson in LESSONS if lesson.stem.startswith("13-"))
ALL_RUN = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === "code")
    .every(cell => cell.executionState === "idle" && (cell.executionCount !== null || !cell.sharedModel.source.trim()))"""
UNSAVED = ".lm-TabBar-tab.jp-mod-dirty"


def copied(lab, lesson: Path) -> str:
    """The lesson's name where JupyterLab serves it as a learner gets it, with the tables that it may read."""
    (lab.folder / lesson.name).write_text(fresh_copy(lesson), "utf-8")
    for path in lesson.parent.glob("*.csv"):
        (lab.folder / path.name).write_bytes(path.read_bytes())
    return lesson.name


def looked_at(lab) -> None:
    """Scroll to the end and back."""
    for by in (900, -900):
        lab.page.mouse.move(700, 500)
        for _ in range(12):
            lab.page.mouse.wheel(0, by)
            lab.wait(40)
    lab.settle()


def labs_in(lesson: Path) -> int:
    """How many of its cells end with a lab: by their stored outputs and, since a prediction stores the value itself, their source."""
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = ["".join(output.get("data", {}).get("text/plain", "")) for output in outputs]
    predictions = sum("nbnn.labs.Prediction(" in "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return predictions + sum(bool(re.match(r"(\w*(Stepper|Lab|Race|Playground)|Exercise)\(", words)) for words in shown)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_not_unsaved_by_a_look_and_runs_from_top_to_bottom_with_labs_that_move(lab, lesson):
    lab.open_file(copied(lab, lesson), run=False)
    looked_at(lab)
    assert lab.page.locator(UNSAVED).count() == 0
    lab.run_all()
    lab.page.locator(".jp-CodeCell").last.scroll_into_view_if_needed()
    labs = lab.page.locator(".nbnn-lab")
    expect(labs).to_have_count(labs_in(lesson))
    for number in range(labs.count()):
        page = labs.nth(number)
        page.scroll_into_view_if_needed()
        page.locator(".nbnn-card").first.wait_for()
        if page.locator(".nbnn-exercise").count():
            page.get_by_role("button", name="Check", exact=True).wait_for()
            continue
        if page.locator(".nbnn-prediction").count():
            page.get_by_role("button", name="Just show me", exact=True).click()
            page.locator(".nbnn-compared td").first.wait_for()
            continue
        step = page.get_by_role("button", name="Step", exact=True)
        if step.count():
            counted = page.locator(".nbnn-count, [role=status]")
            before = counted.all_inner_texts()
            way = step if step.is_enabled() else page.get_by_role("button", name="Back", exact=True)  # at its end it goes back
            for _ in range(2):  # by updates the first one goes to the end of the update that is told already
                if step.count():  # a question may stop the lab
                    way.press("Enter")  # by keyboard: charts that come just then move what is below them away from the pointer
            expect(counted, f"Step moves lab {number}").not_to_have_text(before, use_inner_text=True)
        else:
            drawn = ".bqplot.figure .plotarea_events, canvas, svg"
            page.locator(drawn).first.wait_for(state="attached")
    assert lab.page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert not lab.errors


def test_looking_at_the_labs_of_a_lesson_that_is_opened_again_does_not_mark_it_unsaved(fresh_lab):
    lab, page = fresh_lab, fresh_lab.page  # what a tab opens again is what was opened in it first
    lab.open_file(copied(lab, BY_HAND))
    step = page.locator(".nbnn-lab .nbnn-step").first
    step.wait_for()
    page.locator(UNSAVED).wait_for(state="attached")
    all_has_run(lab)
    lab.menu("File", "Save Notebook")
    page.locator(UNSAVED).wait_for(state="detached")
    page.reload()
    step.wait_for()
    for _ in range(3):
        step.click()
    looked_at(lab)
    assert page.locator(UNSAVED).count() == 0


def all_has_run(lab) -> None:
    lab.page.wait_for_function(ALL_RUN)  # also what is not on the page: JupyterLab draws the cells in view
    lab.idle()


def expect(*given):
    from playwright.sync_api import expect

    return expect(*given)
