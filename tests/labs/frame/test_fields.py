"""Fields tell what a learner chose, and nothing of what a lab writes."""

import ipywidgets as widgets
import pytest

from nbnn.core.records.curves import CURVES
from nbnn.labs.frame.fields import Fields, Unfold, menu, typed
from tests.views.page import classes


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


@pytest.fixture
def choosy():
    """Fields that take whole numbers only, of which the second is at most the first."""
    true = {"most": "5", "n": "3"}

    def turned(name, value):
        if not value.isdigit():
            return f"{name} is {value!r}: type a number"
        asked = true | {name: value}
        if int(asked["n"]) > int(asked["most"]):
            return f"n is {asked['n']}, but at most {asked['most']} fit"
        true.update(asked)
        return ""
    return Fields({"most": typed("Most", "5"), "n": typed("Number n", "3")}, turned), true


def test_what_is_refused_stays_with_the_reason_under_the_fields_own_name(choosy):
    fields, true = choosy
    fields["n"].value = "many"
    assert fields["n"].value == "many" and fields.wrong("n") == "Number n is 'many': type a number." and true["n"] == "3"
    assert list(fields.messages.wrong.values()) == [fields.wrong("n")]
    [name] = fields.messages.wrong
    assert name in classes(fields["n"]) and name not in classes(fields["most"])


@pytest.mark.parametrize("mended", ["3", "4"])
def test_the_reason_is_gone_when_it_is_mended_also_by_the_old_value(choosy, mended):
    fields, true = choosy
    fields["n"].value = "many"
    fields["n"].value = mended
    assert fields.messages.wrong == {} and true["n"] == mended


def test_what_was_refused_is_taken_once_another_choice_makes_it_right(choosy):
    fields, true = choosy
    fields["n"].value = "7"
    assert "at most 5 fit" in fields.wrong("n")
    fields["most"].value = "6"
    assert "at most 6 fit" in fields.wrong("n"), "the reason is the present one"
    fields["most"].value = "8"
    assert true == {"most": "8", "n": "7"} and fields.messages.wrong == {}


def test_a_lab_that_writes_leaves_what_is_refused_until_the_truth_is_another(choosy):
    fields, _ = choosy
    fields["n"].value = "many"
    fields.write(most="5", n="3")
    assert fields["n"].value == "many" and fields.wrong("n")
    fields.write(n="2")
    assert fields["n"].value == "2" and fields.messages.wrong == {}


def test_reset_forgets_what_was_refused(choosy):
    fields, _ = choosy
    fields["n"].value, fields["most"].value = "many", "x"
    fields.forget()
    assert [fields[name].value for name in fields] == ["5", "3"] and fields.messages.wrong == {}


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
    made, lab = [], widgets.VBox([widgets.Label("first")])

    def view():
        made[:] = made or [widgets.Label("more")]
        return made[0]

    unfold = Unfold(lab, view, "Sub-steps", "Show or hide")
    lab.children = (*lab.children, unfold.row)
    assert not made, "it is made when it is first wanted"
    unfold.button.value = True
    assert lab.children[-1] is made[0] and len(lab.children) == 3
    unfold.button.value = False
    assert made[0] not in lab.children and len(lab.children) == 2
