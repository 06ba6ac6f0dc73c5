// Whether there is a Python behind a view. One place knows it, every question to Python goes through one door
// (`askPython`, `tellPython`), and one watch on each lab says in words, where one looks, what cannot be done now.
//
// A page may have been given answers in advance (page/page.js): what has one works there as with Python.
//
// What there is to know it by: a view's layout is a model of the widget manager's own, and such a model has
// `comm_live`; a manager with a kernel (JupyterLab, Notebook, Voilà) has its status and the connection's; a page
// without any has neither.
import { askedBy, elementOf, rewrite } from "./elements.js";
import { whenInLab } from "./lab.js";

export const SAYS = {
  alive: "",
  restarted: "Python has been restarted: run this cell again.",
  stopped: "Python has stopped: start it again (menu Kernel), then run this cell again.",
  lost: "The connection to Python is lost. What is shown can still be played; the rest waits until the connection is back.",
  none: "There is no Python here. What is shown can still be played; to change it, open this page where Python runs.",
  busy: "Python is busy: this will be answered when it is done.",
  silent: "Python has not answered yet.",
  unknown: "This page does not have the answer to that: it takes Python. Open it where Python runs.",
};
export const GONE = new Set(["restarted", "stopped", "none"]); // what was asked will never be answered
const BUSY_AFTER = 1000; // ms until it is said that an answer is still to come
const SILENT_AFTER = 4000; // the same where nothing but an answer shows that there is a Python
const HERE = Symbol("nbnn.python");

// ---- what is known, once for all the views of a page with the same Python ----

class Python {
  constructor(manager) {
    this.manager = manager;
    this.listeners = new Set();
    this.era = 0;
    this.kernel = manager.kernel?.id;
    const source = manager.context?.sessionContext ?? manager.kernel;
    source?.statusChanged?.connect((_, status) => {
      if (status === "restarting" || status === "autorestarting") this.era += 1;
      this.notify();
    });
    source?.connectionStatusChanged?.connect(() => this.notify());
    source?.kernelChanged?.connect(() => this.notify());
  }

  notify() {
    for (const listener of [...this.listeners]) listener();
  }

  // The state as it is for one view: what was made before a restart has no Python, what was made after it has.
  stateOf(model) {
    const { kernel } = this.manager, layout = model.get("layout");
    const mark = this.markOf(layout, kernel);
    if (kernel === undefined) return layout?.comm_live === false ? "none" : "alive";
    if (mark && mark.era !== this.era) return "restarted";
    if (kernel === null || ["dead", "terminating"].includes(kernel.status)) return "stopped";
    if (layout?.comm_live === false || (mark?.kernel && mark.kernel !== kernel.id)) return "restarted";
    return ["connecting", "disconnected"].includes(kernel.connectionStatus) ? "lost" : "alive";
  }

  // Under which kernel, and between which of its restarts, a view was made: written down when it is first asked for.
  markOf(layout, kernel) {
    if (!layout || typeof layout !== "object") return null;
    layout[HERE] ??= { era: this.era, kernel: kernel?.id };
    return layout[HERE];
  }
}

const UNKNOWN = { kernel: undefined }; // a front end that does not say who its manager is

function behind(model) {
  const manager = model.widget_manager ?? UNKNOWN;
  manager[HERE] ??= new Python(manager);
  return manager[HERE];
}

/** @type {(model: Model) => keyof typeof SAYS} */
export function pythonOf(model) {
  return behind(model).stateOf(model);
}

// Call `changed(state)` whenever it is another one; returns what ends that.
/** @type {(model: Model, changed: (state: keyof typeof SAYS) => void) => Stop} */
export function onPython(model, changed) {
  const python = behind(model), layout = model.get("layout");
  let last = python.stateOf(model);
  const look = () => {
    const state = python.stateOf(model);
    if (state === last) return;
    last = state;
    changed(state);
  };
  python.listeners.add(look);
  layout?.on?.("comm_live_update", look);
  return () => {
    python.listeners.delete(look);
    layout?.off?.("comm_live_update", look);
  };
}

// When a lost connection is back, JupyterLab asks Python for the state of all that is on the page, and sets it: also
// what Python had heard of a learner before. `open` from when it is lost, and `begins` is called, until all is set.
/** @type {(model: Model, begins?: () => void) => { open: boolean, stop: Stop }} */
export function watchReturn(model, begins = () => {}) {
  const { restored } = model.widget_manager ?? {}; // tells that all is set
  const found = { open: false, stop };
  const over = () => {
    found.open = false;
    restored?.disconnect(over);
  };
  const unwatch = onPython(model, (state) => {
    if (state !== "lost" || !restored) return;
    found.open = true;
    begins();
    restored.connect(over);
  });
  function stop() {
    over();
    unwatch();
  }
  return found;
}

// Has the page an answer to `what`: a question to the model by its name, or a trait of it that is set?
/** @type {(model: Model | undefined, what: string) => boolean} */
export function isAnswered(model, what) {
  if (!model || pythonOf(model) !== "none") return false;
  return model.widget_manager?.nbnnAnswers?.knows(model.get("_own"), what) ?? false;
}

// ---- the door ----

// Asks Python. `from`: the element where somebody waits for the answer; it is said there when that takes long, and at
// once when there is nobody to answer: then nothing is sent, and the return is false.
/** @type {(model: Model, content: unknown, where?: { from?: Element | null, buffers?: ArrayBuffer[] }) => boolean} */
export function askPython(model, content, { from = null, buffers = undefined } = {}) {
  if (pythonOf(model) === "none" && model.widget_manager?.nbnnAnswers?.ask(model.get("_own"), content)) {
    announce(from, "answered");
    return true;
  }
  const said = isAnswered(model, nameOf(content)) ? "unknown" : "none";
  return through(model, from, said, (callbacks) => model.send(content, callbacks, buffers));
}

// The same for a trait that was set: Python hears of it, and has something to compute.
/** @type {(model: Model, from?: Element | null) => boolean} */
export function tellPython(model, from = null) {
  unanswered.get(from)?.end(); // several in a row become one message, and its answer is the last one's
  const send = (callbacks) => model.save_changes(callbacks);
  return through(model, from, "none", send, (wait) => unanswered.set(from, wait));
}

// Hands over where the learner has come to rest, after a while: by then its Python may have gone.
/** @type {(model: Model) => void} */
export function tellAtRest(model) {
  if (!GONE.has(pythonOf(model))) model.save_changes();
}

const unanswered = new Map(); // element → the answer that it waits for

const nameOf = (content) => content?.do ?? "";

function through(model, from, inVain, send, keep = null) {
  const state = pythonOf(model);
  if (state !== "alive") {
    announce(from, "refused", state === "none" ? inVain : state);
    return false;
  }
  const wait = from && new Wait(model, from);
  if (wait) keep?.(wait);
  send(wait?.callbacks);
  return true;
}

function announce(from, what, detail) {
  from?.dispatchEvent(new CustomEvent(`nbnn-python-${what}`, { bubbles: true, detail }));
}

// One question on its way: answered when the kernel is done with its message, or when anything comes back.
class Wait {
  constructor(model, from) {
    this.model = model;
    this.from = from;
    const known = Boolean(model.widget_manager?.kernel);
    const [said, after] = known ? ["busy", BUSY_AFTER] : ["silent", SILENT_AFTER];
    this.timer = setTimeout(() => announce(from, "waits", said), after);
    this.over = () => this.end();
    this.callbacks = { iopub: { status: ({ content }) => { if (content?.execution_state === "idle") this.end(); } } };
    if (!known) model.on("change msg:custom", this.over);
    this.stop = onPython(model, this.over);
  }

  end() {
    clearTimeout(this.timer);
    this.model.off("change msg:custom", this.over);
    this.stop();
    if (unanswered.get(this.from) === this) unanswered.delete(this.from);
    announce(this.from, "answered");
  }
}

// ---- the watch: on the lab's root, whatever the lab is made of ----

// ipywidgets' own, which know nothing; [data-alone] is one that a page answers
const NATIVE = ":is(.widget-inline-hbox, .jupyter-button):not(.nbnn *, [data-alone])";
const PRESSES = ["click", "keydown", "input", "change", "pointerdown", "mousedown"];
const KEYS = ["Enter", " "]; // which press a button; the others move a slider or a menu
const MORE_KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];
const ROWS = ".nbnn-controls, .nbnn-controls-box";
const PLACES = ".nbnn-controls, .nbnn-unfold, .nbnn-bar, .nbnn-exercise-bar, .nbnn-asking-bar, .nbnn-csv-buttons";

// To be called by a view that every lab has one of; returns what ends it. The first one watches, and hands over when it
// goes.
/** @type {(model: Model, el: HTMLElement) => Stop} */
export function watchLab(model, el) {
  let lab = null, gone = false;
  const make = () => new Watch(model, lab);
  whenInLab(el, (found) => {
    if (gone) return;
    lab = found;
    lab[HERE] ??= { heirs: new Set(), watch: null };
    lab[HERE].heirs.add(make);
    lab[HERE].watch ??= Object.assign(make(), { maker: make });
  });
  return () => {
    gone = true;
    const here = lab?.[HERE];
    if (!here) return;
    here.heirs.delete(make);
    if (here.watch?.maker !== make) return;
    here.watch.end();
    const [next] = here.heirs;
    here.watch = next ? Object.assign(next(), { maker: next }) : null;
  };
}

class Watch {
  constructor(model, lab) {
    this.model = model;
    this.lab = lab;
    this.lines = new Map();
    this.waiting = new Map();
    this.tried = new Map(); // what was asked in vain → what is said of it
    this.frame = 0;
    this.said = elementOf("p", "nbnn-python-said");
    this.said.setAttribute("role", "status");
    this.stop = onPython(model, () => this.draw());
    this.refuse = (event) => this.refused(event);
    this.events = [...PRESSES.map((name) => [name, this.refuse, true]),
      ["change", (event) => this.nativeChanged(event)], ["click", (event) => this.nativeChanged(event)],
      ["nbnn-python-waits", ({ target, detail }) => this.waits(target, detail)],
      ["nbnn-python-answered", ({ target }) => this.answered(target)],
      ["nbnn-python-refused", ({ target, detail }) => { this.tried.set(target, detail); this.draw(); }]];
    for (const [name, act, early] of this.events) lab.addEventListener(name, act, early);
    this.grown = new MutationObserver(() => { this.frame ||= requestAnimationFrame(() => this.draw()); });
    this.draw();
  }

  end() {
    this.stop();
    this.grown.disconnect();
    cancelAnimationFrame(this.frame);
    for (const [name, act, early] of this.events) this.lab.removeEventListener(name, act, early);
    for (const line of this.lines.values()) line.remove();
    this.said.remove();
  }

  draw() {
    const state = pythonOf(this.model), off = state !== "alive";
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.grown.disconnect();
    this.lab.toggleAttribute("data-no-python", off);
    for (const each of this.lab.querySelectorAll(NATIVE)) setOff(each, off, true);
    for (const each of this.lab.querySelectorAll("[data-asks]")) setOff(each, this.isOff(each), false);
    (off ? this.waiting : this.tried).clear();
    const places = off ? this.places() : askingPlaces(this.waiting);
    for (const [place, line] of this.lines) if (!places.has(place)) { line.remove(); this.lines.delete(place); }
    for (const [place, said] of places) this.write(place, SAYS[said ?? state]);
    this.speak(off ? SAYS[state] : SAYS[[...this.waiting.values()][0] ?? "alive"]);
    if (off) this.grown.observe(this.lab, { childList: true, subtree: true });
  }

  // Does what is marked so do nothing now?
  isOff(element) {
    return pythonOf(this.model) !== "alive" && !isAnswered(askedBy.get(element), element.dataset.asks);
  }

  // Where there is something that cannot be done now, once for each row or card of the lab.
  places() {
    const found = new Map();
    for (const each of this.lab.querySelectorAll(`${NATIVE}, [data-asks]`)) {
      if (!each.getClientRects().length || (each.matches("[data-asks]") && !this.isOff(each))) continue;
      const place = askingPlace(each);
      let before = topOf(place, this.lab).previousElementSibling;
      while (before?.matches(".nbnn-python")) before = before.previousElementSibling;
      const above = [...found.keys()].find((other) => topOf(other, this.lab) === before);
      if (above && place.matches(".nbnn-unfold")) continue;
      if (above && place.matches(ROWS)) found.delete(above); // rows under one another: once, below the last
      found.set(place, null);
    }
    return new Map([...found, ...askingPlaces(this.tried)]); // and wherever somebody asked in vain
  }

  write(place, words) {
    const isNew = !this.lines.has(place);
    if (isNew) {
      const line = elementOf("p", "nbnn-python");
      this.lines.set(place, line);
      if (place.matches(`${PLACES}, ${ROWS}`)) place.after(line);
      else place.append(line);
    }
    rewrite(this.lines.get(place), words);
    if (isNew) announce(this.lines.get(place), "said"); // see room.js
  }

  speak(words) {
    if (!this.said.isConnected && words) this.lab.append(this.said);
    requestAnimationFrame(() => rewrite(this.said, words)); // a region that has just come is not heard
  }

  // What needs Python does nothing while there is none, by mouse, by key or by touch.
  refused(event) {
    const target = event.target.closest?.("[data-asks]");
    if (!target || !this.isOff(target)) return;
    const keys = target.matches("button") ? KEYS : [...KEYS, ...MORE_KEYS];
    if (event.type === "keydown" && !keys.includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.draw();
  }

  // A field of ipywidgets sends for itself: a question behind it is answered when it has been.
  nativeChanged(event) {
    const target = event.target.closest?.(NATIVE);
    if (target && event.isTrusted) setTimeout(() => askPython(this.model, { do: "answered" }, { from: target }), 0);
  }

  waits(from, said) {
    this.waiting.set(from, said);
    this.draw();
  }

  answered(from) {
    const waited = this.waiting.delete(from), tried = this.tried.delete(from);
    if (waited || tried) this.draw();
  }
}

function setOff(element, off, inert) {
  if (inert) element.inert = off;
  const parts = inert ? [element, ...element.querySelectorAll("input, select, button, textarea")] : [element];
  for (const part of parts.filter((each) => !inert || each.matches("input, select, button, textarea"))) {
    if (off) part.setAttribute("aria-disabled", "true");
    else part.removeAttribute("aria-disabled");
  }
}

// Where it is said what is said of these questions: each by what it came from, unless that has left the page.
/** @type {(questions: Map<Element, string>) => Map<Element, string>} */
function askingPlaces(questions) {
  const there = [...questions].filter(([from]) => from.isConnected);
  return new Map(there.map(([from, said]) => [askingPlace(from), said]));
}

function askingPlace(element) {
  const bar = element.closest(".nbnn-asking-head")?.parentElement.querySelector(":scope > .nbnn-asking-bar");
  if (bar) return bar; // it is said once in a card
  const places = [".nbnn-controls-box", PLACES, ".nbnn-card"].map((wanted) => element.closest(wanted));
  return places.find(Boolean) ?? element.parentElement;
}

function topOf(element, lab) {
  let top = element;
  while (top.parentElement && top.parentElement !== lab) top = top.parentElement;
  return top;
}
