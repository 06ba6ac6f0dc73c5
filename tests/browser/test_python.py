"""Every lab with its kernel restarted, interrupted, busy, or out of reach: the page says so, and goes on with what it can do alone."""

import re

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from tests.browser.lab import ENDLESS_TRAINING, EXECUTE, REST
from tests.labs.every_lab import examples, lab_classes

pytestmark = pytest.mark.browser

GROUPS = [examples()[k::4] for k in range(4)]  # several labs in a notebook: a browser test is slow to begin
AGAIN = {kind.examples[0] for kind in lab_classes()}  # run again after a restart: a lab of each kind, in one or other of the groups
RESTARTED, LOST, BUSY = "Python has been restarted: run this cell again.", "The connection to Python is lost.", "Python is busy:"
UNANSWERED = re.compile(r"Canceled future for \w+_request")  # JupyterLab's own, of what it asked while the connection was lost
ENDLESS = """import threading, nbnn
nbnn.exercises.kinds.limits.SECONDS = 600
begun = threading.Event()
def f(y, z):
    print("y is", y)
    begun.set()
    while f.on:
        pass
f.on = True
nbnn.labs.Exercise("hinge_derivative", f)"""
GOOD = 'nbnn.labs.Exercise("hinge_derivative", lambda y, z: print("y is", y) or (-z if y * z < 1 else 0))'
ALONE = (".nbnn-handle:not([data-asks]), .nbnn-answers *, .nbnn-bar *, .nbnn-board *, .nbnn-derivation *, .nbnn-asked-form *, "
         ".nbnn-pg-unit, .nbnn-prediction *, .nbnn-hidden-choices *, details *")
ASKING = ":is(.widget-inline-hbox, .jupyter-button, [data-asks]):visible"

# What could be used in a lab, and is neither switched off nor something that the page does alone.
USABLE = """(lab, alone) => [...lab.querySelectorAll('button, input, select, textarea, [role=slider]')]
    .filter(each => each.getClientRects().length && !each.disabled && !each.closest('[inert]')
        && each.getAttribute('aria-disabled') !== 'true' && !each.matches(alone))
    .map(each => each.outerHTML.slice(0, 120))"""

# Run these cells, one after another; what they show is there.
RUN = """async numbers => {
    const { commands, shell } = window.jupyterapp, { content } = shell.currentWidget;
    for (const number of numbers) {
        content.activeCellIndex = number;
        await commands.execute("notebook:run-cell");
    }
}"""
LOOK = 100  # ms between two looks at whether all labs are there: what is looked for lays the page out


def opened(lab, lines):
    lab.open(*("import nbnn\n" + line for line in lines))
    return there(lab, len(lines))


def there(lab, count: int):
    """The labs on the page, once each of them is."""
    page = lab.page
    page.wait_for_function("""n => { const labs = document.querySelectorAll('.nbnn-lab');
        return labs.length === n && [...labs].every(lab => lab.querySelector('.nbnn-status, .nbnn-exercise-bar')); }""",
                           arg=count, polling=LOOK)
    page.wait_for_function("""() => [...document.querySelectorAll('.nbnn-data, .nbnn-loss, .nbnn-moving')]
        .every(card => !card.checkVisibility() || card.querySelector('.bqplot.figure .plotarea_events'))""", polling=LOOK)
    lab.settle()
    return [page.locator(".nbnn-lab").nth(k) for k in range(count)]


def restart(lab) -> None:
    lab.menu("Kernel", "Restart Kernel…")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()


def says(root, words: str) -> None:
    if root.locator(ASKING).count():  # beside what cannot be used; a lab that only shows something has nothing of the kind
        root.locator(".nbnn-python", has_text=words).first.wait_for()
    root.locator(".nbnn-python-said[role=status]", has_text=words).wait_for(state="attached")


def says_nothing(root) -> None:
    root.locator(".nbnn-python").first.wait_for(state="detached")


def moves_alone(lab, root) -> None:
    """Where there is a player, it steps and goes back without asking anybody."""
    step = root.locator(".nbnn-bar .nbnn-step:enabled", has_text="Step")
    if not step.count():
        return
    place = root.locator(".nbnn-bar .nbnn-scrubber").first.element_handle()
    before = place.get_attribute("aria-valuetext")
    step.first.press("Enter")  # by keyboard: words that come just then move what is below them away from the pointer
    lab.page.wait_for_function("([place, before]) => place.getAttribute('aria-valuetext') !== before", arg=[place, before])
    root.get_by_role("button", name="Back", exact=True).first.press("Enter")


def reconnecting(page):
    """The kernel's connection in the hands of the test: `down` closes it and lets no other one be made, `up` does."""
    state = {"up": True, "open": []}

    def route(socket):
        if not state["up"]:
            socket.close()
            return
        state["open"].append(socket)
        socket.connect_to_server()

    def down():
        state["up"] = False
        for socket in state["open"]:
            socket.close()
        state["open"].clear()
    page.route_web_socket(lambda url: "/channels" in url, route)
    return down, lambda: state.update(up=True)


@pytest.mark.long
@pytest.mark.parametrize("lines", GROUPS, ids=range(len(GROUPS)))
def test_a_lost_connection_and_a_restart_are_said_in_every_lab_and_the_rest_goes_on(fresh_lab, lines):
    lab = fresh_lab
    down, up = reconnecting(lab.page)
    labs = opened(lab, lines)
    assert lab.page.locator(".nbnn-python").count() == 0
    down()
    for line, root in zip(lines, labs, strict=True):
        goes_on_alone(lab, root, line, LOST)
    up()
    for root in labs:
        says_nothing(root)
        assert root.locator("[inert], [data-asks][aria-disabled=true]").count() == 0
    lab.errors.clear()  # the browser reports the connection that the test has closed
    restart(lab)
    for line, root in zip(lines, labs, strict=True):
        goes_on_alone(lab, root, line, RESTARTED)
        assert not root.locator(".nbnn-verdict").filter(has_text="Right").count()
    lab.choose_kernel()
    runs_again(lab, lines)
    lab.errors[:] = [error for error in lab.errors if not UNANSWERED.search(error)]


def runs_again(lab, lines) -> None:
    """A lab that is run again knows the new Python."""
    again = [k for k, line in enumerate(lines) if line in AGAIN]
    lab.page.evaluate(RUN, again)
    labs = there(lab, len(lines))
    for k in again:
        assert labs[k].locator(".nbnn-python").count() == 0, lines[k]


def goes_on_alone(lab, root, line: str, words: str) -> None:
    """The lab says so, offers nothing that needs Python, and moves."""
    root.scroll_into_view_if_needed()
    says(root, words)
    assert root.evaluate(USABLE, ALONE) == [], line
    moves_alone(lab, root)


STEPPER = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=60, by="update")
lab"""
HEARD = "async ([execute, code, printed]) => (await (0, eval)(execute)(code))[0] === printed"  # Python has come to this
PLAYGROUND = "trained = nbnn.labs.Playground(epochs=12)\ntrained"


def test_where_one_went_while_the_connection_was_lost_one_stays_and_python_hears_of_it(fresh_lab):
    """When it is back JupyterLab sets all that is on the page to what Python has, which has heard of the first move alone."""
    lab = fresh_lab
    down, up = reconnecting(lab.page)
    lab.open(STEPPER, PLAYGROUND, 'typed = nbnn.labs.Exercise("first_layer")\ntyped')
    stepper, playground, exercise = there(lab, 3)
    box = exercise.locator(".nbnn-answer-box").first
    step, back = (stepper.get_by_role("button", name="Step", exact=True), playground.get_by_role("button", name="Back", exact=True))
    place, epoch = (root.locator(".nbnn-player [role=status]").first for root in (stepper, playground))
    playground.get_by_role("button", name="Play", exact=True).click()
    expect(epoch).to_contain_text("Epoch 12 of 12")
    lab.settle()
    down()
    says(stepper, LOST)
    step.click()
    box.fill("1")
    lab.wait(REST)
    step.click()
    step.click()
    box.fill("12")
    lab.wait(REST)
    up()
    for root in (stepper, playground, exercise):
        says_nothing(root)
    lab.page.wait_for_function(HEARD, arg=[EXECUTE, "print(lab.player.index)", "2\n"], polling=200)
    lab.settle()
    expect(place).to_contain_text("Update 2")
    expect(box).to_have_value("12")
    back.click()
    expect(epoch).to_contain_text("Epoch 11 of 12")
    expect(playground.locator(".nbnn-scrubber")).to_have_attribute("max", "12")  # what it had grown by is still there
    lab.errors.clear()  # the browser reports the connection that the test has closed


def check(root) -> None:
    root.get_by_role("button", name="Check", exact=True).click()


def test_an_endless_check_ends_and_a_verdict_goes_with_the_python_that_gave_it(lab):
    """One after another in one notebook: to open it takes longer than each of them."""
    lab.open(ENDLESS, GOOD, 'nbnn.labs.Exercise("first_layer")')
    endless, good, typed = there(lab, 3)
    an_endless_check_ends_by_itself(lab, endless)
    an_endless_check_is_interrupted_and_nothing_else_is_lost(lab, endless, good)
    a_verdict_goes_with_the_python_that_gave_it(lab, good, typed)


def an_endless_check_is_interrupted_and_nothing_else_is_lost(lab, endless, good) -> None:
    lab.evaluate_in_kernel("begun.clear()")
    check(endless)
    says(endless, BUSY)
    lab.evaluate_in_kernel("begun.wait()")  # an interrupt that comes before what it should end reaches nobody
    good.get_by_role("button", name="Hint", exact=False).click()
    assert good.locator("[aria-disabled=true]").count() == 0, "it will be answered"
    lab.evaluate_in_kernel("")
    assert good.locator(".nbnn-exercise-hints li").count() == 0, "messages are answered in order, even while another thread is free"
    lab.menu("Kernel", "Interrupt Kernel")
    endless.locator(".nbnn-verdict", has_text="Interrupted: what you asked for was not finished.").wait_for()
    good.locator(".nbnn-exercise-hints li").first.wait_for()
    says_nothing(good)
    check(good)
    good.locator(".nbnn-verdict", has_text="Right").wait_for()
    assert "y is" in good.locator(".nbnn-printed").inner_text()
    assert lab.evaluate_in_kernel("print(6 * 7)") == "42"


def an_endless_check_ends_by_itself(lab, root) -> None:
    limit = "nbnn.exercises.kinds.limits.SECONDS = {}".format
    lab.evaluate_in_kernel(limit(0.2))
    before = root.locator(".nbnn-standing").inner_text()
    check(root)
    root.locator(".nbnn-verdict", has_text="did not return within 0.2 s. It was stopped.").wait_for()
    assert root.locator(".nbnn-standing").inner_text() == before, "it is no try"
    lab.evaluate_in_kernel(limit(600))


def a_verdict_goes_with_the_python_that_gave_it(lab, coded, typed) -> None:
    check(coded)
    coded.locator(".nbnn-verdict", has_text="Right").wait_for()
    boxes = typed.locator(".nbnn-answers input")
    boxes.first.fill("1")
    check(typed)
    typed.locator(".nbnn-verdict[data-verdict]").filter(has_text=".").wait_for()
    boxes.first.fill("2")
    typed.locator(".nbnn-verdict", has_text="About your answer before:").wait_for()
    restart(lab)
    for root in (coded, typed):
        says(root, RESTARTED)
        assert root.locator(".nbnn-verdict").inner_text() == ""
    boxes.first.press("Enter")
    assert boxes.first.input_value() == "2" and typed.locator(".nbnn-verdict").inner_text() == ""
    lab.choose_kernel()  # it is there again before the test takes it away


def test_an_interrupt_ends_a_training_and_it_goes_on_with_play(lab):
    lab.open(f"{ENDLESS_TRAINING}\nimport nbnn\nnbnn.labs.Playground(epochs=5000)")
    [root] = there(lab, 1)
    play = root.get_by_role("button", name="Play", exact=True)
    play.click()
    root.get_by_role("button", name="Stop training").and_(lab.page.locator(":enabled")).wait_for()
    lab.menu("Kernel", "Interrupt Kernel")
    root.get_by_text("it was stopped by an interrupt after").first.wait_for()
    assert lab.evaluate_in_kernel("print(6 * 7)") == "42"
