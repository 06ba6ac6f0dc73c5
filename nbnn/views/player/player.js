import { elementOf, rewrite } from "../shared/elements.js";
import { isForLab, whenInLab } from "../shared/lab.js";
import { SAYS, pythonOf, watchLab } from "../shared/python.js";
import { forgetRecording, inTurn, recordingOf, waits } from "../shared/recording.js";
import { sentence, text } from "../shared/template.js";
import { termOf } from "../shared/terms.js";
import { drawBar, makeBar } from "./bar.js";
import { Mover } from "./mover.js";
import { place } from "./places.js";

// One for a player, however many times it is displayed: two displays must not both play it. Two notebooks with one
// Python have a player each of the same key.
const moversOf = new WeakMap();

function movers({ widget_manager: manager }) {
  if (!moversOf.has(manager)) moversOf.set(manager, new Map());
  return moversOf.get(manager);
}

// ---- the sentence ----

function statusText(model, mover, recording) {
  const { index, line, unit, term } = place(model), { moment } = mover.ways;
  if (mover.asking) return `Computing more ${moment}s …`;
  if (mover.wanted) return SAYS[pythonOf(model)] || onItsWay(mover.wanted, moment);
  if (waits(model) && !model.get("covered").after) return askedText(model, recording, index, line);
  const told = mover.grows ? recording.said(index, line) ?? onItsWay({ index, line }, moment)
    : sentence(recording, recording.schema, index, line, unit, model.get("granularity"), model.get("stop") + 1, term);
  const ended = mover.atEnd ? [model.get("ended"), endOfPage(model, mover, moment)] : [];
  return [told, missingTerms(model, recording), ...ended].filter(Boolean).join(" ");
}

// Step does nothing at the end of what is recorded when there is no Python to compute more.
function endOfPage(model, mover, moment) {
  return model.get("can_extend") && !mover.canExtend ? `The recording ends here: more ${moment}s take Python.` : "";
}

function missingTerms(model, recording) {
  return termOf(model) && !recording.hasTerms ? SAYS[pythonOf(model)] || "The products are on their way." : "";
}

function onItsWay({ index, line }, moment) {
  if (moment === "update") return `Update ${index} is on its way: the rest of the recording is being sent.`;
  return line > 0 ? `The updates of epoch ${index + 1} are on their way.` : `Epoch ${index} is on its way.`;
}

// What is said of a line that is covered: the same words as labs/asking/stepper.py.
function askedText(model, recording, index, line) {
  const { sentence: said } = model.get("covered");
  if (said !== undefined) return said;
  const { lines } = model.get("schema");
  const asked = lines[line].phase === "update" ? "waits for your answer" : "is yours to fill in";
  const where = `Update ${index}, line ${line + 1} of ${model.get("stop") + 1}`;
  return `${where}: ${text(lines[line].symbol, recording, index)} ${asked}.`;
}

// ---- keys: those of the whole lab, but never a field's own nor a button's Space ----

function keyAction(event, mover, present, step) {
  const next = () => mover.byUpdate(1), before = () => mover.byUpdate(-1);
  const keys = event.shiftKey ? { ArrowRight: next, ArrowLeft: before } : {
    ArrowRight: step, ArrowLeft: () => mover.back(),
    PageDown: present ? step : next, PageUp: present ? () => mover.back() : before,
    Home: () => mover.first(), End: () => mover.last(), " ": () => mover.toggle(),
  };
  return isForLab(event) ? keys[event.key] : null;
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
    forgetRecording(model);
  };
}

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-player", "nbnn-stays");
  const mover = movers(model).get(model.get("key"));
  // At a line that is asked for, the way forward is to have what was entered checked (see asking.js).
  const step = () => (waits(model) ? el.dispatchEvent(new CustomEvent("nbnn-check", { bubbles: true })) : mover.step());
  const parts = makeBar(model, mover, step);
  const said = elementOf("p", "nbnn-status");
  said.setAttribute("role", "status");
  const wrong = elementOf("p", "nbnn-message");
  wrong.setAttribute("role", "alert");
  el.append(parts.bar, said, wrong);

  let within = null; // the lab
  const drawNow = () => {
    const recording = recordingOf(model);
    const { targets } = model.get("schema").network ?? {}; // for what a symbol means: notation.js
    within?.toggleAttribute("data-targets", Boolean(targets));
    drawBar(parts, model, mover);
    const live = mover.playing ? "off" : "polite"; // a screen reader does not read along
    if (said.ariaLive !== live) said.ariaLive = live;
    if (recording.loaded <= model.get("index")) return;
    rewrite(said, statusText(model, mover, recording));
    rewrite(wrong, model.get("status"));
  };
  const draw = inTurn(drawNow, () => mover.playing); // by hand the bar is where the hand is
  let silence = null;
  let gone = false;
  whenInLab(el, (lab) => {
    if (gone) return;
    silence = listenToKeys(lab, mover, step);
    within = lab;
    draw();
  });
  mover.listeners.add(draw);
  mover.places.add(parts.bar);
  const unwatch = watchLab(model, el);
  model.on("change", draw);
  draw();
  return () => {
    gone = true;
    draw.stop();
    mover.places.delete(parts.bar);
    unwatch();
    mover.left(draw);
    model.off("change", draw);
    silence?.();
  };
}

export default { initialize, render };
