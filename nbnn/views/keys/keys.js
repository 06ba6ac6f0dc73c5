// Keys pressed in a lab are the lab's, and JupyterLab keeps its own: every lab has this piece at its root, which also
// gives it the room that the page has (see room.js).
//
// JupyterLab looks for a command from what has the focus upwards, and stops where it finds the attribute below. The
// commands for a cell (`m`, `d d`, `0 0`) are found on the focus itself, so whatever takes the focus must have it. That
// takes Ctrl+S away too, so what belongs to JupyterLab is handed on: pressed once more on the notebook as a whole,
// which finds no cell's command.
import { whenInLab } from "../shared/lab.js";
import { giveRoom } from "../shared/room.js";

const OWN = "data-lm-suppress-shortcuts";
const NO_TEXT = ["radio", "checkbox", "range", "button", "file"].map((type) => `[type=${type}]`);
const TEXT = `textarea, [contenteditable=true], input:not(${NO_TEXT.join(", ")})`;
const PARTS = ["key", "code", "keyCode", "location", "ctrlKey", "shiftKey", "altKey", "metaKey", "repeat"];
const MODIFIERS = ["Control", "Meta", "Alt", "Shift"];
const UNDO = ["z", "y"]; // redo has Shift too

function own(part) {
  part.setAttribute(OWN, "true");
}

const cellOf = (region) => region.closest(".jp-Cell");
const inText = (event) => event.target.closest(TEXT) !== null;
const hasUndo = (event) => inText(event) || event.target.closest("[data-own-undo]") !== null;

function belongsToJupyterLab(event) {
  if (event.key === "Escape" || /^F\d+$/.test(event.key)) return true;
  if (MODIFIERS.includes(event.key) || event.getModifierState("AltGraph")) return false;
  if (event.ctrlKey || event.metaKey) return !(UNDO.includes(event.key.toLowerCase()) && hasUndo(event));
  return !inText(event) && (event.altKey || (event.shiftKey && event.key === "Enter"));
}

// The element above the lab on which a key is no longer this cell's: of the notebook, or of a view of this output
// alone.
function heirOf(region) {
  return region.closest(".jp-Notebook") ?? region.parentElement;
}

// Was it a key of JupyterLab's?
function handOn(event, region) {
  const parts = Object.fromEntries(PARTS.map((part) => [part, event[part]]));
  const copy = new KeyboardEvent("keydown", { ...parts, bubbles: true, cancelable: true });
  const taken = !heirOf(region).dispatchEvent(copy);
  if (taken) event.preventDefault();
  return taken;
}

function pressed(event, region) {
  if (event.isComposing) return;
  own(event.target);
  if (!belongsToJupyterLab(event)) return;
  if (!handOn(event, region) && event.key === "Escape") leave(region);
}

// The keys are the notebook's again.
function leave(region) {
  cellOf(region)?.focus({ preventScroll: true });
}

// In a text, undo is the text's. JupyterLab has one of its own and forbids the browser's all over a notebook.
function undone(event) {
  if (event.inputType.startsWith("history")) event.stopPropagation();
}

// Whatever is clicked in a lab, the focus is in the lab afterwards: also where nothing takes it, or a chart keeps it
// from being taken.
function takeFocus(lab) {
  if (!lab.contains(document.activeElement)) lab.focus({ preventScroll: true });
}

const vanished = (part) => !part.isConnected || part.matches(":disabled") || !part.getClientRects().length;

// What had the focus is drawn anew, hidden or disabled: the lab keeps the focus.
function keepFocus(lab, lost) {
  const now = document.activeElement;
  const fallen = now === document.body || (now !== lab && now?.contains(lab));
  if (fallen && lab.isConnected && vanished(lost)) takeFocus(lab);
}

// The lab and the rest of its output: a click a little beside it is meant for it too.
function guard(lab) {
  const region = lab.closest(".jp-OutputArea-output") ?? lab;
  const listeners = [
    ["keydown", (event) => pressed(event, region), true],
    ["beforeinput", undone, true],
    ["mousedown", () => takeFocus(lab), true],
    ["focusin", ({ target }) => (target === region ? takeFocus(lab) : own(target))],
    ["focusout", ({ target, relatedTarget }) => { if (!relatedTarget) setTimeout(() => keepFocus(lab, target)); }],
  ];
  for (const part of [region, lab]) {
    own(part);
    if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
  }
  // A click on the cell's number selects the cell; JupyterLab leaves the focus where it is if that is within the cell.
  const clicked = ({ target }) => {
    if (region.contains(document.activeElement) && !region.contains(target)) leave(region);
  };
  const cell = cellOf(region);
  cell?.addEventListener("mousedown", clicked, true);
  for (const listener of listeners) region.addEventListener(...listener);
  return () => {
    cell?.removeEventListener("mousedown", clicked, true);
    for (const listener of listeners) region.removeEventListener(...listener);
  };
}

/** @type {Render} */
function render({ el }) {
  let releases = [];
  let gone = false;
  whenInLab(el, (lab) => {
    if (!gone) releases = [guard(lab), giveRoom(lab)];
  });
  return () => {
    gone = true;
    for (const release of releases) release();
  };
}

export default { render };
