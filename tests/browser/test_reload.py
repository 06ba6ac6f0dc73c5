"""`Lab` copes with a notebook that JupyterLab opens without its widgets, although Python has them, and with one that leaves the page."""

import pytest

from tests.browser.lab import TWO_FRAMES
from tests.browser.test_code_once import STEPPER

pytestmark = pytest.mark.browser

# Connects something else to the kernel before the notebook is there, once: JupyterLab gives widgets to the first connection only.
FIRST = """id => {
    let app;
    if (!sessionStorage.nbnnFirst) Object.defineProperty(window, "jupyterapp", { get: () => app, set: given => {
        app = given;
        sessionStorage.nbnnFirst = "yes";
        app.serviceManager.kernels.connectTo({ model: { id, name: "python3" } });
    } });
}"""
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id"


def test_a_notebook_that_jupyterlab_opens_without_its_widgets_is_loaded_once_more(fresh_lab):
    lab = fresh_lab.open(STEPPER)
    lab.stepper()
    lab.menu("File", "Save Notebook")
    lab.settle()
    lab.page.add_init_script(f"({FIRST})({lab.page.evaluate(KERNEL)!r})")
    loaded = []
    lab.page.on("domcontentloaded", lambda _: loaded.append(True))
    lab.reload()
    lab.stepper()
    assert len(loaded) == 2
    assert lab.errors == []


CHANGED_AND_GONE = f"""async () => {{
    const panel = window.jupyterapp.shell.currentWidget;
    panel.content.model.sharedModel.addCell({{ cell_type: "code", source: "" }});
    panel.parent = null;
    await ({TWO_FRAMES})();
    panel.dispose();
}}"""


# On a busy machine JupyterLab's own comms may still wait; this one surely does.
CLOSED_WHILE_A_COMM_WAITS = """async () => {
    const panel = window.jupyterapp.shell.currentWidget, { kernel } = panel.sessionContext.session;
    const asked = new Promise(resolve => kernel.anyMessage.connect((_, { direction, msg }) =>
        direction === "send" && msg.header.msg_type === "create_subshell_request" && resolve()));
    kernel.createComm("nbnn.tests.nobody");
    await asked;
    panel.dispose();
}"""


@pytest.mark.parametrize("leaving", [CHANGED_AND_GONE, CLOSED_WHILE_A_COMM_WAITS], ids=["changed and gone", "a comm waits"])
def test_an_error_in_a_notebook_that_leaves_the_page_is_jupyterlabs_own(lab, leaving):
    lab.open("1 + 1")
    lab.page.evaluate(leaving)
    lab.settle()
    assert lab.errors == []
