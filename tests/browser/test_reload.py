"""What `Lab.reload` takes for JupyterLab's own: a notebook that opens without the widgets that Python has."""

import pytest

from tests.browser.test_code_once import STEPPER

pytestmark = pytest.mark.browser

# Before the notebook is there something else is connected to its kernel, once: JupyterLab leaves widgets to the first connection.
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
