"""The Playground in a real JupyterLab: it trains and plays without a message, its sentences are the core's, and files come and go."""

import json
import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording, saving
from nbnn.explain.writing.numbers import format_number
from tests.browser.lab import ENDLESS_TRAINING, SEEN

pytestmark = pytest.mark.browser

EPOCHS = 30
LAB = f"import nbnn\nlab = nbnn.labs.Playground(epochs={EPOCHS})\nlab"


def opened(lab, code=LAB):
    """The playground on the page, its first picture painted."""
    page = lab.open(code).page.locator(".nbnn-lab").first
    page.locator(".nbnn-pg-unit").first.wait_for()
    told(page, "Before training")
    lab.drawn()
    return page


def told(page, words):
    """Wait until the sentence holds these words; the whole sentence."""
    line = page.locator(".nbnn-player [role=status]")
    line.filter(has_text=words).wait_for()
    return line.inner_text()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def step_update(page):
    """One update on, by the bar."""
    by(page, "update")
    press(page, "Step")


def back_update(page):
    by(page, "update")
    press(page, "Back")


def by(page, what):
    page.locator(".nbnn-segments").get_by_text(what, exact=True).click()


def choose(lab, page, button, path):
    """Give a file to the button that opens the browser's file dialogue."""
    with lab.page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button, exact=True).click()
    chooser.value.set_files(path)


def trained(**choices):
    made = explain.setting(explain.Recipe(epochs=EPOCHS).changed(**choices))
    training = made.training()
    while not training.done:
        training.advance_epoch()
    return made, training.history


def pixels(page, selector):
    """The colors of a canvas, as one text."""
    return page.locator(selector).first.evaluate("canvas => canvas.toDataURL()")


def test_it_trains_and_plays_and_goes_back_with_the_cores_numbers(lab):
    page = opened(lab)
    made, history = trained()
    before = [pixels(page, ".nbnn-pg-field"), pixels(page, ".nbnn-pg-unit >> nth=3 >> canvas")]
    page.get_by_label("Speed").select_option("4")
    press(page, "Play")
    assert told(page, f"Epoch {EPOCHS} of") == explain.sentence(made, history, EPOCHS)
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert before != [pixels(page, ".nbnn-pg-field"), pixels(page, ".nbnn-pg-unit >> nth=3 >> canvas")]
    press(page, "Back")
    assert told(page, f"Epoch {EPOCHS - 1} of") == explain.sentence(made, history, EPOCHS - 1)
    page.get_by_label("Epoch", exact=True).fill("7")
    assert told(page, "Epoch 7 of") == explain.sentence(made, history, 7)
    press(page, "Python")
    page.get_by_label("This run in Python").wait_for()
    page.locator(".nbnn-pg-unit").first.wait_for()
    assert told(page, "Epoch 7 of"), "unfolding shows the same place again"
    lab.settle()
    assert lab.evaluate_in_kernel("print(lab.epoch, lab.sentence())") == f"7 {explain.sentence(made, history, 7)}"
    counts = page.locator(".nbnn-pg-confusion tbody td").all_inner_texts()
    found = nbnn.measures.confusion(history.network_after(7), made.validation).counts.ravel()
    assert [0 if text == "·" else int(text) for text in counts] == found.tolist()
    press(page, "First")
    lab.settle()  # after many moves at once it paints coarsely, and well a moment later
    assert pixels(page, ".nbnn-pg-field") == before[0], "back at the beginning the picture is what it was"
    page.get_by_label("Speed").select_option("1")
    lab.settle()
    lab.never_rests()  # what is sent now is sent for playing
    sent = len(lab.sent)
    press(page, "Play")
    told(page, re.compile(r"Epoch [1-9]\d of"))
    assert len(lab.sent) == sent, lab.sent[sent:]
    lab.pause(page)
    lab.rests()
    assert not lab.errors


def test_steps_by_epoch_and_by_update_by_keyboard_too_and_a_pinned_run_is_compared(lab):
    page = opened(lab)
    made, history = trained()
    press(page, "Step")
    told(page, "Epoch 1 of")
    lab.page.keyboard.press("ArrowRight")
    told(page, "Epoch 2 of")
    lab.page.keyboard.press("ArrowLeft")
    told(page, "Epoch 1 of")
    told_inside = recording.inside(history, 1).sentences
    step_update(page)
    assert told(page, "update 1 of") == told_inside[1]
    lab.page.keyboard.press("Shift+ArrowRight")
    assert told(page, "update 2 of") == told_inside[2]
    lab.page.keyboard.press("Shift+ArrowLeft")
    told(page, "update 1 of")
    back_update(page)
    assert told(page, "Epoch 1 of") == explain.sentence(made, history, 1)
    back_update(page)
    assert told(page, "update 13 of 14") == recording.inside(history, 0).sentences[13]
    step_update(page)
    told(page, "Epoch 1 of")
    page.locator(".nbnn-pg-unit[aria-label='unit 2 of hidden layer 1']").focus()
    page.get_by_text("The map of unit 2 of hidden layer 1, h = tanh(a).").wait_for()
    by(page, "epoch")
    page.get_by_label("Speed").select_option(label="max")  # the newest epoch as it comes, and playing ends with the training
    press(page, "Play")
    told(page, f"Epoch {EPOCHS} of")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    press(page, "Pin")
    page.get_by_text("Pinned: moons, 2–4–2–1, tanh, hinge, SGD, η 0.05, batch 10, seed 0.").wait_for()
    page.get_by_label("Hidden layers").fill("3")
    lab.page.keyboard.press("Enter")
    page.get_by_role("heading", name="Network: 2–3–1, tanh").wait_for()
    told(page, "Before training")
    lab.drawn()
    assert page.locator(".nbnn-pg-pinned-train").get_attribute("d").count("L") == EPOCHS
    press(page, "Play")
    made, history = trained(hidden=(3,))
    assert told(page, f"Epoch {EPOCHS} of") == explain.sentence(made, history, EPOCHS)
    page.get_by_text("Dashed: the decision boundary of the pinned run.").wait_for()
    press(page, "Unpin")
    page.get_by_text("Point at a unit to see its map here.").wait_for()
    for field, nonsense, words in (("Hidden layers", "9 9", "1 to 8 units"), ("Rate η", "fast", "type a number")):
        lab.refuses(page, field, nonsense, words)
    assert told(page, f"Epoch {EPOCHS} of") == explain.sentence(made, history, EPOCHS)
    assert not lab.errors


def test_a_run_is_saved_and_loaded_and_a_file_of_ones_own_opened_and_corrected(lab, tmp_path):
    page = opened(lab)
    press(page, "Files")
    press(page, "Step")
    told(page, "Epoch 1 of")
    with lab.page.expect_download() as download:
        press(page, "Save this run")
    text = download.value.path().read_text("utf-8")
    made, history = saving.from_json(text)
    assert np.array_equal(history.weights, trained()[1].weights[:2])
    (tmp_path / "bad.json").write_text(json.dumps({**json.loads(text), "version": 9}))
    made, history = trained(data="xor", hidden=(3, 2), epochs=12)
    (tmp_path / "good.json").write_text(saving.to_json(made, history))
    choose(lab, page, "Load a saved run", tmp_path / "bad.json")
    page.locator("[role=alert]").filter(has_text="only version 1 can be read").wait_for()
    told(page, "Epoch 1 of")
    choose(lab, page, "Load a saved run", tmp_path / "good.json")
    page.get_by_role("heading", name="Network: 2–3–2–1, tanh").wait_for()
    assert told(page, "Epoch 12 of 12") == explain.sentence(made, history, 12)
    (tmp_path / "plants.csv").write_text("height,width,kind\n" + "".join(f"{i},{i % 3},{'ab'[i > 20]}\n" for i in range(40)))
    choose(lab, page, "Open a CSV file", tmp_path / "plants.csv")
    press(page, "Use this data")
    page.get_by_role("heading", name="Decision boundary over height and width").wait_for()
    what_was_read_is_shown_corrected_and_only_then_used(lab, page)
    assert not lab.errors


def open_file(lab, page, name, content):
    """Give a file to the fold, and wait for its card."""
    path = lab.folder / name
    path.write_bytes(content)
    choose(lab, page, "Open a CSV file", path)
    page.get_by_role("heading", name=f"What was read from {name}").wait_for()


def card_says(page, words):
    page.locator(".nbnn-csv [role=status]").filter(has_text=words).wait_for()


GERMAN = "Messung im Mai;;;\nnr;Länge;Breite;Art\n;cm;cm;\n" + "".join(
    f"{i};{i % 7},5;{i % 5},25;{'Tanne' if i % 7 > 3 else 'Fichte'}\n" for i in range(1, 31)) + "31;;2;Tanne\n"


def what_was_read_is_shown_corrected_and_only_then_used(lab, page):
    page.locator(".nbnn-csv").wait_for(state="hidden")
    open_file(lab, page, "wald.csv", GERMAN.encode("cp1252"))
    card_says(page, "30 examples, 3 features, 2 classes. Left out: 3 rows.")
    assert {name: page.get_by_label(name).input_value() for name in ("Columns separated by", "Decimal separator", "First row is",
             "Label column")} == {
        "Columns separated by": ";", "Decimal separator": ",", "First row is": "names", "Label column": "Art"}
    rows = page.locator(".nbnn-csv tbody tr")
    assert rows.nth(1).locator("td").all_inner_texts() == ["1", "1.5", "1.25", "Fichte"]
    card = page.locator(".nbnn-csv").inner_text()
    for words in ("Row 1: a line above the table.", "Row 3: looks like the units", "Row 34: 'Länge' is missing.",
             "Windows-1252. Are these words right: Länge"):
        assert words in card
    press(page, "Leave out 'nr'")
    card_says(page, "30 examples, 2 features, 2 classes. Left out: 3 rows and 1 column.")
    page.get_by_label("Columns separated by").focus()
    page.get_by_label("Columns separated by").select_option(",")
    card_says(page, "cannot be used as it was read")
    assert page.get_by_role("button", name="Use this data").is_disabled()
    page.get_by_label("Columns separated by").select_option(";")
    card_says(page, "30 examples, 3 features")
    assert page.get_by_label("Columns separated by").evaluate("select => select === document.activeElement"), "a menu keeps the focus"
    page.get_by_label("Label column").select_option("nr")
    page.locator(".nbnn-csv-questions").filter(has_text="different value in each").wait_for()
    page.get_by_label("Label column").select_option("Art")
    press(page, "Leave out 'nr'")
    card_says(page, "30 examples, 2 features")
    assert page.get_by_role("heading", name="Decision boundary over height and width").count() == 1, "nothing has changed until now"
    press(page, "Use this data")
    page.get_by_role("heading", name="Decision boundary over Länge and Breite").wait_for()
    page.locator(".nbnn-csv").wait_for(state="hidden")
    code = lab.evaluate_in_kernel("print(lab.python().splitlines()[2])")
    assert code == "data = nbnn.Dataset.from_csv('wald.csv', label='Art', delimiter=';', decimal=',', encoding='cp1252', leave_out=('nr',))"


def test_a_file_that_is_none_is_told_below_its_button_and_a_card_can_be_canceled(new_lab):
    lab = new_lab(390, 844)
    page = opened(lab)
    press(page, "Files")
    (lab.folder / "sheet.xlsx").write_bytes(b"PK\x03\x04 xl/workbook.xml")
    choose(lab, page, "Open a CSV file", lab.folder / "sheet.xlsx")
    told_wrong = page.locator(".nbnn-pg-files [role=alert]").filter(has_text="save the sheet as CSV")
    told_wrong.wait_for()
    markup = "<b>a</b>,<img src=x onerror=alert(1)>,z\n1,2,<i>p</i>\n2,5,q\n5,7,<i>p</i>\n4,1,q\n"
    open_file(lab, page, "markup.csv", markup.encode())
    told_wrong.wait_for(state="hidden")  # it goes away when it is right
    assert page.locator(".nbnn-csv img, .nbnn-csv i, .nbnn-csv b").count() == 0 and "<i>p</i>" in page.locator(".nbnn-csv").inner_text()
    assert lab.page.evaluate("document.activeElement.textContent") == "What was read from markup.csv"
    lab.readable_in_both_themes()
    press(page, "Cancel")
    page.locator(".nbnn-csv").wait_for(state="hidden")
    assert lab.page.evaluate("document.activeElement.textContent") == "Open a CSV file"
    assert page.get_by_role("heading", name="Decision boundary over x₁ and x₂").count() == 1


def test_digits_train_here_with_the_wrong_ones_shown_and_a_large_layer_tells_one_unit_after_another(lab):
    page = opened(lab, "import nbnn\nlab = nbnn.labs.Playground('digits', hidden=(32,), epochs=2)\nlab")
    made, history = trained(data="digits", hidden=(32,), epochs=2)
    a_large_layer_tells_its_span_and_one_unit_after_another(page, made.network.weights[0])
    press(page, "Play")
    told(page, "Epoch 2 of 2")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    lab.settle()
    assert page.locator(".nbnn-pg-confusion tbody tr").count() == 10
    wrong = nbnn.measures.confusion(history.last, made.validation).misclassified
    labels, taken = made.validation.z, history.last.predict(made.validation.x)
    shown = page.locator(".nbnn-pg-wrong figcaption").all_inner_texts()
    assert shown == [f"{labels[n] - 1} → {taken[n] - 1}" for n in wrong[:18]]
    assert not page.locator(".nbnn-pg-plane-card").is_visible()
    assert not lab.errors and lab.violations() == []


def a_large_layer_tells_its_span_and_one_unit_after_another(page, W1):
    page.locator(".nbnn-pg-weights summary").click()
    first = page.locator(".nbnn-pg-layer").first
    first.get_by_text(f"W⁽¹⁾: 32 × 65, from {format_number(W1.min())} to {format_number(W1.max())}.").wait_for()
    first.get_by_label("Weights into unit").select_option("a₁₂")
    first.locator("td").first.filter(has_text=format_number(W1[11, 0])).wait_for()
    assert first.locator("td").all_inner_texts() == [format_number(w) for w in W1[11]]
    assert first.get_by_role("rowheader").last.inner_text() == "from 1"


def test_it_is_readable_in_both_themes_and_fits_at_every_width(new_lab):
    lab = new_lab(width=360)
    page = opened(lab)
    for fold in ("More settings", "Files", "Python"):
        press(page, fold)
    lab.settle()
    assert lab.overflowing() == [] == lab.violations()
    lab.theme("Dark")
    for width in (768, 1280):  # no color depends on the width: the narrow one was seen
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.settle()
        assert lab.overflowing() == [] == lab.violations(rules=SEEN), width
    assert lab.page.evaluate("document.body.dataset.jpThemeLight") == "false"


def test_the_weights_are_told_in_numbers_at_every_moment_and_its_keys_are_those_of_every_lab(lab):
    page = opened(lab)
    made, history = trained()
    page.get_by_text("Weights: W⁽¹⁾, W⁽²⁾, w⁽³⁾").focus()
    lab.page.keyboard.press("Space")
    numbers_are(page, made.network)
    assert page.get_by_role("columnheader", name="from x₂").is_visible()
    assert page.get_by_role("table", name="W⁽²⁾: 2 × 5").get_by_role("rowheader").all_inner_texts() == ["into a⁽²⁾₁", "into a⁽²⁾₂"]
    told(page, "Before training")
    its_keys_are_those_of_every_lab(lab, page)
    page.get_by_role("button", name="Play", exact=True).wait_for()
    numbers_are(page, history.last)
    page.get_by_label("Epoch", exact=True).fill("1")
    told(page, "Epoch 1 of")
    step_update(page)
    told(page, "update 1 of")
    numbers_are(page, history.start.with_theta(next(iter(history.replay(1))).after))
    press(page, "Files")
    numbers_are(page, history.start.with_theta(next(iter(history.replay(1))).after))
    assert lab.violations() == [] and not lab.errors


def its_keys_are_those_of_every_lab(lab, page):
    """The last of them plays, and with it trains, to the end."""
    page.focus()
    for key, words in [("ArrowRight", "Epoch 1 of"), ("ArrowRight", "Epoch 2 of"), ("ArrowLeft", "Epoch 1 of"),
                       ("PageDown", "Epoch 2, update 1 of"), ("Shift+ArrowRight", "Epoch 2, update 2 of"),
                       ("PageUp", "Epoch 2, update 1 of"), ("Home", "Before training"), ("End", "Epoch 2 of")]:
        lab.page.keyboard.press(key)
        told(page, words)
    lab.page.keyboard.press("Space")
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    told(page, f"Epoch {EPOCHS} of")


def numbers_are(page, network):
    """Wait until the tables hold the network's weights: they are made anew with what stands around them."""
    from playwright.sync_api import expect
    expected = [format_number(w) for w in network.theta]
    expect(page.locator(".nbnn-pg-layer tbody td")).to_have_text(expected)


LONG = f"{ENDLESS_TRAINING}\nimport nbnn\nlab = nbnn.labs.Playground(epochs=5000)\nlab"
MORE = "([range, before]) => Number(range.max) > before"


def test_training_goes_on_while_one_looks_elsewhere_and_stops_when_asked(lab):
    page = opened(lab, LONG)
    range = page.get_by_label("Epoch", exact=True)
    press(page, "Play")
    told(page, re.compile(r"Epoch \d+ of 5000"))
    page.get_by_role("button", name="Stop training").and_(lab.page.locator(":enabled")).wait_for()
    range.fill("1")
    shown = told(page, "Epoch 1 of 5000")
    page.get_by_role("button", name="Play", exact=True).wait_for()  # scrubbing pauses, and the training goes on
    lab.page.wait_for_function(MORE, arg=[range.element_handle(), int(range.get_attribute("max"))])
    assert told(page, "Epoch 1 of 5000") == shown
    press(page, "Step")
    told(page, "Epoch 2 of 5000")
    page.focus()
    lab.page.keyboard.press("End")
    press(page, "Stop training")
    page.get_by_role("button", name="Stop training").and_(lab.page.locator(":disabled")).wait_for()
    lab.page.keyboard.press("End")
    made = int(range.get_attribute("max"))
    assert "Training ended: it was stopped after" in told(page, f"Epoch {made} of 5000")
    press(page, "Step")  # one epoch more, computed now
    told(page, f"Epoch {made + 1} of 5000")
    assert not lab.errors


def test_an_update_that_has_not_been_made_is_made_and_updates_can_be_played(lab):
    page = opened(lab)
    made, history = trained()
    step_update(page)
    assert told(page, "update 1 of 14") == recording.inside(history, 0).sentences[1]
    page.get_by_text("Ringed: the 10 examples of this update.").wait_for()
    assert page.locator(".nbnn-count").inner_text() == f"0 / {EPOCHS}"
    page.get_by_label("Speed").select_option("4")
    press(page, "Play")
    told(page, re.compile(r"Epoch [2-9], update"))
    lab.pause(page)
    page.focus()
    lab.page.keyboard.press("Home")
    assert told(page, "Before training") == explain.sentence(made, history, 0)
    assert not lab.errors


def test_a_page_that_is_opened_again_gets_all_epochs(lab):
    page = opened(lab)
    made, history = trained()
    page.get_by_label("Speed").select_option("16")
    press(page, "Play")
    told(page, f"Epoch {EPOCHS} of")
    page.get_by_label("Epoch", exact=True).fill("15")
    told(page, "Epoch 15 of")
    lab.settle()  # told to Python
    lab.menu("File", "Save Notebook")
    lab.page.locator(".lm-TabBar-tab.jp-mod-dirty").wait_for(state="detached")
    lab.page.goto(f"{lab.address}/doc/tree/lab.ipynb")
    page = lab.page.locator(".nbnn-lab").first
    assert told(page, "Epoch 15 of") == explain.sentence(made, history, 15)
    assert page.get_by_label("Epoch", exact=True).get_attribute("max") == str(EPOCHS)
    press(page, "Step")
    assert told(page, "Epoch 16 of") == explain.sentence(made, history, 16)
    lab.drawn()
    assert page.locator(".nbnn-pg-train").get_attribute("d").count("L") == EPOCHS
