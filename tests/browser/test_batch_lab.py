"""The BatchLab in a real JupyterLab: equal numbers of examples side by side, the noise, the matrices of a batch, both themes."""

import pytest

import nbnn
from nbnn.explain import batches
from nbnn.explain.writing.numbers import format_number

pytestmark = pytest.mark.browser

LAB = "import nbnn\nlab = nbnn.labs.BatchLab({})\nlab"
DATA = nbnn.datasets.moons(n=200, noise=0.2, seed=0)
SIZES = (1, 10, 100, "all")


def told(page, words: str) -> None:
    page.locator(".nbnn-status", has_text=words).wait_for()


def test_the_paths_tell_the_cores_losses_and_those_of_other_sizes_that_are_typed(lab):
    page = lab.open(LAB.format("")).first_lab()
    the_paths_tell_the_cores_losses_and_playing_asks_nothing(lab, page)
    other_sizes_are_typed_and_nonsense_changes_nothing(lab, page)


def the_paths_tell_the_cores_losses_and_playing_asks_nothing(lab, page) -> None:
    made = batches.walks(nbnn.Network([[-1.5, -2.0]]), DATA, nbnn.binary_cross_entropy, SIZES, 0.2, 3, "epochs", 0)
    told(page, made.sentence(0))
    page.focus()
    lab.page.keyboard.press("ArrowRight")
    told(page, made.sentence(1))
    lab.page.keyboard.press("End")
    told(page, made.sentence(600))
    lab.drawn()
    table = page.locator(".nbnn-table").inner_text()
    for k in range(4):
        assert str(int(made.made(k)[-1])) in table and format_number(float(made.losses[k][-1])) in table
    lab.page.keyboard.press("Home")
    lab.plays_without_asking(page)
    lab.settle()
    moment = int(lab.evaluate_in_kernel("print(lab.player.index)"))
    assert moment > 3
    told(page, made.sentence(moment))
    assert not lab.errors


def other_sizes_are_typed_and_nonsense_changes_nothing(lab, page) -> None:
    legend = page.locator(".nbnn-chart-legend").first
    for name, value, words in (("Batch sizes", "__import__('os')", "one of the batch sizes is"), ("Batch sizes", "500", "500"),
                               ("Rate η", "-1", "Rate η is"), ("Epochs", "1e9", "number of epochs"), ("Seed", "<b>1</b>", "the seed is")):
        lab.refuses(page, name, value, words)
        assert "10 examples" in legend.inner_text()
    lab.choose(page, "Batch sizes", "5, all")
    page.locator(".nbnn-chart-entry", has_text="5 examples").first.wait_for()
    page.get_by_label("Division").select_option("divided once")
    made = batches.walks(nbnn.Network([[-1.5, -2.0]]), DATA, nbnn.binary_cross_entropy, (5, "all"), 0.2, 3, "fixed", 0)
    lab.settle()
    page.focus()
    lab.page.keyboard.press("End")
    told(page, made.sentence(600))
    assert not lab.errors


def test_more_sizes_than_there_are_colors_are_all_drawn(lab):
    page = lab.open(LAB.format("sizes=(1, 10), epochs=1")).first_lab()
    told(page, "10 examples at a time")
    lab.choose(page, "Batch sizes", "1 2 3 4 5 6 7 8 9 all")
    told(page, "9 examples at a time")
    page.focus()
    lab.page.keyboard.press("End")
    surface = page.locator(".nbnn-moving").first
    surface.locator(".nbnn-chart-entry", has_text="9 examples").wait_for()
    drawn = "card => [...card.querySelectorAll('path.line')].filter((path) => (path.getAttribute('d') ?? '').length > 20).length >= 10"
    lab.page.wait_for_function(drawn, arg=surface.element_handle())
    legend = surface.locator(".nbnn-chart-legend")
    assert legend.get_attribute("tabindex") == "0" and legend.bounding_box()["height"] < 120
    assert not lab.errors


def test_a_batch_is_ringed_and_its_matrices_are_the_cores(lab):
    page = lab.open(LAB.format("'packed'")).first_lab()
    made = batches.pack_updates(nbnn.Network.random((2, 3, 1), seed=1), DATA, nbnn.binary_cross_entropy, 4, 0.2, 2, "epochs", 0)
    page.focus()
    for _ in range(8):
        lab.page.keyboard.press("ArrowRight")
    update = made.updates[0]
    told(page, made.sentence(0))
    lab.settle()
    board = page.locator(".nbnn-board").inner_text()
    for written in (*DATA.x[update.examples].ravel(), *update.dl_dtheta, float(update.losses.mean())):
        assert format_number(float(written)) in board, written
    rings = page.locator(".nbnn-moving").first.evaluate(
        "root => [...root.querySelectorAll('.object_grp path')].filter(each => each.style.fill === 'none').length")
    assert rings == 4
    assert not lab.errors


def test_every_view_is_readable_in_both_themes_and_fits(new_lab):
    lab = new_lab(width=360)
    lab.open(*(LAB.format(repr(each)) for each in ("paths", "noise", "packed"))).first_lab()
    lab.readable_in_both_themes(3)
    assert not lab.errors
