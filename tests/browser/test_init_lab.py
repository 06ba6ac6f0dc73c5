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


def test_the_mean_covers_no_seed_on_a_phone(new_lab):
    page = new_lab(width=390, height=844).open(LAB.format("hidden=(8,), view='ends'")).first_lab()
    covered = page.locator(".nbnn-moving").first.evaluate("""root => {
        const marks = Map.groupBy(root.querySelectorAll('.object_grp'), each => each.parentNode);
        const [seeds, means] = [...marks.values()].map(all => all.map(each => each.querySelector('path').getBoundingClientRect()));
        const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        return [seeds.length, means.length, means.filter(mean => seeds.some(seed => meet(mean, seed))).length];
    }""")
    assert covered[0] > covered[1] > 1 and covered[2] == 0, covered
