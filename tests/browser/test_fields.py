"""Every field to type in, of every lab, on a real page: what is wrong with it stands right below it, and goes when it is mended."""

import pytest

from tests.labs.every_lab import examples, make, text_fields

pytestmark = pytest.mark.browser
NONSENSE = "?!"


def lines_with_fields() -> list[str]:
    found = []
    for line in examples():
        made = make(line)
        if text_fields(made):
            found.append(line)
        made.close()
    return found


def everything_unfolded(page) -> None:
    buttons = page.locator(".nbnn-unfold button")
    for k in range(buttons.count()):
        if buttons.nth(k).get_attribute("aria-pressed") != "true":
            buttons.nth(k).click()


def status_lines(page) -> list[str]:
    return page.locator("[role=status]").all_inner_texts()


@pytest.mark.parametrize("line", lines_with_fields())
def test_a_message_stands_under_its_field_and_goes_with_the_mistake(new_lab, line):
    lab = new_lab(height=1400)
    page = lab.open(f"import nbnn\n{line}").page.locator(".nbnn-lab").first
    page.wait_for(timeout=60_000)
    everything_unfolded(page)
    fields = page.locator(".widget-text input:enabled")
    fields.first.wait_for(timeout=60_000)
    page.locator("[role=status]").filter(has_text=".").first.wait_for(timeout=60_000)
    lab.wait(500)
    before = status_lines(page)
    names = page.locator(".widget-text:has(input:enabled) .widget-label").all_inner_texts()
    assert len(names) == fields.count()
    for name in names:
        if page.get_by_role("textbox", name=name, exact=True).is_visible():
            lab.refuses(page, name, NONSENSE, NONSENSE)
    assert status_lines(page) == before, "the picture is the one before"
