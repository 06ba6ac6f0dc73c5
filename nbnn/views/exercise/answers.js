// The boxes of an exercise: arrays of inputs, statements to choose from, lines to put into order. Each has an element,
// what was `given`, what is marked, and where to begin.
import { buttonOf, elementOf, ownName, partOf, rewrite } from "../shared/elements.js";
import { mathml } from "../shared/template.js";

export const SIGNS = { right: "✓", wrong: "✗", follows: "↳", refused: "?" };
const SAID = {
  right: "right",
  wrong: "not right",
  follows: "follows from what you entered above",
  refused: "cannot be read",
};

// Texts and formulas side by side; what is text goes in as text.
export function written(tag, className, pieces) {
  const parts = pieces.flatMap((piece) => (typeof piece === "string" ? unbroken(piece) : filledMath(piece.math)));
  return partOf(tag, className, ...parts);
}

// A derivative is read as one: no line of a narrow page ends behind its stroke.
function unbroken(text) {
  return text.split(/(∂[^\s/]*\/∂\S*)/).map((part, k) => (k % 2 ? elementOf("span", "nbnn-unbroken", part) : part));
}

// A formula whose numbers are all written in.
export function filledMath(node) {
  return mathml(node);
}

function entryName(words, shape, k) {
  if (!shape.length) return words;
  if (shape.length === 1) return `${words}, entry ${k + 1}`;
  return `${words}, row ${Math.floor(k / shape[1]) + 1}, column ${(k % shape[1]) + 1}`;
}

class Box {
  constructor(name, changed) {
    this.name = name;
    this.input = elementOf("input", "nbnn-typed nbnn-answer-box");
    Object.assign(this.input, { type: "text", autocomplete: "off", spellcheck: false });
    this.sign = elementOf("span", "nbnn-mark");
    this.sign.setAttribute("aria-hidden", "true"); // the box says it
    this.root = elementOf("span", "nbnn-answer-cell");
    this.root.append(this.input, this.sign);
    this.input.addEventListener("input", () => { this.mark(""); changed(); });
    this.mark("");
  }

  mark(word) {
    this.sign.textContent = SIGNS[word] ?? "";
    this.root.dataset.mark = word;
    this.input.removeAttribute("aria-describedby"); // what was said of it
    this.input.setAttribute("aria-label", SAID[word] ? `${this.name}: ${SAID[word]}` : this.name);
    if (word === "wrong" || word === "refused") this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}

class Numbers {
  constructor({ label, words, shape }, changed) {
    const count = shape.reduce((all, size) => all * size, 1);
    this.note = elementOf("span", "nbnn-answer-note");
    const typed = () => { rewrite(this.note, ""); changed(); };
    this.boxes = Array.from({ length: count }, (_, k) => new Box(entryName(words, shape, k), typed));
    const grid = elementOf("div", "nbnn-answer-grid");
    grid.style.setProperty("--columns", shape[1] ?? 1);
    grid.classList.toggle("nbnn-fenced", shape.length > 0);
    grid.append(...this.boxes.map((box) => box.root));
    this.root = elementOf("div", "nbnn-answer");
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", words);
    this.root.append(written("span", "nbnn-answer-label", [...label, " ="]), grid, this.note);
  }

  get given() {
    return this.boxes.map((box) => box.input.value);
  }

  set given(texts) {
    texts.forEach((text, k) => { if (this.boxes[k]) this.boxes[k].input.value = text; });
  }

  get empty() {
    return this.given.every((text) => !text.trim());
  }

  // verdict: of the whole; entries: of each box
  mark({ verdict = "", entries = [] } = {}) {
    this.boxes.forEach((box, k) => box.mark(entries[k] ?? (verdict === "missing" ? "" : verdict)));
    rewrite(this.note, entries.includes("follows") ? "follows" : ""); // short: the lines keep their places
  }

  // Is it something else than what was checked? Then those boxes lose their mark.
  differs(checked) {
    const other = this.boxes.filter(({ input }, k) => input.value !== checked[k]);
    for (const box of other) box.mark("");
    if (other.length) rewrite(this.note, "");
    return other.length > 0;
  }

  get wrong() {
    return this.boxes.find(({ root }) => root.dataset.mark === "wrong" || root.dataset.mark === "refused")?.input;
  }

  focus() {
    (this.boxes.find(({ input }) => !input.value.trim()) ?? this.boxes[0]).input.focus();
  }
}

// A choice or an order is marked as a whole.
function unmarked(form, checked) {
  const other = String(form.given) !== String(checked);
  if (other) form.mark();
  return other;
}

class Choice {
  constructor({ words, options }, changed) {
    const name = ownName("nbnn-choice");
    this.root = elementOf("div", "nbnn-choices");
    this.root.setAttribute("role", "radiogroup");
    this.root.setAttribute("aria-label", words);
    this.rows = options.map((pieces, k) => {
      const label = elementOf("label", "nbnn-choice");
      const radio = elementOf("input", "");
      const sign = elementOf("span", "nbnn-mark");
      Object.assign(radio, { type: "radio", name, value: String(k) });
      radio.addEventListener("change", () => { this.mark(); changed(); });
      label.append(radio, written("span", "nbnn-choice-words", pieces), sign);
      this.root.append(label);
      return { label, radio, sign };
    });
  }

  get given() {
    const at = this.rows.findIndex(({ radio }) => radio.checked);
    return at < 0 ? [] : [at];
  }

  set given([at]) {
    if (this.rows[at]) this.rows[at].radio.checked = true;
  }

  get empty() {
    return !this.given.length;
  }

  mark({ verdict = "" } = {}) {
    for (const { label, radio, sign } of this.rows) {
      const word = radio.checked ? verdict : "";
      label.dataset.mark = word;
      sign.textContent = SIGNS[word] ?? "";
    }
  }

  differs(checked) {
    return unmarked(this, checked);
  }

  get wrong() {
    return null;
  }

  focus() {
    (this.rows.find(({ radio }) => radio.checked) ?? this.rows[0]).radio.focus();
  }
}

class Order {
  constructor({ words, options }, changed) {
    this.changed = changed;
    this.order = options.map((_, k) => k);
    this.root = elementOf("div", "nbnn-order");
    this.list = elementOf("ol", "nbnn-order-list");
    this.list.setAttribute("aria-label", words);
    this.told = elementOf("p", "nbnn-hidden-text");
    this.told.setAttribute("role", "status");
    this.items = options.map((pieces, k) => this.item(pieces, k));
    this.root.append(this.list, this.told);
    this.draw();
  }

  // A button that moves line k up or down; so do the arrows while it has the focus.
  mover(k, by, sign, words) {
    const button = buttonOf("nbnn-push nbnn-order-move", sign, "", () => this.move(k, by, button));
    button.setAttribute("aria-label", words);
    button.addEventListener("keydown", (event) => {
      const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(k, way, button);
    });
    return button;
  }

  item(pieces, k) {
    const root = elementOf("li", "nbnn-order-item");
    const text = written("span", "nbnn-order-words", pieces);
    const up = this.mover(k, -1, "↑", `Move ${text.textContent} up`);
    const down = this.mover(k, 1, "↓", `Move ${text.textContent} down`);
    root.append(elementOf("span", "nbnn-mark"), text, up, down);
    return { root, text, up, down };
  }

  move(k, by, button) {
    const at = this.order.indexOf(k);
    if (!(at + by in this.order)) return;
    [this.order[at], this.order[at + by]] = [this.order[at + by], this.order[at]];
    this.draw();
    button.focus();
    this.told.textContent = `${this.items[k].text.textContent}: place ${at + by + 1} of ${this.order.length}`;
    this.mark();
    this.changed();
  }

  draw() {
    this.list.replaceChildren(...this.order.map((k) => this.items[k].root));
    this.order.forEach((k, at) => {
      this.items[k].up.setAttribute("aria-disabled", String(at === 0));
      this.items[k].down.setAttribute("aria-disabled", String(at === this.order.length - 1));
    });
  }

  get given() {
    return [...this.order];
  }

  set given(order) {
    this.order = [...order];
    this.draw();
  }

  get empty() {
    return false;
  }

  // place: of the line that stands too early
  mark({ verdict = "", place = [] } = {}) {
    this.order.forEach((k, at) => {
      const word = verdict === "right" ? "right" : verdict === "wrong" && at === place[0] ? "wrong" : "";
      this.items[k].root.dataset.mark = word;
      this.items[k].root.firstChild.textContent = SIGNS[word] ?? "";
    });
  }

  differs(checked) {
    return unmarked(this, checked);
  }

  get wrong() {
    return this.items.find(({ root }) => root.dataset.mark === "wrong")?.up;
  }

  focus() {
    this.items[this.order[0]].down.focus();
  }
}

// A function is written in a cell of its own; here is only whether it is there.
class Code {
  constructor({ id, needs }) {
    this.root = elementOf("p", "nbnn-code-note");
    this.needs = needs;
    this.id = id;
  }

  hasFunction(there, call) {
    this.root.textContent = there ? "Your function is called with fresh numbers when you press Check."
      : `Write ${this.needs} in a cell, then give it to the exercise: `;
    if (!there) this.root.append(elementOf("code", "", call));
  }

  get given() {
    return [];
  }

  set given(_) {}

  get empty() {
    return false;
  }

  mark() {}

  differs() {
    return false;
  }

  get wrong() {
    return null;
  }

  focus() {}
}

const FORMS = { numbers: Numbers, choice: Choice, order: Order, code: Code };

export function formOf(field, changed) {
  return new FORMS[field.kind](field, changed);
}
