"""The site's first page in the hands of somebody with a phone: served from here, and every other address refused.

How soon it moves is measured by benchmarks/pages.py.
"""

from pathlib import Path

import pytest

from benchmarks.pages import PHONE
from nbnn.cli.site.first_page import first_page
from tests.frontends.lite_site import block_others, serving_site
from tests.patience import HANGS

pytestmark = pytest.mark.browser

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]-*.ipynb"))
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
LINES = 30  # more than an update has


@pytest.fixture
def phone(browser, tmp_path):
    """The page, opened; at the end nothing has gone wrong in it, and no other address was asked."""
    (tmp_path / "index.html").write_text(first_page(LESSONS, docs=True, public=False), "utf-8")
    wrong = []
    context = browser.new_context(**PHONE)
    context.set_default_timeout(1000 * HANGS)
    with serving_site(tmp_path) as address:
        asked, page = block_others(context, address), context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        yield page
        context.close()
    assert wrong == []
    assert asked == []


def test_an_update_is_stepped_through_by_tapping_and_every_lesson_is_a_tap_away(phone):
    place, step = phone.locator(".nbnn-scrubber").first, phone.locator(".nbnn-step:enabled").first
    step.wait_for()
    said = []
    while place.input_value() == "0" and len(said) < LINES:
        said.append(phone.locator(".nbnn-status").first.inner_text())
        step.tap()
    assert [line.split(":")[0] for line in said] == [f"Update 0, line {number} of {len(said)}" for number in range(1, len(said) + 1)]
    assert phone.locator(".nbnn-status").first.inner_text().startswith("Update 1, line 1")
    assert phone.evaluate(FITS), "nothing is wider than the page"
    for path in LESSONS:
        assert phone.locator(f"a[href='lessons/{path.stem}.html']").count() == 1
        assert phone.locator(f"a[href='lite/notebooks/index.html?path={path.name}']").count() == 1
