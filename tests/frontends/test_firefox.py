"""Pages of labs and a lesson's page in Firefox, whose formulas and buttons are its own: drawn, set as formulas are, and stepped through."""

import os
import time

import pytest

from nbnn.cli.lesson_page import lesson_page
from nbnn.labs.frame.lab import to_html
from tests.frontends.conftest import NOTEBOOKS
from tests.frontends.firefox import Firefox, program
from tests.labs.every_lab import lab_classes, make
from tests.patience import HANGS

ALL_SHOWN = "() => { document.addEventListener('nbnn-all-shown', () => { globalThis.allShown = true; }); }"
#: What is not as it should be: wider than the page, a formula of one line that is as high as two, an index that is as large as its letter.
WRONG = """() => {
    const seen = (el) => el.checkVisibility() && el.getBoundingClientRect().width > 1;
    const size = (el) => parseFloat(getComputedStyle(el).fontSize);
    const lines = [...document.querySelectorAll("math")].filter((each) => seen(each) && !each.querySelector("mtable, mfrac, munder"));
    const indices = [...document.querySelectorAll("msup > :last-child, msub > :last-child")].filter(seen);
    return [...(document.documentElement.scrollWidth > innerWidth ? ["the page is wider than its window"] : []),
        ...[...document.querySelectorAll(".lab")].map((each) => each.textContent).filter((words) => words.includes("cannot be shown")),
        ...lines.filter((each) => each.getBoundingClientRect().height > 2 * size(each))
            .map((each) => `“${each.textContent}” is ${each.getBoundingClientRect().height} px high`),
        ...indices.filter((each) => size(each) > 0.95 * size(each.parentElement))
            .map((each) => `the index of “${each.parentElement.textContent}” is as large as its letter`)];
}"""
STEPPED = """async () => {
    const told = (step) => step.closest(".nbnn-player").querySelector(".nbnn-scrubber").getAttribute("aria-valuetext");
    const found = [];
    for (const step of document.querySelectorAll(".nbnn-player .nbnn-step")) {
        if (step.textContent !== "Step" || step.disabled || !step.checkVisibility()) continue;
        const before = told(step);
        step.click();
        for (let frames = 0; frames < 3; frames += 1) await new Promise((over) => requestAnimationFrame(over));
        found.push(told(step) !== before);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    path = program()
    if path is None:
        missing = "no Firefox found: install it, or set NBNN_FIREFOX"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    firefox = Firefox(path, tmp_path_factory.mktemp("profile"))
    firefox.before_each_page(ALL_SHOWN)
    yield firefox
    firefox.close()


@pytest.fixture
def firefox(started):
    """Nothing may go wrong in its pages."""
    started.errors.clear()
    yield started
    assert started.errors == []


def is_drawn(firefox, path, width: int) -> None:
    firefox.open(path, width)
    for _ in range(10 * HANGS):
        if firefox.evaluate("() => globalThis.allShown ?? false"):
            break
        time.sleep(0.1)
    else:
        raise TimeoutError("the labs were not shown")
    firefox.evaluate("() => new Promise((over) => setTimeout(over, 500))")  # charts take their place a moment later
    assert firefox.evaluate(WRONG) == []


@pytest.mark.parametrize("kind", lab_classes(), ids=lambda kind: kind.__name__)
def test_every_lab_is_drawn_and_steps(firefox, tmp_path, kind):
    labs = [make(line) for line in kind.examples]
    path = to_html(labs, tmp_path / "labs.html", answers=0)
    for width in (1280, 390):
        is_drawn(firefox, path, width)
        assert all(firefox.evaluate(STEPPED))
        assert firefox.evaluate(WRONG) == []
    for lab in labs:
        lab.close()


@pytest.mark.parametrize("lesson", sorted(NOTEBOOKS.glob("[0-9][0-9]-*.ipynb")), ids=lambda path: path.stem)
def test_every_lesson_is_drawn(firefox, tmp_path, lesson):
    path = tmp_path / "lesson.html"
    path.write_text(lesson_page(lesson, answers=0), "utf-8")
    for width in (1280, 390):
        is_drawn(firefox, path, width)
