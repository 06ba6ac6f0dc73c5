"""“Ask me first” in a real JupyterLab: filled in by keyboard, marked, diagnosed, and told nowhere before it is answered."""

import json
import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.writing.numbers import format_number

pytestmark = pytest.mark.browser

WORKED = """import nbnn
lab = nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1, {options})
lab"""
# Numbers that stand nowhere else on the page: what is found of them there was told too early.
W1, W2, X, Z = [[1.1, -0.3], [0.2, 0.7]], [1.3, -0.9], [3, 7], 1
TELLING = f"""import nbnn
lab = nbnn.labs.worked_example({W1}, {W2}, x={X}, z={Z}, loss="squared", eta=0.01, show="all",
    ask=("loss", "dl_dy", "dl_dw2", "dl_dW1", "W1_new"))
lab"""
READABLE = """root => {
    const words = [], texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) words.push(texts.currentNode.data);
    const names = ['aria-label', 'title', 'aria-valuetext', 'aria-description'];
    for (const each of root.querySelectorAll('*')) words.push(each.value, ...names.map(name => each.getAttribute(name)));
    return words.join(' ');
}"""
# The focus goes to each line that takes it and to each edge, which then says itself; how many lines, and edges, had it.
LOOK_AT_EACH = """async root => {
    const had = { line: 0, edge: 0 };
    for (const part of root.querySelectorAll('.nbnn-board .nbnn-line, .nbnn-diagram .edge')) {
        part.focus();
        if (part === document.activeElement) had[part.matches('.edge') ? 'edge' : 'line'] += 1;
        await new Promise(requestAnimationFrame);
    }
    return [had.line, had.edge];
}"""
ASKING = ".nbnn-lab:has(.nbnn-asking)"  # the usual lab beside them is looked at in test_stepper.py
NUMBER = re.compile(r"−?\d+(?:\.\d+)?")


def open_lab(lab, options: str):
    return lab.open(WORKED.format(options=options)).stepper()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def status(page, words: str) -> None:
    """Wait until the player's status line says so."""
    page.locator(".nbnn-status").filter(has_text=words).wait_for()


def said(page, words: str) -> None:
    """Wait until the card that asks says so."""
    page.locator(".nbnn-asking .nbnn-said").filter(has_text=words).wait_for()


def turn(page, symbol: str) -> None:
    page.locator(".nbnn-asking h3").filter(has_text=f"Your turn: {symbol}").wait_for()


def step_to_the_question(page) -> None:
    for _ in range(12):
        if page.get_by_role("button", name="Check", exact=True).count():
            return
        press(page, "Step")


def checks_sent(lab) -> int:
    return sum('"check"' in text for text in lab.sent)


def write(lab, *entries: str, reasons: bool = True) -> None:
    """Fill in from the box in focus, by keyboard; beside each box is the select of its reasons."""
    keys = lab.page.keyboard
    for number, entry in enumerate(entries):
        if number:
            keys.press("Tab")
            if reasons:
                keys.press("Tab")
        keys.type(entry)
    keys.press("Enter")


def test_a_whole_update_by_keyboard_alone(lab):
    page = open_lab(lab, 'ask=("dl_dy", "dl_dw2", "dl_dW1", "unchanged", "loss_falls", "w2_new")')
    keys = lab.page.keyboard
    page.focus()
    for _ in range(5):
        keys.press("ArrowRight")
    turn(page, "∂ℓ/∂y")
    keys.press("ArrowRight")  # an empty Check: it says what is missing, and goes to the box
    said(page, "still empty")
    write(lab, "1")
    said(page, "Right.")
    keys.press("Enter")  # the focus is on Step again
    turn(page, "∂ℓ/∂w⁽²⁾")
    write(lab, "1", "3", "0")
    said(page, "Right.")
    for _ in range(3):
        keys.press("Enter")
    turn(page, "∂ℓ/∂W⁽¹⁾")
    write(lab, "2", "1", "-1", "-1/2", "0", "0")
    said(page, "Right.")
    keys.press("Enter")
    turn(page, "a prediction")
    for tick in range(9):  # rows 3 of W⁽¹⁾ and entry 3 of w⁽²⁾
        if tick in (4, 5, 8):
            keys.press("Space")
        if tick < 8:
            keys.press("Tab")
    assert page.locator(".nbnn-diagram .edge.marked").count() == 3
    assert lab.violations() == []
    keys.press("Enter")
    said(page, "Right: these are the weights that do not change.")
    keys.press("ArrowUp")  # the last of them
    keys.press("Enter")
    said(page, "That is not what happens.")
    page.get_by_role("group", name="what did you go by?").get_by_role("button", name="an update goes against").wait_for()
    assert lab.violations() == []
    keys.press("Enter")  # the focus is on the first ground
    said(page, "That lowers ℓ in a short step.")
    assert page.locator(".nbnn-grounds button").count() == 0
    keys.press("Space")
    keys.press("Enter")
    said(page, "ℓ falls: 0.5 before the update, 0 after it.")
    write(lab, "0.9", "-0.8", "2", reasons=False)
    status(page, "w⁽²⁾ = [0.9, −0.8, 2]")
    assert page.get_by_role("button", name="Step", exact=True).count() == 1
    assert checks_sent(lab) == 8
    assert not lab.errors


def test_a_wrong_answer_is_marked_then_diagnosed_then_shown_beside_the_right_one(lab):
    page = open_lab(lab, 'ask=("dl_dw2", "dl_dW1")')
    step_to_the_question(page)
    boxes, whys = page.locator(".nbnn-entry-box"), page.locator(".nbnn-entry-why")
    for box, value in enumerate(("1", "3", "-1.5")):
        boxes.nth(box).fill(value)
    press(page, "Check")
    said(page, "The first wrong entry is ∂ℓ/∂w⁽²⁾ (entry 3): try again.")
    assert boxes.nth(2).input_value() == "-1.5", "it stays in its box"
    assert [box.get_attribute("aria-invalid") for box in boxes.all()] == [None, None, "true"]
    press(page, "Check")
    said(page, "You used a where h belongs")
    whys.nth(2).select_option("margin met")
    assert boxes.nth(2).input_value() == "0"
    press(page, "Check")
    said(page, "is 0, but not because the margin is met")
    press(page, "Hint")
    page.locator(".nbnn-hints li").filter(has_text="what arrives at its unit, times that input").wait_for()
    assert page.locator(".nbnn-board .nbnn-line").nth(6).get_attribute("data-state") == "asked"
    whys.nth(2).select_option("h = 0")
    press(page, "Check")
    said(page, "Right.")
    status(page, "[1, 3, 0]")
    step_to_the_question(page)
    for box in range(6):
        boxes.nth(box).fill("7")
    press(page, "Check")
    said(page, "(row 1, column 1): try again")
    press(page, "Show")
    page.locator(".nbnn-beside").get_by_text("you: 7").first.wait_for()
    assert page.locator(".nbnn-beside .nbnn-right").all_inner_texts() == ["2", "1", "−1", "−0.5", "0", "0"]
    assert not lab.errors


def readable_too_early(lab, page, values) -> list[str]:
    """Which of these numbers are to be read somewhere in the lab, after every part of it has been looked at by keyboard."""
    lines, edges = page.evaluate(LOOK_AT_EACH)
    assert lines and edges == 6
    lab.settle()  # words for a screen reader come late
    readable = set(NUMBER.findall(page.evaluate(READABLE)))
    numbers = [format_number(float(each)) for value in values for each in np.ravel(value)]
    return [number for number in numbers if number in readable]


def test_nothing_covered_is_readable_anywhere(lab):
    page = lab.open(TELLING).stepper()
    steps = [nbnn.sgd_step(nbnn.Network([W1, W2]), X, Z, nbnn.squared, 0.01)]
    steps.append(nbnn.sgd_step(steps[0].after, X, Z, nbnn.squared, 0.01))
    names = ("loss", "dl_dy", "dl_dw2", "dl_dW1", "W1_new")
    right, next_right = ([*(step[name] for name in names[:4]), step.after.W1] for step in steps)
    page.locator(".nbnn-loss .bqplot.figure .plotarea_events").first.wait_for(state="attached")
    page.get_by_label("Weight in").select_option("W⁽¹⁾")  # its derivation stands on the card, and waits
    for at, (name, value) in enumerate(zip(names, right)):
        page.focus()
        lab.page.keyboard.press("End")  # no further than the question
        turn(page, "")
        assert not readable_too_early(lab, page, [*right[at:], *next_right]), name
        boxes = page.locator(".nbnn-entry-box")
        for box, entry in zip(boxes.all(), np.ravel(value), strict=True):
            box.fill(repr(float(entry)))
        press(page, "Check")
        said(page, "Right.")
        assert format_number(float(np.ravel(value)[0])) in page.evaluate(READABLE), name
    page.focus()
    lab.page.keyboard.press("End")
    status(page, "Update 1, line 5")
    assert not readable_too_early(lab, page, next_right), "in the next update"
    assert not lab.errors


def test_one_goes_no_further_than_the_question_but_who_stops_asking_may_look_on(lab):
    """Two labs in one notebook: to open another one takes as long as each of them."""
    lab.open(WORKED.format(options='ask=("dl_dy", "dl_dw2")'), WORKED.format(options='ask="dl_dy", until="dl_dw2"'))
    lab.stepper()
    first, last = (lab.page.locator(".nbnn-lab").nth(k) for k in range(2))
    status(last, "Update")
    one_goes_no_further_than_the_question(lab, last)  # Python calls the last of them `lab`
    who_stops_asking_may_look_on(first)
    assert not lab.errors


def one_goes_no_further_than_the_question(lab, page) -> None:
    for key in ("End", "PageDown", "PageDown"):
        page.focus()
        lab.page.keyboard.press(key)
        status(page, "Update 0, line 6 of 7: ∂ℓ/∂y is yours to fill in.")
    page.get_by_label("Update", exact=True).fill("9")
    assert page.get_by_label("Update", exact=True).input_value() == "0"
    lab.page.keyboard.press("Home")
    page.get_by_role("button", name="First", exact=True).click()
    press(page, "Play")
    status(page, "is yours to fill in")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert page.get_by_role("button", name="Play", exact=True).is_disabled()
    wait = "import time; time.sleep(0.5); lab.player.index = 7; print(lab.player.index, lab.player.line)"
    assert lab.evaluate_in_kernel(wait) == "0 5"
    page.locator(".nbnn-entry-box").fill("<img src=x onerror=alert(1)>")
    press(page, "Check")
    said(page, "is not a number")
    bad = "lab.asked.view._receive(None, {'do': 'show', 'update': 0, 'name': 'dl_dw2'}, []); print(lab.asked.place)"
    assert lab.evaluate_in_kernel(bad) == "(0, 'dl_dy')"


def who_stops_asking_may_look_on(page) -> None:
    step_to_the_question(page)
    turn(page, "∂ℓ/∂y")
    press(page, "Stop asking")
    page.get_by_role("button", name="Ask me again", exact=True).wait_for()
    press(page, "Last")
    status(page, "Update 19")
    press(page, "Ask me again")
    turn(page, "∂ℓ/∂y")
    status(page, "Update 0")


def test_levels_fade_the_help_in_both_themes_and_without_ask_all_is_as_it_was(lab):
    cells = ('ask=("dl_dw2",)', 'ask=("dl_dw2",), level="a blank page", lock_level=True', 'show="all"')
    page = lab.open(*(WORKED.format(options=options) for options in cells)).stepper()
    step_to_the_question(page)
    turn(page, "∂ℓ/∂w⁽²⁾")
    help_given, line = page.locator(".nbnn-asked-formula"), page.locator(".nbnn-board .nbnn-line").nth(6)
    shown = "line => [...line.querySelectorAll('.nbnn-formula math')].some(each => getComputedStyle(each).visibility === 'visible')"
    assert help_given.inner_text() == "" and not line.evaluate(shown), "what is asked, and nothing else"
    page.get_by_label("Help").select_option("symbols and numbers")
    page.locator(".nbnn-asked-formula:has(mn:text('3'))").wait_for()
    assert line.evaluate(shown)
    assert lab.violations(ASKING) == []
    page.get_by_label("Help").select_option("no numbers")
    page.locator(".nbnn-asked-formula:not(:has(math))").wait_for(state="attached")
    for hints in range(1, 4):
        press(page, "Hint")
        page.locator(".nbnn-hints li").nth(hints - 1).wait_for()  # the button has moved
    page.locator(".nbnn-asked-formula:has(math):not(:has(mn:text('3')))").wait_for()
    assert line.evaluate(shown) and page.get_by_role("button", name="Hint").is_disabled()
    page.get_by_label("Help").select_option("no symbols")
    page.locator(".nbnn-asked-formula:not(:has(math))").wait_for(state="attached")
    lab.theme("Dark")
    lab.page.set_viewport_size({"width": 360, "height": 900})
    page.locator(".nbnn-entry-box").first.fill("9")
    press(page, "Check")
    said(page, "try again")
    assert lab.overflowing() == []
    locked = lab.page.locator(".nbnn-lab").nth(1)
    step_to_the_question(locked)
    locked.get_by_placeholder("1, 2, 3").fill("1, 3, 0")
    assert locked.get_by_label("Help").is_disabled()
    assert locked.locator(".nbnn-asked-formula").inner_text() == ""
    assert lab.violations(ASKING) == []
    press(locked, "Check")
    said(locked, "Right.")
    lab.settle()
    told = len(lab.sent)
    lab.never_rests()
    usual = lab.page.locator(".nbnn-lab").nth(2)
    usual.focus()
    for _ in range(10):
        lab.page.keyboard.press("ArrowRight")
    status(usual, "line 11 of 11: θ ← θ")
    assert usual.locator(".nbnn-asking").count() == 0
    lab.settle()
    assert lab.sent[told:] == [], "the usual lab steps without asking"
    lab.rests()
    lab.page.keyboard.press("ArrowLeft")
    lab.settle()
    (last,) = lab.sent[told:]
    assert set(json.loads(last)["data"]["state"]) <= {"line", "unit", "term", "index"}
    assert not lab.errors


def test_a_cue_stops_playing_and_the_hall_sees_both_futures(lab):
    page = lab.open("""import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=60, show=("diagram", "board", "loss", "card"),
    cue={4: ("Will it be right after update 20?", "yes", "no")})
lab""").stepper()
    page.locator("[data-by=update]").click()
    press(page, "Play")
    turn(page, "a prediction")
    status(page, "Update 4, line 11 of 11: θ waits for your answer.")
    page.get_by_text("Will it be right after update 20?").first.wait_for()
    press(page, "Check")
    said(page, "Choose one of them first.")
    page.get_by_label("no", exact=True).check()
    press(page, "Check")
    said(page, "You said: no.")
    status(page, "Update 4, line 11 of 11: θ ← θ")
    page.locator(".nbnn-diagram .edge .hit").first.click(force=True)
    field = page.get_by_placeholder("a number, then Enter")
    field.fill("3")
    field.press("Enter")
    page.locator(".nbnn-chart-legend").get_by_text("L/N before the fork").wait_for()
    page.focus()
    lab.page.keyboard.press("End")
    status(page, "Update 59")
    assert not lab.errors


# ---- at moments: a graph's numbers, and votes ----

GRAPH = "import nbnn\nlab = nbnn.labs.GraphLab('a*b + relu(a)', {'a': 2.3, 'b': 3.1}, ask=('values', 'derivatives'))\nlab"
TOLD_BY_THE_GRAPH = ("7.13", "9.43", "4.1")  # a·b, the last node, ∂f/∂a: given nowhere


def opened_graph(lab):
    page = lab.open(GRAPH).page.locator(".nbnn-lab").first
    page.locator(".nbnn-status").filter(has_text="Forward, 1 of 5").wait_for()
    return page


def test_a_graph_that_asks_is_readable_in_both_themes_tells_nothing_before_and_is_filled_in(lab):
    page = opened_graph(lab)
    press(page, "Last")
    lab.readable_in_both_themes()
    status(page, "Forward, 3 of 5: v3 is yours to fill in.")
    shown = page.evaluate(READABLE)
    assert not any(number in NUMBER.findall(shown) for number in TOLD_BY_THE_GRAPH)
    assert page.locator(".nbnn-graph .question.here").count() == 1
    box = page.locator(".nbnn-entry-box")
    for entered, words in (("5.4", "v3 is not right yet: try again."), ("x", "v3: "), ("7.13", "Right.")):
        box.fill(entered)
        press(page, "Check")
        said(page, words)
    assert "7.13" in page.evaluate(READABLE)
    for entry in ("2.3", "9.43", "1", "1", "2.3", "1", "3.1", "4.1"):
        press(page, "Last")
        box.fill(entry)
        box.press("Enter")
        page.get_by_role("button", name="Step", exact=True).wait_for()
    page.locator(".nbnn-asked-words").get_by_text("All that was asked for is filled in.", exact=True).wait_for()
    assert not lab.errors


def test_a_vote_freezes_the_walk_and_then_it_goes_on(lab):
    page = lab.open('import nbnn\nlab = nbnn.labs.TrajectoryLab(cue={3: ("Will it get over the hill?", "yes", "no")})\nlab').first_lab()
    status(page, "Update 0")
    page.focus()
    lab.page.keyboard.press("End")
    status(page, "Update 3")
    assert page.get_by_role("button", name="Play", exact=True).is_disabled()
    assert not page.get_by_label("Help").is_visible(), "a vote alone has nothing to help with"
    press(page, "Check")
    said(page, "Choose one of them first.")
    lab.settle()
    lab.never_rests()  # it is checked before Python is told what stands there
    page.get_by_label("no", exact=True).check()
    press(page, "Check")
    said(page, "You said: no. Now see what happens.")
    lab.rests()
    page.focus()
    lab.page.keyboard.press("End")
    status(page, "Update 59")
    lab.settle()
    press(page, "Reset")
    status(page, "Update 0")
    page.focus()
    lab.page.keyboard.press("End")
    status(page, "Update 3")
    page.get_by_label("no", exact=True).wait_for()
    assert not page.get_by_label("no", exact=True).is_checked(), "it is asked anew"
    assert not lab.errors
