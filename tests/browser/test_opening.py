"""A lesson that is only looked at is not marked unsaved: opened, scrolled through, and opened again where its kernel still runs."""

import shutil
from pathlib import Path

import pytest

from nbnn.cli.copies import copy_lessons

pytestmark = pytest.mark.browser

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
UNSAVED = ".lm-TabBar-tab.jp-mod-dirty"


@pytest.fixture
def folder(server):
    made = server[1] / "lessons"
    shutil.copytree(NOTEBOOKS, made)
    yield made
    shutil.rmtree(made)


def looked_at(lab) -> None:
    """Scroll to the end and back."""
    for by in (900, -900):
        lab.page.mouse.move(700, 500)
        for _ in range(12):
            lab.page.mouse.wheel(0, by)
            lab.wait(40)
    lab.settle()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_opening_a_lesson_does_not_mark_it_unsaved(lab, folder, lesson):
    lab.open_file(f"lessons/{lesson.name}", run=False)
    looked_at(lab)
    assert lab.page.locator(UNSAVED).count() == 0


def test_a_learners_copy_is_not_marked_either_and_its_links_lead_to_copies(lab, server):
    mine, name = server[1] / "my-lessons", "03-losses.ipynb"
    copy_lessons(NOTEBOOKS, mine)
    lab.open_file(f"my-lessons/{name}", run=False)
    looked_at(lab)
    assert lab.page.locator(UNSAVED).count() == 0 and copy_lessons(NOTEBOOKS, mine) == []
    assert lab.page.locator(".jp-Notebook .jp-OutputArea-output").count() == 0
    lab.page.locator(".jp-Notebook a[href*='02-']").first.click()
    lab.page.wait_for_function("() => window.jupyterapp.shell.currentWidget?.context?.path?.startsWith('my-lessons/02-')")
    shutil.rmtree(mine)


def test_nor_does_looking_at_its_labs_when_it_is_opened_again(lab, folder):
    page = lab.page
    lab.open_file("lessons/13-one-step-by-hand.ipynb")
    step = page.locator(".nbnn-lab .nbnn-step").first
    step.wait_for(timeout=90_000)
    page.locator(UNSAVED).wait_for(state="attached")
    idle(lab)
    lab.menu("File", "Save Notebook")
    page.locator(UNSAVED).wait_for(state="detached", timeout=60_000)
    page.reload()
    step.wait_for(timeout=90_000)
    for _ in range(3):
        step.click()
    looked_at(lab)
    assert page.locator(UNSAVED).count() == 0


def idle(lab) -> None:
    """Wait until every cell has run."""
    for _ in range(240):
        prompts = lab.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        if not any("*" in prompt for prompt in prompts):
            return
        lab.wait(250)
    raise TimeoutError("a cell still runs after a minute")
