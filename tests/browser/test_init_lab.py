"""The InitLab in a real JupyterLab: the spread before training, other choices, units that stay alike, both themes."""

import pytest

import nbnn

pytestmark = pytest.mark.browser

LAB = "import nbnn\nlab = nbnn.labs.InitLab({})\nlab"


def told(page, words: str) -> None:
    page.locator("[role=status]", has_text=words).first.wait_for()


def test_the_spread_is_told_and_follows_the_choices(lab):
    page = lab.open(LAB.format("")).first_lab()
    told(page, nbnn.labs.InitLab().sentence())
    for name, value, words in (("Hidden layers", "1", "give 2 to 12"), ("Hidden layers", "__import__('os')", "number of hidden layers"),
                               ("Seed", "<b>1</b>", "the seed is")):
        lab.refuses(page, name, value, words)
    page.get_by_label("Activation g").select_option("tanh")
    told(page, nbnn.labs.InitLab(activation="tanh").sentence())
    lab.choose(page, "Hidden layers", "3")
    told(page, nbnn.labs.InitLab(activation="tanh", hidden=(32,) * 3).sentence())
    assert lab.evaluate_in_kernel("print(len(lab.part.forward.marks['line0'].x))") == "4", "three hidden layers, and the scores"
    assert not lab.errors


def test_units_that_begin_alike_stay_alike(lab):
    page = lab.open(LAB.format("hidden=(5,), view='symmetry', steps=50")).first_lab()
    page.focus()
    lab.page.keyboard.press("End")
    lab.settle()
    places = page.locator(".nbnn-moving").first.evaluate("""root => [...new Set([...root.querySelectorAll('.object_grp')]
        .map(each => each.getAttribute('transform')).filter(Boolean))]""")
    assert len(places) == 1, "five units in one place"
    assert not lab.errors


def test_every_view_is_readable_in_both_themes_and_fits(new_lab):
    lab = new_lab(width=360)
    lab.open(*(LAB.format(each) for each in ("", "hidden=(5,), view='symmetry', steps=50"))).first_lab()
    lab.readable_in_both_themes(2)
    assert not lab.errors
