"""Write it down first, in a real JupyterLab: the answer is nowhere on the page until somebody has written something or asks for it."""

import re

import pytest

from tests.browser.jupyter import Words

pytestmark = pytest.mark.browser

NUMBER, MATRIX = -0.12345, [[2.25, 1], [-1, -0.5], [0, 0]]
LINES = (f'nbnn.labs.Prediction({NUMBER}, "What is y?")', f'nbnn.labs.Prediction({MATRIX}, "What is W, row by row?")',
         'nbnn.labs.Prediction("hinge", "Which loss still asks for more?", choices=("hinge", "perceptron"))',
         'nbnn.labs.Prediction((1.5, True), "y, and is it right?", names=("y", "right"))')


@pytest.fixture
def predictions(lab):
    lab.open("import nbnn", *LINES)
    found = lab.page.locator(".nbnn-prediction")
    found.nth(len(LINES) - 1).get_by_role("button", name="Just show me").wait_for()
    return found


def button(root, name):
    return root.get_by_role("button", name=name, exact=True)


def test_what_is_written_stands_beside_what_came(lab, predictions):
    from playwright.sync_api import expect

    number, matrix, choice, several = (predictions.nth(k) for k in range(len(LINES)))
    outputs = lab.page.locator(".jp-OutputArea")
    assert not re.search("0.1234|2.25", " ".join(outputs.evaluate_all("all => all.map(each => each.outerHTML)")))
    expect(button(number, "Show it")).to_be_disabled()
    field = number.get_by_role("textbox", name="What is y?")
    field.fill("about a half")
    field.press("Enter")
    expect(number.get_by_role("alert")).to_contain_text("“about” is not a number")
    expect(field).to_have_value("about a half")
    expect(field).to_have_accessible_description(re.compile("about"))
    field.fill("-0.12")
    expect(number.locator(".nbnn-predicted-wrong")).to_have_text("")
    field.press("Enter")
    expect(number.locator(".nbnn-compared td")).to_have_text(["−0.12✓", "−0.1235"])
    expect(number.locator(".nbnn-prediction-result")).to_be_focused()
    lab.page.locator(".jp-Cell .jp-InputPrompt").nth(1).click()
    old = number.element_handle()
    lab.page.keyboard.press("Control+Enter")
    lab.page.wait_for_function("old => !old.isConnected", arg=old)
    expect(number.locator(".nbnn-compared td")).to_have_count(2)
    button(number, "Cover it again").click()
    expect(field).to_have_value("-0.12")
    matrix.get_by_role("textbox").fill("2.25 1\n-1 0.5\n0 0")
    button(matrix, "Show it").click()
    expect(matrix.locator("[data-same]")).to_have_count(5)
    expect(matrix).to_contain_text("5 of the 6 are as you wrote.")
    choice.get_by_role("radio", name="hinge").focus()
    lab.page.keyboard.press("Space")
    lab.page.keyboard.press("Enter")
    expect(choice.locator("[data-same]")).to_have_text("hinge✓")
    button(several, "Just show me").click()
    expect(several.locator(".nbnn-compared td")).to_have_text(["1.5", "yes"])
    lab.page.set_viewport_size({"width": 420, "height": 900})
    lab.readable_in_both_themes()
    field.fill("-0.1")
    lab.settle()
    lab.menu("File", "Save Notebook")
    lab.settle()
    lab.reload()
    expect(field).to_have_value("-0.1")
    expect(several.locator(".nbnn-compared td")).to_have_text(["1.5", "yes"])
    lab.menu("Kernel", "Restart Kernel…")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    lab.page.locator(".nbnn-python-said", has_text="Python has been restarted").first.wait_for(state="attached")
    button(number, "Show it").click()
    expect(number.locator(".nbnn-compared td")).to_have_text(["-0.1", "−0.1235"])
    expect(number).to_contain_text("Python is not there, so what you wrote is not compared.")
    button(number, "Cover it again").click()
    expect(field).to_have_value("-0.1")
    old = number.element_handle()
    lab.run_all()
    lab.page.wait_for_function("old => !old.isConnected", arg=old)
    expect(field).to_have_value("-0.1")  # typed before the page was loaded and Python restarted


def test_what_is_told_right_below_is_covered_with_the_result(lab):
    from playwright.sync_api import expect

    lab.open("import nbnn\nnbnn.labs.Prediction(4, 'What is 2 + 2?')", Words("It is **4**, with a [source](https://example.org)."),
             Words("This says something else."), "nbnn.labs.Prediction(9, 'What is 3 * 3?')", Words("#### Nine\nSomething else."))
    root, told = lab.page.locator(".nbnn-prediction"), lab.page.locator(".jp-RenderedMarkdown p")
    seen = lambda: [each.is_visible() for each in told.all()]
    covered = "e => getComputedStyle(e.parentElement, '::before').content"
    button(root.nth(1), "Just show me").wait_for()
    expect(told).to_have_count(3)
    assert seen() == [False, True, True]
    assert told.nth(0).evaluate(covered) == '"This part appears once you have seen the result."'
    height = told.nth(0).bounding_box()["height"]
    button(root.nth(0), "Just show me").click()
    expect(told.nth(0)).to_be_visible()
    assert told.nth(0).evaluate(covered) == "none" and told.nth(0).bounding_box()["height"] == height
    button(root.nth(0), "Cover it again").click()
    expect(told.nth(0)).to_be_hidden()
    lab.page.emulate_media(media="print")
    expect(told.nth(0)).to_be_visible()
    lab.page.emulate_media(media="null")
    lab.command("notebook:clear-all-cell-outputs")
    expect(told.nth(0)).to_be_visible()  # nothing is asked
