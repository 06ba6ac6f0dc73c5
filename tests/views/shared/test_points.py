"""Examples of one's own over a plane of 400 × 200 px, by pointer and by keys: what is asked of Python, and what is shown meanwhile."""

import numpy as np
import pytest

from tests.views.node import in_node, needs_node

pytestmark = needs_node
BEGIN = """
import { PointEditor } from "./shared/points.js";
const plane = document.createElement("div"), model = modelsOf({ it: {} }).it, asked = [];
document.body.append(plane);
let answers = true;
const examples = [{ example: 7, x: 2, y: 30, label: 1, words: "up", color: "pos" },
  { example: 3, x: 0, y: 10, label: -1, words: "down", color: "neg" }];
const editor = new PointEditor({
  model, el: () => plane, area: () => ({ left: 5, top: 6, width: 400, height: 200 }),
  axes: () => ({ x: [0, 4], y: [10, 50], names: ["x₁", "x₂"] }), examples: () => [...examples],
  ask: (question) => { asked.push(question); return answers; },
});
plane.append(editor.toggle, editor.tools);
const classes = [{ label: -1, words: "down" }, { label: 1, words: "up" }], offer = { classes, undo: false, changed: false, said: "" };
editor.choice.value = "-1";
editor.update(offer);
Object.assign(editor.svg, { clientWidth: 400, clientHeight: 200 });
editor.svg.setPointerCapture = () => {};
const handles = () => editor.svg.querySelectorAll("circle"), handleOf = (example) => editor.handles.get(example);
const at = (handle) => ["cx", "cy"].map((name) => Number(handle.getAttribute(name)));
const cursor = () => editor.mark.getAttribute("transform").match(/[\\d.]+/g).map(Number);
const key = (name, more = {}) => editor.svg.dispatchEvent(eventOf("keydown", { key: name, shiftKey: false, ctrlKey: false, ...more }));
const pointer = (type, clientX, clientY) =>
  editor.svg.dispatchEvent(eventOf(`pointer${type}`, { clientX, clientY, button: 0, pointerId: 1, pointerType: "mouse" }));
document.createElement("p"); // focus comes to the editor as a page tells it
const focus = Element.prototype.focus;
Element.prototype.focus = function focused() {
  focus.call(this);
  this.dispatchEvent(eventOf("focusin"));
};
const take = () => asked.splice(0);
"""
SHOWN = """
const found = { before: [plane.contains(editor.svg), editor.tools.hidden, editor.toggle.textContent] };
editor.toggle.click();
found.on = [plane.contains(editor.svg), editor.tools.hidden, editor.toggle.textContent, document.activeElement === editor.mark];
found.handles = handles().map((handle) => [...at(handle), handle.getAttribute("aria-label")]);
found.cursor = [cursor(), editor.mark.getAttribute("aria-label")];
found.size = [editor.svg.getAttribute("width"), editor.svg.getAttribute("height"), editor.svg.style.left, editor.svg.style.top];
found.tools = [editor.undo, editor.restore, editor.remove].map((tool) => tool.hasAttribute("disabled"));
editor.update({ ...offer, undo: true, changed: true, said: "Moved." });
found.later = [editor.undo, editor.restore].map((tool) => tool.hasAttribute("disabled"));
found.said = editor.said.textContent;
editor.undo.click();
editor.restore.click();
found.asked = take();
editor.toggle.click();
found.off = [plane.contains(editor.svg), editor.tools.hidden];
say(found);
"""
KEYS = """
editor.toggle.click();
const walk = (...keys) => { for (const [name, more] of keys) key(name, more); };
walk(["ArrowRight"], ["ArrowUp", { shiftKey: true }], ["Enter"], ["2"], ["a"], ["9"], ["z", { ctrlKey: true }], ["x"], ["Delete"]);
const found = { cursor: [cursor(), editor.said.textContent], asked: take() };
const active = () => editor.active;
found.order = ["n", "n", "n", "p", "p"].map((name) => { key(name); return active(); });
walk(["ArrowLeft"], ["ArrowLeft"]);
found.moved = [at(handleOf(active())), handleOf(active()).classList.contains("nbnn-points-moved"), take()];
editor.askMoves();
editor.askMoves();
found.told = take();
editor.update(offer);
found.after = handleOf(active()).classList.contains("nbnn-points-moved");
walk(["1"], ["Delete"]);
editor.update(offer);
found.changed = [take(), active(), cursor()];
say(found);
"""
POINTER = """
editor.toggle.click();
pointer("down", 100, 50);
pointer("up", 101, 51);
const found = { added: [take(), cursor()] };
pointer("down", 205, 96);
found.held = document.activeElement === handleOf(7);
pointer("move", 207, 97);
found.still = [at(handleOf(7)), take()];
pointer("move", 305, 47);
pointer("up", 305, 47);
found.moved = [at(handleOf(7)), take()];
pointer("down", 300, 150);
pointer("move", 320, 150);
pointer("up", 320, 150);
found.dragged = [take(), cursor()];
pointer("move", 10, 10);
answers = false;
pointer("down", 0, 200);
pointer("move", 500, -70);
const between = at(handleOf(3));
pointer("up", 500, -70);
found.refused = [between, take(), at(handleOf(3))];
say(found);
"""


def test_nothing_is_there_before_it_is_asked_for_and_then_every_example_has_a_handle():
    found = in_node(BEGIN + SHOWN)
    assert found["before"] == [False, True, "Change the examples"] and found["on"] == [True, False, "Done", True]
    assert found["handles"] == [[0, 200, "example 3: down, x₁ 0, x₂ 10"], [200, 100, "example 7: up, x₁ 2, x₂ 30"]]
    assert found["cursor"] == [[200, 100], "cursor at x₁ 2, x₂ 30: Enter adds an example here"]
    assert found["size"] == ["400", "200", "5px", "6px"]
    assert found["tools"] == [True, True, True] and found["later"] == [False, False] and found["said"] == "Moved."
    assert found["asked"] == [{"do": "points", "act": "undo"}, {"do": "points", "act": "restore"}] and found["off"] == [False, True]


def test_keys_move_the_cursor_or_an_example_by_a_fiftieth_and_ask_for_what_they_say():
    found = in_node(BEGIN + KEYS)
    assert np.allclose(found["cursor"][0], [208, 80]) and found["cursor"][1] == "x₁ 2.08, x₂ 34"
    first, second, undo = found["asked"]
    assert (first["act"], first["z"], second["z"], undo) == ("add", -1, 1, {"do": "points", "act": "undo"})
    assert np.allclose(first["x"], [2.08, 34]) and second["x"] == first["x"]
    assert found["order"] == [3, 7, 3, 7, 3]
    assert found["moved"] == [[0, 200], True, []] and found["told"] == [{"do": "points", "act": "move", "example": 3, "x": [0, 10]}]
    assert not found["after"]
    changed = [{"do": "points", "act": "class", "example": 3, "z": -1}, {"do": "points", "act": "remove", "example": 3}]
    assert found["changed"] == [changed, None, [0, 200]]


def test_a_click_adds_and_a_drag_moves_what_is_near():
    found = in_node(BEGIN + POINTER)
    (added,), cursor = found["added"]
    assert (added["act"], added["z"]) == ("add", -1) and np.allclose(added["x"], [1.01, 39.8]) and np.allclose(cursor, [101, 51])
    assert found["held"] and found["still"] == [[200, 100], []]
    place, (moved,) = found["moved"]
    assert np.allclose(place, [305, 47]) and (moved["act"], moved["example"]) == ("move", 7) and np.allclose(moved["x"], [3.05, 40.6])
    assert found["dragged"] == [[], [pytest.approx(320), pytest.approx(150)]]
    between, asked, after = found["refused"]
    assert between == [400, 0] and [each["example"] for each in asked] == [3] and after == [0, 200]
