"""What the views of the LossLab have in common."""

import pytest

import nbnn
from nbnn.labs.losses.part import finite


def test_a_number_is_finite_or_refused_by_its_name():
    assert finite(2, "margin") == 2.0
    for wrong in (float("nan"), float("inf"), True, "1", None):
        with pytest.raises(ValueError, match=r"margin is .*: it must be a finite number"):
            finite(wrong, "margin")


def test_whatever_a_loss_made_in_a_cell_raises_is_said_at_the_field():
    fails = False

    def value(y, z):
        if fails:
            raise ZeroDivisionError("by hand")
        return (1 - y * z) ** 2
    own = nbnn.Loss(key="own", name="own", value=value, derivative=lambda y, z: -2 * z * (1 - y * z))
    lab = nbnn.labs.LossLab(view="run", main="hinge", losses=(own,), steps=3)
    part, before, fails = lab.part, lab.part.run, True
    part.fields["main"].value = "own"
    assert "The loss raised ZeroDivisionError: by hand." in part.fields.wrong("main") and part.run is before
    lab.close()
