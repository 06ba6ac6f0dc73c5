"""The slider in plain Python: it stays within its ends, whatever a page says."""

import pytest
from traitlets import TraitError

from nbnn.views.slider.slider import Slider
from tests.views.node import in_node, needs_node, states
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


ON_A_PAGE = """
import slider from "./slider/slider.js";
const { model, el, stop } = await shown(given, slider);
const input = el.querySelector("input"), output = el.querySelector("output");
const seen = () => [input.value, output.textContent, input.getAttribute("aria-valuetext")];
const ends = ["min", "max", "step"].map((name) => Number(input.getAttribute(name)));
const found = { label: el.querySelector("label").textContent, type: input.type, ends };
found.first = seen();
model.set("value", -2.5);
found.moved = seen();
for (const value of ["0.5", "0.75"]) {
  input.value = value;
  input.dispatchEvent(eventOf("input"));
}
found.told = [model.get("value"), model.saved];
nextFrame();
found.later = [model.get("value"), model.saved, seen()[1]];
input.value = "1";
input.dispatchEvent(eventOf("input"));
nextFrame();
found.again = model.saved;
stop();
model.set("value", 4);
found.stopped = seen()[1];
say(found);
"""


@needs_node
def test_on_a_page_it_shows_its_number_and_tells_the_last_one_of_a_frame(slider):
    found = in_node(ON_A_PAGE, states(slider))
    assert (found["label"], found["type"]) == ("y₁", "range") and found["ends"][:2] == [-5, 5] and found["ends"][2] > 0
    assert found["first"] == ["1", "1", "1"] and found["moved"] == ["-2.5", "−2.5", "−2.5"]
    assert found["told"] == [0.75, 0] and found["later"] == [0.75, 1, "0.75"]
    assert found["again"] == 2 and found["stopped"] == "1"
