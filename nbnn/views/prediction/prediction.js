// Write it down first: a question, a field for each thing that is asked, and what comes, which Python sends only when
// somebody has written something, or asks to see it without. Where there is no Python, the page unseals it and
// compares nothing.
import { Drafts } from "../shared/drafts.js";
import { buttonOf, elementOf, ownName, partOf, rewrite } from "../shared/elements.js";
import { pythonOf, watchLab } from "../shared/python.js";

// A field to type in; a matrix has several lines.
class Written {
  constructor({ invites, rows }, words, changed) {
    this.input = elementOf(rows ? "textarea" : "input", "nbnn-typed nbnn-predicted");
    this.root = this.input;
    if (this.input instanceof HTMLTextAreaElement) this.input.rows = 3;
    else this.input.type = "text";
    Object.assign(this.input, { autocomplete: "off", spellcheck: false, placeholder: invites });
    this.input.setAttribute("aria-label", words);
    this.input.addEventListener("input", changed);
  }

  get given() {
    return this.input.value;
  }

  set given(text) {
    if (this.input.value !== text) this.input.value = text;
  }

  focus() {
    this.input.focus();
  }

  refuse(words, id) {
    this.input.toggleAttribute("aria-invalid", Boolean(words));
    if (words) this.input.setAttribute("aria-invalid", "true");
    if (words) this.input.setAttribute("aria-describedby", id);
    else this.input.removeAttribute("aria-describedby");
  }
}

class Chosen {
  constructor({ options }, words, changed) {
    const name = ownName("nbnn-predicted");
    this.root = elementOf("div", "nbnn-predicted-options");
    this.root.setAttribute("role", "radiogroup");
    this.root.setAttribute("aria-label", words);
    this.radios = options.map((option) => {
      const radio = elementOf("input", "");
      Object.assign(radio, { type: "radio", name, value: option });
      radio.addEventListener("change", changed);
      this.root.append(partOf("label", "nbnn-predicted-option", radio, elementOf("span", "", option)));
      return radio;
    });
  }

  get given() {
    return this.radios.find(({ checked }) => checked)?.value ?? "";
  }

  set given(text) {
    for (const radio of this.radios) radio.checked = radio.value === text;
  }

  focus() {
    (this.radios.find(({ checked }) => checked) ?? this.radios[0]).focus();
  }

  refuse() {}
}

// What was written beside what came, entry under entry; the rows of a small matrix beside each other.
function comparison({ name, wrote, came, same, words }) {
  const table = elementOf("table", "nbnn-compared");
  if (name) table.append(elementOf("caption", "", name));
  const marked = (rows, marks) => rows.map((row, r) => row.map((text, c) => entryOf(text, marks[r]?.[c])));
  const mine = marked(wrote, same), right = marked(came, []);
  if (came.length > 1 && came[0].length < 5 && mine.length === came.length) {
    right.forEach((row, r) => table.append(partOf("tr", "", ...heading("You wrote", r, came.length), ...mine[r],
      ...heading("Result", r, came.length), ...row)));
  } else {
    mine.forEach((row, r) => table.append(partOf("tr", "", ...heading("You wrote", r, mine.length), ...row)));
    right.forEach((row, r) => table.append(partOf("tr", "", ...heading("Result", r, came.length), ...row)));
  }
  return partOf("div", "nbnn-compared-part", table, ...(words ? [elementOf("p", "nbnn-compared-words", words)] : []));
}

function heading(words, row, rows) {
  if (row) return [];
  const head = elementOf("th", "", words);
  head.scope = rows > 1 ? "rowgroup" : "row";
  head.rowSpan = rows;
  return [head];
}

function entryOf(text, same) {
  const sign = elementOf("span", "nbnn-compared-sign", same ? "✓" : "");
  sign.setAttribute("aria-hidden", "true"); // the sentence below says it
  const cell = partOf("td", "", text, sign);
  cell.toggleAttribute("data-same", same === true);
  return cell;
}

const NOT_COMPARED = "Python is not there, so what you wrote is not compared.";

function unsealed(text) {
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))));
}

class Prediction {
  constructor(model, el) {
    this.model = model;
    this.root = el;
    this.drafts = new Drafts(model);
    this.about = "";
    this.fields = [];
    this.words = elementOf("p", "nbnn-prediction-words");
    this.answers = elementOf("div", "nbnn-answers");
    this.alone = null; // what is shown without Python
    const button = (words, title, act) => buttonOf("nbnn-push", words, title, () => this.send(act));
    this.show = button("Show it", "Show it beside what you wrote (Enter)", "show");
    this.show.classList.add("nbnn-main");
    this.just = button("Just show me", "Show it without writing anything", "just");
    this.cover = button("Cover it again", "Hide it, to write once more", "cover");
    this.cover.classList.add("nbnn-quiet");
    this.bar = partOf("div", "nbnn-exercise-bar", this.show, this.just, this.cover);
    this.form = partOf("div", "nbnn-prediction-form", this.answers);
    this.result = elementOf("div", "nbnn-prediction-result");
    this.result.setAttribute("role", "status");
    this.result.tabIndex = -1; // the focus goes there when its button is gone
    this.message = elementOf("p", "nbnn-prediction-message");
    this.message.setAttribute("role", "status");
    el.append(this.words, this.form, this.result, this.bar, this.message);
    el.addEventListener("keydown", (event) => this.onKey(event));
  }

  get given() {
    return this.fields.map(({ field }) => field.given);
  }

  onKey(event) {
    const field = event.target.matches("input, textarea");
    if (field || ["Enter", " "].includes(event.key)) event.stopPropagation(); // not the notebook's
    if (!event.target.matches("input") || event.key !== "Enter") return;
    event.preventDefault();
    this.show.click();
  }

  send(what) {
    if (pythonOf(this.model) === "alive") this.drafts.ask({ do: what, about: this.about, given: this.given }, this.bar);
    else this.showAlone(what !== "cover");
  }

  showAlone(shown) {
    const beside = ({ name, came }, k) => {
      const text = this.given[k].trim();
      return { name, wrote: text ? [[text]] : [], came, same: [], words: "" };
    };
    this.alone = shown ? unsealed(this.model.get("question").sealed).map(beside) : [];
    this.draw();
  }

  // Python has said something else.
  told() {
    this.alone = null;
    this.draw();
  }

  changed(part) {
    this.drafts.keep(this.about, this.given);
    this.refuse(part, "");
    this.drawButtons();
  }

  draw() {
    const question = this.model.get("question"), { wrong, message, ...state } = this.model.get("state");
    const shown = this.alone ?? state.shown;
    if (question.about !== this.about) this.build(question);
    const covered = !shown.length, was = this.form.hidden;
    const focused = this.root.contains(document.activeElement);
    this.form.hidden = !covered;
    this.root.toggleAttribute("data-covered", covered); // and so are the words below (prediction.css)
    const key = JSON.stringify(shown);
    if (key !== this.result.dataset.key) this.result.replaceChildren(...shown.map(comparison));
    this.result.dataset.key = key;
    this.fields.forEach((part, k) => this.refuse(part, wrong[k] ?? ""));
    rewrite(this.message, this.alone?.some(({ wrote }) => wrote.length) ? NOT_COMPARED : message);
    this.drawButtons();
    if (!focused) return;
    const refused = wrong.findIndex(Boolean);
    if (refused >= 0) this.fields[refused].field.focus();
    else if (covered && was) this.fields[0].field.focus();
    else if (!covered && !was) this.result.focus();
  }

  build({ about, words, parts }) {
    this.about = about;
    rewrite(this.words, words);
    this.fields = parts.map((each) => this.fieldOf(each, each.name || words));
    this.answers.replaceChildren(...this.fields.map(({ root }) => root));
    this.fill(this.drafts.of(about));
  }

  fieldOf(each, words) {
    const field = new (each.options.length ? Chosen : Written)(each, words, () => this.changed(part));
    const said = elementOf("p", "nbnn-predicted-wrong");
    said.id = ownName("nbnn-predicted-wrong");
    said.setAttribute("role", "alert");
    const label = each.name ? [elementOf("span", "nbnn-predicted-name", each.name)] : [];
    const part = { field, said, root: partOf("div", "nbnn-predicted-part", ...label, field.root, said) };
    return part;
  }

  refuse({ field, said }, words) {
    rewrite(said, words && `${words[0].toUpperCase()}${words.slice(1)}.`);
    field.refuse(words, said.id);
  }

  fill(given) {
    given?.forEach((text, k) => { if (this.fields[k]) this.fields[k].field.given = text; });
  }

  // Typed in another view, or kept by Python.
  drawDraft() {
    const { about, given } = this.drafts.newest();
    if (about === this.about) this.fill(given);
    this.drawButtons();
  }

  drawButtons() {
    const covered = !this.form.hidden;
    this.show.disabled = !this.given.some((text) => text.trim());
    this.show.hidden = this.just.hidden = !covered;
    this.cover.hidden = covered;
  }
}

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-card", "nbnn-prediction");
  const prediction = new Prediction(model, el);
  const draw = () => prediction.told(), drawDraft = () => prediction.drawDraft();
  model.on("change:question change:state", draw);
  model.on("change:draft", drawDraft);
  draw();
  const leave = watchLab(model, el);
  return () => {
    prediction.drafts.end();
    leave();
    model.off("change:question change:state", draw);
    model.off("change:draft", drawDraft);
  };
}

export default { render };
