import { asks, buttonOf, elementOf, partOf, rewrite, setAttributes, shapeOf } from "./elements.js";
import { lazily } from "./charts.js";
import { SAYS, onPython, pythonOf } from "./python.js";
import { formatNumber } from "./numbers.js";

// Examples of one's own, over a plane that shows them: added, dragged and removed by pointer, touch and keyboard. What
// changes is asked of Python; here stand only the hands. Nothing of it is there until the button asks for it.

const CLICK = 4; // px: a pointer that has moved less was not dragging
const IN_REACH = { mouse: 12, touch: 24, pen: 18 }; // px between the pointer and the example it means
const STEPS = 50, WIDE = 5; // steps of an arrow key over an axis, and how many Shift makes of one
const REST = 300; // ms after the last arrow key before a move is asked for
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const HELP = "Click to add an example; drag one to move it. Keys: arrows move, Enter adds, 1 to 9 choose the class, "
  + "N and P go through the examples, Delete removes, Ctrl+Z takes back.";

// The plane that an editor works on.
/**
 * @typedef {object} Frame
 * @property {Model} model who is asked
 * @property {() => HTMLElement | null} el where the plane is drawn, or nothing yet
 * @property {() => { left: number, top: number, width: number, height: number }} area its place within `el`, in px
 * @property {() => { x: number[], y: number[], names: string[] }} axes
 * @property {() => { example: number, x: number, y: number, label: number, words: string, color: string }[]} examples
 * @property {(question: object) => boolean} ask
 */

export class PointEditor {
  /** @param {Frame} frame */
  constructor(frame) {
    this.frame = frame;
    this.on = false;
    this.offer = {};
    this.waiting = new Map(); // example → where it was brought, until Python has answered
    this.asked = new Set(); // those that Python has been told of: an answer to something else leaves the others alone
    this.active = null; // the example that Remove means
    this.cursor = [0.5, 0.5]; // in parts of the plane
    this.toggle = buttonOf("nbnn-push nbnn-quiet nbnn-points-toggle", "", "", () => this.turn());
    this.nameToggle();
    this.stopWatching = onPython(frame.model, () => this.nameToggle());
    this.makeTools();
    this.svg = shapeOf("svg", { class: "nbnn-points", role: "group", "aria-label": HELP });
    this.svg.dataset.ownKeys = this.svg.dataset.ownUndo = "";
    this.listen();
    this.sendMoves = lazily(() => this.askMoves(), REST);
  }

  makeTools() {
    this.choice = elementOf("select", "nbnn-menu");
    this.undo = this.tool("Undo", "Take the last change back (Ctrl+Z)", () => this.ask({ act: "undo" }));
    this.remove = this.tool("Remove", "Remove the chosen example (Delete)", () => this.askRemove());
    const restore = () => this.ask({ act: "restore" });
    this.restore = this.tool("Restore", "Take all examples back as they were given", restore);
    this.said = elementOf("p", "nbnn-points-said");
    this.said.setAttribute("role", "status");
    const label = partOf("label", "nbnn-points-class", "New ones", this.choice);
    this.tools = partOf("div", "nbnn-points-tools", label, this.undo, this.remove, this.restore, this.said);
    this.tools.hidden = true;
  }

  tool(words, title, act) {
    return asks(buttonOf("nbnn-push nbnn-points-tool", words, title, act), this.frame.model, "points");
  }

  listen() {
    const { svg } = this;
    svg.addEventListener("keydown", (event) => this.pressed(event));
    svg.addEventListener("focusin", ({ target }) => this.focused(target));
    svg.addEventListener("click", (event) => event.stopPropagation());
    svg.addEventListener("pointerdown", (event) => this.grab(event));
    svg.addEventListener("pointermove", (event) => this.drag(event));
    svg.addEventListener("pointerup", (event) => this.drop(event));
    svg.addEventListener("pointercancel", () => this.letGo());
  }

  // ---- on and off ----

  turn() {
    if (!this.on && pythonOf(this.frame.model) !== "alive") { // it is said below that this takes Python
      this.ask({ act: "look" });
      return;
    }
    this.on = !this.on;
    this.nameToggle();
    this.tools.hidden = !this.on;
    rewrite(this.said, this.on ? HELP : "");
    this.show();
    if (this.on) this.mark?.focus({ preventScroll: true });
  }

  // Where there is little room its words are fewer: see points.css.
  nameToggle() {
    const state = pythonOf(this.frame.model);
    this.toggle.title = SAYS[state] || "Add, move and remove examples";
    if (state === "alive" || this.on) this.toggle.removeAttribute("aria-disabled");
    else this.toggle.setAttribute("aria-disabled", "true");
    this.toggle.setAttribute("aria-pressed", String(this.on));
    this.toggle.setAttribute("aria-label", this.on ? "Done with the examples" : "Change the examples");
    this.toggle.replaceChildren(this.on ? "Done" : "Change", elementOf("span", "", this.on ? "" : " the examples"));
  }

  // offer: what Python lets the page change, {} for nothing.
  update(offer) {
    const can = offer.classes !== undefined;
    this.toggle.hidden = !can;
    if (!can && this.on) this.turn();
    if (can && JSON.stringify(offer.classes) !== JSON.stringify(this.offer.classes)) {
      const chosen = this.choice.value;
      this.choice.replaceChildren(...offer.classes.map(({ label, words }) => new Option(words, String(label))));
      if ([...this.choice.options].some(({ value }) => value === chosen)) this.choice.value = chosen;
    }
    if (offer.said && offer.said !== this.offer.said && this.on) rewrite(this.said, offer.said);
    this.offer = offer;
    this.undo.toggleAttribute("disabled", !offer.undo);
    this.restore.toggleAttribute("disabled", !offer.changed);
    for (const example of this.asked) this.waiting.delete(example);
    this.asked.clear();
    this.show();
  }

  // The handles where the examples are: made anew where there are more or fewer.
  show() {
    const el = this.frame.el();
    if (!this.on || !el) {
      this.svg.remove();
      return;
    }
    const examples = this.frame.examples();
    if (!examples) return;
    if (this.svg.parentElement !== el) el.append(this.svg);
    this.all = examples.sort((a, b) => a.example - b.example);
    const numbers = String(this.all.map(({ example }) => example));
    const held = this.svg.contains(document.activeElement);
    if (numbers !== this.numbers || !this.mark) this.make(numbers);
    this.layOut();
    if (held && !this.svg.contains(document.activeElement)) this.mark.focus({ preventScroll: true });
    this.remove.toggleAttribute("disabled", !this.handles.has(this.active));
  }

  make(numbers) {
    this.numbers = numbers;
    this.mark = shapeOf("path", { d: "M-9 0h18M0-9v18", class: "nbnn-points-cursor", tabindex: 0, role: "button" });
    this.handles = new Map(this.all.map(({ example }) =>
      [example, shapeOf("circle", { r: 9, class: "nbnn-points-handle", tabindex: -1, role: "button" })]));
    this.svg.replaceChildren(...this.handles.values(), this.mark);
    if (!this.handles.has(this.active)) this.active = null;
  }

  layOut() {
    if (!this.svg.isConnected) return;
    const { left, top, width, height } = this.frame.area();
    setAttributes(this.svg, { width, height });
    Object.assign(this.svg.style, { left: `${left}px`, top: `${top}px` });
    for (const each of this.all) this.put(each);
    this.putCursor();
  }

  put({ example, x, y, words, color }) {
    const handle = this.handles.get(example), at = this.waiting.get(example) ?? [x, y];
    const [cx, cy] = this.pixelsOf(at);
    setAttributes(handle, { cx, cy, "aria-label": `example ${example}: ${words}, ${this.wordsOf(at)}` });
    handle.classList.toggle("nbnn-points-moved", this.waiting.has(example));
    handle.style.fill = this.waiting.has(example) ? `var(--nbnn-${color})` : "";
  }

  putCursor() {
    const { width, height } = this.frame.area(), [u, v] = this.cursor;
    this.mark.setAttribute("transform", `translate(${u * width} ${(1 - v) * height})`);
    const where = this.wordsOf(this.valuesOf(this.cursor));
    this.mark.setAttribute("aria-label", `cursor at ${where}: Enter adds an example here`);
  }

  // ---- places: values of the two features, parts of the plane, pixels ----

  /** @type {(parts: number[]) => number[]} */
  valuesOf([u, v]) {
    const { x, y } = this.frame.axes();
    return [x[0] + u * (x[1] - x[0]), y[0] + v * (y[1] - y[0])];
  }

  /** @type {(values: number[]) => number[]} */
  partsOf([a, b]) {
    const { x, y } = this.frame.axes();
    return [(a - x[0]) / (x[1] - x[0]), (b - y[0]) / (y[1] - y[0])];
  }

  pixelsOf(values) {
    const { width, height } = this.frame.area(), [u, v] = this.partsOf(values);
    return [u * width, (1 - v) * height];
  }

  partsAt(event) {
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    return [(event.clientX - left) / width, 1 - (event.clientY - top) / height].map(within);
  }

  wordsOf(values) {
    const { names } = this.frame.axes();
    return values.map((value, k) => `${names[k]} ${formatNumber(value)}`).join(", ");
  }

  nearest(event) {
    const [u, v] = this.partsAt(event), { width, height } = this.frame.area();
    let best = { example: null, away: IN_REACH[event.pointerType] ?? IN_REACH.mouse };
    for (const { example, x, y } of this.all) {
      const [a, b] = this.partsOf([x, y]), away = Math.hypot((a - u) * width, (b - v) * height);
      if (away < best.away) best = { example, away };
    }
    return best.example;
  }

  // ---- by pointer and touch ----

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault(); // the focus goes where it belongs below
    const example = this.nearest(event);
    this.held = { example, x: event.clientX, y: event.clientY, moved: false };
    this.svg.setPointerCapture(event.pointerId);
    (example === null ? this.mark : this.handles.get(example)).focus({ preventScroll: true });
  }

  drag(event) {
    const { held } = this;
    if (!held) return;
    held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > CLICK;
    if (held.moved && held.example !== null) this.bring(held.example, this.partsAt(event));
  }

  drop(event) {
    const { held } = this;
    this.held = null;
    if (!held) return;
    if (held.example === null) {
      this.cursor = this.partsAt(event);
      this.putCursor();
      if (!held.moved) this.askAdd();
    } else if (held.moved) this.askMoves();
  }

  letGo() {
    this.held = null;
    this.waiting.clear();
    this.show();
  }

  // ---- by keyboard ----

  focused(target) {
    const example = [...this.handles].find(([, handle]) => handle === target)?.[0] ?? null;
    this.active = example;
    this.remove.toggleAttribute("disabled", example === null);
  }

  pressed(event) {
    const act = this.keyOf(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  keyOf({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey) return key.toLowerCase() === "z" && !shiftKey ? () => this.ask({ act: "undo" }) : null;
    if (altKey) return null;
    const arrow = ARROWS[key], on = this.active;
    if (arrow) return () => this.step(on, arrow.map((part) => (part * (shiftKey ? WIDE : 1)) / STEPS));
    if (key === "Enter" || key.toLowerCase() === "a") return () => this.askAdd();
    if (/^[1-9]$/.test(key)) return () => this.classify(on, Number(key) - 1);
    if (key.toLowerCase() === "n") return () => this.go(1);
    if (key.toLowerCase() === "p") return () => this.go(-1);
    return ["Delete", "Backspace"].includes(key) && on !== null ? () => this.askRemove() : null;
  }

  step(example, by) {
    const from = example === null ? this.cursor : this.partsOf(this.placeOf(example));
    const to = from.map((part, k) => within(part + by[k]));
    if (example === null) {
      this.cursor = to;
      this.putCursor();
      rewrite(this.said, this.wordsOf(this.valuesOf(to)));
    } else {
      this.bring(example, to);
      this.sendMoves();
    }
  }

  placeOf(example) {
    const { x, y } = this.all.find((each) => each.example === example);
    return this.waiting.get(example) ?? [x, y];
  }

  // The next example, or the one before; from the cursor the first or the last.
  go(by) {
    const order = [...this.handles.keys()], at = order.indexOf(this.active);
    const to = order[at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length];
    this.handles.get(to)?.focus({ preventScroll: true });
  }

  classify(example, k) {
    const chosen = this.offer.classes[k];
    if (!chosen) return;
    if (example === null) this.choice.value = String(chosen.label);
    else this.ask({ act: "class", example, z: chosen.label });
  }

  // ---- what is asked ----

  bring(example, parts) {
    this.asked.delete(example);
    this.waiting.set(example, this.valuesOf(parts));
    this.put(this.all.find((each) => each.example === example));
  }

  ask(change) {
    if (this.frame.ask({ do: "points", ...change })) return;
    this.waiting.clear();
    this.show();
  }

  askAdd() {
    this.ask({ act: "add", x: this.valuesOf(this.cursor), z: Number(this.choice.value) });
  }

  askRemove() {
    const example = this.active;
    if (example === null) return;
    this.cursor = this.partsOf(this.placeOf(example));
    this.mark.focus({ preventScroll: true });
    this.ask({ act: "remove", example });
  }

  askMoves() {
    this.sendMoves.stop();
    for (const [example, x] of this.waiting) {
      if (this.asked.has(example)) continue;
      this.asked.add(example);
      this.ask({ act: "move", example, x });
    }
  }

  stop() {
    this.sendMoves.stop();
    this.stopWatching();
    this.svg.remove();
  }
}

const within = (part) => Math.min(1, Math.max(0, part));
