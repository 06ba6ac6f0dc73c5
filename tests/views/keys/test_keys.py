"""The piece for a lab's keys has no picture: its class takes it out of the page."""

import re

from nbnn.views.code.source import VIEWS
from nbnn.views.keys.keys import Keys
from tests.views.node import in_node, needs_node


def test_it_is_not_seen():
    keys = Keys()
    assert "nbnn-keys" in keys.get_state()["_dom_classes"] and repr(keys) == "Keys()"
    assert re.search(r"\.nbnn-keys \{[^}]*display: none", (VIEWS / "shared/lab.css").read_text("utf-8"))
    keys.close()


ON_A_PAGE = """
import keys from "./keys/keys.js";
globalThis.KeyboardEvent = class { constructor(type, parts) { Object.assign(this, eventOf(type, parts)); } };
const made = (className, parent, tag = "div") => {
  const part = document.createElement(tag);
  part.className = className;
  parent.append(part);
  return part;
};
const notebook = made("jp-Notebook", document.body), cell = made("jp-Cell", notebook), region = made("jp-OutputArea-output", cell);
const prompt = made("prompt", cell), lab = made("nbnn-lab", region), el = made("", lab), button = made("", lab, "button");
const input = made("", lab, "input"), range = made("", lab, "input"), own = made("", lab);
input.type = "text";
range.type = "range";
own.setAttribute("data-own-undo", "");
lab.clientWidth = 900;
const heard = [];
let taken = false;
notebook.addEventListener("keydown", (event) => {
  if (event.target !== notebook) return;
  heard.push([event.key, Boolean(event.ctrlKey)]);
  if (taken) event.preventDefault();
});
const stop = keys.render({ model: new Model({}), el });
const parts = { lab, button, input, range, own, region };
const press = ([on, key, more = {}, modifiers = []]) => {
  heard.length = 0;
  document.activeElement = button;
  const event = eventOf("keydown", { key, ...more, getModifierState: (name) => modifiers.includes(name) });
  parts[on].dispatchEvent(event);
  return [[...heard], event.defaultPrevented, document.activeElement === cell, parts[on].hasAttribute("data-lm-suppress-shortcuts")];
};
const pressed = [given.map(press)];
taken = true;
pressed.push(given.map(press));
const focusAfter = (act) => {
  document.activeElement = document.body;
  act();
  return document.activeElement === lab ? "lab" : document.activeElement === cell ? "cell" : "";
};
const undone = (inputType) => {
  const event = eventOf("beforeinput", { inputType });
  input.dispatchEvent(event);
  return event.stopped;
};
const onPrompt = () => prompt.dispatchEvent(eventOf("mousedown"));
const focused = [() => button.dispatchEvent(eventOf("mousedown")), () => region.dispatchEvent(eventOf("focusin")), () => {
  button.focus();
  onPrompt();
}, onPrompt].map(focusAfter);
const lose = (part, now, relatedTarget = null) => new Promise((done) => {
  document.activeElement = now;
  part.dispatchEvent(eventOf("focusout", { relatedTarget }));
  setTimeout(() => done(document.activeElement === lab));
});
const kept = [];
for (const [now, to] of [[document.body], [document.body, input], [input], [notebook]]) kept.push(await lose(button, now, to));
button.clientWidth = 30;
kept.push(await lose(button, document.body));
button.disabled = true;
kept.push(await lose(button, document.body));
const marked = [region, lab].map((part) => [part.getAttribute("data-lm-suppress-shortcuts"), part.tabIndex]);
const undos = ["historyUndo", "insertText"].map(undone);
stop();
say({ pressed, focused, kept, marked, undos, after: press(["lab", "Escape"])[0] });
"""


CTRL, SHIFT, ALT = ({f"{name}Key": True} for name in ("ctrl", "shift", "alt"))
HANDED_ON = [["button", "Escape"], ["lab", "F1"], ["lab", "F12"], ["lab", "s", CTRL], ["input", "s", CTRL], ["lab", "z", CTRL],
             ["range", "z", CTRL], ["lab", "Enter", SHIFT], ["lab", "x", ALT], ["lab", "s", {"metaKey": True}]]
KEPT = [["lab", "m"], ["lab", "F"], ["lab", "Shift"], ["lab", "Control", CTRL], ["input", "z", CTRL], ["input", "Y", CTRL],
        ["own", "z", CTRL],
        ["input", "Enter", SHIFT], ["lab", "Enter"], ["input", "x", ALT], ["lab", "x", SHIFT], ["lab", "s", {**CTRL, "isComposing": True}],
        ["lab", "q", CTRL, ["AltGraph"]]]


@needs_node
def test_on_a_page_the_labs_keys_stay_in_it_and_those_of_jupyterlab_are_handed_on():
    found = in_node(ON_A_PAGE, HANDED_ON + KEPT)
    for taken, pressed in zip((False, True), found["pressed"], strict=True):
        for k, (key, (heard, prevented, in_cell, own)) in enumerate(zip(HANDED_ON + KEPT, pressed, strict=True)):
            wanted = k < len(HANDED_ON)
            assert heard == ([[key[1], CTRL in key]] if wanted else []), key
            assert prevented == (wanted and taken) and in_cell == (key[1] == "Escape" and not taken) and own
    assert found["focused"] == ["lab", "lab", "cell", ""] and found["kept"] == [True, False, False, True, False, True]
    assert found["marked"] == [["true", -1], ["true", -1]] and found["undos"] == [True, False] and found["after"] == []
