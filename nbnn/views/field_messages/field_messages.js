// What is wrong with a field stands right below it: in a line of its own under the fields beside it, so that none of
// them moves.
import { elementOf, rewrite } from "../shared/elements.js";

// The line of each element in a row that wraps: where one begins further left than the one before it, there is another
// line.
function linesOf(elements) {
  let [line, before] = [0, -Infinity];
  return elements.map((element) => {
    const { left, width } = element.getBoundingClientRect();
    if (!width) return line; // nothing to be seen of it
    if (left <= before) line += 1;
    before = left;
    return line;
  });
}

// How wide the words are in one line.
function lengthOf(words) {
  words.style.whiteSpace = "nowrap";
  const { width } = words.getBoundingClientRect();
  words.style.whiteSpace = "";
  return Math.ceil(width);
}

class Messages {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.told = new Map();
    this.id = `nbnn-wrong-${Math.random().toString(36).slice(2)}`;
    this.row = null;
    this.width = 0;
  }

  // The row's fields are there a moment later than this view, or again.
  live(row) {
    this.row = row;
    this.came = new MutationObserver(() => this.draw());
    this.came.observe(row, { childList: true });
    this.resized = new ResizeObserver(() => {
      if (row.clientWidth !== this.width) this.layOut();
    });
    this.resized.observe(row);
    this.draw();
  }

  stop() {
    this.came?.disconnect();
    this.resized?.disconnect();
    for (const name of this.told.keys()) this.unmark(name);
  }

  field(name) {
    return this.row.getElementsByClassName(name)[0];
  }

  draw() {
    const wrong = this.model.get("wrong");
    for (const name of [...this.told.keys()]) if (!(name in wrong)) this.forget(name);
    for (const [name, words] of Object.entries(wrong)) if (this.field(name)) this.tell(name, words);
    this.layOut();
  }

  tell(name, words) {
    if (!this.told.has(name)) {
      const message = elementOf("p", "nbnn-field-message");
      message.setAttribute("role", "alert");
      message.id = `${this.id}-${name}`;
      message.append(elementOf("span", ""));
      this.el.append(message);
      this.told.set(name, message);
    }
    rewrite(this.told.get(name).firstChild, words);
    this.mark(name);
  }

  mark(name) {
    const control = this.control(name);
    if (!control) return;
    control.dataset.nbnnWrong = "true";
    if (!control.matches("button")) control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", this.told.get(name).id);
  }

  unmark(name) {
    const control = this.control(name);
    if (!control) return;
    delete control.dataset.nbnnWrong;
    for (const attribute of ["aria-invalid", "aria-describedby"]) control.removeAttribute(attribute);
  }

  control(name) {
    const field = this.field(name);
    return field?.matches("button") ? field : field?.querySelector("input, select, textarea");
  }

  forget(name) {
    this.unmark(name);
    this.told.get(name).remove();
    this.told.delete(name);
  }

  // Under the line of fields in which the field stands, and as far to the right as it, or as the words have room in one
  // line.
  layOut() {
    const { row, told } = this;
    this.width = row.clientWidth;
    if (!told.size && !this.ordered) return;
    this.ordered = told.size > 0;
    const beside = [...row.children].filter((element) => element !== this.el);
    for (const message of told.values()) message.hidden = true;
    for (const element of beside) element.style.order = "";
    if (!told.size) return;
    const lines = linesOf(beside);
    const room = beside.length + 1; // after each line of fields, a place for each of their messages
    beside.forEach((element, k) => { element.style.order = String(room * lines[k]); });
    for (const [name, message] of told) {
      const field = this.field(name);
      if (!field) continue; // a row that is filled anew is empty for a moment
      message.style.order = String(room * lines[beside.indexOf(field)] + 1 + beside.indexOf(field));
      message.style.paddingLeft = "0";
      message.hidden = false;
      const at = field.getBoundingClientRect().left - row.getBoundingClientRect().left;
      const long = lengthOf(message.firstChild);
      message.style.paddingLeft = `${Math.max(0, Math.min(at, this.width - long))}px`;
    }
  }
}

// Its row is there a moment after this view.
function whenInRow(el, found) {
  let asked = 0;
  const look = () => {
    if (el.parentElement) found(el.parentElement);
    else asked = requestAnimationFrame(look);
  };
  look();
  return () => cancelAnimationFrame(asked);
}

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-field-messages");
  const messages = new Messages(model, el);
  const leave = whenInRow(el, (row) => messages.live(row));
  const draw = () => messages.row && messages.draw();
  model.on("change:wrong", draw);
  return () => {
    leave();
    model.off("change:wrong", draw);
    messages.stop();
  };
}

export default { render };
