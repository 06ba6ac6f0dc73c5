"""The row of choices above a lab."""

import nbnn
from nbnn.labs.frame.controls import Controls
from nbnn.labs.frame.setup import AS_GIVEN, CONTROLS, Setup


def test_a_choice_is_passed_on_by_name_and_a_setup_is_shown_without_a_word():
    setup = Setup(nbnn.Network.random([2, 3, 1], seed=1), nbnn.datasets.moons(20), nbnn.hinge, 0.1, 5, 0)
    heard = []
    controls = Controls(CONTROLS, setup, setup.data, lambda name, value: heard.append((name, value)) or "")
    assert controls.fields["initial"].value == AS_GIVEN and controls.fields["hidden"].value == "3"
    controls.fields["eta"].value = "0.5"
    assert heard == [("eta", "0.5")]
    controls.show(setup.with_loss("squared"))
    assert heard == [("eta", "0.5")] and controls.fields["loss"].value == "squared"
    assert controls.data(setup.data.name) is setup.data
    controls.fields.row.close()


def test_a_record_made_in_a_cell_is_passed_on_itself():
    own = nbnn.Activation(key="own", name="own", value=lambda a: a, derivative=lambda a: a * 0 + 1)
    setup = Setup(nbnn.Network.random([2, 3, 1], own, seed=1), nbnn.datasets.moons(20), nbnn.hinge, 0.1, 5, 0)
    heard = []
    controls = Controls(("activation",), setup, setup.data, lambda name, value: heard.append(value) or "")
    controls.fields["activation"].value = "tanh"
    controls.fields["activation"].value = "own"
    assert heard == ["tanh", own]
    controls.fields.row.close()
