"""The LossLab in a real JupyterLab: the point on the axis, the examples that ride, the bars, and that playing asks nothing."""

import re

import pytest

import nbnn
from nbnn.explain import margin, softmax

pytestmark = pytest.mark.browser

CURVES = "import nbnn\nlab = nbnn.labs.LossLab()\nlab"
RUN = "import nbnn\nlab = nbnn.labs.LossLab(view='run', steps=150)\nlab"
BARS = "import nbnn\nlab = nbnn.labs.LossLab(view='softmax', scores=(1.0, 0.0, -1.0))\nlab"


def captions(lab) -> list[str]:
    return [each.inner_text() for each in lab.locator(".nbnn-chart-caption").all()]


def handle(lab):
    return lab.locator(".nbnn-handle").first


def at(lab) -> float:
    return float(handle(lab).get_attribute("aria-valuenow"))


def numbers(words: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"−?\d+(?:\.\d+)?", words)]


def test_the_point_follows_pointer_and_keys_and_tells_the_records_numbers(lab):
    page = lab.open(CURVES).first_lab()
    assert at(page) == pytest.approx(-0.5, abs=0.02)
    box = handle(page).bounding_box()
    mouse = lab.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + 130, box["y"] + 40, steps=6)
    mouse.up()
    moved = at(page)
    assert moved > 0.3
    handle(page).focus()
    lab.page.keyboard.press("ArrowLeft")
    assert at(page) == pytest.approx(moved - 0.025, abs=1e-4)
    m = at(page)
    told = numbers(captions(page)[0].split("z = +1:")[1].replace("0/1", ""))
    losses = [nbnn.zero_one, nbnn.hinge, nbnn.binary_cross_entropy, nbnn.squared]
    assert told == pytest.approx([float(margin.values(loss, m)) for loss in losses], rel=6e-3, abs=1e-3)
    slopes = numbers(captions(page)[1].replace("∂ℓ/∂y:", "").replace("0/1", ""))
    assert slopes == pytest.approx([float(margin.slopes(loss, m, 1)) for loss in losses], rel=6e-3, abs=1e-3)
    page.get_by_label("Label").select_option("z = −1")
    page.locator(".nbnn-chart-caption", has_text="z = −1").wait_for(timeout=10_000)
    lab.wait(500)
    assert numbers(captions(page)[1].replace("∂ℓ/∂y:", "").replace("0/1", "")) == pytest.approx([-v for v in slopes], rel=6e-3, abs=1e-3)
    assert not lab.errors


def test_examples_ride_while_it_plays_without_a_message(lab):
    page = lab.open(RUN).first_lab()
    status = page.locator("[role=status]").first
    first = status.inner_text()
    riders = "root => [...root.querySelectorAll('.nbnn-moving')][0].querySelectorAll('.object_grp').length"
    assert page.evaluate(riders) >= 60
    page.get_by_label("Speed").select_option("4")
    lab.wait(600)
    told = len(lab.sent)
    page.get_by_role("button", name="Play", exact=True).click()
    lab.wait(1500)
    assert len(lab.sent) == told, "playing asks nothing"
    page.get_by_role("button", name="Pause", exact=True).or_(page.get_by_role("button", name="Play", exact=True)).first.click()
    assert status.inner_text() != first
    page.focus()
    lab.page.keyboard.press("Home")
    assert status.inner_text() == first == nbnn.labs.LossLab(view="run", steps=150).sentence()
    page.get_by_label("Descend").select_option("0/1")
    page.locator("[role=status]", has_text="flat on both sides").first.wait_for(timeout=10_000)
    page.get_by_label("Start").select_option("all weights 0")
    page.locator("[role=status]", has_text="no error is to be seen").first.wait_for(timeout=10_000)
    assert not lab.errors


def test_a_slider_moves_the_bars(lab):
    page = lab.open(BARS).first_lab()
    status = page.locator("[role=status]").first
    assert status.inner_text() == softmax.sentence((1.0, 0.0, -1.0), 1)
    slider = page.locator(".noUi-handle").first
    slider.focus()
    lab.page.keyboard.press("ArrowRight")
    page.locator("[role=status]", has_text=softmax.sentence((1.1, 0.0, -1.0), 1)[:20]).wait_for(timeout=10_000)
    page.get_by_label("Label").select_option("class 3")
    page.locator("[role=status]", has_text="The label is 3").wait_for(timeout=10_000)
    assert not lab.errors


@pytest.mark.parametrize(("theme", "width"), [("JupyterLab Light", 360), ("JupyterLab Dark", 1280)])
def test_it_is_readable_and_fits(new_lab, theme, width):
    lab = new_lab(width=width)
    lab.open(RUN).first_lab()
    if "Dark" in theme:
        lab.menu("Settings", "Theme")
        lab.page.locator(".lm-Menu-itemLabel", has_text=theme).last.click()
        lab.wait(1500)
    assert lab.violations() == []
    assert lab.overflowing() == []
