import { asks, elementOf } from "../shared/elements.js";
import { isForLab, whenInLab } from "../shared/lab.js";
import { GONE, SAYS, onPython, pythonOf, watchLab } from "../shared/python.js";
import { allowed, askPlayer, recordingOf, waits } from "../shared/recording.js";
import { sentence, text } from "../shared/template.js";

const REST = 250; // ms without a move before Python is told where we are
const MISSING = 1500; // ms without a chunk that is wanted before it is asked for
const PER_SECOND = { unit: 3, line: 1.5, update: 6 }; // steps a second at speed 1
const SPEEDS = [0.25, 0.5, 1, 2, 4, 16, 60];
const ICONS = {
  First: "M5 4v12M16 4 8 10l8 6z",
  Back: "M14 4 6 10l8 6z",
  Last: "M15 4v12M4 4l8 6-8 6z",
  Play: "M6 4l10 6-10 6z",
  Pause: "M6.5 4v12M13.5 4v12",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  svg.firstChild.setAttribute("d", ICONS[name]);
  return svg;
}

function iconButton(name) {
  const button = elementOf("button", "nbnn-button");
  button.type = "button";
  button.append(icon(name));
  nameButton(button, name);
  return button;
}

function nameButton(button, name) {
  button.setAttribute("aria-label", name);
  button.title = name;
}

// ---- where a move leads: pure functions of the place and of what there is to move in ----

const place = (model) => ({ index: model.get("index"), line: model.get("line"), unit: model.get("unit") });
const entries = (model, line) => Math.max(1, model.get("schema").lines?.[line]?.size ?? 1);
const whole = (model, index, line) => ({ index, line, unit: entries(model, line) - 1 });

function nextPlace(model) {
  const { index, line, unit } = place(model);
  const stop = model.get("stop");
  const how = model.get("granularity");
  if (how === "unit" && unit + 1 < entries(model, line)) return { index, line, unit: unit + 1 };
  if (how === "update") return whole(model, line < stop ? index : index + 1, stop);
  const to = line < stop ? { index, line: line + 1 } : { index: index + 1, line: 0 };
  return how === "unit" ? { ...to, unit: 0 } : whole(model, to.index, to.line);
}

function previousPlace(model) {
  const { index, line, unit } = place(model);
  const stop = model.get("stop");
  const how = model.get("granularity");
  if (how === "unit" && unit > 0) return { index, line, unit: unit - 1 };
  if (how === "update") return index > 0 ? whole(model, index - 1, stop) : whole(model, 0, 0);
  if (line > 0) return whole(model, index, line - 1);
  return index > 0 ? whole(model, index - 1, stop) : whole(model, 0, 0);
}

function samePlace(a, b) {
  return a.index === b.index && a.line === b.line && a.unit === b.unit;
}

// ---- moving: the only writer of index, line and unit on the page ----

// One for a player, however many times it is displayed: two displays must not both play it. Two notebooks with one Python have
// a player each of the same key.
const moversOf = new WeakMap();

function movers({ widget_manager: manager }) {
  if (!moversOf.has(manager)) moversOf.set(manager, new Map());
  return moversOf.get(manager);
}

class Mover {
  constructor(model) {
    this.model = model;
    this.frame = 0;
    this.rest = 0;
    this.wanted = null; // a place asked for before its chunk was there
    this.missing = 0; // the timer after which that chunk is taken for lost
    this.asking = false; // Python is computing more updates
    this.listeners = new Set();
    this.places = new Set(); // the displays: where an answer is waited for
    this.stop = onPython(model, (state) => { if (GONE.has(state)) this.answered(); });
    model.on("change:tail", () => this.retry());
    model.on("change:schema change:can_extend", () => this.answered());
  }

  get updates() {
    return this.model.get("schema").updates ?? 0;
  }

  get playing() {
    return this.frame !== 0;
  }

  notify() {
    for (const listener of this.listeners) listener();
  }

  go(wanted) {
    this.wanted = null;
    const to = allowed(this.model, wanted);
    if (to !== wanted) this.notify(); // the scrubber goes back to where the learner is
    if (to.index >= recordingOf(this.model).loaded && to.index < this.updates) {
      this.wanted = to;
      this.missing ||= setTimeout(() => this.askForRest(), MISSING);
      this.notify();
      return;
    }
    if (samePlace(to, place(this.model))) return;
    this.model.set(to);
    if (!this.playing) this.tellLater();
  }

  retry() {
    if (this.wanted) this.go(this.wanted);
  }

  // A busy server may drop a message: the kernel still has what it held.
  askForRest() {
    this.missing = 0;
    if (this.wanted) this.ask({ do: "rest" });
  }

  ask(question) {
    return askPlayer(this.model, question, [...this.places][0]);
  }

  answered() {
    this.wanted = null;
    this.asking = false;
    this.notify();
  }

  tellLater() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.model.save_changes(), REST);
  }

  step() {
    const to = nextPlace(this.model);
    if (to.index < this.updates) return this.go(to);
    this.pause();
    if (!this.model.get("can_extend") || this.asking) return undefined;
    clearTimeout(this.rest);
    this.asking = this.ask({ do: "extend" });
    this.notify();
    return undefined;
  }

  back() {
    this.go(previousPlace(this.model));
  }

  first() {
    this.go(whole(this.model, 0, 0));
  }

  last() {
    this.go(whole(this.model, this.updates - 1, this.model.get("stop")));
  }

  byUpdate(by) {
    const { index, line, unit } = place(this.model);
    const to = Math.min(Math.max(index + by, 0), this.updates - 1);
    this.go({ index: to, line, unit });
  }

  scrub(index) {
    this.go({ ...place(this.model), index });
  }

  setGranularity(how) {
    this.model.set({ granularity: how, ...whole(this.model, this.model.get("index"), this.model.get("line")) });
    this.tellLater();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (waits(this.model)) return;
    clearTimeout(this.rest);
    const atEnd = this.model.get("index") === this.updates - 1 && this.model.get("line") === this.model.get("stop");
    if (atEnd) this.first();
    clearTimeout(this.rest);
    let last = performance.now();
    let due = 0;
    const tick = (now) => {
      this.frame = requestAnimationFrame(tick);
      due += ((now - last) / 1000) * this.model.get("speed") * PER_SECOND[this.model.get("granularity")];
      last = now;
      if (due < 1) return;
      const steps = Math.floor(due);
      due -= steps;
      this.advance(steps);
    };
    this.frame = requestAnimationFrame(tick);
    this.notify();
  }

  // Several steps in one frame are one change of the page.
  advance(steps) {
    if (this.wanted) return undefined; // playing goes on from there, once it is there
    if (this.model.get("granularity") === "update" && steps > 1) {
      const to = Math.min(this.model.get("index") + steps, this.updates - 1);
      this.go(whole(this.model, to, this.model.get("stop")));
    } else {
      for (let i = 0; i < steps && this.playing; i += 1) {
        const to = nextPlace(this.model);
        if (to.index >= this.updates) return this.pause();
        this.go(to);
      }
    }
    const atEnd = this.model.get("index") === this.updates - 1 && this.model.get("line") === this.model.get("stop");
    if (atEnd || waits(this.model)) this.pause();
    return undefined;
  }

  pause() {
    if (!this.playing) return;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.tellLater();
    this.notify();
  }

  reset() {
    this.pause();
    clearTimeout(this.rest);
    this.ask({ do: "reset" });
  }
}

// ---- the bar ----

function segments(mover) {
  const box = elementOf("div", "nbnn-segments");
  box.setAttribute("role", "radiogroup");
  box.setAttribute("aria-label", "Step by");
  for (const how of ["update", "line", "unit"]) {
    const label = elementOf("label");
    const radio = elementOf("input");
    radio.type = "radio";
    radio.name = `nbnn-by-${segments.mine}-${segments.made}`;
    radio.value = how;
    radio.addEventListener("change", () => mover.setGranularity(how));
    label.dataset.by = how;
    label.append(radio, elementOf("span", "", how));
    box.append(label);
  }
  segments.made += 1;
  return box;
}
segments.made = 0;
segments.mine = Math.random().toString(36).slice(2); // every widget has a module of its own, and its counter begins at 0 again

function speedSelect(model) {
  const select = elementOf("select", "nbnn-speed");
  select.setAttribute("aria-label", "Speed");
  for (const speed of SPEEDS) {
    const option = elementOf("option", "", `${speed}×`);
    option.value = String(speed);
    select.append(option);
  }
  select.addEventListener("change", () => {
    model.set("speed", Number(select.value));
    model.save_changes();
  });
  return select;
}

function scrubber(mover) {
  const range = elementOf("input", "nbnn-scrubber");
  range.type = "range";
  range.min = "0";
  range.setAttribute("aria-label", "Update");
  range.addEventListener("input", () => mover.scrub(Number(range.value)));
  return range;
}

function makeBar(model, mover, step) {
  const parts = {
    bar: elementOf("div", "nbnn-bar"),
    First: iconButton("First"),
    Back: iconButton("Back"),
    Step: elementOf("button", "nbnn-button nbnn-step", "Step"),
    Last: iconButton("Last"),
    Play: iconButton("Play"),
    range: scrubber(mover),
    count: elementOf("span", "nbnn-count"),
    by: segments(mover),
    speed: speedSelect(model),
    Reset: asks(elementOf("button", "nbnn-button nbnn-reset", "Reset")),
  };
  parts.Step.type = "button";
  parts.Reset.type = "button";
  parts.Step.title = "One step forward (→)";
  parts.Reset.title = "Back to the beginning: as this lab was made, forks dropped";
  parts.First.addEventListener("click", () => mover.first());
  parts.Back.addEventListener("click", () => mover.back());
  parts.Step.addEventListener("click", step);
  parts.Last.addEventListener("click", () => mover.last());
  parts.Play.addEventListener("click", () => mover.toggle());
  parts.Reset.addEventListener("click", () => mover.reset());
  parts.bar.append(parts.First, parts.Back, parts.Step, parts.Last, parts.Play, parts.range, parts.count, parts.by, parts.speed, parts.Reset);
  parts.bar.setAttribute("role", "toolbar");
  parts.bar.setAttribute("aria-label", "Player");
  return parts;
}

function drawBar(parts, model, mover) {
  const updates = mover.updates;
  const { index, line } = place(model);
  const of = model.get("schema").of ?? updates; // a recording that has the beginning too has one moment more
  const atEnd = index >= updates - 1 && line >= model.get("stop");
  parts.range.max = String(Math.max(0, updates - 1));
  parts.range.value = String(index);
  parts.range.setAttribute("aria-valuetext", `update ${index} of ${of}, line ${line}`);
  parts.range.style.setProperty("--at", updates > 1 ? index / (updates - 1) : 0);
  const count = `${index} / ${of}`;
  if (parts.count.textContent !== count) parts.count.textContent = count;
  parts.count.style.minWidth = `${2 * String(updates).length + 3}ch`;
  parts.First.disabled = parts.Back.disabled = index === 0 && line === 0 && model.get("unit") === entries(model, 0) - 1;
  parts.Last.disabled = atEnd;
  const asked = waits(model);
  parts.Step.disabled = atEnd && !asked && !model.get("can_extend");
  const forward = asked ? "Check" : "Step";
  if (parts.Step.textContent !== forward) {
    parts.Step.textContent = forward;
    parts.Step.title = asked ? "Check what you have filled in (→)" : "One step forward (→)";
  }
  parts.Play.disabled = asked;
  const name = mover.playing ? "Pause" : "Play";
  if (parts.Play.getAttribute("aria-label") !== name) {
    nameButton(parts.Play, name);
    parts.Play.replaceChildren(icon(name));
  }
  for (const radio of parts.by.querySelectorAll("input")) radio.checked = radio.value === model.get("granularity");
  const by = model.get("schema").by; // what there is to step by; all three when it does not say
  for (const label of parts.by.children) label.hidden = by !== undefined && !by.includes(label.dataset.by);
  parts.by.hidden = by?.length === 1;
  parts.speed.value = String(model.get("speed"));
}

function statusText(model, mover, recording) {
  const { index, line, unit } = place(model);
  if (mover.asking) return "Computing more updates …";
  if (mover.wanted) return SAYS[pythonOf(model)] || `Update ${mover.wanted.index} is on its way: the rest of the recording is being sent.`;
  if (waits(model) && !model.get("covered").after) return askedText(model, recording, index, line);
  return sentence(recording, model.get("schema"), index, line, unit, model.get("granularity"), model.get("stop") + 1);
}

// What is said of a line that is covered: the same words as labs/asking/stepper.py.
function askedText(model, recording, index, line) {
  const { sentence: said } = model.get("covered");
  if (said !== undefined) return said;
  const { lines } = model.get("schema");
  const asked = lines[line].phase === "update" ? "waits for your answer" : "is yours to fill in";
  return `Update ${index}, line ${line + 1} of ${model.get("stop") + 1}: ${text(lines[line].symbol, recording, index)} ${asked}.`;
}

// ---- keys: those of the whole lab, but never a field's own nor a button's Space ----

function keyAction(event, mover, present, step) {
  const keys = {
    ArrowRight: step, ArrowLeft: () => mover.back(),
    PageDown: () => (present ? step() : mover.byUpdate(1)), PageUp: () => (present ? mover.back() : mover.byUpdate(-1)),
    Home: () => mover.first(), End: () => mover.last(), " ": () => mover.toggle(),
  };
  return !event.shiftKey && isForLab(event) ? keys[event.key] : null;
}

function listenToKeys(lab, mover, step) {
  const pressed = (event) => {
    const act = keyAction(event, mover, lab.classList.contains("nbnn-present"), step);
    if (!act) return;
    event.preventDefault();
    act();
  };
  lab.tabIndex = 0; // there are keys to press: Tab leads to it
  lab.addEventListener("keydown", pressed);
  return () => lab.removeEventListener("keydown", pressed);
}

function initialize({ model }) {
  const mover = new Mover(model);
  movers(model).set(model.get("key"), mover);
  return () => {
    mover.stop();
    mover.pause();
    movers(model).delete(model.get("key"));
  };
}

function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-player");
  const mover = movers(model).get(model.get("key"));
  // At a line that is asked for, the way forward is to have what was entered checked (see asking.js).
  const step = () => (waits(model) ? el.dispatchEvent(new CustomEvent("nbnn-check", { bubbles: true })) : mover.step());
  const parts = makeBar(model, mover, step);
  const said = elementOf("p", "nbnn-status");
  said.setAttribute("role", "status");
  const wrong = elementOf("p", "nbnn-message");
  wrong.setAttribute("role", "alert");
  el.append(parts.bar, said, wrong);

  const draw = () => {
    const recording = recordingOf(model);
    drawBar(parts, model, mover);
    said.setAttribute("aria-live", mover.playing ? "off" : "polite");
    if (recording.loaded <= model.get("index")) return;
    const text = statusText(model, mover, recording);
    if (said.textContent !== text) said.textContent = text;
    if (wrong.textContent !== model.get("status")) wrong.textContent = model.get("status");
  };
  let silence = null;
  let gone = false;
  whenInLab(el, (lab) => {
    if (!gone) silence = listenToKeys(lab, mover, step);
  });
  mover.listeners.add(draw);
  mover.places.add(parts.bar);
  const unwatch = watchLab(model, el);
  model.on("change", draw);
  draw();
  return () => {
    gone = true;
    mover.listeners.delete(draw);
    mover.places.delete(parts.bar);
    unwatch();
    if (!mover.listeners.size) mover.pause();
    model.off("change", draw);
    silence?.();
  };
}

export default { initialize, render };
