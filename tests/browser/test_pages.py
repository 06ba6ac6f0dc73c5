"""Labs and a lesson as pages of their own, opened as files by a browser that may ask for nothing else."""

from pathlib import Path

import pytest

import nbnn.labs
from nbnn.cli.lesson_page import lesson_page
from tests.labs.every_lab import lab_classes, make

pytestmark = pytest.mark.browser

LESSON = Path(__file__).parents[2] / "notebooks" / "13-one-step-by-hand.ipynb"
DRAWN = """() => [...document.querySelectorAll("[data-widget]")].every((place) =>
  [...place.querySelectorAll(".nbnn")].some((view) => view.getBoundingClientRect().height > 40))"""
LINES = 20  # no board has more
TWO_FRAMES = "() => new Promise((over) => requestAnimationFrame(() => requestAnimationFrame(over)))"


@pytest.fixture
def opened(browser):
    """Opens a file and returns its page; at the end nothing has gone wrong in it, and nothing else was asked for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    wrong, asked = [], []
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)

    def go_to(path):
        page.goto(path.as_uri())
        wait_until(page, DRAWN)
        return page
    yield go_to
    context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []


def wait_until(page, true):
    """Playwright's own waiting evaluates text in the page, which its policy does not allow."""
    for _ in range(600):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    raise TimeoutError(f"not within a minute: {true}")


@pytest.mark.parametrize("kind", lab_classes(), ids=lambda kind: kind.__name__)
def test_every_lab_is_drawn_and_moves_without_python(opened, tmp_path, kind):
    labs = [make(line) for line in kind.examples]
    page = opened(nbnn.labs.to_html(labs, tmp_path / "labs.html"))
    for place, lab in zip(page.locator("[data-widget]").all(), labs, strict=True):
        for player in place.locator(".nbnn-player").filter(has=page.locator(".nbnn-step")).all():
            moves(page, player)
        for prediction in place.locator(".nbnn-prediction").all():
            prediction.get_by_role("button", name="Just show me").click()
            assert prediction.locator(".nbnn-compared td").count(), "what comes is there without Python"
        for asking in place.locator("[data-asks='']").all():  # the others may be answered: see test_answers.py
            assert asking.get_attribute("aria-disabled") == "true", "it says that it does nothing here"
        lab.close()


def moves(page, player):
    """Step to the next update and back again, where there is more than the beginning and it is not asked for first."""
    def now():
        page.evaluate(TWO_FRAMES)
        return player.locator(".nbnn-scrubber").input_value(), player.locator(".nbnn-status").text_content()
    step = player.locator(".nbnn-step")
    if step.get_attribute("aria-disabled") == "true" or step.is_disabled() or step.text_content() == "Check":
        return
    before, steps = now(), 0
    while now()[0] == before[0] and steps < LINES and step.text_content() == "Step":
        step.click()
        steps += 1
    assert now()[1] != before[1] and (now()[0] != before[0] or step.text_content() == "Check")
    for _ in range(steps):
        player.get_by_role("button", name="Back", exact=True).click()
    assert now() == before


def test_a_lesson_is_whole_on_its_page(opened, tmp_path):
    (tmp_path / "lesson.html").write_text(lesson_page(LESSON), "utf-8")
    page = opened(tmp_path / "lesson.html")
    assert page.locator("[data-widget]").count() > 10 and page.title() == "One step by hand"
    assert page.locator("math").count() > 50


def test_a_page_is_light_or_dark_as_the_reader_wants_it(opened, tmp_path):
    lab = nbnn.labs.LossLab()
    page = opened(lab.to_html(tmp_path / "lab.html"))
    paper = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    wait_until(page, "() => document.documentElement.dataset.jpThemeLight === 'false'")
    assert (light, page.evaluate(paper)) == ("rgb(255, 255, 255)", "rgb(17, 17, 17)")
    lab.close()
