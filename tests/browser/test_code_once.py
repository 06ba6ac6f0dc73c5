"""The code of all views comes to a page once, whatever happens to the page, the kernel and the notebook afterwards."""

import json
import re
import urllib.request

import pytest

from tests.browser.jupyter import Words, end_kernels, write
from tests.patience import HANGS

pytestmark = pytest.mark.browser

FORGET = """() => {
    for (const sheet of document.querySelectorAll('style[data-nbnn]')) sheet.remove();
    delete globalThis[Symbol.for('nbnn.code')];
}"""


@pytest.fixture
def lab(fresh_lab):
    """In a page of its own: what it has loaded is counted."""
    return fresh_lab


@pytest.fixture
def used(new_lab):
    """The tab that is there, without the code that was brought into it: it comes anew."""
    found = new_lab()
    found.page.evaluate(FORGET)
    return found


STEPPER = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), loss=nbnn.hinge, steps=60)
lab"""
EXERCISE = 'nbnn.labs.Exercise("first_layer")'
NOT_YET, ANOTHER = "not computed yet", "is still to come"  # words of the board, and of that of another version
OTHER_VERSION = f"""from nbnn.views.code import source
changed = source.bundle().replace(b"{NOT_YET}", b"{ANOTHER}")
assert changed != source.bundle()
source.packed = lambda: ("another version.", source.gzip.compress(changed))
"""
COUNTED = """() => [document.querySelectorAll('style[data-nbnn]').length, globalThis[Symbol.for('nbnn.code')].size]"""


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def steps(root) -> None:
    """Step moves the lab, and its board and sentence with it."""
    said = root.locator(".nbnn-player [role=status]")
    expect(said).to_contain_text("line 1 of 11")
    root.locator(".nbnn-step").click()
    expect(said).to_contain_text("line 2 of 11")
    expect(root.locator(".nbnn-board [aria-current=step]")).to_contain_text("W")
    root.get_by_role("button", name="Back", exact=True).click()
    expect(said).to_contain_text("line 1 of 11")


def follows_python(lab, root, update: int) -> None:
    """What Python sets comes to the page."""
    assert lab.evaluate_in_kernel(f"lab.player.index = {update}; print({update})") == str(update)
    expect(root.locator(".nbnn-player [role=status]")).to_contain_text(f"Update {update}, ")


def test_one_copy_outlives_reload_restart_and_another_view_of_a_lab(lab):
    page = lab.open(STEPPER, EXERCISE).page
    root = lab.stepper()
    expect(page.locator(".nbnn-exercise-bar")).to_be_visible()
    steps(root)
    assert page.evaluate(COUNTED) == [1, 1]
    root.locator(".nbnn-board h3").click(button="right")
    page.locator(".lm-Menu-itemLabel", has_text="Create New View for").first.click()
    both = page.locator(".nbnn-player [role=status]")
    expect(both).to_have_count(2)
    page.locator(".nbnn-step").nth(1).click()
    for k in range(2):
        expect(both.nth(k)).to_contain_text("line 2 of 11")
    lab.settle()  # Python knows the place
    lab.menu("File", "Save Notebook")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    lab.reload()
    root = lab.stepper()
    expect(root.locator(".nbnn-player [role=status]")).to_contain_text("line 2 of 11")
    root.get_by_role("button", name="Back", exact=True).click()
    steps(root)
    assert page.evaluate(COUNTED) == [1, 1]
    lab.menu("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(root.locator(".nbnn-python").first).to_be_visible()
    lab.idle()
    lab.run_all()
    expect(page.locator(".nbnn-python")).to_have_count(0)
    steps(lab.stepper())
    follows_python(lab, lab.stepper(), 3)
    for words in ("Data", "Controls", "One weight"):  # each of them lays the lab out anew while the one before is drawn
        lab.stepper().get_by_role("button", name=words, exact=True).click()
    expect(page.locator(".nbnn-data .bqplot.figure .plotarea_events")).to_have_count(1)
    assert page.evaluate(COUNTED) == [1, 1], "the restarted Python has sent it again; the page has kept what it had"


def test_stored_with_its_widgets_a_notebook_shows_them_without_its_python(lab):
    lab.open(STEPPER, run=False)
    lab.menu("Settings", "Save Widget State Automatically")
    lab.run_all()
    expect(lab.stepper().locator(".nbnn-board")).to_be_visible()
    lab.idle()
    lab.menu("File", "Save Notebook")
    expect(lab.page.locator(".jp-mod-dirty")).to_have_count(0)
    open_alone(lab)
    steps(lab.stepper())
    expect(lab.page.locator(".nbnn-python").first).to_have_text("Python has been restarted: run this cell again.")
    a_browser_that_cannot_unpack_says_so_and_asks_python_where_there_is_one(lab)


def open_alone(lab) -> None:
    """The notebook that is stored, in a page that has nothing of it from before, and nor has Python."""
    lab.page.goto("about:blank")
    end_kernels(lab.address)
    lab.page.goto(f"{lab.address}/doc/tree/lab.ipynb?reset")
    lab.choose_kernel()


def a_browser_that_cannot_unpack_says_so_and_asks_python_where_there_is_one(lab) -> None:
    lab.page.add_init_script("delete globalThis.DecompressionStream;")
    open_alone(lab)
    expect(lab.page.locator(".nbnn-lab *:visible", has_text="This browser cannot unpack what draws this lab").first).to_be_visible()
    steps(lab.open(STEPPER, EXERCISE, name="asks.ipynb").stepper())
    expect(lab.page.locator(".nbnn-exercise-bar")).to_be_visible()
    follows_python(lab, lab.stepper(), 2)


WAITS_FOR_NOTHING = """() => {
    window.waited = AbortSignal.timeout;
    AbortSignal.timeout = () => {
        const ended = new AbortController();
        queueMicrotask(() => ended.abort());
        return ended.signal;
    };
}"""


def test_a_view_on_which_anywidget_gives_up_hears_python_all_the_same(used):
    """It waits two seconds for a module: here none. What Python says to such a widget would be lost, a lab's recording first of all."""
    lab = used
    lab.open(STEPPER, EXERCISE, "nbnn.labs.Prediction(-0.5)", "nbnn.labs.Playground()", run=False)
    lab.page.evaluate(WAITS_FOR_NOTHING)
    lab.run_all()
    steps(lab.stepper())
    follows_python(lab, lab.stepper(), 4)
    expect(lab.page.get_by_role("button", name="Just show me")).to_be_visible()
    expect(lab.page.locator(".nbnn-exercise .nbnn-exercise-bar")).to_be_visible()
    lab.page.get_by_role("button", name="Check", exact=True).click()
    expect(lab.page.locator(".nbnn-verdict")).to_have_text(re.compile("Not an answer yet"))
    playground = lab.page.locator(".nbnn-lab").last
    playground.get_by_role("button", name="Play", exact=True).click()
    expect(playground.locator(".nbnn-player [role=status]").first).to_contain_text("Epoch 2")
    assert lab.given_up
    lab.page.evaluate("AbortSignal.timeout = window.waited")


def test_a_slow_processor_draws_everything_and_still_hears_python(lab):
    lab.open(STEPPER, EXERCISE, 'nbnn.labs.LossLab()', STEPPER.replace("steps=60", 'steps=60, show="all"'), name="slow.ipynb", run=False)
    throttle = lab.page.context.new_cdp_session(lab.page)
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    lab.run_all()
    page = lab.page
    expect(page.locator(".nbnn-lab")).to_have_count(4)
    expect(page.locator(".nbnn-player [role=status]", has_text="Update")).to_have_count(2)
    expect(page.locator(".nbnn-exercise-bar")).to_be_visible()
    expect(page.locator(".nbnn-card .bqplot.figure .plotarea_events")).to_have_count(4)
    follows_python(lab, page.locator(".nbnn-lab").last, 4)


def run_cell(page, number: int) -> None:
    """Press Control+Enter in this cell until it runs: Notebook 7 lets the keys pass unheard while it starts."""
    cell = page.locator(".jp-CodeCell").nth(number)
    for _ in range(HANGS):
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(1000)
        if cell.locator(".jp-InputArea-prompt").inner_text() != "[ ]:":
            expect(cell.locator(".jp-InputArea-prompt")).to_have_text(re.compile(r"\[\d+\]:"))  # heard twice, it has run twice
            return
    raise TimeoutError(f"cell {number + 1} does not run")


def test_notebook_7_draws_it_too(lab):
    pytest.importorskip("notebook")
    write(lab.folder / "seven.ipynb", [STEPPER, EXERCISE, "nbnn.labs.Prediction(4)", Words("It is four.")])
    page = lab.page
    # on a busy machine Notebook 7 asks which kernel it should be
    page.add_locator_handler(page.locator(".jp-Dialog"), lambda asked: asked.locator(".jp-mod-accept").click())
    page.goto(f"{lab.address}/notebooks/seven.ipynb")
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.wait_for_function("""async () => {
        const sessions = await (await fetch('/api/sessions')).json();
        return sessions.length === 1 && sessions[0].kernel.execution_state === 'idle' && sessions[0].kernel.connections > 0;
    }""", polling=500)
    lab.errors.clear()  # what Notebook says of itself while it starts
    for number in range(3):
        run_cell(page, number)
    told = page.locator(".jp-MarkdownCell", has_text="It is four.").locator("p")
    told.wait_for(state="hidden")
    page.get_by_role("button", name="Just show me", exact=True).click()
    told.wait_for()
    steps(lab.stepper())
    expect(lab.page.locator(".nbnn-exercise .nbnn-exercise-bar")).to_be_visible()
    assert lab.page.evaluate(COUNTED) == [1, 1]


HERE = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def run_here(lab):
    """Run the notebook that is seen; its lab."""
    panel = lab.page.locator(HERE)
    expect(panel).to_have_count(1)
    lab.choose_kernel()
    lab.run_all()
    root = lab.page.locator(f"#{panel.get_attribute('id')} .nbnn-lab")
    root.locator("[role=status]", has_text="Update").wait_for()
    return root


def open_beside(lab, name: str) -> None:
    lab.page.locator(".jp-DirListing-item", has_text=name).dblclick()
    tab(lab, name).and_(lab.page.locator(".lm-mod-current")).wait_for()


def tab(lab, name: str):
    return lab.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=name)


def also_serve(address: str, kernel_of: str, name: str) -> None:
    """Let the notebook `name` be opened with the running Python of another."""
    with urllib.request.urlopen(f"{address}/api/sessions", timeout=HANGS) as answer:
        (kernel,) = [each["kernel"] for each in json.load(answer) if each["path"] == kernel_of]
    asked = json.dumps({"path": name, "name": name, "type": "notebook", "kernel": {"id": kernel["id"]}}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{address}/api/sessions", asked, method="POST"), timeout=HANGS).close()


def test_notebooks_of_two_versions_and_two_of_one_python_share_a_page(lab):
    """Each version draws with its own code; a player shown in two notebooks is moved by both."""
    page, folder = lab.page, lab.folder
    write(folder / "one.ipynb", [STEPPER])
    write(folder / "two.ipynb", [OTHER_VERSION + STEPPER])
    write(folder / "three.ipynb", ["lab"])
    page.goto(f"{lab.address}/lab/tree/one.ipynb?reset")
    one = run_here(lab)
    steps(one)
    also_serve(lab.address, "one.ipynb", "three.ipynb")
    open_beside(lab, "two.ipynb")
    two = run_here(lab)
    steps(two)
    expect(two.locator(".nbnn-board")).to_contain_text(ANOTHER)
    assert page.evaluate(COUNTED) == [2, 2]
    open_beside(lab, "three.ipynb")
    three = run_here(lab)
    three.locator(".nbnn-step").click()
    expect(three.locator(".nbnn-player [role=status]")).to_contain_text("line 2 of 11")
    tab(lab, "three.ipynb").locator(".lm-TabBar-tabCloseIcon").click()
    page.locator(".jp-Dialog .jp-mod-warn").click()
    tab(lab, "one.ipynb").click()
    expect(one.locator(".nbnn-board")).to_contain_text(NOT_YET)
    one.locator(".nbnn-step").click()
    expect(one.locator(".nbnn-board [aria-current=step]")).to_contain_text("ReLU")
