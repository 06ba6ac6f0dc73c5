"""Every lesson in a real JupyterLab: run from top to bottom, and each of its labs is there and moves."""

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def labs_in(lesson: Path) -> int:
    """How many of its cells end with a lab, by their stored outputs."""
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = ["".join(output.get("data", {}).get("text/plain", "")) for output in outputs]
    return sum(bool(re.match(r"(\w*(Stepper|Lab|Race|Playground)|Exercise)\(", words)) for words in shown)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_from_top_to_bottom_and_its_labs_move(lab, lesson):
    for path in (lesson, *lesson.parent.glob("*.csv")):  # a lesson may read a table of its own
        (lab.folder / path.name).write_bytes(path.read_bytes())
    lab.open_file(lesson.name)
    lab.page.locator(".jp-CodeCell").last.scroll_into_view_if_needed()
    labs = lab.page.locator(".nbnn-lab")
    for _ in range(240):
        if labs.count() == labs_in(lesson):
            break
        lab.wait(250)
    assert labs.count() == labs_in(lesson)
    for number in range(labs.count()):
        page = labs.nth(number)
        page.scroll_into_view_if_needed()
        page.locator(".nbnn-card").first.wait_for(timeout=60_000)
        if page.locator(".nbnn-exercise").count():
            page.get_by_role("button", name="Check", exact=True).wait_for(timeout=60_000)
            continue
        step = page.get_by_role("button", name="Step", exact=True)
        if step.count():
            counted = page.locator(".nbnn-count, [role=status]")
            before = counted.all_inner_texts()
            way = step if step.is_enabled() else page.get_by_role("button", name="Back", exact=True)  # at its end it goes back
            for _ in range(2):  # by updates the first one goes to the end of the update that is told already
                if step.count():  # a question may stop the lab
                    way.click()
            assert counted.all_inner_texts() != before, f"Step moves lab {number}"
        else:
            drawn = ".bqplot.figure .plotarea_events, canvas, svg"
            page.locator(drawn).first.wait_for(state="attached", timeout=60_000)
    assert lab.page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert not lab.errors
