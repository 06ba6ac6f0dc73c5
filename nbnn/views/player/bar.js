import { asks, buttonOf, elementOf, ownName, rewrite, shapeOf } from "../shared/elements.js";
import { waits } from "../shared/recording.js";
import { NEWEST } from "./mover.js";
import { place } from "./places.js";

// The bar: what moves, where one is, and what else there is to ask for.

const BY = ["epoch", "update", "line", "unit", "term"]; // what there is to step by
const USUAL = ["update", "line", "unit"]; // where the recording does not say
const SPEEDS = [0.25, 0.5, 1, 2, 4, 16, 60];
const ICONS = {
  First: "M5 4v12M16 4 8 10l8 6z",
  Back: "M14 4 6 10l8 6z",
  Last: "M15 4v12M4 4l8 6-8 6z",
  Play: "M6 4l10 6-10 6z",
  Pause: "M6.5 4v12M13.5 4v12",
};

function icon(name) {
  const svg = shapeOf("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" });
  shapeOf("path", { d: ICONS[name] }, svg);
  return svg;
}

function iconButton(name, act) {
  const button = buttonOf("nbnn-button", "", "", act);
  button.append(icon(name));
  nameButton(button, name);
  return button;
}

function nameButton(button, name) {
  button.setAttribute("aria-label", name);
  button.title = name;
}

function segments(mover) {
  const box = elementOf("div", "nbnn-segments"), name = ownName("nbnn-by");
  box.setAttribute("role", "radiogroup");
  box.setAttribute("aria-label", "Step by");
  for (const how of BY) {
    const label = elementOf("label");
    const radio = elementOf("input");
    radio.type = "radio";
    radio.name = name;
    radio.value = how;
    radio.addEventListener("change", () => mover.setGranularity(how));
    label.dataset.by = how;
    label.append(radio, elementOf("span", "", how));
    box.append(label);
  }
  return box;
}

function speedSelect(model) {
  const select = elementOf("select", "nbnn-speed");
  select.setAttribute("aria-label", "Speed");
  for (const speed of SPEEDS) {
    const option = elementOf("option", "", `${speed}×`);
    option.value = String(speed);
    select.append(option);
  }
  select.append(newestOption());
  select.addEventListener("change", () => {
    model.set("speed", Number(select.value));
    model.save_changes();
  });
  return select;
}

function newestOption() {
  const option = elementOf("option", "", "max");
  option.value = String(NEWEST);
  option.title = "As fast as new epochs come";
  return option;
}

function scrubber(mover) {
  const range = elementOf("input", "nbnn-scrubber");
  range.type = "range";
  range.min = "0";
  range.addEventListener("input", () => mover.scrub(Number(range.value)));
  return range;
}

export function makeBar(model, mover, step) {
  const parts = {
    First: iconButton("First", () => mover.first()),
    Back: iconButton("Back", () => mover.back()),
    Step: buttonOf("nbnn-button nbnn-step", "Step", "One step forward (→)", step),
    Last: iconButton("Last", () => mover.last()),
    Play: iconButton("Play", () => mover.toggle()),
    range: scrubber(mover),
    count: elementOf("span", "nbnn-count"),
    by: segments(mover),
    speed: speedSelect(model),
  };
  const bar = elementOf("div", "nbnn-bar");
  bar.append(...Object.values(parts));
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Player");
  return { bar, actions: [], ...parts };
}

export function drawBar(parts, model, mover) {
  drawPlace(parts, model, mover);
  drawButtons(parts, model, mover);
  const { by = USUAL } = model.get("schema");
  drawTerm([...parts.by.children].at(-1), model, mover);
  for (const label of parts.by.children) {
    put(label, "hidden", !by.includes(label.dataset.by));
    put(label.firstChild, "checked", label.dataset.by === model.get("granularity"));
  }
  put(parts.by, "hidden", by.length === 1);
  for (const name of ["hidden", "disabled"]) put(parts.speed.lastChild, name, !mover.grows);
  put(parts.speed, "value", String(model.get("speed")));
}

// Going term by term takes numbers that come from Python, or that the page has been given.
function drawTerm(label, model, mover) {
  if (mover.hasTerms || !model.get("schema").terms) delete label.dataset.asks;
  else asks(label, model, "terms");
}

// What has changed, and nothing else: to write what is there already would cost the page a new layout at every move.
function put(part, name, value) {
  if (part[name] !== value) part[name] = value;
}

function drawPlace({ range, count: counter }, model, mover) {
  const { count, ways } = mover, at = place(model);
  const of = model.get("schema").of ?? count; // a recording that has the beginning too has one moment more
  put(range, "max", String(Math.max(0, count - 1)));
  put(range, "value", String(at.index));
  put(range, "ariaLabel", ways.moment === "epoch" ? "Epoch" : "Update");
  put(range, "ariaValueText", ways.words(at, of));
  rewrite(counter, `${at.index} / ${of}`);
  put(counter.style, "minWidth", `${2 * String(Math.max(of, count)).length + 3}ch`);
}

function drawButtons(parts, model, mover) {
  const { atEnd, canExtend } = mover, asked = waits(model), more = canExtend || mover.growing;
  const first = mover.ways.isFirst(model);
  put(parts.First, "disabled", first);
  put(parts.Back, "disabled", first);
  put(parts.Last, "disabled", atEnd);
  put(parts.Step, "disabled", atEnd && !asked && !more);
  rewrite(parts.Step, asked ? "Check" : "Step");
  put(parts.Step, "title", asked ? "Check what you have filled in (→)" : "One step forward (→)");
  put(parts.Play, "disabled", asked || (mover.count < 2 && !more));
  const name = mover.playing ? "Pause" : "Play";
  if (parts.Play.getAttribute("aria-label") !== name) {
    nameButton(parts.Play, name);
    parts.Play.replaceChildren(icon(name));
  }
  drawActions(parts, model, mover);
}

// What else there is to ask Python for: {do, words, title, off}.
function drawActions(parts, model, mover) {
  const wanted = model.get("actions");
  if (parts.actions.length !== wanted.length) {
    for (const button of parts.actions) button.remove();
    const act = (at) => mover.act(model.get("actions")[at]);
    parts.actions = wanted.map((_, at) => buttonOf("nbnn-button nbnn-reset", "", "", () => act(at)));
    parts.bar.append(...parts.actions);
  }
  parts.actions.forEach((button, at) => {
    asks(button, model, wanted[at].do);
    rewrite(button, wanted[at].words);
    put(button, "title", wanted[at].title);
    put(button, "disabled", Boolean(wanted[at].off));
  });
}
