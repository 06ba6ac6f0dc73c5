"""The moving chart in plain Python: what it draws, what it hears from the page, and what it does not believe."""

import numpy as np
import pytest

from nbnn.views.moving.moving import MovingChart
from tests.views.node import in_node, needs_node, states
from tests.views.page import alive, send

CURVE = (np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.0, 1.0]))


@pytest.fixture
def chart():
    made = MovingChart(title="Curve", axes=("w", "ℓ"))
    made.line("curve", "ink")
    made.points("here", "curline")
    made.show(x=(0, 2), y=(0, 1), still={"curve": CURVE}, words="A curve.", place=True, legend=[("line", "ink", "ℓ(w)")],
              handles={"a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.5]},
                       "b": {"words": "point b", "along": "x", "curve": CURVE, "at": [1.5]},
                       "p": {"words": "share", "along": {"between": ["a", "b"]}, "at": [0.5]}})
    yield made
    made.close()


def test_marks_lie_in_the_order_in_which_they_were_made(chart):
    assert chart.figure.marks == [chart.marks["curve"], chart.marks["here"]]
    assert chart.marks["curve"].y.tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="has a mark 'curve' already"):
        chart.line("curve", "ink")


def test_the_learners_handles_are_told_within_the_picture(chart):
    told = []
    chart.on_handle(told.append)
    chart.mover.handles = {"a": [5, 0.2], "b": [1.5], "p": [-3]}
    assert told == [{"a": [2.0, 0.2], "b": [1.5], "p": [0.0]}]


def test_a_lab_is_not_told_of_its_own_places(chart):
    told = []
    chart.on_handle(told.append)
    chart.show(x=(0, 2), y=(0, 1), handles={"a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.25]}})
    assert told == [] and chart.mover.handles == {"a": [0.25]}


def test_a_lab_puts_handles_elsewhere_and_is_not_told(chart):
    told = []
    chart.on_handle(told.append)
    chart.put(a=[1], p=(0.25,))
    assert told == [] and chart.mover.handles == {"a": [1.0], "b": [1.5], "p": [0.25]}
    chart.mover.handles = {"a": [1.0], "b": [0.5], "p": [0.25]}
    assert told == [{"a": [1.0], "b": [0.5], "p": [0.25]}], "afterwards a learner is heard again"


def test_the_curve_of_a_gap_is_plain_data(chart):
    chart.show(x=(0, 2), y=(0, 1), handles={
        "a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.5]},
        "b": {"words": "point b", "along": "x", "curve": CURVE, "at": [1.5]},
        "p": {"words": "share", "along": {"between": ["a", "b"], "curve": CURVE, "above": "holds", "below": "fails"}, "at": [0.5]}})
    assert chart.mover.picture["handles"]["p"]["along"] == {
        "between": ["a", "b"], "curve": [[0, 1, 2], [1, 0, 1]], "above": "holds", "below": "fails"}


@pytest.mark.parametrize("said", [{"a": [1.0]}, {"a": ["1"], "b": [1.5], "p": [0.5]}, {"a": [float("nan")], "b": [1.5], "p": [0.5]},
                                  {"a": [True], "b": [1.5], "p": [0.5]}, {"a": 1, "b": [1.5], "p": [0.5]},
                                  {"a": [1], "b": [1.5], "p": [0.5], "c": [1]}])
def test_what_is_no_place_is_not_told(chart, said):
    told = []
    chart.on_handle(told.append)
    chart.mover.handles = said
    assert told == []


@pytest.mark.parametrize(("said", "told"), [({"do": "place", "at": [1, 0.5], "add": True}, [(1.0, 0.5, True)]),
                                            ({"do": "place", "at": [1, 0.5], "add": "yes"}, [(1.0, 0.5, False)]),
                                            ({"do": "place", "at": [1]}, []), ({"do": "place", "at": [1, None]}, []), ({"do": "other"}, []),
                                            ("place", [])])
def test_a_click_is_a_place_or_nothing(chart, said, told):
    heard = []
    chart.on_place(lambda *at: heard.append(at))
    send(chart.mover, said)
    assert heard == told


@pytest.mark.parametrize(("made", "words"), [(lambda chart: chart.line("x", "purple"), "there is no color 'purple'"),
                                             (lambda chart: chart.show(x=(0, 1), y=(0, 1), legend=[("star", "ink", "")]),
                                              "the keys are line")])
def test_an_unknown_color_or_key_is_an_error_that_says_the_names(chart, made, words):
    with pytest.raises(ValueError, match=words):
        made(chart)


def test_nothing_stays_behind():
    before = set(alive())
    made = MovingChart(title="Curve", axes=("w", "ℓ"))
    made.image("field")
    made.bars("bars", "pos")
    made.text("name")
    made.close()
    assert set(alive()) <= before


ON_A_PAGE = """
import moving from "./moving/moving.js";
const { card, figure } = cardOf("nbnn-moving"), { el, model } = await shown(given, moving, card);
const grips = Object.fromEntries(figure.querySelectorAll(".nbnn-handle").map((grip) => [grip.getAttribute("aria-label"), grip]));
const at = (name) => grips[name].getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
const value = (name) => Number(grips[name].getAttribute("aria-valuenow"));
const press = (name, key, more = {}) => {
  const event = eventOf("keydown", { key, ...more });
  grips[name].dispatchEvent(event);
  return event.defaultPrevented && event.stopped;
};
const found = { title: el.querySelector("h3").textContent, roles: Object.values(grips).map((grip) => grip.getAttribute("role")),
  begin: ["point a", "share", "free"].map(at), ends: [["aria-valuemin", "aria-valuemax"].map((name) => grips.share.getAttribute(name))] };
found.keys = [press("point a", "ArrowRight"), press("share", "ArrowUp", { shiftKey: true }), press("free", "ArrowUp"),
  press("free", "ArrowLeft", { shiftKey: true }), press("point a", "Tab"), press("point a", "ArrowUp", { ctrlKey: true })];
found.moved = ["point a", "share", "free"].map(at);
found.values = [value("point a"), value("share")];
found.told = [model.saved, structuredClone(model.get("handles"))];
nextFrame();
found.later = [model.saved, model.get("handles")];
for (let k = 0; k < 200; k += 1) press("free", "ArrowUp", { shiftKey: true });
press("point a", "ArrowLeft", { shiftKey: true });
for (let k = 0; k < 200; k += 1) press("point a", "ArrowLeft");
found.edge = [at("free"), at("point a")];
grips["point a"].dispatchEvent(eventOf("click", { clientX: 100, clientY: 150 }));
found.dragged = model.sent.length;
figure.dispatchEvent(eventOf("click", { clientX: 100, clientY: 225, shiftKey: true }));
figure.dispatchEvent(eventOf("click", { clientX: 401, clientY: 225 }));
found.placed = model.sent;
say(found);
"""


@needs_node
def test_on_a_page_keys_move_a_handle_by_a_hundredth_or_a_tenth_and_a_click_places(chart):
    chart.show(x=(0, 2), y=(0, 1), still={"curve": CURVE}, place=True, handles={
        "a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.5]},
        "b": {"words": "point b", "along": "x", "curve": CURVE, "at": [1.5]},
        "p": {"words": "share", "along": {"between": ["a", "b"]}, "at": [0.5]}, "f": {"words": "free", "along": "xy", "at": [1.0, 0.5]}})
    found = in_node(ON_A_PAGE, states(chart.mover))
    assert found["title"] == "Curve" and found["roles"] == ["slider"] * 4 and found["ends"] == [["0", "1"]]
    assert found["begin"] == [[100, 150], [200, 150], [200, 150]]  # of 400 × 300 px; the curve is |w − 1|
    assert found["keys"] == [True, True, True, True, False, False]
    assert np.allclose(found["moved"], [[104, 156], [0.4 * 104 + 0.6 * 300, 0.4 * 156 + 0.6 * 150], [160, 147]])
    assert np.allclose(found["values"], [0.52, 0.4])
    assert found["told"] == [0, {"a": [0.5], "b": [1.5], "p": [0.5], "f": [1.0, 0.5]}] and found["later"][0] == 1
    assert np.allclose([*found["later"][1]["f"], *found["later"][1]["p"]], [0.8, 0.51, 0.4])
    assert np.allclose(found["edge"], [[160, 0], [0, 0]])
    assert found["dragged"] == 0 and found["placed"] == [{"do": "place", "at": [0.5, 0.25], "add": True}]
