"""What a page answers without Python: nothing on it is dead without a word, and what was recorded works as with Python."""

import re

import pytest

import nbnn
import nbnn.labs
from nbnn.exercises.kinds.foreseen import foreseen
from nbnn.page.answers import USUAL_SIZE
from tests.browser.lab import TWO_FRAMES
from tests.browser.test_pages import SETTLED, opened, wait_until  # noqa: F401  (a fixture)
from tests.labs.every_lab import lab_classes, make

pytestmark = pytest.mark.browser

SOME = 20_000  # bytes of answers: views unfold, and there is little more
NONE, UNKNOWN = "There is no Python here.", "This page does not have the answer to that"
ASKING = ":is(.widget-inline-hbox, .jupyter-button, [data-asks])"
# Each control that asks Python: is it off, does it do without, has it a word beside it in its card, row or lab?
CONTROLS = """(lab, asking) => [...lab.querySelectorAll(asking)].filter((each) => each.getClientRects().length)
    .map((each) => ({ what: each.outerHTML.slice(0, 80), off: each.inert || each.getAttribute('aria-disabled') === 'true' || each.disabled,
        alone: 'alone' in each.dataset, known: Boolean(each.dataset.asks) }))"""
# What is said of Python must be read to its end.
CUT = """() => [...document.querySelectorAll(".nbnn-card .nbnn-python")].filter((line) => line.getClientRects().length)
    .map((line) => [line, line.closest(".nbnn-card")])
    .filter(([line, card]) => line.getBoundingClientRect().bottom > card.getBoundingClientRect().bottom)
    .map(([, card]) => card.className)"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def lab_page(opened, tmp_path, *labs, answers=USUAL_SIZE):  # noqa: F811
    page = opened(nbnn.labs.to_html(labs, tmp_path / "labs.html", answers=answers))
    return page, [page.locator(".nbnn-lab").nth(k) for k in range(len(labs))]


def press(root, name: str) -> None:
    """By keyboard: the bar may lie over what is below the window's edge."""
    root.get_by_role("button", name=name, exact=True).first.press("Enter")


def says(page, locator, words: str) -> None:
    locator.filter(has_text=words).first.wait_for()
    page.evaluate(TWO_FRAMES)


def step_to_check(page, root) -> None:
    for _ in range(60):
        if root.locator(".nbnn-step").text_content() == "Check":
            return
        root.locator(".nbnn-step").click()
        page.evaluate(TWO_FRAMES)
    raise AssertionError("nothing is asked here")


@pytest.mark.parametrize("kind", lab_classes(), ids=lambda kind: kind.__name__)
def test_whatever_needs_python_is_off_and_says_so(opened, tmp_path, kind):  # noqa: F811
    labs = [make(line) for line in kind.examples]
    page, roots = lab_page(opened, tmp_path, *labs, answers=SOME)
    for line, root in zip(kind.examples, roots, strict=True):
        controls = root.evaluate(CONTROLS, ASKING)
        assert [each["what"] for each in controls if not (each["off"] or each["alone"] or each["known"])] == [], line
        if any(each["off"] and not each["known"] for each in controls):
            assert root.locator(".nbnn-python", has_text=NONE).count(), line
    page.evaluate(TWO_FRAMES)
    assert page.evaluate(CUT) == []
    for lab in labs:
        lab.close()


def test_every_view_unfolds_and_folds_reset_goes_back_and_a_selected_weight_has_its_wiggle(opened, tmp_path):  # noqa: F811
    lab = make('nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())')
    page, [root] = lab_page(opened, tmp_path, lab)
    shown = {"Data": ".nbnn-data .bqplot", "Loss": ".nbnn-loss .bqplot", "One weight": ".nbnn-derivation", "Controls": ".nbnn-controls-box"}
    for name, part in shown.items():
        press(root, name)
        root.locator(part).first.wait_for()
    press(root, "Loss")
    root.locator(shown["Loss"]).first.wait_for(state="detached")
    assert root.locator(shown["Data"]).count(), "what is unfolded besides stays"
    before = root.locator(".nbnn-status").first.text_content()
    root.locator(".nbnn-step").press("Enter")
    page.evaluate(TWO_FRAMES)
    assert root.locator(".nbnn-status").first.text_content() != before
    press(root, "Reset")
    for part in shown.values():
        root.locator(part).first.wait_for(state="detached")
    assert root.locator(".nbnn-status").first.text_content() == before
    press(root, "Data")
    root.locator(shown["Data"]).first.wait_for()
    a_selected_weight_has_its_paths_and_its_wiggle(page, root)
    lab.close()


def a_selected_weight_has_its_paths_and_its_wiggle(page, root) -> None:
    root.locator("g.edge").first.click(force=True)
    says(page, root.locator(".nbnn-derivation h3"), "Derivation of ∂ℓ/∂w₁₁")
    assert root.locator(".nbnn-unfold button", has_text="One weight").get_attribute("class").count("mod-active")
    root.locator(".nbnn-derivation input[type=range]").press("ArrowRight")
    page.evaluate(TWO_FRAMES)
    assert "ε = 0.001" in root.locator(".nbnn-derivation").text_content()


def test_at_the_end_of_what_is_recorded_it_is_said(opened, tmp_path):  # noqa: F811
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), steps=3, by="update", show=("board",))
    page, [root] = lab_page(opened, tmp_path, lab)
    press(root, "Last")
    says(page, root.locator(".nbnn-status"), "The recording ends here: more updates take Python.")
    assert root.locator(".nbnn-step").is_disabled()
    lab.close()


def test_an_exercise_judges_what_can_be_foreseen(opened, tmp_path):  # noqa: F811
    lab = make('nbnn.labs.Exercise("first_layer")')
    right, wrong, *_ = foreseen(lab.variant)
    page, [root] = lab_page(opened, tmp_path, lab)
    verdict, hints = root.locator(".nbnn-verdict"), root.locator(".nbnn-exercise-hints li")

    def answer(given):
        texts = [text for field in lab.variant.fields for text in given[field.id]]
        for k, text in enumerate(texts):
            root.locator(".nbnn-answer-box").nth(k).fill(text)
        press(root, "Check")
    press(root, "Check")
    says(page, verdict, "There is nothing here yet")
    answer(wrong.given)
    says(page, verdict, lab.check(wrong.given).message.split(". ")[0])
    press(root, "Hint")
    says(page, hints, lab.variant.hints[0])
    assert "Not yet" in verdict.text_content(), "a hint takes nothing back"
    answer({name: [f" {text}".replace("-", "−") for text in texts] for name, texts in right.given.items()})
    says(page, verdict, "Right")
    assert hints.count() == 1 and root.locator(".nbnn-standing").text_content() == ""
    answer({name: ["77"] * len(texts) for name, texts in right.given.items()})
    says(page, root.locator(".nbnn-python"), UNKNOWN)
    assert "About your answer before" in verdict.text_content()
    press(root, "Show solution")
    root.locator(".nbnn-solution-board").first.wait_for()
    lab.close()


def test_ask_first_asks_hints_judges_and_goes_on(opened, tmp_path):  # noqa: F811
    lab = make('nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), ask=("dl_dy", "dl_dw2"))')
    page, [root] = lab_page(opened, tmp_path, lab)
    said, box = root.locator(".nbnn-said"), root.locator(".nbnn-entry-box")
    step_to_check(page, root)
    right = lab.run[0].dl_dy
    for words in ("∂ℓ/∂y is not right yet", "reversed", "reversed", "reversed"):  # the second time the mistake gets its name
        box.fill(str(-right))
        press(root, "Check")
        says(page, said, words)
        page.evaluate(SETTLED)  # checked again with the same answer, nothing changes
    press(root, "Hint")
    root.locator(".nbnn-hints li").first.wait_for()
    box.fill("55")
    press(root, "Check")
    says(page, root.locator(".nbnn-python"), UNKNOWN)
    box.fill(f"{right}")
    press(root, "Check")
    says(page, said, "Right.")
    assert f"∂ℓ/∂y = {right:g}".replace("-", "−") in root.locator(".nbnn-status").first.text_content()
    step_to_check(page, root)
    press(root, "Show")
    says(page, said, "Shown.")
    press(root, "Reset")
    says(page, root.locator(".nbnn-status"), "Update 0, line 1 of")
    lab.close()


def test_a_playground_plays_the_epochs_that_were_trained_for_it(opened, tmp_path):  # noqa: F811
    lab = nbnn.labs.Playground(epochs=30)
    page, [root] = lab_page(opened, tmp_path, lab)
    assert len(lab.history) == 0, "the lab itself is where it was"
    press(root, "Step")
    says(page, root.locator(".nbnn-status"), "Epoch 1 of 30")
    press(root, "Last")
    says(page, root.locator(".nbnn-status"), "Epoch 30 of 30")
    lab.train()
    assert re.sub(r"\s+", " ", root.locator(".nbnn-status").first.text_content()) == lab.sentence()
    lab.close()
