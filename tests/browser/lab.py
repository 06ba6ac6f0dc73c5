"""One notebook in one tab of JupyterLab, and the few moves that a browser test is made of."""

import json
import re
import struct
from pathlib import Path

from tests.browser.jupyter import write

PATIENCE = 180_000  # ms for what is awaited: it ends what hangs, on however busy a machine
LATER = "ms => new Promise(done => setTimeout(done, ms))"
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# After moves in one frame after another the views are drawn in turn, one in each frame: by then every one has been.
DRAWN = """async () => {
    for (let k = document.querySelectorAll(".nbnn-card").length + 3; k; k -= 1) await new Promise(requestAnimationFrame);
}"""
# Past this place it pauses in the same frame: nothing runs on to its end while the test looks.
PAST = """([root, place]) => {
    const range = root.querySelector(".nbnn-scrubber"), past = Number(range.value) > place || range.value === range.max;
    if (past) root.querySelector("button[aria-label=Pause]")?.click();
    return past;
}"""
# It moves, at once, to where it is: the page tells Python where that is.
MOVE_TO_WHERE_IT_IS = """root => {
    const range = root.querySelector(".nbnn-scrubber"), moves = range.value === range.max ? ["Back", "Last"] : ["Play", "Pause"];
    for (const name of moves) root.querySelector(`button[aria-label=${name}]`).click();
}"""
CLOSE = "() => { for (const opened of [...window.jupyterapp.shell.widgets('main')]) opened.dispose(); }"
TIDY = """() => {
    for (const dialog of [...document.querySelectorAll(".jp-Dialog .jp-mod-reject")]) dialog.click();
    window.getSelection().removeAllRanges();
    delete document.documentElement.dataset.nbnnRest;
    globalThis.nbnnDrafts?.clear();
}"""
# Asked once and awaited in the page: Playwright would look through all of JupyterLab again and again, which took a fifth of an opening.
READY = """async ([patience, look]) => {
    for (let waited = 0; waited < patience; waited += look) {
        const panel = window.jupyterapp?.shell.currentWidget, asked = document.querySelector(".jp-Dialog .jp-mod-accept");
        asked?.click();
        if (!asked && panel?.node.querySelector(".jp-Notebook .jp-Cell") && panel.sessionContext.kernelDisplayStatus === "idle") return;
        await new Promise(done => setTimeout(done, look));
    }
    throw new Error(`no idle kernel: ${window.jupyterapp?.shell.currentWidget?.sessionContext?.kernelDisplayStatus}`);
}"""
LOOK = 20  # ms between two looks of it
RUN_INSTEAD = """async code => {
    const { commands, shell } = window.jupyterapp, { content } = shell.currentWidget;
    content.activeCellIndex = 0;
    content.activeCell.model.outputs.clear();
    content.activeCell.model.sharedModel.setSource(code);
    await commands.execute("notebook:run-cell");
}"""
EXECUTE = """async code => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    const future = kernel.requestExecute({ code, store_history: false });
    let printed = "";
    future.onIOPub = ({ header, content }) => { if (header.msg_type === "stream") printed += content.text; };
    const { content } = await future.done;
    return [printed, content.status === "ok" ? "" : `${content.ename}: ${content.evalue}`];
}"""
# JupyterLab's body has no height and hides what is beyond it: axe would take all that is in it for hidden, and look at no color.
VIOLATIONS = """async ([within, rules]) => {
    const frames = [document.body, ...document.querySelectorAll(".jp-LabShell")];
    for (const { style } of frames) style.overflow = "visible";
    const { violations } = await axe.run(within, { resultTypes: ["violations"], ...rules && { runOnly: rules } });
    for (const { style } of frames) style.overflow = "";
    return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html.slice(0, 160)]));
}"""
# What another theme, and another width, may break: axe's other rules look at names and roles, which are the same there.
SEEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
#: Errors of JupyterLab's own: its search looks at a cell that is just coming into view; a notebook that is closed gets the focus; one
#: that has left the page watches, a frame after its cells have changed, which of them are in view; one is closed while a comm of its kernel
#: still waits for the subshell that JupyterLab has asked for, or while JupyterLab itself is about to ask its kernel for something.
JUPYTERLABS = re.compile(r"CodeMirrorEditor already set\.$|Error: Canceled future for create_subshell_request |"
                         r"Error: Kernel connection is disposed\n(?![\s\S]*nbnn)|"
                         r"TypeError: .*\((?:reading 'footer'\)\n +at \w+\._ensureFocus \(|reading 'observe'\)\n +at )\S+/static/lab/")
#: What anywidget says of a widget that was not there within two seconds, as on a busy machine: nbnn's hear Python all the same.
GIVEN_UP = "[anywidget] Failed to initialize model."
#: jupyter_server lists kernels (GET api/kernels, which JupyterLab asks for now and then) and fails where one is just being started.
LISTS_A_KERNEL_THAT_STARTS = re.compile(r"Failed to load resource: \D+ 500 .*/api/kernels\?\d+$")
#: What JupyterLab's widgets say where a notebook shows one that they have not got from Python.
LOST = re.compile(r"Error: widget model not found\n.*\.renderModel ", re.DOTALL)
# What is there first after the page was loaded again: a lab, or JupyterLab's word that it has lost it.
CAME_BACK = """() => document.querySelector(".nbnn-lab") ? "a lab" :
    [...document.querySelectorAll(".jp-OutputArea .jupyter-widgets")].map(each => each.textContent)
        .find(words => words.endsWith("model not found"))"""
SHOWN = """() => {
    const { content, sessionContext } = window.jupyterapp.shell.currentWidget, { handleComms, status } = sessionContext.session.kernel;
    const outputs = [...content.model.cells].flatMap(cell => cell.outputs?.toJSON() ?? []);
    const ids = outputs.map(output => output.data?.["application/vnd.jupyter.widget-view+json"]?.model_id).filter(Boolean);
    return [ids, { handleComms, status }];
}"""
# A cell after which no training ends by itself while a test lasts, on however fast a machine: its first epochs are as fast as ever.
ENDLESS_TRAINING = """import time
from nbnn.core.training.training import Training
advance = Training.advance

def advance_slowly(training, *given):
    if training.epochs_made > 50:
        time.sleep(0.5)
    return advance(training, *given)

Training.advance = advance_slowly"""
REST = 450  # ms: longer than a lab waits before it tells Python where it is (250) and what is typed (400)


class Lab:
    """One notebook in one tab, and what was sent to its kernel."""

    def __init__(self, page, address: str, folder: Path):
        self.page, self.address, self.folder = page, address, folder
        page.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.given_up = 0  # on how many widgets anywidget has given up
        self.sent: list[str] = []  # what the page's comm messages hold, as JSON, newest last
        self._asked: set[str] = set()  # messages that Python has not yet done with
        self._started = page.evaluate("() => 'jupyterapp' in window")
        self._heard = {"pageerror": self._hear_thrown,
                       "console": lambda message: self._hear(said_in_console(message)) if message.type == "error" else None,
                       "websocket": self._listen, "domcontentloaded": self._loaded}
        for event, listener in self._heard.items():
            page.on(event, listener)

    def _hear(self, error: str) -> None:
        if error == GIVEN_UP:
            self.given_up += 1
        elif not JUPYTERLABS.match(error) and not LISTS_A_KERNEL_THAT_STARTS.match(error):
            self.errors.append(error)

    def _hear_thrown(self, error) -> None:
        if not JUPYTERLABS.match(error.stack or ""):
            self._hear(str(error))

    def forget(self) -> None:
        """Listen no longer."""
        for event, listener in self._heard.items():
            self.page.remove_listener(event, listener)

    def _loaded(self, _page) -> None:
        self._started = True

    def in_documents(self) -> bool:
        """Is the page JupyterLab's for single documents, as it was started, or started again with the same address?"""
        return "/doc/tree/" in self.page.url and self.page.evaluate("() => 'jupyterapp' in window")

    def _listen(self, socket) -> None:
        if socket.url.partition("?")[0].endswith("/channels"):  # a kernel's
            socket.on("framesent", self._frame_sent)
            socket.on("framereceived", self._frame_received)
            socket.on("close", lambda _: self._asked.clear())

    def _frame_sent(self, payload) -> None:
        message = Message(payload)
        if message.kind in ("comm_msg", "execute_request"):
            self._asked.add(message.id)
        if message.kind == "comm_msg":
            self.sent.append(message.content)

    def _frame_received(self, payload) -> None:
        message = Message(payload)
        if message.kind == "status" and json.loads(message.content)["execution_state"] == "idle":
            self._asked.discard(message.answers)

    def open(self, *cells: str, name: str = "lab.ipynb", run: bool = True):
        """A new notebook of these code cells, every one of them run."""
        write(self.folder / name, cells)
        return self.open_file(name, run)

    def open_file(self, name: str, run: bool = True):
        if self._started:
            self.page.evaluate(CLOSE)
            self.command("docmanager:open", path=name, factory="Notebook")
        else:
            self.page.goto(f"{self.address}/doc/tree/{name}?reset")
        self.choose_kernel()
        if run:
            self.run_all()
        return self

    def run_instead(self, code: str) -> None:
        """Run this code in the place of what is in the notebook's first cell, and wait for the first lab that it shows.

        The kernel stays, so its names do; the lab that the cell has shown is closed, as whenever a cell is run again. A notebook of
        its own takes a second more.
        """
        self.page.evaluate(RUN_INSTEAD, code)
        self.page.locator(".nbnn-lab").first.wait_for(state="attached")

    def command(self, name: str, **arguments) -> None:
        """One of JupyterLab's commands, without its menu."""
        self.page.evaluate("([name, given]) => { window.jupyterapp.commands.execute(name, given); }", [name, arguments])

    def reload(self) -> None:
        """Load the page again; Python, and with it every lab, stays.

        Once in a while JupyterLab then shows no widgets: it takes the notebook's connection to the kernel for a second one, and never
        asks Python for them. Anyone who sees that loads the page again; so does this, provided that Python still has all of them.
        """
        for _ in range(3):
            self.page.reload()
            if self.page.wait_for_function(CAME_BACK).json_value() == "a lab":
                return
            shown, state = self.page.evaluate(SHOWN)
            closed = self.evaluate_in_kernel("from ipywidgets.widgets.widget import _instances; "
                                             f"print(*[each for each in {shown} if each not in _instances])")
            assert closed == "", f"Python has closed what the notebook shows: {closed}"
            self.errors = [error for error in self.errors if not LOST.match(error)]
        raise AssertionError(f"JupyterLab shows no widget, however often the page is loaded again: {state}")

    def theme(self, name: str) -> None:
        """"Light" or "Dark"."""
        self.command("apputils:change-theme", theme=f"JupyterLab {name}")
        self.page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg="true" if name == "Light" else "false")
        self.settle()

    def close(self) -> None:
        """Every document, whatever is in it, and what lies over the page; the mouse and the theme as after a start."""
        self.page.keyboard.press("Escape")
        self.page.mouse.up()
        self.page.evaluate(CLOSE)
        self.page.evaluate(TIDY)
        self.page.mouse.move(0, 0)
        if self.page.evaluate("document.body.dataset.jpThemeLight") != "true":
            self.theme("Light")

    def never_rests(self) -> None:
        """From now on the page does not tell Python where it is, until `rests`: what it sends, it sends for another reason."""
        self.page.evaluate("document.documentElement.dataset.nbnnRest = 1e9")

    def rests(self) -> None:
        """After its next move the page tells Python where it is, as usual."""
        self.page.evaluate("delete document.documentElement.dataset.nbnnRest")

    def settle(self) -> None:
        """Wait until what the page does a moment later is done, Python has done what it was asked, and the page has drawn it.

        The moment is one of the page's own timers, so it is over after theirs, however slow the machine.
        """
        for _ in range(100):
            self.page.evaluate(LATER, REST)
            known = set(self._asked)
            self._until_answered()
            self.page.evaluate(TWO_FRAMES)
            if not known and not self._asked:
                return
        raise TimeoutError("the page goes on asking Python")

    def _until_answered(self) -> None:
        for _ in range(PATIENCE // 20):
            if not self._asked:
                return
            self.page.wait_for_timeout(20)
        raise TimeoutError(f"Python has not answered {len(self._asked)} messages")

    def choose_kernel(self) -> None:
        """Wait for the notebook's cells and an idle kernel; JupyterLab may ask which one first."""
        self.page.evaluate(READY, [PATIENCE, LOOK])

    def idle(self) -> None:
        """Wait until the kernel has done what was asked of it."""
        self.page.locator(".jp-StatusBar-Widget, #jp-main-statusbar").get_by_text("| Idle").first.wait_for()

    def run_all(self) -> None:
        """What Run → Run All Cells does; a menu takes a tenth of a simple test."""
        self.command("notebook:run-all-cells")

    def menu(self, menu: str, item: str):
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        self.page.locator(".lm-Menu-itemLabel", has_text=item).first.click()

    def wait(self, milliseconds: int) -> None:
        """Let this time of the page pass."""
        self.page.evaluate(LATER, milliseconds)

    def stepper(self):
        """The first lab on the page, ready to be used."""
        lab = self.page.locator(".nbnn-lab").first
        lab.locator(".nbnn-status").filter(has_text="Update").wait_for()
        return lab

    def first_lab(self):
        """The first lab on the page, its charts drawn."""
        lab = self.page.locator(".nbnn-lab").first
        lab.locator(".nbnn-moving .bqplot.figure .plotarea_events").first.wait_for(state="attached")
        self.wait(600)  # a figure lays itself out a moment after it is there
        return lab

    def choose(self, lab, name: str, value: str) -> None:
        """Type into one of a lab's fields, as a learner does."""
        field = lab.get_by_role("textbox", name=name, exact=True)
        field.fill(value)
        field.press("Enter")

    def refuses(self, lab, name: str, value: str, words: str) -> None:
        """What is typed is refused in these words right below it; the value before is right again, and nothing is said any more."""
        from playwright.sync_api import expect

        field = lab.get_by_role("textbox", name=name, exact=True)
        before = field.input_value()
        self.choose(lab, name, value)
        message = lab.locator(".nbnn-field-message[role=alert]", has_text=words)
        message.wait_for()
        expect(field).to_have_value(value)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(words), re.IGNORECASE))
        self.right_below(lab, field, message)
        field.fill(before)
        field.press("Enter")
        expect(message).to_have_count(0)
        expect(field).not_to_have_attribute("aria-invalid", "true")

    def right_below(self, lab, field, message) -> None:
        """The message stands directly under its field, within the lab, and touches the field's own columns."""
        at, said, room = (each.bounding_box() for each in (field, message.locator("span"), lab))
        assert 0 <= said["y"] - at["y"] - at["height"] <= 60, (at, said)
        assert said["x"] <= at["x"] + at["width"] and said["x"] + said["width"] >= at["x"], (at, said)
        assert room["x"] - 1 <= said["x"] and said["x"] + said["width"] <= room["x"] + room["width"] + 1, (room, said)

    def plays_without_asking(self, lab, past: int = 5) -> None:
        """Play from where it is, fast, until the scrubber is past this place, or at its end, and pause it: no message has been sent.

        Then Python is told where it is.
        """
        lab.get_by_label("Speed").first.select_option("16")
        self.settle()
        before = len(self.sent)
        self.never_rests()
        lab.get_by_role("button", name="Play", exact=True).click()
        root = lab.element_handle()
        self.page.wait_for_function(PAST, arg=[root, past])
        self.drawn()
        assert self.sent[before:] == [], "playing asks nothing"
        self.rests()
        root.evaluate(MOVE_TO_WHERE_IT_IS)

    def pause(self, lab) -> None:
        """Pause what plays; at its end it has paused by itself, and the button would play again."""
        lab.evaluate("root => root.querySelector('button[aria-label=Pause]')?.click()")

    def drawn(self) -> None:
        """Wait until every view has been drawn: of moves in one frame after another each is drawn when it is its turn."""
        self.page.evaluate(DRAWN)

    def readable_in_both_themes(self, labs: int = 1) -> None:
        """So many labs as they are opened, narrow and light; then wide and dark: nothing that axe finds, and nothing wider than its lab."""
        self.page.locator(".nbnn-lab").nth(labs - 1).wait_for(state="attached")
        self._each_is_readable(labs)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.theme("Dark")
        self._each_is_readable(labs, SEEN)

    def _each_is_readable(self, labs: int, rules: list[str] | None = None) -> None:
        for each in self.page.locator(".nbnn-lab").all():
            if labs > 1:
                each.scroll_into_view_if_needed()  # what is out of sight is not drawn
                self.settle()
            each.evaluate("lab => { lab.dataset.seen = ''; }")
            assert self.violations("[data-seen]", rules) == [] == self.overflowing(each)
            each.evaluate("lab => { delete lab.dataset.seen; }")

    def violations(self, within: str = ".nbnn-lab", rules: list[str] | None = None) -> list[list[str]]:
        """What axe-core's rules, all or these, find seriously wrong within the labs: contrast, names, roles."""
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.page.evaluate("() => 'axe' in window"):  # half a megabyte to read, once a page
            self.page.evaluate(AXE_SCRIPT)
        return self.page.evaluate(VIOLATIONS, [within, rules])

    def overflowing(self, lab=None) -> list[str]:
        """The classes of what is wider than the lab, the first one on the page if none is given."""
        return (lab or self.page.locator(".nbnn-lab").first).evaluate("""root => {
            const right = root.getBoundingClientRect().right + 1;
            return [...root.querySelectorAll('.nbnn-card, .nbnn-bar > *, .nbnn-controls > *')]
                .filter(each => each.offsetWidth && each.getBoundingClientRect().right > right).map(each => each.className);
        }""")

    def evaluate_in_kernel(self, code: str) -> str:
        """The text that this code prints in the notebook's kernel."""
        printed, error = self.page.evaluate(EXECUTE, code)
        assert not error, error
        return printed.strip()


def said_in_console(message) -> str:
    """What a message of the console says; of what could not be loaded, also which address that was."""
    address = f" {message.location['url']}" if message.text.startswith("Failed to load resource") else ""
    return f"{message.text}{address}"


class Message:
    """One frame between JupyterLab and a kernel (v1.kernel.websocket.jupyter.org): its type, its id, the id of the message that it
    answers, and its content as JSON."""

    def __init__(self, payload: str | bytes):
        if isinstance(payload, str):
            parts = json.loads(payload)
            header, parent, self.content = parts["header"], parts["parent_header"], json.dumps(parts["content"])
        else:
            count = struct.unpack_from("<Q", payload)[0]
            ends = struct.unpack_from(f"<{count}Q", payload, 8)
            header, parent, _, content = (payload[ends[k]:ends[k + 1]] for k in (1, 2, 3, 4))
            header, parent, self.content = json.loads(header), json.loads(parent), content.decode("utf-8")
        self.kind, self.id, self.answers = header["msg_type"], header["msg_id"], parent.get("msg_id", "")
