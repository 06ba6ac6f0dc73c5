"""An exercise in a real JupyterLab, as a learner meets it: right, wrong in ten ways, nonsense, keyboard alone, a restart in the middle."""

import json
import re

import numpy as np
import pytest

from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.judging.sheets import fill as fill_sheet
from nbnn.exercises.progress import FILE, Progress
from tests.browser.lab import SEEN

pytestmark = pytest.mark.browser

CELL = 'import nbnn\nnbnn.labs.Exercise("{}")'
MISTAKES = (
    *(("first_layer", key) for key in ("wrong_sign", "z_forgotten", "margin_inverted", "gate_missing", "outer_reversed", "W1_transposed",
                                       "h_for_w2")),
    *(("last_layer", key) for key in ("a_for_h", "w2_for_h", "margin_ignored")),
)
NONSENSE = ("", "text", "1 2", "1e999", "nan", "__import__('os')", "<b>1</b>", "9" * 4000)


@pytest.fixture
def learner(server):
    """A learner who has done nothing yet, in the folder of the notebooks; afterwards nobody."""
    path = server[1] / FILE
    path.write_text(Progress("a learner").as_text(), "utf-8")
    yield Progress("a learner")
    for each in server[1].glob("nbnn-progress*"):
        each.unlink()


def opened(lab, *keys: str):
    lab.open(*(CELL.format(key) for key in keys))
    pages = [lab.page.locator(".nbnn-exercise").nth(k) for k in range(len(keys))]
    for page in pages:
        page.get_by_role("button", name="Check", exact=True).wait_for()
    lab.settle()  # "here" is answered: the numbers stay
    return pages if len(pages) > 1 else pages[0]


def boxes(page, k: int):
    return page.locator(":scope > .nbnn-answers .nbnn-answer").nth(k).locator("input")


def entries(text) -> list[str]:
    """What is typed into the boxes of one array, entry by entry."""
    return [part.strip() for part in str(text).replace("[", " ").replace("]", " ").split(",")]


# Type these texts into the boxes of each answer, in the page: from outside each of a hundred boxes takes as long as a check.
FILL = """(page, texts) => {
    const answers = [...page.querySelectorAll(":scope > .nbnn-answers .nbnn-answer")].slice(0, texts.length);
    return answers.map((answer, k) => [...answer.querySelectorAll("input")].map((box, i) => {
        box.focus();
        box.value = texts[k][i];
        box.dispatchEvent(new Event("input", { bubbles: true }));
        return box.value;
    }));
}"""


def fill(page, variant, answer) -> None:
    texts = [entries(answer[field.id]) for field in variant.fields if not getattr(field, "optional", False)]
    assert page.evaluate(FILL, texts) == texts


def check(page) -> None:
    page.get_by_role("button", name="Check", exact=True).click()


def said(page, words: str) -> None:
    page.locator(".nbnn-verdict", has_text=words).wait_for()


def standing(server, key: str) -> str:
    return Progress.from_text((server[1] / FILE).read_text("utf-8")).standing(key).status


def test_mistakes_get_their_diagnosis_a_slip_is_followed_and_a_right_answer_counts(lab, server, learner):
    keys = ("first_layer", "last_layer", "whole_board")
    pages = dict(zip(keys, opened(lab, *keys), strict=True))
    ten_typical_mistakes_get_their_diagnosis(server, pages, learner)
    a_right_answer_is_right_and_counts(server, pages["first_layer"], learner.variant("first_layer"))
    what_follows_from_a_slip_says_so_in_words(pages["whole_board"], learner.variant("whole_board"))
    assert not lab.errors


def ten_typical_mistakes_get_their_diagnosis(server, pages, learner) -> None:
    for key, mistake in MISTAKES:
        page, variant = pages[key], learner.variant(key)
        answer = variant.answer_of(MISCONCEPTIONS[mistake])
        found = variant.check(answer)
        assert found.verdict == "wrong" and MISCONCEPTIONS[mistake].words in found.message, mistake
        fill(page, variant, answer)
        check(page)
        said(page, MISCONCEPTIONS[mistake].words)
        assert page.locator("input[aria-invalid=true]").count() > 0
    assert standing(server, "first_layer") == "tried"


def a_right_answer_is_right_and_counts(server, page, variant) -> None:
    fill(page, variant, variant.right_answer())
    check(page)
    said(page, "Right.")
    assert page.locator(".nbnn-standing").inner_text() == "solved" == standing(server, "first_layer")


def what_follows_from_a_slip_says_so_in_words(page, variant) -> None:
    """The sign and the color say it, too; but whoever sees or hears neither is told as well."""
    fill(page, variant, follows_from_a_slip(variant))
    check(page)
    said(page, "What follows from it is done right.")
    note = page.locator(".nbnn-answer-note", has_text="follows").first
    assert note.is_visible()
    followed = page.get_by_label(re.compile("follows from what you entered above$"))
    assert followed.count() > 0 and page.locator("input[aria-invalid=true]").count() == 1
    followed.first.fill("1")
    assert not note.is_visible() or page.locator(".nbnn-answer-note:not(:empty)").count() > 0


def follows_from_a_slip(variant) -> dict[str, str]:
    """A board in which one entry of a is off, of a unit that is on, and all else follows."""
    part, right = variant.parts[0], variant.right[0]
    off = np.array(right["a"])
    off[int(np.argmax(off))] += 7
    return variant.as_texts([fill_sheet(part.sheet, part.given, variant.exercise.asks, choices={"a": off})])


def test_nonsense_a_restart_and_what_cannot_be_read_and_the_keyboard_alone(lab, server, learner):
    """In one notebook, one after another: to open it takes longer than each of them. A restart makes the pages anew."""
    page, _ = opened(lab, "first_layer", "last_layer")
    nonsense_gets_a_message_and_nothing_is_lost(lab, server, page)
    the_kernel_is_restarted_and_the_progress_is_still_there(lab, server, page, learner.variant("first_layer"))
    page, other = (lab.page.locator(".nbnn-exercise").nth(k) for k in range(2))
    what_cannot_be_read_is_said_right_below_its_box_until_the_box_is_changed(lab, page, learner.variant("first_layer"))
    by_keyboard_alone_from_box_to_box(lab, server, other, learner.variant("last_layer"))
    assert not lab.errors


def by_keyboard_alone_from_box_to_box(lab, server, page, variant) -> None:
    keys = lab.page.keyboard
    boxes(page, 0).first.focus()
    texts = [text for field in variant.fields for text in entries(variant.right_answer()[field.id])]
    for text in texts:
        keys.type(text)
        keys.press("Tab")
    keys.press("Shift+Tab")
    keys.press("Enter")
    said(page, "Right.")
    assert standing(server, "last_layer") == "solved"


def the_kernel_is_restarted_and_the_progress_is_still_there(lab, server, page, variant) -> None:
    answer = variant.answer_of(MISCONCEPTIONS["wrong_sign"])
    fill(page, variant, answer)
    check(page)
    said(page, MISCONCEPTIONS["wrong_sign"].words)
    old = page.element_handle()
    lab.menu("Kernel", "Restart Kernel and Run All Cells")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    lab.page.wait_for_function("old => !old.isConnected", arg=old)
    page = lab.page.locator(".nbnn-exercise").first
    said(page, MISCONCEPTIONS["wrong_sign"].words)
    assert [box.input_value() for box in boxes(page, 0).all()] == entries(answer[variant.fields[0].id])
    assert page.locator(".nbnn-standing").inner_text() == "tried"
    fill(page, variant, variant.right_answer())
    check(page)
    said(page, "Right.")
    assert standing(server, "first_layer") == "solved"


def nonsense_gets_a_message_and_nothing_is_lost(lab, server, page) -> None:
    for text in NONSENSE:
        box = boxes(page, 0).first
        box.fill(text)
        boxes(page, 1).last.fill("7")
        check(page)
        page.locator(".nbnn-verdict[data-verdict]:not([data-verdict='']):not([data-stale])").wait_for()
        lab.settle()
        assert page.locator(".nbnn-verdict").get_attribute("data-verdict") in ("refused", "wrong"), text
        assert box.input_value() == text and boxes(page, 1).last.input_value() == "7"
    assert page.locator("b").count() == 0, "nothing typed becomes markup"
    assert standing(server, "first_layer") in ("not tried", "tried")
    assert lab.page.locator(".jp-OutputArea-output", has_text="Error").count() == 0 and not lab.errors


def what_cannot_be_read_is_said_right_below_its_box_until_the_box_is_changed(lab, page, variant) -> None:
    from playwright.sync_api import expect

    fill(page, variant, variant.right_answer())
    box, kept = boxes(page, 0).first, boxes(page, 0).first.input_value()
    box.fill("two")
    check(page)
    said(page, "Not an answer yet")
    expect(box).to_have_accessible_description(re.compile("two"))
    lab.settle()  # where things are is read one by one: nothing may still scroll
    group, message = boxes(page, 0).last.bounding_box(), page.locator(".nbnn-verdict").bounding_box()
    assert 0 <= message["y"] - group["y"] - group["height"] <= 60, (group, message)
    assert message["y"] < page.get_by_role("button", name="Check").bounding_box()["y"], "above the buttons: at the boxes"
    box.fill(kept)
    expect(page.locator(".nbnn-verdict")).to_have_text("")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description("")
    check(page)
    said(page, "Right.")


def test_choices_an_order_hints_the_solution_and_other_numbers(lab, server, learner):
    choice, order, *two_choices, numbers = opened(lab, "why_zero", "board_order", "overfitted", "derivative_check", "hinge_slope")
    two_choices_on_a_page_do_not_take_each_others_mark(two_choices)
    a_choice_and_an_order(server, learner, choice, order)
    hints_then_the_solution_and_other_numbers(lab, server, learner, numbers)
    assert not lab.errors


def a_choice_and_an_order(server, learner, choice, order) -> None:
    check(choice)
    said(choice, "Not an answer yet")
    variant = learner.variant("why_zero")
    choice.locator("input").nth(variant.fields[0].options.index(variant.right_answer())).check()
    check(choice)
    said(choice, "Right.")
    check(order)
    said(order, "Not yet")
    variant = learner.variant("board_order")
    lines = list(variant.fields[0].options)  # as they stand on the page
    for place, line in enumerate(variant.right_answer()):
        for at in range(lines.index(line), place, -1):
            order.locator(".nbnn-order-item").nth(at).locator("button").first.press("ArrowUp")
            lines[at - 1], lines[at] = lines[at], lines[at - 1]
    check(order)
    said(order, "Right.")
    assert standing(server, "why_zero") == standing(server, "board_order") == "solved"


def two_choices_on_a_page_do_not_take_each_others_mark(pages) -> None:
    for page in pages:
        page.get_by_role("radio").first.check()
    assert all(page.get_by_role("radio").first.is_checked() for page in pages)


def hints_then_the_solution_and_other_numbers(lab, server, learner, page) -> None:
    page.get_by_role("button", name="Hint").click()
    page.locator(".nbnn-exercise-hints li").first.wait_for()
    page.get_by_role("button", name="Show solution").click()
    page.locator(".nbnn-solution h4", has_text="seen").wait_for()
    page.get_by_role("button", name="Other numbers").click()
    page.locator(".nbnn-solution h4").wait_for(state="detached")
    again = Progress.from_text((server[1] / FILE).read_text("utf-8")).variant("hinge_slope")
    assert again.fingerprint != learner.variant("hinge_slope").fingerprint
    fill(page, again, again.right_answer())
    check(page)
    said(page, "Right.")
    with lab.page.expect_download() as download:
        page.get_by_role("button", name="Download progress").click()
    assert json.loads(download.value.path().read_text("utf-8"))["learner"] == "a learner"


def test_a_guest_is_asked_for_a_name_when_the_file_is_taken_along(lab, server):
    for each in server[1].glob("nbnn-progress*"):
        each.unlink()
    lab.open(CELL.format("hinge_slope"), 'nbnn.exercises.set_name("山田 太郎")', run=False)
    lab.page.locator(".jp-Notebook .jp-Cell").first.click()
    lab.page.keyboard.press("Shift+Enter")
    page = lab.page.locator(".nbnn-exercise")
    page.get_by_role("button", name="Check", exact=True).wait_for()
    with lab.page.expect_download() as download:
        page.get_by_role("button", name="Download progress").click()
    assert json.loads(download.value.path().read_text("utf-8"))["learner"].startswith("guest-")
    page.locator(".nbnn-notice", has_text='nbnn.exercises.set_name("Ada Lovelace")').wait_for()
    lab.page.locator(".jp-Notebook .jp-CodeCell").nth(1).locator(".jp-InputArea-editor").click()
    lab.page.keyboard.press("Shift+Enter")
    lab.page.locator(".jp-OutputArea-output", has_text="The name in nbnn-progress.json is 山田 太郎.").wait_for()
    with lab.page.expect_download() as download:
        page.get_by_role("button", name="Download progress").click()
    assert json.loads(download.value.path().read_text("utf-8"))["names"][-1][1] == "山田 太郎"
    page.locator(".nbnn-notice", has_text="no name").wait_for(state="detached")
    assert not lab.errors
    for each in server[1].glob("nbnn-progress*"):
        each.unlink()


def test_a_function_of_ones_own(lab, server, learner):
    wrong = "def hinge_derivative(y, z):\n    return {}\n\nnbnn.labs.Exercise('hinge_derivative', hinge_derivative)"
    lab.open("import nbnn", wrong.format("z if y * z < 1 else 0"), wrong.format("-z if y * z < 1 else 0"))
    first, second = (lab.page.locator(".nbnn-exercise").nth(k) for k in (0, 1))
    second.get_by_role("button", name="Check", exact=True).wait_for()
    lab.settle()
    check(first)
    said(first, MISCONCEPTIONS["wrong_sign"].words)
    check(second)
    said(second, "Right.")
    assert standing(server, "hinge_derivative") == "solved"
    assert not lab.errors


# On how many lines each derivative stands that is written into a text.
DERIVATIVES = r"""root => {
    const lines = [], texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (texts.nextNode()) {
        for (const { 0: words, index } of texts.currentNode.data.matchAll(/∂[^\s/]*\/∂\S*/g)) {
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + words.length);
            lines.push(range.getClientRects().length);
        }
    }
    return lines;
}"""


def test_it_is_readable_in_both_themes_and_fits(new_lab, learner):
    lab = new_lab(width=360)
    page, order = opened(lab, "first_layer", "board_order")
    assert order.evaluate(DERIVATIVES) == [1] * 10, "no line ends in one"
    check(page)
    said(page, "Not an answer yet")
    assert lab.violations() == [] == lab.overflowing()
    assert page.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
    lab.theme("Dark")
    lab.page.set_viewport_size({"width": 1280, "height": 900})
    lab.settle()
    assert lab.violations(rules=SEEN) == [] == lab.overflowing()
    assert not lab.errors
