"""What a symbol means, where one points at it and under the keyboard: from the one table of notation, and nothing on the page moves."""

import pytest

from nbnn.core.notation import SIGNS, notation

pytestmark = pytest.mark.browser

LAB = 'nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1, show=("diagram", "board", "card"))'


def test_a_symbol_says_what_it_means_by_pointer_and_by_keyboard(lab):
    lab.open("import nbnn", LAB)
    lab.page.locator(".nbnn-board .nbnn-line").nth(5).wait_for()
    a_symbol_says_what_it_means(lab)
    the_keyboard_gets_it_too_and_escape_takes_it_away(lab)


def a_symbol_says_what_it_means(example) -> None:
    from playwright.sync_api import expect

    page, bubble = example.page, example.page.locator(".nbnn-meaning")
    board = page.locator(".nbnn-board")
    place = board.bounding_box()
    for marked in ("h: the hidden units, after the activation", f"⊙: {SIGNS['⊙']}", f"ᵀ: {SIGNS['ᵀ']}", f"[a > 0]: {SIGNS['[ ]']}",
                   f"∂ℓ/∂W⁽¹⁾: {notation('dl_dW1').words}", f"w⁽²⁾: {notation('w2').words}", f"η: {notation('eta').words}"):
        board.locator(f'[data-meaning="{marked}"]').first.locator("xpath=descendant-or-self::*[not(*)]").first.hover(force=True)
        expect(bubble).to_have_text(marked)
        box = bubble.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
    assert board.bounding_box() == place
    page.locator(".jp-Cell .jp-InputPrompt").first.hover()  # away from all of them
    expect(bubble).to_have_count(0)


def the_keyboard_gets_it_too_and_escape_takes_it_away(example) -> None:
    from playwright.sync_api import expect

    page, bubble = example.page, example.page.locator(".nbnn-meaning")
    page.locator(".nbnn-board .nbnn-line").first.focus()
    expect(bubble).to_have_text("x, z: the example picked")
    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    page.locator(".nbnn-diagram").get_by_role("button", name="hidden unit h₂").focus()
    expect(bubble).to_have_text("h₂: entry 2 of the hidden units, after the activation")
    page.locator(".nbnn-diagram").get_by_role("button", name="weight W⁽¹⁾ row 2, column 1").focus()
    expect(bubble).to_have_text("w₂₁⁽¹⁾: row 2, column 1 of the weights of layer 1")
    if (look := __import__("os").environ.get("NBNN_LOOK")):
        page.screenshot(path=look + "/notation.png")


def test_a_target_is_not_called_a_label(lab):
    from playwright.sync_api import expect

    lab.open("import nbnn", 'nbnn.labs.worked_example([[1, -1], [0, 1]], [[1, 0], [2, 1]], x=[2, 1], z=[0.5, 1])')
    board = lab.page.locator(".nbnn-board")
    board.locator('[data-meaning^="z: "]').first.locator("xpath=descendant-or-self::*[not(*)]").first.hover(force=True)
    expect(lab.page.locator(".nbnn-meaning")).to_have_text("z: the example's target")
