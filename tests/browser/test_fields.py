"""Every field to type in, of every lab, on a real page: what is wrong with it stands right below it, and goes when it is mended."""

import pytest

from tests.labs.every_lab import lab_classes, make, text_fields

pytestmark = pytest.mark.browser
NONSENSE = "?"


def has_fields(line: str) -> bool:
    """Is there a field to type in, in the lab of this example?"""
    made = make(line)
    found = bool(text_fields(made))
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


@pytest.mark.parametrize("kind", lab_classes(), ids=lambda kind: kind.__name__)
def test_a_message_stands_under_its_field_and_goes_with_the_mistake(new_lab, kind):
    lines = [line for line in kind.examples if has_fields(line)]
    lab = new_lab(height=1400)
    labs = lab.open("import nbnn", *lines).page.locator(".nbnn-lab")
    for k, line in enumerate(lines):
        page = labs.nth(k)
        page.scroll_into_view_if_needed()
        wait_until_it_tells(page)
        unfold_everything(page)
        lab.idle()  # what was unfolded is there
        labels = page.locator(".widget-text:has(input:enabled):visible .widget-label")
        labels.first.wait_for()
        before, fields = said_in(page), labels.all_inner_texts()
        assert fields, line
        for field in fields:
            lab.refuses(page, field, NONSENSE, NONSENSE)
        assert said_in(page) == before, f"{line}: the picture is the one before"
