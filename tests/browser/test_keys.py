"""Keys in a real JupyterLab: what is typed in a lab stays there, and JupyterLab keeps its own keys. Over every view of every lab."""

import pytest

pytestmark = pytest.mark.browser

ON_CELLS = ("m", "x", "d", "d", "b", "0", "0")
ANY = "m"  # what keeps one key from the notebook keeps all; they are all pressed at the root
MORE = ("r", "y", "a", "c", "v", "z", "i", "i", "j", "k", "1", "Delete", "Shift+M", "Shift+ArrowDown", "Control+Backspace",
        "Control+Shift+M", "Control+Shift+ArrowUp", "Control+A", "Control+X")
ACROSS, DOWN = 3, 4
BUTTON, FIELD = "button:enabled", "input[type=text]:enabled"

# A grid over the lab, its rim and the space around it in its output; null where something else lies on top.
POINTS = f"""lab => {{
    const box = lab.getBoundingClientRect(), shown = document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect();
    const places = (from, size, count) => Array.from({{ length: count }}, (_, k) => from + 1 + (size - 2) * k / (count - 1));
    const [top, bottom] = [Math.max(box.top, shown.top + 40), Math.min(box.bottom, shown.bottom - 8)];
    return places(top, bottom - top, {DOWN}).flatMap(y => places(box.left, box.width, {ACROSS}).map(x => [x, y]));
}}"""
THERE = "(lab, at) => lab.contains(document.elementFromPoint(...at))"  # a click may have folded something
CELLS = """() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(cell =>
    cell.className.match(/jp-(Code|Markdown|Raw)Cell/)[1] + (cell.classList.contains('jp-mod-active') ? ' active' : ''))"""
AFTERWARDS = f"""lab => [lab.contains(document.activeElement), document.querySelectorAll('.jp-Dialog').length,
    ({CELLS})().map(cell => cell.replace(' active', ''))]"""
PRESSED = "() => window.addEventListener('pointerdown', event => { window.pressed = event.target; }, true)"
INSIDE = "lab => lab.contains(window.pressed)"  # a chart that came above it just now may have moved the lab away from the pointer
SCROLLED = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"
TAKEN = """() => window.addEventListener('keydown', event => {
    window.taken = event.key + (event.defaultPrevented ? ' taken' : ' left');
})"""

SAVES_NOTHING = """() => {
    const { context } = window.jupyterapp.shell.currentWidget;
    context.save = context.createCheckpoint = async () => undefined;
}"""


def opened(lab, *lines: str, name: str = "lab.ipynb"):
    """The labs of these lines, each in a cell and with its piece for keys at work."""
    lab.open("import nbnn", *lines, name=name)
    labs = lab.page.locator(".nbnn-lab[data-lm-suppress-shortcuts]")
    labs.nth(len(lines) - 1).wait_for(state="attached")
    return [labs.nth(k) for k in range(len(lines))]


def kinds(lab) -> list[str]:
    return [cell.removesuffix(" active") for cell in lab.page.evaluate(CELLS)]


def type_everywhere(lab, one, keys) -> int:
    """Click many points of a lab and press what would change the notebook, at its root these keys; how many points there were."""
    page, cells, tried = lab.page, kinds(lab), 0
    one.scroll_into_view_if_needed()
    root = one.element_handle()  # found once, not at each of its points
    for at in root.evaluate(POINTS):
        if not root.evaluate(THERE, at):
            continue
        page.mouse.click(*at)
        if not root.evaluate(INSIDE):
            continue
        page.keyboard.press(ANY)
        assert root.evaluate(AFTERWARDS) == [True, 0, cells], at
        tried += 1
    root.focus()
    press(lab, keys, cells, "at the root")
    return tried


def press(lab, keys, cells, where) -> None:
    """Press them; the notebook is as it was."""
    for key in keys:
        lab.page.keyboard.press(key)
    assert lab.page.locator(".jp-Dialog").count() == 0, where
    assert kinds(lab) == cells, where


def focused(lab) -> str:
    return lab.page.evaluate("document.activeElement.className")


def saves_from_everywhere(lab, one) -> None:
    """Ctrl+S on the lab, on a button and in a field is JupyterLab's."""
    for part in (one, *(one.locator(kind).first for kind in (BUTTON, FIELD) if one.locator(kind).count())):
        part.focus()
        lab.page.keyboard.press("Control+s")
        assert lab.page.evaluate("window.taken") == "s taken"


def test_a_lab_has_its_own_keys_and_jupyterlab_keeps_the_others(lab):
    """In one notebook, one after another: to open it takes longer than each of them. The last two leave something else than they found."""
    exercise, _ = opened(lab, 'nbnn.labs.Exercise("first_layer")', 'nbnn.labs.LossLab(view="run", main="hinge")')
    for piece in (jupyterlab_keeps_its_keys, undo_in_a_field_is_of_what_was_typed_and_beside_it_jupyterlabs,
                  a_click_on_the_cells_number_selects_the_cell, arrows_scroll_and_do_not_leave_the_lab,
                  space_presses_a_button_and_plays_elsewhere, after_check_the_keys_stay_in_the_lab,
                  escape_gives_the_keys_back_to_the_notebook, a_part_that_vanishes_leaves_the_focus_in_its_lab):
        piece(lab, exercise)


def jupyterlab_keeps_its_keys(lab, exercise) -> None:
    page, saved = lab.page, lab.page.locator(".lm-TabBar-tab.jp-mod-dirty")
    for part in (exercise, exercise.locator(BUTTON).first, exercise.locator(FIELD).first):
        part.focus()
        page.keyboard.press("Control+f")
        search = page.locator(".jp-DocumentSearch-input")
        search.wait_for()
        part.focus()
        page.keyboard.press("Escape")
        search.wait_for(state="detached")
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" # mine")
    saved.wait_for(state="attached")
    exercise.locator("h3").click()
    page.keyboard.press("Control+s")
    saved.wait_for(state="detached")
    assert "# mine" in (lab.folder / "lab.ipynb").read_text("utf-8")


def undo_in_a_field_is_of_what_was_typed_and_beside_it_jupyterlabs(lab, exercise) -> None:
    page, editor = lab.page, lab.page.locator(".jp-Cell .cm-content").nth(1)
    before = editor.inner_text()
    editor.click()
    page.keyboard.press("End")
    page.keyboard.type(" # mine")
    box = exercise.locator(FIELD).first
    box.click()
    page.keyboard.type("12")
    page.keyboard.press("Control+z")
    assert box.input_value() == "" and "# mine" in editor.inner_text()
    page.keyboard.press("Control+Shift+z")
    assert box.input_value() == "12"
    exercise.locator("h3").click()
    page.keyboard.press("Control+z")
    editor.filter(has_not_text="# mine").wait_for()
    assert editor.inner_text() == before and box.input_value() == "12"


def escape_gives_the_keys_back_to_the_notebook(lab, exercise) -> None:
    cells = len(kinds(lab))
    exercise.locator(FIELD).first.click()
    lab.page.keyboard.press("Escape")
    assert "jp-Cell" in focused(lab) and lab.page.evaluate(CELLS)[1].endswith("active")
    lab.page.keyboard.press("b")
    lab.page.locator(".jp-Notebook .jp-Cell").nth(cells).wait_for()


def a_click_on_the_cells_number_selects_the_cell(lab, exercise) -> None:
    for part in (exercise, exercise.locator(BUTTON).first, exercise.locator(FIELD).first):
        part.focus()
        lab.page.locator(".jp-Cell .jp-InputPrompt").nth(1).click()
        assert "jp-Cell" in focused(lab) and lab.page.evaluate(CELLS)[1].endswith("active")


def arrows_scroll_and_do_not_leave_the_lab(lab, exercise) -> None:
    for part in (exercise, exercise.locator(BUTTON).first, lab.page.locator(".nbnn-lab").nth(1)):
        part.focus()
        cells, before = lab.page.evaluate(CELLS), lab.page.evaluate(SCROLLED)
        key = "ArrowDown" if before == 0 else "ArrowUp"
        while lab.page.evaluate(SCROLLED) == before:
            lab.page.keyboard.press(key)
            lab.wait(50)
        assert part.evaluate("part => part === document.activeElement") and lab.page.evaluate(CELLS) == cells


def after_check_the_keys_stay_in_the_lab(lab, exercise) -> None:
    cells = kinds(lab)
    for name in ("Check", "Hint", "Hint", "Show solution"):  # buttons that are drawn anew, or switched off
        button = exercise.get_by_role("button", name=name)
        if button.is_enabled():
            button.click()
            lab.settle()
        press(lab, ON_CELLS, cells, name)


def a_part_that_vanishes_leaves_the_focus_in_its_lab(lab, exercise) -> None:
    exercise.locator(FIELD).first.focus()
    exercise.locator(FIELD).first.evaluate("part => part.remove()")
    lab.page.wait_for_function("document.activeElement.classList.contains('nbnn-lab')")
    exercise.locator(FIELD).first.focus()
    exercise.locator(FIELD).first.evaluate("part => { part.parentElement.hidden = true; part.parentElement.style.display = 'none'; }")
    lab.page.wait_for_function("document.activeElement.classList.contains('nbnn-lab')")


def space_presses_a_button_and_plays_elsewhere(lab, exercise) -> None:
    plays = lab.page.locator(".nbnn-lab").nth(1)
    plays.get_by_role("button", name="Play", exact=True).wait_for()
    for part in (plays, plays.get_by_role("slider", name="Update"), plays.get_by_role("button", name="Play", exact=True)):
        part.focus()
        lab.page.keyboard.press("Space")
        plays.get_by_role("button", name="Pause", exact=True).wait_for()
        plays.focus()
        lab.page.keyboard.press("Space")
        plays.get_by_role("button", name="Play", exact=True).wait_for()
    field = plays.locator(FIELD).first
    field.focus()
    lab.page.keyboard.press("End")
    lab.page.keyboard.press("Space")
    assert field.input_value().endswith(" ") and plays.get_by_role("button", name="Play", exact=True).count() == 1
