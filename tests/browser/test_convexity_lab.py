"""The ConvexityLab in a real JupyterLab: pointer and keys move the chord, its sentence is the core's, the search tells its find."""

import pytest

import nbnn
from nbnn.explain import chord as explain
from nbnn.labs.convexity import ENDS

pytestmark = pytest.mark.browser

LAB = "import nbnn\nlab = nbnn.labs.ConvexityLab({0})\nlab"
WELL, HINGE = LAB.format(""), LAB.format("'hinge'")

# Where the handles are drawn, in the figure's pixels.
SPOTS = """root => ['w₁', 'w₂', 'p'].map((name) => {
    const { e, f } = root.querySelector(`.nbnn-handle[aria-label^='${name},']`).transform.baseVal.consolidate().matrix;
    return [e, f];
})"""

# What reaches over the lab's right edge.
BEYOND = """root => [...root.querySelectorAll('*')]
    .filter((e) => e.getBoundingClientRect().width && !e.closest('svg, .nbnn-hidden-text, option')
        && e.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
    .map((e) => `${e.tagName} ${e.className}`)"""


def line(lab) -> str:
    return lab.locator("[role=status]").first.inner_text()


def handle(lab, name: str):
    return lab.locator(f".nbnn-handle[aria-label^='{name},']")


def said(lab, words: str) -> str:
    """The status line, once it has these words: Python's answer is a moment behind the pointer."""
    lab.locator("[role=status]", has_text=words).first.wait_for(timeout=10_000)
    return line(lab)


def drag(lab, page, name: str, across: float, steps: int = 8) -> None:
    box = handle(page, name).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = lab.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + across, y + 30, steps=steps)
    mouse.up()
    lab.wait(500)


def in_kernel(lab) -> tuple[str, float, float, float]:
    """The sentence and the places that Python has."""
    told = lab.evaluate_in_kernel("print(lab.sentence(), lab.chord.x1, lab.chord.x2, lab.chord.p, sep=' | ')")
    sentence, *places = told.split(" | ")
    return (sentence, *map(float, places))


def on_page(lab) -> list[float]:
    return [float(handle(lab, name).get_attribute("aria-valuenow")) for name in ("w₁", "w₂", "p")]


def test_what_is_dragged_and_pressed_is_said_and_drawn_with_the_cores_numbers(lab):
    page = lab.open(WELL).first_lab()
    before = on_page(page)
    drag(lab, page, "w₁", 130)
    after = on_page(page)
    assert after[0] > before[0] + 0.3 and after[1:] == before[1:]
    handle(page, "p").focus()
    for _ in range(3):
        lab.page.keyboard.press("ArrowLeft")  # p is the share of w₁, which lies on the left: towards it p grows
    lab.page.keyboard.press("Shift+ArrowRight")
    lab.wait(500)
    places = on_page(page)
    assert places[2] == pytest.approx(0.5 + 0.03 - 0.1, abs=1e-9)
    sentence, *held = in_kernel(lab)
    assert held == pytest.approx(places, abs=1e-9)
    core = nbnn.convex.chord(nbnn.curves.double_well, *held)
    assert line(page) == sentence == core.sentence()
    (left, top), (right, bottom), (x, y) = page.evaluate(SPOTS)
    assert (x - right) / (left - right) == pytest.approx(core.p, abs=2e-3)
    assert (y - bottom) / (top - bottom) == pytest.approx((core.above - core.f2) / (core.f1 - core.f2), abs=2e-2)
    assert not lab.errors


def test_a_search_finds_a_failing_chord_on_a_well_and_none_on_the_hinge(lab):
    known = {key: explain.subjects()[key] for key in ("hinge", "sum_of_two", "composition", "ray")}
    page = lab.open(LAB.format(f"subjects={tuple(known)}")).first_lab()
    menu, search = page.get_by_label("Function"), page.get_by_role("button", name="Find a counterexample")
    before = on_page(page)
    search.click()
    found = explain.counterexample(explain.of_curve(nbnn.curves.double_well))
    assert "is not convex" in said(page, found.sentence())
    lab.wait(300)
    assert on_page(page) == pytest.approx([found.x1, found.x2, found.p], abs=1e-9) != before
    for key, subject in reversed(known.items()):
        menu.select_option(label=subject.name)
        expected = explain.chord(subject, *(subject.x[0] + part * (subject.x[1] - subject.x[0]) for part in ENDS), 0.5)
        assert said(page, expected.sentence()).startswith(f"At {subject.letter} = "), key
        page.locator("h3", has_text=f"{subject.name}: {subject.formula}").first.wait_for(timeout=10_000)
        assert page.locator(".nbnn-handle").count() == 3 and "NaN" not in page.inner_text()
    search.click()
    assert "No chord between −3 and 3 was found" in said(page, "That is no proof")
    assert not lab.errors


def test_dragging_asks_at_most_once_a_frame(lab):
    page = lab.open(WELL).first_lab()
    box = handle(page, "w₁").bounding_box()
    lab.wait(500)
    told = len(lab.sent)
    moves, frames = page.evaluate("""async (root, [x, y]) => {
        const grip = root.querySelector('.nbnn-handle');
        grip.setPointerCapture = () => {};
        grip.hasPointerCapture = () => true;
        const at = (dx) => ({ clientX: x + dx, clientY: y, pointerId: 1, bubbles: true });
        grip.dispatchEvent(new PointerEvent('pointerdown', at(0)));
        let moves = 0;
        for (let frame = 0; frame < 30; frame += 1) {
            for (let k = 0; k < 5; k += 1, moves += 1) grip.dispatchEvent(new PointerEvent('pointermove', at(frame * 4 + k)));
            await new Promise((done) => requestAnimationFrame(done));
        }
        return [moves, 30];
    }""", [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    lab.wait(800)
    assert moves == 150
    asked = [text for text in lab.sent[told:] if '"handles"' in text]
    assert 1 <= len(asked) <= frames + 1, f"{len(asked)} messages in {frames} frames"
    assert on_page(page) == pytest.approx(in_kernel(lab)[1:], abs=1e-9), "the last place wins"


def violations(lab) -> list[tuple[str, str]]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(lab.page, context=".nbnn-lab").response["violations"]
    return [(each["id"], node["html"][:160]) for each in found if each["impact"] in ("serious", "critical") for node in each["nodes"]]


def test_it_is_readable_in_both_themes_and_fits_at_every_width(new_lab):
    lab = new_lab(width=360)
    page = lab.open(WELL).first_lab()
    assert page.evaluate(BEYOND) == [] == violations(lab)
    lab.menu("Settings", "Theme")
    lab.page.locator(".lm-Menu-itemLabel", has_text="JupyterLab Dark").last.click()
    for width in (360, 1280):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.wait(1200)
        assert page.evaluate(BEYOND) == [] == violations(lab), width
    assert lab.page.evaluate("document.body.dataset.jpThemeLight") == "false"
