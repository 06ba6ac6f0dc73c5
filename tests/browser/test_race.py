"""The OptimizerRace in a real JupyterLab: its ranking is the core's wherever one looks, and playing asks the kernel nothing."""

import re

import numpy as np
import pytest

from nbnn.core.landscapes.descent import descend
from nbnn.core.records.curves import curve
from nbnn.core.records.optimizers import OPTIMIZERS
from nbnn.explain import race as explain
from nbnn.explain.writing.numbers import format_number
from tests.browser.lab import SEEN

pytestmark = pytest.mark.browser

STEPS = 90
LAB = f"import nbnn\nlab = nbnn.labs.OptimizerRace(eta=0.02, steps={STEPS})\nlab"

# What reaches over the lab's right edge; the board's lines scroll in their own box.
BEYOND = """root => [...root.querySelectorAll('*')]
    .filter((e) => e.getBoundingClientRect().width && !e.closest('svg, .nbnn-hidden-text, option, .nbnn-lines')
        && e.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
    .map((e) => `${e.tagName} ${e.className}`)"""

# The corners of every trail, chart by chart: soon after quick moves, here and back, and at rest.
CORNERS = """async (root) => {
    const corners = () => [...root.querySelectorAll('.nbnn-moving path.line')].map((path) => path.getAttribute('d') ?? '')
        .filter((d) => d.length > 100).map((d) => d.slice(1).split('L').map((place) => place.split(',').map(Number)));
    const key = (name) => root.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let moving = null;
    for (let k = 0; k < 8; k += 1) {
        ['ArrowLeft', 'ArrowRight'].forEach(key);
        for (let rest = 0; rest < 2; rest += 1) await frame();
        const seen = corners();
        if (!moving || seen.flat().length < moving.flat().length) moving = seen;
    }
    await new Promise((done) => setTimeout(done, 1200));
    return [moving, corners()];
}"""


def press(lab, name: str) -> None:
    lab.get_by_role("button", name=name, exact=True).click()


def line(lab) -> str:
    return lab.locator(".nbnn-status").first.inner_text()


def update(lab) -> int:
    return int(re.match(r"Update (\d+)\.", line(lab))[1])


def raced(mode: str = "equal"):
    valley = curve("valley")
    return explain.run(valley, valley.start, list(OPTIMIZERS.values()), 0.02, STEPS, mode)


def test_wherever_one_is_the_ranking_and_the_rates_are_the_cores_and_playing_sends_nothing(lab):
    page = lab.open(LAB).first_lab()
    wherever_one_steps_or_scrubs_the_ranking_is_the_cores(lab, page)
    page.focus()
    lab.page.keyboard.press("Home")
    playing_moves_every_path_and_sends_nothing(lab, page)
    page.focus()
    lab.page.keyboard.press("Home")
    rates_are_told_and_the_state_of_a_method_is_on_the_board(lab, page)


def wherever_one_steps_or_scrubs_the_ranking_is_the_cores(lab, page) -> None:
    made = raced()
    said = lambda i: f"Update {i}. {made.sentence(i + 1)}"
    assert line(page) == said(0)
    press(page, "Step")
    press(page, "Step")
    assert line(page) == said(1)
    press(page, "Back")
    assert line(page) == said(0)
    for to in (7, 41, STEPS - 1):
        page.get_by_label("Update", exact=True).fill(str(to))
        assert line(page) == said(to)
    first = made.names[made.ranking(STEPS)[0]]
    assert f"After {STEPS} updates ℓ is: 1. {first} " in line(page)
    page.focus()
    keys = lab.page.keyboard
    keys.press("Home")
    keys.press("PageDown")
    keys.press("PageDown")
    assert line(page) == said(2)
    keys.press("End")
    assert line(page) == said(STEPS - 1)
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.sentence())") == made.sentence(STEPS)
    assert not lab.errors


def playing_moves_every_path_and_sends_nothing(lab, page) -> None:
    page.get_by_label("Speed").select_option("4")
    reach = """root => [...root.querySelectorAll('.nbnn-moving')].map((chart) =>
        [...chart.querySelectorAll('path.line')].filter((path) => (path.getAttribute('d') ?? '').length > 100).length)"""
    lab.plays_without_asking(page)
    assert update(page) > 5
    assert page.evaluate(reach) == [len(OPTIMIZERS)] * 2, "a path in each chart for each method"
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.player.index)") == str(update(page))
    assert not lab.errors


def test_a_trail_is_thinned_while_it_moves_and_goes_nowhere_else(lab):
    page = lab.open(LAB.replace(f"steps={STEPS}", "steps=400")).first_lab()
    page.focus()
    lab.page.keyboard.press("End")
    lab.settle()
    moving, rest = page.evaluate(CORNERS)
    assert [len(trail) for trail in rest] == [401] * 2 * len(OPTIMIZERS), "at rest every place is drawn"
    assert sum(map(len, moving)) < 0.6 * sum(map(len, rest))
    for thin, trail in zip(moving, rest, strict=True):
        away = np.abs(np.array(trail)[:, None] - np.array(thin)).max(axis=2).min(axis=1)
        assert away.max() <= 1.5 and thin[-1] == trail[-1]
    assert not lab.errors


def rates_are_told_and_the_state_of_a_method_is_on_the_board(lab, page) -> None:
    note = page.locator(".nbnn-chart-note").last
    assert note.inner_text() == raced().rates()
    page.get_by_label("Rates").select_option("each at its best rate")
    best = raced("best")
    page.locator(".nbnn-chart-note", has_text=best.rates()).wait_for()
    assert page.get_by_label("Rate η").is_disabled()
    assert line(page) == f"Update 0. {best.sentence(1)}"
    page.get_by_label("Rates").select_option("the same rate")
    page.locator(".nbnn-chart-note", has_text=raced().rates()).wait_for()
    press(page, "Sub-steps")
    page.locator(".nbnn-segments").get_by_text("line", exact=True).click()
    for key, states in (("momentum", ("v",)), ("adam", ("m", "v", "m_hat", "v_hat"))):
        page.get_by_label("State of").select_option(OPTIMIZERS[key].name)
        page.locator("h3", has_text=f"state of {OPTIMIZERS[key].name}").wait_for()
        page.focus()
        lab.page.keyboard.press("End")
        page.get_by_label("Update", exact=True).fill("5")
        path = descend("valley", optimizer=key, eta=0.02, steps=STEPS)
        lab.drawn()
        told = page.locator(".nbnn-board").inner_text()
        for value in (*path.updates[5], *(entry for state in states for entry in path.states[state][5]), *path.points[6]):
            assert format_number(value) in told, (key, value, told)
    assert not lab.errors


def test_it_is_readable_in_both_themes_and_fits_at_every_width(new_lab):
    lab = new_lab(width=360)
    page = lab.open(LAB.replace(")", ", board=True)")).first_lab()
    assert page.evaluate(BEYOND) == [] == lab.violations()
    lab.theme("Dark")
    for width in (360, 1280):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.settle()
        assert page.evaluate(BEYOND) == [] == lab.violations(rules=SEEN), width
    assert lab.page.evaluate("document.body.dataset.jpThemeLight") == "false"
