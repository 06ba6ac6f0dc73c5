"""The OverfittingLab in a real JupyterLab: the epochs by step, key and drag, other knobs, units left out, both themes."""

import pytest

import nbnn
from nbnn.explain import overfitting as epochs

pytestmark = pytest.mark.browser

LAB = "import nbnn\nlab = nbnn.labs.OverfittingLab({})\nlab"


def trained(**options):
    train, validation = nbnn.datasets.moons(n=100, noise=0.3, seed=1).split(0.3, seed=1)
    network = nbnn.Network.random((2, options.pop("hidden", 32), 1), seed=1, bias=True)
    return nbnn.train(network, train, validation, loss=nbnn.hinge, **({"eta": 0.3, "batch_size": 10, "epochs": 150, "seed": 1} | options))


def told(page, words: str) -> None:
    page.locator("[role=status]", has_text=words).wait_for()


def test_the_epochs_tell_the_cores_losses_by_key_and_drag_and_a_knob_trains_again(lab):
    page = lab.open(LAB.format("")).first_lab()
    the_epochs_tell_the_cores_losses_and_playing_asks_nothing(lab, page)
    the_epoch_is_dragged_along_the_curve(lab, page)
    a_knob_trains_again_and_nonsense_changes_nothing(lab, page)


def the_epochs_tell_the_cores_losses_and_playing_asks_nothing(lab, page) -> None:
    history = trained()
    at = epochs.stop(history.validation_loss, 10)
    told(page, epochs.sentence(history, at, 0))
    page.focus()
    lab.page.keyboard.press("ArrowRight")
    told(page, epochs.sentence(history, at, 1))
    lab.page.keyboard.press("End")
    told(page, epochs.sentence(history, at, 150))
    lab.page.keyboard.press("Home")
    lab.plays_without_asking(page)
    lab.settle()
    epoch = int(lab.evaluate_in_kernel("print(lab.player.index)"))
    assert epoch > 2
    told(page, epochs.sentence(history, at, epoch))
    assert not lab.errors


def the_epoch_is_dragged_along_the_curve(lab, page) -> None:
    page.focus()
    lab.page.keyboard.press("Home")
    handle, mouse = page.locator(".nbnn-handle").first, lab.page.mouse
    told(page, "Before training")
    lab.settle()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 120, y, steps=6)
    mouse.up()
    lab.settle()
    epoch = int(lab.evaluate_in_kernel("print(lab.player.index)"))
    assert 0 < epoch < 60
    assert handle.get_attribute("aria-valuetext") == str(epoch) and handle.get_attribute("aria-valuemax") == "150"
    history = trained()
    told(page, epochs.sentence(history, epochs.stop(history.validation_loss, 10), epoch))
    assert not lab.errors


def a_knob_trains_again_and_nonsense_changes_nothing(lab, page) -> None:
    kept = page.locator(".nbnn-chart-note").first.inner_text()
    for name, value, words in (("Patience", "0", "at least 1"), ("L2 λ", "-1", "it must be 0 or more"), ("Dropout p", "1", "below 1"),
                               ("Hidden units", "__import__('os')", "number of hidden units"), ("Epochs", "1e9", "number of epochs"),
                               ("Seed", "<b>1</b>", "the seed is")):
        lab.refuses(page, name, value, words)
    assert page.locator(".nbnn-chart-note").first.inner_text() == kept
    lab.choose(page, "L2 λ", "0.01")
    history = trained(l2=0.01)
    verdict = epochs.verdict(history, epochs.stop(history.validation_loss, 10))
    page.locator(".nbnn-chart-note", has_text=verdict).wait_for()
    assert not lab.errors


def test_the_units_left_out_are_those_of_the_training(lab):
    page = lab.open(LAB.format("view='dropout', epochs=20")).first_lab()
    history = trained(hidden=8, epochs=20, dropout=0.5)
    made = epochs.dropped_units(history, len(history) - 1)
    page.focus()
    for i in range(4):
        told(page, made.sentence(i))
        lab.settle()
        crossed = page.locator(".nbnn-moving").first.evaluate("""root => {
            const frame = root.querySelector('.plotarea_events').getBoundingClientRect();
            return [...root.querySelectorAll('.object_grp')].filter((each) => {
                const { top, height } = each.getBoundingClientRect();
                return height > 0 && top < frame.bottom && top > frame.top;
            }).length;
        }""")
        assert crossed == 8 + 3 + 3, "eight units, each kept or crossed out; two inputs and y, with their names"
        lab.page.keyboard.press("ArrowRight")
    assert not lab.errors


def test_another_penalty_is_chosen_and_says_which_weights_it_holds(lab):
    page = lab.open(LAB.format("view='l2', penalty=nbnn.l1(0.02)")).first_lab()
    page.focus()
    lab.page.keyboard.press("End")
    told(page, "No weight is exactly 0.")
    page.get_by_role("combobox", name="Penalty").select_option("proximal L1")
    told(page, epochs.at_zero(trained(hidden=8, penalty=nbnn.proximal_l1(0.02)), 150).sentence.strip())
    assert not lab.errors


def test_every_view_is_readable_in_both_themes_and_fits(new_lab):
    lab = new_lab(width=360)
    views = ("view='curves'", "view='l2'", "view='dropout'", "view='l2', penalty='proximal_l1'")
    lab.open(*(LAB.format(f"{each}, epochs=30") for each in views)).first_lab()
    lab.readable_in_both_themes(4)
    assert not lab.errors
