"""The LearningRateLab in a real JupyterLab: rates side by side, a start that is dragged, other curves, decay, both themes."""

import re

import pytest

import nbnn
from nbnn.explain.writing.numbers import format_number

pytestmark = pytest.mark.browser

LAB = "import nbnn\nlab = nbnn.labs.LearningRateLab({})\nlab"
RATES = (0.01, 0.3, 0.95, 1.05)


def told(page, words: str) -> None:
    page.locator("[role=status]", has_text=words).first.wait_for()


def losses(start: float, updates: int) -> list[str]:
    """What the status line says of each rate."""
    paths = [nbnn.descend("parabola", start, eta=eta, steps=40) for eta in RATES]
    return [f"η = {eta:g}: ℓ = {format_number(float(path.values[updates]))}" for eta, path in zip(RATES, paths, strict=True)]


def test_every_rate_tells_the_cores_losses_from_every_start(lab):
    page = lab.open(LAB.format("")).first_lab()
    every_rate_tells_the_cores_losses_and_playing_asks_nothing(lab, page)
    page.focus()
    lab.page.keyboard.press("Home")
    the_start_moves_by_keys_and_nonsense_changes_nothing(lab, page)


def every_rate_tells_the_cores_losses_and_playing_asks_nothing(lab, page) -> None:
    start = nbnn.curves.CURVES["parabola"].start
    page.focus()
    for _ in range(2):
        lab.page.keyboard.press("ArrowRight")
    told(page, "After 3 updates")
    status = page.locator("[role=status]", has_text="After 3 updates").first.inner_text()
    assert all(words in status for words in losses(start, 3)), status
    lab.page.keyboard.press("Home")
    lab.plays_without_asking(page)
    now = page.locator(".nbnn-status", has_text=re.compile(r"^Update \d")).inner_text()
    assert int(re.match(r"Update (\d+)", now)[1]) > 2
    assert not lab.errors


def the_start_moves_by_keys_and_nonsense_changes_nothing(lab, page) -> None:
    for name, value, words in (
            ("Rates η", "0", "one of the rates is 0"), ("Rates η", "__import__('os')", "one of the rates"), ("Updates", "-3", "-3"),
            ("Updates", "<b>9</b>", "number of updates")):
        lab.refuses(page, name, value, words)
    page.locator(".nbnn-handle").first.focus()
    lab.page.keyboard.press("ArrowRight")
    lab.settle()
    start = float(lab.evaluate_in_kernel("print(float(lab.part.start))"))
    assert start > nbnn.curves.CURVES["parabola"].start
    words = losses(start, 1)
    told(page, words[0])
    told(page, words[-1])
    page.get_by_label("Loss").select_option("Himmelblau")
    page.locator("h3", has_text="Himmelblau").wait_for()
    assert not lab.errors


def test_every_view_is_readable_in_both_themes_and_fits(new_lab):
    lab = new_lab(width=360)
    lab.open(*(LAB.format(each) for each in ("", "view='decay'"))).first_lab()
    lab.readable_in_both_themes(2)
    assert not lab.errors
