"""The TrajectoryLab in a real JupyterLab: a start by click, pointer and key, the path's numbers, and that playing asks nothing."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import nbnn
from nbnn.explain.writing.numbers import format_number

pytestmark = pytest.mark.browser

LAB = "import nbnn\nlab = nbnn.labs.TrajectoryLab({})\nlab"
SLICE = """net = nbnn.Network.random([2, 4, 1], seed=0)
lab = nbnn.labs.TrajectoryLab(net=net, data=nbnn.datasets.moons(n=60), batches=("all", 10, 1), fan=True, eta=0.5, steps=30)
lab"""


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def status(page) -> str:
    return page.locator(".nbnn-status").first.inner_text()


def handles(page) -> list[tuple[float, float]]:
    """The middles of the handles on the page."""
    return page.evaluate("""root => [...root.querySelectorAll('.nbnn-handle-dot')].map(e => {
        const box = e.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    })""")


def plot(page) -> dict:
    """The rectangle in which the axes' numbers lie."""
    return page.evaluate("""root => {
        const box = root.querySelector('.bqplot.figure .plotarea_events').getBoundingClientRect();
        return {left: box.left, top: box.top, width: box.width, height: box.height};
    }""")


def starts(lab) -> list:
    """The starts of the paths, as the kernel has them."""
    code = f"import json; print(json.dumps([path.points[0].tolist() for path in lab.paths]))  # {len(lab.sent)}"
    return json.loads(lab.evaluate_in_kernel(code))


def told(path, i: int) -> str:
    """What the status line says of an update at which the path comes to nothing new."""
    return path.sentence(i, format_number)


def test_steps_keys_and_scrubbing_tell_the_cores_numbers_and_nonsense_changes_nothing(lab):
    page = lab.open(LAB.format("")).stepper()
    path = nbnn.descend("double_well", eta=0.1, steps=60)
    for i in range(4):
        press(page, "Step")
        assert status(page) == told(path, i)
        lab.drawn()
        caption = page.locator(".nbnn-chart-caption").inner_text()
        place, loss, slope = (format_number(float(v)) for v in (path.points[i], path.values[i], path.derivatives[i]))
        assert caption == f"w = {place}, ℓ = {loss}, ∂ℓ/∂w = {slope}"
    press(page, "Back")
    assert status(page) == told(path, 2)
    page.focus()
    keys = lab.page.keyboard
    keys.press("ArrowLeft")
    assert status(page) == told(path, 1)
    for _ in range(path.arrived - 2):
        keys.press("ArrowRight")
    assert status(page).endswith("This is the local minimum, at −1.")
    keys.press("End")
    assert status(page).endswith("it reached the local minimum at −1; the global minimum is at 2, where ℓ = 0.")
    keys.press("Home")
    assert status(page) == told(path, 0)
    page.get_by_label("Update", exact=True).fill("5")
    assert status(page) == told(path, 5)
    nonsense_is_refused(lab, page)
    assert not lab.errors


def nonsense_is_refused(lab, page) -> None:
    """It is said why, and everything stays as it was."""
    before, handle = status(page), handles(page)
    for field, value, words in (("Rate η", "__import__('os')", "The rate η is"), ("Updates", "0", "at least 1"),
                                ("Start", "<b>7</b>", "the start is"), ("Rate η", "1e400", "Rate η is inf")):
        lab.refuses(page, field, value, words)
        assert status(page) == before and handles(page) == handle


def test_pointer_and_keys_move_the_start_and_a_click_is_another(lab):
    page = lab.open(LAB.format("")).stepper()
    lab.settle()
    press(page, "Step")
    lab.settle()
    (x, y), = handles(page)
    before, mouse, keys = len(lab.sent), lab.page.mouse, lab.page.keyboard
    box, (low, high) = plot(page), nbnn.curves.double_well.view[0]
    frames = lab.page.evaluate_handle("() => { const seen = {n: 0, on: true}; const tick = () => { seen.n += 1; "
                                      "if (seen.on) requestAnimationFrame(tick); }; tick(); return seen; }")
    mouse.move(x, y)
    mouse.down()
    for k in range(1, 41):
        mouse.move(x + 4 * k, y + k)
    assert handles(page)[0][0] == pytest.approx(x + 160, abs=1.5), "the handle is under the pointer at once"
    mouse.up()
    lab.settle()
    assert len(lab.sent) - before <= frames.evaluate("seen => { seen.on = false; return seen.n; }"), "at most one question a frame"
    start = starts(lab)[0]
    assert start == pytest.approx(low + (x + 160 - box["left"]) / box["width"] * (high - low), abs=0.02)
    assert status(page) == nbnn.descend("double_well", start=start, eta=0.1, steps=60).sentence(0, format_number), "the last place wins"
    page.locator(".nbnn-handle").first.focus()
    keys.press("ArrowRight")
    keys.press("Shift+ArrowRight")
    lab.settle()
    assert starts(lab)[0] == pytest.approx(start + 0.11 * (high - low), abs=1e-6)
    click_and_shift_click(lab, page)
    assert not lab.errors


def click_and_shift_click(lab, page) -> None:
    page.locator(".bqplot.figure").scroll_into_view_if_needed()
    box, (low, high) = plot(page), nbnn.curves.double_well.view[0]
    x = box["left"] + 0.8 * box["width"]
    lab.page.mouse.click(x, box["top"] + 30)
    page.locator(".nbnn-status", has_text="at w = 2.1").wait_for()
    lab.settle()
    assert handles(page)[0][0] == pytest.approx(x, abs=1), "the handle is where the click was"
    lab.page.keyboard.down("Shift")
    lab.page.mouse.click(box["left"] + 0.1 * box["width"], box["top"] + 30)
    lab.page.keyboard.up("Shift")
    page.locator(".nbnn-chart-entry", has_text="start 2").wait_for()
    found = starts(lab)
    assert found == pytest.approx([low + 0.8 * (high - low), low + 0.1 * (high - low)], abs=0.02)
    assert len(handles(page)) == 2
    page.focus()
    lab.page.keyboard.press("End")
    both = [nbnn.descend("double_well", start=start, eta=0.1, steps=60) for start in found]
    ends = [f"start {k + 1} at w = {format_number(path.points[-1])}, ℓ = {format_number(path.values[-1])}, at the {kind} minimum"
            for k, (path, kind) in enumerate(zip(both, ("global", "local")))]
    assert status(page) == f"Update 59 is the last. The paths end: {'; '.join(ends)}."


def test_a_thousand_updates_play_without_a_message(lab):
    page = lab.open(LAB.format("'rosenbrock', steps=1000, eta=0.0005")).stepper()
    lab.settle()
    page.get_by_label("Speed").select_option("60")
    lab.plays_without_asking(page, 50)
    update = int(re.match(r"Update (\d+)", status(page))[1])
    assert update > 50
    path = nbnn.descend("rosenbrock", eta=0.0005, steps=1000)
    page.focus()
    lab.page.keyboard.press("End")
    page.locator(".nbnn-status", has_text=path.sentence(1000, format_number)).wait_for()
    lab.settle()
    points = page.evaluate("""root => Math.max(...[...root.querySelectorAll('.bqplot path.line')]
        .map(path => (path.getAttribute('d') ?? '').split(/[ML]/).length - 1))""")
    assert points == 1001, "the whole trail is drawn"
    assert not lab.errors


def test_a_chosen_landscape_shows_its_heights_unfolds_and_is_readable(lab):
    page = lab.open(LAB.format("optimizer='adam'")).stepper()
    lab.settle()
    picture, menu = page.locator(".bqplot image").first, page.get_by_label("Loss")
    assert not picture.is_visible()
    menu.select_option("Himmelblau")
    page.locator("h3", has_text="Himmelblau").wait_for()
    lab.settle()  # Himmelblau's own rate is in the field
    rate = page.get_by_role("textbox", name="Rate η")
    rate.fill("0.1")
    rate.press("Enter")
    lab.settle()
    assert picture.get_attribute("href").startswith(("blob:", "data:"))
    drawn, box = picture.bounding_box(), plot(page)
    assert [drawn["width"], drawn["height"]] == pytest.approx([box["width"], box["height"]], abs=2), "heights fill the plot"
    for _ in range(3):
        press(page, "Step")
    press(page, "Sub-steps")
    board = page.locator(".nbnn-board")
    board.wait_for()
    lab.settle()
    path = nbnn.descend("himmelblau", optimizer="adam", eta=0.1, steps=60)
    assert status(page) == told(path, 2)
    written = board.inner_text()
    for pair in (path.states["m"][2], path.states["v_hat"][2], path.updates[2], path.points[3]):
        for number in pair:
            assert format_number(float(number)) in written, (number, written)
    assert page.evaluate("root => [...root.querySelectorAll('.nbnn-arrow path')].filter(e => e.getAttribute('d')).length") == 2
    check_readable(lab, page)
    menu.select_option("left of the hill")
    page.locator("h3", has_text="Left of the hill").wait_for()
    lab.settle()
    assert not picture.is_visible()
    assert not lab.errors


def check_readable(lab, page) -> None:
    """Both themes, narrow and wide: contrast, names and roles by axe-core's rules, and nothing wider than the lab."""
    for theme, width in (("JupyterLab Dark", 1280), ("JupyterLab Light", 360)):
        lab.theme(theme.removeprefix("JupyterLab "))
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.settle()
        assert lab.violations() == [], (theme, width)
        assert lab.overflowing() == [], (theme, width)
        assert page.evaluate("root => root.scrollWidth - root.clientWidth") <= 1, "nothing to scroll sideways"


def test_a_networks_slice_has_its_batches_and_the_fan_of_its_examples(lab):
    page = lab.open("import nbnn\n" + SLICE).stepper()
    lab.settle()
    legend = page.locator(".nbnn-chart-legend").inner_text()
    for words in ("all examples", "10 examples", "one example", "slopes ∂ℓ/∂w of 40 of 60 examples"):
        assert words in legend
    net, data = nbnn.Network.random([2, 4, 1], seed=0), nbnn.datasets.moons(n=60)
    each = nbnn.landscape.derivatives_at(net, data, nbnn.hinge, [(1, 0, 0)]).each[np.linspace(0, 59, 40).astype(int), 0]
    slopes = page.evaluate("""root => [...root.querySelectorAll('.nbnn-arrow-plain path')].map(e => {
        const [x0, y0, x1, y1] = e.getAttribute('d').split(/[ML ]/).filter(Boolean).map(Number);
        return -(y1 - y0) / (x1 - x0);
    })""")
    assert len(slopes) == 40
    assert np.array_equal(np.sign(np.round(slopes, 6)), np.sign(each)), "each stroke goes up or down as its example's derivative"
    steep = np.abs(each) > 1e-9
    ratio = np.array(slopes)[steep] / each[steep]
    assert np.allclose(ratio, ratio[0], rtol=2e-3), "and is as steep, to the scale of the axes"
    assert not lab.errors


def test_a_lab_that_was_made_out_of_sight_is_right_when_one_comes_to_it(lab):
    lesson = Path(__file__).parents[2] / "notebooks" / "06-stochastic-gradient-descent.ipynb"
    (lab.folder / lesson.name).write_bytes(lesson.read_bytes())
    lab.open_file(lesson.name)
    page = lab.page
    page.locator(".nbnn-exercise").last.wait_for()  # running goes down to the last cell
    first = page.locator(".nbnn-moving").first
    first.scroll_into_view_if_needed()
    page.wait_for_function("""() => {
        const card = document.querySelector(".nbnn-moving");
        const plot = card.querySelector(".plotarea_events")?.getBoundingClientRect();
        const handle = card.querySelector(".nbnn-handle-room")?.getBoundingClientRect();
        if (!plot?.width || !handle?.width) return false;
        const [x, y] = [handle.left + handle.width / 2, handle.top + handle.height / 2];
        const at = plot.left + plot.width * (-0.3 + 3.5) / 8;  // start −0.3 on an axis from −3.5 to 4.5
        return Math.abs(x - at) < 3 && y > plot.top && y < plot.bottom;
    }""")
    assert not lab.errors
