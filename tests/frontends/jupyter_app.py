"""The lessons in JupyterLab and in Notebook, which share their notebook."""

from collections.abc import Iterator

from .learner import until

HAS_RUN = """() => {
    const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
    const code = cells.filter(cell => cell.type === "code" && cell.sharedModel.source.trim());
    return code.length > 0 && code.every(cell => cell.executionCount !== null);
}"""
WRONG = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === "code")
    .flatMap(cell => cell.outputs.toJSON()).filter(output => output.output_type === "error").map(output => output.evalue)"""
SHOW = """number => { const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = number; return content.scrollToItem(number, "center"); }"""
WITH_LAB = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].flatMap((cell, number) => cell.type === "code"
    && cell.outputs.toJSON().some(output => output.data?.["application/vnd.jupyter.widget-view+json"]) ? [number] : [])"""


def run_all(page) -> None:
    """Run the notebook that is open by the menu, and wait until every cell of code has run: none of them has failed."""
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    wait_until_idle(page)
    choose(page, "Run", "Run All Cells")
    until(page, lambda: page.evaluate(HAS_RUN))
    assert page.evaluate(WRONG) == []


def choose(page, menu: str, item: str) -> None:
    """Choose what the menu has under this name."""
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=item).first.click()


def save(page) -> None:
    """Save the notebook that is open, and wait until it is."""
    choose(page, "File", "Save Notebook")
    until(page, lambda: not page.evaluate("() => window.jupyterapp.shell.currentWidget.context.model.dirty"))


def wait_until_idle(page) -> None:
    page.wait_for_selector(".jp-Notebook")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
                           timeout=180_000)


def every_lab(page) -> Iterator:
    """The labs of the notebook, each brought into view first: JupyterLab takes cells off the page that are far away."""
    for number in page.evaluate(WITH_LAB):
        page.evaluate(SHOW, number)
        lab = page.locator(".jp-Cell.jp-mod-active .nbnn-lab")
        lab.first.wait_for()
        yield lab.first
