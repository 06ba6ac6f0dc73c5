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
