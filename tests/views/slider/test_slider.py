"""The slider in plain Python: it stays within its ends, whatever a page says."""

import pytest
from traitlets import TraitError

from nbnn.views.slider.slider import Slider
from tests.views.page import alive


@pytest.fixture
def slider():
    before = set(alive())
    made = Slider("y₁", 1.0, -5, 5)
    yield made
    made.close()
    assert set(alive()) == before


@pytest.mark.parametrize(("said", "value"), [(2.5, 2.5), (9, 5.0), (-1e300, -5.0), (5, 5.0)])
def test_it_stays_within_its_ends(slider, said, value):
    slider.set_state({"value": said})
    assert slider.value == value and repr(slider) == f"Slider('y₁', {value:g})"


@pytest.mark.parametrize("said", ["much", None, float("nan"), float("inf"), [1.0]])
def test_what_is_no_number_is_not_taken(slider, said):
    with pytest.raises(TraitError, match="value"):
        slider.set_state({"value": said})
    assert slider.value == 1.0
