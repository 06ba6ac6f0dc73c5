"""The Stepper in a real JupyterLab: every control pressed, every number on the page held against the core's."""

import re

import pytest

import nbnn
from nbnn.explain.recording import sentences
from nbnn.labs.frame.setup import DATA_CHOICES
from tests.browser.lab import SEEN

pytestmark = pytest.mark.browser

WORKED = """import nbnn
lab = nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1, show="all")
lab"""
FLOWERS = """import nbnn
flowers = nbnn.labs.frame.setup.DATA_CHOICES["Iris: versicolor / virginica"]()
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), flowers, loss=nbnn.hinge, eta=0.1, steps={steps}, seed=0, show="all")
lab"""


# What is said at each of these updates, to which the scrubber is moved in turn.
SCRUBBED = """async (root, updates) => {
    const scrubber = root.querySelector('.nbnn-scrubber'), status = root.querySelector('.nbnn-status'), said = [];
    for (const update of updates) {
        scrubber.value = update;
        for (const name of ['input', 'change']) scrubber.dispatchEvent(new Event(name, { bubbles: true }));
        await new Promise(requestAnimationFrame);
        said.push(status.innerText);
    }
    return said;
}"""


def flowers_run(steps: int = 400):
    """The run that FLOWERS shows."""
    data = DATA_CHOICES["Iris: versicolor / virginica"]()
    return nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), data, loss=nbnn.hinge, eta=0.1, steps=steps, seed=0)


def press(lab, name: str) -> None:
    lab.get_by_role("button", name=name, exact=True).click()


def sentence(lab) -> str:
    return lab.locator(".nbnn-status").first.inner_text()


def place(lab) -> tuple[int, int]:
    """(update, line) as the status line says them."""
    found = re.match(r"Update (\d+), line (\d+)", sentence(lab))
    assert found, sentence(lab)
    return int(found[1]), int(found[2])


def moves_sent(lab) -> list[str]:
    """Messages to the kernel about where the player is."""
    return [text for text in lab.sent if '"index"' in text or '"line"' in text]


def test_the_worked_example_shows_every_number_its_shut_gate_and_the_derivation_of_a_clicked_edge(lab):
    page = lab.open(WORKED).stepper()
    every_number_of_the_board_is_said(lab, page)
    to_the_beginning(lab, page)
    a_gate_shows_that_it_is_shut_when_h_is_told_and_not_before(lab, page)
    a_clicked_edge_shows_its_derivation_and_wiggles_without_messages(lab, page)


def to_the_beginning(lab, page) -> None:
    page.focus()
    lab.page.keyboard.press("Home")
    assert place(page) == (0, 1)


def every_number_of_the_board_is_said(lab, page) -> None:
    seen = [sentence(page)]
    for _ in range(10):
        press(page, "Step")
        seen.append(sentence(page))
    told = " ".join(seen)
    for value in ("[1, 3, −1.5]", "[1, 3, 0]", "= −0.5", "= 0.5", "= 1", "[1, −0.5, 2]", "[1, −0.5, 0]", "[[2, 1], [−1, −0.5], [0, 0]]"):
        assert value in told, (value, seen)
    assert not lab.errors


def a_gate_shows_that_it_is_shut_when_h_is_told_and_not_before(lab, page) -> None:
    shut = page.locator(".nbnn-diagram .gate.shut")
    for line in range(4):  # x; a; h; y
        lab.drawn()
        assert shut.count() == (line >= 2), line
        press(page, "Step")


def a_clicked_edge_shows_its_derivation_and_wiggles_without_messages(lab, page) -> None:
    while place(page)[1] < 11:
        press(page, "Step")
    page.locator(".nbnn-diagram .edge").nth(1).dispatch_event("click")
    card = page.locator(".nbnn-card", has_text="Derivation").last
    card.get_by_text("Finite difference").wait_for()
    lab.settle()
    sent = len(lab.sent)
    slider = card.get_by_role("slider").first
    slider.focus()
    for _ in range(5):
        lab.page.keyboard.press("ArrowRight")
    lab.settle()
    assert len(lab.sent) == sent
    assert place(page)[1] == 11, "keys in the slider are the slider's"


def test_two_labs_of_a_notebook_step_by_what_each_was_told(lab):
    lab.open(WORKED, WORKED.replace("lab", "other").replace("nbnn.others", "nbnn.labs")).stepper()
    labs = lab.page.locator(".nbnn-lab")
    labs.nth(1).locator("[data-by=line]").wait_for()
    labs.nth(0).locator("[data-by=unit]").click()
    assert [labs.nth(k).get_by_role("radio", name=name).is_checked() for k, name in ((0, "unit"), (1, "line"))] == [True, True]


def test_it_steps_scrubs_and_plays_with_the_cores_numbers(lab):
    """In one notebook, each from the beginning of the run: to open it takes longer than each of them."""
    page = lab.open(FLOWERS.format(steps=400)).stepper()
    for piece in (step_and_back_and_the_keys_go_where_they_say, shift_with_an_arrow_moves_by_an_update_as_in_every_lab,
                  python_reads_and_sets_the_place, scrubbing_shows_the_numbers_of_the_core,
                  space_plays_and_leaves_a_focused_button_alone, playing_and_stepping_send_no_message_for_a_move,
                  unit_by_unit_the_equation_of_each_entry_is_said):
        to_the_beginning(lab, page)
        piece(lab, page)


def step_and_back_and_the_keys_go_where_they_say(lab, page) -> None:
    start = place(page)
    press(page, "Step")
    assert place(page) == (start[0], start[1] + 1)
    press(page, "Back")
    assert place(page) == start
    page.locator(".nbnn-status").first.click()
    page.focus()
    keys = lab.page.keyboard
    keys.press("ArrowRight")
    assert place(page) == (start[0], start[1] + 1)
    keys.press("PageDown")
    assert place(page) == (start[0] + 1, start[1] + 1)
    keys.press("PageUp")
    keys.press("ArrowLeft")
    assert place(page) == start
    keys.press("End")
    assert place(page)[0] == 399
    keys.press("Home")
    assert place(page) == start


def shift_with_an_arrow_moves_by_an_update_as_in_every_lab(lab, page) -> None:
    page.focus()
    moves = {"PageDown": (1, 1), "Shift+ArrowRight": (2, 1), "ArrowRight": (2, 2), "Shift+ArrowLeft": (1, 2), "PageUp": (0, 2)}
    for key, at in moves.items():
        lab.page.keyboard.press(key)
        assert place(page) == at, key


def python_reads_and_sets_the_place(lab, page) -> None:
    press(page, "Step")
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.player.index, lab.player.line)") == "0 1"
    lab.evaluate_in_kernel("lab.player.index = 123; print('moved')")
    page.locator("[role=status]").filter(has_text="Update 123").wait_for()


def scrubbing_shows_the_numbers_of_the_core(lab, page) -> None:
    run = flowers_run()
    for line in range(11):
        if line:
            press(page, "Step")
        updates = (0, 1, 57, 199, 200, 399)
        said = page.evaluate(SCRUBBED, updates)
        assert said == [sentences.sentence(run, update, line) for update in updates]


def space_plays_and_leaves_a_focused_button_alone(lab, page) -> None:
    page.focus()
    lab.page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    lab.page.keyboard.press("Space")
    page.get_by_role("button", name="Play").wait_for()
    before = place(page)
    page.get_by_role("button", name="Step", exact=True).focus()
    lab.page.keyboard.press("Space")
    assert place(page) == (before[0], before[1] + 1) or place(page) == (before[0] + 1, 1)
    assert page.get_by_role("button", name="Play").count() == 1


def playing_and_stepping_send_no_message_for_a_move(lab, page) -> None:
    page.locator("[data-by=update]").click()
    before = len(moves_sent(lab))
    lab.plays_without_asking(page)
    lab.settle()
    assert len(moves_sent(lab)) > before, "Python is never told where the learner rests"
    told = len(lab.sent)
    page.focus()
    lab.never_rests()
    for _ in range(200):
        lab.page.keyboard.press("ArrowRight")
    assert len(lab.sent) == told
    lab.rests()
    lab.page.keyboard.press("ArrowRight")
    lab.settle()
    assert len(lab.sent) == told + 1


def unit_by_unit_the_equation_of_each_entry_is_said(lab, page) -> None:
    run = flowers_run()
    page.locator("[data-by=unit]").click()
    page.focus()
    lab.page.keyboard.press("Home")
    said = {sentence(page)}
    for _ in range(40):
        lab.page.keyboard.press("ArrowRight")
        said.add(sentence(page))
    assert sentences.sentence(run, 0, 1, unit=1, by_unit=True) in said
    assert sentences.sentence(run, 0, 9, unit=3, by_unit=True) in said


def test_a_chunk_that_is_late_is_waited_for(lab):
    hold = "held = []\nPlayer.send_tail = lambda player, recording: held.append((player, recording))"
    page = lab.open("from nbnn.views.player.player import Player", hold, FLOWERS.format(steps=400)).stepper()
    page.focus()
    lab.page.keyboard.press("End")
    assert "on its way" in sentence(page)
    press(page, "Step")
    assert place(page)[0] < 200, "a number that has not arrived must not be shown"
    lab.evaluate_in_kernel("held[-1][0].tail = held[-1][1].tail; print('sent')")
    page.focus()
    lab.page.keyboard.press("End")
    assert place(page)[0] == 399
    assert "NaN" not in page.inner_text()


def test_reset_right_after_a_move_goes_back_and_step_at_the_end_records_more_updates(lab):
    page = lab.open(FLOWERS.format(steps=30)).stepper()
    reset_right_after_a_move_goes_back(lab, page)
    step_at_the_end_records_more_updates(lab, page)


def reset_right_after_a_move_goes_back(lab, page) -> None:
    page.focus()
    lab.page.keyboard.press("End")
    press(page, "Reset")
    page.locator(".nbnn-count", has_text="0 / 30").wait_for()
    lab.settle()
    assert place(page) == (0, 1)


def step_at_the_end_records_more_updates(lab, page) -> None:
    page.focus()
    lab.page.keyboard.press("End")
    press(page, "Step")
    page.locator("[role=status]").filter(has_text="Update 30, line 1 ").wait_for()
    page.locator(".nbnn-count", has_text="30 / 60").wait_for()
    lab.settle()  # what the page had not told before it asked must not take it back
    assert place(page) == (30, 1)
    assert lab.evaluate_in_kernel("print(lab.player.index)").strip().endswith("30")


def test_a_typed_weight_forks_the_run_and_reset_drops_it(lab):
    page = lab.open(FLOWERS.format(steps=100)).stepper()
    lab.evaluate_in_kernel("lab.player.index = 40; lab.player.selected = {'layer': 1, 'row': 0, 'column': 0}; print('chosen')")
    page.locator("[role=status]").filter(has_text="Update 40").wait_for()
    lab.refuses(page, "New value of the chosen weight", "nonsense", "The weight is 'nonsense'")
    field = page.get_by_label("New value of the chosen weight")
    field.fill("2.5")
    field.press("Enter")
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.run.forked_at, lab.run[40].before.W1[0, 0])") == "40 2.5"
    assert lab.evaluate_in_kernel("print(lab.run[39].after.W1[0, 0] == 2.5)") == "False"
    press(page, "Reset")
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.run.parent)") == "None"


def test_it_runs_again_fits_is_readable_in_both_themes_and_refuses_bad_values(new_lab):
    """In one notebook: the last of them leaves another run."""
    lab = new_lab(width=360)
    page = lab.open(FLOWERS.format(steps=60)).stepper()
    running_a_cell_again_leaves_no_widget_behind(lab)
    lab.stepper()
    nothing_overflows(lab)
    both_themes_are_readable(lab, page)
    a_bad_value_is_said_and_changes_nothing(lab, page)


def running_a_cell_again_leaves_no_widget_behind(lab) -> None:
    alive = "import ipywidgets; print(len(ipywidgets.widgets.widget._instances))"
    before = lab.evaluate_in_kernel(alive)
    lab.page.locator(".jp-CodeCell .jp-InputArea").first.click()
    lab.page.keyboard.press("Control+Enter")
    lab.settle()
    assert lab.evaluate_in_kernel(alive + "  # again") == before
    assert int(before) > 25


def nothing_overflows(lab) -> None:
    for width in (360, 808, 1320):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.settle()
        assert lab.overflowing() == [], width


def both_themes_are_readable(lab, page) -> None:
    """Contrast, names and roles by axe-core's rules, within the lab."""
    lab.settle()
    for _ in range(10):
        press(page, "Step")
    assert lab.violations() == []
    for title in page.locator("h3").all()[::3]:  # also far below the window
        title.evaluate("title => { title.style.color = '#ddd'; }")
        assert [found for found, _ in lab.violations(rules=SEEN)] == ["color-contrast"], "what is pale is found"
        title.evaluate("title => { title.style.color = ''; }")
    lab.theme("Dark")
    assert lab.violations(rules=SEEN) == []


def a_bad_value_is_said_and_changes_nothing(lab, page) -> None:
    for label, bad, good in (("Rate η", "-1", "0,05"), ("Seed", "x", "3"), ("Hidden units", "0", "4, 3")):
        before = sentence(page)
        field = page.get_by_label(label, exact=True)
        lab.refuses(page, label, bad, bad)
        assert sentence(page) == before
        field.fill(bad)
        field.press("Enter")
        page.locator(".nbnn-field-message").wait_for()
        field.fill(good)
        field.press("Enter")
        lab.settle()
        assert page.locator("[role=alert]").all_inner_texts() == [""]
    assert not lab.errors


def test_every_choice_of_the_menus_gives_a_lab_without_errors(lab):
    page = lab.open(FLOWERS.format(steps=60)).stepper()
    for label in ("Loss ℓ", "Activation g", "Initial weights", "Data"):
        menu = page.get_by_label(label, exact=True)
        for option in menu.locator("option").all_inner_texts()[1:]:
            menu.select_option(label=option)
            lab.settle()
            press(page, "Step")
            assert re.match(r"Update \d+, line", sentence(page)), (label, option)
            assert "NaN" not in page.inner_text(), (label, option)
    assert not lab.errors


def test_the_hall_layout_fits_board_and_step_into_the_page(lab):
    page = lab.open(WORKED.replace('show="all"', "present=True")).stepper()
    for _ in range(10):
        press(page, "Step")
    height = page.evaluate("""root => root.querySelector('.nbnn-step').getBoundingClientRect().bottom
        - root.querySelector('.nbnn-board').getBoundingClientRect().top""")
    given = page.evaluate("root => root.closest('.jp-WindowedPanel-outer').clientHeight")
    assert 200 < height <= given
    smallest = page.evaluate("""root => Math.min(...[...root.querySelectorAll('.nbnn-board mn, .nbnn-board mtext, .nbnn-player *')]
        .filter(e => e.offsetWidth !== 0 && e.textContent.trim() && !e.children.length && !e.matches('msup > :last-child'))
        .map(e => parseFloat(getComputedStyle(e).fontSize)))""")
    assert smallest >= 20
    page.focus()
    before = place(page)
    lab.page.keyboard.press("PageUp")
    assert place(page) == (before[0], before[1] - 1), "a clicker's keys step"


def test_every_button_of_a_lab_that_starts_small(lab):
    page = lab.open(FLOWERS.format(steps=60).replace(', show="all"', "")).stepper()
    for name in ("Data", "Loss", "One weight", "Controls", "Only this line"):
        press(page, name)
        lab.settle()
    assert page.locator(".nbnn-data.nbnn-card, .nbnn-loss.nbnn-card, .nbnn-controls-box").count() == 3
    for name in ("Step", "Last", "First", "Play", "Pause", "Step", "Back", "Reset"):
        press(page, name)
        lab.settle()
    for name in ("Data", "Loss", "One weight", "Controls", "All lines"):
        press(page, name)
        lab.settle()
    assert page.locator(".nbnn-data, .nbnn-loss, .nbnn-controls-box").count() == 0
    assert not lab.errors


def test_the_line_that_is_read_opens_within_its_board(new_lab):
    lab = new_lab(width=360)
    page = lab.open(WORKED).stepper()
    for _ in range(7):
        press(page, "Step")
    for width in (360, 1280):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.settle()
        line = page.locator(".nbnn-board [aria-current=step]")
        places = [line.locator(f"> .nbnn-{name}").bounding_box() for name in ("formula", "numbers", "value")]
        board = page.locator(".nbnn-board").bounding_box()
        formula, numbers, value = places
        assert formula["y"] + formula["height"] <= numbers["y"] + 1, "the numbers below the formula"
        assert value["y"] >= numbers["y"] + numbers["height"] - 1 or value["x"] >= numbers["x"] + numbers["width"], "then the value"
        assert all(place["x"] >= board["x"] and place["x"] + place["width"] <= board["x"] + board["width"] + 1 for place in places), width
        closed = page.locator(".nbnn-board .nbnn-line:not(.nbnn-open)").first
        assert not closed.locator(".nbnn-numbers").is_visible() and closed.locator(".nbnn-short").is_visible()
    assert not lab.errors


def test_the_curve_of_the_predictions_bends_as_one_steps(lab):
    """What it gives for the example picked is the core's output after the update: the dashed line from the target is as long as y − z."""
    page = lab.open("import nbnn\nlab = nbnn.labs.Stepper(nbnn.Network.random([1, 3, 1], nbnn.tanh, seed=1, bias=True), "
                    "nbnn.datasets.wave(30), steps=200, show=('data',))\nlab").page
    run = nbnn.sgd(nbnn.Network.random([1, 3, 1], nbnn.tanh, seed=1, bias=True), nbnn.datasets.wave(30), "half_squared", 0.1, 200)
    curve, error = (page.locator(".nbnn-data path.line").nth(n) for n in (0, 1))
    curve.wait_for(state="attached")
    seen, lengths = {curve.get_attribute("d")}, []
    for update in range(4):
        page.get_by_role("button", name="Step", exact=True).click()
        told = page.locator(".nbnn-data .nbnn-chart-caption").filter(has_text=f"example {run.examples[update]}: x ")
        told.wait_for()
        page.wait_for_function("([path, seen]) => path.getAttribute('d') && !seen.includes(path.getAttribute('d'))",
                               arg=[curve.element_handle(), sorted(seen)])
        seen.add(curve.get_attribute("d"))
        ends = [float(y) for y in re.findall(r"[ML][-\d.]+,([-\d.]+)", error.get_attribute("d"))]
        x, z = run.data[int(run.examples[update])]
        lengths.append((ends[0] - ends[1], run[update].after.scores(x) - z))
    scales = [pixels / number for pixels, number in lengths]
    assert max(scales) == pytest.approx(min(scales), rel=0.01), "pixels for each unit of y − z"
