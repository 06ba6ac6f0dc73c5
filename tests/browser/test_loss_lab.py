"""The LossLab in a real JupyterLab: the point on the axis, the table that follows it, examples that ride, bars; moving asks nothing."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.losses import margin, softmax
from nbnn.explain.writing.numbers import format_number

pytestmark = pytest.mark.browser

CURVES = "import nbnn\nlab = nbnn.labs.LossLab()\nlab"
RUN = "import nbnn\nlab = nbnn.labs.LossLab(view='run', losses=('zero_one',), steps=600)\nlab"
BARS = "import nbnn\nlab = nbnn.labs.LossLab(view='softmax', scores=(1.0, 0.0, -1.0))\nlab"
TWO = "import nbnn\nlab = nbnn.labs.LossLab(view='two', scores=(0.7,))\nlab"
LOSSES = [nbnn.zero_one, nbnn.hinge, nbnn.binary_cross_entropy, nbnn.squared]

# While something moves: what each frame shows, so that a picture that waits for the kernel is seen.
FRAMES = """() => {
    window.frames_ = [];
    const look = () => {
        window.frames_.push(document.querySelector('.nbnn-table tbody').innerText);
        window.looking = requestAnimationFrame(look);
    };
    look();
}"""


def handle(page):
    return page.locator(".nbnn-handle").first


def at(page) -> float:
    return float(handle(page).get_attribute("aria-valuenow"))


def numbers(page) -> list[list[str]]:
    """The numbers of the table, row by row."""
    rows = page.locator(".nbnn-table tbody tr").all()
    return [[cell.inner_text() for cell in each.locator(".nbnn-number, .nbnn-aside").all()] for each in rows]


def expected(m: float, z: int) -> list[list[str]]:
    return [[format_number(float(margin.values(loss, m))), format_number(float(margin.slopes(loss, m, z)))] for loss in LOSSES]


def place(page) -> float:
    """The exact margin of the place at which the handle is."""
    return float(margin.margins()[margin.nearest(at(page))])


def drag(lab, page, dx: int, dy: int = 0) -> None:
    box, mouse = handle(page).bounding_box(), lab.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy, steps=6)
    lab.drawn()


def boxes(page) -> list[str]:
    return page.evaluate("root => [...root.querySelectorAll('.nbnn-card, th, td')].map(e => JSON.stringify(e.getBoundingClientRect()))")


def check_readable(lab, page, theme: str, width: int) -> None:
    """In this theme and at this width: enough contrast, everything named, nothing cut off."""
    lab.theme(theme.removeprefix("JupyterLab "))
    lab.page.set_viewport_size({"width": width, "height": 900})
    lab.settle()
    assert lab.violations() == []
    outside = page.evaluate("""root => ['.nbnn-card', '.nbnn-table td', '.nbnn-table th', '.nbnn-bar > *', '.nbnn-controls > *']
        .flatMap((each) => [...root.querySelectorAll(each)])
        .filter(e => e.offsetWidth && e.getBoundingClientRect().right > root.getBoundingClientRect().right + 1).map(e => e.className)""")
    assert outside == []


def test_the_point_follows_pointer_and_keys_with_the_cores_numbers(lab):
    page = lab.open(CURVES).first_lab()
    assert at(page) == pytest.approx(-0.5)
    assert numbers(page) == expected(-0.5, 1)
    lab.settle()  # what a page sends when it begins is sent
    before = len(lab.sent)
    lab.never_rests()
    drag(lab, page, 100, 40)  # it still pushes: m < 1
    moved = place(page)
    assert 0.3 < moved < 1 and numbers(page) == expected(moved, 1), "the table follows while the button is down"
    assert len(lab.sent) == before, "dragging asks nothing"
    lab.rests()
    lab.page.mouse.up()
    before = boxes(page)
    handle(page).focus()
    lab.page.keyboard.press("ArrowLeft")
    assert place(page) == pytest.approx(moved - margin.STEP)
    lab.page.keyboard.press("Shift+ArrowLeft")
    lab.drawn()
    assert place(page) == pytest.approx(moved - 11 * margin.STEP)
    assert numbers(page) == expected(place(page), 1) and boxes(page) == before, "nothing jumps"
    assert page.evaluate("root => root.querySelectorAll('.nbnn-arrow path[d]').length") == 1, "the push of −∂ℓ/∂y is drawn"
    page.get_by_label("Label").select_option("z = −1")
    page.get_by_text("Derivative ∂ℓ/∂y for z = −1").wait_for()
    assert numbers(page) == expected(place(page), -1)
    page.get_by_label("Tangent of").select_option("0/1")
    page.get_by_text("tangent of 0/1").wait_for()
    lab.settle()
    assert page.evaluate("root => root.querySelectorAll('.nbnn-arrow path[d]').length") == 0, "0/1 pushes nowhere"
    heard = page.locator(".nbnn-table [role=status]").inner_text()
    assert heard == margin.sentence(LOSSES, place(page), -1), "a screen reader hears the same numbers"
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.sentence())") == heard, "Python knows where the point rests"
    assert not lab.errors


def test_losses_are_chosen(lab):
    page = lab.open(CURVES).first_lab()
    page.get_by_role("button", name="Choose losses").click()
    page.get_by_role("button", name="perceptron").click()
    page.locator(".nbnn-table tbody tr").nth(4).wait_for()
    assert page.locator(".nbnn-table tbody th").all_inner_texts() == ["0/1", "perceptron", "hinge", "binary cross entropy", "squared"]
    page.get_by_role("button", name="squared", exact=True).click()
    page.locator(".nbnn-table tbody tr").nth(4).wait_for(state="detached")
    assert numbers(page)[1] == ["0.5", "−1"]
    check_readable(lab, page, "JupyterLab Dark", 1280)
    assert not lab.errors


def test_examples_ride_while_it_plays_without_a_message(lab):
    page = lab.open(RUN).first_lab()
    made = nbnn.labs.LossLab(view="run", losses=("zero_one",), steps=600)
    said, run = made.player.schema["sentences"], made.parts["run"].run
    made.close()
    status = page.locator(".nbnn-player [role=status]").first
    status.filter(has_text="Update 0").wait_for()
    assert status.inner_text() == said[0]
    riders = "root => [...root.querySelectorAll('.nbnn-moving')][0].querySelectorAll('.object_grp').length"
    assert page.evaluate(riders) >= len(run.data)
    for _ in range(7):
        page.get_by_role("button", name="Step", exact=True).click()
    i = int(re.match(r"Update (\d+)", status.inner_text())[1])
    m = run.network(i).scores(run.data.x) * run.data.z
    assert status.inner_text() == said[i] and i >= 6
    lab.drawn()
    assert [row[1] for row in numbers(page)] == [format_number((m < 0).mean()), format_number(margin.values(nbnn.hinge, m).mean())]
    page.get_by_label("Speed").select_option("16")
    lab.settle()
    told = len(lab.sent)
    lab.never_rests()  # what is sent now is sent for playing
    lab.page.evaluate(FRAMES)
    page.get_by_role("button", name="Play", exact=True).click()
    lab.page.wait_for_function("new Set(window.frames_).size > 8")
    assert len(lab.sent) == told, "playing asks nothing"
    lab.page.evaluate("cancelAnimationFrame(window.looking)")
    lab.pause(page)
    lab.rests()
    page.focus()
    lab.page.keyboard.press("Home")
    assert status.inner_text() == said[0]
    page.get_by_label("Loss to descend").select_option("0/1")
    page.locator("[role=status]", has_text="flat on both sides of its jump: nothing moves").first.wait_for()
    page.get_by_label("Weights at the start").select_option("all weights 0")
    page.locator("[role=status]", has_text="sees no error in that").first.wait_for()
    lab.refuses(page, "Rate η", "fast", "The rate η is 'fast'. Type a number")
    page.get_by_role("button", name="Reset", exact=True).click()
    page.locator("[role=status]", has_text=said[0]).first.wait_for()
    check_readable(lab, page, "JupyterLab Light", 360)
    assert not lab.errors


def test_a_slider_moves_the_bars(lab):
    page = lab.open(BARS).first_lab()
    status = page.locator("[role=status]", has_text="p₁").first
    assert status.inner_text() == softmax.sentence((1.0, 0.0, -1.0), 1)
    page.get_by_label("Score y₁").focus()
    lab.page.keyboard.press("ArrowRight")
    page.locator("[role=status]", has_text=softmax.sentence((1.1, 0.0, -1.0), 1)).wait_for()
    page.get_by_label("Label z").select_option("class 3")
    page.locator("[role=status]", has_text="The label is 3").wait_for()
    assert numbers(page)[2] == [list(row.values())[k] for row in softmax.table((1.1, 0.0, -1.0), 3)[2:] for k in (1, 2, 3, 4)]
    page.get_by_label("Classes K").select_option("5")
    page.get_by_label("Score y₅").wait_for()
    page.locator(".nbnn-table tbody tr").nth(4).wait_for()
    check_readable(lab, page, "JupyterLab Light", 768)
    assert not lab.errors


def test_one_score_as_two_moves_in_the_browser(lab):
    page = lab.open(TWO).first_lab()
    words = lambda: page.locator(".nbnn-table tbody").inner_text().replace("\n", "").replace("\t", "")
    assert "0.802" in words()
    lab.settle()  # what a page sends when it begins is sent
    before = len(lab.sent)
    lab.never_rests()
    drag(lab, page, -120, -60)
    m = place(page)
    assert m < 0 and len(lab.sent) == before
    lab.rests()
    p = float(1 / (1 + np.exp(-2 * m)))
    assert format_number(p) in words() and format_number(float(nbnn.binary_cross_entropy.value(m, 1))) in words()
    bars = page.locator(".nbnn-moving").nth(1).locator("text", has_text=re.compile(r"^0\.\d+$")).all_text_contents()
    assert format_number(p) in bars and format_number(1 - p) in bars
    lab.page.mouse.up()
    lab.settle()
    assert page.locator(".nbnn-table [role=status]").inner_text() == softmax.two_sentence(m, 1)
    check_readable(lab, page, "JupyterLab Dark", 360)
    assert not lab.errors
