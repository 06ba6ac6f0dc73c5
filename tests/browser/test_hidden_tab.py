"""Charts that are made where nobody looks: in a notebook behind another tab. They are drawn when they are seen, and nothing is logged."""

import pytest

from tests.browser.jupyter import write
from tests.labs.every_lab import lab_classes

pytestmark = pytest.mark.browser
WAIT = "import pathlib, time, nbnn\nwhile not pathlib.Path('{}').exists(): time.sleep(0.05)"


def lines() -> list[str]:
    return [lab.examples[0] for lab in lab_classes()]


def tab(page, name: str):
    return page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=name)


def open_beside(lab, name: str) -> None:
    """A second notebook in front of the first."""
    lab.page.locator(".jp-DirListing-item", has_text=name).first.dblclick()
    tab(lab.page, name).wait_for()
    lab.page.wait_for_function("""name => [...document.querySelectorAll('.jp-NotebookPanel')]
        .some(panel => panel.offsetWidth && panel.querySelector('.jp-Cell'))""", arg=name)


def in_front(lab, name: str) -> None:
    tab(lab.page, name).click()
    lab.page.locator(".lm-DockPanel-tabBar .lm-mod-current", has_text=name).wait_for()


def test_charts_that_are_made_in_a_hidden_notebook_are_laid_out_when_it_is_seen(new_lab):
    lab = new_lab()
    page, folder = lab.page, lab.folder
    write(folder / "charts.ipynb", [WAIT.format("go"), *lines()])
    write(folder / "other.ipynb", ["1"])
    page.goto(f"{lab.address}/lab/tree/charts.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    lab.choose_kernel()
    page.locator(".jp-NotebookPanel .jp-Cell .jp-InputArea").first.click()
    lab.run_all()
    open_beside(lab, "other.ipynb")
    (folder / "go").touch()
    page.locator(".nbnn-lab").nth(len(lines()) - 1).wait_for(state="attached")
    for said in page.locator(".nbnn-moving h3").all():
        said.wait_for(state="attached")
    in_front(lab, "charts.ipynb")
    for k in range(page.locator(".nbnn-moving").count()):
        chart = page.locator(".nbnn-moving").nth(k)
        chart.scroll_into_view_if_needed()
        page.wait_for_function("""k => {
            const card = document.querySelectorAll('.nbnn-moving')[k], area = card.querySelector('.plotarea_events');
            return area && Number(area.getAttribute('width')) > 0.7 * card.clientWidth - 80;
        }""", arg=k)
