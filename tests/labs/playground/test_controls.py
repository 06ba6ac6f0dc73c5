"""The Playground's fields read what is typed."""

import nbnn
from nbnn.labs import Playground


def test_the_fields_say_the_recipe_and_a_choice_changes_it():
    lab = Playground(hidden=(3, 2), epochs=2)
    assert lab.controls.first["hidden"].value == "3, 2" and lab.controls.more["loss"].value == lab.recipe.loss.key
    lab.controls.more["loss"].value = "squared"
    assert lab.recipe.loss is nbnn.squared
    lab.controls.first["hidden"].value = "many"
    assert lab.controls.first.wrong("hidden") and lab.recipe.hidden == (3, 2)
    lab.close()


def losses_in(lab):
    lab._folds.row.children[0].value = True
    return [key for _, key in lab.controls.more["loss"].options]


def test_the_menu_of_losses_fits_the_data_and_what_was_asked_for():
    usual = ["zero_one", "perceptron", "hinge", "binary_cross_entropy", "cross_entropy", "squared"]
    labels, targets, every = nbnn.labs.Playground(epochs=2), nbnn.labs.Playground("wave", epochs=2), nbnn.labs.Playground(losses="all")
    assert losses_in(labels) == usual
    assert losses_in(targets) == ["squared", "half_squared", "absolute", "huber"]
    assert {"logistic", "multiclass_hinge", "huber", *usual} < set(losses_in(every)) and "binary_cross_entropy_01" not in losses_in(every)
    every.controls.more["loss"].value = "logistic"
    labels.load(every.to_json())
    assert losses_in(labels) == [*usual, "logistic"] and labels.controls.more["loss"].value == "logistic"
    labels.load(targets.to_json())
    assert losses_in(labels) == ["squared", "half_squared", "absolute", "huber"] and labels.recipe.loss is nbnn.half_squared
    mild = nbnn.labs.Playground("wave", loss=nbnn.huber(0.5), epochs=2)
    losses_in(mild)
    mild.controls.more["loss"].value = "squared"
    mild.controls.more["loss"].value = "huber"
    assert mild.recipe.loss.parameters["delta"] == 0.5
    for lab in (labels, targets, every, mild):
        lab.close()


def test_a_share_is_typed_in_percent_as_well():
    lab = Playground(epochs=2)
    field = lab.controls.more["share"]
    field.value = "50 %"
    assert lab.recipe.share == 0.5
    field.value = "half"
    assert lab.recipe.share == 0.5
    lab.close()


def test_without_points_the_plane_offers_no_change():
    lab = nbnn.labs.Playground(epochs=2, points=False)
    assert lab.maps.points == {}
    lab.close()
