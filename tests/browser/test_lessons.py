"""Every lesson in a real JupyterLab: not unsaved after a look; run from top to bottom, each of its labs is there and moves."""

import json
import re
from pathlib import Path

import pytest

from nbnn.cli.copies import fresh_copy
from tests.browser.lab import PATIENCE

pytestmark = pytest.mark.browser

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
REVIEW = next(lesson for lesson in LESSONS if lesson.stem.startswith("01-"))  # predictions, Steppers, exercises
ALL_RUN = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === "code")
    .every(cell => cell.executionState === "idle" && (cell.executionCount !== null || !cell.sharedModel.source.trim()))"""
# Each lab comes into view and does what it is there for: in the page, since to look something up from here in a lesson of forty labs
# takes the page as long as to draw a lab.
EACH_MOVES = """async patience => {
    let doing = "";
    const frame = () => new Promise(requestAnimationFrame), moment = () => new Promise(done => setTimeout(done, 50));
    const until = async holds => {
        const end = performance.now() + patience;
        for (; !holds(); await moment()) if (performance.now() > end) throw new Error(`never: ${doing}`);
    };
    const seen = each => each?.checkVisibility({ visibilityProperty: true }) && each.getBoundingClientRect().height > 0;
    const button = (lab, name) => [...lab.querySelectorAll("button")]
        .find(each => (each.ariaLabel ?? each.textContent.trim()) === name && seen(each));
    const words = lab => [...lab.querySelectorAll(".nbnn-count, [role=status]")].map(each => each.innerText).join("\\n");
    const moves = async lab => {
        const before = words(lab), way = button(lab, "Step").disabled ? "Back" : "Step";  // at its end it goes back
        for (let k = 0; k < 2; k += 1) {  // by updates the first one goes to the end of the update that is told already
            button(lab, way)?.click();  // a question may stop the lab
            await frame();
        }
        await until(() => words(lab) !== before);
    };
    const predicts = async lab => {
        button(lab, "Just show me").click();
        await until(() => seen(lab.querySelector(".nbnn-compared td")));
    };
    for (const [number, lab] of [...document.querySelectorAll(".nbnn-lab")].entries()) {
        const does = what => { doing = `lab ${number}, ${what}`; };
        lab.scrollIntoView({ block: "center" });
        does("a card is seen");
        await until(() => seen(lab.querySelector(".nbnn-card")));
        if (lab.querySelector(".nbnn-exercise")) {
            does("Check is there");
            await until(() => button(lab, "Check"));
        } else if (lab.querySelector(".nbnn-prediction")) {
            does("it shows what comes");
            await until(() => button(lab, "Just show me"));
            await predicts(lab);
        } else if (button(lab, "Step")) {
            does("Step moves it");
            await moves(lab);
        } else {
            does("something is drawn");
            await until(() => lab.querySelector(".bqplot.figure .plotarea_events, canvas, svg"));
        }
    }
}"""
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
    expect(lab.page.locator(".nbnn-lab")).to_have_count(labs_in(lesson))
    lab.page.evaluate(EACH_MOVES, PATIENCE)
    lab.settle()  # what comes last may be an error, too
    assert lab.page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert not lab.errors


def test_looking_at_the_labs_of_a_lesson_that_is_opened_again_does_not_mark_it_unsaved(fresh_lab):
    lab, page = fresh_lab, fresh_lab.page  # what a tab opens again is what was opened in it first
    lab.open_file(copied(lab, REVIEW))
    step = page.locator(".nbnn-lab .nbnn-step").first
    step.wait_for()
    page.locator(UNSAVED).wait_for(state="attached")
    all_has_run(lab)
    lab.menu("File", "Save Notebook")
    page.locator(UNSAVED).wait_for(state="detached")
    lab.reload()
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
