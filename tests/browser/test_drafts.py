"""What is typed and not yet checked, in a real JupyterLab: still there whatever becomes of its cell, its page or its kernel."""

import pytest

from nbnn.exercises.progress import FILE, Progress
from tests.browser.lab import PATIENCE

pytestmark = pytest.mark.browser

EXERCISE = 'nbnn.labs.Exercise("first_layer")'
STEPPER = """nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1, ask=("dl_dw2",))"""
TYPED = ["1/", "−2"]


@pytest.fixture
def learner(server):
    path = server[1] / FILE
    path.write_text(Progress("a learner").as_text(), "utf-8")
    yield
    for each in server[1].glob("nbnn-progress*"):
        each.unlink()


@pytest.fixture(params=[(EXERCISE, ".nbnn-answer-box", ".nbnn-exercise"), (STEPPER, ".nbnn-entry-box", ".nbnn-asking")],
                ids=["exercise", "ask first"])
def typed(lab, learner, request):
    """A lab in the second of three cells with something typed into its first two boxes; the page, and what finds the boxes."""
    line, boxes, _ = request.param
    lab.open("import nbnn", line, "1 + 1")
    if line == STEPPER:
        to_the_question(lab)
    found = lab.page.locator(boxes)
    found.nth(1).wait_for()
    lab.page.locator(".nbnn-lab[data-lm-suppress-shortcuts]").wait_for()
    for k, text in enumerate(TYPED):
        found.nth(k).click()
        lab.page.keyboard.type(text)
    return found


def to_the_question(lab) -> None:
    """Step up to the line that is asked for."""
    lab.stepper()
    step = lab.page.locator(".nbnn-lab").last.locator(".nbnn-step")
    while step.inner_text() != "Check":
        step.click()
        lab.wait(100)  # the page draws the step


def is_there(lab, boxes, of=0) -> None:
    from playwright.sync_api import expect

    for k, text in enumerate(TYPED):
        expect(boxes.nth(of + k)).to_have_value(text)


def told(lab) -> None:
    """Wait until Python has been told what was typed."""
    for _ in range(PATIENCE // 100):
        if any('"draft"' in message for message in lab.sent):
            return
        lab.wait(100)
    raise AssertionError("no draft was sent")


def select(lab) -> None:
    """The lab's cell, as a notebook's."""
    lab.page.locator(".jp-Cell .jp-InputPrompt").nth(1).click()


def run_again(lab, boxes) -> None:
    select(lab)
    old = boxes.first.element_handle()
    lab.page.keyboard.press("Control+Enter")
    lab.page.wait_for_function("old => !old.isConnected", arg=old)
    if "entry" in str(boxes):
        to_the_question(lab)


def test_what_is_typed_outlives_its_cell_its_kernel_and_its_page_and_is_in_both_views(lab, typed):
    """In one notebook, one after another: it is there after each of them."""
    told(lab)
    it_is_there_when_the_cell_was_moved_or_run_again(lab, typed)
    it_outlives_the_kernel_where_it_stands_and_where_it_is_run_again(lab, typed)
    it_costs_few_messages(lab, typed)
    it_comes_back_with_the_page(lab, typed)
    it_outlives_the_kernel_where_it_stands_and_where_it_is_run_again(lab, typed)  # now only what was loaded is known of it
    two_views_of_a_lab_show_the_same(lab, typed)


def it_is_there_when_the_cell_was_moved_or_run_again(lab, typed) -> None:
    select(lab)
    lab.page.keyboard.press("Control+Shift+ArrowDown")
    is_there(lab, typed)
    lab.page.keyboard.press("Control+Shift+ArrowUp")
    is_there(lab, typed)
    run_again(lab, typed)
    is_there(lab, typed)


def it_costs_few_messages(lab, typed) -> None:
    """Typed anew: what Python was told of it before is of no use here."""
    from playwright.sync_api import expect

    for k, text in enumerate(TYPED):
        typed.nth(k).fill("")
        typed.nth(k).fill(text)
    lab.settle()
    before = len(lab.sent)
    lab.never_rests()
    typed.first.fill("")
    typed.first.press_sequentially("12345678901234567890")
    expect(typed.first).to_have_value("12345678901234567890")
    assert len(lab.sent) == before, "not a message for each key"
    lab.rests()
    typed.first.fill(TYPED[0])
    lab.settle()
    assert len(lab.sent) == before + 1


def it_comes_back_with_the_page(lab, typed) -> None:
    lab.menu("File", "Save Notebook")
    lab.settle()
    lab.reload()
    if "entry" in str(typed):
        to_the_question(lab)
    typed.first.wait_for()
    is_there(lab, typed)


def two_views_of_a_lab_show_the_same(lab, typed) -> None:
    from playwright.sync_api import expect

    page, boxes = lab.page, typed.count()
    page.locator(".nbnn-lab").click(button="right", position={"x": 4, "y": 4})
    page.locator(".lm-Menu-itemLabel", has_text="Create New View for Cell Output").click()
    expect(typed).to_have_count(2 * boxes)
    is_there(lab, typed, of=boxes)
    typed.nth(boxes).click()
    page.keyboard.press("End")
    page.keyboard.type("7")
    expect(typed.first).to_have_value(TYPED[0] + "7")


def it_outlives_the_kernel_where_it_stands_and_where_it_is_run_again(lab, typed) -> None:
    lab.menu("Kernel", "Restart Kernel…")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    lab.page.locator(".jp-Dialog").wait_for(state="detached")
    is_there(lab, typed)
    lab.page.locator(".nbnn-python-said[role=status]", has_text="Python has been restarted").first.wait_for(state="attached")
    lab.idle()
    old = typed.first.element_handle()
    lab.run_all()
    lab.page.wait_for_function("old => !old.isConnected", arg=old)
    if "entry" in str(typed):
        to_the_question(lab)
    is_there(lab, typed)
