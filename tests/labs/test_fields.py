"""Fields tell what a learner chose, and nothing of what a lab writes."""

import ipywidgets as widgets
import pytest

from nbnn.core.curves import CURVES
from nbnn.labs.fields import Fields, Unfold, menu, typed


@pytest.fixture
def told():
    return []


@pytest.fixture
def fields(told):
    return Fields({"eta": typed("Rate η", "0.1"), "steps": typed("Updates", "5", "wide")}, lambda name, value: told.append((name, value)))


def test_a_choice_is_told_and_what_is_written_is_not(fields, told):
    fields["eta"].value = "0.2"
    fields.write(eta="0.3", steps="7", curve="a name that has no field")
    assert told == [("eta", "0.2")] and [fields[name].value for name in fields] == ["0.3", "7"]
    fields["steps"].value = "8"
    assert told[1:] == [("steps", "8")]


def test_a_value_that_a_field_does_not_take_leaves_it_listening(told):
    fields = Fields({"curve": menu("Loss", CURVES, CURVES["bowl"])}, lambda name, value: told.append(value))
    with pytest.raises(Exception, match="Invalid selection"):
        fields.write(curve="no such curve")
    fields["curve"].value = "double_well"
    assert told == ["double_well"]


def test_one_s_own_record_stands_first_in_its_menu():
    import nbnn

    own = nbnn.curves.from_function(lambda w: w * w, lambda w: 2 * w, name="mine")
    assert menu("Loss", CURVES, own).options[0] == ("mine", own.key)
    assert len(menu("Loss", CURVES, CURVES["bowl"]).options) == len(CURVES)


def test_a_view_unfolds_below_and_folds_again():
    view, lab = widgets.Label("more"), widgets.VBox([widgets.Label("first")])
    unfold = Unfold(lab, view, "Sub-steps", "Show or hide")
    lab.children = (*lab.children, unfold.row)
    unfold.button.value = True
    assert lab.children[-1] is view and len(lab.children) == 3
    unfold.button.value = False
    assert view not in lab.children and len(lab.children) == 2
