"""The ConvexityLab in a real JupyterLab: pointer and keys move the chord, its sentence is the core's, the search tells its find."""

import pytest

import nbnn
from nbnn.explain import convexity as explain
from tests.browser.lab import SEEN

pytestmark = pytest.mark.browser

LAB = "import nbnn\nlab = nbnn.labs.ConvexityLab({0})\nlab"
WELL, NETWORK, SEPARABLE = LAB.format(""), LAB.format("'network'"), LAB.format("'separable'")
OWN = LAB.format("__import__('math').sqrt, view=(-1, 3)")

# Where the handles are drawn, in the figure's pixels.
SPOTS = """root => ['w₁', 'w₂', 'p'].map((name) => {
    const { e, f } = root.querySelector(`.nbnn-handle[aria-label^='${name},']`).transform.baseVal.consolidate().matrix;
    return [e, f];
})"""

# The gap between chord and curve: from where to where in pixels, how it looks, and its word.
GAP = """root => {
    const gap = root.querySelector('.nbnn-gap');
    const [line, word] = [gap.querySelector('line'), gap.querySelector('text')];
    const at = ['x1', 'y1', 'y2'].map((name) => Number(line.getAttribute(name)));
    return [...at, getComputedStyle(line).strokeDasharray, getComputedStyle(line).stroke, word.textContent];
}"""

# What reaches over the lab's right edge.
BEYOND = """root => [...root.querySelectorAll('*')]
    .filter((e) => e.getBoundingClientRect().width && !e.closest('svg, .nbnn-hidden-text, option')
        && e.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
    .map((e) => `${e.tagName} ${e.className}`)"""


def line(lab) -> str:
    return lab.locator(".nbnn-status").first.inner_text()


def handle(lab, name: str):
    return lab.locator(f".nbnn-handle[aria-label^='{name},']")


def said(lab, words: str) -> str:
    """The status line, once it has these words: Python's answer is a moment behind the pointer."""
    lab.locator(".nbnn-status", has_text=words).first.wait_for()
    return line(lab)


def caption(lab) -> str:
    return lab.locator(".nbnn-chart-caption").first.inner_text()


def drag(lab, page, name: str, across: float, steps: int = 8) -> None:
    box = handle(page, name).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = lab.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + across, y + 30, steps=steps)
    mouse.up()
    lab.settle()


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
    lab.settle()
    places = on_page(page)
    assert places[2] == pytest.approx(0.5 + 0.03 - 0.1, abs=1e-9)
    sentence, *held = in_kernel(lab)
    assert held == pytest.approx(places, abs=1e-9)
    core = nbnn.convex.chord(nbnn.curves.double_well, *held)
    assert line(page) == sentence == core.sentence()
    (left, top), (right, bottom), (x, y) = page.evaluate(SPOTS)
    assert (x - right) / (left - right) == pytest.approx(core.p, abs=2e-3)
    pixels = (top - bottom) / (core.f1 - core.f2)  # of one unit of f
    assert (y - bottom) / pixels == pytest.approx(core.above - core.f2, abs=2e-2)
    across, here, there, dashes, _, word = page.evaluate(GAP)
    assert (across, here) == pytest.approx((x, y)) and there == pytest.approx(bottom + pixels * (core.below - core.f2), abs=1.5)
    assert (word, dashes) == (("holds", "none") if core.holds else ("fails", "5px, 3px"))
    assert caption(page) == explain.inequality(core)
    assert not lab.errors


def test_the_gap_follows_in_the_same_frame_and_dragging_asks_at_most_once_a_frame(lab):
    page = lab.open(WELL).first_lab()
    the_gap_follows_in_the_same_frame_and_changes_its_word(page)
    dragging_asks_at_most_once_a_frame(lab, page)


def the_gap_follows_in_the_same_frame_and_changes_its_word(page) -> None:
    assert page.evaluate(GAP)[-1] == "fails"
    seen = page.evaluate("""async (root, read) => {
        const gap = () => (0, eval)(read)(root);
        const grip = root.querySelector(".nbnn-handle[aria-label^='p,']");
        const key = (name) => grip.dispatchEvent(new KeyboardEvent('keydown', { key: name, shiftKey: true, bubbles: true }));
        const found = [];
        for (let k = 0; k < 5; k += 1) { key('ArrowRight'); found.push(gap()); }  // nothing is awaited: no kernel in between
        return found;
    }""", GAP)
    words = [word for *_, word in seen]
    assert words[0] == "fails" and "holds" in words, words
    across = [x for x, *_ in seen]
    assert across == sorted(across) and across[-1] > across[0] + 50
    looks = {word: (dashes, color) for *_, dashes, color, word in seen}
    assert looks["fails"][0] != looks["holds"][0] and looks["fails"][1] != looks["holds"][1]


def test_two_functions_share_one_chord_test(lab):
    page = lab.open(NETWORK).first_lab()
    lab.settle()
    known = explain.subjects()
    handles = page.locator(".nbnn-handle")
    assert handles.count() == 6
    grip = handles.nth(3)  # t₁ of the second chart
    grip.focus()
    for _ in range(4):
        lab.page.keyboard.press("Shift+ArrowRight")
    lab.settle()
    t = [float(handles.nth(k).get_attribute("aria-valuenow")) for k in range(6)]
    assert t[0] == t[3] == pytest.approx(0.6) and t[1:3] == t[4:]
    captions = page.locator(".nbnn-chart-caption")
    for k, key in enumerate(("between", "line")):
        assert captions.nth(k).inner_text() == explain.inequality(explain.chord(known[key], *t[:3])), key
    assert line(page).startswith(explain.chord(known["between"], *t[:3]).sentence())
    bottoms = [page.locator(".bqplot.figure").nth(k).bounding_box() for k in (0, 1)]
    assert bottoms[0]["y"] == pytest.approx(bottoms[1]["y"], abs=1), "side by side, the plots stand on one line"
    assert not lab.errors


def test_weights_grow_on_separable_data_and_playing_asks_nothing(lab):
    page = lab.open(SEPARABLE).first_lab()
    told = explain.growth(explain.separable(), nbnn.binary_cross_entropy).sentences()
    player = page.locator(".nbnn-player [role=status]").last
    assert player.inner_text() == told[500]
    lab.plays_without_asking(page, 550)
    assert told.index(player.inner_text()) > 550
    assert lab.violations() == [] and not lab.errors


def test_where_a_function_raises_it_is_said_and_the_chord_goes_back(lab):
    page = lab.open(OWN).first_lab()
    alert = page.locator("[role=alert]").first
    assert alert.inner_text() == "The curve has gaps: f(−1) raised ValueError: math domain error"
    before, grip = line(page), page.locator(".nbnn-handle").first
    at = float(grip.get_attribute("aria-valuenow"))
    grip.focus()
    lab.page.keyboard.press("Shift+ArrowLeft")
    lab.settle()
    lab.page.keyboard.press("Shift+ArrowLeft")
    page.locator("[role=alert]", has_text="f(−0.26) raised ValueError").wait_for()
    lab.settle()
    assert float(grip.get_attribute("aria-valuenow")) == pytest.approx(at - 0.4) and "NaN" not in page.inner_text()
    assert line(page) != before
    lab.page.keyboard.press("ArrowRight")
    lab.settle()
    assert alert.inner_text().startswith("The curve has gaps")
    assert not lab.errors


def test_a_search_finds_a_failing_chord_on_a_well_and_none_on_the_hinge(lab):
    known = {key: explain.subjects()[key] for key in ("hinge", "sum_of_two", "composition", "ray")}
    page = lab.open(LAB.format(f"subjects={tuple(known)}")).first_lab()
    menu, search = page.get_by_label("Function"), page.get_by_role("button", name="Find a counterexample")
    before = on_page(page)
    search.click()
    found = explain.counterexample(explain.of_curve(nbnn.curves.double_well))
    assert "is not convex" in said(page, found.sentence())
    lab.settle()
    assert on_page(page) == pytest.approx([found.x1, found.x2, found.p], abs=1e-9) != before
    for key, subject in reversed(known.items()):
        menu.select_option(label=subject.name)
        expected = explain.chord(subject, *subject.start, 0.5)
        assert said(page, expected.sentence()).startswith(f"At {subject.letter} = "), key
        page.locator("h3", has_text=f"{subject.name}: {subject.formula}").first.wait_for()
        assert page.evaluate(GAP)[-1] == ("holds" if expected.holds else "fails"), key
        assert caption(page) == explain.inequality(expected)
        assert page.locator(".nbnn-handle").count() == 3 and "NaN" not in page.inner_text()
    search.click()
    assert "No chord between −3 and 3 was found" in said(page, "That is no proof")
    assert not lab.errors


def dragging_asks_at_most_once_a_frame(lab, page) -> None:
    box = handle(page, "w₁").bounding_box()
    lab.settle()
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
    lab.settle()
    assert moves == 150
    asked = [text for text in lab.sent[told:] if '"handles"' in text]
    assert 1 <= len(asked) <= frames + 1, f"{len(asked)} messages in {frames} frames"
    assert on_page(page) == pytest.approx(in_kernel(lab)[1:], abs=1e-9), "the last place wins"


def test_it_is_readable_in_both_themes_and_fits_at_every_width(new_lab):
    lab = new_lab(width=360)
    page = lab.open(WELL).first_lab()
    assert page.evaluate(BEYOND) == [] == lab.violations()
    lab.theme("Dark")
    for width in (360, 1280):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.settle()
        assert page.evaluate(BEYOND) == [] == lab.violations(rules=SEEN), width
    assert lab.page.evaluate("document.body.dataset.jpThemeLight") == "false"
