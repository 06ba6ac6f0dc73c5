"""Every view of every lab on a real page, those of a lab in one notebook: to open them takes longer than most of what is looked at."""

import pytest

from tests.browser import test_keys as keys
from tests.browser.test_one_screen import lines_of, what_is_wrong
from tests.labs.every_lab import lab_classes, make, text_fields

pytestmark = pytest.mark.browser

NONSENSE = "?"


def fields_of(line: str) -> set[str]:
    """The names of the fields to type in, in the lab of this example."""
    made = make(line)
    found = {field.description for field in text_fields(made) if not field.disabled}
    made.close()
    return found


def unfold_everything(page) -> None:
    buttons = page.locator(".nbnn-unfold button")
    for k in range(buttons.count()):
        if buttons.nth(k).get_attribute("aria-pressed") != "true":
            buttons.nth(k).click()


def said_in(page) -> list[str]:
    page.locator("[role=status]").filter(has_text="Python is busy").first.wait_for(state="detached")  # on a slow machine it says so
    return [words for words in page.locator("[role=status]").all_inner_texts() if words]


def wait_until_it_tells(page) -> None:
    page.locator("[role=status]").filter(has_text=".").first.wait_for()


@pytest.mark.long
@pytest.mark.parametrize("kind", lab_classes(), ids=lambda kind: kind.__name__)
def test_it_moves_in_view_tells_what_is_wrong_and_keeps_its_keys(lab, kind):
    lines = lines_of(kind)
    labs = dict(zip(kind.examples, keys.opened(lab, *lines)))
    moves_in_view(lab, lines)
    lab.page.set_viewport_size({"width": 1280, "height": 1400})
    tried = set()
    for line in labs:
        if fields_of(line) - tried:
            tried |= tells_under_each_field(lab, labs[line], line, tried)
    lab.page.set_viewport_size({"width": 1280, "height": 900})
    keeps_its_keys(lab, labs.values())


def moves_in_view(lab, lines) -> None:
    """What moves and what moves it are in view together: a learner scrolls once to what moves."""
    wrong = what_is_wrong(lab, lines)
    assert wrong == [], "\n".join(wrong)


def tells_under_each_field(lab, page, line: str, tried: set[str]) -> set[str]:
    """What is wrong with a field stands right below it, and goes when it is mended; the fields, but those already `tried`.

    A field that stands in several views of a lab is one piece of code.
    """
    page.scroll_into_view_if_needed()
    wait_until_it_tells(page)
    unfold_everything(page)
    lab.idle()  # what was unfolded is there
    labels = page.locator(".widget-text:has(input:enabled):visible .widget-label")
    labels.first.wait_for()
    before, fields = said_in(page), labels.all_inner_texts()
    assert fields, line
    new = set(fields) - tried
    for field in sorted(new):
        lab.refuses(page, field, NONSENSE, NONSENSE)
    assert said_in(page) == before, f"{line}: the picture is the one before"
    return new


def keeps_its_keys(lab, labs) -> None:
    """What is typed anywhere in a lab never reaches the notebook."""
    lab.page.evaluate(keys.TAKEN)
    lab.page.evaluate(keys.PRESSED)
    lab.page.evaluate(keys.SAVES_NOTHING)  # who gets the keys is asked; test_keys.py finds in the file what was saved
    for number, one in enumerate(labs):  # what keeps the keys of JupyterLab's cells from one root keeps all: the first gets them
        keys.saves_from_everywhere(lab, one)
        assert keys.type_everywhere(lab, one, keys.ON_CELLS if number else keys.ON_CELLS + keys.MORE) > keys.ACROSS
