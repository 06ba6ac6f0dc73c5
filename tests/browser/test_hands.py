"""A show of hands at a vote, in a real JupyterLab: counted by keyboard or mouse, shown as bars beside what happens, and never needed."""

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from tests.browser.test_python import restart

pytestmark = pytest.mark.browser

VOTE = 'import nbnn\nlab = nbnn.labs.TrajectoryLab("hill", cue={3: ("Will it get over the hill?", "yes", "no")}%s)\nlab'
PREDICTION = ('import nbnn\nlab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), steps=9, '
              'cue={0: "loss_falls"})\nlab')


def at_the_vote(lab, options=""):
    """The first lab on the page, its hall asked."""
    page = lab.open(VOTE % options).first_lab()
    page.focus()
    lab.page.keyboard.press("End")
    expect(page.locator(".nbnn-asked-words")).to_have_text("Will it get over the hill?")
    return page


def bars(page):
    return page.locator(".nbnn-bars li")


def again(lab, page) -> None:
    """From the beginning to the vote: nothing of what was counted is left."""
    lab.settle()  # Python hears of a draft a moment later: after Reset, that would bring it back
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(bars(page)).to_have_count(0)
    expect(page.locator(".nbnn-status").first).to_contain_text("Update 0")
    page.focus()
    lab.page.keyboard.press("End")
    for option in ("yes", "no"):
        expect(page.get_by_role("spinbutton", name=f"Hands for “{option}”")).to_have_value("")


def test_the_hands_are_counted_by_keyboard_clicker_or_not_at_all_and_survive_the_page(lab):
    """One vote after another in one notebook: to open it takes longer than each of them."""
    page = at_the_vote(lab, ", present=True")
    counted_by_keyboard_alone(lab, page)
    again(lab, page)
    a_clicker_goes_on_from_a_number(lab, page)
    again(lab, page)
    what_is_typed_while_python_thinks_goes_with_the_vote(lab, page)
    again(lab, page)
    nobody_has_to_count(page)
    again(lab, page)
    a_count_survives_a_reload_of_the_page(lab, page)
    page = lab.page.locator(".nbnn-lab").first
    again(lab, page)
    without_python_the_numbers_still_count(lab, page)


def counted_by_keyboard_alone(lab, page) -> None:
    """Enter leads from number to number and to Check: nothing is revealed by typing."""
    keys = lab.page.keyboard
    page.get_by_role("spinbutton", name="Hands for “yes”").focus()
    keys.type("12")
    lab.settle()  # Python has this as a draft, and has not heard of what is typed next when it is asked
    keys.press("Enter")
    expect(page.get_by_role("spinbutton", name="Hands for “no”")).to_be_focused()
    keys.type("6")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_focused()
    expect(bars(page)).to_have_count(0)
    keys.press("Enter")
    expect(bars(page)).to_have_text(["yes12 (71%)", "no5 (29%)"])
    expect(page.locator(".nbnn-said")).to_have_text("Counted: yes 12, no 5. Now see what happens.")
    keys.press("Enter")
    expect(page.locator(".nbnn-status").first).to_contain_text("Update 4")
    expect(bars(page)).to_have_count(2)
    expect(page.locator(".nbnn-asking h3")).to_have_text("Will it get over the hill?")


def test_without_a_hall_the_numbers_wait_behind_a_button(lab):
    page = at_the_vote(lab)
    box = page.get_by_label("Hands for “yes”", exact=True)
    expect(box).to_be_hidden()
    page.get_by_role("button", name="Count hands").click()
    plus, minus = (page.get_by_role("button", name=f"One hand {how} for “yes”") for how in ("more", "less"))
    for _ in range(3):
        plus.click()
    minus.click()
    expect(box).to_have_value("2")
    for typed, kept in (("123456", "9999"), ("-7", "0"), ("2.6", "2")):
        box.fill(typed)
        expect(box).to_have_value(kept)
    assert lab.violations() == []
    page.get_by_role("button", name="Show", exact=True).click()
    expect(bars(page)).to_have_text(["yes2 (100%)", "no0 (0%)"])
    lab.theme("Dark")
    assert lab.violations() == []


def what_is_typed_while_python_thinks_goes_with_the_vote(lab, page) -> None:
    lab.evaluate_in_kernel("""import threading
thought = threading.Event()
vote, lab.asked._vote = lab.asked._vote, lambda *given: thought.wait() and vote(*given)""")
    box = page.get_by_role("spinbutton", name="Hands for “yes”")
    box.fill("3")
    lab.settle()
    page.get_by_role("button", name="Check", exact=True).click()
    box.fill("31")
    lab.evaluate_in_kernel("thought.set(); del lab.asked._vote")
    expect(bars(page)).to_have_text(["yes3 (100%)", "no0 (0%)"])


def nobody_has_to_count(page) -> None:
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".nbnn-said")).to_have_text("Now see what happens.")
    expect(bars(page)).to_have_count(0)


def a_clicker_goes_on_from_a_number(lab, page) -> None:
    page.get_by_role("spinbutton", name="Hands for “no”").fill("4")
    lab.page.keyboard.press("PageDown")
    expect(bars(page)).to_have_text(["yes0 (0%)", "no4 (100%)"])


def test_the_answer_that_came_true_has_a_mark(lab):
    page = lab.open(PREDICTION).stepper()
    page.get_by_role("button", name="Last", exact=True).click()
    page.get_by_role("button", name="Count hands").click()
    page.get_by_label("Hands for “it falls”", exact=True).fill("30")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(bars(page)).to_have_count(3)
    expect(page.locator(".nbnn-bars-true")).to_contain_text("✓ it falls (this is what happened)")


def a_count_survives_a_reload_of_the_page(lab, page) -> None:
    page.get_by_role("spinbutton", name="Hands for “yes”").fill("12")
    lab.settle()
    lab.menu("File", "Save Notebook")
    lab.settle()
    lab.reload()
    page = lab.first_lab()
    expect(page.get_by_role("spinbutton", name="Hands for “yes”")).to_have_value("12")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(bars(page)).to_have_text(["yes12 (100%)", "no0 (0%)"])


def without_python_the_numbers_still_count(lab, page) -> None:
    restart(lab)
    page.get_by_text("Python has been restarted").first.wait_for()
    page.get_by_role("button", name="One hand more for “yes”").click()
    expect(page.get_by_role("spinbutton", name="Hands for “yes”")).to_have_value("1")
